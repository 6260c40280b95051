//! Instants as people read them: UTC by the proleptic Gregorian calendar. Never reads a clock, never knows a time zone.

use super::view_shell::Moment;
use domain::Time;

const MILLIS_PER_DAY: i64 = 86_400_000;
/// Days from 0000-03-01 to 1970-01-01.
const DAYS_BEFORE_EPOCH: i64 = 719_468;
/// Days in 400 years.
const DAYS_PER_ERA: i64 = 146_097;

/// The forms of an instant that pages show.
#[must_use]
pub(crate) fn moment(at: Time) -> Moment {
    let millis = at.millis();
    let (year, month, day) = civil(millis.div_euclid(MILLIS_PER_DAY));
    let of_day = millis.rem_euclid(MILLIS_PER_DAY);
    let (seconds, fraction) = (of_day / 1_000, of_day % 1_000);
    let utc = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    );
    let day = format!("{year:04}-{month:02}-{day:02}");
    Moment {
        millis: format!("{utc}.{fraction:03}"),
        iso: format!("{day}T{utc}.{fraction:03}Z"),
        utc,
        day,
    }
}

/// Year, month and day of a day counted from the epoch. Years are counted from March, so that a leap day ends one.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days.saturating_add(DAYS_BEFORE_EPOCH);
    let era = shifted.div_euclid(DAYS_PER_ERA);
    let of_era = shifted.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests;
