//! A switch that is pressed while nothing can be written: what is new is stopped in memory and stays so, cancels leave, the file
//! of halts keeps it, and whoever pressed is told so. Cancelling is always allowed; no order leaves and no position is closed.
// GATE-10

use super::answers::{Pending, give};
use super::{Turn, Turns};
use crate::command::{Answer as Waiting, CommandError, Kept, StopWord};
use crate::halt_latch::{HaltLatch, told_again};
use crate::live::Live;
use crate::market_feed::tell;
use crate::portfolio::{Grade, HaltView};
use crate::projection::Rows;
use crate::showcase;
use domain::{OrderId, Origin, Span, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use trading::{Answer, Effect, Event, HaltInForce, Input, RequestId, StopEvent, StopVerb, Trading};

/// How long a cancel that left without a record is waited for before it leaves again; doubled each time.
const AGAIN_AFTER: Span = Span::from_secs(2);
/// How often such a cancel leaves at most until something can be written again.
const TIMES_MAX: u32 = 8;
/// How long the file of halts is left alone after it could not be written.
const FILE_AGAIN_AFTER: Span = Span::from_secs(1);
/// The request of nobody: what the loop itself wishes is answered to no one.
const NOBODY: RequestId = RequestId(0);
/// The file's name among the parts of the house.
const PART: &str = "halts-latch";

/// What the loop knows of halts beside the journal.
#[derive(Debug)]
pub(super) struct Stopping {
    latch: HaltLatch,
    /// The halts that the journal has.
    written: Vec<HaltInForce>,
    /// Halts that the journal does not have yet; pressed again in every turn until it does.
    unwritten: Vec<HaltInForce>,
    /// When the file of halts is written though nothing is pressed: it says something else than the journal.
    file_due: Option<Time>,
    /// Orders that were asked to end while nothing could be written.
    ending: BTreeSet<OrderId>,
    /// When the cancel of an order may leave again without a record, and how often it left.
    sent: BTreeMap<OrderId, (Time, u32)>,
}

/// What a turn presses.
#[derive(Debug, Default)]
pub(super) struct Presses {
    /// Whether something is halted or released.
    switched: Switched,
    /// The orders that the turn asks to end.
    ending: BTreeSet<OrderId>,
    /// The requests that were taken, and what each asks for.
    taken: BTreeMap<RequestId, StopWord>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Switched {
    #[default]
    No,
    Yes,
}

impl Presses {
    /// Notes what is halted, released, or asked to end by a press.
    pub(super) fn note(&mut self, event: &Event) {
        if let Event::Halted { .. } | Event::Released { .. } = event {
            self.switched = Switched::Yes;
        }
        if let Event::Stop(StopEvent::Pressed { verb, orders, .. }) = event {
            match verb {
                StopVerb::Halt(_) | StopVerb::Cancel => self.ending.extend(orders),
                // What holds a position ends with its close only, and a close needs a record.
                StopVerb::Flatten => {}
            }
        }
    }

    /// Notes what was answered to a request to stop.
    fn answered(&mut self, (request, word): (RequestId, StopWord), effects: &[Effect]) {
        for effect in effects {
            let Effect::Answer {
                request: of,
                answer,
            } = effect
            else {
                continue;
            };
            if *of != request {
                continue;
            }
            if let Answer::CancelsAsked(orders) = answer {
                self.ending.extend(orders);
            }
            if let Answer::CancelsAsked(_) | Answer::Pressed(_) | Answer::Done = answer {
                self.taken.insert(request, word);
            }
        }
    }
}

impl Stopping {
    /// What a start knows: halts of the file that the journal does not have are to be pressed again.
    pub(super) fn of(latch: HaltLatch, trading: &Trading) -> Self {
        let written: Vec<HaltInForce> = trading.halts().cloned().collect();
        let in_file = latch.read();
        let of_both = |halt: &HaltInForce| written.iter().any(|known| known.scope == halt.scope);
        let same = in_file.len() == written.len() && in_file.iter().all(of_both);
        let unwritten = in_file.into_iter().filter(|halt| !of_both(halt));
        let unwritten: Vec<HaltInForce> = unwritten.map(told_again).collect();
        for halt in &unwritten {
            tracing::warn!(scope = %halt.scope, "the file of halts has a halt that the journal does not know; it is set again");
        }
        Self {
            file_due: (latch.is_kept() && !same).then_some(Time::from_nanos(0)),
            latch,
            written,
            unwritten,
            ending: BTreeSet::new(),
            sent: BTreeMap::new(),
        }
    }

    /// What is shown as halted while the journal does not have all of it.
    pub(super) fn shown(&self) -> Option<Vec<HaltView>> {
        (!self.unwritten.is_empty()).then(|| self.all().map(showcase::halt).collect())
    }

    /// What the file has to say: what the journal has, and what it does not have yet.
    fn all(&self) -> impl Iterator<Item = &HaltInForce> {
        let again = |halt: &&HaltInForce| !self.unwritten.iter().any(|u| u.scope == halt.scope);
        self.written.iter().filter(again).chain(&self.unwritten)
    }

    /// After a commit that failed the state is what the disk says; what it no longer knows is pressed again.
    fn read_back(&mut self, trading: &Trading) {
        let known: Vec<HaltInForce> = trading.halts().cloned().collect();
        let is_known = |halt: &HaltInForce| known.iter().any(|known| known.scope == halt.scope);
        let written = std::mem::replace(&mut self.written, known.clone());
        let forgotten = written.into_iter().filter(|halt| !is_known(halt));
        let forgotten =
            forgotten.filter(|halt| !self.unwritten.iter().any(|u| u.scope == halt.scope));
        let forgotten: Vec<HaltInForce> = forgotten.map(told_again).collect();
        self.unwritten.extend(forgotten);
    }

    /// Orders whose cancel may leave again.
    fn due(&self, now: Time) -> Vec<OrderId> {
        let is_due = |order: &&OrderId| {
            let sent = self.sent.get(*order);
            sent.is_none_or(|(due, times)| *due <= now && *times < TIMES_MAX)
        };
        self.ending.iter().filter(is_due).copied().collect()
    }

    /// Whether the cancel of an order may leave without a record at this moment; it counts as gone then.
    fn may_cancel(&mut self, now: Time, order: OrderId) -> bool {
        if !self.ending.contains(&order) {
            return false;
        }
        let (due, times) = self.sent.get(&order).copied().unwrap_or((now, 0));
        if now < due || times >= TIMES_MAX {
            return false;
        }
        let wait = AGAIN_AFTER.nanos().saturating_mul(1_i64 << times);
        let again = now.plus(Span::from_nanos(wait));
        self.sent.insert(order, (again, times.saturating_add(1)));
        true
    }
}

impl Turns {
    /// Takes to what the disk says after a commit that failed.
    pub(super) fn stopped_as_read(&mut self) {
        self.stopping.read_back(&self.trading);
    }

    /// Presses again what the journal does not have yet: halts that could not be written, and those that the file of halts keeps
    /// and an older database does not know. First in every turn, so that nothing new is judged before.
    pub(super) fn press_unwritten(&mut self, turn: &mut Turn) {
        for halt in self.stopping.unwritten.clone() {
            let input = Input::Halt {
                request: NOBODY,
                scope: halt.scope,
                reach: halt.reach,
                cause: halt.cause,
            };
            self.step(turn, input);
        }
    }

    /// Steps trading with a wish that only stops something.
    pub(super) fn stop(
        &mut self,
        turn: &mut Turn,
        (word, pending): (StopWord, Pending),
        input: impl FnOnce(RequestId) -> Input,
    ) {
        let request = self.request(pending);
        let before = turn.effects.len();
        self.step(turn, input(request));
        let effects = turn.effects.get(before..).unwrap_or_default();
        turn.presses.answered((request, word), effects);
    }

    /// Steps trading with the end of one order.
    pub(super) fn stop_order(
        &mut self,
        turn: &mut Turn,
        (order, origin): (OrderId, Origin),
        pending: Pending,
    ) {
        turn.presses.ending.insert(order);
        self.stop(turn, (StopWord::Cancel, pending), |request| Input::Cancel {
            request,
            order,
            origin,
        });
    }

    /// The turn is on disk: so is the file of halts before anybody is answered.
    pub(super) fn keep_latch(&mut self, turn: &Turn) {
        let stopping = &mut self.stopping;
        stopping.ending.clear();
        stopping.sent.clear();
        let is_due = stopping.file_due.is_some_and(|due| turn.now >= due);
        if turn.presses.switched == Switched::No && !is_due {
            return;
        }
        stopping.unwritten.clear();
        stopping.written = self.trading.halts().cloned().collect();
        if !stopping.latch.is_kept() {
            return;
        }
        let health = &self.parts.link.health;
        stopping.file_due = match stopping.latch.keep(stopping.written.iter()) {
            Ok(()) if stopping.file_due.is_some() => {
                let words = "the file of halts says what the journal says";
                health.say(PART, Grade::Healthy, words.to_owned(), Some(turn.now));
                None
            }
            Ok(()) => None,
            Err(error) => {
                tracing::error!(error = %error, "the file of halts cannot be written; the journal has them");
                let words = format!("{error}; an older database would not know every halt");
                health.say(PART, Grade::Degraded, words, Some(turn.now));
                Some(turn.now.plus(FILE_AGAIN_AFTER))
            }
        };
    }

    /// The turn is not on disk: what it halts stays halted in memory and in the file of halts, and what it cancels is cancelled.
    pub(super) fn stop_in_memory(&mut self, turn: &mut Turn) -> Kept {
        let presses = std::mem::take(&mut turn.presses);
        self.stopping.ending.extend(&presses.ending);
        self.cancel_unwritten(turn);
        let kept = match presses.switched {
            Switched::Yes => self.hold(),
            Switched::No => Kept::Nowhere,
        };
        self.answer_all_unrecorded(&presses.taken, kept);
        kept
    }

    /// Holds what was halted since the journal was last written: in memory, in the file of halts, and in what is shown.
    fn hold(&mut self) -> Kept {
        let stopping = &mut self.stopping;
        let of_journal = |halt: &HaltInForce| {
            let mut known = stopping.written.iter();
            known.any(|known| known.scope == halt.scope && known.at == halt.at)
        };
        let fresh: Vec<HaltInForce> = self
            .trading
            .halts()
            .filter(|halt| !of_journal(halt))
            .cloned()
            .collect();
        // A release that could not be written releases nothing.
        stopping
            .unwritten
            .retain(|held| !fresh.iter().any(|halt| halt.scope == held.scope));
        stopping.unwritten.extend(fresh);
        let kept = stopping.latch.keep(stopping.all());
        let mut shown = (**self.parts.portfolio.borrow()).clone();
        shown.halts = stopping.all().map(showcase::halt).collect();
        let shown = Arc::new(shown);
        tell(&self.parts.live, Live::Portfolio(Arc::clone(&shown)));
        self.parts.portfolio.send_replace(shown);
        stopping.file_due = stopping.latch.is_kept().then_some(Time::from_nanos(0));
        match kept {
            Ok(()) => Kept::InFile,
            Err(error) => {
                tracing::error!(error = %error, "HALTED IN MEMORY ONLY: neither the database nor the file of halts can be written");
                Kept::Nowhere
            }
        }
    }

    /// Sends the cancels of what was asked to end, each again only after a while.
    fn cancel_unwritten(&mut self, turn: &mut Turn) {
        for effect in std::mem::take(&mut turn.effects) {
            let orders: Vec<OrderId> = if let Effect::Cancel { cleared, .. } = &effect {
                vec![cleared.get().id]
            } else if let Effect::CancelAll { orders, .. } = &effect {
                orders.iter().map(|(one, _)| one.id).collect()
            } else {
                continue;
            };
            // The venue's one call ends all of them: each has to be one that was asked to end.
            let all = orders.iter().all(|id| self.stopping.ending.contains(id));
            let mut is_due = false;
            for order in orders {
                is_due |= all && self.stopping.may_cancel(turn.now, order);
            }
            if is_due {
                self.parts.hand_out(effect);
            }
        }
    }

    /// Whoever asks while nothing can be read back: a press works on what was last in memory, all else is refused.
    pub(super) async fn stop_unread(&mut self) {
        let now = self.parts.clock.now();
        let mut turn = Turn::new(now, Rows::new(now));
        for order in self.stopping.due(now) {
            let wish = (order, Origin::House);
            let (unheard, _) = tokio::sync::oneshot::channel();
            self.stop_order(&mut turn, wish, Pending::Done(unheard));
        }
        while let Ok(command) = self.parts.stops.try_recv() {
            self.take_command(&mut turn, command).await;
        }
        self.stop_in_memory(&mut turn);
        while let Ok(command) = self.parts.commands.try_recv() {
            command.refuse(&CommandError::NotRecorded);
        }
    }
}

/// What is told of a request that is not on disk.
pub(super) fn unrecorded(taken: Option<StopWord>, kept: Kept) -> CommandError {
    match taken {
        Some(StopWord::Halt) => CommandError::HeldByLatch(kept),
        Some(StopWord::Cancel) => CommandError::CancelledUnrecorded,
        Some(StopWord::Flatten) => CommandError::HaltedNotFlattened,
        None => CommandError::NotRecorded,
    }
}

/// Tells whoever waits for it that it is not on disk.
pub(super) fn give_unrecorded<T>(answer: Waiting<T>, (taken, kept): (Option<StopWord>, Kept)) {
    give(answer, Err(unrecorded(taken, kept)));
}
