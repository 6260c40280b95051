//! A fresh place for one test's store, on either engine, with a back door for tampering.

use super::postgres::Server;
use crate::engine::Conn;
use crate::folder::TemporaryFolder;
use crate::{Batch, Location, Reader, Store, Writer};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use std::path::{Path, PathBuf};

/// Where one test keeps its store.
pub(crate) enum Site {
    Sqlite(TemporaryFolder),
    Postgres { url: String },
}

impl Site {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(TemporaryFolder::make().unwrap())
    }

    pub(crate) async fn postgres(server: &Server, name: &str) -> Self {
        Self::Postgres {
            url: server.database(name).await,
        }
    }

    pub(crate) fn location(&self) -> Location {
        match self {
            Self::Sqlite(folder) => Location::Sqlite(folder.path().to_owned()),
            Self::Postgres { url } => Location::Postgres(url.clone()),
        }
    }

    pub(crate) async fn open(&self) -> (Writer, Reader) {
        Store::open(self.location()).await.unwrap()
    }

    /// Runs statements as a stranger with full rights would; the words of a refusal.
    pub(crate) async fn tamper(&self, sql: &str) -> Result<(), String> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(folder) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new()
                    .filename(crate::folder::database(folder.path()));
                let mut conn = options.connect().await.unwrap();
                let done = sqlx::raw_sql(sql).execute(&mut conn).await;
                conn.close().await.unwrap();
                done.map(drop).map_err(|error| error.to_string())
            }
            Self::Postgres { url } => {
                let mut conn = sqlx::PgConnection::connect(url).await.unwrap();
                let done = sqlx::raw_sql(sql).execute(&mut conn).await;
                conn.close().await.unwrap();
                done.map(drop).map_err(|error| error.to_string())
            }
        }
    }

    /// A stranger's link to the database.
    pub(crate) async fn stranger(&self) -> Conn {
        match self {
            Self::Sqlite(_) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new()
                    .filename(self.file())
                    .create_if_missing(true);
                Conn::Sqlite(options.connect().await.unwrap())
            }
            Self::Postgres { url } => {
                Conn::Postgres(sqlx::PgConnection::connect(url).await.unwrap())
            }
        }
    }

    /// Begins a commit and drops it midway: a stranger holds the database meanwhile, so that it cannot end.
    pub(crate) async fn abandon(&self, writer: &mut Writer, batch: &Batch) {
        let mut holder = self.stranger().await;
        holder.begin().await.unwrap();
        if !self.is_sqlite() {
            let lock = "LOCK TABLE writer_epoch IN ACCESS EXCLUSIVE MODE";
            holder.script(lock).await.unwrap();
        }
        tokio::select! {
            biased;
            done = writer.commit(batch) => panic!("done at once: {done:?}"),
            () = std::future::ready(()) => {}
        }
        holder.script("ROLLBACK").await.unwrap();
        holder.close().await.unwrap();
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// The database file.
    pub(crate) fn file(&self) -> PathBuf {
        crate::folder::database(self.folder())
    }

    pub(crate) fn folder(&self) -> &Path {
        match self {
            Self::Sqlite(folder) => folder.path(),
            Self::Postgres { .. } => panic!("no folder on a server"),
        }
    }
}
