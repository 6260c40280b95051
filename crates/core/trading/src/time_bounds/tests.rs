//! Times set for orders, with the clock as an argument: warned, ended, kept through restarts.

use crate::fixture::*;
use crate::*;
use domain::*;

const DAY: i64 = 86_400;

fn working(words: &str) -> House {
    let mut house = House::new();
    house.place(at(1), words);
    let order = id(1);
    let venue_id = venue_id(1);
    let answer = PlaceAnswer::Accepted {
        venue_id,
        at: at(1),
    };
    house.step(at(1), Input::Answered { order, answer });
    house
}

/// What the times led to up to an instant; questions that nobody answers in these cases lead to more.
fn told_until(house: &mut House, end: i64) -> alloc::vec::Vec<alloc::string::String> {
    let mut lines = house.wake_until(at(end));
    let of_times = ["time up", "cancel"];
    lines.retain(|line| of_times.iter().any(|word| line.contains(word)));
    lines
}

// ORD-20
#[test]
fn o16_a_stale_order_is_warned_of_and_later_cancelled() {
    let mut house = working("buy 2 BTC/USDT 100");
    assert!(told_until(&mut house, DAY).is_empty());
    assert_eq!(
        told_until(&mut house, DAY + 1),
        ["86401000 time up 1 StaleWarning"]
    );
    assert_eq!(
        house.trading.order(id(1)).unwrap().stale_since,
        Some(at(DAY + 1))
    );
    assert!(told_until(&mut house, 2 * DAY).is_empty());
    let lines = told_until(&mut house, 2 * DAY + 1);
    assert_eq!(
        lines,
        [
            "172801000 time up 1 StaleEnd",
            "172801000 cancel asked 1",
            "172801000 > cancel 1"
        ]
    );
    // The fate of that cancel is found out as of any other: silence ends nothing.
    assert_eq!(house.state(1), "working 0");
    let answer = CancelAnswer::Cancelled {
        venue_id: venue_id(1),
        filled_total: Qty::ZERO,
        at: at(2 * DAY + 2),
    };
    let order = id(1);
    house.step(at(2 * DAY + 2), Input::CancelAnswered { order, answer });
    assert_eq!(house.state(1), "cancelled 0");
    assert_eq!(house.held("USDT"), amount("0"));
    house.check_replay();
}

// ORD-20
#[test]
fn o16_a_warning_is_given_once_and_survives_a_restart() {
    let mut house = working("buy 2 BTC/USDT 100");
    told_until(&mut house, DAY + 1);
    house.check_replay();
    let mut again = house.restarted();
    assert!(told_until(&mut again, 2 * DAY).is_empty());
    let lines = told_until(&mut again, 2 * DAY + 1);
    assert_eq!(lines[0], "172801000 time up 1 StaleEnd");
}

// ORD-20
#[test]
fn o16_a_house_that_slept_too_long_warns_and_cancels_at_once() {
    let house = working("buy 2 BTC/USDT 100");
    let mut again = house.restarted();
    let mut lines = again.wake(at(3 * DAY));
    lines.extend(again.wake(at(3 * DAY)));
    lines.retain(|line| !line.contains("> query") && !line.contains("> balances"));
    assert_eq!(
        lines,
        [
            "time up 1 StaleWarning",
            "time up 1 StaleEnd",
            "cancel asked 1",
            "> cancel 1"
        ]
    );
}

// ORD-20
#[test]
fn o16_the_times_are_settings() {
    let stale = StaleRules {
        warn_after: Span::from_secs(10),
        cancel_after: Span::from_secs(20),
    };
    let mut house = House::with(TradingConfig::with_stale(stale));
    house.place(at(1), "buy 2 BTC/USDT 100");
    assert_eq!(told_until(&mut house, 12), ["11000 time up 1 StaleWarning"]);
    assert_eq!(
        told_until(&mut house, 21),
        [
            "21000 time up 1 StaleEnd",
            "21000 cancel asked 1",
            "21000 > cancel 1"
        ]
    );
}

#[test]
fn o16_an_order_that_is_over_or_wished_away_has_no_times() {
    let mut house = working("buy 2 BTC/USDT 100");
    house.cancel(at(2), 1);
    let lines = told_until(&mut house, 3 * DAY);
    assert!(
        !lines.iter().any(|line| line.contains("time up")),
        "{lines:?}"
    );
    let mut house = working("buy 2 BTC/USDT 100");
    let order = id(1);
    let answer = CancelAnswer::Cancelled {
        venue_id: venue_id(1),
        filled_total: Qty::ZERO,
        at: at(2),
    };
    house.step(at(2), Input::CancelAnswered { order, answer });
    assert!(told_until(&mut house, 3 * DAY).is_empty());
}

// ORD-02
#[test]
fn o15_good_till_an_instant_ends_at_that_instant() {
    let mut house = working("buy 2 BTC/USDT till 500 100");
    assert!(told_until(&mut house, 499).is_empty());
    let lines = told_until(&mut house, 500);
    assert_eq!(
        lines,
        [
            "500000 time up 1 GoodTill",
            "500000 cancel asked 1",
            "500000 > cancel 1"
        ]
    );
    assert_eq!(house.state(1), "working 0");
    house.check_replay();
}

// ORD-02: a life of its own outlasts the times for stale orders.
#[test]
fn o15_an_order_with_an_end_of_its_own_is_never_stale() {
    let mut house = working("buy 2 BTC/USDT till 400000 100");
    assert!(told_until(&mut house, 4 * DAY).is_empty());
    let mut again = house.restarted();
    assert!(told_until(&mut again, 4 * DAY).is_empty());
    assert_eq!(
        told_until(&mut again, 400_000)[0],
        "400000000 time up 1 GoodTill"
    );
}

#[test]
fn o15_an_instant_that_is_over_is_refused() {
    let mut house = House::new();
    for till in ["10", "9"] {
        let lines = house.place(at(10), &alloc::format!("buy 2 BTC/USDT till {till} 100"));
        assert_eq!(lines[1], "@1 refused GATE-01.good-till-passed");
    }
    let lines = house.place(at(10), "buy 2 BTC/USDT till 11 100");
    assert!(lines[2].contains("accepted"), "{lines:?}");
}
