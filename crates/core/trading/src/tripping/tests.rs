//! Orders that nobody can tell of for too long, told as lists of what happened.

use crate::fixture::*;
use crate::*;
use alloc::string::String;
use alloc::vec::Vec;
use domain::*;

const BUY: &str = "buy 2 BTC/USDT 100";

fn asked() -> House {
    let mut house = House::new();
    house.place(at(1), BUY);
    let order = id(1);
    let answer = PlaceAnswer::Unknown;
    house.step(at(1), Input::Answered { order, answer });
    house
}

fn working() -> House {
    let mut house = House::new();
    house.place(at(1), BUY);
    let answer = PlaceAnswer::Accepted {
        venue_id: venue_id(1),
        at: at(1),
    };
    house.step(
        at(1),
        Input::Answered {
            order: id(1),
            answer,
        },
    );
    house
}

fn found(house: &mut House, now: Time, (status, filled): (VenueStatus, &str)) -> Vec<String> {
    let answer = QueryAnswer::Found {
        venue_id: venue_id(1),
        status,
        filled_total: qty(filled),
        at: at(1),
    };
    let (order, asked_at) = (id(1), now);
    house.step(
        now,
        Input::Queried {
            order,
            asked_at,
            answer,
        },
    )
}

/// What is more than a question, with its milliseconds.
fn news(house: &mut House, until: Time) -> Vec<String> {
    let lines = house.wake_until(until);
    let is_news = |line: &String| !line.contains("> query") && !line.contains("> fills");
    lines.into_iter().filter(is_news).collect()
}

fn tripped(millis: i64, since: i64) -> [String; 2] {
    [
        alloc::format!("{millis} unresolved 1 since {since}"),
        alloc::format!("{millis} halted symbol:BTC/USDT"),
    ]
}

// ORD-03: unresolved for a minute, the symbol takes nothing new until a person says so; what is held stays held.
#[test]
fn o13_an_order_unknown_for_a_minute_trips_its_symbol() {
    let mut house = asked();
    assert_eq!(news(&mut house, ms(60_999)), [""; 0]);
    assert_eq!(news(&mut house, at(61)), tripped(61_000, 1_000));
    assert_eq!(house.held("USDT"), amount("200.2"));
    let lines = house.place(at(62), BUY);
    assert_eq!(
        lines,
        ["refused 2 GATE-10.halted", "@1 refused GATE-10.halted"]
    );
    let other = house.place(at(62), "buy 1 ETH/USDT 100");
    assert!(other.contains(&"> place 3".into()), "{other:?}");
    let known = found(&mut house, at(63), (VenueStatus::Working, "0"));
    assert_eq!(known, ["accepted 1 as v1"]);
    let mut house = house.restarted();
    house.meet_market();
    assert_eq!(
        house.trading.halts().count(),
        1,
        "until a person releases it"
    );
    let (request, scope, cause) = (RequestId(3), Scope::Symbol(btc()), cause());
    house.step(
        at(64),
        Input::Release {
            request,
            scope,
            cause,
        },
    );
    assert!(house.place(at(65), BUY).contains(&"> place 4".into()));
    house.check_replay();
}

#[test]
fn o13_what_is_known_within_the_minute_trips_nothing() {
    let mut house = asked();
    assert_eq!(news(&mut house, ms(60_900)), [""; 0]);
    found(&mut house, ms(60_950), (VenueStatus::Working, "0"));
    for secs in [90, 150, 210] {
        assert_eq!(news(&mut house, at(secs)), [""; 0]);
        found(&mut house, at(secs), (VenueStatus::Working, "0"));
    }
}

#[test]
fn o13_it_is_said_once_until_the_order_is_known_again() {
    let mut house = asked();
    assert_eq!(news(&mut house, at(600)), tripped(61_000, 1_000));
    found(&mut house, at(600), (VenueStatus::Working, "0"));
    // Its questions stay without an answer from its next silence on.
    let lines = news(&mut house, at(1_000));
    assert_eq!(lines, ["720000 unresolved 1 since 660000"]);
}

#[test]
fn o13_a_working_order_of_which_no_question_is_answered_trips() {
    let mut house = working();
    assert_eq!(news(&mut house, ms(120_999)), [""; 0]);
    assert_eq!(news(&mut house, at(121)), tripped(121_000, 61_000));
}

#[test]
fn o13_an_end_whose_fills_cannot_be_had_trips() {
    let mut house = working();
    found(&mut house, at(2), (VenueStatus::Filled, "2"));
    let lines = news(&mut house, at(100));
    assert_eq!(lines, tripped(62_200, 2_200));
    assert_eq!(house.state(1), "working 0");
}

#[test]
fn o13_a_halt_that_a_person_pressed_stays_theirs() {
    let mut house = asked();
    let (request, scope, reach) = (RequestId(3), Scope::Symbol(btc()), HaltReach::NewOnly);
    let cause = cause();
    house.step(
        at(2),
        Input::Halt {
            request,
            scope,
            reach,
            cause,
        },
    );
    assert_eq!(news(&mut house, at(100)), ["61000 unresolved 1 since 1000"]);
    assert!(
        house
            .trading
            .halts()
            .all(|halt| halt.cause.origin == PERSON)
    );
}

#[test]
fn o13_time_that_nobody_watched_does_not_count() {
    let mut house = asked();
    news(&mut house, at(30));
    // The machine slept for an hour, or its clock leapt.
    assert!(
        !house
            .wake(at(3_630))
            .contains(&"halted symbol:BTC/USDT".into())
    );
    assert_eq!(news(&mut house, at(3_659)), [""; 0]);
    assert_eq!(news(&mut house, at(3_663)).len(), 2);
}
