//! Hedge mode: orders name the long or the short position, each counts for itself, and no close ever turns one round.

use crate::fixture::*;
use crate::*;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::*;
use proptest::prelude::*;

const BTC: &str = "BTC/USDT:USDT";

fn margined(id: u64, words: &str) -> NewOrder {
    order(id, MARGINED, PERSON, words)
}

fn key(side: PositionSide) -> PositionKey {
    PositionKey {
        account: MARGINED,
        symbol: symbol(BTC),
        side,
    }
}

/// What the venue says in hedge mode: two positions in each contract.
fn hedge_report() -> MarginReport {
    let one_way = margin_report();
    let sides = [PositionSide::Long, PositionSide::Short];
    let contracts = one_way
        .contracts
        .iter()
        .flat_map(|terms| sides.map(|side| ContractTerms { side, ..*terms }));
    MarginReport {
        positions: PositionMode::Hedge,
        contracts: contracts.collect(),
        ..one_way
    }
}

fn wide() -> GateConfig {
    let mut config = config();
    config.limits.order_value_max = amount("1000000");
    config.limits.position_value_max = amount("1000000");
    config
}

fn hedged(config: GateConfig) -> Gate {
    let mut gate = gate_of(config);
    gate.margin(&hedge_report());
    gate
}

fn verdict_of(gate: &mut Gate, id: u64, words: &str) -> String {
    said(&gate.clear(at(1), margined(id, words)))
}

/// Opens a position and fills all of it at 100.
fn held(gate: &mut Gate, id: u64, words: &str) {
    let order = margined(id, words);
    drop(gate.clear(at(0), order).unwrap());
    let words = format!("{} 100 0 USDT", order.terms().qty);
    gate.fill(&fill(&order, id, &words, at(0)));
    gate.ended(order.id());
}

// ORD-06
#[test]
fn g42_an_order_names_its_position_where_there_are_two_and_nowhere_else() {
    let mut gate = hedged(config());
    for (id, words, says) in [
        (1, "buy 1 BTC/USDT:USDT limit 100", "GATE-04.hedge-mode"),
        (2, "sell 1 BTC/USDT:USDT limit 100", "GATE-04.hedge-mode"),
        // Nothing is held in the one net position that hedge mode does not have.
        (
            3,
            "sell 1 BTC/USDT:USDT market reduce",
            "GATE-10.reduce-only-excess",
        ),
        (4, "buy 1 BTC/USDT:USDT limit 100 long", "ok"),
        (5, "sell 1 BTC/USDT:USDT limit 101 short", "ok"),
    ] {
        assert_eq!(verdict_of(&mut gate, id, words), says, "{words}");
    }
    let mut gate = gate_of(config());
    for (id, words, says) in [
        (
            1,
            "buy 1 BTC/USDT:USDT limit 100 long",
            "GATE-04.one-way-mode",
        ),
        (
            2,
            "sell 1 BTC/USDT:USDT limit 100 short",
            "GATE-04.one-way-mode",
        ),
        (
            3,
            "sell 1 BTC/USDT:USDT market long",
            "GATE-10.reduce-only-excess",
        ),
        (4, "buy 1 BTC/USDT:USDT limit 100", "ok"),
    ] {
        assert_eq!(verdict_of(&mut gate, id, words), says, "{words}");
    }
    let spot = paper(9, "buy 1 BTC/USDT limit 100 long");
    assert_eq!(said(&gate.clear(at(1), spot)), "GATE-04.one-way-mode");
}

// ORD-06
#[test]
fn g42_the_mode_that_is_fixed_is_the_only_one_that_opens() {
    for (fixed, says) in [
        (None, "ok"),
        (Some(PositionMode::Hedge), "ok"),
        (Some(PositionMode::OneWay), "GATE-04.position-mode"),
    ] {
        let mut config = config();
        for account in &mut config.accounts {
            if let Product::Linear(rules) = &mut account.product {
                rules.positions = fixed;
            }
        }
        let mut gate = hedged(config);
        let opens = verdict_of(&mut gate, 1, "buy 1 BTC/USDT:USDT limit 100 long");
        assert_eq!(opens, says, "{fixed:?}");
        let to = |mode| SettingChange {
            account: MARGINED,
            setting: Setting::Positions(mode),
        };
        gate.ended(OrderId::new(1));
        for mode in [PositionMode::OneWay, PositionMode::Hedge] {
            let allowed = fixed.is_none_or(|fixed| fixed == mode);
            let says = if allowed {
                "ok"
            } else {
                "GATE-04.position-mode"
            };
            assert_eq!(
                said(&gate.clear_setting(to(mode))),
                says,
                "{fixed:?} to {mode}"
            );
        }
        // What is held from before it was fixed can still be closed.
        gate.restore_position(key(PositionSide::Long), amount("1"));
        let closes = verdict_of(&mut gate, 2, "sell 1 BTC/USDT:USDT market long");
        assert_eq!(closes, "ok", "{fixed:?}");
    }
}

// ORD-06
#[test]
fn g43_a_close_takes_no_more_than_its_position_less_what_works_against_it() {
    let mut gate = hedged(config());
    held(&mut gate, 1, "buy 2 BTC/USDT:USDT market long");
    held(&mut gate, 2, "sell 3 BTC/USDT:USDT market short");
    assert_eq!(gate.held(key(PositionSide::Long)), amount("2"));
    assert_eq!(gate.held(key(PositionSide::Short)), amount("-3"));
    assert_eq!(gate.held(key(PositionSide::Both)), Amount::ZERO);
    gate.halt(Scope::Global);
    for (id, words, says) in [
        // The short one does not help to close the long one, nor the other way round.
        (
            3,
            "sell 2.01 BTC/USDT:USDT market long",
            "GATE-10.reduce-only-excess",
        ),
        (4, "sell 1.5 BTC/USDT:USDT limit 101 long", "ok"),
        (
            5,
            "sell 0.51 BTC/USDT:USDT limit 101 long",
            "GATE-10.reduce-only-excess",
        ),
        (6, "sell 0.5 BTC/USDT:USDT limit 101 long", "ok"),
        (
            7,
            "buy 3.01 BTC/USDT:USDT market short",
            "GATE-10.reduce-only-excess",
        ),
        (8, "buy 3 BTC/USDT:USDT market short", "ok"),
        // What opens is held back by the halt.
        (9, "buy 0.1 BTC/USDT:USDT market long", "GATE-10.halted"),
    ] {
        assert_eq!(verdict_of(&mut gate, id, words), says, "{words}");
    }
    // Closing holds nothing.
    assert_eq!(gate.holds(MARGINED), []);
}

// GATE-02 GATE-03 GATE-04: both sides count in full, for neither takes anything off the other.
#[test]
fn g44_the_long_and_the_short_count_beside_each_other() {
    let mut config = wide();
    config.limits.position_value_max = amount("1000");
    let mut gate = hedged(config);
    held(&mut gate, 1, "buy 6 BTC/USDT:USDT market long");
    // 6 held and 4 more at the ask of 100.01 are over 1,000; 3.9 are not.
    assert_eq!(
        verdict_of(&mut gate, 2, "sell 4 BTC/USDT:USDT limit 100 short"),
        "GATE-02.position-value"
    );
    assert_eq!(
        verdict_of(&mut gate, 3, "sell 3.9 BTC/USDT:USDT limit 100 short"),
        "ok"
    );
    assert_eq!(
        verdict_of(&mut gate, 4, "buy 0.1 BTC/USDT:USDT limit 99.9 long"),
        "GATE-02.position-value"
    );
    // Two positions in one contract are two.
    let mut config = wide();
    config.limits.open_positions_max = 1;
    let mut gate = hedged(config);
    held(&mut gate, 1, "buy 1 BTC/USDT:USDT market long");
    assert_eq!(
        verdict_of(&mut gate, 2, "sell 1 BTC/USDT:USDT limit 100 short"),
        "GATE-03.open-positions"
    );
    // Both take margin: 1,000 less 200 for each of two positions of 10 at a leverage of 5.
    let mut gate = hedged(wide());
    held(&mut gate, 1, "buy 10 BTC/USDT:USDT market long");
    held(&mut gate, 2, "sell 10 BTC/USDT:USDT market short");
    let free = |gate: &Gate| gate.margin_free(at(1), MARGINED, asset("USDT")).unwrap();
    assert_eq!(free(&gate), amount("600"));
    // At 110 the short one has lost 100, and the profit of the long one counts for nothing yet.
    gate.mark((venue(), symbol(BTC)), mark("110", at(1)));
    assert_eq!(free(&gate), amount("460"));
    // One of them near its end holds back what opens on either side, in doubt as well.
    for side in [0, 1] {
        let mut near = hedge_report();
        near.contracts[side].liquidation = Some(price("109"));
        gate.margin(&near);
        for (id, words) in [
            (8, "buy 0.1 BTC/USDT:USDT limit 100 long"),
            (9, "sell 0.1 BTC/USDT:USDT limit 100 short"),
        ] {
            assert_eq!(verdict_of(&mut gate, id, words), "GATE-04.liquidation-near");
        }
        gate.margin(&hedge_report());
        let doubted = [PositionSide::Long, PositionSide::Short][side];
        gate.set_doubt(key(doubted), Doubt::Standing);
        let says = verdict_of(&mut gate, 10, "buy 0.1 BTC/USDT:USDT limit 100 long");
        assert_eq!(says, "GATE-04.position-in-doubt");
        gate.set_doubt(key(doubted), Doubt::Settled);
    }
}

// ORD-06
#[test]
fn g45_the_position_mode_changes_only_while_nothing_is_held_and_nothing_open() {
    let change = SettingChange {
        account: MARGINED,
        setting: Setting::Positions(PositionMode::OneWay),
    };
    let mut gate = hedged(config());
    assert_eq!(said(&gate.clear_setting(change)), "ok");
    let order = margined(1, "buy 1 BTC/USDT:USDT limit 100 long");
    drop(gate.clear(at(1), order).unwrap());
    assert_eq!(said(&gate.clear_setting(change)), "GATE-04.mode-in-use");
    gate.fill(&fill(&order, 1, "1 100 0 USDT", at(1)));
    gate.ended(order.id());
    assert_eq!(said(&gate.clear_setting(change)), "GATE-04.mode-in-use");
    let out = margined(2, "sell 1 BTC/USDT:USDT market long");
    drop(gate.clear(at(1), out).unwrap());
    gate.fill(&fill(&out, 2, "1 100 0 USDT", at(1)));
    assert_eq!(said(&gate.clear_setting(change)), "GATE-04.mode-in-use");
    gate.ended(out.id());
    assert_eq!(said(&gate.clear_setting(change)), "ok");
    // What another account holds is no hindrance.
    drop(
        gate.clear(at(1), paper(3, "buy 1 BTC/USDT limit 100"))
            .unwrap(),
    );
    assert_eq!(said(&gate.clear_setting(change)), "ok");
}

/// One thing that happens to an account in hedge mode.
#[derive(Debug, Clone)]
enum Move {
    Place {
        of: HedgeSide,
        side: Side,
        units: i128,
    },
    Fill {
        nth: usize,
        units: i128,
    },
    End {
        nth: usize,
    },
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let side = || prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    let of = prop_oneof![Just(HedgeSide::Long), Just(HedgeSide::Short)];
    let one = prop_oneof![
        4 => (of, side(), 1..300_i128).prop_map(|(of, side, units)| Move::Place { of, side, units }),
        4 => (0..6_usize, 1..300_i128).prop_map(|(nth, units)| Move::Fill { nth, units }),
        1 => (0..6_usize).prop_map(|nth| Move::End { nth }),
    ];
    proptest::collection::vec(one, 1..80)
}

fn decimal(units: i128) -> String {
    Amount::from_parts(units, 2).unwrap().to_string()
}

proptest! {
    // ORD-06: whatever is placed, filled in part and ended, in whichever order: neither position is ever turned round, even if
    // everything that works against it fills at once, and margin of both sides lies within the wallet.
    #[test]
    fn g46_no_sequence_turns_a_hedged_position_round(list in moves()) {
        let mut gate = hedged(wide());
        // Held in hundredths by side, and what works: id, position, side, what is left.
        let mut held = [0_i128, 0];
        let mut working: Vec<(u64, HedgeSide, Side, i128)> = Vec::new();
        let nth_of = |of: HedgeSide| usize::from(of == HedgeSide::Short);
        for (step, one) in list.into_iter().enumerate() {
            let id = u64::try_from(step).unwrap() + 1;
            match one {
                Move::Place { of, side, units } => {
                    let words = format!("{side} {} {BTC} limit 100 {}", decimal(units), of.position());
                    if gate.clear(at(1), margined(id, &words)).is_err() {
                        continue;
                    }
                    working.push((id, of, side, units));
                    let closing = working.iter().filter(|(_, o, s, _)| *o == of && *s == of.closed_by());
                    let closing: i128 = closing.map(|(.., left)| *left).sum();
                    prop_assert!(closing <= held[nth_of(of)], "{words} with {held:?}");
                    let opening = working.iter().filter(|(_, o, s, _)| *s == o.opened_by());
                    let opening: i128 = opening.map(|(.., left)| *left).sum();
                    // A hundredth at 100 and a leverage of 5 is 0.2 of margin, and 0.001 of fee while it works.
                    let needed = (held[0] + held[1] + opening) * 200 + opening;
                    prop_assert!(needed <= 1_000_000, "{words}: needs {needed} thousandths");
                }
                Move::Fill { nth, units } => {
                    let Some((id, of, side, left)) = working.get(nth).copied() else { continue };
                    let units = units.min(left);
                    let words = format!("{side} {} {BTC} market {}", decimal(units), of.position());
                    let part = format!("{} 100 0 USDT", decimal(units));
                    gate.fill(&fill(&margined(id, &words), id, &part, at(1)));
                    held[nth_of(of)] += if side == of.opened_by() { units } else { -units };
                    working[nth].3 -= units;
                    if working[nth].3 == 0 {
                        gate.ended(OrderId::new(id));
                        working.remove(nth);
                    }
                    prop_assert!(held[0] >= 0 && held[1] >= 0, "turned round: {held:?}");
                    prop_assert_eq!(gate.held(key(PositionSide::Long)), amount(&decimal(held[0])));
                    prop_assert_eq!(gate.held(key(PositionSide::Short)), amount(&decimal(-held[1])));
                }
                Move::End { nth } => {
                    if nth < working.len() {
                        gate.ended(OrderId::new(working.remove(nth).0));
                    }
                }
            }
        }
    }
}
