//! What had been realised when the UTC day began, so that today's profit can be told. Never a limit, never a decision.

use domain::{Amount, Span, Symbol, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use trading::Trading;

/// One day.
pub(crate) const DAY: Span = Span::from_secs(86_400);

/// Realised profit per symbol at 00:00 UTC of the day it was made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DayStart {
    /// 00:00 UTC.
    pub(crate) start: Time,
    realised: BTreeMap<Symbol, Amount>,
}

/// What was realised per symbol, at whatever account; a sum that does not fit leaves out what was added last.
pub(crate) fn realised(trading: &Trading) -> BTreeMap<Symbol, Amount> {
    let mut sums = BTreeMap::new();
    for position in trading.positions() {
        let sum = sums.entry(position.symbol).or_insert(Amount::ZERO);
        *sum = sum.plus(position.realised).unwrap_or(*sum);
    }
    sums
}

impl DayStart {
    /// The day of `now`, begun with what trading has realised so far.
    pub(crate) fn of(now: Time, trading: &Trading) -> Self {
        Self {
            start: now.floor_to(DAY),
            realised: realised(trading),
        }
    }

    /// Begins a new day when `now` lies in one.
    pub(crate) fn turn(&mut self, now: Time, trading: &Trading) {
        if now.floor_to(DAY) > self.start {
            *self = Self::of(now, trading);
        }
    }

    /// What was realised since in one symbol; `None` when the difference does not fit.
    pub(crate) fn since(&self, symbol: Symbol, realised: Amount) -> Option<Amount> {
        let before = self.realised.get(&symbol).copied().unwrap_or(Amount::ZERO);
        realised.minus(before).ok()
    }
}
