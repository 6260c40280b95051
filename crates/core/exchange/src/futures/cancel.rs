//! The life of an order beside its trades: it is taken in, rests, shrinks with its position, and ends. Never moves money.

use super::Futures;
use super::clock::Timer;
use super::effect::{FuturesEffect, FuturesExecution, FuturesReport};
use super::input::PlaceOrder;
use super::order::Order;
use super::refusal::FuturesRefusal;
use super::sweep::{Stopped, Taker};
use super::view::{FuturesExpiry, FuturesLife, FuturesOrder, FuturesOrderStatus, OrderOrigin};
use crate::ids::{ExchangeOrderId, Tag};
use crate::input::OrderKey;
use crate::slab::Slot;
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::{AccountId, Side, Symbol};

/// What becomes of the part of an order that does not trade at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Stays,
    Ends(FuturesExpiry),
}

const fn rest_of(order: &Order) -> Rest {
    match (order.price, order.life) {
        (None, _) => Rest::Ends(FuturesExpiry::NoLiquidity),
        (Some(_), FuturesLife::Gtc | FuturesLife::Gtx | FuturesLife::Gtd(_)) => Rest::Stays,
        (Some(_), FuturesLife::Ioc) => Rest::Ends(FuturesExpiry::ImmediateOrCancel),
        (Some(_), FuturesLife::Fok) => Rest::Ends(FuturesExpiry::FillOrKill),
    }
}

impl Futures {
    /// An account asks for an order.
    pub(crate) fn place(&mut self, place: &PlaceOrder) {
        let admitted = self
            .at((place.account, place.symbol))
            .and_then(|at| Ok((at.1, self.admit(at, place, OrderOrigin::Account)?)));
        match admitted {
            Ok((market, order)) => {
                self.turn.say(FuturesEffect::Accepted {
                    tag: place.tag,
                    order: order.id,
                });
                self.take_in(market, order);
            }
            Err(reason) => self.turn.refuse(place.tag, reason),
        }
    }

    /// Numbers an order that was let in, tells it and lets it work.
    pub(crate) fn take_in(&mut self, market: usize, mut order: Order) {
        order.id = ExchangeOrderId::new(self.ids.order.take());
        order.priority = self.next_priority();
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account.names.insert((market, order.client_id), order.id);
        }
        self.report(market, &order, FuturesExecution::New);
        self.work(market, order);
    }

    pub(crate) const fn next_priority(&mut self) -> u64 {
        let place = self.ids.priority;
        self.ids.priority = place.saturating_add(1);
        place
    }

    /// Lets an order meet the book, and rests or ends what is left.
    pub(crate) fn work(&mut self, market: usize, mut order: Order) {
        let stopped = self.sweep(market, &mut Taker::Account(&mut order));
        match (stopped, rest_of(&order)) {
            // The report of its last trade has ended it.
            (Stopped::Filled, _) => self.forget(market, &order),
            (Stopped::SelfTrade, _) => self.expire(order, FuturesExpiry::SelfTrade),
            (Stopped::NothingToReduce, _) => self.expire(order, FuturesExpiry::NothingToReduce),
            (Stopped::NothingInReach, Rest::Stays) => self.rest(market, order),
            (Stopped::NothingInReach, Rest::Ends(reason)) => self.expire(order, reason),
        }
    }

    /// Puts an order into the book behind all that stands at its price.
    pub(crate) fn rest(&mut self, market: usize, order: Order) {
        let (Some(ticks), Some(price)) = (order.limit, order.price) else {
            return self.expire(order, FuturesExpiry::NoLiquidity);
        };
        let (side, owner, id, life) = (order.side, order.owner, order.id, order.life);
        self.touch(market, side, (ticks, price));
        self.count_resting(market, &order, order.left(), Count::Up);
        let reduces = order.reduces();
        let Some(arena) = self.markets.get_mut(market) else {
            return;
        };
        let slot = arena.book.orders.insert(order);
        arena.book.join((ticks, price), slot);
        if let Some(account) = self.accounts.get_mut(owner) {
            account.open.insert(id, (market, slot));
            let seat = account.seat_mut(market);
            seat.open = seat.open.saturating_add(1);
            if reduces {
                seat.reducing.insert(id);
            }
        }
        if let FuturesLife::Gtd(until) = life {
            self.timers.insert((until, Timer::Order(owner, id)));
        }
    }

    /// Books what a resting order may open.
    pub(crate) fn count_resting(&mut self, market: usize, order: &Order, lots: u64, count: Count) {
        let (Some(arena), Some(ticks)) = (self.markets.get(market), order.limit) else {
            return;
        };
        if order.reduces() {
            return;
        }
        let value = arena.rules.grid.quote(ticks, lots);
        let change = match count {
            Count::Up => value,
            Count::Down => value.saturating_neg(),
        };
        if let Some(account) = self.accounts.get_mut(order.owner) {
            let seat = account.seat_mut(market);
            seat.rest(order.position_side, order.side, change);
        }
    }

    /// Takes a resting order out of its place.
    pub(crate) fn lift(&mut self, market: usize, slot: Slot) -> Option<Order> {
        let order = self.resting(market, slot)?;
        let (side, ticks, price) = (order.side, order.limit?, order.price?);
        self.touch(market, side, (ticks, price));
        let book = &mut self.markets.get_mut(market)?.book;
        book.leave(ticks, slot);
        let order = book.orders.remove(slot)?;
        self.count_resting(market, &order, order.left(), Count::Down);
        self.unseat(market, &order);
        Some(order)
    }

    /// Takes an order out of its account's open ones.
    pub(crate) fn unseat(&mut self, market: usize, order: &Order) {
        if let Some(account) = self.accounts.get_mut(order.owner)
            && account.open.remove(&order.id).is_some()
        {
            let seat = account.seat_mut(market);
            seat.open = seat.open.saturating_sub(1);
            seat.reducing.remove(&order.id);
        }
        if let FuturesLife::Gtd(until) = order.life {
            self.timers
                .remove(&(until, Timer::Order(order.owner, order.id)));
        }
    }

    pub(crate) fn expire(&mut self, order: Order, reason: FuturesExpiry) {
        let status = FuturesOrderStatus::Expired(reason);
        self.end(order, status, FuturesExecution::Expired);
    }

    /// Ends an order that stands nowhere any more.
    pub(crate) fn end(
        &mut self,
        mut order: Order,
        status: FuturesOrderStatus,
        execution: FuturesExecution,
    ) {
        let Ok(market) = self.market_index(order.symbol) else {
            return;
        };
        order.status = status;
        order.updated = self.turn.now;
        self.report(market, &order, execution);
        self.forget(market, &order);
    }

    /// Remembers an order that has ended, and lets the conditional order it came from know.
    pub(crate) fn forget(&mut self, market: usize, order: &Order) {
        let Some(arena) = self.markets.get(market) else {
            return;
        };
        let view = order.view(&arena.rules);
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account.remember(market, view);
        }
        if let OrderOrigin::Algo { id, .. } = order.origin {
            self.finish_algo(order.owner, id);
        }
    }

    /// Reports on an order.
    pub(crate) fn report(&mut self, market: usize, order: &Order, execution: FuturesExecution) {
        let Some(view) = self.view(market, order) else {
            return;
        };
        let report = FuturesReport {
            order: view,
            execution,
            at: self.turn.now,
        };
        self.turn.say(FuturesEffect::Report(Box::new(report)));
    }

    pub(crate) fn view(&self, market: usize, order: &Order) -> Option<FuturesOrder> {
        let arena = self.markets.get(market)?;
        Some(order.view(&arena.rules))
    }

    /// Where an account's open order stands.
    pub(crate) fn open_slot(
        &self,
        (owner, market): (usize, usize),
        key: OrderKey,
    ) -> Result<Slot, FuturesRefusal> {
        let unknown = FuturesRefusal::UnknownOrder;
        let account = self.accounts.get(owner).ok_or(unknown)?;
        let id = match key {
            OrderKey::Exchange(id) | OrderKey::Both(id, _) => id,
            OrderKey::Client(name) => *account.names.get(&(market, name)).ok_or(unknown)?,
        };
        let (there, slot) = account.open.get(&id).ok_or(unknown)?;
        if *there == market {
            Ok(*slot)
        } else {
            Err(unknown)
        }
    }

    /// An account asks for the end of an order.
    pub(crate) fn cancel_one(&mut self, tag: Tag, at: (AccountId, Symbol), key: OrderKey) {
        let found = self
            .at(at)
            .and_then(|at| Ok((at.1, self.open_slot(at, key)?)));
        match found {
            Ok((market, slot)) => self.cancel(tag, market, slot),
            Err(reason) => self.turn.refuse(tag, reason),
        }
    }

    fn cancel(&mut self, tag: Tag, market: usize, slot: Slot) {
        let Some(order) = self.lift(market, slot) else {
            return self.turn.refuse(tag, FuturesRefusal::UnknownOrder);
        };
        let id = order.id;
        self.turn.say(FuturesEffect::Cancelled { tag, order: id });
        let status = FuturesOrderStatus::Cancelled;
        self.end(order, status, FuturesExecution::Cancelled);
    }

    /// Ends all open orders of an account in a contract, oldest first. It is done also when there are none.
    pub(crate) fn cancel_all(&mut self, tag: Tag, at: (AccountId, Symbol)) {
        match self.at(at) {
            Ok(at) => {
                for slot in self.open_slots(at) {
                    self.cancel(tag, at.1, slot);
                }
                self.turn.say(FuturesEffect::Done { tag });
            }
            Err(reason) => self.turn.refuse(tag, reason),
        }
    }

    /// Where an account's open orders in a contract stand, oldest first.
    pub(crate) fn open_slots(&self, (owner, market): (usize, usize)) -> Vec<Slot> {
        self.accounts.get(owner).map_or_else(Vec::new, |account| {
            let here = account.open.values().filter(|(at, _)| *at == market);
            here.map(|(_, slot)| *slot).collect()
        })
    }

    /// Ends all open orders of an account in a contract for a reason of the exchange.
    pub(crate) fn sweep_away(&mut self, at: (usize, usize), status: FuturesOrderStatus) {
        let execution = match status {
            FuturesOrderStatus::Cancelled => FuturesExecution::Cancelled,
            FuturesOrderStatus::New
            | FuturesOrderStatus::PartiallyFilled
            | FuturesOrderStatus::Filled
            | FuturesOrderStatus::Expired(_) => FuturesExecution::Expired,
        };
        for slot in self.open_slots(at) {
            if let Some(order) = self.lift(at.1, slot) {
                self.end(order, status, execution);
            }
        }
    }

    /// Orders that may only reduce shrink with the position, and end when nothing is left of it.
    pub(crate) fn shrink_reducing(&mut self, owner: usize, market: usize) {
        let Some(account) = self.accounts.get(owner) else {
            return;
        };
        let Some(seat) = account.seat(market).filter(|s| !s.reducing.is_empty()) else {
            return;
        };
        let mut shrinks: Vec<(Slot, u64)> = Vec::new();
        for id in &seat.reducing {
            let Some((_, slot)) = account.open.get(id) else {
                continue;
            };
            if let Some(order) = self.resting(market, *slot) {
                let closable = seat.position(order.position_side).closable(order.side);
                if order.left() > closable {
                    shrinks.push((*slot, closable));
                }
            }
        }
        for (slot, closable) in shrinks {
            self.shrink(market, slot, closable);
        }
    }

    fn shrink(&mut self, market: usize, slot: Slot, closable: u64) {
        if closable == 0 {
            if let Some(order) = self.lift(market, slot) {
                self.expire(order, FuturesExpiry::NothingToReduce);
            }
            return;
        }
        let Some((side, ticks, price)) = self
            .resting(market, slot)
            .and_then(|order| Some((order.side, order.limit?, order.price?)))
        else {
            return;
        };
        self.touch(market, side, (ticks, price));
        self.shrink_to(market, (slot, side, ticks), closable);
        if let Some(order) = self.resting(market, slot).cloned() {
            self.report(market, &order, FuturesExecution::Amended);
        }
    }

    /// Leaves so many lots of a resting order; it keeps its place.
    pub(crate) fn shrink_to(
        &mut self,
        market: usize,
        (slot, side, ticks): (Slot, Side, u64),
        left: u64,
    ) {
        let now = self.turn.now;
        let Some(book) = self.markets.get_mut(market).map(|arena| &mut arena.book) else {
            return;
        };
        if let Some(order) = book.orders.get_mut(slot) {
            let gone = order.left().saturating_sub(left);
            order.lots = order.filled.saturating_add(left);
            order.updated = now;
            book.shrink((side, ticks), gone);
        }
    }
}

/// Which way a count goes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Count {
    Up,
    Down,
}
