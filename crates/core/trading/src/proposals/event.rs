//! What happened to proposals. Facts only.

use super::{Proposal, VoidCause};
use crate::input::Cause;
use alloc::boxed::Box;
use domain::Time;

/// One fact about a change of controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalEvent {
    /// Somebody proposed it; its stage is its first one.
    Proposed(Box<Proposal>),
    /// A second person agreed.
    Agreed {
        /// Which.
        number: u64,
        /// Who and why.
        cause: Cause,
        /// When.
        at: Time,
    },
    /// It holds from here on.
    InForce {
        /// Which.
        number: u64,
        /// When.
        at: Time,
    },
    /// Somebody took it back or said no.
    Withdrawn {
        /// Which.
        number: u64,
        /// Who and why.
        cause: Cause,
        /// When.
        at: Time,
    },
    /// It is void.
    Void {
        /// Which.
        number: u64,
        /// Why.
        why: VoidCause,
        /// When.
        at: Time,
    },
}

impl ProposalEvent {
    /// When it happened, by our clock.
    #[must_use]
    pub const fn at(&self) -> Time {
        match self {
            Self::Proposed(proposal) => proposal.at,
            Self::Agreed { at, .. }
            | Self::InForce { at, .. }
            | Self::Withdrawn { at, .. }
            | Self::Void { at, .. } => *at,
        }
    }

    /// The proposal it is about.
    #[must_use]
    pub const fn number(&self) -> u64 {
        match self {
            Self::Proposed(proposal) => proposal.number,
            Self::Agreed { number, .. }
            | Self::InForce { number, .. }
            | Self::Withdrawn { number, .. }
            | Self::Void { number, .. } => *number,
        }
    }

    /// The fixed name of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Proposed(_) => "change-proposed",
            Self::Agreed { .. } => "change-agreed",
            Self::InForce { .. } => "change-in-force",
            Self::Withdrawn { .. } => "change-withdrawn",
            Self::Void { .. } => "change-void",
        }
    }
}
