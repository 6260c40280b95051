//! Shares of limits are exact, rounded down, and of numbers of one kind only.

use super::*;
use crate::fixture::*;
use crate::{Rule, RuleUse};
use domain::Scope;

fn of(value: Figure, limit: Figure) -> Option<u64> {
    let rule_use = RuleUse {
        rule: Rule::OrderValue,
        scope: Scope::Global,
        value,
        limit,
        standing: Standing::Kept,
    };
    rule_use.percent()
}

#[test]
fn a_share_is_exact_and_rounded_down() {
    let usdt = |text| Figure::Amount(amount(text), asset("USDT"));
    assert_eq!(of(usdt("999.999999"), usdt("1000")), Some(99));
    assert_eq!(of(usdt("1000"), usdt("1000.00")), Some(100));
    assert_eq!(of(usdt("0.5"), usdt("0.3")), Some(166));
    assert_eq!(of(usdt("-5"), usdt("10")), Some(0));
    assert_eq!(of(usdt("5"), usdt("0")), None);
    assert_eq!(of(Figure::Count(3), Figure::Count(4)), Some(75));
    assert_eq!(of(Figure::Nothing, Figure::Count(4)), None);
}

// GATE-19
#[test]
fn g11_a_verdict_names_the_rule_that_is_nearest() {
    let gate = gate();
    // 9.5 × 100 = 950 of 1000, and 9.5 of the 10 that a position may be.
    let verdict = gate.verdict(at(1), &paper(1, "buy 9.5 BTC/USDT limit 100"));
    let nearest = verdict.nearest().unwrap();
    let others = verdict.uses.iter().filter_map(RuleUse::percent);
    assert_eq!(nearest.percent(), others.max());
    assert!(nearest.percent() >= Some(95), "{nearest:?}");
    assert!(verdict.refusal.is_none());
}
