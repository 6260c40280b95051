//! The private streams of futures and the sessions of its WebSocket API.

use crate::bench::{Bench, Who};
use serde_json::{Value, json};

const ANN: Who = Who::Ann;
const REST: &str = "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=58000&newClientOrderId=mine";

fn names(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["e"].as_str().unwrap())
        .collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, read top down")]
fn every_change_of_an_account_is_told_on_its_stream() {
    let mut bench = Bench::still();
    let conn = bench.listen(ANN);
    bench.done(ANN, "POST v1/leverage?symbol=BTCUSDT&leverage=10");
    let events = bench.heard(conn);
    assert_eq!(names(&events), ["ACCOUNT_CONFIG_UPDATE"]);
    assert_eq!(events[0]["ac"], json!({ "s": "BTCUSDT", "l": 10 }));

    bench.done(ANN, REST);
    let events = bench.heard(conn);
    assert_eq!(names(&events), ["ORDER_TRADE_UPDATE"]);
    let order = &events[0]["o"];
    assert_eq!(
        (
            order["x"].as_str(),
            order["X"].as_str(),
            order["c"].as_str()
        ),
        (Some("NEW"), Some("NEW"), Some("mine"))
    );

    bench.done(
        ANN,
        "PUT v1/order?symbol=BTCUSDT&side=BUY&origClientOrderId=mine&quantity=0.020&price=58100",
    );
    let events = bench.heard(conn);
    assert_eq!(events[0]["o"]["x"], "AMENDMENT");
    assert_eq!(
        (events[0]["o"]["p"].as_str(), events[0]["o"]["q"].as_str()),
        (Some("58100.00"), Some("0.020"))
    );

    bench.lever(
        "/_sim/futures/take",
        &json!({ "symbol": "BTCUSDT", "side": "SELL", "qty": "0.005" }),
    );
    let events = bench.heard(conn);
    let told = names(&events);
    for name in ["ORDER_TRADE_UPDATE", "TRADE_LITE", "ACCOUNT_UPDATE"] {
        assert!(told.contains(&name), "{told:?}");
    }
    let update = events
        .iter()
        .find(|event| event["e"] == "ACCOUNT_UPDATE")
        .unwrap();
    assert_eq!(update["a"]["m"], "ORDER");
    let position = &update["a"]["P"][0];
    assert_eq!(
        (
            position["s"].as_str(),
            position["pa"].as_str(),
            position["ep"].as_str()
        ),
        (Some("BTCUSDT"), Some("0.005"), Some("58100"))
    );
    let trade = events
        .iter()
        .find(|event| event["e"] == "ORDER_TRADE_UPDATE")
        .unwrap();
    assert_eq!(
        (
            trade["o"]["x"].as_str(),
            trade["o"]["X"].as_str(),
            trade["o"]["l"].as_str(),
            trade["o"]["m"].as_bool()
        ),
        (
            Some("TRADE"),
            Some("PARTIALLY_FILLED"),
            Some("0.005"),
            Some(true)
        )
    );

    bench.done(ANN, "DELETE v1/order?symbol=BTCUSDT&origClientOrderId=mine");
    let events = bench.heard(conn);
    assert_eq!(
        (events[0]["o"]["x"].as_str(), events[0]["o"]["X"].as_str()),
        (Some("CANCELED"), Some("CANCELED"))
    );

    bench.done(ANN, "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TAKE_PROFIT_MARKET&closePosition=true&triggerPrice=61000&workingType=MARK_PRICE&clientAlgoId=away");
    let events = bench.heard(conn);
    assert_eq!(names(&events), ["ALGO_UPDATE"]);
    assert_eq!(
        (
            events[0]["o"]["X"].as_str(),
            events[0]["o"]["caid"].as_str(),
            events[0]["o"]["cp"].as_bool()
        ),
        (Some("NEW"), Some("away"), Some(true))
    );
    bench.level("BUY", "61990", "1");
    bench.index("62000");
    bench.pass(3_000);
    let events = bench.heard(conn);
    let states: Vec<_> = events
        .iter()
        .filter(|event| event["e"] == "ALGO_UPDATE")
        .map(|event| event["o"]["X"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["TRIGGERING", "TRIGGERED", "FINISHED"]);

    bench.done(
        ANN,
        "POST ../sapi/v1/asset/transfer?type=MAIN_UMFUTURE&asset=USDT&amount=10",
    );
    let events = bench.heard(conn);
    assert_eq!(events[0]["a"]["m"], "DEPOSIT");
    assert_eq!(events[0]["a"]["B"][0]["bc"], "10");
}

#[test]
fn a_listen_key_ends_after_an_hour_and_says_so() {
    let mut bench = Bench::still();
    let conn = bench.listen(ANN);
    bench.pass(50 * 60_000);
    assert_eq!(bench.keyed(ANN, "PUT", "/fapi/v1/listenKey").0, 200);
    bench.heard(conn);
    bench.pass(59 * 60_000);
    assert!(!names(&bench.heard(conn)).contains(&"listenKeyExpired"));
    bench.pass(2 * 60_000);
    let events = bench.heard(conn);
    assert_eq!(events.last().unwrap()["e"], "listenKeyExpired");
    bench.done(ANN, REST);
    assert!(bench.heard(conn).is_empty());
    assert_eq!(
        bench.keyed(ANN, "PUT", "/fapi/v1/listenKey").1["code"],
        -1125
    );
}

#[test]
fn a_stream_narrowed_to_some_events_hears_only_those() {
    let mut bench = Bench::still();
    let (_, body) = bench.keyed(ANN, "POST", "/fapi/v1/listenKey");
    let key = body["listenKey"].as_str().unwrap().to_owned();
    let target =
        format!("/private/stream?listenKey={key}&events=ACCOUNT_CONFIG_UPDATE/ALGO_UPDATE");
    let conn = bench.exchange.open(&target).unwrap();
    bench.done(ANN, REST);
    bench.done(ANN, "POST v1/leverage?symbol=BTCUSDT&leverage=7");
    let heard = bench.heard(conn);
    assert_eq!(heard.len(), 1);
    assert_eq!(
        (heard[0]["stream"].as_str(), heard[0]["data"]["e"].as_str()),
        (Some(key.as_str()), Some("ACCOUNT_CONFIG_UPDATE"))
    );
}

#[test]
fn another_account_hears_nothing_of_it() {
    let mut bench = Bench::still();
    let (ann, bob) = (bench.listen(ANN), bench.listen(Who::Bob));
    bench.done(ANN, REST);
    assert_eq!(bench.heard(ann).len(), 1);
    assert!(bench.heard(bob).is_empty());
}

#[test]
fn a_session_does_what_rest_does() {
    let mut bench = Bench::still();
    let conn = bench.exchange.open("/ws-fapi/v1").unwrap();
    let order = json!({ "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.010", "price": "58000", "newClientOrderId": "by-ws" });
    let order = bench.params(ANN, order);
    let placed = bench.session(conn, "order.place", order);
    assert_eq!(placed["status"], 200, "{placed}");
    assert_eq!(placed["result"]["clientOrderId"], "by-ws");
    let rest = bench.done(ANN, "GET v1/order?symbol=BTCUSDT&origClientOrderId=by-ws");
    let which = bench.params(
        ANN,
        json!({ "symbol": "BTCUSDT", "origClientOrderId": "by-ws" }),
    );
    let status = bench.session(conn, "order.status", which);
    assert_eq!(status["result"], rest);
    let change = bench.params(ANN, json!({ "symbol": "BTCUSDT", "side": "BUY", "origClientOrderId": "by-ws", "quantity": "0.010", "price": "58001" }));
    assert_eq!(
        bench.session(conn, "order.modify", change)["result"]["price"],
        "58001.00"
    );
    let which = bench.params(
        ANN,
        json!({ "symbol": "BTCUSDT", "origClientOrderId": "by-ws" }),
    );
    assert_eq!(
        bench.session(conn, "order.cancel", which)["result"]["status"],
        "CANCELED"
    );
    for (method, path) in [
        ("account.status", "GET v2/account"),
        ("v2/account.status", "GET v3/account"),
        ("account.balance", "GET v2/balance"),
        ("v2/account.balance", "GET v3/balance"),
        ("account.position", "GET v2/positionRisk"),
        ("v2/account.position", "GET v3/positionRisk"),
    ] {
        let params = bench.params(ANN, json!({}));
        let answer = bench.session(conn, method, params);
        let rest = bench.done(ANN, path);
        assert_eq!(answer["result"], rest, "{method}");
    }
    let key = bench.session(conn, "userDataStream.start", json!({ "apiKey": "ann" }));
    assert_eq!(key["result"]["listenKey"].as_str().unwrap().len(), 64);
    let again = bench.session(conn, "userDataStream.ping", json!({ "apiKey": "ann" }));
    assert_eq!(again["result"], key["result"]);
    assert_eq!(
        bench.session(conn, "userDataStream.stop", json!({ "apiKey": "ann" }))["result"],
        json!({})
    );
    let refused = bench.session(conn, "order.status", json!({ "symbol": "BTCUSDT" }));
    assert_eq!(refused["status"].as_i64(), Some(400));
}
