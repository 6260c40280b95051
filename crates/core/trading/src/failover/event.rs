//! What happened between a venue that was away, its backup and the house. Facts only.

use crate::input::Cause;
use domain::{AccountId, OrderId, Qty, Time};
use gate::Rule;

/// One fact about a venue with a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailoverEvent {
    /// The venue of an account counts as away from here on; nothing is placed there.
    WentAway {
        /// The account.
        account: AccountId,
        /// Why.
        cause: AwayCause,
        /// When.
        at: Time,
    },
    /// A protected position stays as it is, and why: what is not known is told.
    Stays {
        /// The account.
        account: AccountId,
        /// The order that opened the position.
        entry: OrderId,
        /// Why nothing is placed for it.
        why: Stays,
        /// What is open of it.
        qty: Qty,
        /// When.
        at: Time,
    },
    /// A person wishes the venue home.
    ReleaseAsked {
        /// The account.
        account: AccountId,
        /// Who and why.
        cause: Cause,
        /// When.
        at: Time,
    },
    /// The venue answers steadily: its account is to be compared, then exits at the backup are taken back.
    Answers {
        /// The account.
        account: AccountId,
        /// When.
        at: Time,
    },
    /// It fell silent again on its way home.
    SilentAgain {
        /// The account.
        account: AccountId,
        /// When.
        at: Time,
    },
    /// It is home: it answers, its account was compared, and no exit of it stands at the backup.
    CameHome {
        /// The account.
        account: AccountId,
        /// When the comparison was asked for that proved it.
        compared: Time,
        /// When.
        at: Time,
    },
}

/// Why a venue counts as away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AwayCause {
    /// Nothing was heard of it since an instant.
    Silence {
        /// The last sign.
        since: Time,
    },
    /// A person said so.
    Called(Cause),
}

/// Why nothing is placed at the backup for a protected position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stays {
    /// The policy of its symbol is to freeze.
    Policy,
    /// Its exits may stand at the silent venue.
    MayStand,
    /// It was bare before by a word of the venue, and the wish is to tell a person.
    Alarm,
    /// The gate said no.
    Refused(Rule),
}

/// What exits of one symbol sold while its venue was away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sold {
    /// At the backup.
    pub backup: Qty,
    /// At the venue itself, as was learned later.
    pub home: Qty,
    /// What was sold at both: more than the positions held.
    pub doubled: Qty,
}

impl Sold {
    /// Nothing.
    pub const NOTHING: Self = Self {
        backup: Qty::ZERO,
        home: Qty::ZERO,
        doubled: Qty::ZERO,
    };
}

impl Stays {
    /// The reason in plain words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Policy => {
                "the policy is to freeze; whether its exits still stand cannot be known"
            }
            Self::MayStand => {
                "its exits may stand at the silent venue; a second one could sell it twice"
            }
            Self::Alarm => "the venue had ended its exit before, and the wish is to tell a person",
            Self::Refused(_) => "the gate lets no exit at the backup through",
        }
    }
}

impl FailoverEvent {
    /// When it happened, by our clock.
    #[must_use]
    pub const fn at(&self) -> Time {
        match self {
            Self::WentAway { at, .. }
            | Self::Stays { at, .. }
            | Self::ReleaseAsked { at, .. }
            | Self::Answers { at, .. }
            | Self::SilentAgain { at, .. }
            | Self::CameHome { at, .. } => *at,
        }
    }

    /// The account whose venue it is about.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        match self {
            Self::WentAway { account, .. }
            | Self::Stays { account, .. }
            | Self::ReleaseAsked { account, .. }
            | Self::Answers { account, .. }
            | Self::SilentAgain { account, .. }
            | Self::CameHome { account, .. } => *account,
        }
    }

    /// The order it is about, if it is about one of ours.
    #[must_use]
    pub const fn order(&self) -> Option<OrderId> {
        match self {
            Self::Stays { entry, .. } => Some(*entry),
            Self::WentAway { .. }
            | Self::ReleaseAsked { .. }
            | Self::Answers { .. }
            | Self::SilentAgain { .. }
            | Self::CameHome { .. } => None,
        }
    }

    /// The fixed name of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::WentAway { .. } => "venue-away",
            Self::Stays { .. } => "exit-stays",
            Self::ReleaseAsked { .. } => "venue-release-asked",
            Self::Answers { .. } => "venue-answers",
            Self::SilentAgain { .. } => "venue-silent-again",
            Self::CameHome { .. } => "venue-home",
        }
    }
}
