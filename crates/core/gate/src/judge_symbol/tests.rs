//! Lists of symbols, floors of liquidity and first steps: at the limit, over it, and what takes them away.

use crate::fixture::*;
use crate::*;
use alloc::vec::Vec;
use domain::*;

const NOT_ALLOWED: &str = "CTL-23.symbol-not-allowed";
const THIN: &str = "CTL-23.liquidity";
const NEW: &str = "CTL-23.new-symbol";

fn gate_with(set: LimitSet, rules: JudgeRules) -> Gate {
    let mut config = config();
    config.limits_by_scope.insert(Scope::Global, set);
    gate_of(config).with_rules(rules)
}

fn say(gate: &Gate, words: &str) -> alloc::string::String {
    let verdict = gate.verdict(at(1), &paper(1, words));
    said(&verdict.refusal.map_or(Ok(()), Err))
}

// Control 23
#[test]
fn g53_only_listed_symbols_open_where_a_scope_has_a_list() {
    let lists = [
        (Scope::Global, ["BTC/USDT", "ETH/USDT"].map(symbol)),
        (
            Scope::User(UserId::new(7)),
            ["ETH/USDT", "SOL/USDT"].map(symbol),
        ),
    ];
    let rules = JudgeRules {
        symbols_allowed: lists.map(|(scope, list)| (scope, list.into())).into(),
        ..JudgeRules::default()
    };
    let mut gate = gate_with(LimitSet::default(), rules);
    assert_eq!(say(&gate, "buy 0.1 ETH/USDT limit 99"), "ok");
    let refusal = gate
        .clear(at(1), paper(1, "buy 0.1 BTC/USDT limit 99"))
        .unwrap_err();
    assert_eq!(
        (refusal.rule.code(), refusal.scope),
        (NOT_ALLOWED, Scope::User(UserId::new(7)))
    );
    let refusal = gate
        .clear(at(1), paper(1, "buy 0.1 SOL/USDT limit 99"))
        .unwrap_err();
    assert_eq!(
        (refusal.rule.code(), refusal.scope),
        (NOT_ALLOWED, Scope::Global)
    );
    // What is held of a symbol that was taken off the list can always be closed.
    gate.restore_position(PositionKey::both(PAPER, btc()), amount("1"));
    assert_eq!(say(&gate, "sell 0.5 BTC/USDT limit 101 reduce"), "ok");
}

#[test]
fn g54_a_thin_book_and_an_unknown_one_open_nothing() {
    let set = LimitSet {
        liquidity_min: Some(amount("1000")),
        ..LimitSet::default()
    };
    let mut gate = gate_with(set, JudgeRules::default());
    assert_eq!(say(&gate, "buy 0.1 BTC/USDT limit 99"), THIN);
    let levels = |list: &[(&str, &str)]| -> Vec<(Price, Qty)> {
        list.iter().map(|(at, of)| (price(at), qty(of))).collect()
    };
    let mut with = |asks: &[(&str, &str)]| {
        let depth = Depth {
            bids: levels(&[("99.99", "20")]),
            asks: levels(asks),
        };
        gate.quote(Quote {
            depth,
            ..quote("BTC/USDT", "99.99", "100")
        });
        say(&gate, "buy 0.1 BTC/USDT limit 99")
    };
    // Middle 99.995, collar 5 %: up to 104.99475.
    assert_eq!(with(&[("100", "9.99999")]), THIN);
    assert_eq!(with(&[("100", "10")]), "ok");
    assert_eq!(with(&[("100", "9"), ("104.99", "0.96")]), "ok");
    assert_eq!(with(&[("100", "9"), ("105", "500")]), THIN);
    let refusal = gate
        .clear(at(1), paper(1, "buy 0.1 BTC/USDT limit 99"))
        .unwrap_err();
    assert_eq!(*refusal.value, Figure::Amount(amount("900"), asset("USDT")));
    assert_eq!(say(&gate, "sell 0.1 BTC/USDT limit 101"), "ok");
    gate.restore_position(PositionKey::both(PAPER, symbol("ETH/USDT")), amount("1"));
    assert_eq!(say(&gate, "sell 0.5 ETH/USDT limit 101 reduce"), "ok");
    // Of several floors the highest holds.
    let mut config = config();
    let floor = |text| LimitSet {
        liquidity_min: Some(amount(text)),
        ..LimitSet::default()
    };
    config.limits_by_scope.insert(Scope::Global, floor("1"));
    config
        .limits_by_scope
        .insert(Scope::Account(PAPER), floor("2"));
    let refusal = gate_of(config).clear(at(1), paper(1, "buy 0.1 BTC/USDT limit 99"));
    assert_eq!(refusal.unwrap_err().scope, Scope::Account(PAPER));
}

#[test]
fn g55_first_steps_are_small_until_it_traded_or_a_person_confirmed() {
    let set = LimitSet {
        new_symbol_order_value_max: Some(amount("50")),
        ..LimitSet::default()
    };
    let rules = JudgeRules {
        new_symbol_trades: 2,
        ..JudgeRules::default()
    };
    let mut gate = gate_with(set, rules.clone());
    let (at_most, over) = (
        "buy 0.5 BTC/USDT limit 100",
        "buy 0.50001 BTC/USDT limit 100",
    );
    assert_eq!(say(&gate, at_most), "ok");
    assert_eq!(say(&gate, over), NEW);
    let opens = paper(1, at_most);
    let closes = paper(2, "sell 0.5 BTC/USDT limit 101 reduce");
    for order in [opens, closes] {
        gate.traded(at(1), &order, &fill(&order, 1, "0.1 100 0 USDT", at(1)));
    }
    assert_eq!(say(&gate, over), NEW);
    gate.traded(at(1), &opens, &fill(&opens, 2, "0.1 100 0 USDT", at(1)));
    assert_eq!(say(&gate, over), "ok");
    // Another account does not know it, nor does this one another symbol; a start forgets nothing.
    let other = order(1, OTHER, PERSON, over);
    assert_eq!(said(&gate.clear(at(1), other)), NEW);
    let eth = over.replace("BTC", "ETH");
    assert_eq!(say(&gate, &eth), NEW);
    gate.symbol_confirmed(symbol("ETH/USDT"));
    assert_eq!(say(&gate, &eth), "ok");
    let mut next = gate_with(set, rules);
    next.restore_lately(gate.lately());
    assert_eq!(
        (say(&next, over).as_str(), say(&next, &eth).as_str()),
        ("ok", "ok")
    );
    next.symbol_doubted(symbol("ETH/USDT"));
    assert_eq!(say(&next, &eth), NEW);
}
