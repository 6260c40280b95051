//! When guessing is stopped: a pure step over stored counters. Each try is counted before it is judged,
//! so that many tries at once cannot pass together. Never a clock, never a store.

use core::fmt;
use domain::{Span, Time};

const MINUTE_SECS: i64 = 60;

/// How many failures lock, for how long, and how soon they are forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockoutRules {
    /// Failures that lock.
    pub failures_max: u32,
    /// How long the lock holds.
    pub lock: Span,
    /// Counting starts afresh this long after the first of them.
    pub window: Span,
}

/// The counter of one name or one source, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// Tries since the last success or the end of the window, each counted when it began.
    pub count: u32,
    /// When the first of them began.
    pub since: Time,
    /// Until when tries are refused.
    pub locked_until: Option<Time>,
}

/// Tries are refused until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    /// When the next try is judged.
    pub until: Time,
}

impl LockoutRules {
    /// For one name: five failures, 15 minutes.
    pub const SUBJECT: Self = Self {
        failures_max: 5,
        lock: Span::from_secs(15 * MINUTE_SECS),
        window: Span::from_secs(15 * MINUTE_SECS),
    };

    /// For one network source, which many people may share: twenty failures, 15 minutes.
    pub const SOURCE: Self = Self {
        failures_max: 20,
        ..Self::SUBJECT
    };
}

impl Failures {
    /// The counter after one more try began at `now`; a success afterwards removes it.
    ///
    /// # Errors
    /// Locked: the try must not be judged (the same words and work as for a wrong one).
    // AUTH-09
    pub fn charge(stored: Option<Self>, rules: &LockoutRules, now: Time) -> Result<Self, Lock> {
        let (before, since) = match stored {
            Some(failures) => match failures.locked_until {
                Some(until) if now < until => return Err(Lock { until }),
                Some(_) => (0, now),
                None if now.since(failures.since) >= rules.window => (0, now),
                None => (failures.count, failures.since),
            },
            None => (0, now),
        };
        let count = before.saturating_add(1);
        let locked_until = (count >= rules.failures_max).then(|| now.plus(rules.lock));
        Ok(Self {
            count,
            since,
            locked_until,
        })
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("too many failed tries; wait 15 minutes")
    }
}

impl core::error::Error for Lock {}

#[cfg(test)]
mod tests;
