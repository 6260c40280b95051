//! Lives of orders that are reduced where they stand: smaller by the venue's word alone, and never larger again.

use crate::fixture::*;
use crate::*;
use alloc::string::String;
use alloc::vec::Vec;
use domain::*;

fn amend(house: &mut House, order: u64, words: &str) -> Vec<String> {
    let input = AmendInput::Wish {
        request: RequestId(3),
        order: id(order),
        qty: qty(words),
        origin: PERSON,
    };
    house.step(at(2), Input::Amend(input))
}

fn told(house: &mut House, words: &str) -> Vec<String> {
    let order = house.trading.order(id(1)).unwrap();
    let input = AmendInput::Told {
        account: PAPER,
        client_id: order.order.client_id(),
        qty: qty(words),
    };
    house.step(at(3), Input::Amend(input))
}

fn answered(house: &mut House, answer: AmendAnswer) -> Vec<String> {
    let order = id(1);
    house.step(at(3), Input::Amend(AmendInput::Answered { order, answer }))
}

/// A house with order 1 (`buy 2 BTC/USDT 100`) working.
fn working() -> House {
    let mut house = House::new();
    house.place(at(1), "buy 2 BTC/USDT 100");
    let answer = PlaceAnswer::Accepted {
        venue_id: venue_id(1),
        at: at(1),
    };
    let order = id(1);
    house.step(at(1), Input::Answered { order, answer });
    house
}

fn of(house: &House) -> Qty {
    house.trading.order(id(1)).unwrap().order.terms().qty
}

// ORD-02
#[test]
fn o38_an_order_is_smaller_by_the_venues_word_and_only_then_holds_less() {
    let mut house = working();
    assert_eq!(house.held("USDT"), amount("200.2"));
    let lines = amend(&mut house, 1, "0.5");
    assert_eq!(
        lines,
        ["amend asked 1 to 0.5", "> amend 1 to 0.5", "@3 done"]
    );
    assert_eq!(house.held("USDT"), amount("200.2"));
    assert_eq!(of(&house), qty("2"));
    house.check_replay();
    assert_eq!(told(&mut house, "0.5"), ["amended 1 from 2 to 0.5"]);
    assert_eq!(
        answered(&mut house, AmendAnswer::Done),
        Vec::<String>::new()
    );
    assert_eq!(house.held("USDT"), amount("50.05"));
    assert_eq!(of(&house), qty("0.5"));
    house.check_replay();
    let restarted = house.restarted();
    assert_eq!(of(&restarted), qty("0.5"));
    assert_eq!(restarted.held("USDT"), amount("50.05"));
    // Said twice, or late: it never becomes larger again.
    assert_eq!(told(&mut house, "0.5"), Vec::<String>::new());
    assert_eq!(told(&mut house, "2"), Vec::<String>::new());
    assert_eq!(told(&mut house, "0"), Vec::<String>::new());
    // Somebody else may reduce it too.
    assert_eq!(told(&mut house, "0.25"), ["amended 1 from 0.5 to 0.25"]);
    house.check_replay();
}

#[test]
fn o38_what_has_traded_counts_and_the_rest_is_held() {
    let mut house = working();
    let fill = VenueFill {
        trade: VenueTradeId::new("7").unwrap(),
        price: price("100"),
        qty: qty("0.5"),
        fee: amount("0"),
        fee_asset: asset("USDT"),
        liquidity: Liquidity::Maker,
        at: at(2),
    };
    let client_id = house.trading.order(id(1)).unwrap().order.client_id();
    let report = VenueReport {
        account: PAPER,
        client_id,
        venue_id: venue_id(1),
        symbol: Symbol::new("BTC/USDT").unwrap(),
        status: VenueStatus::Working,
        filled_total: qty("0.5"),
        fill: Some(fill),
        at: at(2),
    };
    house.step(at(2), Input::Venue(report));
    assert_eq!(house.held("USDT"), amount("150.15"));
    for traded in ["0.5", "0.4"] {
        assert_eq!(amend(&mut house, 1, traded), ["@3 not amendable 1"]);
    }
    amend(&mut house, 1, "0.75");
    told(&mut house, "0.75");
    assert_eq!(house.held("USDT"), amount("25.025"));
    assert_eq!(house.state(1), "working 0.5");
    house.check_replay();
}

#[test]
fn o38_what_is_refused_or_never_left_stands_as_it_stood() {
    let mut house = working();
    amend(&mut house, 1, "1");
    let words = VenueWords {
        code: -2038,
        text: "Order amend (quantity increase) is not supported.".into(),
    };
    assert_eq!(
        answered(&mut house, AmendAnswer::Refused(words)),
        ["amend refused 1 -2038: Order amend (quantity increase) is not supported."]
    );
    amend(&mut house, 1, "1");
    assert_eq!(
        answered(&mut house, AmendAnswer::NotSent(NotSentReason::Halted)),
        ["amend refused 1 0: a halt came before it was sent"]
    );
    assert_eq!(of(&house), qty("2"));
    assert_eq!(house.held("USDT"), amount("200.2"));
    house.check_replay();
}

// ORD-03
#[test]
fn o39_a_lost_answer_is_asked_for() {
    let mut house = working();
    amend(&mut house, 1, "1");
    answered(&mut house, AmendAnswer::Unknown);
    let due = house.trading.wake_at().unwrap();
    assert!(due <= at(4), "{due}");
    let lines = house.step(at(4), Input::Wake);
    assert!(lines.contains(&"> query 1".into()), "{lines:?}");
    assert_eq!(told(&mut house, "1"), ["amended 1 from 2 to 1"]);
    house.check_replay();
    // No answer at all is asked for too.
    let mut house = working();
    amend(&mut house, 1, "1");
    let lines = house.step(at(5), Input::Wake);
    assert!(lines.contains(&"> query 1".into()), "{lines:?}");
}

#[test]
fn o40_only_a_working_limit_order_of_its_own_is_reduced_and_only_reduced() {
    let mut house = working();
    assert_eq!(amend(&mut house, 1, "2"), ["@3 not amendable 1"]);
    assert_eq!(amend(&mut house, 1, "3"), ["@3 not set GATE-01.amend-qty"]);
    assert_eq!(amend(&mut house, 9, "1"), ["@3 unknown 9"]);
    house.place(at(2), "buy 1 BTC/USDT market");
    assert_eq!(amend(&mut house, 2, "0.5"), ["@3 not amendable 2"]);
    let answer = AmendAnswer::Done;
    assert_eq!(answered(&mut house, answer), Vec::<String>::new());
    house.step(
        at(2),
        Input::Cancel {
            request: RequestId(4),
            order: id(1),
            origin: PERSON,
        },
    );
    assert_eq!(amend(&mut house, 1, "1"), ["@3 not amendable 1"]);
    house.check_replay();
}

// GATE-10
#[test]
fn o40_a_halt_lets_a_reduction_pass() {
    let mut house = working();
    let halt = Input::Halt {
        request: RequestId(9),
        scope: Scope::Global,
        reach: HaltReach::NewOnly,
        cause: cause(),
    };
    house.step(at(1), halt);
    let lines = amend(&mut house, 1, "0.5");
    assert!(lines.contains(&"> amend 1 to 0.5".into()), "{lines:?}");
}
