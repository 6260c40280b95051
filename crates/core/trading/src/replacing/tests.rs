//! Lives of replacements: both orders are counted until the venue's word of each is known.

use crate::fixture::*;
use crate::*;
use alloc::string::String;
use alloc::vec::Vec;

fn replace(house: &mut House, old: u64, words: &str) -> Vec<String> {
    let input = Input::Replace {
        request: RequestId(3),
        order: id(old),
        origin: PERSON,
        terms: terms(words),
    };
    house.step(at(2), input)
}

fn answered(house: &mut House, order: u64, answer: PlaceAnswer) -> Vec<String> {
    let order = id(order);
    house.step(at(2), Input::Answered { order, answer })
}

fn accepted(order: u64) -> PlaceAnswer {
    PlaceAnswer::Accepted {
        venue_id: venue_id(order),
        at: at(2),
    }
}

/// A house with order 1 (`buy 2 BTC/USDT 99`) working.
fn working() -> House {
    let mut house = House::new();
    house.place(at(1), "buy 2 BTC/USDT 99");
    answered(&mut house, 1, accepted(1));
    house
}

fn cancelled(house: &mut House, total: &str) -> Vec<String> {
    let answer = CancelAnswer::Cancelled {
        venue_id: venue_id(1),
        filled_total: qty(total),
        at: at(2),
    };
    let order = id(1);
    house.step(at(2), Input::CancelAnswered { order, answer })
}

#[test]
fn o20_both_orders_are_held_until_the_venues_word_of_each() {
    let mut house = working();
    let lines = replace(&mut house, 1, "buy 3 BTC/USDT 100");
    assert_eq!(
        lines,
        [
            "opened 2",
            "replace asked 1 by 2",
            "> replace 1 by 2",
            "@3 accepted 2"
        ]
    );
    // 2 × 99 × 1.001 and 3 × 100 × 1.001.
    assert_eq!(house.held("USDT"), amount("498.498"));
    house.check_replay();
    cancelled(&mut house, "0");
    assert_eq!(house.held("USDT"), amount("300.3"));
    answered(&mut house, 2, accepted(2));
    assert_eq!(house.state(1), "cancelled 0");
    assert_eq!(house.state(2), "working 0");
    house.check_replay();
}

// GATE-02: what the old order may still buy counts beside the new one.
#[test]
fn o20_never_more_than_the_limit_even_if_both_trade() {
    let mut house = House::new();
    house.place(at(1), "buy 9 BTC/USDT 99");
    answered(&mut house, 1, accepted(1));
    let lines = replace(&mut house, 1, "buy 5 BTC/USDT 100");
    assert_eq!(lines[1], "@3 refused GATE-02.position-qty");
    let lines = replace(&mut house, 1, "buy 4 BTC/USDT 100");
    assert_eq!(lines[3], "@3 accepted 3");
    house.check_replay();
}

#[test]
fn o20_cancelled_but_not_placed_ends_the_old_and_refuses_the_new() {
    let mut house = working();
    replace(&mut house, 1, "buy 3 BTC/USDT 100");
    cancelled(&mut house, "0");
    let words = VenueWords {
        code: -2010,
        text: "Order would immediately match and take.".into(),
    };
    answered(&mut house, 2, PlaceAnswer::Refused(words));
    assert_eq!(house.state(1), "cancelled 0");
    assert_eq!(house.state(2), "rejected 0");
    assert_eq!(house.held("USDT"), amount("0"));
    house.check_replay();
}

#[test]
fn o20_neither_done_leaves_the_old_as_it_was() {
    let mut house = working();
    replace(&mut house, 1, "buy 3 BTC/USDT 100");
    let words = VenueWords {
        code: -2022,
        text: "Order cancel-replace failed.".into(),
    };
    answered(&mut house, 2, PlaceAnswer::Refused(words));
    assert_eq!(house.state(1), "working 0");
    assert_eq!(house.state(2), "rejected 0");
    assert_eq!(house.held("USDT"), amount("198.198"));
    let order = house.trading.order(id(1)).unwrap();
    assert_eq!(order.cancel_asked, None);
    house.check_replay();
}

// ORD-03: a lost answer is resolved for each order by its own id; nothing is sent again.
#[test]
fn o20_a_lost_answer_asks_for_both() {
    let mut house = working();
    replace(&mut house, 1, "buy 3 BTC/USDT 100");
    answered(&mut house, 2, PlaceAnswer::Unknown);
    let order = id(1);
    let answer = CancelAnswer::Unknown;
    house.step(at(2), Input::CancelAnswered { order, answer });
    let lines = house.wake_until(at(3));
    for order in ["1", "2"] {
        let question = alloc::format!("2200 > query {order}");
        assert!(lines.contains(&question), "{lines:?}");
    }
    let lines = house.restarted().wake(at(4));
    assert!(
        !lines.iter().any(|line| line.contains("> replace")),
        "{lines:?}"
    );
    assert_eq!(house.held("USDT"), amount("498.498"));
}

#[test]
fn o20_a_halt_on_the_way_out_ends_the_new_and_leaves_the_old() {
    let mut house = working();
    replace(&mut house, 1, "buy 3 BTC/USDT 100");
    let lines = answered(&mut house, 2, PlaceAnswer::NotSent(NotSentReason::Halted));
    assert_eq!(lines, ["ended 2 not-sent 0"]);
    assert_eq!(house.state(1), "working 0");
}

#[test]
fn o20_only_a_working_order_of_the_same_symbol_is_replaced() {
    let mut house = House::new();
    house.place(at(1), "buy 2 BTC/USDT 99");
    let words = "buy 3 BTC/USDT 100";
    assert_eq!(replace(&mut house, 1, words), ["@3 not replaceable 1"]);
    assert_eq!(replace(&mut house, 9, words), ["@3 unknown 9"]);
    answered(&mut house, 1, accepted(1));
    let other = "buy 3 ETH/USDT 100";
    assert_eq!(replace(&mut house, 1, other), ["@3 not replaceable 1"]);
    house.cancel(at(2), 1);
    assert_eq!(replace(&mut house, 1, words), ["@3 not replaceable 1"]);
    cancelled(&mut house, "0");
    assert_eq!(replace(&mut house, 1, words), ["@3 over 1"]);
    assert_eq!(house.trading.order_next(), id(2));
}
