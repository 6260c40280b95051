//! How long to wait before the next attempt to connect: doubling, bounded, scattered. Never for orders.

use domain::Span;
use std::hash::{BuildHasher, Hasher};

/// The wait after the first failure.
const FIRST_MS: i64 = 250;
/// The longest wait.
const LONGEST_MS: i64 = 15_000;
/// Attempts after which the wait no longer doubles.
const DOUBLINGS_MAX: u32 = 6;

/// Counts failures in a row.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The wait after one more failure: between half and all of a doubling span.
    pub(crate) fn next(&mut self) -> Span {
        self.next_by(scatter())
    }

    /// The same with the chance given.
    pub(crate) fn next_by(&mut self, chance: u64) -> Span {
        let wait = self.wait(chance);
        self.failures = self.failures.saturating_add(1);
        wait
    }

    /// A connection worked: the next failure is a first one.
    pub(crate) fn worked(&mut self) {
        self.failures = 0;
    }

    fn wait(self, scatter: u64) -> Span {
        let factor = 1_i64 << self.failures.min(DOUBLINGS_MAX);
        let whole = FIRST_MS.saturating_mul(factor).min(LONGEST_MS);
        let half = whole / 2;
        let share = i64::try_from(scatter % 1_024).unwrap_or(0);
        Span::from_millis(half + (whole - half) * share / 1_023)
    }
}

/// A number that differs between processes and calls; nothing depends on its quality.
#[must_use]
pub fn scatter() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests;
