//! Where sockets open, and requests on a market stream.

use super::super::sockets::Interest;
use super::*;
use domain::Time;
use std::net::{IpAddr, Ipv4Addr};

fn at(path: &str, query: &str) -> HttpRequest {
    HttpRequest {
        method: super::super::http::Method::Get,
        path: path.to_owned(),
        query: query.to_owned(),
        body: String::new(),
        key: None,
        unit: None,
        accepts: super::super::http::Accepts::Anything,
        peer: IpAddr::V4(Ipv4Addr::LOCALHOST),
    }
}

fn opened(path: &str, query: &str) -> Result<Tuned, u16> {
    match kind(&at(path, query)) {
        Ok(Kind::Market(tuned)) => Ok(tuned),
        Ok(Kind::Api(_) | Kind::Private) => panic!("{path} is no market stream"),
        Err(reply) => Err(reply.status),
    }
}

fn asked(request: &str, sockets: &mut Sockets) -> String {
    answer(sockets, 1, request).to_string()
}

fn sockets_on(path: &str) -> Sockets {
    let mut sockets = Sockets::default();
    let kind = kind(&at(path, "")).unwrap();
    sockets.open(Time::from_nanos(0), 1, kind).unwrap();
    sockets
}

fn names_of(sockets: &Sockets) -> Vec<String> {
    let streams = &sockets.tuned(1).unwrap().streams;
    streams.iter().map(|name| name.to_string()).collect()
}

#[test]
fn paths_open_the_hub_they_name() {
    let cases = [
        ("/ws", "", Feed::Spot, Wrapping::Raw, 0),
        ("/ws/btcusdt@trade/0", "", Feed::Spot, Wrapping::Raw, 2),
        ("/ws/3", "", Feed::Spot, Wrapping::Raw, 1),
        ("/stream", "", Feed::Spot, Wrapping::Combined, 0),
        (
            "/stream",
            "streams=btcusdt@trade/%21miniTicker%40arr",
            Feed::Spot,
            Wrapping::Combined,
            2,
        ),
        ("/stream/ws", "", Feed::Spot, Wrapping::Raw, 0),
        ("/stream/ws/7", "", Feed::Spot, Wrapping::Raw, 1),
        ("/public/ws", "", Feed::UsdmPublic, Wrapping::Raw, 0),
        (
            "/public/stream",
            "streams=btcusdt@depth@0ms",
            Feed::UsdmPublic,
            Wrapping::Combined,
            1,
        ),
        (
            "/market/ws/btcusdt@markPrice",
            "",
            Feed::UsdmMarket,
            Wrapping::Raw,
            1,
        ),
    ];
    for (path, query, feed, wrapping, count) in cases {
        let tuned = opened(path, query).unwrap();
        let told = (tuned.feed, tuned.wrapping, tuned.streams.len());
        assert_eq!(told, (feed, wrapping, count), "{path}?{query}");
    }
    for (path, query, status) in [
        ("/", "", 404),
        ("/wss", "", 404),
        ("/streams", "", 404),
        ("/public", "", 404),
        ("/market/ws/btcusdt@trade", "", 400),
        ("/public/stream", "streams=btcusdt@kline_1m", 400),
        ("/ws", "timeUnit=NANOSECOND", 400),
    ] {
        assert_eq!(opened(path, query).unwrap_err(), status, "{path}?{query}");
    }
}

#[test]
fn microseconds_are_for_spot() {
    let unit = |path, query| opened(path, query).unwrap().unit;
    assert_eq!(unit("/ws", "timeUnit=MICROSECOND"), TimeUnit::Micros);
    assert_eq!(
        unit("/stream", "streams=a@trade&timeUnit=microsecond"),
        TimeUnit::Micros
    );
    assert_eq!(unit("/ws", ""), TimeUnit::Millis);
    assert_eq!(unit("/public/ws", "timeUnit=MICROSECOND"), TimeUnit::Millis);
}

#[test]
fn streams_are_added_listed_and_taken_away() {
    let mut sockets = sockets_on("/ws");
    let done = asked(
        r#"{"method":"SUBSCRIBE","params":["a@trade","b@trade"],"id":1}"#,
        &mut sockets,
    );
    assert_eq!(done, r#"{"id":1,"result":null}"#);
    asked(
        r#"{"method":"UNSUBSCRIBE","params":["a@trade","never@trade"],"id":2}"#,
        &mut sockets,
    );
    let listed = asked(r#"{"method":"LIST_SUBSCRIPTIONS","id":"x"}"#, &mut sockets);
    assert_eq!(listed, r#"{"id":"x","result":["b@trade"]}"#);
}

#[test]
fn listeners_that_come_and_go_are_told_once_each() {
    let mut sockets = sockets_on("/ws");
    asked(
        r#"{"method":"SUBSCRIBE","params":["a@trade"],"id":1}"#,
        &mut sockets,
    );
    asked(
        r#"{"method":"SUBSCRIBE","params":["a@trade"],"id":null}"#,
        &mut sockets,
    );
    let second = kind(&at("/ws/a@trade", "")).unwrap();
    sockets.open(Time::from_nanos(0), 2, second).unwrap();
    let told = |sockets: &mut Sockets| -> Vec<Interest> {
        sockets
            .take_changes()
            .into_iter()
            .map(|change| change.2)
            .collect()
    };
    assert_eq!(told(&mut sockets), [Interest::Begun]);
    sockets.forget(2);
    assert_eq!(told(&mut sockets), []);
    asked(
        r#"{"method":"UNSUBSCRIBE","params":["a@trade"],"id":3}"#,
        &mut sockets,
    );
    assert_eq!(told(&mut sockets), [Interest::Ended]);
}

#[test]
fn the_wrapping_is_a_property() {
    let mut sockets = sockets_on("/ws");
    let mut ask = |request: &str| asked(request, &mut sockets);
    let told = ask(r#"{"method":"GET_PROPERTY","params":["combined"],"id":1}"#);
    assert_eq!(told, r#"{"id":1,"result":false}"#);
    let told = ask(r#"{"method":"SET_PROPERTY","params":["combined",true],"id":2}"#);
    assert_eq!(told, r#"{"id":2,"result":null}"#);
    let told = ask(r#"{"method":"GET_PROPERTY","params":["combined"],"id":3}"#);
    assert_eq!(told, r#"{"id":3,"result":true}"#);
}

/// Requests, and number and words of what refuses them.
const NONSENSE: &[(&str, &str)] = &[
    (
        "",
        "3 Invalid JSON: EOF while parsing a value at line 1 column 0",
    ),
    ("x", "3 Invalid JSON: expected value at line 1 column 1"),
    (
        "[]",
        "2 Invalid request: request ID must be an unsigned integer",
    ),
    (
        r#"{"method":"SUBSCRIBE","params":["a@trade"]}"#,
        "2 Invalid request: request ID must be an unsigned integer",
    ),
    (
        r#"{"method":"SUBSCRIBE","params":["a@trade"],"id":1.5}"#,
        "2 Invalid request: request ID must be an unsigned integer",
    ),
    (
        r#"{"method":"SUBSCRIBE","params":["a@trade"],"id":"0123456789012345678901234567890123456"}"#,
        "2 Invalid request: request ID must be an unsigned integer",
    ),
    (
        r#"{"method":"DANCE","id":1}"#,
        "2 Invalid request: unknown variant `DANCE`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, \
         `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 17",
    ),
    (
        r#"{"id":1}"#,
        "2 Invalid request: missing field `method` at line 1 column 8",
    ),
    (
        r#"{"method":"SUBSCRIBE","params":[1],"id":1}"#,
        "2 Invalid request: invalid stream",
    ),
    (
        r#"{"method":"GET_PROPERTY","params":["colour"],"id":1}"#,
        "0 Unknown property",
    ),
    (
        r#"{"method":"GET_PROPERTY","params":[7],"id":1}"#,
        "2 Invalid request: property name must be a string",
    ),
    (
        r#"{"method":"GET_PROPERTY","id":1}"#,
        "2 Invalid request: property name must be a string",
    ),
    (
        r#"{"method":"GET_PROPERTY","params":["combined",1],"id":1}"#,
        "2 Invalid request: too many parameters",
    ),
    (
        r#"{"method":"SET_PROPERTY","params":["combined","yes"],"id":1}"#,
        "1 Invalid value type: expected Boolean",
    ),
    (
        r#"{"method":"SET_PROPERTY","params":["combined",true,true],"id":1}"#,
        "2 Invalid request: too many parameters",
    ),
];

// ORD-10
#[test]
fn requests_that_make_no_sense_get_binances_words_and_change_nothing() {
    let mut sockets = sockets_on("/ws");
    for (request, told) in NONSENSE {
        let answer = answer(&mut sockets, 1, request);
        let error = answer.get("error").unwrap_or_else(|| panic!("{request}"));
        let text = format!("{} {}", error["code"], error["msg"].as_str().unwrap());
        assert_eq!(text, *told, "{request}");
    }
    let long = format!(
        r#"{{"method":"SUBSCRIBE","params":["a@trade","{}"],"id":1}}"#,
        "x".repeat(100)
    );
    assert!(asked(&long, &mut sockets).contains("error"));
    assert!(names_of(&sockets).is_empty());
}

#[test]
fn a_socket_carries_so_many_streams_and_no_more() {
    let mut sockets = sockets_on("/ws");
    let names: Vec<String> = (0..STREAMS_MAX)
        .map(|n| format!("\"s{n}@trade\""))
        .collect();
    let all = format!(
        r#"{{"method":"SUBSCRIBE","params":[{}],"id":1}}"#,
        names.join(",")
    );
    assert!(!asked(&all, &mut sockets).contains("error"));
    let again = r#"{"method":"SUBSCRIBE","params":["s0@trade"],"id":2}"#;
    assert!(!asked(again, &mut sockets).contains("error"));
    let more = r#"{"method":"SUBSCRIBE","params":["more@trade"],"id":3}"#;
    assert!(asked(more, &mut sockets).contains("error"));
}

#[test]
fn the_other_half_of_the_futures_is_refused() {
    let mut sockets = sockets_on("/public/ws");
    let wrong = r#"{"method":"SUBSCRIBE","params":["btcusdt@depth","btcusdt@markPrice"],"id":1}"#;
    assert!(asked(wrong, &mut sockets).contains("Invalid request: invalid stream"));
    assert!(names_of(&sockets).is_empty());
    let right = r#"{"method":"SUBSCRIBE","params":["btcusdt@depth","0"],"id":2}"#;
    assert_eq!(asked(right, &mut sockets), r#"{"id":2,"result":null}"#);
}
