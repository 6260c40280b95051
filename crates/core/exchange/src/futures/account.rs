//! What one account has: wallets, positions, settings, open and ended orders, income. Never matches and never judges.

use super::ids::AlgoId;
use super::input::FuturesTerms;
use super::position::Position;
use super::refusal::FuturesRefusal;
use super::units;
use super::view::{
    AlgoOrder, Amendment, AssetsMode, FeeBurn, FuturesOrder, FuturesTrade, Income, MarginChange,
    MarginType, PositionMode, PositionSide,
};
use crate::accounts::keep;
use crate::ids::ExchangeOrderId;
use crate::retention::Retention;
use crate::slab::Slot;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;
use domain::{ClientOrderId, Side, Time};

/// Open orders an account may have over all contracts.
pub(crate) const ACCOUNT_OPEN_MAX: usize = 2_000;
/// Conditional orders an account may have waiting over all contracts.
pub(crate) const ACCOUNT_ALGOS_MAX: usize = 200;
/// The leverage a contract begins with.
pub(crate) const LEVERAGE_FIRST: u32 = 20;

/// What an account holds of one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Wallet {
    /// In atoms, isolated margin included.
    pub(crate) balance: i128,
    pub(crate) updated: Option<Time>,
}

/// Values of resting orders that may open a position, in atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Resting {
    pub(crate) bids: i128,
    pub(crate) asks: i128,
}

/// What an account has in one contract.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    pub(crate) leverage: u32,
    pub(crate) margin: MarginType,
    positions: [Position; 3],
    resting: [Resting; 3],
    /// Open orders.
    pub(crate) open: u32,
    /// Waiting conditional orders.
    pub(crate) algos: u32,
    /// Open orders that may only reduce.
    pub(crate) reducing: BTreeSet<ExchangeOrderId>,
    pub(crate) trades: VecDeque<FuturesTrade>,
}

/// One account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) terms: FuturesTerms,
    pub(crate) maker: i128,
    pub(crate) taker: i128,
    pub(crate) burn: FeeBurn,
    pub(crate) retention: Retention,
    pub(crate) position_mode: PositionMode,
    pub(crate) assets_mode: AssetsMode,
    pub(crate) updated: Option<Time>,
    pub(crate) wallets: Vec<Wallet>,
    pub(crate) seats: BTreeMap<usize, Seat>,
    /// Open orders: the contract and the place in its book.
    pub(crate) open: BTreeMap<ExchangeOrderId, (usize, Slot)>,
    /// The latest order of each name.
    pub(crate) names: BTreeMap<(usize, ClientOrderId), ExchangeOrderId>,
    ended: BTreeMap<ExchangeOrderId, (usize, Box<FuturesOrder>)>,
    /// Conditional orders that wait, by number, with their contract.
    pub(crate) algos: BTreeMap<AlgoId, usize>,
    /// The latest conditional order of each name.
    pub(crate) algo_names: BTreeMap<ClientOrderId, AlgoId>,
    /// Conditional orders that wait no more.
    ended_algos: BTreeMap<AlgoId, Box<AlgoOrder>>,
    pub(crate) countdowns: BTreeMap<usize, Time>,
    pub(crate) income: VecDeque<Income>,
    pub(crate) amendments: VecDeque<Amendment>,
    pub(crate) margin_changes: VecDeque<MarginChange>,
    /// When it was last told that its margin runs out.
    pub(crate) called: Option<Time>,
}

const fn place(side: PositionSide) -> usize {
    match side {
        PositionSide::Both => 0,
        PositionSide::Long => 1,
        PositionSide::Short => 2,
    }
}

/// The three positions of a contract.
pub(crate) const SIDES: [PositionSide; 3] =
    [PositionSide::Both, PositionSide::Long, PositionSide::Short];

impl Default for Seat {
    fn default() -> Self {
        Self {
            leverage: LEVERAGE_FIRST,
            margin: MarginType::Cross,
            positions: [Position::default(); 3],
            resting: [Resting::default(); 3],
            open: 0,
            algos: 0,
            reducing: BTreeSet::new(),
            trades: VecDeque::new(),
        }
    }
}

impl Seat {
    pub(crate) fn position(&self, side: PositionSide) -> Position {
        self.positions.get(place(side)).copied().unwrap_or_default()
    }

    pub(crate) fn position_mut(&mut self, side: PositionSide) -> Option<&mut Position> {
        self.positions.get_mut(place(side))
    }

    pub(crate) fn resting(&self, side: PositionSide) -> Resting {
        self.resting.get(place(side)).copied().unwrap_or_default()
    }

    /// Books a change in the value of resting orders.
    pub(crate) fn rest(&mut self, position: PositionSide, side: Side, change: i128) {
        if let Some(resting) = self.resting.get_mut(place(position)) {
            let sum = match side {
                Side::Buy => &mut resting.bids,
                Side::Sell => &mut resting.asks,
            };
            *sum = sum.saturating_add(change);
        }
    }

    pub(crate) fn has_position(&self) -> bool {
        self.positions.iter().any(|position| position.lots != 0)
    }

    /// All money set aside for its positions.
    pub(crate) fn isolated(&self) -> i128 {
        let sum = |sum: i128, position: &Position| sum.saturating_add(position.isolated);
        self.positions.iter().fold(0, sum)
    }
}

impl Account {
    /// An account with empty wallets.
    ///
    /// # Errors
    /// A fee rate is finer than eight places.
    pub(crate) fn open(terms: FuturesTerms, retention: Retention) -> Result<Self, FuturesRefusal> {
        let (maker, taker) = fees(&terms)?;
        Ok(Self {
            terms,
            maker,
            taker,
            burn: FeeBurn::Off,
            retention,
            position_mode: PositionMode::OneWay,
            assets_mode: AssetsMode::Single,
            updated: None,
            wallets: Vec::new(),
            seats: BTreeMap::new(),
            open: BTreeMap::new(),
            names: BTreeMap::new(),
            ended: BTreeMap::new(),
            algos: BTreeMap::new(),
            algo_names: BTreeMap::new(),
            ended_algos: BTreeMap::new(),
            countdowns: BTreeMap::new(),
            income: VecDeque::new(),
            amendments: VecDeque::new(),
            margin_changes: VecDeque::new(),
            called: None,
        })
    }

    /// Other fees from here on.
    ///
    /// # Errors
    /// A fee rate is finer than eight places.
    pub(crate) fn set_terms(&mut self, terms: FuturesTerms) -> Result<(), FuturesRefusal> {
        (self.maker, self.taker) = fees(&terms)?;
        self.terms = terms;
        Ok(())
    }

    pub(crate) fn wallet(&self, asset: usize) -> Wallet {
        self.wallets.get(asset).copied().unwrap_or_default()
    }

    pub(crate) fn wallet_mut(&mut self, asset: usize) -> Option<&mut Wallet> {
        if self.wallets.len() <= asset {
            self.wallets
                .resize(asset.saturating_add(1), Wallet::default());
        }
        self.wallets.get_mut(asset)
    }

    pub(crate) fn seat(&self, market: usize) -> Option<&Seat> {
        self.seats.get(&market)
    }

    pub(crate) fn seat_mut(&mut self, market: usize) -> &mut Seat {
        self.seats.entry(market).or_default()
    }

    pub(crate) fn position(&self, market: usize, side: PositionSide) -> Position {
        self.seat(market)
            .map(|seat| seat.position(side))
            .unwrap_or_default()
    }

    /// Remembers a trade, and forgets the oldest beyond the bound.
    pub(crate) fn remember_trade(&mut self, market: usize, trade: FuturesTrade) {
        let most = self.retention.trades;
        keep(&mut self.seat_mut(market).trades, trade, most);
    }

    /// Remembers a movement of money, and forgets the oldest beyond the bound.
    pub(crate) fn remember_income(&mut self, income: Income) {
        keep(&mut self.income, income, self.retention.income);
    }

    /// Remembers an amendment, and forgets the oldest beyond the bound.
    pub(crate) fn remember_amendment(&mut self, amendment: Amendment) {
        keep(&mut self.amendments, amendment, self.retention.amendments);
    }

    /// Remembers a movement of isolated margin, and forgets the oldest beyond the bound.
    pub(crate) fn remember_margin_change(&mut self, change: MarginChange) {
        keep(
            &mut self.margin_changes,
            change,
            self.retention.margin_changes,
        );
    }

    /// Remembers an ended order, and forgets the oldest beyond the bound.
    pub(crate) fn remember(&mut self, market: usize, order: FuturesOrder) {
        self.ended.insert(order.id, (market, Box::new(order)));
        while self.ended.len() > self.retention.ended_orders
            && let Some((id, (market, old))) = self.ended.pop_first()
        {
            if self.names.get(&(market, old.client_id)) == Some(&id) {
                self.names.remove(&(market, old.client_id));
            }
        }
    }

    pub(crate) fn ended(&self, id: ExchangeOrderId) -> Option<&FuturesOrder> {
        self.ended.get(&id).map(|(_, order)| &**order)
    }

    /// Ended orders from a number upwards.
    pub(crate) fn ended_from(
        &self,
        from: ExchangeOrderId,
    ) -> impl DoubleEndedIterator<Item = &FuturesOrder> {
        self.ended.range(from..).map(|(_, (_, order))| &**order)
    }

    /// Remembers a conditional order that waits no more.
    pub(crate) fn remember_algo(&mut self, algo: AlgoOrder) {
        self.ended_algos.insert(algo.id, Box::new(algo));
        while self.ended_algos.len() > self.retention.ended_algos
            && let Some((id, old)) = self.ended_algos.pop_first()
        {
            if self.algo_names.get(&old.client_id) == Some(&id) {
                self.algo_names.remove(&old.client_id);
            }
        }
    }

    pub(crate) fn ended_algo(&self, id: AlgoId) -> Option<&AlgoOrder> {
        self.ended_algos.get(&id).map(|algo| &**algo)
    }

    pub(crate) fn ended_algo_mut(&mut self, id: AlgoId) -> Option<&mut AlgoOrder> {
        self.ended_algos.get_mut(&id).map(|algo| &mut **algo)
    }

    pub(crate) fn ended_algos(&self) -> impl Iterator<Item = &AlgoOrder> {
        self.ended_algos.values().map(|algo| &**algo)
    }
}

fn fees(terms: &FuturesTerms) -> Result<(i128, i128), FuturesRefusal> {
    let parts = |rate| units::parts(rate).ok_or(FuturesRefusal::FeeTooFine);
    Ok((parts(terms.maker)?, parts(terms.taker)?))
}
