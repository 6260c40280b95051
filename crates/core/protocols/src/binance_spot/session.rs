//! Orders on a WebSocket session: the same calls in the session's words, and its answers as those of REST, so that one reader
//! judges both. Never sends.

use super::facts::{ORDERS_DAY_HEADER, ORDERS_SHORT_HEADER, USED_WEIGHT_HEADER};
use crate::answer::Answer;
use crate::call::{Call, Method, SessionCall};
use crate::limits::{SessionAnswer, SessionManners};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::{Span, Time};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The event that announces the end of a connection.
const ENDING: &str = "serverShutdown";

/// How orders travel on a session of this venue.
pub const ORDERS: SessionManners = SessionManners {
    say,
    read,
    farewell,
};

/// What a session calls each request of REST.
const WORDS: [(Method, &str, &str); 6] = [
    (Method::Post, "/api/v3/order", "order.place"),
    (Method::Delete, "/api/v3/order", "order.cancel"),
    (Method::Get, "/api/v3/order", "order.status"),
    (
        Method::Post,
        "/api/v3/order/cancelReplace",
        "order.cancelReplace",
    ),
    (
        Method::Put,
        "/api/v3/order/amend/keepPriority",
        "order.amend.keepPriority",
    ),
    (Method::Get, "/api/v3/openOrders", "openOrders.status"),
];

/// The call in the words of a session; `None` for one that only REST knows.
#[must_use]
pub fn say(call: &Call, id: &str, life: Span) -> Option<SessionCall> {
    let (_, _, method) = WORDS
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

/// The answer a frame brings; `None` for events and for what bears no id.
#[must_use]
pub fn read(frame: &[u8], received: Time) -> Option<SessionAnswer> {
    let raw: Raw<'_> = serde_json::from_slice(frame).ok()?;
    let (id, status) = (raw.id?, raw.status?);
    let body = raw.error.or(raw.result).map_or("", RawValue::get);
    let counts: Vec<(&'static str, u32)> = raw.rate_limits.iter().filter_map(count).collect();
    let used_weight = counts
        .iter()
        .find(|(header, _)| *header == USED_WEIGHT_HEADER)
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
#[must_use]
pub fn farewell(frame: &[u8]) -> bool {
    serde_json::from_slice::<RawEvent<'_>>(frame).is_ok_and(|raw| {
        let kind = raw.e.or_else(|| raw.event?.e);
        kind == Some(ENDING)
    })
}

/// The header in which REST tells the same count.
fn count(raw: &RawCount) -> Option<(&'static str, u32)> {
    let header = match (raw.rate_limit_type.as_str(), raw.interval.as_str()) {
        ("REQUEST_WEIGHT", "MINUTE") => USED_WEIGHT_HEADER,
        ("ORDERS", "SECOND") => ORDERS_SHORT_HEADER,
        ("ORDERS", "DAY") => ORDERS_DAY_HEADER,
        _ => return None,
    };
    Some((header, raw.count))
}

/// A session tells the instant at which asking is allowed again, and its own.
fn retry_after(error: &RawValue) -> Option<Span> {
    let data = serde_json::from_str::<RawError>(error.get()).ok()?.data?;
    let wait = data.retry_after?.checked_sub(data.server_time?)?;
    Some(Span::from_millis(wait.max(0)))
}

#[cfg(test)]
mod tests;
