//! What a fault makes of the JSON of an answer. Never of anything else.

use super::rule::Strike;
use serde_json::Value;

/// The text of an answer after a fault of its rows; the same text where it holds no list.
pub(crate) fn rows(text: String, strike: Strike) -> String {
    if !matches!(
        strike,
        Strike::OmittedRow(_)
            | Strike::AlteredRow(_)
            | Strike::DoubledRow(_)
            | Strike::ReversedRows
    ) {
        return text;
    }
    let Ok(mut value) = serde_json::from_str::<Value>(&text) else {
        return text;
    };
    let Some(list) = list(&mut value) else {
        return text;
    };
    match strike {
        Strike::OmittedRow(row) if row < list.len() => {
            list.remove(row);
        }
        Strike::AlteredRow(row) => {
            if let Some(Value::Object(fields)) = list.get_mut(row) {
                fields.values_mut().for_each(alter);
            }
        }
        Strike::DoubledRow(row) => {
            if let Some(twice) = list.get(row).cloned() {
                list.insert(row, twice);
            }
        }
        Strike::ReversedRows => list.reverse(),
        Strike::OmittedRow(_)
        | Strike::LostAnswer
        | Strike::LateAnswer(_)
        | Strike::LateExecution(_)
        | Strike::Trouble(..)
        | Strike::Unavailable(_)
        | Strike::Page(_)
        | Strike::TooManyRequests(_)
        | Strike::Banned(_)
        | Strike::Disconnect
        | Strike::CutAnswer
        | Strike::SlowBody(_)
        | Strike::WrongType
        | Strike::EmptyBody => {}
    }
    value.to_string()
}

/// A decimal in quotes with another last digit; anything else stays.
fn alter(value: &mut Value) {
    let Value::String(text) = value else { return };
    let is_decimal = text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    if !is_decimal {
        return;
    }
    if let Some(last) = text.pop() {
        text.push(if last == '9' { '8' } else { '9' });
    }
}

/// The list of an answer: the answer itself, or the first list it holds.
fn list(value: &mut Value) -> Option<&mut Vec<Value>> {
    match value {
        Value::Array(list) => Some(list),
        Value::Object(fields) => fields.values_mut().find_map(Value::as_array_mut),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
