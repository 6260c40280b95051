//! Which symbols our accounts know: how often each traded there, and which a person confirmed. Never judged here.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{AccountId, Symbol};

/// Trades of one account in one symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownSymbol {
    /// The account.
    pub account: AccountId,
    /// The symbol.
    pub symbol: Symbol,
    /// How many trades of orders that may open.
    pub trades: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Symbols {
    trades: BTreeMap<(AccountId, Symbol), u64>,
    confirmed: BTreeSet<Symbol>,
}

impl Symbols {
    pub(crate) fn traded(&mut self, account: AccountId, symbol: Symbol) {
        let trades = self.trades.entry((account, symbol)).or_default();
        *trades = trades.saturating_add(1);
    }

    pub(crate) fn trades(&self, account: AccountId, symbol: Symbol) -> u64 {
        let found = self.trades.get(&(account, symbol));
        found.copied().unwrap_or_default()
    }

    pub(crate) fn confirm(&mut self, symbol: Symbol) {
        self.confirmed.insert(symbol);
    }

    pub(crate) fn doubt(&mut self, symbol: Symbol) {
        self.confirmed.remove(&symbol);
    }

    pub(crate) fn is_confirmed(&self, symbol: Symbol) -> bool {
        self.confirmed.contains(&symbol)
    }

    pub(crate) fn kept(&self) -> (Vec<KnownSymbol>, Vec<Symbol>) {
        let known = self.trades.iter().map(|(at, trades)| KnownSymbol {
            account: at.0,
            symbol: at.1,
            trades: *trades,
        });
        (known.collect(), self.confirmed.iter().copied().collect())
    }

    pub(crate) fn of(known: Vec<KnownSymbol>, confirmed: Vec<Symbol>) -> Self {
        let trades = known
            .into_iter()
            .map(|known| ((known.account, known.symbol), known.trades));
        Self {
            trades: trades.collect(),
            confirmed: confirmed.into_iter().collect(),
        }
    }
}
