//! What happened to presses of the switch, and what may be wished of it. Facts only.

use super::press::{LegOutcome, StopVerb};
use crate::input::{Cause, RequestId};
use alloc::string::String;
use alloc::vec::Vec;
use domain::{Amount, OrderId, PositionKey, PressId, Scope, Time};

/// One fact about a press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StopEvent {
    /// Somebody pressed.
    Pressed {
        /// Its number.
        press: PressId,
        /// What was asked for.
        verb: StopVerb,
        /// Where.
        scope: Scope,
        /// The orders whose end is asked for.
        orders: Vec<OrderId>,
        /// The positions that are closed, and what is held of each.
        legs: Vec<(PositionKey, Amount)>,
        /// Who and why.
        cause: Cause,
        /// When.
        at: Time,
    },
    /// An order was sent to close a position.
    LegSent {
        /// Under which press.
        press: PressId,
        /// Which position.
        key: PositionKey,
        /// The order.
        order: OrderId,
        /// When.
        at: Time,
    },
    /// The gate refused an order to close a position.
    LegRefused {
        /// Under which press.
        press: PressId,
        /// Which position.
        key: PositionKey,
        /// Why, in the gate's words.
        words: String,
        /// When.
        at: Time,
    },
    /// Nothing more is done about a position.
    LegEnded {
        /// Under which press.
        press: PressId,
        /// Which position.
        key: PositionKey,
        /// In what way.
        outcome: LegOutcome,
        /// What is left of it.
        left: Amount,
        /// When.
        at: Time,
    },
}

/// A wish about the switch that is no halt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StopInput {
    /// Everything open in a scope ends that holds no position; what is new goes on.
    Cancel {
        /// Where the answer goes.
        request: RequestId,
        /// Where.
        scope: Scope,
        /// Who and why.
        cause: Cause,
    },
    /// A scope is halted, everything open in it ends, and its positions are closed at the market.
    Flatten {
        /// Where the answer goes.
        request: RequestId,
        /// Where.
        scope: Scope,
        /// Who and why.
        cause: Cause,
    },
}

/// Why a flatten did not begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFlattened {
    /// One of this scope runs already, under this number.
    Runs(PressId),
    /// Positions are of accounts: what one person or one strategy holds of them is not counted apart.
    NotOfPositions(Scope),
}

impl StopEvent {
    /// When it happened, by our clock.
    #[must_use]
    pub const fn at(&self) -> Time {
        match self {
            Self::Pressed { at, .. }
            | Self::LegSent { at, .. }
            | Self::LegRefused { at, .. }
            | Self::LegEnded { at, .. } => *at,
        }
    }

    /// The order it is about, if it is about one of ours.
    #[must_use]
    pub const fn order(&self) -> Option<OrderId> {
        match self {
            Self::LegSent { order, .. } => Some(*order),
            Self::Pressed { .. } | Self::LegRefused { .. } | Self::LegEnded { .. } => None,
        }
    }

    /// The fixed name of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Pressed { .. } => "pressed",
            Self::LegSent { .. } => "leg-sent",
            Self::LegRefused { .. } => "leg-refused",
            Self::LegEnded { .. } => "leg-ended",
        }
    }
}
