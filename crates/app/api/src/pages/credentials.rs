//! The pages of venue credentials: the list with the form that adds, and one credential with all that is done with it.
//! A field of a secret is never filled back.

use super::frame::{PageName, Said, html, shell};
use super::moment::moment;
use super::view_credentials::{CredentialPage, CredentialsPage, KeyForm, KeyRow};
use super::view_shell::{Notice, Shell};
use crate::key_deeds::{
    GivenDraft, GivenKey, GivenUse, added, name, probed, removed, ring, rotated, tested,
};
use crate::problem::Problem;
use crate::request::{Form, Path, Query};
use crate::session::{Signed, Source};
use crate::state::AppState;
use crate::views::{KeyReportView, VENUE, secret};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::credentials::{CredentialState, CredentialView, KeyReach};
use domain::{AccountId, Time};
use identity::ManageKeys;
use serde::Deserialize;
use zeroize::Zeroizing;

/// What a value that the venue does not tell shows.
const UNTOLD: &str = "not told";

/// What the form of a key says.
#[derive(Deserialize)]
pub(crate) struct KeyFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    product: String,
    #[serde(default)]
    environment: String,
    #[serde(default)]
    public: String,
    #[serde(default, deserialize_with = "secret")]
    secret: Zeroizing<String>,
    #[serde(default, deserialize_with = "secret")]
    password: Zeroizing<String>,
}

/// What the address of the pages says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct KeyQuery {
    said: Option<Said>,
}

/// Every credential, and the form that adds one.
///
/// # Errors
/// The person may not manage keys.
// KEY-06
pub(crate) async fn list_page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<KeyQuery>,
) -> Result<Html<String>, Problem> {
    let shell = framed(&state, &signed, query.said)?;
    html(&listed(&state, &signed, (shell, blank(&state))).await?)
}

/// Asks the venue about a key and shows what it said; stores nothing.
///
/// # Errors
/// The person may not manage keys.
// KEY-08
pub(crate) async fn test(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<KeyFields>,
) -> Result<Response, Problem> {
    let (fields, key) = fields.parted();
    let wanted = GivenUse {
        product: &fields.product,
        environment: &fields.environment,
    };
    match tested(&state, &signed, (wanted, key)).await {
        Ok((report, wanted)) => {
            let mut shell = framed(&state, &signed, None)?;
            shell.notice = Some(report_notice(&KeyReportView::of(&report, wanted)));
            let form = fields.again(&state, None);
            Ok(html(&listed(&state, &signed, (shell, form)).await?)?.into_response())
        }
        Err(problem) => refused(&state, &signed, (&fields, problem)).await,
    }
}

/// Keeps a key.
///
/// # Errors
/// The person may not manage keys, or the journal cannot be written.
// KEY-06 KEY-07
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    source: Source,
    Form(fields): Form<KeyFields>,
) -> Result<Response, Problem> {
    let password = fields.password.clone();
    let (fields, key) = fields.parted();
    let given = GivenDraft {
        name: &fields.name,
        label: &fields.label,
        wanted: GivenUse {
            product: &fields.product,
            environment: &fields.environment,
        },
        key,
    };
    match added(&state, (&signed, &source), (given, &password)).await {
        Ok(_) => Ok(Redirect::to("/credentials?said=key-kept").into_response()),
        Err(problem) => refused(&state, &signed, (&fields, problem)).await,
    }
}

/// One credential with its forms.
///
/// # Errors
/// There is none of that name; the person may not manage keys.
pub(crate) async fn one_page(
    State(state): State<AppState>,
    signed: Signed,
    Path(called): Path<String>,
    Query(query): Query<KeyQuery>,
) -> Result<Html<String>, Problem> {
    let shell = framed(&state, &signed, query.said)?;
    html(&one(&state, &called, (shell, None)).await?)
}

/// Asks the venue again.
///
/// # Errors
/// There is none of that name, or the venue cannot be asked.
pub(crate) async fn probe(
    State(state): State<AppState>,
    signed: Signed,
    Path(called): Path<String>,
) -> Result<Response, Problem> {
    match probed(&state, &signed, name(&called)?).await {
        Ok(_) => Ok(to_one(&called, "key-probed")),
        Err(problem) => refused_one(&state, &signed, (&called, problem)).await,
    }
}

/// Puts another key in its place.
///
/// # Errors
/// There is none of that name, or the journal cannot be written.
// KEY-05
pub(crate) async fn rotate(
    State(state): State<AppState>,
    signed: Signed,
    source: Source,
    Path(called): Path<String>,
    Form(fields): Form<KeyFields>,
) -> Result<Response, Problem> {
    let password = fields.password.clone();
    let (_, key) = fields.parted();
    let wish = (name(&called)?, key, password.as_str());
    match rotated(&state, (&signed, &source), wish).await {
        Ok(_) => Ok(to_one(&called, "key-rotated")),
        Err(problem) => refused_one(&state, &signed, (&called, problem)).await,
    }
}

/// Takes it away.
///
/// # Errors
/// There is none of that name, or the journal cannot be written.
pub(crate) async fn remove(
    State(state): State<AppState>,
    signed: Signed,
    source: Source,
    Path(called): Path<String>,
    Form(fields): Form<KeyFields>,
) -> Result<Response, Problem> {
    let wish = (name(&called)?, fields.password.as_str());
    match removed(&state, (&signed, &source), wish).await {
        Ok(()) => Ok(Redirect::to("/credentials?said=key-removed").into_response()),
        Err(problem) => refused_one(&state, &signed, (&called, problem)).await,
    }
}

impl KeyFields {
    /// The key, and the fields without it.
    fn parted(mut self) -> (Self, GivenKey) {
        let key = GivenKey {
            public: self.public.clone(),
            secret: std::mem::take(&mut self.secret),
        };
        (self, key)
    }

    /// The form with what was typed, but for what is secret.
    fn again(&self, state: &AppState, bad: Option<String>) -> KeyForm {
        KeyForm {
            name: self.name.clone(),
            label: self.label.clone(),
            product: self.product.clone(),
            environment: self.environment.clone(),
            public: self.public.clone(),
            bad,
            ..blank(state)
        }
    }
}

fn blank(state: &AppState) -> KeyForm {
    let simulated = ring(state).is_ok_and(|ring| ring.exchange().is_some());
    KeyForm {
        name: String::new(),
        label: String::new(),
        product: "spot".to_owned(),
        environment: if simulated { "simulated" } else { "testnet" }.to_owned(),
        public: String::new(),
        simulated,
        bad: None,
    }
}

fn framed(state: &AppState, signed: &Signed, said: Option<Said>) -> Result<Shell, Problem> {
    let page = PageName {
        title: "Credentials",
        entry: "credentials",
        symbol: None,
        said,
    };
    shell(state, signed, page)
}

async fn listed(
    state: &AppState,
    signed: &Signed,
    (shell, form): (Shell, KeyForm),
) -> Result<CredentialsPage, Problem> {
    let permit = signed.permit::<ManageKeys>()?;
    let all = match ring(state) {
        Ok(ring) => ring.list(permit).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    // A house that cannot open its credentials says why in the place of the list.
    let (rows, shut) = match all {
        Ok(all) => (all.iter().map(|view| row(state, view)).collect(), None),
        Err(problem @ Problem::Key(_)) => (Vec::new(), Some(problem.detail())),
        Err(problem) => return Err(problem),
    };
    Ok(CredentialsPage {
        shell,
        rows,
        shut,
        form,
    })
}

/// The list again with what is wrong; problems that no other words in the form mend go their usual way.
async fn refused(
    state: &AppState,
    signed: &Signed,
    (fields, problem): (&KeyFields, Problem),
) -> Result<Response, Problem> {
    if !is_typed(&problem) {
        return Err(problem);
    }
    let form = fields.again(state, Some(problem.detail()));
    let shell = framed(state, signed, None)?;
    let page = listed(state, signed, (shell, form)).await?;
    Ok((problem.status(), html(&page)?).into_response())
}

async fn refused_one(
    state: &AppState,
    signed: &Signed,
    (called, problem): (&str, Problem),
) -> Result<Response, Problem> {
    if !is_typed(&problem) {
        return Err(problem);
    }
    let shell = framed(state, signed, None)?;
    let page = one(state, called, (shell, Some(problem.detail()))).await?;
    Ok((problem.status(), html(&page)?).into_response())
}

const fn is_typed(problem: &Problem) -> bool {
    matches!(problem, Problem::Key(_) | Problem::Value { .. })
}

async fn one(
    state: &AppState,
    called: &str,
    (shell, bad): (Shell, Option<String>),
) -> Result<CredentialPage, Problem> {
    let view = ring(state)?.open().await?.view(name(called)?)?;
    Ok(CredentialPage {
        shell,
        key: row(state, &view),
        bad,
    })
}

fn to_one(called: &str, said: &str) -> Response {
    let path = format!("/credentials/{}?said={said}", escaped(called));
    (
        StatusCode::SEE_OTHER,
        [(axum::http::header::LOCATION, path)],
    )
        .into_response()
}

/// A part of a path; names may hold any printable character.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

fn row(state: &AppState, view: &CredentialView) -> KeyRow {
    let (note, now) = (&view.note, state.now());
    let facts = note.taken.as_ref();
    let (tone, standing, means) = standing(view.state(now));
    let used = ring(state).ok().and_then(|ring| ring.used_by(view.name));
    KeyRow {
        name: view.name.to_string(),
        href: format!("/credentials/{}", escaped(view.name.as_str())),
        label: note.label.clone(),
        venue: VENUE,
        environment: note.place.word(),
        product: note.wanted.as_str(),
        kind: note.kind.clone(),
        ending: view.ending.clone(),
        tone,
        standing,
        means,
        rights: facts.map_or_else(
            || UNTOLD.to_owned(),
            |facts| {
                let rights: Vec<&str> = facts.rights.iter().map(|right| right.as_str()).collect();
                rights.join(", ")
            },
        ),
        reach: match facts.map(|facts| facts.reach) {
            None => UNTOLD,
            Some(KeyReach::ListedAddresses) => "listed addresses",
            Some(KeyReach::Anywhere) => "any address",
        },
        expires: match facts {
            None => UNTOLD.to_owned(),
            Some(facts) => facts.expires.map_or_else(|| "never".to_owned(), day),
        },
        probed: note.asked.map(moment),
        since: note.since.map(moment),
        used_by: used.as_ref().map(AccountId::to_string),
        findings: view.findings(),
        warnings: view.warnings(now),
    }
}

fn day(at: Time) -> String {
    moment(at).day
}

/// Colour, word and meaning of a state.
const fn standing(state: CredentialState) -> (&'static str, &'static str, &'static str) {
    match state {
        CredentialState::Unasked => (
            "accent",
            "unasked",
            "Kept sealed. Hosts of real money stay shut, so the venue was not asked.",
        ),
        CredentialState::Good => (
            "up",
            "good",
            "It may do what it is wanted for, and no more than when it was taken.",
        ),
        CredentialState::Wider => (
            "down",
            "wider",
            "It may do more than when it was taken. Its account opens nothing.",
        ),
        CredentialState::Dead => (
            "down",
            "dead",
            "It is of no use any more. Its account opens nothing.",
        ),
    }
}

fn report_notice(report: &KeyReportView) -> Notice {
    Notice {
        tone: "good",
        text: report.sentence(),
    }
}
