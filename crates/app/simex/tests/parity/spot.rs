//! A session on spot: every operation at least once, with every field an example shows.

use crate::catalogue::Name;
use crate::stage::Stage;
use crate::trading;
use serde_json::{Value, json};
use simex::DEFAULT_KEY;

pub(crate) fn play(stage: &mut Stage) {
    let conn = stage.open("/ws-api/v3");
    stage.follow("spot", conn);
    market(stage);
    refused(stage);
    streams(stage);
    trading::play(stage, trading::Way::Rest);
    account(stage);
    session(stage, conn);
    session_account(stage, conn);
    trading::play(stage, trading::Way::Session(conn));
    let deposit = json!({ "key": DEFAULT_KEY, "asset": "USDT", "qty": "100" });
    stage.lever("POST", "/_sim/deposit", &deposit);
    stage.wait(1);
    stage.session("spot", conn, "session.subscriptions", json!({}));
    stage.session("spot", conn, "userDataStream.unsubscribe", json!({}));
    own_session(stage);
}

/// A session that is logged on.
fn own_session(stage: &mut Stage) {
    let conn = stage.log_on();
    for method in ["session.status", "userDataStream.subscribe"] {
        stage.session("spot", conn, method, json!({}));
    }
    stage.session("spot", conn, "session.logout", json!({}));
}

/// What is there and refuses by design: nothing is routed.
fn refused(stage: &mut Stage) {
    const NOT_ROUTED: i64 = -1020;
    let rest = |method: &str, path: &str| Name::Rest(method.to_owned(), path.to_owned());
    let session = |method: &str| Name::Session("spot".to_owned(), method.to_owned());
    let order = json!({ "symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01" });
    for path in ["/api/v3/sor/order", "/api/v3/sor/order/test"] {
        stage.refuse_signed(&rest("POST", path), order.clone(), NOT_ROUTED);
    }
    for method in ["sor.order.place", "sor.order.test"] {
        stage.refuse(&session(method), with(order.clone()), NOT_ROUTED);
    }
}

/// A price so many thousandths away from the best bid, on a tick of whole units.
pub(crate) fn price(stage: &mut Stage, thousandths: i64) -> String {
    price_at(stage, "/api/v3/ticker/bookTicker", thousandths)
}

/// The same where the best bid is told by another path.
pub(crate) fn price_at(stage: &mut Stage, path: &str, thousandths: i64) -> String {
    let touch = stage.get(path, "symbol=BTCUSDT");
    let bid = touch["bidPrice"].as_str().unwrap_or("60000").to_owned();
    let whole: i64 = bid
        .split('.')
        .next()
        .unwrap_or("60000")
        .parse()
        .unwrap_or(60_000);
    (whole + whole * thousandths / 1_000).to_string()
}

/// One symbol whose reference price comes from outside, with a range of execution, and one with a mean.
fn rules(stage: &mut Stage) {
    for body in [
        json!({
            "symbol": "LTCUSDT",
            "reference": { "calculationType": "EXTERNAL", "externalCalculationId": 2, "price": "80" },
            "range": {
                "bidLimitMultUp": "100", "bidLimitMultDown": "0.01", "askLimitMultUp": "100",
                "askLimitMultDown": "0.01",
            },
        }),
        json!({ "symbol": "ETHBTC", "reference": {
            "calculationType": "ARITHMETIC_MEAN", "bucketCount": 10, "bucketWidthMs": 1_000,
        } }),
    ] {
        stage.lever("POST", "/_sim/execution", &body);
    }
}

fn market(stage: &mut Stage) {
    rules(stage);
    for (path, params) in [
        ("ping", ""),
        ("time", ""),
        ("exchangeInfo", ""),
        ("exchangeInfo", "symbol=BTCUSDT"),
        ("exchangeInfo", "showPermissionSets=true"),
        ("depth", "symbol=BTCUSDT&limit=10"),
        ("trades", "symbol=BTCUSDT&limit=10"),
        ("historicalTrades", "symbol=BTCUSDT&limit=10"),
        ("historicalBlockTrades", "symbol=BTCUSDT&fromId=0&limit=10"),
        ("aggTrades", "symbol=BTCUSDT&limit=10"),
        ("klines", "symbol=BTCUSDT&interval=1m&limit=10"),
        ("uiKlines", "symbol=BTCUSDT&interval=1m&limit=10"),
        ("avgPrice", "symbol=BTCUSDT"),
        ("ticker", "symbol=BTCUSDT&windowSize=1h"),
        ("ticker/24hr", "symbol=BTCUSDT"),
        ("ticker/24hr", "symbols=%5B%22BTCUSDT%22%5D"),
        ("ticker/price", "symbol=BTCUSDT"),
        ("ticker/tradingDay", "symbol=BTCUSDT"),
        ("executionRules", "symbol=LTCUSDT"),
        ("referencePrice", "symbol=LTCUSDT"),
        ("referencePrice/calculation", "symbol=LTCUSDT"),
        ("referencePrice/calculation", "symbol=ETHBTC"),
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
            ("<symbol>@referencePrice", "ltcusdt@referencePrice"),
            ("<symbol>@ticker_<windowSize>", "btcusdt@ticker_4h"),
            ("<symbol>@ticker", "btcusdt@ticker"),
            ("<symbol>@trade", "btcusdt@trade"),
        ],
    );
    stage.wait(5);
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
        ("executionRules", json!({ "symbol": "LTCUSDT" })),
        ("referencePrice", json!({ "symbol": "LTCUSDT" })),
        ("referencePrice.calculation", json!({ "symbol": "LTCUSDT" })),
        ("referencePrice.calculation", json!({ "symbol": "ETHBTC" })),
        (
            "blockTrades.historical",
            json!({ "symbol": "BTCUSDT", "fromId": 0 }),
        ),
    ] {
        stage.session("spot", conn, method, params);
    }
}

/// Questions of an account by the WebSocket API.
fn session_account(stage: &mut Stage, conn: Option<u64>) {
    for (method, params) in [
        ("session.status", json!({})),
        ("userDataStream.subscribe.signature", with(json!({}))),
        ("account.status", with(json!({}))),
        ("account.commission", with(json!({ "symbol": "BTCUSDT" }))),
        ("account.rateLimits.orders", with(json!({}))),
        ("myTrades", with(json!({ "symbol": "BTCUSDT" }))),
        ("myFilters", with(json!({ "symbol": "BTCUSDT" }))),
    ] {
        stage.session("spot", conn, method, params);
    }
}
