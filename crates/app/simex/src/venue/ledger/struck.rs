//! What the ledger tells of an event that a fault struck: the fault's name, what it did, and to which event. Never what the
//! fault decides.

use super::{Note, Written};
use crate::venue::faults::{StruckEvent, Telling};
use exchange::faults::EventFault;
use serde_json::{Map, Value, json};

/// What events are told apart by: times, update and trade numbers, order numbers and names.
const ID_FIELDS: &[&str] = &["E", "T", "U", "u", "pu", "a", "t", "i", "c", "I"];

/// The note of an event that was struck.
pub(crate) fn note(telling: &Telling<'_>, event: &str, struck: &StruckEvent) -> Note {
    let read: Value = serde_json::from_str(event).unwrap_or_default();
    let mut id = Map::new();
    for place in [Some(&read), read.get("o")].into_iter().flatten() {
        for name in ID_FIELDS {
            if let Some(value) = place.get(*name).filter(|value| !value.is_array()) {
                id.insert((*name).to_owned(), value.clone());
            }
        }
    }
    let (account, stream, name) = match telling {
        Telling::Account(account, name) => (Some(*account), None, Some(*name)),
        Telling::Market(stream) => (None, Some(*stream), read.get("e").and_then(Value::as_str)),
    };
    let told = json!({
        "fault": struck.name, "did": word(struck.fault), "stream": stream, "event": name, "id": id,
    });
    Note::Told(account, "struck", Written::of(&told))
}

const fn word(fault: EventFault) -> &'static str {
    match fault {
        EventFault::None => "nothing",
        EventFault::Missing => "missing",
        EventFault::Doubled => "doubled",
        EventFault::Reordered => "reordered",
        EventFault::Late(_) => "late",
        EventFault::Disconnect => "disconnect",
    }
}
