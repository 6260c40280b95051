//! Reads the stream frames of Binance USD-M futures. Never keeps a book, an order or a position: each frame stands for itself.

use alloc::string::{String, ToString};
use core::fmt;
use serde::Deserialize;
use serde_json::value::RawValue;

mod account;
mod market;

pub use account::{
    AccountFact, AccountFrame, BalanceMove, CalledPosition, LiteFill, PositionMove, UpdateReason,
    account,
};
pub use market::{MarketFact, MarketFrame, market};

/// A frame that cannot be read; the connection it came on is no longer trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameError(String);

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the frame could not be read: {}", self.0)
    }
}

impl core::error::Error for FrameError {}

impl From<serde_json::Error> for FrameError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    e: Option<&'a str>,
}

/// The event in a frame and its name, whether it came wrapped with its stream's name or not.
fn event(frame: &[u8]) -> Result<Option<(&str, &str)>, FrameError> {
    let text = core::str::from_utf8(frame).map_err(|error| FrameError(error.to_string()))?;
    let envelope: Envelope<'_> = serde_json::from_str(text)?;
    let (inner, name) = match envelope.data.map(RawValue::get) {
        None => (text, envelope.e),
        Some(inner) => (inner, serde_json::from_str::<Envelope<'_>>(inner)?.e),
    };
    Ok(name.map(|name| (name, inner)))
}

#[cfg(test)]
mod tests;
