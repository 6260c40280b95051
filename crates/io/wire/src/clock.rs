//! The machine's clock, and how far the venue's is from it. Never steps either.

use domain::{Span, Time};
use protocols::Trouble;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

/// Samples whose median is believed.
pub(crate) const SAMPLES: usize = 5;

/// This machine's wall clock.
#[must_use]
pub fn now() -> Time {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Time::from_nanos(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

/// One reading of the venue's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockSample {
    /// How far the venue's clock is ahead of ours (negative: behind).
    pub offset: Span,
    /// How long the question and its answer took.
    pub round_trip: Span,
}

/// Why the venue's clock is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockTrouble {
    /// A question did not get a whole answer.
    #[error("the venue's clock was asked and did not answer: {0}")]
    NoAnswer(String),
    /// An answer was no time.
    #[error("the venue's clock was asked and answered: {0}")]
    Refused(Trouble),
}

impl ClockSample {
    /// From the instants, by our clock, of question and answer, and the venue's instant in between.
    pub(crate) fn of(asked: Time, venue: Time, answered: Time) -> Self {
        let round_trip = answered.since(asked);
        let middle = asked.plus(Span::from_nanos(round_trip.nanos() / 2));
        Self {
            offset: venue.since(middle),
            round_trip,
        }
    }

    /// The sample in the middle by offset; one wild answer moves nothing.
    pub(crate) fn median(mut samples: Vec<Self>) -> Option<Self> {
        samples.sort_by_key(|sample| sample.offset);
        samples.get(samples.len() / 2).copied()
    }
}

/// The offset in force.
#[derive(Debug, Default)]
pub(crate) struct VenueClock {
    offset: Mutex<Option<Span>>,
}

impl VenueClock {
    pub(crate) fn set(&self, offset: Span) {
        if let Ok(mut held) = self.offset.lock() {
            *held = Some(offset);
        }
    }

    pub(crate) fn offset(&self) -> Option<Span> {
        self.offset.lock().ok().and_then(|held| *held)
    }

    /// The venue's instant at ours.
    pub(crate) fn at(&self, now: Time) -> Option<Time> {
        self.offset().map(|offset| now.plus(offset))
    }
}

#[cfg(test)]
mod tests;
