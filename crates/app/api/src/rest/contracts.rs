//! Settings of the account on margin for programs. The gate judges each, and the journal has it before it is sent.

use super::halts::reason;
use crate::problem::Problem;
use crate::request::JsonBody;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::SettingBody;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Setting;
use identity::Place;

// ORD-06 GATE-04
pub(crate) async fn set(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<SettingBody>,
) -> Result<StatusCode, Problem> {
    change(&state, &signed, (&body.setting, &body.reason)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Has the desk set the account on margin; done when the wish is in the journal and on its way.
pub(crate) async fn change(
    state: &AppState,
    signed: &Signed,
    (setting, why): (&str, &str),
) -> Result<(), Problem> {
    let setting = wished(setting)?;
    let why = reason(why)?;
    let Some(account) = state.desk().margin_account() else {
        return Err(Problem::value("setting", "this desk trades no contracts"));
    };
    let permit = signed.permit::<Place>()?;
    let set = state.desk().set(permit, (account, setting), why).await;
    set.map_err(Problem::from)
}

/// A setting in its text form.
fn wished(text: &str) -> Result<Setting, Problem> {
    let parsed = text.trim().parse::<Setting>();
    parsed.map_err(|error| Problem::value("setting", error.to_string()))
}
