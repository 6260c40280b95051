//! What is said and what is read, by table. A venue that is made from this file puts its own words into the tables. ORD-01

use super::feed::{Fact, Frame, frame};
use super::{CancelReply, OrderState, PlaceReply, QueryReply, ask, read};
use crate::binance_spot::ask::tests::{NOW, cleared, gate, instrument};
use crate::{Answer, Disposition, Method, Purpose, Rejection};
use alloc::format;
use alloc::string::String;
use domain::{OrderKind, Price, Side, Span, TimeInForce, TrailingDelta};

/// An order as the venue writes it.
const ORDER: &str = r#"{"client_id":"cf-1","id":7,"state":"open","side":"buy","quantity":"0.012","filled":"0.002","time":1700000000000}"#;
/// An execution as the venue writes it.
const FILL: &str = r#"{"id":9,"order":7,"side":"buy","price":"59000","quantity":"0.002","fee":"0.1","fee_asset":"USDT","liquidity":"maker","time":1700000000001}"#;

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        retry_after: None,
        used_weight: None,
        received: NOW,
        body: body.as_bytes().to_vec(),
    }
}

fn refusal(code: i64) -> Answer {
    answer(400, &format!(r#"{{"code":{code},"text":"no"}}"#))
}

fn said(kind: OrderKind) -> Result<String, ask::Unsayable> {
    let mut gate = gate();
    let cleared = cleared(&mut gate, Side::Buy, kind);
    let deadline = NOW.plus(Span::from_secs(5));
    let call = ask::place(cleared, &instrument("BTC", "USDT"), deadline)?;
    assert_eq!((call.method(), call.path()), (Method::Post, "/v1/orders"));
    assert!(matches!(call.purpose(), Purpose::Place { .. }));
    Ok(call.payload(NOW, call.life()))
}

#[test]
fn each_kind_of_order_is_said_word_for_word_or_not_at_all() {
    let price = Price::parse("59000").unwrap();
    let limit = |time_in_force| OrderKind::Limit {
        price,
        time_in_force,
    };
    let table = [
        (OrderKind::Market, "type=market"),
        (limit(TimeInForce::Gtc), "type=limit&price=59000&life=gtc"),
        (limit(TimeInForce::Ioc), "type=limit&price=59000&life=ioc"),
        (limit(TimeInForce::Fok), "type=limit&price=59000&life=fok"),
        (
            OrderKind::LimitMaker { price },
            "type=post_only&price=59000",
        ),
    ];
    for (kind, words) in table {
        let said = said(kind).unwrap();
        assert!(
            said.starts_with("market=BTCUSDT&side=buy&quantity=0.012&client_id="),
            "{said}"
        );
        assert!(
            said.contains(&format!("&{words}&recvWindow=5000&timestamp=")),
            "{said}"
        );
    }
    let delta = TrailingDelta::new(100).unwrap();
    let trailing = said(OrderKind::TrailingStop { delta });
    assert_eq!(trailing, Err(ask::Unsayable::Kind));
}

#[test]
fn only_the_venue_s_own_no_is_a_no() {
    assert!(matches!(
        read::place(&answer(200, ORDER)),
        PlaceReply::Placed(order) if order.state == OrderState::Open
    ));
    let no = [
        (1001, Rejection::Balance),
        (1002, Rejection::Filter),
        (1003, Rejection::WouldMatch),
    ];
    for (code, why) in no {
        let PlaceReply::Refused(trouble) = read::place(&refusal(code)) else {
            panic!("{code}");
        };
        assert_eq!(trouble.disposition, Disposition::Rejected(why));
    }
    let doubts = [
        refusal(1006),
        refusal(4711),
        answer(400, "not json"),
        answer(429, ""),
        answer(401, r#"{"code":1001,"text":"a proxy says so"}"#),
        answer(502, r#"{"code":1001,"text":"no"}"#),
        answer(200, "{}"),
        answer(302, ""),
    ];
    for doubt in doubts {
        let reply = read::place(&doubt);
        assert!(matches!(reply, PlaceReply::Unknown(_)), "{doubt:?}");
    }
}

#[test]
fn a_field_that_is_read_and_missing_is_an_error() {
    for name in [
        "client_id",
        "id",
        "state",
        "side",
        "quantity",
        "filled",
        "time",
    ] {
        let without = ORDER.replace(&format!("\"{name}\""), "\"other\"");
        let reply = read::place(&answer(200, &without));
        assert!(matches!(reply, PlaceReply::Unknown(_)), "{name}");
    }
    let list = format!("[{FILL},{}]", FILL.replace("\"fee\"", "\"other\""));
    assert!(read::fills(&answer(200, &list)).is_err());
    assert_eq!(
        read::fills(&answer(200, &format!("[{FILL}]")))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_cancel_and_a_question_end_as_the_venue_says() {
    let cancelled = ORDER.replace("open", "cancelled");
    assert!(matches!(
        read::cancel(&answer(200, &cancelled)),
        CancelReply::Cancelled(_)
    ));
    assert!(matches!(
        read::cancel(&refusal(1004)),
        CancelReply::NotOpen(_)
    ));
    assert!(matches!(
        read::cancel(&answer(429, "")),
        CancelReply::NotTaken(_)
    ));
    assert!(matches!(
        read::cancel(&answer(503, "")),
        CancelReply::Unknown(_)
    ));
    assert!(matches!(
        read::query(&answer(200, ORDER)),
        QueryReply::Found(_)
    ));
    assert_eq!(read::query(&refusal(1005)), QueryReply::NeverSeen);
    assert!(matches!(
        read::query(&refusal(1001)),
        QueryReply::NoAnswer(_)
    ));
}

#[test]
fn each_frame_stands_for_itself() {
    let told = format!(r#"{{"kind":"order","order":{ORDER},"fill":{FILL}}}"#);
    assert!(matches!(
        frame(told.as_bytes()).unwrap(),
        Frame::Fact(Fact::Order(_, Some(_)))
    ));
    let trade = br#"{"kind":"trade","price":"59000","quantity":"1","taker":"sell"}"#;
    assert!(matches!(
        frame(trade).unwrap(),
        Frame::Fact(Fact::Trade(_, _, Side::Sell))
    ));
    assert_eq!(frame(br#"{"kind":"news"}"#).unwrap(), Frame::Unused);
    assert!(frame(br#"{"kind":"order"}"#).is_err());
    assert!(frame(b"not json").is_err());
}

#[test]
fn reading_calls_are_said_word_for_word() {
    let instrument = instrument("BTC", "USDT");
    let id = domain::ClientOrderId::new("cf-1").unwrap();
    let table = [
        (ask::server_time(), "/v1/time", ""),
        (
            ask::query(&instrument, id),
            "/v1/orders/one",
            "market=BTCUSDT&client_id=cf-1",
        ),
        (
            ask::open_orders(&instrument),
            "/v1/orders/open",
            "market=BTCUSDT",
        ),
        (
            ask::fills_from(&instrument, 9),
            "/v1/fills",
            "market=BTCUSDT&from=9&limit=500",
        ),
    ];
    for (call, path, words) in table {
        assert_eq!((call.method(), call.path()), (Method::Get, path));
        assert!(call.payload(NOW, call.life()).starts_with(words));
    }
    assert_eq!(
        read::server_time(&answer(200, r#"{"time":1700000000000}"#)),
        Ok(NOW)
    );
}
