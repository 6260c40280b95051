//! Halting and releasing: pages that say what exactly will happen, and the two buttons. The desk does it.

use super::frame::{self, PageName, Said, halt_form, html, scope_says, shell};
use super::view_halts::{HaltPage, ReleasePage};
use crate::problem::Problem;
use crate::request::{Form, Query};
use crate::session::Signed;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{Html, Redirect};
use desk::HaltReach;
use domain::Scope;
use identity::{Halt, Release};
use serde::Deserialize;

/// Longest reason that is kept, in characters.
const REASON_CHARS_MAX: usize = 200;
/// What the journal says when nobody gave a reason for a halt.
pub(super) const NO_REASON: &str = "no reason given";

/// What the form of a halt says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HaltFields {
    scope: String,
    reach: String,
    #[serde(default)]
    reason: String,
}

/// What the form of a release says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ReleaseFields {
    scope: String,
    #[serde(default)]
    reason: String,
}

/// What the address of the pages says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct HaltQuery {
    scope: Option<String>,
    said: Option<Said>,
}

/// Halts in force, and the form that makes one.
///
/// # Errors
/// The person may not see trading.
pub(crate) async fn halt_page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<HaltQuery>,
) -> Result<Html<String>, Problem> {
    let portfolio = frame::portfolio(state.desk(), &signed)?;
    let page = PageName {
        title: "Halts",
        entry: "halt",
        symbol: None,
        said: query.said,
    };
    html(&HaltPage {
        shell: shell(&state, &signed, page)?,
        form: halt_form(state.desk(), &signed, ("page", &portfolio)),
        presses: super::presses::presses(&portfolio, signed.actor.user()),
    })
}

/// Halts.
///
/// # Errors
/// The scope or the reach is no such word; the person may not halt; the journal cannot be written.
// GATE-10 UI-05
pub(crate) async fn halt(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<HaltFields>,
) -> Result<Redirect, Problem> {
    let scope = scope(&fields.scope)?;
    let reach = match fields.reach.as_str() {
        "and-cancel" => HaltReach::AndCancel,
        "new-only" => HaltReach::NewOnly,
        _ => return Err(Problem::value("reach", "must be and-cancel or new-only")),
    };
    let reason = match reason(&fields.reason)? {
        "" => NO_REASON,
        given => given,
    };
    state
        .desk()
        .halt(signed.permit::<Halt>()?, (scope, reach), reason)
        .await?;
    Ok(Redirect::to("/desk?said=halted"))
}

/// What a release will do, and its button.
///
/// # Errors
/// The scope is no such word; the person may not see trading.
pub(crate) async fn release_page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<HaltQuery>,
) -> Result<Html<String>, Problem> {
    let scope = scope(query.scope.as_deref().unwrap_or("global"))?;
    let portfolio = frame::portfolio(state.desk(), &signed)?;
    let page = PageName {
        title: "Release",
        entry: "halt",
        symbol: None,
        said: None,
    };
    let text = scope.to_string();
    html(&ReleasePage {
        shell: shell(&state, &signed, page)?,
        scope_says: scope_says(scope),
        halt: frame::halts(&portfolio, signed.actor.user())
            .halts
            .into_iter()
            .find(|halt| halt.scope == text),
    })
}

/// Releases.
///
/// # Errors
/// No reason; the scope is no such word; the person may not release; the journal cannot be written.
pub(crate) async fn release(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<ReleaseFields>,
) -> Result<Redirect, Problem> {
    let scope = scope(&fields.scope)?;
    let reason = reason(&fields.reason)?;
    if reason.is_empty() {
        return Err(Problem::value(
            "reason",
            "say why it is safe to go on; the journal keeps it",
        ));
    }
    state
        .desk()
        .release(signed.permit::<Release>()?, scope, reason)
        .await?;
    Ok(Redirect::to("/desk?said=released"))
}

pub(super) fn scope(text: &str) -> Result<Scope, Problem> {
    text.parse().map_err(|_| {
        Problem::value(
            "scope",
            "must be global, or like symbol:BTC/USDT or account:1",
        )
    })
}

pub(super) fn reason(text: &str) -> Result<&str, Problem> {
    let text = text.trim();
    if text.chars().count() > REASON_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(Problem::value(
            "reason",
            format_args!("at most {REASON_CHARS_MAX} characters on one line"),
        ));
    }
    Ok(text)
}
