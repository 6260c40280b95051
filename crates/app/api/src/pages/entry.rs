//! The first page, set-up, sign-in and sign-out. Passwords and tokens pass through and are shown, kept and logged nowhere.

use super::assets;
use super::frame::{html, mode_meaning};
use super::view_entry::{SetupPage, SignInPage};
use crate::problem::Problem;
use crate::request::{Form, Query};
use crate::session::{Signed, Source, Visitor};
use crate::sign_in::{self, SetUpNeeded, SetUpWish};
use crate::state::AppState;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use identity::PASSWORD_CHARS_MIN;
use serde::Deserialize;
use zeroize::Zeroizing;

/// Where a sign-in leads without another wish.
const HOME: &str = "/desk";
/// Longest own path that a sign-in leads back to, in bytes.
const NEXT_BYTES_MAX: usize = 512;

/// What the address of the sign-in says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignInQuery {
    next: String,
}

/// What the form of the sign-in says.
#[derive(Deserialize)]
pub(crate) struct SignInFields {
    email: String,
    password: Zeroizing<String>,
    #[serde(default)]
    next: String,
}

/// What the form of the set-up says.
#[derive(Deserialize)]
pub(crate) struct SetupFields {
    token: Zeroizing<String>,
    name: String,
    email: String,
    password: Zeroizing<String>,
    password_again: Zeroizing<String>,
}

/// The way in: the desk, the set-up of a fresh house, or the sign-in.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn home(
    State(state): State<AppState>,
    visitor: Visitor,
) -> Result<Redirect, Problem> {
    if visitor.signed.is_some() {
        return Ok(Redirect::to(HOME));
    }
    Ok(match sign_in::needs_set_up(state.desk()).await? {
        SetUpNeeded::Yes => Redirect::to("/setup"),
        SetUpNeeded::No => Redirect::to("/sign-in"),
    })
}

/// The set-up page of a fresh house.
///
/// # Errors
/// The house has an owner; the database does not answer.
pub(crate) async fn setup_page(
    State(state): State<AppState>,
    visitor: Visitor,
) -> Result<Html<String>, Problem> {
    match sign_in::needs_set_up(state.desk()).await? {
        SetUpNeeded::Yes => html(&blank_setup(&visitor)),
        SetUpNeeded::No => Err(Problem::NotFound),
    }
}

fn blank_setup(visitor: &Visitor) -> SetupPage {
    SetupPage {
        assets: assets::base().to_owned(),
        csrf: visitor.csrf.to_string(),
        bad: None,
        token: String::new(),
        name: String::new(),
        email: String::new(),
        password_min: PASSWORD_CHARS_MIN,
    }
}

/// Makes the first owner and signs them in.
///
/// # Errors
/// The house has an owner; too many tries; the journal cannot be written.
pub(crate) async fn setup_submit(
    State(state): State<AppState>,
    visitor: Visitor,
    source: Source,
    Form(fields): Form<SetupFields>,
) -> Result<Response, Problem> {
    let again = SetupPage {
        token: fields.token.to_string(),
        name: fields.name.clone(),
        email: fields.email.clone(),
        ..blank_setup(&visitor)
    };
    if *fields.password != *fields.password_again {
        return refused(
            again,
            "The two passwords differ. Nobody was added.".to_owned(),
        );
    }
    let wish = SetUpWish {
        token: fields.token,
        email: fields.email,
        name: fields.name,
        password: fields.password,
    };
    match sign_in::set_up(&state, &source, wish).await {
        Ok(opened) => Ok((opened, Redirect::to("/desk?said=welcome")).into_response()),
        Err(problem) if is_typed(&problem) => refused(again, problem.detail()),
        Err(problem) => Err(problem),
    }
}

fn refused(page: SetupPage, says: String) -> Result<Response, Problem> {
    let page = SetupPage {
        bad: Some(says),
        ..page
    };
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// Whether the person can mend it by typing something else.
const fn is_typed(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::Value { .. }
            | Problem::Weak(_)
            | Problem::SetUp(identity::SetUpRefused::Wrong | identity::SetUpRefused::TooOld)
    )
}

/// The sign-in page.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn sign_in_page(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(query): Query<SignInQuery>,
) -> Result<Response, Problem> {
    let next = own_path(&query.next);
    if visitor.signed.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    if sign_in::needs_set_up(state.desk()).await? == SetUpNeeded::Yes {
        return Ok(Redirect::to("/setup").into_response());
    }
    Ok(html(&blank_sign_in(&state, &visitor, next))?.into_response())
}

fn blank_sign_in(state: &AppState, visitor: &Visitor, next: String) -> SignInPage {
    SignInPage {
        assets: assets::base().to_owned(),
        csrf: visitor.csrf.to_string(),
        mode_meaning: mode_meaning(state.config().mode).to_owned(),
        bad: None,
        email: String::new(),
        next,
    }
}

/// Signs in.
///
/// # Errors
/// Too many tries; the database does not answer or the journal cannot be written.
// UI-01 UI-03
pub(crate) async fn sign_in_submit(
    State(state): State<AppState>,
    visitor: Visitor,
    source: Source,
    Form(fields): Form<SignInFields>,
) -> Result<Response, Problem> {
    let next = own_path(&fields.next);
    match sign_in::by_password(&state, &source, &fields.email, &fields.password).await {
        Ok(opened) => Ok((opened, Redirect::to(&next)).into_response()),
        Err(problem @ Problem::SignInFailed) => {
            let page = SignInPage {
                bad: Some(problem.detail()),
                email: fields.email,
                ..blank_sign_in(&state, &visitor, next)
            };
            Ok((problem.status(), html(&page)?).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// Ends the session.
///
/// # Errors
/// The journal cannot be written: the session still lives.
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Response, Problem> {
    let out = sign_in::sign_out(&state, &signed).await?;
    Ok((out, Redirect::to("/sign-in")).into_response())
}

/// A path of this house, or its desk: never another site's address.
fn own_path(next: &str) -> String {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= NEXT_BYTES_MAX
        && next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if own {
        next.to_owned()
    } else {
        HOME.to_owned()
    }
}

#[cfg(test)]
mod tests;
