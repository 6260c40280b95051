//! The days of a past. Never a clock.

use crate::venue::wallet::date;
use domain::{Span, Time};

/// Seconds of a day.
const DAY_SECS: i64 = 86_400;

/// One day of a past.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    /// Counted from the beginning of the past.
    pub(super) index: usize,
    /// Its first instant.
    pub(super) start: Time,
    /// Days since 1970-01-01.
    number: i64,
}

impl Day {
    pub(super) fn new(index: usize, start: Time) -> Self {
        let number = start.millis().div_euclid(DAY_SECS * 1_000);
        Self {
            index,
            start,
            number,
        }
    }

    /// An instant of the day.
    pub(super) fn at(&self, hour: i64, second: u64) -> Time {
        let second = i64::try_from(second).unwrap_or(0);
        let secs = hour.saturating_mul(3_600).saturating_add(second);
        self.start.plus(Span::from_secs(secs))
    }

    /// The first day of a month.
    pub(super) fn begins_month(&self) -> bool {
        date(self.number).2 == 1
    }

    /// The last day of a month.
    pub(super) fn ends_month(&self) -> bool {
        date(self.number.saturating_add(1)).2 == 1
    }

    /// The day of the month.
    pub(super) fn of_month(&self) -> i64 {
        date(self.number).2
    }

    /// The month of the year.
    pub(super) fn month(&self) -> i64 {
        date(self.number).1
    }

    /// A Monday.
    pub(super) const fn is_monday(&self) -> bool {
        // 1970-01-01 was a Thursday.
        self.number.rem_euclid(7) == 4
    }
}
