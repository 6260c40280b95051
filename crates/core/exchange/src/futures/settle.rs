//! What a trade does to its sides: positions, profit, fees, money set aside. Every atom one side gains another gives.

use super::Futures;
use super::cancel::Count;
use super::effect::{
    AccountUpdate, BalanceChange, FuturesEffect, FuturesExecution, FuturesReport, PositionChange,
    UpdateReason,
};
use super::margin::{margin_of, side_risk};
use super::order::Order;
use super::position::Change;
use super::sweep::Deal;
use super::turn::Touched;
use super::units::{self, WHOLE};
use super::view::{
    FeeBurn, FuturesFill, FuturesOrderStatus, IncomeKind, MarginType, OrderOrigin, PositionSide,
};
use crate::grid;
use crate::ids::ExchangeTradeId;
use crate::slab::Slot;
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::{Amount, Asset, Liquidity, Side};

/// The asset fees can be paid in with a discount.
const BURN_ASSET: &str = "BNB";
/// What is left of a fee paid in it, in parts.
const BURN_PARTS: i128 = WHOLE / 10 * 9;

/// A fee: the asset's place, and atoms of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fee {
    asset: usize,
    atoms: i128,
    /// What it is worth in the margin asset, in atoms.
    worth: i128,
}

impl Futures {
    /// Fills an order that rests, and takes it away when nothing is left.
    pub(crate) fn fill_resting(&mut self, market: usize, slot: Slot, deal: &Deal) {
        let Some(mut order) = self.resting(market, slot).cloned() else {
            return;
        };
        let level = order.limit.unwrap_or(deal.ticks);
        self.count_resting(market, &order, deal.lots, Count::Down);
        self.settle(market, &mut order, (deal, Liquidity::Maker));
        let (side, owner, left) = (order.side, order.owner, order.left());
        let done = (left == 0).then(|| order.clone());
        if let Some(book) = self.markets.get_mut(market).map(|arena| &mut arena.book) {
            if let Some(place) = book.orders.get_mut(slot) {
                *place = order;
            }
            book.shrink((side, level), deal.lots);
            if done.is_some() {
                book.leave(level, slot);
                book.orders.remove(slot);
            }
        }
        if let Some(order) = done {
            self.unseat(market, &order);
            self.forget(market, &order);
        }
        self.shrink_reducing(owner, market);
    }

    /// Books one side of a trade: position, profit, fee; then tells of it.
    pub(crate) fn settle(
        &mut self,
        market: usize,
        order: &mut Order,
        (deal, liquidity): (&Deal, Liquidity),
    ) {
        let Some(change) = self.fill_position(market, order, deal) else {
            return;
        };
        let (quote, asset) = match self.markets.get(market) {
            Some(arena) => (arena.rules.grid.quote(deal.ticks, deal.lots), arena.asset),
            None => return,
        };
        let fee = self.charge(order, (asset, quote), liquidity);
        self.move_wallet(order.owner, asset, change.realised);
        self.sink(market, order, fee.worth);
        order.filled = order.filled.saturating_add(deal.lots);
        order.quote = order.quote.saturating_add(quote);
        order.updated = self.turn.now;
        order.status = if order.left() == 0 {
            FuturesOrderStatus::Filled
        } else {
            FuturesOrderStatus::PartiallyFilled
        };
        let trade = Some(deal.trade);
        if change.realised != 0 {
            let kind = match order.origin {
                OrderOrigin::Settlement => IncomeKind::DeliveredSettlement,
                OrderOrigin::Account
                | OrderOrigin::Algo { .. }
                | OrderOrigin::Liquidation
                | OrderOrigin::Deleveraging => IncomeKind::RealizedPnl,
            };
            let of = (kind, asset, change.realised);
            self.record(order.owner, of, (Some(market), trade));
        }
        if fee.atoms != 0 {
            let of = (
                IncomeKind::Commission,
                fee.asset,
                fee.atoms.saturating_neg(),
            );
            self.record(order.owner, of, (Some(market), trade));
        }
        let mut assets = Vec::from([asset]);
        if fee.asset != asset && fee.atoms != 0 {
            assets.push(fee.asset);
        }
        let changes: Vec<(usize, i128)> = assets.into_iter().map(|asset| (asset, 0)).collect();
        let positions = [(market, order.position_side)];
        self.tell_account(order.owner, UpdateReason::Order, (&changes, &positions));
        self.tell_fill(
            market,
            order,
            (deal, quote),
            (change.realised, fee, liquidity),
        );
    }

    /// Trades the lots in the position, with the money set aside for it.
    fn fill_position(&mut self, market: usize, order: &Order, deal: &Deal) -> Option<Change> {
        let now = self.turn.now;
        let asset = self.markets.get(market)?.asset;
        let (_, cross) = self.purse(order.owner, asset);
        let arena = self.markets.get_mut(market)?;
        let seat = self.accounts.get_mut(order.owner)?.seat_mut(market);
        let (leverage, margin) = (seat.leverage, seat.margin);
        let position = seat.position_mut(order.position_side)?;
        let before = position.lots;
        let grid = &arena.rules.grid;
        let change = position.fill(order.side, deal.lots, |lots| grid.quote(deal.ticks, lots));
        let added = match (margin, order.origin) {
            (MarginType::Cross, _) => 0,
            // What a part frees when the exchange closes it pays its loss and stays with the rest.
            (MarginType::Isolated, OrderOrigin::Liquidation) if position.lots != 0 => {
                change.released.saturating_add(change.realised)
            }
            (MarginType::Isolated, _) => {
                let free = cross
                    .saturating_add(change.realised)
                    .saturating_add(change.released);
                margin_of(grid.quote(deal.ticks, change.opened), leverage)
                    .min(free)
                    .max(0)
            }
        };
        position.isolated = position.isolated.saturating_add(added);
        position.updated = Some(now);
        let after = position.lots;
        arena.recount(before, after);
        self.turn
            .keep(Touched::Position(order.owner, market, order.position_side));
        let moved = added.saturating_sub(change.released);
        if moved != 0 {
            self.note_margin(order.owner, (market, order.position_side), moved);
        }
        Some(change)
    }

    /// Takes the fee of one side of a trade: in BNB where the account wants it and has enough.
    fn charge(
        &mut self,
        order: &Order,
        (asset, quote): (usize, i128),
        liquidity: Liquidity,
    ) -> Fee {
        let mut fee = Fee {
            asset,
            atoms: 0,
            worth: 0,
        };
        let Some(account) = self.accounts.get(order.owner) else {
            return fee;
        };
        let parts = match (order.origin, liquidity) {
            (OrderOrigin::Account | OrderOrigin::Algo { .. }, Liquidity::Maker) => account.maker,
            (OrderOrigin::Account | OrderOrigin::Algo { .. }, Liquidity::Taker) => account.taker,
            // What the exchange closes pays the liquidation fee or nothing.
            (OrderOrigin::Liquidation | OrderOrigin::Deleveraging | OrderOrigin::Settlement, _) => {
                0
            }
        };
        fee.atoms = units::share(quote, parts);
        fee.worth = fee.atoms;
        if account.burn == FeeBurn::On
            && fee.atoms > 0
            && let Some(burnt) = self.burnt(order.owner, fee)
        {
            fee = burnt;
        }
        self.move_wallet(order.owner, fee.asset, fee.atoms.saturating_neg());
        if let Some(pool) = self.assets.pool_mut(fee.asset) {
            pool.fees = pool.fees.saturating_add(fee.atoms);
        }
        self.turn.keep(Touched::Pool(fee.asset));
        fee
    }

    /// The fee in BNB at the index prices, if there is enough.
    fn burnt(&self, owner: usize, fee: Fee) -> Option<Fee> {
        let asset = self.assets.find(Asset::new(BURN_ASSET).ok()?)?;
        let bnb = self.assets.get(asset)?;
        let dollars = units::scaled(fee.atoms, self.assets.get(fee.asset)?.index, WHOLE);
        let discounted = units::scaled(dollars, BURN_PARTS, WHOLE);
        let atoms = units::raised(units::scaled(discounted, WHOLE, bnb.index));
        let held = self.accounts.get(owner)?.wallet(asset).balance;
        (held >= atoms).then_some(Fee {
            asset,
            atoms,
            worth: units::scaled(fee.atoms, BURN_PARTS, WHOLE),
        })
    }

    /// Adds to what a position must earn back.
    fn sink(&mut self, market: usize, order: &Order, worth: i128) {
        if let Some(account) = self.accounts.get_mut(order.owner)
            && let Some(position) = account
                .seat_mut(market)
                .position_mut(order.position_side)
                .filter(|position| position.lots != 0)
        {
            position.sunk = position.sunk.saturating_add(worth);
        }
    }

    fn tell_fill(
        &mut self,
        market: usize,
        order: &Order,
        (deal, quote): (&Deal, i128),
        (realised, fee, liquidity): (i128, Fee, Liquidity),
    ) {
        let (Some(arena), Some(paid)) = (self.markets.get(market), self.assets.get(fee.asset))
        else {
            return;
        };
        let report = FuturesReport {
            order: order.view(&arena.rules),
            execution: FuturesExecution::Trade(FuturesFill {
                trade: deal.trade,
                price: deal.price,
                qty: arena.rules.grid.qty(deal.lots),
                quote: grid::amount_of(quote),
                fee: grid::amount_of(fee.atoms),
                fee_asset: paid.terms.asset,
                realised: grid::amount_of(realised),
                liquidity,
            }),
            at: self.turn.now,
        };
        if let (Some(account), Some(trade)) = (self.accounts.get_mut(order.owner), report.trade()) {
            account.remember_trade(market, trade);
        }
        self.turn.say(FuturesEffect::Report(Box::new(report)));
    }

    /// Books one side of a trade to the anonymous traders of the house: what they pay and get in cash.
    pub(crate) fn settle_house(&mut self, market: usize, side: Side, deal: &Deal) {
        let Some(arena) = self.markets.get(market) else {
            return;
        };
        let quote = arena.rules.grid.quote(deal.ticks, deal.lots);
        let gained = match side {
            Side::Buy => quote.saturating_neg(),
            Side::Sell => quote,
        };
        let asset = arena.asset;
        if let Some(pool) = self.assets.pool_mut(asset) {
            pool.house = pool.house.saturating_add(gained);
        }
        self.turn.keep(Touched::Pool(asset));
    }

    /// Tells that money and positions of an account changed.
    pub(crate) fn tell_account(
        &mut self,
        owner: usize,
        reason: UpdateReason,
        (changes, positions): Changed<'_>,
    ) {
        let Some(account) = self.accounts.get(owner) else {
            return;
        };
        let balance = |(asset, change): &(usize, i128)| {
            let (wallet, cross) = self.purse(owner, *asset);
            Some(BalanceChange {
                asset: self.assets.get(*asset)?.terms.asset,
                wallet: grid::amount_of(wallet),
                cross_wallet: grid::amount_of(cross),
                change: grid::amount_of(*change),
            })
        };
        let update = AccountUpdate {
            account: account.terms.account,
            reason,
            balances: changes.iter().filter_map(balance).collect(),
            positions: positions
                .iter()
                .filter_map(|at| self.position_change(owner, *at))
                .collect(),
            at: self.turn.now,
        };
        self.turn.say(FuturesEffect::Account(Box::new(update)));
    }

    /// All that a wallet holds, and what of it is not set aside.
    pub(crate) fn purse(&self, owner: usize, asset: usize) -> (i128, i128) {
        let Some(account) = self.accounts.get(owner) else {
            return (0, 0);
        };
        let wallet = account.wallet(asset).balance;
        let seats = account.seats.iter().filter(|(market, _)| {
            let arena = self.markets.get(**market);
            arena.is_some_and(|arena| arena.asset == asset)
        });
        let isolated = seats.fold(0_i128, |sum, (_, seat)| sum.saturating_add(seat.isolated()));
        (wallet, wallet.saturating_sub(isolated))
    }

    fn position_change(
        &self,
        owner: usize,
        (market, side): (usize, PositionSide),
    ) -> Option<PositionChange> {
        let arena = self.markets.get(market)?;
        let seat = self.accounts.get(owner)?.seat(market)?;
        let position = seat.position(side);
        let risk = side_risk(&arena.rules, seat, arena.prices.mark, side);
        Some(PositionChange {
            symbol: arena.listing.instrument.symbol,
            position_side: side,
            qty: signed_qty(&arena.rules.grid, position.lots),
            entry: position.entry(&arena.rules.grid),
            breakeven: breakeven(&arena.rules.grid, &position),
            realised: grid::amount_of(position.realised),
            unrealised: units::shown(risk.unrealised),
            margin_type: seat.margin,
            isolated_wallet: grid::amount_of(position.isolated),
            margin_asset: self.assets.get(arena.asset)?.terms.asset,
        })
    }
}

/// The price at which a position has earned back what was sunk into it.
pub(crate) fn breakeven(
    grid: &grid::Grid,
    position: &super::position::Position,
) -> Option<domain::Price> {
    let total = if position.lots < 0 {
        position.cost.saturating_sub(position.sunk)
    } else {
        position.cost.saturating_add(position.sunk)
    };
    units::average(total, grid.base(position.size()))
}

/// Lots with a direction as a signed amount of base.
pub(crate) fn signed_qty(grid: &grid::Grid, lots: i128) -> Amount {
    let size = u64::try_from(lots.unsigned_abs()).unwrap_or(u64::MAX);
    let size = grid.qty(size).amount();
    if lots < 0 { size.negated() } else { size }
}

/// What changed of an account: assets with the change that is to be told, and positions by contract.
pub(crate) type Changed<'a> = (&'a [(usize, i128)], &'a [(usize, PositionSide)]);

/// The trade a movement of money belongs to.
pub(crate) type Origin = (Option<usize>, Option<ExchangeTradeId>);
