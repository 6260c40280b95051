//! What the day of everything and of each account brought, and breakers that tripped, as programs see them. Never a value
//! without its instant.
// GATE-08 GATE-09

use super::millis;
use desk::{DayResult, Portfolio, Trip};
use domain::{Amount, Qty, Rounding};
use serde::Serialize;
use utoipa::ToSchema;

/// How the day went.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LossesView {
    /// When this was true.
    as_of: i64,
    /// The asset in which all of it is counted.
    #[schema(example = "USDT")]
    asset: String,
    /// Everything together first, then each account.
    days: Vec<DayView>,
    /// Breakers that wait for a person.
    breakers: Vec<TripView>,
}

/// One account's day, or that of everything.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayView {
    /// `global` or `account:1`.
    #[schema(example = "account:1")]
    scope: String,
    /// From when on the day counts; `null` of everything.
    day: Option<i64>,
    /// What it was worth as the day began.
    opening: String,
    /// What came, or below zero went, without a trade since; neither won nor lost.
    transfers: String,
    /// What it is worth; `null` while a price is missing.
    equity: Option<String>,
    /// What was won, or below zero lost; `null` while a price is missing, and then nothing opens where it is limited.
    result: Option<String>,
    /// What a day may lose; `null` where it is not limited.
    limit: Option<String>,
    /// How much of the limit is lost, in per cent; `null` where there is none or nobody can tell.
    #[schema(example = "40.5")]
    used_percent: Option<String>,
    /// How far it is below its highest; `null` where that is not limited.
    drawdown: Option<String>,
    /// Its highest since the last reset; `null` where that is not limited.
    highest: Option<String>,
    /// The share of the highest it may fall; `null` where it is not limited.
    drawdown_max: Option<String>,
}

/// A breaker that stopped its scope.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TripView {
    /// What is stopped.
    #[schema(example = "account:1")]
    scope: String,
    /// `daily-loss`, `drawdown`, `venue-refusals`, `venue-errors`, `venue-latency`.
    #[schema(example = "daily-loss")]
    breaker: &'static str,
    /// What was found.
    #[schema(example = "100.5 USDT")]
    value: String,
    /// What it may come to.
    #[schema(example = "100 USDT")]
    limit: String,
    /// When.
    at: i64,
}

impl From<&Portfolio> for LossesView {
    fn from(portfolio: &Portfolio) -> Self {
        Self {
            as_of: millis(portfolio.as_of),
            asset: portfolio.equity_asset.to_string(),
            days: portfolio.losses.iter().map(DayView::from).collect(),
            breakers: portfolio.trips.iter().map(TripView::from).collect(),
        }
    }
}

impl From<&DayResult> for DayView {
    fn from(day: &DayResult) -> Self {
        let text = |amount: Option<Amount>| amount.map(|amount| amount.to_string());
        Self {
            scope: day.scope.to_string(),
            day: day.day.map(millis),
            opening: day.opening.to_string(),
            transfers: day.transfers.to_string(),
            equity: text(day.equity),
            result: text(day.result),
            limit: text(day.limit),
            used_percent: text(used_percent(day)),
            drawdown: text(day.drawdown.map(|(drop, _)| drop)),
            highest: text(day.drawdown.map(|(_, highest)| highest)),
            drawdown_max: day.drawdown_max.map(|share| share.to_string()),
        }
    }
}

impl From<&Trip> for TripView {
    fn from(trip: &Trip) -> Self {
        Self {
            scope: trip.scope.to_string(),
            breaker: trip.breaker.name(),
            value: trip.value.to_string(),
            limit: trip.limit.to_string(),
            at: millis(trip.at),
        }
    }
}

/// How much of the limit is lost, in per cent with one place; a profit uses none of it.
pub(crate) fn used_percent(day: &DayResult) -> Option<Amount> {
    let lost = day.result?.negated().max(Amount::ZERO);
    let limit = day.limit?.qty().ok()?;
    let hundred = Qty::from_parts(100, 0).ok()?;
    lost.prorated(hundred, limit, (1, Rounding::Down)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Scope;

    #[test]
    fn the_use_of_a_limit_is_what_is_lost_and_never_what_is_won() {
        for (result, used) in [
            (Some("500"), Some("0")),
            (Some("0"), Some("0")),
            (Some("-40.55"), Some("20.2")),
            (Some("-200"), Some("100")),
            (Some("-300"), Some("150")),
            (None, None),
        ] {
            let amount = |text: &str| Amount::parse(text).unwrap();
            let day = DayResult {
                scope: Scope::Global,
                day: None,
                opening: Amount::ZERO,
                transfers: Amount::ZERO,
                equity: None,
                result: result.map(amount),
                limit: Some(amount("200")),
                drawdown: None,
                drawdown_max: None,
            };
            assert_eq!(used_percent(&day), used.map(amount), "{result:?}");
        }
    }
}
