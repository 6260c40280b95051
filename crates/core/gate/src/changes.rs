//! What is no order and yet needs the gate's word: settings of an account, and changes of a working order.
//! Never lets an amendment through that may cost more than the order it changes.

use crate::cleared::Cleared;
use crate::config::AccountKind;
use crate::figure::Figure;
use crate::gate::{Gate, SwitchOf};
use crate::judge::unfit;
use crate::judge_margin::judge_setting;
use crate::refusal::{Refusal, Rule};
use domain::{
    AccountId, AmendOrder, CancelAll, MarginMove, OrderKind, OrderTerms, Scope, Setting,
    SettingChange,
};

impl Gate {
    /// Lets a setting of an account through. Money added to a position passes halts and switches: it only takes risk away.
    ///
    /// # Errors
    /// The account is unknown, live without consent, switched off or halted, or the setting lies outside its rules.
    pub fn clear_setting(&self, change: SettingChange) -> Result<Cleared<SettingChange>, Refusal> {
        let scope = Scope::Account(change.account);
        let account = self.account(change.account);
        let account = account.ok_or(Refusal::plain(Rule::UnknownAccount, scope))?;
        if self.is_away(change.account) {
            return Err(Refusal::plain(Rule::VenueAway, Scope::Venue(account.venue)));
        }
        match account.kind {
            AccountKind::Paper | AccountKind::Testnet => {}
            AccountKind::Live => {
                let mut consents = self.config().live_consents.iter();
                if !consents.any(|consent| consent.account() == change.account) {
                    return Err(Refusal::plain(Rule::LiveLatch, scope));
                }
            }
        }
        judge_setting(&account.product, &change)?;
        match change.setting {
            Setting::Positions(_) => self.judge_idle(change.account)?,
            Setting::Leverage { .. }
            | Setting::Margin { .. }
            | Setting::Assets(_)
            | Setting::PositionMargin { .. } => {}
        }
        let adds = match change.setting {
            Setting::PositionMargin {
                change: MarginMove::Add(_),
                ..
            } => true,
            Setting::PositionMargin {
                change: MarginMove::Take(_),
                ..
            }
            | Setting::Leverage { .. }
            | Setting::Margin { .. }
            | Setting::Positions(_)
            | Setting::Assets(_) => false,
        };
        if !adds {
            let symbol = change.setting.symbol().map(Scope::Symbol);
            let venue = Scope::Venue(account.venue);
            for scope in [Some(Scope::Global), Some(venue), Some(scope), symbol]
                .into_iter()
                .flatten()
            {
                self.judge_scope(scope)?;
            }
        }
        Ok(Cleared::new(change, self.halt_watch().epoch()))
    }

    /// Lets the end of everything open in one symbol through: always.
    pub fn clear_cancel_all(&self, all: CancelAll) -> Cleared<CancelAll> {
        Cleared::new(all, self.halt_watch().epoch())
    }

    /// Lets a change of a counted limit order through that asks for no more than was cleared: a quantity no larger at the
    /// same price, which the venue's filters take. What it holds stays held. It passes halts and switches as a cancel does:
    /// it only takes risk away.
    ///
    /// # Errors
    /// The order is not counted here or is another kind, or asks for more or for what the venue would refuse.
    pub fn clear_amend(&self, amend: AmendOrder) -> Result<Cleared<AmendOrder>, Refusal> {
        let not_counted = Refusal::new(
            Rule::NotCounted,
            Scope::Account(amend.account),
            Figure::Order(amend.id),
            Figure::Nothing,
        );
        let open = self.orders.get(amend.id).filter(|open| {
            let (order, terms) = (&open.order, open.order.terms());
            order.client_id() == amend.client_id
                && order.account() == amend.account
                && (terms.symbol, terms.side) == (amend.symbol, amend.side)
        });
        let Some(open) = open else {
            return Err(not_counted);
        };
        if self.is_away(amend.account) {
            return Err(Refusal::plain(Rule::VenueAway, Scope::Venue(open.venue)));
        }
        let limit = match open.order.terms().kind {
            OrderKind::Limit { price, .. } | OrderKind::LimitMaker { price } => price,
            OrderKind::Market
            | OrderKind::Stop { .. }
            | OrderKind::StopLimit { .. }
            | OrderKind::TakeProfit { .. }
            | OrderKind::TakeProfitLimit { .. }
            | OrderKind::TrailingStop { .. } => {
                return Err(not_counted);
            }
        };
        let scope = Scope::Symbol(amend.symbol);
        let instrument = self.instrument(amend.account, amend.symbol);
        let instrument = instrument.ok_or(Refusal::plain(Rule::UnknownInstrument, scope))?;
        let cleared = open.order.terms().qty;
        if amend.qty > cleared {
            let qty = |qty| Figure::Qty(qty, instrument.base);
            let (asked, limit) = (qty(amend.qty), qty(cleared));
            return Err(Refusal::new(Rule::AmendQty, scope, asked, limit));
        }
        if amend.price != limit {
            let price = |price| Figure::Price(price, instrument.quote);
            let (asked, limit) = (price(amend.price), price(limit));
            return Err(Refusal::new(Rule::AmendPrice, scope, asked, limit));
        }
        let terms = OrderTerms {
            qty: amend.qty,
            ..*open.order.terms()
        };
        if let Err(error) = instrument.check(&terms, amend.price) {
            return Err(unfit(error, instrument, scope));
        }
        Ok(Cleared::new(amend, self.halt_watch().epoch()))
    }

    /// ORD-06: the position mode changes only while no order of the account is open and nothing is held; the venue refuses it
    /// otherwise, and an order on its way would mean another position when it arrives.
    fn judge_idle(&self, account: AccountId) -> Result<(), Refusal> {
        let scope = Scope::Account(account);
        let held = self.positions.keys().filter(|key| key.account == account);
        let held = u64::try_from(held.count()).unwrap_or(u64::MAX);
        let in_use = self.orders.count(scope).saturating_add(held);
        if in_use == 0 {
            return Ok(());
        }
        let (value, most) = (Figure::Count(in_use), Figure::Count(0));
        Err(Refusal::new(Rule::ModeInUse, scope, value, most))
    }

    /// Whether people let a scope trade.
    fn judge_scope(&self, scope: Scope) -> Result<(), Refusal> {
        if SwitchOf::of(scope).is_some_and(|switch| self.switches_off.contains(&switch)) {
            return Err(Refusal::plain(Rule::TradingSwitch, scope));
        }
        if self.halts.contains(&scope) {
            return Err(Refusal::plain(Rule::Halted, scope));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
