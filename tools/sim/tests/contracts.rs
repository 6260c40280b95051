//! Days on contracts that must hold, that must fail, and their list of faults beside the fault campaign's.
// SEC-01 ORD-02 ORD-03 ORD-09 ORD-10

use sim::{BEYOND, Failure, ROWS, Strike, live_contracts};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use trading::{Planted, TradingConfig};

/// Days that the house without a fault lives through here; `cargo xtask sim` lives through many more.
const DAYS: u64 = 12;
/// Days within which a planted fault must be found.
const DAYS_TO_FIND: u64 = 12;

/// What the fault campaign calls its faults, in its own text.
const CAMPAIGN: &str = include_str!("../../xtask/src/faults/matrix.rs");
/// What is written of the days.
const SPEC: &str = include_str!("../../../docs/spec/simulation.md");

/// All quoted texts of the campaign's table: the names of its faults, and the exchange's words for them.
fn quoted() -> Vec<&'static str> {
    let table = CAMPAIGN.split_once("pub(super) const FAULTS: &[Fault] = &[");
    let table = table.and_then(|(_, table)| table.split_once("\n];"));
    let table = table.map_or("", |(table, _)| table);
    table.split('"').skip(1).step_by(2).collect()
}

/// Words are one word of letters; names never are.
fn is_word(text: &str) -> bool {
    text.is_empty() || text.chars().all(|c| c.is_ascii_alphabetic())
}

/// The campaign's faults, each with the exchange's word for it where it has one.
fn campaign() -> BTreeMap<&'static str, &'static str> {
    let quoted = quoted();
    let mut faults = BTreeMap::new();
    for (at, text) in quoted.iter().enumerate() {
        if !is_word(text) {
            let word = quoted.get(at + 1).copied().filter(|next| is_word(next));
            assert!(faults.insert(*text, word.unwrap_or("")).is_none(), "{text}");
        }
    }
    faults
}

fn first_failure(planted: Planted) -> Option<Failure> {
    let config = TradingConfig::with_planted(planted);
    (1..=DAYS_TO_FIND).find_map(|seed| live_contracts(seed, config).err().map(|failure| *failure))
}

#[test]
fn s10_every_fault_of_the_campaign_is_lived() {
    let campaign = campaign();
    assert!(campaign.len() > 60, "{campaign:?}");
    let ours: BTreeMap<&str, Strike> = ROWS.iter().map(|row| (row.name, row.strike)).collect();
    assert_eq!(ours.len(), ROWS.len(), "a name stands there twice");
    for (name, word) in &campaign {
        let row = ours.get(name);
        let row = row.unwrap_or_else(|| panic!("no day lives `{name}`"));
        match row {
            Strike::Request(_, said) | Strike::Event(_, said) => assert_eq!(said, word, "{name}"),
            Strike::Marks
            | Strike::Depth
            | Strike::ListenKey
            | Strike::Skew(_)
            | Strike::Cut
            | Strike::Kill(_)
            | Strike::OnSpot(_) => {}
        }
        let line = format!("| {name} |");
        assert!(
            SPEC.contains(&line),
            "docs/spec/simulation.md has no line `{line}`"
        );
    }
    let known: BTreeSet<&str> = campaign.keys().copied().chain(BEYOND).collect();
    let lived: BTreeSet<&str> = ours.keys().copied().collect();
    assert_eq!(lived, known);
}

#[test]
fn s11_days_on_contracts_hold_every_oracle_and_are_worth_judging() {
    let next = AtomicU64::new(1);
    let sum = std::sync::Mutex::new(sim::Tally::default());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > DAYS {
                        return;
                    }
                    match live_contracts(seed, TradingConfig::default()) {
                        Ok(report) => sum.lock().unwrap().add(&report.tally),
                        Err(failure) => panic!("{failure}"),
                    }
                }
            });
        }
    });
    let sum = sum.into_inner().unwrap();
    let here = ROWS
        .iter()
        .filter(|row| !matches!(row.strike, Strike::OnSpot(_)));
    let mut never: Vec<&str> = here
        .map(|row| row.name)
        .filter(|name| sum.of(name) == 0)
        .collect();
    for what in [
        "fill-booked",
        "guard",
        "amended",
        "payments booked",
        "conditional orders woken",
        "setting-answered",
        "unresolved",
        "dead",
        "effect of a dead process",
        "message to a dead process",
    ] {
        if sum.of(what) == 0 {
            never.push(what);
        }
    }
    assert!(never.is_empty(), "{never:?} never happened: {sum:?}");
}

#[test]
fn s12_the_same_seed_lives_the_same_day_on_contracts() {
    let first = live_contracts(3, TradingConfig::default()).unwrap();
    let second = live_contracts(3, TradingConfig::default()).unwrap();
    assert_eq!(first, second);
    let other = live_contracts(4, TradingConfig::default()).unwrap();
    assert_ne!(first.hash, other.hash);
}

#[test]
fn s13_classic_faults_are_caught_on_contracts_too() {
    for planted in [
        Planted::TimeoutTakenForRejection,
        Planted::FillCountedTwice,
        Planted::ExitEndOverlooked,
    ] {
        let failure = first_failure(planted);
        assert!(
            failure.is_some(),
            "{planted:?} lived through {DAYS_TO_FIND} days"
        );
    }
}
