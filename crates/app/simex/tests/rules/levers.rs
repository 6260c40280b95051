//! Levers and scenarios: accounts, keys, symbols, the service, and what each of them is refused.

use crate::bench::Bench;
use serde_json::json;

const ORDER: &str =
    "/api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000";

#[test]
fn accounts_opened_by_lever_trade_on_spot_and_futures() {
    let mut bench = Bench::still();
    let body = r#"{"key":"second","secret":"s2","spot":{"USDT":"1000"},"futures":{"USDT":"50"}}"#;
    let opened = bench.pull("POST", "/_sim/accounts", body);
    assert_eq!(opened["account"], 2);
    (bench.key, bench.secret) = ("second".into(), "s2".into());
    bench.done("POST", ORDER);
    let futures = bench.done("GET", "/fapi/v3/balance");
    assert!(
        futures.to_string().contains("\"balance\":\"50"),
        "{futures}"
    );
    let again = bench.lever("POST", "/_sim/accounts", body);
    assert_eq!(again.0, 400, "{again:?}");
    let listed = bench.pull("GET", "/_sim/accounts", "");
    assert_eq!(listed.as_array().unwrap().len(), 2);
    let sub = bench.pull("POST", "/_sim/accounts", r#"{"master":1,"key":"sub"}"#);
    assert_eq!(sub["secret"].as_str().unwrap().len(), 64);
}

#[test]
fn keys_are_made_changed_and_taken_away() {
    let mut bench = Bench::still();
    let body = r#"{"account":1,"key":"reader","secret":"r","rights":["read"]}"#;
    bench.pull("POST", "/_sim/keys", body);
    (bench.key, bench.secret) = ("reader".into(), "r".into());
    bench.done("GET", "/api/v3/account");
    assert_eq!(bench.code("POST", ORDER), -2015);
    bench.pull(
        "PUT",
        "/_sim/keys",
        r#"{"key":"reader","rights":["read","spotTrade"]}"#,
    );
    bench.done("POST", ORDER);
    bench.pull(
        "PUT",
        "/_sim/keys",
        r#"{"key":"reader","addresses":["10.0.0.1"]}"#,
    );
    assert_eq!(bench.code("GET", "/api/v3/account"), -2015);
    bench.pull("DELETE", "/_sim/keys?key=reader", "");
    assert_eq!(bench.code("GET", "/api/v3/account"), -2015);
    let pem = include_str!("../../src/venue/keys/samples/ed25519.pub.pem");
    let body = json!({ "account": 1, "kind": "ed25519", "publicKey": pem });
    let made = bench.pull("POST", "/_sim/keys", &body.to_string());
    assert!(made["secret"].is_null() && made["key"].as_str().unwrap().len() == 64);
    for wrong in [
        json!({ "account": 9 }),
        json!({ "account": 1, "kind": "rsa", "publicKey": pem }),
        json!({ "account": 1, "kind": "rsa" }),
        json!({ "account": 1, "publicKey": pem }),
        json!({ "account": 1, "rights": ["fly"] }),
        json!({ "account": 1, "key": "not a key" }),
    ] {
        let said = bench.lever("POST", "/_sim/keys", &wrong.to_string());
        assert_eq!(said.0, 400, "{wrong}: {said:?}");
    }
}

#[test]
fn symbols_are_listed_and_stopped() {
    let mut bench = Bench::still();
    let spec = r#"{"symbol":"DOGEUSDT","base":"DOGE","quote":"USDT","tickSize":"0.00001","stepSize":"1",
        "maxPrice":"1000","maxQty":"9000000","minNotional":"1","maxNotional":"9000000"}"#;
    bench.pull("POST", "/_sim/symbols", spec);
    assert_eq!(bench.lever("POST", "/_sim/symbols", spec).0, 400);
    let doge = ORDER
        .replace("BTCUSDT", "DOGEUSDT")
        .replace("0.01", "100")
        .replace("50000", "0.1");
    bench.done("POST", &doge);
    bench.pull(
        "POST",
        "/_sim/status",
        r#"{"symbol":"DOGEUSDT","status":"BREAK"}"#,
    );
    assert_ne!(bench.code("POST", &doge), 0);
    bench.done("POST", ORDER);
    bench.pull(
        "POST",
        "/_sim/status",
        r#"{"symbol":"DOGEUSDT","status":"TRADING"}"#,
    );
    bench.done("POST", &doge);
}

#[test]
fn the_service_closes_and_opens_again() {
    let mut bench = Bench::still();
    bench.pull("POST", "/_sim/maintenance", r#"{"on":true}"#);
    let (status, body) = bench.signed("GET", "/api/v3/account").unwrap();
    assert_eq!((status, body["code"].as_i64()), (503, Some(-1016)));
    let (_, system) = bench.raw("GET", "/sapi/v1/system/status", None).unwrap();
    assert_eq!(system["status"], 1);
    assert_eq!(bench.raw("GET", "/api/v3/time", None).unwrap().0, 200);
    bench.pull("POST", "/_sim/maintenance", r#"{"on":false}"#);
    bench.done("GET", "/api/v3/account");
}

#[test]
fn v23_a_scenario_is_played_whole_or_not_at_all() {
    let mut bench = Bench::still();
    let scenario = r#"
        [[fault]]
        name = "second place answers 500"
        route = "POST /api/v3/order"
        nth = 2
        fault = "serverErrorExecuted"
        [[fault]]
        stream = "executionReport"
        account = "testkey"
        fault = "missing"
        forMs = 1000
        [[lever]]
        afterMs = 5000
        pull = "POST /_sim/maintenance"
        body = { on = true }
    "#;
    let played = bench.pull("POST", "/_sim/scenario", scenario);
    assert_eq!(played, json!({ "faults": 2, "levers": 1 }));
    bench.done("POST", ORDER);
    assert_eq!(bench.signed("POST", ORDER).unwrap().0, 500);
    bench.pass(4_999);
    bench.done("GET", "/api/v3/account");
    bench.pass(1);
    assert_eq!(bench.signed("GET", "/api/v3/account").unwrap().0, 503);
    let struck: Vec<_> = bench
        .ledger()
        .into_iter()
        .filter(|row| row["request"]["fault"].is_string())
        .collect();
    assert_eq!(struck.len(), 1);
    let named = struck[0]["request"]["fault"].as_str().unwrap();
    assert!(named.starts_with("second place answers 500"), "{named}");
    for (text, words) in [
        ("[[fault]]\nroute = \"*\"", "fault"),
        (
            "[[fault]]\nroute = \"*\"\nfault = \"busy\"\naccount = \"nobody\"",
            "fault 1",
        ),
        ("[[lever]]\npull = \"POST /_sim/reset\"", "lever 1"),
        ("[[lever]]\npull = \"GET /_sim/clock\"", "lever 1"),
        (
            "[[lever]]\npull = \"POST /_sim/skew\"\nafterMs = -1",
            "lever 1",
        ),
        ("[[what]]", "unknown field"),
        ("nonsense", "cannot be read"),
    ] {
        let (status, said) = bench.lever("POST", "/_sim/scenario", text);
        let said = said["error"].as_str().unwrap_or_default().to_owned();
        assert!(status == 400 && said.contains(words), "{text}: {said}");
    }
}

#[test]
fn v16_limits_end_in_a_ban_and_time_ends_the_ban() {
    let mut bench = Bench::still();
    let heavy = "/api/v3/depth?symbol=BTCUSDT&limit=5000";
    let mut statuses = Vec::new();
    for _ in 0..50 {
        statuses.push(bench.raw("GET", heavy, None).unwrap().0);
    }
    assert_eq!(statuses[..24], [200; 24]);
    assert_eq!(statuses[24..44], [429; 20]);
    assert_eq!(statuses[44..], [418; 6]);
    bench.pass(120_001);
    assert_eq!(bench.raw("GET", heavy, None).unwrap().0, 200);
}

#[test]
fn v30_what_is_gone_is_gone() {
    let mut bench = Bench::still();
    for (method, target, status) in [
        ("POST", "/api/v3/userDataStream", 410),
        ("GET", "/api/v1/time", 410),
        ("GET", "/api/v3/nothing", 404),
        ("POST", "/api/v3/time", 405),
        ("GET", "/fapi/v1/account", 404),
        ("GET", "/api/v3/depth?symbol=%3Cscript%3E<script", 403),
        ("GET", "/../etc/passwd", 403),
    ] {
        assert_eq!(
            bench.raw(method, target, None).unwrap().0,
            status,
            "{target}"
        );
    }
    let (_, retired) = bench.raw("GET", "/fapi/v1/account", None).unwrap();
    assert_eq!(retired["code"], -5000);
    for path in ["/private", "/ws-api/v2", "/nothing"] {
        assert!(bench.exchange.open(path).is_err(), "{path}");
    }
    let conn = bench.exchange.open("/ws-api/v3").unwrap();
    let said = bench.exchange.say(
        conn,
        r#"{"id":1,"method":"userDataStream.start","params":{}}"#,
    );
    assert!(format!("{said:?}").contains("-5000"), "{said:?}");
}

#[test]
fn sockets_keep_their_products_manners() {
    let mut bench = Bench::still();
    let conn = bench.exchange.open("/ws").unwrap();
    let wish = r#"{"method":"LIST_SUBSCRIPTIONS","id":1}"#;
    for _ in 0..5 {
        let said = bench.exchange.say(conn, wish);
        assert!(format!("{said:?}").contains("result"), "{said:?}");
    }
    let said = bench.exchange.say(conn, wish);
    assert!(format!("{said:?}").contains("Closed"), "{said:?}");
    let conn = bench
        .exchange
        .open("/stream?streams=btcusdt@trade")
        .unwrap();
    bench.pull("POST", "/_sim/shutdown", "");
    let said = format!("{:?}", bench.exchange.advance(domain::Span::ZERO));
    assert!(said.contains("!serverShutdown"), "{said}");
    let day = bench.exchange.advance(domain::Span::from_secs(86_401));
    assert!(day.contains(&simex::Happened::Closed(conn)));
    let mut refused = 0;
    for _ in 0..302 {
        refused += u32::from(bench.exchange.open("/ws").is_err());
    }
    assert_eq!(refused, 2);
}

// ORD-05
#[test]
fn filters_change_while_a_symbol_trades() {
    let mut bench = Bench::still();
    bench.done("POST", ORDER);
    let body = r#"{"symbol":"BTCUSDT","tickSize":"0.5","stepSize":"0.1","minQty":"0.1","minNotional":"6000"}"#;
    bench.pull("POST", "/_sim/filters", body);
    let listed = bench.raw("GET", "/api/v3/exchangeInfo?symbol=BTCUSDT", None);
    let (_, listed) = listed.unwrap();
    let filters = listed["symbols"][0]["filters"].to_string();
    for told in [
        "\"tickSize\":\"0.50",
        "\"stepSize\":\"0.10",
        "\"minNotional\":\"6000.0",
    ] {
        assert!(filters.contains(told), "{told}: {filters}");
    }
    assert_eq!(bench.code("POST", ORDER), -1013);
    let small = ORDER.replace("0.01", "0.1");
    assert_eq!(bench.code("POST", &small), -1013, "5,000 is too little");
    bench.done("POST", &ORDER.replace("0.01", "0.2"));
    let wrong = bench.lever(
        "POST",
        "/_sim/filters",
        r#"{"symbol":"BTCUSDT","tickSize":"0.015"}"#,
    );
    assert_eq!(wrong.0, 400, "{wrong:?}");
    let unknown = bench.lever("POST", "/_sim/filters", r#"{"symbol":"NOPE"}"#);
    assert_eq!(unknown.0, 400, "{unknown:?}");
}
