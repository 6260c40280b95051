//! The one reading of a clock here.

use domain::Time;
use std::time::{SystemTime, UNIX_EPOCH};

/// The machine's instant.
pub(crate) fn machine_now() -> Time {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Time::from_nanos(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}
