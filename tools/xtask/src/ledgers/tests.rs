//! Planted differences between the ledgers, each of which must be found. Never starts a process.
// ORD-03 OPS-10 OPS-15: what a crash must not do is what this comparison finds.

use super::margin::Margin;
use super::{Ledger, Order, Trade, differences, exact};
use domain::{Amount, Qty};
use std::collections::BTreeSet;

fn qty(text: &str) -> Qty {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn order(id: u64, client_id: &str, state: &str, filled: &str) -> Order {
    Order {
        id,
        client_id: client_id.to_owned(),
        state: state.to_owned(),
        filled: qty(filled),
    }
}

fn trade(id: &str, order: u64, amount: &str) -> Trade {
    Trade {
        key: ("BTC/USDT".to_owned(), id.to_owned()),
        order,
        qty: qty(amount),
        price: qty("60000"),
        fee: ("USDT".to_owned(), Amount::parse("0.06").unwrap()),
    }
}

struct Sides {
    acknowledged: BTreeSet<(u64, String)>,
    desk: Ledger,
    exchange: Ledger,
}

fn lawful() -> Sides {
    let balances = [("BTC".to_owned(), (qty("0.503"), Qty::ZERO))].into();
    Sides {
        acknowledged: [(1, "cfa"), (2, "cfb"), (3, "cfc")]
            .map(|(id, client_id)| (id, client_id.to_owned()))
            .into(),
        desk: Ledger {
            orders: vec![
                order(1, "cfa", "filled", "0.003"),
                order(2, "cfb", "cancelled", "0"),
                order(3, "cfc", "never-seen", "0"),
            ],
            trades: vec![trade("7", 1, "0.001"), trade("8", 1, "0.002")],
            positions: [("BTC/USDT".to_owned(), amount("0.003"))].into(),
            balances,
            margin: Margin::default(),
        },
        exchange: Ledger {
            orders: vec![
                order(70, "cfa", "FILLED", "0.003"),
                order(71, "cfb", "CANCELED", "0"),
            ],
            trades: vec![trade("7", 70, "0.00100000"), trade("8", 70, "0.002")],
            balances: [("BTC".to_owned(), (qty("0.50300000"), Qty::ZERO))].into(),
            positions: [("BTC/USDT".to_owned(), amount("0.00300000"))].into(),
            margin: Margin::default(),
        },
    }
}

fn found(plant: impl FnOnce(&mut Sides)) -> Vec<String> {
    let mut sides = lawful();
    plant(&mut sides);
    differences(&sides.acknowledged, &sides.desk, &sides.exchange)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn equal_ledgers_have_no_differences() {
    assert_eq!(found(|_| {}), Vec::<String>::new());
}

#[test]
fn lost_and_doubled_orders_are_found() {
    let lost = found(|sides| sides.acknowledged.extend([(9, "cfz".to_owned())]));
    assert_eq!(lost, ["order 9 (cfz) was acknowledged and is lost"]);
    let doubled = found(|sides| {
        sides
            .exchange
            .orders
            .push(order(99, "cfa", "CANCELED", "0"))
    });
    assert!(
        doubled.contains(&"cfa stands twice at the exchange".to_owned()),
        "{doubled:?}"
    );
    let stranger = found(|sides| sides.exchange.orders.push(order(99, "cfx", "NEW", "0")));
    assert_eq!(stranger, ["cfx is at the exchange and not in the journal"]);
    let unasked = found(|sides| sides.desk.orders.push(order(4, "cfd", "never-seen", "0")));
    assert_eq!(unasked, ["order 4 (cfd) was recorded for no request"]);
    let absent = found(|sides| drop(sides.exchange.orders.pop()));
    assert_eq!(
        absent,
        ["order 2 (cfb) is cancelled and not at the exchange"]
    );
    let ghost = found(|sides| sides.exchange.orders.push(order(72, "cfc", "NEW", "0")));
    assert_eq!(
        ghost,
        ["order 3 (cfc) is never-seen and stands at the exchange"]
    );
}

#[test]
fn lost_and_doubled_fills_are_found() {
    let lost = found(|sides| drop(sides.desk.trades.pop()));
    assert_eq!(lost.len(), 2, "{lost:?}");
    let doubled = found(|sides| sides.desk.trades.push(trade("8", 1, "0.002")));
    assert_eq!(doubled.len(), 2, "{doubled:?}");
    let dearer = found(|sides| sides.desk.trades[0].fee.1 = amount("0.07"));
    assert_eq!(dearer.len(), 1, "{dearer:?}");
    let changed = found(|sides| sides.desk.orders[0].filled = qty("0.001"));
    assert_eq!(changed.len(), 2, "{changed:?}");
}

#[test]
fn balances_differ_to_the_last_digit() {
    let digit = found(|sides| {
        sides
            .desk
            .balances
            .insert("BTC".to_owned(), (qty("0.50300001"), Qty::ZERO));
    });
    assert_eq!(
        digit,
        ["BTC: 0.50300001 free and 0 locked, at the exchange 0.503 and 0"]
    );
    let locked = found(|sides| {
        for ledger in [&mut sides.desk, &mut sides.exchange] {
            ledger
                .balances
                .insert("USDT".to_owned(), (qty("1"), qty("2")));
        }
    });
    assert_eq!(locked, ["USDT: 2 locked when no order stands"]);
    let unknown = found(|sides| sides.desk.balances.clear());
    assert_eq!(unknown.len(), 1);
}

#[test]
fn an_order_that_never_rests_is_found() {
    let asked = found(|sides| sides.desk.orders[1].state = "asked".to_owned());
    assert_eq!(asked, ["order 2 (cfb) is still asked when all is quiet"]);
}

#[test]
fn fields_are_read_exactly() {
    let value = serde_json::json!({"qty": "1.10", "bad": "1e3"});
    assert_eq!(exact(&value, "qty").unwrap(), qty("1.1"));
    assert!(exact(&value, "bad").is_err() && exact(&value, "none").is_err());
}

#[test]
fn a_position_that_no_trade_explains_is_found() {
    let more = found(|sides| {
        let symbol = "BTC/USDT".to_owned();
        sides.desk.positions.insert(symbol, amount("0.004"));
    });
    assert_eq!(
        more,
        ["BTC/USDT: a position of 0.004, the exchange's trades come to 0.003"]
    );
    let flat = found(|sides| sides.desk.positions.clear());
    assert_eq!(flat.len(), 1, "{flat:?}");
}
