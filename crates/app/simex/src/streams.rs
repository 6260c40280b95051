//! Binance's market streams over WebSocket: `/ws`, `/ws/<streams>`, `/stream?streams=`. Never waits for a slow reader.

use crate::hub::{CutOf, MarketMessage};
use crate::serve::stopped;
use crate::shop::Shop;
use crate::sockets::{self, Pulse, Quota};
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

/// Streams one connection may carry.
const STREAMS_MAX: usize = 1_024;
/// Longest name of a stream, in bytes.
const NAME_BYTES_MAX: usize = 64;

/// How messages are wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrapping {
    /// The data alone.
    Raw,
    /// With the stream's name.
    Combined,
}

/// The routes of the market streams.
pub(crate) fn routes() -> Router<Arc<Shop>> {
    Router::new()
        .route("/ws", get(raw_empty))
        .route("/ws/{*streams}", get(raw))
        .route("/stream", get(combined))
}

async fn raw_empty(State(shop): State<Arc<Shop>>, upgrade: WebSocketUpgrade) -> Response {
    open(shop, upgrade, (Wrapping::Raw, BTreeSet::new()))
}

async fn raw(
    State(shop): State<Arc<Shop>>,
    Path(streams): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Response {
    match names(streams.split('/')) {
        Some(names) => open(shop, upgrade, (Wrapping::Raw, names)),
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}

async fn combined(
    State(shop): State<Arc<Shop>>,
    RawQuery(query): RawQuery,
    upgrade: WebSocketUpgrade,
) -> Response {
    let query = query.unwrap_or_default();
    let streams = query
        .split('&')
        .find_map(|part| part.strip_prefix("streams="))
        .unwrap_or_default()
        .replace("%40", "@")
        .replace("%2F", "/");
    match names(streams.split('/')) {
        Some(names) => open(shop, upgrade, (Wrapping::Combined, names)),
        None => StatusCode::BAD_REQUEST.into_response(),
    }
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

fn open(
    shop: Arc<Shop>,
    upgrade: WebSocketUpgrade,
    wanted: (Wrapping, BTreeSet<String>),
) -> Response {
    sockets::bounded(upgrade).on_upgrade(move |socket| async move {
        let Ok(_place) = shop.sockets.try_acquire() else {
            tracing::warn!("a stream was refused: as many as allowed are open");
            return;
        };
        pump(socket, &shop, wanted).await;
    })
}

/// Hands messages over until the reader leaves, lags, or is cut.
async fn pump(
    mut socket: WebSocket,
    shop: &Shop,
    (wrapping, mut names): (Wrapping, BTreeSet<String>),
) {
    let mut messages = shop.hub.listen_market();
    let mut cuts = shop.hub.listen_cuts();
    let mut stop = shop.stop.clone();
    let mut pulse = Pulse::start();
    let mut quota = Quota::start();
    loop {
        let out = tokio::select! {
            () = stopped(&mut stop) => return,
            cut = cuts.recv() => match cut {
                Ok(CutOf::Account) | Err(RecvError::Lagged(_)) => continue,
                Ok(CutOf::Market | CutOf::All) | Err(RecvError::Closed) => return,
            },
            beat = pulse.beat() => match beat {
                Some(ping) => ping,
                None => return,
            },
            message = messages.recv() => match message {
                Ok(message) if names.contains(&*message.stream) => text(wrapping, &message),
                Ok(_) => continue,
                Err(RecvError::Lagged(count)) => {
                    tracing::warn!(count, "a stream was cut: its reader is too slow");
                    return;
                }
                Err(RecvError::Closed) => return,
            },
            received = socket.recv() => match received {
                Some(Ok(Message::Text(request))) => {
                    pulse.heard();
                    if quota.spend().is_err() {
                        return;
                    }
                    Message::text(answer(request.as_str(), &mut names).to_string())
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                    pulse.heard();
                    continue;
                }
                Some(Ok(Message::Binary(_) | Message::Close(_)) | Err(_)) | None => return,
            },
        };
        if socket.send(out).await.is_err() {
            return;
        }
    }
}

fn text(wrapping: Wrapping, message: &MarketMessage) -> Message {
    match wrapping {
        Wrapping::Raw => Message::text(message.json.as_str()),
        Wrapping::Combined => Message::text(format!(
            r#"{{"stream":"{}","data":{}}}"#,
            message.stream, message.json
        )),
    }
}

#[derive(Deserialize)]
struct Wish {
    method: String,
    #[serde(default)]
    params: Vec<String>,
    id: Option<Value>,
}

/// Answers a request on a market stream.
fn answer(request: &str, subscribed: &mut BTreeSet<String>) -> Value {
    let Ok(wish) = serde_json::from_str::<Wish>(request) else {
        return json!({ "error": { "code": 3, "msg": "Invalid JSON: expected an object with method, params and id" }, "id": null });
    };
    let result = match wish.method.as_str() {
        "SUBSCRIBE" => match names(wish.params.iter().map(String::as_str)) {
            Some(more) if subscribed.len().saturating_add(more.len()) <= STREAMS_MAX => {
                subscribed.extend(more);
                Value::Null
            }
            _ => {
                return json!({ "error": { "code": 2, "msg": "Invalid request: too many or too long streams" }, "id": wish.id });
            }
        },
        "UNSUBSCRIBE" => {
            for name in &wish.params {
                subscribed.remove(name);
            }
            Value::Null
        }
        "LIST_SUBSCRIPTIONS" => subscribed.iter().map(String::as_str).collect(),
        _ => {
            return json!({ "error": { "code": 2, "msg": "Invalid request: unknown method" }, "id": wish.id });
        }
    };
    json!({ "result": result, "id": wish.id })
}

#[cfg(test)]
mod tests;
