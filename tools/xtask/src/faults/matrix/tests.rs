//! The plan of a campaign. Never starts a process.

use super::super::wishes::MARKETS;
use super::{Effect, FAULTS, Fault, Product, Target, Task, Wish};
use crate::chance::Chance;
use std::collections::BTreeSet;

#[test]
fn a_seed_is_a_plan() {
    let plan = |seed: u64| -> Vec<_> {
        let tasks = (0..200).map(|number| Task::of(seed, number, 200));
        tasks
            .map(|task| (task.wish, task.fault.map(|fault| fault.name)))
            .collect()
    };
    assert_eq!(plan(7), plan(7));
    assert_ne!(plan(7), plan(8));
}

#[test]
fn the_rate_is_kept_and_every_fault_is_drawn() {
    let faulty = |rate: u64| {
        let tasks = (0..10_000).map(|number| Task::of(1, number, rate));
        tasks
            .filter_map(|task| task.fault)
            .map(|fault| fault.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(faulty(0).len(), 0);
    assert_eq!(faulty(1_000).len(), 10_000);
    let fifth = faulty(200);
    assert!((1_850..2_150).contains(&fifth.len()), "{}", fifth.len());
    let names: BTreeSet<_> = FAULTS.iter().map(|fault| fault.name).collect();
    assert_eq!(names.len(), FAULTS.len(), "each name is one fault");
    assert_eq!(fifth.into_iter().collect::<BTreeSet<_>>(), names);
}

#[test]
fn what_the_ledger_calls_a_fault_is_read_back() {
    for fault in FAULTS {
        let mut chance = Chance::new(1);
        for order in fault.orders(&mut chance, MARKETS[0]) {
            let name = order["name"].as_str().unwrap();
            let (read, wait) = Fault::called(name).unwrap();
            assert_eq!(read.name, fault.name);
            assert!(order["ms"].is_null() || order["ms"] == wait, "{order}");
        }
    }
    assert!(Fault::called("chance").is_none());
}

#[test]
fn each_fault_befalls_what_can_have_it() {
    let mut seen = BTreeSet::new();
    for number in 0..20_000 {
        let task = Task::of(3, number, 500);
        let wanted = task.fault.and_then(|fault| fault.product);
        assert!(wanted.is_none_or(|product| product == task.product));
        let target = task.fault.map(|fault| fault.target);
        assert!(target != Some(Target::Setting) || task.leverage.is_some());
        if task.product == Product::Spot {
            assert_eq!((task.effect, task.leverage), (Effect::Any, None));
        } else {
            assert!(!matches!(task.wish, Wish::Pair | Wish::Replaced));
            seen.insert((task.effect == Effect::Reduce, task.leverage.is_some()));
        }
    }
    assert_eq!(seen.len(), 4, "contracts are reduced and set, and are not");
}

#[test]
fn a_fault_strikes_the_requests_of_its_own_product() {
    let place = FAULTS.iter().find(|fault| fault.target == Target::Place);
    let route = |market| {
        let orders = place.unwrap().orders(&mut Chance::new(1), market);
        orders[0]["route"].clone()
    };
    assert_eq!(route(MARKETS[0]), "/api/*");
    assert_eq!(route(MARKETS[2]), "/fapi/*");
}
