//! What can be asked of the futures exchange. Reads only; never changes anything.

mod account;
mod liquidation;

use super::Futures;
use super::arena::Arena;
use super::ids::AlgoId;
use super::input::AlgoKey;
use super::listing::{FuturesListing, FuturesStatus, MarginAsset};
use super::view::{
    AlgoOrder, Amendment, FundingView, FuturesOrder, FuturesTrade, MarkView, OrderOrigin,
};
use crate::ids::{ExchangeOrderId, ExchangeTradeId, UpdateId};
use crate::input::OrderKey;
use crate::query::{BestView, BookView};
use alloc::vec::Vec;
use domain::{AccountId, Asset, Price, Qty, Side, Symbol, Time};

impl Futures {
    pub(super) fn listed(&self, symbol: Symbol) -> Option<&Arena> {
        self.symbols
            .get(&symbol)
            .and_then(|index| self.markets.get(*index))
    }

    pub(super) fn person(&self, account: AccountId) -> Option<(usize, &super::account::Account)> {
        let owner = self.by_id.get(&account)?;
        Some((*owner, self.accounts.get(*owner)?))
    }

    /// Every listing with its status, by symbol.
    pub fn listings(&self) -> impl Iterator<Item = (&FuturesListing, FuturesStatus)> {
        self.symbols
            .values()
            .filter_map(|index| self.markets.get(*index))
            .map(|arena| (&arena.listing, arena.status))
    }

    /// The listing of a symbol with its status; its brackets bear their `cum`.
    #[must_use]
    pub fn listing(&self, symbol: Symbol) -> Option<(&FuturesListing, FuturesStatus)> {
        let arena = self.listed(symbol)?;
        Some((&arena.listing, arena.status))
    }

    /// Every margin asset with its index price, in the order they were listed.
    pub fn margin_assets(&self) -> impl Iterator<Item = (MarginAsset, Option<Price>)> {
        self.assets
            .iter()
            .map(|(_, state)| (state.terms, super::units::price(state.index)))
    }

    /// Every open account, in the order they were opened.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        self.accounts.iter().map(|account| account.terms.account)
    }

    /// The displayed book, at most `depth` levels a side.
    #[must_use]
    pub fn book(&self, symbol: Symbol, depth: usize) -> Option<BookView> {
        let arena = self.listed(symbol)?;
        let side = |side: Side| {
            let levels = arena.book.levels(side).take(depth);
            levels
                .map(|(_, level)| (level.price, arena.rules.grid.qty(level.displayed())))
                .collect()
        };
        Some(BookView {
            update_id: UpdateId::new(arena.ids.last_update()),
            bids: side(Side::Buy),
            asks: side(Side::Sell),
        })
    }

    /// The best displayed levels.
    #[must_use]
    pub fn best(&self, symbol: Symbol) -> Option<BestView> {
        let arena = self.listed(symbol)?;
        let best = |side: Side| {
            let level = arena.book.best(side).map(|(_, level)| level)?;
            Some((level.price, arena.rules.grid.qty(level.displayed())))
        };
        Some(BestView {
            update_id: UpdateId::new(arena.ids.last_update()),
            bid: best(Side::Buy),
            ask: best(Side::Sell),
        })
    }

    /// The price of the last trade or print.
    #[must_use]
    pub fn last_price(&self, symbol: Symbol) -> Option<Price> {
        self.listed(symbol)?.last.map(|(_, price)| price)
    }

    /// The prices of a contract.
    #[must_use]
    pub fn mark_price(&self, symbol: Symbol) -> Option<MarkView> {
        self.listed(symbol)?.mark_view()
    }

    /// Payments of funding from one instant to another, both included, oldest first; at most `limit`.
    #[must_use]
    pub fn funding_rates(
        &self,
        symbol: Symbol,
        (from, to): (Time, Time),
        limit: usize,
    ) -> Vec<FundingView> {
        let paid = self.listed(symbol).map(|arena| &arena.prices.paid);
        let paid = paid.into_iter().flatten();
        paid.filter(|paid| from <= paid.at && paid.at <= to)
            .take(limit)
            .copied()
            .collect()
    }

    /// Contracts that are open: what accounts are long or short, whichever is more; the house holds the rest.
    #[must_use]
    pub fn open_interest(&self, symbol: Symbol) -> Option<Qty> {
        let arena = self.listed(symbol)?;
        let (long, short) = arena.held;
        let lots = u64::try_from(long.max(short)).unwrap_or(u64::MAX);
        Some(arena.rules.grid.qty(lots))
    }

    /// An order of an account, open or ended, by number or by name (the latest that bore it).
    #[must_use]
    pub fn order(&self, account: AccountId, symbol: Symbol, key: OrderKey) -> Option<FuturesOrder> {
        let arena = self.listed(symbol)?;
        let (_, account) = self.person(account)?;
        let id = match key {
            OrderKey::Exchange(id) | OrderKey::Both(id, _) => id,
            OrderKey::Client(name) => *account.names.get(&(arena.index, name))?,
        };
        let open = account.open.get(&id).and_then(|(market, slot)| {
            let arena = self.markets.get(*market)?;
            Some(arena.book.orders.get(*slot)?.view(&arena.rules))
        });
        open.or_else(|| account.ended(id).copied())
            .filter(|order| order.symbol == symbol)
    }

    /// Open orders of an account, of one symbol or of all, oldest first.
    #[must_use]
    pub fn open_orders(&self, account: AccountId, symbol: Option<Symbol>) -> Vec<FuturesOrder> {
        let Some((_, account)) = self.person(account) else {
            return Vec::new();
        };
        let open = account.open.values().filter_map(|(market, slot)| {
            let arena = self.markets.get(*market)?;
            Some(arena.book.orders.get(*slot)?.view(&arena.rules))
        });
        open.filter(|order| symbol.is_none_or(|symbol| symbol == order.symbol))
            .collect()
    }

    /// Orders of an account in a symbol, open and ended, from a number upwards; at most `limit`.
    #[must_use]
    pub fn orders(
        &self,
        account: AccountId,
        symbol: Symbol,
        from: ExchangeOrderId,
        limit: usize,
    ) -> Vec<FuturesOrder> {
        let mut orders = self.open_orders(account, Some(symbol));
        orders.retain(|order| order.id >= from);
        if let Some((_, account)) = self.person(account) {
            let ended = account.ended_from(from);
            let here = ended.filter(|order| order.symbol == symbol);
            orders.extend(here.take(limit).copied());
        }
        orders.sort_unstable_by_key(|order| order.id);
        orders.truncate(limit);
        orders
    }

    /// The latest orders of an account in a symbol placed between two instants, oldest first; at most `limit`.
    #[must_use]
    pub fn latest_orders(
        &self,
        account: AccountId,
        symbol: Symbol,
        (from, to): (Time, Time),
        limit: usize,
    ) -> Vec<FuturesOrder> {
        let within = |order: &FuturesOrder| from <= order.opened && order.opened <= to;
        let mut orders = self.open_orders(account, Some(symbol));
        orders.retain(within);
        if let Some((_, account)) = self.person(account) {
            let ended = account.ended_from(ExchangeOrderId::new(0)).rev();
            let here = ended.filter(|order| order.symbol == symbol && within(order));
            orders.extend(here.take(limit).copied());
        }
        orders.sort_unstable_by_key(|order| order.id);
        let surplus = orders.len().saturating_sub(limit);
        orders.split_off(surplus)
    }

    /// Orders with which the exchange closed an account's positions, oldest first.
    #[must_use]
    pub fn forced_orders(&self, account: AccountId) -> Vec<FuturesOrder> {
        let Some((_, account)) = self.person(account) else {
            return Vec::new();
        };
        let forced = |order: &&FuturesOrder| match order.origin {
            OrderOrigin::Liquidation | OrderOrigin::Deleveraging => true,
            OrderOrigin::Account | OrderOrigin::Algo { .. } | OrderOrigin::Settlement => false,
        };
        let ended = account.ended_from(ExchangeOrderId::new(0));
        ended.filter(forced).copied().collect()
    }

    /// Amendments of an account in a symbol, oldest first.
    #[must_use]
    pub fn amendments(&self, account: AccountId, symbol: Symbol) -> Vec<Amendment> {
        let found = self.person(account).map(|(_, account)| account);
        let all = found.into_iter().flat_map(|account| &account.amendments);
        all.filter(|one| one.symbol == symbol).copied().collect()
    }

    /// Trades of an account in a symbol from an id upwards, oldest first; at most `limit`.
    #[must_use]
    pub fn trades(
        &self,
        account: AccountId,
        symbol: Symbol,
        from: ExchangeTradeId,
        limit: usize,
    ) -> Vec<FuturesTrade> {
        let Some(trades) = self.trades_of(account, symbol) else {
            return Vec::new();
        };
        let start = trades.partition_point(|trade| trade.fill.trade < from);
        trades.range(start..).take(limit).copied().collect()
    }

    /// The latest trades of an account in a symbol between two instants, oldest first; at most `limit`.
    #[must_use]
    pub fn latest_trades(
        &self,
        account: AccountId,
        symbol: Symbol,
        (from, to): (Time, Time),
        limit: usize,
    ) -> Vec<FuturesTrade> {
        let trades = self.trades_of(account, symbol).into_iter().flatten();
        let within = trades.filter(|trade| from <= trade.at && trade.at <= to);
        let mut found: Vec<FuturesTrade> = within.copied().collect();
        let surplus = found.len().saturating_sub(limit);
        found.split_off(surplus)
    }

    fn trades_of(
        &self,
        account: AccountId,
        symbol: Symbol,
    ) -> Option<&alloc::collections::VecDeque<FuturesTrade>> {
        let arena = self.listed(symbol)?;
        let (_, account) = self.person(account)?;
        account.seat(arena.index).map(|seat| &seat.trades)
    }

    /// A conditional order of an account, waiting or not, by number or by name (the latest that bore it).
    #[must_use]
    pub fn algo(&self, account: AccountId, key: AlgoKey) -> Option<AlgoOrder> {
        let (_, account) = self.person(account)?;
        let id = match key {
            AlgoKey::Exchange(id) => id,
            AlgoKey::Client(name) => *account.algo_names.get(&name)?,
        };
        let waiting = account
            .algos
            .get(&id)
            .and_then(|market| self.markets.get(*market)?.shelf.algos.get(&id))
            .map(|algo| algo.view);
        waiting.or_else(|| account.ended_algo(id).copied())
    }

    /// Conditional orders of an account that wait, of one symbol or of all, oldest first.
    #[must_use]
    pub fn open_algos(&self, account: AccountId, symbol: Option<Symbol>) -> Vec<AlgoOrder> {
        let Some((_, account)) = self.person(account) else {
            return Vec::new();
        };
        let waiting = account.algos.iter().filter_map(|(id, market)| {
            let algo = self.markets.get(*market)?.shelf.algos.get(id)?;
            Some(algo.view)
        });
        waiting
            .filter(|algo| symbol.is_none_or(|symbol| symbol == algo.symbol))
            .collect()
    }

    /// Conditional orders of an account in a symbol, waiting or not, from a number upwards; at most `limit`.
    #[must_use]
    pub fn algos(
        &self,
        account: AccountId,
        symbol: Symbol,
        from: AlgoId,
        limit: usize,
    ) -> Vec<AlgoOrder> {
        let mut algos = self.open_algos(account, Some(symbol));
        if let Some((_, account)) = self.person(account) {
            let ended = account.ended_algos();
            algos.extend(ended.filter(|algo| algo.symbol == symbol).copied());
        }
        algos.retain(|algo| algo.id >= from);
        algos.sort_unstable_by_key(|algo| algo.id);
        algos.truncate(limit);
        algos
    }

    /// The countdown of an account in a symbol, where one runs.
    #[must_use]
    pub fn countdown(&self, account: AccountId, symbol: Symbol) -> Option<Time> {
        let arena = self.listed(symbol)?;
        let (_, account) = self.person(account)?;
        account.countdowns.get(&arena.index).copied()
    }

    /// The insurance fund of an asset.
    #[must_use]
    pub fn insurance(&self, asset: Asset) -> Option<domain::Amount> {
        let state = self.assets.get(self.assets.find(asset)?)?;
        Some(crate::grid::amount_of(state.pool.insurance))
    }
}
