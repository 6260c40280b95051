//! What surveillance found, and what a person said to it. A finding is never removed, and its word is given once.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::{Reader, page};
use crate::sql::findings as sql;
use crate::value::{Arg, BadColumn, Columns, number, parsed, time, time_or_null};
use domain::{OrderId, Symbol, Time};

/// A finding as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
    /// Its name: the same pattern always has the same one.
    pub name: String,
    /// The kind of pattern.
    pub kind: String,
    /// In which symbol.
    pub symbol: Symbol,
    /// When it was found.
    pub found: Time,
    /// When the pattern began.
    pub from: Time,
    /// When it ended.
    pub until: Time,
    /// The orders it is about.
    pub orders: Vec<OrderId>,
    /// How much was found.
    pub value: u64,
    /// From how much on it is a finding.
    pub limit: u64,
    /// The finding in one sentence.
    pub words: String,
    /// What a person said to it; none while it is open.
    pub word: Option<FindingWord>,
}

/// What a person said to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingWord {
    /// When.
    pub at: Time,
    /// Who.
    pub by: String,
    /// Why it is explained.
    pub reason: String,
}

/// A change of the findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingChange {
    /// It was found; one that is there already stays as it is.
    Found(FindingRow),
    /// A person explained it; one that is not open refuses the batch.
    Explained(String, FindingWord),
}

/// Which findings to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingState {
    /// Those nobody has explained.
    Open,
    /// Those a person has.
    Explained,
    /// Both.
    All,
}

/// Writes changes, in order.
pub(crate) async fn write(conn: &mut Conn, changes: &[FindingChange]) -> Result<(), StepError> {
    for change in changes {
        match change {
            FindingChange::Found(row) => {
                let orders: Vec<String> = row.orders.iter().map(ToString::to_string).collect();
                let args = vec![
                    Arg::text(&row.name),
                    Arg::text(&row.kind),
                    Arg::text(row.symbol),
                    Arg::time(row.found),
                    Arg::time(row.from),
                    Arg::time(row.until),
                    Arg::Text(orders.join(",")),
                    Arg::number(row.value)?,
                    Arg::number(row.limit)?,
                    Arg::text(&row.words),
                ];
                conn.execute(sql::INSERT, args).await?;
            }
            FindingChange::Explained(name, word) => {
                let args = vec![
                    Arg::text(name),
                    Arg::time(word.at),
                    Arg::text(&word.by),
                    Arg::text(&word.reason),
                ];
                if conn.execute(sql::JUDGE, args).await? == 0 {
                    return Err(StepError::NoSuchRow);
                }
            }
        }
    }
    Ok(())
}

fn row(row: &dyn Columns) -> Result<FindingRow, BadColumn> {
    let orders = row
        .text("orders")?
        .split(',')
        .filter(|text| !text.is_empty());
    let order = |text: &str| {
        text.parse()
            .map_err(|error| BadColumn::new("orders", error))
    };
    let word = match time_or_null(row, "judged")? {
        None => None,
        Some(at) => Some(FindingWord {
            at,
            by: row.text("judge")?.to_owned(),
            reason: row.text("reason")?.to_owned(),
        }),
    };
    Ok(FindingRow {
        name: row.text("name")?.to_owned(),
        kind: row.text("kind")?.to_owned(),
        symbol: parsed(row, "symbol")?,
        found: time(row, "found")?,
        from: time(row, "began")?,
        until: time(row, "ended")?,
        orders: orders.map(order).collect::<Result<_, _>>()?,
        value: number(row, "value")?,
        limit: number(row, "bound")?,
        words: row.text("words")?.to_owned(),
        word,
    })
}

impl Reader {
    /// Findings, newest first, at most `limit` and never more than [`crate::PAGE_ROWS_MAX`].
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn findings(
        &self,
        state: FindingState,
        limit: u32,
    ) -> Result<Vec<FindingRow>, StoreError> {
        let statement = match state {
            FindingState::Open => sql::OPEN,
            FindingState::Explained => sql::EXPLAINED,
            FindingState::All => sql::ALL_OF_THEM,
        };
        self.all(statement, vec![Arg::Int(i64::MAX), page(limit)], row)
            .await
    }

    /// The finding of this name.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn finding(&self, name: &str) -> Result<Option<FindingRow>, StoreError> {
        self.one(sql::BY_NAME, vec![Arg::text(name)], row).await
    }
}
