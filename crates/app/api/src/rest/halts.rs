//! Halt and release for programs. Answers when the journal has it; never before.

use super::presses::shown;
use crate::problem::Problem;
use crate::request::JsonBody;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::{HaltBody, HaltsView, PressView, ReleaseBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::HaltReach;
use domain::Scope;
use identity::{Halt, ReadTrading, Release};

/// Longest reason, in characters.
pub(crate) const REASON_CHARS_MAX: usize = 200;

pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<HaltsView>, Problem> {
    let portfolio = state.desk().portfolio(signed.permit::<ReadTrading>()?);
    Ok(Json(HaltsView::from(&*portfolio)))
}

// GATE-10
pub(crate) async fn halt(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<HaltBody>,
) -> Result<Json<PressView>, Problem> {
    let scope = scope(&body.scope)?;
    let reach = reach(&body.reach)?;
    let reason = reason(&body.reason)?;
    let press = state
        .desk()
        .halt(signed.permit::<Halt>()?, (scope, reach), reason)
        .await
        .map_err(Problem::from)?;
    shown(&state, &signed, press)
}

pub(crate) async fn release(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<ReleaseBody>,
) -> Result<StatusCode, Problem> {
    let scope = scope(&body.scope)?;
    let reason = reason(&body.reason)?;
    state
        .desk()
        .release(signed.permit::<Release>()?, scope, reason)
        .await
        .map_err(Problem::from)?;
    Ok(StatusCode::NO_CONTENT)
}

/// A scope in its text form; a symbol may be written with a dash.
pub(crate) fn scope(text: &str) -> Result<Scope, Problem> {
    let text = text.trim();
    let canonical = match text.strip_prefix("symbol:") {
        Some(symbol) => format!("symbol:{}", symbol.replacen('-', "/", 1)),
        None => text.to_owned(),
    };
    canonical.parse().map_err(|_| {
        Problem::value(
            "scope",
            "must be global, venue:NAME, account:NUMBER, user:NUMBER, strategy:NUMBER or symbol:BASE/QUOTE",
        )
    })
}

/// How far a halt reaches.
pub(crate) fn reach(text: &str) -> Result<HaltReach, Problem> {
    match text.trim() {
        "new-only" => Ok(HaltReach::NewOnly),
        "and-cancel" => Ok(HaltReach::AndCancel),
        _ => Err(Problem::value("reach", "must be new-only or and-cancel")),
    }
}

/// A reason in one line of plain words.
pub(crate) fn reason(text: &str) -> Result<&str, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::value("reason", "say why, in a few words"));
    }
    if text.chars().count() > REASON_CHARS_MAX || text.chars().any(char::is_control) {
        let why = format_args!("at most {REASON_CHARS_MAX} characters in one line").to_string();
        return Err(Problem::value("reason", why));
    }
    Ok(text)
}
