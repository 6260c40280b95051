//! Cases of `rounding.rs`.

use super::{Rounding, divide, prorate, to_places, to_step};
use crate::decimal::{NumberError, canonical};
use crate::reference::{Fraction, decimals, usual_decimals, ways};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use rust_decimal::Decimal;
use std::string::ToString;

const WAYS: [Rounding; 3] = [Rounding::Down, Rounding::Up, Rounding::HalfEven];

fn d(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

/// Equal to the truth, or refused where the truth does not fit (or only on the way there, past 256 bits).
fn agrees(ours: Result<Decimal, NumberError>, truth: &Fraction) -> bool {
    ours.is_ok_and(|value| truth.equals(value) && value.to_string() == canonical(value).to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100_000))]

    // D5: a rounded value is the exact value moved once, in the direction named.
    #[test]
    fn d5_places(a in decimals(), places in 0_u32..=28, way in ways()) {
        let truth = Fraction::of(a).rounded(places, way);
        prop_assert!(truth.equals(to_places(a, places, way)), "{} to {} {:?}", a, places, way);
    }

    #[test]
    fn d5_steps(a in decimals(), step in decimals(), way in ways()) {
        let Some(steps) = Fraction::of(a).over(&Fraction::of(step)) else {
            prop_assert_eq!(to_step(a, step, way), Err(NumberError::DivisionByZero));
            return Ok(());
        };
        let steps = steps.rounded(0, way);
        let truth = steps.times(&Fraction::of(step));
        let ours = to_step(a, step, way);
        prop_assert!(
            agrees(ours, &truth) || (ours == Err(NumberError::TooLarge) && !truth.fits()),
            "{} on {} {:?}: {:?}", a, step, way, ours
        );
    }

    #[test]
    fn d5_division(a in decimals(), b in decimals(), places in 0_u32..=18, way in ways()) {
        let Some(truth) = Fraction::of(a).over(&Fraction::of(b)) else {
            prop_assert_eq!(divide(a, b, places, way), Err(NumberError::DivisionByZero));
            return Ok(());
        };
        let truth = truth.rounded(places, way);
        let ours = divide(a, b, places, way);
        prop_assert!(
            agrees(ours, &truth) || (ours == Err(NumberError::TooLarge) && !truth.fits()),
            "{} / {} to {} {:?}: {:?}", a, b, places, way, ours
        );
    }

    #[test]
    fn d5_usual_shares_always_fit(
        a in usual_decimals(), part in usual_decimals(), whole in usual_decimals(), way in ways()
    ) {
        let Some(truth) = Fraction::of(a).times(&Fraction::of(part)).over(&Fraction::of(whole)) else {
            prop_assert_eq!(prorate(a, (part, whole), 12, way), Err(NumberError::DivisionByZero));
            return Ok(());
        };
        let truth = truth.rounded(12, way);
        let ours = prorate(a, (part, whole), 12, way);
        prop_assert!(
            agrees(ours, &truth) || (ours == Err(NumberError::TooLarge) && !truth.fits()),
            "{} * {} / {} {:?}: {:?}", a, part, whole, way, ours
        );
    }

    #[test]
    fn d5_shares(a in decimals(), part in decimals(), whole in decimals(), places in 0_u32..=12) {
        let Some(truth) = Fraction::of(a).times(&Fraction::of(part)).over(&Fraction::of(whole)) else {
            return Ok(());
        };
        for way in [Rounding::Down, Rounding::Up] {
            // A product past 256 bits is refused too: never a wrong share.
            let ours = prorate(a, (part, whole), places, way);
            prop_assert!(
                ours == Err(NumberError::TooLarge) || agrees(ours, &truth.rounded(places, way)),
                "{} * {} / {} {:?}: {:?}", a, part, whole, way, ours
            );
        }
    }
}

#[test]
fn ties_and_directions_by_hand() {
    for (value, step, down, up, even) in [
        ("1.25", "0.1", "1.2", "1.3", "1.2"),
        ("1.35", "0.1", "1.3", "1.4", "1.4"),
        ("-1.25", "0.1", "-1.2", "-1.3", "-1.2"),
        ("1.3", "0.1", "1.3", "1.3", "1.3"),
        ("0.04", "0.1", "0", "0.1", "0"),
        ("7", "2", "6", "8", "8"),
        ("5", "2", "4", "6", "4"),
        ("61837.635", "0.01", "61837.63", "61837.64", "61837.64"),
        ("100", "0.3", "99.9", "100.2", "99.9"),
        ("0.5", "0.00000001", "0.5", "0.5", "0.5"),
    ] {
        let found = WAYS.map(|way| to_step(d(value), d(step), way).unwrap().to_string());
        assert_eq!(found, [down, up, even], "{value} on {step}");
    }
}

#[test]
fn a_tie_just_passed_goes_up() {
    let value = d("518906685471.1546596867221");
    assert_eq!(
        to_places(value, 4, Rounding::HalfEven),
        d("518906685471.1547")
    );
    assert_eq!(to_places(d("2.5"), 0, Rounding::HalfEven), d("2"));
    assert_eq!(to_places(d("3.5"), 0, Rounding::HalfEven), d("4"));
    assert_eq!(to_places(d("-0.4"), 0, Rounding::HalfEven).to_string(), "0");
    assert_eq!(to_places(d("-0.4"), 0, Rounding::Up).to_string(), "-1");
}

#[test]
fn a_direction_holds_past_the_28th_digit() {
    // One third of 28 threes and more: a quotient cut at 28 digits first would look whole.
    let (one, three) = (d("1"), d("3"));
    assert_eq!(
        divide(one, three, 8, Rounding::Up).unwrap().to_string(),
        "0.33333334"
    );
    assert_eq!(
        divide(one, three, 8, Rounding::Down).unwrap().to_string(),
        "0.33333333"
    );
    // 7.9e28 − 1 over 7.9e28: just under one, by less than 28 digits can say.
    let largest = d("79228162514264337593543950335");
    let next = d("79228162514264337593543950334");
    assert_eq!(
        divide(next, largest, 0, Rounding::Down)
            .unwrap()
            .to_string(),
        "0"
    );
    assert_eq!(
        divide(largest, next, 0, Rounding::Up).unwrap().to_string(),
        "2"
    );
}

#[test]
fn division_by_zero_is_named() {
    for way in WAYS {
        assert_eq!(
            divide(d("1"), d("0"), 8, way),
            Err(NumberError::DivisionByZero)
        );
        assert_eq!(
            to_step(d("1"), d("0"), way),
            Err(NumberError::DivisionByZero)
        );
        assert_eq!(
            prorate(d("1"), (d("1"), d("0")), 8, way),
            Err(NumberError::DivisionByZero)
        );
    }
}
