//! The proof that the operator wants real money traded on one account. Without it this crate knows no live host.

use domain::{AccountId, VenueId};

/// Whether the operator gave one of the consents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// Given in writing.
    Yes,
    /// Not given.
    No,
}

/// What the operator wrote down for one account; every part must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The account that may trade real money.
    pub account: AccountId,
    /// The venue it trades at.
    pub venue: VenueId,
    /// The house-wide switch for live trading.
    pub house: Given,
    /// The account's own live flag.
    pub account_flag: Given,
    /// The venue's terms, accepted.
    pub venue_terms: Given,
    /// The sentence, in full: `trade real money on account 7 at binance-spot`.
    pub statement: String,
}

/// Why a consent is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsentError {
    /// The house-wide switch is off.
    #[error("live trading is not enabled for this house")]
    House,
    /// The account's flag is off.
    #[error("account {0} is not marked live")]
    Account(AccountId),
    /// The terms are not accepted.
    #[error("the terms of {0} are not accepted")]
    Terms(VenueId),
    /// The sentence is not the one that must be written.
    #[error("the written consent must read: {expected}")]
    Statement {
        /// The sentence, in full.
        expected: String,
    },
}

/// Made only from a full consent, for one account at one venue.
///
/// Nobody can make one by hand, copy one, or take one from nothing:
/// ```compile_fail,E0451
/// let venue = domain::VenueId::new("binance-spot").unwrap();
/// let forged = wire::LivePass { account: domain::AccountId::new(1), venue };
/// ```
/// ```compile_fail,E0599
/// fn twice(pass: wire::LivePass) -> (wire::LivePass, wire::LivePass) {
///     (pass.clone(), pass)
/// }
/// ```
/// ```compile_fail,E0277
/// fn needs<T: Default>() {}
/// needs::<wire::LivePass>();
/// ```
#[derive(Debug)]
pub struct LivePass {
    account: AccountId,
    venue: VenueId,
}

// GATE-12
impl LivePass {
    /// Takes the operator's written consent.
    ///
    /// # Errors
    /// A part of the consent is missing.
    pub fn from_consent(consent: &Consent) -> Result<Self, ConsentError> {
        let (account, venue) = (consent.account, consent.venue);
        if consent.house == Given::No {
            return Err(ConsentError::House);
        }
        if consent.account_flag == Given::No {
            return Err(ConsentError::Account(account));
        }
        if consent.venue_terms == Given::No {
            return Err(ConsentError::Terms(venue));
        }
        let expected = format!("trade real money on account {account} at {venue}");
        if consent.statement != expected {
            return Err(ConsentError::Statement { expected });
        }
        Ok(Self { account, venue })
    }

    /// The account it is for.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The venue it is for.
    #[must_use]
    pub const fn venue(&self) -> VenueId {
        self.venue
    }
}

#[cfg(test)]
mod tests;
