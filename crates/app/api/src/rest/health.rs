//! Liveness and readiness in one word for everyone, health in detail for who is signed in. Never touches the database.

use crate::problem::Problem;
use crate::state::AppState;
use crate::views::{HealthView, LiveView};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::Grade;

// OBS-06
pub(crate) async fn live() -> Json<LiveView> {
    Json(LiveView { status: "live" })
}

pub(crate) async fn ready(State(state): State<AppState>) -> Result<Json<LiveView>, Problem> {
    match state.desk().health().overall {
        Grade::Healthy | Grade::Degraded => Ok(Json(LiveView { status: "ready" })),
        Grade::Unhealthy => Err(Problem::NotReady),
    }
}

pub(crate) async fn detail(State(state): State<AppState>) -> (StatusCode, Json<HealthView>) {
    let health = state.desk().health();
    let status = match health.overall {
        Grade::Healthy | Grade::Degraded => StatusCode::OK,
        Grade::Unhealthy => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, Json(HealthView::from(&*health)))
}
