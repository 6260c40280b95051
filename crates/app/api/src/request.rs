//! How requests are read: bounded, typed, refused with words. Never more than 16 KiB of a body, never a default value.

use crate::problem::Problem;
use crate::state::AppState;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use domain::Symbol;
use serde::de::DeserializeOwned;

/// Largest body, in bytes.
pub(crate) const BODY_BYTES_MAX: usize = 16 * 1_024;
/// Deepest nesting of a JSON body; every view of ours is flat.
const JSON_DEPTH_MAX: usize = 8;

/// A JSON body of shape `T`.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub T);

/// A form's fields in shape `T`; the guard has checked and removed the session's word.
#[derive(Debug)]
pub(crate) struct Form<T>(pub T);

/// The query in shape `T`.
#[derive(Debug)]
pub(crate) struct Query<T>(pub T);

/// The path's parts in shape `T`.
#[derive(Debug)]
pub(crate) struct Path<T>(pub T);

/// Reads a body up to the bound.
pub(crate) async fn bounded(body: Body) -> Result<Bytes, Problem> {
    to_bytes(body, BODY_BYTES_MAX)
        .await
        .map_err(|_| Problem::BodyTooLarge)
}

/// Refuses a body whose stated length is over the bound before any of it is read.
pub(crate) fn check_length(headers: &HeaderMap) -> Result<(), Problem> {
    let stated = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<u64>().ok());
    match stated {
        Some(length) if usize::try_from(length).map_or(true, |n| n > BODY_BYTES_MAX) => {
            Err(Problem::BodyTooLarge)
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether the body says it is of this media type.
pub(crate) fn check_media_type(headers: &HeaderMap, wanted: &'static str) -> Result<(), Problem> {
    let said = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.split(';').next())
        .map(|text| text.trim().to_ascii_lowercase());
    if said.as_deref() == Some(wanted) {
        Ok(())
    } else {
        Err(Problem::MediaType(wanted))
    }
}

impl<T: DeserializeOwned> FromRequest<AppState> for JsonBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &AppState) -> Result<Self, Problem> {
        check_media_type(request.headers(), "application/json")?;
        let bytes = bounded(request.into_body()).await?;
        check_depth(&bytes)?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Problem::Body(words(&error)))
    }
}

/// What is wrong with a JSON text, by the parser's own words without its line count (views are one line long).
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    format!("It is not the JSON this path takes: {text}")
}

/// Refuses nesting before the parser walks into it.
fn check_depth(bytes: &[u8]) -> Result<(), Problem> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match (quoted, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (true, b'"') => quoted = false,
            (false, b'"') => quoted = true,
            (false, b'[' | b'{') => depth = depth.saturating_add(1),
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            (true | false, _) => {}
        }
        if depth > JSON_DEPTH_MAX {
            return Err(Problem::Body("The JSON is nested too deep".to_owned()));
        }
    }
    Ok(())
}

impl<T: DeserializeOwned> FromRequest<AppState> for Form<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        axum::Form::from_request(request, state)
            .await
            .map(|axum::Form(value)| Self(value))
            .map_err(|rejection| Problem::Body(form_words(&rejection.body_text())))
    }
}

impl<T: DeserializeOwned> FromRequestParts<AppState> for Query<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        axum::extract::Query::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|rejection| Problem::value("query", form_words(&rejection.body_text())))
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Path<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| Problem::NotFound)
    }
}

/// The last part of a rejection's chain: what is wrong, without the library's own introduction.
fn form_words(text: &str) -> String {
    let words = text.split_once(": ").map_or(text, |(_, rest)| rest);
    words.trim_end_matches('.').to_owned()
}

/// A symbol in any of its two forms: `BTC/USDT`, or `BTC-USDT` as paths have it.
pub(crate) fn symbol(text: &str) -> Result<Symbol, Problem> {
    let canonical = text.replacen('-', "/", 1);
    Symbol::new(&canonical).map_err(|_| Problem::UnknownSymbol(text.chars().take(40).collect()))
}

/// A symbol that is traded here.
pub(crate) fn traded_symbol(state: &AppState, text: &str) -> Result<Symbol, Problem> {
    let symbol = symbol(text)?;
    let traded = state
        .desk()
        .instruments()
        .iter()
        .any(|instrument| instrument.symbol == symbol);
    if traded {
        Ok(symbol)
    } else {
        Err(Problem::UnknownSymbol(symbol.to_string()))
    }
}

#[cfg(test)]
mod tests;
