//! Candles and their intervals. Never a candle whose parts contradict each other.

use crate::asset::Symbol;
use crate::money::{Amount, Price, Qty};
use crate::text::{TextError, scalar_text};
use crate::time::{Span, Time};
use core::fmt;

/// The length of a candle, aligned to the UTC epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Interval {
    /// One second.
    S1,
    /// One minute.
    M1,
    /// Five minutes.
    M5,
    /// Fifteen minutes.
    M15,
    /// Thirty minutes.
    M30,
    /// One hour.
    H1,
    /// Two hours.
    H2,
    /// Four hours.
    H4,
    /// One day.
    D1,
}

impl Interval {
    /// All intervals, shortest first.
    pub const ALL: [Self; 9] = [
        Self::S1,
        Self::M1,
        Self::M5,
        Self::M15,
        Self::M30,
        Self::H1,
        Self::H2,
        Self::H4,
        Self::D1,
    ];

    /// Its length.
    #[must_use]
    pub const fn span(self) -> Span {
        Span::from_secs(match self {
            Self::S1 => 1,
            Self::M1 => 60,
            Self::M5 => 300,
            Self::M15 => 900,
            Self::M30 => 1_800,
            Self::H1 => 3_600,
            Self::H2 => 7_200,
            Self::H4 => 14_400,
            Self::D1 => 86_400,
        })
    }

    /// The short name: `1s`, `1m`, … `1d`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::S1 => "1s",
            Self::M1 => "1m",
            Self::M5 => "5m",
            Self::M15 => "15m",
            Self::M30 => "30m",
            Self::H1 => "1h",
            Self::H2 => "2h",
            Self::H4 => "4h",
            Self::D1 => "1d",
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

scalar_text!(Interval, TextError, |text| Interval::ALL
    .into_iter()
    .find(|interval| interval.name() == text)
    .ok_or(TextError::BadCharacter));

/// Trades of one symbol in one interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candle {
    /// The symbol.
    pub symbol: Symbol,
    /// The interval.
    pub interval: Interval,
    /// Start of the interval.
    pub open_time: Time,
    /// First price.
    pub open: Price,
    /// Highest price.
    pub high: Price,
    /// Lowest price.
    pub low: Price,
    /// Last price.
    pub close: Price,
    /// Base traded.
    pub volume: Qty,
    /// Quote traded.
    pub quote_volume: Amount,
    /// Number of trades.
    pub trade_count: u64,
}

/// Why parts make no candle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandleError {
    /// The start is not on the interval's grid.
    Misaligned,
    /// Open, close or low above high; or open or close below low.
    OutOfRange,
}

impl Candle {
    /// Whether the parts agree with each other.
    ///
    /// # Errors
    /// Misaligned start, or a price outside low … high.
    pub fn check(&self) -> Result<(), CandleError> {
        if self.open_time.floor_to(self.interval.span()) != self.open_time {
            return Err(CandleError::Misaligned);
        }
        let inside = |price: Price| self.low <= price && price <= self.high;
        if inside(self.open) && inside(self.close) {
            Ok(())
        } else {
            Err(CandleError::OutOfRange)
        }
    }
}

#[cfg(test)]
mod tests;
