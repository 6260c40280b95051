//! What was said to a venue about our orders and what came back, on its way to disk, and how people may see its bytes.
//! Never judges what was said, never shows a secret.

use domain::{ClientOrderId, ContentHash, OrderId, Time};
use protocols::{Call, Purpose};
use serde_json::Value;
use store::{MessageOutcome, NewMessage};
use wire::Outcome;

/// Most bytes of one message that are shown.
pub const SHOWN_BYTES_MAX: usize = 16 * 1024;
/// Fields of a venue's answers whose values nobody is shown.
const SECRET_FIELDS: [&str; 6] = [
    "apiKey",
    "listenKey",
    "secretKey",
    "signature",
    "token",
    "privateKey",
];
/// What stands where a secret stood.
const BLOT: &str = "(redacted)";

/// One message about orders, by the ids we gave them.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    of: Vec<ClientOrderId>,
    deed: &'static str,
    request: Option<String>,
    begun: Time,
    ended: Time,
    outcome: MessageOutcome,
    words: Option<String>,
    hash: Option<ContentHash>,
}

/// A call that is under way, as it will be remembered.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    of: Vec<ClientOrderId>,
    deed: &'static str,
    request: String,
    begun: Time,
}

impl Asking {
    /// A call about the orders it names, and about `also`; nothing when it is about none of ours.
    pub(crate) fn of(call: &Call, also: &[ClientOrderId], begun: Time) -> Option<Self> {
        let named = call.client_ids().filter_map(|id| id.parse().ok());
        // A change may name its order twice.
        let mut of: Vec<ClientOrderId> = Vec::new();
        for id in named.chain(also.iter().copied()) {
            if !of.contains(&id) {
                of.push(id);
            }
        }
        (!of.is_empty()).then(|| Self {
            of,
            deed: match call.purpose() {
                Purpose::Question | Purpose::Read | Purpose::Survey => "ask",
                Purpose::Cancel => "cancel",
                Purpose::Place { .. } => "place",
                Purpose::Change { .. } | Purpose::Reduce { .. } => "change",
            },
            request: call.shown(),
            begun,
        })
    }

    /// The whole message, once the call has come to its end.
    pub(crate) fn ended(self, outcome: &Outcome, now: Time) -> Message {
        let (ended, told, words, hash) = match outcome {
            Outcome::Answer(answer) => (
                answer.received,
                MessageOutcome::Answered {
                    status: answer.status,
                },
                None,
                Some(store::content_hash(&answer.body)),
            ),
            Outcome::NotSent(why) => (now, MessageOutcome::NotSent, Some(why.to_string()), None),
            Outcome::Unknown(why) => (now, MessageOutcome::Lost, Some(why.to_string()), None),
        };
        Message {
            of: self.of,
            deed: self.deed,
            request: Some(self.request),
            begun: self.begun,
            ended,
            outcome: told,
            words,
            hash,
        }
    }
}

impl Message {
    /// What it was for, in one word.
    pub(crate) const fn deed(&self) -> &'static str {
        self.deed
    }

    /// What the venue said by itself at `at` by its clock, and when it was heard.
    pub(crate) fn report(of: ClientOrderId, (at, heard): (Time, Time), bytes: &[u8]) -> Self {
        Self {
            of: vec![of],
            deed: "report",
            request: None,
            begun: at,
            ended: heard,
            outcome: MessageOutcome::Reported,
            words: None,
            hash: Some(store::content_hash(bytes)),
        }
    }

    /// One row per order of ours that it is about.
    pub(crate) fn rows(
        &self,
        known: impl Fn(ClientOrderId) -> Option<OrderId>,
    ) -> impl Iterator<Item = NewMessage> {
        self.of.iter().filter_map(move |id| {
            Some(NewMessage {
                order: known(*id)?,
                deed: self.deed.to_owned(),
                request: self.request.clone(),
                begun: self.begun,
                ended: self.ended,
                outcome: self.outcome,
                words: self.words.clone(),
                hash: self.hash,
            })
        })
    }
}

/// Bytes of a venue as people may see them: as they came, where no secret is in them; bounded.
#[must_use]
pub fn shown(bytes: &[u8]) -> String {
    let whole = String::from_utf8_lossy(bytes);
    let named = SECRET_FIELDS
        .iter()
        .any(|field| whole.contains(&format!("\"{field}\"")));
    let text = match (named, serde_json::from_str::<Value>(&whole)) {
        (false, _) => whole.into_owned(),
        (true, Ok(mut value)) => {
            blot(&mut value);
            value.to_string()
        }
        // What cannot be read cannot be blotted either.
        (true, Err(_)) => BLOT.to_owned(),
    };
    if text.len() <= SHOWN_BYTES_MAX {
        return text;
    }
    let kept: String = text
        .char_indices()
        .take_while(|(place, _)| *place < SHOWN_BYTES_MAX)
        .map(|(_, letter)| letter)
        .collect();
    format!("{kept}… ({} bytes in all)", bytes.len())
}

fn blot(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields.iter_mut() {
                if SECRET_FIELDS.contains(&name.as_str()) {
                    *inner = Value::String(BLOT.to_owned());
                } else {
                    blot(inner);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(blot),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests;
