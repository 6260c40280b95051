//! Positions and balances for programs, as of the desk's last turn. Never asks a venue.

use crate::problem::Problem;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::{BalancesView, PositionsView};
use axum::Json;
use axum::extract::State;
use identity::ReadTrading;

pub(crate) async fn positions(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<PositionsView>, Problem> {
    let portfolio = state.desk().portfolio(signed.permit::<ReadTrading>()?);
    Ok(Json(PositionsView::from(&*portfolio)))
}

pub(crate) async fn balances(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<BalancesView>, Problem> {
    let portfolio = state.desk().portfolio(signed.permit::<ReadTrading>()?);
    Ok(Json(BalancesView::from(&*portfolio)))
}
