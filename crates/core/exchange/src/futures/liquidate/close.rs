//! The closing of one position by the exchange: into the book at the bankruptcy price, then to the fund, then to others.

use super::reduce::{Closing, HEADROOM, Rest};
use super::{Cover, Held};
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
    AssetsMode, FuturesExpiry, FuturesLife, FuturesOrderStatus, IncomeKind, MarginType,
    OrderOrigin, PositionSide, Reduce,
};
use crate::ids::{ExchangeOrderId, ExchangeTradeId};
use alloc::boxed::Box;
use alloc::format;
use domain::{ClientOrderId, Liquidity, OrderId, SelfTradePrevention, Side};

impl Futures {
    /// The money that stands for a position, in atoms of its margin asset: all that it may lose.
    fn stake(&self, held: Held, cover: Cover) -> Option<i128> {
        let Cover::Cross(asset) = cover else {
            return Some(self.position_of(held).isolated);
        };
        let standing = self.cross_standing(held.owner, asset)?;
        let arena = self.markets.get(held.market)?;
        let balance = match asset {
            Some(_) => standing.balance,
            None => self.assets.get(arena.asset)?.atoms_of(standing.balance),
        };
        let seat = self.accounts.get(held.owner)?.seat(held.market)?;
        let risk = side_risk(&arena.rules, seat, arena.prices.mark, held.side);
        Some(balance.saturating_sub(risk.unrealised))
    }

    fn position_of(&self, held: Held) -> Position {
        self.accounts
            .get(held.owner)
            .map(|account| account.position(held.market, held.side))
            .unwrap_or_default()
    }

    /// The whole of a position at its bankruptcy price: the one that would leave nothing of what stands for it.
    pub(super) fn bankruptcy(&self, held: Held, cover: Cover) -> Option<Closing> {
        let stake = self.stake(held, cover)?;
        let position = self.position_of(held);
        let side = position.side()?.opposite();
        let arena = self.markets.get(held.market)?;
        let value = match side {
            Side::Sell => position.cost.saturating_sub(stake),
            Side::Buy => position.cost.saturating_add(stake),
        };
        let base = arena.rules.grid.base(position.size());
        let points = units::scaled(value.max(0), units::WHOLE, base);
        Some(Closing {
            side,
            lots: position.size(),
            ticks: arena.rules.ticks_within(side, points).max(1),
        })
    }

    /// Closes lots of a position into the book, and the rest of them as it says.
    pub(super) fn close(&mut self, held: Held, closing: Closing, rest: Rest) {
        let Some(asset) = self.markets.get(held.market).map(|arena| arena.asset) else {
            return;
        };
        let before = self.purse(held.owner, asset).1;
        let origin = (OrderOrigin::Liquidation, closing.ticks);
        let Some(mut order) = self.forced(held, (closing.side, closing.lots), origin) else {
            return;
        };
        self.report(held.market, &order, FuturesExecution::New);
        self.sweep(held.market, &mut Taker::Account(&mut order));
        let in_book = order.quote;
        match rest {
            Rest::GoesToTheFund if order.left() > 0 => {
                self.take_over(held.market, &mut order, closing.ticks);
            }
            Rest::GoesToTheFund | Rest::Stays => {}
        }
        if order.left() > 0 {
            order.status = FuturesOrderStatus::Expired(FuturesExpiry::Liquidation);
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
        let Some(arena) = self.markets.get(held.market) else {
            return;
        };
        let left = self.left_for_fee(held, asset, before).unwrap_or(0);
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
        self.take_from_aside(held, fee);
        let of = (IncomeKind::InsuranceClear, asset, taken);
        self.record(held.owner, of, (Some(held.market), None));
        let reason = UpdateReason::InsuranceClear;
        let positions = [(held.market, held.side)];
        self.tell_account(held.owner, reason, (&[(asset, taken)], &positions));
    }

    /// What a fee may take without bringing down what stays, in atoms.
    fn left_for_fee(&self, held: Held, asset: usize, before: i128) -> Option<i128> {
        let account = self.accounts.get(held.owner)?;
        let seat = account.seat(held.market)?;
        let isolated = seat.margin == MarginType::Isolated;
        if isolated && seat.position(held.side).lots == 0 {
            return Some(self.purse(held.owner, asset).1.saturating_sub(before));
        }
        let multi = account.assets_mode == AssetsMode::Multi;
        let standing = if isolated {
            self.isolated_standing(held)?
        } else {
            self.cross_standing(held.owner, (!multi).then_some(asset))?
        };
        let left = match standing.maintenance {
            0 => standing.balance,
            needed => standing
                .balance
                .saturating_sub(needed)
                .saturating_sub(HEADROOM),
        };
        if isolated || !multi {
            Some(left)
        } else {
            Some(self.assets.get(asset)?.atoms_of(left))
        }
    }

    /// Takes a fee from what is set aside for a position that stays.
    fn take_from_aside(&mut self, held: Held, fee: i128) {
        let position = self
            .accounts
            .get_mut(held.owner)
            .map(|account| account.seat_mut(held.market))
            .filter(|seat| seat.margin == MarginType::Isolated)
            .and_then(|seat| seat.position_mut(held.side))
            .filter(|position| position.lots != 0);
        if let Some(position) = position {
            position.isolated = position.isolated.saturating_sub(fee);
            self.turn
                .keep(Touched::Position(held.owner, held.market, held.side));
            self.note_margin(held.owner, (held.market, held.side), fee.saturating_neg());
        }
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
