//! How much may be asked of the venue in this minute. A reserve is kept for cancels; a ban stops everything.

use crate::outcome::NotSent;
use domain::{Span, Time};
use protocols::{Answer, Purpose};

/// Length of the venue's weight window.
const WINDOW: Span = Span::from_secs(60);
/// The share of the budget kept for cancels, in hundredths.
const CANCEL_RESERVE_PERCENT: u32 = 20;
/// Silence after a 429 that names no time.
const PAUSE_DEFAULT: Span = Span::from_secs(10);
/// Silence after a 418 that names no time: the venue's shortest ban.
const BAN_DEFAULT: Span = Span::from_secs(120);

/// The weight used in the running minute, by our count and the venue's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    limit: u32,
    used: u32,
    window: Time,
    paused_until: Option<Time>,
    banned_until: Option<Time>,
}

// ORD-07
impl Budget {
    /// A full budget of `limit` weight per minute.
    #[must_use]
    pub const fn new(limit: u32) -> Self {
        Self {
            limit,
            used: 0,
            window: Time::from_nanos(0),
            paused_until: None,
            banned_until: None,
        }
    }

    /// Takes `weight` out of the running minute.
    ///
    /// # Errors
    /// The venue asked for silence, or the budget for this purpose is spent; nothing was taken.
    pub fn take(&mut self, now: Time, weight: u32, purpose: Purpose) -> Result<(), NotSent> {
        self.turn(now);
        if let Some(until) = self.banned_until.filter(|until| now < *until) {
            return Err(NotSent::Banned { until });
        }
        let paused = self.paused_until.filter(|until| now < *until);
        let limit = match (purpose, paused) {
            (Purpose::Cancel, _) => self.limit,
            (Purpose::Read | Purpose::Place { .. } | Purpose::Change { .. }, Some(until)) => {
                return Err(NotSent::Paused { until });
            }
            (Purpose::Read | Purpose::Place { .. } | Purpose::Change { .. }, None) => {
                self.limit.saturating_sub(self.reserve())
            }
        };
        let used = self.used.saturating_add(weight);
        if used > limit {
            let ready = self.window.plus(WINDOW);
            return Err(NotSent::Budget { ready });
        }
        self.used = used;
        Ok(())
    }

    /// Learns from an answer: the venue's own count, a request for silence, a ban.
    pub fn heard(&mut self, now: Time, answer: &Answer) {
        self.turn(now);
        if let Some(used) = answer.used_weight {
            self.used = self.used.max(used);
        }
        match answer.status {
            429 => {
                let until = now.plus(answer.retry_after.unwrap_or(PAUSE_DEFAULT));
                self.paused_until = self.paused_until.max(Some(until));
            }
            418 => {
                let until = now.plus(answer.retry_after.unwrap_or(BAN_DEFAULT));
                self.banned_until = self.banned_until.max(Some(until));
            }
            _ => {}
        }
    }

    /// Learns the venue's own limit.
    pub fn set_limit(&mut self, limit: u32) {
        self.limit = limit;
    }

    /// Weight used and allowed in the minute of `now`.
    #[must_use]
    pub fn usage(&mut self, now: Time) -> (u32, u32) {
        self.turn(now);
        (self.used, self.limit)
    }

    fn reserve(&self) -> u32 {
        self.limit.saturating_mul(CANCEL_RESERVE_PERCENT) / 100
    }

    fn turn(&mut self, now: Time) {
        let window = now.floor_to(WINDOW);
        if window != self.window {
            self.window = window;
            self.used = 0;
        }
    }
}

#[cfg(test)]
mod tests;
