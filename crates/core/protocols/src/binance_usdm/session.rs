//! Orders for contracts on a WebSocket session: the same calls in the session's words, and its answers as those of REST, so that
//! one reader judges both. Never sends.

use super::facts::{ORDERS_1M_HEADER, ORDERS_10S_HEADER, USED_WEIGHT_HEADER};
use crate::binance::session::{self, Count, Word};
use crate::call::{Call, Method, SessionCall};
use crate::limits::{SessionAnswer, SessionManners};
use domain::{Span, Time};

/// How orders travel on a session of this venue.
pub const ORDERS: SessionManners = SessionManners {
    say,
    read,
    farewell,
};

/// What a session calls each request of REST. Conditional orders are asked for by REST alone.
const WORDS: [Word; 6] = [
    (Method::Post, "/fapi/v1/order", "order.place"),
    (Method::Put, "/fapi/v1/order", "order.modify"),
    (Method::Delete, "/fapi/v1/order", "order.cancel"),
    (Method::Get, "/fapi/v1/order", "order.status"),
    (Method::Post, "/fapi/v1/algoOrder", "algoOrder.place"),
    (Method::Delete, "/fapi/v1/algoOrder", "algoOrder.cancel"),
];

/// The call in the words of a session; `None` for one that only REST knows.
#[must_use]
pub fn say(call: &Call, id: &str, life: Span) -> Option<SessionCall> {
    session::say(&WORDS, call, id, life)
}

/// The answer a frame brings; `None` for events and for what bears no id.
#[must_use]
pub fn read(frame: &[u8], received: Time) -> Option<SessionAnswer> {
    session::read(frame, received, header, USED_WEIGHT_HEADER)
}

/// Whether a frame announces the end of the connection it came on.
#[must_use]
pub fn farewell(frame: &[u8]) -> bool {
    session::farewell(frame)
}

/// The header in which REST tells the same count.
fn header(count: &Count<'_>) -> Option<&'static str> {
    match (count.of, count.interval) {
        ("REQUEST_WEIGHT", "MINUTE") => Some(USED_WEIGHT_HEADER),
        ("ORDERS", "SECOND") => Some(ORDERS_10S_HEADER),
        ("ORDERS", "MINUTE") => Some(ORDERS_1M_HEADER),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
