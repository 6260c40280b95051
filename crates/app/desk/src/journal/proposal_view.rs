//! Changes of controls in the journal's own form. Never judges them.

use super::JournalError;
use super::event_parts::{CauseView, PositionOfSwitch, SwitchView};
use domain::{Scope, Time};
use gate::{LimitKind, LimitSet, LimitValue};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use trading::{
    Change, Controls, LimitChange, Persons, Proposal, ProposalEvent, ProposalStage, VoidCause,
};

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "proposal", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum ProposalView {
    Proposed(ProposedView),
    Agreed {
        number: u64,
        cause: CauseView,
        at: Time,
    },
    InForce {
        number: u64,
        at: Time,
    },
    Withdrawn {
        number: u64,
        cause: CauseView,
        at: Time,
    },
    Void {
        number: u64,
        why: VoidView,
        at: Time,
    },
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ProposedView {
    number: u64,
    change: ChangeView,
    replaces: Vec<Option<String>>,
    from: Time,
    needs: PersonsView,
    cause: CauseView,
    at: Time,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case", deny_unknown_fields)]
enum ChangeView {
    Limits {
        limits: Vec<LimitChangeView>,
    },
    Switch {
        switch: SwitchView,
        position: PositionOfSwitch,
    },
    Release {
        scope: Scope,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitChangeView {
    scope: Scope,
    limit: String,
    value: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PersonsView {
    One,
    Two,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum VoidView {
    Time,
    Moved,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ControlsView {
    proposals: u64,
    version: u64,
    limits: Vec<LimitChangeView>,
    waiting: Vec<KeptView>,
    decided: Vec<KeptView>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptView {
    proposed: ProposedView,
    stage: StageView,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "kebab-case", deny_unknown_fields)]
enum StageView {
    Open,
    Agreed { by: Option<CauseView>, at: Time },
    InForce { by: Option<CauseView>, at: Time },
    Withdrawn { by: CauseView, at: Time },
    Void { why: VoidView, at: Time },
}

const fn impossible(what: &'static str) -> JournalError {
    JournalError::Value { what }
}

fn value_of(kind: LimitKind, text: Option<String>) -> Result<Option<LimitValue>, JournalError> {
    let read = text.map(|text| kind.parse(&text)).transpose();
    read.map_err(|_| impossible("number of a limit"))
}

fn texts(values: &[Option<LimitValue>]) -> Vec<Option<String>> {
    let texts = values.iter().map(|value| value.map(LimitValue::text));
    texts.collect()
}

/// What limits were before, each of the form of the limit that the change names.
fn replaced(
    change: &Change,
    texts: Vec<Option<String>>,
) -> Result<Vec<Option<LimitValue>>, JournalError> {
    let changes: &[LimitChange] = match change {
        Change::Limits(changes) => changes,
        Change::Switch(..) | Change::Release(_) => &[],
    };
    if changes.len() != texts.len() {
        return Err(impossible("count of limits"));
    }
    let read = changes.iter().zip(texts);
    read.map(|(change, text)| value_of(change.kind, text))
        .collect()
}

impl LimitChangeView {
    fn of(change: &LimitChange) -> Self {
        Self {
            scope: change.scope,
            limit: change.kind.name().to_owned(),
            value: change.value.map(LimitValue::text),
        }
    }

    fn change(self) -> Result<LimitChange, JournalError> {
        let kind = self.limit.parse().map_err(|_| impossible("limit"))?;
        Ok(LimitChange {
            scope: self.scope,
            kind,
            value: value_of(kind, self.value)?,
        })
    }
}

impl ChangeView {
    fn of(change: &Change) -> Self {
        match change {
            Change::Limits(changes) => Self::Limits {
                limits: changes.iter().map(LimitChangeView::of).collect(),
            },
            Change::Switch(switch, position) => Self::Switch {
                switch: SwitchView::of(switch),
                position: PositionOfSwitch::of(*position),
            },
            Change::Release(scope) => Self::Release { scope: *scope },
        }
    }

    fn change(self) -> Result<Change, JournalError> {
        Ok(match self {
            Self::Limits { limits } => {
                let limits = limits.into_iter().map(LimitChangeView::change);
                Change::Limits(limits.collect::<Result<_, _>>()?)
            }
            Self::Switch { switch, position } => {
                Change::Switch(switch.switch(), position.position())
            }
            Self::Release { scope } => Change::Release(scope),
        })
    }
}

impl PersonsView {
    const fn of(persons: Persons) -> Self {
        match persons {
            Persons::One => Self::One,
            Persons::Two => Self::Two,
        }
    }

    const fn persons(self) -> Persons {
        match self {
            Self::One => Persons::One,
            Self::Two => Persons::Two,
        }
    }
}

impl VoidView {
    const fn of(why: VoidCause) -> Self {
        match why {
            VoidCause::Time => Self::Time,
            VoidCause::Moved => Self::Moved,
        }
    }

    const fn why(self) -> VoidCause {
        match self {
            Self::Time => VoidCause::Time,
            Self::Moved => VoidCause::Moved,
        }
    }
}

impl ProposedView {
    fn of(proposal: &Proposal) -> Self {
        Self {
            number: proposal.number,
            change: ChangeView::of(&proposal.change),
            replaces: texts(&proposal.replaces),
            from: proposal.from,
            needs: PersonsView::of(proposal.needs),
            cause: CauseView::of(&proposal.cause),
            at: proposal.at,
        }
    }

    fn proposal(self, stage: ProposalStage) -> Result<Proposal, JournalError> {
        let change = self.change.change()?;
        Ok(Proposal {
            number: self.number,
            replaces: replaced(&change, self.replaces)?,
            change,
            from: self.from,
            needs: self.needs.persons(),
            cause: self.cause.cause(),
            at: self.at,
            stage,
        })
    }
}

impl ProposalView {
    pub(super) fn of(event: &ProposalEvent) -> Self {
        match event {
            ProposalEvent::Proposed(proposal) => Self::Proposed(ProposedView::of(proposal)),
            ProposalEvent::Agreed { number, cause, at } => Self::Agreed {
                number: *number,
                cause: CauseView::of(cause),
                at: *at,
            },
            ProposalEvent::InForce { number, at } => Self::InForce {
                number: *number,
                at: *at,
            },
            ProposalEvent::Withdrawn { number, cause, at } => Self::Withdrawn {
                number: *number,
                cause: CauseView::of(cause),
                at: *at,
            },
            ProposalEvent::Void { number, why, at } => Self::Void {
                number: *number,
                why: VoidView::of(*why),
                at: *at,
            },
        }
    }

    pub(super) fn event(self) -> Result<ProposalEvent, JournalError> {
        Ok(match self {
            Self::Proposed(view) => {
                let mut proposal = view.proposal(ProposalStage::Open)?;
                proposal.stage = proposal.first_stage();
                ProposalEvent::Proposed(Box::new(proposal))
            }
            Self::Agreed { number, cause, at } => ProposalEvent::Agreed {
                number,
                cause: cause.cause(),
                at,
            },
            Self::InForce { number, at } => ProposalEvent::InForce { number, at },
            Self::Withdrawn { number, cause, at } => ProposalEvent::Withdrawn {
                number,
                cause: cause.cause(),
                at,
            },
            Self::Void { number, why, at } => ProposalEvent::Void {
                number,
                why: why.why(),
                at,
            },
        })
    }
}

impl StageView {
    fn of(stage: &ProposalStage) -> Self {
        let view = |by: &Option<trading::Cause>| by.as_ref().map(CauseView::of);
        match stage {
            ProposalStage::Open => Self::Open,
            ProposalStage::Agreed { by, at } => Self::Agreed {
                by: view(by),
                at: *at,
            },
            ProposalStage::InForce { by, at } => Self::InForce {
                by: view(by),
                at: *at,
            },
            ProposalStage::Withdrawn { by, at } => Self::Withdrawn {
                by: CauseView::of(by),
                at: *at,
            },
            ProposalStage::Void { why, at } => Self::Void {
                why: VoidView::of(*why),
                at: *at,
            },
        }
    }

    fn stage(self) -> ProposalStage {
        match self {
            Self::Open => ProposalStage::Open,
            Self::Agreed { by, at } => ProposalStage::Agreed {
                by: by.map(CauseView::cause),
                at,
            },
            Self::InForce { by, at } => ProposalStage::InForce {
                by: by.map(CauseView::cause),
                at,
            },
            Self::Withdrawn { by, at } => ProposalStage::Withdrawn { by: by.cause(), at },
            Self::Void { why, at } => ProposalStage::Void { why: why.why(), at },
        }
    }
}

impl KeptView {
    fn of(kept: &Proposal) -> Self {
        Self {
            proposed: ProposedView::of(kept),
            stage: StageView::of(&kept.stage),
        }
    }

    fn proposal(self) -> Result<Proposal, JournalError> {
        self.proposed.proposal(self.stage.stage())
    }
}

impl ControlsView {
    pub(super) fn of(controls: &Controls) -> Self {
        let limits = controls.limits.iter().flat_map(|(scope, set)| {
            let kinds = LimitKind::ALL.iter();
            kinds.filter_map(move |kind| {
                let value = Some(set.get(*kind)?);
                let (scope, kind) = (*scope, *kind);
                Some(LimitChangeView::of(&LimitChange { scope, kind, value }))
            })
        });
        Self {
            proposals: controls.proposals,
            version: controls.version,
            limits: limits.collect(),
            waiting: controls.waiting.values().map(KeptView::of).collect(),
            decided: controls.decided.iter().map(KeptView::of).collect(),
        }
    }

    pub(super) fn controls(self) -> Result<Controls, JournalError> {
        let mut limits: BTreeMap<Scope, LimitSet> = BTreeMap::new();
        for change in self.limits {
            let change = change.change()?;
            let set = limits.entry(change.scope).or_default();
            set.set(change.kind, change.value)
                .map_err(|_| impossible("number of a limit"))?;
        }
        let waiting = self.waiting.into_iter().map(|kept| {
            let proposal = kept.proposal()?;
            Ok((proposal.number, proposal))
        });
        let decided = self.decided.into_iter().map(KeptView::proposal);
        Ok(Controls {
            proposals: self.proposals,
            version: self.version,
            limits,
            waiting: waiting.collect::<Result<_, JournalError>>()?,
            decided: decided.collect::<Result<_, _>>()?,
        })
    }
}
