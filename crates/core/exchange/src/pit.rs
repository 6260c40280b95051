//! One market with everyone in it, for one step: orders come in, meet, sleep, wake, rest and end here.
//! Never looks at another market and never reads a clock.

mod admit;
mod amend;
mod ending;
mod filters;
mod house;
mod lists;
mod pairs;
mod prevent;
mod settle;
mod sight;
mod stops;
mod sweep;

pub use filters::ACCOUNT_OPEN_MAX;

use crate::accounts::{Accounts, Count};
use crate::effect::{Effect, Execution};
use crate::ids::{ExchangeOrderId, Tag};
use crate::input::Place;
use crate::market::{Counter, Market};
use crate::order::{Iceberg, Order, Seating};
use crate::order_type::OrderType;
use crate::prices::Prices;
use crate::refusal::RefuseReason;
use crate::slab::Slot;
use crate::turn::{Followed, Turn};
use crate::view::{ExpireReason, OrderStatus};
use alloc::boxed::Box;
use domain::{Price, TimeInForce};
pub(crate) use sight::Sight;
use sight::Want;
use sweep::{Stopped, Taker};

/// Numbers that rise over all symbols.
#[derive(Debug, Clone)]
pub(crate) struct SharedIds {
    pub(crate) order: Counter,
    pub(crate) list: Counter,
    /// The next place in time priority.
    pub(crate) priority: u64,
}

/// One market, all accounts, and the step in hand.
pub(crate) struct Pit<'a> {
    pub(crate) market: &'a mut Market,
    pub(crate) accounts: &'a mut Accounts,
    pub(crate) prices: &'a mut Prices,
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
    /// The market without the means to change it.
    pub(crate) fn sight(&self) -> Sight<'_> {
        Sight {
            market: self.market,
            accounts: self.accounts,
            now: self.turn.now,
            next: ExchangeOrderId::new(self.ids.order.next()),
        }
    }

    /// An account asks for an order.
    pub(crate) fn place(&mut self, place: &Place, owner: usize) {
        match self.sight().judged(place, owner) {
            Ok(order) => {
                let order = self.numbered(order);
                self.take_in(place.tag, order);
            }
            Err(reason) => self.turn.refuse(place.tag, reason),
        }
    }

    pub(crate) fn take_in(&mut self, tag: Tag, order: Box<Order>) {
        self.turn.say(Effect::Accepted {
            tag,
            order: order.id,
        });
        self.enter(order);
    }

    /// Takes an order in: its money is locked, and it sleeps or works.
    fn enter(&mut self, mut order: Box<Order>) {
        self.lock(&order);
        if order.kind.wakes().is_some() {
            self.report(&order, Execution::New);
            self.sleep(order);
        } else {
            self.begin_work(&mut order);
            self.report(&order, Execution::New);
            self.work(order);
        }
    }

    fn begin_work(&mut self, order: &mut Order) {
        order.status = OrderStatus::New;
        order.working_since = Some(self.turn.now);
        order.updated = self.turn.now;
        order.show_slice();
        self.join_queue(order);
    }

    /// Gives an order the last place in time.
    fn join_queue(&mut self, order: &mut Order) {
        order.priority = Some(self.ids.priority);
        self.ids.priority = self.ids.priority.saturating_add(1);
    }

    /// Lets an order meet the book, and rests or ends what is left.
    fn work(&mut self, mut order: Box<Order>) {
        let rest = rest_of(&order.kind);
        if rest == Rest::AllOrNothing {
            let want = Want::of(&order).whole();
            if self.sight().probe(want).lots < order.left() {
                return self.expire(order, ExpireReason::FillOrKill);
            }
            if self.sight().probe_in_range(want).lots < order.left() {
                return self.expire(order, ExpireReason::PriceRange);
            }
        }
        match (self.sweep(&mut Taker::Account(&mut order)), rest) {
            // The report of its last trade has ended it.
            (Stopped::Filled, _) => {}
            (Stopped::Prevented(prevention), _) => self.end_prevented(order, prevention),
            (Stopped::NoMoney, _) => self.expire(order, ExpireReason::InsufficientBalance),
            (Stopped::OutOfRange, _) => self.expire(order, ExpireReason::PriceRange),
            (Stopped::NothingInReach, Rest::Stays) => self.rest(order),
            (Stopped::NothingInReach, Rest::Ends(reason)) => self.expire(order, reason),
            (Stopped::NothingInReach, Rest::AllOrNothing) => {
                self.expire(order, ExpireReason::FillOrKill);
            }
        }
    }

    fn rest(&mut self, order: Box<Order>) {
        let (Some(ticks), Some(price)) = (order.limit, order.price) else {
            return self.expire(order, ExpireReason::NoLiquidity);
        };
        let (side, owner, id, seating) = (order.side, order.owner, order.id, order.seating());
        self.turn.touch(self.market, side, (ticks, price));
        let slot = self.market.book.orders.insert(order);
        self.market.book.join((ticks, price), slot);
        self.seat(seating, Count::Up);
        if let Some(account) = self.accounts.get_mut(owner) {
            account.open.insert(id, (self.market.index, slot));
        }
    }

    /// Takes an open order out of its place.
    fn lift(&mut self, slot: Slot) -> Option<Box<Order>> {
        let order = self.market.book.orders.get(slot)?;
        let (side, owner, id, seating) = (order.side, order.owner, order.id, order.seating());
        let (status, limit, price) = (order.status, order.limit, order.price);
        let trigger = order.kind.approach(side).zip(order.trigger);
        match status {
            OrderStatus::Pending => {}
            OrderStatus::Sleeping => self.forget_trigger((id, trigger)),
            OrderStatus::New
            | OrderStatus::PartiallyFilled
            | OrderStatus::Filled
            | OrderStatus::Cancelled
            | OrderStatus::Expired(_) => {
                let (ticks, price) = (limit?, price?);
                self.turn.touch(self.market, side, (ticks, price));
                self.market.book.leave(ticks, slot);
            }
        }
        self.seat(seating, Count::Down);
        if let Some(account) = self.accounts.get_mut(owner) {
            account.open.remove(&id);
        }
        self.market.book.orders.remove(slot)
    }

    /// Counts an order in or out.
    fn seat(&mut self, order: Seating, count: Count) {
        if order.rests.is_some() && order.iceberg == Iceberg::Yes {
            self.market.icebergs = count.after(self.market.icebergs);
        }
        let market = self.market.index;
        let account = self.accounts.get_mut(order.owner);
        if let Some(seat) = account.and_then(|account| account.seat_mut(market)) {
            seat.count(order, count);
        }
    }

    fn report(&mut self, order: &Order, execution: Execution) {
        let market = &mut *self.market;
        self.turn
            .report((&market.grid, &mut market.ids), order, execution);
    }

    /// Keeps a traded price: the last one, the average, and what wakes sleeping orders.
    fn note_price(&mut self, (ticks, price): (u64, Price), lots: u64) {
        self.market.last = Some((ticks, price));
        self.market.average.add(self.turn.now, (ticks, lots));
        self.market.references.add(self.turn.now, price);
        self.prices.set(self.market.index, price);
        let followed = if self.market.trailing.is_empty() {
            Followed::No
        } else {
            Followed::Yes
        };
        self.turn.note_traded(ticks, followed);
    }

    /// The exchange ends all open orders of the symbol, oldest first.
    pub(crate) fn expire_all(&mut self) {
        let market = self.market.index;
        let mut open: alloc::vec::Vec<_> = self
            .accounts
            .iter()
            .flat_map(|(_, account)| account.open.iter())
            .filter(|(_, (at, _))| *at == market)
            .map(|(id, (_, slot))| (*id, *slot))
            .collect();
        open.sort_unstable();
        for (_, slot) in open {
            if let Some(order) = self.lift(slot) {
                self.expire(order, ExpireReason::ExchangeCancelled);
            }
        }
    }

    /// Refuses what may not happen while the symbol does not trade.
    pub(crate) fn check_trades(&self) -> Result<(), RefuseReason> {
        self.sight().check_status()
    }
}

const fn rest_of(kind: &OrderType) -> Rest {
    match kind {
        OrderType::Market | OrderType::StopLoss { .. } | OrderType::TakeProfit { .. } => {
            Rest::Ends(ExpireReason::NoLiquidity)
        }
        OrderType::LimitMaker { .. } => Rest::Stays,
        OrderType::Limit { time_in_force, .. }
        | OrderType::StopLossLimit { time_in_force, .. }
        | OrderType::TakeProfitLimit { time_in_force, .. } => match time_in_force {
            // The venue has no word for an end at an instant: the account cancels such an order itself.
            TimeInForce::Gtc | TimeInForce::Gtd(_) => Rest::Stays,
            TimeInForce::Ioc => Rest::Ends(ExpireReason::ImmediateOrCancel),
            TimeInForce::Fok => Rest::AllOrNothing,
        },
    }
}
