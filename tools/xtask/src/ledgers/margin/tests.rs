//! Planted differences on margin, each of which must be found. Never starts a process.
// ORD-03 ORD-06 ORD-09

use super::super::{Difference, Ledger, Wrong};
use super::{FUNDING, Margin, Payment, compare};
use domain::Amount;
use std::collections::BTreeMap;

const PERPETUAL: &str = "BTC/USDT:USDT";

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn one(key: &str, text: &str) -> BTreeMap<String, Amount> {
    [(key.to_owned(), amount(text))].into()
}

fn payment(at: i64, text: &str) -> Payment {
    Payment {
        at,
        kind: FUNDING.to_owned(),
        symbol: PERPETUAL.to_owned(),
        amount: amount(text),
    }
}

/// Both sides after a profit of 1.5, fees of 0.25 and funding of 0.3 paid and 0.1 received.
fn sides() -> [Ledger; 2] {
    let margin = Margin {
        wallets: one("USDT", "5001.05"),
        held: BTreeMap::new(),
        earned: one(PERPETUAL, "1.25"),
        settings: [(PERPETUAL.to_owned(), "9, cross".to_owned())].into(),
        payments: vec![payment(1, "-0.3"), payment(2, "0.1")],
    };
    let ledger = Ledger {
        margin,
        ..Ledger::default()
    };
    [ledger.clone(), ledger]
}

fn found(plant: impl FnOnce(&mut Ledger, &mut Ledger)) -> Vec<Difference> {
    let [mut desk, mut exchange] = sides();
    plant(&mut desk, &mut exchange);
    let mut found = Vec::new();
    compare(&desk, &exchange, &mut found).unwrap();
    found
}

fn kinds(plant: impl FnOnce(&mut Ledger, &mut Ledger)) -> Vec<Wrong> {
    found(plant).into_iter().map(|one| one.wrong).collect()
}

#[test]
fn equal_margins_have_no_differences() {
    assert_eq!(found(|_, _| {}), []);
    let [desk, _] = sides();
    assert_eq!(desk.margin.opening("USDT").unwrap(), amount("5000"));
}

#[test]
fn a_wallet_differs_to_the_last_digit_and_so_does_what_was_there_before() {
    let digit = kinds(|desk, _| desk.margin.wallets = one("USDT", "5001.05000001"));
    assert_eq!(digit, [Wrong::Balance, Wrong::Balance]);
    // A fee that both wallets bear and only the exchange tells of.
    let fee = kinds(|desk, _| desk.margin.earned = one(PERPETUAL, "1.24"));
    assert_eq!(fee, [Wrong::Balance, Wrong::Balance]);
}

#[test]
fn a_position_is_what_the_trades_and_both_sides_say() {
    let held = |ledger: &mut Ledger, text: &str| {
        ledger.margin.held = one(PERPETUAL, text);
        ledger.positions = one(PERPETUAL, text);
    };
    let same = kinds(|desk, exchange| {
        held(desk, "0.003");
        held(exchange, "0.003");
    });
    assert_eq!(same, []);
    let ours = kinds(|desk, exchange| {
        held(desk, "0.004");
        held(exchange, "0.003");
    });
    assert_eq!(ours, [Wrong::Position]);
    // The exchange holds what none of its trades brought.
    let theirs = kinds(|desk, exchange| {
        held(desk, "0.003");
        held(exchange, "0.003");
        exchange.positions.clear();
    });
    assert_eq!(theirs, [Wrong::Position]);
}

#[test]
fn funding_is_told_once_by_both() {
    let lost = kinds(|desk, _| drop(desk.margin.payments.pop()));
    assert_eq!(lost, [Wrong::Lost, Wrong::Balance]);
    let twice = kinds(|desk, _| desk.margin.payments.push(payment(2, "0.1")));
    assert_eq!(twice, [Wrong::Doubled, Wrong::Balance]);
}

#[test]
fn another_leverage_is_found() {
    let other = kinds(|desk, _| {
        let set = "10, cross".to_owned();
        desk.margin.settings.insert(PERPETUAL.to_owned(), set);
    });
    assert_eq!(other, [Wrong::Differs]);
}
