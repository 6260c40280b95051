//! The page of the three-way check: both sides of every disagreement, and the buttons to look again and to accept.

use super::frame::{self, PageName, Said, html, shell};
use super::moment::moment;
use super::view_reconciliation::{BreakRow, ForeignRow, ReconciliationPage};
use crate::problem::Problem;
use crate::request::{Form, Query};
use crate::rest::halts::reason;
use crate::rest::reconciliation::key;
use crate::session::Signed;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{Html, Redirect};
use desk::{Break, StartGate, StatedOrder};
use identity::{ReadTrading, Release};
use serde::Deserialize;

/// What a side that has nothing to say shows.
const NOTHING: &str = "nothing";

/// What the form of accepting says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct AcceptFields {
    #[serde(rename = "break")]
    name: String,
    #[serde(default)]
    reason: String,
}

/// What the address of the page says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ReconciliationQuery {
    said: Option<Said>,
}

/// How the three sides stand.
///
/// # Errors
/// The person may not see trading.
// GATE-20 ORD-09
pub(crate) async fn page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<ReconciliationQuery>,
) -> Result<Html<String>, Problem> {
    let portfolio = frame::portfolio(state.desk(), &signed)?;
    let told = &portfolio.reconciliation;
    let name = PageName {
        title: "Reconciliation",
        entry: "reconciliation",
        symbol: None,
        said: query.said,
    };
    let (tone, standing) = match (told.start_gate, told.breaks.len(), told.suspects) {
        (StartGate::Closed, _, _) => ("warn", "not compared since the start"),
        (StartGate::Open, 0, 0) => ("up", "agrees"),
        (StartGate::Open, 0, _) => ("warn", "to be confirmed"),
        (StartGate::Open, _, _) => ("down", "breaks"),
    };
    html(&ReconciliationPage {
        shell: shell(&state, &signed, name)?,
        tone,
        standing,
        compared: told.asked_at.map(moment),
        suspects: told.suspects,
        breaks: told.breaks.iter().map(break_row).collect(),
        foreign: told.foreign.iter().map(foreign_row).collect(),
    })
}

/// A round at once.
///
/// # Errors
/// The desk is busy or stopping.
pub(crate) async fn check(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Redirect, Problem> {
    let permit = signed.permit::<ReadTrading>()?;
    state.desk().compare(permit).await?;
    Ok(Redirect::to("/reconciliation?said=check-asked"))
}

/// Takes the venue's word.
///
/// # Errors
/// No reason; no such break; the person may not; the journal cannot be written.
pub(crate) async fn accept(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<AcceptFields>,
) -> Result<Redirect, Problem> {
    let key = key(&fields.name)?;
    let reason = reason(&fields.reason)?;
    state
        .desk()
        .accept_break(signed.permit::<Release>()?, key, reason)
        .await?;
    Ok(Redirect::to("/reconciliation?said=accepted"))
}

fn break_row(found: &Break) -> BreakRow {
    let side = |side: Option<domain::Amount>| {
        side.map_or_else(|| NOTHING.to_owned(), |amount| amount.to_string())
    };
    BreakRow {
        name: found.key.name(),
        about: found.key.to_string(),
        ours: side(found.sides.ours),
        venue: side(found.sides.venue),
        trades: found
            .sides
            .trades
            .map_or_else(|| "–".to_owned(), |amount| amount.to_string()),
        first_seen: moment(found.first_seen),
    }
}

fn foreign_row(order: &StatedOrder) -> ForeignRow {
    ForeignRow {
        symbol: order.symbol.to_string(),
        side: order.side.to_string(),
        qty: order.qty.to_string(),
        filled: order.filled.to_string(),
        price: order
            .price
            .map_or_else(|| "none".to_owned(), |price| price.to_string()),
        client_id: order.client_id.to_string(),
        venue_id: order.venue_id.to_string(),
    }
}
