//! What every test here asks with: an exchange stepped by hand, levers, and requests signed by any key.

use domain::{Span, Time};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use simex::{Config, Market, Offline};

pub(crate) const START: Time = Time::from_millis(1_780_000_000_000);

/// An exchange and who asks it.
pub(crate) struct Bench {
    pub(crate) exchange: Offline,
    pub(crate) key: String,
    pub(crate) secret: String,
}

impl Bench {
    pub(crate) fn still() -> Self {
        Self::new(&Config {
            market: Market::Still,
            ..Config::default()
        })
    }

    pub(crate) fn new(config: &Config) -> Self {
        Self {
            exchange: Offline::new(config, START).unwrap(),
            key: simex::DEFAULT_KEY.to_owned(),
            secret: simex::DEFAULT_SECRET.to_owned(),
        }
    }

    pub(crate) fn pass(&mut self, millis: i64) {
        drop(self.exchange.advance(Span::from_millis(millis)));
    }

    /// A request as it stands; nothing when no whole answer came at once.
    pub(crate) fn raw(
        &mut self,
        method: &str,
        target: &str,
        key: Option<&str>,
    ) -> Option<(u16, Value)> {
        let (answer, _) = self.exchange.request(method, target, "", key);
        answer.map(|(status, body)| (status, serde_json::from_str(&body).unwrap_or(Value::Null)))
    }

    /// A signed request with these parameters, or with a time of its own where they bear one.
    pub(crate) fn signed(&mut self, method: &str, target: &str) -> Option<(u16, Value)> {
        let (path, params) = target.split_once('?').unwrap_or((target, ""));
        let sep = if params.is_empty() { "" } else { "&" };
        let payload = if params.contains("timestamp=") {
            params.to_owned()
        } else {
            format!("{params}{sep}timestamp={}", self.exchange.now().millis())
        };
        let signature = sign(&self.secret, &payload);
        let key = self.key.clone();
        self.raw(
            method,
            &format!("{path}?{payload}&signature={signature}"),
            Some(&key),
        )
    }

    pub(crate) fn done(&mut self, method: &str, target: &str) -> Value {
        let (status, body) = self.signed(method, target).unwrap();
        assert_eq!(status, 200, "{method} {target}: {body}");
        body
    }

    pub(crate) fn code(&mut self, method: &str, target: &str) -> i64 {
        let (_, body) = self.signed(method, target).unwrap();
        body["code"].as_i64().unwrap_or(0)
    }

    pub(crate) fn lever(&mut self, method: &str, target: &str, body: &str) -> (u16, Value) {
        let (status, said) = self.exchange.lever(method, target, body).unwrap();
        (status, serde_json::from_str(&said).unwrap_or(Value::Null))
    }

    pub(crate) fn pull(&mut self, method: &str, target: &str, body: &str) -> Value {
        let (status, said) = self.lever(method, target, body);
        assert_eq!(status, 200, "{method} {target} {body}: {said}");
        said
    }

    /// Every event of the ledger from a number on.
    pub(crate) fn ledger(&mut self) -> Vec<Value> {
        let mut from = 0;
        let mut all = Vec::new();
        loop {
            let page = self.pull("GET", &format!("/_sim/ledger?from={from}"), "");
            let rows = page["events"].as_array().unwrap();
            if rows.is_empty() {
                return all;
            }
            all.extend(rows.iter().cloned());
            from = page["next"].as_u64().unwrap();
        }
    }
}

pub(crate) fn sign(secret: &str, payload: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(payload.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
