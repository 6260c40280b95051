//! From when on and how often the venue is asked for the accounts' past. Never asks.

use super::layers::Layers;
use desk::HistoryRules;
use domain::{Span, Time};
use std::str::FromStr;

/// A day of the calendar as its first instant, in UTC: `2017-07-14`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day(Time);

/// Whole minutes between two rounds; none: only a person asks for one.
struct RoundMinutes(Option<Span>);

/// What the settings say of the accounts' past.
pub(super) fn rules(layers: &mut Layers) -> Option<HistoryRules> {
    let since: Option<Day> = layers.take("venue.history_since");
    let every: Option<RoundMinutes> = layers.take("venue.history_minutes");
    Some(HistoryRules::of(since?.0, every?.0))
}

/// The day before an instant, as the settings write it.
pub(crate) fn day_before(now: Time) -> String {
    let day = jiff::Timestamp::from_millisecond(now.millis().saturating_sub(DAY_MS));
    let day = day.unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    day.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

const DAY_MS: i64 = 86_400_000;

impl FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let first = || {
            let day: jiff::civil::Date = text.parse().ok()?;
            let first = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
            let in_form = day.to_string() == text && first >= jiff::Timestamp::UNIX_EPOCH;
            in_form.then(|| Time::from_millis(first.as_millisecond()))
        };
        first()
            .map(Self)
            .ok_or_else(|| "must be a day like 2017-07-14".to_owned())
    }
}

impl FromStr for RoundMinutes {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<i64>() {
            Ok(0) => Ok(Self(None)),
            Ok(minutes @ 5..=1_440) => Ok(Self(Some(Span::from_secs(60).times(minutes)))),
            Ok(_) | Err(_) => Err("must be 5 to 1440 minutes, or 0 for only when asked".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("2017-07-14", 17_361),
            ("2000-02-29", 11_016),
            ("2100-03-01", 47_541),
        ] {
            let first = Time::from_millis(days * DAY_MS);
            assert_eq!(text.parse::<Day>(), Ok(Day(first)), "{text}");
            let later = Time::from_millis((days + 1) * DAY_MS + 4_711);
            assert_eq!(day_before(later), text);
        }
        assert_eq!(
            "2017-07-14".parse::<Day>(),
            Ok(Day(protocols::binance_spot::facts::FIRST_DAY))
        );
        for text in [
            "",
            "2017",
            "2017-7-14",
            "2017-02-29",
            "2017-13-01",
            "2017-00-10",
            "14.07.2017",
            "1960-01-01",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn rounds_have_a_span_within_bounds() {
        for (text, minutes) in [("5", Some(5)), ("60", Some(60)), ("1440", Some(1_440))] {
            let span = minutes.map(|minutes| Span::from_secs(60).times(minutes));
            let read = text.parse::<RoundMinutes>().ok();
            assert_eq!(read.and_then(|read| read.0), span);
        }
        assert!(
            "0".parse::<RoundMinutes>()
                .is_ok_and(|read| read.0.is_none())
        );
        for text in ["", "4", "1441", "-5", "an hour"] {
            assert!(text.parse::<RoundMinutes>().is_err(), "{text}");
        }
    }
}
