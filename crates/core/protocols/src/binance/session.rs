//! What a signed session of any product says in answer, as REST would have answered, and how it announces its end. Never a word
//! that one product alone uses.

use crate::answer::Answer;
use crate::call::{Call, Method, SessionCall};
use crate::limits::SessionAnswer;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::{Span, Time};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The event that announces the end of a connection.
const ENDING: &str = "serverShutdown";

/// What a session calls a request of REST: its method and path, and the session's word.
pub(crate) type Word = (Method, &'static str, &'static str);

/// A count of the venue: what it counts, and over which interval.
pub(crate) struct Count<'a> {
    /// What is counted: `REQUEST_WEIGHT`, `ORDERS`.
    pub(crate) of: &'a str,
    /// Over how long: `SECOND`, `MINUTE`, `DAY`.
    pub(crate) interval: &'a str,
}

/// The call in the words of a session; `None` for one that only REST knows.
pub(crate) fn say(words: &[Word], call: &Call, id: &str, life: Span) -> Option<SessionCall> {
    let (_, _, method) = words
        .iter()
        .find(|(method, path, _)| *method == call.method && *path == call.path)?;
    Some(SessionCall {
        id: id.to_string(),
        method,
        params: call.params.clone(),
        life,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw<'a> {
    id: Option<String>,
    status: Option<u16>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    #[serde(default)]
    rate_limits: Vec<RawCount>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawCount {
    rate_limit_type: String,
    interval: String,
    #[serde(default)]
    count: u32,
}

#[derive(Deserialize)]
struct RawError {
    data: Option<RawData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawData {
    server_time: Option<i64>,
    retry_after: Option<i64>,
}

/// The answer a frame brings, with the counts that `header` has a name for; `None` for events and for what bears no id.
pub(crate) fn read(
    frame: &[u8],
    received: Time,
    header: fn(&Count<'_>) -> Option<&'static str>,
    weight: &'static str,
) -> Option<SessionAnswer> {
    let raw: Raw<'_> = serde_json::from_slice(frame).ok()?;
    let (id, status) = (raw.id?, raw.status?);
    let body = raw.error.or(raw.result).map_or("", RawValue::get);
    let counts: Vec<(&'static str, u32)> = raw
        .rate_limits
        .iter()
        .filter_map(|raw| {
            let counted = Count {
                of: &raw.rate_limit_type,
                interval: &raw.interval,
            };
            Some((header(&counted)?, raw.count))
        })
        .collect();
    let used_weight = counts
        .iter()
        .find(|(header, _)| *header == weight)
        .map(|(_, used)| *used);
    Some(SessionAnswer {
        id,
        answer: Answer {
            status,
            retry_after: raw.error.and_then(retry_after),
            used_weight,
            received,
            body: body.as_bytes().to_vec(),
        },
        counts,
    })
}

#[derive(Deserialize)]
struct RawEvent<'a> {
    e: Option<&'a str>,
    #[serde(borrow)]
    event: Option<RawKind<'a>>,
}

#[derive(Deserialize)]
struct RawKind<'a> {
    e: Option<&'a str>,
}

/// Whether a frame announces the end of the connection it came on.
pub(crate) fn farewell(frame: &[u8]) -> bool {
    serde_json::from_slice::<RawEvent<'_>>(frame).is_ok_and(|raw| {
        let kind = raw.e.or_else(|| raw.event?.e);
        kind == Some(ENDING)
    })
}

/// A session tells the instant at which asking is allowed again, and its own.
fn retry_after(error: &RawValue) -> Option<Span> {
    let data = serde_json::from_str::<RawError>(error.get()).ok()?.data?;
    let wait = data.retry_after?.checked_sub(data.server_time?)?;
    Some(Span::from_millis(wait.max(0)))
}
