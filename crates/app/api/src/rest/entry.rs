//! Set-up, sign-in and sign-out for programs. The session travels in its cookie only, never in a body.

use crate::problem::Problem;
use crate::request::JsonBody;
use crate::session::{Signed, Source};
use crate::sign_in::{Opened, SetUpWish, SignedOut, by_password, set_up, sign_out};
use crate::state::AppState;
use crate::views::{SessionView, SetUpBody, SignInBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

pub(crate) async fn sign_in(
    State(state): State<AppState>,
    source: Source,
    JsonBody(body): JsonBody<SignInBody>,
) -> Result<(Opened, Json<SessionView>), Problem> {
    let opened = by_password(&state, &source, &body.email, &body.password).await?;
    Ok(shown(&state, opened))
}

pub(crate) async fn set_up_house(
    State(state): State<AppState>,
    source: Source,
    JsonBody(body): JsonBody<SetUpBody>,
) -> Result<(StatusCode, Opened, Json<SessionView>), Problem> {
    let wish = SetUpWish {
        token: body.token,
        email: body.email,
        name: body.name,
        password: body.password,
    };
    let (opened, view) = shown(&state, set_up(&state, &source, wish).await?);
    Ok((StatusCode::CREATED, opened, view))
}

pub(crate) async fn leave(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<(StatusCode, SignedOut, ()), Problem> {
    let signed_out = sign_out(&state, &signed).await?;
    Ok((StatusCode::NO_CONTENT, signed_out, ()))
}

pub(crate) async fn session(State(state): State<AppState>, signed: Signed) -> Json<SessionView> {
    Json(SessionView {
        name: signed.name,
        role: signed.role.name(),
        mode: state.config().mode.badge(),
    })
}

fn shown(state: &AppState, opened: Opened) -> (Opened, Json<SessionView>) {
    let view = SessionView {
        name: opened.name.clone(),
        role: opened.role.name(),
        mode: state.config().mode.badge(),
    };
    (opened, Json(view))
}
