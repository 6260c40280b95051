//! Which words of Binance mean what for the caller. Never makes a no out of a doubt.

use crate::answer::Answer;
use crate::trouble::{Disposition, Rejection, Trouble};
use alloc::string::{String, ToString};
use serde::Deserialize;

/// Longest text of the venue that is kept, in characters.
const TEXT_CHARS_MAX: usize = 200;

#[derive(Deserialize)]
struct ErrorBody {
    code: i64,
    #[serde(default)]
    msg: String,
}

/// What an answer without success means.
pub(crate) fn trouble(answer: &Answer) -> Trouble {
    match serde_json::from_slice::<ErrorBody>(&answer.body) {
        Ok(error) => Trouble {
            disposition: disposition(answer, Some((error.code, &error.msg))),
            status: answer.status,
            code: Some(error.code),
            text: bounded(&error.msg),
        },
        Err(_) => Trouble {
            disposition: disposition(answer, None),
            status: answer.status,
            code: None,
            text: "the venue answered without a code of its own".to_string(),
        },
    }
}

/// What one half of an answer with two means: its own code decides, for the status speaks of both.
pub(crate) fn trouble_of(answer: &Answer, code: i64, text: &str) -> Trouble {
    Trouble {
        disposition: by_code(code, text, answer.retry_after),
        status: answer.status,
        code: Some(code),
        text: bounded(text),
    }
}

/// What an error on a session means; its status is the HTTP status of the same error.
pub(crate) fn session_trouble(status: u16, code: i64, text: &str) -> Trouble {
    Trouble {
        disposition: by_status(status, None).unwrap_or_else(|| by_code(code, text, None)),
        status,
        code: Some(code),
        text: bounded(text),
    }
}

/// An answer that says success in a body we cannot read.
pub(crate) fn unreadable(answer: &Answer, error: &serde_json::Error) -> Trouble {
    Trouble {
        disposition: Disposition::Protocol,
        status: answer.status,
        code: None,
        text: bounded(&alloc::format!("the answer could not be read: {error}")),
    }
}

fn disposition(answer: &Answer, error: Option<(i64, &str)>) -> Disposition {
    let throttled = error.is_some_and(|(code, _)| code == -1008);
    if answer.status >= 500 && throttled {
        return Disposition::Retry {
            after: answer.retry_after,
        };
    }
    by_status(answer.status, answer.retry_after).unwrap_or_else(|| match error {
        Some((code, text)) => by_code(code, text, answer.retry_after),
        None => Disposition::Protocol,
    })
}

/// What the status decides whatever the body says.
fn by_status(status: u16, after: Option<domain::Span>) -> Option<Disposition> {
    match status {
        418 => Some(Disposition::Banned { after }),
        429 => Some(Disposition::Retry { after }),
        403 | 451 => Some(Disposition::Fatal),
        409 => Some(Disposition::Ambiguous),
        500.. => Some(Disposition::Ambiguous),
        400..500 => None,
        _ => Some(Disposition::Protocol),
    }
}

/// What the venue's own code says. A code that nobody explained is not understood, and so no decision.
fn by_code(code: i64, text: &str, after: Option<domain::Span>) -> Disposition {
    match code {
        -1000 | -1001 | -1006 | -1007 | -2021 | -2022 => Disposition::Ambiguous,
        -1003 | -1008 | -1015 | -1021 | -1181 => Disposition::Retry { after },
        -1002 | -1016 | -1022 | -2014 | -2015 => Disposition::Fatal,
        -1013 if text.starts_with("Filter failure") => Disposition::Rejected(Rejection::Filter),
        -1010 | -1013 | -2010 => engine_refusal(text),
        -1112 | -2016 | -2026 => Disposition::Rejected(Rejection::Other),
        -1014 | -1020 | -1299..=-1100 | -5000 => Disposition::Rejected(Rejection::Parameter),
        -2011 => match engine_refusal(text) {
            Disposition::Fatal => Disposition::Fatal,
            Disposition::Rejected(_)
            | Disposition::Retry { .. }
            | Disposition::Banned { .. }
            | Disposition::Ambiguous
            | Disposition::Protocol => Disposition::Rejected(Rejection::NotOpen),
        },
        -2013 => Disposition::Rejected(Rejection::NeverSeen),
        -2035 | -2036 | -2038 | -2039 | -2042 | -2043 => Disposition::Rejected(Rejection::Other),
        _ => Disposition::Protocol,
    }
}

/// The engine says why only in words. A duplicate is no refusal of the order: one with that id stands there.
fn engine_refusal(text: &str) -> Disposition {
    let reason = match text {
        "Duplicate order sent." => return Disposition::Ambiguous,
        "This action is disabled on this account."
        | "This account may not place or cancel orders."
        | "This symbol is not permitted for this account."
        | "This symbol is restricted for this account."
        | "Rest API trading is not enabled."
        | "WebSocket API trading is not enabled." => return Disposition::Fatal,
        "Account has insufficient balance for requested action." => Rejection::Balance,
        "Order would immediately match and take." => Rejection::WouldMatch,
        "Order would trigger immediately." | "Stop price would trigger immediately." => {
            Rejection::WouldTrigger
        }
        "Market is closed." => Rejection::Closed,
        _ => Rejection::Other,
    };
    Disposition::Rejected(reason)
}

fn bounded(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests;
