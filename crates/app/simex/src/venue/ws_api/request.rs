//! A request of a session as text: its id, its method, its parameters as they were written. Never what a method does.

use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;

/// Longest id that is a text, in characters.
const ID_CHARS_MAX: usize = 36;

/// A request whose id and method hold.
#[derive(Debug)]
pub(super) struct Request {
    /// Comes back in the answer.
    pub(super) id: Value,
    /// What is asked for, without the version before it.
    pub(super) method: String,
    params: Vec<(String, String)>,
}

/// Why a text is no request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Malformed {
    /// It is no JSON object with a method.
    Json,
    /// Its id is neither an integer, nor a short text, nor null.
    Id,
}

#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(default, borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    method: std::borrow::Cow<'a, str>,
    #[serde(default)]
    params: Pairs,
}

/// The members of an object in the order sent, doubles included.
#[derive(Default)]
struct Pairs(Vec<(String, String)>);

impl Request {
    /// Reads a text of a session.
    pub(super) fn read(text: &str) -> Result<Self, Malformed> {
        let frame: Frame<'_> = serde_json::from_str(text).map_err(|_| Malformed::Json)?;
        let id = match frame.id {
            Some(raw) => id(raw.get()).ok_or(Malformed::Id)?,
            None => Value::Null,
        };
        let method = frame.method.strip_prefix("v3/").unwrap_or(&frame.method);
        Ok(Self {
            id,
            method: method.to_owned(),
            params: frame.params.0,
        })
    }

    /// Its parameters, by name.
    pub(super) fn params(&mut self) -> Result<Params, Refusal> {
        Params::from_pairs(std::mem::take(&mut self.params).into_iter())
    }
}

/// An integer, a text of letters, digits, `-` and `_`, or null.
fn id(raw: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(raw).ok()?;
    let holds = match &value {
        Value::Null => true,
        Value::Number(number) => number.is_i64() || number.is_u64(),
        Value::String(text) => {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            (1..=ID_CHARS_MAX).contains(&text.len()) && text.bytes().all(plain)
        }
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    };
    holds.then_some(value)
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of parameters")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let raw: Box<RawValue> = map.next_value()?;
            pairs.push((name, plain(raw.get())));
        }
        Ok(Pairs(pairs))
    }
}

/// A value as it is signed: a text without its quotes, anything else as it was written.
fn plain(raw: &str) -> String {
    if raw == "null" {
        return String::new();
    }
    match serde_json::from_str::<String>(raw) {
        Ok(text) => text,
        Err(_) => raw.to_owned(),
    }
}

#[cfg(test)]
mod tests;
