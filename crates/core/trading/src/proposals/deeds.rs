//! Taking proposals, agreeing to them, and making them true when their time comes. Never lets anybody agree to his own, never
//! loosens anything by itself.

use super::folding::replaced;
use super::{
    AHEAD_MAX, Change, LIMITS_PER_PROPOSAL_MAX, LimitChange, NotProposed, PROPOSAL_LIFE,
    PROPOSALS_OPEN_MAX, Persons, Proposal, ProposalEvent, ProposalInput, ProposalStage, VoidCause,
};
use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::input::{Cause, RequestId};
use crate::trading::Trading;
use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;
use domain::{Scope, Time};
use gate::{SwitchOf, SwitchPosition};

impl Trading {
    pub(crate) fn proposal(&mut self, now: Time, input: ProposalInput, out: &mut Vec<Effect>) {
        match input {
            ProposalInput::Propose {
                request,
                change,
                from,
                cause,
            } => self.propose(now, request, (change, from, cause), out),
            ProposalInput::Agree {
                request,
                number,
                text,
                cause,
            } => {
                let agreed = self.agree(now, (number, &text), cause, out);
                self.answer_about(request, agreed.map(|()| number), out);
            }
            ProposalInput::Withdraw {
                request,
                number,
                cause,
            } => {
                let withdrawn = self.withdraw(now, number, cause, out);
                self.answer_about(request, withdrawn.map(|()| number), out);
            }
        }
    }

    /// Takes a proposal; where it needs no second person and no later time, it holds in the same turn.
    pub(crate) fn propose(
        &mut self,
        now: Time,
        request: RequestId,
        (change, from, cause): (Change, Option<Time>, Cause),
        out: &mut Vec<Effect>,
    ) {
        let proposed = self.judge_change(now, &change, from).map(|()| {
            let number = self.state.controls.proposals.saturating_add(1);
            let mut proposal = Proposal {
                number,
                needs: self.persons_for(&change),
                replaces: replaced(&self.gate, &change),
                change,
                from: from.unwrap_or(now),
                cause: cause.bounded(),
                at: now,
                stage: ProposalStage::Open,
            };
            proposal.stage = proposal.first_stage();
            let event = ProposalEvent::Proposed(Box::new(proposal));
            self.record(Event::Proposal(event), out);
            self.look_at_proposals(now, out);
            number
        });
        self.answer_about(request, proposed, out);
    }

    fn answer_about(
        &self,
        request: RequestId,
        about: Result<u64, NotProposed>,
        out: &mut Vec<Effect>,
    ) {
        let answer = match about {
            Err(why) => Answer::NotProposed(why),
            Ok(number) => Answer::Proposed {
                number,
                stage: self.stage_of(number).unwrap_or(ProposalStage::Open),
            },
        };
        Self::answer(request, answer, out);
    }

    fn stage_of(&self, number: u64) -> Option<ProposalStage> {
        let controls = &self.state.controls;
        let decided = controls.decided.iter().rev();
        let mut all = controls.waiting.get(&number).into_iter().chain(decided);
        all.find(|proposal| proposal.number == number)
            .map(|proposal| proposal.stage.clone())
    }

    /// Whether a change can be made at all.
    fn judge_change(
        &self,
        now: Time,
        change: &Change,
        from: Option<Time>,
    ) -> Result<(), NotProposed> {
        if self.state.controls.waiting.len() >= PROPOSALS_OPEN_MAX {
            return Err(NotProposed::TooMany);
        }
        if from.is_some_and(|from| from <= now || from > now.plus(AHEAD_MAX)) {
            return Err(NotProposed::From);
        }
        match change {
            Change::Limits(changes) => self.judge_limits(changes),
            Change::Switch(switch, position) => {
                let is_off = self.state.switches_off.contains(switch);
                let changes = match position {
                    // A person who switches a symbol on has looked at it, also one that was never off.
                    SwitchPosition::On => is_off || matches!(switch, SwitchOf::Symbol(_)),
                    SwitchPosition::Off => !is_off,
                };
                changes.then_some(()).ok_or(NotProposed::Nothing)
            }
            Change::Release(scope) => {
                let is_halted = self.state.halts.contains_key(scope);
                is_halted
                    .then_some(())
                    .ok_or(NotProposed::NotHalted(*scope))
            }
        }
    }

    fn judge_limits(&self, changes: &[LimitChange]) -> Result<(), NotProposed> {
        if changes.len() > LIMITS_PER_PROPOSAL_MAX {
            return Err(NotProposed::TooMany);
        }
        let named: BTreeSet<_> = changes.iter().map(|c| (c.scope, c.kind)).collect();
        let changed = changes
            .iter()
            .any(|c| self.gate.limit_of_people(c.scope, c.kind) != c.value);
        if named.len() != changes.len() || !changed {
            return Err(NotProposed::Nothing);
        }
        for LimitChange { scope, kind, value } in changes {
            let Some(value) = *value else { continue };
            if !kind.holds_in(*scope) {
                return Err(NotProposed::Scope(*kind, *scope));
            }
            kind.check(value)
                .map_err(|fault| NotProposed::Limit(*kind, fault))?;
            if let Some(ceiling) = self.gate.ceiling(*scope, *kind)
                && !kind.as_tight(Some(value), Some(ceiling))
            {
                let kind = *kind;
                return Err(NotProposed::OverCeiling { kind, ceiling });
            }
        }
        Ok(())
    }

    /// How many persons a change needs: one where it only makes the house safer.
    fn persons_for(&self, change: &Change) -> Persons {
        let safer = match change {
            Change::Limits(changes) => changes.iter().all(|c| {
                c.kind
                    .as_tight(c.value, self.gate.limit_of_people(c.scope, c.kind))
            }),
            Change::Switch(_, SwitchPosition::Off) => true,
            Change::Switch(_, SwitchPosition::On) | Change::Release(_) => false,
        };
        if safer {
            Persons::One
        } else {
            self.config.persons
        }
    }

    fn agree(
        &mut self,
        now: Time,
        (number, text): (u64, &str),
        cause: Cause,
        out: &mut Vec<Effect>,
    ) -> Result<(), NotProposed> {
        let proposal = self.state.controls.waiting.get(&number);
        let proposal = proposal.filter(|proposal| proposal.stage == ProposalStage::Open);
        let proposal = proposal.ok_or(NotProposed::NotWaiting(number))?;
        if proposal.cause.origin.user() == cause.origin.user() {
            return Err(NotProposed::OwnProposal(number));
        }
        if proposal.change.text() != text {
            return Err(NotProposed::OtherText(number));
        }
        let cause = cause.bounded();
        let event = ProposalEvent::Agreed {
            number,
            cause,
            at: now,
        };
        self.record(Event::Proposal(event), out);
        self.look_at_proposals(now, out);
        Ok(())
    }

    fn withdraw(
        &mut self,
        now: Time,
        number: u64,
        cause: Cause,
        out: &mut Vec<Effect>,
    ) -> Result<(), NotProposed> {
        if !self.state.controls.waiting.contains_key(&number) {
            return Err(NotProposed::NotWaiting(number));
        }
        let cause = cause.bounded();
        let event = ProposalEvent::Withdrawn {
            number,
            cause,
            at: now,
        };
        self.record(Event::Proposal(event), out);
        Ok(())
    }

    /// Makes true what is agreed and due, and voids what nobody agreed to in time or what would replace something else.
    pub(crate) fn look_at_proposals(&mut self, now: Time, out: &mut Vec<Effect>) {
        let waiting = self.state.controls.waiting.values();
        let due: Vec<u64> = waiting
            .filter(|proposal| due_at(proposal) <= now)
            .map(|proposal| proposal.number)
            .collect();
        for number in due {
            self.decide(now, number, out);
        }
    }

    fn decide(&mut self, now: Time, number: u64, out: &mut Vec<Effect>) {
        let Some(proposal) = self.state.controls.waiting.get(&number).cloned() else {
            return;
        };
        let at = now;
        let void = |why| Event::Proposal(ProposalEvent::Void { number, why, at });
        if proposal.stage == ProposalStage::Open {
            return self.record(void(VoidCause::Time), out);
        }
        if !self.still_stands(&proposal) {
            return self.record(void(VoidCause::Moved), out);
        }
        self.record(Event::Proposal(ProposalEvent::InForce { number, at }), out);
        let cause = proposal.whole_cause();
        match proposal.change {
            Change::Limits(_) => {}
            Change::Switch(switch, position) => {
                let event = Event::SwitchSet {
                    switch,
                    position,
                    cause,
                    at,
                };
                self.record(event, out);
            }
            Change::Release(scope) => {
                self.record(Event::Released { scope, cause, at }, out);
            }
        }
    }

    /// Whether a proposal would still replace what it was agreed to replace.
    fn still_stands(&self, proposal: &Proposal) -> bool {
        match &proposal.change {
            Change::Limits(_) => replaced(&self.gate, &proposal.change) == proposal.replaces,
            Change::Switch(..) => true,
            // A halt that was released and pressed again meanwhile is another one.
            Change::Release(scope) => {
                let halt = self.state.halts.get(scope);
                halt.is_some_and(|halt| halt.at <= proposal.at)
            }
        }
    }

    /// When a proposal must be looked at next.
    pub(crate) fn next_proposal(&self) -> Option<Time> {
        self.state.controls.waiting.values().map(due_at).min()
    }

    /// The release of a halt: at once by one person, or proposed where two must agree.
    pub(crate) fn release_by(
        &mut self,
        now: Time,
        request: RequestId,
        (scope, cause): (Scope, Cause),
        out: &mut Vec<Effect>,
    ) {
        match self.config.persons {
            Persons::One => self.release(now, request, (scope, cause), out),
            Persons::Two => {
                let change = Change::Release(scope);
                self.propose(now, request, (change, None, cause), out);
            }
        }
    }
}

/// When a proposal is due: for its time, or for its end.
fn due_at(proposal: &Proposal) -> Time {
    match proposal.stage {
        ProposalStage::Open => proposal.at.plus(PROPOSAL_LIFE),
        ProposalStage::Agreed { .. }
        | ProposalStage::InForce { .. }
        | ProposalStage::Withdrawn { .. }
        | ProposalStage::Void { .. } => proposal.from,
    }
}

impl Proposal {
    /// Who did it and why, with the second person's words.
    fn whole_cause(&self) -> Cause {
        let Some(second) = self.stage.second() else {
            return self.cause.clone();
        };
        let who = match second.origin.user() {
            Some(user) => format!("user {user}"),
            None => "the terminal".into(),
        };
        let reason = format!("{} (agreed by {who}: {})", self.cause.reason, second.reason);
        let origin = self.cause.origin;
        Cause { origin, reason }.bounded()
    }
}
