//! What one round asks a venue for. Bounded however many symbols a house trades; never asks by itself.

use crate::breaks::BreakKey;
use crate::config::{SYMBOLS_DOUBTED_MAX, SYMBOLS_PER_ROUND};
use crate::effect::TradesFrom;
use crate::trading::Trading;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use domain::{AccountId, Asset, Span, Symbol, Time};

/// How late a venue may list a movement of money.
const PAYMENTS_LATE: Span = Span::from_secs(600);

impl Trading {
    /// From where on the trades of which symbols are asked for: all of a small house, else those in use and some others
    /// in turn.
    pub(crate) fn trades_wanted(&self, account: AccountId) -> Vec<(Symbol, TradesFrom)> {
        let Some(venue) = self.gate.account(account).map(|account| account.venue) else {
            return Vec::new();
        };
        let instruments = self.gate.config().instruments.iter();
        let listed: BTreeSet<Symbol> = instruments
            .filter(|instrument| instrument.venue == venue && self.gate.trades(account, instrument))
            .map(|instrument| instrument.symbol)
            .collect();
        let book = self.state.books.get(&account);
        let from = |symbol: Symbol| match book {
            None => TradesFrom::Latest,
            Some(book) => match book.cursors.get(&symbol) {
                Some(last) => TradesFrom::After(*last),
                None => TradesFrom::Since(book.since),
            },
        };
        let rounds = self.checks.get(account).map_or(0, |check| check.rounds);
        let turn = usize::try_from(rounds).unwrap_or(0);
        let in_use = self.symbols_in_use(account);
        let skip = turn
            .saturating_mul(SYMBOLS_PER_ROUND)
            .checked_rem(listed.len().max(1))
            .unwrap_or(0);
        let in_turn: BTreeSet<Symbol> = listed
            .iter()
            .cycle()
            .skip(skip)
            .take(SYMBOLS_PER_ROUND.min(listed.len()))
            .copied()
            .chain(self.doubted(account))
            .collect();
        let wanted = in_use
            .union(&in_turn)
            .filter(|symbol| listed.contains(symbol));
        wanted.map(|symbol| (*symbol, from(*symbol))).collect()
    }

    /// From when on movements of money are asked for: some of them are listed late, and what is known is known by its number.
    pub(crate) fn payments_wanted(&self, account: AccountId) -> Option<Time> {
        if !self.gate.is_margined(account) {
            return None;
        }
        let book = self.state.books.get(&account)?;
        Some(
            book.paid_until()
                .plus(PAYMENTS_LATE.times(-1))
                .max(book.since),
        )
    }

    /// The symbols whose trades could have moved a balance that is off: first those of which both sides are.
    fn doubted(&self, account: AccountId) -> Vec<Symbol> {
        let suspects = self.checks.get(account).map(|check| check.suspects.keys());
        let off: BTreeSet<Asset> = suspects
            .into_iter()
            .flatten()
            .filter_map(|key| match key {
                BreakKey::Balance(asset) => Some(*asset),
                BreakKey::Order(..)
                | BreakKey::Trade(..)
                | BreakKey::ForeignOrder(..)
                | BreakKey::ForeignTrade(..)
                | BreakKey::Position(..) => None,
            })
            .collect();
        if off.is_empty() {
            return Vec::new();
        }
        let venue = self.gate.account(account).map(|account| account.venue);
        let instruments = self.gate.config().instruments.iter();
        let mut found: Vec<(bool, bool, Symbol)> = instruments
            .filter(|instrument| Some(instrument.venue) == venue)
            .map(|i| (!off.contains(&i.base), !off.contains(&i.quote), i.symbol))
            .filter(|(base_is_right, quote_is_right, _)| !(*base_is_right && *quote_is_right))
            .collect();
        found.sort_unstable();
        let telling = found.into_iter().map(|(_, _, symbol)| symbol);
        telling.take(SYMBOLS_DOUBTED_MAX).collect()
    }

    fn symbols_in_use(&self, account: AccountId) -> BTreeSet<Symbol> {
        let open = self.orders().filter(|o| o.order.account() == account);
        let mut symbols: BTreeSet<Symbol> = open.map(|o| o.order.terms().symbol).collect();
        if let Some(book) = self.state.books.get(&account) {
            symbols.extend(book.unconfirmed.keys().map(|(symbol, _)| *symbol));
        }
        if let Some(check) = self.checks.get(account) {
            symbols.extend(check.foreign.iter().map(|stated| stated.symbol));
            symbols.extend(check.suspects.keys().filter_map(|key| match key {
                BreakKey::Position(symbol, _) => Some(*symbol),
                BreakKey::Order(..)
                | BreakKey::Trade(..)
                | BreakKey::ForeignOrder(..)
                | BreakKey::ForeignTrade(..)
                | BreakKey::Balance(_) => None,
            }));
        }
        symbols
    }
}
