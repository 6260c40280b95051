//! Sessions of the WebSocket API: requests, answers, limits, logging on, following an account.

use crate::bench::{Bench, session_payload, sign};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

fn weight(answer: &Value) -> i64 {
    let limits = answer["rateLimits"].as_array().unwrap();
    limits.last().unwrap()["count"].as_i64().unwrap()
}

#[test]
fn an_id_comes_back_as_it_was_sent() {
    let mut bench = Bench::still();
    let conn = bench.session("/ws-api/v3");
    for id in [json!(7), json!(-1), json!("abc-_9"), Value::Null] {
        let text = json!({ "id": id, "method": "ping" }).to_string();
        let answer = bench.say(conn, &text);
        assert_eq!(answer["id"], id);
        assert_eq!(answer["status"], 200);
        assert_eq!(answer["result"], json!({}));
    }
    assert_eq!(bench.say(conn, r#"{"method":"ping"}"#)["id"], Value::Null);
    assert_eq!(
        bench.say(conn, r#"{"id":1,"method":"v3/ping"}"#)["status"],
        200
    );
}

#[test]
fn what_is_no_request_is_refused_with_a_code() {
    let mut bench = Bench::still();
    let conn = bench.session("/ws-api/v3");
    let bare = |text: &str, code, msg: &str| {
        (
            text.to_owned(),
            json!({ "id": null, "status": 400, "error": { "code": code, "msg": msg } }),
        )
    };
    let id = "Invalid 'id' in JSON request; expected an integer, a string matching '^[a-zA-Z0-9-_]{1,36}$', or null.";
    for (text, expected) in [
        bare("hello", -1135, "Invalid JSON Request"),
        bare("[]", -1135, "Invalid JSON Request"),
        bare(r#"{"id":1}"#, -1135, "Invalid JSON Request"),
        bare(r#"{"id":1.5,"method":"ping"}"#, -1135, id),
        bare(r#"{"id":"a b","method":"ping"}"#, -1135, id),
    ] {
        assert_eq!(bench.say(conn, &text), expected);
    }
    let answer = bench.ask(conn, "order.nothing", &json!({}));
    assert_eq!(answer["status"], 400);
    assert_eq!(
        answer["error"],
        json!({ "code": -5000, "msg": "Method order.nothing is invalid" })
    );
    let answer = bench.ask(conn, "time", &json!({ "returnRateLimits": "yes" }));
    assert_eq!(answer["error"]["code"], -1100);
}

#[test]
fn the_weight_of_a_session_is_its_address_s() {
    let mut bench = Bench::still();
    let conn = bench.session("/ws-api/v3");
    let first = bench.ask(conn, "ping", &json!({}));
    assert_eq!(weight(&first), 3, "two for opening, one for the ping");
    assert_eq!(
        first["rateLimits"][0],
        json!({ "rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6000, "count": 3 })
    );
    bench.open("GET", "/api/v3/ping");
    assert_eq!(weight(&bench.ask(conn, "session.status", &json!({}))), 6);
    assert_eq!(
        weight(&bench.ask_signed(conn, "account.status", &json!({}))),
        26
    );
}

#[test]
fn a_session_that_asks_too_much_is_told_when_to_come_back() {
    let mut bench = Bench::still();
    let conn = bench.session("/ws-api/v3");
    for _ in 0..299 {
        assert_eq!(
            bench.ask_signed(conn, "account.status", &json!({}))["status"],
            200
        );
    }
    let refused = bench.ask_signed(conn, "account.status", &json!({}));
    assert_eq!(refused["status"], 429);
    assert_eq!(refused["error"]["code"], -1003);
    let now = bench.millis();
    let minute = now - now % 60_000 + 60_000;
    assert_eq!(
        refused["error"]["data"],
        json!({ "serverTime": now, "retryAfter": minute })
    );
}

#[test]
fn limits_are_left_out_where_they_are_not_wanted() {
    let mut bench = Bench::still();
    let conn = bench.session("/ws-api/v3");
    let answer = bench.ask(conn, "time", &json!({ "returnRateLimits": false }));
    assert_eq!(answer.get("rateLimits"), None);
    let quiet = bench.session("/ws-api/v3?returnRateLimits=false");
    assert_eq!(bench.ask(quiet, "time", &json!({})).get("rateLimits"), None);
    assert_eq!(
        bench.ask(quiet, "session.status", &json!({}))["result"]["returnRateLimits"],
        false
    );
    let loud = bench.ask(quiet, "time", &json!({ "returnRateLimits": true }));
    assert!(loud["rateLimits"].is_array());
}

#[test]
fn a_session_counts_in_microseconds_where_it_asked_for_them() {
    let mut bench = Bench::still();
    let conn = bench.session("/ws-api/v3?timeUnit=MICROSECOND");
    let answer = bench.ask(conn, "time", &json!({}));
    assert_eq!(answer["result"]["serverTime"], bench.millis() * 1_000);
}

#[test]
fn only_keys_fit_for_sessions_log_on() {
    let mut bench = Bench::still();
    let conn = bench.session("/ws-api/v3");
    let nobody = json!({
        "apiKey": null, "authorizedSince": null, "connectedSince": bench.millis(), "returnRateLimits": true,
        "serverTime": bench.millis(), "userDataStream": false,
    });
    let status = bench.ask(conn, "session.status", &json!({}));
    assert_eq!(status["result"], nobody);
    let refused = bench.ask_signed(conn, "session.logon", &json!({}));
    assert_eq!(
        refused["error"],
        json!({ "code": -4056, "msg": "HMAC_SHA256 API key is not supported." })
    );
    let refused = bench.ask(conn, "userDataStream.subscribe", &json!({}));
    assert_eq!(refused["error"]["code"], -1102);
    assert_eq!(
        bench.ask(conn, "session.logout", &json!({}))["result"],
        nobody
    );
}

#[test]
fn an_account_is_followed_once_per_session_until_it_is_let_go() {
    let mut bench = Bench::still();
    let conn = bench.session("/ws-api/v3");
    let follow = "userDataStream.subscribe.signature";
    assert_eq!(
        bench.ask(conn, "session.subscriptions", &json!({}))["result"],
        json!([])
    );
    assert_eq!(
        bench.ask_signed(conn, follow, &json!({}))["result"],
        json!({ "subscriptionId": 0 })
    );
    let again = bench.ask_signed(conn, follow, &json!({}));
    assert_eq!(
        again["error"],
        json!({ "code": -2035, "msg": "User Data Stream subscription already active." })
    );
    assert_eq!(
        bench.ask(conn, "session.subscriptions", &json!({}))["result"],
        json!([{ "subscriptionId": 0 }])
    );
    assert_eq!(
        bench.ask(conn, "session.status", &json!({}))["result"]["userDataStream"],
        true
    );
    let wrong = bench.ask(
        conn,
        "userDataStream.unsubscribe",
        &json!({ "subscriptionId": 5 }),
    );
    assert_eq!(
        wrong["error"],
        json!({ "code": -2036, "msg": "User Data Stream subscription not active." })
    );
    assert_eq!(
        bench.ask(conn, "userDataStream.unsubscribe", &json!({}))["result"],
        json!({})
    );
    let told = bench.told(conn);
    assert_eq!(
        told,
        [
            json!({ "subscriptionId": 0, "event": { "e": "eventStreamTerminated", "E": bench.millis() } })
        ]
    );
    assert_eq!(
        bench.ask_signed(conn, follow, &json!({}))["result"],
        json!({ "subscriptionId": 1 })
    );
}

#[test]
fn a_signature_counts_for_its_own_parameters_only() {
    let mut bench = Bench::still();
    let conn = bench.session("/ws-api/v3");
    let params =
        json!({ "apiKey": "testkey", "timestamp": bench.millis(), "signature": sign("other") });
    let refused = bench.ask(conn, "account.status", &params);
    assert_eq!(refused["error"]["code"], -1022);
    let refused = bench.ask(
        conn,
        "account.status",
        &json!({ "timestamp": bench.millis() }),
    );
    assert_eq!(refused["error"]["code"], -1102);
}

/// An Ed25519 key of the default account, and the request that logs on with it.
fn ed25519(bench: &mut Bench, name: &str) -> Value {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let mut der = vec![
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    der.extend_from_slice(pair.public_key().as_ref());
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        STANDARD.encode(der)
    );
    let body = json!({ "account": 1, "key": name, "kind": "ed25519", "publicKey": pem });
    let made = bench
        .exchange
        .lever("POST", "/_sim/keys", &body.to_string());
    assert_eq!(made.unwrap().0, 200);
    let mut params = json!({ "apiKey": name, "timestamp": bench.millis() });
    let signature = pair.sign(session_payload(&params).as_bytes());
    params["signature"] = STANDARD.encode(signature.as_ref()).into();
    params
}

#[test]
fn a_session_that_logged_on_needs_no_more_signatures() {
    let mut bench = Bench::made();
    let conn = bench.session("/ws-api/v3");
    let logon = ed25519(&mut bench, "edkey");
    let status = bench.ask(conn, "session.logon", &logon);
    assert_eq!(status["result"]["apiKey"], "edkey");
    assert_eq!(status["result"]["authorizedSince"], bench.millis());
    let follow = bench.ask(conn, "userDataStream.subscribe", &json!({}));
    assert_eq!(follow["result"], json!({ "subscriptionId": 0 }));
    let order = json!({
        "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.001",
        "price": "40000", "timestamp": bench.millis(),
    });
    let placed = bench.ask(conn, "order.place", &order);
    assert_eq!(placed["result"]["status"], "NEW", "{placed}");
    let kinds: Vec<&Value> = placed["rateLimits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|limit| &limit["rateLimitType"])
        .collect();
    assert_eq!(kinds, ["ORDERS", "ORDERS", "REQUEST_WEIGHT"]);
    let told = bench.told(conn);
    assert_eq!(told[0]["event"]["x"], "NEW");
    let timeless = bench.ask(conn, "account.status", &json!({}));
    assert_eq!(timeless["error"]["code"], -1102);
    let out = bench.ask(conn, "session.logout", &json!({}));
    assert_eq!(
        (&out["result"]["apiKey"], &out["result"]["userDataStream"]),
        (&Value::Null, &json!(false))
    );
    assert_eq!(bench.told(conn)[0]["event"]["e"], "eventStreamTerminated");
    let nobody = bench.ask(
        conn,
        "account.status",
        &json!({ "timestamp": bench.millis() }),
    );
    assert_eq!(nobody["error"]["code"], -1102);
}

#[test]
fn a_key_that_is_gone_ends_the_logon() {
    let mut bench = Bench::made();
    let conn = bench.session("/ws-api/v3");
    let logon = ed25519(&mut bench, "edkey");
    bench.ask(conn, "session.logon", &logon);
    let gone = bench.exchange.lever("DELETE", "/_sim/keys?key=edkey", "");
    assert_eq!(gone.unwrap().0, 200);
    let now = bench.millis();
    let refused = bench.ask(conn, "account.status", &json!({ "timestamp": now }));
    assert_eq!(
        (&refused["status"], &refused["error"]["code"]),
        (&json!(401), &json!(-2015))
    );
    let status = bench.ask(conn, "session.status", &json!({}));
    assert_eq!(status["result"]["apiKey"], Value::Null);
}
