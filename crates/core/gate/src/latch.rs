//! The live latch: what must be there before one account may trade real money, and the consent that comes of all of it.
//! Never opens on a part, and never looks for the facts itself.

use crate::self_test::SelfTestPassed;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;
use domain::{AccountId, Text, Time, VenueId};

/// Longest name of whoever marks an account live, in bytes.
pub const MARKED_BY_BYTES_MAX: usize = 40;

/// One thing that must be there before real money may be traded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LatchFact {
    /// The environment of the process says so.
    Environment,
    /// A person marked the account live, in what is stored.
    AccountMark,
    /// The venue's terms are accepted in the settings.
    VenueTerms,
    /// The account's key was taken as one for real money.
    LiveKey,
    /// The settings name exactly this house.
    Instance,
    /// A campaign on the venue's test exchange passed.
    Campaign,
    /// Every rule of the gate refused its bad order at this start.
    SelfTest,
}

impl LatchFact {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Environment,
        Self::AccountMark,
        Self::VenueTerms,
        Self::LiveKey,
        Self::Instance,
        Self::Campaign,
        Self::SelfTest,
    ];

    /// The stable name in answers and records.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::AccountMark => "account-mark",
            Self::VenueTerms => "venue-terms",
            Self::LiveKey => "live-key",
            Self::Instance => "instance",
            Self::Campaign => "campaign",
            Self::SelfTest => "self-test",
        }
    }

    /// What it asks, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Environment => "the environment says ENABLE_LIVE_TRADING=1",
            Self::AccountMark => "a person marked the account live",
            Self::VenueTerms => "the venue's terms are accepted",
            Self::LiveKey => "the account's key is marked live",
            Self::Instance => "the settings name this house",
            Self::Campaign => "a campaign of at least 100 filled orders passed",
            Self::SelfTest => "every rule of the gate refused its bad order at this start",
        }
    }
}

impl fmt::Display for LatchFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A person's word that an account may trade real money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveMark {
    /// Who gave it.
    pub by: Text<MARKED_BY_BYTES_MAX>,
    /// When.
    pub at: Time,
}

/// What is there of one account at one venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatchFacts {
    account: AccountId,
    venue: VenueId,
    mark: Option<LiveMark>,
    there: BTreeSet<LatchFact>,
}

impl LatchFacts {
    /// Nothing yet.
    #[must_use]
    pub const fn nothing(account: AccountId, venue: VenueId) -> Self {
        Self {
            account,
            venue,
            mark: None,
            there: BTreeSet::new(),
        }
    }

    /// With a fact that whoever wires the house has seen. The mark and the self-test need more than a word: they are left aside.
    #[must_use]
    pub fn with(mut self, fact: LatchFact) -> Self {
        match fact {
            LatchFact::Environment
            | LatchFact::VenueTerms
            | LatchFact::LiveKey
            | LatchFact::Instance
            | LatchFact::Campaign => {
                self.there.insert(fact);
            }
            LatchFact::AccountMark | LatchFact::SelfTest => {}
        }
        self
    }

    /// With the word of a person about this account.
    #[must_use]
    pub fn marked(mut self, mark: LiveMark) -> Self {
        self.mark = Some(mark);
        self.there.insert(LatchFact::AccountMark);
        self
    }

    /// With the proof that every rule refused its bad order at this start.
    #[must_use]
    pub fn tested(mut self, _passed: &SelfTestPassed) -> Self {
        self.there.insert(LatchFact::SelfTest);
        self
    }

    /// What is not there.
    #[must_use]
    pub fn missing(&self) -> Vec<LatchFact> {
        let all = LatchFact::ALL.into_iter();
        all.filter(|fact| !self.there.contains(fact)).collect()
    }
}

/// Why the latch of an account stays shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatchShut {
    /// The account.
    pub account: AccountId,
    /// Everything that is missing; never nothing.
    pub missing: Vec<LatchFact>,
}

impl fmt::Display for LatchShut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "account {} trades no real money; missing: ",
            self.account
        )?;
        for (place, fact) in self.missing.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{fact}")?;
        }
        Ok(())
    }
}

impl core::error::Error for LatchShut {}

/// The consent that one account trades with real money. Its one maker is [`LiveLatch::judge`].
///
/// ```compile_fail,E0451
/// let account = domain::AccountId::new(1);
/// let venue = domain::VenueId::new("binance").unwrap();
/// let mark = gate::LiveMark { by: domain::Text::new("olive").unwrap(), at: domain::Time::from_millis(0) };
/// let forged = gate::LiveConsent { account, venue, mark };
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveConsent {
    account: AccountId,
    venue: VenueId,
    mark: LiveMark,
}

impl LiveConsent {
    /// The account it covers, and no other.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The venue it is for.
    #[must_use]
    pub const fn venue(&self) -> VenueId {
        self.venue
    }

    /// Who gave it, and when.
    #[must_use]
    pub const fn mark(&self) -> LiveMark {
        self.mark
    }
}

/// What opens real money, or keeps it shut.
#[derive(Debug, Clone, Copy)]
pub struct LiveLatch;

impl LiveLatch {
    /// The consent, where every fact is there.
    ///
    /// # Errors
    /// Any fact is missing; all that are, by name.
    // GATE-12
    pub fn judge(facts: &LatchFacts) -> Result<LiveConsent, LatchShut> {
        let missing = facts.missing();
        match (facts.mark, missing.is_empty()) {
            (Some(mark), true) => Ok(LiveConsent {
                account: facts.account,
                venue: facts.venue,
                mark,
            }),
            (Some(_) | None, _) => Err(LatchShut {
                account: facts.account,
                missing,
            }),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
