//! The exchange as a machine: which market an input belongs to, and what is told after it. Never a rule of its own.

use crate::accounts::Accounts;
use crate::effect::{Effect, IdMarks};
use crate::grid::{self, BALANCE_ATOMS_MAX, Grid};
use crate::ids::{
    ExchangeOrderId, ExchangeTradeId, ExecutionId, OrderListId, PreventedMatchId, Tag, UpdateId,
};
use crate::input::Input;
use crate::listing::{AVERAGE_MINUTES_MAX, Listing, SymbolRules, SymbolState, SymbolStatus};
use crate::market::{Counter, Market, Marks, Reserve, SpotIds};
use crate::pit::{Pit, SharedIds};
use crate::prices::Prices;
use crate::reference::{ExecutionRules, ReferenceSource};
use crate::refusal::RefuseReason;
use crate::retention::Retention;
use crate::slab::Slot;
use crate::terms::AccountTerms;
use crate::turn::Turn;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::{AccountId, Asset, ContractKind, Machine, Qty, Symbol, Time};

/// A deterministic spot exchange: the same inputs at the same instants always give the same effects.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub(crate) symbols: BTreeMap<Symbol, usize>,
    pub(crate) markets: Vec<Market>,
    pub(crate) accounts: Accounts,
    pub(crate) prices: Prices,
    pub(crate) ids: SharedIds,
    /// The first trade id of symbols that are listed from here on.
    first_trade: u64,
    pub(crate) turn: Turn,
}

impl Default for Exchange {
    fn default() -> Self {
        Self::new()
    }
}

impl Exchange {
    /// An exchange that lists nothing and knows nobody.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            symbols: BTreeMap::new(),
            markets: Vec::new(),
            accounts: Accounts::new(),
            prices: Prices::new(),
            ids: SharedIds {
                order: Counter::starting_at(1),
                list: Counter::starting_at(1),
                priority: 1,
            },
            first_trade: 1,
            turn: Turn::new(),
        }
    }

    /// The same exchange, with order numbers not below `first` and trade ids of symbols listed later beginning there.
    ///
    /// Readers that sort numbers as text meet numbers of one length for as long as a demonstration lasts.
    #[must_use]
    pub fn numbering_from(mut self, first: u64) -> Self {
        if self.ids.order.next() < first {
            self.ids.order = Counter::starting_at(first);
        }
        self.first_trade = first.max(1);
        self
    }

    /// The same exchange, remembering so much of what is over.
    #[must_use]
    pub fn keeping(mut self, retention: Retention) -> Self {
        self.accounts.keep(retention);
        self
    }

    const fn first_ids(&self) -> SpotIds {
        SpotIds::starting_at(Marks {
            trade: self.first_trade,
            ..Marks::FIRST
        })
    }

    fn take(&mut self, input: &Input) {
        match input {
            Input::AddInstrument { .. }
            | Input::AddAccount { .. }
            | Input::Deposit { .. }
            | Input::Withdraw { .. }
            | Input::SetTerms { .. }
            | Input::SetStatus { .. }
            | Input::SetRules { .. }
            | Input::SetExecution { .. }
            | Input::ExpireAll { .. } => self.take_of_keeper(input),
            Input::SetLevels(_) | Input::Print(_) | Input::Take(_) => self.take_of_house(input),
            Input::Place(place) => {
                self.on_account(place.tag, (place.account, place.symbol), |pit, owner| {
                    pit.place(place, owner);
                });
            }
            Input::PlaceList(ask) => {
                self.on_account(ask.tag, (ask.account, ask.symbol), |pit, owner| {
                    pit.place_list(ask, owner);
                });
            }
            Input::Cancel(ask) => {
                self.on_account(ask.tag, (ask.account, ask.symbol), |pit, owner| {
                    pit.cancel_asked(ask, owner);
                });
            }
            Input::CancelList(ask) => {
                self.on_account(ask.tag, (ask.account, ask.symbol), |pit, owner| {
                    pit.cancel_list(ask, owner);
                });
            }
            Input::Replace(ask) => {
                let place = &ask.place;
                self.on_account(place.tag, (place.account, place.symbol), |pit, owner| {
                    pit.replace(ask, owner);
                });
            }
            Input::Amend(ask) => {
                self.on_account(ask.tag, (ask.account, ask.symbol), |pit, owner| {
                    pit.amend(ask, owner);
                });
            }
            Input::CancelAll {
                tag,
                account,
                symbol,
            } => self.cancel_all(*tag, *account, *symbol),
        }
    }

    /// What those who run the exchange do.
    fn take_of_keeper(&mut self, input: &Input) {
        match input {
            Input::AddInstrument { tag, listing } => {
                let done = self.list(*listing, self.first_ids());
                self.answer(*tag, done);
            }
            Input::AddAccount {
                tag,
                account,
                balances,
            } => {
                let done = self.open(*account, balances);
                self.answer(*tag, done);
            }
            Input::Deposit {
                tag,
                account,
                asset,
                qty,
            } => {
                let done = self.deposit(*account, *asset, *qty);
                self.answer(*tag, done);
            }
            Input::Withdraw {
                tag,
                account,
                asset,
                qty,
            } => {
                let done = self.withdraw(*account, *asset, *qty);
                self.answer(*tag, done);
            }
            Input::SetTerms { tag, terms } => {
                let done = self.accounts.set_terms(*terms);
                if done.is_ok() {
                    self.turn.say(Effect::TermsSet(Box::new(*terms)));
                }
                self.answer(*tag, done);
            }
            Input::SetStatus {
                tag,
                symbol,
                status,
            } => self.set_status(*tag, *symbol, *status),
            Input::SetRules { tag, rules } => self.set_rules(*tag, rules),
            Input::SetExecution { tag, rules } => self.set_execution(*tag, rules),
            Input::ExpireAll { tag, symbol } => {
                self.on_market(*tag, *symbol, |pit| pit.expire_all());
            }
            Input::Place(_)
            | Input::PlaceList(_)
            | Input::Cancel(_)
            | Input::CancelList(_)
            | Input::Replace(_)
            | Input::Amend(_)
            | Input::CancelAll { .. }
            | Input::SetLevels(_)
            | Input::Print(_)
            | Input::Take(_) => {}
        }
    }

    /// What the anonymous traders of the house do; nothing while the symbol does not trade.
    fn take_of_house(&mut self, input: &Input) {
        match input {
            Input::SetLevels(batch) => {
                self.while_trading((batch.tag, batch.symbol), |pit| pit.set_levels(batch));
            }
            Input::Print(print) => {
                self.while_trading((print.tag, print.symbol), |pit| pit.print(print));
            }
            Input::Take(take) => {
                self.while_trading((take.tag, take.symbol), |pit| pit.take(take));
            }
            Input::AddInstrument { .. }
            | Input::AddAccount { .. }
            | Input::Deposit { .. }
            | Input::Withdraw { .. }
            | Input::SetTerms { .. }
            | Input::SetStatus { .. }
            | Input::SetRules { .. }
            | Input::SetExecution { .. }
            | Input::ExpireAll { .. }
            | Input::Place(_)
            | Input::PlaceList(_)
            | Input::Cancel(_)
            | Input::CancelList(_)
            | Input::Replace(_)
            | Input::Amend(_)
            | Input::CancelAll { .. } => {}
        }
    }

    fn while_trading(&mut self, (tag, symbol): (Tag, Symbol), act: impl FnOnce(&mut Pit<'_>)) {
        self.on_market(tag, symbol, |pit| match pit.check_trades() {
            Ok(()) => act(pit),
            Err(reason) => pit.turn.refuse(tag, reason),
        });
    }

    fn answer(&mut self, tag: Tag, done: Result<(), RefuseReason>) {
        if let Err(reason) = done {
            self.turn.refuse(tag, reason);
        }
    }

    /// Lists an instrument.
    pub(crate) fn list(&mut self, listing: Listing, ids: SpotIds) -> Result<(), RefuseReason> {
        let instrument = &listing.instrument;
        if self.symbols.contains_key(&instrument.symbol) {
            return Err(RefuseReason::SymbolListed);
        }
        match instrument.kind {
            ContractKind::Spot => {}
            ContractKind::Linear { .. } => return Err(RefuseReason::BadListing),
        }
        if listing.filters.average_minutes > AVERAGE_MINUTES_MAX {
            return Err(RefuseReason::BadListing);
        }
        let grid = Grid::of(&listing)?;
        let assets = (
            self.accounts.asset(instrument.base),
            self.accounts.asset(instrument.quote),
        );
        let index = self.markets.len();
        self.symbols.insert(instrument.symbol, index);
        self.prices.list(assets);
        self.markets
            .push(Market::new(index, listing, grid, assets, ids));
        self.turn.say(Effect::Listed(Box::new(listing)));
        self.tell_marks(index);
        Ok(())
    }

    fn open(&mut self, terms: AccountTerms, balances: &[(Asset, Qty)]) -> Result<(), RefuseReason> {
        let mut sums: BTreeMap<Asset, i128> = BTreeMap::new();
        for (asset, qty) in balances {
            let sum = sums.entry(*asset).or_insert(0);
            *sum = sum.saturating_add(grid::atoms(qty.parts())?);
            if *sum > BALANCE_ATOMS_MAX {
                return Err(RefuseReason::TooLarge);
            }
        }
        let owner = self.accounts.open(terms)?;
        self.turn.say(Effect::AccountOpened(Box::new(terms)));
        for (asset, atoms) in sums {
            self.credit(owner, asset, atoms);
        }
        Ok(())
    }

    fn deposit(&mut self, account: AccountId, asset: Asset, qty: Qty) -> Result<(), RefuseReason> {
        let owner = self
            .accounts
            .find(account)
            .ok_or(RefuseReason::UnknownAccount)?;
        let atoms = grid::atoms(qty.parts())?;
        let index = self.accounts.asset(asset);
        let held = self
            .accounts
            .get(owner)
            .map(|account| account.holding(index))
            .unwrap_or_default();
        let sum = held.free.saturating_add(held.locked).saturating_add(atoms);
        if sum > BALANCE_ATOMS_MAX {
            return Err(RefuseReason::TooLarge);
        }
        self.credit(owner, asset, atoms);
        Ok(())
    }

    fn credit(&mut self, owner: usize, asset: Asset, atoms: i128) {
        let index = self.accounts.asset(asset);
        if let Some(account) = self.accounts.get_mut(owner) {
            account.add_free(index, atoms);
        }
        if let Some(pool) = self.accounts.pool_mut(index) {
            pool.deposited = pool.deposited.saturating_add(atoms);
        }
        self.turn.touch_balance(owner, index);
    }

    /// Takes away some of what is free.
    fn withdraw(&mut self, account: AccountId, asset: Asset, qty: Qty) -> Result<(), RefuseReason> {
        let owner = self.accounts.find(account);
        let owner = owner.ok_or(RefuseReason::UnknownAccount)?;
        let atoms = grid::atoms(qty.parts())?;
        let short = RefuseReason::InsufficientBalance;
        let index = self.accounts.known_asset(asset).ok_or(short)?;
        let account = self.accounts.get_mut(owner).ok_or(short)?;
        if atoms > account.holding(index).free {
            return Err(short);
        }
        account.add_free(index, atoms.saturating_neg());
        if let Some(pool) = self.accounts.pool_mut(index) {
            pool.deposited = pool.deposited.saturating_sub(atoms);
        }
        self.turn.touch_balance(owner, index);
        Ok(())
    }

    fn set_status(&mut self, tag: Tag, symbol: Symbol, status: SymbolStatus) {
        let index = self.symbols.get(&symbol).copied();
        match index.and_then(|index| self.markets.get_mut(index)) {
            Some(market) => {
                market.status = status;
                let state = SymbolState { symbol, status };
                self.turn.say(Effect::StatusSet(state));
            }
            None => self.turn.refuse(tag, RefuseReason::UnknownSymbol),
        }
    }

    fn set_rules(&mut self, tag: Tag, rules: &SymbolRules) {
        let index = self.symbols.get(&rules.symbol).copied();
        let Some(market) = index.and_then(|index| self.markets.get_mut(index)) else {
            return self.turn.refuse(tag, RefuseReason::UnknownSymbol);
        };
        match market.keep_rules(rules.rules) {
            Ok(()) => self.turn.say(Effect::RulesSet(Box::new(*rules))),
            Err(reason) => self.turn.refuse(tag, reason),
        }
    }

    fn set_execution(&mut self, tag: Tag, rules: &ExecutionRules) {
        let index = self.symbols.get(&rules.symbol).copied();
        let Some(market) = index.and_then(|index| self.markets.get_mut(index)) else {
            return self.turn.refuse(tag, RefuseReason::UnknownSymbol);
        };
        if !rules.reference.is_none_or(ReferenceSource::is_sound) {
            return self.turn.refuse(tag, RefuseReason::BadListing);
        }
        let since = self.turn.now;
        let rules = ExecutionRules { since, ..*rules };
        market.references.set(rules);
        self.turn.say(Effect::ExecutionSet(Box::new(rules)));
    }

    /// Ends all open orders of an account in a symbol, oldest first; refused when there are none.
    fn cancel_all(&mut self, tag: Tag, account: AccountId, symbol: Symbol) {
        self.on_account(tag, (account, symbol), |pit, owner| {
            if let Err(reason) = pit.sight().check_may_cancel(owner) {
                return pit.turn.refuse(tag, reason);
            }
            let market = pit.market.index;
            let slots: Vec<Slot> = pit.accounts.get(owner).map_or_else(Vec::new, |account| {
                let here = account.open.values().filter(|(at, _)| *at == market);
                here.map(|(_, slot)| *slot).collect()
            });
            if slots.is_empty() {
                pit.turn.refuse(tag, RefuseReason::UnknownOrder);
            }
            for slot in slots {
                pit.cancel(tag, slot, None);
            }
        });
    }

    fn on_account(
        &mut self,
        tag: Tag,
        (account, symbol): (AccountId, Symbol),
        act: impl FnOnce(&mut Pit<'_>, usize),
    ) {
        let Some(owner) = self.accounts.find(account) else {
            return self.turn.refuse(tag, RefuseReason::UnknownAccount);
        };
        self.on_market(tag, symbol, |pit| act(pit, owner));
    }

    fn on_market(&mut self, tag: Tag, symbol: Symbol, act: impl FnOnce(&mut Pit<'_>)) {
        let found = self.symbols.get(&symbol).copied();
        let Some((index, market)) =
            found.and_then(|index| self.markets.get_mut(index).map(|market| (index, market)))
        else {
            return self.turn.refuse(tag, RefuseReason::UnknownSymbol);
        };
        let mut pit = Pit {
            market,
            accounts: &mut self.accounts,
            prices: &mut self.prices,
            ids: &mut self.ids,
            turn: &mut self.turn,
        };
        act(&mut pit);
        pit.settle_down();
        self.turn.tell_levels(market);
        self.tell_marks(index);
    }

    /// Sets numbers aside and says so, when those at hand are used up.
    fn tell_marks(&mut self, index: usize) {
        let Some(market) = self.markets.get_mut(index) else {
            return;
        };
        let raised = [
            self.ids.order.reserve(),
            self.ids.list.reserve(),
            market.ids.reserve(),
        ];
        if !raised.contains(&Reserve::Made) {
            return;
        }
        let marks = self.id_marks(index);
        if let Some(marks) = marks {
            self.turn.say(Effect::IdsReserved(marks));
        }
    }

    /// Numbers of a symbol that may have been used.
    pub(crate) fn id_marks(&self, index: usize) -> Option<IdMarks> {
        let market = self.markets.get(index)?;
        let marks = market.ids.marks();
        Some(IdMarks {
            symbol: market.listing.instrument.symbol,
            order: ExchangeOrderId::new(self.ids.order.mark()),
            trade: ExchangeTradeId::new(marks.trade),
            update: UpdateId::new(marks.update),
            execution: ExecutionId::new(marks.execution),
            prevented: PreventedMatchId::new(marks.prevented),
            list: OrderListId::new(self.ids.list.mark()),
        })
    }
}

impl Machine for Exchange {
    type Input = Input;
    type Effect = Effect;

    fn step(&mut self, now: Time, input: Input, out: &mut impl Extend<Effect>) {
        self.turn.now = now;
        self.take(&input);
        self.turn.tell_balances(&self.accounts);
        out.extend(self.turn.drain());
    }

    /// Nothing at the exchange happens by the clock alone.
    fn wake_at(&self) -> Option<Time> {
        None
    }
}
