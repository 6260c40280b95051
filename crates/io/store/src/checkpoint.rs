//! Carries the write-ahead log into the database beside the writer, so that no commit waits for it. Never writes rows.

use crate::engine::Conn;
use crate::sql::system::sqlite as sql;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinHandle;

/// Pages of the log, roughly, after which it is worth carrying over: rarer makes it long, oftener makes commits share the disk.
const PAGES_MIN: u64 = 4_000;
/// Pages that a commit of one row writes, roughly: the row, its indexes, and where they hang.
const COMMIT_PAGES: u64 = 4;

/// The writer's end: it counts and asks; dropping it ends the work.
#[derive(Debug)]
pub(crate) struct Checkpointer {
    ask: Sender<()>,
    work: JoinHandle<()>,
    pages: u64,
}

impl Checkpointer {
    /// Starts the work on a connection of its own.
    pub(crate) fn start(conn: Conn) -> Self {
        // One question may wait while one is answered; more would ask for the same.
        let (ask, asked) = mpsc::channel(1);
        Self {
            ask,
            work: tokio::spawn(work(conn, asked)),
            pages: 0,
        }
    }

    /// Counts what a commit wrote.
    pub(crate) fn wrote(&mut self, rows: u64) {
        self.pages = self.pages.saturating_add(rows).saturating_add(COMMIT_PAGES);
        if self.pages >= PAGES_MIN && self.ask.try_send(()).is_ok() {
            self.pages = 0;
        }
    }

    /// Ends the work in good order.
    pub(crate) async fn stop(self) {
        drop(self.ask);
        // A task that failed has let go of its connection as well.
        self.work.await.ok();
    }
}

async fn work(mut conn: Conn, mut asked: Receiver<()>) {
    while asked.recv().await.is_some() {
        // When it fails, the log grows until the writer itself carries it over and meets the cause in a commit.
        conn.execute(sql::CHECKPOINT, Vec::new()).await.ok();
    }
    conn.close().await.ok();
}
