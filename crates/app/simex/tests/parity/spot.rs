//! A session on spot: every operation at least once, with every field an example shows.

use crate::stage::Stage;
use serde_json::{Value, json};
use simex::DEFAULT_KEY;

const ORDER: &str = "/api/v3/order";

pub(crate) fn play(stage: &mut Stage) {
    let conn = stage.open("/ws-api/v3");
    market(stage);
    streams(stage);
    orders(stage);
    lists(stage);
    changes(stage);
    account(stage);
    session(stage, conn);
    session_account(stage, conn);
    session_orders(stage, conn);
    session_lists(stage, conn);
}

/// A price so many thousandths away from the best bid, on a tick of whole units.
fn price(stage: &mut Stage, thousandths: i64) -> String {
    let touch = stage.get("/api/v3/ticker/bookTicker", "symbol=BTCUSDT");
    let bid = touch["bidPrice"].as_str().unwrap_or("60000").to_owned();
    let whole: i64 = bid
        .split('.')
        .next()
        .unwrap_or("60000")
        .parse()
        .unwrap_or(60_000);
    (whole + whole * thousandths / 1_000).to_string()
}

fn market(stage: &mut Stage) {
    for (path, params) in [
        ("ping", ""),
        ("time", ""),
        ("exchangeInfo", ""),
        ("exchangeInfo", "symbol=BTCUSDT"),
        ("exchangeInfo", "showPermissionSets=true"),
        ("depth", "symbol=BTCUSDT&limit=10"),
        ("trades", "symbol=BTCUSDT&limit=10"),
        ("historicalTrades", "symbol=BTCUSDT&limit=10"),
        ("historicalBlockTrades", "symbol=BTCUSDT&limit=10"),
        ("aggTrades", "symbol=BTCUSDT&limit=10"),
        ("klines", "symbol=BTCUSDT&interval=1m&limit=10"),
        ("uiKlines", "symbol=BTCUSDT&interval=1m&limit=10"),
        ("avgPrice", "symbol=BTCUSDT"),
        ("ticker", "symbol=BTCUSDT&windowSize=1h"),
        ("ticker/24hr", "symbol=BTCUSDT"),
        ("ticker/price", "symbol=BTCUSDT"),
        ("ticker/tradingDay", "symbol=BTCUSDT"),
        ("referencePrice", "symbol=BTCUSDT"),
        ("referencePrice/calculation", "symbol=BTCUSDT"),
        ("executionRules", "symbol=BTCUSDT"),
    ] {
        stage.get(&format!("/api/v3/{path}"), params);
    }
}

fn streams(stage: &mut Stage) {
    stage.listen(
        "spot",
        "/stream",
        &[
            ("<symbol>@aggTrade", "btcusdt@aggTrade"),
            ("!ticker_<windowSize>@arr", "!ticker_1h@arr"),
            ("!miniTicker@arr", "!miniTicker@arr"),
            ("<symbol>@avgPrice", "btcusdt@avgPrice"),
            ("<symbol>@bookTicker", "btcusdt@bookTicker"),
            ("<symbol>@depth@<updateSpeed>", "btcusdt@depth@100ms"),
            ("<symbol>@kline_<interval>", "btcusdt@kline_1m"),
            (
                "<symbol>@kline_<interval>@+08:00",
                "btcusdt@kline_1d@+08:00",
            ),
            ("<symbol>@miniTicker", "btcusdt@miniTicker"),
            (
                "<symbol>@depth<levels>@<updateSpeed>",
                "btcusdt@depth5@100ms",
            ),
            ("<symbol>@referencePrice", "btcusdt@referencePrice"),
            ("<symbol>@ticker_<windowSize>", "btcusdt@ticker_4h"),
            ("<symbol>@ticker", "btcusdt@ticker"),
            ("<symbol>@trade", "btcusdt@trade"),
        ],
    );
    stage.wait(5);
}

fn orders(stage: &mut Stage) {
    let (low, high) = (price(stage, -50), price(stage, 50));
    let limit =
        format!("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price={low}");
    for kind in ["ACK", "RESULT", "FULL"] {
        stage.signed("POST", ORDER, &format!("{limit}&newOrderRespType={kind}"));
    }
    for params in [
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01".to_owned(),
        "symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=100".to_owned(),
        format!("{limit}&icebergQty=0.005&strategyId=7&strategyType=1000000&newOrderRespType=FULL"),
        format!("symbol=BTCUSDT&side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=0.01&price={low}&stopPrice={low}&newOrderRespType=FULL"),
        "symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=0.01&trailingDelta=500&newOrderRespType=FULL".to_owned(),
        format!("symbol=BTCUSDT&side=SELL&type=TAKE_PROFIT&quantity=0.01&stopPrice={high}&newOrderRespType=RESULT"),
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&pegPriceType=PRIMARY_PEG&pegOffsetType=PRICE_LEVEL&pegOffsetValue=5&newOrderRespType=FULL".to_owned(),
    ] {
        stage.signed("POST", ORDER, &params);
    }
    stage.signed("POST", "/api/v3/order/test", &limit);
    stage.signed(
        "POST",
        "/api/v3/order/test",
        &format!("{limit}&computeCommissionRates=true"),
    );
    prevented(stage);
    let open = stage.signed("GET", "/api/v3/openOrders", "symbol=BTCUSDT");
    for order in open.as_array().into_iter().flatten() {
        let id = &order["orderId"];
        stage.signed("GET", ORDER, &format!("symbol=BTCUSDT&orderId={id}"));
    }
    if let Some(id) = open.get(0).map(|order| order["orderId"].clone()) {
        stage.signed("DELETE", ORDER, &format!("symbol=BTCUSDT&orderId={id}"));
    }
    stage.signed("GET", "/api/v3/allOrders", "symbol=BTCUSDT");
    stage.signed("DELETE", "/api/v3/openOrders", "symbol=BTCUSDT");
}

/// Two orders of one account that would have met.
fn prevented(stage: &mut Stage) {
    stage.signed(
        "POST",
        ORDER,
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&pegPriceType=PRIMARY_PEG",
    );
    let bid = price(stage, 0);
    let cross = format!(
        "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=IOC&quantity=0.02&price={bid}&newOrderRespType=FULL&selfTradePreventionMode=EXPIRE_BOTH"
    );
    stage.signed("POST", ORDER, &cross);
    stage.signed("GET", "/api/v3/allOrders", "symbol=BTCUSDT");
    let matches = stage.signed(
        "GET",
        "/api/v3/myPreventedMatches",
        "symbol=BTCUSDT&preventedMatchId=1",
    );
    drop(matches);
}

fn list(value: &Value) -> (String, String) {
    let id = value["orderListId"].to_string();
    let name = value["listClientOrderId"].as_str().unwrap_or_default();
    (id, name.to_owned())
}

fn lists(stage: &mut Stage) {
    let (low, high) = (price(stage, -50), price(stage, 50));
    let oco = format!(
        "symbol=BTCUSDT&side=SELL&quantity=0.01&aboveType=LIMIT_MAKER&abovePrice={high}&belowType=STOP_LOSS_LIMIT&belowPrice={low}&belowStopPrice={low}&belowTimeInForce=GTC"
    );
    let placed = stage.signed("POST", "/api/v3/orderList/oco", &oco);
    let old = format!(
        "symbol=BTCUSDT&side=SELL&quantity=0.01&price={high}&stopPrice={low}&stopLimitPrice={low}&stopLimitTimeInForce=GTC"
    );
    stage.signed("POST", "/api/v3/order/oco", &old);
    let working = format!(
        "symbol=BTCUSDT&workingType=LIMIT&workingSide=BUY&workingPrice={low}&workingQuantity=0.01&workingTimeInForce=GTC&pendingSide=SELL"
    );
    let pending = format!("pendingType=LIMIT&pendingPrice={high}&pendingTimeInForce=GTC");
    let pair = format!(
        "pendingAboveType=LIMIT_MAKER&pendingAbovePrice={high}&pendingBelowType=STOP_LOSS&pendingBelowStopPrice={low}"
    );
    for (kind, more) in [
        ("oto", format!("{pending}&pendingQuantity=0.01")),
        ("otoco", format!("{pair}&pendingQuantity=0.01")),
        ("opo", pending),
        ("opoco", pair),
    ] {
        stage.signed(
            "POST",
            &format!("/api/v3/orderList/{kind}"),
            &format!("{working}&{more}"),
        );
    }
    let (id, name) = list(&placed);
    stage.signed("GET", "/api/v3/openOrderList", "");
    stage.signed("GET", "/api/v3/orderList", &format!("orderListId={id}"));
    stage.signed(
        "GET",
        "/api/v3/orderList",
        &format!("origClientOrderId={name}"),
    );
    stage.signed(
        "DELETE",
        "/api/v3/orderList",
        &format!("symbol=BTCUSDT&orderListId={id}"),
    );
    stage.signed("GET", "/api/v3/allOrderList", "");
    stage.signed("DELETE", "/api/v3/openOrders", "symbol=BTCUSDT");
}

fn changes(stage: &mut Stage) {
    let (low, lower) = (price(stage, -50), price(stage, -60));
    let limit =
        format!("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.02&price={low}");
    let first = stage.signed("POST", ORDER, &limit);
    let id = &first["orderId"];
    stage.signed(
        "PUT",
        "/api/v3/order/amend/keepPriority",
        &format!("symbol=BTCUSDT&orderId={id}&newQty=0.01"),
    );
    stage.signed(
        "GET",
        "/api/v3/order/amendments",
        &format!("symbol=BTCUSDT&orderId={id}"),
    );
    let replace = format!(
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price={lower}&cancelReplaceMode=STOP_ON_FAILURE&cancelOrderId={id}"
    );
    let replaced = stage.signed("POST", "/api/v3/order/cancelReplace", &replace);
    let id = &replaced["newOrderResponse"]["orderId"];
    stage.signed("DELETE", ORDER, &format!("symbol=BTCUSDT&orderId={id}"));
}

fn account(stage: &mut Stage) {
    stage.signed("GET", "/api/v3/account", "omitZeroBalances=true");
    stage.signed("GET", "/api/v3/account/commission", "symbol=BTCUSDT");
    stage.signed("GET", "/api/v3/myTrades", "symbol=BTCUSDT");
    stage.signed("GET", "/api/v3/myFilters", "symbol=BTCUSDT");
    stage.signed("GET", "/api/v3/myAllocations", "symbol=BTCUSDT");
    stage.signed("GET", "/api/v3/rateLimit/order", "");
}

/// Parameters that are to be signed.
pub(crate) fn with(more: Value) -> Value {
    let mut params = json!({ "apiKey": DEFAULT_KEY });
    for (name, value) in more.as_object().into_iter().flatten() {
        params[name] = value.clone();
    }
    params
}

/// The same by the WebSocket API.
fn session(stage: &mut Stage, conn: Option<u64>) {
    for (method, params) in [
        ("ping", json!({})),
        ("time", json!({})),
        ("exchangeInfo", json!({ "symbol": "BTCUSDT" })),
        ("depth", json!({ "symbol": "BTCUSDT", "limit": 5 })),
        ("trades.recent", json!({ "symbol": "BTCUSDT", "limit": 5 })),
        (
            "trades.historical",
            json!({ "symbol": "BTCUSDT", "limit": 5 }),
        ),
        (
            "trades.aggregate",
            json!({ "symbol": "BTCUSDT", "limit": 5 }),
        ),
        (
            "klines",
            json!({ "symbol": "BTCUSDT", "interval": "1m", "limit": 5 }),
        ),
        (
            "uiKlines",
            json!({ "symbol": "BTCUSDT", "interval": "1m", "limit": 5 }),
        ),
        ("avgPrice", json!({ "symbol": "BTCUSDT" })),
        ("ticker", json!({ "symbol": "BTCUSDT", "windowSize": "1h" })),
        ("ticker.24hr", json!({ "symbol": "BTCUSDT" })),
        ("ticker.price", json!({ "symbol": "BTCUSDT" })),
        ("ticker.book", json!({ "symbol": "BTCUSDT" })),
        ("ticker.tradingDay", json!({ "symbol": "BTCUSDT" })),
        ("referencePrice", json!({ "symbol": "BTCUSDT" })),
    ] {
        stage.session("spot", conn, method, params);
    }
}

/// Questions of an account by the WebSocket API.
fn session_account(stage: &mut Stage, conn: Option<u64>) {
    for (method, params) in [
        ("session.status", json!({})),
        ("session.subscriptions", json!({})),
        ("userDataStream.subscribe.signature", with(json!({}))),
        ("account.status", with(json!({}))),
        ("account.commission", with(json!({ "symbol": "BTCUSDT" }))),
        ("account.rateLimits.orders", with(json!({}))),
        ("myTrades", with(json!({ "symbol": "BTCUSDT" }))),
        ("myFilters", with(json!({ "symbol": "BTCUSDT" }))),
        ("allOrders", with(json!({ "symbol": "BTCUSDT" }))),
        ("allOrderLists", with(json!({}))),
    ] {
        stage.session("spot", conn, method, params);
    }
}

/// Orders by the WebSocket API.
fn session_orders(stage: &mut Stage, conn: Option<u64>) {
    let (low, lower) = (price(stage, -50), price(stage, -60));
    let limit = json!({ "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.02", "price": low });
    let placed = stage.session("spot", conn, "order.place", with(limit.clone()));
    stage.session("spot", conn, "order.test", with(limit.clone()));
    let id = &placed["orderId"];
    stage.session(
        "spot",
        conn,
        "order.status",
        with(json!({ "symbol": "BTCUSDT", "orderId": id })),
    );
    stage.session(
        "spot",
        conn,
        "openOrders.status",
        with(json!({ "symbol": "BTCUSDT" })),
    );
    stage.session(
        "spot",
        conn,
        "order.amend.keepPriority",
        with(json!({ "symbol": "BTCUSDT", "orderId": id, "newQty": "0.01" })),
    );
    stage.session(
        "spot",
        conn,
        "order.amendments",
        with(json!({ "symbol": "BTCUSDT", "orderId": id })),
    );
    let mut replace = with(limit);
    replace["price"] = lower.into();
    replace["cancelReplaceMode"] = "STOP_ON_FAILURE".into();
    replace["cancelOrderId"] = id.clone();
    let replaced = stage.session("spot", conn, "order.cancelReplace", replace);
    let id = &replaced["newOrderResponse"]["orderId"];
    stage.session(
        "spot",
        conn,
        "order.cancel",
        with(json!({ "symbol": "BTCUSDT", "orderId": id })),
    );
}

/// Order lists by the WebSocket API.
fn session_lists(stage: &mut Stage, conn: Option<u64>) {
    let (low, high) = (price(stage, -50), price(stage, 50));
    let oco = json!({ "symbol": "BTCUSDT", "side": "SELL", "quantity": "0.01", "aboveType": "LIMIT_MAKER", "abovePrice": high, "belowType": "STOP_LOSS", "belowStopPrice": low });
    let placed = stage.session("spot", conn, "orderList.place.oco", with(oco));
    let id = &placed["orderListId"];
    stage.session(
        "spot",
        conn,
        "orderList.status",
        with(json!({ "orderListId": id })),
    );
    stage.session("spot", conn, "openOrderLists.status", with(json!({})));
    stage.session(
        "spot",
        conn,
        "orderList.cancel",
        with(json!({ "symbol": "BTCUSDT", "orderListId": id })),
    );
    stage.session("spot", conn, "userDataStream.unsubscribe", json!({}));
}
