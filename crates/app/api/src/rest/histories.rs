//! How far the past of every account is kept, for programs, and a round at once. The desk does it.

use crate::problem::Problem;
use crate::session::{Signed, database_silent};
use crate::state::AppState;
use crate::views::HistoriesView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use identity::ReadTrading;

// BOOK-03
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<HistoriesView>, Problem> {
    let permit = signed.permit::<ReadTrading>()?;
    let states = state.desk().histories(permit).await;
    Ok(Json(HistoriesView::of(&states.map_err(database_silent)?)))
}

pub(crate) async fn read(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<StatusCode, Problem> {
    let permit = signed.permit::<ReadTrading>()?;
    state.desk().read_histories(permit);
    Ok(StatusCode::ACCEPTED)
}
