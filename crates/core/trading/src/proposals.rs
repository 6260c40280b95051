//! Changes of controls that people propose, agree to and withdraw: limits, switches, and the release of halts. What makes the
//! house safer stands at once; what makes it looser waits for a second person where two are asked for. Facts; decides nothing.
// GATE-13 ADM-02

mod deeds;
mod event;
mod folding;

pub use event::ProposalEvent;

use crate::input::{Cause, RequestId};
use alloc::collections::{BTreeMap, VecDeque};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use domain::{Scope, Span, Time};
use gate::{LimitFault, LimitKind, LimitSet, LimitValue, SwitchOf, SwitchPosition};

/// How long a proposal waits for a second person.
pub const PROPOSAL_LIFE: Span = Span::from_secs(7 * 86_400);
/// How far ahead a change may be set.
pub const AHEAD_MAX: Span = Span::from_secs(31 * 86_400);
/// Most limits that one proposal changes.
pub const LIMITS_PER_PROPOSAL_MAX: usize = 16;
/// Most proposals that wait.
pub const PROPOSALS_OPEN_MAX: usize = 64;
/// Decided proposals that are remembered; the journal keeps all.
pub const PROPOSALS_DECIDED_KEPT: usize = 200;

/// How many persons a change takes that makes the house looser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Persons {
    /// One.
    #[default]
    One,
    /// Two: nobody agrees to his own.
    Two,
}

/// A change of controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Limits of scopes.
    Limits(Vec<LimitChange>),
    /// A trading switch.
    Switch(SwitchOf, SwitchPosition),
    /// The end of a halt.
    Release(Scope),
}

/// A new limit, or none, of one kind in one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitChange {
    /// How far it reaches.
    pub scope: Scope,
    /// Which.
    pub kind: LimitKind,
    /// The new number; `None` takes the limit of people away.
    pub value: Option<LimitValue>,
}

/// A change that somebody proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its number.
    pub number: u64,
    /// What it changes.
    pub change: Change,
    /// What people had set before, of each limit that it changes.
    pub replaces: Vec<Option<LimitValue>>,
    /// From when on it shall hold.
    pub from: Time,
    /// Who and why.
    pub cause: Cause,
    /// When.
    pub at: Time,
    /// Whether it needs a second person.
    pub needs: Persons,
    /// Where it stands.
    pub stage: ProposalStage,
}

/// Where a proposal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalStage {
    /// It waits for a second person.
    Open,
    /// It is agreed and waits for its time.
    Agreed {
        /// The second person, where one was needed.
        by: Option<Cause>,
        /// When.
        at: Time,
    },
    /// It holds, or held until another change.
    InForce {
        /// The second person, where one was needed.
        by: Option<Cause>,
        /// When.
        at: Time,
    },
    /// Somebody took it back or said no.
    Withdrawn {
        /// Who and why.
        by: Cause,
        /// When.
        at: Time,
    },
    /// It is void.
    Void {
        /// Why.
        why: VoidCause,
        /// When.
        at: Time,
    },
}

/// Why a proposal is void.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VoidCause {
    /// Nobody agreed in time.
    Time,
    /// What it would replace was changed in between.
    Moved,
}

/// What people wish about controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalInput {
    /// A change.
    Propose {
        /// Where the answer goes.
        request: RequestId,
        /// What.
        change: Change,
        /// From when on; `None` is at once.
        from: Option<Time>,
        /// Who and why.
        cause: Cause,
    },
    /// To agree to exactly this change.
    Agree {
        /// Where the answer goes.
        request: RequestId,
        /// Which.
        number: u64,
        /// The change as whoever agrees has read it: its text.
        text: String,
        /// Who and why.
        cause: Cause,
    },
    /// To take it back, or to say no.
    Withdraw {
        /// Where the answer goes.
        request: RequestId,
        /// Which.
        number: u64,
        /// Who and why.
        cause: Cause,
    },
}

/// Why a wish about controls was not taken. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotProposed {
    /// It changes nothing, or names the same limit twice.
    Nothing,
    /// It changes too many limits at once, or too many proposals wait.
    TooMany,
    /// A number is no limit of its kind.
    Limit(LimitKind, LimitFault),
    /// No scope of this kind has such a limit.
    Scope(LimitKind, Scope),
    /// The settings say tighter: a limit of people cannot be looser.
    OverCeiling {
        /// Which.
        kind: LimitKind,
        /// What the settings say.
        ceiling: LimitValue,
    },
    /// The instant is past, or too far ahead.
    From,
    /// The scope is not halted.
    NotHalted(Scope),
    /// No such proposal waits.
    NotWaiting(u64),
    /// Nobody agrees to his own proposal.
    OwnProposal(u64),
    /// What was read is not what was proposed.
    OtherText(u64),
}

/// The state of changes, as the fold of events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Controls {
    /// How many proposals there ever were.
    pub proposals: u64,
    /// How many changes of limits came into force.
    pub version: u64,
    /// Limits that people set.
    pub limits: BTreeMap<Scope, LimitSet>,
    /// Proposals that wait for a person or for their time, by number.
    pub waiting: BTreeMap<u64, Proposal>,
    /// The last that were decided, oldest first.
    pub decided: VecDeque<Proposal>,
}

impl Controls {
    /// The state before the first proposal.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            proposals: 0,
            version: 0,
            limits: BTreeMap::new(),
            waiting: BTreeMap::new(),
            decided: VecDeque::new(),
        }
    }
}

impl Change {
    /// The one text of a change: what a second person reads and agrees to.
    #[must_use]
    pub fn text(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limits(changes) => {
                for (index, change) in changes.iter().enumerate() {
                    if index > 0 {
                        f.write_str("; ")?;
                    }
                    write!(f, "{change}")?;
                }
                Ok(())
            }
            Self::Switch(switch, SwitchPosition::On) => {
                write!(f, "switch {} on", switch.scope())
            }
            Self::Switch(switch, SwitchPosition::Off) => {
                write!(f, "switch {} off", switch.scope())
            }
            Self::Release(scope) => write!(f, "release {scope}"),
        }
    }
}

impl fmt::Display for LimitChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scope, kind, value } = self;
        match value {
            Some(value) => write!(f, "{kind} of {scope} to {value}"),
            None => write!(f, "no {kind} of people for {scope}"),
        }
    }
}

impl ProposalStage {
    /// The short name: `open`, `agreed`, `in-force`, `withdrawn`, `void`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Agreed { .. } => "agreed",
            Self::InForce { .. } => "in-force",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Void { .. } => "void",
        }
    }
}

impl fmt::Display for NotProposed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("it would change nothing, or names a limit twice"),
            Self::TooMany => write!(
                f,
                "at most {LIMITS_PER_PROPOSAL_MAX} limits change at once, and at most {PROPOSALS_OPEN_MAX} proposals wait"
            ),
            Self::Limit(kind, fault) => write!(f, "{kind}: {fault}"),
            Self::Scope(kind, scope) => write!(
                f,
                "{kind} is counted of everything, of venues and of accounts, not of {scope}"
            ),
            Self::OverCeiling { kind, ceiling } => write!(
                f,
                "{kind}: the settings say {ceiling}, and a limit set here can only be tighter"
            ),
            Self::From => f.write_str("the instant must lie ahead, and within 31 days"),
            Self::NotHalted(scope) => write!(f, "{scope} is not halted"),
            Self::NotWaiting(number) => write!(f, "no proposal {number} waits for a person"),
            Self::OwnProposal(number) => write!(
                f,
                "proposal {number} is your own; another person has to agree to it"
            ),
            Self::OtherText(number) => write!(
                f,
                "what you agreed to is not what proposal {number} says; read it again"
            ),
        }
    }
}

impl core::error::Error for NotProposed {}

#[cfg(test)]
mod tests;
