//! Cases of `missing.rs`.

use super::{Missing, RANGES_MAX};
use domain::Time;
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
use std::collections::BTreeSet;

fn at(nanos: i64) -> Time {
    Time::from_nanos(nanos)
}

fn with(holes: &[(u64, u64)]) -> Missing {
    let mut missing = Missing::default();
    for hole in holes {
        missing.skipped(*hole, (at(0), at(1)));
    }
    missing
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    // M12: a number is filled exactly once, and only when it was skipped.
    #[test]
    fn m12_each_skipped_number_is_filled_once(
        holes in proptest::collection::vec((1_u64..5, 1_u64..8), 1..12),
        fills in proptest::collection::vec(0_u64..150, 0..200),
    ) {
        let (mut missing, mut truth, mut next) = (Missing::default(), BTreeSet::new(), 0);
        for (seen, skipped) in holes {
            let first = next + seen;
            next = first + skipped;
            missing.skipped((first, next - 1), (at(0), at(1)));
            truth.extend(first..next);
        }
        for number in fills {
            prop_assert_eq!(missing.fill(number), truth.remove(&number), "{}", number);
            let runs = truth.iter().filter(|number| !truth.contains(&(**number + 1))).count();
            prop_assert_eq!(missing.range_count(), runs);
        }
        for number in truth {
            prop_assert_eq!(missing.fill(number), true);
        }
        prop_assert_eq!(missing, Missing::default());
    }
}

#[test]
fn a_hole_is_cut_where_it_is_filled() {
    for (filled, left) in [(5, 1), (9, 1), (7, 2)] {
        let mut missing = with(&[(5, 9)]);
        assert!(missing.fill(filled) && !missing.fill(filled));
        assert_eq!(missing.range_count(), left);
    }
    let mut missing = with(&[(5, 5)]);
    assert!(!missing.fill(4) && !missing.fill(6) && missing.fill(5));
    assert_eq!(missing.range_count(), 0);
}

#[test]
fn a_hole_touches_the_span_between_its_neighbours() {
    let mut missing = Missing::default();
    missing.skipped((5, 9), (at(100), at(200)));
    for (from, until, touches) in [
        (0, 100, false),
        (0, 101, true),
        (100, 101, true),
        (150, 160, true),
        (200, 300, true),
        (201, 300, false),
    ] {
        assert_eq!(
            missing.touches(at(from), at(until)),
            touches,
            "{from}..{until}"
        );
    }
    (5..=9).for_each(|number| assert!(missing.fill(number)));
    assert!(!missing.touches(at(0), at(300)));
}

#[test]
fn only_so_many_holes_are_remembered() {
    let count = u64::try_from(RANGES_MAX).unwrap() + 1;
    let holes: std::vec::Vec<(u64, u64)> = (0..count).map(|hole| (hole * 2, hole * 2)).collect();
    let mut missing = with(&holes);
    assert_eq!(missing.range_count(), RANGES_MAX);
    assert!(!missing.fill(0) && missing.fill(2));
    // What the one given up broke stays broken, whatever is filled.
    (2..count).for_each(|hole| assert!(missing.fill(hole * 2)));
    assert_eq!(missing.range_count(), 0);
    assert!(missing.touches(at(0), at(1)) && !missing.touches(at(2), at(9)));
}
