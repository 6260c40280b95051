//! The exchange as a machine: which market an input belongs to, and what is told after it. Never a rule of its own.

use crate::accounts::Accounts;
use crate::effect::{Effect, IdMarks};
use crate::grid::{self, BALANCE_ATOMS_MAX, Grid};
use crate::ids::{ExchangeOrderId, ExchangeTradeId, Tag, UpdateId};
use crate::input::{AccountTerms, Cancel, Input, Listing, OrderKey};
use crate::market::{Counter, Market, MarketIds, Reserve};
use crate::pit::{Pit, SharedIds};
use crate::refusal::RefuseReason;
use crate::slab::Slot;
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
    pub(crate) ids: SharedIds,
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
            ids: SharedIds {
                order: Counter::starting_at(1),
                priority: 1,
            },
            turn: Turn::new(),
        }
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::AddInstrument { tag, listing } => {
                let done = self.list(listing, MarketIds::starting_at(1, 1));
                self.answer(tag, done);
            }
            Input::AddAccount {
                tag,
                account,
                balances,
            } => {
                let done = self.open(account, &balances);
                self.answer(tag, done);
            }
            Input::Deposit {
                tag,
                account,
                asset,
                qty,
            } => {
                let done = self.deposit(account, asset, qty);
                self.answer(tag, done);
            }
            Input::Place(place) => {
                self.on_account(place.tag, (place.account, place.symbol), |pit, owner| {
                    pit.place(&place, owner);
                });
            }
            Input::Cancel(cancel) => self.cancel(&cancel),
            Input::CancelAll {
                tag,
                account,
                symbol,
            } => self.cancel_all(tag, account, symbol),
            Input::SetLevels(batch) => {
                self.on_market(batch.tag, batch.symbol, |pit| pit.set_levels(&batch));
            }
            Input::Print(print) => {
                self.on_market(print.tag, print.symbol, |pit| pit.print(&print));
            }
            Input::Take(take) => self.on_market(take.tag, take.symbol, |pit| pit.take(&take)),
        }
    }

    fn answer(&mut self, tag: Tag, done: Result<(), RefuseReason>) {
        if let Err(reason) = done {
            self.turn.refuse(tag, reason);
        }
    }

    /// Lists an instrument.
    pub(crate) fn list(&mut self, listing: Listing, ids: MarketIds) -> Result<(), RefuseReason> {
        let instrument = &listing.instrument;
        if self.symbols.contains_key(&instrument.symbol) {
            return Err(RefuseReason::SymbolListed);
        }
        match instrument.kind {
            ContractKind::Spot => {}
            ContractKind::Linear { .. } => return Err(RefuseReason::BadListing),
        }
        let grid = Grid::of(&listing)?;
        let assets = (
            self.accounts.asset(instrument.base),
            self.accounts.asset(instrument.quote),
        );
        let index = self.markets.len();
        self.symbols.insert(instrument.symbol, index);
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
        self.turn.say(Effect::AccountOpened(terms));
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

    fn cancel(&mut self, cancel: &Cancel) {
        let at = (cancel.account, cancel.symbol);
        self.on_account(cancel.tag, at, |pit, owner| {
            match open_slot(pit, owner, cancel.order) {
                Some(slot) => pit.cancel(cancel.tag, slot),
                None => pit.turn.refuse(cancel.tag, RefuseReason::UnknownOrder),
            }
        });
    }

    /// Ends all open orders of an account in a symbol, oldest first; refused when there are none.
    fn cancel_all(&mut self, tag: Tag, account: AccountId, symbol: Symbol) {
        self.on_account(tag, (account, symbol), |pit, owner| {
            let market = pit.market.index;
            let slots: Vec<Slot> = pit.accounts.get(owner).map_or_else(Vec::new, |account| {
                let here = account.open.values().filter(|(at, _)| *at == market);
                here.map(|(_, slot)| *slot).collect()
            });
            if slots.is_empty() {
                pit.turn.refuse(tag, RefuseReason::UnknownOrder);
            }
            for slot in slots {
                pit.cancel(tag, slot);
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
            ids: &mut self.ids,
            turn: &mut self.turn,
        };
        act(&mut pit);
        pit.wake_stops();
        self.turn.tell_levels(market);
        self.tell_marks(index);
    }

    /// Sets numbers aside and says so, when those at hand are used up.
    fn tell_marks(&mut self, index: usize) {
        let Some(market) = self.markets.get_mut(index) else {
            return;
        };
        let shared = self.ids.order.reserve();
        let raised = market.ids.reserve();
        if raised.is_none() && shared == Reserve::Enough {
            return;
        }
        let (trade, update) = raised.unwrap_or_else(|| market.ids.marks());
        self.turn.say(Effect::IdsReserved(IdMarks {
            symbol: market.listing.instrument.symbol,
            order: ExchangeOrderId::new(self.ids.order.mark()),
            trade: ExchangeTradeId::new(trade),
            update: UpdateId::new(update),
        }));
    }
}

/// Where an account's open order stands in the book of a pit.
fn open_slot(pit: &Pit<'_>, owner: usize, key: OrderKey) -> Option<Slot> {
    let account = pit.accounts.get(owner)?;
    let id = match key {
        OrderKey::Exchange(id) => id,
        OrderKey::Client(name) => *account.names.get(&(pit.market.index, name))?,
    };
    let (market, slot) = account.open.get(&id)?;
    (*market == pit.market.index).then_some(*slot)
}

impl Machine for Exchange {
    type Input = Input;
    type Effect = Effect;

    fn step(&mut self, now: Time, input: Input, out: &mut impl Extend<Effect>) {
        self.turn.now = now;
        self.take(input);
        self.turn.tell_balances(&self.accounts);
        out.extend(self.turn.drain());
    }

    /// Nothing at the exchange happens by the clock alone.
    fn wake_at(&self) -> Option<Time> {
        None
    }
}
