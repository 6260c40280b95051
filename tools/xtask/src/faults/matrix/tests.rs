//! The plan of a campaign. Never starts a process.

use super::{FAULTS, Fault, Task};
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
        for order in fault.orders(&mut chance, "BTCUSDT") {
            let name = order["name"].as_str().unwrap();
            let (read, wait) = Fault::called(name).unwrap();
            assert_eq!(read.name, fault.name);
            assert!(order["ms"].is_null() || order["ms"] == wait, "{order}");
        }
    }
    assert!(Fault::called("chance").is_none());
}
