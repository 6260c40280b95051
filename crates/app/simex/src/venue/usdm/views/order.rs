//! Orders, their changes and trades as answers show them. Never a number as a float.

use super::join;
use crate::venue::decimal::exact;
use crate::venue::usdm::contracts::Contract;
use crate::venue::usdm::numbers::{average, money};
use crate::venue::usdm::words;
use domain::{Liquidity, Price, Rate, Side};
use exchange::futures::{
    AlgoKind, Amendment, AmendmentId, FuturesOrder, FuturesTrade, OrderOrigin, Reduce,
};
use serde_json::{Value, json};

/// What every answer about an order holds.
fn core(contract: &Contract, order: &FuturesOrder) -> Value {
    let digits = contract.digits;
    json!({
        "orderId": order.id.get(),
        "symbol": contract.name,
        "status": words::status(order.status),
        "clientOrderId": order.client_id.as_str(),
        "price": digits.price_or_zero(order.price),
        "origQty": digits.qty(order.qty),
        "executedQty": digits.qty(order.filled),
        "timeInForce": words::life(order.life),
        "type": words::kind(order),
        "reduceOnly": order.reduce == Reduce::Only,
        "closePosition": false,
        "side": words::side(order.side),
        "positionSide": words::position_side(order.position_side),
        "stopPrice": digits.price_or_zero(trigger(order)),
        "workingType": "CONTRACT_PRICE",
        "origType": words::original_kind(order),
        "updateTime": order.updated.millis(),
    })
}

/// The price that woke the conditional order it comes from.
pub(super) const fn trigger(order: &FuturesOrder) -> Option<Price> {
    match &order.origin {
        OrderOrigin::Algo { kind, .. } => kind.trigger(),
        OrderOrigin::Account
        | OrderOrigin::Liquidation
        | OrderOrigin::Deleveraging
        | OrderOrigin::Settlement => None,
    }
}

/// The activation price and callback rate of the trailing order it comes from.
pub(super) const fn trailing(order: &FuturesOrder) -> Option<(Option<Price>, Rate)> {
    match &order.origin {
        OrderOrigin::Algo { kind, .. } => trailing_of(kind),
        OrderOrigin::Account
        | OrderOrigin::Liquidation
        | OrderOrigin::Deleveraging
        | OrderOrigin::Settlement => None,
    }
}

/// The activation price and callback rate of a trailing kind.
pub(super) const fn trailing_of(kind: &AlgoKind) -> Option<(Option<Price>, Rate)> {
    match kind {
        AlgoKind::TrailingStopMarket {
            activation,
            callback,
        } => Some((*activation, *callback)),
        AlgoKind::Stop { .. }
        | AlgoKind::TakeProfit { .. }
        | AlgoKind::StopMarket { .. }
        | AlgoKind::TakeProfitMarket { .. } => None,
    }
}

/// A callback rate in per cent, with one place at least.
pub(super) fn percent(callback: Rate) -> String {
    let (units, places) = callback.parts();
    match places.checked_sub(2) {
        Some(places) => exact((units, places), 1),
        None => exact((units.saturating_mul(100), places), 1),
    }
}

/// What answers about orders of accounts hold beside.
fn own(contract: &Contract, order: &FuturesOrder) -> Value {
    let view = join(
        core(contract, order),
        json!({
            "priceProtect": false,
            "priceMatch": words::price_match(order.price_match),
            "selfTradePreventionMode": words::self_trade(order.self_trade),
            "goodTillDate": words::good_till(order.life),
        }),
    );
    match trailing(order) {
        None => view,
        Some((activation, callback)) => join(
            view,
            json!({
                "activatePrice": contract.digits.price_or_zero(activation),
                "priceRate": percent(callback),
            }),
        ),
    }
}

/// That an order was taken, or has ended by request.
pub(crate) fn taken(contract: &Contract, order: &FuturesOrder) -> Value {
    join(
        own(contract, order),
        json!({ "cumQty": contract.digits.qty(order.filled) }),
    )
}

/// Where an order stands after it was placed.
pub(crate) fn placed(contract: &Contract, order: &FuturesOrder) -> Value {
    join(
        taken(contract, order),
        json!({
            "avgPrice": average(order.average),
            "cumQuote": contract.digits.quote(order.quote_filled),
        }),
    )
}

/// An order after it was changed; `id` is the change's.
pub(crate) fn amended(contract: &Contract, order: &FuturesOrder, id: AmendmentId) -> Value {
    join(
        taken(contract, order),
        json!({ "pair": contract.name, "modifyId": id.get() }),
    )
}

/// An order as a query shows it.
pub(crate) fn queried(contract: &Contract, order: &FuturesOrder) -> Value {
    join(
        own(contract, order),
        json!({
            "avgPrice": average(order.average),
            "cumQuote": contract.digits.quote(order.quote_filled),
            "time": order.opened.millis(),
        }),
    )
}

/// An order as the list of all orders shows it.
pub(crate) fn listed(contract: &Contract, order: &FuturesOrder) -> Value {
    join(
        queried(contract, order),
        json!({ "cumBase": contract.digits.qty(order.filled), "pair": contract.name }),
    )
}

/// An order by which the exchange closed a position.
pub(crate) fn forced(contract: &Contract, order: &FuturesOrder) -> Value {
    join(
        core(contract, order),
        json!({
            "avgPrice": average(order.average),
            "cumQuote": contract.digits.quote(order.quote_filled),
            "cumBase": contract.digits.qty(order.filled),
            "pair": contract.name,
            "time": order.opened.millis(),
        }),
    )
}

/// A row of an account's trades.
pub(crate) fn trade(contract: &Contract, trade: &FuturesTrade) -> Value {
    let (digits, fill) = (contract.digits, &trade.fill);
    json!({
        "symbol": contract.name,
        "pair": contract.name,
        "id": fill.trade.get(),
        "orderId": trade.order.get(),
        "side": words::side(trade.side),
        "positionSide": words::position_side(trade.position_side),
        "price": digits.price(fill.price),
        "qty": digits.qty(fill.qty),
        "quoteQty": digits.quote(fill.quote),
        "baseQty": "0",
        "realizedPnl": money(fill.realised),
        "marginAsset": contract.margin_asset,
        "commission": money(fill.fee),
        "commissionAsset": fill.fee_asset.as_str(),
        "buyer": trade.side == Side::Buy,
        "maker": fill.liquidity == Liquidity::Maker,
        "time": trade.at.millis(),
    })
}

/// A change of an order.
pub(crate) fn amendment(contract: &Contract, amendment: &Amendment) -> Value {
    let digits = contract.digits;
    let (price, qty) = (amendment.price, amendment.qty);
    json!({
        "amendmentId": amendment.id.get(),
        "symbol": contract.name,
        "pair": contract.name,
        "orderId": amendment.order.get(),
        "clientOrderId": amendment.client_id.as_str(),
        "time": amendment.at.millis(),
        "amendment": {
            "price": { "before": digits.price(price.0), "after": digits.price(price.1) },
            "origQty": { "before": digits.qty(qty.0), "after": digits.qty(qty.1) },
            "count": amendment.count,
            "modifyId": amendment.id.get(),
        },
    })
}
