//! A balanced journal entry. A proof: every asset in it sums to zero, checked when built and when read back.

use crate::asset::Asset;
use crate::atoms::{Atoms, AtomsError};
use crate::text::{Text, TextError, scalar_text};
use crate::time::Time;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

/// Most lines of one entry.
const ENTRY_LINES_MAX: usize = 1_000;

/// A ledger account, like `paper:1:spot` or `paper:1:conversion`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LedgerAccount(Text<64>);

/// One line: atoms that come to (positive) or leave (negative) an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryLine {
    /// The account.
    pub account: LedgerAccount,
    /// The asset.
    pub asset: Asset,
    /// Signed atoms.
    pub atoms: Atoms,
}

/// Lines whose atoms sum to zero for each asset. There is no other way to have one than [`Entry::balanced`]:
///
/// it cannot be written down,
/// ```compile_fail,E0451
/// let forged = domain::Entry { at: domain::Time::from_nanos(0), lines: Vec::new() };
/// ```
/// copied and changed,
/// ```compile_fail,E0451
/// fn forge(entry: domain::Entry) -> domain::Entry {
///     domain::Entry { lines: Vec::new(), ..entry }
/// }
/// ```
/// ```compile_fail,E0616
/// fn forge(entry: &mut domain::Entry) {
///     entry.lines.clear();
/// }
/// ```
/// ```compile_fail,E0599
/// fn forge(entry: &domain::Entry) -> domain::Entry {
///     entry.clone()
/// }
/// ```
/// taken for granted,
/// ```compile_fail,E0277
/// fn forge<T: Default>() -> T {
///     T::default()
/// }
/// let forged: domain::Entry = forge();
/// ```
/// ```compile_fail,E0277
/// let forged: domain::Entry = Vec::<domain::EntryLine>::new().into();
/// ```
/// or read back without being checked again.
/// ```compile_fail,E0277
/// let forged: domain::Entry = serde_json::from_str("{}").unwrap();
/// ```
/// The one way:
/// ```
/// let lines = vec![domain::EntryLine {
///     account: "paper:1:spot".parse().unwrap(),
///     asset: "BTC".parse().unwrap(),
///     atoms: domain::Atoms::ZERO,
/// }];
/// let entry = domain::Entry::balanced(domain::Time::from_nanos(0), lines).unwrap();
/// assert_eq!(entry.lines().len(), 1);
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    at: Time,
    lines: Vec<EntryLine>,
}

/// Why lines are no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryError {
    /// No lines.
    Empty,
    /// More than 1,000 lines.
    TooManyLines,
    /// An asset's lines do not sum to zero; `off_by` is the sum.
    Unbalanced {
        /// The asset.
        asset: Asset,
        /// What is left over.
        off_by: Atoms,
    },
    /// A sum does not fit 256 bits.
    TooLarge,
}

impl fmt::Display for EntryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("an entry needs lines"),
            Self::TooManyLines => f.write_str("an entry has at most 1000 lines"),
            Self::Unbalanced { asset, off_by } => {
                write!(f, "the lines in {asset} do not sum to zero but to {off_by}")
            }
            Self::TooLarge => f.write_str("a sum does not fit 256 bits"),
        }
    }
}

impl core::error::Error for EntryError {}

impl From<AtomsError> for EntryError {
    fn from(_: AtomsError) -> Self {
        Self::TooLarge
    }
}

impl Entry {
    /// Lines that balance, dated `at`.
    ///
    /// # Errors
    /// No lines, too many, or an asset that does not sum to zero.
    pub fn balanced(at: Time, lines: Vec<EntryLine>) -> Result<Self, EntryError> {
        if lines.is_empty() {
            return Err(EntryError::Empty);
        }
        if lines.len() > ENTRY_LINES_MAX {
            return Err(EntryError::TooManyLines);
        }
        let mut sums: BTreeMap<Asset, Atoms> = BTreeMap::new();
        for line in &lines {
            let sum = sums.entry(line.asset).or_insert(Atoms::ZERO);
            *sum = sum.plus(line.atoms)?;
        }
        match sums.into_iter().find(|(_, sum)| !sum.is_zero()) {
            Some((asset, off_by)) => Err(EntryError::Unbalanced { asset, off_by }),
            None => Ok(Self { at, lines }),
        }
    }

    /// Its date.
    #[must_use]
    pub const fn at(&self) -> Time {
        self.at
    }

    /// Its lines.
    #[must_use]
    pub fn lines(&self) -> &[EntryLine] {
        &self.lines
    }
}

impl LedgerAccount {
    /// Takes printable ASCII without spaces.
    ///
    /// # Errors
    /// Empty, longer than 64 bytes, or another character.
    pub fn new(text: &str) -> Result<Self, TextError> {
        Text::new(text).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for LedgerAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

scalar_text!(LedgerAccount, TextError, LedgerAccount::new);

#[cfg(test)]
mod tests;
