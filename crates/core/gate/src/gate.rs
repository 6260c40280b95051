//! The one door to every venue.

use crate::cleared::{Cleared, HaltWatch};
use crate::config::GateConfig;
use crate::figure::Figure;
use crate::holds::Hold;
use crate::quote::Quote;
use crate::refusal::{Refusal, Rule};
use crate::verdict::Verdict;
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, Asset, Balance, CancelOrder, Fill, Instrument, NewOrder, NumberError,
    OrderId, Qty, Scope, Symbol, Time, UserId,
};

/// The one door to every venue: what it has not cleared, nobody can send.
#[derive(Debug)]
pub struct Gate {
    config: GateConfig,
    watch: HaltWatch,
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

/// How much of an account a list of balances covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BalanceCoverage {
    /// Everything: an asset that is not listed is not held.
    Whole,
    /// Only what changed: an asset that is not listed is as before.
    Changed,
}

/// Absolute balances as a venue reported them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceReport {
    /// The account.
    pub account: AccountId,
    /// The instant, by the venue's clock, up to which fills are contained in the numbers.
    pub as_of: Time,
    /// Whether all assets are listed.
    pub coverage: BalanceCoverage,
    /// The numbers.
    pub balances: Vec<Balance>,
}

impl Gate {
    /// A gate that has seen nothing yet: no price, no balance, no halt.
    #[must_use]
    pub fn new(config: GateConfig) -> Self {
        Self {
            config,
            watch: HaltWatch::new(),
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

    /// The instrument that `symbol` is at the account's venue.
    #[must_use]
    pub fn instrument(&self, account: AccountId, symbol: Symbol) -> Option<&Instrument> {
        let account = self.config.accounts.iter().find(|a| a.account == account)?;
        self.config
            .instruments
            .iter()
            .find(|i| i.venue == account.venue && i.symbol == symbol)
    }

    /// Judges an order and, when every rule is kept, counts it at once and lets it through.
    ///
    /// # Errors
    /// The first rule that says no; nothing is counted.
    pub fn clear(&mut self, now: Time, order: NewOrder) -> Result<Cleared<NewOrder>, Refusal> {
        let _ = (now, order);
        Err(self.nothing())
    }

    /// Asks again about an order that is counted already and certainly never left, after a halt came in between.
    ///
    /// # Errors
    /// It is halted, switched off, or not counted here; the caller ends it.
    pub fn reaffirm(&mut self, now: Time, order: OrderId) -> Result<Cleared<NewOrder>, Refusal> {
        let _ = (now, order);
        Err(self.nothing())
    }

    /// Lets a cancel through: always.
    pub fn clear_cancel(&self, cancel: CancelOrder) -> Cleared<CancelOrder> {
        Cleared::new(cancel, self.watch.epoch())
    }

    /// What [`Gate::clear`] would say, rule by rule. Nothing is counted.
    #[must_use]
    pub fn verdict(&self, now: Time, order: &NewOrder) -> Verdict {
        let _ = (now, order);
        Verdict {
            refusal: Some(self.nothing()),
            price: None,
            value: None,
            hold: None,
            available: None,
            fee: None,
            uses: Vec::new(),
        }
    }

    /// What a counted order sets aside per unit.
    #[must_use]
    pub fn hold_of(&self, order: OrderId) -> Option<Hold> {
        let _ = order;
        None
    }

    /// Counts an order that was cleared in an earlier life, with what of it may still trade. Judges nothing.
    ///
    /// # Errors
    /// A sum does not fit.
    pub fn rehold(
        &mut self,
        order: NewOrder,
        hold: Hold,
        remaining: Qty,
    ) -> Result<(), NumberError> {
        let _ = (order, hold, remaining);
        Ok(())
    }

    /// Takes the latest prices of a symbol.
    pub fn quote(&mut self, quote: Quote) {
        let _ = quote;
    }

    /// Takes absolute balances.
    pub fn balances(&mut self, report: &BalanceReport) {
        let _ = report;
    }

    /// Takes a fill of an order of ours: moves position and balance, and frees the filled part of the hold.
    pub fn fill(&mut self, fill: &Fill) {
        let _ = fill;
    }

    /// Takes the end of an order: frees the rest of its hold. The only other way a hold is freed.
    pub fn ended(&mut self, order: OrderId) {
        let _ = order;
    }

    /// Sets the net position, from a snapshot of an earlier life.
    pub fn restore_position(&mut self, account: AccountId, symbol: Symbol, net: Amount) {
        let _ = (account, symbol, net);
    }

    /// Halts a scope until a person releases it.
    pub fn halt(&mut self, scope: Scope) {
        let _ = scope;
        self.watch.bump();
    }

    /// Ends the halt of exactly this scope; others stand.
    pub fn release(&mut self, scope: Scope) {
        let _ = scope;
    }

    /// The scopes that are halted.
    pub fn halts(&self) -> impl Iterator<Item = Scope> + '_ {
        core::iter::empty()
    }

    /// Sets a trading switch.
    pub fn set_switch(&mut self, switch: SwitchOf, position: SwitchPosition) {
        let _ = (switch, position);
    }

    /// The switches that are off.
    pub fn switches_off(&self) -> impl Iterator<Item = SwitchOf> + '_ {
        core::iter::empty()
    }

    /// Whether an order lies in a scope.
    #[must_use]
    pub fn covers(&self, scope: Scope, order: &NewOrder) -> bool {
        let _ = (scope, order);
        false
    }

    /// What orders of an account hold, per asset; assets without a hold are left out.
    #[must_use]
    pub fn holds(&self, account: AccountId) -> Vec<(Asset, Amount)> {
        let _ = account;
        Vec::new()
    }

    /// What the venue says an account has of an asset, moved by the fills since; `None` while it has not said.
    #[must_use]
    pub fn total(&self, account: AccountId, asset: Asset) -> Option<Amount> {
        let _ = (account, asset);
        None
    }

    /// What of an asset is not held; negative when the venue took more than we knew. `None` while unknown.
    #[must_use]
    pub fn available(&self, account: AccountId, asset: Asset) -> Option<Amount> {
        let _ = (account, asset);
        None
    }

    /// Forgets everything seen, but keeps the configuration and the watch; whatever was cleared before is out of date.
    #[must_use]
    pub fn reset(self) -> Self {
        self.watch.bump();
        self
    }

    const fn nothing(&self) -> Refusal {
        Refusal {
            rule: Rule::ReferenceMissing,
            scope: Scope::Global,
            value: Figure::Nothing,
            limit: Figure::Nothing,
        }
    }
}
