//! Correlations that a hand computed, and everything that leaves one unknown.

use super::*;
use crate::fixture::*;

/// The minute that is under way in these tests.
fn minute(number: i64) -> Time {
    at(0).plus(domain::Span::from_secs(60).times(number))
}

/// Prices that go up by 25 % and down by 20 % in turn for so many minutes, then stand still.
pub(crate) fn wave(closes: &mut Closes, name: &str, moves: usize) {
    for (number, step) in (-31..0).zip(0..) {
        let is_up = step.min(moves) % 2 == 1;
        let close = price(if is_up { "125" } else { "100" });
        closes.observe((venue(), symbol(name)), minute(number), close);
    }
}

fn between(closes: &Closes, x: &str, y: &str) -> Option<Rate> {
    let at = |name| (venue(), symbol(name));
    closes.correlation(minute(0), at(x), at(y))
}

// GATE-06
#[test]
fn g57_correlations_are_what_a_hand_computes() {
    // Of 30 changes of one symbol, 15 up by 0.25 and 15 down by 0.2, the other has the first 2m and then stands still:
    // 0.45 × √m ÷ √(3.075 − 0.0025 × m), the fourth decimal away from nothing.
    for (moves, expected) in [
        (30, "1"),
        (20, "0.8149"),
        (16, "0.7283"),
        (14, "0.6809"),
        (2, "0.2568"),
    ] {
        let mut closes = Closes::default();
        wave(&mut closes, "BTC/USDT", 30);
        wave(&mut closes, "ETH/USDT", moves);
        assert_eq!(
            between(&closes, "BTC/USDT", "ETH/USDT"),
            Some(rate(expected)),
            "{moves}"
        );
        assert_eq!(
            between(&closes, "ETH/USDT", "BTC/USDT"),
            Some(rate(expected)),
            "{moves}"
        );
    }
    // Up when the other is down.
    let mut closes = Closes::default();
    wave(&mut closes, "BTC/USDT", 30);
    for number in -31..0 {
        let close = price(if number % 2 == 0 { "100" } else { "125" });
        closes.observe((venue(), symbol("ETH/USDT")), minute(number), close);
    }
    let against = between(&closes, "BTC/USDT", "ETH/USDT").unwrap();
    assert!(against <= rate("-0.99"), "{against}");
}

#[test]
fn g57_what_is_not_known_is_no_correlation() {
    let mut closes = Closes::default();
    wave(&mut closes, "BTC/USDT", 30);
    assert_eq!(between(&closes, "BTC/USDT", "ETH/USDT"), None);
    wave(&mut closes, "ETH/USDT", 0);
    assert_eq!(
        between(&closes, "BTC/USDT", "ETH/USDT"),
        None,
        "it never moved"
    );
    let mut gap = Closes::default();
    wave(&mut gap, "BTC/USDT", 30);
    for number in (-31..0).filter(|number| *number != -7) {
        let close = price(if number % 2 == 0 { "100" } else { "125" });
        gap.observe((venue(), symbol("ETH/USDT")), minute(number), close);
    }
    assert_eq!(
        between(&gap, "BTC/USDT", "ETH/USDT"),
        None,
        "a minute is missing"
    );
    gap.observe((venue(), symbol("ETH/USDT")), minute(-7), price("125"));
    assert!(
        between(&gap, "BTC/USDT", "ETH/USDT").is_some(),
        "a candle told it"
    );
    // A minute later the one that was under way is missing.
    let at = |name| (venue(), symbol(name));
    assert_eq!(
        gap.correlation(minute(1), at("BTC/USDT"), at("ETH/USDT")),
        None
    );
}
