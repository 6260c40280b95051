//! What is kept of a press of the switch, as the fold of events: the orders it covers with the fate of each, and of a flatten
//! the positions it closes. Decides nothing.

use crate::input::{Cause, HaltReach};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{Amount, EndReason, OrderId, PositionKey, PressId, Qty, Scope, Span, Time};

/// How many presses are kept in memory; one that still has something to do is never dropped for its age.
pub const PRESSES_KEPT_MAX: usize = 64;
/// How often in a row an order that closes a position may bring nothing before a person is told that it cannot be done.
pub const DRY_TRIES_MAX: u32 = 8;
/// Most orders that are sent to close one position in one flatten.
pub const LEG_ORDERS_MAX: usize = 64;
/// Pauses after orders that brought nothing: the last one repeats.
const DRY_PAUSES: [Span; 5] = [
    Span::from_millis(500),
    Span::from_secs(1),
    Span::from_secs(2),
    Span::from_secs(4),
    Span::from_secs(8),
];

/// What a press asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StopVerb {
    /// Nothing new in the scope, and what its reach says of working orders.
    Halt(HaltReach),
    /// Every open order in the scope ends that holds no position; what is new goes on.
    Cancel,
    /// The scope is halted, everything open in it ends, and every position in it is closed at the market.
    Flatten,
}

/// One use of the switch and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// Its number.
    pub id: PressId,
    /// What was asked for.
    pub verb: StopVerb,
    /// Where.
    pub scope: Scope,
    /// Who and why.
    pub cause: Cause,
    /// When.
    pub at: Time,
    /// The orders whose end it asked for; `None` while the venue has not said that they are over.
    pub orders: BTreeMap<OrderId, Option<OrderEnd>>,
    /// The positions that it closes.
    pub legs: Vec<Leg>,
}

/// How an order under a press ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderEnd {
    /// Why.
    pub reason: EndReason,
    /// What had traded in all.
    pub filled: Qty,
    /// The venue's words, or ours, where there are any.
    pub words: Option<String>,
    /// When we learned it.
    pub at: Time,
}

/// One position that a flatten closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// Which.
    pub key: PositionKey,
    /// What was held when the switch was pressed: positive long, negative short.
    pub wanted: Amount,
    /// The orders that close it, oldest first.
    pub orders: Vec<OrderId>,
    /// What they were sent for, together.
    pub sent: Qty,
    /// What they traded.
    pub filled: Qty,
    /// How many tries in a row brought nothing.
    pub dry: u32,
    /// What the gate or the venue said last where a try came to nothing.
    pub said: Option<String>,
    /// The next order does not leave before this.
    pub not_before: Time,
    /// How it ended, once it has.
    pub end: Option<LegEnd>,
}

/// How a leg ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LegEnd {
    /// In what way.
    pub outcome: LegOutcome,
    /// What is left of the position.
    pub left: Amount,
    /// When.
    pub at: Time,
}

/// In what way a leg ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LegOutcome {
    /// Nothing is left.
    Flat,
    /// What is left is too little for the venue to take an order for.
    Dust,
    /// It could not be closed; a person has to look.
    GivenUp,
}

/// The orders of a press, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All of them.
    pub covered: usize,
    /// Those the venue has not said to be over.
    pub asked: usize,
    /// Those the venue cancelled.
    pub cancelled: usize,
    /// Those that traded whole before their cancel came.
    pub filled: usize,
    /// Those that ended in another way: refused, expired, never there, settled.
    pub otherwise: usize,
    /// When the first of them was known to be over.
    pub first_end: Option<Time>,
    /// When the latest of them was.
    pub last_end: Option<Time>,
}

impl Press {
    /// Its orders, counted.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally {
            covered: self.orders.len(),
            ..Tally::default()
        };
        for end in self.orders.values() {
            let Some(end) = end else {
                tally.asked = tally.asked.saturating_add(1);
                continue;
            };
            let count = match end.reason {
                EndReason::Cancelled => &mut tally.cancelled,
                EndReason::Filled => &mut tally.filled,
                EndReason::Expired
                | EndReason::Rejected
                | EndReason::NotSent
                | EndReason::NeverSeen
                | EndReason::Settled => &mut tally.otherwise,
            };
            *count = count.saturating_add(1);
            tally.first_end = Some(tally.first_end.map_or(end.at, |first| first.min(end.at)));
            tally.last_end = tally.last_end.max(Some(end.at));
        }
        tally
    }

    /// Whether a position of it is still being closed.
    #[must_use]
    pub fn is_flattening(&self) -> bool {
        self.legs.iter().any(|leg| leg.end.is_none())
    }

    /// Whether nothing of it is left to do or to hear.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !self.is_flattening() && self.orders.values().all(Option::is_some)
    }
}

impl Leg {
    pub(super) const fn new(key: PositionKey, wanted: Amount, at: Time) -> Self {
        Self {
            key,
            wanted,
            orders: Vec::new(),
            sent: Qty::ZERO,
            filled: Qty::ZERO,
            dry: 0,
            said: None,
            not_before: at,
            end: None,
        }
    }

    /// A try came to nothing: the next one comes later and later.
    pub(super) fn came_to_nothing(&mut self, said: Option<String>, at: Time) {
        let [.., longest] = DRY_PAUSES;
        let done = usize::try_from(self.dry).unwrap_or(usize::MAX);
        let pause = DRY_PAUSES.get(done).copied().unwrap_or(longest);
        self.dry = self.dry.saturating_add(1);
        self.not_before = at.plus(pause);
        self.said = said.or(self.said.take());
    }

    /// An order of it is over after it brought something: the next one follows, after a breath where the book was too thin.
    pub(super) fn brought(&mut self, (filled, ordered): (Qty, Qty), at: Time) {
        let [breath, ..] = DRY_PAUSES;
        self.dry = 0;
        self.not_before = if filled < ordered {
            at.plus(breath)
        } else {
            at
        };
    }

    /// Whether it may be tried once more.
    pub(super) fn may_try(&self) -> bool {
        self.dry < DRY_TRIES_MAX && self.orders.len() < LEG_ORDERS_MAX
    }
}

impl StopVerb {
    /// The short name: `halt`, `halt and cancel`, `cancel`, `flatten`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Halt(HaltReach::NewOnly) => "halt",
            Self::Halt(HaltReach::AndCancel) => "halt-and-cancel",
            Self::Cancel => "cancel",
            Self::Flatten => "flatten",
        }
    }
}

impl LegOutcome {
    /// The short name: `flat`, `dust`, `given-up`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::Dust => "dust",
            Self::GivenUp => "given-up",
        }
    }
}
