//! Changes of controls read back as they were written.

use super::*;
use domain::{Origin, Scope, UserId};
use gate::{LimitKind, LimitSet, LimitValue, SwitchOf, SwitchPosition};
use trading::{
    Cause, Change, Controls, LimitChange, Persons, Proposal, ProposalEvent, ProposalStage,
    VoidCause,
};

fn cause(user: u64) -> Cause {
    Cause {
        origin: Origin::Person(UserId::new(user)),
        reason: "because".to_owned(),
    }
}

fn value(kind: LimitKind) -> Option<LimitValue> {
    let texts = ["1", "0.5"];
    texts.iter().find_map(|text| kind.parse(text).ok())
}

fn changes() -> Vec<(Change, Vec<Option<LimitValue>>)> {
    let limits: Vec<LimitChange> = LimitKind::ALL
        .iter()
        .map(|kind| LimitChange {
            scope: "symbol:BTC/USDT".parse().unwrap(),
            kind: *kind,
            value: value(*kind),
        })
        .collect();
    let before = limits.iter().map(|change| value(change.kind)).collect();
    let gone = LimitChange {
        scope: Scope::Global,
        kind: LimitKind::OpenOrdersMax,
        value: None,
    };
    let switch = SwitchOf::User(UserId::new(3));
    vec![
        (Change::Limits(limits), before),
        (Change::Limits(vec![gone]), vec![None]),
        (Change::Switch(switch, SwitchPosition::On), Vec::new()),
        (Change::Switch(switch, SwitchPosition::Off), Vec::new()),
        (Change::Release(Scope::Global), Vec::new()),
    ]
}

fn stages() -> Vec<ProposalStage> {
    let at = Time::from_nanos(5);
    let mut all = vec![ProposalStage::Open];
    for by in [None, Some(cause(8))] {
        let other = by.clone();
        all.push(ProposalStage::Agreed { by, at });
        all.push(ProposalStage::InForce { by: other, at });
    }
    all.push(ProposalStage::Withdrawn { by: cause(9), at });
    for why in [VoidCause::Time, VoidCause::Moved] {
        all.push(ProposalStage::Void { why, at });
    }
    all
}

fn proposals() -> Vec<Proposal> {
    let mut all = Vec::new();
    for (change, replaces) in changes() {
        for stage in stages() {
            let needs = match all.len() % 2 {
                0 => Persons::One,
                _ => Persons::Two,
            };
            all.push(Proposal {
                number: u64::try_from(all.len()).unwrap(),
                change: change.clone(),
                replaces: replaces.clone(),
                from: Time::from_nanos(7),
                cause: cause(7),
                at: Time::from_nanos(3),
                needs,
                stage,
            });
        }
    }
    all
}

/// Every fact about changes of controls.
pub(super) fn events() -> Vec<Event> {
    let (number, at) = (4, Time::from_nanos(9));
    let first = |mut proposal: Proposal| {
        proposal.stage = proposal.first_stage();
        ProposalEvent::Proposed(Box::new(proposal))
    };
    let mut all: Vec<ProposalEvent> = proposals().into_iter().map(first).collect();
    let cause = cause(8);
    all.push(ProposalEvent::InForce { number, at });
    for why in [VoidCause::Time, VoidCause::Moved] {
        all.push(ProposalEvent::Void { number, why, at });
    }
    let agreed = cause.clone();
    all.push(ProposalEvent::Agreed {
        number,
        cause: agreed,
        at,
    });
    all.push(ProposalEvent::Withdrawn { number, cause, at });
    all.into_iter().map(Event::Proposal).collect()
}

/// Controls with everything they can hold.
pub(super) fn controls() -> Controls {
    let mut set = LimitSet::default();
    for kind in LimitKind::ALL {
        set.set(*kind, value(*kind)).unwrap();
    }
    let all = proposals();
    Controls {
        proposals: 90,
        version: 6,
        limits: [(Scope::Global, set)].into(),
        waiting: all.iter().cloned().map(|p| (p.number, p)).collect(),
        decided: all.into_iter().collect(),
    }
}

#[test]
fn a_change_with_a_number_of_another_form_is_refused() {
    let event = events().into_iter().next().unwrap();
    let body = row(&event).unwrap().body;
    assert!(super::event(&body).is_ok());
    let spoiled = body.replace("\"order_value_max\"", "\"something_else\"");
    assert!(super::event(&spoiled).is_err());
    let spoiled = body.replacen("\"value\":\"1\"", "\"value\":\"much\"", 1);
    assert!(super::event(&spoiled).is_err());
}
