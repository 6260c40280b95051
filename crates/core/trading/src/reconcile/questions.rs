//! What one round asks a venue for. Bounded however many symbols a house trades; never asks by itself.

use crate::breaks::BreakKey;
use crate::config::SYMBOLS_PER_ROUND;
use crate::effect::TradesFrom;
use crate::trading::Trading;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use domain::{AccountId, Symbol};

impl Trading {
    /// From where on the trades of which symbols are asked for: all of a small house, else those in use and some others
    /// in turn.
    pub(crate) fn trades_wanted(&self, account: AccountId) -> Vec<(Symbol, TradesFrom)> {
        let Some(venue) = self.gate.account(account).map(|account| account.venue) else {
            return Vec::new();
        };
        let instruments = self.gate.config().instruments.iter();
        let listed: BTreeSet<Symbol> = instruments
            .filter(|instrument| instrument.venue == venue)
            .map(|instrument| instrument.symbol)
            .collect();
        let book = self.state.books.get(&account);
        let from = |symbol: Symbol| match book {
            None => TradesFrom::Latest,
            Some(book) => match book.cursors.get(&symbol) {
                Some(last) => TradesFrom::After(*last),
                None => TradesFrom::Beginning,
            },
        };
        let rounds = self.checks.get(account).map_or(0, |check| check.rounds);
        let turn = usize::try_from(rounds).unwrap_or(0);
        let in_use = self.symbols_in_use(account);
        let skip = turn
            .saturating_mul(SYMBOLS_PER_ROUND)
            .checked_rem(listed.len().max(1))
            .unwrap_or(0);
        let is_off = self.checks.get(account).is_some_and(|check| {
            let mut suspects = check.suspects.keys();
            suspects.any(|key| matches!(key, BreakKey::Balance(_)))
        });
        // A balance that is off may be explained by a trade in any symbol.
        let at_once = if is_off {
            listed.len()
        } else {
            SYMBOLS_PER_ROUND
        };
        let in_turn: BTreeSet<Symbol> = listed
            .iter()
            .cycle()
            .skip(skip)
            .take(at_once.min(listed.len()))
            .copied()
            .collect();
        let wanted = in_use
            .union(&in_turn)
            .filter(|symbol| listed.contains(symbol));
        wanted.map(|symbol| (*symbol, from(*symbol))).collect()
    }

    fn symbols_in_use(&self, account: AccountId) -> BTreeSet<Symbol> {
        let open = self.orders().filter(|o| o.order.account() == account);
        let mut symbols: BTreeSet<Symbol> = open.map(|o| o.order.terms().symbol).collect();
        if let Some(book) = self.state.books.get(&account) {
            symbols.extend(book.unconfirmed.keys().map(|(symbol, _)| *symbol));
        }
        if let Some(check) = self.checks.get(account) {
            symbols.extend(check.foreign.iter().map(|stated| stated.symbol));
        }
        symbols
    }
}
