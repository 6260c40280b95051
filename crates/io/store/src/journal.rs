//! The journal: what happened, in order, for ever; and the last snapshot of the state folded from it. Never edited.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::{Reader, page};
use crate::sql::journal as sql;
use crate::value::{Arg, BadColumn, Columns, number, time};
use domain::{OrderId, Time};
use std::fmt;

/// The number of a journal row or audit leaf: 1, 2, 3 … without a gap. Zero stands before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seq(u64);

/// An event on its way into the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// When it happened, by the desk's clock.
    pub at: Time,
    /// The name of its kind; not empty.
    pub kind: String,
    /// The order whose life it belongs to, if any.
    pub order: Option<OrderId>,
    /// The event as text, in the desk's own form.
    pub body: String,
}

/// An event as the journal holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its number.
    pub seq: Seq,
    /// The event.
    pub row: JournalRow,
}

/// A state folded from the journal up to and with `seq`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The last journal row it holds.
    pub seq: Seq,
    /// When it was made.
    pub at: Time,
    /// The state as text, in the desk's own form.
    pub body: String,
}

impl Seq {
    /// Before the first row.
    pub const ZERO: Self = Self(0);

    /// The number `number`.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The next one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Writes rows after `last`; the new last.
pub(crate) async fn write(
    conn: &mut Conn,
    mut last: Seq,
    rows: &[JournalRow],
) -> Result<Seq, StepError> {
    for row in rows {
        last = last.next();
        let order = row.order.map(|id| i64::try_from(id.get())).transpose();
        let args = vec![
            Arg::number(last.get())?,
            Arg::time(row.at),
            Arg::text(&row.kind),
            Arg::IntOrNull(order.map_err(|_| StepError::TooLarge)?),
            Arg::text(&row.body),
        ];
        conn.execute(sql::INSERT, args).await?;
    }
    Ok(last)
}

/// Writes the snapshot of the state at `seq`, and lets go of all but the one before it.
pub(crate) async fn write_snapshot(
    conn: &mut Conn,
    seq: Seq,
    (at, body): (Time, &str),
) -> Result<(), StepError> {
    let args = vec![Arg::number(seq.get())?, Arg::time(at), Arg::text(body)];
    conn.execute(sql::PUT_SNAPSHOT, args).await?;
    conn.execute(sql::DROP_OLD_SNAPSHOTS, Vec::new()).await?;
    Ok(())
}

fn entry(row: &dyn Columns) -> Result<JournalEntry, BadColumn> {
    let order = row.int_or_null("order_id")?.map(u64::try_from).transpose();
    Ok(JournalEntry {
        seq: Seq(number(row, "seq")?),
        row: JournalRow {
            at: time(row, "at")?,
            kind: row.text("kind")?.to_owned(),
            order: order
                .map_err(|error| BadColumn::new("order_id", error))?
                .map(OrderId::new),
            body: row.text("body")?.to_owned(),
        },
    })
}

fn snapshot(row: &dyn Columns) -> Result<Snapshot, BadColumn> {
    Ok(Snapshot {
        seq: Seq(number(row, "seq")?),
        at: time(row, "at")?,
        body: row.text("body")?.to_owned(),
    })
}

impl Reader {
    /// Journal rows from `first` on, in order, at most [`crate::PAGE_ROWS_MAX`] at a time.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn journal_from(
        &self,
        first: Seq,
        limit: u32,
    ) -> Result<Vec<JournalEntry>, StoreError> {
        let args = vec![seek(first), page(limit)];
        self.all(sql::FROM, args, entry).await
    }

    /// The whole life of an order: its journal rows from `first` on, in order.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn journal_of_order(
        &self,
        order: OrderId,
        first: Seq,
        limit: u32,
    ) -> Result<Vec<JournalEntry>, StoreError> {
        let Ok(id) = Arg::number(order.get()) else {
            return Ok(Vec::new());
        };
        self.all(sql::OF_ORDER, vec![id, seek(first), page(limit)], entry)
            .await
    }

    /// The number of the last journal row; zero when there is none.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn journal_last(&self) -> Result<Seq, StoreError> {
        let last = self
            .one(sql::LAST, Vec::new(), |row| number(row, "seq"))
            .await?;
        Ok(Seq(last.unwrap_or(0)))
    }

    /// The newest snapshot, if there is any.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn last_snapshot(&self) -> Result<Option<Snapshot>, StoreError> {
        self.one(sql::LAST_SNAPSHOT, Vec::new(), snapshot).await
    }
}

/// Where to begin; past the end of all numbers there is nothing.
pub(crate) fn seek(first: Seq) -> Arg {
    Arg::Int(i64::try_from(first.get()).unwrap_or(i64::MAX))
}
