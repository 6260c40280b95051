//! The three-way check for programs: how it stands, a round at once, and taking the venue's word. The desk does it.

use super::halts::reason;
use crate::problem::Problem;
use crate::request::JsonBody;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::{AcceptBody, ReconciliationView};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::BreakKey;
use identity::{ReadTrading, Release};

// GATE-20
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<ReconciliationView>, Problem> {
    let portfolio = state.desk().portfolio(signed.permit::<ReadTrading>()?);
    Ok(Json(ReconciliationView::from(&*portfolio)))
}

// ORD-09
pub(crate) async fn check(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<StatusCode, Problem> {
    let permit = signed.permit::<ReadTrading>()?;
    state.desk().compare(permit).await.map_err(Problem::from)?;
    Ok(StatusCode::ACCEPTED)
}

pub(crate) async fn accept(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<AcceptBody>,
) -> Result<StatusCode, Problem> {
    let key = key(&body.name)?;
    let reason = reason(&body.reason)?;
    state
        .desk()
        .accept_break(signed.permit::<Release>()?, key, reason)
        .await
        .map_err(Problem::from)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The name of a break.
pub(crate) fn key(text: &str) -> Result<BreakKey, Problem> {
    text.trim()
        .parse()
        .map_err(|_| Problem::value("break", "must be like balance:USDT or order:BTC/USDT:12"))
}
