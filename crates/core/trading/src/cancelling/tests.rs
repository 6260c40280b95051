//! The end of everything: one call a symbol where it ends nothing else, and each order's fate found out for itself.

use crate::fixture::*;
use crate::*;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use domain::*;

fn accept(house: &mut House, order: u64) {
    let answer = PlaceAnswer::Accepted {
        venue_id: venue_id(order),
        at: at(1),
    };
    let order = id(order);
    house.step(at(1), Input::Answered { order, answer });
}

/// Two orders in one symbol and one in another, all working.
fn working() -> House {
    let mut house = House::new();
    for (order, words) in [
        (1, "buy 1 BTC/USDT 99"),
        (2, "sell 1 BTC/USDT 101"),
        (3, "buy 1 ETH/USDT 99"),
    ] {
        house.place(at(1), words);
        accept(&mut house, order);
    }
    house
}

fn cancel_all(house: &mut House, symbol: Option<Symbol>) -> Vec<String> {
    let input = Input::CancelAll {
        request: RequestId(4),
        account: PAPER,
        symbol,
        origin: PERSON,
    };
    house.step(at(2), input)
}

fn answered(house: &mut House, order: u64, answer: CancelAnswer) -> Vec<String> {
    let order = id(order);
    house.step(at(2), Input::CancelAnswered { order, answer })
}

// ORD-02
#[test]
fn o25_a_symbol_is_ended_by_one_call_and_others_one_by_one() {
    let mut house = working();
    let told = cancel_all(&mut house, None);
    assert_eq!(
        told,
        [
            "cancel asked 1",
            "cancel asked 2",
            "> cancel all BTC/USDT: 1 2",
            "cancel asked 3",
            "> cancel 3",
            "@4 cancels 1 2 3",
        ]
    );
    house.check_replay();
    let ended = |order: u64| CancelAnswer::Cancelled {
        venue_id: venue_id(order),
        filled_total: Qty::ZERO,
        at: at(2),
    };
    for order in [1, 2, 3] {
        answered(&mut house, order, ended(order));
        assert_eq!(house.state(order), "cancelled 0");
    }
    assert!(house.held("USDT").is_zero() && house.held("BTC").is_zero());
    assert_eq!(cancel_all(&mut house, None), ["@4 cancels"]);
    house.check_replay();
}

#[test]
fn o25_only_the_symbol_that_was_named() {
    let mut house = working();
    let told = cancel_all(&mut house, Some(Symbol::new("ETH/USDT").unwrap()));
    assert_eq!(told, ["cancel asked 3", "> cancel 3", "@4 cancels 3"]);
    assert_eq!(house.state(1), "working 0");
}

#[test]
fn o25_an_order_the_venue_has_not_shown_is_ended_by_its_own_cancel() {
    let mut house = working();
    house.place(at(1), "buy 1 BTC/USDT 98");
    let told = cancel_all(&mut house, Some(btc()));
    let sent: Vec<_> = told.iter().filter(|line| line.starts_with('>')).collect();
    assert_eq!(sent, ["> cancel 1", "> cancel 2", "> cancel 4"]);
}

#[test]
fn o25_a_strangers_order_is_let_be() {
    let mut house = working();
    let mut open: Vec<StatedOrder> = Vec::new();
    for (order, side) in [(1, Side::Buy), (2, Side::Sell), (90, Side::Buy)] {
        open.push(StatedOrder {
            client_id: ClientOrderId::of(at(1), PAPER, id(order)),
            venue_id: venue_id(order),
            symbol: btc(),
            side,
            price: Some(price("99")),
            qty: qty("1"),
            filled: Qty::ZERO,
            at: at(1),
        });
    }
    let list = [("BTC", "100"), ("ETH", "100"), ("USDT", "100000")];
    let answer = StatementAnswer::Complete(Statement {
        asked_at: at(2),
        balances: balances(at(1), &list),
        trades: Vec::new(),
        open_orders: open,
        margin: StatedMargin::default(),
    });
    let account = PAPER;
    house.step(at(2), Input::Stated { account, answer });
    let told = cancel_all(&mut house, Some(btc()));
    let sent: Vec<_> = told.iter().filter(|line| line.starts_with('>')).collect();
    assert_eq!(sent, ["> cancel 1", "> cancel 2"]);
}

#[test]
fn o25_a_lost_answer_is_found_out_order_by_order() {
    let mut house = working();
    cancel_all(&mut house, Some(btc()));
    for order in [1, 2] {
        assert!(answered(&mut house, order, CancelAnswer::Unknown).is_empty());
        assert_eq!(house.state(order), "working 0");
    }
    let later = house.wake_until(ms(2_300)).join("\n");
    assert!(
        later.contains("> query 1") && later.contains("> query 2"),
        "{later}"
    );
    // One had ended and the other had not: that one is asked to end once more, for itself.
    for (order, status) in [(1, VenueStatus::Cancelled), (2, VenueStatus::Working)] {
        let answer = QueryAnswer::Found {
            venue_id: venue_id(order),
            status,
            filled_total: Qty::ZERO,
            at: at(2),
        };
        let (asked_at, order) = (ms(2_300), id(order));
        let queried = Input::Queried {
            order,
            asked_at,
            answer,
        };
        house.step(ms(2_400), queried);
    }
    assert_eq!(house.state(1), "cancelled 0");
    let again = house.wake_until(at(5)).join("\n");
    assert!(
        again.contains("> cancel 2") && !again.contains("> cancel 1"),
        "{again}"
    );
    house.check_replay();
}

#[test]
fn o25_a_halt_stops_no_cancel() {
    let mut house = working();
    house.step(
        at(2),
        Input::Halt {
            request: RequestId(9),
            scope: Scope::Global,
            reach: HaltReach::NewOnly,
            cause: cause(),
        },
    );
    let told = cancel_all(&mut house, Some(btc()));
    assert!(
        told.contains(&format!("> cancel all {}: 1 2", btc())),
        "{told:?}"
    );
}
