//! What happened to presses, folded into the state: which orders are over, what legs sent and traded. Never decides.

use super::event::StopEvent;
use super::flattening::LegWatch;
use super::press::{Leg, LegEnd, OrderEnd, PRESSES_KEPT_MAX, Press};
use crate::event::Event;
use crate::guard::Guard;
use crate::state::State;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use domain::{Amount, EndReason, Fill, OrderId, Origin, PositionKey, PressId, Qty, Side, Time};

/// So many times as many presses are kept while orders of them are not known to be over.
const CROWD: usize = 4;

/// All presses in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Presses {
    pub(crate) next: PressId,
    pub(crate) kept: BTreeMap<PressId, Arc<Press>>,
    /// Those with a position that is being closed.
    pub(crate) flattening: BTreeSet<PressId>,
    /// The orders that close positions, each with its press.
    leg_orders: BTreeMap<OrderId, PressId>,
}

impl Presses {
    pub(crate) fn new(next: PressId, kept: Vec<Press>) -> Self {
        let mut presses = Self {
            next,
            kept: BTreeMap::new(),
            flattening: BTreeSet::new(),
            leg_orders: BTreeMap::new(),
        };
        for press in kept {
            presses.insert(press);
        }
        presses
    }

    fn insert(&mut self, press: Press) {
        let id = press.id;
        if press.is_flattening() {
            self.flattening.insert(id);
        }
        let orders = press.legs.iter().flat_map(|leg| &leg.orders);
        self.leg_orders.extend(orders.map(|order| (*order, id)));
        self.next = self.next.max(PressId::new(id.get().saturating_add(1)));
        self.kept.insert(id, Arc::new(press));
    }

    /// Lets go of the oldest that have nothing left to do, where there are too many.
    fn forget_old(&mut self) {
        while self.kept.len() > PRESSES_KEPT_MAX {
            let is_crowded = self.kept.len() > PRESSES_KEPT_MAX.saturating_mul(CROWD);
            let may_go = |press: &&Arc<Press>| match is_crowded {
                true => !press.is_flattening(),
                false => press.is_settled(),
            };
            let Some(oldest) = self.kept.values().find(may_go).map(|press| press.id) else {
                return;
            };
            self.kept.remove(&oldest);
            self.leg_orders.retain(|_, press| *press != oldest);
        }
    }

    fn leg_mut(&mut self, press: PressId, key: PositionKey) -> Option<&mut Leg> {
        let press = Arc::make_mut(self.kept.get_mut(&press)?);
        press.legs.iter_mut().find(|leg| leg.key == key)
    }

    /// The leg that an order closes.
    fn leg_of(&mut self, order: OrderId) -> Option<&mut Leg> {
        let press = *self.leg_orders.get(&order)?;
        let press = Arc::make_mut(self.kept.get_mut(&press)?);
        let of = |leg: &&mut Leg| leg.orders.contains(&order);
        press.legs.iter_mut().find(of)
    }

    /// Whether an order closes a position under a press.
    pub(crate) fn is_of_leg(&self, order: OrderId) -> bool {
        self.leg_orders.contains_key(&order)
    }

    /// Whether a position is being closed.
    pub(crate) fn is_flattening(&self, key: PositionKey) -> bool {
        let presses = self.flattening.iter().filter_map(|id| self.kept.get(id));
        let mut legs = presses.flat_map(|press| &press.legs);
        legs.any(|leg| leg.key == key && leg.end.is_none())
    }

    /// Every leg that is not over, due at an instant.
    pub(crate) fn due_legs(&self, at: Time) -> LegWatch {
        let presses = self.flattening.iter().filter_map(|id| self.kept.get(id));
        let legs = presses.flat_map(|press| press.legs.iter().map(|leg| (press.id, leg)));
        let active = legs.filter(|(_, leg)| leg.end.is_none());
        active.map(|(press, leg)| ((press, leg.key), at)).collect()
    }

    /// Who asked for the end of an order by a press, if anybody did.
    pub(crate) fn ended_by(&self, order: OrderId) -> Option<Origin> {
        let mut presses = self.kept.values().rev();
        let press = presses.find(|press| press.orders.contains_key(&order))?;
        Some(press.cause.origin)
    }

    /// Sets the fate of an order in every press that covers it.
    fn tell(&mut self, order: OrderId, fate: Option<&OrderEnd>) {
        for press in self.kept.values_mut() {
            if press.orders.contains_key(&order) {
                Arc::make_mut(press).orders.insert(order, fate.cloned());
            }
        }
    }
}

impl State {
    /// Takes from an event what it means for presses.
    pub(crate) fn follow_presses(&mut self, event: &Event) {
        match event {
            Event::Stop(event) => self.stop_event(event),
            Event::FillBooked { fill, .. } => self.leg_filled(fill),
            Event::Ended {
                order,
                reason,
                filled,
                words,
                at,
            } => {
                let words = words.as_ref().map(|words| words.text.clone());
                self.order_over(*order, (*reason, words), (*filled, *at));
            }
            Event::Settled {
                order, filled, at, ..
            } => self.order_over(*order, (EndReason::Settled, None), (*filled, *at)),
            Event::Reopened { order, .. } => self.presses.tell(*order, None),
            Event::Opened { .. }
            | Event::Reaffirmed { .. }
            | Event::Refused { .. }
            | Event::Confirmed { .. }
            | Event::Accepted { .. }
            | Event::CancelAsked { .. }
            | Event::TimeUp { .. }
            | Event::ReplaceAsked { .. }
            | Event::Amend(_)
            | Event::Guard { .. }
            | Event::Unresolved { .. }
            | Event::Halted { .. }
            | Event::Released { .. }
            | Event::SwitchSet { .. }
            | Event::BalancesSeen { .. }
            | Event::Foreign { .. }
            | Event::Broken { .. }
            | Event::Contract(_)
            | Event::Failover(_)
            | Event::Breaker(_)
            | Event::Proposal(_)
            | Event::BookOpened { .. }
            | Event::Compared { .. }
            | Event::ForeignTrade { .. }
            | Event::Moved { .. }
            | Event::BreakFound { .. }
            | Event::BreakEnded { .. } => {}
        }
    }

    fn stop_event(&mut self, event: &StopEvent) {
        match event {
            StopEvent::Pressed {
                press,
                verb,
                scope,
                orders,
                legs,
                cause,
                at,
            } => {
                let legs = legs.iter().map(|(key, held)| Leg::new(*key, *held, *at));
                self.presses.insert(Press {
                    id: *press,
                    verb: *verb,
                    scope: *scope,
                    cause: cause.clone(),
                    at: *at,
                    orders: orders.iter().map(|order| (*order, None)).collect(),
                    legs: legs.collect(),
                });
                self.presses.forget_old();
            }
            StopEvent::LegSent {
                press, key, order, ..
            } => {
                let qty = self.orders.get(order);
                let qty = qty.map_or(Qty::ZERO, |order| order.wish().terms().qty);
                self.presses.leg_orders.insert(*order, *press);
                if let Some(leg) = self.presses.leg_mut(*press, *key) {
                    leg.orders.push(*order);
                    leg.sent = leg.sent.plus(qty).unwrap_or(leg.sent);
                }
            }
            StopEvent::LegRefused {
                press,
                key,
                words,
                at,
            } => {
                if let Some(leg) = self.presses.leg_mut(*press, *key) {
                    leg.came_to_nothing(Some(words.clone()), *at);
                }
            }
            StopEvent::LegEnded {
                press,
                key,
                outcome,
                left,
                at,
            } => {
                let (outcome, left, at) = (*outcome, *left, *at);
                self.leg_over(*press, *key, LegEnd { outcome, left, at });
            }
        }
    }

    fn leg_over(&mut self, press: PressId, key: PositionKey, end: LegEnd) {
        if let Some(leg) = self.presses.leg_mut(press, key) {
            leg.end = Some(end);
        }
        let presses = &mut self.presses;
        let goes_on = presses.kept.get(&press).is_some_and(|p| p.is_flattening());
        if !goes_on {
            presses.flattening.remove(&press);
        }
        // What is left of the position is protected again, and what is flat needs it no more.
        self.touch_all(key.account, key.symbol);
    }

    fn order_over(
        &mut self,
        order: OrderId,
        (reason, words): (EndReason, Option<String>),
        (filled, at): (Qty, Time),
    ) {
        let ordered = self.orders.get(&order).map(|o| o.wish().terms().qty);
        if let Some(leg) = self.presses.leg_of(order) {
            if filled.is_zero() {
                let said = words
                    .clone()
                    .unwrap_or_else(|| String::from(nothing(reason)));
                leg.came_to_nothing(Some(said), at);
            } else {
                leg.brought((filled, ordered.unwrap_or(filled)), at);
            }
        }
        let end = OrderEnd {
            reason,
            filled,
            words,
            at,
        };
        self.presses.tell(order, Some(&end));
    }

    /// What closes a position at the market is no exit of a protected one, so what these hold of it is told here: never more
    /// than there is.
    fn leg_filled(&mut self, fill: &Fill) {
        let Some(leg) = self.presses.leg_of(fill.order) else {
            return;
        };
        leg.filled = leg.filled.plus(fill.qty).unwrap_or(leg.filled);
        let key = fill.key();
        let held = self.positions.get(&key).map_or(Amount::ZERO, |p| p.net());
        let opened_by = fill.side.opposite();
        let held = match opened_by {
            Side::Buy => held,
            Side::Sell => held.negated(),
        };
        let mut there = held.qty().unwrap_or(Qty::ZERO);
        // The youngest keep what they hold for as long as there is enough of it.
        for guard in self.guards.values_mut().rev() {
            if guard.position() != key || guard.terms.side != opened_by {
                continue;
            }
            let keeps = guard.exposed().min(there);
            there = there.minus(keeps).unwrap_or(Qty::ZERO);
            let gone = guard.exposed().minus(keeps).unwrap_or(Qty::ZERO);
            guard.closed = guard.closed.plus(gone).unwrap_or(guard.closed);
        }
        self.touch_all(key.account, key.symbol);
    }
}

impl Guard {
    /// The position that its order opens.
    #[must_use]
    pub const fn position(&self) -> PositionKey {
        PositionKey {
            account: self.account,
            symbol: self.terms.symbol,
            side: self.terms.effect.position(),
        }
    }
}

/// Why an order brought nothing, where nobody said more.
const fn nothing(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Filled => "nothing traded",
        EndReason::Cancelled => "it was cancelled before anything traded",
        EndReason::Expired => "nobody traded against it",
        EndReason::Rejected => "the venue refused it",
        EndReason::NotSent => "it did not leave",
        EndReason::NeverSeen => "the venue never saw it",
        EndReason::Settled => "it was declared over by hand",
    }
}
