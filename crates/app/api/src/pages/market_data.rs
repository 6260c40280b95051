//! The page of market data: open and closed gaps, checks of kept candles with their flaws, and the button to check.

use super::frame::{PageName, Said, html, shell};
use super::moment::moment;
use super::view_market_data::{CheckLine, ContractLine, FlawLine, GapLine, MarketDataPage};
use crate::problem::Problem;
use crate::request::{Form, Query};
use crate::rest::market_data::days;
use crate::session::{Signed, database_silent};
use crate::state::AppState;
use axum::extract::State;
use axum::response::{Html, Redirect};
use desk::{CheckRow, ContractFacts, Desk, FlawRow, FlawState, Freshness, GapRow, GapStanding};
use identity::ReadTrading;
use serde::Deserialize;

/// Rows of each table.
const ROWS: u32 = 50;

/// What the form of a check says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct CheckFields {
    days: u32,
}

/// What the address of the page says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct MarketDataQuery {
    said: Option<Said>,
}

/// How market data stands.
///
/// # Errors
/// The person may not see trading; the database does not answer.
// MKT-03
pub(crate) async fn page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<MarketDataQuery>,
) -> Result<Html<String>, Problem> {
    let name = PageName {
        title: "Market data",
        entry: "market-data",
        symbol: None,
        said: query.said,
    };
    let records = state.desk().records(signed.permit::<ReadTrading>()?);
    let open = records.market_gaps(Some(GapStanding::Open), (None, ROWS));
    let open = open.await.map_err(database_silent)?;
    let last = records.market_gaps(None, (None, ROWS)).await;
    let mut last = last.map_err(database_silent)?;
    last.retain(|gap| gap.standing != GapStanding::Open);
    let checks = records.candle_checks(ROWS).await.map_err(database_silent)?;
    let flaws = records.candle_flaws((None, ROWS)).await;
    let flaws = flaws.map_err(database_silent)?;
    let standing = flaws
        .iter()
        .any(|flaw| flaw.state == FlawState::Standing && Some(flaw.found) >= since(&checks));
    let (tone, words) = match (open.is_empty(), standing) {
        (_, true) => ("down", "flaws stand"),
        (false, false) => ("warn", "being fetched"),
        (true, false) => ("up", "whole"),
    };
    html(&MarketDataPage {
        shell: shell(&state, &signed, name)?,
        tone,
        standing: words,
        contracts: contracts(state.desk()),
        open: open.iter().map(gap_line).collect(),
        closed: last.iter().map(gap_line).collect(),
        checks: checks.iter().map(check_line).collect(),
        flaws: flaws.iter().map(flaw_line).collect(),
    })
}

/// A check at once.
///
/// # Errors
/// Days out of bounds; enough checks wait already.
pub(crate) async fn check(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<CheckFields>,
) -> Result<Redirect, Problem> {
    let days = days(fields.days)?;
    let permit = signed.permit::<ReadTrading>()?;
    state.desk().check_candles(permit, days)?;
    Ok(Redirect::to("/market-data?said=candles-asked"))
}

fn contracts(desk: &Desk) -> Vec<ContractLine> {
    let now = desk.now();
    let contracts = desk.contracts();
    contracts
        .iter()
        .map(|facts| contract_line(facts, now))
        .collect()
}

fn contract_line(facts: &ContractFacts, now: domain::Time) -> ContractLine {
    let aged = |received: Option<domain::Time>, freshness: Freshness| {
        let age = received.map_or_else(
            || "never".to_owned(),
            |received| format!("{} s old", now.since(received).millis() / 1_000),
        );
        match freshness {
            Freshness::Fresh => age,
            Freshness::Stale => format!("{age}, stale"),
        }
    };
    let mark = facts.mark;
    let funding = mark.and_then(|mark| mark.funding);
    let held = facts.open_interest;
    let last = facts.liquidations.back();
    let none = || "–".to_owned();
    ContractLine {
        symbol: facts.symbol.to_string(),
        mark: mark.map_or_else(none, |mark| mark.mark.to_string()),
        mark_age: aged(mark.map(|mark| mark.received), facts.mark_freshness(now)),
        funding: funding.map_or_else(none, |rate| rate.to_string()),
        next_funding: mark.and_then(|mark| mark.next_funding).map(moment),
        open_interest: held.map_or_else(none, |held| held.qty.to_string()),
        open_interest_age: aged(
            held.map(|held| held.received),
            facts.open_interest_freshness(now),
        ),
        liquidation: last.map_or_else(none, |last| {
            let price = last.average.map_or_else(none, |price| price.to_string());
            format!("{} {} at {price}", last.side, last.qty)
        }),
        liquidation_at: last.map(|last| moment(last.at)),
        tone: match facts.mark_freshness(now) {
            Freshness::Fresh => "healthy",
            Freshness::Stale => "degraded",
        },
    }
}

/// When the last check began: a flaw that it found again stands.
fn since(checks: &[CheckRow]) -> Option<domain::Time> {
    checks.first().map(|check| check.began)
}

fn gap_line(gap: &GapRow) -> GapLine {
    GapLine {
        about: match gap.interval {
            Some(interval) => format!("{} {}", gap.symbol, interval),
            None => format!("{} {}", gap.symbol, gap.kind),
        },
        from: moment(gap.from),
        until: gap.until.map(moment),
        reason: gap.reason.clone(),
        standing: gap.standing.name(),
        failures: gap.failures,
        candles: gap
            .candles
            .map_or_else(|| "–".to_owned(), |count| count.to_string()),
    }
}

fn check_line(row: &CheckRow) -> CheckLine {
    CheckLine {
        began: moment(row.began),
        asked_by: row.asked_by.clone(),
        since: moment(row.since),
        looked: row.looked,
        compared: row.compared,
        flaws: row.flaws,
        repaired: row.repaired,
        unasked: row.unasked,
    }
}

fn flaw_line(row: &FlawRow) -> FlawLine {
    FlawLine {
        about: format!("{} {}", row.symbol, row.interval),
        from: moment(row.from),
        flaw: row.flaw.clone(),
        state: row.state.name(),
        kept: row.kept.clone().unwrap_or_else(|| "nothing".to_owned()),
        venue: row.venue.clone().unwrap_or_else(|| "–".to_owned()),
    }
}
