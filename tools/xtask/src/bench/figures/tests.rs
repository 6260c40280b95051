//! Figures, aims and shares. Never measures.

use super::{Aim, Figure, grouped, percentile};
use std::time::Duration;

#[test]
fn aims_are_judged_at_their_edge() {
    let met = |value, aim| Figure::new("x", value, "µs", aim).is_met();
    assert!(met(10, Aim::AtMost(10)) && !met(11, Aim::AtMost(10)));
    assert!(met(10, Aim::AtLeast(10)) && !met(9, Aim::AtLeast(10)));
    assert!(met(0, Aim::None));
    assert!(
        Figure::new("x", 11, "µs", Aim::AtMost(10))
            .row()
            .ends_with("missed")
    );
}

#[test]
fn shares_of_times_are_nearest_ranks() {
    let times: Vec<Duration> = (1..=200).rev().map(Duration::from_micros).collect();
    assert_eq!(percentile(&times, 50), 100);
    assert_eq!(percentile(&times, 99), 198);
    assert_eq!(percentile(&times, 100), 200);
    assert_eq!(percentile(&times[..1], 99), 200);
    assert_eq!(percentile(&[], 99), 0);
}

#[test]
fn numbers_are_grouped() {
    assert_eq!(grouped(5), "5");
    assert_eq!(grouped(1_234), "1 234");
    assert_eq!(grouped(12_345_678), "12 345 678");
}
