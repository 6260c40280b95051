//! Names of assets and symbols. Never split a symbol by guessing suffixes: the instrument knows its assets.

use crate::text::{Text, TextError, scalar_text};
use core::fmt;

/// Longest asset name, in bytes.
const ASSET_BYTES_MAX: usize = 16;
/// Longest canonical symbol `BASE/QUOTE[:SETTLE]`, in bytes.
const SYMBOL_BYTES_MAX: usize = 40;

/// An asset by its venue-neutral name: `BTC`, `USDT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asset(Text<ASSET_BYTES_MAX>);

/// A canonical symbol, `BASE/QUOTE` or `BASE/QUOTE:SETTLE` for a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(Text<SYMBOL_BYTES_MAX>);

impl Asset {
    /// Takes upper-case letters and digits.
    ///
    /// # Errors
    /// Empty, longer than 16 bytes, or another character.
    pub fn new(text: &str) -> Result<Self, TextError> {
        if text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        {
            Text::new(text).map(Self)
        } else {
            Err(TextError::BadCharacter)
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Symbol {
    /// Takes `BASE/QUOTE` or `BASE/QUOTE:SETTLE`.
    ///
    /// # Errors
    /// Not of that form, or a part is no asset name.
    pub fn new(text: &str) -> Result<Self, TextError> {
        let (base, rest) = text.split_once('/').ok_or(TextError::BadCharacter)?;
        let (quote, settle) = rest.split_once(':').unwrap_or((rest, rest));
        Asset::new(base)?;
        Asset::new(quote)?;
        Asset::new(settle)?;
        Text::new(text).map(Self)
    }

    /// The symbol of a spot pair.
    ///
    /// # Errors
    /// The two names together are longer than a symbol may be.
    pub fn spot(base: Asset, quote: Asset) -> Result<Self, TextError> {
        Self::new(&alloc::format!("{base}/{quote}"))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it names a contract, which is settled in an asset; else it names a pair on spot.
    #[must_use]
    pub fn is_contract(&self) -> bool {
        self.as_str().contains(':')
    }
}

impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

scalar_text!(Asset, TextError, Asset::new);
scalar_text!(Symbol, TextError, Symbol::new);

#[cfg(test)]
mod tests;
