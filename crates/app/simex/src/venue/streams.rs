//! Where sockets may be opened, and what a socket of market streams may ask for. Never makes a message of the market.

use super::http::{HttpRequest, Reply};
use super::route::Product;
use super::sockets::{ConnId, Kind, STREAMS_MAX, Sockets, Wrapping};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Longest name of a stream, in bytes.
const NAME_BYTES_MAX: usize = 64;

/// What a socket at a path is for.
pub(super) fn kind(at: &HttpRequest) -> Result<Kind, Reply> {
    let market = |wrapping, streams: &str| match names(streams.split('/')) {
        Some(streams) => Ok(Kind::Market { wrapping, streams }),
        None => Err(Reply::empty(400)),
    };
    match at.path.as_str() {
        "/ws-api/v3" => Ok(Kind::Api(Product::Spot)),
        "/ws" => market(Wrapping::Raw, ""),
        "/stream" => market(Wrapping::Combined, &combined_streams(&at.query)),
        path => match path.strip_prefix("/ws/") {
            Some(streams) => market(Wrapping::Raw, streams),
            None => Err(Reply::empty(404)),
        },
    }
}

fn combined_streams(query: &str) -> String {
    query
        .split('&')
        .find_map(|part| part.strip_prefix("streams="))
        .unwrap_or_default()
        .replace("%40", "@")
        .replace("%2F", "/")
}

/// The names of streams, when they are few and short enough.
fn names<'a>(parts: impl Iterator<Item = &'a str>) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for name in parts.filter(|name| !name.is_empty()) {
        if name.len() > NAME_BYTES_MAX || names.len() >= STREAMS_MAX {
            return None;
        }
        names.insert(name.to_owned());
    }
    Some(names)
}

#[derive(Deserialize)]
struct Wish {
    method: String,
    #[serde(default)]
    params: Vec<String>,
    id: Option<Value>,
}

/// Answers a request on a socket of market streams.
pub(super) fn answer(sockets: &mut Sockets, conn: ConnId, request: &str) -> Value {
    let Ok(wish) = serde_json::from_str::<Wish>(request) else {
        return json!({ "error": { "code": 3, "msg": "Invalid JSON: expected an object with method, params and id" }, "id": null });
    };
    let result = match wish.method.as_str() {
        "SUBSCRIBE" => {
            let more = names(wish.params.iter().map(String::as_str));
            if more.is_none_or(|more| sockets.subscribe(conn, more).is_err()) {
                return json!({ "error": { "code": 2, "msg": "Invalid request: too many or too long streams" }, "id": wish.id });
            }
            Value::Null
        }
        "UNSUBSCRIBE" => {
            sockets.unsubscribe(conn, &wish.params);
            Value::Null
        }
        "LIST_SUBSCRIPTIONS" => sockets.streams(conn).into(),
        _ => {
            return json!({ "error": { "code": 2, "msg": "Invalid request: unknown method" }, "id": wish.id });
        }
    };
    json!({ "result": result, "id": wish.id })
}

#[cfg(test)]
mod tests;
