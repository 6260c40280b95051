//! What an account asks about itself: orders, trades, rates, filters; pages and their rules. ORD-11

use crate::bench::{Bench, START};
use serde_json::{Value, json};

const LIMIT: &str = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=40000";

fn ids(rows: &Value, name: &str) -> Vec<u64> {
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| row[name].as_u64().unwrap())
        .collect()
}

/// Ten orders, one a second from the start.
fn ten(bench: &mut Bench) -> Vec<u64> {
    (0..10)
        .map(|_| {
            let order = bench.done("POST", "/api/v3/order", LIMIT);
            bench.pass(1_000);
            order["orderId"].as_u64().unwrap()
        })
        .collect()
}

#[test]
fn orders_come_page_by_page() {
    let mut bench = Bench::made();
    let mine = ten(&mut bench);
    let start = START.millis();
    let all = |bench: &mut Bench, rest: String| {
        ids(
            &bench.done("GET", "/api/v3/allOrders", &format!("symbol=BTCUSDT{rest}")),
            "orderId",
        )
    };
    assert_eq!(all(&mut bench, String::new())[1..], mine);
    assert_eq!(all(&mut bench, "&limit=3".into()), mine[7..]);
    assert_eq!(
        all(&mut bench, format!("&orderId={}&limit=2", mine[4])),
        mine[4..6]
    );
    assert_eq!(
        all(&mut bench, format!("&startTime={}&limit=2", start + 2_000)),
        mine[2..4]
    );
    assert_eq!(
        all(&mut bench, format!("&endTime={}&limit=2", start + 2_000)),
        mine[1..3]
    );
    assert_eq!(
        all(
            &mut bench,
            format!("&startTime={}&endTime={}", start + 2_000, start + 4_000)
        ),
        mine[2..5]
    );
    assert_eq!(
        all(
            &mut bench,
            format!(
                "&startTime={}&endTime={}",
                (start + 2_000) * 1_000,
                (start + 4_000) * 1_000
            )
        ),
        mine[2..5]
    );
    for (params, code) in [
        ("", -1102),
        ("symbol=BTCUSDT&limit=0", -1130),
        ("symbol=BTCUSDT&limit=x", -1100),
        ("symbol=BTCUSDT&startTime=1&endTime=86400002", -1127),
        ("symbol=BTCUSDT&side=BUY", -1104),
    ] {
        assert_eq!(
            bench.refused("GET", "/api/v3/allOrders", params).1,
            code,
            "{params}"
        );
    }
}

#[test]
fn one_order_is_found_by_number_and_name() {
    let mut bench = Bench::made();
    let named = bench.done(
        "POST",
        "/api/v3/order",
        &format!("{LIMIT}&newClientOrderId=mine"),
    );
    let id = &named["orderId"];
    let ask = |bench: &mut Bench, rest: &str| {
        bench.signed("GET", "/api/v3/order", &format!("symbol=BTCUSDT{rest}"))
    };
    let shown = ask(&mut bench, &format!("&orderId={id}"));
    assert_eq!(shown.0, 200);
    assert_eq!(ask(&mut bench, "&origClientOrderId=mine"), shown);
    assert_eq!(
        ask(&mut bench, &format!("&orderId={id}&origClientOrderId=mine")),
        shown
    );
    let wrong = ask(
        &mut bench,
        &format!("&orderId={id}&origClientOrderId=other"),
    );
    assert_eq!(
        wrong,
        (
            400,
            json!({ "code": -2039, "msg": "Client order ID is not correct for this order ID." })
        )
    );
    assert_eq!(ask(&mut bench, "&orderId=999").1["code"], -2013);
    assert_eq!(ask(&mut bench, "").1["code"], -1102);
    assert_eq!(ask(&mut bench, "&orderId=abc").1["code"], -1100);
}

/// Parameters of a page of trades, and what is said of them.
const BROKEN_PAGES: [(&str, i64, &str); 4] = [
    (
        "fromId=1&startTime=1",
        -1128,
        "Combination of optional parameters invalid.",
    ),
    (
        "orderId=1&endTime=1",
        -1128,
        "Combination of optional parameters invalid.",
    ),
    (
        "startTime=1&endTime=86400002",
        -1127,
        "More than 24 hours between startTime and endTime.",
    ),
    (
        "fromId=-1",
        -1100,
        "Illegal characters found in parameter 'fromId'; legal range is '^[0-9]{1,20}$'.",
    ),
];

#[test]
fn trades_keep_the_rules_of_their_pages() {
    let mut bench = Bench::made();
    for _ in 0..4 {
        bench.pass(1_000);
        bench.done(
            "POST",
            "/api/v3/order",
            "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001",
        );
    }
    let start = START.millis();
    let trades = |bench: &mut Bench, rest: String| {
        ids(
            &bench.done("GET", "/api/v3/myTrades", &format!("symbol=BTCUSDT{rest}")),
            "id",
        )
    };
    assert_eq!(trades(&mut bench, String::new()), [1, 2, 3, 4, 5]);
    assert_eq!(trades(&mut bench, "&limit=2".into()), [4, 5]);
    assert_eq!(trades(&mut bench, "&fromId=2&limit=2".into()), [2, 3]);
    assert_eq!(
        trades(&mut bench, format!("&startTime={}&limit=2", start + 1_000)),
        [2, 3]
    );
    assert_eq!(
        trades(&mut bench, format!("&endTime={}&limit=2", start + 2_000)),
        [2, 3]
    );
    assert_eq!(
        trades(
            &mut bench,
            format!("&startTime={start}&endTime={}", start + 1_000)
        ),
        [1, 2]
    );
    let order =
        bench.done("GET", "/api/v3/myTrades", "symbol=BTCUSDT&fromId=3&limit=1")[0]["orderId"]
            .clone();
    assert_eq!(trades(&mut bench, format!("&orderId={order}")), [3]);
    assert_eq!(
        trades(&mut bench, format!("&orderId={order}&fromId=4")),
        [0_u64; 0]
    );
    for (params, code, text) in BROKEN_PAGES {
        let refused = bench.refused(
            "GET",
            "/api/v3/myTrades",
            &format!("symbol=BTCUSDT&{params}"),
        );
        assert_eq!(refused, (400, code, text.to_owned()), "{params}");
    }
}

#[test]
fn an_account_shows_what_it_holds_pays_and_may() {
    let mut bench = Bench::made();
    let all = bench.done("GET", "/api/v3/account", "");
    let assets: Vec<&str> = all["balances"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["asset"].as_str().unwrap())
        .collect();
    assert_eq!(assets, ["BNB", "BTC", "ETH", "LTC", "USDT"]);
    let some = bench.done("GET", "/api/v3/account", "omitZeroBalances=true");
    assert_eq!(some["balances"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&all["makerCommission"], &all["commissionRates"]["taker"]),
        (&json!(10), &json!("0.00100000"))
    );
    assert_eq!(
        (&all["accountType"], &all["permissions"], &all["uid"]),
        (&json!("SPOT"), &json!(["SPOT"]), &json!(1))
    );
    assert_eq!(
        bench
            .refused("GET", "/api/v3/account", "omitZeroBalances=perhaps")
            .1,
        -1130
    );
    let rates = bench.done("GET", "/api/v3/account/commission", "symbol=BTCUSDT");
    let names: Vec<&str> = rates
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        names,
        [
            "discount",
            "specialCommission",
            "standardCommission",
            "symbol",
            "taxCommission"
        ]
    );
}

#[test]
fn filters_and_flags_of_a_symbol_are_true() {
    let mut bench = Bench::made();
    let filters = bench.done("GET", "/api/v3/myFilters", "symbol=BTCUSDT");
    let (_, info) = bench.open("GET", "/api/v3/exchangeInfo?symbol=BTCUSDT");
    let listed = &info["symbols"][0];
    assert_eq!(filters["symbolFilters"], listed["filters"]);
    let kinds: Vec<&str> = listed["filters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["filterType"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "PRICE_FILTER",
            "LOT_SIZE",
            "ICEBERG_PARTS",
            "MARKET_LOT_SIZE",
            "TRAILING_DELTA",
            "PERCENT_PRICE_BY_SIDE",
            "NOTIONAL",
            "MAX_NUM_ORDERS",
            "MAX_NUM_ORDER_LISTS",
            "MAX_NUM_ALGO_ORDERS",
            "MAX_NUM_ICEBERG_ORDERS",
            "MAX_NUM_ORDER_AMENDS",
        ]
    );
    let band = &listed["filters"][5];
    assert_eq!(
        (
            &band["bidMultiplierUp"],
            &band["askMultiplierDown"],
            &band["avgPriceMins"]
        ),
        (&json!("5"), &json!("0.2"), &json!(5))
    );
}

#[test]
fn types_and_modes_of_a_symbol_are_true() {
    let mut bench = Bench::made();
    let (_, info) = bench.open("GET", "/api/v3/exchangeInfo?symbol=BTCUSDT");
    let listed = &info["symbols"][0];
    let types = [
        "LIMIT",
        "LIMIT_MAKER",
        "MARKET",
        "STOP_LOSS",
        "STOP_LOSS_LIMIT",
        "TAKE_PROFIT",
        "TAKE_PROFIT_LIMIT",
    ];
    assert_eq!(listed["orderTypes"], json!(types));
    let modes = [
        "NONE",
        "EXPIRE_TAKER",
        "EXPIRE_MAKER",
        "EXPIRE_BOTH",
        "DECREMENT",
        "TRANSFER",
    ];
    assert_eq!(listed["allowedSelfTradePreventionModes"], json!(modes));
    for mode in modes {
        let order = bench.done(
            "POST",
            "/api/v3/order",
            &format!("{LIMIT}&selfTradePreventionMode={mode}"),
        );
        assert_eq!(order["selfTradePreventionMode"], mode);
    }
}

#[test]
fn nothing_is_ever_allocated() {
    let mut bench = Bench::made();
    assert_eq!(
        bench.done("GET", "/api/v3/myAllocations", "symbol=BTCUSDT&limit=5"),
        json!([])
    );
    assert_eq!(
        bench
            .refused(
                "GET",
                "/api/v3/myAllocations",
                "symbol=BTCUSDT&orderId=1&startTime=1"
            )
            .1,
        -1128
    );
    let prevented = "/api/v3/myPreventedMatches";
    assert_eq!(bench.refused("GET", prevented, "symbol=BTCUSDT").1, -1128);
    assert_eq!(
        bench
            .refused(
                "GET",
                prevented,
                "symbol=BTCUSDT&orderId=1&preventedMatchId=1"
            )
            .1,
        -1128
    );
    assert_eq!(
        bench.done("GET", prevented, "symbol=BTCUSDT&orderId=1"),
        json!([])
    );
}

#[test]
fn times_are_in_the_unit_asked_for_on_a_session() {
    let mut bench = Bench::made();
    let conn = bench.session("/ws-api/v3?timeUnit=MICROSECOND");
    let order = json!({ "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.001", "price": "40000" });
    let placed = bench.ask_signed(conn, "order.place", &order);
    assert_eq!(placed["result"]["transactTime"], START.millis() * 1_000);
}

/// Session method, REST path and parameters of the same question.
const ALIKE: [(&str, &str, &str); 16] = [
    (
        "order.status",
        "/api/v3/order",
        r#"{ "symbol": "BTCUSDT", "orderId": 7 }"#,
    ),
    (
        "openOrders.status",
        "/api/v3/openOrders",
        r#"{ "symbol": "BTCUSDT" }"#,
    ),
    (
        "allOrders",
        "/api/v3/allOrders",
        r#"{ "symbol": "BTCUSDT", "limit": 3 }"#,
    ),
    ("myTrades", "/api/v3/myTrades", r#"{ "symbol": "BTCUSDT" }"#),
    ("account.status", "/api/v3/account", r#"{}"#),
    (
        "account.commission",
        "/api/v3/account/commission",
        r#"{ "symbol": "BTCUSDT" }"#,
    ),
    (
        "account.rateLimits.orders",
        "/api/v3/rateLimit/order",
        r#"{}"#,
    ),
    ("allOrderLists", "/api/v3/allOrderList", r#"{}"#),
    ("openOrderLists.status", "/api/v3/openOrderList", r#"{}"#),
    (
        "orderList.status",
        "/api/v3/orderList",
        r#"{ "orderListId": 1 }"#,
    ),
    (
        "myFilters",
        "/api/v3/myFilters",
        r#"{ "symbol": "BTCUSDT" }"#,
    ),
    (
        "myPreventedMatches",
        "/api/v3/myPreventedMatches",
        r#"{ "symbol": "BTCUSDT", "orderId": 1 }"#,
    ),
    (
        "myAllocations",
        "/api/v3/myAllocations",
        r#"{ "symbol": "BTCUSDT" }"#,
    ),
    (
        "order.amendments",
        "/api/v3/order/amendments",
        r#"{ "symbol": "BTCUSDT", "orderId": 7 }"#,
    ),
    (
        "order.status",
        "/api/v3/order",
        r#"{ "symbol": "BTCUSDT" }"#,
    ),
    (
        "order.status",
        "/api/v3/order",
        r#"{ "symbol": "BTCUSDT", "orderId": 99999 }"#,
    ),
];

#[test]
fn sessions_and_rest_answer_alike() {
    let mut bench = Bench::made();
    let conn = bench.session("/ws-api/v3");
    ten(&mut bench);
    bench.done("POST", "/api/v3/orderList/oco", "symbol=BTCUSDT&side=SELL&quantity=0.001&aboveType=LIMIT_MAKER&abovePrice=55000&belowType=STOP_LOSS&belowStopPrice=45000");
    for (method, path, params) in ALIKE {
        let params: Value = serde_json::from_str(params).unwrap();
        let query: Vec<String> = params
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={}", value.to_string().trim_matches('"')))
            .collect();
        let (status, rest) = bench.signed("GET", path, &query.join("&"));
        let said = bench.ask_signed(conn, method, &params);
        assert_eq!(said["status"], status, "{method}");
        let body = if status == 200 {
            &said["result"]
        } else {
            &said["error"]
        };
        assert_eq!(*body, rest, "{method}");
    }
}
