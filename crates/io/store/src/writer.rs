//! The one writer: a whole turn on disk, or nothing of it. Never retries, never writes half.

use crate::audit::{self, AuditHead};
use crate::batch::{Batch, CommitReceipt};
use crate::checkpoint::Checkpointer;
use crate::engine::{Conn, Engine};
use crate::error::{CommitError, Conflict, Fault, StepError, StoreError};
use crate::folder::{DatabaseFile, FolderLock, LeaseFile, TemporaryFolder};
use crate::journal::{self, Seq};
use crate::sql::system as sql;
use crate::value::{Arg, number};
use crate::{
    candles, controls, fills, findings, histories, holdings, integrity, leases, messages, orders,
    people, raw_records,
};
use std::path::PathBuf;
use std::sync::Arc;

/// The right to write to one store. There is one per store, it is not `Clone`, and it writes one batch at a time.
#[derive(Debug)]
pub struct Writer {
    conn: Conn,
    tips: Tips,
    standing: Standing,
    /// The number of whoever has the store, as the last fence found it.
    stored: u64,
    /// The number of this writer: whoever opens the store after it has a higher one.
    token: u64,
    checkpointer: Option<Checkpointer>,
    guard: Guard,
}

/// What keeps others out and the folder alive while the writer lives.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    pub(crate) lock: Option<FolderLock>,
    pub(crate) folder: Option<Arc<TemporaryFolder>>,
    /// The data folder; empty where there is none.
    pub(crate) data: PathBuf,
    /// The file that was opened, where there is one.
    pub(crate) file: Option<DatabaseFile>,
}

/// The last journal row and audit leaf.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tips {
    journal: Seq,
    audit: AuditHead,
}

/// Whether the writer may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Ready,
    /// A commit runs; found at the start of another, its future was dropped midway.
    Committing,
    Poisoned,
}

/// Which step of a commit failed, and how.
type Failure = (&'static str, StepError);

impl Writer {
    /// Takes the writing end of an open database whose schema is up to date.
    pub(crate) async fn new(
        mut conn: Conn,
        checkpointer: Option<Checkpointer>,
        mut guard: Guard,
    ) -> Result<Self, StoreError> {
        // A database that was put back from a copy may be older than what the folder remembers.
        let floor = guard.lock.as_ref().map_or(0, FolderLock::token);
        let least = Arg::number(floor.saturating_add(1)).unwrap_or(Arg::Int(i64::MAX));
        let raised = conn
            .all(sql::RAISE_EPOCH, vec![least], |row| number(row, "epoch"))
            .await?;
        let token = raised.first().copied().unwrap_or_default();
        if let Some(lock) = &mut guard.lock {
            lock.remember(&guard.data, token)?;
        }
        let tips = Tips::read(&mut conn).await?;
        Ok(Self {
            conn,
            tips,
            standing: Standing::Ready,
            stored: token,
            token,
            checkpointer,
            guard,
        })
    }

    /// What is certainly on disk.
    #[must_use]
    pub const fn receipt(&self) -> CommitReceipt {
        self.tips.receipt()
    }

    /// The number of this writer. It only rises: a later writer of the same store has a higher one.
    #[must_use]
    pub const fn token(&self) -> u64 {
        self.token
    }

    /// Where anyone can see whether this writer still has the store without asking the database; none on a server.
    #[must_use]
    pub fn lease_file(&self) -> Option<LeaseFile> {
        let lock = self.guard.lock.as_ref()?;
        lock.lease_file(&self.guard.data)
    }

    /// Whether an earlier commit failed in a way that closes this writer.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.standing != Standing::Ready
    }

    /// Writes a whole batch, or nothing of it. On return with `Ok` it survives the loss of power.
    ///
    /// Dropping the future midway poisons the writer: whether the batch is on disk is then read from a newly opened store.
    ///
    /// # Errors
    /// Each variant of [`CommitError`] says what stands and whether the writer is usable.
    pub async fn commit(&mut self, batch: &Batch) -> Result<CommitReceipt, CommitError> {
        if self.standing != Standing::Ready {
            self.standing = Standing::Poisoned;
            return Err(CommitError::Poisoned);
        }
        if batch.is_empty() {
            return Ok(self.receipt());
        }
        self.standing = Standing::Committing;
        match self.write(batch).await {
            Ok(tips) => {
                self.tips = tips;
                self.standing = Standing::Ready;
                if let Some(checkpointer) = &mut self.checkpointer {
                    checkpointer.wrote(batch.row_count());
                }
                Ok(self.receipt())
            }
            Err(failure) => Err(self.give_up(failure).await),
        }
    }

    async fn write(&mut self, batch: &Batch) -> Result<Tips, Failure> {
        let opened = self.guard.file;
        if opened.is_some() && opened != DatabaseFile::of(&self.guard.data) {
            return Err((FILE_STEP, StepError::NoSuchRow));
        }
        let begun = self.conn.begin().await;
        begun.map_err(|error| ("begin", error.into()))?;
        self.fence().await?;
        let tips = write_parts(&mut self.conn, self.tips, batch).await?;
        let done = self.conn.execute(sql::COMMIT, Vec::new()).await;
        done.map_err(|error| (COMMIT_STEP, error.into()))?;
        Ok(tips)
    }

    /// Finds out whether another writer took the database over; holds off those who would until this commit ends.
    async fn fence(&mut self) -> Result<(), Failure> {
        let statement = match self.conn.engine() {
            Engine::Sqlite => sql::sqlite::EPOCH,
            Engine::Postgres => sql::postgres::EPOCH,
        };
        let found = self
            .conn
            .all(statement, Vec::new(), |row| number(row, "epoch"))
            .await;
        match found {
            Ok(epochs) if epochs == [self.token] => Ok(()),
            Ok(epochs) => {
                self.stored = epochs.first().copied().unwrap_or_default();
                Err((FENCE_STEP, StepError::NoSuchRow))
            }
            Err(crate::engine::FetchError::Engine(error)) => Err((FENCE_STEP, error.into())),
            Err(crate::engine::FetchError::Column(_)) => Err((FENCE_STEP, StepError::TooLarge)),
        }
    }

    /// Undoes what the failed commit wrote, and says what stands.
    async fn give_up(&mut self, (part, error): Failure) -> CommitError {
        let verdict = match (part, error) {
            (FENCE_STEP, StepError::NoSuchRow) => CommitError::Superseded {
                own: self.token,
                stored: self.stored,
            },
            (part, error) => verdict(part, error),
        };
        let usable = match verdict {
            CommitError::Refused { .. }
            | CommitError::Full { .. }
            | CommitError::Busy { .. }
            | CommitError::ReadOnly { .. } => true,
            CommitError::Unknown { .. }
            | CommitError::Lost { .. }
            | CommitError::Superseded { .. }
            | CommitError::Poisoned => false,
        };
        self.standing = if usable && self.undone().await {
            Standing::Ready
        } else {
            Standing::Poisoned
        };
        verdict
    }

    /// Whether no transaction is open any more. Some failures end it by themselves, so that there is none to undo.
    async fn undone(&mut self) -> bool {
        match self.conn.execute(sql::ROLLBACK, Vec::new()).await {
            Ok(_) => true,
            Err(error) => {
                Fault::of(&error) == Fault::Other && error.to_string().contains(NO_TRANSACTION)
            }
        }
    }

    /// Ends the writer in good order and lets others have the store.
    ///
    /// # Errors
    /// The engine could not close; everything confirmed is on disk all the same.
    pub async fn close(self) -> Result<(), StoreError> {
        let Self {
            conn,
            checkpointer,
            guard,
            ..
        } = self;
        if let Some(checkpointer) = checkpointer {
            checkpointer.stop().await;
        }
        let closed = conn.close().await;
        // Only after the last write of the engine may another process come in.
        drop(guard);
        Ok(closed?)
    }

    #[cfg(test)]
    pub(crate) fn folder(&self) -> PathBuf {
        self.guard.data.clone()
    }

    #[cfg(test)]
    pub(crate) const fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

/// The step after which a failure leaves it open what is on disk.
const COMMIT_STEP: &str = "commit";
/// The step that finds another writer.
const FENCE_STEP: &str = "fence";
/// The step that finds the file gone: what is written to it would go with it.
const FILE_STEP: &str = "file";
/// SQLite's words when there is nothing to roll back.
const NO_TRANSACTION: &str = "no transaction is active";

impl Tips {
    async fn read(conn: &mut Conn) -> Result<Self, StoreError> {
        let journal = conn
            .all(crate::sql::journal::LAST, Vec::new(), |row| {
                number(row, "seq")
            })
            .await?;
        let audit = conn
            .all(crate::sql::audit::TIP, Vec::new(), audit::tip)
            .await?;
        Ok(Self {
            journal: journal.first().map_or(Seq::ZERO, |last| Seq::new(*last)),
            audit: audit.first().copied().unwrap_or_else(AuditHead::empty),
        })
    }

    const fn receipt(&self) -> CommitReceipt {
        CommitReceipt {
            journal_last: self.journal,
            audit: self.audit,
        }
    }
}

/// Writes every part of a batch inside the open transaction.
async fn write_parts(conn: &mut Conn, tips: Tips, batch: &Batch) -> Result<Tips, Failure> {
    let named = |part: &'static str| move |error: StepError| (part, error);
    let at = batch.at;
    let journal = journal::write(conn, tips.journal, &batch.journal)
        .await
        .map_err(named("journal"))?;
    if let Some(body) = &batch.snapshot {
        journal::write_snapshot(conn, journal, (at, body))
            .await
            .map_err(named("snapshot"))?;
    }
    orders::write(conn, &batch.orders)
        .await
        .map_err(named("orders"))?;
    fills::write(conn, &batch.fills)
        .await
        .map_err(named("fills"))?;
    holdings::write_positions(conn, &batch.positions, at)
        .await
        .map_err(named("positions"))?;
    holdings::write_balances(conn, &batch.balances)
        .await
        .map_err(named("balances"))?;
    write_controls(conn, batch).await?;
    orders::write_keys(conn, &batch.request_keys, at)
        .await
        .map_err(named("request keys"))?;
    candles::write(conn, &batch.candles)
        .await
        .map_err(named("candles"))?;
    integrity::write(conn, &batch.market)
        .await
        .map_err(named("market data"))?;
    raw_records::write(conn, &batch.raw_records)
        .await
        .map_err(named("raw records"))?;
    histories::write(conn, &batch.histories)
        .await
        .map_err(named("histories"))?;
    messages::write(conn, (&batch.messages, &batch.links))
        .await
        .map_err(named("messages"))?;
    let audit = audit::write(conn, tips.audit, &batch.audit)
        .await
        .map_err(named("audit"))?;
    leases::write(conn, batch.lease.as_ref())
        .await
        .map_err(named("lease"))?;
    people::write(conn, &batch.people)
        .await
        .map_err(named("people"))?;
    Ok(Tips { journal, audit })
}

/// Writes what people and the gate said: halts, switches, refusals, and words about findings.
async fn write_controls(conn: &mut Conn, batch: &Batch) -> Result<(), Failure> {
    let named = |part: &'static str| move |error: StepError| (part, error);
    controls::write_halts(conn, &batch.halts)
        .await
        .map_err(named("halts"))?;
    controls::write_switches(conn, &batch.switches)
        .await
        .map_err(named("switches"))?;
    controls::write_refusals(conn, &batch.refusals)
        .await
        .map_err(named("refusals"))?;
    findings::write(conn, &batch.findings)
        .await
        .map_err(named("findings"))
}

/// What a failed step means for the caller.
fn verdict(part: &'static str, error: StepError) -> CommitError {
    let source = match error {
        StepError::NoSuchRow if part == FILE_STEP => {
            return CommitError::Lost {
                source: StoreError::Damaged {
                    detail: "the database file was removed or replaced while it was in use"
                        .to_owned(),
                },
            };
        }
        StepError::NoSuchRow => {
            let conflict = Conflict::NoSuchRow;
            return CommitError::Refused { part, conflict };
        }
        StepError::TooLarge => {
            let conflict = Conflict::TooLarge;
            return CommitError::Refused { part, conflict };
        }
        StepError::Engine(source) => source,
    };
    match Fault::of(&source) {
        Fault::AlreadyThere => CommitError::Refused {
            part,
            conflict: Conflict::AlreadyThere { source },
        },
        Fault::NoReference => CommitError::Refused {
            part,
            conflict: Conflict::NoReference { source },
        },
        Fault::Forbidden => CommitError::Refused {
            part,
            conflict: Conflict::Forbidden { source },
        },
        Fault::Full => CommitError::Full { source },
        Fault::Busy => CommitError::Busy { source },
        Fault::ReadOnly => CommitError::ReadOnly { source },
        Fault::Damaged | Fault::Gone | Fault::Other if part == COMMIT_STEP => {
            CommitError::Unknown { source }
        }
        Fault::Damaged | Fault::Gone | Fault::Other => CommitError::Lost {
            source: source.into(),
        },
    }
}
