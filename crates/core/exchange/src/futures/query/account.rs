//! What can be asked of an account: money, positions, settings, income. Reads only.

use crate::futures::Futures;
use crate::futures::account::{Account, Resting, SIDES, Seat};
use crate::futures::liquidate::Held;
use crate::futures::margin::{Scope, order_margin, side_risk};
use crate::futures::settle::{breakeven, signed_qty};
use crate::futures::units;
use crate::futures::view::{
    AccountConfig, AccountTotals, AdlView, AssetView, AssetsMode, FuturesLedger, HoldersView,
    Income, IncomeQuery, MarginChange, MarginType, PositionMode, PositionSide, PositionView,
    SymbolConfig,
};
use crate::grid;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Price, Symbol, Time};

impl Futures {
    /// A position with all that is reckoned from it.
    pub(crate) fn position_view(
        &self,
        owner: usize,
        (market, side): (usize, PositionSide),
    ) -> Option<PositionView> {
        let arena = self.markets.get(market)?;
        let account = self.accounts.get(owner)?;
        let empty = Seat::default();
        let seat = account.seat(market).unwrap_or(&empty);
        let position = seat.position(side);
        let risk = side_risk(&arena.rules, seat, arena.prices.mark, side);
        let resting = seat.resting(side);
        let notional = if position.lots < 0 {
            risk.notional.saturating_neg()
        } else {
            risk.notional
        };
        let margin = match seat.margin {
            MarginType::Cross => 0,
            MarginType::Isolated => position.isolated.saturating_add(risk.unrealised),
        };
        let held = Held {
            owner,
            market,
            side,
        };
        Some(PositionView {
            account: account.terms.account,
            symbol: arena.listing.instrument.symbol,
            position_side: side,
            qty: signed_qty(&arena.rules.grid, position.lots),
            entry: position.entry(&arena.rules.grid),
            breakeven: breakeven(&arena.rules.grid, &position),
            mark: units::price(arena.prices.mark)?,
            unrealised: units::shown(risk.unrealised),
            realised: grid::amount_of(position.realised),
            notional: units::shown(notional),
            leverage: seat.leverage,
            notional_max: units::shown(arena.rules.notional_max(seat.leverage)),
            margin_type: seat.margin,
            isolated_wallet: units::shown(position.isolated),
            isolated_margin: units::shown(margin),
            position_margin: units::shown(risk.margin),
            order_margin: units::shown(order_margin(arena, seat, side)),
            maintenance: units::shown(risk.maintenance),
            liquidation: self.liquidation_price(held).and_then(units::price),
            bid_notional: units::shown(resting.bids),
            ask_notional: units::shown(resting.asks),
            adl: position
                .side()
                .map_or(0, |direction| self.quantile(held, direction)),
            margin_asset: self.assets.get(arena.asset)?.terms.asset,
            updated: position.updated,
        })
    }

    /// The value of an account's resting buys and sells of a contract that may open a position.
    #[must_use]
    pub fn resting_notional(&self, account: AccountId, symbol: Symbol) -> (Amount, Amount) {
        let seat = self
            .person(account)
            .zip(self.market_index(symbol).ok())
            .and_then(|((_, person), market)| person.seat(market));
        let sum = |worth: fn(Resting) -> i128| {
            let of_sides = |seat: &Seat| {
                let each = SIDES.iter().map(|side| worth(seat.resting(*side)));
                each.fold(0_i128, i128::saturating_add)
            };
            units::shown(seat.map_or(0, of_sides))
        };
        (sum(|resting| resting.bids), sum(|resting| resting.asks))
    }

    /// Who holds a contract, long and short.
    #[must_use]
    pub fn holders(&self, symbol: Symbol) -> HoldersView {
        let mut view = HoldersView::default();
        let Some((market, arena)) = self
            .market_index(symbol)
            .ok()
            .and_then(|market| Some((market, self.markets.get(market)?)))
        else {
            return view;
        };
        let seats = self
            .accounts
            .iter()
            .filter_map(|account| account.seat(market));
        for lots in seats.flat_map(|seat| SIDES.map(|side| seat.position(side).lots)) {
            let accounts = match lots.signum() {
                1 => &mut view.long_accounts,
                -1 => &mut view.short_accounts,
                _ => continue,
            };
            *accounts = accounts.saturating_add(1);
        }
        let (long, short) = arena.held;
        let qty = |lots: u128| {
            arena
                .rules
                .grid
                .qty(u64::try_from(lots).unwrap_or(u64::MAX))
        };
        (view.long, view.short) = (qty(long), qty(short));
        view
    }

    /// The positions of an account in its position mode, flat ones too, of one symbol or of all, by symbol.
    #[must_use]
    pub fn positions(&self, account: AccountId, symbol: Option<Symbol>) -> Vec<PositionView> {
        let Some((owner, found)) = self.person(account) else {
            return Vec::new();
        };
        let sides: &[PositionSide] = match found.position_mode {
            PositionMode::OneWay => &[PositionSide::Both],
            PositionMode::Hedge => &[PositionSide::Long, PositionSide::Short],
        };
        let markets = self
            .symbols
            .iter()
            .filter(|(name, _)| symbol.is_none_or(|symbol| symbol == **name));
        markets
            .flat_map(|(_, market)| sides.iter().map(move |side| (*market, *side)))
            .filter_map(|at| self.position_view(owner, at))
            .collect()
    }

    /// The wallets of an account, one per margin asset, empty ones too.
    #[must_use]
    pub fn wallets(&self, account: AccountId) -> Vec<AssetView> {
        let Some((_, found)) = self.person(account) else {
            return Vec::new();
        };
        let one = |(index, state): (usize, &crate::futures::assets::MarginState)| {
            let scope = self.scope(found, index);
            AssetView {
                asset: state.terms.asset,
                wallet: units::shown(scope.wallet),
                unrealised: units::shown(scope.unrealised),
                margin_balance: units::shown(scope.wallet.saturating_add(scope.unrealised)),
                maintenance: units::shown(scope.maintenance),
                initial: units::shown(scope.position_margin.saturating_add(scope.order_margin)),
                position_initial: units::shown(scope.position_margin),
                order_initial: units::shown(scope.order_margin),
                cross_wallet: units::shown(scope.cross_wallet),
                cross_unrealised: units::shown(scope.cross_unrealised),
                available: units::shown(self.available(found, index)),
                withdrawable: units::shown(self.withdrawable(found, index)),
                updated: found.wallet(index).updated,
            }
        };
        self.assets.iter().map(one).collect()
    }

    /// The sums of an account: over all margin assets in dollars in multi-assets mode, else of the first one listed.
    #[must_use]
    pub fn totals(&self, account: AccountId) -> Option<AccountTotals> {
        let (_, found) = self.person(account)?;
        match found.assets_mode {
            AssetsMode::Single => {
                let scope = self.scope(found, 0);
                let own = |atoms: i128| atoms;
                let free = (self.available(found, 0), self.withdrawable(found, 0));
                Some(totals(&[(scope, &own)], free))
            }
            AssetsMode::Multi => Some(self.dollar_totals(found)),
        }
    }

    fn dollar_totals(&self, account: &Account) -> AccountTotals {
        let scopes: Vec<_> = self
            .assets
            .iter()
            .map(|(index, state)| {
                let scope = self.scope(account, index);
                (scope, move |atoms: i128| state.dollars(atoms))
            })
            .collect();
        let parts: Vec<(Scope, Convert<'_>)> = scopes
            .iter()
            .map(|(scope, convert)| {
                let convert: Convert<'_> = convert;
                (*scope, convert)
            })
            .collect();
        let free = self.spare_dollars(account).max(0);
        totals(&parts, (free, free))
    }

    /// The settings of an account.
    #[must_use]
    pub fn config(&self, account: AccountId) -> Option<AccountConfig> {
        let (_, found) = self.person(account)?;
        Some(AccountConfig {
            account,
            fee_tier: found.terms.fee_tier,
            maker: found.terms.maker,
            taker: found.terms.taker,
            fee_burn: found.burn,
            position_mode: found.position_mode,
            assets_mode: found.assets_mode,
            updated: found.updated,
        })
    }

    /// The settings of an account for a contract.
    #[must_use]
    pub fn symbol_config(&self, account: AccountId, symbol: Symbol) -> Option<SymbolConfig> {
        let (_, found) = self.person(account)?;
        let arena = self.listed(symbol)?;
        let seat = found.seat(arena.index).cloned().unwrap_or_default();
        Some(SymbolConfig {
            symbol,
            margin_type: seat.margin,
            leverage: seat.leverage,
            notional_max: units::shown(arena.rules.notional_max(seat.leverage)),
        })
    }

    /// Movements of an account's money, oldest first.
    #[must_use]
    pub fn income(&self, query: &IncomeQuery) -> Vec<Income> {
        let Some((_, found)) = self.person(query.account) else {
            return Vec::new();
        };
        let start = found.income.partition_point(|one| one.at < query.from);
        let within = found.income.range(start..).take_while(|o| o.at <= query.to);
        let wanted = within.filter(|one| {
            query.kind.is_none_or(|kind| kind == one.kind)
                && query.symbol.is_none_or(|s| one.symbol == Some(s))
        });
        wanted.skip(query.skip).take(query.limit).copied().collect()
    }

    /// Movements of isolated margin of an account in a symbol between two instants, oldest first.
    #[must_use]
    pub fn margin_changes(
        &self,
        account: AccountId,
        symbol: Symbol,
        (from, to): (Time, Time),
    ) -> Vec<MarginChange> {
        let found = self.person(account).map(|(_, account)| account);
        let all = found
            .into_iter()
            .flat_map(|account| &account.margin_changes);
        all.filter(|one| one.symbol == symbol && from <= one.at && one.at <= to)
            .copied()
            .collect()
    }

    /// How soon an account's positions would be closed against others' losses, by symbol.
    #[must_use]
    pub fn adl(&self, account: AccountId) -> Vec<AdlView> {
        let Some((owner, found)) = self.person(account) else {
            return Vec::new();
        };
        let seats = found.seats.iter().filter(|(_, seat)| seat.has_position());
        seats
            .filter_map(|(market, seat)| {
                let [both, long, short] = SIDES.map(|side| {
                    let held = Held {
                        owner,
                        market: *market,
                        side,
                    };
                    let direction = seat.position(side).side()?;
                    Some(self.quantile(held, direction))
                });
                Some(AdlView {
                    symbol: self.markets.get(*market)?.listing.instrument.symbol,
                    both,
                    long,
                    short,
                })
            })
            .collect()
    }

    /// Mark price in points at which a position is closed.
    #[must_use]
    pub fn liquidation_of(
        &self,
        account: AccountId,
        symbol: Symbol,
        side: PositionSide,
    ) -> Option<Price> {
        let (owner, _) = self.person(account)?;
        let market = self.listed(symbol)?.index;
        let held = Held {
            owner,
            market,
            side,
        };
        self.liquidation_price(held).and_then(units::price)
    }

    /// Where all of every asset is.
    #[must_use]
    pub fn ledger(&self) -> Vec<FuturesLedger> {
        self.assets
            .iter()
            .map(|(index, state)| {
                let sum = |part: &dyn Fn(&Account) -> i128| -> Amount {
                    let all = self.accounts.iter().map(part);
                    grid::amount_of(all.fold(0, i128::saturating_add))
                };
                let costs = self.accounts.iter().fold(0_i128, |sum, account| {
                    sum.saturating_add(self.open_costs(account, index))
                });
                let pool = state.pool;
                FuturesLedger {
                    asset: state.terms.asset,
                    deposited: grid::amount_of(pool.deposited),
                    wallets: sum(&|account| account.wallet(index).balance),
                    fees: grid::amount_of(pool.fees),
                    funding: grid::amount_of(pool.funding),
                    insurance: grid::amount_of(pool.insurance),
                    house: grid::amount_of(pool.house.saturating_sub(costs)),
                }
            })
            .collect()
    }

    /// What an account's open positions in contracts of an asset cost, shorts below zero.
    fn open_costs(&self, account: &Account, asset: usize) -> i128 {
        let seats = account.seats.iter().filter(|(market, _)| {
            let arena = self.markets.get(**market);
            arena.is_some_and(|arena| arena.asset == asset)
        });
        seats
            .flat_map(|(_, seat)| SIDES.map(|side| seat.position(side).signed_cost()))
            .fold(0, i128::saturating_add)
    }
}

/// How atoms of an asset count.
type Convert<'a> = &'a dyn Fn(i128) -> i128;

fn totals(
    parts: &[(Scope, Convert<'_>)],
    (available, withdrawable): (i128, i128),
) -> AccountTotals {
    let sum = |own: &dyn Fn(&Scope) -> i128| {
        let all = parts.iter().map(|(scope, convert)| convert(own(scope)));
        units::shown(all.fold(0, i128::saturating_add))
    };
    // What is owed in margin counts as owing: at the higher of the two rates.
    let owed = |own: &dyn Fn(&Scope) -> i128| {
        let all = parts
            .iter()
            .map(|(scope, convert)| convert(own(scope).saturating_neg()));
        units::shown(all.fold(0, i128::saturating_add).saturating_neg())
    };
    AccountTotals {
        initial: owed(&|s| s.position_margin.saturating_add(s.order_margin)),
        maintenance: owed(&|s| s.maintenance),
        wallet: sum(&|s| s.wallet),
        unrealised: sum(&|s| s.unrealised),
        margin_balance: sum(&|s| s.wallet.saturating_add(s.unrealised)),
        position_initial: owed(&|s| s.position_margin),
        order_initial: owed(&|s| s.order_margin),
        cross_wallet: sum(&|s| s.cross_wallet),
        cross_unrealised: sum(&|s| s.cross_unrealised),
        available: units::shown(available),
        withdrawable: units::shown(withdrawable),
    }
}
