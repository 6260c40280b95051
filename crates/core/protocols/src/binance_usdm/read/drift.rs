//! Counts what the venue says that its documents did not: fields that the readers here pass over. Never refuses an answer.

use super::super::facts::fields::Shape;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde_json::Value;

/// Names of unknown fields that are kept at most.
const NAMES_MAX: usize = 8;

/// What of an answer or a frame nobody here knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drift {
    /// How many fields are not known, each place counted.
    pub count: u32,
    /// The first few of their names.
    pub names: Vec<String>,
}

/// The fields of a body that the documents of its shape do not name. A body that is no JSON has none: reading it says so.
#[must_use]
pub fn drift(shape: Shape, body: &[u8]) -> Drift {
    let mut drift = Drift::default();
    if let Ok(value) = serde_json::from_slice(body) {
        look(&value, shape.fields(), &mut drift);
    }
    drift
}

fn look(value: &Value, known: &[&str], drift: &mut Drift) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                if !known.contains(&name.as_str()) {
                    drift.count = drift.count.saturating_add(1);
                    if drift.names.len() < NAMES_MAX && !drift.names.contains(name) {
                        drift.names.push(name.to_string());
                    }
                }
                look(inner, known, drift);
            }
        }
        Value::Array(rows) => {
            for row in rows {
                look(row, known, drift);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
