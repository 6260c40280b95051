//! What surveillance found, for programs, and a person's word about it. The desk looks; nothing here judges.

use super::halts::reason;
use crate::problem::Problem;
use crate::request::{JsonBody, Query};
use crate::session::{Signed, database_silent};
use crate::state::AppState;
use crate::views::{ExplainBody, FindingsView};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::FindingState;
use identity::{ReadTrading, Release};
use serde::Deserialize;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct FindingsQuery {
    pub(crate) state: Option<String>,
}

// Control 28
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<FindingsQuery>,
) -> Result<Json<FindingsView>, Problem> {
    let wanted = wanted(query.state.as_deref())?;
    let permit = signed.permit::<ReadTrading>()?;
    let found = state.desk().findings(permit, wanted).await;
    let found = found.map_err(database_silent)?;
    Ok(Json(FindingsView::from(found.as_slice())))
}

pub(crate) async fn explain(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<ExplainBody>,
) -> Result<StatusCode, Problem> {
    let reason = reason(&body.reason)?;
    let permit = signed.permit::<Release>()?;
    state
        .desk()
        .explain(permit, body.finding.trim(), reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which findings are wanted; open ones where nothing is said.
pub(crate) fn wanted(text: Option<&str>) -> Result<FindingState, Problem> {
    match text {
        None | Some("open") => Ok(FindingState::Open),
        Some("explained") => Ok(FindingState::Explained),
        Some("all") => Ok(FindingState::All),
        Some(_) => Err(Problem::value("state", "must be open, explained or all")),
    }
}
