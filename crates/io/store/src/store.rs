//! Opens a store: takes the lock, brings the schema up, hands out the writer and the reader. Never two writers.

use crate::checkpoint::Checkpointer;
use crate::engine::{Conn, Pool};
use crate::error::{Fault, StoreError};
use crate::folder::{self, DatabaseFile, FolderLock, TemporaryFolder};
use crate::leases::Lease;
use crate::location::Location;
use crate::migrations::{self, Losses, MigrationReport, STEPS, SchemaVersion};
use crate::reader::Reader;
use crate::sql::system as sql;
use crate::value::Arg;
use crate::writer::{Guard, Writer};
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long a statement waits for somebody else's lock.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// How often a folder in use is tried before it is refused, and how long is waited between.
const LOCK_TRIES: u32 = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(25);
/// How long a reader waits for a free connection.
const ACQUIRE_WAIT: Duration = Duration::from_secs(5);
/// Connections that read at once.
const READERS_MAX: u32 = 4;
/// The write-ahead log is cut back to this after a peak.
const LOG_BYTES_MAX: &str = "67108864";
/// The write-ahead log may grow to this before the writer itself carries it over; usually that is done beside it.
const LOG_PAGES_MAX: &str = "16000";
/// The name of the writer's lock in PostgreSQL: the letters `cofferdm`.
const WRITER_LOCK: i64 = 0x636F_6666_6572_646D;

/// The ways into a store.
#[derive(Debug)]
pub struct Store;

/// How safe a commit must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durability {
    PowerLoss,
    None,
}

impl Store {
    /// Opens a store for writing and reading; makes it when it is not there yet and brings its schema up to date.
    ///
    /// # Errors
    /// Each variant of [`StoreError`] says what to do about it.
    pub async fn open(location: Location) -> Result<(Writer, Reader), StoreError> {
        let (mut conn, guard) = match connect(&location).await {
            Err(StoreError::InUse { what, process, .. }) => {
                let lease = last_lease(&location).await.map(Box::new);
                return Err(StoreError::InUse {
                    what,
                    process,
                    lease,
                });
            }
            connected => connected?,
        };
        let newest = STEPS.last().map_or(0, |step| step.version);
        migrations::migrate(&mut conn, STEPS, (newest, Losses::Refused)).await?;
        if let Location::Sqlite(path) = &location {
            folder::mark(path)?;
        }
        let folder = guard.folder.clone();
        let (pool, checkpointer) = match &location {
            Location::Sqlite(_) | Location::Memory => {
                let beside = sqlite(&folder::database(&guard.data)).connect().await?;
                let checkpointer = Checkpointer::start(Conn::Sqlite(beside));
                (read_sqlite(&guard.data).await?, Some(checkpointer))
            }
            Location::Postgres(url) => (read_postgres(url).await?, None),
        };
        let writer = Writer::new(conn, checkpointer, guard).await?;
        Ok((writer, Reader::new(pool, folder)))
    }

    /// Opens a store for reading only, beside the process that writes to it.
    ///
    /// # Errors
    /// The folder or the database is not there, its schema is older or newer than this program's, or it is damaged.
    pub async fn open_reader(location: Location) -> Result<Reader, StoreError> {
        let version = Self::schema(&location).await?;
        if version.found < version.known {
            let SchemaVersion { found, known } = version;
            return Err(StoreError::OlderSchema { found, known });
        }
        let pool = match &location {
            Location::Sqlite(path) => read_sqlite(path).await?,
            Location::Postgres(url) => read_postgres(url).await?,
            Location::Memory => {
                return Err(StoreError::NotHere {
                    deed: "reading another's temporary store",
                });
            }
        };
        Ok(Reader::new(pool, None))
    }

    /// Brings the schema up or down to `to` (`None`: the newest) while no writer has the store.
    ///
    /// # Errors
    /// No such schema; it would lose rows and `losses` does not accept that; the store is in use; or as for opening.
    pub async fn migrate(
        location: Location,
        to: Option<u32>,
        losses: Losses,
    ) -> Result<MigrationReport, StoreError> {
        let (mut conn, guard) = connect(&location).await?;
        let newest = STEPS.last().map_or(0, |step| step.version);
        let report = migrations::migrate(&mut conn, STEPS, (to.unwrap_or(newest), losses)).await;
        let closed = conn.close().await;
        drop(guard);
        let report = report?;
        closed?;
        Ok(report)
    }

    /// Whether a store was ever made here; one that vanished since counts as made, and is refused when it is opened.
    #[must_use]
    pub fn is_begun(location: &Location) -> bool {
        match location {
            Location::Sqlite(path) => folder::is_begun(path),
            Location::Postgres(_) => true,
            Location::Memory => false,
        }
    }

    /// The schema of a store, without changing it.
    ///
    /// # Errors
    /// As for opening it for reading.
    pub async fn schema(location: &Location) -> Result<SchemaVersion, StoreError> {
        let mut conn = match location {
            Location::Sqlite(path) => {
                folder::require(path)?;
                folder::require_database(path)?;
                let options = sqlite(&folder::database(path)).read_only(true);
                Conn::Sqlite(options.connect().await?)
            }
            Location::Postgres(url) => Conn::Postgres(postgres(url)?.connect().await?),
            Location::Memory => {
                return Err(StoreError::NotHere {
                    deed: "reading another's temporary store",
                });
            }
        };
        let version = migrations::version(&mut conn, STEPS).await;
        conn.close().await?;
        version
    }
}

/// What the store says of the engine that had it last; nothing where it cannot be read.
async fn last_lease(location: &Location) -> Option<Lease> {
    let reader = Store::open_reader(location.clone()).await.ok()?;
    let newest = reader.leases(1).await.ok()?;
    reader.close().await;
    newest.into_iter().next()
}

/// The writing connection with what keeps others out.
async fn connect(location: &Location) -> Result<(Conn, Guard), StoreError> {
    match location {
        Location::Sqlite(path) => {
            let lock = Some(lock(path).await?);
            folder::require_database(path)?;
            let conn = write_sqlite(path, Durability::PowerLoss).await?;
            let guard = Guard {
                lock,
                folder: None,
                data: path.clone(),
                file: DatabaseFile::of(path),
            };
            Ok((conn, guard))
        }
        Location::Memory => {
            let folder = Arc::new(TemporaryFolder::make()?);
            let conn = write_sqlite(folder.path(), Durability::None).await?;
            let guard = Guard {
                lock: None,
                data: folder.path().to_owned(),
                file: DatabaseFile::of(folder.path()),
                folder: Some(folder),
            };
            Ok((conn, guard))
        }
        Location::Postgres(url) => {
            let mut conn = Conn::Postgres(postgres(url)?.connect().await?);
            conn.script(sql::postgres::SETTINGS).await?;
            // Waits as long as `SETTINGS` says: the server may not have noticed yet that the last holder died.
            let taken = conn
                .execute(sql::postgres::TAKE_LOCK, vec![Arg::Int(WRITER_LOCK)])
                .await;
            match taken {
                Ok(_) => {}
                Err(error) if Fault::of(&error) == Fault::Busy => {
                    return Err(StoreError::InUse {
                        what: "the database".to_owned(),
                        process: None,
                        lease: None,
                    });
                }
                Err(error) => return Err(error.into()),
            }
            Ok((conn, Guard::default()))
        }
    }
}

/// Takes the folder, waiting a moment for a holder that is just going.
///
/// A process that was killed, or one that is between fork and exec, keeps the lock an instant longer than it is meant.
async fn lock(path: &Path) -> Result<FolderLock, StoreError> {
    let mut tries_left = LOCK_TRIES;
    loop {
        let taken = folder::lock(path);
        tries_left = tries_left.saturating_sub(1);
        match taken {
            Err(StoreError::InUse { .. }) if tries_left > 0 => tokio::time::sleep(LOCK_PAUSE).await,
            taken => return taken,
        }
    }
}

async fn write_sqlite(folder: &Path, durability: Durability) -> Result<Conn, StoreError> {
    let path = folder::prepare_database(folder)?;
    let synchronous = match durability {
        Durability::PowerLoss => SqliteSynchronous::Full,
        Durability::None => SqliteSynchronous::Off,
    };
    let options = sqlite(&path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .pragma("recursive_triggers", "ON")
        .pragma("journal_size_limit", LOG_BYTES_MAX)
        .pragma("wal_autocheckpoint", LOG_PAGES_MAX);
    Ok(Conn::Sqlite(options.connect().await?))
}

async fn read_sqlite(folder: &Path) -> Result<Pool, StoreError> {
    let options = sqlite(&folder::database(folder)).read_only(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(READERS_MAX)
        .acquire_timeout(ACQUIRE_WAIT)
        .connect_with(options)
        .await?;
    Ok(Pool::Sqlite(pool))
}

async fn read_postgres(url: &str) -> Result<Pool, StoreError> {
    let pool = PgPoolOptions::new()
        .max_connections(READERS_MAX)
        .acquire_timeout(ACQUIRE_WAIT)
        .connect_with(postgres(url)?)
        .await?;
    Ok(Pool::Postgres(pool))
}

/// What every SQLite connection has in common. A schema that was tampered with may not run functions of its choosing.
fn sqlite(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_WAIT)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .disable_statement_logging()
}

fn postgres(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options: PgConnectOptions = url.parse()?;
    Ok(options.disable_statement_logging())
}
