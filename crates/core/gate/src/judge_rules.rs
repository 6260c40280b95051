//! How the gate judges what no limit of a scope says: one value of each, set when the house is wired. Never changed by the gate.

use crate::gate::Gate;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use domain::{Asset, Scope, Span, Symbol};

/// Choices of the operator that hold for the whole gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgeRules {
    /// Who keeps our orders from meeting each other.
    pub own_crossing: OwnCrossing,
    /// Within what time the prices of our own orders count towards their drift (control 7).
    pub drift_window: Span,
    /// Within what time orders of the same shape count (control 11).
    pub same_orders_window: Span,
    /// The symbols that may be traded in a scope; a scope without a list adds nothing (control 23).
    pub symbols_allowed: BTreeMap<Scope, BTreeSet<Symbol>>,
    /// With how many trades an account knows a symbol (control 23).
    pub new_symbol_trades: u64,
    /// The class of each asset; what is not named is of class `other` (control 16).
    pub classes: BTreeMap<Asset, String>,
}

impl Default for JudgeRules {
    fn default() -> Self {
        let minute = Span::from_secs(60);
        Self {
            own_crossing: OwnCrossing::default(),
            drift_window: minute,
            same_orders_window: minute,
            symbols_allowed: BTreeMap::new(),
            new_symbol_trades: 3,
            classes: BTreeMap::new(),
        }
    }
}

/// Who keeps our orders from meeting each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum OwnCrossing {
    /// The gate refuses what could meet an order of our own; the venue's prevention is the second net.
    #[default]
    Refused,
    /// The venue alone, by the prevention each order asks for.
    LeftToVenue,
}

impl Gate {
    /// The same gate judging by these choices; a reset keeps them.
    #[must_use]
    pub fn with_rules(mut self, rules: JudgeRules) -> Self {
        self.rules = rules;
        self.class_mates = self.mates_by_class();
        self
    }

    /// The choices this gate judges by.
    #[must_use]
    pub const fn rules(&self) -> &JudgeRules {
        &self.rules
    }
}
