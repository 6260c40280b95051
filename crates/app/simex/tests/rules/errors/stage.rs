//! Plays the steps of a case on an exchange of its own, and tells what came back last. Judges nothing.

use super::case::scenes;
use crate::bench::{Bench, sign};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use simex::Happened;
use std::collections::BTreeMap;

/// What came back: a status where there is one, and a body.
type Answer = Option<(Option<u16>, Value)>;

/// An exchange, the socket spoken on last, and the numbers that came back on the way.
pub(super) struct Stage {
    bench: Bench,
    conn: u64,
    seen: BTreeMap<String, String>,
}

impl Stage {
    pub(super) fn new() -> Self {
        Self {
            bench: Bench::still(),
            conn: 0,
            seen: BTreeMap::new(),
        }
    }

    /// Plays a step; its answer, when it has one.
    pub(super) fn play(&mut self, step: &str) -> Answer {
        let (verb, rest) = step.split_once(' ').unwrap_or((step, ""));
        if let Some(("times", again)) = rest.split_once(' ') {
            let mut last = None;
            for n in 0..verb.parse::<u32>().unwrap() {
                last = self.play(&again.replace("{n}", &n.to_string()));
            }
            return last;
        }
        if let Some((first, then)) = step.split_once(" && ") {
            self.play(first);
            return self.play(then);
        }
        if verb == "at" {
            let mut last = None;
            for step in self.scene(rest) {
                last = self.play(step);
            }
            return last;
        }
        let rest = self.filled(rest);
        let answer = self.act(verb, &rest);
        if let Some((_, body)) = &answer {
            self.remember(body);
        }
        answer
    }

    fn scene(&self, name: &str) -> Vec<&'static str> {
        let scene = scenes().into_iter().find(|(of, _)| *of == name);
        scene.unwrap_or_else(|| panic!("no scene {name}")).1
    }

    fn act(&mut self, verb: &str, rest: &str) -> Answer {
        let (first, more) = rest.split_once(' ').unwrap_or((rest, ""));
        let rest_answer = |answer: Option<(u16, Value)>| answer.map(|(s, body)| (Some(s), body));
        match verb {
            "lever" => {
                let (target, body) = more.split_once(' ').unwrap_or((more, ""));
                let (status, told) = self.bench.lever(first, target, body);
                self.remember(&told);
                (status != 200).then_some((Some(status), told))
            }
            "pass" => {
                self.bench.pass(rest.parse().unwrap());
                None
            }
            "key" => {
                (self.bench.key, self.bench.secret) = (first.to_owned(), more.to_owned());
                None
            }
            "unsigned" => rest_answer(self.bench.raw(first, more, None)),
            "keyed" => {
                let key = self.bench.key.clone();
                rest_answer(self.bench.raw(first, more, Some(&key)))
            }
            "socket" => match self.bench.exchange.open(rest) {
                Ok(conn) => {
                    self.conn = conn;
                    None
                }
                Err((status, body)) => {
                    let body = serde_json::from_str(&body).unwrap_or(Value::Null);
                    Some((Some(status), body))
                }
            },
            "say" => self.say(rest),
            "ask" => {
                let params = serde_json::from_str(more).unwrap();
                let text = self.signed_text(first, params);
                self.say(&text)
            }
            "logon" => {
                let text = self.logon(first);
                self.say(&text)
            }
            method => rest_answer(self.bench.signed(method, rest)),
        }
    }

    fn say(&mut self, text: &str) -> Answer {
        let happened = self.bench.exchange.say(self.conn, text);
        happened.into_iter().find_map(|one| {
            let Happened::Text(_, text) = one else {
                return None;
            };
            let text: Value = serde_json::from_str(&text).unwrap();
            let status = text["status"].as_u64();
            let body = [&text["error"], &text["result"]];
            let body = body.into_iter().find(|body| !body.is_null());
            let status = status.map(|status| u16::try_from(status).unwrap());
            Some((status, body.cloned().unwrap_or(Value::Null)))
        })
    }

    /// A session's request, signed with the key and secret in use.
    fn signed_text(&self, method: &str, mut params: Value) -> String {
        params["apiKey"] = self.bench.key.clone().into();
        if params["timestamp"].is_null() {
            params["timestamp"] = self.bench.exchange.now().millis().into();
        }
        params["signature"] = sign(&self.bench.secret, &payload(&params)).into();
        json!({ "id": 1, "method": method, "params": params }).to_string()
    }

    /// A log-on with an Ed25519 key of the default account, made on the way.
    fn logon(&mut self, name: &str) -> String {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let mut der = vec![
            0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
        ];
        der.extend_from_slice(pair.public_key().as_ref());
        let pem = format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
            STANDARD.encode(der)
        );
        let body = json!({ "account": 1, "key": name, "kind": "ed25519", "publicKey": pem });
        self.bench.pull("POST", "/_sim/keys", &body.to_string());
        let now = self.bench.exchange.now().millis();
        let mut params = json!({ "apiKey": name, "timestamp": now });
        let signature = pair.sign(payload(&params).as_bytes());
        params["signature"] = STANDARD.encode(signature.as_ref()).into();
        json!({ "id": 1, "method": "session.logon", "params": params }).to_string()
    }

    /// Puts what came back earlier where a step names it in braces.
    fn filled(&self, step: &str) -> String {
        let now = self.bench.exchange.now().millis().to_string();
        let mut step = step.replace("{now}", &now);
        for (name, value) in &self.seen {
            step = step.replace(&format!("{{{name}}}"), value);
        }
        step
    }

    fn remember(&mut self, body: &Value) {
        for (name, value) in body.as_object().into_iter().flatten() {
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => continue,
            };
            self.seen.insert(name.clone(), value);
        }
    }
}

/// What a session's request signs: its parameters, sorted by name.
fn payload(params: &Value) -> String {
    let pairs: BTreeMap<&String, &Value> = params.as_object().unwrap().iter().collect();
    let text = |value: &Value| {
        let plain = value.as_str().map(ToOwned::to_owned);
        plain.unwrap_or_else(|| value.to_string())
    };
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={}", text(value)))
        .collect();
    pairs.join("&")
}
