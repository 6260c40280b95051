//! Orders above a size: at it, over it, confirmed, and confirmed as another order.
// GATE-14

use crate::fixture::*;
use crate::*;
use alloc::string::ToString;
use alloc::vec;
use domain::*;

const UNSAID: &str = "GATE-14.unconfirmed";

fn gate() -> Gate {
    let mut config = config();
    let set = LimitSet {
        unconfirmed_order_value_max: Some(amount("50")),
        ..LimitSet::default()
    };
    config.limits_by_scope.insert(Scope::Account(PAPER), set);
    gate_of(config)
}

fn confirmed(order: &NewOrder) -> Confirmed {
    Confirmed {
        account: order.account(),
        origin: order.origin(),
        terms: vec![*order.terms()],
    }
}

#[test]
fn g58_over_the_size_an_order_waits_for_a_second_word_and_at_it_it_does_not() {
    let mut gate = gate();
    assert!(gate.asks_twice());
    let at_it = paper(1, "buy 0.5 BTC/USDT limit 100");
    assert_eq!(said(&gate.clear(at(1), at_it)), "ok");
    let over = paper(2, "buy 0.50001 BTC/USDT limit 100");
    let refusal = gate.clear(at(1), over).unwrap_err();
    assert_eq!(refusal.rule.code(), UNSAID);
    assert_eq!(refusal.scope, Scope::Account(PAPER));
    assert_eq!(
        (refusal.value.to_string(), refusal.limit.to_string()),
        ("50.001 USDT".into(), "50 USDT".into())
    );
    gate.confirm(Some(confirmed(&over)));
    assert_eq!(said(&gate.clear(at(1), over)), "ok");
    gate.confirm(None);
    let again = paper(3, "buy 0.50001 BTC/USDT limit 100");
    assert_eq!(said(&gate.clear(at(1), again)), UNSAID);
}

#[test]
fn g58_a_word_is_for_the_exact_order_it_was_given_for() {
    let mut gate = gate();
    let over = paper(1, "buy 0.6 BTC/USDT limit 100");
    gate.confirm(Some(confirmed(&over)));
    for other in [
        "buy 0.60001 BTC/USDT limit 100",
        "buy 0.6 BTC/USDT limit 100.01",
        "buy 0.6 ETH/USDT limit 100",
        "buy 0.6 BTC/USDT market",
    ] {
        let judged = gate.clear(at(1), paper(2, other));
        assert_eq!(said(&judged), UNSAID, "{other}");
    }
    let program = Origin::Program(UserId::new(7));
    let of_a_program = order(2, PAPER, program, "buy 0.6 BTC/USDT limit 100");
    assert_eq!(said(&gate.clear(at(1), of_a_program)), UNSAID);
    assert_eq!(said(&gate.clear(at(1), over)), "ok");
}

#[test]
fn g58_nobody_is_asked_to_confirm_what_another_rule_refuses_nor_what_only_reduces() {
    let mut gate = gate();
    let too_far = paper(1, "buy 0.6 BTC/USDT limit 150");
    assert_eq!(
        said(&gate.clear(at(1), too_far)),
        "GATE-17.price-collar-high"
    );
    let key = PositionKey::both(PAPER, symbol("BTC/USDT"));
    gate.restore_position(key, Amount::ONE);
    let closes = paper(2, "sell 1 BTC/USDT limit 100 reduce");
    assert_eq!(said(&gate.clear(at(1), closes)), "ok");
    let house = order(3, PAPER, Origin::House, "buy 0.6 BTC/USDT limit 99");
    assert_eq!(said(&gate.clear(at(1), house)), "ok");
}

#[test]
fn g58_the_verdict_shows_what_goes_without_a_second_word() {
    let gate = gate();
    let verdict = gate.verdict(at(1), &paper(1, "buy 0.4 BTC/USDT limit 100"));
    assert_eq!(verdict.refusal, None);
    let found = verdict
        .uses
        .iter()
        .find(|one| one.rule == Rule::Unconfirmed);
    assert_eq!(found.unwrap().standing, Standing::Kept);
}
