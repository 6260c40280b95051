//! The positions of one round against ours and against the sum of the trades, and what the venue did to the account by itself.
//! Never moves a position by the venue's word.

use super::{Finding, Round};
use crate::ForeignPolicy;
use crate::account_book::signed;
use crate::breaks::{BreakKey, Sides};
use crate::contract_event::ContractEvent;
use crate::effect::Effect;
use crate::event::Event;
use crate::input::{Cause, HaltReach};
use crate::payment::VenueClose;
use crate::statement::NO_ORDER;
use crate::trading::Trading;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, Fill, Origin, PositionKey, PositionSide, Scope, Symbol, Time, VenueTradeId,
};

impl Trading {
    /// What was held before the book began is counted by policy; else it is a difference like any other.
    pub(super) fn take_positions(&mut self, round: &Round<'_>, out: &mut Vec<Effect>) {
        match self.config.foreign_policy() {
            ForeignPolicy::Adopt => {}
            ForeignPolicy::Block => return,
        }
        let account = round.account;
        for stated in &round.statement.margin.positions {
            let ours = self.gate.held(PositionKey {
                account,
                symbol: stated.symbol,
                side: stated.side,
            });
            if stated.held == ours {
                continue;
            }
            let event = ContractEvent::PositionTaken {
                account,
                symbol: stated.symbol,
                side: stated.side,
                held: stated.held,
                entry: stated.entry,
                at: round.now,
            };
            self.record(Event::Contract(event), out);
        }
    }

    /// Payments and closed positions that are not known yet.
    pub(super) fn take_venue_deeds(&mut self, round: &Round<'_>, out: &mut Vec<Effect>) {
        let (account, at) = (round.account, round.now);
        let Some(book) = self.state.books.get(&account) else {
            return;
        };
        let stated = &round.statement.margin;
        let since = book.since;
        let payments = stated.payments.iter();
        let payments: BTreeSet<_> = payments
            .filter(|payment| payment.at > since && !book.payments.contains(payment))
            .copied()
            .collect();
        for payment in payments {
            let event = ContractEvent::Paid {
                account,
                payment,
                at,
            };
            self.record(Event::Contract(event), out);
        }
        for close in &stated.closes {
            self.closed_by_venue(at, (account, *close), out);
        }
    }

    /// The venue closed a position: known once. What ran on it no longer holds what it believes, so a person looks first.
    pub(crate) fn closed_by_venue(
        &mut self,
        now: Time,
        (account, close): (AccountId, VenueClose),
        out: &mut Vec<Effect>,
    ) {
        let book = self.state.books.get(&account);
        let known = |kept: &VenueClose| kept.venue_order == close.venue_order;
        if book.is_none_or(|book| close.at <= book.since || book.closes.iter().any(known)) {
            return;
        }
        let at = now;
        let event = ContractEvent::ClosedByVenue { account, close, at };
        self.record(Event::Contract(event), out);
        let scope = Scope::Symbol(close.symbol);
        if self.state.halts.contains_key(&scope) {
            return;
        }
        let (symbol, words) = (close.symbol, close.kind.words());
        let which = match close.side {
            PositionSide::Both => "a position".into(),
            PositionSide::Long | PositionSide::Short => format!("the {} position", close.side),
        };
        let event = Event::Halted {
            scope,
            reach: HaltReach::NewOnly,
            cause: Cause {
                origin: Origin::House,
                reason: format!("{which} in {symbol} was {words}"),
            },
            at,
        };
        self.record(event, out);
    }

    /// Our positions against the venue's: what traded after its word is taken off ours and off the sum of the trades.
    pub(super) fn compare_positions(&self, round: &Round<'_>) -> Vec<Finding> {
        let account = round.account;
        let Some(book) = self.state.books.get(&account) else {
            return Vec::new();
        };
        if !self.gate.is_margined(account) {
            return Vec::new();
        }
        let stated: BTreeMap<(Symbol, PositionSide), (Amount, Time)> = round
            .statement
            .margin
            .positions
            .iter()
            .map(|told| ((told.symbol, told.side), (told.held, told.at)))
            .collect();
        let mut places: BTreeSet<(Symbol, PositionSide)> = stated.keys().copied().collect();
        let ours = self.positions().filter(|held| held.account == account);
        places.extend(ours.map(|held| (held.symbol, held.side)));
        let wallets = round.statement.balances.as_of;
        let differing = places.into_iter().filter_map(|(symbol, side)| {
            let (venue, as_of) = stated
                .get(&(symbol, side))
                .copied()
                .unwrap_or((Amount::ZERO, wallets));
            let position = PositionKey {
                account,
                symbol,
                side,
            };
            let later = self.traded_after(round, position, as_of);
            let taken_off = |held: Amount| held.minus(later?).ok();
            let trades = book.held.get(&(symbol, side)).copied();
            let sides = Sides {
                ours: taken_off(self.gate.held(position)),
                venue: Some(venue),
                trades: taken_off(trades.unwrap_or(Amount::ZERO)),
            };
            let key = BreakKey::Position(symbol, side);
            (sides.ours != Some(venue)).then_some((key, sides))
        });
        differing.collect()
    }

    /// Base that trades of a position after a venue's instant have moved: those no list showed yet, and those of this round.
    fn traded_after(
        &self,
        round: &Round<'_>,
        position: PositionKey,
        as_of: Time,
    ) -> Option<Amount> {
        let book = self.state.books.get(&round.account)?;
        let unconfirmed = book.unconfirmed.values();
        let mut fills: BTreeMap<VenueTradeId, Fill> = unconfirmed
            .filter(|fill| fill.symbol == position.symbol)
            .map(|fill| (fill.trade, *fill))
            .collect();
        let lists = round.statement.trades.iter();
        for list in lists.filter(|list| list.symbol == position.symbol) {
            let trades = list.trades.iter();
            fills.extend(trades.map(|told| (told.trade, told.as_fill(round.account, NO_ORDER))));
        }
        let later = fills.values();
        let later = later.filter(|fill| fill.position == position.side && fill.at > as_of);
        later
            .map(signed)
            .try_fold(Amount::ZERO, |sum, moved| sum.plus(moved))
            .ok()
    }
}
