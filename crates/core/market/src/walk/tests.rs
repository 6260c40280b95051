//! Cases of `walk.rs`.

use crate::book::tests::book;
use domain::{NumberError, Price, Qty, Rounding, Side};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use std::string::{String, ToString};

const BOOK: &str = "100:1 99:2 98:3 | 101:1 102:2 103:3";

/// `filled/missing for quote, best to worst, over levels`
fn told(walk: &super::Walk) -> String {
    let price = |price: Option<Price>| price.map_or("none".to_string(), |price| price.to_string());
    std::format!(
        "{}/{} for {}, {} to {}, over {}",
        walk.filled,
        walk.missing,
        walk.quote,
        price(walk.best),
        price(walk.worst),
        walk.level_count
    )
}

// M3: a walk takes the best levels first and only as much as they hold.
#[test]
fn m3_walks_by_hand() {
    for (taker, wanted, limit, expected) in [
        (Side::Buy, "0", None, "0/0 for 0, none to none, over 0"),
        (Side::Buy, "0.5", None, "0.5/0 for 50.5, 101 to 101, over 1"),
        (Side::Buy, "1", None, "1/0 for 101, 101 to 101, over 1"),
        (
            Side::Buy,
            "1.00000001",
            None,
            "1.00000001/0 for 101.00000102, 101 to 102, over 2",
        ),
        (Side::Buy, "3", None, "3/0 for 305, 101 to 102, over 2"),
        (Side::Buy, "6", None, "6/0 for 614, 101 to 103, over 3"),
        (Side::Buy, "7", None, "6/1 for 614, 101 to 103, over 3"),
        (Side::Sell, "0.5", None, "0.5/0 for 50, 100 to 100, over 1"),
        (Side::Sell, "4", None, "4/0 for 396, 100 to 98, over 3"),
        (Side::Sell, "100", None, "6/94 for 592, 100 to 98, over 3"),
        (
            Side::Buy,
            "6",
            Some("102"),
            "3/3 for 305, 101 to 102, over 2",
        ),
        (
            Side::Buy,
            "6",
            Some("101.99"),
            "1/5 for 101, 101 to 101, over 1",
        ),
        (
            Side::Buy,
            "6",
            Some("100.99"),
            "0/6 for 0, none to none, over 0",
        ),
        (
            Side::Sell,
            "6",
            Some("99"),
            "3/3 for 298, 100 to 99, over 2",
        ),
        (
            Side::Sell,
            "6",
            Some("100.01"),
            "0/6 for 0, none to none, over 0",
        ),
    ] {
        let limit = limit.map(|text: &str| text.parse().unwrap());
        let walk = book(BOOK)
            .walk(taker, wanted.parse().unwrap(), limit)
            .unwrap();
        assert_eq!(told(&walk), expected, "{taker} {wanted} {limit:?}");
        assert_eq!(walk.is_whole(), expected.contains("/0 "));
    }
}

#[test]
fn m3_a_budget_buys_whole_steps_only() {
    for (taker, budget, step, expected) in [
        (Side::Buy, "0", "0.1", "0/0 for 0, none to none, over 0"),
        (Side::Buy, "10", "0.1", "0/0 for 0, none to none, over 0"),
        (
            Side::Buy,
            "10.1",
            "0.1",
            "0.1/0 for 10.1, 101 to 101, over 1",
        ),
        (Side::Buy, "101", "0.1", "1/0 for 101, 101 to 101, over 1"),
        (
            Side::Buy,
            "111.2",
            "0.1",
            "1.1/0 for 111.2, 101 to 102, over 2",
        ),
        (
            Side::Buy,
            "111.1999",
            "0.1",
            "1/0 for 101, 101 to 101, over 1",
        ),
        (Side::Buy, "305.5", "1", "3/0 for 305, 101 to 102, over 2"),
        (Side::Buy, "1000000", "1", "6/0 for 614, 101 to 103, over 3"),
        (
            Side::Sell,
            "149.5",
            "0.5",
            "1.5/0 for 149.5, 100 to 99, over 2",
        ),
        (
            Side::Sell,
            "1000000",
            "0.5",
            "6/0 for 592, 100 to 98, over 3",
        ),
    ] {
        let walk = book(BOOK).walk_quote(taker, budget.parse().unwrap(), step.parse().unwrap());
        assert_eq!(told(&walk.unwrap()), expected, "{taker} {budget} {step}");
    }
    let (budget, nothing) = ("5".parse().unwrap(), Qty::ZERO);
    assert_eq!(
        book(BOOK).walk_quote(Side::Buy, budget, nothing),
        Err(NumberError::DivisionByZero)
    );
}

#[test]
fn m3_slippage_is_what_depth_costs() {
    for (taker, wanted, expected) in [
        (Side::Buy, "0", "0"),
        (Side::Buy, "1", "0"),
        (Side::Buy, "3", "2"),
        (Side::Buy, "6", "8"),
        (Side::Sell, "1", "0"),
        (Side::Sell, "4", "4"),
        (Side::Sell, "100", "8"),
    ] {
        let walk = book(BOOK).walk(taker, wanted.parse().unwrap(), None);
        let slippage = walk.unwrap().slippage().unwrap();
        assert_eq!(slippage.to_string(), expected, "{taker} {wanted}");
    }
}

#[test]
fn the_average_price_is_rounded_once_and_by_name() {
    let walk = book("| 1:1 2:2")
        .walk(Side::Buy, "3".parse().unwrap(), None)
        .unwrap();
    for (places, way, expected) in [
        (0, Rounding::Down, "1"),
        (0, Rounding::Up, "2"),
        (8, Rounding::HalfEven, "1.66666667"),
        (8, Rounding::Down, "1.66666666"),
    ] {
        assert_eq!(walk.vwap(places, way).unwrap().to_string(), expected);
    }
    let nothing = book("|")
        .walk(Side::Buy, "3".parse().unwrap(), None)
        .unwrap();
    assert_eq!(nothing.vwap(8, Rounding::HalfEven), None);
}

#[test]
fn a_value_that_does_not_fit_is_refused() {
    let huge = book("| 7922816251426433759354395033.5:2");
    assert!(huge.walk(Side::Buy, "1".parse().unwrap(), None).is_ok());
    let fine = "1.000000000000000001".parse().unwrap();
    assert_eq!(huge.walk(Side::Buy, fine, None), Err(NumberError::TooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    // M3: what is filled and what is missing is what was wanted; the value is the sum of what each level gave;
    // the average lies between best and worst.
    #[test]
    fn m3_nothing_is_lost_on_a_walk(
        rows in proptest::collection::vec((1_i128..1_000, 1_i128..100), 0..30),
        wanted in 0_i128..3_000,
        limit in proptest::option::of(1_i128..1_000),
    ) {
        let mut book = crate::Book::new();
        for (price, qty) in &rows {
            let (price, qty) = (Price::from_parts(*price, 2).unwrap(), Qty::from_parts(*qty, 1).unwrap());
            book.set(Side::Sell, crate::Level { price, qty });
        }
        let wanted = Qty::from_parts(wanted, 1).unwrap();
        let limit = limit.map(|limit| Price::from_parts(limit, 2).unwrap());
        let walk = book.walk(Side::Buy, wanted, limit).unwrap();
        prop_assert_eq!(walk.filled.plus(walk.missing), Ok(wanted));
        // The same by whole tenths, one after the other.
        let tenths = book.levels(Side::Sell).filter(|level| limit.is_none_or(|limit| level.price <= limit));
        let count = |qty: Qty| usize::try_from(qty.parts().0 * 10_i128.pow(1 - qty.parts().1)).unwrap();
        let tenths = tenths.flat_map(|level| core::iter::repeat_n(level.price, count(level.qty)));
        let taken: std::vec::Vec<Price> = tenths.take(count(wanted)).collect();
        let tenth = Qty::from_parts(1, 1).unwrap();
        let quote = taken.iter().fold(domain::Amount::ZERO, |sum, price| {
            sum.plus(price.times(tenth).unwrap()).unwrap()
        });
        prop_assert_eq!(walk.quote, quote);
        prop_assert_eq!((walk.best, walk.worst), (taken.first().copied(), taken.last().copied()));
        if let (Some(best), Some(worst)) = (walk.best, walk.worst) {
            prop_assert!(best <= walk.vwap(8, Rounding::Up).unwrap());
            prop_assert!(worst >= walk.vwap(8, Rounding::Down).unwrap());
        }
    }
}
