//! Cancelling and flattening a scope, and what came of every press of the switch, for programs. Never waits for a venue.
// GATE-10 GATE-11

use super::halts::{reason, scope};
use crate::problem::Problem;
use crate::request::JsonBody;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::{PressView, PressesView, StopBody};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::PressId;
use identity::{Cancel, Halt, ReadTrading};

pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<PressesView>, Problem> {
    let portfolio = state.desk().portfolio(signed.permit::<ReadTrading>()?);
    Ok(Json(PressesView::from(&*portfolio)))
}

pub(crate) async fn one(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
) -> Result<Json<PressView>, Problem> {
    let press = number
        .parse()
        .map_err(|_| Problem::UnknownPress(number.chars().take(20).collect()))?;
    shown(&state, &signed, press)
}

pub(crate) async fn cancel(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<StopBody>,
) -> Result<(StatusCode, Json<PressView>), Problem> {
    let (scope, reason) = (scope(&body.scope)?, reason(&body.reason)?);
    let permit = signed.permit::<Cancel>()?;
    let press = state.desk().cancel_scope(permit, scope, reason).await?;
    Ok((StatusCode::ACCEPTED, shown(&state, &signed, press)?))
}

pub(crate) async fn flatten(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<StopBody>,
) -> Result<(StatusCode, Json<PressView>), Problem> {
    let (scope, reason) = (scope(&body.scope)?, reason(&body.reason)?);
    let permit = signed.permit::<Halt>()?;
    let press = state.desk().flatten(permit, scope, reason).await?;
    Ok((StatusCode::ACCEPTED, shown(&state, &signed, press)?))
}

/// A press with what came of it so far.
pub(crate) fn shown(
    state: &AppState,
    signed: &Signed,
    press: PressId,
) -> Result<Json<PressView>, Problem> {
    let permit = signed.permit::<ReadTrading>()?;
    let found = state.desk().press(permit, press);
    let found = found.ok_or_else(|| Problem::UnknownPress(press.to_string()))?;
    Ok(Json(PressView::from(&*found)))
}
