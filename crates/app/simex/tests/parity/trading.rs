//! Spot orders and lists of every kind, once by REST and once by a session, so that every field an order can have is seen.

use crate::spot::{price, with};
use crate::stage::Stage;
use serde_json::{Value, json};

/// How a request is made.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    Rest,
    Session(Option<u64>),
}

/// An operation by REST and on a session.
type Operation = (&'static str, &'static str, &'static str);

const PLACE: Operation = ("POST", "/api/v3/order", "order.place");
const TEST: Operation = ("POST", "/api/v3/order/test", "order.test");
const STATUS: Operation = ("GET", "/api/v3/order", "order.status");
const CANCEL: Operation = ("DELETE", "/api/v3/order", "order.cancel");
const OPEN: Operation = ("GET", "/api/v3/openOrders", "openOrders.status");
const CANCEL_ALL: Operation = ("DELETE", "/api/v3/openOrders", "openOrders.cancelAll");
const ALL: Operation = ("GET", "/api/v3/allOrders", "allOrders");
const REPLACE: Operation = ("POST", "/api/v3/order/cancelReplace", "order.cancelReplace");
const AMEND: Operation = (
    "PUT",
    "/api/v3/order/amend/keepPriority",
    "order.amend.keepPriority",
);
const AMENDMENTS: Operation = ("GET", "/api/v3/order/amendments", "order.amendments");
const PREVENTED: Operation = ("GET", "/api/v3/myPreventedMatches", "myPreventedMatches");
const ALLOCATIONS: Operation = ("GET", "/api/v3/myAllocations", "myAllocations");
const OCO: Operation = ("POST", "/api/v3/orderList/oco", "orderList.place.oco");
const OLD_OCO: Operation = ("POST", "/api/v3/order/oco", "orderList.place");
const LIST: Operation = ("GET", "/api/v3/orderList", "orderList.status");
const OPEN_LISTS: Operation = ("GET", "/api/v3/openOrderList", "openOrderLists.status");
const ALL_LISTS: Operation = ("GET", "/api/v3/allOrderList", "allOrderLists");
const CANCEL_LIST: Operation = ("DELETE", "/api/v3/orderList", "orderList.cancel");

fn ask(stage: &mut Stage, way: Way, (method, path, name): Operation, params: Value) -> Value {
    match way {
        Way::Session(conn) => stage.session("spot", conn, name, with(params)),
        Way::Rest => {
            let fields = params.as_object().unwrap();
            let pairs: Vec<String> = fields
                .iter()
                .map(|(name, value)| match value.as_str() {
                    Some(text) => format!("{name}={text}"),
                    None => format!("{name}={value}"),
                })
                .collect();
            stage.signed(method, path, &pairs.join("&"))
        }
    }
}

/// One set of parameters with more of them.
fn and(base: &Value, more: Value) -> Value {
    let mut all = base.clone();
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

fn symbol(more: Value) -> Value {
    and(&json!({ "symbol": "BTCUSDT" }), more)
}

pub(crate) fn play(stage: &mut Stage, way: Way) {
    plain(stage, way);
    for order in rich(stage) {
        life(stage, way, &order);
    }
    prevented(stage, way);
    lists(stage, way);
    amended_list(stage, way);
    ask(stage, way, ALLOCATIONS, symbol(json!({})));
}

/// A limit order far from the market.
fn limit(stage: &mut Stage) -> Value {
    let low = price(stage, -50);
    symbol(
        json!({ "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.002", "price": low, "newOrderRespType": "FULL" }),
    )
}

fn plain(stage: &mut Stage, way: Way) {
    let limit = limit(stage);
    for kind in ["ACK", "RESULT"] {
        ask(
            stage,
            way,
            PLACE,
            and(&limit, json!({ "newOrderRespType": kind })),
        );
    }
    ask(stage, way, TEST, limit.clone());
    ask(
        stage,
        way,
        TEST,
        and(&limit, json!({ "computeCommissionRates": true })),
    );
    for size in [
        json!({ "quantity": "0.01" }),
        json!({ "quoteOrderQty": "100" }),
    ] {
        let market = symbol(json!({ "side": "BUY", "type": "MARKET" }));
        ask(stage, way, PLACE, and(&market, size));
    }
    ask(
        stage,
        way,
        PLACE,
        and(&limit, json!({ "timeInForce": "FOK" })),
    );
    ask(stage, way, CANCEL_ALL, symbol(json!({})));
}

/// Orders that between them have every field.
fn rich(stage: &mut Stage) -> Vec<Value> {
    let limit = limit(stage);
    let (low, high) = (price(stage, -50), price(stage, 50));
    let peg = json!({ "pegPriceType": "PRIMARY_PEG", "pegOffsetType": "PRICE_LEVEL", "pegOffsetValue": 5 });
    let labels = json!({ "strategyId": 7, "strategyType": 1_000_000, "icebergQty": "0.001" });
    let mut pegged = and(&and(&limit, peg), labels);
    pegged.as_object_mut().unwrap().remove("price");
    let trailing = json!({ "side": "SELL", "type": "TAKE_PROFIT_LIMIT", "price": low, "stopPrice": high, "trailingDelta": 500 });
    vec![pegged, and(&limit, trailing)]
}

/// An order asked for, amended, replaced by its like, and ended.
fn life(stage: &mut Stage, way: Way, order: &Value) {
    let placed = ask(stage, way, PLACE, order.clone());
    let id = symbol(json!({ "orderId": placed["orderId"] }));
    ask(stage, way, STATUS, id.clone());
    ask(stage, way, OPEN, symbol(json!({})));
    ask(stage, way, AMEND, and(&id, json!({ "newQty": "0.0015" })));
    ask(stage, way, AMENDMENTS, id);
    let replace =
        json!({ "cancelReplaceMode": "STOP_ON_FAILURE", "cancelOrderId": placed["orderId"] });
    let replaced = ask(stage, way, REPLACE, and(order, replace));
    let id = &replaced["newOrderResponse"]["orderId"];
    ask(stage, way, CANCEL, symbol(json!({ "orderId": id })));
}

/// One hundredth above the best bid: better than everybody, and worse than any ask.
fn best(stage: &mut Stage) -> String {
    let touch = stage.get("/api/v3/ticker/bookTicker", "symbol=BTCUSDT");
    let bid = touch["bidPrice"].as_str().unwrap_or("60000.00000000");
    let (whole, part) = bid.split_once('.').unwrap_or((bid, "00"));
    let cents: i64 = format!("{whole}{}", part.get(..2).unwrap_or("00"))
        .parse()
        .unwrap_or(6_000_000);
    format!("{}.{:02}", (cents + 1) / 100, (cents + 1) % 100)
}

/// A resting order that lost a part to another one of its account, then the same with both ended.
fn prevented(stage: &mut Stage, way: Way) {
    for mode in ["DECREMENT", "EXPIRE_BOTH"] {
        let best = best(stage);
        let limit = and(&limit(stage), json!({ "price": best }));
        let rests = ask(stage, way, PLACE, limit.clone());
        let take = json!({ "side": "SELL", "quantity": "0.001", "selfTradePreventionMode": mode });
        let taken = ask(stage, way, PLACE, and(&limit, take.clone()));
        ask(
            stage,
            way,
            PREVENTED,
            symbol(json!({ "orderId": taken["orderId"] })),
        );
        ask(stage, way, OPEN, symbol(json!({})));
        let id = symbol(json!({ "orderId": rests["orderId"] }));
        ask(stage, way, STATUS, id.clone());
        ask(
            stage,
            way,
            STATUS,
            symbol(json!({ "orderId": taken["orderId"] })),
        );
        if mode == "DECREMENT" {
            ask(stage, way, AMEND, and(&id, json!({ "newQty": "0.0019" })));
            replaced(stage, way, (&limit, &rests), take);
        }
    }
    ended(stage, way);
    ask(stage, way, ALL, symbol(json!({})));
}

/// An order replaced by one that meets another of its account, and by one that does not fill.
fn replaced(stage: &mut Stage, way: Way, (limit, rests): (&Value, &Value), take: Value) {
    ask(
        stage,
        way,
        PLACE,
        and(limit, json!({ "newClientOrderId": "met" })),
    );
    let replace =
        json!({ "cancelReplaceMode": "STOP_ON_FAILURE", "cancelOrderId": rests["orderId"] });
    ask(stage, way, REPLACE, and(&and(limit, take), replace));
    ask(
        stage,
        way,
        CANCEL,
        symbol(json!({ "origClientOrderId": "met" })),
    );
}

/// Orders that do not fill, alone and in the place of another.
fn ended(stage: &mut Stage, way: Way) {
    let limit = limit(stage);
    let fok = and(&limit, json!({ "timeInForce": "FOK" }));
    let gone = ask(stage, way, PLACE, fok.clone());
    ask(
        stage,
        way,
        STATUS,
        symbol(json!({ "orderId": gone["orderId"] })),
    );
    let rests = ask(stage, way, PLACE, limit);
    let replace =
        json!({ "cancelReplaceMode": "STOP_ON_FAILURE", "cancelOrderId": rests["orderId"] });
    ask(stage, way, REPLACE, and(&fok, replace));
    let stop = price(stage, -50);
    let stop = json!({ "side": "SELL", "type": "STOP_LOSS_LIMIT", "timeInForce": "GTC", "quantity": "0.002", "price": stop, "trailingDelta": 500, "icebergQty": "0.001", "strategyId": 7, "strategyType": 1_000_000 });
    ask(stage, way, PLACE, symbol(stop));
    ask(stage, way, CANCEL_ALL, symbol(json!({})));
}

fn lists(stage: &mut Stage, way: Way) {
    let (low, high) = (price(stage, -50), price(stage, 50));
    let oco = symbol(json!({
        "side": "SELL", "quantity": "0.002", "aboveType": "LIMIT_MAKER", "abovePrice": high, "aboveIcebergQty": "0.001",
        "belowType": "STOP_LOSS_LIMIT", "belowPrice": low, "belowStopPrice": low, "belowTimeInForce": "GTC",
    }));
    let placed = ask(stage, way, OCO, oco.clone());
    let old = json!({ "side": "SELL", "quantity": "0.002", "price": high, "stopPrice": low, "stopLimitPrice": low, "stopLimitTimeInForce": "GTC" });
    ask(stage, way, OLD_OCO, symbol(old));
    waiting(stage, way, (&low, &high));
    let id = json!({ "orderListId": placed["orderListId"] });
    ask(stage, way, OPEN_LISTS, json!({}));
    ask(stage, way, LIST, id.clone());
    ask(
        stage,
        way,
        LIST,
        json!({ "origClientOrderId": placed["listClientOrderId"] }),
    );
    ask(stage, way, CANCEL_LIST, symbol(id));
    ask(stage, way, CANCEL_ALL, symbol(json!({})));
    let placed = ask(stage, way, OCO, oco);
    if let Way::Session(_) = way {
        ask(
            stage,
            way,
            CANCEL,
            symbol(json!({ "orderId": placed["orders"][0]["orderId"] })),
        );
    } else {
        ask(
            stage,
            way,
            CANCEL_LIST,
            symbol(json!({ "orderListId": placed["orderListId"] })),
        );
    }
    ask(stage, way, ALL_LISTS, json!({}));
}

/// Lists in which one order waits for another.
fn waiting(stage: &mut Stage, way: Way, (low, high): (&str, &str)) {
    let working = symbol(json!({
        "workingType": "LIMIT", "workingSide": "BUY", "workingPrice": low, "workingQuantity": "0.002",
        "workingTimeInForce": "GTC", "pendingSide": "SELL",
    }));
    let one = json!({ "pendingType": "LIMIT", "pendingPrice": high, "pendingTimeInForce": "GTC" });
    let pair = json!({
        "pendingAboveType": "LIMIT_MAKER", "pendingAbovePrice": high, "pendingBelowType": "STOP_LOSS", "pendingBelowStopPrice": low,
    });
    let qty = json!({ "pendingQuantity": "0.002" });
    ask(
        stage,
        way,
        ("POST", "/api/v3/orderList/oto", "orderList.place.oto"),
        and(&and(&working, one.clone()), qty.clone()),
    );
    ask(
        stage,
        way,
        ("POST", "/api/v3/orderList/otoco", "orderList.place.otoco"),
        and(&and(&working, pair.clone()), qty),
    );
    ask(
        stage,
        way,
        ("POST", "/api/v3/orderList/opo", "orderList.place.opo"),
        and(&working, one),
    );
    ask(
        stage,
        way,
        ("POST", "/api/v3/orderList/opoco", "orderList.place.opoco"),
        and(&working, pair),
    );
}

/// An order of a list that is made smaller.
fn amended_list(stage: &mut Stage, way: Way) {
    let (low, high) = (price(stage, -50), price(stage, 50));
    let oto = symbol(json!({
        "workingType": "LIMIT", "workingSide": "BUY", "workingPrice": low, "workingQuantity": "0.002",
        "workingTimeInForce": "GTC", "pendingSide": "SELL", "pendingType": "LIMIT", "pendingPrice": high,
        "pendingTimeInForce": "GTC", "pendingQuantity": "0.002",
    }));
    let placed = ask(
        stage,
        way,
        ("POST", "/api/v3/orderList/oto", "orderList.place.oto"),
        oto,
    );
    let id = &placed["orders"][0]["orderId"];
    ask(
        stage,
        way,
        AMEND,
        symbol(json!({ "orderId": id, "newQty": "0.001" })),
    );
    ask(stage, way, CANCEL_ALL, symbol(json!({})));
}
