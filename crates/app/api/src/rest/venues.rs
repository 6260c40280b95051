//! Accounts and their ways to the venue for programs, as they stand at this moment. Never asks a venue.

use crate::problem::Problem;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::{AccountsView, VenuesView};
use axum::Json;
use axum::extract::State;
use identity::ReadTrading;

pub(crate) async fn accounts(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<AccountsView>, Problem> {
    let desk = state.desk();
    let portfolio = desk.portfolio(signed.permit::<ReadTrading>()?);
    let states = desk.venues(signed.permit::<ReadTrading>()?);
    Ok(Json(AccountsView::new(&portfolio, &states)))
}

// OBS-06
pub(crate) async fn connections(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<VenuesView>, Problem> {
    let desk = state.desk();
    let states = desk.venues(signed.permit::<ReadTrading>()?);
    Ok(Json(VenuesView::new(&desk.health(), &states)))
}
