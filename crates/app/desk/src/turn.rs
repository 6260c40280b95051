//! The loop: collect what waits, step the cores, commit once, then let effects leave. Write first, act second.
//! Never lets an effect leave before its turn is on disk; after a failed commit it goes back to what the disk says.

mod answers;
mod keys;
mod recovery;
mod replies;
mod stopping;

use crate::command::{Command, CommandError};
use crate::day::DayStart;
use crate::halt_latch::HaltLatch;
use crate::histories::HistoryArrival;
use crate::inbox::{ARRIVALS_MAX, Arrival, STOPS_MAX};
use crate::live::Live;
use crate::market_feed::tell;
use crate::portfolio::Grade;
use crate::projection::Rows;
use crate::turn_parts::TurnParts;
use answers::Pending;
use domain::{Machine, Time};
use keys::Keys;
pub(crate) use recovery::{RecoveryError, Remembered};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use stopping::{Presses, Stopping};
use store::{Batch, CommitError, Writer};
use tokio::sync::{mpsc, watch};
use trading::{Effect, Input, RequestId, Trading};

/// Most commands that share one commit.
const COMMANDS_MAX: usize = 256;
/// Longest sleep of the loop.
const SLEEP_MAX: Duration = Duration::from_millis(500);
/// Journal rows after which the whole state is written, so that a start reads little.
const SNAPSHOT_EVERY: usize = 2_000;
/// How long a loop that cannot write waits before it tries again.
const RECOVERY_PAUSE: Duration = Duration::from_millis(500);

/// The loop and all it owns.
#[derive(Debug)]
pub(crate) struct Turns {
    trading: Trading,
    day: DayStart,
    writer: Option<Writer>,
    /// The number that this desk wrote down last: a higher one is another's.
    token: u64,
    parts: TurnParts,
    pending: BTreeMap<RequestId, Pending>,
    keys: Keys,
    request_next: u64,
    journalled: usize,
    /// Turns that had something to write, for the health strip and for measures.
    commits: u64,
    portfolio_told: Time,
    stopping: Stopping,
}

/// One turn while it is being made.
struct Turn {
    now: Time,
    rows: Rows,
    effects: Vec<Effect>,
    people: Vec<(Vec<store::PeopleChange>, crate::command::Answer<()>)>,
    own: Vec<(crate::own_commit::OwnCommit, crate::command::Answer<()>)>,
    histories: Vec<HistoryArrival>,
    unwritable: Option<crate::journal::JournalError>,
    presses: Presses,
}

impl Turn {
    fn new(now: Time, rows: Rows) -> Self {
        Self {
            now,
            rows,
            effects: Vec::new(),
            people: Vec::new(),
            own: Vec::new(),
            histories: Vec::new(),
            unwritable: None,
            presses: Presses::default(),
        }
    }
}

impl Turns {
    pub(crate) fn new(trading: Trading, day: DayStart, writer: Writer, parts: TurnParts) -> Self {
        let stopping = Stopping::of(HaltLatch::of(&parts.location), &trading);
        let mut turns = Self {
            stopping,
            trading,
            day,
            token: writer.token(),
            writer: Some(writer),
            pending: BTreeMap::new(),
            keys: Keys::default(),
            request_next: 1,
            journalled: 0,
            commits: 0,
            portfolio_told: Time::from_nanos(0),
            parts,
        };
        // Whoever looks before the first turn must already see the halts and holds of the life before.
        let now = turns.parts.clock.now();
        turns.show_portfolio(now, Happened::Something);
        turns
    }

    /// Turns until every handle is gone, or `stop` says so; then closes the store.
    pub(crate) async fn run(
        mut self,
        mut stop: watch::Receiver<Stop>,
    ) -> Result<(), RecoveryError> {
        let mut commands = Vec::with_capacity(COMMANDS_MAX);
        let mut stops = Vec::with_capacity(STOPS_MAX);
        let mut arrivals = Vec::new();
        loop {
            let sleep = self.nap();
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop == Stop::Now) => break,
                count = self.parts.stops.recv_many(&mut stops, STOPS_MAX) => {
                    if count == 0 {
                        break;
                    }
                }
                count = self.parts.commands.recv_many(&mut commands, COMMANDS_MAX) => {
                    if count == 0 {
                        break;
                    }
                }
                _ = self.parts.arrivals.recv_many(&mut arrivals, ARRIVALS_MAX) => {}
                () = tokio::time::sleep(sleep) => {}
            }
            // Both queues are looked at in every turn, so that neither starves the other. Of arrivals everything is taken that
            // came while the last turn was written: with a share of it, a disk that is slow for a while would leave the fate of
            // an order waiting behind prices for many turns.
            take_waiting(&mut self.parts.stops, &mut stops, STOPS_MAX);
            take_waiting(&mut self.parts.commands, &mut commands, COMMANDS_MAX);
            // What stops comes before what begins.
            stops.append(&mut commands);
            std::mem::swap(&mut stops, &mut commands);
            take_waiting(&mut self.parts.arrivals, &mut arrivals, ARRIVALS_MAX);
            self = self.turn(&mut commands, &mut arrivals).await?;
        }
        self.close().await;
        Ok(())
    }

    async fn close(mut self) {
        // Readers go first: the last connection to close carries the write-ahead log over into the database file.
        self.parts.reader.close().await;
        if let Some(writer) = self.writer.take()
            && let Err(error) = writer.close().await
        {
            tracing::warn!(error = %error, "the store did not close in good order; everything confirmed is on disk");
        }
    }

    fn nap(&self) -> Duration {
        let now = self.parts.clock.now();
        let until = self
            .trading
            .wake_at()
            .map_or(i64::MAX, |at| at.since(now).nanos())
            .max(0);
        Duration::from_nanos(until.unsigned_abs()).min(SLEEP_MAX)
    }

    /// One turn over everything that was collected.
    async fn turn(
        mut self,
        commands: &mut Vec<Command>,
        arrivals: &mut Vec<Arrival>,
    ) -> Result<Self, RecoveryError> {
        let now = self.parts.clock.now();
        self.day.turn(now, &self.trading);
        let mut turn = Turn::new(now, Rows::new(now));
        self.press_unwritten(&mut turn);
        for arrival in arrivals.drain(..) {
            self.take_arrival(&mut turn, arrival);
        }
        for command in commands.drain(..) {
            self.take_command(&mut turn, command).await;
        }
        if self.trading.wake_at().is_some_and(|at| at <= now) {
            self.step(&mut turn, Input::Wake);
        }
        turn.rows.finish(&self.trading);
        self.finish(turn).await
    }

    fn take_arrival(&mut self, turn: &mut Turn, arrival: Arrival) {
        match arrival {
            Arrival::Trading(input) => self.step(turn, *input),
            Arrival::Raw(raw) => turn.rows.batch.raw_records.push(raw),
            Arrival::Message(message) => {
                let known = |id| Some(self.trading.order_by_client_id(id)?.order.id());
                turn.rows.batch.messages.extend(message.rows(known));
            }
            Arrival::History(history) => turn.histories.push(*history),
            Arrival::Candle(candle) => turn.rows.batch.candles.push(candle),
            Arrival::Market(market) => {
                let (candles, notes) = *market;
                turn.rows.batch.candles.extend(candles);
                turn.rows.batch.market.append(notes);
            }
        }
    }

    /// Steps trading and takes down what it records.
    fn step(&mut self, turn: &mut Turn, input: Input) {
        let mut effects = Vec::new();
        self.trading.step(turn.now, input, &mut effects);
        for effect in effects {
            match effect {
                Effect::Record(event) => {
                    crate::alarms::say(&event);
                    turn.presses.note(&event);
                    if let Err(error) = turn.rows.record(&event) {
                        turn.unwritable = Some(error);
                    }
                }
                other @ (Effect::Place { .. }
                | Effect::PlaceOco { .. }
                | Effect::Replace { .. }
                | Effect::Amend { .. }
                | Effect::Cancel { .. }
                | Effect::CancelAll { .. }
                | Effect::Query { .. }
                | Effect::FetchFills { .. }
                | Effect::FetchBalances { .. }
                | Effect::FetchStatement { .. }
                | Effect::Set { .. }
                | Effect::Answer { .. }) => turn.effects.push(other),
            }
        }
    }

    /// Commits the turn, then lets its effects leave; or, if it cannot be written, goes back to the disk.
    async fn finish(mut self, mut turn: Turn) -> Result<Self, RecoveryError> {
        self.settle_keys(&mut turn);
        self.journalled = self
            .journalled
            .saturating_add(turn.rows.batch.journal.len());
        if self.journalled >= SNAPSHOT_EVERY {
            self.add_snapshot(&mut turn);
        }
        let written = match turn.unwritable.take() {
            Some(error) => Err(Unwritten::Text(error)),
            None => self
                .commit(&turn.rows.batch)
                .await
                .map_err(Unwritten::Store),
        };
        match written {
            Ok(()) => {
                self.keep_latch(&turn);
                self.release(turn).await;
                Ok(self)
            }
            Err(why) => self.go_back(turn, &why).await,
        }
    }

    async fn commit(&mut self, batch: &Batch) -> Result<(), CommitError> {
        if batch.is_empty() {
            return Ok(());
        }
        let Some(writer) = self.writer.as_mut() else {
            return Err(CommitError::Poisoned);
        };
        writer.commit(batch).await?;
        self.commits = self.commits.saturating_add(1);
        let words = format!("{} commits since the start", self.commits);
        let health = &self.parts.link.health;
        health.say("database", Grade::Healthy, words, Some(batch.at));
        Ok(())
    }

    /// Everything of the turn is on disk: answers are given, effects leave, watchers are told.
    async fn release(&mut self, turn: Turn) {
        // Shown before it is answered: whoever looks after the answer sees what they did.
        let happened = if turn.rows.batch.journal.is_empty() {
            Happened::Nothing
        } else {
            Happened::Something
        };
        self.show_portfolio(turn.now, happened);
        for effect in turn.effects {
            match effect {
                Effect::Answer { request, answer } => self.answer(request, answer),
                Effect::Place { .. }
                | Effect::PlaceOco { .. }
                | Effect::Replace { .. }
                | Effect::Amend { .. }
                | Effect::Cancel { .. }
                | Effect::CancelAll { .. }
                | Effect::Query { .. }
                | Effect::FetchFills { .. }
                | Effect::FetchBalances { .. }
                | Effect::FetchStatement { .. }
                | Effect::Set { .. } => self.parts.hand_out(effect),
                Effect::Record(_) => {}
            }
        }
        for order in turn.rows.orders() {
            tell(&self.parts.live, Live::Order(*order));
        }
        // People change in commits of their own: a change that does not fit must not take orders down with it.
        for (changes, answer) in turn.people {
            let mut batch = Batch::new(turn.now);
            batch.people = changes;
            let done = match self.commit(&batch).await {
                Ok(()) => Ok(()),
                Err(CommitError::Refused { .. }) => Err(CommandError::Conflict),
                Err(error) => {
                    tracing::error!(error = %error, "a change of people was not written");
                    Err(CommandError::NotRecorded)
                }
            };
            answers::give(answer, done);
        }
        for (own, answer) in turn.own {
            let batch = own.into_batch(Batch::new(turn.now));
            let done = match self.commit(&batch).await {
                Ok(()) => Ok(()),
                Err(CommitError::Refused { .. }) => Err(CommandError::Conflict),
                Err(error) => {
                    tracing::error!(error = %error, "a record of the audit log was not written");
                    Err(CommandError::NotRecorded)
                }
            };
            answers::give(answer, done);
        }
        for history in turn.histories {
            self.keep_history(turn.now, history).await;
        }
    }

    /// Writes a page of a history with its records and its cursor, in a commit of its own; whoever waits for it hears nothing
    /// when it is not on disk.
    async fn keep_history(&mut self, now: Time, history: HistoryArrival) {
        let mut batch = Batch::new(now);
        batch.histories.push(history.step);
        match self.commit(&batch).await {
            Ok(()) if history.kept.send(()).is_err() => {
                tracing::debug!("nobody waits for this page any more");
            }
            Ok(()) => {}
            Err(error) => tracing::error!(error = %error, "a page of a history was not written"),
        }
    }
}

/// Why a turn is not on disk.
#[derive(Debug, thiserror::Error)]
enum Unwritten {
    #[error("an event has no text: {0}")]
    Text(crate::journal::JournalError),
    #[error("{0}")]
    Store(CommitError),
}

/// Whether a turn wrote anything into the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Happened {
    Nothing,
    Something,
}

/// Whether the loop goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    NotYet,
    Now,
}

impl Turns {
    fn show_portfolio(&mut self, now: Time, happened: Happened) {
        let due = now >= self.portfolio_told.plus(crate::showcase::SHOW_EVERY);
        // A round that agrees writes nothing, and who asked for it waits for its end.
        let compared = self.trading.comparison(self.parts.link.account).asked_at;
        let has_shown = self.parts.portfolio.borrow().reconciliation.asked_at == compared;
        if happened == Happened::Nothing && has_shown && !due {
            return;
        }
        self.portfolio_told = now;
        let mut shown = crate::showcase::portfolio(now, &self.trading, &self.day, &self.parts);
        if let Some(halts) = self.stopping.shown() {
            shown.halts = halts;
        }
        let shown = Arc::new(shown);
        let (grade, words) = shown.reconciliation.standing();
        let compared = shown.reconciliation.asked_at;
        let health = &self.parts.link.health;
        health.say("reconciliation", grade, words, compared);
        let (grade, words) = shown.standing_of_losses();
        health.say("breakers", grade, words, Some(now));
        if let Some(failover) = &shown.failover {
            let (grade, words) = failover.standing();
            health.say("failover", grade, words, Some(now));
        }
        self.parts
            .boards
            .show_from_backup(crate::backup::moved_reads(&self.trading));
        tell(&self.parts.live, Live::Portfolio(Arc::clone(&shown)));
        self.parts.portfolio.send_replace(shown);
    }
}

/// Moves what waits in a queue to what a turn has already, up to so many in all.
fn take_waiting<T>(queue: &mut mpsc::Receiver<T>, taken: &mut Vec<T>, most: usize) {
    while taken.len() < most
        && let Ok(next) = queue.try_recv()
    {
        taken.push(next);
    }
}

#[cfg(test)]
mod tests;
