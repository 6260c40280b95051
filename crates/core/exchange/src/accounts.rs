//! Who holds what: free and locked atoms per asset, open and ended orders, trades. Never matches; never rounds but fees.

use crate::effect::AccountTrade;
use crate::fees::Schedule;
use crate::grid;
use crate::ids::{ExchangeOrderId, ExecutionId, OrderListId};
use crate::order::{Iceberg, Seating, Waits};
use crate::refusal::RefuseReason;
use crate::retention::Retention;
use crate::slab::Slot;
use crate::terms::AccountTerms;
use crate::view::{Amendment, ListStatus, OrderListView, OrderView, PreventedMatch};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use domain::{AccountId, Asset, Balance, ClientOrderId, Side};

/// Free and locked atoms of one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Holding {
    pub(crate) free: i128,
    pub(crate) locked: i128,
}

/// Where all atoms of one asset came from and went, beside the accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Pool {
    pub(crate) deposited: i128,
    pub(crate) fees: i128,
    /// What anonymous traders of the house have gained; below zero when they gave more.
    pub(crate) house: i128,
}

/// What an account has in one symbol.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seat {
    /// Open orders, sleeping and pending ones included.
    pub(crate) open: u32,
    /// Open orders that wait for a trigger, now or later.
    pub(crate) waiting: u32,
    pub(crate) icebergs: u32,
    pub(crate) bids: u32,
    pub(crate) asks: u32,
    /// Open order lists.
    pub(crate) lists: u32,
    pub(crate) trades: VecDeque<AccountTrade>,
    pub(crate) prevented: VecDeque<PreventedMatch>,
}

/// Which way a count of orders goes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Count {
    Up,
    Down,
}

impl Count {
    pub(crate) const fn after(self, count: u32) -> u32 {
        match self {
            Self::Up => count.saturating_add(1),
            Self::Down => count.saturating_sub(1),
        }
    }
}

impl Seat {
    /// Counts an order in or out.
    pub(crate) const fn count(&mut self, order: Seating, count: Count) {
        self.open = count.after(self.open);
        match order.rests {
            Some(Side::Buy) => self.bids = count.after(self.bids),
            Some(Side::Sell) => self.asks = count.after(self.asks),
            None => {}
        }
        match order.waits {
            Waits::ForTrigger => self.waiting = count.after(self.waiting),
            Waits::No => {}
        }
        match order.iceberg {
            Iceberg::Yes => self.icebergs = count.after(self.icebergs),
            Iceberg::No => {}
        }
    }
}

/// One account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) terms: AccountTerms,
    pub(crate) fees: Schedule,
    retention: Retention,
    holdings: Vec<Holding>,
    /// Open orders: the market and the place in its book.
    pub(crate) open: BTreeMap<ExchangeOrderId, (usize, Slot)>,
    /// The latest order of each name.
    pub(crate) names: BTreeMap<(usize, ClientOrderId), ExchangeOrderId>,
    /// Ended orders with their market; boxed, so that forgetting the oldest moves little.
    pub(crate) ended: BTreeMap<ExchangeOrderId, (usize, Box<OrderView>)>,
    /// Open order lists with their market.
    pub(crate) open_lists: BTreeMap<OrderListId, (usize, OrderListView)>,
    /// Ended order lists.
    pub(crate) ended_lists: BTreeMap<OrderListId, OrderListView>,
    /// The latest order list of each name.
    pub(crate) list_names: BTreeMap<ClientOrderId, OrderListId>,
    /// Amendments of the orders that are remembered.
    pub(crate) amendments: BTreeMap<(ExchangeOrderId, ExecutionId), Amendment>,
    seats: Vec<Seat>,
}

/// All accounts, and the assets they hold.
#[derive(Debug, Clone)]
pub(crate) struct Accounts {
    index: BTreeMap<AccountId, usize>,
    list: Vec<Account>,
    asset_index: BTreeMap<Asset, usize>,
    assets: Vec<Asset>,
    pools: Vec<Pool>,
    retention: Retention,
}

impl Account {
    const fn new(terms: AccountTerms, fees: Schedule, retention: Retention) -> Self {
        Self {
            terms,
            fees,
            retention,
            holdings: Vec::new(),
            open: BTreeMap::new(),
            names: BTreeMap::new(),
            ended: BTreeMap::new(),
            open_lists: BTreeMap::new(),
            ended_lists: BTreeMap::new(),
            list_names: BTreeMap::new(),
            amendments: BTreeMap::new(),
            seats: Vec::new(),
        }
    }

    pub(crate) fn holding(&self, asset: usize) -> Holding {
        self.holdings.get(asset).copied().unwrap_or_default()
    }

    fn holding_mut(&mut self, asset: usize) -> Option<&mut Holding> {
        grown(&mut self.holdings, asset)
    }

    /// Adds to what is free; a negative sum takes away.
    pub(crate) fn add_free(&mut self, asset: usize, atoms: i128) {
        if let Some(holding) = self.holding_mut(asset) {
            holding.free = holding.free.saturating_add(atoms);
        }
    }

    /// Moves from free to locked; a negative sum moves back.
    pub(crate) fn lock(&mut self, asset: usize, atoms: i128) {
        if let Some(holding) = self.holding_mut(asset) {
            holding.free = holding.free.saturating_sub(atoms);
            holding.locked = holding.locked.saturating_add(atoms);
        }
    }

    pub(crate) fn set_holding(&mut self, asset: usize, value: Holding) {
        if let Some(holding) = self.holding_mut(asset) {
            *holding = value;
        }
    }

    pub(crate) fn seat(&self, market: usize) -> Option<&Seat> {
        self.seats.get(market)
    }

    pub(crate) fn seat_mut(&mut self, market: usize) -> Option<&mut Seat> {
        grown(&mut self.seats, market)
    }

    /// How many of its orders stand on one side of a book.
    pub(crate) fn resting(&self, market: usize, side: Side) -> u32 {
        self.seat(market).map_or(0, |seat| match side {
            Side::Buy => seat.bids,
            Side::Sell => seat.asks,
        })
    }

    /// Gives a name that no open order bears to the latest ended order that bore it to its end.
    pub(crate) fn release_name(&mut self, market: usize, name: ClientOrderId) {
        let mut latest = self.ended.iter().rev();
        let bearer = latest.find(|(_, (at, order))| *at == market && order.client_id == name);
        match bearer.map(|(id, _)| *id) {
            Some(id) => self.names.insert((market, name), id),
            None => self.names.remove(&(market, name)),
        };
    }

    /// Remembers an ended order, and forgets the oldest when there are too many.
    pub(crate) fn remember(&mut self, market: usize, order: &OrderView) {
        self.ended.insert(order.id, (market, Box::new(*order)));
        if order.amends > 0 {
            // An order that took its name late is not always the latest that bore it.
            self.release_name(market, order.client_id);
        }
        while self.ended.len() > self.retention.ended_orders {
            let Some((id, (market, oldest))) = self.ended.pop_first() else {
                return;
            };
            let name = (market, oldest.client_id);
            if self.names.get(&name) == Some(&id) {
                self.names.remove(&name);
            }
            let next = ExchangeOrderId::new(id.get().saturating_add(1));
            let first = ExecutionId::new(0);
            let gone: Vec<_> = self
                .amendments
                .range((id, first)..(next, first))
                .map(|(key, _)| *key)
                .collect();
            for key in gone {
                self.amendments.remove(&key);
            }
        }
    }

    /// Remembers how an order list stands, and forgets the oldest ended one when there are too many.
    pub(crate) fn remember_list(&mut self, market: usize, list: OrderListView) {
        self.list_names.insert(list.client_id, list.id);
        match list.status {
            ListStatus::Executing => {
                self.open_lists.insert(list.id, (market, list));
            }
            ListStatus::AllDone => {
                self.open_lists.remove(&list.id);
                self.ended_lists.insert(list.id, list);
            }
        }
        while self.ended_lists.len() > self.retention.ended_lists
            && let Some((id, oldest)) = self.ended_lists.pop_first()
        {
            if self.list_names.get(&oldest.client_id) == Some(&id) {
                self.list_names.remove(&oldest.client_id);
            }
        }
    }

    /// The order list of that number, open or ended.
    pub(crate) fn list(&self, id: OrderListId) -> Option<&OrderListView> {
        let open = self.open_lists.get(&id).map(|(_, list)| list);
        open.or_else(|| self.ended_lists.get(&id))
    }

    /// Remembers a prevented match, and forgets the oldest when there are too many.
    pub(crate) fn remember_prevented(&mut self, market: usize, prevented: PreventedMatch) {
        let most = self.retention.prevented;
        if let Some(seat) = self.seat_mut(market) {
            keep(&mut seat.prevented, prevented, most);
        }
    }

    /// Remembers a trade, and forgets the oldest when there are too many.
    pub(crate) fn remember_trade(&mut self, market: usize, trade: AccountTrade) {
        let most = self.retention.trades;
        if let Some(seat) = self.seat_mut(market) {
            keep(&mut seat.trades, trade, most);
        }
    }
}

/// Puts a record behind the others; the oldest go while there are too many.
pub(crate) fn keep<T>(records: &mut VecDeque<T>, record: T, most: usize) {
    while records.len() >= most.max(1) {
        records.pop_front();
    }
    if most > 0 {
        records.push_back(record);
    }
}

/// The element at an index of a list that grows when asked past its end.
fn grown<T: Default>(list: &mut Vec<T>, index: usize) -> Option<&mut T> {
    if index >= list.len() {
        list.resize_with(index.saturating_add(1), T::default);
    }
    list.get_mut(index)
}

impl Accounts {
    pub(crate) const fn new() -> Self {
        Self {
            index: BTreeMap::new(),
            list: Vec::new(),
            asset_index: BTreeMap::new(),
            assets: Vec::new(),
            pools: Vec::new(),
            retention: Retention::USUAL,
        }
    }

    /// Remembers so much from here on; what is too much goes when the next of its kind comes.
    pub(crate) fn keep(&mut self, retention: Retention) {
        self.retention = retention;
        for account in &mut self.list {
            account.retention = retention;
        }
    }

    /// The number of an asset, given when it is first named.
    pub(crate) fn asset(&mut self, asset: Asset) -> usize {
        if let Some(index) = self.asset_index.get(&asset) {
            return *index;
        }
        let index = self.assets.len();
        self.assets.push(asset);
        self.pools.push(Pool::default());
        self.asset_index.insert(asset, index);
        index
    }

    pub(crate) fn asset_name(&self, index: usize) -> Option<Asset> {
        self.assets.get(index).copied()
    }

    pub(crate) fn known_asset(&self, asset: Asset) -> Option<usize> {
        self.asset_index.get(&asset).copied()
    }

    pub(crate) fn assets(&self) -> impl Iterator<Item = (Asset, usize)> {
        self.asset_index.iter().map(|(name, index)| (*name, *index))
    }

    /// Opens an account.
    ///
    /// # Errors
    /// It is open already, or a fee rate is too fine.
    pub(crate) fn open(&mut self, terms: AccountTerms) -> Result<usize, RefuseReason> {
        if self.index.contains_key(&terms.account) {
            return Err(RefuseReason::AccountOpen);
        }
        let fees = self.schedule(&terms)?;
        let index = self.list.len();
        self.list.push(Account::new(terms, fees, self.retention));
        self.index.insert(terms.account, index);
        Ok(index)
    }

    /// Gives an open account other terms.
    ///
    /// # Errors
    /// It is unknown, or a fee rate is too fine.
    pub(crate) fn set_terms(&mut self, terms: AccountTerms) -> Result<(), RefuseReason> {
        let fees = self.schedule(&terms)?;
        let found = self.find(terms.account).and_then(|at| self.get_mut(at));
        let account = found.ok_or(RefuseReason::UnknownAccount)?;
        (account.terms, account.fees) = (terms, fees);
        Ok(())
    }

    fn schedule(&mut self, terms: &AccountTerms) -> Result<Schedule, RefuseReason> {
        // Judged before the asset gets its place, so that a refusal leaves nothing behind.
        Schedule::of(terms, None)?;
        let asset = terms.discount.map(|discount| self.asset(discount.asset));
        Schedule::of(terms, asset)
    }

    pub(crate) fn find(&self, account: AccountId) -> Option<usize> {
        self.index.get(&account).copied()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Account> {
        self.list.get(index)
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut Account> {
        self.list.get_mut(index)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&AccountId, &Account)> {
        self.index
            .iter()
            .filter_map(|(id, index)| self.list.get(*index).map(|account| (id, account)))
    }

    pub(crate) fn pool(&self, asset: usize) -> Pool {
        self.pools.get(asset).copied().unwrap_or_default()
    }

    pub(crate) fn pool_mut(&mut self, asset: usize) -> Option<&mut Pool> {
        self.pools.get_mut(asset)
    }

    /// What an account holds of an asset, in the house's words.
    pub(crate) fn balance(&self, account: usize, asset: usize) -> Option<(AccountId, Balance)> {
        let account = self.get(account)?;
        let holding = account.holding(asset);
        let balance = Balance {
            asset: self.asset_name(asset)?,
            free: grid::qty_of(holding.free),
            locked: grid::qty_of(holding.locked),
        };
        Some((account.terms.account, balance))
    }
}
