//! Instants and spans in nanoseconds, UTC. Never reads a clock: every instant is an argument.

use crate::text::{TextError, scalar_text};
use core::fmt;

const NANOS_PER_MILLI: i64 = 1_000_000;
const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// An instant: nanoseconds since 1970-01-01T00:00:00 UTC. Its text is that number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

/// A length of time in nanoseconds; may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(i64);

impl Time {
    /// The instant this many nanoseconds after the epoch.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The instant this many milliseconds after the epoch (held at the ends of the range, years 1677 and 2262).
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(NANOS_PER_MILLI))
    }

    /// Nanoseconds since the epoch.
    #[must_use]
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Whole milliseconds since the epoch, rounded towards the past.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(NANOS_PER_MILLI)
    }

    /// This instant moved by a span (held at the ends of the range).
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// The span from `earlier` to this instant (negative when `earlier` is later).
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// The start of the `grid` cell that holds this instant, counted from the epoch.
    #[must_use]
    pub const fn floor_to(self, grid: Span) -> Self {
        if grid.0 <= 0 {
            return self;
        }
        Self(self.0.saturating_sub(self.0.rem_euclid(grid.0)))
    }
}

impl Span {
    /// No time.
    pub const ZERO: Self = Self(0);

    /// A span of nanoseconds.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// A span of milliseconds.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(NANOS_PER_MILLI))
    }

    /// A span of seconds.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(NANOS_PER_SECOND))
    }

    /// Nanoseconds.
    #[must_use]
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Whole milliseconds, towards zero.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0 / NANOS_PER_MILLI
    }

    /// This span `times` over (held at the ends of the range).
    #[must_use]
    pub const fn times(self, times: i64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

scalar_text!(Time, TextError, |text| whole(text).map(Self));
scalar_text!(Span, TextError, |text| whole(text).map(Self));

/// Reads a whole number in its one form: no plus sign, no leading zeros.
fn whole(text: &str) -> Result<i64, TextError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if text != "0" && digits.starts_with(['0', '+']) {
        return Err(TextError::BadCharacter);
    }
    text.parse().map_err(|_| TextError::BadCharacter)
}

#[cfg(test)]
mod tests;
