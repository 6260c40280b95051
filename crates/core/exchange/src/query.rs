//! What can be asked of the exchange. Reads only; never changes anything.

use crate::accounts::Seat;
mod lists;

use crate::accounts::Account;
use crate::effect::AccountTrade;
use crate::exchange::Exchange;
use crate::grid;
use crate::ids::{ExchangeOrderId, ExchangeTradeId, UpdateId};
use crate::input::OrderKey;
use crate::listing::{Listing, SymbolStatus};
use crate::market::Market;
use crate::reference::{ExecutionRules, ReferenceView};
use crate::terms::AccountTerms;
use crate::view::OrderView;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, Balance, InstrumentRules, Price, Qty, Side, Symbol, Time};

/// Price and quantity of one displayed level.
pub type LevelView = (Price, Qty);

/// The displayed book of a symbol at one update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookView {
    /// The last update that is in it; zero before the first.
    pub update_id: UpdateId,
    /// Bids, best first.
    pub bids: Vec<LevelView>,
    /// Asks, best first.
    pub asks: Vec<LevelView>,
}

/// The best displayed levels of a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BestView {
    /// The last update that is in it; zero before the first.
    pub update_id: UpdateId,
    /// The best bid, if any.
    pub bid: Option<LevelView>,
    /// The best ask, if any.
    pub ask: Option<LevelView>,
}

/// Where all of an asset is. `deposited = held + fees + house`, to the last digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerView {
    /// The asset.
    pub asset: Asset,
    /// What accounts were given.
    pub deposited: Amount,
    /// What accounts hold, free and locked.
    pub held: Amount,
    /// What the exchange took as fees.
    pub fees: Amount,
    /// What anonymous traders of the house gained; below zero when they gave more.
    pub house: Amount,
}

impl Exchange {
    fn market(&self, symbol: Symbol) -> Option<&Market> {
        self.symbols
            .get(&symbol)
            .and_then(|index| self.markets.get(*index))
    }

    /// Every listing, by symbol.
    pub fn listings(&self) -> impl Iterator<Item = &Listing> {
        self.symbols
            .values()
            .filter_map(|index| self.markets.get(*index))
            .map(|market| &market.listing)
    }

    /// The listing of a symbol.
    #[must_use]
    pub fn listing(&self, symbol: Symbol) -> Option<&Listing> {
        self.market(symbol).map(|market| &market.listing)
    }

    /// The grid and bounds that accounts keep in a symbol.
    #[must_use]
    pub fn rules(&self, symbol: Symbol) -> Option<InstrumentRules> {
        let market = self.market(symbol)?;
        Some(market.rules.unwrap_or(market.listing.instrument.rules))
    }

    /// Every open account, by id.
    pub fn accounts(&self) -> impl Iterator<Item = AccountTerms> {
        self.accounts.iter().map(|(_, account)| account.terms)
    }

    /// The displayed book, at most `depth` levels a side.
    #[must_use]
    pub fn book(&self, symbol: Symbol, depth: usize) -> Option<BookView> {
        let market = self.market(symbol)?;
        let side = |side: Side| {
            let levels = market.book.levels(side).take(depth);
            levels
                .map(|(_, level)| (level.price, market.grid.qty(level.displayed())))
                .collect()
        };
        Some(BookView {
            update_id: UpdateId::new(market.ids.last_update()),
            bids: side(Side::Buy),
            asks: side(Side::Sell),
        })
    }

    /// The best displayed levels.
    #[must_use]
    pub fn best(&self, symbol: Symbol) -> Option<BestView> {
        let market = self.market(symbol)?;
        let best = |side: Side| {
            let level = market.book.best(side).map(|(_, level)| level)?;
            Some((level.price, market.grid.qty(level.displayed())))
        };
        Some(BestView {
            update_id: UpdateId::new(market.ids.last_update()),
            bid: best(Side::Buy),
            ask: best(Side::Sell),
        })
    }

    /// How many levels of a side the house shows.
    #[must_use]
    pub fn house_levels(&self, symbol: Symbol, side: Side) -> usize {
        self.market(symbol).map_or(0, |market| {
            let levels = market.book.levels(side);
            levels.filter(|(_, level)| level.house > 0).count()
        })
    }

    /// Whether a symbol trades.
    #[must_use]
    pub fn status(&self, symbol: Symbol) -> Option<SymbolStatus> {
        self.market(symbol).map(|market| market.status)
    }

    /// The average price of the listing's minutes at an instant, cut to eight decimal places; the last price where nothing traded in them.
    #[must_use]
    pub fn average_price(&self, symbol: Symbol, now: Time) -> Option<Price> {
        let market = self.market(symbol)?;
        let reference = market.average_or_last(now)?;
        market.grid.price_of(reference.value, reference.lots)
    }

    /// The reference price of a symbol at an instant; none where nothing ever set one.
    #[must_use]
    pub fn reference_price(&self, symbol: Symbol, now: Time) -> Option<ReferenceView> {
        self.market(symbol)?.references.view(now)
    }

    /// The rules of a symbol that hold when an order trades.
    #[must_use]
    pub fn execution_rules(&self, symbol: Symbol) -> Option<ExecutionRules> {
        Some(self.market(symbol)?.references.rules)
    }

    /// The terms of an account.
    #[must_use]
    pub fn terms(&self, account: AccountId) -> Option<AccountTerms> {
        self.account(account).map(|account| account.terms)
    }

    fn account(&self, account: AccountId) -> Option<&Account> {
        self.accounts.get(self.accounts.find(account)?)
    }

    /// The price of the last trade or print.
    #[must_use]
    pub fn last_price(&self, symbol: Symbol) -> Option<Price> {
        self.market(symbol)?.last.map(|(_, price)| price)
    }

    /// An order of an account, open or ended, by number or by name (the latest that bore it).
    #[must_use]
    pub fn order(&self, account: AccountId, symbol: Symbol, key: OrderKey) -> Option<OrderView> {
        let market = self.market(symbol)?;
        let account = self.accounts.get(self.accounts.find(account)?)?;
        let id = match key {
            OrderKey::Exchange(id) | OrderKey::Both(id, _) => id,
            OrderKey::Client(name) => *account.names.get(&(market.index, name))?,
        };
        let named = |order: &OrderView| match key {
            OrderKey::Both(_, name) => order.client_id == name,
            OrderKey::Exchange(_) | OrderKey::Client(_) => true,
        };
        let open = account.open.get(&id).and_then(|(index, slot)| {
            let market = self.markets.get(*index)?;
            let order = market.book.orders.get(*slot)?;
            Some(order.view(&market.grid))
        });
        open.or_else(|| account.ended.get(&id).map(|(_, order)| **order))
            .filter(|order| order.symbol == symbol && named(order))
    }

    /// Open orders of an account, of one symbol or of all, oldest first.
    #[must_use]
    pub fn open_orders(&self, account: AccountId, symbol: Option<Symbol>) -> Vec<OrderView> {
        let Some(account) = self
            .accounts
            .find(account)
            .and_then(|i| self.accounts.get(i))
        else {
            return Vec::new();
        };
        let open = account.open.values().filter_map(|(index, slot)| {
            let market = self.markets.get(*index)?;
            let order = market.book.orders.get(*slot)?;
            Some(order.view(&market.grid))
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
    ) -> Vec<OrderView> {
        let mut orders = self.open_orders(account, Some(symbol));
        orders.retain(|order| order.id >= from);
        let found = self
            .accounts
            .find(account)
            .and_then(|i| self.accounts.get(i));
        let ended = found.into_iter().flat_map(|account| {
            let from = account.ended.range(from..).map(|(_, (_, order))| order);
            from.filter(|order| order.symbol == symbol)
                .take(limit)
                .map(|order| **order)
        });
        orders.extend(ended);
        orders.sort_unstable_by_key(|order| order.id);
        orders.truncate(limit);
        orders
    }

    fn seat(&self, account: AccountId, symbol: Symbol) -> Option<&Seat> {
        let market = self.market(symbol)?;
        self.accounts
            .get(self.accounts.find(account)?)?
            .seat(market.index)
    }

    /// Trades of an account in a symbol from an id upwards, oldest first; at most `limit`.
    #[must_use]
    pub fn trades(
        &self,
        account: AccountId,
        symbol: Symbol,
        from: ExchangeTradeId,
        limit: usize,
    ) -> Vec<AccountTrade> {
        let Some(seat) = self.seat(account, symbol) else {
            return Vec::new();
        };
        let start = seat.trades.partition_point(|t| t.execution.trade < from);
        seat.trades.range(start..).take(limit).copied().collect()
    }

    /// The latest trades of an account in a symbol, oldest first; at most `limit`.
    #[must_use]
    pub fn latest_trades(
        &self,
        account: AccountId,
        symbol: Symbol,
        limit: usize,
    ) -> Vec<AccountTrade> {
        let Some(seat) = self.seat(account, symbol) else {
            return Vec::new();
        };
        let start = seat.trades.len().saturating_sub(limit);
        seat.trades.range(start..).copied().collect()
    }

    /// Trades of one order of an account, oldest first.
    #[must_use]
    pub fn trades_of(
        &self,
        account: AccountId,
        symbol: Symbol,
        order: ExchangeOrderId,
    ) -> Vec<AccountTrade> {
        let trades = self
            .seat(account, symbol)
            .into_iter()
            .flat_map(|s| &s.trades);
        trades.filter(|t| t.order == order).copied().collect()
    }

    /// What an account holds, by asset, of everything it was ever given or traded; none for an unknown account.
    #[must_use]
    pub fn balances(&self, account: AccountId) -> Option<Vec<Balance>> {
        let index = self.accounts.find(account)?;
        let held = |(_, asset)| self.accounts.balance(index, asset).map(|(_, b)| b);
        let balances = self.accounts.assets().filter_map(held);
        Some(
            balances
                .filter(|b| !b.free.is_zero() || !b.locked.is_zero())
                .collect(),
        )
    }

    /// What an account holds of one asset; none for an unknown account or asset.
    #[must_use]
    pub fn balance(&self, account: AccountId, asset: Asset) -> Option<Balance> {
        let index = self.accounts.find(account)?;
        let asset = self.accounts.known_asset(asset)?;
        self.accounts.balance(index, asset).map(|(_, b)| b)
    }

    /// Where all of every asset is.
    #[must_use]
    pub fn ledger(&self) -> Vec<LedgerView> {
        let one = |(asset, index): (Asset, usize)| {
            let pool = self.accounts.pool(index);
            let held = self.accounts.iter().fold(0_i128, |sum, (_, account)| {
                let holding = account.holding(index);
                sum.saturating_add(holding.free)
                    .saturating_add(holding.locked)
            });
            LedgerView {
                asset,
                deposited: grid::amount_of(pool.deposited),
                held: grid::amount_of(held),
                fees: grid::amount_of(pool.fees),
                house: grid::amount_of(pool.house),
            }
        };
        self.accounts.assets().map(one).collect()
    }
}
