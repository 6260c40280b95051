//! What a venue changed of its list while the house runs: other grids and bounds, and symbols that trade no more.
//! Never lets what opens pass in a symbol that is not open for trading.

use crate::gate::Gate;
use alloc::string::String;
use domain::{InstrumentRules, Symbol, VenueId};

/// How a venue lists a symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// It trades by these rules.
    Trading(InstrumentRules),
    /// It does not trade.
    Closed {
        /// Why, in the venue's words.
        reason: String,
    },
}

/// What a word of the venue changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relisting {
    /// Nothing.
    Unchanged,
    /// The grid or the bounds.
    Rules {
        /// What they were.
        before: InstrumentRules,
        /// What they are.
        after: InstrumentRules,
    },
    /// It trades no more.
    Closed {
        /// Why, in the venue's words.
        reason: String,
    },
    /// It trades again, by these rules.
    Opened {
        /// The rules.
        rules: InstrumentRules,
    },
}

impl Gate {
    /// What the venue's word would change of a symbol this gate knows; `None` for any other.
    #[must_use]
    pub fn relisting(&self, venue: VenueId, symbol: Symbol, listed: &Listed) -> Option<Relisting> {
        let known = self.instrument_at(venue, symbol)?.rules;
        let closed = self.closed.contains(&(venue, symbol));
        Some(match listed {
            Listed::Closed { .. } if closed => Relisting::Unchanged,
            Listed::Closed { reason } => Relisting::Closed {
                reason: reason.clone(),
            },
            Listed::Trading(rules) if closed => Relisting::Opened { rules: *rules },
            Listed::Trading(rules) if *rules == known => Relisting::Unchanged,
            Listed::Trading(rules) => Relisting::Rules {
                before: known,
                after: *rules,
            },
        })
    }

    /// Judges by the venue's word from here on; a reset keeps it.
    pub fn relist(&mut self, venue: VenueId, symbol: Symbol, listed: &Listed) {
        match listed {
            Listed::Closed { .. } => {
                self.closed.insert((venue, symbol));
            }
            Listed::Trading(rules) => {
                self.closed.remove(&(venue, symbol));
                self.keep_rules((venue, symbol), *rules);
            }
        }
    }

    /// Whether a symbol that this gate knows is not open for trading at its venue.
    #[must_use]
    pub fn is_closed(&self, venue: VenueId, symbol: Symbol) -> bool {
        self.closed.contains(&(venue, symbol))
    }
}

#[cfg(test)]
mod tests;
