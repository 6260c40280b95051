//! Limits that people set: they tighten and never widen, and each shows its use.

use super::*;
use crate::fixture::*;
use crate::{LimitKind, Rule};
use alloc::string::{String, ToString};

fn number(kind: LimitKind, text: &str) -> Option<LimitValue> {
    Some(kind.parse(text).unwrap())
}

fn set(gate: &mut Gate, scope: &str, kind: LimitKind, text: &str) {
    let scope = scope.parse().unwrap();
    gate.set_limit((scope, kind), number(kind, text)).unwrap();
}

fn refusal(gate: &mut Gate, id: u64, words: &str) -> Option<(Rule, String)> {
    let refused = gate.clear(at(1), paper(id, words)).err()?;
    Some((refused.rule, refused.scope.to_string()))
}

// GATE-02 GATE-19
#[test]
fn g70_the_limits_of_people_tighten_at_once_and_to_the_last_digit() {
    let mut gate = gate();
    set(
        &mut gate,
        "symbol:BTC/USDT",
        LimitKind::OrderValueMax,
        "500",
    );
    assert_eq!(refusal(&mut gate, 1, "buy 5 BTC/USDT limit 100"), None);
    let over = refusal(&mut gate, 2, "buy 5 BTC/USDT limit 100.01");
    assert_eq!(
        over,
        Some((Rule::OrderValue, "symbol:BTC/USDT".to_string()))
    );
    // What people set in one scope is of no other.
    assert_eq!(refusal(&mut gate, 3, "buy 6 ETH/USDT limit 100"), None);
    let gone = (Scope::Symbol(btc()), LimitKind::OrderValueMax);
    gate.set_limit(gone, None).unwrap();
    assert_eq!(refusal(&mut gate, 4, "buy 5 BTC/USDT limit 100.01"), None);
}

// SEC-09: a limit that somebody set wider than the configuration widens nothing.
#[test]
fn g70_no_person_widens_what_the_configuration_says() {
    let mut gate = gate();
    set(&mut gate, "global", LimitKind::OrderValueMax, "5000");
    set(
        &mut gate,
        "symbol:BTC/USDT",
        LimitKind::OrderValueMax,
        "5000",
    );
    let over = refusal(&mut gate, 1, "buy 10 BTC/USDT limit 100.01");
    assert_eq!(over, Some((Rule::OrderValue, "global".to_string())));
    let ceiling = gate.ceiling(Scope::Symbol(btc()), LimitKind::OrderValueMax);
    assert_eq!(ceiling, number(LimitKind::OrderValueMax, "1000"));
    let shown = gate.limits_in_force();
    let shown = shown
        .iter()
        .find(|limit| limit.scope == Scope::Global && limit.kind == LimitKind::OrderValueMax);
    assert_eq!(shown.unwrap().value(), ceiling);
}

#[test]
fn g71_every_limit_in_force_is_shown_with_what_is_used_of_it() {
    let mut gate = gate();
    set(&mut gate, "account:1", LimitKind::OpenOrdersMax, "2");
    set(&mut gate, "account:1", LimitKind::PositionValueMax, "900");
    set(&mut gate, "user:7", LimitKind::OpenPositionsMax, "3");
    let used = |gate: &Gate, scope: &str, kind| {
        let scope: Scope = scope.parse().unwrap();
        let all = gate.limits_in_force();
        let found = all.iter().find(|l| l.scope == scope && l.kind == kind);
        found.unwrap().used.map(LimitValue::text)
    };
    let text = |text: &str| Some(text.to_string());
    assert_eq!(
        used(&gate, "account:1", LimitKind::OpenOrdersMax),
        text("0")
    );
    assert_eq!(refusal(&mut gate, 1, "buy 2 BTC/USDT limit 100"), None);
    assert_eq!(refusal(&mut gate, 2, "buy 1 BTC/USDT limit 100"), None);
    assert_eq!(
        used(&gate, "account:1", LimitKind::OpenOrdersMax),
        text("2")
    );
    assert_eq!(
        used(&gate, "global", LimitKind::OpenPositionsMax),
        text("1")
    );
    // 3 at the ask of 100.01.
    assert_eq!(
        used(&gate, "account:1", LimitKind::PositionValueMax),
        text("300.03")
    );
    assert_eq!(used(&gate, "user:7", LimitKind::OpenPositionsMax), None);
    let over = refusal(&mut gate, 3, "buy 1 BTC/USDT limit 100");
    assert_eq!(over, Some((Rule::OpenOrders, "account:1".to_string())));
}
