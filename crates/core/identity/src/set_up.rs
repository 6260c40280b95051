//! The one-time token that lets the first person in. Used once, for one hour; never stored as it is.

use crate::secret::{Secret, SecretHash};
use core::fmt;
use domain::{Span, Time};

/// How long a set-up token may be used: one hour from the start that printed it.
pub const SET_UP_LIFE: Span = Span::from_secs(3_600);

/// A set-up token as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetUp {
    /// The hash of the token.
    pub hash: SecretHash,
    /// When it was printed.
    pub issued: Time,
}

/// Proof that the token was right and in time; making the first owner takes it.
#[derive(Debug)]
pub struct SetUpGrant(());

/// Why a token was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetUpRefused {
    /// It is not the token that was printed.
    Wrong,
    /// Its hour is over.
    TooOld,
    /// The house has an owner; there is nothing to set up.
    Done,
}

impl SetUp {
    /// A token printed at `now`.
    #[must_use]
    pub fn issue(secret: &Secret, now: Time) -> Self {
        Self {
            hash: secret.hash(),
            issued: now,
        }
    }

    /// Spends the token: whatever comes of it, it cannot be presented again unless it is kept on purpose.
    ///
    /// # Errors
    /// Not the printed token, or too old.
    pub fn redeem(self, presented: &Secret, now: Time) -> Result<SetUpGrant, SetUpRefused> {
        if presented.hash() != self.hash {
            return Err(SetUpRefused::Wrong);
        }
        if now.since(self.issued) >= SET_UP_LIFE || now < self.issued {
            return Err(SetUpRefused::TooOld);
        }
        Ok(SetUpGrant(()))
    }
}

impl fmt::Display for SetUpRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wrong => "this is not the set-up token that was printed",
            Self::TooOld => "the set-up token is older than one hour; start again to print another",
            Self::Done => "the house has an owner already; sign in",
        })
    }
}

impl core::error::Error for SetUpRefused {}

#[cfg(test)]
mod tests;
