//! A working order that shall be of less, as programs wish for it. Never a state: the order has its own.

use serde::Deserialize;
use utoipa::ToSchema;

/// A wish for an order to be of less, where it stands.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"qty": "0.005"}))]
pub(crate) struct AmendBody {
    /// The whole quantity it shall have, what has traded included; as text, less than it has and more than has traded.
    pub(crate) qty: String,
}
