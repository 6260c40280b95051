//! Order lists: placed, asked for, triggered, cancelled; what each place in them may be. ORD-10

use crate::bench::Bench;
use serde_json::{Value, json};

const OCO: &str = "/api/v3/orderList/oco";
const LIST: &str = "/api/v3/orderList";
const SELL_PAIR: &str = "symbol=BTCUSDT&side=SELL&quantity=0.001&aboveType=LIMIT_MAKER&abovePrice=55000\
    &belowType=STOP_LOSS_LIMIT&belowStopPrice=45000&belowPrice=44900&belowTimeInForce=GTC";
const TRIGGER: &str = "symbol=BTCUSDT&workingType=LIMIT&workingSide=BUY&workingPrice=49000&workingQuantity=0.001&workingTimeInForce=GTC";

fn names(view: &Value) -> Vec<&str> {
    view.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn status(bench: &mut Bench, name: &str) -> (String, Value) {
    let order = bench.done(
        "GET",
        "/api/v3/order",
        &format!("symbol=BTCUSDT&origClientOrderId={name}"),
    );
    (
        order["status"].as_str().unwrap().to_owned(),
        order["expiryReason"].clone(),
    )
}

#[test]
fn a_pair_is_placed_as_one() {
    let mut bench = Bench::made();
    let params =
        format!("{SELL_PAIR}&listClientOrderId=pair&aboveClientOrderId=up&belowClientOrderId=down");
    let placed = bench.done("POST", OCO, &params);
    assert_eq!(
        names(&placed),
        [
            "contingencyType",
            "listClientOrderId",
            "listOrderStatus",
            "listStatusType",
            "orderListId",
            "orderReports",
            "orders",
            "symbol",
            "transactionTime",
        ]
    );
    assert_eq!(
        (
            &placed["contingencyType"],
            &placed["listStatusType"],
            &placed["listOrderStatus"],
            &placed["listClientOrderId"]
        ),
        (
            &json!("OCO"),
            &json!("EXEC_STARTED"),
            &json!("EXECUTING"),
            &json!("pair")
        )
    );
    let reports = placed["orderReports"].as_array().unwrap();
    assert_eq!(
        (
            &reports[0]["type"],
            &reports[0]["stopPrice"],
            &reports[0]["workingTime"]
        ),
        (
            &json!("STOP_LOSS_LIMIT"),
            &json!("45000.00000000"),
            &json!(-1)
        )
    );
    assert_eq!(
        (&reports[1]["type"], &reports[1]["workingTime"]),
        (&json!("LIMIT_MAKER"), &json!(bench.millis()))
    );
    assert_eq!(reports[1]["orderListId"], placed["orderListId"]);
}

#[test]
fn a_pair_is_asked_for_and_cancelled_as_one() {
    let mut bench = Bench::made();
    let placed = bench.done("POST", OCO, &format!("{SELL_PAIR}&listClientOrderId=pair"));
    let mut shown = placed.clone();
    shown.as_object_mut().unwrap().remove("orderReports");
    let number = placed["orderListId"].to_string();
    for query in [
        format!("orderListId={number}"),
        "origClientOrderId=pair".to_owned(),
    ] {
        assert_eq!(bench.done("GET", LIST, &query), shown);
    }
    assert_eq!(
        bench.done("GET", "/api/v3/openOrderList", ""),
        json!([shown])
    );
    let locked = bench.done("GET", "/api/v3/account", "omitZeroBalances=true");
    assert_eq!(
        locked["balances"][0]["locked"], "0.00100000",
        "a pair locks once"
    );
    let gone = bench.done(
        "DELETE",
        LIST,
        &format!("symbol=BTCUSDT&orderListId={number}&newClientOrderId=bye"),
    );
    assert_eq!(
        (&gone["listStatusType"], &gone["listOrderStatus"]),
        (&json!("ALL_DONE"), &json!("ALL_DONE"))
    );
    let reports = gone["orderReports"].as_array().unwrap();
    assert_eq!(reports.len(), 2);
    for report in reports {
        assert_eq!(
            (&report["status"], &report["clientOrderId"]),
            (&json!("CANCELED"), &json!("bye"))
        );
    }
    assert_eq!(bench.done("GET", "/api/v3/openOrderList", ""), json!([]));
    let all = bench.done("GET", "/api/v3/allOrderList", "");
    assert_eq!(
        (all.as_array().unwrap().len(), &all[0]["listStatusType"]),
        (1, &json!("ALL_DONE"))
    );
}

#[test]
fn one_order_of_a_pair_ends_the_other() {
    let mut bench = Bench::made();
    bench.done(
        "POST",
        OCO,
        &format!("{SELL_PAIR}&aboveClientOrderId=up&belowClientOrderId=down"),
    );
    bench.make("BUY", "55000", "4");
    assert_eq!(status(&mut bench, "up"), ("FILLED".into(), Value::Null));
    assert_eq!(
        status(&mut bench, "down"),
        ("EXPIRED".into(), json!("OCO_TRIGGER"))
    );
}

#[test]
fn cancelling_one_order_of_a_pair_cancels_the_list() {
    let mut bench = Bench::made();
    bench.done(
        "POST",
        OCO,
        &format!("{SELL_PAIR}&aboveClientOrderId=up&belowClientOrderId=down"),
    );
    let gone = bench.done(
        "DELETE",
        "/api/v3/order",
        "symbol=BTCUSDT&origClientOrderId=up",
    );
    assert_eq!(
        (&gone["contingencyType"], &gone["listOrderStatus"]),
        (&json!("OCO"), &json!("ALL_DONE"))
    );
    assert_eq!(gone["orderReports"].as_array().unwrap().len(), 2);
    bench.done("POST", OCO, SELL_PAIR);
    bench.done(
        "POST",
        "/api/v3/order",
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=40000",
    );
    let all = bench.done("DELETE", "/api/v3/openOrders", "symbol=BTCUSDT");
    let kinds: Vec<bool> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row.get("orderReports").is_some())
        .collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds.contains(&true) && kinds.contains(&false));
    let none = bench.refused("DELETE", "/api/v3/openOrders", "symbol=BTCUSDT");
    assert_eq!(none, (400, -2011, "Unknown order sent.".to_owned()));
}

/// One order of a pair with what its type needs.
fn leg(place: &str, kind: &str, price: &str) -> String {
    let price = match kind {
        "LIMIT_MAKER" => format!("{place}Price={price}"),
        "LIMIT" => format!("{place}Price={price}&{place}TimeInForce=GTC"),
        _ => format!("{place}StopPrice={price}"),
    };
    format!("{place}Type={kind}&{price}")
}

/// Side, type above, type below, and what is said of them.
const PLACES: [(&str, &str, &str, i64, &str); 8] = [
    (
        "SELL",
        "LIMIT",
        "STOP_LOSS",
        -1158,
        "Order type not supported in OCO.",
    ),
    (
        "SELL",
        "LIMIT_MAKER",
        "LIMIT_MAKER",
        -1168,
        "At least one OCO order must be contingent.",
    ),
    (
        "BUY",
        "LIMIT_MAKER",
        "STOP_LOSS",
        -1165,
        "A limit order in a buy OCO must be below.",
    ),
    (
        "SELL",
        "STOP_LOSS",
        "LIMIT_MAKER",
        -1166,
        "A limit order in a sell OCO must be above.",
    ),
    (
        "BUY",
        "STOP_LOSS",
        "STOP_LOSS",
        -1196,
        "A stop loss order in a buy OCO must be above.",
    ),
    (
        "SELL",
        "STOP_LOSS",
        "STOP_LOSS",
        -1197,
        "A stop loss order in a sell OCO must be below.",
    ),
    (
        "BUY",
        "TAKE_PROFIT",
        "TAKE_PROFIT",
        -1198,
        "A take profit order in a buy OCO must be below.",
    ),
    (
        "SELL",
        "TAKE_PROFIT",
        "TAKE_PROFIT",
        -1199,
        "A take profit order in a sell OCO must be above.",
    ),
];

#[test]
fn the_places_of_a_pair_are_kept() {
    let mut bench = Bench::made();
    for (side, above, below, code, text) in PLACES {
        let (above, below) = (leg("above", above, "55000"), leg("below", below, "45000"));
        let params = format!("symbol=BTCUSDT&side={side}&quantity=0.001&{above}&{below}");
        let refused = bench.refused("POST", OCO, &params);
        assert_eq!(refused, (400, code, text.to_owned()), "{params}");
    }
    assert_eq!(bench.done("GET", "/api/v3/openOrders", ""), json!([]));
}

/// What is changed in a good pair, and what is said of it.
const BROKEN_PAIRS: [(&str, &str, i64, &str); 9] = [
    (
        "abovePrice=55000",
        "abovePrice=49000",
        -2010,
        "The relationship of the prices for the orders is not correct.",
    ),
    (
        "belowTimeInForce=GTC",
        "belowTimeInForce=IOC&belowIcebergQty=0.0005",
        -1160,
        "Parameter 'belowIcebergQty' is not supported if 'belowTimeInForce' is not GTC.",
    ),
    (
        "abovePrice=55000",
        "aboveTimeInForce=GTC&abovePrice=55000",
        -1106,
        "Parameter 'aboveTimeInForce' sent when not required.",
    ),
    (
        "&abovePrice=55000",
        "",
        -1102,
        "Mandatory parameter 'abovePrice' was not sent, was empty/null, or malformed.",
    ),
    (
        "belowStopPrice=45000&",
        "",
        -1102,
        "Param 'belowStopPrice' or 'belowTrailingDelta' must be sent, but both were empty/null!",
    ),
    (
        "quantity=0.001",
        "quantity=0.0001",
        -1013,
        "Filter failure: NOTIONAL",
    ),
    (
        "quantity=0.001",
        "quantity=5",
        -2010,
        "Account has insufficient balance for requested action.",
    ),
    (
        "side=SELL",
        "side=SELL&listClientOrderId=a%20b",
        -1100,
        "Illegal characters found in parameter 'listClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
    ),
    (
        "side=SELL",
        "side=SELL&more=1",
        -1104,
        "Not all sent parameters were read; read '11' parameter(s) but was sent '12'.",
    ),
];

#[test]
fn the_orders_of_a_pair_keep_their_own_rules() {
    let mut bench = Bench::made();
    for (from, to, code, text) in BROKEN_PAIRS {
        let params = SELL_PAIR.replace(from, to);
        assert_ne!(params, SELL_PAIR);
        let refused = bench.refused("POST", OCO, &params);
        assert_eq!(refused, (400, code, text.to_owned()), "{params}");
    }
    let two = format!(
        "{TRIGGER}&pendingType=LIMIT&pendingSide=SELL&pendingPrice=60000&pendingQuantity=0.0009&pendingTimeInForce=GTC"
    );
    let stop = two.replace(
        "workingType=LIMIT",
        "workingType=STOP_LOSS_LIMIT&workingStopPrice=55000",
    );
    assert_eq!(
        bench.refused("POST", "/api/v3/orderList/oto", &stop),
        (400, -1116, "Invalid orderType.".to_owned())
    );
    assert_eq!(bench.done("GET", "/api/v3/openOrders", ""), json!([]));
}

#[test]
fn the_older_form_of_a_pair_still_works() {
    let mut bench = Bench::made();
    let old = "symbol=BTCUSDT&side=SELL&quantity=0.001&price=55000&stopPrice=45000&stopLimitPrice=44900&stopLimitTimeInForce=GTC\
        &limitClientOrderId=up&stopClientOrderId=down";
    let placed = bench.done("POST", "/api/v3/order/oco", old);
    assert_eq!(placed["contingencyType"], "OCO");
    assert_eq!(placed["orders"][0]["clientOrderId"], "down");
    let bare = "symbol=BTCUSDT&side=BUY&quantity=0.001&price=45000&stopPrice=55000";
    let placed = bench.done("POST", "/api/v3/order/oco", bare);
    assert_eq!(placed["orderReports"][0]["type"], "STOP_LOSS");
    for (params, code) in [
        (bare.replace("&stopPrice=55000", ""), -1102),
        (format!("{bare}&stopLimitPrice=55100"), -1102),
        (format!("{bare}&stopLimitTimeInForce=GTC"), -1128),
        (bare.replace("price=45000", "price=51000"), -2010),
    ] {
        assert_eq!(
            bench.refused("POST", "/api/v3/order/oco", &params).1,
            code,
            "{params}"
        );
    }
}

#[test]
fn a_filled_working_order_lets_the_pending_one_in() {
    let mut bench = Bench::made();
    let params = format!(
        "{TRIGGER}&pendingType=LIMIT&pendingSide=SELL&pendingPrice=60000&pendingQuantity=0.0009&pendingTimeInForce=GTC&workingClientOrderId=first&pendingClientOrderId=then"
    );
    let placed = bench.done("POST", "/api/v3/orderList/oto", &params);
    assert_eq!(placed["contingencyType"], "OTO");
    assert_eq!(placed["orderReports"][1]["status"], "PENDING_NEW");
    bench.make("SELL", "49000", "3.001");
    assert_eq!(status(&mut bench, "first").0, "FILLED");
    assert_eq!(status(&mut bench, "then").0, "NEW");
    let list = bench.done(
        "GET",
        LIST,
        &format!("orderListId={}", placed["orderListId"]),
    );
    assert_eq!(list["listOrderStatus"], "EXECUTING");
}

#[test]
fn a_cancelled_working_order_takes_the_pending_pair_along() {
    let mut bench = Bench::made();
    let params = format!(
        "{TRIGGER}&pendingSide=SELL&pendingQuantity=0.0009&pendingAboveType=LIMIT_MAKER&pendingAbovePrice=60000\
        &pendingBelowType=STOP_LOSS&pendingBelowStopPrice=45000&workingClientOrderId=first&pendingAboveClientOrderId=up&pendingBelowClientOrderId=down"
    );
    let placed = bench.done("POST", "/api/v3/orderList/otoco", &params);
    assert_eq!(placed["orders"].as_array().unwrap().len(), 3);
    let gone = bench.done(
        "DELETE",
        "/api/v3/order",
        "symbol=BTCUSDT&origClientOrderId=first",
    );
    assert_eq!(gone["listOrderStatus"], "ALL_DONE");
    for name in ["up", "down"] {
        assert!(["CANCELED", "EXPIRED"].contains(&status(&mut bench, name).0.as_str()));
    }
}

#[test]
fn one_pays_the_other_with_what_it_bought() {
    let mut bench = Bench::made();
    let opo = format!(
        "{TRIGGER}&pendingType=LIMIT&pendingSide=SELL&pendingPrice=60000&pendingTimeInForce=GTC&pendingClientOrderId=then"
    );
    let placed = bench.done("POST", "/api/v3/orderList/opo", &opo);
    assert_eq!(
        placed["orderReports"][1].get("origQty"),
        None,
        "its quantity is not known yet"
    );
    bench.make("SELL", "49000", "3.001");
    let then = bench.done(
        "GET",
        "/api/v3/order",
        "symbol=BTCUSDT&origClientOrderId=then",
    );
    assert_eq!(
        (&then["status"], &then["origQty"]),
        (&json!("NEW"), &json!("0.00100000"))
    );
    for (params, code, text) in [
        (
            opo.replace("workingSide=BUY", "workingSide=SELL"),
            -1222,
            "Working order in an OPO list must be a bid.",
        ),
        (
            opo.replace("pendingSide=SELL", "pendingSide=BUY"),
            -1223,
            "Pending orders in an OPO list must be asks.",
        ),
        (
            format!("{opo}&pendingQuantity=1"),
            -1104,
            "Not all sent parameters were read; read '13' parameter(s) but was sent '14'.",
        ),
    ] {
        assert_eq!(
            bench.refused("POST", "/api/v3/orderList/opo", &params),
            (400, code, text.to_owned())
        );
    }
    let opoco = format!(
        "{TRIGGER}&pendingSide=SELL&pendingAboveType=LIMIT_MAKER&pendingAbovePrice=60000&pendingBelowType=STOP_LOSS&pendingBelowStopPrice=45000"
    );
    let placed = bench.done("POST", "/api/v3/orderList/opoco", &opoco);
    assert_eq!(placed["orders"].as_array().unwrap().len(), 3);
}

#[test]
fn lists_that_are_not_there_are_named_so() {
    let mut bench = Bench::made();
    assert_eq!(
        bench.refused("GET", LIST, "orderListId=77"),
        (400, -2018, "Order list does not exist.".to_owned())
    );
    assert_eq!(
        bench.refused("DELETE", LIST, "symbol=BTCUSDT&orderListId=77"),
        (400, -2011, "Unknown order list sent.".to_owned())
    );
    assert_eq!(bench.refused("GET", LIST, "").1, -1102);
    assert_eq!(
        bench
            .refused("GET", "/api/v3/allOrderList", "fromId=1&startTime=1")
            .1,
        -1128
    );
    let day = "startTime=1&endTime=86400002";
    assert_eq!(
        bench.refused("GET", "/api/v3/allOrderList", day),
        (
            400,
            -1127,
            "More than 24 hours between startTime and endTime.".to_owned()
        )
    );
}
