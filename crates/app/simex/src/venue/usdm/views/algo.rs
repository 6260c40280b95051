//! Conditional orders as answers show them. Never a number as a float.

use super::join;
use super::order::{percent, trailing_of};
use crate::venue::usdm::contracts::Contract;
use crate::venue::usdm::numbers::average;
use crate::venue::usdm::{algo_params, words};
use domain::Price;
use exchange::futures::{
    AlgoOrder, AlgoPrice, FuturesLife, FuturesOrder, PriceMatch, Protect, Reduce,
};
use serde_json::{Value, json};

/// What stands where Binance shows three empty places.
const NO_BRACKET_PRICE: &str = "0.000";

/// Binance's word for how the order it becomes may live; one that closes a position lives as long as the position.
pub(super) const fn life(algo: &AlgoOrder) -> &'static str {
    match algo.qty {
        None => "GTE_GTC",
        Some(_) => words::life(algo.life),
    }
}

/// Whether the order it becomes may only reduce; one that closes a position does nothing else.
pub(super) fn reduces(algo: &AlgoOrder) -> bool {
    algo.qty.is_none() || algo.reduce == Reduce::Only
}

/// The limit of the order it becomes.
pub(super) const fn limit(algo: &AlgoOrder) -> Option<Price> {
    match algo.kind.price() {
        Some(AlgoPrice::At(price)) => Some(price),
        Some(AlgoPrice::Matched(_)) | None => None,
    }
}

/// Where in the book the order it becomes takes its price from.
pub(super) const fn place(algo: &AlgoOrder) -> Option<PriceMatch> {
    match algo.kind.price() {
        Some(AlgoPrice::Matched(place)) => Some(place),
        Some(AlgoPrice::At(_)) | None => None,
    }
}

/// What every answer about a conditional order holds.
fn core(contract: &Contract, algo: &AlgoOrder) -> Value {
    let digits = contract.digits;
    json!({
        "algoId": algo.id.get(),
        "clientAlgoId": algo.client_id.as_str(),
        "algoType": "CONDITIONAL",
        "orderType": algo_params::word(&algo.kind),
        "symbol": contract.name,
        "side": words::side(algo.side),
        "positionSide": words::position_side(algo.position_side),
        "timeInForce": life(algo),
        "quantity": algo.qty.map_or_else(|| "0".to_owned(), |qty| digits.qty(qty)),
        "algoStatus": words::algo_status(algo.status),
        "triggerPrice": digits.price_or_zero(algo.kind.trigger()),
        "price": digits.price_or_zero(limit(algo)),
        "icebergQuantity": Value::Null,
        "selfTradePreventionMode": words::self_trade(algo.self_trade),
        "workingType": words::working(algo.working),
        "priceMatch": words::price_match(place(algo)),
        "closePosition": algo.qty.is_none(),
        "priceProtect": algo.protect == Protect::On,
        "reduceOnly": reduces(algo),
        "createTime": algo.opened.millis(),
        "updateTime": algo.updated.millis(),
        "triggerTime": algo.triggered.map_or(0, |at| at.millis()),
        "goodTillDate": good_till(algo),
    })
}

/// When it ends unawakened, or zero.
pub(super) fn good_till(algo: &AlgoOrder) -> i64 {
    match (algo.good_till, algo.life) {
        (Some(date), _) | (None, FuturesLife::Gtd(date)) => date.millis(),
        (None, FuturesLife::Gtc | FuturesLife::Ioc | FuturesLife::Fok | FuturesLife::Gtx) => 0,
    }
}

/// The activation price and callback rate as texts; both empty for one that does not trail.
fn trail(contract: &Contract, algo: &AlgoOrder) -> (String, String) {
    match trailing_of(&algo.kind) {
        None => (String::new(), String::new()),
        Some((activation, callback)) => {
            (contract.digits.price_or_zero(activation), percent(callback))
        }
    }
}

/// The answer to a placing request.
pub(crate) fn placed(contract: &Contract, algo: &AlgoOrder) -> Value {
    let (activation, callback) = trail(contract, algo);
    join(
        core(contract, algo),
        json!({ "activatePrice": activation, "callbackRate": callback }),
    )
}

/// What queries show beside: the order it became.
fn actual(algo: &AlgoOrder, order: Option<&FuturesOrder>) -> Value {
    let id = algo.actual.map_or_else(String::new, |id| id.to_string());
    json!({
        "actualOrderId": id,
        "actualPrice": average(order.and_then(|order| order.average)),
        "tpOrderType": "",
    })
}

fn with_trail(view: Value, contract: &Contract, algo: &AlgoOrder) -> Value {
    match trailing_of(&algo.kind) {
        None => view,
        Some(_) => {
            let (activation, callback) = trail(contract, algo);
            join(
                view,
                json!({ "activatePrice": activation, "callbackRate": callback }),
            )
        }
    }
}

/// A conditional order as a query for it shows it, with the order it became.
pub(crate) fn queried(
    contract: &Contract,
    algo: &AlgoOrder,
    order: Option<&FuturesOrder>,
) -> Value {
    let kind = match order {
        Some(order) => words::kind(order),
        None if algo.kind.price().is_some() => "LIMIT",
        None => "MARKET",
    };
    let qty = match (order, algo.qty) {
        (Some(order), _) => contract.digits.qty(order.filled),
        (None, Some(qty)) => contract.digits.qty(qty),
        (None, None) => "0".to_owned(),
    };
    let view = join(
        join(core(contract, algo), actual(algo, order)),
        json!({ "actualType": kind, "actualQty": qty }),
    );
    with_trail(view, contract, algo)
}

/// A conditional order as lists show it, with the order it became.
pub(crate) fn listed(contract: &Contract, algo: &AlgoOrder, order: Option<&FuturesOrder>) -> Value {
    let view = join(
        join(core(contract, algo), actual(algo, order)),
        json!({
            "tpTriggerPrice": NO_BRACKET_PRICE, "tpPrice": NO_BRACKET_PRICE,
            "slTriggerPrice": NO_BRACKET_PRICE, "slPrice": NO_BRACKET_PRICE,
        }),
    );
    with_trail(view, contract, algo)
}

/// That a conditional order has ended by request.
pub(crate) fn cancelled(algo: &AlgoOrder) -> Value {
    json!({
        "algoId": algo.id.get(),
        "clientAlgoId": algo.client_id.as_str(),
        "code": "200",
        "msg": "success",
    })
}
