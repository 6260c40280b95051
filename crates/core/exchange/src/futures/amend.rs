//! Another price or quantity for a resting order. A smaller quantity keeps its place in time; anything else loses it.

use super::Futures;
use super::admit::{Market, check_value, extra, limit_ticks, lots_of, matched};
use super::arena::Arena;
use super::effect::{FuturesEffect, FuturesExecution};
use super::fact::FuturesFact;
use super::ids::AmendmentId;
use super::input::{AmendOrder, AmendPrice};
use super::listing::FuturesStatus;
use super::margin::{Extra, seat_risk};
use super::order::Order;
use super::refusal::FuturesRefusal;
use super::view::{Amendment, FuturesLife, FuturesOrderStatus};
use crate::book::reaches;
use crate::slab::Slot;
use alloc::boxed::Box;
use domain::Price;

/// How often an order may be amended.
const AMENDMENTS_OF_ORDER_MAX: u32 = 10_000;

/// What an amendment comes to.
#[derive(Debug, Clone)]
enum Verdict {
    /// The order goes on like this.
    Becomes(Box<Order>),
    /// It ends: it has traded as much already, or a maker-only order would take.
    Ends,
}

impl Futures {
    /// An account asks for another price or quantity.
    pub(crate) fn amend(&mut self, amend: &AmendOrder) {
        let judged = self.at((amend.account, amend.symbol)).and_then(|at| {
            let slot = self.open_slot(at, amend.order)?;
            Ok((at.1, slot, self.judge_amend(at.1, slot, amend)?))
        });
        let (market, slot, verdict) = match judged {
            Ok(judged) => judged,
            Err(reason) => return self.turn.refuse(amend.tag, reason),
        };
        let Some(before) = self.resting(market, slot).cloned() else {
            return;
        };
        self.turn.say(FuturesEffect::Amended {
            tag: amend.tag,
            order: before.id,
        });
        match verdict {
            Verdict::Becomes(after) => self.become_amended(market, (slot, &before), *after),
            Verdict::Ends => {
                if let Some(order) = self.lift(market, slot) {
                    let status = FuturesOrderStatus::Cancelled;
                    self.end(order, status, FuturesExecution::Cancelled);
                }
            }
        }
    }

    fn judge_amend(
        &self,
        market: usize,
        slot: Slot,
        amend: &AmendOrder,
    ) -> Result<Verdict, FuturesRefusal> {
        let arena = self
            .markets
            .get(market)
            .ok_or(FuturesRefusal::UnknownSymbol)?;
        let order = arena
            .book
            .orders
            .get(slot)
            .ok_or(FuturesRefusal::UnknownOrder)?;
        if order.side != amend.side {
            return Err(FuturesRefusal::SideChanged);
        }
        if arena.status != FuturesStatus::Trading {
            return Err(FuturesRefusal::NotTrading);
        }
        if order.amendments >= AMENDMENTS_OF_ORDER_MAX {
            return Err(FuturesRefusal::TooManyAmendments);
        }
        let (ticks, price, price_match) = match amend.price {
            AmendPrice::At(price) => (limit_ticks(arena, price)?, price, None),
            AmendPrice::Matched(price_match) => {
                let (ticks, price) = matched(arena, order.side, price_match)?;
                (ticks, price, Some(price_match))
            }
        };
        let lots = lots_of(&arena.rules, amend.qty, Market::No)?;
        if order.limit == Some(ticks) && order.lots == lots {
            return Err(FuturesRefusal::SameOrder);
        }
        let mut after = order.clone();
        (after.limit, after.price, after.price_match) = (Some(ticks), Some(price), price_match);
        after.lots = lots;
        let across = arena.book.best(order.side.opposite());
        let meets = across.is_some_and(|(best, _)| reaches(order.side, Some(ticks), best));
        if lots <= order.filled || (order.life == FuturesLife::Gtx && meets) {
            return Ok(Verdict::Ends);
        }
        self.check_amended(arena, order, &mut after)?;
        after.amendments = after.amendments.saturating_add(1);
        Ok(Verdict::Becomes(Box::new(after)))
    }

    /// Bands, value, what may be reduced, and the margin that the order needs beyond what it has.
    fn check_amended(
        &self,
        arena: &Arena,
        before: &Order,
        after: &mut Order,
    ) -> Result<(), FuturesRefusal> {
        check_value(arena, after)?;
        let account = self
            .accounts
            .get(before.owner)
            .ok_or(FuturesRefusal::UnknownAccount)?;
        if after.reduces() {
            let position = account.position(arena.index, after.position_side);
            let closable = position.closable(after.side);
            after.lots = after.filled.saturating_add(after.left().min(closable));
            return Ok(());
        }
        let value = |order: &Order| {
            let ticks = order.limit.unwrap_or(0);
            arena.rules.grid.quote(ticks, order.left())
        };
        let more = value(after).saturating_sub(value(before));
        let Some(seat) = account.seat(arena.index) else {
            return Ok(());
        };
        let added: Extra = extra(after, more);
        let (now, then) = (
            seat_risk(arena, seat, None),
            seat_risk(arena, seat, Some(added)),
        );
        if then.reach > now.reach && then.reach > arena.rules.notional_max(seat.leverage) {
            return Err(FuturesRefusal::LeverageCap);
        }
        let margin = then.order_margin.saturating_sub(now.order_margin);
        if margin > 0 && margin > self.available(account, arena.asset) {
            return Err(FuturesRefusal::InsufficientMargin);
        }
        Ok(())
    }

    fn become_amended(&mut self, market: usize, (slot, before): (Slot, &Order), mut after: Order) {
        after.updated = self.turn.now;
        let same_price = before.limit == after.limit;
        let smaller = after.lots < before.lots;
        self.remember_amendment(market, before, &after);
        let (Some(ticks), Some(price)) = (after.limit, after.price) else {
            return;
        };
        if same_price && smaller {
            let gone = before.left().saturating_sub(after.left());
            self.touch(market, before.side, (ticks, price));
            self.count_resting(market, before, gone, super::cancel::Count::Down);
            self.shrink_to(market, (slot, before.side, ticks), after.left());
            if let Some(order) = self
                .markets
                .get_mut(market)
                .and_then(|arena| arena.book.orders.get_mut(slot))
            {
                order.amendments = after.amendments;
                order.price_match = after.price_match;
            }
            if let Some(order) = self.resting(market, slot).cloned() {
                self.report(market, &order, FuturesExecution::Amended);
            }
            return;
        }
        if self.lift(market, slot).is_some() {
            after.priority = self.next_priority();
            self.report(market, &after, FuturesExecution::Amended);
            self.work(market, after);
        }
    }

    fn remember_amendment(&mut self, market: usize, before: &Order, after: &Order) {
        let (Some(arena), Some(account)) = (
            self.markets.get(market),
            self.accounts.get_mut(before.owner),
        ) else {
            return;
        };
        let price = |order: &Order, other: &Order| -> Option<Price> { order.price.or(other.price) };
        let (Some(old), Some(new)) = (price(before, after), price(after, before)) else {
            return;
        };
        let amendment = Amendment {
            id: AmendmentId::new(self.ids.amendment.take()),
            account: before.account,
            symbol: before.symbol,
            order: before.id,
            client_id: before.client_id,
            price: (old, new),
            qty: (
                arena.rules.grid.qty(before.lots),
                arena.rules.grid.qty(after.lots),
            ),
            count: after.amendments,
            at: self.turn.now,
        };
        account.remember_amendment(amendment);
        let fact = FuturesFact::Amendment(amendment);
        self.turn.say(FuturesEffect::Keep(Box::new(fact)));
    }
}
