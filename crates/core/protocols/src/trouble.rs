//! Why an answer is not the one we hoped for, and what the caller may conclude. Never turns doubt into a refusal.

use alloc::string::String;
use core::fmt;
use domain::Span;

/// What the caller may conclude from an answer that is no success. (That a call never left is said by the wire.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// The venue decided no; nothing happened there.
    Rejected(Rejection),
    /// Refused before the engine looked: slow down, or mend the clock, and ask again later.
    Retry {
        /// How long the venue asks for silence, when it says.
        after: Option<Span>,
    },
    /// This address is banned: all traffic must stop.
    Banned {
        /// For how long, when the venue says.
        after: Option<Span>,
    },
    /// It may have been executed. Only a report or a question asked later can tell.
    Ambiguous,
    /// An operator is needed: key, signature, address or law.
    Fatal,
    /// The answer was not understood. A placing call with such an answer may have been executed.
    Protocol,
}

/// The venue's reason for a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rejection {
    /// A filter of the instrument: grid, bounds, value, number of orders.
    Filter,
    /// Not enough free balance.
    Balance,
    /// A maker-only order would have traded at once.
    WouldMatch,
    /// A stop order would have woken at once.
    WouldTrigger,
    /// An order that must fill at once could not.
    WouldNotFill,
    /// A reduce-only order that would not only reduce.
    ReduceOnly,
    /// The position would be larger than its leverage, or the venue, allows.
    Exposure,
    /// The order's position is none of the account's position mode, or the mode cannot change while something is held or open.
    PositionMode,
    /// What was asked for is so already.
    NoChange,
    /// The market is closed.
    Closed,
    /// A parameter is missing, malformed or not supported.
    Parameter,
    /// The order asked about was never seen.
    NeverSeen,
    /// The order to be cancelled is not open.
    NotOpen,
    /// Another no of the venue; its words are kept.
    Other,
}

/// An answer that is no success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What may be concluded.
    pub disposition: Disposition,
    /// HTTP status.
    pub status: u16,
    /// The venue's own code.
    pub code: Option<i64>,
    /// The venue's own words, or ours when it had none; bounded.
    pub text: String,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "{} (HTTP {}, code {code})", self.text, self.status),
            None => write!(f, "{} (HTTP {})", self.text, self.status),
        }
    }
}

impl core::error::Error for Trouble {}
