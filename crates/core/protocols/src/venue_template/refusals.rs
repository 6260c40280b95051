//! Which words of the venue mean what for the caller. Never makes a no out of a doubt.

use crate::answer::Answer;
use crate::trouble::{Disposition, Rejection, Trouble};
use alloc::format;
use alloc::string::{String, ToString};
use domain::Span;
use serde::Deserialize;

/// Longest text of the venue that is kept, in characters.
const TEXT_CHARS_MAX: usize = 200;

#[derive(Deserialize)]
struct ErrorBody {
    code: i64,
    #[serde(default)]
    text: String,
}

/// What an answer without success means.
pub(super) fn trouble(answer: &Answer) -> Trouble {
    let body = serde_json::from_slice::<ErrorBody>(&answer.body).ok();
    let disposition = by_status(answer.status, answer.retry_after).unwrap_or_else(|| {
        let code = body.as_ref().map(|body| body.code);
        code.map_or(Disposition::Protocol, by_code)
    });
    Trouble {
        disposition,
        status: answer.status,
        code: body.as_ref().map(|body| body.code),
        text: body.map_or_else(
            || "the venue answered without a code of its own".to_string(),
            |body| bounded(&body.text),
        ),
    }
}

/// An answer that says success in a body we cannot read.
pub(super) fn unreadable(answer: &Answer, error: &serde_json::Error) -> Trouble {
    Trouble {
        disposition: Disposition::Protocol,
        status: answer.status,
        code: None,
        text: bounded(&format!("the answer could not be read: {error}")),
    }
}

/// What the status decides whatever the body says: a server that fails may have executed what it was asked.
fn by_status(status: u16, after: Option<Span>) -> Option<Disposition> {
    match status {
        429 => Some(Disposition::Retry { after }),
        401 | 403 => Some(Disposition::Fatal),
        400..500 => None,
        500.. => Some(Disposition::Ambiguous),
        _ => Some(Disposition::Protocol),
    }
}

/// What the venue's own code says. A code that nobody explained is not understood, and so no decision.
const fn by_code(code: i64) -> Disposition {
    match code {
        1001 => Disposition::Rejected(Rejection::Balance),
        1002 => Disposition::Rejected(Rejection::Filter),
        1003 => Disposition::Rejected(Rejection::WouldMatch),
        1004 => Disposition::Rejected(Rejection::NotOpen),
        1005 => Disposition::Rejected(Rejection::NeverSeen),
        // The id is in use: a former try of the same order may have been executed.
        1006 => Disposition::Ambiguous,
        _ => Disposition::Protocol,
    }
}

fn bounded(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}
