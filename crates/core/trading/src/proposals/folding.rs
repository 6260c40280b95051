//! What happened to proposals, folded into the state; the gate is told the limits that hold. Never decides.

use super::{
    Change, Controls, PROPOSALS_DECIDED_KEPT, Persons, Proposal, ProposalEvent, ProposalStage,
};
use crate::state::State;
use alloc::vec::Vec;
use gate::Gate;

impl State {
    pub(crate) fn apply_proposal(&mut self, gate: &mut Gate, event: &ProposalEvent) {
        match event {
            ProposalEvent::Proposed(proposal) => {
                let number = proposal.number;
                self.controls.proposals = self.controls.proposals.max(number);
                self.controls.waiting.insert(number, (**proposal).clone());
            }
            ProposalEvent::Agreed { number, cause, at } => {
                if let Some(proposal) = self.controls.waiting.get_mut(number) {
                    let by = Some(cause.clone());
                    proposal.stage = ProposalStage::Agreed { by, at: *at };
                }
            }
            ProposalEvent::InForce { number, at } => {
                let decided = self
                    .controls
                    .decide(*number, |stage| ProposalStage::InForce {
                        by: stage.second(),
                        at: *at,
                    });
                if let Some(Change::Limits(changes)) = decided {
                    for change in changes {
                        // What was proposed was within its bounds; a program that knows other bounds leaves the limit as it was.
                        let at = (change.scope, change.kind);
                        if gate.set_limit(at, change.value).is_ok() {
                            let set = self.controls.limits.entry(change.scope).or_default();
                            let kept = set.set(change.kind, change.value);
                            debug_assert!(kept.is_ok(), "{kept:?}");
                        }
                    }
                    self.controls.limits.retain(|_, set| !set.is_empty());
                    self.controls.version = self.controls.version.saturating_add(1);
                }
            }
            ProposalEvent::Withdrawn { number, cause, at } => {
                let by = cause.clone();
                self.controls
                    .decide(*number, |_| ProposalStage::Withdrawn { by, at: *at });
            }
            ProposalEvent::Void { number, why, at } => {
                let (why, at) = (*why, *at);
                self.controls
                    .decide(*number, |_| ProposalStage::Void { why, at });
            }
        }
    }

    /// Takes the controls back from a snapshot.
    pub(crate) fn take_back_controls(&mut self, gate: &mut Gate, controls: Controls) {
        for (scope, set) in &controls.limits {
            for kind in gate::LimitKind::ALL {
                let told = gate.set_limit((*scope, *kind), set.get(*kind));
                debug_assert!(told.is_ok(), "{told:?}");
            }
        }
        self.controls = controls;
    }
}

impl Controls {
    /// Moves a proposal to those that are decided; what it changes.
    fn decide(
        &mut self,
        number: u64,
        stage: impl FnOnce(&ProposalStage) -> ProposalStage,
    ) -> Option<Change> {
        let mut proposal = self.waiting.remove(&number)?;
        proposal.stage = stage(&proposal.stage);
        let change = proposal.change.clone();
        self.decided.push_back(proposal);
        if self.decided.len() > PROPOSALS_DECIDED_KEPT {
            self.decided.pop_front();
        }
        Some(change)
    }
}

impl Proposal {
    /// Where it stands when it is proposed: agreed where one person is enough.
    #[must_use]
    pub const fn first_stage(&self) -> ProposalStage {
        let at = self.at;
        match self.needs {
            Persons::One => ProposalStage::Agreed { by: None, at },
            Persons::Two => ProposalStage::Open,
        }
    }
}

impl ProposalStage {
    /// The second person, where one agreed.
    #[must_use]
    pub fn second(&self) -> Option<crate::Cause> {
        match self {
            Self::Agreed { by, .. } | Self::InForce { by, .. } => by.clone(),
            Self::Open | Self::Withdrawn { .. } | Self::Void { .. } => None,
        }
    }
}

/// What people have set of each limit that a change names.
pub(super) fn replaced(gate: &Gate, change: &Change) -> Vec<Option<gate::LimitValue>> {
    match change {
        Change::Limits(changes) => {
            let set = changes.iter();
            set.map(|c| gate.limit_of_people(c.scope, c.kind)).collect()
        }
        Change::Switch(..) | Change::Release(_) => Vec::new(),
    }
}
