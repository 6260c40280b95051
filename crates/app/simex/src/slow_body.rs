//! A body that arrives in small pieces: what a caller sees of a server under load. Never changes a byte of it.

use axum::body::Bytes;
use domain::Span;
use futures_util::stream::{self, Stream};
use std::convert::Infallible;
use std::time::Duration;

/// Pieces a body is cut into.
const PIECES: usize = 10;

/// The pieces of a text, spread over a span.
pub(crate) fn pieces(
    text: String,
    over: Span,
) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    let whole = Bytes::from(text);
    let size = whole.len().div_ceil(PIECES).max(1);
    let nanos = u64::try_from(over.nanos()).unwrap_or(0);
    let pause = Duration::from_nanos(nanos) / u32::try_from(PIECES).unwrap_or(1);
    stream::unfold(whole, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let piece = rest.split_to(size.min(rest.len()));
        Some((Ok(piece), rest))
    })
}
