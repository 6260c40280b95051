//! Rebuilds the futures exchange from kept facts. Never re-judges an order and never says anything; refuses contradictions.

mod orders;

use super::arena;
use super::fact::{
    CountdownFact, FuturesFact, FuturesMarks, PoolFact, PositionFact, PricesFact, WalletFact,
};
use super::ids::AlgoId;
use super::listing::{FuturesListing, FuturesStatus};
use super::position::Basis;
use super::rules::Rules;
use super::turn::Turn;
use super::units::{self, WHOLE};
use super::view::{AlgoOrder, FuturesOrder, FuturesTrade};
use super::{ALGO_FIRST, Futures};
use crate::accounts::keep;
use crate::grid;
use crate::ids::ExchangeOrderId;
use crate::market::{Counter, MarketIds};
use alloc::collections::BTreeMap;
use core::fmt;
use domain::{AccountId, Amount, Asset, Price, Symbol};

/// Why facts make no futures exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FuturesRestoreError {
    /// A margin asset is kept twice or contradicts itself.
    BadAsset(Asset),
    /// A fact names a margin asset that was never listed.
    UnknownAsset(Asset),
    /// A listing contradicts itself.
    BadListing(Symbol),
    /// A fact names a contract that was never listed.
    UnknownSymbol(Symbol),
    /// The fees of an account are too fine.
    BadAccount(AccountId),
    /// A fact names an account that was never opened.
    UnknownAccount(AccountId),
    /// A sum is finer or larger than the exchange counts.
    BadSum(Amount),
    /// A price lies outside what the exchange counts.
    BadPrice(Price),
    /// An order does not lie on its contract's grid, or lacks what an open order has.
    BadOrder(ExchangeOrderId),
    /// A conditional order lacks what a waiting one has.
    BadAlgo(AlgoId),
    /// What came in of an asset is not what is there.
    Unbalanced(Asset),
}

impl fmt::Display for FuturesRestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadAsset(asset) => write!(f, "margin asset {asset} cannot be restored"),
            Self::UnknownAsset(asset) => write!(f, "margin asset {asset} was never listed"),
            Self::BadListing(symbol) => write!(f, "the contract {symbol} cannot be restored"),
            Self::UnknownSymbol(symbol) => write!(f, "the contract {symbol} was never listed"),
            Self::BadAccount(account) => write!(f, "futures account {account} cannot be restored"),
            Self::UnknownAccount(account) => {
                write!(f, "futures account {account} was never opened")
            }
            Self::BadSum(sum) => write!(f, "the sum {sum} is not one that futures count"),
            Self::BadPrice(price) => write!(f, "the price {price} is not one that futures count"),
            Self::BadOrder(order) => write!(f, "futures order {order} cannot be restored"),
            Self::BadAlgo(algo) => write!(f, "conditional order {algo} cannot be restored"),
            Self::Unbalanced(asset) => {
                write!(f, "what came in of {asset} is not what futures hold of it")
            }
        }
    }
}

impl core::error::Error for FuturesRestoreError {}

/// The last word of the facts on orders and numbers.
#[derive(Default)]
struct LastWords {
    orders: BTreeMap<ExchangeOrderId, FuturesOrder>,
    algos: BTreeMap<AlgoId, AlgoOrder>,
    marks: BTreeMap<Symbol, FuturesMarks>,
}

type Restored = Result<(), FuturesRestoreError>;

fn atoms(sum: Amount) -> Result<i128, FuturesRestoreError> {
    grid::whole_atoms(sum.parts()).map_err(|_| FuturesRestoreError::BadSum(sum))
}

fn points(price: Price) -> Result<i128, FuturesRestoreError> {
    units::points(price).ok_or(FuturesRestoreError::BadPrice(price))
}

impl Futures {
    /// The exchange as it stood after the last kept fact: money, positions, settings, orders with their places in time,
    /// conditional orders, countdowns, records, numbers. What the house showed is not kept: it comes back with its market.
    ///
    /// # Errors
    /// Facts that contradict each other; the first one found.
    pub fn restore(
        facts: impl IntoIterator<Item = FuturesFact>,
    ) -> Result<Self, FuturesRestoreError> {
        let mut futures = Self::new();
        let mut words = LastWords::default();
        for fact in facts {
            futures.hear(fact, &mut words)?;
        }
        futures.restore_orders(&words)?;
        futures.restore_algos(&words)?;
        futures.restore_ids(&words);
        futures.check_sums()?;
        futures.turn = Turn::new();
        futures.schedule_tick();
        Ok(futures)
    }

    fn hear(&mut self, fact: FuturesFact, words: &mut LastWords) -> Restored {
        match fact {
            FuturesFact::Asset(terms) => self
                .assets
                .list(terms, WHOLE)
                .map_err(|_| FuturesRestoreError::BadAsset(terms.asset)),
            FuturesFact::Listed(listing, status) => self.hear_listing(*listing, status),
            FuturesFact::Terms(terms) => {
                let known = self.by_id.contains_key(&terms.account);
                let done = if known {
                    self.set_terms(terms)
                } else {
                    self.add_account(terms)
                };
                done.map_err(|_| FuturesRestoreError::BadAccount(terms.account))
            }
            FuturesFact::AssetIndex(asset, price) => {
                let (index, points) = (self.asset_at(asset)?, points(price)?);
                if let Some(state) = self.assets.get_mut(index) {
                    state.index = points;
                }
                Ok(())
            }
            FuturesFact::Pool(pool) => self.hear_pool(&pool),
            FuturesFact::Prices(prices) => self.hear_prices(&prices),
            FuturesFact::Funding(paid) => {
                let market = self.market_at(paid.symbol)?;
                if let Some(arena) = self.markets.get_mut(market) {
                    keep(&mut arena.prices.paid, paid, arena::FUNDING_KEPT_MAX);
                }
                Ok(())
            }
            FuturesFact::Order(order) => {
                words.orders.insert(order.id, order);
                Ok(())
            }
            FuturesFact::Algo(algo) => {
                words.algos.insert(algo.id, algo);
                Ok(())
            }
            FuturesFact::Ids(marks) => {
                words.marks.insert(marks.symbol, marks);
                Ok(())
            }
            FuturesFact::Settings(_)
            | FuturesFact::Seat(_)
            | FuturesFact::Wallet(_)
            | FuturesFact::Position(_)
            | FuturesFact::Countdown(_)
            | FuturesFact::Trade(_)
            | FuturesFact::Income(_)
            | FuturesFact::Amendment(_)
            | FuturesFact::MarginChange(_) => self.hear_account(fact),
        }
    }

    fn hear_listing(&mut self, listing: FuturesListing, status: FuturesStatus) -> Restored {
        let symbol = listing.instrument.symbol;
        if !self.symbols.contains_key(&symbol) {
            let first = listing.instrument.rules.price_tick;
            self.list_symbol(listing.clone(), first)
                .map_err(|_| FuturesRestoreError::BadListing(symbol))?;
        }
        let market = self.market_at(symbol)?;
        if let Some(arena) = self.markets.get_mut(market) {
            let mut listing = listing;
            arena.rules =
                Rules::of(&mut listing).map_err(|_| FuturesRestoreError::BadListing(symbol))?;
            arena.listing = listing;
            arena.status = status;
        }
        Ok(())
    }

    fn hear_pool(&mut self, kept: &PoolFact) -> Restored {
        let index = self.asset_at(kept.asset)?;
        if let Some(pool) = self.assets.pool_mut(index) {
            pool.deposited = atoms(kept.deposited)?;
            pool.fees = atoms(kept.fees)?;
            pool.funding = atoms(kept.funding)?;
            pool.insurance = atoms(kept.insurance)?;
            pool.house = atoms(kept.house)?;
        }
        Ok(())
    }

    fn hear_prices(&mut self, kept: &PricesFact) -> Restored {
        let market = self.market_at(kept.symbol)?;
        let Some(arena) = self.markets.get_mut(market) else {
            return Err(FuturesRestoreError::UnknownSymbol(kept.symbol));
        };
        arena.last = match kept.last {
            None => None,
            Some(price) => {
                let ticks = arena.rules.grid.ticks(price);
                let ticks = ticks.map_err(|_| FuturesRestoreError::BadPrice(price))?;
                Some((ticks, price))
            }
        };
        let prices = &mut arena.prices;
        prices.index = points(kept.index)?;
        prices.mark = points(kept.mark)?;
        prices.premium_sum = kept.premium_sum;
        prices.premium_count = kept.premium_count;
        prices.next_funding = kept.next_funding;
        prices.last_rate = units::parts(kept.last_rate).unwrap_or(0);
        Ok(())
    }

    /// A fact of one account.
    fn hear_account(&mut self, fact: FuturesFact) -> Restored {
        if let FuturesFact::Settings(kept) = fact {
            let owner = self.owner_at(kept.account)?;
            if let Some(account) = self.accounts.get_mut(owner) {
                account.position_mode = kept.position_mode;
                account.assets_mode = kept.assets_mode;
                account.burn = kept.fee_burn;
                account.updated = kept.updated;
            }
        } else if let FuturesFact::Seat(kept) = fact {
            let (owner, market) = (self.owner_at(kept.account)?, self.market_at(kept.symbol)?);
            if let Some(account) = self.accounts.get_mut(owner) {
                let seat = account.seat_mut(market);
                (seat.leverage, seat.margin) = (kept.leverage, kept.margin);
            }
        } else if let FuturesFact::Wallet(kept) = fact {
            self.hear_wallet(&kept)?;
        } else if let FuturesFact::Position(kept) = fact {
            self.hear_position(&kept)?;
        } else if let FuturesFact::Countdown(kept) = fact {
            self.hear_countdown(&kept)?;
        } else if let FuturesFact::Trade(kept) = fact {
            self.hear_trade(kept)?;
        } else if let FuturesFact::Income(kept) = fact {
            let owner = self.owner_at(kept.account)?;
            if let Some(account) = self.accounts.get_mut(owner) {
                account.remember_income(kept);
            }
        } else if let FuturesFact::Amendment(kept) = fact {
            let owner = self.owner_at(kept.account)?;
            if let Some(account) = self.accounts.get_mut(owner) {
                account.remember_amendment(kept);
            }
        } else if let FuturesFact::MarginChange(kept) = fact {
            let owner = self.owner_at(kept.account)?;
            if let Some(account) = self.accounts.get_mut(owner) {
                account.remember_margin_change(kept);
            }
        }
        Ok(())
    }

    fn hear_wallet(&mut self, kept: &WalletFact) -> Restored {
        let (owner, asset) = (self.owner_at(kept.account)?, self.asset_at(kept.asset)?);
        let found = self.accounts.get_mut(owner);
        if let Some(wallet) = found.and_then(|account| account.wallet_mut(asset)) {
            wallet.balance = atoms(kept.balance)?;
            wallet.updated = Some(kept.updated);
        }
        Ok(())
    }

    fn hear_position(&mut self, kept: &PositionFact) -> Restored {
        let (owner, market) = (self.owner_at(kept.account)?, self.market_at(kept.symbol)?);
        let (Some(account), Some(arena)) =
            (self.accounts.get_mut(owner), self.markets.get_mut(market))
        else {
            return Ok(());
        };
        let bad = FuturesRestoreError::BadSum(kept.qty);
        let size = kept.qty.size().qty().map_err(|_| bad)?;
        let lots = i128::from(arena.rules.grid.step_lots(size).map_err(|_| bad)?);
        let lots = if kept.qty.is_negative() {
            lots.saturating_neg()
        } else {
            lots
        };
        if let Some(position) = account.seat_mut(market).position_mut(kept.position_side) {
            arena.recount(position.lots, lots);
            position.lots = lots;
            position.cost = atoms(kept.cost)?;
            position.basis = Basis {
                cost: atoms(kept.basis_cost)?,
                lots: arena
                    .rules
                    .grid
                    .step_lots(kept.basis_qty)
                    .map_err(|_| bad)?,
            };
            position.isolated = atoms(kept.isolated)?;
            position.realised = atoms(kept.realised)?;
            position.sunk = atoms(kept.sunk)?;
            position.updated = Some(kept.updated);
        }
        Ok(())
    }

    fn hear_countdown(&mut self, kept: &CountdownFact) -> Restored {
        let at = (self.owner_at(kept.account)?, self.market_at(kept.symbol)?);
        self.set_countdown(at, kept.due);
        Ok(())
    }

    fn hear_trade(&mut self, kept: FuturesTrade) -> Restored {
        let (owner, market) = (self.owner_at(kept.account)?, self.market_at(kept.symbol)?);
        if let Some(account) = self.accounts.get_mut(owner) {
            account.remember_trade(market, kept);
        }
        Ok(())
    }

    fn owner_at(&self, account: AccountId) -> Result<usize, FuturesRestoreError> {
        self.owner(account)
            .map_err(|_| FuturesRestoreError::UnknownAccount(account))
    }

    fn market_at(&self, symbol: Symbol) -> Result<usize, FuturesRestoreError> {
        self.market_index(symbol)
            .map_err(|_| FuturesRestoreError::UnknownSymbol(symbol))
    }

    fn asset_at(&self, asset: Asset) -> Result<usize, FuturesRestoreError> {
        let found = self.assets.find(asset);
        found.ok_or(FuturesRestoreError::UnknownAsset(asset))
    }

    /// Numbers go on from the marks, or from behind the highest number seen.
    fn restore_ids(&mut self, words: &LastWords) {
        let (mut order, mut algo, mut tran, mut amendment) = (1, ALGO_FIRST, 1, 1);
        if let Some((id, _)) = words.orders.last_key_value() {
            order = id.get().saturating_add(1);
        }
        if let Some((id, _)) = words.algos.last_key_value() {
            algo = id.get().saturating_add(1);
        }
        for marks in words.marks.values() {
            order = order.max(marks.order.get());
            algo = algo.max(marks.algo.get());
            tran = tran.max(marks.tran.get());
            amendment = amendment.max(marks.amendment.get());
            let found = self.symbols.get(&marks.symbol).copied();
            if let Some(arena) = found.and_then(|market| self.markets.get_mut(market)) {
                arena.ids = MarketIds::starting_at(marks.trade.get(), marks.update.get());
            }
        }
        self.ids.order = Counter::starting_at(order);
        self.ids.algo = Counter::starting_at(algo);
        self.ids.tran = Counter::starting_at(tran);
        self.ids.amendment = Counter::starting_at(amendment);
    }

    /// What came in of every asset is still there, to the last atom.
    fn check_sums(&self) -> Restored {
        for ledger in self.ledger() {
            let parts = [
                ledger.wallets,
                ledger.fees,
                ledger.funding,
                ledger.insurance,
                ledger.house,
            ];
            let mut sum = 0_i128;
            for part in parts {
                sum = sum.saturating_add(atoms(part)?);
            }
            if sum != atoms(ledger.deposited)? {
                return Err(FuturesRestoreError::Unbalanced(ledger.asset));
            }
        }
        Ok(())
    }
}
