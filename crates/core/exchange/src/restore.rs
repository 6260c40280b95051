//! Rebuilds an exchange from kept facts. Never re-judges an order and never says anything; it refuses facts that contradict.

use crate::accounts::Holding;
use crate::book::Links;
use crate::effect::{AccountTrade, IdMarks, OrderStatus, OrderView};
use crate::exchange::Exchange;
use crate::fact::Fact;
use crate::grid::{self, Grid};
use crate::ids::ExchangeOrderId;
use crate::market::{Counter, MarketIds};
use crate::order::Order;
use crate::turn::Turn;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;
use domain::{AccountId, Asset, Balance, OrderKind, Side, Symbol};

/// Why facts make no exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestoreError {
    /// A listing is kept twice or contradicts itself.
    BadListing(Symbol),
    /// An account is kept twice or its fees are too fine.
    BadAccount(AccountId),
    /// A fact names an account that was never opened.
    UnknownAccount(AccountId),
    /// A fact names a symbol that was never listed.
    UnknownSymbol(Symbol),
    /// A last price does not lie on its symbol's grid.
    BadPrice(Symbol),
    /// An open order does not lie on its symbol's grid, or lacks what an open order has.
    BadOrder(ExchangeOrderId),
    /// A balance is finer or larger than the exchange counts.
    BadBalance(AccountId, Asset),
    /// Trades of an account in a symbol do not rise by id.
    TradeOutOfOrder(AccountId, Symbol),
    /// What is locked is not what the open orders need.
    LockedMismatch(AccountId, Asset),
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadListing(symbol) => write!(f, "the listing of {symbol} cannot be restored"),
            Self::BadAccount(account) => write!(f, "account {account} cannot be restored"),
            Self::UnknownAccount(account) => write!(f, "account {account} was never opened"),
            Self::UnknownSymbol(symbol) => write!(f, "symbol {symbol} was never listed"),
            Self::BadPrice(symbol) => write!(f, "the last price of {symbol} is off its grid"),
            Self::BadOrder(order) => write!(f, "open order {order} cannot be restored"),
            Self::BadBalance(account, asset) => {
                write!(f, "the {asset} of account {account} cannot be restored")
            }
            Self::TradeOutOfOrder(account, symbol) => {
                write!(
                    f,
                    "trades of account {account} in {symbol} are out of order"
                )
            }
            Self::LockedMismatch(account, asset) => write!(
                f,
                "the {asset} locked for account {account} is not what its open orders need"
            ),
        }
    }
}

impl core::error::Error for RestoreError {}

/// The last word of the facts on everything.
#[derive(Default)]
struct LastWords {
    balances: BTreeMap<(AccountId, Asset), Balance>,
    orders: BTreeMap<ExchangeOrderId, OrderView>,
    trades: Vec<AccountTrade>,
    marks: BTreeMap<Symbol, IdMarks>,
}

impl Exchange {
    /// The exchange as it stood after the last kept fact: accounts, balances, orders with their places in time, trades, numbers.
    ///
    /// What the house showed is not kept: it comes back with the market.
    ///
    /// # Errors
    /// Facts that contradict each other; the first one found.
    pub fn restore(facts: impl IntoIterator<Item = Fact>) -> Result<Self, RestoreError> {
        let mut exchange = Self::new();
        let mut words = LastWords::default();
        for fact in facts {
            exchange.hear(fact, &mut words)?;
        }
        exchange.restore_balances(&words)?;
        let trades = core::mem::take(&mut words.trades);
        for trade in trades {
            exchange.restore_trade(trade)?;
        }
        let mut orders: Vec<OrderView> = words.orders.values().copied().collect();
        exchange.restore_ids(&words, &orders);
        for order in &orders {
            exchange.restore_name(order)?;
        }
        orders.sort_by_key(|order| (order.priority, order.id));
        for order in orders {
            exchange.restore_order(order)?;
        }
        exchange.check_locked()?;
        exchange.turn = Turn::new();
        Ok(exchange)
    }

    fn hear(&mut self, fact: Fact, words: &mut LastWords) -> Result<(), RestoreError> {
        match fact {
            Fact::Listed(listing) => self
                .list(listing, MarketIds::starting_at(1, 1))
                .map_err(|_| RestoreError::BadListing(listing.instrument.symbol)),
            Fact::AccountOpened(terms) => self
                .accounts
                .open(terms)
                .map(drop)
                .map_err(|_| RestoreError::BadAccount(terms.account)),
            Fact::Balance { account, balance } => {
                words.balances.insert((account, balance.asset), balance);
                Ok(())
            }
            Fact::Order(order) => {
                words.orders.insert(order.id, order);
                Ok(())
            }
            Fact::Trade(trade) => {
                words.trades.push(trade);
                Ok(())
            }
            Fact::Ids(marks) => {
                words.marks.insert(marks.symbol, marks);
                Ok(())
            }
            Fact::LastPrice { symbol, price } => {
                let index = self.market_index(symbol)?;
                if let Some(market) = self.markets.get_mut(index) {
                    let ticks = market.grid.ticks(price);
                    let ticks = ticks.map_err(|_| RestoreError::BadPrice(symbol))?;
                    market.last = Some((ticks, price));
                }
                Ok(())
            }
        }
    }

    fn restore_balances(&mut self, words: &LastWords) -> Result<(), RestoreError> {
        for ((id, asset), balance) in &words.balances {
            let index = self.accounts.asset(*asset);
            let owner = self.owner(*id)?;
            let count = |qty: domain::Qty| {
                grid::whole_atoms(qty.parts()).map_err(|_| RestoreError::BadBalance(*id, *asset))
            };
            let holding = Holding {
                free: count(balance.free)?,
                locked: count(balance.locked)?,
            };
            if let Some(account) = self.accounts.get_mut(owner) {
                account.set_holding(index, holding);
            }
            if let Some(pool) = self.accounts.pool_mut(index) {
                let held = holding.free.saturating_add(holding.locked);
                pool.deposited = pool.deposited.saturating_add(held);
            }
        }
        Ok(())
    }

    fn owner(&self, account: AccountId) -> Result<usize, RestoreError> {
        self.accounts
            .find(account)
            .ok_or(RestoreError::UnknownAccount(account))
    }

    fn market_index(&self, symbol: Symbol) -> Result<usize, RestoreError> {
        self.symbols
            .get(&symbol)
            .copied()
            .ok_or(RestoreError::UnknownSymbol(symbol))
    }

    fn restore_trade(&mut self, trade: AccountTrade) -> Result<(), RestoreError> {
        let market = self.market_index(trade.symbol)?;
        let owner = self.owner(trade.account)?;
        let Some(account) = self.accounts.get_mut(owner) else {
            return Err(RestoreError::UnknownAccount(trade.account));
        };
        let last = account.seat(market).and_then(|seat| seat.trades.back());
        // Both sides of a trade with oneself bear one id.
        if last.is_some_and(|last| last.execution.trade > trade.execution.trade) {
            let (account, symbol) = (trade.account, trade.symbol);
            return Err(RestoreError::TradeOutOfOrder(account, symbol));
        }
        account.remember_trade(market, trade);
        Ok(())
    }

    /// Numbers go on from the marks, or from behind the highest number seen.
    fn restore_ids(&mut self, words: &LastWords, orders: &[OrderView]) {
        let mut order_next = 1;
        for order in orders {
            order_next = order_next.max(order.id.get().saturating_add(1));
            let after = order.priority.unwrap_or(0).saturating_add(1);
            self.ids.priority = self.ids.priority.max(after);
        }
        for marks in words.marks.values() {
            order_next = order_next.max(marks.order.get());
            let index = self.symbols.get(&marks.symbol).copied();
            if let Some(market) = index.and_then(|index| self.markets.get_mut(index)) {
                market.ids = MarketIds::starting_at(marks.trade.get(), marks.update.get());
            }
        }
        self.ids.order = Counter::starting_at(order_next);
    }

    /// Orders come by rising number, so the latest order of each name stays.
    fn restore_name(&mut self, order: &OrderView) -> Result<(), RestoreError> {
        let market = self.market_index(order.symbol)?;
        let owner = self.owner(order.account)?;
        if let Some(account) = self.accounts.get_mut(owner) {
            account.names.insert((market, order.client_id), order.id);
        }
        Ok(())
    }

    fn restore_order(&mut self, view: OrderView) -> Result<(), RestoreError> {
        let index = self.market_index(view.symbol)?;
        let owner = self.owner(view.account)?;
        if !view.status.is_open() {
            if let Some(account) = self.accounts.get_mut(owner) {
                account.remember(index, view);
            }
            return Ok(());
        }
        let bad = RestoreError::BadOrder(view.id);
        let market = self.markets.get_mut(index).ok_or(bad)?;
        let order = revived(&view, owner, &market.grid).ok_or(bad)?;
        let (side, id, limit, trigger) = (order.side, order.id, order.limit, order.trigger);
        let sleeps = order.status == OrderStatus::Sleeping;
        let slot = market.book.orders.insert(order);
        if sleeps {
            market
                .stops_mut(side)
                .insert((trigger.ok_or(bad)?, id), slot);
        } else {
            let price = view.kind.limit_price().ok_or(bad)?;
            market.book.join((limit.ok_or(bad)?, price), slot);
        }
        let Some(account) = self.accounts.get_mut(owner) else {
            return Err(RestoreError::UnknownAccount(view.account));
        };
        account.open.insert(id, (index, slot));
        if let Some(seat) = account.seat_mut(index) {
            let count = match (sleeps, side) {
                (true, _) => &mut seat.sleeping,
                (false, Side::Buy) => &mut seat.bids,
                (false, Side::Sell) => &mut seat.asks,
            };
            *count = count.saturating_add(1);
            seat.open = seat.open.saturating_add(1);
        }
        Ok(())
    }

    /// Every locked atom belongs to an open order, and every open order has what it needs.
    fn check_locked(&self) -> Result<(), RestoreError> {
        for (id, account) in self.accounts.iter() {
            let mut needed: BTreeMap<usize, i128> = BTreeMap::new();
            for (index, slot) in account.open.values() {
                let Some(market) = self.markets.get(*index) else {
                    continue;
                };
                if let Some(order) = market.book.orders.get(*slot) {
                    let sum = needed.entry(market.given(order.side)).or_insert(0);
                    *sum = sum.saturating_add(order.reserved);
                }
            }
            for (asset, index) in self.accounts.assets() {
                let needs = needed.get(&index).copied().unwrap_or(0);
                if account.holding(index).locked != needs {
                    return Err(RestoreError::LockedMismatch(*id, asset));
                }
            }
        }
        Ok(())
    }
}

/// An open order from its kept form, with what must be locked for it.
fn revived(view: &OrderView, owner: usize, grid: &Grid) -> Option<Order> {
    let ticks = |price: Option<domain::Price>| price.map(|p| grid.ticks(p)).transpose().ok();
    let (limit, trigger) = (ticks(view.kind.limit_price())?, ticks(view.kind.trigger())?);
    let lots = grid.lots(view.qty).ok()?;
    let filled = grid.lots(view.filled).ok()?;
    let left = lots.checked_sub(filled).filter(|left| *left > 0)?;
    let reserved = match (view.side, view.kind) {
        (Side::Sell, _) => grid.base(left),
        (Side::Buy, OrderKind::Stop { .. }) => grid.quote(trigger?, left),
        (
            Side::Buy,
            OrderKind::Limit { .. } | OrderKind::LimitMaker { .. } | OrderKind::StopLimit { .. },
        ) => grid.quote(limit?, left),
        (Side::Buy, OrderKind::Market) => return None,
    };
    Some(Order {
        id: view.id,
        client_id: view.client_id,
        account: view.account,
        owner,
        symbol: view.symbol,
        side: view.side,
        kind: view.kind,
        qty: view.qty,
        self_trade: view.self_trade,
        status: view.status,
        limit,
        trigger,
        lots,
        filled,
        quote: grid::whole_atoms(view.quote_filled.parts()).ok()?,
        reserved,
        opened: view.opened,
        updated: view.updated,
        working_since: view.working_since,
        priority: view.priority,
        links: Links::default(),
    })
}
