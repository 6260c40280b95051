//! What is done about orders whose fate is not known: questions, repeated cancels, fetches of fills, each at its time.
//! Kept beside the journal, not in it: after a start every open order is asked about anyway.

use crate::config::{LATENESS_MAX, QUERY_DELAYS, UNRESOLVED_MAX};
use crate::event::Breach;
use crate::input::VenueWords;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{EndReason, OrderId, Qty, Span, Time};

/// An end the venue reported, waiting for fills that are not booked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EndSeen {
    pub(crate) reason: EndReason,
    pub(crate) filled_total: Qty,
    pub(crate) words: Option<VenueWords>,
}

/// A deed that is repeated with growing pauses until an answer makes it needless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Repeat {
    at: Option<Time>,
    done: usize,
}

/// What is done about one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pursuit {
    /// Questions where it stands.
    pub(crate) ask: Repeat,
    /// Questions for its fills.
    pub(crate) fetch: Repeat,
    /// Cancels.
    pub(crate) cancel: Repeat,
    /// When a time set for it is over.
    pub(crate) time_up: Option<Time>,
    /// How many "never seen" in a row count.
    pub(crate) never_seen: u32,
    /// When the question behind the last of them left.
    pub(crate) never_seen_asked: Option<Time>,
    /// A "never seen" counts only when asked after this.
    pub(crate) believe_after: Time,
    /// The most the venue ever said has traded.
    pub(crate) reported: Qty,
    pub(crate) end_seen: Option<EndSeen>,
    /// How often a halt stopped it on its way out.
    pub(crate) reaffirms: u32,
    /// The last breach that was recorded, so that it is recorded once.
    pub(crate) breach: Option<Breach>,
    /// Since when nobody can tell where the order stands.
    unknown_since: Option<Time>,
    /// Whether that was said, so that it is said once.
    said: Said,
    /// What the venue last said to a question about an order that it had accepted.
    pub(crate) denial: Denial,
}

/// Whether a person was told that an order's fate is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    No,
    Yes,
}

/// Whether the venue denies an order that it had accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denial {
    /// It has it, or has not been asked.
    No,
    /// It said twice, and not otherwise since, that it has never seen it.
    Standing,
}

/// All pursuits, and when the next deed is due. Cancels have a list of their own: no question may hold one up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pursuits {
    by_order: BTreeMap<OrderId, Pursuit>,
    questions_due: BTreeSet<(Time, OrderId)>,
    cancels_due: BTreeSet<(Time, OrderId)>,
    alarms_due: BTreeSet<(Time, OrderId)>,
    times_due: BTreeSet<(Time, OrderId)>,
}

/// A deed that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    Ask,
    FetchFills,
    Cancel,
}

/// The pause after `done` deeds.
pub(crate) fn delay(done: usize) -> Span {
    let [.., longest] = QUERY_DELAYS;
    QUERY_DELAYS.get(done).copied().unwrap_or(longest)
}

impl Repeat {
    /// Begins anew at an instant.
    pub(crate) const fn start(&mut self, at: Time) {
        self.at = Some(at);
        self.done = 0;
    }

    /// Begins anew at an instant, unless it is due earlier already.
    pub(crate) fn start_by(&mut self, at: Time) {
        let known = self.at.unwrap_or(at);
        self.start(at.min(known));
    }

    /// Goes on after the next pause.
    pub(crate) fn go_on(&mut self, now: Time) {
        self.at = Some(now.plus(delay(self.done)));
    }

    /// Is not needed any more.
    pub(crate) const fn stop(&mut self) {
        self.at = None;
        self.done = 0;
    }

    /// Waits for an answer, with the pauses counted so far.
    pub(crate) const fn rest(&mut self) {
        self.at = None;
    }

    /// Was done outside the plan.
    pub(crate) const fn sent(&mut self) {
        self.count();
        self.rest();
    }

    pub(crate) const fn at(&self) -> Option<Time> {
        self.at
    }

    fn is_due(&self, now: Time) -> bool {
        self.at.is_some_and(|at| at <= now)
    }

    const fn count(&mut self) {
        self.done = self.done.saturating_add(1);
    }
}

impl Pursuit {
    pub(crate) const fn new(believe_after: Time) -> Self {
        let idle = Repeat { at: None, done: 0 };
        Self {
            ask: idle,
            fetch: idle,
            cancel: idle,
            time_up: None,
            never_seen: 0,
            never_seen_asked: None,
            believe_after,
            reported: Qty::ZERO,
            end_seen: None,
            reaffirms: 0,
            breach: None,
            unknown_since: None,
            said: Said::No,
            denial: Denial::No,
        }
    }

    /// From here on nobody can tell where the order stands, if somebody could before.
    pub(crate) fn unknown_from(&mut self, now: Time) {
        self.unknown_since.get_or_insert(now);
    }

    /// It is known where the order stands.
    pub(crate) const fn known(&mut self) {
        self.unknown_since = None;
        self.said = Said::No;
        self.denial = Denial::No;
    }

    fn alarm_due(&self) -> Option<Time> {
        match self.said {
            Said::No => Some(self.unknown_since?.plus(UNRESOLVED_MAX)),
            Said::Yes => None,
        }
    }

    fn question_due(&self) -> Option<Time> {
        [self.ask.at, self.fetch.at].into_iter().flatten().min()
    }

    /// The questions that are due, each moved to its next time.
    fn take_questions(&mut self, now: Time) -> Vec<Deed> {
        let mut deeds = Vec::new();
        if self.ask.is_due(now) {
            self.ask.count();
            self.ask.go_on(now);
            let next = self.ask.at;
            if now < self.believe_after && next > Some(self.believe_after) {
                self.ask.at = Some(self.believe_after.plus(Span::from_millis(1)));
            }
            self.unknown_from(now);
            deeds.push(Deed::Ask);
        }
        if self.fetch.is_due(now) {
            self.fetch.count();
            self.fetch.go_on(now);
            self.unknown_from(now);
            deeds.push(Deed::FetchFills);
        }
        deeds
    }
}

impl Pursuits {
    pub(crate) fn insert(&mut self, order: OrderId, pursuit: Pursuit) {
        self.remove(order);
        let question = pursuit.question_due().map(|at| (at, order));
        self.questions_due.extend(question);
        self.cancels_due
            .extend(pursuit.cancel.at.map(|at| (at, order)));
        self.alarms_due
            .extend(pursuit.alarm_due().map(|at| (at, order)));
        self.times_due.extend(pursuit.time_up.map(|at| (at, order)));
        self.by_order.insert(order, pursuit);
    }

    pub(crate) fn remove(&mut self, order: OrderId) {
        if let Some(gone) = self.by_order.remove(&order) {
            let (question, cancel) = (gone.question_due(), gone.cancel.at);
            moved(&mut self.questions_due, order, (question, None));
            moved(&mut self.cancels_due, order, (cancel, None));
            moved(&mut self.alarms_due, order, (gone.alarm_due(), None));
            moved(&mut self.times_due, order, (gone.time_up, None));
        }
    }

    pub(crate) fn get(&self, order: OrderId) -> Option<&Pursuit> {
        self.by_order.get(&order)
    }

    /// Changes a pursuit; there is none of an order that is not in memory.
    pub(crate) fn change<T>(
        &mut self,
        order: OrderId,
        deed: impl FnOnce(&mut Pursuit) -> T,
    ) -> Option<T> {
        let pursuit = self.by_order.get_mut(&order)?;
        let (question, cancel) = (pursuit.question_due(), pursuit.cancel.at);
        let alarm = pursuit.alarm_due();
        let time_up = pursuit.time_up;
        let result = deed(pursuit);
        let time_up = (time_up, pursuit.time_up);
        let question = (question, pursuit.question_due());
        let cancel = (cancel, pursuit.cancel.at);
        let alarm = (alarm, pursuit.alarm_due());
        moved(&mut self.questions_due, order, question);
        moved(&mut self.cancels_due, order, cancel);
        moved(&mut self.alarms_due, order, alarm);
        moved(&mut self.times_due, order, time_up);
        Some(result)
    }

    /// When the next question is due.
    pub(crate) fn next_question(&self) -> Option<Time> {
        self.questions_due.first().map(|(at, _)| *at)
    }

    /// When the next cancel is due.
    pub(crate) fn next_cancel(&self) -> Option<Time> {
        self.cancels_due.first().map(|(at, _)| *at)
    }

    /// When the next order has been unknown for too long.
    pub(crate) fn next_alarm(&self) -> Option<Time> {
        self.alarms_due.first().map(|(at, _)| *at)
    }

    /// All orders that have been unknown for too long, each once, and since when.
    pub(crate) fn take_alarms(&mut self, now: Time) -> Vec<(OrderId, Time)> {
        let due = self.alarms_due.iter().take_while(|(at, _)| *at <= now);
        let due: Vec<OrderId> = due.map(|(_, order)| *order).collect();
        let since = |order| {
            let since = self.change(order, |pursuit| {
                pursuit.said = Said::Yes;
                pursuit.unknown_since
            });
            Some((order, since.flatten()?))
        };
        due.into_iter().filter_map(since).collect()
    }

    /// When the next time set for an order is over.
    pub(crate) fn next_time(&self) -> Option<Time> {
        self.times_due.first().map(|(at, _)| *at)
    }

    /// The orders for which a time is over.
    pub(crate) fn take_times(&mut self, now: Time) -> Vec<OrderId> {
        let due = self.times_due.iter().take_while(|(at, _)| *at <= now);
        let due: Vec<OrderId> = due.map(|(_, order)| *order).collect();
        for order in &due {
            self.change(*order, |pursuit| pursuit.time_up = None);
        }
        due
    }

    /// All cancels that are due; each then waits for its answer.
    pub(crate) fn take_cancels(&mut self, now: Time) -> Vec<OrderId> {
        let due = self.cancels_due.iter().take_while(|(at, _)| *at <= now);
        let due: Vec<OrderId> = due.map(|(_, order)| *order).collect();
        for order in &due {
            self.change(*order, |pursuit| pursuit.cancel.sent());
        }
        due
    }

    /// Up to about `max` questions that are due.
    pub(crate) fn take_questions(&mut self, now: Time, max: usize) -> Vec<(OrderId, Deed)> {
        let mut taken = Vec::new();
        while taken.len() < max {
            let Some((at, order)) = self.questions_due.first().copied() else {
                break;
            };
            if at > now {
                break;
            }
            let deeds = self.change(order, |pursuit| pursuit.take_questions(now));
            let deeds = deeds.unwrap_or_default();
            taken.extend(deeds.into_iter().map(|deed| (order, deed)));
        }
        taken
    }

    /// Time passed that nobody watched, from `planned` to `now`: it does not count towards any request's life, nor towards
    /// the time for which an order is unknown, for it may have been a leap of the clock.
    pub(crate) fn unwatched(&mut self, planned: Time, now: Time) {
        let gap = now.since(planned);
        if gap <= LATENESS_MAX {
            return;
        }
        let orders: Vec<OrderId> = self.by_order.keys().copied().collect();
        for order in orders {
            self.change(order, |pursuit| {
                if pursuit.believe_after > planned {
                    pursuit.believe_after = pursuit.believe_after.plus(gap);
                }
                pursuit.unknown_since = pursuit.unknown_since.map(|since| since.plus(gap));
            });
        }
    }
}

/// Moves an order in a list of what is due.
fn moved(
    due: &mut BTreeSet<(Time, OrderId)>,
    order: OrderId,
    (before, after): (Option<Time>, Option<Time>),
) {
    if before == after {
        return;
    }
    if let Some(at) = before {
        due.remove(&(at, order));
    }
    due.extend(after.map(|at| (at, order)));
}
