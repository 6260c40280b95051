//! What the day brought, as rows with a bar against what it may lose. Never a number of its own.
// GATE-08 GATE-09

use super::frame::scope_says;
use super::moment::moment;
use super::numbers::{UNKNOWN, amount, signed_or_unknown};
use super::view_venues::{DayRow, TripRow};
use crate::views::used_percent;
use desk::{DayResult, Portfolio, Trip};
use domain::{Amount, Rounding};

/// Decimal places of a sum in the value asset.
const PLACES: u32 = 2;

/// One row for everything, and one for each account.
pub(super) fn day_rows(portfolio: &Portfolio) -> Vec<DayRow> {
    portfolio.losses.iter().map(day_row).collect()
}

/// One row for each breaker that waits for a person.
pub(super) fn trip_rows(portfolio: &Portfolio) -> Vec<TripRow> {
    portfolio.trips.iter().map(trip_row).collect()
}

fn day_row(day: &DayResult) -> DayRow {
    let known =
        |sum: Option<Amount>| sum.map_or_else(|| UNKNOWN.to_owned(), |sum| amount(sum, PLACES));
    let used = used_percent(day);
    DayRow {
        scope: scope_says(day.scope),
        since: day.day.map(moment),
        opening: amount(day.opening, PLACES),
        transfers: amount(day.transfers, PLACES),
        equity: known(day.equity),
        result: signed_or_unknown(day.result, PLACES),
        limit: day
            .limit
            .map_or_else(|| "not limited".to_owned(), |limit| amount(limit, PLACES)),
        used: used.map(whole_percent),
        used_says: match (used, day.limit) {
            (Some(used), _) => format!("{used} %"),
            (None, Some(_)) => "cannot be told: nothing opens".to_owned(),
            (None, None) => String::new(),
        },
        drawdown: day.drawdown.map_or_else(String::new, |(drop, highest)| {
            let (drop, highest) = (amount(drop, PLACES), amount(highest, PLACES));
            format!("{drop} below {highest}")
        }),
    }
}

/// Whole per cent for a bar that ends at a hundred.
fn whole_percent(used: Amount) -> String {
    let whole = used.rounded(0, Rounding::Down);
    let full = Amount::from_parts(100, 0).unwrap_or(whole);
    whole.min(full).to_string()
}

fn trip_row(trip: &Trip) -> TripRow {
    TripRow {
        scope: trip.scope.to_string(),
        breaker: trip.breaker.name(),
        found: format!("{}: {}", trip.breaker.words(), trip.value),
        limit: trip.limit.to_string(),
        at: moment(trip.at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Scope;

    fn sum(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn day(result: Option<&str>, limit: Option<&str>) -> DayResult {
        DayResult {
            scope: Scope::Global,
            day: None,
            opening: sum("1000"),
            transfers: sum("-5"),
            equity: None,
            result: result.map(sum),
            limit: limit.map(sum),
            drawdown: Some((sum("10"), sum("1010"))),
            drawdown_max: None,
        }
    }

    #[test]
    fn a_bar_stands_where_a_loss_is_limited_and_ends_at_a_hundred() {
        for (result, limit, used, says) in [
            (Some("-40.5"), Some("100"), Some("40"), "40.5 %"),
            (Some("-500"), Some("100"), Some("100"), "500 %"),
            (Some("500"), Some("100"), Some("0"), "0 %"),
            (None, Some("100"), None, "cannot be told: nothing opens"),
            (Some("-5"), None, None, ""),
        ] {
            let row = day_row(&day(result, limit));
            assert_eq!(row.used.as_deref(), used, "{result:?}");
            assert_eq!(row.used_says, says);
            assert_eq!(row.drawdown, "10.00 below 1,010.00");
        }
    }
}
