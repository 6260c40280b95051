//! One log line for each request, joined to everything else by the request's id. Never a secret, a body or a query.

use crate::entropy;
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::convert::Infallible;
use std::fmt;
use std::time::Instant;
use tracing::Instrument as _;

/// The header that carries the request's id back.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of one request: 32 hexadecimal digits of our own making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestId(String);

/// Who made the request, for its log line; put into the response by the guard.
#[derive(Debug, Clone)]
pub(crate) struct LoggedActor(pub(crate) String);

impl RequestId {
    fn fresh() -> Self {
        let bytes = entropy::bytes::<16>().unwrap_or_default();
        Self(format!("{:032x}", u128::from_be_bytes(bytes)))
    }

    /// The digits.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts
            .extensions
            .get()
            .cloned()
            .unwrap_or_else(|| Self(String::new())))
    }
}

/// Names the request, lets it run inside its span, and writes its line.
// OBS-01
pub(crate) async fn log_request(mut request: Request, next: Next) -> Response {
    let id = RequestId::fresh();
    let method = request.method().clone();
    request.extensions_mut().insert(id.clone());
    let span = tracing::info_span!("request", request.id = %id);
    let begun = Instant::now();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let actor = response.extensions().get::<LoggedActor>();
    let duration_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        tracing::info!(
            http.method = %method,
            http.route = route.as_deref().unwrap_or("-"),
            http.status = response.status().as_u16(),
            duration_us,
            actor = actor.map_or("visitor", |actor| actor.0.as_str()),
            "a request was answered"
        );
    });
    response
}
