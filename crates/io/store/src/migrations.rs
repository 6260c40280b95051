//! The schema, step by step, up and down, with the checksum of every step that was taken. Never guesses at an unknown schema.

use crate::engine::{Conn, Engine, FetchError};
use crate::error::StoreError;
use crate::sql::system as sql;
use crate::value::{Arg, BadColumn, Columns, hash, number};
use sha2::{Digest, Sha256};

/// The schema of a database and the newest one this program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaVersion {
    /// The version in the database; zero is an empty one.
    pub found: u32,
    /// The version this program knows.
    pub known: u32,
}

/// What a migration did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MigrationReport {
    /// The version before.
    pub from: u32,
    /// The version after.
    pub to: u32,
}

/// Whether a migration down may remove tables that hold rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Losses {
    /// It is refused.
    Refused,
    /// The operator has a backup and said so.
    Accepted,
}

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) version: u32,
    pub(crate) name: &'static str,
    pub(crate) sqlite: Script,
    pub(crate) postgres: Script,
    /// Tables that go or lose columns when the step is undone, each with the statement that counts the rows that lose.
    pub(crate) tables: &'static [(&'static str, &'static str)],
}

/// The two directions of a step on one engine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Script {
    pub(crate) up: &'static str,
    pub(crate) down: &'static str,
}

macro_rules! step {
    ($version:literal, $name:literal, [$($table:literal),+]) => {
        Step {
            version: $version,
            name: $name,
            sqlite: script!("sqlite", $name),
            postgres: script!("postgres", $name),
            tables: &[$(($table, concat!("SELECT count(*) AS found FROM ", $table))),+],
        }
    };
}

macro_rules! script {
    ($engine:literal, $name:literal) => {
        Script {
            up: include_str!(concat!("../migrations/", $engine, "/", $name, ".up.sql")),
            down: include_str!(concat!("../migrations/", $engine, "/", $name, ".down.sql")),
        }
    };
}

/// Every step, oldest first. A step that was released is never edited: the next one is added.
pub(crate) const STEPS: &[Step] = &[
    step!(
        1,
        "0001_trading",
        [
            "journal",
            "snapshots",
            "orders",
            "fills",
            "positions",
            "balances",
            "halts",
            "switches",
            "refusals",
            "request_keys"
        ]
    ),
    step!(2, "0002_market", ["candles", "raw_records", "raw_arrivals"]),
    step!(3, "0003_audit", ["audit"]),
    step!(
        4,
        "0004_people",
        ["users", "sessions", "setup_tokens", "signin_failures"]
    ),
    Step {
        version: 5,
        name: "0005_order_life",
        sqlite: script!("sqlite", "0005_order_life"),
        postgres: script!("postgres", "0005_order_life"),
        tables: &[(
            "orders",
            "SELECT count(*) AS found FROM orders WHERE trailing_delta IS NOT NULL \
             OR stale_since IS NOT NULL",
        )],
    },
    Step {
        version: 6,
        name: "0006_pairs",
        sqlite: script!("sqlite", "0006_pairs"),
        postgres: script!("postgres", "0006_pairs"),
        tables: &[(
            "orders",
            "SELECT count(*) AS found FROM orders WHERE list_id IS NOT NULL",
        )],
    },
    step!(7, "0007_messages", ["order_messages", "order_links"]),
    step!(
        8,
        "0008_market_data",
        [
            "market_gaps",
            "candle_absences",
            "candle_changes",
            "candle_checks",
            "candle_flaws",
            "market_pages"
        ]
    ),
    Step {
        version: 9,
        name: "0009_position_sides",
        sqlite: script!("sqlite", "0009_position_sides"),
        postgres: script!("postgres", "0009_position_sides"),
        tables: &[
            (
                "fills",
                "SELECT count(*) AS found FROM fills WHERE position_side <> 'both'",
            ),
            (
                "positions",
                "SELECT count(*) AS found FROM positions WHERE side <> 'both'",
            ),
        ],
    },
    step!(10, "0010_histories", ["history_walks", "history_records"]),
    step!(11, "0011_findings", ["findings"]),
    step!(12, "0012_leases", ["leases"]),
];

impl Step {
    pub(crate) const fn script(&self, engine: Engine) -> Script {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }

    fn checksum(&self, engine: Engine) -> [u8; 32] {
        Sha256::digest(self.script(engine).up).into()
    }
}

/// A step as the database remembers it.
struct Taken {
    version: u32,
    checksum: [u8; 32],
}

/// The newest schema of a list of steps.
fn newest(steps: &[Step]) -> u32 {
    steps.last().map_or(0, |step| step.version)
}

fn taken(row: &dyn Columns) -> Result<Taken, BadColumn> {
    let version = number(row, "version")?;
    Ok(Taken {
        version: u32::try_from(version).map_err(|_| BadColumn::new("version", version))?,
        checksum: hash(row, "checksum")?,
    })
}

/// The schema of the database, checked step by step against the one this program knows.
pub(crate) async fn version(conn: &mut Conn, steps: &[Step]) -> Result<SchemaVersion, StoreError> {
    let known = newest(steps);
    let engine = conn.engine();
    let statement = match engine {
        Engine::Sqlite => sql::sqlite::HAS_STEPS,
        Engine::Postgres => sql::postgres::HAS_STEPS,
    };
    let tables = conn
        .all(statement, Vec::new(), |row| number(row, "found"))
        .await?;
    if tables.iter().sum::<u64>() == 0 {
        return Ok(SchemaVersion { found: 0, known });
    }
    let taken = conn.all(sql::STEPS, Vec::new(), taken).await?;
    let found = taken.last().map_or(0, |step| step.version);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    for (place, step) in taken.iter().enumerate() {
        let sound = steps.get(place).is_some_and(|known| {
            known.version == step.version && known.checksum(engine) == step.checksum
        });
        if !sound {
            return Err(StoreError::ChangedMigration {
                version: step.version,
            });
        }
    }
    Ok(SchemaVersion { found, known })
}

/// Brings the schema up or down to `to`, one step per transaction.
pub(crate) async fn migrate(
    conn: &mut Conn,
    steps: &[Step],
    (to, losses): (u32, Losses),
) -> Result<MigrationReport, StoreError> {
    let SchemaVersion { found, known } = version(conn, steps).await?;
    if to > known {
        return Err(StoreError::NoSuchSchema { asked: to, known });
    }
    let create = match conn.engine() {
        Engine::Sqlite => sql::sqlite::CREATE_STEPS,
        Engine::Postgres => sql::postgres::CREATE_STEPS,
    };
    conn.script(create).await?;
    let down: Vec<&Step> = steps
        .iter()
        .rev()
        .filter(|step| step.version <= found && step.version > to)
        .collect();
    if losses == Losses::Refused {
        refuse_losses(conn, &down).await?;
    }
    for step in down {
        let args = vec![Arg::Int(i64::from(step.version))];
        take(
            conn,
            step.script(conn.engine()).down,
            (sql::REMOVE_STEP, args),
        )
        .await?;
    }
    for step in steps
        .iter()
        .filter(|step| step.version > found && step.version <= to)
    {
        let engine = conn.engine();
        let args = vec![
            Arg::Int(i64::from(step.version)),
            Arg::text(step.name),
            Arg::Bytes(step.checksum(engine).to_vec()),
        ];
        take(conn, step.script(engine).up, (sql::ADD_STEP, args)).await?;
    }
    Ok(MigrationReport { from: found, to })
}

async fn refuse_losses(conn: &mut Conn, down: &[&Step]) -> Result<(), StoreError> {
    for step in down {
        for (table, count) in step.tables {
            let rows = conn
                .all(count, Vec::new(), |row| number(row, "found"))
                .await?;
            let rows = rows.iter().sum();
            if rows > 0 {
                return Err(StoreError::WouldLose {
                    version: step.version,
                    table,
                    rows,
                });
            }
        }
    }
    Ok(())
}

/// Runs a script and its note in one transaction.
async fn take(
    conn: &mut Conn,
    script: &'static str,
    (note, args): (&'static str, Vec<Arg>),
) -> Result<(), StoreError> {
    conn.begin().await?;
    let done = async {
        conn.script(script).await?;
        conn.execute(note, args).await?;
        conn.execute(sql::COMMIT, Vec::new()).await
    }
    .await;
    if let Err(error) = done {
        // What matters is the first error: a rollback that fails too leaves the transaction to end with the link.
        conn.execute(sql::ROLLBACK, Vec::new()).await.ok();
        return Err(error.into());
    }
    Ok(())
}

impl From<FetchError> for StoreError {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Engine(source) => source.into(),
            FetchError::Column(column) => column.into(),
        }
    }
}
