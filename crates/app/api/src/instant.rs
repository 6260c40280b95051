//! Instants as callers write them: milliseconds since 1970, or a date and time of UTC. Never a time zone, never a guess.

use domain::Time;

const MILLIS_PER_DAY: i64 = 86_400_000;
/// Days from 0000-03-01 to 1970-01-01.
const DAYS_BEFORE_EPOCH: i64 = 719_468;
/// Days in 400 years.
const DAYS_PER_ERA: i64 = 146_097;

/// The instant that `1795280121391`, `2026-11-21T20:30`, `2026-11-21T20:30:15` or either with a `Z` names.
#[must_use]
pub(crate) fn read(text: &str) -> Option<Time> {
    if text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Time::from_millis);
    }
    let (day, clock) = text.strip_suffix('Z').unwrap_or(text).split_once('T')?;
    let mut day = day.split('-').map(digits);
    let (year, month, of_month) = (day.next()??, day.next()??, day.next()??);
    let mut clock = clock.split(':').map(digits);
    let (hour, minute) = (clock.next()??, clock.next()??);
    let second = clock.next().unwrap_or(Some(0))?;
    let exists = (1970..=2200).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&of_month)
        && hour <= 23
        && minute <= 59
        && second <= 59;
    if !exists || day.next().is_some() || clock.next().is_some() {
        return None;
    }
    let seconds = hour * 3_600 + minute * 60 + second;
    Some(Time::from_millis(
        days(year, month, of_month) * MILLIS_PER_DAY + seconds * 1_000,
    ))
}

fn digits(text: &str) -> Option<i64> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from the epoch to a day of the Gregorian calendar. Years are counted from March, so that a leap day ends one.
const fn days(year: i64, month: i64, of_month: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + of_month - 1;
    let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    era * DAYS_PER_ERA + day_of_era - DAYS_BEFORE_EPOCH
}

#[cfg(test)]
mod tests;
