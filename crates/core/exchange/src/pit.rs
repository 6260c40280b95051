//! One market with everyone in it, for one step: orders come in, meet, sleep, wake, rest and end here.
//! Never looks at another market and never reads a clock.

mod admit;
mod house;
mod settle;
mod stops;
mod sweep;

use crate::accounts::Accounts;
use crate::effect::{Effect, Execution, ExpireReason, OrderStatus};
use crate::ids::{ExchangeOrderId, Tag};
use crate::input::Place;
use crate::market::{Counter, Market};
use crate::order::Order;
use crate::refusal::RefuseReason;
use crate::slab::Slot;
use crate::turn::Turn;
use domain::{OrderKind, Side, TimeInForce};
use sweep::{Stopped, Taker};

/// Numbers that rise over all symbols.
#[derive(Debug, Clone)]
pub(crate) struct SharedIds {
    pub(crate) order: Counter,
    /// The next place in time priority.
    pub(crate) priority: u64,
}

/// One market, all accounts, and the step in hand.
pub(crate) struct Pit<'a> {
    pub(crate) market: &'a mut Market,
    pub(crate) accounts: &'a mut Accounts,
    pub(crate) ids: &'a mut SharedIds,
    pub(crate) turn: &'a mut Turn,
}

/// What becomes of the part of an order that does not trade at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Stays,
    Ends(ExpireReason),
    AllOrNothing,
}

impl Pit<'_> {
    /// An account asks for an order.
    pub(crate) fn place(&mut self, place: &Place, owner: usize) {
        match self.admit(place, owner) {
            Ok(order) => self.take_in(place.tag, order),
            Err(reason) => self.turn.refuse(place.tag, reason),
        }
    }

    fn take_in(&mut self, tag: Tag, mut order: Order) {
        let (id, given) = (order.id, self.market.given(order.side));
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account.lock(given, order.reserved);
            account
                .names
                .insert((self.market.index, order.client_id), id);
        }
        if order.reserved != 0 {
            self.turn.touch_balance(order.owner, given);
        }
        self.turn.say(Effect::Accepted { tag, order: id });
        if order.trigger.is_some() {
            self.turn.report(&self.market.grid, &order, Execution::New);
            self.sleep(order);
        } else {
            self.begin_work(&mut order);
            self.turn.report(&self.market.grid, &order, Execution::New);
            self.work(order);
        }
    }

    fn begin_work(&mut self, order: &mut Order) {
        order.status = OrderStatus::New;
        order.working_since = Some(self.turn.now);
        order.updated = self.turn.now;
        order.priority = Some(self.ids.priority);
        self.ids.priority = self.ids.priority.saturating_add(1);
    }

    /// Lets an order meet the book, and rests or ends what is left.
    fn work(&mut self, mut order: Order) {
        let rest = rest_of(&order.kind);
        if rest == Rest::AllOrNothing && self.probe(&order).lots < order.left() {
            return self.expire(order, ExpireReason::FillOrKill);
        }
        match (self.sweep(&mut Taker::Account(&mut order)), rest) {
            // The report of its last trade has ended it.
            (Stopped::Filled, _) => {}
            (Stopped::SelfTrade, _) => self.expire(order, ExpireReason::SelfTrade),
            (Stopped::NoMoney, _) => self.expire(order, ExpireReason::InsufficientBalance),
            (Stopped::NothingInReach, Rest::Stays) => self.rest(order),
            (Stopped::NothingInReach, Rest::Ends(reason)) => self.expire(order, reason),
            (Stopped::NothingInReach, Rest::AllOrNothing) => {
                self.expire(order, ExpireReason::FillOrKill);
            }
        }
    }

    fn rest(&mut self, order: Order) {
        let (Some(ticks), Some(price)) = (order.limit, order.kind.limit_price()) else {
            return self.expire(order, ExpireReason::NoLiquidity);
        };
        let (side, owner, id) = (order.side, order.owner, order.id);
        self.turn.touch(self.market, side, (ticks, price));
        let slot = self.market.book.orders.insert(order);
        self.market.book.join((ticks, price), slot);
        self.seat_resting(owner, side, Count::Up);
        if let Some(account) = self.accounts.get_mut(owner) {
            account.open.insert(id, (self.market.index, slot));
        }
    }

    /// Takes an order that rests or sleeps out of its place.
    fn lift(&mut self, slot: Slot) -> Option<Order> {
        let order = self.market.book.orders.get(slot)?;
        let (side, owner, id) = (order.side, order.owner, order.id);
        let (trigger, limit) = (order.trigger, order.limit);
        if order.status == OrderStatus::Sleeping {
            let key = (trigger?, id);
            self.market.stops_mut(side).remove(&key);
            self.seat_sleeping(owner, Count::Down);
        } else {
            let (ticks, price) = (limit?, order.kind.limit_price()?);
            self.turn.touch(self.market, side, (ticks, price));
            self.market.book.leave(ticks, slot);
            self.seat_resting(owner, side, Count::Down);
        }
        if let Some(account) = self.accounts.get_mut(owner) {
            account.open.remove(&id);
        }
        self.market.book.orders.remove(slot)
    }

    /// Ends an open order for its account.
    pub(crate) fn cancel(&mut self, tag: Tag, slot: Slot) {
        let Some(order) = self.lift(slot) else {
            return self.turn.refuse(tag, RefuseReason::UnknownOrder);
        };
        let id: ExchangeOrderId = order.id;
        self.turn.say(Effect::Cancelled { tag, order: id });
        self.end(order, OrderStatus::Cancelled, Execution::Cancelled);
    }

    fn expire(&mut self, order: Order, reason: ExpireReason) {
        self.end(order, OrderStatus::Expired(reason), Execution::Expired);
    }

    /// Ends an order that stands nowhere any more: what is locked for it goes free.
    fn end(&mut self, mut order: Order, status: OrderStatus, execution: Execution) {
        self.unlock(&mut order);
        order.status = status;
        order.updated = self.turn.now;
        let view = self.turn.report(&self.market.grid, &order, execution);
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account.remember(self.market.index, view);
        }
    }

    fn unlock(&mut self, order: &mut Order) {
        let given = self.market.given(order.side);
        let reserved = core::mem::take(&mut order.reserved);
        if reserved == 0 {
            return;
        }
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account.lock(given, reserved.saturating_neg());
        }
        self.turn.touch_balance(order.owner, given);
    }

    fn seat_resting(&mut self, owner: usize, side: Side, count: Count) {
        let market = self.market.index;
        if let Some(seat) = self
            .accounts
            .get_mut(owner)
            .and_then(|a| a.seat_mut(market))
        {
            let resting = match side {
                Side::Buy => &mut seat.bids,
                Side::Sell => &mut seat.asks,
            };
            *resting = count.after(*resting);
            seat.open = count.after(seat.open);
        }
    }

    fn seat_sleeping(&mut self, owner: usize, count: Count) {
        let market = self.market.index;
        if let Some(seat) = self
            .accounts
            .get_mut(owner)
            .and_then(|a| a.seat_mut(market))
        {
            seat.sleeping = count.after(seat.sleeping);
            seat.open = count.after(seat.open);
        }
    }
}

/// Which way a count of orders goes.
#[derive(Debug, Clone, Copy)]
enum Count {
    Up,
    Down,
}

impl Count {
    const fn after(self, count: u32) -> u32 {
        match self {
            Self::Up => count.saturating_add(1),
            Self::Down => count.saturating_sub(1),
        }
    }
}

const fn rest_of(kind: &OrderKind) -> Rest {
    match kind {
        OrderKind::Market | OrderKind::Stop { .. } => Rest::Ends(ExpireReason::NoLiquidity),
        OrderKind::LimitMaker { .. } => Rest::Stays,
        OrderKind::Limit { time_in_force, .. } | OrderKind::StopLimit { time_in_force, .. } => {
            match time_in_force {
                TimeInForce::Gtc => Rest::Stays,
                TimeInForce::Ioc => Rest::Ends(ExpireReason::ImmediateOrCancel),
                TimeInForce::Fok => Rest::AllOrNothing,
            }
        }
    }
}
