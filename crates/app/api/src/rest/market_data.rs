//! The quality of market data for programs: gaps, checks of kept candles and their flaws, and a check at once. The desk does it.

use crate::problem::Problem;
use crate::request::{JsonBody, Query};
use crate::session::{Signed, database_silent};
use crate::state::AppState;
use crate::views::{CheckBody, ChecksView, ContractsView, GapsView};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::{CHECK_DAYS_MAX, GapStanding};
use domain::Time;
use identity::ReadTrading;
use serde::Deserialize;

/// Rows of an answer when the caller does not say, and at most.
const ROWS: u32 = 100;
const ROWS_MAX: u32 = 500;

/// Which gaps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichGaps {
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    before: Option<i64>,
    #[serde(default)]
    limit: Option<u32>,
}

// MKT-05
pub(crate) async fn contracts(State(state): State<AppState>) -> Json<ContractsView> {
    let desk = state.desk();
    Json(ContractsView::new(&desk.contracts(), desk.now()))
}

// MKT-03
pub(crate) async fn gaps(
    State(state): State<AppState>,
    signed: Signed,
    Query(which): Query<WhichGaps>,
) -> Result<Json<GapsView>, Problem> {
    let standing = which.state.map(|text| text.parse::<GapStanding>());
    let standing = standing
        .transpose()
        .map_err(|_| Problem::value("state", "must be open, repaired or absent"))?;
    let limit = match which.limit {
        None => ROWS,
        Some(limit @ 1..=ROWS_MAX) => limit,
        Some(_) => {
            let why = format_args!("must be 1 to {ROWS_MAX}").to_string();
            return Err(Problem::value("limit", why));
        }
    };
    let before = (which.before.map(Time::from_millis), limit);
    let records = state.desk().records(signed.permit::<ReadTrading>()?);
    let gaps = records.market_gaps(standing, before).await;
    let gaps = gaps.map_err(database_silent)?;
    let absences = records.absences(before).await.map_err(database_silent)?;
    Ok(Json(GapsView::new(&gaps, &absences)))
}

// MKT-03
pub(crate) async fn checks(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<ChecksView>, Problem> {
    let records = state.desk().records(signed.permit::<ReadTrading>()?);
    let checks = records.candle_checks(ROWS).await;
    let checks = checks.map_err(database_silent)?;
    let flaws = records.candle_flaws((None, ROWS_MAX)).await;
    let flaws = flaws.map_err(database_silent)?;
    Ok(Json(ChecksView::new(&checks, &flaws)))
}

pub(crate) async fn check(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<CheckBody>,
) -> Result<StatusCode, Problem> {
    let days = days(body.days)?;
    let permit = signed.permit::<ReadTrading>()?;
    state.desk().check_candles(permit, days)?;
    Ok(StatusCode::ACCEPTED)
}

/// How far a check looks back.
pub(crate) fn days(days: u32) -> Result<u32, Problem> {
    if (1..=CHECK_DAYS_MAX).contains(&days) {
        return Ok(days);
    }
    let why = format_args!("must be 1 to {CHECK_DAYS_MAX}").to_string();
    Err(Problem::value("days", why))
}
