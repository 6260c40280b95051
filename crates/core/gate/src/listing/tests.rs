//! Changed rules and closed symbols, and what passes after them.

use super::*;
use crate::fixture::{PAPER, at, fill, gate, paper, price, qty, said, symbol, venue};
use domain::Amount;

fn coarse(gate: &Gate) -> InstrumentRules {
    let known = gate.instrument(PAPER, symbol("BTC/USDT")).unwrap();
    InstrumentRules {
        price_tick: price("0.5"),
        qty_step: qty("0.5"),
        qty_min: qty("0.5"),
        notional_min: Amount::parse("60").unwrap(),
        ..known.rules
    }
}

// ORD-05
#[test]
fn g40_changed_rules_are_judged_by_at_once_and_after_a_reset() {
    let mut gate = gate();
    let name = symbol("BTC/USDT");
    assert_eq!(
        said(&gate.clear(at(0), paper(1, "buy 0.1 BTC/USDT limit 99.9"))),
        "ok"
    );
    let rules = coarse(&gate);
    let told = gate.relisting(venue(), name, &Listed::Trading(rules));
    assert!(
        matches!(&told, Some(Relisting::Rules { after, .. }) if *after == rules),
        "{told:?}"
    );
    gate.relist(venue(), name, &Listed::Trading(rules));
    let told = gate.relisting(venue(), name, &Listed::Trading(rules));
    assert_eq!(told, Some(Relisting::Unchanged));
    let cases = [
        ("buy 1 BTC/USDT limit 99.9", "ORD-05.price-tick"),
        ("buy 0.6 BTC/USDT limit 99.5", "ORD-05.qty-step"),
        ("buy 0.1 BTC/USDT limit 99.5", "ORD-05.qty-min"),
        ("buy 0.5 BTC/USDT limit 99.5", "ORD-05.notional-min"),
        ("buy 1 BTC/USDT limit 99.5", "ok"),
        ("buy 0.1 ETH/USDT limit 99.9", "ok"),
    ];
    for (number, (words, expected)) in (10..).zip(cases) {
        assert_eq!(
            said(&gate.clear(at(0), paper(number, words))),
            expected,
            "{words}"
        );
    }
    let again = gate.reset();
    assert_eq!(again.instrument(PAPER, name).unwrap().rules, rules);
    assert!(
        gate_knows(&again, "ETH/USDT"),
        "a symbol it does not know is nobody's"
    );
}

fn gate_knows(gate: &Gate, name: &str) -> bool {
    let closed = Listed::Closed {
        reason: "BREAK".into(),
    };
    let unknown = symbol("DOGE/USDT");
    gate.relisting(venue(), unknown, &closed).is_none()
        && gate.relisting(venue(), symbol(name), &closed).is_some()
}

// ORD-05
#[test]
fn g41_in_a_closed_symbol_only_what_reduces_passes_until_it_opens() {
    let mut gate = gate();
    let name = symbol("BTC/USDT");
    let opened = paper(1, "buy 1 BTC/USDT limit 100");
    assert_eq!(said(&gate.clear(at(0), opened)), "ok");
    gate.fill(&fill(&opened, 1, "1 100 0 USDT", at(1)));
    let closed = Listed::Closed {
        reason: "its status is BREAK".into(),
    };
    let told = gate.relisting(venue(), name, &closed);
    assert!(matches!(told, Some(Relisting::Closed { .. })), "{told:?}");
    gate.relist(venue(), name, &closed);
    assert!(gate.is_closed(venue(), name));
    let told = gate.relisting(venue(), name, &closed);
    assert_eq!(told, Some(Relisting::Unchanged));
    let open = said(&gate.clear(at(1), paper(2, "buy 1 BTC/USDT limit 100")));
    assert_eq!(open, "ORD-05.not-trading");
    let reduce = said(&gate.clear(at(1), paper(3, "sell 1 BTC/USDT limit 100 reduce")));
    assert_eq!(reduce, "ok");
    let other = said(&gate.clear(at(1), paper(4, "buy 1 ETH/USDT limit 100")));
    assert_eq!(other, "ok");
    let mut gate = gate.reset();
    assert!(gate.is_closed(venue(), name), "a reset forgets no closure");
    let rules = coarse(&gate);
    let told = gate.relisting(venue(), name, &Listed::Trading(rules));
    assert_eq!(told, Some(Relisting::Opened { rules }));
    gate.relist(venue(), name, &Listed::Trading(rules));
    assert!(!gate.is_closed(venue(), name));
    assert_eq!(gate.instrument(PAPER, name).unwrap().rules, rules);
}
