//! What came back to one call, before anyone has read it. Never judges: silence and broken sockets are not answers.

use alloc::vec::Vec;
use domain::{Span, Time};

/// A complete HTTP answer, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// How long the venue asks us to stay silent (`Retry-After`).
    pub retry_after: Option<Span>,
    /// Request weight this address has used in the running minute, by the venue's count.
    pub used_weight: Option<u32>,
    /// When the last byte arrived, by our clock.
    pub received: Time,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether the status says success.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}
