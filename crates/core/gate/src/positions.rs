//! What is held of every position, what works about it, and how many there are. Never a rule.

use crate::gate::Gate;
use alloc::collections::BTreeSet;
use domain::{AccountId, Amount, PositionKey, Qty, Scope, Symbol};

impl Gate {
    /// Net base of an account's one position in a symbol: positive long, negative short.
    #[must_use]
    pub fn position(&self, account: AccountId, symbol: Symbol) -> Amount {
        self.held(PositionKey::both(account, symbol))
    }

    /// Base of one position: positive long, negative short.
    #[must_use]
    pub fn held(&self, key: PositionKey) -> Amount {
        self.positions.get(&key).copied().unwrap_or(Amount::ZERO)
    }

    /// What orders about an account's one position in a symbol may still buy and sell.
    #[must_use]
    pub fn working(&self, account: AccountId, symbol: Symbol) -> (Qty, Qty) {
        self.working_on(PositionKey::both(account, symbol))
    }

    /// What orders about one position may still buy and sell.
    #[must_use]
    pub fn working_on(&self, key: PositionKey) -> (Qty, Qty) {
        let working = self.orders.working(key);
        (working.buys, working.sells)
    }

    /// Whether a position is worth the name, or there is an order that may open it.
    pub(crate) fn is_occupied(&self, key: PositionKey) -> bool {
        if self.orders.working(key).count > 0 {
            return true;
        }
        self.is_worth_the_name(key)
    }

    /// Whether what is held of a position is no dust.
    pub(crate) fn is_worth_the_name(&self, key: PositionKey) -> bool {
        let instrument = self.instrument(key.account, key.symbol);
        let dust = instrument.map(|i| i.rules.qty_min);
        let held = self.held(key).size();
        // A rest below the venue's smallest quantity cannot be traded away, so it is no position to be counted.
        dust.map_or(!held.is_zero(), |dust| {
            held >= dust.amount() && !held.is_zero()
        })
    }

    /// How many positions are occupied in a scope; the long and the short one of a contract are two. A person's and a strategy's are those of the account they trade on.
    pub(crate) fn positions_open(&self, scope: Scope, account: AccountId) -> u64 {
        let held = self.positions.keys().copied();
        let places: BTreeSet<_> = held.chain(self.orders.places()).collect();
        let counted = places.into_iter().filter(|place| {
            let within = match scope {
                Scope::Global => true,
                Scope::Venue(venue) => self
                    .account(place.account)
                    .is_some_and(|a| a.venue == venue),
                Scope::Account(account) => place.account == account,
                Scope::User(_) | Scope::Strategy(_) => place.account == account,
                Scope::Symbol(symbol) => place.symbol == symbol,
            };
            within && self.is_occupied(*place)
        });
        u64::try_from(counted.count()).unwrap_or(u64::MAX)
    }
}
