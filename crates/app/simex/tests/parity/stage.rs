//! A simulated exchange on which requests are played; what comes back is filed by operation. Never judges.

use crate::catalogue::Name;
use crate::shape::Shape;
use domain::{Span, Time};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use simex::{Config, DEFAULT_KEY, DEFAULT_SECRET, Happened, Market, Offline};
use std::collections::BTreeMap;

const START: Time = Time::from_millis(1_780_000_000_000);

/// A socket's product, and its streams with their names in the catalogue.
type Heard = (&'static str, Vec<(String, String)>);

/// The exchange, and everything it said.
pub(crate) struct Stage {
    exchange: Offline,
    /// Product and stream names of the open sockets.
    sockets: BTreeMap<u64, Heard>,
    pub(crate) seen: BTreeMap<Name, Shape>,
    /// Requests that were to be done and were not.
    pub(crate) failed: Vec<String>,
    id: u64,
}

pub(crate) fn signature(payload: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(DEFAULT_SECRET.as_bytes()).unwrap();
    mac.update(payload.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Stage {
    pub(crate) fn new(market: Market) -> Self {
        let config = Config {
            market,
            ..Config::default()
        };
        let mut exchange = Offline::new(&config, START).unwrap();
        exchange.advance(Span::from_secs(5));
        Self {
            exchange,
            sockets: BTreeMap::new(),
            seen: BTreeMap::new(),
            failed: Vec::new(),
            id: 0,
        }
    }

    /// Takes over what another stage saw of other operations.
    pub(crate) fn join(&mut self, other: Self) {
        self.failed.extend(other.failed);
        for (name, shape) in other.seen {
            self.seen.entry(name).or_insert(shape);
        }
    }

    /// Lets time pass and files what the sockets say.
    pub(crate) fn wait(&mut self, seconds: i64) {
        let happened = self.exchange.advance(Span::from_secs(seconds));
        self.hear(happened);
    }

    /// A request without a signature, with the key named.
    pub(crate) fn get(&mut self, path: &str, params: &str) -> Value {
        let target = if params.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{params}")
        };
        self.done("GET", path, &target)
    }

    /// A signed request.
    pub(crate) fn signed(&mut self, method: &str, path: &str, params: &str) -> Value {
        let stamp = self.exchange.now().millis();
        let params = if params.is_empty() {
            format!("timestamp={stamp}")
        } else {
            format!("{params}&timestamp={stamp}")
        };
        let target = format!("{path}?{params}&signature={}", signature(&params));
        self.done(method, path, &target)
    }

    fn done(&mut self, method: &str, path: &str, target: &str) -> Value {
        let (answer, happened) = self.exchange.request(method, target, "", Some(DEFAULT_KEY));
        self.hear(happened);
        let (status, body) = answer.unwrap_or_default();
        if status != 200 {
            let text: String = body.chars().take(160).collect();
            self.failed
                .push(format!("{method} {target}: {status} {text}"));
            return Value::Null;
        }
        let value = serde_json::from_str(&body).unwrap_or(Value::Null);
        let name = Name::Rest(method.to_owned(), path.to_owned());
        self.seen.entry(name).or_default().add(&value);
        value
    }

    /// A lever, which must work.
    pub(crate) fn lever(&mut self, method: &str, target: &str, body: &Value) -> Value {
        let (status, text) = self
            .exchange
            .lever(method, target, &body.to_string())
            .unwrap_or_default();
        if status != 200 {
            self.failed
                .push(format!("{method} {target}: {status} {text}"));
        }
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Opens a socket of a product; `streams` pairs each stream's name in the catalogue with the one asked for.
    pub(crate) fn listen(
        &mut self,
        product: &'static str,
        path: &str,
        streams: &[(&str, &str)],
    ) -> Option<u64> {
        let names: Vec<&str> = streams.iter().map(|(_, name)| *name).collect();
        let target = format!("{path}?streams={}", names.join("/"));
        match self.exchange.open(&target) {
            Ok(conn) => {
                let streams = streams
                    .iter()
                    .map(|(kind, name)| ((*name).to_owned(), (*kind).to_owned()));
                self.sockets.insert(conn, (product, streams.collect()));
                Some(conn)
            }
            Err(status) => {
                self.failed.push(format!("{target}: {status}"));
                None
            }
        }
    }

    /// Opens a socket whose messages are only heard, and gives its number.
    pub(crate) fn open(&mut self, target: &str) -> Option<u64> {
        let opened = self.exchange.open(target);
        if let Err(status) = opened {
            self.failed.push(format!("{target}: {status}"));
        }
        opened.ok()
    }

    /// A request on a session of the WebSocket API, signed when it carries a key.
    pub(crate) fn session(
        &mut self,
        product: &str,
        conn: Option<u64>,
        method: &str,
        mut params: Value,
    ) -> Value {
        let Some(conn) = conn else {
            return Value::Null;
        };
        if params.get("apiKey").is_some() {
            params["timestamp"] = self.exchange.now().millis().into();
            let fields = params.as_object().unwrap();
            let pairs = fields.iter().map(|(name, value)| match value.as_str() {
                Some(text) => format!("{name}={text}"),
                None => format!("{name}={value}"),
            });
            let payload = pairs.collect::<Vec<_>>().join("&");
            params["signature"] = signature(&payload).into();
        }
        self.id += 1;
        let id = self.id;
        let request = json!({ "id": id, "method": method, "params": params });
        let happened = self.exchange.say(conn, &request.to_string());
        let mut answer = Value::Null;
        for one in &happened {
            if let Happened::Text(at, text) = one
                && *at == conn
                && let Ok(value) = serde_json::from_str::<Value>(text)
                && value["id"] == id
            {
                answer = value;
            }
        }
        self.hear(happened);
        if answer["status"] != 200 {
            let text: String = answer.to_string().chars().take(200).collect();
            self.failed.push(format!("{product} {method}: {text}"));
            return Value::Null;
        }
        // The id is the caller's own: only the rest is compared.
        let mut filed = answer.clone();
        filed["id"] = "caller's".into();
        let name = Name::Session(product.to_owned(), method.to_owned());
        self.seen.entry(name).or_default().add(&filed);
        answer["result"].take()
    }

    fn hear(&mut self, happened: Vec<Happened>) {
        for one in happened {
            let Happened::Text(conn, text) = one else {
                continue;
            };
            let Some((product, streams)) = self.sockets.get(&conn) else {
                continue;
            };
            let Ok(value) = serde_json::from_str::<Value>(&text) else {
                continue;
            };
            let Some(stream) = value["stream"].as_str() else {
                continue;
            };
            if let Some((_, kind)) = streams.iter().find(|(name, _)| name == stream) {
                let name = Name::Stream((*product).to_owned(), kind.clone());
                self.seen.entry(name).or_default().add(&value["data"]);
            }
        }
    }
}
