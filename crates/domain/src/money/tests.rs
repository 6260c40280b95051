//! Cases of `money.rs`.

use super::{Amount, Price, Qty, Rate};
use crate::decimal::NumberError;
use crate::reference::{Fraction, decimals, usual_decimals, ways};
use crate::rounding::Rounding;
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use rust_decimal::Decimal;
use std::string::{String, ToString};
use std::vec::Vec;

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn rate(text: &str) -> Rate {
    Rate::parse(text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100_000))]

    // D1 on the words themselves: values of real orders are exact through every operation.
    #[test]
    fn d1_words_are_exact(a in usual_decimals(), b in usual_decimals()) {
        let (x, y) = (Fraction::of(a), Fraction::of(b));
        let (left, right) = (Amount::new(a).unwrap(), Amount::new(b).unwrap());
        prop_assert!(x.plus(&y).equals(left.plus(right).unwrap().get()));
        prop_assert!(x.plus(&y.negated()).equals(left.minus(right).unwrap().get()));
        prop_assert_eq!(left.minus(right).unwrap().plus(right), Ok(left));
        prop_assert_eq!(left.negated().negated(), left);
        if let (Ok(p), Ok(q)) = (Price::new(a), Qty::new(b)) {
            prop_assert!(x.times(&y).equals(p.times(q).unwrap().get()));
            prop_assert_eq!(q.amount().valued(p), p.times(q));
        }
        if let Ok(bps) = Rate::new(b / Decimal::from(1_000_000_000_000_i64)) {
            let share = Fraction::of(bps.get());
            prop_assert!(x.times(&share).equals(left.share(bps).unwrap().get()));
        }
    }

    // D3: each word's text reads back as the same word, in the journal's form too.
    #[test]
    fn d3_words_read_back(a in decimals()) {
        let value = Amount::new(a).unwrap();
        let text = value.to_string();
        prop_assert_eq!(text.parse::<Amount>(), Ok(value));
        let json = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(&json, &std::format!("\"{text}\""));
        prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), value);
        prop_assert_eq!(Amount::from_parts(value.parts().0, value.parts().1), Ok(value));
        if let Ok(p) = Price::new(a) {
            prop_assert_eq!(p.to_string().parse::<Price>(), Ok(p));
        }
        if let Ok(q) = Qty::new(a) {
            prop_assert_eq!(q.to_string().parse::<Qty>(), Ok(q));
        }
        if let Ok(r) = Rate::new(a) {
            prop_assert_eq!(r.to_string().parse::<Rate>(), Ok(r));
        }
    }

    // D6: what an amount affords costs no more than it, and one step more would.
    #[test]
    fn d6_affordable_is_the_most(budget in usual_decimals(), p in usual_decimals(), step in 1_u32..1_000_000) {
        let Ok(p) = Price::new(p) else { return Ok(()) };
        let (budget, step) = (Amount::new(budget).unwrap(), Qty::from_parts(i128::from(step), 8).unwrap());
        let Ok(got) = budget.affords(p, step) else {
            // Only a fit may fail: a budget of 10^12 at a price of 10^-8.
            prop_assert!(p.get() < Decimal::new(1, 2));
            return Ok(());
        };
        prop_assert!(got.on_step(step));
        prop_assert!(p.times(got).unwrap() <= budget);
        prop_assert!(p.times(got.plus(step).unwrap()).unwrap() > budget);
    }

    // D5 on quantities and prices: on the grid, and never past the direction named.
    #[test]
    fn d5_grid(a in usual_decimals(), step in 1_u32..10_000, places in 0_u32..=8, way in ways()) {
        let grid = Decimal::new(i64::from(step), places);
        let value = Qty::new(a).unwrap();
        let step = Qty::new(grid).unwrap();
        let moved = value.to_step(step, way).unwrap();
        prop_assert!(moved.on_step(step));
        match way {
            Rounding::Down => prop_assert!(moved <= value),
            Rounding::Up => prop_assert!(moved >= value),
            Rounding::HalfEven => {}
        }
        prop_assert_eq!(value.on_step(step), moved == value);
        let off = (moved.get() - a).abs();
        prop_assert!(off < grid && (way != Rounding::HalfEven || off + off <= grid));
    }
}

#[test]
fn ranges_are_kept_at_the_door() {
    for (text, error) in [
        ("0", NumberError::NotPositive),
        ("-1", NumberError::NotPositive),
        ("-0", NumberError::NotPositive),
        ("NaN", NumberError::NotANumber),
        ("1e30", NumberError::NotANumber),
    ] {
        assert_eq!(Price::parse(text), Err(error), "{text}");
    }
    assert_eq!(Qty::parse("-0.00000001"), Err(NumberError::Negative));
    assert_eq!(Qty::parse("-0").unwrap().to_string(), "0");
    assert_eq!(
        Rate::parse("1.000000000000000001"),
        Err(NumberError::RateOutOfRange)
    );
    assert_eq!(Rate::parse("-1.1"), Err(NumberError::RateOutOfRange));
    assert_eq!(rate("1").to_string(), "1");
    assert_eq!(rate("-1").to_string(), "-1");
    assert_eq!(
        amount("-79228162514264337593543950335").size().to_string(),
        "79228162514264337593543950335"
    );
}

#[test]
fn json_takes_only_the_text() {
    for bad in [
        "1.5", "1", "null", "true", "[\"1\"]", "{}", "\"\"", "\"NaN\"", "\"1e3\"", "\" 1\"",
        "\"+1\"",
    ] {
        assert!(serde_json::from_str::<Price>(bad).is_err(), "{bad}");
        assert!(serde_json::from_str::<Amount>(bad).is_err(), "{bad}");
    }
    assert_eq!(
        serde_json::from_str::<Price>("\"1.50\"").unwrap(),
        price("1.5")
    );
    let message = serde_json::from_str::<Qty>("\"-1\"")
        .unwrap_err()
        .to_string();
    assert!(message.contains("must not be negative"), "{message}");
}

#[test]
fn equal_values_are_one_value() {
    let same: Vec<Price> = ["1.5", "1.50", "01.5", "1.500000000000000000"]
        .map(price)
        .to_vec();
    assert!(
        same.windows(2)
            .all(|pair| pair[0] == pair[1] && pair[0].parts() == pair[1].parts())
    );
    let sums = [
        amount("1").minus(amount("1")).unwrap(),
        Amount::ZERO.negated(),
        amount("-0"),
        amount("0.3").rounded(0, Rounding::Down),
        amount("-0.3").rounded(0, Rounding::Down),
        amount("5").share(Rate::ZERO.negated()).unwrap(),
        Amount::from_parts(0, 12).unwrap(),
    ];
    for zero in sums {
        assert_eq!(
            (zero, zero.to_string(), zero.parts()),
            (Amount::ZERO, String::from("0"), (0, 0))
        );
        assert!(!zero.is_negative());
    }
}

#[test]
fn operations_by_hand() {
    assert_eq!(
        price("61837.63").times(qty("0.00012")).unwrap(),
        amount("7.4205156")
    );
    assert_eq!(price("100").moved(rate("-0.05")), Ok(price("95")));
    assert_eq!(
        price("100").moved(rate("-1")),
        Err(NumberError::NotPositive)
    );
    assert_eq!(
        price("61837.63").middle(price("61837.64")),
        Ok(price("61837.635"))
    );
    assert_eq!(price("0.1").amount(), amount("0.1"));
    assert_eq!(qty("1").minus(qty("1.1")), Err(NumberError::Negative));
    assert_eq!(amount("-1").qty(), Err(NumberError::Negative));
    assert_eq!(
        amount("100").per(qty("3"), (8, Rounding::HalfEven)),
        Ok(price("33.33333333"))
    );
    assert_eq!(
        amount("100").per(Qty::ZERO, (8, Rounding::HalfEven)),
        Err(NumberError::DivisionByZero)
    );
    assert_eq!(
        amount("0").per(qty("3"), (8, Rounding::HalfEven)),
        Err(NumberError::NotPositive)
    );
    assert_eq!(amount("100").affords(price("30"), qty("0.5")), Ok(qty("3")));
    assert_eq!(
        amount("-100").affords(price("30"), qty("0.5")),
        Err(NumberError::Negative)
    );
    assert_eq!(
        amount("100").affords(price("30"), Qty::ZERO),
        Err(NumberError::DivisionByZero)
    );
    assert_eq!(
        qty("1.23").to_step(Qty::ZERO, Rounding::Down),
        Ok(qty("1.23"))
    );
    assert_eq!(
        price("0.004").to_tick(price("0.01"), Rounding::Down),
        Err(NumberError::NotPositive)
    );
    assert_eq!(Price::from_parts(1, 29), Err(NumberError::TooLarge));
    assert_eq!(Price::from_parts(i128::MAX, 0), Err(NumberError::TooLarge));
}

#[test]
fn a_share_of_a_large_cost_fits() {
    // The product of cost and part alone would need 35 digits.
    let cost = amount("1234567890.123456789012");
    let (part, whole) = (qty("12345.12345678"), qty("23456.00000001"));
    let share = cost.prorated(part, whole, (12, Rounding::Down)).unwrap();
    assert_eq!(share, amount("649765220.811049729021"));
}
