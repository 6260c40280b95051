//! Ledger quantities: whole atoms of an asset in 256 bits. Never rounds; conversions from trading values are explicit.

use crate::money::Amount;
use core::fmt;
use ethnum::I256;

/// How many decimal places one whole unit of an asset has in the ledger (BTC 8, ETH 18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AtomScale(u8);

/// A signed count of atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Atoms(I256);

/// Why a conversion was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtomsError {
    /// The amount is finer than one atom.
    FinerThanAtom,
    /// The count does not fit 256 bits.
    TooLarge,
    /// The count does not fit a trading value of 28 digits.
    TooLargeForTrading,
    /// A scale above 36 places.
    ScaleTooFine,
    /// The text is not a plain whole number.
    NotANumber,
}

impl fmt::Display for AtomsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FinerThanAtom => "the amount is finer than the asset's smallest unit",
            Self::TooLarge => "the count of atoms does not fit 256 bits",
            Self::TooLargeForTrading => "the amount needs more than 28 significant digits",
            Self::ScaleTooFine => "an asset has at most 36 decimal places",
            Self::NotANumber => "not a plain whole number",
        })
    }
}

impl core::error::Error for AtomsError {}

impl AtomScale {
    /// Finest scale of any asset.
    const PLACES_MAX: u8 = 36;

    /// A scale of this many decimal places.
    ///
    /// # Errors
    /// More than 36.
    pub const fn new(places: u8) -> Result<Self, AtomsError> {
        if places > Self::PLACES_MAX {
            return Err(AtomsError::ScaleTooFine);
        }
        Ok(Self(places))
    }

    /// Decimal places.
    #[must_use]
    pub const fn places(self) -> u8 {
        self.0
    }
}

impl Atoms {
    /// No atoms.
    pub const ZERO: Self = Self(I256::ZERO);

    /// This many atoms.
    #[must_use]
    pub fn new(count: i128) -> Self {
        Self(I256::from(count))
    }

    /// The atoms of a trading amount, exact.
    ///
    /// # Errors
    /// The amount is finer than one atom, or too large.
    pub fn of(amount: Amount, scale: AtomScale) -> Result<Self, AtomsError> {
        let (units, places) = amount.parts();
        let places = places.try_into().map_err(|_| AtomsError::FinerThanAtom)?;
        let missing = scale
            .0
            .checked_sub(places)
            .ok_or(AtomsError::FinerThanAtom)?;
        let factor = I256::from(10)
            .checked_pow(u32::from(missing))
            .ok_or(AtomsError::TooLarge)?;
        I256::from(units)
            .checked_mul(factor)
            .map(Self)
            .ok_or(AtomsError::TooLarge)
    }

    /// The trading amount of these atoms, exact.
    ///
    /// # Errors
    /// It needs more than 28 significant digits.
    pub fn amount(self, scale: AtomScale) -> Result<Amount, AtomsError> {
        let (mut count, mut places) = (self.0, u32::from(scale.0));
        let ten = I256::from(10);
        while places > 0 && count % ten == I256::ZERO {
            count /= ten;
            places -= 1;
        }
        let units = i128::try_from(count).map_err(|_| AtomsError::TooLargeForTrading)?;
        Amount::from_parts(units, places).map_err(|_| AtomsError::TooLargeForTrading)
    }

    /// `self + other`.
    ///
    /// # Errors
    /// The sum does not fit 256 bits.
    pub fn plus(self, other: Self) -> Result<Self, AtomsError> {
        self.0
            .checked_add(other.0)
            .map(Self)
            .ok_or(AtomsError::TooLarge)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == I256::ZERO
    }
}

impl fmt::Display for Atoms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl core::str::FromStr for Atoms {
    type Err = AtomsError;
    fn from_str(text: &str) -> Result<Self, AtomsError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let canonical = text == "0" || (!digits.is_empty() && !digits.starts_with('0'));
        if !canonical || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(AtomsError::NotANumber);
        }
        text.parse().map(Self).map_err(|_| AtomsError::TooLarge)
    }
}

#[cfg(test)]
mod tests;
