//! What is known after one attempt. Never more than is known: silence is not an answer.

use domain::Time;
use protocols::Answer;
use vault::VaultError;

/// What is known after one attempt to send a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A whole answer came back; `protocols` reads what it means.
    Answer(Answer),
    /// The call certainly never left this house in a form the venue can act on.
    NotSent(NotSent),
    /// It may have left, and no whole answer came back: it may have been executed.
    Unknown(Lost),
}

impl Outcome {
    /// The short name, for logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Answer(_) => "answer",
            Self::NotSent(_) => "not-sent",
            Self::Unknown(_) => "unknown",
        }
    }
}

/// Why a call certainly never left.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// A halt came after the gate cleared the order.
    #[error("trading was halted after the order was cleared")]
    Halted,
    /// Too little of the order's time was left.
    #[error("the order's deadline left no time to send it")]
    TooLate,
    /// The venue's clock is not known yet, so no signed call can be stamped.
    #[error("the venue's clock is not known yet")]
    ClockUnknown,
    /// The weight budget of the minute is spent.
    #[error("the request budget of this minute is spent")]
    Budget {
        /// When the next minute's budget opens.
        ready: Time,
    },
    /// The venue asked for silence (429).
    #[error("the venue asked for silence")]
    Paused {
        /// Until when.
        until: Time,
    },
    /// The venue banned this address (418).
    #[error("the venue banned this address")]
    Banned {
        /// Until when.
        until: Time,
    },
    /// The venue failed several times in a row and is let rest.
    #[error("the venue failed several times in a row and is let rest")]
    Resting {
        /// Until when.
        until: Time,
    },
    /// The client was made without a key.
    #[error("this client holds no key")]
    NoKey,
    /// The vault made no signature.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// No connection could be made.
    #[error("no connection could be made: {0}")]
    Connect(String),
}

/// Why no whole answer came back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// The time for an answer was over.
    #[error("no answer came in time")]
    Timeout,
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// The answer was larger than any answer of the venue may be.
    #[error("the answer was larger than {bytes_max} bytes")]
    TooLarge {
        /// The bound.
        bytes_max: usize,
    },
}
