//! What Binance USD-M futures says, as facts of our own. Never a guess: what it leaves out is absent here.

use crate::trouble::Trouble;
use alloc::string::{String, ToString};
use core::fmt;

pub(super) mod account;
pub(super) mod history;
pub(super) mod market;
pub(super) mod order;

pub use crate::binance::VenueSymbol;

/// A right that is given or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Switch {
    /// Given.
    On,
    /// Not given.
    Off,
}

/// The answer to a placing call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceReply<T> {
    /// The venue has it.
    Placed(T),
    /// The venue decided no: nothing of it is there.
    Refused(Trouble),
    /// The request's time was refused before the engine took the order: nothing of it is there.
    NotTaken(Trouble),
    /// No decision was read: it may stand at the venue.
    Unknown(Trouble),
}

/// The answer to a cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelReply<T> {
    /// It is over.
    Cancelled(T),
    /// It is not open: filled, ended, or never there. A question tells which.
    NotOpen(Trouble),
    /// The cancel was refused before the engine: it stands as it stood.
    NotTaken(Trouble),
    /// No decision was read.
    Unknown(Trouble),
}

/// The answer to a change of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmendReply<T> {
    /// It stands as it was wished.
    Amended(T),
    /// It stood so already.
    Unchanged(Trouble),
    /// It is not open: filled, ended, or never there. A question tells which.
    NotOpen(Trouble),
    /// The venue decided no: it stands as it stood.
    Refused(Trouble),
    /// No decision was read: it may stand either way.
    Unknown(Trouble),
}

/// The answer to a question for one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryReply<T> {
    /// The venue has it.
    Found(T),
    /// The venue has no such order at this moment; believed only after the request's own deadline.
    NeverSeen,
    /// The question was not answered.
    NoAnswer(Trouble),
}

/// The answer to a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingReply {
    /// It is set.
    Done,
    /// It was set so already.
    Unchanged,
    /// The venue decided no: it is set as it was.
    Refused(Trouble),
    /// No decision was read: it may be set either way. Only reading the settings tells.
    Unknown(Trouble),
}

/// The name of a private stream. Whoever knows it hears the account, so it is shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct ListenKey(String);

impl ListenKey {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.to_string())
    }

    /// The key, for the one path that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ListenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ListenKey(…)")
    }
}
