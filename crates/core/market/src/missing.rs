//! Numbers of trades that were skipped, as ranges. Never more than its bound; the oldest are given up first.

use alloc::collections::BTreeMap;
use domain::Time;

/// Most ranges remembered; a range given up can no longer be filled, but what it broke stays broken.
const RANGES_MAX: usize = 1_024;

/// A run of skipped numbers and the trades on either side of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hole {
    /// Last skipped number; the first is the key of the map.
    last: u64,
    /// When the trade before the hole happened.
    pub(crate) from: Time,
    /// When the trade after the hole happened.
    pub(crate) until: Time,
}

/// Skipped numbers by the first of each run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Missing {
    holes: BTreeMap<u64, Hole>,
    /// The span of all holes given up.
    given_up: Option<(Time, Time)>,
}

impl Missing {
    /// Remembers that `first ..= last` were skipped between two trades.
    pub(crate) fn skipped(&mut self, (first, last): (u64, u64), (from, until): (Time, Time)) {
        self.holes.insert(first, Hole { last, from, until });
        if self.holes.len() > RANGES_MAX
            && let Some((_, hole)) = self.holes.pop_first()
        {
            let (from, until) = self.given_up.unwrap_or((hole.from, hole.until));
            self.given_up = Some((from.min(hole.from), until.max(hole.until)));
        }
    }

    /// Takes `number` out of its hole. False when it was never missed.
    pub(crate) fn fill(&mut self, number: u64) -> bool {
        let Some((&first, &hole)) = self.holes.range(..=number).next_back() else {
            return false;
        };
        if hole.last < number {
            return false;
        }
        self.holes.remove(&first);
        if first < number {
            let before = Hole {
                last: number - 1,
                ..hole
            };
            self.holes.insert(first, before);
        }
        if number < hole.last {
            self.holes.insert(number + 1, hole);
        }
        true
    }

    /// Whether a trade that is missed may have happened in `from .. until`.
    pub(crate) fn touches(&self, from: Time, until: Time) -> bool {
        let holes = self.holes.values().map(|hole| (hole.from, hole.until));
        holes
            .chain(self.given_up)
            .any(|(before, after)| before < until && after >= from)
    }

    /// How many runs are missed.
    pub(crate) fn range_count(&self) -> usize {
        self.holes.len()
    }
}

#[cfg(test)]
mod tests;
