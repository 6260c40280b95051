//! What a venue's key may do, and whether the house takes it: never one that could withdraw. Never the key itself.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;
use domain::{Span, Time};

/// Something a key may be allowed to do at its venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyRight {
    /// Read the account.
    Read,
    /// Trade spot.
    Spot,
    /// Trade futures.
    Futures,
    /// Borrow on margin.
    Margin,
    /// Trade options.
    Options,
    /// Trade on a portfolio margin account.
    PortfolioMargin,
    /// Trade by FIX.
    Fix,
    /// Move money between accounts of the same owner at once.
    InternalTransfer,
    /// Move money between wallets and accounts of the same owner.
    UniversalTransfer,
    /// Send money out of the venue.
    Withdraw,
}

impl KeyRight {
    /// Every right.
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::Spot,
        Self::Futures,
        Self::Margin,
        Self::Options,
        Self::PortfolioMargin,
        Self::Fix,
        Self::InternalTransfer,
        Self::UniversalTransfer,
        Self::Withdraw,
    ];

    /// The word used in records and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Spot => "spot",
            Self::Futures => "futures",
            Self::Margin => "margin",
            Self::Options => "options",
            Self::PortfolioMargin => "portfolio-margin",
            Self::Fix => "fix",
            Self::InternalTransfer => "internal-transfer",
            Self::UniversalTransfer => "universal-transfer",
            Self::Withdraw => "withdraw",
        }
    }

    /// The right of a word; none for another word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.as_str() == word)
    }
}

impl fmt::Display for KeyRight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// From where a key is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyReach {
    /// From the addresses its owner listed at the venue.
    ListedAddresses,
    /// From anywhere.
    Anywhere,
}

/// What the venue says of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFacts {
    /// What it may do.
    pub rights: BTreeSet<KeyRight>,
    /// From where.
    pub reach: KeyReach,
    /// When it was made.
    pub created: Option<Time>,
    /// When its right to trade ends by itself.
    pub expires: Option<Time>,
}

/// What the house wants a key for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyUse {
    /// To trade spot.
    Spot,
    /// To trade USD-M futures.
    Futures,
}

impl KeyUse {
    /// The word used in records and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spot => "spot",
            Self::Futures => "futures",
        }
    }

    const fn right(self) -> KeyRight {
        match self {
            Self::Spot => KeyRight::Spot,
            Self::Futures => KeyRight::Futures,
        }
    }
}

/// Why a key is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFault {
    /// It could send money out.
    MayWithdraw,
    /// It lacks a right it is wanted for.
    Lacks(KeyRight),
    /// Its right to trade is over.
    Expired(Time),
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MayWithdraw => f.write_str(
                "the key may withdraw; take that right away at the venue, the house keeps no such key",
            ),
            Self::Lacks(right) => write!(f, "the key lacks the right `{right}`"),
            Self::Expired(_) => f.write_str("the key's right to trade has ended"),
        }
    }
}

/// What is worth a word though the key is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyWarning {
    /// It is taken from anywhere.
    AnyAddress,
    /// It can move money between accounts.
    MayMoveMoney,
    /// Its right to trade ends within [`EXPIRY_NEAR`].
    ExpiresSoon(Time),
}

impl fmt::Display for KeyWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AnyAddress => "the venue takes it from any address; list yours there",
            Self::MayMoveMoney => "it can move money between accounts of its owner",
            Self::ExpiresSoon(_) => "its right to trade ends within two weeks",
        })
    }
}

/// How near the end of a key is worth a word.
pub const EXPIRY_NEAR: Span = Span::from_secs(14 * 86_400);

/// What is judged of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyJudgement {
    /// Why it is not taken; empty when it is.
    pub faults: Vec<KeyFault>,
    /// What is worth a word.
    pub warnings: Vec<KeyWarning>,
}

/// Whether a key may be taken for a use.
#[must_use]
pub fn judge_key(facts: &KeyFacts, wanted: KeyUse, now: Time) -> KeyJudgement {
    let has = |right| facts.rights.contains(&right);
    let mut faults = Vec::new();
    if has(KeyRight::Withdraw) {
        faults.push(KeyFault::MayWithdraw);
    }
    let needed = [KeyRight::Read, wanted.right()].into_iter();
    faults.extend(needed.filter(|right| !has(*right)).map(KeyFault::Lacks));
    let mut warnings = Vec::new();
    if let Some(end) = facts.expires {
        if end <= now {
            faults.push(KeyFault::Expired(end));
        } else if end.since(now) < EXPIRY_NEAR {
            warnings.push(KeyWarning::ExpiresSoon(end));
        }
    }
    if has(KeyRight::InternalTransfer) || has(KeyRight::UniversalTransfer) {
        warnings.push(KeyWarning::MayMoveMoney);
    }
    match facts.reach {
        KeyReach::ListedAddresses => {}
        KeyReach::Anywhere => warnings.push(KeyWarning::AnyAddress),
    }
    KeyJudgement { faults, warnings }
}

/// How a key got wider than it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Widening {
    /// It gained a right.
    Gained(KeyRight),
    /// It is taken from anywhere, and was not.
    Anywhere,
}

impl fmt::Display for Widening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gained(right) => write!(f, "it gained the right `{right}`"),
            Self::Anywhere => f.write_str("the venue takes it from any address"),
        }
    }
}

/// What a key may do that it could not when it was taken.
#[must_use]
pub fn widened(taken: &KeyFacts, found: &KeyFacts) -> Vec<Widening> {
    let gained = found.rights.difference(&taken.rights).copied();
    let mut all: Vec<Widening> = gained.map(Widening::Gained).collect();
    if (taken.reach, found.reach) == (KeyReach::ListedAddresses, KeyReach::Anywhere) {
        all.push(Widening::Anywhere);
    }
    all
}

#[cfg(test)]
mod tests;
