//! Limits, switches and changes of both, as others see and wish them. Never decides whether a change is taken.

use crate::command::{Command, CommandError};
use crate::handle::{Desk, origin};
use crate::{Portfolio, Via};
use domain::{Scope, Time};
use gate::{LimitInForce, SwitchOf};
use identity::{Permit, SetLimits, SetSwitch};
use trading::{
    Cause, Change, Persons, Proposal, ProposalInput, ProposalStage, RequestId, Ticket, Trading,
};

/// The controls of the house as of one turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlsView {
    /// How many changes of limits came into force.
    pub version: u64,
    /// How many persons it takes to make the house looser.
    pub persons: Persons,
    /// Every limit in force, widest scope first.
    pub limits: Vec<LimitInForce>,
    /// Switches that are off.
    pub switches_off: Vec<SwitchOf>,
    /// Orders that wait for a second word, oldest first.
    pub tickets: Vec<Ticket>,
    /// Proposals that wait for a person or for their time.
    pub waiting: Vec<Proposal>,
    /// The last that were decided, newest first.
    pub decided: Vec<Proposal>,
}

/// Most decided proposals that are shown.
const DECIDED_SHOWN_MAX: usize = 50;

/// A proposal that was taken, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Its number.
    pub number: u64,
    /// Where it stands.
    pub stage: ProposalStage,
}

/// What people wish of controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ControlWish {
    Propose(Change, Option<Time>),
    Agree(u64, String),
    Withdraw(u64),
}

impl ControlWish {
    /// The wish for trading.
    pub(crate) fn input(self, request: RequestId, cause: Cause) -> ProposalInput {
        match self {
            Self::Propose(change, from) => ProposalInput::Propose {
                request,
                change,
                from,
                cause,
            },
            Self::Agree(number, text) => ProposalInput::Agree {
                request,
                number,
                text,
                cause,
            },
            Self::Withdraw(number) => ProposalInput::Withdraw {
                request,
                number,
                cause,
            },
        }
    }
}

impl ControlsView {
    /// Before the first turn: nothing is known.
    #[must_use]
    pub const fn unknown() -> Self {
        Self {
            version: 0,
            persons: Persons::One,
            limits: Vec::new(),
            switches_off: Vec::new(),
            tickets: Vec::new(),
            waiting: Vec::new(),
            decided: Vec::new(),
        }
    }

    /// The controls as they stand.
    pub(crate) fn of(trading: &Trading) -> Self {
        let controls = trading.controls();
        let decided = controls.decided.iter().rev().take(DECIDED_SHOWN_MAX);
        Self {
            version: controls.version,
            persons: trading.persons(),
            limits: trading.gate().limits_in_force(),
            switches_off: trading.switches_off().collect(),
            tickets: trading.tickets().cloned().collect(),
            waiting: controls.waiting.values().cloned().collect(),
            decided: decided.cloned().collect(),
        }
    }

    /// Whether a scope is switched off.
    #[must_use]
    pub fn is_off(&self, scope: Scope) -> bool {
        self.switches_off.iter().any(|off| off.scope() == scope)
    }
}

impl Portfolio {
    /// How many proposals wait for a second person.
    #[must_use]
    pub fn proposals_open(&self) -> usize {
        let waiting = self.controls.waiting.iter();
        waiting.filter(|p| p.stage == ProposalStage::Open).count()
    }
}

impl Desk {
    /// Proposes new limits; where they only make the house safer, or one person is enough, they hold when this answers.
    ///
    /// # Errors
    /// The change is none, over the settings, too large, busy, not recorded, or stopping. Nothing was changed.
    pub async fn propose_limits(
        &self,
        permit: Permit<SetLimits>,
        (changes, from): (Vec<trading::LimitChange>, Option<Time>),
        reason: &str,
    ) -> Result<Proposed, CommandError> {
        let cause = cause(origin(permit.actor(), Via::Page), reason);
        let wish = ControlWish::Propose(Change::Limits(changes), from);
        self.ask(|answer| Command::Propose(wish, cause, answer))
            .await
    }

    /// Turns a trading switch. Off holds at once; on may need a second person.
    ///
    /// # Errors
    /// It stands so already, busy, not recorded, or stopping. Nothing was changed.
    pub async fn turn_switch(
        &self,
        permit: Permit<SetSwitch>,
        (switch, position): (SwitchOf, gate::SwitchPosition),
        reason: &str,
    ) -> Result<Proposed, CommandError> {
        let cause = cause(origin(permit.actor(), Via::Page), reason);
        let wish = ControlWish::Propose(Change::Switch(switch, position), None);
        self.ask(|answer| Command::Propose(wish, cause, answer))
            .await
    }

    /// Agrees to a proposal of another person: to exactly the text that was read.
    ///
    /// # Errors
    /// It does not wait, it is one's own, the text is another, busy, not recorded, or stopping.
    pub async fn agree(
        &self,
        permit: Permit<SetLimits>,
        (number, text): (u64, String),
        reason: &str,
    ) -> Result<Proposed, CommandError> {
        let cause = cause(origin(permit.actor(), Via::Page), reason);
        let wish = ControlWish::Agree(number, text);
        self.ask(|answer| Command::Propose(wish, cause, answer))
            .await
    }

    /// Takes a proposal back, or says no to it.
    ///
    /// # Errors
    /// It does not wait, busy, not recorded, or stopping.
    pub async fn withdraw_proposal(
        &self,
        permit: Permit<SetLimits>,
        number: u64,
        reason: &str,
    ) -> Result<Proposed, CommandError> {
        let cause = cause(origin(permit.actor(), Via::Page), reason);
        self.ask(|answer| Command::Propose(ControlWish::Withdraw(number), cause, answer))
            .await
    }
}

fn cause(origin: domain::Origin, reason: &str) -> Cause {
    let reason = reason.to_owned();
    Cause { origin, reason }
}
