//! Where sockets may be opened, and what a socket of market streams may ask for. Never makes a message of the market.

mod refusal;

use super::boards::wish;
use super::dispatch::refused;
use super::http::{HttpRequest, Reply, TimeUnit};
use super::refusal::Refusal;
use super::route::Product;
use super::sockets::{ConnId, Feed, Kind, STREAMS_MAX, Sockets, Tuned, Wrapping};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) use refusal::StreamRefusal;

/// Longest name of a stream, in bytes.
const NAME_BYTES_MAX: usize = 64;
/// Longest id of a request, in characters.
const ID_CHARS_MAX: usize = 36;
/// Longest words of a refusal, in characters.
const REFUSAL_CHARS_MAX: usize = 256;
/// The one property of a socket.
const COMBINED: &str = "combined";

/// What a socket at a path is for.
pub(super) fn kind(at: &HttpRequest) -> Result<Kind, Reply> {
    let path = at.path.as_str();
    match path {
        "/ws-api/v3" => return Ok(Kind::Api(Product::Spot)),
        "/ws-fapi/v1" => return Ok(Kind::Api(Product::Usdm)),
        _ => {}
    }
    let (feed, rest) = feed(path).ok_or_else(|| Reply::empty(404))?;
    let unit = time_unit(feed, &at.query)?;
    let (wrapping, streams) = match rest {
        "/stream" => (Wrapping::Combined, combined_streams(&at.query)),
        "/ws" => (Wrapping::Raw, String::new()),
        other => match other.strip_prefix("/ws/") {
            Some(streams) => (Wrapping::Raw, unescaped(streams)),
            None => return Err(Reply::empty(404)),
        },
    };
    let parts = streams.split('/').filter(|name| !name.is_empty());
    match names(feed, parts) {
        Some(streams) => Ok(Kind::Market(Tuned {
            feed,
            wrapping,
            unit,
            streams,
        })),
        None => Err(Reply::empty(400)),
    }
}

/// The hub a path belongs to and the rest of the path. Futures have no streams without their half.
fn feed(path: &str) -> Option<(Feed, &str)> {
    if let Some(rest) = path.strip_prefix("/public") {
        return Some((Feed::UsdmPublic, rest));
    }
    if let Some(rest) = path.strip_prefix("/market") {
        return Some((Feed::UsdmMarket, rest));
    }
    // Clients that tell spot from futures by the word in the address.
    let path = match path.strip_prefix("/stream/ws") {
        Some("") => "/ws",
        Some(rest) if rest.starts_with('/') => path.strip_prefix("/stream").unwrap_or(path),
        Some(_) | None => path,
    };
    Some((Feed::Spot, path))
}

/// The unit of times that the query of a spot socket asks for.
fn time_unit(feed: Feed, query: &str) -> Result<TimeUnit, Reply> {
    let asked = query
        .split('&')
        .find_map(|part| part.strip_prefix("timeUnit="));
    match (feed, asked) {
        (Feed::UsdmPublic | Feed::UsdmMarket, _) | (Feed::Spot, None) => Ok(TimeUnit::Millis),
        (Feed::Spot, Some("MICROSECOND" | "microsecond")) => Ok(TimeUnit::Micros),
        (Feed::Spot, Some("MILLISECOND" | "millisecond")) => Ok(TimeUnit::Millis),
        (Feed::Spot, Some(_)) => Err(refused(&Refusal::BadTimeUnit)),
    }
}

fn combined_streams(query: &str) -> String {
    let streams = query
        .split('&')
        .find_map(|part| part.strip_prefix("streams="));
    unescaped(streams.unwrap_or_default())
}

/// The characters of stream names that clients escape.
fn unescaped(text: &str) -> String {
    let mut plain = text.to_owned();
    for (escaped, character) in [
        ("%40", "@"),
        ("%2F", "/"),
        ("%2f", "/"),
        ("%21", "!"),
        ("%2B", "+"),
        ("%2b", "+"),
        ("%3A", ":"),
        ("%3a", ":"),
    ] {
        plain = plain.replace(escaped, character);
    }
    plain
}

/// The names of streams, when they are few and short enough and none belongs to another hub.
fn names<'a>(feed: Feed, parts: impl Iterator<Item = &'a str>) -> Option<BTreeSet<Arc<str>>> {
    let mut names = BTreeSet::new();
    for name in parts {
        if name.len() > NAME_BYTES_MAX || names.len() >= STREAMS_MAX {
            return None;
        }
        wish::asked(feed, name).ok()?;
        names.insert(Arc::from(name));
    }
    Some(names)
}

#[derive(Deserialize)]
struct Request {
    method: Method,
    #[serde(default)]
    params: Option<Vec<Value>>,
}

#[derive(Deserialize, Clone, Copy)]
enum Method {
    #[serde(rename = "SUBSCRIBE")]
    Subscribe,
    #[serde(rename = "UNSUBSCRIBE")]
    Unsubscribe,
    #[serde(rename = "LIST_SUBSCRIPTIONS")]
    ListSubscriptions,
    #[serde(rename = "SET_PROPERTY")]
    SetProperty,
    #[serde(rename = "GET_PROPERTY")]
    GetProperty,
}

/// Answers a request on a socket of market streams.
pub(super) fn answer(sockets: &mut Sockets, conn: ConnId, request: &str) -> Value {
    let read: Value = match serde_json::from_str(request) {
        Ok(read) => read,
        Err(error) => return unanswered(&StreamRefusal::Json(error.to_string()), None),
    };
    let id = match read.get("id") {
        Some(id) if is_id(id) => id.clone(),
        Some(_) | None => {
            return unanswered(&StreamRefusal::BadId, None);
        }
    };
    let done = serde_json::from_str::<Request>(request)
        .map_err(|error| StreamRefusal::Request(error.to_string()))
        .and_then(|request| act(sockets, conn, request));
    match done {
        Ok(result) => json!({ "result": result, "id": id }),
        Err(no) => unanswered(&no, Some(id)),
    }
}

/// A refusal, with the id of its request where that can be told back.
pub(super) fn unanswered(no: &StreamRefusal, id: Option<Value>) -> Value {
    let said = no.said();
    // Words may quote what was sent, which may be as long as a message.
    let words: String = said.words.chars().take(REFUSAL_CHARS_MAX).collect();
    let mut answer = json!({ "error": { "code": said.code, "msg": words } });
    if let (Some(id), Some(answer)) = (id, answer.as_object_mut()) {
        answer.insert("id".to_owned(), id);
    }
    answer
}

/// A whole number of 64 bits, a short text of letters and digits, or null.
fn is_id(id: &Value) -> bool {
    match id {
        Value::Null => true,
        Value::Number(number) => number.is_i64() || number.is_u64(),
        Value::String(text) => {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            text.chars().count() <= ID_CHARS_MAX && text.chars().all(plain)
        }
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

fn act(sockets: &mut Sockets, conn: ConnId, request: Request) -> Result<Value, StreamRefusal> {
    let params = request.params.unwrap_or_default();
    match request.method {
        Method::Subscribe => {
            let Some(tuned) = sockets.tuned(conn) else {
                return Err(StreamRefusal::BadStream);
            };
            let asked = texts(&params)?;
            let more = names(tuned.feed, asked.iter().map(String::as_str))
                .ok_or(StreamRefusal::BadStream)?;
            sockets
                .subscribe(conn, more)
                .map_err(|_| StreamRefusal::TooManyParameters)?;
            Ok(Value::Null)
        }
        Method::Unsubscribe => {
            sockets.unsubscribe(conn, &texts(&params)?);
            Ok(Value::Null)
        }
        Method::ListSubscriptions => {
            let streams = sockets.tuned(conn).map(|tuned| &tuned.streams);
            let names = streams.into_iter().flatten();
            Ok(names.map(|name| Value::from(&**name)).collect())
        }
        Method::SetProperty => {
            let wrapping = match property(&params)? {
                [Value::Bool(true)] => Wrapping::Combined,
                [Value::Bool(false)] => Wrapping::Raw,
                [] | [_] => {
                    return Err(StreamRefusal::NotBoolean);
                }
                [_, _, ..] => return Err(StreamRefusal::TooManyParameters),
            };
            sockets.wrap(conn, wrapping);
            Ok(Value::Null)
        }
        Method::GetProperty => {
            if !property(&params)?.is_empty() {
                return Err(StreamRefusal::TooManyParameters);
            }
            let wrapping = sockets.tuned(conn).map(|tuned| tuned.wrapping);
            Ok((wrapping == Some(Wrapping::Combined)).into())
        }
    }
}

fn texts(params: &[Value]) -> Result<Vec<String>, StreamRefusal> {
    let text = |value: &Value| {
        value
            .as_str()
            .map(ToOwned::to_owned)
            .ok_or(StreamRefusal::BadStream)
    };
    params.iter().map(text).collect()
}

/// What follows the name of the one property there is.
fn property(params: &[Value]) -> Result<&[Value], StreamRefusal> {
    match params {
        [Value::String(name), rest @ ..] if name == COMBINED => Ok(rest),
        [Value::String(_), ..] => Err(StreamRefusal::UnknownProperty),
        [] | [_, ..] => Err(StreamRefusal::BadProperty),
    }
}

#[cfg(test)]
mod tests;
