//! Portfolios whose shares a hand computed: at the limit, a step over it, and what cannot be known.

use crate::fixture::*;
use crate::*;
use alloc::string::String;
use domain::*;

/// A house whose one funded account holds 900 USDT and 1 ETH, which is worth 100: all is worth 1,000.
fn gate_with(set: LimitSet) -> Gate {
    let mut config = config();
    config.limits_by_scope.insert(Scope::Global, set);
    let mut gate = gate_of(config).with_rules(JudgeRules {
        classes: [("BTC", "major"), ("ETH", "major")]
            .map(|(name, class)| (asset(name), class.into()))
            .into(),
        ..JudgeRules::default()
    });
    for account in [LIVE, OTHER, MARGINED] {
        let nothing = [("USDT", "0"), ("BTC", "0"), ("ETH", "0")];
        gate.balances(&balances(account, at(0), &nothing));
    }
    let held = [("USDT", "900"), ("BTC", "0"), ("ETH", "1")];
    gate.balances(&balances(PAPER, at(0), &held));
    gate
}

fn say(gate: &Gate, words: &str) -> String {
    let verdict = gate.verdict(at(1), &paper(99, words));
    said(&verdict.refusal.map_or(Ok(()), Err))
}

const ASSET: &str = "GATE-05.asset-share";
const CLASS: &str = "GATE-05.class-share";

// GATE-05
#[test]
fn g56_an_asset_takes_no_more_than_its_share_of_all_equity() {
    let set = LimitSet {
        asset_share_max: Some(rate("0.2")),
        ..LimitSet::default()
    };
    let mut gate = gate_with(set);
    assert_eq!(gate.equity(at(1)), Ok(amount("1000")));
    // 20 % of 1,000 is 200; a unit counts at the ask of 100.01: 1.99980 is 199.999998, one step more is over.
    assert_eq!(say(&gate, "buy 1.9998 BTC/USDT limit 99"), "ok");
    let refusal = gate
        .clear(at(1), paper(1, "buy 1.99981 BTC/USDT limit 99"))
        .unwrap_err();
    assert_eq!(refusal.rule.code(), ASSET);
    assert_eq!(*refusal.limit, Figure::Amount(amount("200"), asset("USDT")));
    assert_eq!(
        *refusal.value,
        Figure::Amount(amount("200.0009981"), asset("USDT"))
    );
    // What is held counts, on whichever account, and what works.
    assert_eq!(say(&gate, "buy 0.9998 ETH/USDT limit 99"), "ok");
    assert_eq!(say(&gate, "buy 0.9999 ETH/USDT limit 99"), ASSET);
    drop(
        gate.clear(at(1), paper(1, "buy 1 BTC/USDT limit 99"))
            .unwrap(),
    );
    assert_eq!(say(&gate, "buy 0.9998 BTC/USDT limit 99"), "ok");
    assert_eq!(say(&gate, "buy 0.9999 BTC/USDT limit 99"), ASSET);
    // A sale makes it smaller.
    assert_eq!(say(&gate, "sell 1 ETH/USDT limit 101"), "ok");
}

#[test]
fn g56_a_class_takes_no_more_than_its_share() {
    let set = LimitSet {
        class_share_max: Some(rate("0.25")),
        ..LimitSet::default()
    };
    let mut gate = gate_with(set);
    assert_eq!(
        (gate.class_of(asset("BTC")), gate.class_of(asset("SOL"))),
        ("major", "other")
    );
    // 250, less the 100 of ETH, are 150 at 100.01.
    assert_eq!(say(&gate, "buy 1.4998 BTC/USDT limit 99"), "ok");
    assert_eq!(say(&gate, "buy 1.4999 BTC/USDT limit 99"), CLASS);
    assert_eq!(say(&gate, "buy 2.4 SOL/USDT limit 99"), "ok");
    // Something of the class without a fresh price: its worth cannot be told, so nothing opens there.
    gate.quote_lost(venue(), symbol("ETH/USDT"));
    assert_eq!(
        say(&gate, "buy 0.1 BTC/USDT limit 99"),
        "GATE-17.reference-missing"
    );
    assert_eq!(say(&gate, "buy 0.1 SOL/USDT limit 99"), "ok");
    gate.restore_position(PositionKey::both(PAPER, btc()), amount("1"));
    gate.balances(&balances(PAPER, at(1), &[("BTC", "1")]));
    assert_eq!(say(&gate, "sell 0.5 BTC/USDT limit 101 reduce"), "ok");
}

#[test]
fn g56_what_has_no_price_makes_a_share_larger_never_smaller() {
    let set = LimitSet {
        asset_share_max: Some(rate("0.2")),
        ..LimitSet::default()
    };
    let mut gate = gate_with(set);
    gate.quote_lost(venue(), symbol("ETH/USDT"));
    assert_eq!(gate.equity(at(1)), Ok(amount("900")));
    assert_eq!(say(&gate, "buy 1.7998 BTC/USDT limit 99"), "ok");
    assert_eq!(say(&gate, "buy 1.7999 BTC/USDT limit 99"), ASSET);
    // A position in a contract without a mark could have lost anything.
    let key = PositionKey::both(MARGINED, symbol("BTC/USDT:USDT"));
    let exposure = Exposure::Short {
        qty: qty("1"),
        proceeds: amount("110"),
    };
    gate.restore(&Position {
        exposure,
        ..Position::flat(key)
    });
    assert_eq!(gate.equity(at(1)), Ok(amount("910")));
    gate.mark((venue(), key.symbol), mark("100", at(70)));
    assert_eq!(
        say(&gate, "buy 0.1 BTC/USDT limit 99"),
        "GATE-05.equity-unknown"
    );
    // Its size counts towards the asset, whichever way it stands.
    gate.mark((venue(), key.symbol), mark("100", at(71)));
    let late = gate.verdict(at(72), &paper(99, "buy 0.9 BTC/USDT limit 99"));
    let code = |verdict: &Verdict| verdict.refusal.as_ref().map(|no| no.rule.code());
    assert_eq!(code(&late), Some("GATE-17.reference-stale"));
}

// GATE-06
#[test]
fn g57_what_moves_together_is_not_held_together() {
    let set = LimitSet {
        correlation_max: Some(rate("0.7")),
        ..LimitSet::default()
    };
    for (moves, expected) in [(16, "GATE-06.correlation"), (14, "ok")] {
        let mut gate = gate_with(set);
        closes::tests::wave(&mut gate.closes, "BTC/USDT", 30);
        closes::tests::wave(&mut gate.closes, "ETH/USDT", moves);
        assert_eq!(
            say(&gate, "buy 0.1 BTC/USDT limit 99"),
            "ok",
            "nothing is held"
        );
        gate.restore_position(PositionKey::both(OTHER, symbol("ETH/USDT")), amount("1"));
        assert_eq!(say(&gate, "buy 0.1 BTC/USDT limit 99"), expected);
        // More of the same is for other limits; what nobody measured is a no; what reduces passes.
        assert_eq!(say(&gate, "buy 0.1 ETH/USDT limit 99"), "ok");
        assert_eq!(
            say(&gate, "buy 0.1 SOL/USDT limit 99"),
            "GATE-06.correlation-unknown"
        );
        gate.restore_position(PositionKey::both(PAPER, btc()), amount("1"));
        gate.balances(&balances(PAPER, at(1), &[("BTC", "1")]));
        assert_eq!(say(&gate, "sell 0.5 BTC/USDT limit 101 reduce"), "ok");
    }
    // A short one is not on the same side.
    let mut gate = gate_with(set);
    let key = PositionKey::both(MARGINED, symbol("ETH/USDT:USDT"));
    gate.restore_position(key, amount("-1"));
    assert_eq!(say(&gate, "buy 0.1 BTC/USDT limit 99"), "ok");
}
