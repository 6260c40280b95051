//! Reducing a working order where it stands, for programs. Never says that it is done: the order's life tells.

use super::orders::order_id;
use crate::problem::Problem;
use crate::request::{JsonBody, Path};
use crate::session::Signed;
use crate::state::AppState;
use crate::views::AmendBody;
use axum::extract::State;
use axum::http::StatusCode;
use desk::Via;
use domain::Qty;
use identity::Place;

// ORD-02
pub(crate) async fn amend(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<AmendBody>,
) -> Result<StatusCode, Problem> {
    asked(&state, &signed, (&id, &body.qty), Via::Program).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Asks for an order to be of less.
///
/// # Errors
/// No number, no such order, over already, not such an order; the gate refuses; the person may not; the desk does not answer.
pub(crate) async fn asked(
    state: &AppState,
    signed: &Signed,
    (order, qty): (&str, &str),
    via: Via,
) -> Result<(), Problem> {
    let order = order_id(order)?;
    let qty = Qty::parse(qty.trim()).map_err(|why| Problem::value("qty", why))?;
    let permit = signed.permit::<Place>()?;
    state.desk().amend(permit, (order, qty), via).await?;
    Ok(())
}
