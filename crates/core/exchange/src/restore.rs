//! Rebuilds an exchange from kept facts. Never re-judges an order and never says anything; it refuses facts that contradict.

mod order;

use crate::accounts::{Count, Holding};
use crate::effect::{AccountTrade, IdMarks, Trail};
use crate::exchange::Exchange;
use crate::fact::Fact;
use crate::grid;
use crate::ids::{ExchangeOrderId, OrderListId, PreventedMatchId};
use crate::market::{Counter, Market, Marks, SpotIds};
use crate::order::Trailing;
use crate::turn::Turn;
use crate::view::{Amendment, ListKind, ListStatus, OrderListView, OrderView, PreventedMatch};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;
use domain::{AccountId, Asset, Balance, Symbol};

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
    /// An order list names no market or account, or an open one no open order.
    BadList(OrderListId),
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
            Self::BadList(list) => write!(f, "order list {list} cannot be restored"),
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
    trails: BTreeMap<ExchangeOrderId, Trail>,
    lists: BTreeMap<OrderListId, OrderListView>,
    amendments: Vec<Amendment>,
    prevented: BTreeMap<(Symbol, PreventedMatchId), PreventedMatch>,
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
        orders.sort_by_key(|order| (order.priority, order.id));
        for order in orders {
            let trail = words.trails.get(&order.id);
            exchange.restore_order(order, trail)?;
        }
        // By rising number, and open orders last: an open order bears its name whatever others bore it.
        let (open, ended): (Vec<&OrderView>, Vec<&OrderView>) = words
            .orders
            .values()
            .partition(|order| order.status.is_open());
        for order in ended.into_iter().chain(open) {
            exchange.restore_name(order)?;
        }
        exchange.restore_lists(&words)?;
        exchange.restore_records(&words)?;
        exchange.check_locked()?;
        exchange.turn = Turn::new();
        Ok(exchange)
    }

    fn hear(&mut self, fact: Fact, words: &mut LastWords) -> Result<(), RestoreError> {
        match fact {
            Fact::Listed(listing) => {
                let symbol = listing.instrument.symbol;
                self.list(*listing, SpotIds::starting_at(Marks::FIRST))
                    .map_err(|_| RestoreError::BadListing(symbol))?;
            }
            Fact::AccountOpened(terms) => {
                let opened = self.accounts.open(*terms);
                opened.map_err(|_| RestoreError::BadAccount(terms.account))?;
            }
            Fact::TermsSet(terms) => {
                self.owner(terms.account)?;
                let set = self.accounts.set_terms(*terms);
                set.map_err(|_| RestoreError::BadAccount(terms.account))?;
            }
            Fact::StatusSet(state) => self.known(state.symbol)?.status = state.status,
            Fact::RulesSet(set) => {
                let kept = self.known(set.symbol)?.keep_rules(set.rules);
                kept.map_err(|_| RestoreError::BadListing(set.symbol))?;
            }
            Fact::ExecutionSet(rules) => self.known(rules.symbol)?.references.set(*rules),
            Fact::Balance { account, balance } => {
                words.balances.insert((account, balance.asset), balance);
            }
            Fact::Order(order) => {
                words.trails.remove(&order.id);
                words.orders.insert(order.id, *order);
            }
            Fact::Trailed(trail) => {
                words.trails.insert(trail.order, *trail);
            }
            Fact::List(list) => {
                words.lists.insert(list.id, *list);
            }
            Fact::Amended(amendment) => words.amendments.push(*amendment),
            Fact::Prevented(one) => {
                words.prevented.insert((one.symbol, one.id), *one);
            }
            Fact::Trade(trade) => words.trades.push(*trade),
            Fact::Ids(marks) => {
                words.marks.insert(marks.symbol, marks);
            }
            Fact::LastPrice { symbol, price } => {
                let index = self.market_index(symbol)?;
                if let Some(market) = self.markets.get_mut(index) {
                    let ticks = market.grid.ticks(price);
                    let ticks = ticks.map_err(|_| RestoreError::BadPrice(symbol))?;
                    market.last = Some((ticks, price));
                    self.prices.set(index, price);
                }
            }
        }
        Ok(())
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

    /// The market of a symbol that was listed.
    fn known(&mut self, symbol: Symbol) -> Result<&mut Market, RestoreError> {
        let index = self.market_index(symbol)?;
        let market = self.markets.get_mut(index);
        market.ok_or(RestoreError::UnknownSymbol(symbol))
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
        let last_list = words.lists.last_key_value();
        let mut list_next = last_list.map_or(1, |(id, _)| id.get().saturating_add(1));
        for marks in words.marks.values() {
            order_next = order_next.max(marks.order.get());
            list_next = list_next.max(marks.list.get());
            let index = self.symbols.get(&marks.symbol).copied();
            if let Some(market) = index.and_then(|index| self.markets.get_mut(index)) {
                market.ids = SpotIds::starting_at(Marks {
                    trade: marks.trade.get(),
                    update: marks.update.get(),
                    execution: marks.execution.get(),
                    prevented: marks.prevented.get(),
                });
            }
        }
        self.ids.order = Counter::starting_at(order_next);
        self.ids.list = Counter::starting_at(list_next);
    }

    /// The last order of each name stays.
    fn restore_name(&mut self, order: &OrderView) -> Result<(), RestoreError> {
        let market = self.market_index(order.symbol)?;
        let owner = self.owner(order.account)?;
        if let Some(account) = self.accounts.get_mut(owner) {
            account.names.insert((market, order.client_id), order.id);
        }
        Ok(())
    }

    fn restore_order(
        &mut self,
        view: OrderView,
        trail: Option<&Trail>,
    ) -> Result<(), RestoreError> {
        let index = self.market_index(view.symbol)?;
        let owner = self.owner(view.account)?;
        if !view.status.is_open() {
            if let Some(account) = self.accounts.get_mut(owner) {
                account.remember(index, &view);
            }
            return Ok(());
        }
        let bad = RestoreError::BadOrder(view.id);
        let market = self.markets.get_mut(index).ok_or(bad)?;
        let mut order = order::revived(&view, owner, &market.grid).ok_or(bad)?;
        if let Some(trail) = trail {
            order.trail = Some(Trailing {
                since: trail.since,
                best: Some(market.grid.ticks(trail.best).map_err(|_| bad)?),
            });
        }
        let (id, seating, iceberg) = (order.id, order.seating(), order.iceberg.is_some());
        let slot = order::stand(market, order).ok_or(bad)?;
        if seating.rests.is_some() && iceberg {
            market.icebergs = Count::Up.after(market.icebergs);
        }
        let Some(account) = self.accounts.get_mut(owner) else {
            return Err(RestoreError::UnknownAccount(view.account));
        };
        account.open.insert(id, (index, slot));
        if let Some(seat) = account.seat_mut(index) {
            seat.count(seating, Count::Up);
        }
        Ok(())
    }

    fn restore_lists(&mut self, words: &LastWords) -> Result<(), RestoreError> {
        for list in words.lists.values() {
            let index = self.market_index(list.symbol)?;
            let owner = self.owner(list.account)?;
            let bad = RestoreError::BadList(list.id);
            let account = self.accounts.get_mut(owner).ok_or(bad)?;
            let open = list.orders.iter().any(|o| account.open.contains_key(&o.id));
            if open != (list.status == ListStatus::Executing) {
                return Err(bad);
            }
            account.remember_list(index, *list);
            if let Some(seat) = account.seat_mut(index)
                && open
            {
                seat.lists = Count::Up.after(seat.lists);
            }
        }
        Ok(())
    }

    fn restore_records(&mut self, words: &LastWords) -> Result<(), RestoreError> {
        for amendment in &words.amendments {
            let owner = self.owner(amendment.account)?;
            let Some(account) = self.accounts.get_mut(owner) else {
                continue;
            };
            let id = amendment.order;
            if account.open.contains_key(&id) || account.ended.contains_key(&id) {
                let key = (id, amendment.execution);
                account.amendments.insert(key, *amendment);
            }
        }
        for one in words.prevented.values() {
            let index = self.market_index(one.symbol)?;
            let (taker, maker) = (self.owner(one.taker)?, self.owner(one.maker)?);
            if let Some(account) = self.accounts.get_mut(taker) {
                account.remember_prevented(index, *one);
            }
            if maker != taker
                && let Some(account) = self.accounts.get_mut(maker)
            {
                account.remember_prevented(index, *one);
            }
        }
        Ok(())
    }

    /// Every locked atom belongs to an open order or to what one has bought for its list, and every open order has what it needs.
    fn check_locked(&self) -> Result<(), RestoreError> {
        for (id, account) in self.accounts.iter() {
            let mut needed: BTreeMap<usize, i128> = BTreeMap::new();
            let mut add = |asset: usize, atoms: i128| {
                let sum = needed.entry(asset).or_insert(0);
                *sum = sum.saturating_add(atoms);
            };
            let order = |id: &ExchangeOrderId| {
                let (index, slot) = account.open.get(id)?;
                let market = self.markets.get(*index)?;
                Some((market, market.book.orders.get(*slot)?))
            };
            for id in account.open.keys() {
                if let Some((market, order)) = order(id) {
                    add(market.given(order.side), order.reserved);
                    add(market.base, order.held);
                }
            }
            for (_, list) in account.open_lists.values() {
                let pair: Vec<_> = pair_of(list).iter().filter_map(order).collect();
                if let [(market, one), (_, other)] = pair.as_slice() {
                    // The two lock the larger need once.
                    let less = one.reserved.min(other.reserved);
                    add(market.given(one.side), less.saturating_neg());
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

/// The numbers of the two orders of a pair; none for a list without one.
fn pair_of(list: &OrderListView) -> Vec<ExchangeOrderId> {
    let before = match list.kind {
        ListKind::Oco => 0,
        ListKind::Otoco | ListKind::Opoco => 1,
        ListKind::Oto | ListKind::Opo => return Vec::new(),
    };
    list.orders
        .iter()
        .skip(before)
        .map(|order| order.id)
        .collect()
}
