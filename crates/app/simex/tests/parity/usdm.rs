//! A session on USD-M futures: every operation at least once.

use crate::catalogue::Name;
use crate::spot::{price_at, with};
use crate::stage::Stage;
use serde_json::{Value, json};

const ORDER: &str = "/fapi/v1/order";

pub(crate) fn play(stage: &mut Stage) {
    let conn = stage.open("/ws-fapi/v1");
    market(stage);
    statistics(stage);
    streams(stage);
    events(stage);
    settings(stage);
    orders(stage);
    algo(stage);
    trailing(stage);
    rejected(stage);
    refused(stage);
    account(stage);
    session(stage, conn);
    fall(stage);
}

/// A price so many thousandths away from the best bid, in whole units.
fn price(stage: &mut Stage, thousandths: i64) -> String {
    price_at(stage, "/fapi/v1/ticker/bookTicker", thousandths)
}

fn market(stage: &mut Stage) {
    for (path, params) in [
        ("v1/ping", ""),
        ("v1/time", ""),
        ("v1/exchangeInfo", ""),
        ("v1/depth", "symbol=BTCUSDT&limit=10"),
        ("v1/rpiDepth", "symbol=BTCUSDT"),
        ("v1/trades", "symbol=BTCUSDT&limit=10"),
        ("v1/historicalTrades", "symbol=BTCUSDT&limit=10"),
        ("v1/aggTrades", "symbol=BTCUSDT&limit=10"),
        ("v1/klines", "symbol=BTCUSDT&interval=1m&limit=10"),
        (
            "v1/continuousKlines",
            "pair=BTCUSDT&contractType=PERPETUAL&interval=1m&limit=10",
        ),
        ("v1/indexPriceKlines", "pair=BTCUSDT&interval=1m&limit=10"),
        ("v1/markPriceKlines", "symbol=BTCUSDT&interval=1m&limit=10"),
        (
            "v1/premiumIndexKlines",
            "symbol=BTCUSDT&interval=1m&limit=10",
        ),
        ("v1/premiumIndex", "symbol=BTCUSDT"),
        ("v1/premiumIndex", ""),
        ("v1/fundingInfo", ""),
        ("v1/openInterest", "symbol=BTCUSDT"),
        ("v1/ticker/24hr", "symbol=BTCUSDT"),
        ("v1/ticker/24hr", ""),
        ("v1/ticker/price", "symbol=BTCUSDT"),
        ("v1/ticker/price", ""),
        ("v2/ticker/price", "symbol=BTCUSDT"),
        ("v1/ticker/bookTicker", "symbol=BTCUSDT"),
        ("v1/ticker/bookTicker", ""),
        ("v1/assetIndex", "symbol=BTCUSD"),
        ("v1/constituents", "symbol=BTCUSDT"),
        ("v1/symbolAdlRisk", "symbol=BTCUSDT"),
        ("v1/tradingSchedule", ""),
        ("v1/indexInfo", ""),
        ("v1/insuranceBalance", "symbol=BTCUSDT"),
    ] {
        stage.get(&format!("/fapi/{path}"), params);
    }
}

fn statistics(stage: &mut Stage) {
    for path in [
        "openInterestHist",
        "topLongShortAccountRatio",
        "topLongShortPositionRatio",
        "globalLongShortAccountRatio",
        "takerlongshortRatio",
    ] {
        stage.get(&format!("/futures/data/{path}"), "symbol=BTCUSDT&period=5m");
    }
    stage.get("/futures/data/delivery-price", "pair=BTCUSDT");
    stage.get(
        "/futures/data/basis",
        "pair=BTCUSDT&contractType=PERPETUAL&period=5m",
    );
}

fn streams(stage: &mut Stage) {
    stage.listen(
        "usdm",
        "/public/stream",
        &[
            ("!bookTicker", "!bookTicker"),
            ("<symbol>@bookTicker", "btcusdt@bookTicker"),
            ("<symbol>@trade", "btcusdt@trade"),
            ("<symbol>@rpiDepth@500ms", "btcusdt@rpiDepth@500ms"),
            ("<symbol>@depth@<updateSpeed>", "btcusdt@depth@100ms"),
            (
                "<symbol>@depth<levels>@<updateSpeed>",
                "btcusdt@depth5@100ms",
            ),
        ],
    );
    stage.listen(
        "usdm",
        "/market/stream",
        &[
            ("<symbol>@aggTrade", "btcusdt@aggTrade"),
            ("!miniTicker@arr", "!miniTicker@arr"),
            ("!ticker@arr", "!ticker@arr"),
            (
                "<pair>_<contractType>@continuousKline_<interval>",
                "btcusdt_perpetual@continuousKline_1m",
            ),
            ("<symbol>@miniTicker", "btcusdt@miniTicker"),
            ("<symbol>@ticker", "btcusdt@ticker"),
            ("<symbol>@kline_<interval>", "btcusdt@kline_1m"),
            ("<symbol>@forceOrder", "btcusdt@forceOrder"),
            ("!forceOrder@arr", "!forceOrder@arr"),
            ("<symbol>@markPrice@<updateSpeed>", "btcusdt@markPrice@1s"),
            ("!markPrice@arr@<updateSpeed>", "!markPrice@arr@1s"),
            ("!assetIndex@arr", "!assetIndex@arr"),
            ("!contractInfo", "!contractInfo"),
        ],
    );
    stage.lever(
        "POST",
        "/_sim/futures/brackets",
        &json!({ "symbol": "ETHUSDT", "brackets": [
            { "cap": "300000", "leverage": 150, "maintenance": "0.004" },
            { "cap": "1200000000", "leverage": 100, "maintenance": "0.005" },
        ] }),
    );
    stage.wait(5);
}

fn settings(stage: &mut Stage) {
    for (method, path, params) in [
        ("POST", "v1/multiAssetsMargin", "multiAssetsMargin=true"),
        ("POST", "v1/multiAssetsMargin", "multiAssetsMargin=false"),
        ("POST", "v1/leverage", "symbol=BTCUSDT&leverage=10"),
        (
            "POST",
            "v1/marginType",
            "symbol=BTCUSDT&marginType=ISOLATED",
        ),
        ("POST", "v1/positionSide/dual", "dualSidePosition=true"),
        ("GET", "v1/positionSide/dual", ""),
        ("POST", "v1/positionSide/dual", "dualSidePosition=false"),
        ("GET", "v1/multiAssetsMargin", ""),
        ("POST", "v1/stock/contract", ""),
        ("POST", "v1/feeBurn", "feeBurn=true"),
        ("GET", "v1/feeBurn", ""),
        ("GET", "v1/leverageBracket", "symbol=BTCUSDT"),
        ("GET", "v1/commissionRate", "symbol=BTCUSDT"),
        ("GET", "v1/symbolConfig", "symbol=BTCUSDT"),
        ("GET", "v1/accountConfig", ""),
        ("GET", "v1/rateLimit/order", ""),
        ("GET", "v1/apiTradingStatus", "symbol=BTCUSDT"),
    ] {
        stage.signed(method, &format!("/fapi/{path}"), params);
    }
}

fn orders(stage: &mut Stage) {
    let (low, lower) = (price(stage, -30), price(stage, -40));
    let limit =
        format!("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price={low}");
    stage.signed("POST", "/fapi/v1/order/test", &limit);
    let placed = stage.signed("POST", ORDER, &limit);
    let id = &placed["orderId"];
    stage.signed("GET", ORDER, &format!("symbol=BTCUSDT&orderId={id}"));
    stage.signed(
        "GET",
        "/fapi/v1/openOrder",
        &format!("symbol=BTCUSDT&orderId={id}"),
    );
    stage.signed("GET", "/fapi/v1/openOrders", "symbol=BTCUSDT");
    stage.signed(
        "PUT",
        ORDER,
        &format!("symbol=BTCUSDT&side=BUY&orderId={id}&quantity=0.01&price={lower}"),
    );
    stage.signed(
        "GET",
        "/fapi/v1/orderAmendment",
        &format!("symbol=BTCUSDT&orderId={id}"),
    );
    stage.signed("DELETE", ORDER, &format!("symbol=BTCUSDT&orderId={id}"));
    batches(stage, (&low, &lower));
    stage.signed(
        "POST",
        ORDER,
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&newOrderRespType=RESULT",
    );
    stage.signed(
        "POST",
        "/fapi/v1/positionMargin",
        "symbol=BTCUSDT&amount=10&type=1",
    );
    stage.signed("GET", "/fapi/v1/positionMargin/history", "symbol=BTCUSDT");
    stage.signed("GET", "/fapi/v1/allOrders", "symbol=BTCUSDT");
    stage.signed(
        "POST",
        "/fapi/v1/countdownCancelAll",
        "symbol=BTCUSDT&countdownTime=100000",
    );
    stage.signed("DELETE", "/fapi/v1/allOpenOrders", "symbol=BTCUSDT");
}

/// Several orders in one request, one of them wrong.
fn batches(stage: &mut Stage, (low, lower): (&str, &str)) {
    let wrong = json!({ "symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0" });
    let one = json!([{ "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": low }, wrong]);
    let batch = stage.signed(
        "POST",
        "/fapi/v1/batchOrders",
        &format!("batchOrders={}", encoded(&one)),
    );
    let id = &batch[0]["orderId"];
    let change = json!([{ "symbol": "BTCUSDT", "side": "BUY", "orderId": id, "quantity": "0.01", "price": lower }, wrong]);
    stage.signed(
        "PUT",
        "/fapi/v1/batchOrders",
        &format!("batchOrders={}", encoded(&change)),
    );
    stage.signed(
        "DELETE",
        "/fapi/v1/batchOrders",
        &format!(
            "symbol=BTCUSDT&orderIdList={}",
            encoded(&json!([id, 999_999_999]))
        ),
    );
}

/// JSON as a parameter's value.
fn encoded(value: &Value) -> String {
    let text = value.to_string();
    let keep = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let one = |byte: u8| match keep(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

fn algo(stage: &mut Stage) {
    let (low, high) = (price(stage, -30), price(stage, 30));
    let stop = format!(
        "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP&timeInForce=GTC&quantity=0.01&price={low}&triggerPrice={low}"
    );
    let placed = stage.signed("POST", "/fapi/v1/algoOrder", &stop);
    let profit = format!(
        "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TAKE_PROFIT_MARKET&closePosition=true&triggerPrice={high}"
    );
    stage.signed("POST", "/fapi/v1/algoOrder", &profit);
    let trailing = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.01&callbackRate=1";
    stage.signed("POST", "/fapi/v1/algoOrder", trailing);
    let id = &placed["algoId"];
    stage.signed("GET", "/fapi/v1/algoOrder", &format!("algoId={id}"));
    stage.signed("GET", "/fapi/v1/openAlgoOrders", "symbol=BTCUSDT");
    stage.signed("GET", "/fapi/v1/allAlgoOrders", "symbol=BTCUSDT");
    stage.signed("DELETE", "/fapi/v1/algoOrder", &format!("algoId={id}"));
    stage.signed("DELETE", "/fapi/v1/algoOpenOrders", "symbol=BTCUSDT");
}

fn account(stage: &mut Stage) {
    stage.wait(2);
    for (path, params) in [
        ("v2/account", ""),
        ("v3/account", ""),
        ("v2/balance", ""),
        ("v3/balance", ""),
        ("v2/positionRisk", "symbol=BTCUSDT"),
        ("v3/positionRisk", "symbol=BTCUSDT"),
        ("v1/adlQuantile", "symbol=BTCUSDT"),
        ("v1/userTrades", "symbol=BTCUSDT"),
        ("v1/income", ""),
    ] {
        stage.signed("GET", &format!("/fapi/{path}"), params);
    }
    for method in ["POST", "PUT", "DELETE"] {
        stage.signed(method, "/fapi/v1/listenKey", "");
    }
}

/// The account's events, told from here on.
fn events(stage: &mut Stage) {
    let key = stage.signed("POST", "/fapi/v1/listenKey", "");
    let key = key["listenKey"].as_str().unwrap_or_default().to_owned();
    let conn = stage.open(&format!("/private/ws?listenKey={key}"));
    stage.follow("usdm", conn);
}

/// Holds the index at a price so many thousandths away, or lets it go.
fn index(stage: &mut Stage, thousandths: Option<i64>) {
    let held = match thousandths {
        Some(away) => json!({ "symbol": "BTCUSDT", "price": price(stage, away) }),
        None => json!({ "symbol": "BTCUSDT" }),
    };
    stage.lever("POST", "/_sim/futures/index", &held);
    stage.wait(5);
}

/// A trailing order that wakes: what it becomes says what it trailed by.
fn trailing(stage: &mut Stage) {
    stage.signed(
        "POST",
        ORDER,
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01",
    );
    let order = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.01&callbackRate=0.1&workingType=MARK_PRICE";
    let placed = stage.signed("POST", "/fapi/v1/algoOrder", order);
    index(stage, Some(0));
    index(stage, Some(-10));
    index(stage, None);
    let asked = format!("algoId={}", placed["algoId"]);
    let asked = stage.signed("GET", "/fapi/v1/algoOrder", &asked);
    let became = asked["actualOrderId"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    stage.signed("GET", ORDER, &format!("symbol=BTCUSDT&orderId={became}"));
    stage.signed("GET", "/fapi/v1/allOrders", "symbol=BTCUSDT");
    let conn = stage.open("/ws-fapi/v1");
    let of = with(json!({ "symbol": "BTCUSDT", "orderId": became.parse::<u64>().unwrap_or(0) }));
    stage.session("usdm", conn, "order.status", of);
}

/// Names and kinds of an account of another sort cannot be seen: there are none of that sort.
fn refused(stage: &mut Stage) {
    const NO_PORTFOLIO_MARGIN: i64 = -21_001;
    let name = Name::Rest("GET".to_owned(), "/fapi/v1/pmAccountInfo".to_owned());
    stage.refuse_signed(&name, json!({ "asset": "USDT" }), NO_PORTFOLIO_MARGIN);
}

/// A conditional order that may only reduce, and nothing to reduce when its price comes.
fn rejected(stage: &mut Stage) {
    let high = price(stage, 5);
    let stop = format!(
        "algoType=CONDITIONAL&symbol=BTCUSDT&side=BUY&type=STOP_MARKET&quantity=0.01&reduceOnly=true&workingType=MARK_PRICE&triggerPrice={high}"
    );
    stage.signed("POST", "/fapi/v1/algoOrder", &stop);
    index(stage, Some(20));
    index(stage, None);
}

/// The price falls away from the position that is left, and comes back.
fn fall(stage: &mut Stage) {
    index(stage, Some(-400));
    index(stage, None);
    stage.signed("GET", "/fapi/v1/forceOrders", "");
}

/// The same by the WebSocket API.
fn session(stage: &mut Stage, conn: Option<u64>) {
    let symbol = json!({ "symbol": "BTCUSDT" });
    for (method, params) in [
        ("depth", json!({ "symbol": "BTCUSDT", "limit": 5 })),
        ("ticker.price", symbol.clone()),
        ("ticker.book", symbol.clone()),
        ("account.status", with(json!({}))),
        ("v2/account.status", with(json!({}))),
        ("account.balance", with(json!({}))),
        ("v2/account.balance", with(json!({}))),
    ] {
        stage.session("usdm", conn, method, params);
    }
    let (low, lower) = (price(stage, -30), price(stage, -40));
    let limit = json!({ "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": low });
    let placed = stage.session("usdm", conn, "order.place", with(limit));
    let id = &placed["orderId"];
    stage.session(
        "usdm",
        conn,
        "order.status",
        with(json!({ "symbol": "BTCUSDT", "orderId": id })),
    );
    stage.session("usdm", conn, "order.modify", with(json!({ "symbol": "BTCUSDT", "orderId": id, "side": "BUY", "quantity": "0.01", "price": lower })));
    stage.session(
        "usdm",
        conn,
        "order.cancel",
        with(json!({ "symbol": "BTCUSDT", "orderId": id })),
    );
    let stop = json!({ "algoType": "CONDITIONAL", "symbol": "BTCUSDT", "side": "SELL", "type": "STOP_MARKET", "quantity": "0.01", "triggerPrice": low });
    let placed = stage.session("usdm", conn, "algoOrder.place", with(stop));
    stage.session(
        "usdm",
        conn,
        "algoOrder.cancel",
        with(json!({ "algoId": placed["algoId"] })),
    );
    stage.session("usdm", conn, "account.position", with(symbol.clone()));
    stage.session("usdm", conn, "v2/account.position", with(symbol));
    for method in ["start", "ping", "stop"] {
        let key = with(json!({}));
        stage.session("usdm", conn, &format!("userDataStream.{method}"), key);
    }
}
