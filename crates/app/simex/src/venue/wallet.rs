//! Binance's wallet surface: `/sapi` over the wallet of the exchange core, and its way to the engines. Never a rule of its own.

pub(crate) mod account;
pub(crate) mod assets;
pub(crate) mod capital;
pub(crate) mod convert;
pub(crate) mod dust;
pub(crate) mod family;
pub(crate) mod family_transfers;
mod futures;
mod ledger;
pub(crate) mod levers;
pub(crate) mod margin;
mod page;
mod purses;
mod reading;
mod refusal;
mod snapshot;
pub(crate) mod transfers;
mod worth;

pub(crate) use reading::date;
pub(crate) use refusal::{WalletNo, worded};

use super::Venue;
use super::http::Method;
use super::route::{Product, Right, Route, Security, Weight};
use domain::{AccountId, Machine as _, Time};
use exchange::Tag;
use exchange::faults::Endpoint;
use exchange::wallet::{Outcome, Pace, WalletEffect, WalletInput, WalletRefusal, drive};
use purses::Engines;

/// A signed route that only reads, as most here are.
const READ: Route = Route {
    product: Product::Wallet,
    method: Method::Get,
    path: "",
    ws: None,
    security: Security::Signed(Right::Read),
    weight: Weight::Fixed(1),
    door: Endpoint::Account,
    handler: |_, _| Ok(serde_json::json!({}).into()),
};

/// A signed route that changes something.
const WRITE: Route = Route {
    method: Method::Post,
    ..READ
};

impl Venue {
    /// One wish to the wallet, to its end: what came of it.
    pub(crate) fn wish(
        &mut self,
        make: impl FnOnce(Tag) -> WalletInput,
    ) -> Result<Outcome, WalletRefusal> {
        let tag = self.tag();
        let mut answer = Err(WalletRefusal::UnknownAccount);
        for effect in self.drive_wallet(make(tag)) {
            match effect {
                WalletEffect::Granted { outcome, .. } => answer = Ok(outcome),
                WalletEffect::Refused { reason, .. } => answer = Err(reason),
                WalletEffect::Take(_)
                | WalletEffect::Give(_)
                | WalletEffect::SnapshotDue { .. }
                | WalletEffect::Keep(_) => {}
            }
        }
        answer
    }

    /// Whether withdrawals go on by themselves.
    fn set_pace(&mut self, pace: Pace) {
        self.drive_wallet(WalletInput::SetPace(pace));
    }

    /// Lets everything happen at the wallet that is due.
    pub(super) fn advance_wallet(&mut self) {
        while let Some(at) = self.wallet.wake_at().filter(|at| *at <= self.now()) {
            self.drive_wallet(WalletInput::Wake);
            if self.wallet.wake_at() == Some(at) {
                return;
            }
        }
    }

    /// When the wallet wants to be looked at, by the machine's clock.
    pub(super) fn wallet_due(&self) -> Option<Time> {
        let at = self.wallet.wake_at()?;
        Some(self.machine().plus(at.since(self.now())))
    }

    /// Steps the wallet and the engines it asks. All their facts are one step of the log: they stand or fall together.
    pub(super) fn drive_wallet(&mut self, input: WalletInput) -> Vec<WalletEffect> {
        let before = self.facts_noted();
        let mut wallet = std::mem::take(&mut self.wallet);
        let mut effects = Vec::new();
        let at = (self.now(), input);
        drive(&mut wallet, &mut Engines { venue: self }, at, &mut effects);
        self.wallet = wallet;
        let now = self.now();
        let mut kept = Vec::new();
        for effect in &effects {
            match effect {
                WalletEffect::Keep(fact) => {
                    kept.push(fact.to_string());
                    if let Some(note) = super::ledger::of_wallet(fact) {
                        self.ledger.note(now, note);
                    }
                }
                WalletEffect::Take(_)
                | WalletEffect::Give(_)
                | WalletEffect::SnapshotDue { .. }
                | WalletEffect::Granted { .. }
                | WalletEffect::Refused { .. } => {}
            }
        }
        self.facts.push(kept);
        self.join_facts(before);
        effects
    }

    /// How many steps of facts are noted and not yet handed out.
    pub(super) fn facts_noted(&self) -> usize {
        self.facts.len()
    }

    /// Makes one step of all facts noted since: they stand or fall together.
    pub(super) fn join_facts(&mut self, since: usize) {
        let lines = self.facts.split_off(since).concat();
        if !lines.is_empty() {
            self.facts.push(lines);
        }
    }

    /// What an account may spend of an asset on spot.
    pub(crate) fn spot_free(&self, account: AccountId, asset: domain::Asset) -> domain::Qty {
        let held = self.spot.balances(account).unwrap_or_default();
        held.iter()
            .find(|balance| balance.asset == asset)
            .map_or(domain::Qty::ZERO, |balance| balance.free)
    }
}
