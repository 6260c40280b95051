//! Orders that wait for a second word, for programs. Never sends one by itself.
// GATE-14

use super::orders::order_id;
use crate::problem::Problem;
use crate::request::Path;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::{PlacedView, TicketRow, TicketsView};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::{Placed, Via};
use identity::{Place, ReadTrading};

pub(crate) async fn waiting(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<TicketsView>, Problem> {
    let portfolio = state.desk().portfolio(signed.permit::<ReadTrading>()?);
    let tickets = portfolio.controls.tickets.iter().map(TicketRow::from);
    Ok(Json(TicketsView {
        tickets: tickets.collect(),
    }))
}

pub(crate) async fn confirm(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<PlacedView>), Problem> {
    let placed = confirmed(&state, &signed, &id, Via::Program).await?;
    Ok((StatusCode::CREATED, Json(PlacedView::from(placed))))
}

/// Says the second word.
///
/// # Errors
/// No number, no such order waits for this person; the gate refuses; the person may not; the desk does not answer.
pub(crate) async fn confirmed(
    state: &AppState,
    signed: &Signed,
    order: &str,
    via: Via,
) -> Result<Placed, Problem> {
    let order = order_id(order)?;
    let permit = signed.permit::<Place>()?;
    Ok(state.desk().confirm(permit, order, via).await?)
}
