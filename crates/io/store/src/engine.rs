//! The two database engines behind one face: statements and arguments in, counts and rows out. The only place that knows both.

use crate::sql::system;
use crate::value::{Arg, BadColumn, Columns};
use sqlx::postgres::{PgConnection, PgPool, PgRow};
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteRow};
use sqlx::{Connection, Row};

/// The one connection that writes.
#[derive(Debug)]
pub(crate) enum Conn {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The connections that read.
#[derive(Debug, Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// The same body for both engines.
macro_rules! on {
    ($kind:ident, $db:expr, $c:ident => $body:expr) => {
        match $db {
            $kind::Sqlite($c) => $body,
            $kind::Postgres($c) => $body,
        }
    };
}

/// A statement with its arguments, for whichever engine runs it.
macro_rules! bound {
    ($sql:expr, $args:expr) => {{
        let mut query = sqlx::query($sql);
        for arg in $args {
            query = match arg {
                Arg::Int(value) => query.bind(value),
                Arg::IntOrNull(value) => query.bind(value),
                Arg::Text(value) => query.bind(value),
                Arg::TextOrNull(value) => query.bind(value),
                Arg::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

/// How a row becomes a value of ours.
pub(crate) type Read<T> = fn(&dyn Columns) -> Result<T, BadColumn>;

/// Why rows could not be had.
#[derive(Debug)]
pub(crate) enum FetchError {
    Engine(sqlx::Error),
    Column(BadColumn),
}

impl From<sqlx::Error> for FetchError {
    fn from(error: sqlx::Error) -> Self {
        Self::Engine(error)
    }
}

impl Conn {
    pub(crate) const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs one statement; the number of rows it touched.
    pub(crate) async fn execute(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<u64, sqlx::Error> {
        on!(Self, self, c => Ok(bound!(sql, args).execute(&mut *c).await?.rows_affected()))
    }

    /// Begins a transaction that holds the right to write from its start.
    pub(crate) async fn begin(&mut self) -> Result<(), sqlx::Error> {
        let statement = match self.engine() {
            Engine::Sqlite => system::sqlite::BEGIN,
            Engine::Postgres => system::postgres::BEGIN,
        };
        self.execute(statement, Vec::new()).await.map(drop)
    }

    /// Runs a script of many statements without arguments.
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        on!(Self, self, c => sqlx::raw_sql(sql).execute(&mut *c).await.map(drop))
    }

    /// All rows a statement gives.
    pub(crate) async fn all<T>(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
        read: Read<T>,
    ) -> Result<Vec<T>, FetchError> {
        on!(Self, self, c => {
            let rows = bound!(sql, args).fetch_all(&mut *c).await?;
            rows.iter().map(|row| read(row).map_err(FetchError::Column)).collect()
        })
    }

    /// Ends the link in good order, so that nothing is left to replay.
    pub(crate) async fn close(mut self) -> Result<(), sqlx::Error> {
        if self.engine() == Engine::Postgres {
            // The server ends the session in its own time; the next writer need not wait for that.
            self.execute(system::postgres::LET_GO, Vec::new()).await?;
        }
        on!(Self, self, c => c.close().await)
    }
}

impl Pool {
    pub(crate) const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// All rows a statement gives.
    pub(crate) async fn all<T>(
        &self,
        sql: &'static str,
        args: Vec<Arg>,
        read: Read<T>,
    ) -> Result<Vec<T>, FetchError> {
        on!(Self, self, pool => {
            let rows = bound!(sql, args).fetch_all(pool).await?;
            rows.iter().map(|row| read(row).map_err(FetchError::Column)).collect()
        })
    }

    pub(crate) async fn execute(
        &self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<u64, sqlx::Error> {
        on!(Self, self, pool => Ok(bound!(sql, args).execute(pool).await?.rows_affected()))
    }

    pub(crate) async fn close(&self) {
        on!(Self, self, pool => pool.close().await);
    }
}

macro_rules! columns {
    ($row:ty) => {
        impl Columns for $row {
            fn int(&self, column: &'static str) -> Result<i64, BadColumn> {
                self.try_get(column)
                    .map_err(|error| BadColumn::new(column, error))
            }
            fn int_or_null(&self, column: &'static str) -> Result<Option<i64>, BadColumn> {
                self.try_get(column)
                    .map_err(|error| BadColumn::new(column, error))
            }
            fn text(&self, column: &'static str) -> Result<&str, BadColumn> {
                self.try_get(column)
                    .map_err(|error| BadColumn::new(column, error))
            }
            fn text_or_null(&self, column: &'static str) -> Result<Option<&str>, BadColumn> {
                self.try_get(column)
                    .map_err(|error| BadColumn::new(column, error))
            }
            fn bytes(&self, column: &'static str) -> Result<&[u8], BadColumn> {
                self.try_get(column)
                    .map_err(|error| BadColumn::new(column, error))
            }
        }
    };
}

columns!(SqliteRow);
columns!(PgRow);
