//! What is told once at the end of a step: levels that changed, states to keep, numbers set aside. Never decides.

use super::Futures;
use super::effect::FuturesEffect;
use super::fact::{
    CountdownFact, FuturesFact, FuturesMarks, PoolFact, PositionFact, PricesFact, SeatFact,
    SettingsFact, WalletFact,
};
use super::ids::{AlgoId, AmendmentId, TranId};
use super::settle::signed_qty;
use super::turn::{Touched, TouchedLevel};
use super::units;
use super::view::PositionSide;
use crate::effect::LevelChange;
use crate::grid;
use crate::ids::{ExchangeOrderId, ExchangeTradeId, UpdateId};
use crate::market::Reserve;
use alloc::boxed::Box;

/// Which way a level went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Shrank,
    Grew,
}

impl Futures {
    /// Tells every touched level that differs from before: what shrank first, so that no reader sees a crossed book.
    pub(crate) fn tell_levels(&mut self) {
        let levels = self.turn.take_levels();
        for market in 0..self.markets.len() {
            for way in [Way::Shrank, Way::Grew] {
                for level in levels.iter().filter(|level| level.market == market) {
                    self.tell_level(level, way);
                }
            }
        }
    }

    fn tell_level(&mut self, level: &TouchedLevel, way: Way) {
        let Some(arena) = self.markets.get_mut(level.market) else {
            return;
        };
        let displayed = arena.book.displayed(level.side, level.ticks);
        let went = if displayed < level.before {
            Way::Shrank
        } else {
            Way::Grew
        };
        if displayed == level.before || went != way {
            return;
        }
        let change = LevelChange {
            symbol: arena.listing.instrument.symbol,
            side: level.side,
            price: level.price,
            qty: arena.rules.grid.qty(displayed),
            update_id: UpdateId::new(arena.ids.next_update()),
            at: self.turn.now,
        };
        self.turn.say(FuturesEffect::LevelChanged(change));
    }

    /// Tells every state that changed, once.
    pub(crate) fn tell_kept(&mut self) {
        for touched in self.turn.take_kept() {
            if let Some(fact) = self.fact_of(touched) {
                self.turn.say(FuturesEffect::Keep(Box::new(fact)));
            }
        }
    }

    fn fact_of(&self, touched: Touched) -> Option<FuturesFact> {
        match touched {
            Touched::Settings(owner) => {
                let account = self.accounts.get(owner)?;
                Some(FuturesFact::Settings(SettingsFact {
                    account: account.terms.account,
                    position_mode: account.position_mode,
                    assets_mode: account.assets_mode,
                    fee_burn: account.burn,
                    updated: account.updated,
                }))
            }
            Touched::Seat(owner, market) => {
                let account = self.accounts.get(owner)?;
                let seat = account.seat(market)?;
                Some(FuturesFact::Seat(SeatFact {
                    account: account.terms.account,
                    symbol: self.markets.get(market)?.listing.instrument.symbol,
                    leverage: seat.leverage,
                    margin: seat.margin,
                }))
            }
            Touched::Wallet(owner, asset) => {
                let account = self.accounts.get(owner)?;
                let wallet = account.wallet(asset);
                Some(FuturesFact::Wallet(WalletFact {
                    account: account.terms.account,
                    asset: self.assets.get(asset)?.terms.asset,
                    balance: grid::amount_of(wallet.balance),
                    updated: wallet.updated?,
                }))
            }
            Touched::Position(owner, market, side) => self.position_fact(owner, (market, side)),
            Touched::Countdown(owner, market) => {
                let account = self.accounts.get(owner)?;
                Some(FuturesFact::Countdown(CountdownFact {
                    account: account.terms.account,
                    symbol: self.markets.get(market)?.listing.instrument.symbol,
                    due: account.countdowns.get(&market).copied(),
                }))
            }
            Touched::Pool(asset) => self.pool_fact(asset),
            Touched::Prices(market) => self.prices_fact(market),
        }
    }

    fn position_fact(
        &self,
        owner: usize,
        (market, side): (usize, PositionSide),
    ) -> Option<FuturesFact> {
        let account = self.accounts.get(owner)?;
        let arena = self.markets.get(market)?;
        let position = account.position(market, side);
        Some(FuturesFact::Position(PositionFact {
            account: account.terms.account,
            symbol: arena.listing.instrument.symbol,
            position_side: side,
            qty: signed_qty(&arena.rules.grid, position.lots),
            cost: grid::amount_of(position.cost),
            basis_cost: grid::amount_of(position.basis.cost),
            basis_qty: arena.rules.grid.qty(position.basis.lots),
            isolated: grid::amount_of(position.isolated),
            realised: grid::amount_of(position.realised),
            sunk: grid::amount_of(position.sunk),
            updated: position.updated?,
        }))
    }

    fn pool_fact(&self, asset: usize) -> Option<FuturesFact> {
        let state = self.assets.get(asset)?;
        let pool = state.pool;
        Some(FuturesFact::Pool(PoolFact {
            asset: state.terms.asset,
            deposited: grid::amount_of(pool.deposited),
            fees: grid::amount_of(pool.fees),
            funding: grid::amount_of(pool.funding),
            insurance: grid::amount_of(pool.insurance),
            house: grid::amount_of(pool.house),
        }))
    }

    fn prices_fact(&self, market: usize) -> Option<FuturesFact> {
        let arena = self.markets.get(market)?;
        let prices = &arena.prices;
        Some(FuturesFact::Prices(PricesFact {
            symbol: arena.listing.instrument.symbol,
            index: units::price(prices.index)?,
            mark: units::price(prices.mark)?,
            last: arena.last.map(|(_, price)| price),
            premium_sum: prices.premium_sum,
            premium_count: prices.premium_count,
            next_funding: prices.next_funding,
            last_rate: units::rate(prices.last_rate),
        }))
    }

    /// Sets numbers aside and says so, where those at hand are used up.
    pub(crate) fn tell_marks(&mut self) {
        let shared = [
            self.ids.order.reserve(),
            self.ids.algo.reserve(),
            self.ids.tran.reserve(),
            self.ids.amendment.reserve(),
        ];
        let shared = shared.contains(&Reserve::Made);
        for market in 0..self.markets.len() {
            let Some(arena) = self.markets.get_mut(market) else {
                continue;
            };
            let raised = arena.ids.reserve();
            if raised.is_none() && !shared {
                continue;
            }
            let (trade, update) = raised.unwrap_or_else(|| arena.ids.marks());
            let marks = FuturesMarks {
                symbol: arena.listing.instrument.symbol,
                order: ExchangeOrderId::new(self.ids.order.mark()),
                algo: AlgoId::new(self.ids.algo.mark()),
                tran: TranId::new(self.ids.tran.mark()),
                amendment: AmendmentId::new(self.ids.amendment.mark()),
                trade: ExchangeTradeId::new(trade),
                update: UpdateId::new(update),
            };
            let fact = FuturesFact::Ids(marks);
            self.turn.say(FuturesEffect::Keep(Box::new(fact)));
        }
    }
}
