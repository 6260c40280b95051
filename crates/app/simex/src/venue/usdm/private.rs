//! The private streams of futures: which socket hears which listen key, and which of its events. Never makes an event.

use crate::venue::http::HttpRequest;
use crate::venue::sockets::ConnId;
use crate::venue::streams::{StreamRefusal, unanswered};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Listen keys one socket may hear.
const KEYS_MAX: usize = 64;
/// Events one listen key may be narrowed to.
const EVENTS_MAX: usize = 32;
/// Longest listen key or event name, in bytes.
const NAME_BYTES_MAX: usize = 128;

/// What may be asked of a socket.
const METHODS: &str = "`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`";

/// How events are wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// The event alone.
    Raw,
    /// With the listen key.
    Combined,
}

/// Which events of a listen key are heard; none means all.
type Events = Option<BTreeSet<String>>;

/// What one socket hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hearing {
    wrapping: Wrapping,
    keys: BTreeMap<String, Events>,
}

/// All sockets that hear private streams.
#[derive(Debug, Default)]
pub(crate) struct PrivateStreams {
    open: BTreeMap<ConnId, Hearing>,
}

/// What a socket at a path hears; none when the path is not for private streams.
pub(crate) fn hearing(at: &HttpRequest) -> Option<Hearing> {
    let rest = at.path.strip_prefix("/private/")?;
    let (wrapping, key) = match rest {
        "ws" | "ws/" => (Wrapping::Raw, None),
        "stream" | "stream/" => (Wrapping::Combined, None),
        rest => (Wrapping::Raw, Some(rest.strip_prefix("ws/")?)),
    };
    let mut keys: Vec<(String, Events)> = Vec::new();
    if let Some(key) = key {
        keys.push((key.to_owned(), None));
    }
    for part in at.query.split('&') {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.replace("%2F", "/").replace("%2f", "/");
        match (name, keys.last_mut()) {
            ("listenKey" | "streams", _) if !value.is_empty() => {
                keys.extend(value.split('/').map(named));
            }
            ("events", Some((_, events))) if !value.is_empty() => {
                let names = value.split('/').map(ToOwned::to_owned);
                *events = Some(names.take(EVENTS_MAX).collect());
            }
            (_, Some(_) | None) => {}
        }
    }
    let fits = |(key, _): &(String, Events)| !key.is_empty() && key.len() <= NAME_BYTES_MAX;
    let keys = keys.into_iter().filter(fits).take(KEYS_MAX).collect();
    Some(Hearing { wrapping, keys })
}

/// A listen key, narrowed to one event where `@` follows.
fn named(text: &str) -> (String, Events) {
    match text.split_once('@') {
        Some((key, event)) => (key.to_owned(), Some(BTreeSet::from([event.to_owned()]))),
        None => (text.to_owned(), None),
    }
}

#[derive(Deserialize)]
struct Wish {
    method: String,
    #[serde(default)]
    params: Vec<String>,
    id: Option<Value>,
}

impl PrivateStreams {
    pub(crate) fn open(&mut self, conn: ConnId, hearing: Hearing) {
        self.open.insert(conn, hearing);
    }

    pub(crate) fn forget(&mut self, conn: ConnId) {
        self.open.remove(&conn);
    }

    /// Who hears an event of a listen key, with the text each of them gets.
    pub(crate) fn listeners(
        &self,
        key: &str,
        (event, json): (&str, &str),
    ) -> Vec<(ConnId, Arc<str>)> {
        let (mut raw, mut combined): (Option<Arc<str>>, Option<Arc<str>>) = (None, None);
        let mut texts = Vec::new();
        for (conn, hearing) in &self.open {
            let Some(events) = hearing.keys.get(key) else {
                continue;
            };
            if events
                .as_ref()
                .is_some_and(|events| !events.contains(event))
            {
                continue;
            }
            let text = match hearing.wrapping {
                Wrapping::Raw => raw.get_or_insert_with(|| Arc::from(json)),
                Wrapping::Combined => combined.get_or_insert_with(|| {
                    Arc::from(format!(r#"{{"stream":"{key}","data":{json}}}"#))
                }),
            };
            texts.push((*conn, Arc::clone(text)));
        }
        texts
    }

    /// The sockets that hear nothing but this listen key.
    pub(crate) fn only(&self, key: &str) -> Vec<ConnId> {
        let alone = |hearing: &Hearing| hearing.keys.len() == 1 && hearing.keys.contains_key(key);
        let found = self.open.iter().filter(|(_, hearing)| alone(hearing));
        found.map(|(conn, _)| *conn).collect()
    }

    /// Answers a request on such a socket.
    pub(crate) fn answer(&mut self, conn: ConnId, request: &str) -> Value {
        let read: Value = match serde_json::from_str(request) {
            Ok(read) => read,
            Err(error) => {
                return unanswered(&StreamRefusal::Json(error.to_string()), None);
            }
        };
        let id = read.get("id").cloned();
        let wish: Wish = match serde_json::from_value(read) {
            Ok(wish) => wish,
            Err(error) => return unanswered(&StreamRefusal::Request(error.to_string()), id),
        };
        let refused = |no: StreamRefusal| unanswered(&no, wish.id.clone());
        let Some(hearing) = self.open.get_mut(&conn) else {
            return refused(StreamRefusal::BadStream);
        };
        let result = match wish.method.as_str() {
            "SUBSCRIBE" => {
                let fits = |name: &String| !name.is_empty() && name.len() <= NAME_BYTES_MAX;
                let more = hearing.keys.len().saturating_add(wish.params.len());
                if more > KEYS_MAX || !wish.params.iter().all(fits) {
                    return refused(StreamRefusal::TooManyParameters);
                }
                for name in &wish.params {
                    hearing.add(named(name));
                }
                Value::Null
            }
            "UNSUBSCRIBE" => {
                for name in &wish.params {
                    hearing.remove(named(name));
                }
                Value::Null
            }
            "LIST_SUBSCRIPTIONS" => hearing.names().into(),
            method => {
                let why = format!("unknown variant `{method}`, expected one of {METHODS}");
                return refused(StreamRefusal::Request(why));
            }
        };
        json!({ "result": result, "id": wish.id })
    }
}

impl Hearing {
    fn add(&mut self, (key, events): (String, Events)) {
        let held = self
            .keys
            .entry(key)
            .or_insert_with(|| Some(BTreeSet::new()));
        match (held.as_mut(), events) {
            (Some(held), Some(more)) if held.len() < EVENTS_MAX => held.extend(more),
            (Some(_), None) => *held = None,
            (Some(_) | None, _) => {}
        }
    }

    fn remove(&mut self, (key, events): (String, Events)) {
        let Some(held) = self.keys.get_mut(&key) else {
            return;
        };
        if let (Some(held), Some(less)) = (held.as_mut(), &events) {
            held.retain(|event| !less.contains(event));
        }
        if events.is_none() || held.as_ref().is_some_and(BTreeSet::is_empty) {
            self.keys.remove(&key);
        }
    }

    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (key, events) in &self.keys {
            match events {
                None => names.push(key.clone()),
                Some(events) => names.extend(events.iter().map(|event| format!("{key}@{event}"))),
            }
        }
        names
    }
}

#[cfg(test)]
mod tests;
