//! Stop orders: they sleep outside the book until the last price reaches their trigger. Never woken by a quote.

use super::{Count, Pit};
use crate::effect::{Execution, OrderStatus};
use crate::ids::ExchangeOrderId;
use crate::order::Order;
use crate::slab::Slot;
use alloc::vec::Vec;
use domain::{OrderKind, Side};

impl Pit<'_> {
    pub(super) fn sleep(&mut self, mut order: Order) {
        let Some(trigger) = order.trigger else {
            return self.work(order);
        };
        order.status = OrderStatus::Sleeping;
        let (id, side, owner) = (order.id, order.side, order.owner);
        let slot = self.market.book.orders.insert(order);
        self.market.stops_mut(side).insert((trigger, id), slot);
        self.seat_sleeping(owner, Count::Up);
        if let Some(account) = self.accounts.get_mut(owner) {
            account.open.insert(id, (self.market.index, slot));
        }
    }

    /// Wakes every stop order that the trades of this step reached, and those that the woken ones reach.
    pub(crate) fn wake_stops(&mut self) {
        while let Some((low, high)) = self.turn.take_traded() {
            for slot in self.reached(low, high) {
                self.wake(slot);
            }
        }
    }

    /// Stop orders with a trigger in reach, in the order they were placed.
    fn reached(&self, low: u64, high: u64) -> Vec<Slot> {
        let last_id = ExchangeOrderId::new(u64::MAX);
        let first_id = ExchangeOrderId::new(0);
        let buys = self.market.stops_buy.range(..=(high, last_id));
        let sells = self.market.stops_sell.range((low, first_id)..);
        let mut reached: Vec<(ExchangeOrderId, Slot)> = buys
            .chain(sells)
            .map(|((_, id), slot)| (*id, *slot))
            .collect();
        reached.sort_unstable();
        reached.into_iter().map(|(_, slot)| slot).collect()
    }

    fn wake(&mut self, slot: Slot) {
        let Some(mut order) = self.lift(slot) else {
            return;
        };
        let buys_at_market = match order.kind {
            OrderKind::Stop { .. } => order.side == Side::Buy,
            OrderKind::StopLimit { .. }
            | OrderKind::Market
            | OrderKind::Limit { .. }
            | OrderKind::LimitMaker { .. } => false,
        };
        if buys_at_market {
            self.unlock(&mut order);
        }
        self.begin_work(&mut order);
        self.turn
            .report(&self.market.grid, &order, Execution::Triggered);
        self.work(order);
    }
}
