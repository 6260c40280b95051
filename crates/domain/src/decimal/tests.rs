//! Cases of `decimal.rs`.

use super::{NumberError, add, canonical, is_multiple, mul, parse, read_back, sub};
use crate::reference::{Fraction, decimals, usual_decimals};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use rust_decimal::Decimal;
use std::string::{String, ToString};

fn d(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

/// Exact and canonical, or refused exactly when no 96-bit decimal holds the value.
fn agrees(ours: Result<Decimal, NumberError>, truth: &Fraction) -> bool {
    match ours {
        Ok(value) => truth.equals(value) && value.to_string() == canonical(value).to_string(),
        Err(error) => error == NumberError::TooLarge && !truth.fits(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100_000))]

    // D1: a sum, difference or product is exact, or refused; never rounded.
    #[test]
    fn d1_arithmetic_is_exact_or_refused(a in decimals(), b in decimals()) {
        let (a, b) = (canonical(a), canonical(b));
        let (x, y) = (Fraction::of(a), Fraction::of(b));
        prop_assert!(agrees(add(a, b), &x.plus(&y)), "{a} + {b} = {:?}", add(a, b));
        prop_assert!(agrees(sub(a, b), &x.plus(&y.negated())), "{a} - {b} = {:?}", sub(a, b));
        prop_assert!(agrees(mul(a, b), &x.times(&y)), "{a} * {b} = {:?}", mul(a, b));
    }

    // D1, where nothing is refused: the numbers of real orders always fit.
    #[test]
    fn d1_usual_numbers_always_fit(a in usual_decimals(), b in usual_decimals()) {
        let (x, y) = (Fraction::of(a), Fraction::of(b));
        prop_assert!(x.plus(&y).equals(add(a, b).unwrap()));
        prop_assert!(x.plus(&y.negated()).equals(sub(a, b).unwrap()));
        prop_assert!(x.times(&y).equals(mul(a, b).unwrap()));
    }

    // D2: grid membership is decided exactly.
    #[test]
    fn d2_multiples_are_told_exactly(a in decimals(), b in decimals(), n in 0_u32..1_000_000) {
        let whole = |value: Decimal| {
            Fraction::of(value).over(&Fraction::of(b)).is_some_and(|quotient| {
                quotient.whole(crate::Rounding::Down) == quotient.whole(crate::Rounding::Up)
            })
        };
        prop_assert_eq!(is_multiple(a, b), whole(a), "{} of {}", a, b);
        if let Ok(product) = mul(b, Decimal::from(n)) {
            prop_assert_eq!(is_multiple(product, b), !b.is_zero(), "{} times {}", n, b);
        }
    }

    // D3: what a value says of itself reads back as the same value in the same words.
    #[test]
    fn d3_text_reads_back(a in decimals()) {
        let text = canonical(a).to_string();
        prop_assert!(text.len() <= 40);
        prop_assert_eq!(read_back(&text).map(|v| v.to_string()), Ok(text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    // D4: reading never panics and never invents: what is read says the same number.
    #[test]
    fn d4_any_text_is_read_or_refused(text in "[-+0-9.eE_ NaInf]{0,42}") {
        if let Ok(value) = parse(&text) {
            prop_assert_eq!(Decimal::from_str_exact(&text).map(canonical), Ok(value));
        }
    }
}

#[test]
fn plain_numbers_are_read() {
    for (text, canonical) in [
        ("0", "0"),
        ("-0", "0"),
        ("0.000000000000000000000000", "0"),
        ("-0.0", "0"),
        ("1", "1"),
        ("1.0", "1"),
        ("1.50", "1.5"),
        ("-1.50", "-1.5"),
        ("007", "7"),
        ("00.10", "0.1"),
        ("100", "100"),
        ("61837.63000000", "61837.63"),
        ("0.000000000000000001", "0.000000000000000001"),
        ("1.0000000000000000000", "1"),
        (
            "9999999999999999999999999999",
            "9999999999999999999999999999",
        ),
        (
            "79228162514264337593543950335",
            "79228162514264337593543950335",
        ),
        ("0000000000000000000000000000000000000001", "1"),
    ] {
        assert_eq!(
            parse(text).map(|v| v.to_string()),
            Ok(canonical.to_string()),
            "{text}"
        );
    }
}

#[test]
fn everything_else_is_refused_by_name() {
    let long = "1".repeat(41);
    let padded: String = "0".repeat(40) + "1";
    for (text, error) in [
        ("", NumberError::Empty),
        (long.as_str(), NumberError::TooLong),
        (padded.as_str(), NumberError::TooLong),
        ("NaN", NumberError::NotANumber),
        ("nan", NumberError::NotANumber),
        ("inf", NumberError::NotANumber),
        ("-Infinity", NumberError::NotANumber),
        ("1e30", NumberError::NotANumber),
        ("1E5", NumberError::NotANumber),
        ("1_000", NumberError::NotANumber),
        ("1,000", NumberError::NotANumber),
        ("1,5", NumberError::NotANumber),
        ("+1", NumberError::NotANumber),
        ("--1", NumberError::NotANumber),
        ("-", NumberError::NotANumber),
        (".", NumberError::NotANumber),
        ("-.", NumberError::NotANumber),
        (".5", NumberError::NotANumber),
        ("5.", NumberError::NotANumber),
        ("1.2.3", NumberError::NotANumber),
        ("1.-2", NumberError::NotANumber),
        (" 1", NumberError::NotANumber),
        ("1 ", NumberError::NotANumber),
        ("1\n", NumberError::NotANumber),
        ("0x10", NumberError::NotANumber),
        ("１", NumberError::NotANumber),
        ("٣", NumberError::NotANumber),
        ("½", NumberError::NotANumber),
        ("1\u{0}", NumberError::NotANumber),
        ("0.0000000000000000001", NumberError::TooManyPlaces),
        ("1.1234567890123456789", NumberError::TooManyPlaces),
        ("79228162514264337593543950336", NumberError::TooLarge),
        (
            "99999999999999999999999999999999999999",
            NumberError::TooLarge,
        ),
        (
            "12345678901234567890.123456789012345678",
            NumberError::TooLarge,
        ),
    ] {
        assert_eq!(parse(text), Err(error), "{text:?}");
    }
}

#[test]
fn our_own_text_may_have_as_many_places_as_a_value_holds() {
    let finest = "0.0000000000000000000000000001";
    assert_eq!(parse(finest), Err(NumberError::TooManyPlaces));
    assert_eq!(read_back(finest).unwrap().to_string(), finest);
    assert_eq!(
        read_back("0.00000000000000000000000000001"),
        Err(NumberError::TooManyPlaces)
    );
}

#[test]
fn the_ends_of_the_range_are_exact() {
    let largest = d("79228162514264337593543950335");
    let finest = d("0.0000000000000000000000000001");
    assert_eq!(add(largest, Decimal::ONE), Err(NumberError::TooLarge));
    assert_eq!(add(largest, finest), Err(NumberError::TooLarge));
    assert_eq!(add(largest, -largest), Ok(Decimal::ZERO));
    assert_eq!(sub(-largest, Decimal::ONE), Err(NumberError::TooLarge));
    assert_eq!(mul(finest, finest), Err(NumberError::TooLarge));
    assert_eq!(mul(finest, d("10")), Ok(d("0.000000000000000000000000001")));
    // Wider than 128 bits on the way, short in the end.
    let (two, five) = (d("1099511627776"), d("9094947017729282379150390625"));
    assert_eq!(
        mul(two, Decimal::from_i128_with_scale(five.mantissa(), 12))
            .unwrap()
            .to_string(),
        "10000000000000000000000000000"
    );
}

#[test]
fn zero_has_no_sign() {
    for zero in [
        parse("-0").unwrap(),
        sub(d("1"), d("1")).unwrap(),
        mul(d("-1"), d("0")).unwrap(),
        canonical(-Decimal::ZERO),
    ] {
        assert_eq!(zero.to_string(), "0");
    }
}

#[test]
fn nothing_is_a_multiple_of_zero() {
    assert!(!is_multiple(d("1"), Decimal::ZERO));
    assert!(is_multiple(Decimal::ZERO, d("0.1")));
}
