//! What may happen to a wish to reduce a working order where it stands: the wish, the answer, what the venue says the order is
//! of, and what of it is kept. Holds words only.

use crate::input::{NotSentReason, RequestId, VenueWords};
use domain::{AccountId, ClientOrderId, OrderId, Origin, Qty, Time};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmendInput {
    /// Somebody wishes a working limit order to be of less; it keeps its price and its place in the queue.
    Wish {
        /// Where the answer goes.
        request: RequestId,
        /// Which order.
        order: OrderId,
        /// The whole quantity it shall have, what has traded included.
        qty: Qty,
        /// Who.
        origin: Origin,
    },
    /// The call came to an end. What the order is of is told apart.
    Answered {
        /// Which order.
        order: OrderId,
        /// What is known.
        answer: AmendAnswer,
    },
    /// A venue said of what quantity an order is: in an answer, to a question, or by itself.
    Told {
        /// The account.
        account: AccountId,
        /// The id it bears.
        client_id: ClientOrderId,
        /// Its whole quantity, what has traded included.
        qty: Qty,
    },
}

/// How a call that reduces an order ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmendAnswer {
    /// The venue did it.
    Done,
    /// The venue decided no: the order is of what it was.
    Refused(VenueWords),
    /// The request certainly never left this house.
    NotSent(NotSentReason),
    /// The venue has no such open order: it ended, or was never there.
    NotOpen,
    /// Nobody knows: it may be of either.
    Unknown,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmendEvent {
    /// Somebody asked for the order to be of less. It is of what it was until the venue says otherwise.
    Asked {
        /// Which.
        order: OrderId,
        /// The whole quantity it shall have.
        qty: Qty,
        /// Who.
        origin: Origin,
        /// When.
        at: Time,
    },
    /// It is of what it was.
    Refused {
        /// Which.
        order: OrderId,
        /// The venue's words, or ours (code 0) where it never left.
        words: VenueWords,
        /// When we learned it.
        at: Time,
    },
    /// The order is of less; what it sets aside for the rest is free.
    Amended {
        /// Which.
        order: OrderId,
        /// The whole quantity it had.
        from: Qty,
        /// The whole quantity it has.
        to: Qty,
        /// When we learned it.
        at: Time,
    },
}

impl AmendEvent {
    /// When it happened, by our clock.
    #[must_use]
    pub const fn at(&self) -> Time {
        match self {
            Self::Asked { at, .. } | Self::Refused { at, .. } | Self::Amended { at, .. } => *at,
        }
    }

    /// The order it is about.
    #[must_use]
    pub const fn order(&self) -> OrderId {
        match self {
            Self::Asked { order, .. }
            | Self::Refused { order, .. }
            | Self::Amended { order, .. } => *order,
        }
    }

    /// The fixed name of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "amend-asked",
            Self::Refused { .. } => "amend-refused",
            Self::Amended { .. } => "amended",
        }
    }
}
