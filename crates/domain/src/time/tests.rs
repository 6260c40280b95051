//! Cases of `time.rs`.

use super::{Span, Time};
use crate::text::TextError;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use std::string::ToString;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn d3_instants_read_back(nanos in any::<i64>()) {
        let (time, span) = (Time::from_nanos(nanos), Span::from_nanos(nanos));
        prop_assert_eq!(time.to_string().parse::<Time>(), Ok(time));
        prop_assert_eq!(span.to_string().parse::<Span>(), Ok(span));
    }

    // D8: a cell holds its instant, starts on the grid, and no other cell does.
    #[test]
    fn d8_cells_hold_their_instants(nanos in -(1_i64 << 61)..1 << 61, grid in 1_i64..100_000_000_000_000) {
        let cell = Time::from_nanos(nanos).floor_to(Span::from_nanos(grid));
        prop_assert_eq!(cell.nanos().rem_euclid(grid), 0);
        prop_assert!(cell.nanos() <= nanos && nanos - cell.nanos() < grid);
        prop_assert_eq!(cell.floor_to(Span::from_nanos(grid)), cell);
    }
}

#[test]
fn the_past_before_the_epoch_is_rounded_to_the_past() {
    assert_eq!(Time::from_nanos(-1).millis(), -1);
    assert_eq!(Time::from_nanos(-1_000_000).millis(), -1);
    assert_eq!(Time::from_nanos(999_999).millis(), 0);
    assert_eq!(
        Time::from_nanos(-1).floor_to(Span::from_secs(60)),
        Time::from_millis(-60_000)
    );
    assert_eq!(Span::from_nanos(-1).millis(), 0);
}

#[test]
fn the_ends_hold() {
    let (first, last) = (Time::from_nanos(i64::MIN), Time::from_nanos(i64::MAX));
    assert_eq!(last.plus(Span::from_secs(1)), last);
    assert_eq!(first.plus(Span::from_secs(-1)), first);
    assert_eq!(last.since(first), Span::from_nanos(i64::MAX));
    assert_eq!(Time::from_millis(i64::MAX), last);
    assert_eq!(Span::from_secs(i64::MAX).nanos(), i64::MAX);
    assert_eq!(Span::from_secs(2).times(i64::MAX).nanos(), i64::MAX);
    assert_eq!(first.floor_to(Span::from_secs(86_400)), first);
    assert_eq!(last.floor_to(Span::ZERO), last);
    assert_eq!(last.floor_to(Span::from_secs(-5)), last);
}

#[test]
fn only_plain_whole_numbers_are_instants() {
    for text in [
        "",
        "-",
        "+5",
        "007",
        "-0",
        "-01",
        "1.5",
        "1e9",
        " 1",
        "9223372036854775808",
        "NaN",
    ] {
        assert_eq!(text.parse::<Time>(), Err(TextError::BadCharacter), "{text}");
        assert_eq!(text.parse::<Span>(), Err(TextError::BadCharacter), "{text}");
    }
    assert!(serde_json::from_str::<Time>("1723161253937085768").is_err());
    assert_eq!(
        serde_json::from_str::<Time>("\"1723161253937085768\"")
            .unwrap()
            .millis(),
        1_723_161_253_937
    );
}
