//! Lets a venue rest that cannot be reached or fails in a row, and asks it again with one request. Never holds a cancel back.

use domain::{Span, Time};
use protocols::Purpose;

/// Failures in a row after which the venue is let rest.
const FAILURES_MAX: u32 = 5;
/// The first rest.
const REST_FIRST_MS: i64 = 250;
/// The longest rest.
const REST_LONGEST_MS: i64 = 4_000;
/// Rests after which the next is no longer doubled.
const DOUBLINGS_MAX: u32 = 5;
/// A question that is not answered within this time is no reason to wait any longer.
const PROBE_LIFE: Span = Span::from_secs(15);

/// Whether requests pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// They pass.
    Closed,
    /// They are held back until then; then one question passes.
    Open {
        /// When.
        until: Time,
    },
    /// One question is under way since then; its answer decides.
    Probing {
        /// Since when.
        since: Time,
    },
}

/// The breaker of one venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Breaker {
    state: BreakerState,
    /// Failures in a row while closed.
    failures: u32,
    /// Rests in a row.
    rests: u32,
    /// When it last opened: what was begun before it says nothing about the venue after it.
    opened: Time,
}

impl Default for Breaker {
    fn default() -> Self {
        Self {
            state: BreakerState::Closed,
            failures: 0,
            rests: 0,
            opened: Time::from_nanos(i64::MIN),
        }
    }
}

impl Breaker {
    pub(super) const fn state(&self) -> BreakerState {
        self.state
    }

    /// Lets a request pass, or says when to come again. Only a question probes: an order that is lost costs more to clear
    /// up than to send later, and what can wait may ask where nobody trades.
    pub(super) fn admit(&mut self, now: Time, purpose: Purpose) -> Result<(), Time> {
        match (purpose, self.state) {
            (Purpose::Cancel, _) | (_, BreakerState::Closed) => Ok(()),
            (_, BreakerState::Open { until }) if now < until => Err(until),
            (Purpose::Question | Purpose::Read, BreakerState::Open { .. }) => {
                self.state = BreakerState::Probing { since: now };
                Ok(())
            }
            (
                Purpose::Survey
                | Purpose::Place { .. }
                | Purpose::Change { .. }
                | Purpose::Reduce { .. },
                BreakerState::Open { .. },
            ) => Err(now),
            (_, BreakerState::Probing { since }) => {
                let over = since.plus(PROBE_LIFE);
                match purpose {
                    Purpose::Question | Purpose::Read if now >= over => {
                        self.state = BreakerState::Probing { since: now };
                        Ok(())
                    }
                    Purpose::Question
                    | Purpose::Read
                    | Purpose::Survey
                    | Purpose::Place { .. }
                    | Purpose::Change { .. }
                    | Purpose::Reduce { .. }
                    | Purpose::Cancel => Err(over.max(now)),
                }
            }
        }
    }

    pub(super) fn worked(&mut self, begun: Time) {
        if begun < self.opened {
            return;
        }
        *self = Self {
            opened: self.opened,
            ..Self::default()
        };
    }

    pub(super) fn failed(&mut self, now: Time, scatter: u64) {
        match self.state {
            BreakerState::Closed => {
                self.failures = self.failures.saturating_add(1);
                if self.failures >= FAILURES_MAX {
                    self.rest(now, scatter);
                }
            }
            BreakerState::Probing { .. } => self.rest(now, scatter),
            // What was under way when it opened.
            BreakerState::Open { .. } => {}
        }
    }

    /// Between half and all of a doubling span, so that callers do not come back together.
    fn rest(&mut self, now: Time, scatter: u64) {
        let factor = 1_i64 << self.rests.min(DOUBLINGS_MAX);
        let whole = REST_FIRST_MS.saturating_mul(factor).min(REST_LONGEST_MS);
        let half = whole / 2;
        let share = i64::try_from(scatter % 1_024).unwrap_or(0);
        let rest = Span::from_millis(half + (whole - half) * share / 1_023);
        self.rests = self.rests.saturating_add(1);
        self.failures = 0;
        self.opened = now;
        self.state = BreakerState::Open {
            until: now.plus(rest),
        };
    }
}
