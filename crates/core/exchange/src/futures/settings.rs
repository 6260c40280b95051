//! Listing, opening and every setting of an account, with what forbids a change. Never trades.

mod modes;

use super::Futures;
use super::account::Account;
use super::arena::Arena;
use super::clock::Timer;
use super::effect::FuturesEffect;
use super::fact::FuturesFact;
use super::input::{FuturesInput, FuturesTerms};
use super::listing::{Bracket, FuturesListing, FuturesStatus, MarginAsset};
use super::refusal::FuturesRefusal;
use super::rules::Rules;
use super::turn::Touched;
use super::units;
use super::view::{FuturesExpiry, FuturesOrderStatus};
use crate::ids::Tag;
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::{AccountId, ContractKind, Price, Span, Symbol};

/// The longest countdown.
const COUNTDOWN_MOST: Span = Span::from_secs(366 * 24 * 3_600);

impl Futures {
    /// Everything that is neither an order nor the house.
    pub(crate) fn take_setting(
        &mut self,
        input: FuturesInput,
    ) -> (Tag, Result<(), FuturesRefusal>) {
        match input {
            FuturesInput::ListAsset { tag, asset, index } => (tag, self.list_asset(asset, index)),
            FuturesInput::ListSymbol {
                tag,
                listing,
                index,
            } => (tag, self.list_symbol(*listing, index)),
            FuturesInput::SetBrackets {
                tag,
                symbol,
                brackets,
            } => (tag, self.set_brackets(symbol, brackets)),
            FuturesInput::SetStatus {
                tag,
                symbol,
                status,
            } => (tag, self.set_status(symbol, status)),
            FuturesInput::AddAccount { tag, terms } => (tag, self.add_account(terms)),
            FuturesInput::SetTerms { tag, terms } => (tag, self.set_terms(terms)),
            FuturesInput::Transfer(transfer) => (transfer.tag, self.transfer(&transfer)),
            FuturesInput::Grant(grant) => (grant.tag, self.grant(&grant)),
            FuturesInput::Fund { tag, symbol, rate } => (tag, self.fund_at_once(symbol, rate)),
            FuturesInput::Countdown {
                tag,
                account,
                symbol,
                after,
            } => (tag, self.count_down((account, symbol), after)),
            FuturesInput::SetFeeBurn { tag, .. }
            | FuturesInput::SetPositionMode { tag, .. }
            | FuturesInput::SetAssetsMode { tag, .. }
            | FuturesInput::SetLeverage { tag, .. }
            | FuturesInput::SetMarginType { tag, .. }
            | FuturesInput::AdjustMargin { tag, .. } => (tag, self.take_mode(input)),
            FuturesInput::Place(_)
            | FuturesInput::Amend(_)
            | FuturesInput::Cancel { .. }
            | FuturesInput::CancelAll { .. }
            | FuturesInput::PlaceAlgo(_)
            | FuturesInput::CancelAlgo { .. }
            | FuturesInput::CancelAllAlgos { .. }
            | FuturesInput::SetIndex { .. }
            | FuturesInput::SetAssetIndex { .. }
            | FuturesInput::SetLevels(_)
            | FuturesInput::Print(_)
            | FuturesInput::Take(_)
            | FuturesInput::Wake => (Tag::new(0), Ok(())),
        }
    }

    pub(crate) fn list_asset(
        &mut self,
        terms: MarginAsset,
        index: Price,
    ) -> Result<(), FuturesRefusal> {
        let fine = [
            terms.bid_buffer,
            terms.ask_buffer,
            terms.exchange_bid_buffer,
            terms.exchange_ask_buffer,
        ];
        if !fine.iter().all(|rate| units::parts(*rate).is_some()) {
            return Err(FuturesRefusal::BadListing);
        }
        let points = units::points(index).ok_or(FuturesRefusal::PriceTooLow)?;
        self.assets.list(terms, points)?;
        let fact = FuturesFact::Asset(terms);
        self.turn.say(FuturesEffect::Keep(Box::new(fact)));
        self.keep_asset_index(terms.asset, points);
        Ok(())
    }

    pub(crate) fn keep_asset_index(&mut self, asset: domain::Asset, points: i128) {
        if let Some(price) = units::price(points) {
            let fact = FuturesFact::AssetIndex(asset, price);
            self.turn.say(FuturesEffect::Keep(Box::new(fact)));
        }
    }

    pub(crate) fn list_symbol(
        &mut self,
        mut listing: FuturesListing,
        index: Price,
    ) -> Result<(), FuturesRefusal> {
        let symbol = listing.instrument.symbol;
        if self.symbols.contains_key(&symbol) {
            return Err(FuturesRefusal::SymbolListed);
        }
        let rules = Rules::of(&mut listing)?;
        let settle = match listing.instrument.kind {
            ContractKind::Linear { settle, .. } => settle,
            ContractKind::Spot => return Err(FuturesRefusal::BadListing),
        };
        let asset = self.asset(settle)?;
        let points = units::points(index).ok_or(FuturesRefusal::PriceTooLow)?;
        let market = self.markets.len();
        let fact = FuturesFact::Listed(Box::new(listing.clone()), FuturesStatus::Trading);
        self.symbols.insert(symbol, market);
        let now = self.turn.now;
        let arena = Arena::new((market, asset), (listing, rules), points, now);
        self.markets.push(arena);
        self.turn.say(FuturesEffect::Keep(Box::new(fact)));
        self.turn.keep(Touched::Prices(market));
        self.say_status(market);
        self.schedule_tick();
        Ok(())
    }

    fn say_status(&mut self, market: usize) {
        if let Some(arena) = self.markets.get(market) {
            self.turn.say(FuturesEffect::Status {
                symbol: arena.listing.instrument.symbol,
                status: arena.status,
                at: self.turn.now,
            });
        }
    }

    /// Opens, halts or closes a contract; what is closed stays closed.
    fn set_status(&mut self, symbol: Symbol, status: FuturesStatus) -> Result<(), FuturesRefusal> {
        let market = self.market_index(symbol)?;
        let Some(arena) = self.markets.get_mut(market) else {
            return Err(FuturesRefusal::UnknownSymbol);
        };
        if arena.status == FuturesStatus::Closed || arena.status == status {
            return Err(FuturesRefusal::StatusForbidden);
        }
        arena.status = status;
        let fact = FuturesFact::Listed(Box::new(arena.listing.clone()), status);
        self.turn.say(FuturesEffect::Keep(Box::new(fact)));
        self.say_status(market);
        match status {
            FuturesStatus::Closed => self.close_market(market),
            FuturesStatus::PendingTrading
            | FuturesStatus::Trading
            | FuturesStatus::PreSettle
            | FuturesStatus::Settling => {}
        }
        Ok(())
    }

    /// Gives a contract other brackets. Leverages that are higher than all of them stay, and let nothing be opened.
    fn set_brackets(
        &mut self,
        symbol: Symbol,
        brackets: Vec<Bracket>,
    ) -> Result<(), FuturesRefusal> {
        let market = self.market_index(symbol)?;
        let arena = self.markets.get_mut(market);
        let arena = arena.ok_or(FuturesRefusal::UnknownSymbol)?;
        if arena.status == FuturesStatus::Closed {
            return Err(FuturesRefusal::StatusForbidden);
        }
        let mut listing = arena.listing.clone();
        listing.brackets = brackets;
        arena.rules = Rules::of(&mut listing)?;
        arena.listing = listing.clone();
        let fact = FuturesFact::Listed(Box::new(listing), arena.status);
        self.turn.say(FuturesEffect::Keep(Box::new(fact)));
        Ok(())
    }

    /// Ends every order of a contract and settles its positions at the mark price.
    fn close_market(&mut self, market: usize) {
        let status = FuturesOrderStatus::Expired(FuturesExpiry::Settlement);
        for owner in 0..self.accounts.len() {
            self.sweep_away((owner, market), status);
            self.expire_algos((owner, market));
        }
        for owner in 0..self.accounts.len() {
            self.settle_at_mark(owner, market);
        }
    }

    pub(crate) fn add_account(&mut self, terms: FuturesTerms) -> Result<(), FuturesRefusal> {
        if self.by_id.contains_key(&terms.account) {
            return Err(FuturesRefusal::AccountOpen);
        }
        let account = Account::open(terms, self.retention)?;
        self.by_id.insert(terms.account, self.accounts.len());
        self.accounts.push(account);
        let fact = FuturesFact::Terms(terms);
        self.turn.say(FuturesEffect::Keep(Box::new(fact)));
        Ok(())
    }

    pub(crate) fn set_terms(&mut self, terms: FuturesTerms) -> Result<(), FuturesRefusal> {
        let owner = self.owner(terms.account)?;
        if let Some(account) = self.accounts.get_mut(owner) {
            account.set_terms(terms)?;
        }
        let fact = FuturesFact::Terms(terms);
        self.turn.say(FuturesEffect::Keep(Box::new(fact)));
        Ok(())
    }

    fn count_down(&mut self, at: (AccountId, Symbol), after: Span) -> Result<(), FuturesRefusal> {
        let (owner, market) = self.at(at)?;
        if after.nanos() < 0 || after > COUNTDOWN_MOST {
            return Err(FuturesRefusal::CountdownOutOfRange);
        }
        let due = (after.nanos() > 0).then(|| self.turn.now.plus(after));
        self.set_countdown((owner, market), due);
        Ok(())
    }

    /// Sets or stops the countdown of an account in a contract.
    pub(crate) fn set_countdown(
        &mut self,
        (owner, market): (usize, usize),
        due: Option<domain::Time>,
    ) {
        let Some(account) = self.accounts.get_mut(owner) else {
            return;
        };
        let timer = Timer::Countdown(owner, market);
        let before = match due {
            Some(due) => account.countdowns.insert(market, due),
            None => account.countdowns.remove(&market),
        };
        if let Some(before) = before {
            self.timers.remove(&(before, timer));
        }
        if let Some(due) = due {
            self.timers.insert((due, timer));
        }
        self.turn.keep(Touched::Countdown(owner, market));
    }
}
