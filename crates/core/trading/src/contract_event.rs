//! What happened to an account on margin beside its orders: settings asked for and answered, what the venue says is set and
//! held, and what it did by itself. Facts only.

use crate::input::{Cause, VenueWords};
use crate::payment::{MarginCall, Payment, VenueClose};
use domain::{
    AccountId, Amount, OrderId, PositionSide, Price, Setting, Symbol, Time, VenueOrderId,
};
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
    /// What a position in a contract held as the account's book began: it is counted from there on.
    PositionTaken {
        /// The account.
        account: AccountId,
        /// The contract.
        symbol: Symbol,
        /// Which of its positions.
        side: PositionSide,
        /// Base held: above zero long, below zero short.
        held: Amount,
        /// Average price it was opened at, where the venue says one.
        entry: Option<Price>,
        /// When we learned it.
        at: Time,
    },
    /// The venue moved money of an account without a trade.
    Paid {
        /// The account.
        account: AccountId,
        /// What, and why.
        payment: Payment,
        /// When we learned it.
        at: Time,
    },
    /// The venue closed a position of an account by an order of its own.
    ClosedByVenue {
        /// The account.
        account: AccountId,
        /// Which, and why.
        close: VenueClose,
        /// When we learned it.
        at: Time,
    },
    /// The venue called for margin.
    Called {
        /// For which positions.
        call: MarginCall,
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
            | Self::MarginSeen { at, .. }
            | Self::PositionTaken { at, .. }
            | Self::Paid { at, .. }
            | Self::ClosedByVenue { at, .. }
            | Self::Called { at, .. } => *at,
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
            | Self::MarginSeen { .. }
            | Self::PositionTaken { .. }
            | Self::Paid { .. }
            | Self::ClosedByVenue { .. }
            | Self::Called { .. } => None,
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
            Self::PositionTaken { .. } => "position-taken",
            Self::Paid { .. } => "paid",
            Self::ClosedByVenue { .. } => "closed-by-venue",
            Self::Called { .. } => "margin-called",
        }
    }
}
