//! The page of surveillance: what was found in our own trading, by state, and the form of a person's word. Judges nothing.

use super::frame::{PageName, Said, html, shell};
use super::moment::moment;
use super::view_surveillance::{FindingLine, SurveillancePage};
use crate::problem::Problem;
use crate::request::{Form, Query};
use crate::rest::halts::reason;
use crate::rest::surveillance::wanted;
use crate::session::{Signed, database_silent};
use crate::state::AppState;
use axum::extract::State;
use axum::response::{Html, Redirect};
use desk::{FindingRow, FindingState};
use identity::{ReadTrading, Release};
use serde::Deserialize;

/// What the form says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ExplainFields {
    finding: String,
    #[serde(default)]
    reason: String,
}

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct SurveillanceQuery {
    state: Option<String>,
    said: Option<Said>,
}

/// What was found.
///
/// # Errors
/// The person may not see trading.
// Control 28
pub(crate) async fn page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<SurveillanceQuery>,
) -> Result<Html<String>, Problem> {
    let wanted = wanted(query.state.as_deref())?;
    let permit = signed.permit::<ReadTrading>()?;
    let found = state.desk().findings(permit, wanted).await;
    let found = found.map_err(database_silent)?;
    let name = PageName {
        title: "Surveillance",
        entry: "surveillance",
        symbol: None,
        said: query.said,
    };
    html(&SurveillancePage {
        shell: shell(&state, &signed, name)?,
        shown: match wanted {
            FindingState::Open => "open",
            FindingState::Explained => "explained",
            FindingState::All => "all",
        },
        findings: found.iter().map(line).collect(),
    })
}

/// Keeps a person's word.
///
/// # Errors
/// No reason; no open finding of this name; the person may not; it cannot be written.
pub(crate) async fn explain(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<ExplainFields>,
) -> Result<Redirect, Problem> {
    let reason = reason(&fields.reason)?;
    let permit = signed.permit::<Release>()?;
    state
        .desk()
        .explain(permit, fields.finding.trim(), reason)
        .await?;
    Ok(Redirect::to("/surveillance?said=explained"))
}

fn line(row: &FindingRow) -> FindingLine {
    FindingLine {
        name: row.name.clone(),
        kind: row.kind.clone(),
        symbol: row.symbol.to_string(),
        words: row.words.clone(),
        from: moment(row.from),
        first_order: row.orders.first().map(|order| order.get()),
        order_count: row.orders.len(),
        word: row
            .word
            .as_ref()
            .map(|word| format!("{}: {}", word.by, word.reason)),
    }
}
