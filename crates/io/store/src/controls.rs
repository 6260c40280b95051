//! Halts, switches and refusals as they stand. Kept for showing and for recovery; obeyed elsewhere.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::{Reader, page};
use crate::sql::controls as sql;
use crate::value::{Arg, BadColumn, Columns, number, parsed, time};
use domain::{AccountId, Origin, Scope, Symbol, Time};

/// A halt that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HaltRow {
    /// How far it reaches.
    pub scope: Scope,
    /// Since when.
    pub since: Time,
    /// Who or what pulled it.
    pub origin: Origin,
    /// Why, in words.
    pub reason: String,
}

/// A halt set or lifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HaltChange {
    /// It stands (again, with these words).
    Set(HaltRow),
    /// It stands no more; lifting one that does not stand changes nothing.
    Lifted(Scope),
}

/// A switch and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchRow {
    /// Its name.
    pub name: String,
    /// Where it stands, in the desk's own words.
    pub position: String,
    /// Since when.
    pub since: Time,
    /// Who or what moved it.
    pub origin: Origin,
}

/// A refusal of the gate on its way to disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRefusal {
    /// When.
    pub at: Time,
    /// The account that was to trade.
    pub account: AccountId,
    /// The symbol that was to be traded.
    pub symbol: Symbol,
    /// Who or what wished for it.
    pub origin: Origin,
    /// The stable code of the rule.
    pub rule: String,
    /// The refusal in one plain sentence.
    pub words: String,
    /// Inputs and limit, in the desk's own form.
    pub detail: String,
}

/// A refusal as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalRow {
    /// Its number; later refusals have higher numbers.
    pub number: u64,
    /// The refusal.
    pub refusal: NewRefusal,
}

/// Which refusals to read, newest first; `None` means any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefusalFilter {
    /// Of this account.
    pub account: Option<AccountId>,
    /// Numbered below this one (the last of the page before).
    pub before: Option<u64>,
    /// At most this many, and never more than [`crate::PAGE_ROWS_MAX`].
    pub limit: u32,
}

/// Sets and lifts halts, in order.
pub(crate) async fn write_halts(conn: &mut Conn, changes: &[HaltChange]) -> Result<(), StepError> {
    for change in changes {
        match change {
            HaltChange::Set(halt) => {
                let args = vec![
                    Arg::text(halt.scope),
                    Arg::time(halt.since),
                    Arg::text(halt.origin),
                    Arg::text(&halt.reason),
                ];
                conn.execute(sql::PUT_HALT, args).await?;
            }
            HaltChange::Lifted(scope) => {
                conn.execute(sql::LIFT_HALT, vec![Arg::text(scope)]).await?;
            }
        }
    }
    Ok(())
}

/// Puts switches where they stand.
pub(crate) async fn write_switches(conn: &mut Conn, rows: &[SwitchRow]) -> Result<(), StepError> {
    for row in rows {
        let args = vec![
            Arg::text(&row.name),
            Arg::text(&row.position),
            Arg::time(row.since),
            Arg::text(row.origin),
        ];
        conn.execute(sql::PUT_SWITCH, args).await?;
    }
    Ok(())
}

/// Writes refusals.
pub(crate) async fn write_refusals(conn: &mut Conn, rows: &[NewRefusal]) -> Result<(), StepError> {
    for row in rows {
        let args = vec![
            Arg::time(row.at),
            Arg::number(row.account.get())?,
            Arg::text(row.symbol),
            Arg::text(row.origin),
            Arg::text(&row.rule),
            Arg::text(&row.words),
            Arg::text(&row.detail),
        ];
        conn.execute(sql::INSERT_REFUSAL, args).await?;
    }
    Ok(())
}

fn halt(row: &dyn Columns) -> Result<HaltRow, BadColumn> {
    Ok(HaltRow {
        scope: parsed(row, "scope")?,
        since: time(row, "since")?,
        origin: parsed(row, "origin")?,
        reason: row.text("reason")?.to_owned(),
    })
}

fn switch(row: &dyn Columns) -> Result<SwitchRow, BadColumn> {
    Ok(SwitchRow {
        name: row.text("name")?.to_owned(),
        position: row.text("position")?.to_owned(),
        since: time(row, "since")?,
        origin: parsed(row, "origin")?,
    })
}

fn refusal(row: &dyn Columns) -> Result<RefusalRow, BadColumn> {
    Ok(RefusalRow {
        number: number(row, "number")?,
        refusal: NewRefusal {
            at: time(row, "at")?,
            account: AccountId::new(number(row, "account")?),
            symbol: parsed(row, "symbol")?,
            origin: parsed(row, "origin")?,
            rule: row.text("rule")?.to_owned(),
            words: row.text("words")?.to_owned(),
            detail: row.text("detail")?.to_owned(),
        },
    })
}

impl Reader {
    /// Every halt that stands, oldest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn halts(&self) -> Result<Vec<HaltRow>, StoreError> {
        self.all(sql::HALTS, Vec::new(), halt).await
    }

    /// Every switch that was ever moved, by name.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn switches(&self) -> Result<Vec<SwitchRow>, StoreError> {
        self.all(sql::SWITCHES, Vec::new(), switch).await
    }

    /// Refusals of the gate, newest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn refusals(&self, filter: &RefusalFilter) -> Result<Vec<RefusalRow>, StoreError> {
        let before = filter.before.unwrap_or(u64::MAX);
        let mut args = vec![
            Arg::Int(i64::try_from(before).unwrap_or(i64::MAX)),
            page(filter.limit),
        ];
        let Some(account) = filter.account else {
            return self.all(sql::REFUSALS, args, refusal).await;
        };
        let Ok(account) = Arg::number(account.get()) else {
            return Ok(Vec::new());
        };
        args.push(account);
        self.all(sql::REFUSALS_OF, args, refusal).await
    }
}
