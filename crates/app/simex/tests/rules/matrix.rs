//! Every fault against orders, and what stands afterwards: none is lost, none is doubled, and money is what the ledger
//! says. SEC-07, ORD-10

use crate::bench::Bench;
use serde_json::Value;
use std::collections::BTreeMap;

/// Fault and whether a request it strikes is done.
const FAULTS: &[(&str, bool)] = &[
    ("lostAnswer", true),
    ("cutAnswer", true),
    ("lateAnswer", true),
    ("lateExecution", true),
    ("serverErrorExecuted", true),
    ("serverErrorNotExecuted", false),
    ("internalErrorExecuted", true),
    ("internalErrorNotExecuted", false),
    ("unexpectedResponseExecuted", true),
    ("unexpectedResponseNotExecuted", false),
    ("timeoutExecuted", true),
    ("timeoutNotExecuted", false),
    ("unavailableExecuted", true),
    ("unavailableNotExecuted", false),
    ("htmlExecuted", true),
    ("htmlNotExecuted", false),
    ("busy", false),
    ("tooManyRequests", false),
    ("banned", false),
    ("disconnect", false),
    ("slowBody", true),
    ("wrongType", true),
    ("emptyBody", true),
];

fn order(number: usize) -> String {
    format!(
        "/api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=30000&newClientOrderId=m{number}"
    )
}

/// The orders of the ledger's state, by client id.
fn orders(bench: &mut Bench) -> BTreeMap<String, usize> {
    let state = bench.pull("GET", "/_sim/ledger?key=testkey", "");
    let mut counts = BTreeMap::new();
    for order in state["orders"].as_array().unwrap() {
        let id = order["clientOrderId"].as_str().unwrap().to_owned();
        *counts.entry(id).or_insert(0) += 1;
    }
    counts
}

fn locked(bench: &mut Bench) -> String {
    let account = bench.pull("GET", "/_sim/account?key=testkey", "");
    let held = account["balances"].as_array().unwrap();
    let usdt = held.iter().find(|row| row["asset"] == "USDT").unwrap();
    usdt["locked"].as_str().unwrap().to_owned()
}

#[test]
fn v25_no_fault_loses_or_doubles_an_order_or_a_cent() {
    let mut bench = Bench::still();
    let mut there = 0_usize;
    for (number, (fault, executed)) in FAULTS.iter().enumerate() {
        let wish = format!(r#"{{"route":"POST /api/v3/order","fault":"{fault}","ms":500}}"#);
        bench.pull("POST", "/_sim/faults", &wish);
        drop(bench.signed("POST", &order(number)));
        // A late execution happens within its window, and a ban or a wait ends.
        bench.pass(1_000);
        there += usize::from(*executed);
        let known = orders(&mut bench);
        assert_eq!(
            known.get(&format!("m{number}")).copied(),
            executed.then_some(1),
            "{fault}"
        );
        assert_eq!(known.len(), there, "{fault}");
        // Whoever asks again by the client's id learns the truth.
        let asked = format!("/api/v3/order?symbol=BTCUSDT&origClientOrderId=m{number}");
        let (status, said) = bench.signed("GET", &asked).unwrap();
        assert_eq!(status == 200, *executed, "{fault}: {said}");
        assert_eq!(
            bench.lever("GET", "/_sim/faults", "").1["pending"],
            0,
            "{fault}"
        );
    }
    assert_eq!(locked(&mut bench), format!("{}.00000000", there * 30));
    // The ledger's requests say the same: done or not, one line each, with the fault's name.
    let struck: Vec<Value> = bench
        .ledger()
        .into_iter()
        .filter(|row| row["request"]["fault"].is_string() && row["request"]["method"] == "POST")
        .collect();
    assert_eq!(struck.len(), FAULTS.len());
}

#[test]
fn v25_cancels_under_faults_end_an_order_once_or_not_at_all() {
    for (fault, executed) in FAULTS {
        let mut bench = Bench::still();
        bench.done("POST", &order(1));
        let wish = format!(r#"{{"endpoint":"cancel","fault":"{fault}","ms":500}}"#);
        bench.pull("POST", "/_sim/faults", &wish);
        let cancel = "/api/v3/order?symbol=BTCUSDT&origClientOrderId=m1";
        drop(bench.signed("DELETE", cancel));
        bench.pass(1_000);
        let left = if *executed {
            "0.00000000"
        } else {
            "30.00000000"
        };
        assert_eq!(locked(&mut bench), left, "{fault}");
        let again = bench.code("DELETE", cancel);
        assert_eq!(again, if *executed { -2011 } else { 0 }, "{fault}");
    }
}

#[test]
fn v24_rows_that_a_fault_spoils_are_whole_the_next_time() {
    let mut bench = Bench::still();
    for number in 0..4 {
        bench.done("POST", &order(number));
    }
    let all = "/api/v3/allOrders?symbol=BTCUSDT";
    let whole = bench.done("GET", all);
    for (fault, count) in [
        ("omittedRow", 3),
        ("alteredRow", 4),
        ("doubledRow", 5),
        ("reversedRows", 4),
    ] {
        let wish = format!(r#"{{"route":"/api/v3/allOrders","fault":"{fault}","row":1}}"#);
        bench.pull("POST", "/_sim/faults", &wish);
        let spoilt = bench.done("GET", all);
        assert_eq!(spoilt.as_array().unwrap().len(), count, "{fault}");
        assert_ne!(spoilt, whole, "{fault}");
        assert_eq!(bench.done("GET", all), whole, "{fault}");
    }
}

#[test]
fn v26_sessions_are_struck_as_rest_is() {
    for (fault, executed) in FAULTS {
        let mut bench = Bench::still();
        let wish = format!(r#"{{"route":"order.place","fault":"{fault}","ms":500}}"#);
        bench.pull("POST", "/_sim/faults", &wish);
        let conn = bench.exchange.open("/ws-api/v3").unwrap();
        let mut params: BTreeMap<&str, String> = [
            ("apiKey", "testkey"),
            ("newClientOrderId", "s1"),
            ("price", "30000"),
            ("quantity", "0.001"),
            ("side", "BUY"),
            ("symbol", "BTCUSDT"),
            ("timeInForce", "GTC"),
            ("type", "LIMIT"),
        ]
        .into_iter()
        .map(|(name, value)| (name, value.to_owned()))
        .collect();
        params.insert("timestamp", bench.exchange.now().millis().to_string());
        let payload: Vec<String> = params.iter().map(|(n, v)| format!("{n}={v}")).collect();
        params.insert(
            "signature",
            crate::bench::sign("testsecret", &payload.join("&")),
        );
        let request = serde_json::json!({ "id": 1, "method": "order.place", "params": params });
        drop(bench.exchange.say(conn, &request.to_string()));
        bench.pass(1_000);
        let known = orders(&mut bench);
        assert_eq!(known.len(), usize::from(*executed), "{fault}");
    }
}
