//! The one clock of the desk: wall time that never runs backwards inside one process. Never sleeps.

use domain::Time;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Reads the system's clock; a step back of the system is held until time catches up.
#[derive(Debug, Default)]
pub struct Clock {
    latest: AtomicI64,
    #[cfg(any(test, feature = "virtual-time"))]
    moved: Moved,
}

/// What moves a clock on.
#[cfg(any(test, feature = "virtual-time"))]
#[derive(Debug, Default)]
enum Moved {
    /// Time itself, and whoever lives a day faster.
    #[default]
    BySystem,
    /// Nothing but a hand.
    ByHand,
}

impl Clock {
    /// The instant now, never before one it has told.
    #[must_use]
    pub fn now(&self) -> Time {
        #[cfg(any(test, feature = "virtual-time"))]
        if matches!(self.moved, Moved::ByHand) {
            return Time::from_nanos(self.latest.load(Ordering::Acquire));
        }
        let system = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
            Err(_) => 0,
        };
        let before = self.latest.fetch_max(system, Ordering::AcqRel);
        Time::from_nanos(system.max(before))
    }

    /// Moves the clock on, for a day that is lived faster than the world's.
    #[cfg(any(test, feature = "virtual-time"))]
    pub(crate) fn move_to(&self, now: Time) {
        self.latest.fetch_max(now.nanos(), Ordering::AcqRel);
    }

    /// A clock that stands until it is moved.
    #[cfg(feature = "virtual-time")]
    pub(crate) const fn by_hand() -> Self {
        Self {
            latest: AtomicI64::new(0),
            moved: Moved::ByHand,
        }
    }
}
