//! What happened to an account on margin beside its orders: settings asked for and answered, and what the venue says is set
//! and held. Facts only.

use crate::input::{Cause, VenueWords};
use domain::{AccountId, OrderId, Setting, Time, VenueOrderId};
use gate::{MarginReport, Refusal};

/// One fact about an account on margin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContractEvent {
    /// A setting was cleared and will be sent.
    SettingAsked {
        /// The account.
        account: AccountId,
        /// What it shall be set to.
        setting: Setting,
        /// Who and why.
        cause: Cause,
        /// When.
        at: Time,
    },
    /// A setting was refused by the gate.
    SettingRefused {
        /// The account.
        account: AccountId,
        /// What it should have been set to.
        setting: Setting,
        /// Who and why.
        cause: Cause,
        /// Why not.
        refusal: Refusal,
        /// When.
        at: Time,
    },
    /// The setting call came to an end.
    SettingAnswered {
        /// The account.
        account: AccountId,
        /// What it should be set to.
        setting: Setting,
        /// What is known.
        answer: SettingAnswer,
        /// When we learned it.
        at: Time,
    },
    /// A conditional order woke: at the venue it is another order from here on, with an id of its own.
    Woken {
        /// Which.
        order: OrderId,
        /// The venue's id of what it became.
        venue_id: VenueOrderId,
        /// When we learned it.
        at: Time,
    },
    /// The venue said what is set and held, and it differs from what was known.
    MarginSeen {
        /// What it said.
        report: MarginReport,
        /// When we learned it.
        at: Time,
    },
}

/// How a setting call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingAnswer {
    /// It is set.
    Done,
    /// It was set so already.
    Unchanged,
    /// The venue decided no: it is set as it was.
    Refused(VenueWords),
    /// The request certainly never left this house.
    NotSent,
    /// Nobody knows; what the venue says next tells.
    Unknown,
}

impl ContractEvent {
    /// When it happened, by our clock.
    #[must_use]
    pub const fn at(&self) -> Time {
        match self {
            Self::SettingAsked { at, .. }
            | Self::SettingRefused { at, .. }
            | Self::SettingAnswered { at, .. }
            | Self::Woken { at, .. }
            | Self::MarginSeen { at, .. } => *at,
        }
    }

    /// The order it is about, if it is about one of ours.
    #[must_use]
    pub const fn order(&self) -> Option<OrderId> {
        match self {
            Self::Woken { order, .. } => Some(*order),
            Self::SettingAsked { .. }
            | Self::SettingRefused { .. }
            | Self::SettingAnswered { .. }
            | Self::MarginSeen { .. } => None,
        }
    }

    /// The fixed name of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SettingAsked { .. } => "setting-asked",
            Self::SettingRefused { .. } => "setting-refused",
            Self::SettingAnswered { .. } => "setting-answered",
            Self::Woken { .. } => "woken",
            Self::MarginSeen { .. } => "margin-seen",
        }
    }
}
