//! What an account is told while its orders live: reports, lists, balances, in order. ORD-10

use crate::bench::Bench;
use serde_json::{Value, json};

const ORDER: &str = "/api/v3/order";

fn following(bench: &mut Bench) -> u64 {
    let conn = bench.session("/ws-api/v3");
    let answer = bench.ask_signed(conn, "userDataStream.subscribe.signature", &json!({}));
    assert_eq!(answer["result"]["subscriptionId"], 0);
    conn
}

/// What happened since the last look: type and, of reports, what and where it stands.
fn said(bench: &mut Bench, conn: u64) -> Vec<String> {
    events(bench, conn)
        .iter()
        .map(|event| match event["e"].as_str().unwrap() {
            "executionReport" => format!(
                "{} {}",
                event["x"].as_str().unwrap(),
                event["X"].as_str().unwrap()
            ),
            "listStatus" => format!(
                "list {} {}",
                event["l"].as_str().unwrap(),
                event["L"].as_str().unwrap()
            ),
            other => other.to_owned(),
        })
        .collect()
}

fn events(bench: &mut Bench, conn: u64) -> Vec<Value> {
    let told = bench.told(conn);
    told.iter()
        .map(|text| {
            assert_eq!(text["subscriptionId"], 0);
            text["event"].clone()
        })
        .collect()
}

#[test]
fn a_fill_is_told_with_its_money() {
    let mut bench = Bench::made();
    let conn = following(&mut bench);
    let order = bench.done("POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001&newClientOrderId=buy&strategyId=5&strategyType=1000002");
    let events = events(&mut bench, conn);
    assert_eq!(events.len(), 3);
    let (new, trade, held) = (&events[0], &events[1], &events[2]);
    assert_eq!(
        (&new["x"], &new["X"], &new["w"]),
        (&json!("NEW"), &json!("NEW"), &json!(true))
    );
    let now = bench.millis();
    let expected = json!({
        "e": "executionReport", "E": now, "s": "BTCUSDT", "c": "buy", "S": "BUY", "o": "MARKET", "f": "GTC", "q": "0.00100000",
        "p": "0.00000000", "P": "0.00000000", "F": "0.00000000", "g": -1, "C": "", "x": "TRADE", "X": "FILLED", "r": "NONE",
        "i": order["orderId"], "l": "0.00100000", "z": "0.00100000", "L": "50010.00000000", "n": "0.00000100", "N": "BTC", "T": now,
        "t": 2, "I": trade["I"], "w": false, "m": false, "M": false, "O": now, "Z": "50.01000000", "Y": "50.01000000",
        "Q": "0.00000000", "W": now, "V": "EXPIRE_MAKER", "j": 5, "J": 1_000_002,
    });
    assert_eq!(*trade, expected);
    assert!(trade["I"].as_u64() > new["I"].as_u64());
    assert_eq!(
        *held,
        json!({
            "e": "outboundAccountPosition", "E": now, "u": now,
            "B": [{ "a": "USDT", "f": "19899.99000000", "l": "0.00000000" }, { "a": "BTC", "f": "0.50199800", "l": "0.00000000" }],
        })
    );
}

#[test]
fn an_order_is_told_from_first_to_last() {
    let mut bench = Bench::made();
    let conn = following(&mut bench);
    let limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.002&price=40000&newClientOrderId=a";
    bench.done("POST", ORDER, limit);
    assert_eq!(
        said(&mut bench, conn),
        ["NEW NEW", "outboundAccountPosition"]
    );
    bench.done(
        "PUT",
        "/api/v3/order/amend/keepPriority",
        "symbol=BTCUSDT&origClientOrderId=a&newQty=0.001&newClientOrderId=b",
    );
    let told = events(&mut bench, conn);
    assert_eq!(
        (&told[0]["x"], &told[0]["c"], &told[0]["C"], &told[0]["q"]),
        (
            &json!("REPLACED"),
            &json!("b"),
            &json!("a"),
            &json!("0.00100000")
        )
    );
    bench.done(
        "DELETE",
        ORDER,
        "symbol=BTCUSDT&origClientOrderId=b&newClientOrderId=end",
    );
    let told = events(&mut bench, conn);
    assert_eq!(
        (&told[0]["x"], &told[0]["c"], &told[0]["C"]),
        (&json!("CANCELED"), &json!("end"), &json!("b"))
    );
    assert_eq!(told[1]["e"], "outboundAccountPosition");
    bench.done(
        "POST",
        ORDER,
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.001&price=40000",
    );
    let told = events(&mut bench, conn);
    let last = told
        .iter()
        .rfind(|event| event["e"] == "executionReport")
        .unwrap();
    assert_eq!(
        (&last["x"], &last["X"], &last["eR"]),
        (
            &json!("EXPIRED"),
            &json!("EXPIRED"),
            &json!("UNFILLED_IOC_QUANTITY_EXPIRED")
        )
    );
}

#[test]
fn a_prevented_match_is_told_to_both_orders() {
    let mut bench = Bench::made();
    bench.done(
        "POST",
        ORDER,
        "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.002&price=50001",
    );
    let conn = following(&mut bench);
    bench.done("POST", ORDER, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50001&selfTradePreventionMode=EXPIRE_BOTH");
    let told = events(&mut bench, conn);
    let prevented: Vec<&Value> = told
        .iter()
        .filter(|event| event["x"] == "TRADE_PREVENTION")
        .collect();
    assert_eq!(prevented.len(), 2);
    for report in prevented {
        assert_eq!(report["X"], "EXPIRED_IN_MATCH");
        assert_eq!(
            (&report["v"], &report["u"], &report["Cs"]),
            (&json!(1), &json!(-1), &json!("BTCUSDT"))
        );
        assert_eq!(
            (&report["pl"], &report["pL"], &report["pY"]),
            (
                &json!("0.00100000"),
                &json!("50001.00000000"),
                &json!("50.00100000")
            )
        );
        assert_eq!(report["A"], report["B"]);
        assert!(report["U"].is_u64());
    }
}

#[test]
fn a_list_is_told_beside_its_orders() {
    let mut bench = Bench::made();
    let conn = following(&mut bench);
    let pair = "symbol=BTCUSDT&side=SELL&quantity=0.001&aboveType=LIMIT_MAKER&abovePrice=55000&belowType=STOP_LOSS&belowStopPrice=45000&listClientOrderId=pair";
    let placed = bench.done("POST", "/api/v3/orderList/oco", pair);
    let told = events(&mut bench, conn);
    let list = told
        .iter()
        .find(|event| event["e"] == "listStatus")
        .unwrap();
    let order = |n: usize| json!({ "s": "BTCUSDT", "i": placed["orders"][n]["orderId"], "c": placed["orders"][n]["clientOrderId"] });
    assert_eq!(
        *list,
        json!({
            "e": "listStatus", "E": bench.millis(), "s": "BTCUSDT", "g": placed["orderListId"], "c": "OCO", "l": "EXEC_STARTED",
            "L": "EXECUTING", "r": "NONE", "C": "pair", "T": bench.millis(), "O": [order(0), order(1)],
        })
    );
    bench.make("BUY", "55000", "4");
    let said = said(&mut bench, conn);
    assert!(said.contains(&"TRADE FILLED".to_owned()), "{said:?}");
    assert!(said.contains(&"EXPIRED EXPIRED".to_owned()), "{said:?}");
    assert!(
        said.contains(&"list ALL_DONE ALL_DONE".to_owned()),
        "{said:?}"
    );
}

#[test]
fn a_refused_replacement_is_told_as_rejected() {
    let mut bench = Bench::made();
    bench.done("POST", ORDER, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=40000&newClientOrderId=old");
    let conn = following(&mut bench);
    bench.signed(
        "POST",
        "/api/v3/order/cancelReplace",
        "symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.001&price=50010&newClientOrderId=new&cancelOrigClientOrderId=old&cancelReplaceMode=STOP_ON_FAILURE",
    );
    let told = events(&mut bench, conn);
    let rejected = told.iter().find(|event| event["x"] == "REJECTED").unwrap();
    assert_eq!(
        (&rejected["X"], &rejected["r"], &rejected["c"]),
        (
            &json!("REJECTED"),
            &json!("WOULD_MATCH_IMMEDIATELY"),
            &json!("new")
        )
    );
    assert!(told.iter().any(|event| event["x"] == "CANCELED"));
}

#[test]
fn a_woken_stop_is_told_when_it_begins_to_work() {
    let mut bench = Bench::made();
    bench.done("POST", ORDER, "symbol=BTCUSDT&side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=0.001&price=60000&stopPrice=49995&newClientOrderId=stop");
    bench.done("POST", ORDER, "symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=0.001&trailingDelta=20&newClientOrderId=trail");
    let conn = following(&mut bench);
    bench.done(
        "POST",
        ORDER,
        "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.001",
    );
    let told = events(&mut bench, conn);
    let woken = told.iter().find(|event| event["c"] == "stop").unwrap();
    assert_eq!(
        (&woken["x"], &woken["X"], &woken["P"], &woken["w"]),
        (
            &json!("NEW"),
            &json!("NEW"),
            &json!("49995.00000000"),
            &json!(true)
        )
    );
    let order = bench.done("GET", ORDER, "symbol=BTCUSDT&origClientOrderId=stop");
    assert_eq!(
        (&order["isWorking"], &order["workingTime"]),
        (&json!(true), &json!(bench.millis()))
    );
    bench.done("DELETE", ORDER, "symbol=BTCUSDT&origClientOrderId=trail");
    let told = events(&mut bench, conn);
    assert_eq!(
        (&told[0]["d"], &told[0]["D"]),
        (&json!(20), &json!(bench.millis()))
    );
}

#[test]
fn deposits_are_told_by_their_size() {
    let mut bench = Bench::made();
    let conn = following(&mut bench);
    let body = json!({ "key": simex::DEFAULT_KEY, "asset": "USDT", "qty": "12.5" }).to_string();
    let pulled = bench
        .exchange
        .lever("POST", "/_sim/deposit", &body)
        .unwrap();
    assert_eq!(pulled.0, 200, "{pulled:?}");
    let told = events(&mut bench, conn);
    let now = bench.millis();
    assert!(
        told.contains(
            &json!({ "e": "balanceUpdate", "E": now, "a": "USDT", "d": "12.50000000", "T": now })
        ),
        "{told:?}"
    );
    assert_eq!(told[0]["e"], "outboundAccountPosition");
}
