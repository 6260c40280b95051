//! Which engine has the store: its number, which only rises, and who it is. Never decides who may have it.
// Control 30 of the trading controls.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::{Reader, page};
use crate::sql::leases as sql;
use crate::value::{Arg, BadColumn, Columns, number, time};
use domain::Time;
use std::fmt;

/// One engine's hold of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The number of the writer: a later writer always has a higher one.
    pub token: u64,
    /// The process.
    pub process: u32,
    /// The machine it runs on.
    pub host: String,
    /// The data folder it was started with.
    pub folder: String,
    /// Since when.
    pub since: Time,
}

impl fmt::Display for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "lease {} of process {} on {} in {}",
            self.token, self.process, self.host, self.folder
        )
    }
}

/// Writes that an engine has the store from here on.
pub(crate) async fn write(conn: &mut Conn, lease: Option<&Lease>) -> Result<(), StepError> {
    let Some(lease) = lease else { return Ok(()) };
    let args = vec![
        Arg::number(lease.token)?,
        Arg::Int(lease.process.into()),
        Arg::text(&lease.host),
        Arg::text(&lease.folder),
        Arg::time(lease.since),
    ];
    conn.execute(sql::INSERT, args).await?;
    Ok(())
}

impl Reader {
    /// Who had the store, the newest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn leases(&self, limit: u32) -> Result<Vec<Lease>, StoreError> {
        self.all(sql::NEWEST, vec![Arg::Int(i64::MAX), page(limit)], lease)
            .await
    }
}

fn lease(row: &dyn Columns) -> Result<Lease, BadColumn> {
    let process = number(row, "process")?;
    Ok(Lease {
        token: number(row, "token")?,
        process: u32::try_from(process)
            .map_err(|_| BadColumn::new("process", "no number of a process"))?,
        host: row.text("host")?.to_owned(),
        folder: row.text("folder")?.to_owned(),
        since: time(row, "since")?,
    })
}
