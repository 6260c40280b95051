//! One request to an outside party, as data: what to say, not how it travels. Never holds a secret, never sends.
//! A placing call exists only where a cleared order was spent; nothing but a question can be copied, so none is sent twice.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write;
use domain::{Span, Time};

/// A request with less life than this is not worth sending: it would arrive dead.
const LIFE_MIN: Span = Span::from_millis(50);
/// Parameters that carry the id we gave an order.
const ORDER_NAMES: [&str; 6] = [
    "newClientOrderId",
    "origClientOrderId",
    "cancelOrigClientOrderId",
    "aboveClientOrderId",
    "belowClientOrderId",
    "clientAlgoId",
];

/// The HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes; its parameters travel in the body.
    Post,
    /// Changes or keeps alive; its parameters travel in the body.
    Put,
    /// Ends.
    Delete,
}

/// Who the venue must believe is asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Auth {
    /// Anyone.
    Open,
    /// The holder of a key, named in the header.
    Key {
        /// The header that carries the key's public half.
        header: &'static str,
    },
    /// The holder of a key's secret: `timestamp`, `recvWindow` and a signature are added when the call leaves.
    Signed {
        /// The header that carries the key's public half.
        header: &'static str,
    },
}

/// What the call does at the venue: decides how carefully it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Only reads, and the fate of an order hangs on it: what became of one, the venue's clock without which nothing can be
    /// signed, the key of the stream that reports. No other reading takes its room.
    Question,
    /// Only reads.
    Read,
    /// Only reads, and can wait: it leaves room for all others.
    Survey,
    /// Ends an order: always passes a halt.
    Cancel,
    /// Places an order: made only by spending a cleared order, sent at most once.
    Place {
        /// The halt epoch at which the gate cleared the order; a later halt forbids the call.
        halt_epoch: u64,
        /// The instant, by our clock, after which the venue must no longer be able to take it up.
        deadline: Time,
    },
    /// Sets an account or changes an order: made only by spending what the gate cleared, sent at most once.
    Change {
        /// The halt epoch at which the gate cleared the change; a later halt forbids the call.
        halt_epoch: u64,
        /// The instant, by our clock, after which the venue must no longer be able to take it up.
        deadline: Time,
    },
    /// Makes an order smaller: made only by spending what the gate cleared, sent at most once; always passes a halt.
    Reduce {
        /// The instant, by our clock, after which the venue must no longer be able to take it up.
        deadline: Time,
    },
}

/// One HTTP request.
#[derive(Debug, PartialEq, Eq)]
pub struct Call {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) params: Vec<(&'static str, String)>,
    pub(crate) auth: Auth,
    pub(crate) purpose: Purpose,
    pub(crate) life: Span,
    pub(crate) weight: u32,
}

/// One request on a signed WebSocket session.
#[derive(Debug, PartialEq, Eq)]
pub struct SessionCall {
    pub(crate) id: String,
    pub(crate) method: &'static str,
    pub(crate) params: Vec<(&'static str, String)>,
    pub(crate) life: Span,
}

impl Call {
    /// The HTTP method.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The path, from the root of the host.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// Who must be asking.
    #[must_use]
    pub const fn auth(&self) -> Auth {
        self.auth
    }

    /// What it does at the venue.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The same question once more; `None` for a call that does more than ask.
    #[must_use]
    pub fn again(&self) -> Option<Self> {
        match self.purpose {
            Purpose::Question | Purpose::Read | Purpose::Survey if self.method == Method::Get => {
                Some(Self {
                    method: self.method,
                    path: self.path,
                    params: self.params.clone(),
                    auth: self.auth,
                    purpose: self.purpose,
                    life: self.life,
                    weight: self.weight,
                })
            }
            Purpose::Question
            | Purpose::Read
            | Purpose::Survey
            | Purpose::Cancel
            | Purpose::Place { .. }
            | Purpose::Change { .. }
            | Purpose::Reduce { .. } => None,
        }
    }

    /// The same as a question on which the fate of an order hangs; a call that does more than ask stays as it is.
    pub(crate) fn before_other_reading(mut self) -> Self {
        if self.purpose == Purpose::Read {
            self.purpose = Purpose::Question;
        }
        self
    }

    /// The same question as one that can wait; a call that does more than ask stays as it is.
    #[must_use]
    pub fn that_can_wait(mut self) -> Self {
        if self.purpose == Purpose::Read {
            self.purpose = Purpose::Survey;
        }
        self
    }

    /// How long after its timestamp the venue may still take it up (`recvWindow`).
    #[must_use]
    pub const fn life(&self) -> Span {
        self.life
    }

    /// What it costs of the venue's weight budget.
    #[must_use]
    pub const fn weight(&self) -> u32 {
        self.weight
    }

    /// The life the call has left at `now`, by our clock: a placing or changing call never outlives its deadline.
    /// `None` when it is too late to send it.
    #[must_use]
    pub fn life_at(&self, now: Time) -> Option<Span> {
        let left = match self.purpose {
            Purpose::Question | Purpose::Read | Purpose::Survey | Purpose::Cancel => self.life,
            Purpose::Place { deadline, .. }
            | Purpose::Change { deadline, .. }
            | Purpose::Reduce { deadline } => self.life.min(deadline.since(now)),
        };
        (left >= LIFE_MIN).then_some(left)
    }

    /// The parameters as the venue must receive them, percent-encoded; a signed call bears `venue_now`, the
    /// instant by the venue's clock, and `life`, its window. This text, byte for byte, is what gets signed.
    #[must_use]
    pub fn payload(&self, venue_now: Time, life: Span) -> String {
        let mut payload = String::new();
        for (name, value) in &self.params {
            push_param(&mut payload, name, value);
        }
        match self.auth {
            Auth::Open | Auth::Key { .. } => {}
            Auth::Signed { .. } => {
                push_param(&mut payload, "recvWindow", &life.millis().to_string());
                push_param(&mut payload, "timestamp", &venue_now.millis().to_string());
            }
        }
        payload
    }

    /// The request as people may see it: method, path and parameters; no key, no time and no signature.
    #[must_use]
    pub fn shown(&self) -> String {
        let method = match self.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        };
        let mut params = String::new();
        for (name, value) in &self.params {
            push_param(&mut params, name, value);
        }
        let mut shown = String::from(method);
        shown.push(' ');
        shown.push_str(self.path);
        if !params.is_empty() {
            shown.push('?');
            shown.push_str(&params);
        }
        shown
    }

    /// The ids we gave the orders that it names.
    pub fn client_ids(&self) -> impl Iterator<Item = &str> {
        let named = self.params.iter();
        let named = named.filter(|(name, _)| ORDER_NAMES.contains(name));
        named.map(|(_, value)| value.as_str())
    }

    /// A signed payload: the text that was signed and its signature.
    #[must_use]
    pub fn sealed(payload: &str, signature: &str) -> String {
        let mut sealed = String::from(payload);
        push_param(&mut sealed, "signature", signature);
        sealed
    }
}

impl SessionCall {
    /// The id the answer will bear.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The text to sign: all parameters with the key, sorted by name, not encoded.
    #[must_use]
    pub fn payload(&self, api_key: &str, venue_now: Time) -> String {
        let mut payload = String::new();
        for (name, value) in self.sorted(api_key, venue_now) {
            if !payload.is_empty() {
                payload.push('&');
            }
            payload.push_str(name);
            payload.push('=');
            payload.push_str(&value);
        }
        payload
    }

    /// The frame to send, with the signature over [`Self::payload`] of the same key and instant.
    #[must_use]
    pub fn frame(&self, api_key: &str, venue_now: Time, signature: &str) -> String {
        let mut params: serde_json::Map<String, serde_json::Value> = self
            .sorted(api_key, venue_now)
            .into_iter()
            .map(|(name, value)| (name.to_string(), json_value(name, value)))
            .collect();
        params.insert("signature".to_string(), signature.into());
        let mut frame = serde_json::Map::new();
        frame.insert("id".to_string(), self.id.as_str().into());
        frame.insert("method".to_string(), self.method.into());
        frame.insert("params".to_string(), params.into());
        serde_json::Value::Object(frame).to_string()
    }

    fn sorted(&self, api_key: &str, venue_now: Time) -> Vec<(&'static str, String)> {
        let mut all = self.params.clone();
        all.push(("apiKey", api_key.to_string()));
        all.push(("recvWindow", self.life.millis().to_string()));
        all.push(("timestamp", venue_now.millis().to_string()));
        all.sort_by_key(|(name, _)| *name);
        all
    }
}

/// Times and windows are numbers on a session; everything else is text.
fn json_value(name: &str, value: String) -> serde_json::Value {
    match (name, value.parse::<i64>()) {
        ("timestamp" | "recvWindow", Ok(number)) => number.into(),
        _ => value.into(),
    }
}

fn push_param(payload: &mut String, name: &str, value: &str) {
    if !payload.is_empty() {
        payload.push('&');
    }
    payload.push_str(name);
    payload.push('=');
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                payload.push(char::from(byte));
            }
            other => {
                // Writing to a String cannot fail.
                write!(payload, "%{other:02X}").unwrap_or_default();
            }
        }
    }
}

#[cfg(test)]
mod tests;
