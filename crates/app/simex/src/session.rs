//! Binance's WebSocket API, as far as private events need it: `/ws-api/v3`. Never places an order.

use crate::hub::CutOf;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::serve::stopped;
use crate::shop::Shop;
use crate::sockets::{self, Pulse, Quota};
use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use domain::AccountId;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

/// Subscriptions of one session.
const SUBSCRIPTIONS_MAX: usize = 16;

/// The route of the sessions.
pub(crate) fn routes() -> Router<Arc<Shop>> {
    Router::new().route("/ws-api/v3", get(open))
}

async fn open(State(shop): State<Arc<Shop>>, upgrade: WebSocketUpgrade) -> Response {
    sockets::bounded(upgrade).on_upgrade(move |socket| async move {
        let Ok(_place) = shop.sockets.try_acquire() else {
            tracing::warn!("a session was refused: as many as allowed are open");
            return;
        };
        Session::new(&shop).pump(socket).await;
    })
}

/// One session.
struct Session<'a> {
    shop: &'a Shop,
    subscriptions: BTreeMap<u64, AccountId>,
    next: u64,
}

#[derive(Deserialize)]
struct Request {
    id: Option<Value>,
    method: String,
    #[serde(default)]
    params: Map<String, Value>,
}

impl<'a> Session<'a> {
    const fn new(shop: &'a Shop) -> Self {
        Self {
            shop,
            subscriptions: BTreeMap::new(),
            next: 0,
        }
    }

    /// Answers requests and hands private events over until the holder leaves, lags, or is cut.
    async fn pump(mut self, mut socket: WebSocket) {
        let mut events = self.shop.hub.listen_account();
        let mut cuts = self.shop.hub.listen_cuts();
        let mut stop = self.shop.stop.clone();
        let mut pulse = Pulse::start();
        let mut quota = Quota::start();
        loop {
            let out = tokio::select! {
                () = stopped(&mut stop) => return,
                cut = cuts.recv() => match cut {
                    Ok(CutOf::Market) | Err(RecvError::Lagged(_)) => continue,
                    Ok(CutOf::Account | CutOf::All) | Err(RecvError::Closed) => return,
                },
                beat = pulse.beat() => match beat {
                    Some(ping) => vec![ping],
                    None => return,
                },
                event = events.recv() => match event {
                    Ok(event) => self.wrapped(event.account, &event.json),
                    Err(RecvError::Lagged(count)) => {
                        tracing::warn!(count, "a session was cut: its reader is too slow");
                        return;
                    }
                    Err(RecvError::Closed) => return,
                },
                received = socket.recv() => match received {
                    Some(Ok(Message::Text(text))) => {
                        pulse.heard();
                        if quota.spend().is_err() {
                            return;
                        }
                        vec![Message::text(self.answer(text.as_str()).to_string())]
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                        pulse.heard();
                        continue;
                    }
                    Some(Ok(Message::Binary(_) | Message::Close(_)) | Err(_)) | None => return,
                },
            };
            for message in out {
                if socket.send(message).await.is_err() {
                    return;
                }
            }
        }
    }

    /// An event, once for each subscription to its account.
    fn wrapped(&self, account: AccountId, json: &str) -> Vec<Message> {
        self.subscriptions
            .iter()
            .filter(|(_, holder)| **holder == account)
            .map(|(id, _)| Message::text(format!(r#"{{"subscriptionId":{id},"event":{json}}}"#)))
            .collect()
    }

    fn answer(&mut self, text: &str) -> Value {
        let Ok(request) = serde_json::from_str::<Request>(text) else {
            return refused(None, &Refusal::Malformed);
        };
        let result = match request.method.as_str() {
            "ping" => Ok(json!({})),
            "time" => Ok(json!({ "serverTime": self.shop.clock.now().millis() })),
            "userDataStream.subscribe.signature" => self.subscribe(request.params),
            "userDataStream.unsubscribe" => self.unsubscribe(&request.params),
            _ => Err(Refusal::UnknownMethod),
        };
        match result {
            Ok(result) => {
                json!({ "id": request.id, "status": 200, "result": result, "rateLimits": [] })
            }
            Err(refusal) => refused(request.id, &refusal),
        }
    }

    fn subscribe(&mut self, params: Map<String, Value>) -> Result<Value, Refusal> {
        let pairs = params.into_iter().map(|(name, value)| (name, plain(value)));
        let params = Params::from_pairs(pairs)?;
        let now = self.shop.clock.now();
        let signer = self.shop.keys.check_session(&params, now)?;
        params.nothing_left()?;
        if self.subscriptions.len() >= SUBSCRIPTIONS_MAX {
            return Err(Refusal::TooManyParameters);
        }
        let id = self.next;
        self.next = self.next.saturating_add(1);
        self.subscriptions.insert(id, signer.account);
        Ok(json!({ "subscriptionId": id }))
    }

    fn unsubscribe(&mut self, params: &Map<String, Value>) -> Result<Value, Refusal> {
        match params.get("subscriptionId") {
            None => self.subscriptions.clear(),
            Some(id) => {
                let id = id
                    .as_u64()
                    .ok_or(Refusal::IllegalCharacters("subscriptionId"))?;
                self.subscriptions.remove(&id);
            }
        }
        Ok(json!({}))
    }
}

/// The text of a parameter as it is signed.
fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::Array(_)
        | Value::Object(_)) => other.to_string(),
    }
}

fn refused(id: Option<Value>, refusal: &Refusal) -> Value {
    json!({
        "id": id,
        "status": refusal.status().as_u16(),
        "error": refusal.body(),
        "rateLimits": [],
    })
}
