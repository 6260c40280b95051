//! What a fill does to position and balances, whatever its fee is taken in.

use crate::fixture::*;
use crate::{BalanceCoverage, BalanceReport, Rule};
use domain::{Amount, OrderId, Qty};

/// Fills one unit at 100 and says what position, base and quote have become.
fn check(words: &str, (fee, fee_asset): (&str, &str), expected: [&str; 3]) {
    let mut gate = gate();
    let order = paper(1, words);
    gate.clear(at(1), order).unwrap().spend();
    let words = alloc::format!("1 100 {fee} {fee_asset}");
    gate.fill(&fill(&order, 1, &words, at(2)));
    let [position, base, quote] = expected;
    assert_eq!(gate.position(PAPER, btc()), amount(position));
    assert_eq!(gate.total(PAPER, asset("BTC")), Some(amount(base)));
    assert_eq!(gate.total(PAPER, asset("USDT")), Some(amount(quote)));
}

// ORD-11
#[test]
fn fees_come_out_of_the_asset_they_are_taken_in() {
    let (buy, sell) = ("buy 1 BTC/USDT limit 100", "sell 1 BTC/USDT limit 100");
    check(buy, ("0.001", "BTC"), ["0.999", "100.999", "99900"]);
    check(buy, ("0.1", "USDT"), ["1", "101", "99899.9"]);
    check(buy, ("0.1", "BNB"), ["1", "101", "99900"]);
    check(buy, ("-0.1", "USDT"), ["1", "101", "99900.1"]);
    check(sell, ("0.1", "USDT"), ["-1", "99", "100099.9"]);
    check(sell, ("0.001", "BTC"), ["-1.001", "98.999", "100100"]);
}

// GATE-07: more traded than was asked for never frees more than was held.
#[test]
fn g7_an_overfill_frees_no_more_than_the_hold() {
    let mut gate = gate();
    let order = paper(1, "buy 1 BTC/USDT limit 100");
    let kept = paper(2, "buy 1 ETH/USDT limit 100");
    gate.clear(at(1), order).unwrap().spend();
    gate.clear(at(1), kept).unwrap().spend();
    gate.fill(&fill(&order, 1, "3 100 0 USDT", at(2)));
    assert_eq!(gate.holds(PAPER), [(asset("USDT"), amount("100.1"))]);
    assert_eq!(gate.working(PAPER, btc()), (Qty::ZERO, Qty::ZERO));
    assert_eq!(gate.position(PAPER, btc()), amount("3"));
    gate.ended(order.id());
    gate.ended(order.id());
    assert_eq!(gate.holds(PAPER), [(asset("USDT"), amount("100.1"))]);
}

#[test]
fn the_end_of_an_order_that_is_not_counted_changes_nothing() {
    let mut gate = gate();
    gate.clear(at(1), paper(1, "buy 1 BTC/USDT limit 100"))
        .unwrap()
        .spend();
    gate.ended(OrderId::new(2));
    assert_eq!(gate.holds(PAPER), [(asset("USDT"), amount("100.1"))]);
}

#[test]
fn an_older_quote_does_not_replace_a_newer_one() {
    let mut gate = gate();
    let mut older = quote("BTC/USDT", "50", "51");
    older.received = at(-1);
    gate.quote(older);
    let known = gate.quote_of(venue(), btc()).unwrap();
    assert_eq!(known.bid, Some(price("99.99")));
}

// GATE-21: a balance that cannot be counted is no balance.
#[test]
fn a_balance_that_does_not_fit_breaks_the_books() {
    let mut gate = gate();
    let huge = Qty::from_parts((1_i128 << 96) - 1, 0).unwrap();
    let mut report = balances(PAPER, at(1), &[("USDT", "1")]);
    report.balances[0].free = huge;
    report.balances[0].locked = huge;
    gate.balances(&report);
    let refusal = gate.clear(at(1), paper(1, "buy 1 BTC/USDT limit 100"));
    assert_eq!(refusal.unwrap_err().rule, Rule::BooksBroken);
}

#[test]
fn locked_funds_belong_to_the_total() {
    let mut gate = gate();
    let mut report = balances(PAPER, at(1), &[("USDT", "60")]);
    report.balances[0].locked = qty("40");
    gate.balances(&BalanceReport {
        coverage: BalanceCoverage::Changed,
        ..report
    });
    assert_eq!(gate.total(PAPER, asset("USDT")), Some(amount("100")));
    assert_eq!(gate.available(PAPER, asset("USDT")), Some(amount("100")));
    assert_eq!(gate.available(PAPER, asset("XYZ")), None::<Amount>);
}
