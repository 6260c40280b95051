//! Lock-out at its edges, and that tries at once cannot pass together.

use crate::{Failures, Lock, LockoutRules};
use domain::{Span, Time};
use proptest::prelude::*;

const RULES: LockoutRules = LockoutRules::SUBJECT;
const START: Time = Time::from_millis(1_700_000_000_000);

fn at(secs: i64) -> Time {
    START.plus(Span::from_secs(secs))
}

fn charge(stored: Option<Failures>, secs: i64) -> Result<Failures, Lock> {
    Failures::charge(stored, &RULES, at(secs))
}

// AUTH-09
#[test]
fn the_sixth_try_is_refused_for_fifteen_minutes() {
    let mut stored = None;
    for second in 0..5 {
        stored = Some(charge(stored, second).expect("five tries are judged"));
    }
    let until = at(4).plus(Span::from_secs(900));
    assert_eq!(charge(stored, 5), Err(Lock { until }));
    assert_eq!(charge(stored, 4 + 899), Err(Lock { until }));
    let after = charge(stored, 4 + 900).expect("the lock is over");
    assert_eq!((after.count, after.locked_until), (1, None));
}

#[test]
fn old_failures_are_forgotten_at_the_end_of_the_window() {
    let four = Failures {
        count: 4,
        since: START,
        locked_until: None,
    };
    assert!(charge(Some(four), 899).unwrap().locked_until.is_some());
    assert_eq!(
        charge(Some(four), 900),
        Ok(Failures {
            count: 1,
            since: at(900),
            locked_until: None
        })
    );
}

#[test]
fn a_source_that_many_share_takes_more() {
    let mut stored = None;
    for _ in 0..20 {
        stored = Some(Failures::charge(stored, &LockoutRules::SOURCE, START).unwrap());
    }
    assert!(Failures::charge(stored, &LockoutRules::SOURCE, START).is_err());
}

proptest! {
    // Whatever the pace, no window of 15 minutes sees more than 9 judged tries of one name (4 before a lock is
    // forgotten at a window's end, then 5 that lock), and after each fifth in a window nothing is judged for 15 minutes.
    #[test]
    fn guessing_is_slow_at_any_pace(steps in prop::collection::vec(0_i64..400, 1..200)) {
        let (mut now, mut stored) = (0, None);
        let mut judged: Vec<i64> = Vec::new();
        for step in steps {
            now += step;
            if let Ok(after) = charge(stored, now) {
                stored = Some(after);
                judged.push(now);
            }
        }
        for (index, first) in judged.iter().enumerate() {
            let inside = judged[index..].iter().filter(|at| **at < first + 900).count();
            prop_assert!(inside <= 9, "{inside} tries in 15 minutes");
        }
    }
}

extern crate std;
use std::vec::Vec;
