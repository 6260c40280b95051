//! Absolute balances and fills in every order of arrival: nothing is counted twice, nothing is free too early.

use super::{Balances, MOVES_KEPT_MAX};
use crate::fixture::{PAPER, amount, asset, at};
use domain::{Amount, Span};

enum Step {
    /// The venue says so much, as of a second.
    Says(i64, &'static str),
    /// A fill of a second moved so much.
    Fill(i64, &'static str),
    /// The venue lists everything as of a second, and this asset is not among it.
    Gone(i64),
}
use Step::{Fill, Gone, Says};

fn check(steps: &[Step], expected: Option<&str>) {
    let key = (PAPER, asset("USDT"));
    let mut balances = Balances::default();
    for step in steps {
        match step {
            Says(secs, total) => balances.set(key, at(*secs), amount(total)).unwrap(),
            Fill(secs, moved) => balances.moved(key, at(*secs), amount(moved)).unwrap(),
            Gone(secs) => balances
                .set_whole(PAPER, at(*secs), &[asset("BTC")])
                .unwrap(),
        }
    }
    let total = balances.total(key.0, key.1).unwrap();
    assert_eq!(total, expected.map(amount));
}

// GATE-07
#[test]
fn nothing_is_known_until_the_venue_says() {
    check(&[], None);
    check(&[Fill(1, "-10")], None);
    check(&[Fill(1, "-10"), Says(0, "100")], Some("90"));
    check(&[Fill(1, "-10"), Says(1, "100")], Some("100"));
}

// GATE-07: the fill is reported before the balance that contains it.
#[test]
fn a_fill_moves_the_balance_until_the_venue_says_again() {
    check(&[Says(0, "100"), Fill(1, "-10")], Some("90"));
    check(&[Says(0, "100"), Fill(1, "-10"), Says(1, "90")], Some("90"));
    check(&[Says(0, "100"), Fill(1, "-10"), Says(2, "85")], Some("85"));
}

// GATE-07: the balance that contains the fill is reported first.
#[test]
fn g6_a_fill_the_balance_contains_is_not_counted_again() {
    check(&[Says(0, "100"), Says(2, "90"), Fill(1, "-10")], Some("90"));
    check(
        &[Says(0, "100"), Says(2, "110"), Fill(1, "10")],
        Some("110"),
    );
}

// GATE-07: a balance that is older than a counted fill does not bring the money back.
#[test]
fn g6_a_late_balance_does_not_free_what_a_fill_took() {
    check(
        &[Says(0, "100"), Fill(2, "-10"), Says(1, "100")],
        Some("90"),
    );
    check(
        &[Says(0, "100"), Fill(2, "-10"), Fill(4, "-5"), Says(3, "90")],
        Some("85"),
    );
    check(&[Says(3, "80"), Says(1, "100")], Some("80"));
    check(&[Says(3, "80"), Says(3, "81")], Some("81"));
}

// GATE-07: at the same instant nobody knows; what went is taken off, what came is not added, the next word settles it.
#[test]
fn g6_a_fill_at_the_instant_of_the_balance_counts_only_against_us() {
    check(&[Says(1, "100"), Fill(1, "-10")], Some("90"));
    check(&[Says(1, "100"), Fill(1, "10")], Some("100"));
    check(&[Says(1, "100"), Fill(1, "-10"), Says(1, "90")], Some("90"));
    check(
        &[Says(1, "100"), Fill(1, "-10"), Says(2, "100")],
        Some("100"),
    );
}

// GATE-07
#[test]
fn a_whole_list_without_an_asset_says_it_is_gone() {
    check(&[Gone(0)], Some("0"));
    check(&[Says(0, "100"), Gone(1)], Some("0"));
    check(&[Says(2, "100"), Gone(1)], Some("100"));
    check(&[Gone(1), Fill(2, "7")], Some("7"));
    check(&[Gone(3), Fill(2, "7")], Some("0"));
    check(&[Fill(2, "7"), Gone(1)], Some("7"));
}

#[test]
fn remembered_movements_are_bounded_and_lose_nothing() {
    let key = (PAPER, asset("USDT"));
    let one = amount("-1");
    let mut balances = Balances::default();
    balances.set(key, at(0), amount("10000")).unwrap();
    let count = i64::try_from(MOVES_KEPT_MAX).unwrap() + 100;
    for secs in 1..=count {
        balances.moved(key, at(secs), one).unwrap();
    }
    let expected = amount("10000").plus(Amount::from_parts(-i128::from(count), 0).unwrap());
    assert_eq!(balances.total(key.0, key.1).unwrap(), expected.ok());
    assert_eq!(balances.holdings[&key].moves.len(), MOVES_KEPT_MAX);
    // A balance from before the folded movements cannot be told apart from them any more, so it is left aside.
    balances.set(key, at(99), amount("9901")).unwrap();
    assert_eq!(balances.total(key.0, key.1).unwrap(), expected.ok());
    balances.set(key, at(100), amount("9900")).unwrap();
    assert_eq!(balances.total(key.0, key.1).unwrap(), expected.ok());
    balances
        .set(key, at(count).plus(Span::from_secs(1)), amount("5"))
        .unwrap();
    assert_eq!(balances.total(key.0, key.1).unwrap(), Some(amount("5")));
}
