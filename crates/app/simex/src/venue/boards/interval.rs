//! The lengths of candles and of rolling windows, by Binance's names, and where each candle begins. Never a clock.

/// Milliseconds of a second, minute, hour and day.
pub(crate) const SECOND_MS: i64 = 1_000;
pub(crate) const MINUTE_MS: i64 = 60 * SECOND_MS;
pub(crate) const HOUR_MS: i64 = 60 * MINUTE_MS;
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;
/// The first Monday after the epoch, which was a Thursday.
const FIRST_MONDAY_MS: i64 = 4 * DAY_MS;
/// Farthest time zones west and east, in minutes.
const WEST_MINUTES_MAX: i64 = 12 * 60;
const EAST_MINUTES_MAX: i64 = 14 * 60;

/// The length of a candle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Interval {
    S1,
    M1,
    M3,
    M5,
    M15,
    M30,
    H1,
    H2,
    H4,
    H6,
    H8,
    H12,
    D1,
    D3,
    W1,
    Month,
}

/// Milliseconds that local time is ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Zone(i64);

/// The length of a rolling window, in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Window(i64);

impl Interval {
    /// All of them, shortest first.
    pub(crate) const ALL: [Self; 16] = [
        Self::S1,
        Self::M1,
        Self::M3,
        Self::M5,
        Self::M15,
        Self::M30,
        Self::H1,
        Self::H2,
        Self::H4,
        Self::H6,
        Self::H8,
        Self::H12,
        Self::D1,
        Self::D3,
        Self::W1,
        Self::Month,
    ];

    /// Binance's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::S1 => "1s",
            Self::M1 => "1m",
            Self::M3 => "3m",
            Self::M5 => "5m",
            Self::M15 => "15m",
            Self::M30 => "30m",
            Self::H1 => "1h",
            Self::H2 => "2h",
            Self::H4 => "4h",
            Self::H6 => "6h",
            Self::H8 => "8h",
            Self::H12 => "12h",
            Self::D1 => "1d",
            Self::D3 => "3d",
            Self::W1 => "1w",
            Self::Month => "1M",
        }
    }

    /// The interval of a name; case matters.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|interval| interval.name() == name)
    }

    /// Its length in milliseconds, where all of its candles are equally long.
    pub(crate) const fn span(self) -> Option<i64> {
        Some(match self {
            Self::S1 => SECOND_MS,
            Self::M1 => MINUTE_MS,
            Self::M3 => 3 * MINUTE_MS,
            Self::M5 => 5 * MINUTE_MS,
            Self::M15 => 15 * MINUTE_MS,
            Self::M30 => 30 * MINUTE_MS,
            Self::H1 => HOUR_MS,
            Self::H2 => 2 * HOUR_MS,
            Self::H4 => 4 * HOUR_MS,
            Self::H6 => 6 * HOUR_MS,
            Self::H8 => 8 * HOUR_MS,
            Self::H12 => 12 * HOUR_MS,
            Self::D1 => DAY_MS,
            Self::D3 => 3 * DAY_MS,
            Self::W1 => 7 * DAY_MS,
            Self::Month => return None,
        })
    }

    /// The usual length in milliseconds; a month counts thirty days.
    pub(crate) const fn usual(self) -> i64 {
        match self.span() {
            Some(span) => span,
            None => 30 * DAY_MS,
        }
    }

    /// Where the candles of equal length are counted from.
    const fn origin(self) -> i64 {
        match self {
            Self::W1 => FIRST_MONDAY_MS,
            Self::S1
            | Self::M1
            | Self::M3
            | Self::M5
            | Self::M15
            | Self::M30
            | Self::H1
            | Self::H2
            | Self::H4
            | Self::H6
            | Self::H8
            | Self::H12
            | Self::D1
            | Self::D3
            | Self::Month => 0,
        }
    }

    /// Where the candle that holds an instant begins, in a zone's local time. All in milliseconds since the epoch.
    pub(crate) fn start(self, at: i64, zone: Zone) -> i64 {
        let local = at.saturating_add(zone.0);
        let start = match self.span() {
            Some(span) => {
                let since = local.saturating_sub(self.origin());
                local.saturating_sub(since.rem_euclid(span))
            }
            None => month_start(local),
        };
        start.saturating_sub(zone.0)
    }

    /// Where the candle after the one that begins at `start` begins.
    pub(crate) fn next(self, start: i64, zone: Zone) -> i64 {
        match self.span() {
            Some(span) => start.saturating_add(span),
            None => self.start(start.saturating_add(32 * DAY_MS), zone),
        }
    }

    /// Whether candles begin at the same instants in a zone as in UTC.
    pub(crate) const fn is_same_in(self, zone: Zone) -> bool {
        match self.span() {
            Some(span) => zone.0.rem_euclid(span) == 0,
            None => zone.0 == 0,
        }
    }

    /// The longest interval of equal candles, at most a day, that both a zone's offset and this interval are multiples
    /// of: what its candles in that zone can be folded from.
    pub(crate) fn base_in(self, zone: Zone) -> Self {
        let whole = match self.span() {
            Some(span) if span < DAY_MS => span,
            Some(_) | None => DAY_MS,
        };
        let fits = |interval: &Self| {
            interval
                .span()
                .is_some_and(|span| whole.rem_euclid(span) == 0 && zone.0.rem_euclid(span) == 0)
        };
        Self::ALL.into_iter().rev().find(fits).unwrap_or(Self::M1)
    }
}

/// The first millisecond of the month of a local instant.
fn month_start(local: i64) -> i64 {
    let days = local.div_euclid(DAY_MS);
    let day_of_month = civil_day(days);
    days.saturating_sub(day_of_month.saturating_sub(1))
        .saturating_mul(DAY_MS)
}

/// The day of the month, from 1, of a day counted from the epoch, in the Gregorian calendar.
/// Years are counted from March, so that the leap day is their last.
fn civil_day(days: i64) -> i64 {
    const DAYS_BEFORE_EPOCH: i64 = 719_468;
    const DAYS_OF_400_YEARS: i64 = 146_097;
    let of_era = days
        .saturating_add(DAYS_BEFORE_EPOCH)
        .rem_euclid(DAYS_OF_400_YEARS);
    let leaps = of_era / 1_460 - of_era / 36_524 + of_era / 146_096;
    let year = (of_era - leaps) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    of_year - (153 * month + 2) / 5 + 1
}

impl Zone {
    /// UTC.
    pub(crate) const UTC: Self = Self(0);

    /// Reads `8`, `-1:00`, `05:45`, `+08:00`; between 12 hours behind UTC and 14 hours ahead of it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "00"));
        let digits = |part: &str, most: usize| {
            let fits = !part.is_empty() && part.len() <= most;
            (fits && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<i64>().ok())
                .flatten()
        };
        let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
        if minutes > 59 || (rest.contains(':') && rest.len() < 4) {
            return None;
        }
        let total = hours
            .checked_mul(60)?
            .checked_add(minutes)?
            .checked_mul(sign)?;
        (-WEST_MINUTES_MAX..=EAST_MINUTES_MAX)
            .contains(&total)
            .then_some(Self(total.saturating_mul(MINUTE_MS)))
    }

    /// The first millisecond of the local day that holds an instant.
    pub(crate) fn day_start(self, at: i64) -> i64 {
        Interval::D1.start(at, self)
    }
}

impl Window {
    /// A day.
    pub(crate) const DAY: Self = Self(24 * 60);
    /// Reads `1m` … `59m`, `1h` … `23h`, `1d` … `7d`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let at = text.len().checked_sub(1)?;
        let (count, unit) = text.split_at_checked(at)?;
        if count.starts_with('0') || !count.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let count: i64 = count.parse().ok()?;
        let (most, minutes) = match unit {
            "m" => (59, 1),
            "h" => (23, 60),
            "d" => (7, 24 * 60),
            _ => return None,
        };
        (1..=most)
            .contains(&count)
            .then(|| Self(count.saturating_mul(minutes)))
    }

    /// Its first instant when it ends at `now`: a whole minute.
    pub(crate) const fn start(self, now: i64) -> i64 {
        let start = now.saturating_sub(self.0.saturating_mul(MINUTE_MS));
        start.saturating_sub(start.rem_euclid(MINUTE_MS))
    }
}

#[cfg(test)]
mod tests;
