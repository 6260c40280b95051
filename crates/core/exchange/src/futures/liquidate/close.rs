//! The closing of one position by the exchange: into the book at the bankruptcy price, then to the fund, then to others.

use super::Held;
use crate::book::Links;
use crate::futures::Futures;
use crate::futures::effect::{FuturesEffect, FuturesExecution, UpdateReason};
use crate::futures::margin::side_risk;
use crate::futures::order::Order;
use crate::futures::position::Position;
use crate::futures::sweep::{Deal, Taker};
use crate::futures::turn::Touched;
use crate::futures::units;
use crate::futures::view::{
    FuturesExpiry, FuturesLife, FuturesOrderStatus, IncomeKind, OrderOrigin, PositionSide, Reduce,
};
use crate::ids::{ExchangeOrderId, ExchangeTradeId};
use alloc::boxed::Box;
use alloc::format;
use domain::{ClientOrderId, Liquidity, OrderId, SelfTradePrevention, Side};

impl Futures {
    pub(super) fn close_isolated(&mut self, held: Held) {
        let position = self.position_of(held);
        self.close(held, position.isolated);
    }

    /// Closes a cross position at the price that would leave its scope nothing.
    pub(super) fn close_cross(&mut self, held: Held, asset: Option<usize>) {
        let Some(standing) = self.cross_standing(held.owner, asset) else {
            return;
        };
        let Some((arena, account)) = self
            .markets
            .get(held.market)
            .zip(self.accounts.get(held.owner))
        else {
            return;
        };
        let balance = match asset {
            Some(_) => standing.balance,
            None => self
                .assets
                .get(arena.asset)
                .map_or(0, |state| state.atoms_of(standing.balance)),
        };
        let unrealised = account.seat(held.market).map_or(0, |seat| {
            side_risk(&arena.rules, seat, arena.prices.mark, held.side).unrealised
        });
        self.close(held, balance.saturating_sub(unrealised));
    }

    fn position_of(&self, held: Held) -> Position {
        self.accounts
            .get(held.owner)
            .map(|account| account.position(held.market, held.side))
            .unwrap_or_default()
    }

    /// Closes a position that so much money stands for.
    fn close(&mut self, held: Held, stands: i128) {
        let position = self.position_of(held);
        let (Some(holding), Some(arena)) = (position.side(), self.markets.get(held.market)) else {
            return;
        };
        let side = holding.opposite();
        let value = match side {
            Side::Sell => position.cost.saturating_sub(stands),
            Side::Buy => position.cost.saturating_add(stands),
        };
        let base = arena.rules.grid.base(position.size());
        let points = units::scaled(value.max(0), units::WHOLE, base);
        let ticks = arena.rules.ticks_within(side, points).max(1);
        let asset = arena.asset;
        let before = self.purse(held.owner, asset).1;
        let origin = OrderOrigin::Liquidation;
        let Some(mut order) = self.forced(held, (side, position.size()), (origin, ticks)) else {
            return;
        };
        self.report(held.market, &order, FuturesExecution::New);
        self.sweep(held.market, &mut Taker::Account(&mut order));
        let in_book = order.quote;
        if order.left() > 0 {
            self.take_over(held.market, &mut order, ticks);
        }
        if order.left() > 0 {
            let status = FuturesOrderStatus::Expired(FuturesExpiry::Liquidation);
            order.status = status;
            self.report(held.market, &order, FuturesExecution::Expired);
        }
        self.clear_fee(held, (asset, in_book), before);
        if let Some(view) = self.view(held.market, &order) {
            self.turn.say(FuturesEffect::Liquidation(Box::new(view)));
        }
        self.forget(held.market, &order);
    }

    /// An order of the exchange in an account's name, numbered.
    pub(super) fn forced(
        &mut self,
        held: Held,
        (side, lots): (Side, u64),
        (origin, ticks): (OrderOrigin, u64),
    ) -> Option<Order> {
        let account = self.accounts.get(held.owner)?.terms.account;
        let arena = self.markets.get(held.market)?;
        let now = self.turn.now;
        let id = ExchangeOrderId::new(self.ids.order.take());
        let name = match origin {
            OrderOrigin::Liquidation => format!("autoclose-{}{:06}", now.millis(), id.get()),
            OrderOrigin::Deleveraging => format!("adl_autoclose-{}", id.get()),
            OrderOrigin::Settlement => format!("settlement_autoclose-{}", id.get()),
            OrderOrigin::Account | OrderOrigin::Algo { .. } => return None,
        };
        let priority = self.ids.priority;
        let order = Order {
            id,
            client_id: ClientOrderId::new(&name)
                .unwrap_or_else(|_| ClientOrderId::of(now, account, OrderId::new(id.get()))),
            account,
            owner: held.owner,
            symbol: arena.listing.instrument.symbol,
            side,
            position_side: held.side,
            price: arena.rules.price(ticks),
            limit: Some(ticks),
            life: FuturesLife::Ioc,
            price_match: None,
            reduce: match held.side {
                PositionSide::Both => Reduce::Only,
                PositionSide::Long | PositionSide::Short => Reduce::Free,
            },
            self_trade: SelfTradePrevention::ExpireMaker,
            origin,
            status: FuturesOrderStatus::New,
            lots,
            filled: 0,
            quote: 0,
            opened: now,
            updated: now,
            priority,
            amendments: 0,
            links: Links::default(),
        };
        self.ids.priority = priority.saturating_add(1);
        if let Some(account) = self.accounts.get_mut(held.owner) {
            account
                .names
                .insert((held.market, order.client_id), order.id);
        }
        Some(order)
    }

    /// What the book did not take at the bankruptcy price goes to the fund while it can bear the loss, else to others.
    fn take_over(&mut self, market: usize, order: &mut Order, ticks: u64) {
        let Some(arena) = self.markets.get(market) else {
            return;
        };
        let (lots, asset) = (order.left(), arena.asset);
        let at_mark = units::cut(arena.rules.value(lots, arena.prices.mark));
        let at_bankruptcy = arena.rules.grid.quote(ticks, lots);
        let gain = match order.side {
            Side::Sell => at_mark.saturating_sub(at_bankruptcy),
            Side::Buy => at_bankruptcy.saturating_sub(at_mark),
        };
        let fund = self
            .assets
            .get(asset)
            .map_or(0, |state| state.pool.insurance);
        if fund.saturating_add(gain) < 0 {
            return self.deleverage(market, order, ticks);
        }
        let Some(deal) = self.private_deal(market, ticks, lots) else {
            return;
        };
        self.settle(market, order, (&deal, Liquidity::Taker));
        // The fund hands the position on to the house at the mark price.
        let cash = match order.side {
            Side::Sell => at_mark.saturating_neg(),
            Side::Buy => at_mark,
        };
        if let Some(pool) = self.assets.pool_mut(asset) {
            pool.insurance = pool.insurance.saturating_add(gain);
            pool.house = pool.house.saturating_add(cash);
        }
        self.turn.keep(Touched::Pool(asset));
    }

    /// A meeting that the tape does not show.
    pub(super) fn private_deal(&mut self, market: usize, ticks: u64, lots: u64) -> Option<Deal> {
        let arena = self.markets.get_mut(market)?;
        Some(Deal {
            trade: ExchangeTradeId::new(arena.ids.next_trade()),
            ticks,
            price: arena.rules.price(ticks)?,
            lots,
        })
    }

    /// Takes the liquidation fee of what the book took, as far as the position left anything.
    fn clear_fee(&mut self, held: Held, (asset, quote): (usize, i128), before: i128) {
        let Some((arena, account)) = self
            .markets
            .get(held.market)
            .zip(self.accounts.get(held.owner))
        else {
            return;
        };
        let margin = account.seat(held.market).map(|seat| seat.margin);
        let scope = self.scope(account, asset);
        let left = match margin {
            Some(crate::futures::view::MarginType::Isolated) => {
                scope.cross_wallet.saturating_sub(before)
            }
            Some(crate::futures::view::MarginType::Cross) | None => {
                let balance = scope.cross_wallet.saturating_add(scope.cross_unrealised);
                // The positions that stay are not brought down by the fee of the one that went.
                let needed = match scope.cross_maintenance {
                    0 => 0,
                    needed => needed.saturating_add(2 * units::GRAIN),
                };
                balance.saturating_sub(needed)
            }
        };
        let fee = units::share(quote, arena.rules.liquidation_fee)
            .min(units::cut(left))
            .max(0);
        if fee == 0 {
            return;
        }
        let taken = fee.saturating_neg();
        self.move_wallet(held.owner, asset, taken);
        if let Some(pool) = self.assets.pool_mut(asset) {
            pool.insurance = pool.insurance.saturating_add(fee);
        }
        self.turn.keep(Touched::Pool(asset));
        let of = (IncomeKind::InsuranceClear, asset, taken);
        self.record(held.owner, of, (Some(held.market), None));
        let reason = UpdateReason::InsuranceClear;
        self.tell_account(held.owner, reason, (&[(asset, taken)], &[]));
    }

    /// Settles an account's positions of a contract that ends, at the mark price down to the tick, with the house.
    pub(crate) fn settle_at_mark(&mut self, owner: usize, market: usize) {
        for side in crate::futures::account::SIDES {
            let held = Held {
                owner,
                market,
                side,
            };
            let position = self.position_of(held);
            let (Some(holding), Some(arena)) = (position.side(), self.markets.get(market)) else {
                continue;
            };
            let ticks = arena
                .rules
                .ticks_within(Side::Buy, arena.prices.mark)
                .max(1);
            let closing = (holding.opposite(), position.size());
            let origin = (OrderOrigin::Settlement, ticks);
            let Some(mut order) = self.forced(held, closing, origin) else {
                continue;
            };
            let Some(deal) = self.private_deal(market, ticks, position.size()) else {
                continue;
            };
            self.report(market, &order, FuturesExecution::New);
            self.settle(market, &mut order, (&deal, Liquidity::Taker));
            self.settle_house(market, holding, &deal);
            self.forget(market, &order);
        }
    }
}
