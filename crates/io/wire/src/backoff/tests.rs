//! Waits double, stay bounded, are scattered, and begin anew after a success.

use super::*;

#[test]
fn waits_double_up_to_a_bound_and_are_scattered() {
    for (failures, low, high) in [
        (0, 125, 250),
        (1, 250, 500),
        (3, 1_000, 2_000),
        (6, 7_500, 15_000),
        (60, 7_500, 15_000),
    ] {
        let backoff = Backoff { failures };
        for scatter in [0, 1, 511, 1_023, u64::MAX] {
            let wait = backoff.wait(scatter).millis();
            assert!((low..=high).contains(&wait), "{failures} {scatter}: {wait}");
        }
        assert_eq!(backoff.wait(0).millis(), low);
        assert_eq!(backoff.wait(1_023).millis(), high);
    }
}

#[test]
fn a_success_begins_anew() {
    let mut backoff = Backoff::default();
    for _ in 0..10 {
        assert!(backoff.next().millis() >= 125);
    }
    assert_eq!(backoff.failures, 10);
    backoff.worked();
    assert!(backoff.next().millis() <= 250);
}
