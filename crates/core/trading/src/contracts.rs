//! Accounts on margin: settings on their way to the venue and back, and what the venue says is set and held, compared with
//! what our fills add up to. Never moves a position by the venue's word.

use crate::config::{REQUEST_LIFE, SEND_WITHIN};
use crate::contract_event::{ContractEvent, SettingAnswer};
use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::input::{Cause, ContractInput, RequestId};
use crate::payment::{Payment, VenueClose};
use crate::trading::Trading;
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, ContractKind, OrderId, PositionKey, Setting, SettingChange, Span, Symbol,
    Time,
};
use gate::{ContractTerms, Doubt, MarginReport};

/// How soon a venue that counts another position than we do is asked again.
const DOUBT_PAUSE: Span = Span::from_secs(1);

impl Trading {
    /// Something happened about an account on margin.
    pub(crate) fn contract(&mut self, now: Time, input: ContractInput, out: &mut Vec<Effect>) {
        match input {
            ContractInput::Mark {
                venue,
                symbol,
                mark,
            } => self.gate.mark((venue, symbol), mark),
            ContractInput::Margin(report) => self.margin_reported(now, report, out),
            ContractInput::Set {
                request,
                account,
                setting,
                cause,
            } => self.set(now, request, (account, setting, cause), out),
            ContractInput::MoneyMoved { account } => self.saw_foreign(now, account),
            ContractInput::Closed { account, close } => {
                self.closed_by_venue(now, (account, close), out);
                self.saw_foreign(now, account);
            }
            ContractInput::Called(call) => {
                let event = ContractEvent::Called { call, at: now };
                self.record(Event::Contract(event), out);
            }
            ContractInput::SetAnswered {
                account,
                setting,
                answer,
            } => self.set_answered(now, (account, setting), answer, out),
            ContractInput::Counting { account, standing } => {
                self.counting(now, (account, standing))
            }
        }
    }

    /// Somebody wishes an account to be set.
    pub(crate) fn set(
        &mut self,
        now: Time,
        request: RequestId,
        (account, setting, cause): (AccountId, Setting, Cause),
        out: &mut Vec<Effect>,
    ) {
        let (at, cause) = (now, cause.bounded());
        match self.gate.clear_setting(SettingChange { account, setting }) {
            Ok(cleared) => {
                let event = ContractEvent::SettingAsked {
                    account,
                    setting,
                    cause,
                    at,
                };
                self.record(Event::Contract(event), out);
                // Until the venue says what is set, nothing opens on it.
                self.gate.margin_unknown(account, setting.symbol());
                out.push(Effect::Set {
                    cleared,
                    send_by: now.plus(SEND_WITHIN),
                    deadline: now.plus(REQUEST_LIFE),
                });
                Self::answer(request, Answer::Done, out);
            }
            Err(refusal) => {
                let event = ContractEvent::SettingRefused {
                    account,
                    setting,
                    cause,
                    refusal: refusal.clone(),
                    at,
                };
                self.record(Event::Contract(event), out);
                Self::answer(request, Answer::NotSet(refusal), out);
            }
        }
    }

    /// A setting call came to an end: whatever it says, the venue is asked what is set.
    pub(crate) fn set_answered(
        &mut self,
        now: Time,
        (account, setting): (AccountId, Setting),
        answer: SettingAnswer,
        out: &mut Vec<Effect>,
    ) {
        let event = ContractEvent::SettingAnswered {
            account,
            setting,
            answer,
            at: now,
        };
        self.record(Event::Contract(event), out);
        self.gate.margin_unknown(account, setting.symbol());
        self.refresh.want(account, now);
    }

    /// The venue said what an account on margin is set to and holds.
    pub(crate) fn margin_reported(
        &mut self,
        now: Time,
        report: MarginReport,
        out: &mut Vec<Effect>,
    ) {
        self.gate.margin(&report);
        self.weigh_positions(now, report.account);
        if self.is_margin_news(&report) {
            self.record(
                Event::Contract(ContractEvent::MarginSeen { report, at: now }),
                out,
            );
        }
    }

    /// Holds every position of an account against the venue's word.
    fn weigh_positions(&mut self, now: Time, account: AccountId) {
        let venue = self.gate.account(account).map(|account| account.venue);
        let instruments = self.gate.config().instruments.iter();
        let contracts: Vec<Symbol> = instruments
            .filter(|i| Some(i.venue) == venue && matches!(i.kind, ContractKind::Linear { .. }))
            .map(|i| i.symbol)
            .collect();
        for symbol in contracts {
            for key in PositionKey::all(account, symbol) {
                self.weigh(now, key);
            }
        }
    }

    /// Looks at what is in doubt again: a trade that a list brought may be what the venue's position had already.
    pub(crate) fn weigh_doubts(&mut self, now: Time, account: AccountId) {
        let instruments = self.gate.config().instruments.iter();
        let doubted: Vec<PositionKey> = instruments
            .flat_map(|instrument| PositionKey::all(account, instrument.symbol))
            .filter(|key| self.gate.in_doubt(*key))
            .collect();
        for key in doubted {
            self.weigh(now, key);
        }
    }

    /// A position that differs from the venue's last word is in doubt, and the venue is asked again.
    fn weigh(&mut self, now: Time, key: PositionKey) {
        let told = self.gate.contract_terms(key);
        let theirs = told.map_or(Amount::ZERO, |terms| terms.held);
        let doubt = if theirs == self.gate.held(key) {
            Doubt::Settled
        } else {
            self.refresh.want(key.account, now.plus(DOUBT_PAUSE));
            Doubt::Standing
        };
        self.gate.set_doubt(key, doubt);
    }

    /// Whether more than the liquidation prices differs from what was last recorded: those move with every mark.
    fn is_margin_news(&self, report: &MarginReport) -> bool {
        let Some(known) = self.state.margins.get(&report.account) else {
            return true;
        };
        let same = |a: &ContractTerms, b: &ContractTerms| {
            let liquidation = b.liquidation;
            ContractTerms { liquidation, ..*a } == *b
        };
        known.positions != report.positions
            || known.assets != report.assets
            || known.contracts.len() != report.contracts.len()
            || !known
                .contracts
                .iter()
                .zip(&report.contracts)
                .all(|(a, b)| same(a, b))
    }

    /// Whether an order sleeps at a venue where it wakes as another order: a conditional one for a contract.
    pub(crate) fn wakes_as_another(&self, order: OrderId) -> bool {
        let Some(wish) = self.order(order).map(|found| found.order) else {
            return false;
        };
        let (account, terms) = (wish.account(), wish.terms());
        let sleeps = terms.kind.trigger().is_some() || terms.kind.trailing().is_some();
        let instrument = self.gate.instrument(account, terms.symbol);
        sleeps && instrument.is_some_and(|i| matches!(i.kind, ContractKind::Linear { .. }))
    }

    /// Movements of an account's money that are of no trade, oldest first, as far as they are kept.
    pub fn payments(&self, account: AccountId) -> impl DoubleEndedIterator<Item = Payment> + '_ {
        let book = self.state.books.get(&account).into_iter();
        book.flat_map(|book| book.payments.iter().copied())
    }

    /// Positions of an account that the venue closed by itself, oldest first, as far as they are kept.
    pub fn venue_closes(
        &self,
        account: AccountId,
    ) -> impl DoubleEndedIterator<Item = VenueClose> + '_ {
        let book = self.state.books.get(&account).into_iter();
        book.flat_map(|book| book.closes.iter().copied())
    }

    /// What a venue last said of an account on margin, as recorded.
    #[must_use]
    pub fn margin(&self, account: AccountId) -> Option<&MarginReport> {
        self.state.margins.get(&account)
    }
}

#[cfg(test)]
mod hedge_tests;
#[cfg(test)]
mod tests;
