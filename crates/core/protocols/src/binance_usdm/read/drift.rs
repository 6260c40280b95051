//! Counts what the venue says that its documents did not: fields that the readers here pass over. Never refuses an answer.

use super::super::facts::fields::Shape;
use crate::drift::Documented;

pub use crate::drift::Drift;

/// The fields of a body that the documents of its shape do not name. A body that is no JSON has none: reading it says so.
#[must_use]
pub fn drift(shape: Shape, body: &[u8]) -> Drift {
    let documented = Documented {
        known: shape.fields(),
        required: &[],
    };
    Drift::of(&documented, body)
}
