//! What is read from the store, while the writer writes. Never changes anything. Queries stand beside the rows they read.

use crate::engine::{Engine, Pool, Read};
use crate::error::StoreError;
use crate::folder::TemporaryFolder;
use crate::journal::Seq;
use crate::sql::system as sql;
use crate::value::{Arg, BadColumn, Columns, number};
use std::sync::Arc;

/// Most rows of one page.
pub const PAGE_ROWS_MAX: u32 = 500;
/// Most candles of one page: a screen is at most a few thousand points wide.
const CANDLES_MAX: u32 = 5_000;

/// Read-only access; clones share one pool of connections.
#[derive(Debug, Clone)]
pub struct Reader {
    pool: Pool,
    /// Held so that a temporary folder outlives its readers.
    _folder: Option<Arc<TemporaryFolder>>,
}

/// How the store is, in figures that cost next to nothing to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// The engine: `sqlite` or `postgresql`.
    pub engine: &'static str,
    /// The last journal row.
    pub journal_last: Seq,
    /// Size of the database in bytes, without its write-ahead log.
    pub bytes: u64,
}

/// How many rows there are; counting walks the tables, so not for every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Journal rows.
    pub journal: u64,
    /// Orders.
    pub orders: u64,
    /// Orders asked or working.
    pub orders_open: u64,
    /// Fills.
    pub fills: u64,
    /// Refusals of the gate.
    pub refusals: u64,
    /// Candles.
    pub candles: u64,
    /// Raw records, once per content.
    pub raw_records: u64,
    /// Audit leaves.
    pub audit: u64,
    /// Users.
    pub users: u64,
    /// Sessions, ended ones included.
    pub sessions: u64,
}

/// The most rows of a page as asked for, within its bound.
pub(crate) fn page(limit: u32) -> Arg {
    Arg::Int(i64::from(limit.min(PAGE_ROWS_MAX)))
}

/// The most candles of a page as asked for, within their bound.
pub(crate) fn long_page(limit: u32) -> Arg {
    Arg::Int(i64::from(limit.min(CANDLES_MAX)))
}

fn counts(row: &dyn Columns) -> Result<Counts, BadColumn> {
    Ok(Counts {
        journal: number(row, "journal")?,
        orders: number(row, "orders")?,
        orders_open: number(row, "orders_open")?,
        fills: number(row, "fills")?,
        refusals: number(row, "refusals")?,
        candles: number(row, "candles")?,
        raw_records: number(row, "raw_records")?,
        audit: number(row, "audit")?,
        users: number(row, "users")?,
        sessions: number(row, "sessions")?,
    })
}

impl Reader {
    pub(crate) const fn new(pool: Pool, folder: Option<Arc<TemporaryFolder>>) -> Self {
        Self {
            pool,
            _folder: folder,
        }
    }

    pub(crate) const fn pool(&self) -> &Pool {
        &self.pool
    }

    pub(crate) async fn all<T>(
        &self,
        sql: &'static str,
        args: Vec<Arg>,
        read: Read<T>,
    ) -> Result<Vec<T>, StoreError> {
        Ok(self.pool.all(sql, args, read).await?)
    }

    pub(crate) async fn one<T>(
        &self,
        sql: &'static str,
        args: Vec<Arg>,
        read: Read<T>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(sql, args, read).await?.into_iter().next())
    }

    /// Whether the store answers, with its size and last row.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn health(&self) -> Result<Health, StoreError> {
        let (engine, size) = match self.pool.engine() {
            Engine::Sqlite => ("sqlite", sql::sqlite::SIZE),
            Engine::Postgres => ("postgresql", sql::postgres::SIZE),
        };
        let bytes = self
            .one(size, Vec::new(), |row| number(row, "bytes"))
            .await?;
        Ok(Health {
            engine,
            journal_last: self.journal_last().await?,
            bytes: bytes.unwrap_or_default(),
        })
    }

    /// Reads every page of the database and checks its structure; takes seconds per gigabyte.
    ///
    /// # Errors
    /// The database is damaged, does not answer, or checks its pages itself (PostgreSQL).
    pub async fn check_pages(&self) -> Result<(), StoreError> {
        if self.pool.engine() == Engine::Postgres {
            return Err(StoreError::NotHere {
                deed: "checking pages",
            });
        }
        let found = self
            .all(sql::sqlite::QUICK_CHECK, Vec::new(), |row| {
                row.text("quick_check").map(str::to_owned)
            })
            .await?;
        if found.iter().all(|line| line == "ok") {
            return Ok(());
        }
        Err(StoreError::Damaged {
            detail: found.join("; "),
        })
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        let found = self.one(sql::COUNTS, Vec::new(), counts).await?;
        found.ok_or_else(|| StoreError::Damaged {
            detail: "the tables cannot be counted".to_owned(),
        })
    }

    /// Closes the connections of this reader and of all its clones.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
