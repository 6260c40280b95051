//! A venue with a backup, for programs: how both stand, calling the venue away, wishing it home. Never judges a venue.

use super::halts::reason;
use crate::problem::Problem;
use crate::request::JsonBody;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::{FailoverBody, FailoverView};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use identity::{Halt, ReadTrading, Release};

// ORD-13
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<FailoverView>, Problem> {
    let portfolio = state.desk().portfolio(signed.permit::<ReadTrading>()?);
    Ok(Json(FailoverView::from(&*portfolio)))
}

pub(crate) async fn call(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<FailoverBody>,
) -> Result<StatusCode, Problem> {
    let (desk, reason) = (state.desk(), reason(&body.reason)?);
    let permit = signed.permit::<Halt>()?;
    desk.call_away(permit, desk.account(), reason).await?;
    Ok(StatusCode::ACCEPTED)
}

pub(crate) async fn release(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<FailoverBody>,
) -> Result<StatusCode, Problem> {
    let (desk, reason) = (state.desk(), reason(&body.reason)?);
    let permit = signed.permit::<Release>()?;
    desk.bring_home(permit, desk.account(), reason).await?;
    Ok(StatusCode::ACCEPTED)
}
