//! The JSON that clients of USD-M futures expect, made from the engine's facts. Never a number as a float.

pub(crate) mod account;
pub(crate) mod algo;
pub(crate) mod event;
pub(crate) mod money;
pub(crate) mod order;

use serde_json::Value;

/// Adds the fields of one object to another.
fn join(mut target: Value, more: Value) -> Value {
    if let (Some(target), Value::Object(more)) = (target.as_object_mut(), more) {
        target.extend(more);
    }
    target
}
