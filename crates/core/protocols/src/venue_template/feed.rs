//! Reads the stream frames of the venue. Never keeps a book or an order: each frame stands for itself.

use super::read::{RawFill, RawOrder, side};
pub use super::replies::Fact;
use core::fmt;
use domain::{Price, Qty, Side};
use serde::Deserialize;

/// A frame of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "most of what comes is the large one; a box would cost each of them an allocation"
)]
pub enum Frame {
    /// A fact.
    Fact(Fact),
    /// Something this house does not use.
    Unused,
}

/// A frame that could not be read: it is kept raw and told, never dropped in silence.
#[derive(Debug)]
pub struct Unreadable(serde_json::Error);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the frame could not be read: {}", self.0)
    }
}

impl core::error::Error for Unreadable {}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "most of what comes is the large one; a box would cost each of them an allocation"
)]
enum Raw {
    Order {
        order: RawOrder,
        fill: Option<RawFill>,
    },
    Trade {
        price: Price,
        quantity: Qty,
        #[serde(deserialize_with = "side")]
        taker: Side,
    },
    #[serde(other)]
    Other,
}

/// Reads one frame.
///
/// # Errors
/// It is no JSON, or a frame of a known kind lacks what it must have.
pub fn frame(bytes: &[u8]) -> Result<Frame, Unreadable> {
    Ok(match serde_json::from_slice(bytes).map_err(Unreadable)? {
        Raw::Order { order, fill } => {
            Frame::Fact(Fact::Order(order.order(), fill.map(RawFill::fill)))
        }
        Raw::Trade {
            price,
            quantity,
            taker,
        } => Frame::Fact(Fact::Trade(price, quantity, taker)),
        Raw::Other => Frame::Unused,
    })
}
