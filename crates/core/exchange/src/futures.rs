//! A deterministic exchange of perpetual futures: books, positions, margin, funding, liquidation. Never a clock or a socket.
//! Its anonymous traders stand on the other side of accounts, so that every atom that one gains another has lost.

mod account;
mod admit;
mod algos;
mod amend;
mod arena;
mod assets;
mod cancel;
mod clock;
mod effect;
mod fact;
mod house;
mod ids;
mod input;
mod keep;
mod liquidate;
mod listing;
mod margin;
mod order;
mod position;
mod pricing;
mod query;
mod refusal;
mod restore;
mod rules;
mod settings;
mod settle;
mod sweep;
mod transfer;
mod turn;
mod units;
mod view;

pub use effect::{
    AccountUpdate, BalanceChange, ConfigChange, FuturesEffect, FuturesExecution, FuturesReport,
    MarginCall, PositionChange, UpdateReason,
};
pub use fact::{
    CountdownFact, FuturesFact, FuturesFactError, FuturesMarks, PoolFact, PositionFact, PricesFact,
    SeatFact, SettingsFact, WalletFact,
};
pub use ids::{AlgoId, AmendmentId, TranId};
pub use input::{
    AlgoKey, AmendOrder, AmendPrice, FuturesInput, FuturesTerms, Grant, OrderPrice, PlaceAlgo,
    PlaceOrder, Transfer,
};
pub use listing::{
    Bracket, FundingTerms, FuturesLimits, FuturesListing, FuturesStatus, MarginAsset, MarginUse,
    MarketLot, PriceBands,
};
pub use refusal::FuturesRefusal;
pub use restore::FuturesRestoreError;
pub use view::{
    AccountConfig, AccountTotals, AdlView, AlgoKind, AlgoOrder, AlgoPrice, AlgoStatus, Amendment,
    AssetView, AssetsMode, FeeBurn, FundingView, FuturesExpiry, FuturesFill, FuturesLedger,
    FuturesLife, FuturesOrder, FuturesOrderStatus, FuturesTrade, HoldersView, Income, IncomeKind,
    IncomeQuery, MarginChange, MarginChangeKind, MarginType, MarkView, OrderOrigin, PositionMode,
    PositionSide, PositionView, PriceMatch, Protect, Reduce, SymbolConfig, Working,
};

use crate::ids::Tag;
use crate::market::Counter;
use crate::retention::Retention;
use account::Account;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use arena::Arena;
use assets::Assets;
use clock::Timer;
use domain::{AccountId, Machine, Symbol, Time};
use turn::{Touched, Turn};

/// The first number of a conditional order. It lies beyond those of orders, as Binance's do: people keep both in one table.
pub(crate) const ALGO_FIRST: u64 = 1_000_000_001;

/// Numbers that rise over all contracts.
#[derive(Debug, Clone)]
pub(crate) struct SharedIds {
    pub(crate) order: Counter,
    pub(crate) algo: Counter,
    pub(crate) tran: Counter,
    pub(crate) amendment: Counter,
    /// The next place in time priority.
    pub(crate) priority: u64,
}

/// A deterministic futures exchange: the same inputs at the same instants always give the same effects.
///
/// Time never goes back: an earlier instant counts as the latest one seen.
#[derive(Debug, Clone)]
pub struct Futures {
    pub(crate) symbols: BTreeMap<Symbol, usize>,
    pub(crate) markets: Vec<Arena>,
    pub(crate) by_id: BTreeMap<AccountId, usize>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) assets: Assets,
    pub(crate) ids: SharedIds,
    pub(crate) timers: BTreeSet<(Time, Timer)>,
    /// The next whole second at which mark prices are set; none while nothing is listed.
    pub(crate) next_tick: Option<Time>,
    /// What accounts opened from here on remember.
    pub(crate) retention: Retention,
    pub(crate) turn: Turn,
}

impl Default for Futures {
    fn default() -> Self {
        Self::new()
    }
}

impl Futures {
    /// An exchange that lists nothing and knows nobody.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            symbols: BTreeMap::new(),
            markets: Vec::new(),
            by_id: BTreeMap::new(),
            accounts: Vec::new(),
            assets: Assets::new(),
            ids: SharedIds {
                order: Counter::starting_at(1),
                algo: Counter::starting_at(ALGO_FIRST),
                tran: Counter::starting_at(1),
                amendment: Counter::starting_at(1),
                priority: 1,
            },
            timers: BTreeSet::new(),
            next_tick: None,
            retention: Retention::USUAL,
            turn: Turn::new(),
        }
    }

    /// The same exchange, remembering so much of what is over; what is too much goes when the next of its kind comes.
    #[must_use]
    pub fn keeping(mut self, retention: Retention) -> Self {
        self.retention = retention;
        for account in &mut self.accounts {
            account.retention = retention;
        }
        self
    }

    fn take(&mut self, input: FuturesInput) {
        match input {
            FuturesInput::Place(place) => self.place(&place),
            FuturesInput::Amend(amend) => self.amend(&amend),
            FuturesInput::Cancel {
                tag,
                account,
                symbol,
                order,
            } => self.cancel_one(tag, (account, symbol), order),
            FuturesInput::CancelAll {
                tag,
                account,
                symbol,
            } => self.cancel_all(tag, (account, symbol)),
            FuturesInput::PlaceAlgo(place) => self.place_algo(&place),
            FuturesInput::CancelAlgo { tag, account, algo } => self.cancel_algo(tag, account, algo),
            FuturesInput::CancelAllAlgos {
                tag,
                account,
                symbol,
            } => self.cancel_all_algos(tag, (account, symbol)),
            FuturesInput::SetLevels(batch) => {
                self.on_house(batch.tag, batch.symbol, |f, m| f.set_levels(m, &batch));
            }
            FuturesInput::Print(print) => {
                self.on_house(print.tag, print.symbol, |f, m| f.print(m, &print));
            }
            FuturesInput::Take(take) => {
                self.on_house(take.tag, take.symbol, |f, m| f.take_from_book(m, &take));
            }
            FuturesInput::SetIndex { tag, symbol, price } => {
                let done = self.set_index(symbol, price);
                self.quietly(tag, done);
            }
            FuturesInput::SetAssetIndex { tag, asset, price } => {
                let done = self.set_asset_index(asset, price);
                self.quietly(tag, done);
            }
            FuturesInput::Wake => {}
            setting @ (FuturesInput::ListAsset { .. }
            | FuturesInput::ListSymbol { .. }
            | FuturesInput::SetStatus { .. }
            | FuturesInput::SetBrackets { .. }
            | FuturesInput::AddAccount { .. }
            | FuturesInput::SetTerms { .. }
            | FuturesInput::Transfer(_)
            | FuturesInput::Grant(_)
            | FuturesInput::Fund { .. }
            | FuturesInput::SetFeeBurn { .. }
            | FuturesInput::SetPositionMode { .. }
            | FuturesInput::SetAssetsMode { .. }
            | FuturesInput::SetLeverage { .. }
            | FuturesInput::SetMarginType { .. }
            | FuturesInput::AdjustMargin { .. }
            | FuturesInput::Countdown { .. }) => {
                let (tag, done) = self.take_setting(setting);
                self.answer(tag, done);
            }
        }
    }

    /// Says no, or nothing.
    pub(crate) fn quietly(&mut self, tag: Tag, done: Result<(), FuturesRefusal>) {
        if let Err(reason) = done {
            self.turn.refuse(tag, reason);
        }
    }

    /// Says no, or that it is done.
    pub(crate) fn answer(&mut self, tag: Tag, done: Result<(), FuturesRefusal>) {
        match done {
            Ok(()) => self.turn.say(FuturesEffect::Done { tag }),
            Err(reason) => self.turn.refuse(tag, reason),
        }
    }

    /// Does something at a contract for the house.
    fn on_house(
        &mut self,
        tag: Tag,
        symbol: Symbol,
        act: impl FnOnce(&mut Self, usize) -> Result<(), FuturesRefusal>,
    ) {
        let done = self.market_index(symbol).and_then(|m| act(self, m));
        self.quietly(tag, done);
    }

    pub(crate) fn market_index(&self, symbol: Symbol) -> Result<usize, FuturesRefusal> {
        let found = self.symbols.get(&symbol).copied();
        found.ok_or(FuturesRefusal::UnknownSymbol)
    }

    pub(crate) fn owner(&self, account: AccountId) -> Result<usize, FuturesRefusal> {
        let found = self.by_id.get(&account).copied();
        found.ok_or(FuturesRefusal::UnknownAccount)
    }

    /// Where an account and a contract stand.
    pub(crate) fn at(
        &self,
        (account, symbol): (AccountId, Symbol),
    ) -> Result<(usize, usize), FuturesRefusal> {
        Ok((self.owner(account)?, self.market_index(symbol)?))
    }

    /// Moves money of a wallet. Where it comes from or goes to is the caller's to book.
    pub(crate) fn move_wallet(&mut self, owner: usize, asset: usize, change: i128) {
        let now = self.turn.now;
        if let Some(wallet) = self
            .accounts
            .get_mut(owner)
            .and_then(|account| account.wallet_mut(asset))
        {
            wallet.balance = wallet.balance.saturating_add(change);
            wallet.updated = Some(now);
            self.turn.keep(Touched::Wallet(owner, asset));
        }
    }
}

impl Machine for Futures {
    type Input = FuturesInput;
    type Effect = FuturesEffect;

    fn step(&mut self, now: Time, input: FuturesInput, out: &mut impl Extend<FuturesEffect>) {
        let now = now.max(self.turn.now);
        self.run_until(now);
        self.turn.now = now;
        self.take(input);
        self.wake_by_trades();
        self.tell_levels();
        self.tell_kept();
        self.tell_marks();
        out.extend(self.turn.drain());
    }

    /// The next mark price, funding, countdown or date.
    fn wake_at(&self) -> Option<Time> {
        let timer = self.timers.first().map(|(due, _)| *due);
        [timer, self.next_tick].into_iter().flatten().min()
    }
}
