//! The life of an order of ours, as states that carry what is true in them. Never guesses: silence keeps an order asked.

use crate::decimal::NumberError;
use crate::ids::{ListId, VenueOrderId};
use crate::money::Qty;
use crate::order::NewOrder;
use crate::text::{TextError, scalar_text};
use crate::time::Time;
use core::fmt;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderState {
    /// Cleared, on disk, handed out to be sent; the venue has said nothing of it yet.
    /// A "never seen" is believed only when it was asked after `deadline`, the end of the request's own life.
    Asked {
        /// When it was handed out.
        since: Time,
        /// When the request can no longer be executed by the venue.
        deadline: Time,
    },
    /// The venue has it, and some of it may still trade.
    Working {
        /// The venue's id.
        venue_id: VenueOrderId,
        /// What has traded so far.
        filled: Qty,
    },
    /// It is over; `filled` is what traded.
    Ended {
        /// What traded in all.
        filled: Qty,
        /// Why it is over.
        reason: EndReason,
        /// When we learned it.
        at: Time,
    },
}

/// Why an order is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndReason {
    /// All of it traded.
    Filled,
    /// It was cancelled at the venue.
    Cancelled,
    /// The venue ended it (unfilled rest of IOC, FOK, market; self-trade prevention).
    Expired,
    /// The venue decided no.
    Rejected,
    /// It certainly never left this house.
    NotSent,
    /// Asked after its deadline, the venue had never seen it.
    NeverSeen,
    /// The venue had it and denies it, and a person declared it over.
    Settled,
}

/// An order of ours with where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// What was wished for and cleared.
    pub order: NewOrder,
    /// When it was opened, by our clock.
    pub opened: Time,
    /// Where it stands.
    pub state: OrderState,
    /// When a cancel was last asked for and not yet answered.
    pub cancel_asked: Option<Time>,
    /// When it was found to be open for too long, if it was: a person should look.
    pub stale_since: Option<Time>,
    /// The pair it belongs to, if it does: only one of its two orders may trade.
    pub list: Option<ListId>,
}

impl OrderState {
    /// What has traded so far.
    #[must_use]
    pub const fn filled(&self) -> Qty {
        match self {
            Self::Asked { .. } => Qty::ZERO,
            Self::Working { filled, .. } | Self::Ended { filled, .. } => *filled,
        }
    }

    /// Whether nothing more can happen to it.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self, Self::Ended { .. })
    }

    /// The short name: `asked`, `working`, `filled`, `cancelled`, `expired`, `rejected`, `not-sent`, `never-seen`, `settled`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "asked",
            Self::Working { .. } => "working",
            Self::Ended { reason, .. } => reason.name(),
        }
    }
}

impl EndReason {
    /// The short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Filled => "filled",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
            Self::NotSent => "not-sent",
            Self::NeverSeen => "never-seen",
            Self::Settled => "settled",
        }
    }
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

scalar_text!(EndReason, TextError, |text| match text {
    "filled" => Ok(Self::Filled),
    "cancelled" => Ok(Self::Cancelled),
    "expired" => Ok(Self::Expired),
    "rejected" => Ok(Self::Rejected),
    "not-sent" => Ok(Self::NotSent),
    "never-seen" => Ok(Self::NeverSeen),
    "settled" => Ok(Self::Settled),
    _ => Err(TextError::BadCharacter),
});

impl Order {
    /// What may still trade: nothing once it is over.
    ///
    /// # Errors
    /// More was filled than ordered (a break, not a rounding).
    pub fn remaining(&self) -> Result<Qty, NumberError> {
        match self.state {
            OrderState::Ended { .. } => Ok(Qty::ZERO),
            OrderState::Asked { .. } | OrderState::Working { .. } => {
                self.order.terms().qty.minus(self.state.filled())
            }
        }
    }
}
