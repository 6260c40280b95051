//! The ledger against what the answers say: orders, positions and income of futures, records of the wallet in all their
//! states, and which fault struck which event.

use crate::bench::{Bench, sign};
use serde_json::{Value, json};
use simex::{Config, Happened, Keep, Market};

const CROWD: Market = Market::Crowd { seed: 5 };

/// A trader with a key that may do everything.
fn bench(market: Market) -> Bench {
    let mut bench = Bench::new(&Config {
        market,
        ..Config::default()
    });
    let key = json!({ "account": 1, "key": "all", "secret": "all", "rights": [
        "read", "spotTrade", "futures", "withdraw", "internalTransfer", "universalTransfer"] });
    bench.pull("POST", "/_sim/keys", &key.to_string());
    (bench.key, bench.secret) = ("all".into(), "all".into());
    bench.pass(1_000);
    bench
}

/// What the ledger says of a kind, in its order.
fn told(bench: &mut Bench, what: &str) -> Vec<Value> {
    let rows = bench.ledger().into_iter();
    rows.filter(|row| row["what"] == what)
        .map(|row| row[what].clone())
        .collect()
}

/// The states a record went through, by the value of one of its fields.
fn states(rows: &[Value], field: &str, id: &Value) -> Vec<String> {
    let own = rows.iter().filter(|row| row[field] == *id);
    let mut states: Vec<String> = own
        .map(|row| row["state"].as_str().unwrap().to_owned())
        .collect();
    // A record is told again when anything of it changes.
    states.dedup();
    states
}

#[test]
fn v28_the_ledger_tells_orders_positions_and_income_of_futures() {
    let mut bench = bench(CROWD);
    let order = "/fapi/v1/order?symbol=BTCUSDT&quantity=0.010";
    bench.done(
        "POST",
        &format!("{order}&side=BUY&type=MARKET&newClientOrderId=in"),
    );
    bench.done(
        "POST",
        &format!("{order}&side=BUY&type=LIMIT&timeInForce=GTC&price=30000&newClientOrderId=rests"),
    );
    bench.done(
        "DELETE",
        "/fapi/v1/order?symbol=BTCUSDT&origClientOrderId=rests",
    );
    bench.done("POST", "/fapi/v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.010&triggerPrice=30000&clientAlgoId=stop");
    let orders = told(&mut bench, "futuresOrder");
    let fates = |name: &str| -> Vec<(String, String)> {
        let own = orders.iter().filter(|row| row["c"] == name);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        own.map(|row| (text(&row["x"]), text(&row["X"]))).collect()
    };
    let pair = |x: &str, status: &str| (x.to_owned(), status.to_owned());
    assert_eq!(
        fates("rests"),
        [pair("NEW", "NEW"), pair("CANCELED", "CANCELED")]
    );
    assert_eq!(fates("in").first(), Some(&pair("NEW", "NEW")));
    assert_eq!(fates("in").last(), Some(&pair("TRADE", "FILLED")));
    let all = bench.done("GET", "/fapi/v1/allOrders?symbol=BTCUSDT");
    for row in all.as_array().unwrap() {
        let last = orders.iter().rfind(|told| told["i"] == row["orderId"]);
        assert_eq!(last.unwrap()["X"], row["status"]);
    }
    let algo = told(&mut bench, "algoOrder");
    assert_eq!(algo.last().unwrap()["caid"], "stop", "{algo:?}");
}

#[test]
fn v28_the_ledger_tells_positions_balances_and_income_of_futures() {
    let mut bench = bench(CROWD);
    let order = "/fapi/v1/order?symbol=BTCUSDT&quantity=0.010&side=BUY&type=MARKET";
    bench.done("POST", order);
    let rate = r#"{"symbol":"BTCUSDT","rate":"0.0003"}"#;
    bench.pull("POST", "/_sim/funding", rate);
    let transfer = "/sapi/v1/asset/transfer?type=MAIN_UMFUTURE&asset=USDT&amount=5";
    bench.done("POST", transfer);
    let position = told(&mut bench, "position").pop().unwrap();
    let risk = bench.done("GET", "/fapi/v3/positionRisk?symbol=BTCUSDT");
    assert_eq!(position["pa"], risk[0]["positionAmt"], "{position}");
    assert!(["ORDER", "FUNDING_FEE"].contains(&position["m"].as_str().unwrap()));
    let balance = told(&mut bench, "futuresBalance").pop().unwrap();
    let held = bench.done("GET", "/fapi/v3/balance");
    let held = held
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["asset"] == "USDT")
        .unwrap();
    assert_eq!(
        (&balance["wb"], &balance["m"]),
        (&held["balance"], &json!("DEPOSIT"))
    );
    // Income row by row, as the answer has it; the money that opened the account came before the ledger.
    let mut income = bench.done("GET", "/fapi/v1/income?limit=1000");
    let rows = income.as_array_mut().unwrap();
    let noted = told(&mut bench, "income");
    assert!(noted.len() >= 3 && rows.len() >= noted.len());
    rows.sort_by_key(|row| row["tranId"].as_u64());
    assert_eq!(rows[rows.len() - noted.len()..], noted[..]);
    let funding = told(&mut bench, "funding").pop().unwrap();
    assert_eq!(
        (&funding["symbol"], &funding["fundingRate"]),
        (&json!("BTCUSDT"), &json!("0.0003"))
    );
}

#[test]
fn v28_the_ledger_tells_every_state_of_the_wallets_records() {
    let mut bench = bench(Market::Still);
    bench.pull("POST", "/_sim/withdrawal/pace", r#"{"onVerdict":true}"#);
    let came = bench.pull(
        "POST",
        "/_sim/deposit",
        r#"{"key":"all","asset":"BTC","qty":"0.1","state":"pending"}"#,
    );
    let moved = bench.done(
        "POST",
        "/sapi/v1/asset/transfer?type=MAIN_FUNDING&asset=USDT&amount=7",
    );
    let ask = "/sapi/v1/capital/withdraw/apply?coin=USDT&network=ETH&address=0x00000000219ab540356cbb839cbe05303d7705fa&amount=60";
    let left = bench.done("POST", ask)["id"].clone();
    let refused = bench.done("POST", ask)["id"].clone();
    bench.pull(
        "POST",
        "/_sim/dividend",
        r#"{"key":"all","asset":"BNB","qty":"0.5","info":"a gift"}"#,
    );
    bench.pass(4 * 3_600_000);
    for (id, verdict) in [
        (&left, "approve"),
        (&left, "complete"),
        (&refused, "reject"),
    ] {
        let body = json!({ "id": id, "verdict": verdict });
        bench.pull("POST", "/_sim/withdrawal", &body.to_string());
    }
    let deposits = told(&mut bench, "deposit");
    assert_eq!(
        states(&deposits, "id", &came["id"]),
        ["pending", "credited", "success"]
    );
    let transfers = told(&mut bench, "transfer");
    assert_eq!(transfers.len(), 1, "{transfers:?}");
    assert_eq!(transfers[0]["tranId"], moved["tranId"]);
    assert_eq!(
        (&transfers[0]["from"], &transfers[0]["to"]),
        (&json!("SPOT"), &json!("FUNDING"))
    );
    let withdrawals = told(&mut bench, "withdrawal");
    assert_eq!(
        states(&withdrawals, "id", &left).last().unwrap(),
        "completed"
    );
    assert_eq!(
        states(&withdrawals, "id", &refused).last().unwrap(),
        "rejected"
    );
    let history = bench.done("GET", "/sapi/v1/capital/withdraw/history");
    for row in history.as_array().unwrap() {
        let last = withdrawals
            .iter()
            .rfind(|told| told["id"] == row["id"])
            .unwrap();
        assert_eq!(last["status"], row["status"], "{last}");
    }
    assert_eq!(told(&mut bench, "dividend")[0]["info"], "a gift");
    let funding = told(&mut bench, "fundingBalance").pop().unwrap();
    assert_eq!(funding, json!({ "asset": "USDT", "balance": "7" }));
}

/// Follows the account's events; the number of the socket.
fn followed(bench: &mut Bench) -> u64 {
    let conn = bench.exchange.open("/ws-api/v3").unwrap();
    let at = bench.exchange.now().millis();
    let signature = sign(&bench.secret, &format!("apiKey=all&timestamp={at}"));
    let params = json!({ "apiKey": "all", "timestamp": at, "signature": signature });
    let ask = json!({ "id": 1, "method": "userDataStream.subscribe.signature", "params": params });
    let said = bench.exchange.say(conn, &ask.to_string());
    assert!(format!("{said:?}").contains("subscriptionId"), "{said:?}");
    conn
}

#[test]
fn v29_the_ledger_names_the_fault_that_struck_an_event() {
    let mut bench = bench(CROWD);
    bench.pull("POST", "/_sim/market", r#"{"paused":true}"#);
    let conn = followed(&mut bench);
    let trades = bench.exchange.open("/ws/btcusdt@depth@100ms").unwrap();
    bench.pass(1_000);
    for fault in [
        json!({ "name": "lost report", "stream": "executionReport", "fault": "missing" }),
        json!({ "name": "lost diff", "stream": "btcusdt@depth@100ms", "fault": "missing" }),
        json!({ "name": "told twice", "stream": "outboundAccountPosition", "fault": "doubled" }),
    ] {
        bench.pull("POST", "/_sim/faults", &fault.to_string());
    }
    let at = bench.exchange.now().millis();
    let order = format!(
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=63000&newClientOrderId=struck&timestamp={at}"
    );
    let signature = sign(&bench.secret, &order);
    let target = format!("/api/v3/order?{order}&signature={signature}");
    let (answer, mut happened) = bench.exchange.request("POST", &target, "", Some("all"));
    let answer: Value = serde_json::from_str(&answer.unwrap().1).unwrap();
    let number = answer["orderId"].clone();
    happened.extend(bench.exchange.advance(domain::Span::from_secs(2)));
    let text = |to: u64| -> String {
        let mut all = String::new();
        for one in &happened {
            if let Happened::Text(conn, text) = one
                && *conn == to
            {
                all.push_str(text);
            }
        }
        all
    };
    assert!(!text(conn).contains("executionReport"), "{happened:?}");
    assert!(!text(trades).contains("depthUpdate"), "{happened:?}");
    let struck = told(&mut bench, "struck");
    let of = |name: &str| struck.iter().find(|row| row["fault"] == name).unwrap();
    let report = of("lost report");
    assert_eq!(
        (&report["did"], &report["event"]),
        (&json!("missing"), &json!("executionReport"))
    );
    assert_eq!(
        (&report["id"]["i"], &report["id"]["c"]),
        (&number, &json!("struck"))
    );
    let diff = of("lost diff");
    assert_eq!(diff["stream"], "btcusdt@depth@100ms");
    let last = bench
        .raw("GET", "/api/v3/depth?symbol=BTCUSDT&limit=5", None)
        .unwrap()
        .1;
    assert_eq!(diff["id"]["u"], last["lastUpdateId"], "{diff}");
    assert_eq!(of("told twice")["did"], "doubled");
    assert_eq!(
        text(conn).matches("outboundAccountPosition").count(),
        2,
        "{happened:?}"
    );
}

#[test]
fn v38_what_is_over_is_forgotten_past_its_bound_and_what_is_open_never() {
    let mut bench = Bench::new(&Config {
        keep: Keep::parse("orders=4,trades=3,income=5,algos=2,wallet=3,ledger=50").unwrap(),
        ..Config::default()
    });
    let key = json!({ "account": 1, "key": "all", "secret": "all", "rights": [
        "read", "spotTrade", "futures", "internalTransfer", "universalTransfer"] });
    bench.pull("POST", "/_sim/keys", &key.to_string());
    (bench.key, bench.secret) = ("all".into(), "all".into());
    bench.pass(1_000);
    bench.done("POST", "/api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=40000&newClientOrderId=rests");
    for round in 0..10 {
        bench.done("POST", &format!("/api/v3/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001&newClientOrderId=s{round}"));
        bench.done("POST", &format!("/fapi/v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.002&newClientOrderId=f{round}"));
        bench.done("POST", &format!("/fapi/v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.010&triggerPrice=30000&clientAlgoId=a{round}"));
        bench.done(
            "DELETE",
            &format!("/fapi/v1/algoOrder?clientAlgoId=a{round}"),
        );
        bench.done(
            "POST",
            &format!(
                "/sapi/v1/asset/transfer?type=MAIN_UMFUTURE&asset=USDT&amount={}",
                round + 1
            ),
        );
    }
    let known = bench.pull("GET", "/_sim/ledger?key=all", "");
    let names = |place: &str, name: &str| -> Vec<String> {
        let rows = known.pointer(place).unwrap().as_array().unwrap();
        let text = |row: &Value| row[name].as_str().unwrap().to_owned();
        rows.iter().map(text).collect()
    };
    let spot = names("/orders", "clientOrderId");
    assert_eq!(spot, ["rests", "s6", "s7", "s8", "s9"]);
    let futures = names("/futures/orders", "clientOrderId");
    assert_eq!(futures, ["f6", "f7", "f8", "f9"]);
    assert_eq!(names("/futures/algoOrders", "clientAlgoId"), ["a8", "a9"]);
    let set = names("/futures/settings", "marginType");
    assert!(!set.is_empty() && set.iter().all(|mode| mode == "CROSSED"));
    assert_eq!(names("/wallet/transfers", "amount"), ["8", "9", "10"]);
    for (place, most) in [
        ("/trades", 3),
        ("/futures/trades", 3),
        ("/futures/income", 5),
    ] {
        let rows = known.pointer(place).unwrap().as_array().unwrap();
        assert_eq!(rows.len(), most, "{place}: {rows:?}");
    }
    assert_eq!(
        bench.code("GET", "/api/v3/order?symbol=BTCUSDT&origClientOrderId=s0"),
        -2013
    );
    assert_eq!(bench.ledger().len(), 50);
}
