//! The exchange's own clock: the machine's, moved by whatever skew was ordered. The only reading of a clock here.

use crate::faults::Faults;
use domain::Time;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// The clock that requests are judged by.
#[derive(Debug, Clone)]
pub(crate) struct ServerClock(Arc<Faults>);

impl ServerClock {
    pub(crate) const fn new(faults: Arc<Faults>) -> Self {
        Self(faults)
    }

    /// The exchange's instant.
    pub(crate) fn now(&self) -> Time {
        self.0.clock(machine_now())
    }
}

/// The machine's instant.
pub(crate) fn machine_now() -> Time {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Time::from_nanos(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}
