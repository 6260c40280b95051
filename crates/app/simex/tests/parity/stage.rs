//! A simulated exchange on which requests are played; what comes back is filed by operation. Never judges.

use crate::catalogue::Name;
use crate::shape::Shape;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Span, Time};
use hmac::{Hmac, KeyInit, Mac};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::Sha256;
use simex::{Config, DEFAULT_KEY, DEFAULT_SECRET, Happened, Market, Offline};
use std::collections::{BTreeMap, BTreeSet};

/// What stands before the 32 bytes of an Ed25519 key in its DER form.
const ED25519_DER: [u8; 12] = [48, 42, 48, 5, 6, 3, 43, 101, 112, 3, 33, 0];

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
    /// Operations that are there and refuse whatever is asked, by design.
    pub(crate) refused: BTreeSet<Name>,
    /// Sockets that tell an account's events, with their product.
    accounts: BTreeMap<u64, &'static str>,
    last_error: Value,
    id: u64,
}

pub(crate) fn signature(payload: &str) -> String {
    signed(DEFAULT_SECRET, payload)
}

fn signed(secret: &str, payload: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(payload.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fields as a query.
fn query(fields: &Value) -> String {
    let fields = fields.as_object().unwrap().iter();
    let pairs = fields.map(|(name, value)| match value.as_str() {
        Some(text) => format!("{name}={text}"),
        None => format!("{name}={value}"),
    });
    pairs.collect::<Vec<_>>().join("&")
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
            refused: BTreeSet::new(),
            accounts: BTreeMap::new(),
            last_error: Value::Null,
            id: 0,
        }
    }

    /// Takes over what another stage saw of other operations.
    pub(crate) fn join(&mut self, other: Self) {
        self.failed.extend(other.failed);
        self.refused.extend(other.refused);
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
        self.done_by(DEFAULT_KEY, (method, path), target)
    }

    fn done_by(&mut self, key: &str, (method, path): (&str, &str), target: &str) -> Value {
        let (answer, happened) = self.exchange.request(method, target, "", Some(key));
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
            Err((status, _)) => {
                self.failed.push(format!("{target}: {status}"));
                None
            }
        }
    }

    /// Opens a socket whose messages are only heard, and gives its number.
    pub(crate) fn open(&mut self, target: &str) -> Option<u64> {
        let opened = self.exchange.open(target);
        if let Err((status, _)) = &opened {
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
        if let Some(key) = params.get("key").cloned() {
            // Signed by whoever asks.
            let fields = params.as_object_mut().unwrap();
            fields.remove("key");
            fields.insert("apiKey".to_owned(), key);
        } else if params.get("apiKey").is_some() {
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
            self.last_error = answer["error"].clone();
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

    /// Whether an operation is there at all, whatever it answers.
    pub(crate) fn serves(&mut self, name: &Name) -> bool {
        match name {
            Name::Rest(method, path) => {
                let (answer, _) = self.exchange.request(method, path, "", None);
                answer.is_none_or(|(status, _)| !matches!(status, 404 | 405 | 410))
            }
            Name::Session(product, method) => {
                let target = match product.as_str() {
                    "spot" => "/ws-api/v3",
                    _ => "/ws-fapi/v1",
                };
                let conn = self.exchange.open(target).unwrap();
                let request = json!({ "id": 1, "method": method, "params": {} });
                let said = self.exchange.say(conn, &request.to_string());
                self.exchange.close(conn);
                !said
                    .iter()
                    .any(|one| matches!(one, Happened::Text(_, text) if text.contains("-5000")))
            }
            Name::Stream(..) => false,
        }
    }

    /// Files an event of an account by its name.
    fn hear_account(&mut self, conn: u64, value: &Value) {
        let Some(product) = self.accounts.get(&conn) else {
            return;
        };
        let event = value.get("event").unwrap_or(value);
        if let Some(kind) = event["e"].as_str() {
            let name = Name::Stream((*product).to_owned(), kind.to_owned());
            self.seen.entry(name).or_default().add(event);
        }
    }

    /// Files the events of the account that a socket tells.
    pub(crate) fn follow(&mut self, product: &'static str, conn: Option<u64>) {
        if let Some(conn) = conn {
            self.accounts.insert(conn, product);
        }
    }

    /// A signed request of another key.
    pub(crate) fn signed_by(
        &mut self,
        (key, secret): (&str, &str),
        (method, path): (&str, &str),
        params: &str,
    ) -> Value {
        let stamp = self.exchange.now().millis();
        let payload = format!("{params}&timestamp={stamp}");
        let target = format!("{path}?{payload}&signature={}", signed(secret, &payload));
        self.done_by(key, (method, path), &target)
    }

    /// A public request, or one of a session, to an operation that refuses by design with a code.
    pub(crate) fn refuse(&mut self, name: &Name, params: Value, code: i64) {
        let error = match name {
            Name::Rest(method, path) => {
                let target = format!("{path}?{}", query(&params));
                self.error_of(method, &target)
            }
            Name::Session(product, method) => {
                let failed = self.failed.len();
                let conn = self.open("/ws-api/v3");
                self.session(product, conn, method, params);
                self.failed.truncate(failed);
                self.last_error.take()
            }
            Name::Stream(..) => Value::Null,
        };
        self.refused_with(name, &error, code);
    }

    /// The same for a signed request.
    pub(crate) fn refuse_signed(&mut self, name: &Name, params: Value, code: i64) {
        let Name::Rest(method, path) = name else {
            return;
        };
        let payload = format!(
            "{}&timestamp={}",
            query(&params),
            self.exchange.now().millis()
        );
        let target = format!("{path}?{payload}&signature={}", signature(&payload));
        let error = self.error_of(method, &target);
        self.refused_with(name, &error, code);
    }

    fn error_of(&mut self, method: &str, target: &str) -> Value {
        let (answer, _) = self.exchange.request(method, target, "", Some(DEFAULT_KEY));
        let (_, body) = answer.unwrap_or_default();
        serde_json::from_str(&body).unwrap_or(Value::Null)
    }

    fn refused_with(&mut self, name: &Name, error: &Value, code: i64) {
        if error["code"] == code {
            self.refused.insert(name.clone());
        } else {
            let told = format!("{name:?} does not refuse with {code}: {error}");
            self.failed.push(told);
        }
    }

    /// Opens a session and logs on with a key of its own.
    pub(crate) fn log_on(&mut self) -> Option<u64> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let mut der = ED25519_DER.to_vec();
        der.extend_from_slice(pair.public_key().as_ref());
        let pem = format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
            STANDARD.encode(der)
        );
        let key = json!({ "account": 1, "key": "own", "kind": "ed25519", "publicKey": pem });
        self.lever("POST", "/_sim/keys", &key);
        let conn = self.open("/ws-api/v3");
        let stamp = self.exchange.now().millis();
        let payload = format!("apiKey=own&timestamp={stamp}");
        let signature = STANDARD.encode(pair.sign(payload.as_bytes()));
        let params = json!({ "key": "own", "timestamp": stamp, "signature": signature });
        self.session("spot", conn, "session.logon", params);
        conn
    }

    fn hear(&mut self, happened: Vec<Happened>) {
        for one in happened {
            let Happened::Text(conn, text) = one else {
                continue;
            };
            let Ok(value) = serde_json::from_str::<Value>(&text) else {
                continue;
            };
            self.hear_account(conn, &value);
            let Some((product, streams)) = self.sockets.get(&conn) else {
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
