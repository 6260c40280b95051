//! Every refusal a spot order request can meet, in Binance's codes and words. ORD-10

use crate::bench::Bench;
use serde_json::json;

const ORDER: &str = "/api/v3/order";
const LIMIT: &str = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=40000";

/// A good request with one parameter set, or taken away.
fn with(base: &str, change: &str) -> String {
    let (name, value) = change.split_once('=').unwrap_or((change, ""));
    let mut parts: Vec<String> = base
        .split('&')
        .filter(|part| !part.starts_with(&format!("{name}=")))
        .map(str::to_owned)
        .collect();
    if change.contains('=') {
        parts.push(format!("{name}={value}"));
    }
    parts.join("&")
}

fn check(base: &str, cases: &[(&str, i64, &str)]) {
    let mut bench = Bench::made();
    for (change, code, text) in cases {
        let params = with(base, change);
        let refused = bench.refused("POST", ORDER, &params);
        assert_eq!(refused, (400, *code, (*text).to_owned()), "{params}");
    }
    let open = bench.done("GET", "/api/v3/openOrders", "symbol=BTCUSDT");
    assert_eq!(open, json!([]), "a refused request left an order");
}

#[test]
fn a_limit_order_needs_its_parameters_and_no_others() {
    let missing = |name: &str| {
        format!("Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")
    };
    check(
        LIMIT,
        &[
            ("symbol", -1102, &missing("symbol")),
            ("side", -1102, &missing("side")),
            ("type", -1102, &missing("type")),
            ("timeInForce", -1102, &missing("timeInForce")),
            ("quantity", -1102, &missing("quantity")),
            ("price", -1102, &missing("price")),
            (
                "stopPrice=41000",
                -1106,
                "Parameter 'stopPrice' sent when not required.",
            ),
            (
                "trailingDelta=100",
                -1106,
                "Parameter 'trailingDelta' sent when not required.",
            ),
            (
                "quoteOrderQty=40",
                -1106,
                "Parameter 'quoteOrderQty' sent when not required.",
            ),
            (
                "color=red",
                -1104,
                "Not all sent parameters were read; read '8' parameter(s) but was sent '9'.",
            ),
            ("price=", -1105, "Parameter 'price' was empty."),
        ],
    );
}

#[test]
fn names_that_are_none_are_refused() {
    check(
        LIMIT,
        &[
            ("symbol=NOPE", -1121, "Invalid symbol."),
            (
                "symbol=btcusdt",
                -1100,
                r"Illegal characters found in parameter 'symbol'; legal range is '^[\w\-._&&[^a-z]]{1,50}$'.",
            ),
            ("side=HOLD", -1117, "Invalid side."),
            ("side=buy", -1117, "Invalid side."),
            ("type=GUESS", -1116, "Invalid orderType."),
            ("timeInForce=GTX", -1115, "Invalid timeInForce."),
            (
                "newOrderRespType=LONG",
                -1130,
                "Data sent for parameter 'newOrderRespType' is not valid.",
            ),
            (
                "selfTradePreventionMode=MAYBE",
                -1130,
                "Data sent for parameter 'selfTradePreventionMode' is not valid.",
            ),
            ("pegPriceType=BEST", -1210, "Invalid pegPriceType."),
            (
                "newClientOrderId=a%20b",
                -1100,
                "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
            ),
            (
                "newClientOrderId=1234567890123456789012345678901234567",
                -1100,
                "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
            ),
        ],
    );
}

#[test]
fn numbers_are_plain_decimals_above_zero_and_not_too_fine() {
    let range = |name: &str| {
        format!(
            r"Illegal characters found in parameter '{name}'; legal range is '^([0-9]{{1,20}})(\.[0-9]{{1,20}})?$'."
        )
    };
    check(
        LIMIT,
        &[
            ("quantity=-1", -1100, &range("quantity")),
            ("quantity=1e-3", -1100, &range("quantity")),
            ("quantity=.5", -1100, &range("quantity")),
            ("quantity=5.", -1100, &range("quantity")),
            ("price=1,000", -1100, &range("price")),
            ("price=123456789012345678901", -1100, &range("price")),
            ("quantity=0", -1013, "Invalid quantity."),
            ("price=0.00", -1013, "Invalid price."),
            (
                "quantity=0.000000001",
                -1111,
                "Parameter 'quantity' has too much precision.",
            ),
            (
                "strategyId=abc",
                -1100,
                "Illegal characters found in parameter 'strategyId'; legal range is '^[0-9]{1,20}$'.",
            ),
            (
                "strategyType=999999",
                -1134,
                "strategyType was less than 1000000.",
            ),
            (
                "strategyType=99999999999",
                -1108,
                "Parameter 'strategyType' overflowed.",
            ),
        ],
    );
}

#[test]
fn filters_are_named() {
    check(
        LIMIT,
        &[
            ("price=40000.001", -1013, "Filter failure: PRICE_FILTER"),
            ("price=1000001", -1013, "Filter failure: PRICE_FILTER"),
            ("quantity=0.000001", -1013, "Filter failure: LOT_SIZE"),
            ("quantity=9001", -1013, "Filter failure: LOT_SIZE"),
            ("quantity=0.0001", -1013, "Filter failure: NOTIONAL"),
            ("price=9000", -1013, "Filter failure: PERCENT_PRICE_BY_SIDE"),
            ("icebergQty=0.00000001", -1013, "Filter failure: LOT_SIZE"),
            (
                "quantity=1",
                -2010,
                "Account has insufficient balance for requested action.",
            ),
        ],
    );
    let iceberg = with(LIMIT, "quantity=0.01010");
    check(
        &iceberg,
        &[("icebergQty=0.0001", -1013, "Filter failure: ICEBERG_PARTS")],
    );
}

#[test]
fn a_market_order_has_a_size_and_no_price() {
    let market = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001";
    check(
        market,
        &[
            (
                "quantity",
                -1102,
                "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!",
            ),
            (
                "quoteOrderQty=50",
                -1106,
                "Parameter 'quoteOrderQty' sent when not required.",
            ),
            (
                "price=50000",
                -1106,
                "Parameter 'price' sent when not required.",
            ),
            (
                "timeInForce=GTC",
                -1106,
                "Parameter 'timeInForce' sent when not required.",
            ),
            (
                "icebergQty=0.0005",
                -1106,
                "Parameter 'icebergQty' sent when not required.",
            ),
            (
                "pegPriceType=PRIMARY_PEG",
                -2010,
                "This order type may not use pegged price.",
            ),
            ("quantity=121", -1013, "Filter failure: MARKET_LOT_SIZE"),
            ("quantity=0.00001", -1013, "Filter failure: NOTIONAL"),
        ],
    );
}

#[test]
fn stop_orders_need_what_wakes_them_on_the_right_side() {
    let stop = "symbol=BTCUSDT&side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=0.001&price=44000&stopPrice=45000";
    check(
        stop,
        &[
            (
                "stopPrice",
                -1102,
                "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!",
            ),
            (
                "price",
                -1102,
                "Mandatory parameter 'price' was not sent, was empty/null, or malformed.",
            ),
            (
                "timeInForce",
                -1102,
                "Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed.",
            ),
            ("stopPrice=0", -1013, "Invalid stopPrice."),
            ("stopPrice=45000.001", -1013, "Filter failure: PRICE_FILTER"),
            ("stopPrice=50001", -2010, "Order would trigger immediately."),
            (
                "type=TAKE_PROFIT_LIMIT",
                -2010,
                "Order would trigger immediately.",
            ),
            ("trailingDelta=5", -1013, "Filter failure: TRAILING_DELTA"),
            (
                "trailingDelta=2001",
                -1013,
                "Filter failure: TRAILING_DELTA",
            ),
            (
                "trailingDelta=1.5",
                -1100,
                "Illegal characters found in parameter 'trailingDelta'; legal range is '^[0-9]{1,20}$'.",
            ),
        ],
    );
}

#[test]
fn stop_orders_without_a_limit_have_no_price() {
    let bare = "symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=0.001&stopPrice=45000";
    check(
        bare,
        &[
            (
                "price=44000",
                -1106,
                "Parameter 'price' sent when not required.",
            ),
            (
                "timeInForce=GTC",
                -1106,
                "Parameter 'timeInForce' sent when not required.",
            ),
            (
                "icebergQty=0.0005",
                -1106,
                "Parameter 'icebergQty' sent when not required.",
            ),
            (
                "pegPriceType=MARKET_PEG",
                -2010,
                "This order type may not use pegged price.",
            ),
        ],
    );
}

#[test]
fn maker_orders_keep_their_rules() {
    let maker = "symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.001&price=50010";
    check(
        maker,
        &[
            (
                "price=50010",
                -2010,
                "Order would immediately match and take.",
            ),
            (
                "timeInForce=GTC",
                -1106,
                "Parameter 'timeInForce' sent when not required.",
            ),
            (
                "pegPriceType=MARKET_PEG",
                -2010,
                "This price peg cannot be used with this order type.",
            ),
        ],
    );
}

#[test]
fn pegs_keep_their_rules() {
    let peg = with(LIMIT, "pegPriceType=PRIMARY_PEG");
    check(
        &peg,
        &[
            (
                "timeInForce=IOC",
                -2010,
                "This price peg cannot be used with this order type.",
            ),
            ("pegOffsetType=TICKS", -1211, "Invalid pegOffsetType."),
            (
                "pegOffsetType=PRICE_LEVEL",
                -1128,
                "Fields [pegOffsetType, pegOffsetValue] must be sent together or omitted entirely.",
            ),
            (
                "pegOffsetValue=1",
                -1128,
                "Fields [pegOffsetType, pegOffsetValue] must be sent together or omitted entirely.",
            ),
        ],
    );
}

#[test]
fn offsets_of_pegs_and_icebergs_keep_their_rules() {
    let peg = with(LIMIT, "pegPriceType=PRIMARY_PEG");
    check(
        LIMIT,
        &[
            (
                "pegOffsetType=PRICE_LEVEL",
                -1106,
                "Parameter 'pegOffsetType' sent when not required.",
            ),
            (
                "pegOffsetValue=1",
                -1106,
                "Parameter 'pegOffsetValue' sent when not required.",
            ),
            ("icebergQty=0.002", -2010, "IcebergQty exceeds QTY."),
        ],
    );
    let deep = with(&peg, "pegOffsetType=PRICE_LEVEL");
    check(
        &deep,
        &[
            (
                "pegOffsetValue=101",
                -1130,
                "Data sent for parameter 'pegOffsetValue' is not valid.",
            ),
            (
                "pegOffsetValue=50",
                -2010,
                "Order book liquidity is too low for this pegged order.",
            ),
        ],
    );
    let ioc = with(LIMIT, "timeInForce=IOC");
    check(
        &ioc,
        &[("icebergQty=0.0005", -2010, "Unsupported order combination")],
    );
}

#[test]
fn a_name_stands_for_one_open_order() {
    let mut bench = Bench::made();
    let named = with(LIMIT, "newClientOrderId=mine");
    bench.done("POST", ORDER, &named);
    assert_eq!(
        bench.refused("POST", ORDER, &named),
        (400, -2010, "Duplicate order sent.".to_owned())
    );
    bench.done("DELETE", ORDER, "symbol=BTCUSDT&origClientOrderId=mine");
    bench.done("POST", ORDER, &named);
}
