//! Cases of `book.rs`.

use super::{Book, LEVELS_PER_SIDE_MAX, Level};
use domain::{Price, Qty, Side};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use std::collections::BTreeMap;
use std::string::{String, ToString};
use std::vec::Vec;

/// `100:2 99.5:1`
pub(crate) fn levels(text: &str) -> Vec<Level> {
    let level = |word: &str| {
        let (price, qty) = word.split_once(':').unwrap();
        Level {
            price: price.parse().unwrap(),
            qty: qty.parse().unwrap(),
        }
    };
    text.split_whitespace().map(level).collect()
}

/// `100:2 99.5:1 | 101:1`
pub(crate) fn book(text: &str) -> Book {
    let (bids, asks) = text.split_once('|').unwrap();
    let mut book = Book::new();
    assert_eq!(book.apply_snapshot(&levels(bids), &levels(asks)), 0);
    book
}

fn told(rows: &[Level]) -> String {
    let words: Vec<String> = rows
        .iter()
        .map(|row| std::format!("{}:{}", row.price, row.qty))
        .collect();
    words.join(" ")
}

fn shown(book: &Book, count: usize) -> String {
    let depth = book.depth(count);
    std::format!("{} | {}", told(&depth.bids), told(&depth.asks))
}

#[test]
fn best_prices_come_first() {
    let book = book("99:1 100:2 98.5:3 | 102:1 101:4 103:5");
    assert_eq!(shown(&book, 9), "100:2 99:1 98.5:3 | 101:4 102:1 103:5");
    assert_eq!(shown(&book, 1), "100:2 | 101:4");
    assert_eq!(shown(&book, 0), " | ");
    let top = book.top();
    assert_eq!(top.bid.unwrap().price.to_string(), "100");
    assert_eq!(top.ask.unwrap().price.to_string(), "101");
    assert_eq!(top.spread().unwrap().to_string(), "1");
    assert_eq!(top.middle().unwrap().to_string(), "100.5");
}

#[test]
fn an_empty_side_has_no_top() {
    for (text, bid, ask) in [
        ("|", false, false),
        ("1:1 |", true, false),
        ("| 2:1", false, true),
    ] {
        let top = book(text).top();
        assert_eq!((top.bid.is_some(), top.ask.is_some()), (bid, ask));
        assert_eq!((top.spread(), top.middle()), (None, None));
        assert!(!book(text).is_crossed());
    }
}

#[test]
fn differences_replace_and_zero_removes() {
    let mut book = book("100:2 99:1 | 101:4");
    for (bids, asks, expected) in [
        ("", "", "100:2 99:1 | 101:4"),
        ("100:5", "", "100:5 99:1 | 101:4"),
        ("100:0", "101:0 102:1", "99:1 | 102:1"),
        ("100:0 50:0.00000000", "", "99:1 | 102:1"),
        ("99.00:7", "102.0:0 102:3", "99:7 | 102:3"),
        ("99:0", "102:0", " | "),
    ] {
        assert_eq!(book.apply_diff(&levels(bids), &levels(asks)), 0);
        assert_eq!(shown(&book, 9), expected);
    }
}

#[test]
fn a_snapshot_leaves_nothing_of_the_book_before() {
    let mut book = book("100:2 99:1 | 101:4");
    book.apply_snapshot(&levels("50:1 40:0"), &levels("60:1"));
    assert_eq!(shown(&book, 9), "50:1 | 60:1");
    assert_eq!(
        book.qty_at(Side::Buy, "50".parse().unwrap()).to_string(),
        "1"
    );
    assert_eq!(book.qty_at(Side::Buy, "40".parse().unwrap()), Qty::ZERO);
    assert_eq!(book.qty_at(Side::Sell, "50".parse().unwrap()), Qty::ZERO);
    assert_eq!(
        (book.level_count(Side::Buy), book.level_count(Side::Sell)),
        (1, 1)
    );
}

#[test]
fn crossed_means_a_buyer_pays_what_a_seller_asks() {
    for (text, crossed) in [
        ("100:1 | 101:1", false),
        ("101:1 | 101:1", true),
        ("102:1 | 101:1", true),
    ] {
        assert_eq!(book(text).is_crossed(), crossed, "{text}");
    }
}

// M2: a gathered level never looks better than what it gathers.
#[test]
fn m2_gathering_by_hand() {
    let book =
        book("100.07:1 100.01:2 99.99:3 99.95:4 0.05:5 | 100.11:1 100.19:2 100.20:3 100.21:4");
    for (grid, count, expected) in [
        ("0.1", 9, "100:3 99.9:7 | 100.2:6 100.3:4"),
        ("0.1", 1, "100:3 | 100.2:6"),
        ("0.1", 0, " | "),
        ("1", 9, "100:3 99:7 | 101:10"),
        ("10", 9, "100:3 90:7 | 110:10"),
        ("0.01", 2, "100.07:1 100.01:2 | 100.11:1 100.19:2"),
    ] {
        let depth = book.grouped(grid.parse().unwrap(), count).unwrap();
        assert_eq!(
            std::format!("{} | {}", told(&depth.bids), told(&depth.asks)),
            expected,
            "{grid}"
        );
    }
}

#[test]
fn the_farthest_levels_are_let_go() {
    let many = u32::try_from(LEVELS_PER_SIDE_MAX).unwrap() + 3;
    let rows = |from: u32| -> Vec<Level> {
        (0..many)
            .map(|index| Level {
                price: Price::from_parts(i128::from(from + index), 2).unwrap(),
                qty: Qty::from_parts(1, 0).unwrap(),
            })
            .collect()
    };
    let mut book = Book::new();
    assert_eq!(book.apply_snapshot(&rows(1), &rows(10_000_000)), 6);
    let (bids, asks) = (book.level_count(Side::Buy), book.level_count(Side::Sell));
    assert_eq!((bids, asks), (LEVELS_PER_SIDE_MAX, LEVELS_PER_SIDE_MAX));
    let top = book.top();
    assert_eq!(
        top.bid.unwrap().price,
        Price::from_parts(i128::from(many), 2).unwrap()
    );
    assert_eq!(
        top.ask.unwrap().price,
        Price::from_parts(10_000_000, 2).unwrap()
    );
}

fn changes() -> impl Strategy<Value = Vec<(Side, i128, i128)>> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    proptest::collection::vec((side, 1_i128..60, 0_i128..4), 0..200)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    // M1: a book is what its last words for each price say, best first.
    #[test]
    fn m1_a_book_is_the_last_word_on_each_price(changes in changes(), count in 0_usize..70) {
        let (mut book, mut buyers, mut sellers) = (Book::new(), BTreeMap::new(), BTreeMap::new());
        for (side, price, qty) in changes {
            let level = Level {
                price: Price::from_parts(price, 1).unwrap(),
                qty: Qty::from_parts(qty, 0).unwrap(),
            };
            match side {
                Side::Buy => {
                    book.apply_diff(&[level], &[]);
                    buyers.insert(price, level);
                }
                Side::Sell => {
                    book.apply_diff(&[], &[level]);
                    sellers.insert(price, level);
                }
            }
        }
        let rests = |level: &Level| !level.qty.is_zero();
        let bids: Vec<Level> = buyers.into_values().rev().filter(rests).take(count).collect();
        let asks: Vec<Level> = sellers.into_values().filter(rests).take(count).collect();
        prop_assert_eq!(book.depth(count).bids, bids);
        prop_assert_eq!(book.depth(count).asks, asks);
    }

    // M2: gathering loses no quantity, keeps the order and never shows a better price.
    #[test]
    fn m2_gathering_keeps_every_quantity(changes in changes(), grid in 1_i128..30) {
        let mut book = Book::new();
        for (side, price, qty) in changes {
            let price = Price::from_parts(price + 30, 1).unwrap();
            book.set(side, Level { price, qty: Qty::from_parts(qty, 0).unwrap() });
        }
        let grid = Price::from_parts(grid, 1).unwrap();
        let (whole, gathered) = (book.depth(usize::MAX), book.grouped(grid, usize::MAX).unwrap());
        for (rows, gathered) in [(&whole.bids, &gathered.bids), (&whole.asks, &gathered.asks)] {
            let sum = |rows: &[Level]| rows.iter().fold(Qty::ZERO, |sum, row| sum.plus(row.qty).unwrap());
            prop_assert_eq!(sum(rows), sum(gathered));
            prop_assert!(gathered.iter().all(|row| row.price.on_tick(grid)));
        }
        prop_assert!(gathered.bids.windows(2).all(|pair| pair[0].price > pair[1].price));
        prop_assert!(gathered.asks.windows(2).all(|pair| pair[0].price < pair[1].price));
        let best = |rows: &[Level]| rows.first().map(|row| row.price);
        prop_assert!(best(&gathered.bids) <= best(&whole.bids));
        prop_assert!(best(&gathered.asks) >= best(&whole.asks));
    }
}
