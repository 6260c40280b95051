//! Orders, their answers and an account's trades as JSON. Never an event of a stream.

use super::{NO_PRICE, amount, optional_price, price, qty, side};
use domain::{Liquidity, Side, Time, TimeInForce};
use exchange::{
    AccountTrade, Execute, ExpireReason, OrderStatus, OrderType, OrderView, SelfTradeMode,
};
use serde_json::{Value, json};

/// An order that entered the engine, with what it traded at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) order: OrderView,
    pub(crate) fills: Vec<Execute>,
    pub(crate) at: Time,
}

pub(super) const fn kind(kind: &OrderType) -> &'static str {
    match kind {
        OrderType::Market => "MARKET",
        OrderType::Limit { .. } => "LIMIT",
        OrderType::LimitMaker { .. } => "LIMIT_MAKER",
        OrderType::StopLoss { .. } => "STOP_LOSS",
        OrderType::StopLossLimit { .. } => "STOP_LOSS_LIMIT",
        OrderType::TakeProfit { .. } => "TAKE_PROFIT",
        OrderType::TakeProfitLimit { .. } => "TAKE_PROFIT_LIMIT",
    }
}

pub(super) const fn time_in_force(kind: &OrderType) -> &'static str {
    match kind.time_in_force() {
        Some(TimeInForce::Gtc) | None => "GTC",
        Some(TimeInForce::Ioc) => "IOC",
        Some(TimeInForce::Fok) => "FOK",
    }
}

pub(super) const fn self_trade(mode: SelfTradeMode) -> &'static str {
    match mode {
        SelfTradeMode::Allow => "NONE",
        SelfTradeMode::ExpireTaker => "EXPIRE_TAKER",
        SelfTradeMode::ExpireMaker => "EXPIRE_MAKER",
        SelfTradeMode::ExpireBoth => "EXPIRE_BOTH",
        SelfTradeMode::Decrement => "DECREMENT",
        SelfTradeMode::Transfer => "TRANSFER",
    }
}

pub(super) const fn status(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Pending => "PENDING_NEW",
        OrderStatus::Sleeping | OrderStatus::New => "NEW",
        OrderStatus::PartiallyFilled => "PARTIALLY_FILLED",
        OrderStatus::Filled => "FILLED",
        OrderStatus::Cancelled => "CANCELED",
        OrderStatus::Expired(ExpireReason::SelfTrade) => "EXPIRED_IN_MATCH",
        OrderStatus::Expired(
            ExpireReason::ImmediateOrCancel
            | ExpireReason::FillOrKill
            | ExpireReason::NoLiquidity
            | ExpireReason::InsufficientBalance
            | ExpireReason::Rejected
            | ExpireReason::OcoTrigger
            | ExpireReason::WorkingExpired
            | ExpireReason::ExchangeCancelled,
        ) => "EXPIRED",
    }
}

/// The fields that answers and queries share.
fn order_core(symbol: &str, order: &OrderView) -> Value {
    json!({
        "symbol": symbol,
        "orderId": order.id.get(),
        "orderListId": -1,
        "clientOrderId": order.client_id.as_str(),
        "price": optional_price(order.kind.limit_price()),
        "origQty": qty(order.qty),
        "executedQty": qty(order.filled),
        "origQuoteOrderQty": NO_PRICE,
        "cummulativeQuoteQty": amount(order.quote_filled),
        "status": status(order.status),
        "timeInForce": time_in_force(&order.kind),
        "type": kind(&order.kind),
        "side": side(order.side),
        "selfTradePreventionMode": self_trade(order.self_trade),
    })
}

fn put(target: &mut Value, name: &str, value: Value) {
    if let Some(object) = target.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

fn put_trigger(target: &mut Value, order: &OrderView) {
    if let Some(trigger) = order.kind.trigger() {
        put(target, "stopPrice", price(trigger).into());
    }
}

/// An order as a query shows it.
pub(crate) fn order(symbol: &str, order: &OrderView) -> Value {
    let mut view = order_core(symbol, order);
    let works = order.working_since.is_some();
    put(
        &mut view,
        "stopPrice",
        optional_price(order.kind.trigger()).into(),
    );
    put(&mut view, "icebergQty", NO_PRICE.into());
    put(&mut view, "time", order.opened.millis().into());
    put(&mut view, "updateTime", order.updated.millis().into());
    put(&mut view, "isWorking", works.into());
    put(
        &mut view,
        "workingTime",
        order.working_since.map_or(-1, Time::millis).into(),
    );
    view
}

/// How much of an order its answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerKind {
    /// Only that it was taken.
    Ack,
    /// Where it stands.
    Result,
    /// Where it stands, and its fills.
    Full,
}

/// The answer to a placing request.
pub(crate) fn placed(symbol: &str, placed: &Placed, answer: AnswerKind) -> Value {
    let order = &placed.order;
    if answer == AnswerKind::Ack {
        return json!({
            "symbol": symbol,
            "orderId": order.id.get(),
            "orderListId": -1,
            "clientOrderId": order.client_id.as_str(),
            "transactTime": placed.at.millis(),
        });
    }
    let mut view = order_core(symbol, order);
    put(&mut view, "transactTime", placed.at.millis().into());
    put(
        &mut view,
        "workingTime",
        order.working_since.map_or(-1, Time::millis).into(),
    );
    put_trigger(&mut view, order);
    if answer == AnswerKind::Full {
        let fills: Vec<Value> = placed
            .fills
            .iter()
            .map(|fill| {
                json!({
                    "price": price(fill.price),
                    "qty": qty(fill.qty),
                    "commission": amount(fill.fee),
                    "commissionAsset": fill.fee_asset.as_str(),
                    "tradeId": fill.trade.get(),
                })
            })
            .collect();
        put(&mut view, "fills", fills.into());
    }
    view
}

/// The answer to a cancel; `request_id` is the cancel's own client id.
pub(crate) fn cancelled(symbol: &str, order: &OrderView, request_id: &str) -> Value {
    let mut view = order_core(symbol, order);
    put(
        &mut view,
        "origClientOrderId",
        order.client_id.as_str().into(),
    );
    put(&mut view, "clientOrderId", request_id.into());
    put(&mut view, "transactTime", order.updated.millis().into());
    put_trigger(&mut view, order);
    view
}

/// A row of an account's trades.
pub(crate) fn own_trade(symbol: &str, trade: &AccountTrade) -> Value {
    let execution = &trade.execution;
    json!({
        "symbol": symbol,
        "id": execution.trade.get(),
        "orderId": trade.order.get(),
        "orderListId": -1,
        "price": price(execution.price),
        "qty": qty(execution.qty),
        "quoteQty": amount(execution.quote),
        "commission": amount(execution.fee),
        "commissionAsset": execution.fee_asset.as_str(),
        "time": trade.at.millis(),
        "isBuyer": trade.side == Side::Buy,
        "isMaker": execution.liquidity == Liquidity::Maker,
        "isBestMatch": true,
    })
}
