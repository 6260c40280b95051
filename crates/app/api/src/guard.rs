//! What stands before every handler: limit, session, permission, proof of intent. All of it read from the route's row.

use crate::entropy;
use crate::log::LoggedActor;
use crate::problem::Problem;
use crate::request;
use crate::route_table::{Access, Answer, Csrf, Row};
use crate::session::{self, CookieKind, Signed, Source, Visitor};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Actor, Secret, can};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// The field of a form that carries the session's word.
const FORM_WORD_FIELD: &[u8] = b"csrf";
/// Longest own path that a sign-in leads back to, in bytes.
const NEXT_BYTES_MAX: usize = 512;

/// The route that a guard stands before.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    pub(crate) state: AppState,
    pub(crate) row: &'static Row,
}

/// Lets a request through to its handler, or answers in its place.
pub(crate) async fn guard(State(door): State<Door>, request: Request, next: Next) -> Response {
    let answer = door.row.answer;
    let mut response = match admit(&door, request).await {
        Ok((request, actor, form_cookie)) => {
            let mut response = next.run(request).await;
            response
                .extensions_mut()
                .insert(LoggedActor(actor.to_string()));
            if let Some(cookie) = form_cookie {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(response) => response,
    };
    response.extensions_mut().insert(answer);
    response
}

type Admitted = (Request, Actor, Option<HeaderValue>);

async fn admit(door: &Door, mut request: Request) -> Result<Admitted, Response> {
    let Door { state, row } = door;
    let source = source(state, &request);
    let known = match (&source.presented, asks_who(row)) {
        (Some(secret), AsksWho::Yes) => session::load(state, Arc::clone(secret)).await,
        (Some(_) | None, AsksWho::Yes | AsksWho::No) => Err(Problem::NotSignedIn),
    };
    let principal = match &known {
        Ok(signed) => signed.actor.user().map(|user| format!("person {user}")),
        Err(_) => None,
    };
    let principal = principal.unwrap_or_else(|| source.key());
    state
        .limiter()
        .take(row.limit, &principal, &state.config().limits, state.now())
        .map_err(|throttled| {
            let retry_after_secs = throttled.retry_after_secs;
            Problem::TooMany { retry_after_secs }.into_response()
        })?;
    let signed = match known {
        Ok(signed) => Some(signed),
        Err(problem @ Problem::DatabaseSilent) => return Err(problem.into_response()),
        Err(_) => None,
    };
    check_access(row, signed.as_ref()).map_err(|problem| match (&problem, row.answer) {
        (Problem::NotSignedIn, Answer::Page) => to_sign_in(&request),
        (_, _) => problem.into_response(),
    })?;
    check_site(state, row, request.headers(), request.method())
        .map_err(IntoResponse::into_response)?;
    let (visitor, form_cookie) =
        visitor(state, row, (signed, request.headers())).map_err(IntoResponse::into_response)?;
    if row.csrf == Csrf::Form {
        request = check_form(request, &visitor)
            .await
            .map_err(IntoResponse::into_response)?;
    } else if row.csrf == Csrf::Json {
        check_json(&request).map_err(IntoResponse::into_response)?;
    }
    let actor = visitor
        .signed
        .as_ref()
        .map_or(Actor::visitor(), |signed| signed.actor);
    if let Some(signed) = visitor.signed.clone() {
        request.extensions_mut().insert(signed);
    }
    request.extensions_mut().insert(visitor);
    request.extensions_mut().insert(source);
    Ok((request, actor, form_cookie))
}

/// Whether a route's handler or its access depends on who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AsksWho {
    Yes,
    No,
}

const fn asks_who(row: &Row) -> AsksWho {
    match (row.access, row.answer) {
        (Access::Signed | Access::Needs(_), _) | (Access::Public, Answer::Page | Answer::Part) => {
            AsksWho::Yes
        }
        (Access::Public, Answer::Json | Answer::File | Answer::Stream) => AsksWho::No,
    }
}

fn source(state: &AppState, request: &Request) -> Source {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    let forwarded = request
        .headers()
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok());
    Source {
        address: state.visitor_address(peer, forwarded),
        presented: session::cookie(state, request.headers(), CookieKind::Session).map(Arc::new),
    }
}

fn check_access(row: &Row, signed: Option<&Signed>) -> Result<(), Problem> {
    match (row.access, signed) {
        (Access::Public, _) | (Access::Signed, Some(_)) => Ok(()),
        (Access::Signed | Access::Needs(_), None) => Err(Problem::NotSignedIn),
        (Access::Needs(action), Some(signed)) => can(&signed.actor, action).map_err(|denied| {
            // SEC-04: the log says who was denied what; the answer says only why.
            tracing::warn!(actor = %signed.actor, route = row.path, %denied, "an act was denied");
            Problem::Denied(denied)
        }),
    }
}

/// Sends a stranger to the sign-in, which leads back to the page that was asked for.
fn to_sign_in(request: &Request) -> Response {
    let wanted = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let safe = request.method() == Method::GET && wanted.len() <= NEXT_BYTES_MAX;
    if safe && wanted != "/" {
        Redirect::to(&format!("/sign-in?next={}", query_escaped(wanted))).into_response()
    } else {
        Redirect::to("/sign-in").into_response()
    }
}

fn query_escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// Whether a changing request comes from a page of ours, or from a program that is no browser.
// AUTH-19
fn check_site(
    state: &AppState,
    row: &Row,
    headers: &HeaderMap,
    method: &Method,
) -> Result<(), Problem> {
    if row.csrf == Csrf::Safe || *method == Method::HEAD {
        return Ok(());
    }
    let text = |name| {
        headers
            .get(name)
            .map(|value: &HeaderValue| value.to_str().unwrap_or("unreadable"))
    };
    let origin = text(header::ORIGIN.as_str());
    let own = origin.is_some_and(|origin| is_own(state, origin));
    let site = text("sec-fetch-site");
    let fine = match (row.csrf, site, origin) {
        (Csrf::Origin, Some("same-origin") | None, Some(_)) => own,
        (Csrf::Origin, _, _) => false,
        (_, Some("same-origin" | "none"), Some(_)) => own,
        (_, Some("same-origin" | "none"), None) | (_, None, None) => true,
        (_, Some(_), _) => false,
        (_, None, Some(_)) => own,
    };
    if fine {
        Ok(())
    } else {
        Err(Problem::CrossSite)
    }
}

fn is_own(state: &AppState, origin: &str) -> bool {
    origin.split_once("://").is_some_and(|(scheme, host)| {
        scheme == state.config().scheme() && state.hosts().iter().any(|own| own == host)
    })
}

/// The visitor, with a form word of the session or of a cookie that is given when there is none.
fn visitor(
    state: &AppState,
    row: &Row,
    (signed, headers): (Option<Signed>, &HeaderMap),
) -> Result<(Visitor, Option<HeaderValue>), Problem> {
    if let Some(signed) = signed {
        let csrf = signed.csrf;
        let signed = Some(signed);
        return Ok((Visitor { csrf, signed }, None));
    }
    let given = session::cookie(state, headers, CookieKind::Form);
    let (secret, cookie) = match (given, row.answer) {
        (Some(secret), _) => (secret, None),
        (None, Answer::Page) => {
            let secret = Secret::new(entropy::bytes()?);
            let cookie = session::set_cookie(state, CookieKind::Form, &secret)?;
            (secret, Some(cookie))
        }
        (None, Answer::Json | Answer::Part | Answer::File | Answer::Stream) => {
            (Secret::new(entropy::bytes()?), None)
        }
    };
    let csrf = secret.csrf();
    Ok((Visitor { csrf, signed: None }, cookie))
}

/// Checks the form's word and takes it out of the body.
async fn check_form(request: Request, visitor: &Visitor) -> Result<Request, Problem> {
    request::check_media_type(request.headers(), "application/x-www-form-urlencoded")?;
    request::check_length(request.headers())?;
    let (mut parts, body) = request.into_parts();
    let bytes = request::bounded(body).await?;
    let is_word = |pair: &&[u8]| {
        pair.strip_prefix(FORM_WORD_FIELD)
            .is_some_and(|rest| rest.first() == Some(&b'='))
    };
    let pairs = || bytes.split(|byte| *byte == b'&');
    let mut words = pairs().filter(is_word);
    let (word, another) = (words.next(), words.next());
    let word = word
        .and_then(|pair| pair.get(FORM_WORD_FIELD.len().saturating_add(1)..))
        .and_then(|word| std::str::from_utf8(word).ok())
        .ok_or(Problem::FormWord)?;
    if another.is_some() || visitor.csrf.check(word).is_err() {
        return Err(Problem::FormWord);
    }
    let rest: Vec<&[u8]> = pairs().filter(|pair| !is_word(pair)).collect();
    let rest = rest.join(&b'&');
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(rest.len()));
    Ok(Request::from_parts(parts, Body::from(rest)))
}

/// A changing request of a program: JSON where it has a body.
fn check_json(request: &Request) -> Result<(), Problem> {
    request::check_length(request.headers())?;
    if request.headers().contains_key(header::CONTENT_TYPE) {
        request::check_media_type(request.headers(), "application/json")?;
    }
    Ok(())
}
