//! The files that pages load: style, scripts, typeface, chart, licences. Served under a digest of all of them, so that a
//! browser keeps them for ever and never mixes two builds. Never serves a file that is not embedded.

use crate::problem::Problem;
use crate::request::Path;
use crate::state::AppState;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::sync::LazyLock;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// Files of ours.
#[derive(RustEmbed)]
#[folder = "assets"]
#[prefix = "assets/"]
struct Own;

/// Files of others, as published.
#[derive(RustEmbed)]
#[folder = "vendor"]
#[prefix = "vendor/"]
struct Vendored;

/// A year, and a promise that the bytes under this address never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Ask again each time: the address is not this build's, or files are read from disk while they are worked on.
const ASK_AGAIN: &str = "no-cache";
/// Offset and prime of the 64-bit FNV-1a hash.
const FNV: (u64, u64) = (0xcbf2_9ce4_8422_2325, 0x0000_0100_0000_01b3);

static BASE: LazyLock<String> = LazyLock::new(|| {
    let digest = Own::iter()
        .filter_map(|name| Own::get(&name).map(|file| (name, file)))
        .chain(Vendored::iter().filter_map(|name| Vendored::get(&name).map(|file| (name, file))))
        .fold(FNV.0, |digest, (name, file)| {
            let content = file.metadata.sha256_hash();
            name.bytes().chain(content).fold(digest, |digest, byte| {
                (digest ^ u64::from(byte)).wrapping_mul(FNV.1)
            })
        });
    format!("/assets/{digest:016x}")
});

/// Where this build's files are served: `/assets/<digest of all of them>`.
#[must_use]
pub(crate) fn base() -> &'static str {
    &BASE
}

/// The files, packed for the way; a typeface is packed already. Pages are not packed: a form's word beside typed text
/// must not be guessed from a length.
pub(crate) fn route(method: MethodFilter) -> MethodRouter<AppState> {
    let packed = DefaultPredicate::new().and(NotForContentType::const_new("font/"));
    on(method, asset).layer(CompressionLayer::new().compress_when(packed))
}

/// One file.
///
/// # Errors
/// There is no such file.
async fn asset(Path((digest, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let file = find(&name).ok_or(Problem::NotFound)?;
    let current = base().strip_prefix("/assets/") == Some(digest.as_str());
    let keep = if current && !cfg!(debug_assertions) {
        FOR_EVER
    } else {
        ASK_AGAIN
    };
    let kind = media_type(&name);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    Ok((headers, file.data).into_response())
}

fn find(name: &str) -> Option<EmbeddedFile> {
    Own::get(name).or_else(|| Vendored::get(name))
}

fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "css" => "text/css; charset=utf-8",
        "mjs" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests;
