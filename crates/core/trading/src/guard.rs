//! What is kept of a protected position, as the fold of events: what its order opened, what its exits closed, which exits
//! stand, and whether one failed. Decides nothing.

use crate::config::TradingConfig;
use crate::event::Event;
use crate::protecting::FLATTENS_MAX;
use crate::state::State;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use domain::{
    AccountId, EndReason, Fill, IfBare, NumberError, OrderId, OrderTerms, Origin, Protection, Qty,
    Symbol, Time,
};
use gate::Gate;

/// A position that an order opens, and the exits that hold it at the venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// The order that opens it.
    pub entry: OrderId,
    /// Its account.
    pub account: AccountId,
    /// Its terms.
    pub terms: OrderTerms,
    /// What was wished.
    pub protection: Protection,
    /// Whether the order may still open more.
    pub entry_life: EntryLife,
    /// What it brought in, less what the venue took of it as fee.
    pub opened: Qty,
    /// What exits closed.
    pub closed: Qty,
    /// Exits of which an order may still trade, oldest first.
    pub exits: Vec<Exit>,
    /// Whether the wish is still in force.
    pub standing: Standing,
    /// Since when a person knows that it is bare, if it is.
    pub told: Option<Time>,
    /// How often it was tried to close it at the market since it is bare; one more than may be tried once that was given up.
    pub flattens: u32,
    /// Every order that was ever an exit of it.
    pub orders: Vec<OrderId>,
}

/// Whether the opening order may still trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryLife {
    /// It may.
    Open,
    /// It is over.
    Over,
}

/// How a protected position stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its exits are kept at the venue.
    Kept,
    /// An exit was refused or ended from outside, or did not come in time: the policy holds for what is not covered.
    Bare,
    /// A person ended an exit: nothing more is done for it.
    Lifted,
}

/// An exit, or a pair of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// The first of its orders, by which it is named.
    pub order: OrderId,
    /// Its orders that may still trade.
    pub open: Vec<OrderId>,
    /// What it was placed for.
    pub qty: Qty,
    /// What it traded.
    pub filled: Qty,
    /// What it is for.
    pub purpose: Purpose,
    /// How the house or the venue dealt with it so far.
    pub course: Course,
}

/// What an exit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// It waits at the venue.
    Protect,
    /// It closes at the market.
    Flatten,
}

/// How an exit fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Course {
    /// As it should.
    Sound,
    /// The house ends it, to place one for more in its stead.
    Withdrawn,
    /// The venue refused or ended one of its orders.
    Broken,
}

/// Why a position is bare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BareCause {
    /// The venue refused its exit, or ended it.
    ExitEnded,
    /// No exit could be placed in time.
    Late,
    /// It is not known whether the venue has its exit.
    Unknown,
    /// It could not be closed at the market either.
    NotFlattened,
}

/// What happened to the protection of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardStep {
    /// The order was wished with exits.
    Wished(Protection),
    /// An exit was cleared and will be sent; a pair is named by its first order.
    ExitSent {
        /// Which order.
        order: OrderId,
        /// What for.
        purpose: Purpose,
    },
    /// For so much no exit stands at the venue, as far as is known.
    Bare {
        /// Why.
        cause: BareCause,
        /// How much.
        qty: Qty,
    },
    /// All of it is held by exits again, or closed.
    Covered,
    /// Nothing of it is left to protect, or a person lifted it.
    Over,
}

impl Guard {
    /// What is open of it.
    #[must_use]
    pub fn exposed(&self) -> Qty {
        self.opened.minus(self.closed).unwrap_or(Qty::ZERO)
    }

    /// What its exits may still close.
    ///
    /// # Errors
    /// A sum does not fit.
    pub fn covered(&self) -> Result<Qty, NumberError> {
        let rest = |exit: &Exit| exit.qty.minus(exit.filled).unwrap_or(Qty::ZERO);
        let rests = self.exits.iter().map(rest);
        rests
            .into_iter()
            .try_fold(Qty::ZERO, |sum, rest| sum.plus(rest))
    }

    /// Whether no exit is on its way to be ended by the house.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.exits
            .iter()
            .all(|exit| exit.course != Course::Withdrawn)
    }

    fn said_bare(&mut self, cause: BareCause, at: Time) {
        self.told = self.told.or(Some(at));
        if self.standing == Standing::Lifted {
            return;
        }
        match (cause, self.protection.if_bare()) {
            // Exits are tried for as long as it is only late, where a person knows of it.
            (BareCause::Unknown, _) | (BareCause::Late, IfBare::Alarm) => {}
            (BareCause::ExitEnded, _) | (BareCause::Late, IfBare::Flatten) => {
                self.standing = Standing::Bare;
            }
            (BareCause::NotFlattened, _) => {
                self.standing = Standing::Bare;
                self.flattens = FLATTENS_MAX.saturating_add(1);
            }
        }
    }

    fn exit_of(&mut self, order: OrderId) -> Option<&mut Exit> {
        self.exits
            .iter_mut()
            .find(|exit| exit.order == order || exit.open.contains(&order))
    }
}

impl State {
    /// Takes from an event what it means for protected positions.
    pub(crate) fn follow(&mut self, config: TradingConfig, gate: &Gate, event: &Event) {
        match event {
            Event::Guard { entry, step, at } => self.guard_step(*entry, step, *at),
            Event::FillBooked { fill, .. } => {
                self.guard_fill(gate, fill);
                self.count_sold(fill);
            }
            Event::Ended { order, .. } if config.overlooks_exit_ends() && self.is_exit(*order) => {}
            Event::Ended { order, reason, .. } => self.guard_end(*order, *reason),
            Event::Settled { order, .. } => self.guard_end(*order, EndReason::Settled),
            Event::Reopened { order, .. } => self.guard_reopened(*order),
            Event::CancelAsked { order, origin, .. } => self.guard_cancel(gate, *order, *origin),
            Event::Accepted { order, .. } => self.touch(*order),
            Event::Contract(_)
            | Event::Amend(_)
            | Event::Failover(_)
            | Event::Breaker(_)
            | Event::Proposal(_)
            | Event::Confirmed { .. }
            | Event::Stop(_)
            | Event::Opened { .. }
            | Event::Reaffirmed { .. }
            | Event::Refused { .. }
            | Event::TimeUp { .. }
            | Event::ReplaceAsked { .. }
            | Event::Unresolved { .. }
            | Event::Halted { .. }
            | Event::Released { .. }
            | Event::SwitchSet { .. }
            | Event::BalancesSeen { .. }
            | Event::BookOpened { .. }
            | Event::Compared { .. }
            | Event::ForeignTrade { .. }
            | Event::Moved { .. }
            | Event::BreakFound { .. }
            | Event::BreakEnded { .. }
            | Event::Foreign { .. }
            | Event::Broken { .. } => {}
        }
    }

    /// The position that an order opens or closes, if it is a protected one.
    pub(crate) fn guard_of(&self, order: OrderId) -> Option<&Guard> {
        let entry = self.guard_entries.get(&order).copied().unwrap_or(order);
        self.guards.get(&entry)
    }

    /// Whether an order is an exit of a protected position.
    pub(crate) fn is_exit(&self, order: OrderId) -> bool {
        self.guard_entries.contains_key(&order)
    }

    fn touch(&mut self, order: OrderId) {
        if let Some(entry) = self.guard_of(order).map(|guard| guard.entry) {
            self.guards_touched.insert(entry);
        }
    }

    /// On margin any trade in a symbol may close what its exits hold.
    pub(crate) fn touch_all(&mut self, account: AccountId, symbol: Symbol) {
        let here = |guard: &&Guard| guard.account == account && guard.terms.symbol == symbol;
        let entries = self.guards.values().filter(here).map(|guard| guard.entry);
        self.guards_touched.extend(entries);
    }

    fn guard_mut(&mut self, order: OrderId) -> Option<&mut Guard> {
        self.touch(order);
        let entry = self.guard_entries.get(&order).copied().unwrap_or(order);
        self.guards.get_mut(&entry)
    }

    fn guard_step(&mut self, entry: OrderId, step: &GuardStep, at: Time) {
        match step {
            GuardStep::Wished(protection) => {
                let Some(order) = self.orders.get(&entry).map(|tracked| *tracked.wish()) else {
                    return;
                };
                let guard = Guard {
                    entry,
                    account: order.account(),
                    terms: *order.terms(),
                    protection: *protection,
                    entry_life: EntryLife::Open,
                    opened: Qty::ZERO,
                    closed: Qty::ZERO,
                    exits: Vec::new(),
                    standing: Standing::Kept,
                    told: None,
                    flattens: 0,
                    orders: Vec::new(),
                };
                self.guards.insert(entry, guard);
            }
            GuardStep::ExitSent { order, purpose } => self.exit_sent(entry, *order, *purpose),
            GuardStep::Bare { cause, .. } => {
                if let Some(guard) = self.guard_mut(entry) {
                    guard.said_bare(*cause, at);
                }
            }
            GuardStep::Covered => {
                if let Some(guard) = self.guard_mut(entry) {
                    guard.told = None;
                    guard.flattens = 0;
                    if guard.standing == Standing::Bare {
                        guard.standing = Standing::Kept;
                    }
                }
            }
            GuardStep::Over => {
                self.guards.remove(&entry);
                self.guard_entries.retain(|_, of| *of != entry);
                self.guards_touched.remove(&entry);
            }
        }
    }

    fn exit_sent(&mut self, entry: OrderId, order: OrderId, purpose: Purpose) {
        let Some(tracked) = self.orders.get(&order) else {
            return;
        };
        let qty = tracked.wish().terms().qty;
        let other = tracked.order.list.map(|list| list.other(order));
        let open: Vec<OrderId> = [Some(order), other].into_iter().flatten().collect();
        self.guard_entries
            .extend(open.iter().map(|id| (*id, entry)));
        if let Some(guard) = self.guard_mut(entry) {
            guard.orders.extend(&open);
            if purpose == Purpose::Flatten {
                guard.flattens = guard.flattens.saturating_add(1);
            }
            guard.exits.push(Exit {
                order,
                open,
                qty,
                filled: Qty::ZERO,
                purpose,
                course: Course::Sound,
            });
        }
    }

    fn guard_fill(&mut self, gate: &Gate, fill: &Fill) {
        let base = gate.instrument(fill.account, fill.symbol).map(|i| i.base);
        if gate.is_margined(fill.account) {
            self.touch_all(fill.account, fill.symbol);
        }
        let Some(guard) = self.guard_mut(fill.order) else {
            return;
        };
        if guard.entry == fill.order {
            let fee = fill.fee.qty().unwrap_or(Qty::ZERO);
            let fee = if base == Some(fill.fee_asset) {
                fee
            } else {
                Qty::ZERO
            };
            let brought = fill.qty.minus(fee).unwrap_or(Qty::ZERO);
            guard.opened = guard.opened.plus(brought).unwrap_or(guard.opened);
            return;
        }
        guard.closed = guard.closed.plus(fill.qty).unwrap_or(guard.closed);
        if let Some(exit) = guard.exit_of(fill.order) {
            exit.filled = exit.filled.plus(fill.qty).unwrap_or(exit.filled);
        }
    }

    fn guard_end(&mut self, order: OrderId, reason: EndReason) {
        let Some(guard) = self.guard_mut(order) else {
            return;
        };
        if guard.entry == order {
            guard.entry_life = EntryLife::Over;
            return;
        }
        let broken = match reason {
            EndReason::Cancelled
            | EndReason::Expired
            | EndReason::Rejected
            | EndReason::Settled => true,
            EndReason::Filled | EndReason::NotSent | EndReason::NeverSeen => false,
        };
        let Some(exit) = guard.exit_of(order) else {
            return;
        };
        exit.open.retain(|open| *open != order);
        if broken && exit.course == Course::Sound {
            exit.course = Course::Broken;
        }
        let over = exit.open.is_empty();
        let failed = over && exit.course == Course::Broken && exit.filled < exit.qty;
        if over {
            let name = exit.order;
            guard.exits.retain(|exit| exit.order != name);
        }
        if failed && guard.standing == Standing::Kept {
            guard.standing = Standing::Bare;
        }
    }

    fn guard_reopened(&mut self, order: OrderId) {
        let tracked = self.orders.get(&order);
        let ordered = tracked.map(|tracked| (tracked.wish().terms().qty, tracked.filled()));
        let Some((guard, (qty, filled))) = self.guard_mut(order).zip(ordered) else {
            return;
        };
        if guard.entry == order {
            guard.entry_life = EntryLife::Open;
            return;
        }
        match guard.exit_of(order) {
            Some(exit) => exit.open.push(order),
            None => guard.exits.push(Exit {
                order,
                open: [order].into(),
                qty,
                filled,
                purpose: Purpose::Protect,
                course: Course::Sound,
            }),
        }
    }

    /// An exit that the house ends makes room for another; one that anybody else ends is the end of the protection.
    fn guard_cancel(&mut self, gate: &Gate, order: OrderId, origin: Origin) {
        let Some(guard) = self.guard_mut(order) else {
            return;
        };
        if guard.entry == order {
            return;
        }
        let margined = gate.is_margined(guard.account);
        match origin {
            Origin::House => {
                if let Some(exit) = guard.exit_of(order) {
                    exit.course = match exit.course {
                        // On margin the house ends what the venue left of a pair; that it failed stays known.
                        Course::Broken if margined => Course::Broken,
                        Course::Sound | Course::Withdrawn | Course::Broken => Course::Withdrawn,
                    };
                }
            }
            Origin::Person(_) | Origin::Program(_) | Origin::Strategy(..) => {
                guard.standing = Standing::Lifted;
            }
        }
    }

    /// The protected positions about which something happened since the last look.
    pub(crate) fn take_touched(&mut self) -> BTreeSet<OrderId> {
        core::mem::take(&mut self.guards_touched)
    }
}
