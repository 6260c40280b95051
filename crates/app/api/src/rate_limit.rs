//! How many requests one person or source may make in a minute, by class. In memory, bounded; never trusts a clock of its own.

use crate::config::Limits;
use domain::{Span, Time};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Length of a window.
const WINDOW: Span = Span::from_secs(60);
/// Most counters kept; past it, those of ended windows are dropped, and if none has ended, strangers wait.
const COUNTERS_MAX: usize = 20_000;

/// What kind of request it is, for its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitClass {
    /// Sign-in and set-up.
    Auth,
    /// Placing orders.
    Trading,
    /// Cancels, halts, releases.
    Safety,
    /// Reading through the programs' interface.
    Data,
    /// Pages and their parts.
    Page,
    /// Files, liveness, the document of the interface.
    Public,
    /// Opening the stream.
    Stream,
}

impl LimitClass {
    /// The short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Trading => "trading",
            Self::Safety => "safety",
            Self::Data => "data",
            Self::Page => "page",
            Self::Public => "public",
            Self::Stream => "stream",
        }
    }

    /// Its figure, in requests a minute.
    #[must_use]
    pub const fn per_minute(self, limits: &Limits) -> u32 {
        match self {
            Self::Auth => limits.auth,
            Self::Trading => limits.trading,
            Self::Safety => limits.safety,
            Self::Data => limits.data,
            Self::Page => limits.page,
            Self::Public => limits.public,
            Self::Stream => limits.stream,
        }
    }
}

/// Counters of all principals.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter {
    counters: Mutex<BTreeMap<(LimitClass, String), Counter>>,
}

#[derive(Debug, Clone, Copy)]
struct Counter {
    opened: Time,
    count: u32,
}

/// The limit is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Throttled {
    /// Whole seconds until the next window, at least one.
    pub(crate) retry_after_secs: u64,
}

impl RateLimiter {
    /// Counts one request of `principal`.
    ///
    /// # Errors
    /// The limit of this minute is reached.
    pub(crate) fn take(
        &self,
        class: LimitClass,
        principal: &str,
        limits: &Limits,
        now: Time,
    ) -> Result<(), Throttled> {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (class, principal.to_owned());
        if counters.len() >= COUNTERS_MAX && !counters.contains_key(&key) {
            counters.retain(|_, counter| now.since(counter.opened) < WINDOW);
            if counters.len() >= COUNTERS_MAX {
                return Err(throttled(WINDOW));
            }
        }
        let counter = counters.entry(key).or_insert(Counter {
            opened: now,
            count: 0,
        });
        if now.since(counter.opened) >= WINDOW {
            *counter = Counter {
                opened: now,
                count: 0,
            };
        }
        if counter.count >= class.per_minute(limits) {
            return Err(throttled(counter.opened.plus(WINDOW).since(now)));
        }
        counter.count = counter.count.saturating_add(1);
        Ok(())
    }
}

fn throttled(left: Span) -> Throttled {
    let secs = left.millis().saturating_add(999).div_euclid(1_000).max(1);
    Throttled {
        retry_after_secs: u64::try_from(secs).unwrap_or(60),
    }
}

#[cfg(test)]
mod tests;
