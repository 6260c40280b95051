//! The one door to every venue: what it has not cleared, nobody can send. Counts an order the instant it clears it.

use crate::balances::Balances;
use crate::cleared::{Cleared, HaltWatch};
use crate::closes::Closes;
use crate::config::{AccountConfig, GateConfig};
use crate::confirmation::Confirmed;
use crate::figure::Figure;
use crate::holds::Hold;
use crate::judge_rules::JudgeRules;
use crate::lately::Lately;
use crate::limit_sets::LimitSet;
use crate::losses::{LossStanding, SymbolDay};
use crate::margin::Contracts;
use crate::open_orders::{Joined, OpenOrder, OpenOrders, scopes};
use crate::quote::Quote;
use crate::refusal::{Refusal, Rule};
use crate::sheet::{Sheet, exact};
use crate::verdict::Verdict;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, Asset, CancelOrder, ContractKind, Instrument, InstrumentRules, NewOrder,
    NumberError, OrderId, PositionKey, Qty, ReplaceOrder, Scope, Symbol, Time, UserId, VenueId,
};

/// The one door to every venue.
#[derive(Debug)]
pub struct Gate {
    config: GateConfig,
    accounts: BTreeMap<AccountId, AccountConfig>,
    instruments: BTreeMap<(VenueId, Symbol), Instrument>,
    /// In what an asset is traded.
    by_base: BTreeMap<Asset, Vec<(VenueId, Symbol, ContractKind)>>,
    watch: HaltWatch,
    pub(crate) rules: JudgeRules,
    /// The other assets of each asset's class.
    pub(crate) class_mates: BTreeMap<Asset, Vec<Asset>>,
    /// The latest instant at which an order was judged.
    pub(crate) clock: Option<Time>,
    pub(crate) quotes: BTreeMap<(VenueId, Symbol), Quote>,
    pub(crate) halts: BTreeSet<Scope>,
    pub(crate) switches_off: BTreeSet<SwitchOf>,
    pub(crate) orders: OpenOrders,
    pub(crate) balances: Balances,
    /// Base held per position; flat ones are left out.
    pub(crate) positions: BTreeMap<PositionKey, Amount>,
    pub(crate) contracts: Contracts,
    /// Accounts whose sums no longer fit.
    pub(crate) broken: BTreeSet<AccountId>,
    /// Accounts whose orders, trades and balances were compared with the venue's since this gate was made.
    pub(crate) compared: BTreeSet<AccountId>,
    /// Symbols that are not open for trading at their venue.
    pub(crate) closed: BTreeSet<(VenueId, Symbol)>,
    /// What orders that are not ours lock of an account's assets at the venue.
    pub(crate) locked_by_others: BTreeMap<(AccountId, Asset), Amount>,
    /// Accounts whose venue is away.
    pub(crate) away: BTreeSet<AccountId>,
    /// What each part of trading has lost, as last counted.
    pub(crate) losses: BTreeMap<Scope, LossStanding>,
    /// How each symbol's day went so far.
    pub(crate) symbol_days: BTreeMap<Symbol, SymbolDay>,
    /// What our orders did lately.
    pub(crate) lately: Lately,
    /// Prices by the minute.
    pub(crate) closes: Closes,
    /// Limits that people set while the house runs, beside those of the configuration.
    pub(crate) limits_of_people: BTreeMap<Scope, LimitSet>,
    /// What a person says a second time in this very moment.
    pub(crate) confirmed: Option<Confirmed>,
}

/// What a trading switch turns on and off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SwitchOf {
    /// All orders of one person.
    User(UserId),
    /// All orders of one account.
    Account(AccountId),
    /// All orders in one symbol.
    Symbol(Symbol),
}

/// Where a trading switch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SwitchPosition {
    /// Orders may pass.
    On,
    /// Nothing but cancels may pass.
    Off,
}

impl SwitchOf {
    /// The part of trading it switches.
    #[must_use]
    pub const fn scope(self) -> Scope {
        match self {
            Self::User(user) => Scope::User(user),
            Self::Account(account) => Scope::Account(account),
            Self::Symbol(symbol) => Scope::Symbol(symbol),
        }
    }

    /// The switch of a part of trading, where that part has one.
    #[must_use]
    pub const fn of(scope: Scope) -> Option<Self> {
        match scope {
            Scope::User(user) => Some(Self::User(user)),
            Scope::Account(account) => Some(Self::Account(account)),
            Scope::Symbol(symbol) => Some(Self::Symbol(symbol)),
            Scope::Global | Scope::Venue(_) | Scope::Strategy(_) => None,
        }
    }
}

impl Gate {
    /// A gate that has seen nothing yet: no price, no balance, no halt.
    #[must_use]
    pub fn new(config: GateConfig) -> Self {
        Self::with(config, HaltWatch::new()).with_rules(JudgeRules::default())
    }

    pub(crate) fn with(config: GateConfig, watch: HaltWatch) -> Self {
        let accounts = config.accounts.iter().map(|a| (a.account, *a)).collect();
        let mut by_base: BTreeMap<Asset, Vec<_>> = BTreeMap::new();
        for instrument in &config.instruments {
            let traded = (instrument.venue, instrument.symbol, instrument.kind);
            by_base.entry(instrument.base).or_default().push(traded);
        }
        let instruments = config.instruments.iter();
        let instruments = instruments.map(|i| ((i.venue, i.symbol), *i)).collect();
        Self {
            config,
            accounts,
            instruments,
            by_base,
            watch,
            rules: JudgeRules::default(),
            class_mates: BTreeMap::new(),
            clock: None,
            quotes: BTreeMap::new(),
            halts: BTreeSet::new(),
            switches_off: BTreeSet::new(),
            orders: OpenOrders::default(),
            balances: Balances::default(),
            positions: BTreeMap::new(),
            contracts: Contracts::default(),
            broken: BTreeSet::new(),
            compared: BTreeSet::new(),
            closed: BTreeSet::new(),
            locked_by_others: BTreeMap::new(),
            away: BTreeSet::new(),
            losses: BTreeMap::new(),
            symbol_days: BTreeMap::new(),
            lately: Lately::default(),
            closes: Closes::default(),
            limits_of_people: BTreeMap::new(),
            confirmed: None,
        }
    }

    /// Forgets everything seen but keeps the configuration, the venues' lists and the watch; whatever was cleared before is
    /// out of date.
    #[must_use]
    pub fn reset(self) -> Self {
        self.watch.bump();
        Self {
            closed: self.closed,
            rules: self.rules,
            class_mates: self.class_mates,
            closes: self.closes,
            ..Self::with(self.config, self.watch)
        }
    }

    /// The read handle to the count of halts, for whoever owns the sockets.
    #[must_use]
    pub fn halt_watch(&self) -> HaltWatch {
        self.watch.clone()
    }

    /// What the gate was told when it was made.
    #[must_use]
    pub const fn config(&self) -> &GateConfig {
        &self.config
    }

    /// Judges an order and, when every rule is kept, counts it at once and lets it through.
    ///
    /// # Errors
    /// The first rule that says no; nothing is counted.
    pub fn clear(&mut self, now: Time, order: NewOrder) -> Result<Cleared<NewOrder>, Refusal> {
        self.clear_by(now, order, Sheet::first_no())
    }

    pub(crate) fn clear_by(
        &mut self,
        now: Time,
        order: NewOrder,
        mut sheet: Sheet,
    ) -> Result<Cleared<NewOrder>, Refusal> {
        let judged = self.judge(now, &order, &mut sheet);
        self.seen(now);
        let hold = judged?;
        let Some(account) = self.account(order.account()) else {
            return Err(not_counted(order.id()));
        };
        exact(self.orders.add(OpenOrder {
            order,
            second: None,
            venue: account.venue,
            hold,
            remaining: order.terms().qty,
        }))?;
        Ok(Cleared::new(order, self.watch.epoch()))
    }

    /// Judges an order that shall take the place of a working one. Until the venue's word of both is known either may
    /// trade, the old one in part and the new one after it: so the new one must pass beside the old, which stays
    /// counted until a report ends it.
    ///
    /// # Errors
    /// The first rule that says no; nothing more is counted.
    pub fn clear_replace(
        &mut self,
        now: Time,
        replace: ReplaceOrder,
    ) -> Result<Cleared<ReplaceOrder>, Refusal> {
        self.judge_one_by_one(&replace.order)?;
        let cleared = self.clear(now, replace.order)?;
        let halt_epoch = cleared.halt_epoch();
        Ok(Cleared::new(replace, halt_epoch))
    }

    /// Notes the instant of a judgement.
    pub(crate) fn seen(&mut self, now: Time) {
        if self.clock.is_some_and(|seen| now < seen) {
            // What was received before the clock stepped back cannot be dated any more.
            self.quotes.clear();
            self.contracts.marks.clear();
        }
        self.clock = Some(now);
    }

    /// Asks again about an order that is counted and certainly never left, after a halt came in between.
    /// It stays counted either way.
    ///
    /// # Errors
    /// It is halted, switched off, or not counted here; the caller ends it.
    pub fn reaffirm(&self, order: OrderId) -> Result<Cleared<NewOrder>, Refusal> {
        let open = self.orders.get(order);
        let open = open.ok_or_else(|| not_counted(order))?;
        let wish = match open.second {
            None => open.order,
            // A pair leaves in one request, so one of its orders cannot be sent on for itself; exits on margin leave apart.
            Some(_) if !self.is_margined(open.order.account()) => return Err(not_counted(order)),
            Some(second) if second.id() == order => second,
            Some(_) => open.order,
        };
        self.judge_again(&wish, &mut Sheet::first_no())?;
        Ok(Cleared::new(wish, self.watch.epoch()))
    }

    /// Lets a cancel through: always.
    pub fn clear_cancel(&self, cancel: CancelOrder) -> Cleared<CancelOrder> {
        Cleared::new(cancel, self.watch.epoch())
    }

    /// What [`Gate::clear`] would say, rule by rule. Nothing is counted.
    #[must_use]
    pub fn verdict(&self, now: Time, order: &NewOrder) -> Verdict {
        let mut sheet = Sheet::every_rule();
        let judged = self.judge(now, order, &mut sheet);
        let mut verdict = sheet.verdict;
        if let Err(refusal) = judged {
            verdict.refusal.get_or_insert(refusal);
        }
        verdict
    }

    /// Counts an order that was cleared in an earlier life, with what of it may still trade. Judges nothing; an order
    /// that is counted already stays as it is.
    ///
    /// # Errors
    /// Its account is unknown, or a sum does not fit.
    pub fn rehold(&mut self, order: NewOrder, hold: Hold, remaining: Qty) -> Result<(), Refusal> {
        let account = self.account(order.account());
        let venue = account.map(|account| account.venue);
        let venue = venue.ok_or_else(|| not_counted(order.id()))?;
        exact(self.orders.add(OpenOrder {
            order,
            second: None,
            venue,
            hold,
            remaining,
        }))
    }

    /// Counts an order of a pair that was cleared in an earlier life: with the other one where that is counted, and for
    /// itself where it is over. `remaining` is what neither has traded.
    ///
    /// # Errors
    /// Its account is unknown, or a sum does not fit.
    pub fn rehold_of_pair(
        &mut self,
        (order, other): (NewOrder, OrderId),
        hold: Hold,
        remaining: Qty,
    ) -> Result<(), Refusal> {
        match self.orders.join(order, other) {
            Joined::Counted => Ok(()),
            Joined::Alone => self.rehold(order, hold, remaining),
        }
    }

    /// Halts a scope until a person releases it. Whatever was cleared before must be asked about again before it leaves.
    pub fn halt(&mut self, scope: Scope) {
        self.halts.insert(scope);
        self.watch.bump();
    }

    /// Ends the halt of exactly this scope; others stand.
    pub fn release(&mut self, scope: Scope) {
        self.halts.remove(&scope);
    }

    /// The scopes that are halted.
    pub fn halts(&self) -> impl Iterator<Item = Scope> + '_ {
        self.halts.iter().copied()
    }

    /// Sets a trading switch. Switching off holds back, like a halt, what was cleared before.
    pub fn set_switch(&mut self, switch: SwitchOf, position: SwitchPosition) {
        match position {
            SwitchPosition::On => {
                self.switches_off.remove(&switch);
            }
            SwitchPosition::Off => {
                self.switches_off.insert(switch);
                self.watch.bump();
            }
        }
    }

    /// The switches that are off.
    pub fn switches_off(&self) -> impl Iterator<Item = SwitchOf> + '_ {
        self.switches_off.iter().copied()
    }

    /// Whether an order lies in a scope.
    #[must_use]
    pub fn covers(&self, scope: Scope, order: &NewOrder) -> bool {
        let Some(account) = self.account(order.account()) else {
            return scope == Scope::Global;
        };
        scopes(order, account.venue).contains(&Some(scope))
    }

    /// What a counted order sets aside per unit.
    #[must_use]
    pub fn hold_of(&self, order: OrderId) -> Option<Hold> {
        self.orders.get(order).map(|open| open.hold)
    }

    /// What of a counted order may still trade, as far as the gate was told.
    #[must_use]
    pub fn remaining_of(&self, order: OrderId) -> Option<Qty> {
        self.orders.get(order).map(|open| open.remaining)
    }

    /// What orders of an account hold, per asset; assets without a hold are left out.
    #[must_use]
    pub fn holds(&self, account: AccountId) -> Vec<(Asset, Amount)> {
        self.orders.holds(account).collect()
    }

    /// What the venue says an account has of an asset, moved by the fills since; `None` while it has not said.
    #[must_use]
    pub fn total(&self, account: AccountId, asset: Asset) -> Option<Amount> {
        self.balances.total(account, asset).ok().flatten()
    }

    /// What of an asset is not held; negative when the venue took more than we knew. `None` while unknown.
    #[must_use]
    pub fn available(&self, account: AccountId, asset: Asset) -> Option<Amount> {
        let total = self.total(account, asset)?;
        self.left_of(total, account, asset).ok()
    }

    /// What is left of `total` after the holds of our orders and what orders of others lock.
    pub(crate) fn left_of(
        &self,
        total: Amount,
        account: AccountId,
        asset: Asset,
    ) -> Result<Amount, NumberError> {
        let held = total.minus(self.orders.held(account, asset))?;
        match self.locked_by_others.get(&(account, asset)) {
            Some(locked) => held.minus(*locked),
            None => Ok(held),
        }
    }

    /// The prices last seen.
    #[must_use]
    pub fn quote_of(&self, venue: VenueId, symbol: Symbol) -> Option<&Quote> {
        self.quotes.get(&(venue, symbol))
    }

    /// The account's configuration.
    #[must_use]
    pub fn account(&self, account: AccountId) -> Option<&AccountConfig> {
        self.accounts.get(&account)
    }

    /// The instrument that `symbol` is at the account's venue.
    #[must_use]
    pub fn instrument(&self, account: AccountId, symbol: Symbol) -> Option<&Instrument> {
        self.instrument_at(self.account(account)?.venue, symbol)
    }

    /// The rules of an instrument from here on, for this gate and for what it becomes by a reset.
    pub(crate) fn keep_rules(&mut self, at: (VenueId, Symbol), rules: InstrumentRules) {
        let kept = self.config.instruments.iter_mut();
        let kept = kept.filter(|instrument| (instrument.venue, instrument.symbol) == at);
        for instrument in kept.chain(self.instruments.get_mut(&at)) {
            instrument.rules = rules;
        }
    }

    /// In what symbols an asset is traded, and where.
    pub(crate) fn symbols_of(&self, asset: Asset) -> &[(VenueId, Symbol, ContractKind)] {
        self.by_base.get(&asset).map_or(&[], Vec::as_slice)
    }

    /// The venue that lists a symbol; the first of several.
    pub(crate) fn venue_of(&self, symbol: Symbol) -> Option<VenueId> {
        let mut listed = self.instruments.keys().filter(|(_, of)| *of == symbol);
        listed.next().map(|(venue, _)| *venue)
    }

    pub(crate) fn instrument_at(&self, venue: VenueId, symbol: Symbol) -> Option<&Instrument> {
        self.instruments.get(&(venue, symbol))
    }

    pub(crate) fn break_books(&mut self, account: AccountId, result: Result<(), NumberError>) {
        if result.is_err() {
            self.broken.insert(account);
        }
    }
}

pub(crate) fn not_counted(order: OrderId) -> Refusal {
    Refusal::new(
        Rule::NotCounted,
        Scope::Global,
        Figure::Order(order),
        Figure::Nothing,
    )
}

#[cfg(test)]
mod tests;
