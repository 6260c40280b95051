//! The page of limits: what holds and how much of it is used, switches, and the changes that people propose and agree to. Asks
//! the desk, never decides.

use super::frame::{self, PageName, Said, html, shell};
use super::moment::moment;
use super::rows::by;
use super::view_limits::{LimitRow, LimitsPage, ProposalRow};
use crate::problem::Problem;
use crate::request::{Form, Path, Query};
use crate::rest::controls;
use crate::session::Signed;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{Html, Redirect};
use desk::{
    ControlsView, Desk, LimitInForce, LimitKind, LimitValue, Persons, Proposal, ProposalStage,
    Proposed, VoidCause,
};
use domain::{Scope, UserId};
use identity::{ActionKind, can};
use serde::Deserialize;

/// What is shown where there is nothing.
const NOTHING: &str = "–";

/// What the address of the page says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct LimitsQuery {
    said: Option<Said>,
}

/// What the form of a limit says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct LimitFields {
    scope: String,
    limit: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    reason: String,
}

/// What the form of a switch says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct SwitchFields {
    scope: String,
    position: String,
    #[serde(default)]
    reason: String,
}

/// What the form under a proposal says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct WordFields {
    #[serde(default)]
    text: String,
    #[serde(default)]
    reason: String,
}

/// Limits, switches and changes.
///
/// # Errors
/// The person may not see trading.
// GATE-02 GATE-13 GATE-19 ADM-02
pub(crate) async fn page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<LimitsQuery>,
) -> Result<Html<String>, Problem> {
    let portfolio = frame::portfolio(state.desk(), &signed)?;
    let name = PageName {
        title: "Limits",
        entry: "limits",
        symbol: None,
        said: query.said,
    };
    let controls = &portfolio.controls;
    let reader = signed.actor.user();
    let rows = |all: &[Proposal]| all.iter().map(|p| proposal_row(p, reader)).collect();
    let off = controls.switches_off.iter();
    html(&LimitsPage {
        shell: shell(&state, &signed, name)?,
        version: controls.version,
        takes: match controls.persons {
            Persons::One => "one person changes a limit",
            Persons::Two => "two persons loosen a limit, one tightens it",
        },
        may: can(&signed.actor, ActionKind::SetLimits).is_ok(),
        limits: controls.limits.iter().map(limit_row).collect(),
        kinds: LimitKind::ALL.iter().map(|kind| kind.name()).collect(),
        scopes: scopes(state.desk(), controls),
        switches: switches(state.desk()),
        off: off.map(|switch| switch.scope().to_string()).collect(),
        waiting: rows(&controls.waiting),
        decided: rows(&controls.decided),
    })
}

/// Proposes a limit.
///
/// # Errors
/// Not a limit; no reason; over the settings; the person may not; the journal cannot be written.
pub(crate) async fn propose(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<LimitFields>,
) -> Result<Redirect, Problem> {
    let value = fields.value.trim();
    let value = (!value.is_empty()).then_some(value);
    let change = controls::change((&fields.scope, &fields.limit), value)?;
    let from = match fields.from.trim() {
        "" => None,
        text => Some(crate::instant::read(text).ok_or_else(|| {
            Problem::value("from", "must be an instant like 2026-11-21T20:30, of UTC")
        })?),
    };
    let changes = (vec![change], from);
    let proposed = controls::proposed(&state, &signed, changes, &fields.reason).await?;
    Ok(told(&proposed))
}

/// Turns a switch.
///
/// # Errors
/// Not a switch; it stands so already; no reason; the person may not; the journal cannot be written.
pub(crate) async fn turn(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<SwitchFields>,
) -> Result<Redirect, Problem> {
    let wish = (fields.scope.as_str(), fields.position.as_str());
    let turned = controls::turned(&state, &signed, wish, &fields.reason).await?;
    Ok(told(&turned))
}

/// Agrees to a proposal.
///
/// # Errors
/// It does not wait; it is one's own; it says something else than was read; the person may not.
pub(crate) async fn agree(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    Form(fields): Form<WordFields>,
) -> Result<Redirect, Problem> {
    let read = (number.as_str(), fields.text);
    let agreed = controls::agreed(&state, &signed, read, &fields.reason).await?;
    Ok(told(&agreed))
}

/// Takes a proposal back, or says no.
///
/// # Errors
/// It does not wait; no reason; the person may not; the journal cannot be written.
pub(crate) async fn withdraw(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    Form(fields): Form<WordFields>,
) -> Result<Redirect, Problem> {
    let withdrawn = controls::withdrawn(&state, &signed, &number, &fields.reason).await?;
    Ok(told(&withdrawn))
}

/// Back to the page, which tells once what came of it.
fn told(proposed: &Proposed) -> Redirect {
    Redirect::to(match proposed.stage {
        ProposalStage::Open => "/limits?said=proposed",
        ProposalStage::Agreed { .. } => "/limits?said=agreed",
        ProposalStage::InForce { .. } => "/limits?said=in-force",
        ProposalStage::Withdrawn { .. } => "/limits?said=withdrawn",
        ProposalStage::Void { .. } => "/limits?said=void",
    })
}

/// Scopes that the form offers: those of this desk, and those that have limits.
fn scopes(desk: &Desk, controls: &ControlsView) -> Vec<String> {
    let mut all = vec![Scope::Global.to_string()];
    all.extend(switches(desk));
    all.extend(controls.limits.iter().map(|limit| limit.scope.to_string()));
    all.sort();
    all.dedup();
    all
}

fn switches(desk: &Desk) -> Vec<String> {
    let accounts = desk.accounts().into_iter();
    let accounts = accounts.map(|(account, _)| Scope::Account(account));
    let symbols = desk.instruments().iter();
    let symbols = symbols.map(|instrument| Scope::Symbol(instrument.symbol));
    accounts.chain(symbols).map(|s| s.to_string()).collect()
}

fn limit_row(limit: &LimitInForce) -> LimitRow {
    let text = |value: Option<LimitValue>| value.map_or(NOTHING.to_owned(), LimitValue::text);
    let percent = limit.percent();
    LimitRow {
        scope: limit.scope.to_string(),
        name: limit.kind.name(),
        in_force: text(limit.value()),
        configured: text(limit.configured),
        of_people: text(limit.of_people),
        used: limit.used.map_or(String::new(), LimitValue::text),
        percent: percent.map_or(0, |percent| u8::try_from(percent.min(100)).unwrap_or(100)),
        is_full: percent.is_some_and(|percent| percent >= 100),
    }
}

fn proposal_row(proposal: &Proposal, reader: Option<UserId>) -> ProposalRow {
    let before = proposal.replaces.iter();
    let before: Vec<String> = before
        .map(|value| value.map_or(NOTHING.to_owned(), LimitValue::text))
        .collect();
    let (stage, tone) = stage_words(&proposal.stage, reader);
    let is_open = proposal.stage == ProposalStage::Open;
    ProposalRow {
        number: proposal.number,
        text: proposal.change.text(),
        before: before.join("; "),
        from: moment(proposal.from),
        by: by(proposal.cause.origin, reader),
        reason: proposal.cause.reason.clone(),
        at: moment(proposal.at),
        stage,
        tone,
        may_agree: is_open && proposal.cause.origin.user() != reader,
    }
}

fn stage_words(stage: &ProposalStage, reader: Option<UserId>) -> (String, &'static str) {
    let second = |by: &Option<desk::Cause>| match by {
        Some(cause) => format!(", agreed by {}: {}", who(cause, reader), cause.reason),
        None => String::new(),
    };
    match stage {
        ProposalStage::Open => ("waits for a second person".to_owned(), "warn"),
        ProposalStage::Agreed { by, .. } => (format!("waits for its time{}", second(by)), "note"),
        ProposalStage::InForce { by, .. } => (format!("came into force{}", second(by)), "good"),
        ProposalStage::Withdrawn { by, .. } => (
            format!("withdrawn by {}: {}", who(by, reader), by.reason),
            "note",
        ),
        ProposalStage::Void { why, .. } => match why {
            VoidCause::Time => ("void: nobody agreed in time".to_owned(), "note"),
            VoidCause::Moved => (
                "void: what it would replace was changed in between".to_owned(),
                "note",
            ),
        },
    }
}

fn who(cause: &desk::Cause, reader: Option<UserId>) -> String {
    by(cause.origin, reader)
}
