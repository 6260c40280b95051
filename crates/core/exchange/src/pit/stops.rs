//! Sleeping orders: they stand outside the book until the last price reaches their trigger, or comes back from its best.
//! Never woken by a quote.

use super::Pit;
use crate::accounts::Count;
use crate::effect::{Effect, Execution, Trail};
use crate::grid::Priceless;
use crate::ids::ExchangeOrderId;
use crate::order::{Order, Trailing};
use crate::order_type::{Approach, BIPS, Trigger};
use crate::slab::Slot;
use crate::view::{ExpireReason, OrderStatus};
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::Side;

impl Pit<'_> {
    pub(super) fn sleep(&mut self, mut order: Box<Order>) {
        order.status = OrderStatus::Sleeping;
        order.hidden = 0;
        let (id, side, owner) = (order.id, order.side, order.owner);
        let (kind, trigger, seating) = (order.kind, order.trigger, order.seating());
        let slot = self.market.book.orders.insert(order);
        match (kind.wakes(), kind.approach(side), trigger) {
            (Some(Trigger::At(_)), Some(approach), Some(trigger)) => {
                self.market.stops_mut(approach).insert((trigger, id), slot);
            }
            (Some(Trigger::Trailing { .. } | Trigger::At(_)) | None, _, _) => {
                self.market.trailing.insert(id, slot);
            }
        }
        self.seat(seating, Count::Up);
        if let Some(account) = self.accounts.get_mut(owner) {
            account.open.insert(id, (self.market.index, slot));
        }
    }

    /// Takes a sleeping order out of the list that would wake it.
    pub(super) fn forget_trigger(&mut self, order: (ExchangeOrderId, Option<(Approach, u64)>)) {
        let (id, trigger) = order;
        let removed = trigger.and_then(|(approach, trigger)| {
            let stops = self.market.stops_mut(approach);
            stops.remove(&(trigger, id))
        });
        if removed.is_none() {
            self.market.trailing.remove(&id);
        }
    }

    /// Tells lists of their ended orders and wakes every order the trades of this step reached, until nothing more follows.
    pub(crate) fn settle_down(&mut self) {
        loop {
            // Prices first: an order that a list lets in must not see those of before its time.
            if let Some((range, path)) = self.turn.take_traded() {
                for (id, slot) in self.reached(range, &path) {
                    self.wake(id, slot);
                }
            } else if let Some(ended) = self.turn.ended.pop_front() {
                self.mind_list(ended);
            } else {
                break;
            }
        }
    }

    /// Sleeping orders whose moment has come, in the order they were placed.
    fn reached(&mut self, (low, high): (u64, u64), path: &[u64]) -> Vec<(ExchangeOrderId, Slot)> {
        let last_id = ExchangeOrderId::new(u64::MAX);
        let first_id = ExchangeOrderId::new(0);
        let rising = self.market.rising.range(..=(high, last_id));
        let falling = self.market.falling.range((low, first_id)..);
        let mut reached: Vec<(ExchangeOrderId, Slot)> = rising
            .chain(falling)
            .map(|((_, id), slot)| (*id, *slot))
            .collect();
        if !path.is_empty() && !self.market.trailing.is_empty() {
            self.follow(path, &mut reached);
        }
        reached.sort_unstable();
        reached
    }

    /// Lets every trailing order follow the prices of the step.
    fn follow(&mut self, path: &[u64], reached: &mut Vec<(ExchangeOrderId, Slot)>) {
        let trailing: Vec<(ExchangeOrderId, Slot)> = self
            .market
            .trailing
            .iter()
            .map(|(id, slot)| (*id, *slot))
            .collect();
        let now = self.turn.now;
        for (id, slot) in trailing {
            let Some(order) = self.market.book.orders.get_mut(slot) else {
                continue;
            };
            let before = order.trail;
            let fires = path
                .iter()
                .any(|ticks| follows(order, *ticks, now) == Follows::Fires);
            if let Some(trail) = order.trail.filter(|trail| Some(*trail) != before)
                && let Some(best) = trail.best.and_then(|ticks| self.market.grid.price(ticks))
            {
                self.turn.say(Effect::Trailed(Box::new(Trail {
                    order: id,
                    since: trail.since,
                    best,
                })));
            }
            if fires {
                reached.push((id, slot));
            }
        }
    }

    /// A sleeping order begins to work, unless it was ended since its trigger was reached.
    fn wake(&mut self, id: ExchangeOrderId, slot: Slot) {
        if self
            .market
            .book
            .orders
            .get(slot)
            .is_none_or(|order| order.id != id)
        {
            return;
        }
        self.resolve_pair(slot);
        let Some(mut order) = self.lift(slot) else {
            return;
        };
        if order.side == Side::Buy && order.kind.limit().is_none() {
            self.unlock(&mut order);
        }
        let pegged = match order.kind.peg() {
            Some(peg) => self.peg_now(&mut order, peg),
            None => Ok(()),
        };
        self.begin_work(&mut order);
        self.report(&order, Execution::Triggered);
        match pegged {
            Ok(()) => self.work(order),
            Err(_) => self.expire(order, ExpireReason::Rejected),
        }
    }
}

/// What a price does to a trailing order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follows {
    Waits,
    Fires,
}

/// Lets a trailing order see one price: it begins to follow, follows, or has come back far enough.
fn follows(order: &mut Order, ticks: u64, now: domain::Time) -> Follows {
    let Some(bips) = order.kind.trailing_bips() else {
        return Follows::Waits;
    };
    let Some(trail) = &mut order.trail else {
        let begins = match (order.kind.approach(order.side), order.trigger) {
            (Some(Approach::Rising), Some(from)) => ticks >= from,
            (Some(Approach::Falling), Some(from)) => ticks <= from,
            (None, _) | (Some(_), None) => true,
        };
        if begins {
            order.trail = Some(Trailing {
                since: now,
                best: Some(ticks),
            });
        }
        return Follows::Waits;
    };
    let best = match (trail.best, order.side) {
        (None, _) => ticks,
        (Some(best), Side::Buy) => best.min(ticks),
        (Some(best), Side::Sell) => best.max(ticks),
    };
    trail.best = Some(best);
    let (whole, bips) = (i128::from(BIPS), i128::from(bips));
    let seen = i128::from(ticks).saturating_mul(whole);
    let fires = match order.side {
        Side::Buy => seen >= i128::from(best).saturating_mul(whole.saturating_add(bips)),
        Side::Sell => seen <= i128::from(best).saturating_mul(whole.saturating_sub(bips)),
    };
    if fires {
        Follows::Fires
    } else {
        Follows::Waits
    }
}

/// Whether an order of this kind trades at whatever the book gives once it works.
pub(super) const fn priceless(order: &Order) -> Priceless {
    if order.kind.limit().is_none() {
        Priceless::Yes
    } else {
        Priceless::No
    }
}
