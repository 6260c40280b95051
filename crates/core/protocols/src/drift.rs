//! Counts where an answer is not what the venue's documents say: fields nobody here knows, and fields that must be there and
//! are not. Never refuses an answer.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde_json::Value;

/// Names that are kept at most, of unknown and of missing fields each.
const NAMES_MAX: usize = 8;

/// What the documents say of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Documented {
    /// Every field that may stand in it, at any depth.
    pub known: &'static [&'static str],
    /// Fields that every answer has, or every row of one that is a list.
    pub required: &'static [&'static str],
}

/// What of an answer or a frame is not as documented.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drift {
    /// How many fields are not known, each place counted.
    pub count: u32,
    /// The first few of their names.
    pub names: Vec<String>,
    /// The first few names of fields that must be there and are not.
    pub missing: Vec<String>,
}

impl Drift {
    /// How a body differs from what is documented. A body that is no JSON differs in nothing: reading it says so.
    #[must_use]
    pub fn of(documented: &Documented, body: &[u8]) -> Self {
        let mut drift = Self::default();
        if let Ok(value) = serde_json::from_slice(body) {
            drift.look(&value, documented.known);
            drift.require(&value, documented.required);
        }
        drift
    }

    /// Whether it is as documented.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.count == 0 && self.missing.is_empty()
    }

    fn look(&mut self, value: &Value, known: &[&str]) {
        match value {
            Value::Object(fields) => {
                for (name, inner) in fields {
                    if !known.contains(&name.as_str()) {
                        self.count = self.count.saturating_add(1);
                        keep(&mut self.names, name);
                    }
                    self.look(inner, known);
                }
            }
            Value::Array(rows) => {
                for row in rows {
                    self.look(row, known);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn require(&mut self, value: &Value, required: &[&str]) {
        match value {
            Value::Object(fields) => {
                for name in required {
                    if !fields.contains_key(*name) {
                        keep(&mut self.missing, name);
                    }
                }
            }
            Value::Array(rows) => {
                for row in rows {
                    self.require(row, required);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

fn keep(names: &mut Vec<String>, name: &str) {
    if names.len() < NAMES_MAX && !names.iter().any(|kept| kept == name) {
        names.push(name.to_string());
    }
}

#[cfg(test)]
mod tests;
