//! From the disk to a running state: at start, and after a commit that failed. Holds are held again, nothing is cleared.

use super::{RECOVERY_PAUSE, Turn, Turns, Unwritten};
use crate::command::CommandError;
use crate::day::{DAY, DayStart};
use crate::journal::{self, JournalError};
use crate::lease;
use domain::{AccountId, Time};
use gate::Gate;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{CommitError, Reader, Seq, Store, StoreError};
use trading::{Event, Snapshot, Trading, TradingConfig};

/// Journal rows read at once.
const ROWS_AT_ONCE: u32 = 500;

/// Why no state could be made from the disk.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecoveryError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("journal row {row}: {error}; the file is damaged or from a newer program")]
    Row { row: u64, error: JournalError },
    #[error("the stored state: {0}; the file is damaged or from a newer program")]
    State(JournalError),
    #[error("the journal is not the history of one house: {0}")]
    History(trading::RecoverError),
    #[error(
        "another engine took over with lease {stored}, and this one has lease {own}; this one decides and sends nothing more"
    )]
    Superseded { own: u64, stored: u64 },
}

/// What the snapshot row holds: the state of trading and of the day.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateText {
    trading: String,
    day: DayStart,
}

/// What the disk says.
#[derive(Debug)]
pub(crate) struct Remembered {
    snapshot: Snapshot,
    day: Option<DayStart>,
    events: Vec<Event>,
}

impl Remembered {
    /// Reads the last snapshot and all that came after it.
    pub(crate) async fn read(reader: &Reader) -> Result<Self, RecoveryError> {
        let stored = reader.last_snapshot().await?;
        let (snapshot, day, mut next) = match stored {
            None => (Snapshot::empty(), None, Seq::ZERO.next()),
            Some(stored) => {
                let state: StateText = serde_json::from_str(&stored.body)
                    .map_err(|error| RecoveryError::State(error.into()))?;
                let snapshot = journal::snapshot(&state.trading).map_err(RecoveryError::State)?;
                (snapshot, Some(state.day), stored.seq.next())
            }
        };
        let mut events = Vec::new();
        loop {
            let rows = reader.journal_from(next, ROWS_AT_ONCE).await?;
            let Some(last) = rows.last() else { break };
            next = last.seq.next();
            for entry in &rows {
                let event =
                    journal::event(&entry.row.body).map_err(|error| RecoveryError::Row {
                        row: entry.seq.get(),
                        error,
                    })?;
                events.push(event);
            }
        }
        Ok(Self {
            snapshot,
            day,
            events,
        })
    }

    /// An account that open orders or the events since the snapshot are of, and that is not among these.
    pub(crate) fn stranger(&self, known: &[AccountId]) -> Option<AccountId> {
        let kept = self.snapshot.orders.iter();
        let kept = kept.map(|kept| kept.order.order.account());
        let opened = self.events.iter().filter_map(|event| {
            let Event::Opened { order, .. } = event else {
                return None;
            };
            Some(order.account())
        });
        kept.chain(opened).find(|account| !known.contains(account))
    }

    /// A running state, with `gate` as the wiring made it.
    pub(crate) fn into_trading(
        self,
        (now, config): (Time, TradingConfig),
        gate: &dyn Fn() -> Gate,
    ) -> Result<(Trading, DayStart), RecoveryError> {
        let midnight = now.floor_to(DAY);
        let before = |event: &Event| journal::at(event) < midnight;
        let day = match self.day {
            Some(day) if day.start == midnight => day,
            Some(_) | None => {
                // What was realised when the day began is the fold of all that happened before it.
                let past = self.events.iter().filter(|event| before(event)).cloned();
                let then = Trading::restore(config, gate(), self.snapshot.clone(), past)
                    .map_err(RecoveryError::History)?;
                DayStart::of(now, &then)
            }
        };
        let trading = Trading::restore(config, gate(), self.snapshot, self.events)
            .map_err(RecoveryError::History)?;
        Ok((trading, day))
    }
}

impl Turns {
    /// Adds the whole state to the turn's rows.
    pub(super) fn add_snapshot(&mut self, turn: &mut Turn) {
        let text = journal::snapshot_text(&self.trading.snapshot()).and_then(|trading| {
            let day = self.day.clone();
            Ok(serde_json::to_string(&StateText { trading, day })?)
        });
        match text {
            Ok(text) => {
                turn.rows.batch.snapshot = Some(text);
                self.journalled = 0;
            }
            Err(error) => {
                tracing::error!(error = %error, "the state has no text; starts read the whole journal until it has");
            }
        }
    }

    /// The turn is not on disk: nothing of it leaves but what only cancels, halts hold, everybody is told, and the state becomes
    /// what the disk says.
    ///
    /// # Errors
    /// The disk's history contradicts itself: no state can be made from it, and the loop must end.
    pub(super) async fn go_back(
        mut self,
        mut turn: Turn,
        why: &Unwritten,
    ) -> Result<Self, RecoveryError> {
        tracing::error!(error = %why, "a turn could not be written; nothing of it is sent but its cancels");
        let words = format!("{why}; new orders are refused until it can be written");
        self.parts.link.health.trouble("database", &words);
        self.stop_in_memory(&mut turn);
        for (_, answer) in turn.people {
            super::answers::give(answer, Err(CommandError::NotRecorded));
        }
        if let Unwritten::Store(CommitError::Superseded { own, stored }) = *why {
            self.parts.hold.let_go();
            return Err(RecoveryError::Superseded { own, stored });
        }
        let remembered = loop {
            match self.read_back().await {
                Ok(remembered) => break remembered,
                Err(error @ RecoveryError::Superseded { .. }) => return Err(error),
                Err(error) => {
                    tracing::error!(error = %error, "the state cannot be read back from the disk yet");
                    self.stop_unread().await;
                    tokio::time::sleep(RECOVERY_PAUSE).await;
                }
            }
        };
        let trading = self
            .trading
            .rebuild(remembered.snapshot, remembered.events)
            .map_err(RecoveryError::History)?;
        for link in self.parts.links() {
            let link = Arc::clone(link);
            tokio::spawn(async move { link.fetch_balances().await });
        }
        let mut turns = Self {
            trading,
            journalled: 0,
            ..self
        };
        turns.stopped_as_read();
        Ok(turns)
    }

    /// What the disk says, once the store can be written to again.
    async fn read_back(&mut self) -> Result<Remembered, RecoveryError> {
        let poisoned = self.writer.as_ref().is_none_or(store::Writer::is_poisoned);
        if poisoned {
            // The old writer must let go of the folder before a new one can have it.
            self.writer = None;
            self.parts.hold.let_go();
            let (writer, reader) = Store::open(self.parts.location.clone()).await?;
            let newest = reader.leases(1).await;
            reader.close().await;
            let stored = newest?.first().map_or(0, |lease| lease.token);
            // Another engine had the store in between, and may have traded.
            if stored > self.token {
                let own = self.token;
                return Err(RecoveryError::Superseded { own, stored });
            }
            self.parts.hold.take(&writer);
            let writer = self.writer.insert(writer);
            let now = self.parts.clock.now();
            match lease::sign(writer, &self.parts.location, now).await {
                Ok(()) => self.token = writer.token(),
                Err(error) => {
                    tracing::warn!(error = %error, "the lease could not be written again")
                }
            }
        }
        Remembered::read(&self.parts.reader).await
    }
}
