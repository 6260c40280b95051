//! What an outside party said, byte for byte. Never edited, never dropped; read by others.

use crate::text::{Text, TextError, scalar_text};
use crate::time::Time;
use alloc::vec::Vec;
use core::fmt;

/// SHA-256 of a record's exact bytes: its identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(pub [u8; 32]);

/// Where a record came from: a venue and the endpoint or stream that said it, like `simex/api/v3/order`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RawSource(Text<80>);

/// Exact bytes from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRecord {
    /// Identity: the hash of `bytes`, computed by the store.
    pub hash: ContentHash,
    /// Who said it.
    pub source: RawSource,
    /// When it arrived, by our clock.
    pub received: Time,
    /// What was said.
    pub bytes: Vec<u8>,
}

impl RawSource {
    /// Takes printable ASCII without spaces.
    ///
    /// # Errors
    /// Empty, longer than 80 bytes, or another character.
    pub fn new(text: &str) -> Result<Self, TextError> {
        Text::new(text).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for RawSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

scalar_text!(RawSource, TextError, RawSource::new);

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
