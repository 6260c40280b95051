//! What can go wrong on disk, by what the caller should do about it. Never the engine's words alone.

use crate::leases::Lease;
use crate::value::{BadColumn, TooLarge};
use std::path::PathBuf;

/// Why the store could not be opened, read, migrated or copied.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Make the folder, or correct the path.
    #[error("the data folder {} does not exist; create it, or correct the path", folder.display())]
    NoFolder {
        /// The folder that was asked for.
        folder: PathBuf,
    },
    /// Correct the folder's owner or permissions, or remount it for writing.
    #[error("the data folder {} cannot be written; check its owner, its permissions and its mount", folder.display())]
    NotWritable {
        /// The folder that was asked for.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Stop the other process, or choose another folder.
    #[error(
        "{what} is in use by another process{}; only one may write to it at a time. Stop that one first; one that hangs or was \
         stopped ends with kill -9, and its lock goes with it. Nothing was changed",
        holder(*process, lease.as_deref())
    )]
    InUse {
        /// The folder or database.
        what: String,
        /// The process that holds it, where known.
        process: Option<u32>,
        /// What the store says of the engine that had it last, where it can be read.
        lease: Option<Box<Lease>>,
    },
    /// Copy the database instead of linking it: two engines that call it by two names cannot see each other.
    #[error(
        "the database {} has a second name (a hard link); put a copy in its place, so that no other engine can have it under \
         another name. Nothing was changed",
        file.display()
    )]
    SecondName {
        /// The database file.
        file: PathBuf,
    },
    /// Free space on the disk, then try again.
    #[error("the disk is full; nothing was changed; free some space and try again")]
    Full {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// Bring the database up to this program's schema with `migrate`.
    #[error("the database has schema {found}, older than this program's {known}; run `migrate`")]
    OlderSchema {
        /// The version in the database.
        found: u32,
        /// The version this program knows.
        known: u32,
    },
    /// Use the newer program that wrote it.
    #[error(
        "the database has schema {found}, newer than this program's {known}; use the newer program, or restore an older backup"
    )]
    NewerSchema {
        /// The version in the database.
        found: u32,
        /// The version this program knows.
        known: u32,
    },
    /// Use the program that made the schema, or restore a backup: the schema is not the one this program means.
    #[error(
        "schema step {version} of the database is not the one this program knows (its text differs); use the program that made it, or restore a backup"
    )]
    ChangedMigration {
        /// The step that differs.
        version: u32,
    },
    /// Ask for a schema version that exists.
    #[error("there is no schema {asked}; this program knows 0 to {known}")]
    NoSuchSchema {
        /// What was asked for.
        asked: u32,
        /// The newest this program knows.
        known: u32,
    },
    /// Consent to the loss, or stay at this version.
    #[error(
        "going down past schema step {version} would remove {rows} rows of `{table}`; nothing was changed"
    )]
    WouldLose {
        /// The step that would be undone.
        version: u32,
        /// The table that would go.
        table: &'static str,
        /// How many rows it holds.
        rows: u64,
    },
    /// Stop, keep the files, restore a backup.
    #[error(
        "the database is damaged ({detail}); stop the program, keep a copy of the data folder as it is, check the disk, and restore the last backup"
    )]
    Damaged {
        /// What was found.
        detail: String,
    },
    /// Try again later: the database did not answer in time or the link was lost.
    #[error("the database does not answer: {source}")]
    Unavailable {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// Choose a path that is free and whose folder exists.
    #[error("the copy cannot be written to {}: {source}", path.display())]
    CopyPath {
        /// The path that was asked for.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Use the database's own tool for this deed.
    #[error("{deed} is done with the database server's own tools, not here")]
    NotHere {
        /// What was asked for.
        deed: &'static str,
    },
    /// A defect or an unforeseen answer of the engine; report it with its cause.
    #[error("the database refused: {source}")]
    Engine {
        /// What the engine said.
        source: sqlx::Error,
    },
}

fn holder(process: Option<u32>, lease: Option<&Lease>) -> String {
    match (process, lease) {
        (None, None) => String::new(),
        (None, Some(lease)) => format!(" ({lease})"),
        (Some(id), Some(lease)) if lease.process == id => format!(" ({lease})"),
        (Some(id), Some(_) | None) => format!(" (process {id})"),
    }
}

/// Why a commit was not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Nothing was written; the batch contradicts what is stored and will do so again. The writer is usable.
    #[error("nothing was written: `{part}` does not fit what is stored ({conflict})")]
    Refused {
        /// The part of the batch.
        part: &'static str,
        /// How it does not fit.
        conflict: Conflict,
    },
    /// Nothing was written; the disk is full. The writer is usable: free space, then commit the batch again.
    #[error("nothing was written: the disk is full")]
    Full {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// Nothing was written; somebody else holds the database. The writer is usable: commit the batch again.
    #[error("nothing was written: the database is held by somebody else")]
    Busy {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// Nothing was written; the database may not be written to. The writer is usable once it may.
    #[error("nothing was written: the database may not be written to")]
    ReadOnly {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// Whether the batch is on disk is not known. The writer is poisoned: open the store again and read its last row.
    #[error("whether the batch is on disk is not known; open the store again and read what stands")]
    Unknown {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// Nothing was written; the database is damaged, lost or owned by another writer. The writer is poisoned.
    #[error("nothing was written and nothing more will be: {source}")]
    Lost {
        /// What was found.
        source: StoreError,
    },
    /// Nothing was written, and nothing may be sent: another writer has the store. Never open it again by yourself.
    #[error(
        "nothing was written: another engine took over with lease {stored}, and this one has lease {own}; it must end"
    )]
    Superseded {
        /// The number of this writer.
        own: u64,
        /// The number that is stored.
        stored: u64,
    },
    /// Nothing was written; an earlier commit poisoned the writer. Open the store again.
    #[error("nothing was written: an earlier commit failed midway; open the store again")]
    Poisoned,
}

/// How a part of a batch does not fit what is stored.
#[derive(Debug, thiserror::Error)]
pub enum Conflict {
    /// A row with the same identity is there already.
    #[error("it is there already: {source}")]
    AlreadyThere {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// It points at a row that is not there.
    #[error("it points at a row that is not there: {source}")]
    NoReference {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// The row to change is not there, or is not in the state the change asks for.
    #[error("the row to change is not there or stands otherwise")]
    NoSuchRow,
    /// A rule of the schema forbids it (append-only, numbering, shape of a row).
    #[error("a rule of the schema forbids it: {source}")]
    Forbidden {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// A number is above 2^63 − 1.
    #[error("a number is too large to store")]
    TooLarge,
}

/// Why one step of a commit failed.
#[derive(Debug)]
pub(crate) enum StepError {
    Engine(sqlx::Error),
    NoSuchRow,
    TooLarge,
}

impl From<sqlx::Error> for StepError {
    fn from(error: sqlx::Error) -> Self {
        Self::Engine(error)
    }
}

impl From<crate::engine::FetchError> for StepError {
    fn from(error: crate::engine::FetchError) -> Self {
        match error {
            crate::engine::FetchError::Engine(source) => Self::Engine(source),
            crate::engine::FetchError::Column(column) => {
                Self::Engine(sqlx::Error::Decode(column.into()))
            }
        }
    }
}

impl From<TooLarge> for StepError {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

impl From<BadColumn> for StoreError {
    fn from(error: BadColumn) -> Self {
        Self::Damaged {
            detail: error.to_string(),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(source: sqlx::Error) -> Self {
        match Fault::of(&source) {
            Fault::Full => Self::Full { source },
            Fault::Busy | Fault::Gone => Self::Unavailable { source },
            Fault::Damaged => Self::Damaged {
                detail: source.to_string(),
            },
            Fault::AlreadyThere
            | Fault::NoReference
            | Fault::Forbidden
            | Fault::ReadOnly
            | Fault::Other => Self::Engine { source },
        }
    }
}

/// What an engine's error means for the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    AlreadyThere,
    NoReference,
    Forbidden,
    Full,
    Busy,
    ReadOnly,
    Damaged,
    Gone,
    Other,
}

impl Fault {
    pub(crate) fn of(error: &sqlx::Error) -> Self {
        if let sqlx::Error::Database(database) = error {
            let code = database.code().unwrap_or_default();
            let sqlite = database.try_downcast_ref::<sqlx::sqlite::SqliteError>();
            return match sqlite {
                Some(_) => code.parse().map_or(Self::Other, Self::of_sqlite),
                None => Self::of_postgres(&code),
            };
        }
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::Busy;
        }
        let link_lost = matches!(
            error,
            sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
        );
        if link_lost { Self::Gone } else { Self::Other }
    }

    /// Meaning of SQLite's extended result codes (sqlite.org/rescode.html).
    const fn of_sqlite(code: i32) -> Self {
        match code {
            // SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE, _ROWID.
            1555 | 2067 | 2579 => Self::AlreadyThere,
            // SQLITE_CONSTRAINT_FOREIGNKEY.
            787 => Self::NoReference,
            // SQLITE_READONLY_DBMOVED: the file was moved or removed under us.
            1032 => Self::Gone,
            _ => match code & 0xFF {
                // SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH.
                18..=20 => Self::Forbidden,
                // SQLITE_FULL.
                13 => Self::Full,
                // SQLITE_BUSY, SQLITE_LOCKED.
                5 | 6 => Self::Busy,
                // SQLITE_READONLY.
                8 => Self::ReadOnly,
                // SQLITE_CORRUPT, SQLITE_NOTADB.
                11 | 26 => Self::Damaged,
                // SQLITE_IOERR, SQLITE_CANTOPEN.
                10 | 14 => Self::Gone,
                _ => Self::Other,
            },
        }
    }

    /// Meaning of PostgreSQL's SQLSTATE codes (appendix A of its manual).
    fn of_postgres(code: &str) -> Self {
        match code {
            // unique_violation
            "23505" => Self::AlreadyThere,
            // foreign_key_violation
            "23503" => Self::NoReference,
            // check, not null, raise_exception of our triggers
            "23514" | "23502" | "P0001" => Self::Forbidden,
            // disk_full
            "53100" => Self::Full,
            // serialization_failure, deadlock_detected, lock_not_available
            "40001" | "40P01" | "55P03" => Self::Busy,
            // read_only_sql_transaction
            "25006" => Self::ReadOnly,
            // data_corrupted, index_corrupted
            "XX001" | "XX002" => Self::Damaged,
            // connection exceptions, operator intervention, too many connections
            _ if code.starts_with("08") || code.starts_with("57P") || code == "53300" => Self::Gone,
            _ => Self::Other,
        }
    }
}
