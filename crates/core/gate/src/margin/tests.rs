//! Orders for contracts: what holds them back, what they set aside, and that no sequence overruns what an account has.

use crate::fixture::*;
use crate::*;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::*;
use proptest::prelude::*;

const BTC: &str = "BTC/USDT:USDT";
const ETH: &str = "ETH/USDT:USDT";

fn margined(id: u64, words: &str) -> NewOrder {
    order(id, MARGINED, PERSON, words)
}

fn verdict_of(gate: &mut Gate, id: u64, words: &str) -> String {
    said(&gate.clear(at(1), margined(id, words)))
}

/// Buys `words` and fills all of it at `price`.
fn held(gate: &mut Gate, id: u64, words: &str, price: &str) {
    let order = margined(id, words);
    drop(gate.clear(at(0), order).unwrap());
    let qty = order.terms().qty;
    let words = format!("{qty} {price} 0 USDT");
    gate.fill(&fill(&order, id, &words, at(0)));
    gate.ended(order.id());
}

/// What is done to a gate, and the code of the rule that then holds an order back.
type Spoilt = (&'static str, fn(&mut Gate));

fn spoilt() -> [Spoilt; 9] {
    [
        ("GATE-04.settings-unknown", |g| {
            g.margin_unknown(MARGINED, None);
        }),
        ("GATE-04.settings-unknown", |g| {
            g.margin_unknown(MARGINED, Some(symbol(BTC)));
        }),
        ("GATE-04.hedge-mode", |g| {
            g.margin(&MarginReport {
                positions: PositionMode::Hedge,
                ..margin_report()
            });
        }),
        ("GATE-04.multi-assets", |g| {
            g.margin(&MarginReport {
                assets: AssetsMode::Multi,
                ..margin_report()
            });
        }),
        ("GATE-04.margin-mode", |g| {
            let mut report = margin_report();
            report.contracts[0].margin = MarginMode::Isolated;
            g.margin(&report);
        }),
        ("GATE-04.position-in-doubt", |g| {
            g.set_doubt(PositionKey::both(MARGINED, symbol(BTC)), Doubt::Standing);
        }),
        ("GATE-17.mark-stale", |g| {
            g.mark((venue(), symbol(BTC)), mark("100", at(2)));
            g.quote(Quote {
                received: at(6),
                ..quote(BTC, "99.99", "100.01")
            });
        }),
        ("GATE-17.mark-missing", |g| g.contracts.marks.clear()),
        ("GATE-04.liquidation-near", |g| {
            let mut report = margin_report();
            report.contracts[0].liquidation = Some(price("90.01"));
            g.margin(&report);
        }),
    ]
}

// GATE-04, ORD-06
#[test]
fn g14_nothing_opens_on_what_is_unknown_and_what_reduces_passes() {
    for (code, spoil) in spoilt() {
        let mut gate = gate();
        held(&mut gate, 1, "buy 2 BTC/USDT:USDT market", "100");
        spoil(&mut gate);
        let now = if code == "GATE-17.mark-stale" {
            at(6)
        } else {
            at(1)
        };
        let opens = gate.clear(now, margined(2, "buy 1 BTC/USDT:USDT limit 100"));
        assert_eq!(said(&opens), code);
        let reduces = gate.clear(now, margined(3, "sell 2 BTC/USDT:USDT market reduce"));
        assert_eq!(said(&reduces), "ok", "{code}");
    }
}

#[test]
fn g14_each_account_trades_its_product_and_the_least_distance_passes() {
    let mut gate = gate();
    let refused = |gate: &mut Gate, order| said(&gate.clear(at(1), order));
    let spot = margined(1, "buy 1 BTC/USDT limit 100");
    assert_eq!(refused(&mut gate, spot), "GATE-04.spot-not-traded");
    let contract = paper(2, "buy 1 BTC/USDT:USDT limit 100");
    assert_eq!(refused(&mut gate, contract), "GATE-04.contracts-not-traded");
    let order = margined(9, "buy 1 BTC/USDT:USDT limit 100");
    let cancel = CancelOrder {
        id: OrderId::new(8),
        client_id: order.client_id(),
        account: MARGINED,
        symbol: symbol(BTC),
    };
    let both = gate.clear_replace(at(1), ReplaceOrder { cancel, order });
    assert_eq!(said(&both), "GATE-04.one-by-one");
    // Exactly the least distance passes, and so does exactly the age that is allowed.
    let mut report = margin_report();
    report.contracts[0].liquidation = Some(price("90"));
    gate.margin(&report);
    let order = margined(3, "buy 1 BTC/USDT:USDT limit 100");
    gate.quote(Quote {
        received: at(3),
        ..quote(BTC, "99.99", "100.01")
    });
    assert_eq!(said(&gate.clear(at(3), order)), "ok");
}

// GATE-04, GATE-07: 1,000 USDT at a leverage of 5 and a fee of 0.1 %.
#[test]
fn g15_margin_is_exact_and_counted_once() {
    let mut gate = gate();
    // At 100 a unit sets aside 20 of margin and 0.1 of fee; at 98 the mark is dearer and counts.
    assert_eq!(
        verdict_of(&mut gate, 1, "buy 4 BTC/USDT:USDT limit 98"),
        "ok"
    );
    assert_eq!(gate.holds(MARGINED), [(asset("USDT"), amount("80.4"))]);
    gate.ended(OrderId::new(1));
    let mut config = config();
    config.limits.order_value_max = amount("100000");
    config.limits.position_value_max = amount("100000");
    let mut gate = gate_of(config.clone());
    // 1,000 ÷ 20.1 is 49.7512…: the last step that fits passes, one more does not.
    assert_eq!(
        verdict_of(&mut gate, 1, "buy 49.75125 BTC/USDT:USDT limit 100"),
        "GATE-07.collateral"
    );
    assert_eq!(
        verdict_of(&mut gate, 1, "buy 49.75124 BTC/USDT:USDT limit 100"),
        "ok"
    );
    assert_eq!(
        verdict_of(&mut gate, 2, "sell 0.1 ETH/USDT:USDT limit 100"),
        "GATE-07.collateral"
    );
    // Once it is a position it needs its margin; a loss at the mark is taken off, a profit is not added.
    let free = |gate: &Gate, mark_at: &str| {
        let mut gate = gate_clone(gate);
        gate.mark((venue(), symbol(BTC)), mark(mark_at, at(1)));
        gate.margin_free(at(1), MARGINED, asset("USDT")).unwrap()
    };
    let mut gate = gate_of(config);
    held(&mut gate, 1, "buy 10 BTC/USDT:USDT market", "100");
    assert_eq!(free(&gate, "100"), amount("800"));
    assert_eq!(free(&gate, "110"), amount("780"));
    assert_eq!(free(&gate, "90"), amount("700"));
    // What is set aside for it alone counts where it is more.
    let mut report = margin_report();
    report.contracts[0].isolated = amount("250");
    gate.margin(&report);
    assert_eq!(free(&gate, "100"), amount("750"));
    // Closing at 90 takes the loss and the fee out of the wallet.
    let out = margined(2, "sell 10 BTC/USDT:USDT market reduce");
    drop(gate.clear(at(1), out).unwrap());
    assert_eq!(gate.holds(MARGINED), []);
    gate.fill(&fill(&out, 2, "10 90 0.9 USDT", at(2)));
    gate.ended(out.id());
    assert_eq!(free(&gate, "90"), amount("899.1"));
    assert_eq!(gate.position(MARGINED, symbol(BTC)), Amount::ZERO);
}

/// The same knowledge in another gate.
fn gate_clone(gate: &Gate) -> Gate {
    let mut copy = gate_of(gate.config().clone());
    copy.balances = gate.balances.clone();
    copy.orders = gate.orders.clone();
    copy.contracts = gate.contracts.clone();
    copy
}

// GATE-04: set-leverage and implied leverage are both refused above the cap.
#[test]
fn g16_no_leverage_over_the_cap() {
    let mut config = config();
    config.limits.order_value_max = amount("100000");
    config.limits.position_value_max = amount("100000");
    let mut gate = gate_of(config);
    let setting = |times| Setting::Leverage {
        symbol: symbol(BTC),
        leverage: Leverage::new(times).unwrap(),
    };
    let account = MARGINED;
    let set = |gate: &Gate, times| {
        let setting = setting(times);
        said(&gate.clear_setting(SettingChange { account, setting }))
    };
    assert_eq!(set(&gate, 10), "ok");
    assert_eq!(set(&gate, 11), "GATE-04.leverage");
    let isolated = Setting::Margin {
        symbol: symbol(BTC),
        mode: MarginMode::Isolated,
    };
    let setting = SettingChange {
        account,
        setting: isolated,
    };
    assert_eq!(said(&gate.clear_setting(setting)), "GATE-04.margin-mode");
    let spot = SettingChange {
        account: PAPER,
        ..setting
    };
    assert_eq!(
        said(&gate.clear_setting(spot)),
        "GATE-04.contracts-not-traded"
    );
    // The account may be set higher; what it comes to may not go over the cap of 10: with 0.1 of fee, 10.1 a unit.
    let mut report = margin_report();
    report.contracts[0].leverage = Leverage::new(50).unwrap();
    gate.margin(&report);
    let over = verdict_of(&mut gate, 1, "buy 99.00991 BTC/USDT:USDT limit 100");
    assert_eq!(over, "GATE-04.implied-leverage");
    let at_it = verdict_of(&mut gate, 1, "buy 99.0099 BTC/USDT:USDT limit 100");
    assert_eq!(at_it, "ok");
}

/// One thing that happens to an account on margin.
#[derive(Debug, Clone)]
enum Move {
    Place {
        contract: usize,
        side: Side,
        units: i128,
        price: i128,
        effect: PositionEffect,
    },
    Fill {
        nth: usize,
        units: i128,
    },
    End {
        nth: usize,
    },
    Mark {
        contract: usize,
        price: i128,
    },
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    let effect = prop_oneof![
        3 => Just(PositionEffect::Any),
        2 => Just(PositionEffect::ReduceOnly)
    ];
    let one = prop_oneof![
        4 => (0..2_usize, side, 1..3_000_i128, 9_600..10_400_i128, effect).prop_map(
            |(contract, side, units, price, effect)| Move::Place { contract, side, units, price, effect }
        ),
        3 => (0..8_usize, 1..3_000_i128).prop_map(|(nth, units)| Move::Fill { nth, units }),
        1 => (0..8_usize).prop_map(|nth| Move::End { nth }),
        1 => (0..2_usize, 9_600..10_400_i128).prop_map(|(contract, price)| Move::Mark { contract, price }),
    ];
    proptest::collection::vec(one, 1..60)
}

/// An account as a venue would count it, from the same moves: wallet, net and cost of positions, working orders.
#[derive(Debug, Default)]
struct Counted {
    wallet: Fine,
    /// Net in hundredths, and its cost, per contract; marks in hundredths.
    net: [i128; 2],
    cost: [Fine; 2],
    mark: [i128; 2],
    working: Vec<Working>,
}

/// Money in the twelfth place after the point, in which costs are shared out.
type Fine = i128;

/// A quantity in hundredths at a price in hundredths.
const fn value(units: i128, price: i128) -> Fine {
    units * price * 100_000_000
}

#[derive(Debug, Clone, Copy)]
struct Working {
    id: u64,
    contract: usize,
    side: Side,
    left: i128,
    price: i128,
    effect: PositionEffect,
}

impl Counted {
    /// What is needed in all: margins at a leverage of 5, fees of 0.1 %, and losses.
    fn needed(&self) -> Fine {
        let mut needed = 0;
        for contract in 0..2 {
            let (net, cost) = (self.net[contract], self.cost[contract]);
            let value = value(net.abs(), self.mark[contract]);
            let loss = if net >= 0 { cost - value } else { value - cost };
            needed += (value.max(cost) + 4) / 5 + loss.max(0);
        }
        for order in &self.working {
            if order.effect == PositionEffect::Any {
                let value = value(order.left, order.price);
                needed += value / 5 + value / 1_000;
            }
        }
        needed
    }

    /// A trade; the profit of what it closes goes to the wallet. Costs are shared out rounded against the account.
    fn trade(&mut self, contract: usize, side: Side, units: i128, price: i128) {
        let (net, cost) = (self.net[contract], self.cost[contract]);
        let signed = if side == Side::Buy { units } else { -units };
        if net == 0 || (net > 0) == (signed > 0) {
            self.net[contract] += signed;
            self.cost[contract] += value(units, price);
            return;
        }
        let closed = units.min(net.abs());
        let part = cost * closed / net.abs();
        let gain = if net > 0 {
            value(closed, price) - part
        } else {
            part - value(closed, price)
        };
        self.wallet += gain;
        self.net[contract] += signed;
        self.cost[contract] = if units > closed {
            value(units - closed, price)
        } else {
            cost - part
        };
    }
}

fn decimal(units: i128, places: u32) -> String {
    Amount::from_parts(units, places).unwrap().to_string()
}

proptest! {
    // GATE-07, GATE-04: whatever is placed, filled, ended and however the mark moves, an order passes only while all margins,
    // fees and losses together lie within the wallet; and what only reduces never turns a position round.
    #[test]
    fn g17_no_sequence_overruns_the_wallet_and_reduce_only_reduces(list in moves()) {
        let mut config = config();
        config.limits.order_value_max = amount("1000000");
        config.limits.position_value_max = amount("1000000");
        let mut gate = gate_of(config);
        let mut venue_side = Counted {
            wallet: 1_000 * 1_000_000_000_000,
            mark: [10_000; 2],
            ..Counted::default()
        };
        let names = [BTC, ETH];
        for (step, one) in list.into_iter().enumerate() {
            let id = u64::try_from(step).unwrap() + 1;
            match one {
                Move::Place { contract, side, units, price, effect } => {
                    let tail = if effect == PositionEffect::ReduceOnly { " reduce" } else { "" };
                    let (qty, limit) = (decimal(units, 2), decimal(price, 2));
                    let words = format!("{side} {qty} {} limit {limit}{tail}", names[contract]);
                    let passed = gate.clear(at(1), margined(id, &words)).is_ok();
                    if !passed {
                        continue;
                    }
                    let price = price.max(venue_side.mark[contract]);
                    venue_side.working.push(Working { id, contract, side, left: units, price, effect });
                    match effect {
                        PositionEffect::Any => prop_assert!(
                            venue_side.needed() <= venue_side.wallet,
                            "{words}: needs {} of {}", venue_side.needed(), venue_side.wallet
                        ),
                        PositionEffect::ReduceOnly => {
                            let all = venue_side.working.iter().filter(|o| o.contract == contract && o.side == side);
                            let closing: i128 = all.map(|o| o.left).sum();
                            let net = venue_side.net[contract];
                            let there = if side == Side::Sell { net } else { -net };
                            prop_assert!(closing <= there, "{words} with {net} held");
                        }
                        PositionEffect::Of(_) => prop_assert!(false, "one-way mode names no position"),
                    }
                }
                Move::Fill { nth, units } => {
                    let Some(order) = venue_side.working.get(nth).copied() else { continue };
                    let units = units.min(order.left);
                    // At the mark or better for nobody: the price it was cleared at.
                    let words = format!("{} {} 0 USDT", decimal(units, 2), decimal(order.price, 2));
                    let wish = margined(order.id, &format!("{} {} {} market", order.side, decimal(units, 2), names[order.contract]));
                    gate.fill(&fill(&wish, id, &words, at(0)));
                    venue_side.trade(order.contract, order.side, units, order.price);
                    venue_side.working[nth].left -= units;
                    if venue_side.working[nth].left == 0 {
                        gate.ended(OrderId::new(order.id));
                        venue_side.working.remove(nth);
                    }
                }
                Move::End { nth } => {
                    if nth < venue_side.working.len() {
                        let gone = venue_side.working.remove(nth);
                        gate.ended(OrderId::new(gone.id));
                    }
                }
                Move::Mark { contract, price } => {
                    gate.mark((venue(), symbol(names[contract])), mark(&decimal(price, 2), at(1)));
                    venue_side.mark[contract] = price;
                }
            }
        }
    }
}

/// A target and a stop of the house over a position on margin.
fn exits(id: u64, account: AccountId, words: (&str, &str)) -> NewOco {
    let terms = OcoTerms::new(terms(words.0), terms(words.1)).unwrap();
    NewOco::new((ListId::new(id), at(0)), account, Origin::House, &terms).unwrap()
}

const TARGET: &str = "sell 2 BTC/USDT:USDT maker 104 reduce";
const STOP: &str = "sell 2 BTC/USDT:USDT stop 96 reduce";

// ORD-04: the exits of a position on margin leave apart, and count as one.
#[test]
fn g20_exits_on_margin_count_once_and_only_what_reduces_is_one() {
    let mut gate = gate();
    held(&mut gate, 1, "buy 2 BTC/USDT:USDT market", "100");
    let opening = (
        "sell 2 BTC/USDT:USDT maker 104",
        "sell 2 BTC/USDT:USDT stop 96",
    );
    for (account, words) in [(MARGINED, opening), (PAPER, (TARGET, STOP))] {
        let refused = gate.clear_exits(at(1), exits(10, account, words));
        assert_eq!(said(&refused), "GATE-04.one-by-one");
    }
    let cleared = gate.clear_exits(at(1), exits(10, MARGINED, (TARGET, STOP)));
    let ids = cleared.unwrap().map(|cleared| cleared.get().id());
    assert_eq!(gate.working(MARGINED, symbol(BTC)).1, qty("2"));
    // Each may be sent on for itself after a halt that covers others, and is then itself.
    for id in ids {
        assert_eq!(gate.reaffirm(id).unwrap().get().id(), id);
    }
    // Exits stand in each other's way, and the rest of what is held is nobody's.
    let more = gate.clear_exits(at(1), exits(20, MARGINED, (TARGET, STOP)));
    assert_eq!(said(&more), "GATE-10.reduce-only-excess");
    gate.ended(ids[0]);
    assert_eq!(gate.working(MARGINED, symbol(BTC)).1, qty("2"));
    gate.ended(ids[1]);
    assert_eq!(gate.working(MARGINED, symbol(BTC)).1, Qty::ZERO);
}

// G9: a person closes all of it beside the exits, once, and not a step more.
#[test]
fn g9_exits_on_margin_stand_in_nobodys_way() {
    let mut gate = gate();
    held(&mut gate, 1, "buy 2 BTC/USDT:USDT market", "100");
    drop(
        gate.clear_exits(at(1), exits(10, MARGINED, (TARGET, STOP)))
            .unwrap(),
    );
    let close = |id, qty: &str| margined(id, &format!("sell {qty} BTC/USDT:USDT market reduce"));
    let over = gate.clear(at(1), close(30, "2.1"));
    assert_eq!(said(&over), "GATE-10.reduce-only-excess");
    assert_eq!(said(&gate.clear(at(1), close(31, "2"))), "ok");
    let twice = gate.clear(at(1), close(32, "2"));
    assert_eq!(said(&twice), "GATE-10.reduce-only-excess");
}

// G9: what is left of a position may be worth less than any order that opens, and must be closable all the same.
#[test]
fn g9_a_close_of_a_contract_has_no_smallest_value() {
    let mut gate = gate();
    held(&mut gate, 1, "buy 0.1 BTC/USDT:USDT market", "100");
    // Worth 4 of the 5 that an order must be.
    for (id, words) in [
        (10, "sell 0.04 BTC/USDT:USDT market"),
        (11, "sell 0.04 BTC/USDT:USDT limit 100"),
        (12, "buy 0.04 BTC/USDT:USDT market"),
    ] {
        assert_eq!(
            verdict_of(&mut gate, id, words),
            "ORD-05.notional-min",
            "{words}"
        );
    }
    for (id, words) in [
        (20, "sell 0.04 BTC/USDT:USDT market reduce"),
        (21, "sell 0.04 BTC/USDT:USDT stop 95 reduce"),
        (22, "sell 0.01 BTC/USDT:USDT limit 100 reduce"),
    ] {
        assert_eq!(verdict_of(&mut gate, id, words), "ok", "{words}");
    }
    // The venue's grid still holds.
    let fine = "sell 0.00005 BTC/USDT:USDT market reduce";
    assert_eq!(verdict_of(&mut gate, 23, fine), "ORD-05.qty-min");
}
