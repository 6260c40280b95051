//! Who holds what: free and locked atoms per asset, open and ended orders, trades. Never matches; never rounds but fees.

use crate::effect::{AccountTrade, OrderView};
use crate::grid::{self, ATOM_PLACES};
use crate::ids::ExchangeOrderId;
use crate::input::AccountTerms;
use crate::refusal::RefuseReason;
use crate::slab::Slot;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use domain::{AccountId, Asset, Balance, ClientOrderId, Liquidity, Rate, Side};

/// Decimal places of a fee rate.
const RATE_PLACES: u32 = 8;
/// Decimal places a fee is cut to: what is finer stays with the account.
const FEE_PLACES: u32 = 8;
/// Ended orders kept in memory per account; older ones are in the account log only.
pub(crate) const ENDED_ORDERS_MAX: usize = 20_000;
/// Trades kept in memory per account and symbol; older ones are in the account log only.
pub(crate) const TRADES_MAX: usize = 50_000;

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
    /// Open orders, sleeping ones included.
    pub(crate) open: u32,
    pub(crate) sleeping: u32,
    pub(crate) bids: u32,
    pub(crate) asks: u32,
    pub(crate) trades: VecDeque<AccountTrade>,
}

/// One account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) terms: AccountTerms,
    maker: i128,
    taker: i128,
    holdings: Vec<Holding>,
    /// Open orders: the market and the place in its book.
    pub(crate) open: BTreeMap<ExchangeOrderId, (usize, Slot)>,
    /// The latest order of each name.
    pub(crate) names: BTreeMap<(usize, ClientOrderId), ExchangeOrderId>,
    /// Ended orders with their market; boxed, so that forgetting the oldest moves little.
    pub(crate) ended: BTreeMap<ExchangeOrderId, (usize, Box<OrderView>)>,
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
}

impl Account {
    fn new(terms: AccountTerms) -> Result<Self, RefuseReason> {
        Ok(Self {
            terms,
            maker: rate_parts(terms.maker)?,
            taker: rate_parts(terms.taker)?,
            holdings: Vec::new(),
            open: BTreeMap::new(),
            names: BTreeMap::new(),
            ended: BTreeMap::new(),
            seats: Vec::new(),
        })
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

    /// The fee on what is received: cut to eight places towards zero.
    pub(crate) fn fee(&self, received: i128, liquidity: Liquidity) -> i128 {
        let rate = match liquidity {
            Liquidity::Maker => self.maker,
            Liquidity::Taker => self.taker,
        };
        let unit = 10_i128.pow(ATOM_PLACES.saturating_sub(FEE_PLACES));
        let scale = 10_i128.pow(RATE_PLACES).saturating_mul(unit);
        let units = received.saturating_mul(rate).checked_div(scale);
        units.unwrap_or(0).saturating_mul(unit)
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

    /// Remembers an ended order, and forgets the oldest when there are too many.
    pub(crate) fn remember(&mut self, market: usize, order: OrderView) {
        self.ended.insert(order.id, (market, Box::new(order)));
        if self.ended.len() <= ENDED_ORDERS_MAX {
            return;
        }
        if let Some((id, (market, oldest))) = self.ended.pop_first() {
            let name = (market, oldest.client_id);
            if self.names.get(&name) == Some(&id) {
                self.names.remove(&name);
            }
        }
    }

    /// Remembers a trade, and forgets the oldest when there are too many.
    pub(crate) fn remember_trade(&mut self, market: usize, trade: AccountTrade) {
        if let Some(seat) = self.seat_mut(market) {
            seat.trades.push_back(trade);
            if seat.trades.len() > TRADES_MAX {
                seat.trades.pop_front();
            }
        }
    }
}

/// The element at an index of a list that grows when asked past its end.
fn grown<T: Default>(list: &mut Vec<T>, index: usize) -> Option<&mut T> {
    if index >= list.len() {
        list.resize_with(index.saturating_add(1), T::default);
    }
    list.get_mut(index)
}

/// A rate in units of its last place.
fn rate_parts(rate: Rate) -> Result<i128, RefuseReason> {
    let (mantissa, places) = rate.parts();
    let missing = RATE_PLACES
        .checked_sub(places)
        .ok_or(RefuseReason::FeeTooFine)?;
    let factor = 10_i128
        .checked_pow(missing)
        .ok_or(RefuseReason::FeeTooFine)?;
    mantissa.checked_mul(factor).ok_or(RefuseReason::FeeTooFine)
}

impl Accounts {
    pub(crate) const fn new() -> Self {
        Self {
            index: BTreeMap::new(),
            list: Vec::new(),
            asset_index: BTreeMap::new(),
            assets: Vec::new(),
            pools: Vec::new(),
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
        let account = Account::new(terms)?;
        let index = self.list.len();
        self.list.push(account);
        self.index.insert(terms.account, index);
        Ok(index)
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
