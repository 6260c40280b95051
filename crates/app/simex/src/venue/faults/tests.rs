//! Which requests and events a fault strikes, and when it is over.

use super::*;
use crate::venue::http::Method;
use crate::venue::route::{Found, Route, Routes};
use domain::AccountId;
use serde_json::json;

const NOW: Time = Time::from_millis(1_800_000_000_000);
const ONE: AccountId = AccountId::new(1);

fn route(method: Method, path: &str) -> &'static Route {
    match Routes::all().find(method, path) {
        Found::Route(route) => route,
        Found::OtherMethod | Found::Nothing => panic!("{path}"),
    }
}

fn place<'a>(client_id: &'a str) -> Passing<'a> {
    Passing {
        route: route(Method::Post, "/api/v3/order"),
        account: Some(ONE),
        symbol: Some("BTCUSDT"),
        client_id: Some(client_id),
    }
}

fn faults(orders: &[serde_json::Value]) -> Faults {
    let mut faults = Faults::none(1);
    for order in orders {
        let order: Order = serde_json::from_value(order.clone()).unwrap();
        let account = |key: &str| (key == "testkey").then_some(ONE);
        faults.order(NOW, &order, &account).unwrap();
    }
    faults
}

fn strikes(faults: &mut Faults, passing: &Passing<'_>) -> Option<Strike> {
    faults.on_request(NOW, passing).map(|struck| struck.strike)
}

#[test]
fn v18_a_fault_strikes_the_request_it_names_and_no_other() {
    for (order, covered) in [
        (json!({ "endpoint": "place", "fault": "lostAnswer" }), true),
        (
            json!({ "endpoint": "cancel", "fault": "lostAnswer" }),
            false,
        ),
        (
            json!({ "route": "POST /api/v3/order", "fault": "lostAnswer" }),
            true,
        ),
        (
            json!({ "route": "DELETE /api/v3/order", "fault": "lostAnswer" }),
            false,
        ),
        (json!({ "route": "/api/v3/*", "fault": "lostAnswer" }), true),
        (
            json!({ "route": "order.place", "fault": "lostAnswer" }),
            true,
        ),
        (json!({ "route": "*", "fault": "lostAnswer" }), true),
        (json!({ "route": "/sapi/*", "fault": "lostAnswer" }), false),
        (
            json!({ "route": "*", "account": "testkey", "fault": "lostAnswer" }),
            true,
        ),
        (
            json!({ "route": "*", "symbol": "BTCUSDT", "fault": "lostAnswer" }),
            true,
        ),
        (
            json!({ "route": "*", "symbol": "ETHUSDT", "fault": "lostAnswer" }),
            false,
        ),
        (
            json!({ "route": "*", "clientId": "ab", "fault": "lostAnswer" }),
            true,
        ),
        (
            json!({ "route": "*", "clientId": "b", "fault": "lostAnswer" }),
            false,
        ),
    ] {
        let mut faults = faults(std::slice::from_ref(&order));
        let struck = strikes(&mut faults, &place("abc"));
        assert_eq!(struck.is_some(), covered, "{order}");
    }
}

#[test]
fn v19_the_nth_is_struck_and_as_many_as_said() {
    let mut faults =
        faults(&[json!({ "endpoint": "place", "fault": "lostAnswer", "nth": 2, "times": 2 })]);
    let struck: Vec<bool> = (0..5)
        .map(|_| strikes(&mut faults, &place("a")).is_some())
        .collect();
    assert_eq!(struck, [false, true, true, false, false]);
    assert_eq!(faults.pending(NOW), 0);
}

#[test]
fn v19_a_fault_of_a_span_begins_and_ends_with_it() {
    let mut faults = faults(&[
        json!({ "endpoint": "place", "fault": "timeoutExecuted", "afterMs": 100, "forMs": 50 }),
    ]);
    let mut at = |millis| {
        let now = NOW.plus(Span::from_millis(millis));
        faults.on_request(now, &place("a")).is_some()
    };
    assert!(!at(99));
    assert!(at(100) && at(149));
    assert!(!at(150));
}

#[test]
fn v20_odds_are_kept_and_come_again_from_the_seed() {
    let run = || {
        let mut faults = faults(&[json!({ "route": "*", "fault": "busy", "perMillion": 250_000 })]);
        (0..1_000)
            .map(|_| strikes(&mut faults, &place("a")).is_some())
            .collect::<Vec<_>>()
    };
    let struck = run();
    let count = struck.iter().filter(|struck| **struck).count();
    assert!((200..300).contains(&count), "{count}");
    assert_eq!(struck, run());
}

#[test]
fn v21_events_are_told_apart_by_stream_symbol_and_account() {
    let missing = |mut order: serde_json::Value, telling: &Telling<'_>| {
        order["fault"] = "missing".into();
        let mut faults = faults(&[order]);
        let struck = faults.on_event(NOW, telling);
        struck.is_some_and(|struck| struck.fault == EventFault::Missing)
    };
    let depth = Telling::Market("btcusdt@depth@100ms");
    let report = Telling::Account(ONE, "executionReport");
    assert!(missing(json!({ "stream": "market" }), &depth));
    assert!(!missing(json!({ "stream": "account" }), &depth));
    assert!(missing(json!({ "stream": "btcusdt@depth*" }), &depth));
    assert!(!missing(json!({ "stream": "btcusdt@trade" }), &depth));
    assert!(missing(
        json!({ "stream": "market", "symbol": "BTCUSDT" }),
        &depth
    ));
    assert!(!missing(
        json!({ "stream": "market", "symbol": "ETHUSDT" }),
        &depth
    ));
    assert!(missing(
        json!({ "stream": "executionReport", "account": "testkey" }),
        &report
    ));
    assert!(!missing(json!({ "stream": "balanceUpdate" }), &report));
}

#[test]
fn v22_whoever_is_told_to_wait_is_told_again() {
    let mut faults = faults(&[json!({ "endpoint": "place", "fault": "banned", "ms": 1_000 })]);
    assert_eq!(
        strikes(&mut faults, &place("a")),
        Some(Strike::Banned(Span::from_millis(1_000)))
    );
    let later = NOW.plus(Span::from_millis(400));
    let again = faults.on_request(later, &place("a")).unwrap();
    assert_eq!(again.strike, Strike::Banned(Span::from_millis(600)));
    let after = NOW.plus(Span::from_millis(1_000));
    assert_eq!(faults.on_request(after, &place("a")), None);
}

#[test]
fn v23_orders_that_make_no_sense_are_named() {
    for (order, words) in [
        (json!({}), "`perMillion` is missing"),
        (json!({ "fault": "lostAnswer" }), "`endpoint` is missing"),
        (
            json!({ "route": "*", "fault": "lateAnswer" }),
            "`ms` is missing",
        ),
        (
            json!({ "route": "*", "fault": "missing" }),
            "does not happen to a request",
        ),
        (
            json!({ "stream": "market", "fault": "banned", "ms": 1 }),
            "does not happen to a event",
        ),
        (
            json!({ "route": "*", "fault": "busy", "account": "nobody" }),
            "key `nobody`",
        ),
        (
            json!({ "route": "*", "fault": "busy", "forMs": -1 }),
            "`forMs` contradicts",
        ),
        (
            json!({ "route": "*", "fault": "busy", "afterMs": 1, "atMs": 2 }),
            "`atMs` contradicts",
        ),
        (
            json!({ "route": "*", "fault": "busy", "times": 1_001 }),
            "at most 1000",
        ),
    ] {
        let read: Order = serde_json::from_value(order.clone()).unwrap();
        let error = Faults::none(1).order(NOW, &read, &|_| None).unwrap_err();
        assert!(error.to_string().contains(words), "{order}: {error}");
    }
}

#[test]
fn v24_rows_are_left_out_altered_doubled_or_turned_round() {
    let list = r#"[{"id":1},{"id":2},{"id":3}]"#;
    for (strike, expected) in [
        (Strike::OmittedRow(1), r#"[{"id":1},{"id":3}]"#),
        (Strike::OmittedRow(9), list),
        (
            Strike::DoubledRow(0),
            r#"[{"id":1},{"id":1},{"id":2},{"id":3}]"#,
        ),
        (Strike::AlteredRow(1), r#"[{"id":1},{"id":2},{"id":3}]"#),
        (Strike::ReversedRows, r#"[{"id":3},{"id":2},{"id":1}]"#),
    ] {
        assert_eq!(spoil::rows(list.to_owned(), strike), expected);
    }
    let rows = r#"{"total":2,"rows":[1,2]}"#.to_owned();
    let spoilt = spoil::rows(rows, Strike::OmittedRow(0));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&spoilt).unwrap()["rows"],
        json!([2])
    );
    let fills = r#"[{"id":7,"symbol":"BTCUSDT","qty":"1.00","price":"9.9","isMaker":true}]"#;
    assert_eq!(
        spoil::rows(fills.to_owned(), Strike::AlteredRow(0)),
        r#"[{"id":7,"isMaker":true,"price":"9.8","qty":"1.09","symbol":"BTCUSDT"}]"#
    );
    let none = r#"{"code":-1}"#;
    assert_eq!(spoil::rows(none.to_owned(), Strike::OmittedRow(0)), none);
}
