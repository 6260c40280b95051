//! The one reading of a clock here, and the choice whether to read it at all.

use domain::Time;
use std::time::{SystemTime, UNIX_EPOCH};

/// Whose time a simulated exchange lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's.
    Wall,
    /// One that stands still until the levers move it.
    Virtual {
        /// Where it begins.
        start: Time,
    },
}

impl Clock {
    /// Where virtual time begins when nothing else is said: 2026-01-01, midnight UTC.
    pub const VIRTUAL_START: Time = Time::from_millis(1_767_225_600_000);

    /// The instant a simulated exchange begins at.
    pub(crate) fn begin(self) -> Time {
        match self {
            Self::Wall => machine_now(),
            Self::Virtual { start } => start,
        }
    }
}

/// The machine's instant.
pub(crate) fn machine_now() -> Time {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Time::from_nanos(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}
