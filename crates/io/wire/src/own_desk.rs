//! The way of a command of this house to a running desk of its own, as any program takes it: one request, one answer, the
//! session in its cookie. Never a venue, and never a request twice.

use crate::client::WireError;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, RETRY_AFTER, SET_COOKIE};
use std::error::Error;
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// How long a request may take, answer included.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// How long a connection may take to stand.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// Longest answer, in bytes.
const ANSWER_BYTES_MAX: usize = 4 * 1_024 * 1_024;
/// What the name of the session's cookie ends with, with TLS and without.
const SESSION_COOKIE: &str = "cofferdam";

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskVerb {
    /// Reads.
    Get,
    /// Asks for something to be done.
    Post,
    /// Asks for the end of something.
    Delete,
}

/// What the desk answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body as it came.
    pub body: String,
    /// After how many seconds the desk would take the request, where it refuses by its limits.
    pub retry_after_secs: Option<u64>,
    /// From the first byte out to the last byte in.
    pub took: Duration,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskSilent {
    /// The address is not of the form that a desk has.
    #[error("`{0}` is no address of a desk; give it like http://127.0.0.1:8620")]
    Malformed(String),
    /// Nobody listens there: nothing was asked.
    #[error("no desk answers there: {0}")]
    Unreachable(String),
    /// The request may have arrived and no whole answer came back.
    #[error("the desk did not answer: {0}")]
    Lost(String),
}

/// A desk of this house, seen from outside.
pub struct OwnDesk {
    base: String,
    http: reqwest::Client,
    session: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for OwnDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OwnDesk({})", self.base)
    }
}

impl OwnDesk {
    /// The desk at a base address: over TLS, or without it on this machine only, because a password travels there.
    ///
    /// # Errors
    /// The address is malformed or would carry a password in the clear.
    pub fn new(base: &str) -> Result<Self, DeskSilent> {
        let malformed = || DeskSilent::Malformed(base.to_owned());
        let url = reqwest::Url::parse(base).map_err(|_| malformed())?;
        let host = url.host_str().ok_or_else(malformed)?;
        let here = host == "localhost"
            || host
                .trim_start_matches('[')
                .trim_end_matches(']')
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        let bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        if !bare || !(url.scheme() == "https" || (url.scheme() == "http" && here)) {
            return Err(malformed());
        }
        let http = client().map_err(|error| DeskSilent::Unreachable(error.to_string()))?;
        Ok(Self {
            base: base.trim_end_matches('/').to_owned(),
            http,
            session: None,
        })
    }

    /// Where the desk is.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// One request and its answer. A session that an answer opens is kept for the requests after it.
    ///
    /// # Errors
    /// No answer came.
    pub async fn ask(
        &mut self,
        (verb, path): (DeskVerb, &str),
        body: Option<String>,
    ) -> Result<DeskAnswer, DeskSilent> {
        let method = match verb {
            DeskVerb::Get => reqwest::Method::GET,
            DeskVerb::Post => reqwest::Method::POST,
            DeskVerb::Delete => reqwest::Method::DELETE,
        };
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(session) = &self.session {
            request = request.header(COOKIE, session.as_str());
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let began = Instant::now();
        let response = request.send().await.map_err(|error| silent(&error))?;
        let status = response.status().as_u16();
        let retry_after_secs = seconds(response.headers());
        if let Some(session) = session(response.headers()) {
            self.session = Some(session);
        }
        let body = whole(response).await?;
        Ok(DeskAnswer {
            status,
            body,
            retry_after_secs,
            took: began.elapsed(),
        })
    }
}

fn client() -> Result<reqwest::Client, WireError> {
    crate::client::install_tls();
    reqwest::Client::builder()
        .timeout(ANSWER_WITHIN)
        .connect_timeout(CONNECT_WITHIN)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .build()
        .map_err(WireError::Http)
}

/// The whole body, within its bound.
async fn whole(mut response: reqwest::Response) -> Result<String, DeskSilent> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| silent(&error))? {
        if body.len().saturating_add(chunk.len()) > ANSWER_BYTES_MAX {
            return Err(DeskSilent::Lost("the answer is too long".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    String::from_utf8(body).map_err(|_| DeskSilent::Lost("the answer is no text".to_owned()))
}

fn silent(error: &reqwest::Error) -> DeskSilent {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(deeper) = source {
        words = deeper.to_string();
        source = deeper.source();
    }
    if error.is_connect() {
        DeskSilent::Unreachable(words)
    } else {
        DeskSilent::Lost(words)
    }
}

fn seconds(headers: &HeaderMap) -> Option<u64> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

/// The session's cookie, name and value, where an answer gives one.
fn session(headers: &HeaderMap) -> Option<Zeroizing<String>> {
    headers.get_all(SET_COOKIE).iter().find_map(|header| {
        let (cookie, _) = header.to_str().ok()?.split_once(';')?;
        let (name, _) = cookie.split_once('=')?;
        name.ends_with(SESSION_COOKIE)
            .then(|| Zeroizing::new(cookie.to_owned()))
    })
}

#[cfg(test)]
mod tests;
