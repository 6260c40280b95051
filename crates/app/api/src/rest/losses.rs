//! What the day brought, and breakers that tripped, for programs, as of the desk's last turn. Never asks a venue.

use crate::problem::Problem;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::LossesView;
use axum::Json;
use axum::extract::State;
use identity::ReadTrading;

// GATE-08 GATE-09
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<LossesView>, Problem> {
    let portfolio = state.desk().portfolio(signed.permit::<ReadTrading>()?);
    Ok(Json(LossesView::from(&*portfolio)))
}
