//! Limits and switches for programs: how they stand, proposing a change, agreeing to one, taking one back. Never decides whether
//! a change is taken.

use super::halts::{reason, scope};
use crate::problem::Problem;
use crate::request::{JsonBody, Path};
use crate::session::Signed;
use crate::state::AppState;
use crate::views::{
    AgreeBody, LimitChangeBody, LimitsBody, LimitsView, ProposedView, SwitchBody, WithdrawBody,
};
use axum::Json;
use axum::extract::State;
use desk::{LimitChange, LimitKind, Proposed, SwitchOf, SwitchPosition};
use domain::Time;
use identity::{ReadTrading, SetLimits, SetSwitch};

// GATE-02 GATE-13 ADM-02
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<LimitsView>, Problem> {
    let portfolio = state.desk().portfolio(signed.permit::<ReadTrading>()?);
    Ok(Json(LimitsView::from(&portfolio.controls)))
}

pub(crate) async fn propose(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<LimitsBody>,
) -> Result<Json<ProposedView>, Problem> {
    let changes = body.changes.iter().map(LimitChangeBody::parsed);
    let changes = changes.collect::<Result<Vec<_>, _>>()?;
    let from = body.from.map(Time::from_millis);
    let proposed = proposed(&state, &signed, (changes, from), &body.reason).await?;
    Ok(Json(ProposedView::from(&proposed)))
}

pub(crate) async fn turn(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<SwitchBody>,
) -> Result<Json<ProposedView>, Problem> {
    let turned = turned(&state, &signed, (&body.scope, &body.position), &body.reason).await?;
    Ok(Json(ProposedView::from(&turned)))
}

pub(crate) async fn agree(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    JsonBody(body): JsonBody<AgreeBody>,
) -> Result<Json<ProposedView>, Problem> {
    let agreed = agreed(&state, &signed, (&number, body.text), &body.reason).await?;
    Ok(Json(ProposedView::from(&agreed)))
}

pub(crate) async fn withdraw(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    JsonBody(body): JsonBody<WithdrawBody>,
) -> Result<Json<ProposedView>, Problem> {
    let withdrawn = withdrawn(&state, &signed, &number, &body.reason).await?;
    Ok(Json(ProposedView::from(&withdrawn)))
}

/// Proposes limits.
pub(crate) async fn proposed(
    state: &AppState,
    signed: &Signed,
    changes: (Vec<LimitChange>, Option<Time>),
    why: &str,
) -> Result<Proposed, Problem> {
    let permit = signed.permit::<SetLimits>()?;
    let proposed = state.desk().propose_limits(permit, changes, reason(why)?);
    proposed.await.map_err(Problem::from)
}

/// Turns a switch.
pub(crate) async fn turned(
    state: &AppState,
    signed: &Signed,
    (of, position): (&str, &str),
    why: &str,
) -> Result<Proposed, Problem> {
    let switch = SwitchOf::of(scope(of)?);
    let switch = switch.ok_or_else(|| {
        Problem::value("scope", "only a user, an account or a symbol has a switch")
    })?;
    let position = match position.trim() {
        "on" => SwitchPosition::On,
        "off" => SwitchPosition::Off,
        _ => return Err(Problem::value("position", "must be on or off")),
    };
    let permit = signed.permit::<SetSwitch>()?;
    let turned = state
        .desk()
        .turn_switch(permit, (switch, position), reason(why)?);
    turned.await.map_err(Problem::from)
}

/// Agrees to a proposal.
pub(crate) async fn agreed(
    state: &AppState,
    signed: &Signed,
    (number, text): (&str, String),
    why: &str,
) -> Result<Proposed, Problem> {
    let permit = signed.permit::<SetLimits>()?;
    let number = parsed_number(number)?;
    let agreed = state.desk().agree(permit, (number, text), reason(why)?);
    agreed.await.map_err(Problem::from)
}

/// Takes a proposal back.
pub(crate) async fn withdrawn(
    state: &AppState,
    signed: &Signed,
    number: &str,
    why: &str,
) -> Result<Proposed, Problem> {
    let permit = signed.permit::<SetLimits>()?;
    let number = parsed_number(number)?;
    let withdrawn = state.desk().withdraw_proposal(permit, number, reason(why)?);
    withdrawn.await.map_err(Problem::from)
}

fn parsed_number(text: &str) -> Result<u64, Problem> {
    let parsed = text.parse::<u64>();
    parsed.map_err(|_| Problem::value("number", "must be the number of a proposal"))
}

impl LimitChangeBody {
    fn parsed(&self) -> Result<LimitChange, Problem> {
        change((&self.scope, &self.limit), self.value.as_deref())
    }
}

/// A new limit in its texts.
pub(crate) fn change(
    (of, limit): (&str, &str),
    value: Option<&str>,
) -> Result<LimitChange, Problem> {
    let kind: LimitKind = limit
        .trim()
        .parse()
        .map_err(|why| Problem::value("limit", why))?;
    let value = value.map(|text| kind.parse(text.trim())).transpose();
    Ok(LimitChange {
        scope: scope(of)?,
        kind,
        value: value.map_err(|why| Problem::value("value", why))?,
    })
}
