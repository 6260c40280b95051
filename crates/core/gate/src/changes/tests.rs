//! Which settings and changes of orders pass, and what holds them back.

use crate::fixture::{self, *};
use crate::*;
use domain::*;

const SETTINGS: usize = 6;

fn settings() -> [Setting; SETTINGS] {
    let symbol = symbol("BTC/USDT:USDT");
    let position = PositionSide::Both;
    let moved = |change| Setting::PositionMargin {
        symbol,
        position,
        change,
    };
    [
        Setting::Leverage {
            symbol,
            leverage: Leverage::new(10).unwrap(),
        },
        Setting::Margin {
            symbol,
            mode: MarginMode::Cross,
        },
        moved(MarginMove::Take(qty("5"))),
        Setting::Positions(PositionMode::Hedge),
        Setting::Assets(AssetsMode::Multi),
        moved(MarginMove::Add(qty("5"))),
    ]
}

fn set(gate: &Gate, account: AccountId) -> [&'static str; SETTINGS] {
    settings().map(|setting| {
        let cleared = gate.clear_setting(SettingChange { account, setting });
        match cleared {
            Ok(cleared) => {
                assert_eq!(cleared.halt_epoch(), gate.halt_watch().epoch());
                assert_eq!(cleared.spend().setting, setting);
                "ok"
            }
            Err(refusal) => refusal.rule.code(),
        }
    })
}

// GATE-10 GATE-13
#[test]
fn g12_a_setting_passes_like_an_order_and_added_margin_always() {
    let mut gate = gate();
    assert_eq!(set(&gate, MARGINED), ["ok"; SETTINGS]);
    let unknown = ["GATE-01.unknown-account"; SETTINGS];
    assert_eq!(set(&gate, AccountId::new(9)), unknown);
    assert_eq!(set(&gate, LIVE), ["GATE-12.live-latch"; SETTINGS]);
    let halted = "GATE-10.halted";
    let whole = [halted, halted, halted, halted, halted, "ok"];
    let contract = [halted, halted, halted, "ok", "ok", "ok"];
    for (scope, expected) in [
        (Scope::Global, whole),
        (Scope::Venue(venue()), whole),
        (Scope::Account(MARGINED), whole),
        (Scope::Account(OTHER), ["ok"; SETTINGS]),
        (Scope::Symbol(symbol("BTC/USDT:USDT")), contract),
        (Scope::Symbol(btc()), ["ok"; SETTINGS]),
    ] {
        gate.halt(scope);
        assert_eq!(set(&gate, MARGINED), expected, "{scope}");
        gate.release(scope);
    }
    gate.set_switch(SwitchOf::Account(MARGINED), SwitchPosition::Off);
    let off = "GATE-13.trading-switch";
    assert_eq!(set(&gate, MARGINED), [off, off, off, off, off, "ok"]);
}

fn amended(gate: &Gate, side: Side, words: &str) -> &'static str {
    let (amount, rest) = words.split_once(' ').unwrap();
    let amend = AmendOrder {
        id: OrderId::new(1),
        client_id: paper(1, "buy 1 BTC/USDT limit 100").client_id(),
        account: PAPER,
        symbol: btc(),
        side,
        qty: qty(amount),
        price: price(rest),
    };
    match gate.clear_amend(amend) {
        Ok(cleared) => {
            assert_eq!(cleared.spend(), amend);
            "ok"
        }
        Err(refusal) => refusal.rule.code(),
    }
}

// GATE-01
#[test]
fn g13_an_order_is_changed_only_to_what_asks_for_no_more() {
    let (priced, large) = ("GATE-01.amend-price", "GATE-01.amend-qty");
    let mut gate = gate();
    assert_eq!(amended(&gate, Side::Buy, "1 100"), "GATE-01.not-counted");
    gate.clear(at(1), paper(1, "buy 1 BTC/USDT limit 100"))
        .unwrap()
        .spend();
    let held = gate.holds(PAPER);
    for (words, expected) in [
        ("1 100", "ok"),
        ("0.5 100", "ok"),
        ("0.5 99", priced),
        ("1 100.01", priced),
        ("0.00000001 100", "ORD-05.qty-min"),
        ("1.00001 100", large),
    ] {
        assert_eq!(amended(&gate, Side::Buy, words), expected, "{words}");
    }
    assert_eq!(amended(&gate, Side::Sell, "1 100"), "GATE-01.not-counted");
    assert_eq!(gate.holds(PAPER), held);
    // It only takes risk away.
    gate.halt(Scope::Global);
    gate.set_switch(SwitchOf::Symbol(btc()), SwitchPosition::Off);
    assert_eq!(amended(&gate, Side::Buy, "0.5 100"), "ok");
    assert_eq!(amended(&gate, Side::Buy, "1.00001 100"), large);

    let mut gate = fixture::gate();
    gate.clear(at(1), paper(1, "sell 1 BTC/USDT maker 101"))
        .unwrap()
        .spend();
    assert_eq!(amended(&gate, Side::Sell, "1 101"), "ok");
    assert_eq!(amended(&gate, Side::Sell, "1 102"), priced);
    assert_eq!(amended(&gate, Side::Sell, "1 100.99"), priced);

    let mut gate = fixture::gate();
    gate.clear(at(1), paper(1, "sell 1 BTC/USDT stop 99"))
        .unwrap()
        .spend();
    assert_eq!(amended(&gate, Side::Sell, "1 101"), "GATE-01.not-counted");
}
