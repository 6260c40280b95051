//! The outermost layers: the host's name, the security headers, and the bodies of problems. Never a decision about rights.

use crate::config::Front;
use crate::log::RequestId;
use crate::problem::Problem;
use crate::route_table::Answer;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

/// What pages may load and where forms may go: this house only, no inline script or style.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers of every response. `same-origin` and not `no-referrer`: without a referrer browsers hide the origin of forms.
const HEADERS: [(&str, &str); 8] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("x-robots-tag", "noindex"),
];

/// A year, in seconds.
const TRANSPORT_SECURITY: &str = "max-age=31536000";

/// Refuses requests that name another host (a rebound name of an attacker's page).
pub(crate) async fn check_host(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let named = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .map(str::to_ascii_lowercase);
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let single = hosts.next().is_some() && hosts.next().is_none();
    let own = named.is_some_and(|named| state.hosts().contains(&named));
    if own && single {
        next.run(request).await
    } else {
        Problem::ForeignHost.into_response()
    }
}

/// Gives problems their bodies and every response its headers.
pub(crate) async fn finish(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.as_str().to_owned())
        .unwrap_or_default();
    let reader = reader(request.method(), request.uri().path(), request.headers());
    let response = next.run(request).await;
    let answer = response.extensions().get::<Answer>().copied();
    let mut response = match response.extensions().get::<Problem>().cloned() {
        Some(problem) => with_body(&problem, &id, (answer, reader), response),
        None => response,
    };
    add_headers(&state, answer, response.headers_mut());
    response
}

/// Who reads an answer to a path that is in no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Person,
    Program,
}

fn reader(method: &Method, path: &str, headers: &HeaderMap) -> Reader {
    let html = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if html && !path.starts_with("/api/") && (*method == Method::GET || *method == Method::POST) {
        Reader::Person
    } else {
        Reader::Program
    }
}

fn with_body(
    problem: &Problem,
    request_id: &str,
    (answer, reader): (Option<Answer>, Reader),
    bare: Response,
) -> Response {
    let for_person = match (answer, reader) {
        (Some(Answer::Page), _) | (None, Reader::Person) => true,
        (Some(Answer::Json | Answer::Part | Answer::File | Answer::Stream), _)
        | (None, Reader::Program) => false,
    };
    let mut response = if for_person {
        let page = crate::pages::problem::page(problem, request_id);
        (problem.status(), Html(page)).into_response()
    } else {
        problem.to_json(request_id)
    };
    problem.add_headers(&mut response);
    let (parts, _) = bare.into_parts();
    for (name, value) in &parts.headers {
        if *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH {
            response.headers_mut().append(name, value.clone());
        }
    }
    response.extensions_mut().extend(parts.extensions);
    response
}

fn add_headers(state: &AppState, answer: Option<Answer>, headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if matches!(state.config().front, Front::TlsProxy { .. }) {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(TRANSPORT_SECURITY),
        );
    }
    let may_be_kept = answer == Some(Answer::File) && headers.contains_key(header::CACHE_CONTROL);
    if !may_be_kept {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
