//! Days that must hold, days that must fail, and the same day twice.
// SEC-01 ORD-03 ORD-10

use sim::{Failure, live};
use std::sync::atomic::{AtomicU64, Ordering};
use trading::{Planted, TradingConfig};

/// Days that the house without a fault lives through here; `cargo xtask sim` lives through many more.
const DAYS: u64 = 40;
/// Days within which a planted fault must be found.
const DAYS_TO_FIND: u64 = 40;

fn config(planted: Planted) -> TradingConfig {
    TradingConfig::with_planted(planted)
}

/// The first day that fails, if one of them does.
fn first_failure(planted: Planted, days: u64) -> Option<Failure> {
    (1..=days).find_map(|seed| live(seed, config(planted)).err().map(|failure| *failure))
}

#[test]
fn s1_whole_days_hold_every_oracle() {
    let next = AtomicU64::new(1);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > DAYS {
                        return;
                    }
                    if let Err(failure) = live(seed, TradingConfig::default()) {
                        panic!("{failure}");
                    }
                }
            });
        }
    });
}

#[test]
fn s2_days_are_worth_judging() {
    let mut sum = sim::Tally::default();
    for seed in 1..=12 {
        sum.add(&live(seed, TradingConfig::default()).unwrap().tally);
    }
    for what in [
        "opened",
        "refused",
        "fill-booked",
        "ended",
        "halted",
        "released",
        "cancel-asked",
        "clock-jump",
        "answer lost",
        "report lost",
        "report doubled",
        "refused before the engine",
        "dark",
        "unresolved",
        "guard",
        "amended",
        "message to a dead process",
        "effect of a dead process",
    ] {
        assert!(sum.of(what) > 0, "{what} never happened: {sum:?}");
    }
    assert!(sum.of("start") > 12, "no process died: {sum:?}");
}

#[test]
fn s3_the_same_seed_lives_the_same_day() {
    for seed in [3, 4] {
        let first = live(seed, TradingConfig::default()).unwrap();
        let second = live(seed, TradingConfig::default()).unwrap();
        assert_eq!(first, second);
    }
    let other = live(5, TradingConfig::default()).unwrap();
    assert_ne!(other.hash, live(6, TradingConfig::default()).unwrap().hash);
}

#[test]
fn s4_a_timeout_taken_for_a_rejection_is_caught() {
    let failure = first_failure(Planted::TimeoutTakenForRejection, DAYS_TO_FIND);
    assert!(failure.is_some_and(|failure| !failure.lines.is_empty()));
}

#[test]
fn s5_a_never_seen_believed_while_the_request_is_in_flight_is_caught() {
    assert!(first_failure(Planted::NeverSeenBelievedEarly, DAYS_TO_FIND).is_some());
}

#[test]
fn s6_a_fill_counted_twice_is_caught() {
    assert!(first_failure(Planted::FillCountedTwice, DAYS_TO_FIND).is_some());
}

#[test]
fn s7_a_hold_released_early_is_caught() {
    assert!(first_failure(Planted::HoldReleasedEarly, DAYS_TO_FIND).is_some());
}

#[test]
fn s9_an_exit_whose_end_is_overlooked_is_caught() {
    assert!(first_failure(Planted::ExitEndOverlooked, DAYS_TO_FIND).is_some());
}

#[test]
fn s8_a_failure_names_its_seed_and_fails_again_the_same_way() {
    let failure = first_failure(Planted::FillCountedTwice, DAYS_TO_FIND).unwrap();
    let again = *live(failure.seed, config(Planted::FillCountedTwice)).unwrap_err();
    assert_eq!(again, failure);
    assert!(
        failure
            .to_string()
            .contains(&format!("seed {}", failure.seed))
    );
}
