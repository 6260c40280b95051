//! Orders, their answers and an account's trades as JSON. Never an event of a stream.

use super::{NO_PRICE, amount, optional_price, price, qty, side};
use crate::venue::http::TimeUnit;
use crate::venue::spot::words;
use domain::{Liquidity, Side, Time};
use exchange::{
    AccountTrade, Amendment, Execute, OrderListId, OrderStatus, OrderView, PreventedMatch,
};
use serde_json::{Map, Value, json};

/// What every view of a symbol's orders needs beside them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    /// The name requests use.
    pub(crate) symbol: &'a str,
    /// The unit of times.
    pub(crate) unit: TimeUnit,
}

/// An order that entered the engine, with what it traded at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) order: OrderView,
    pub(crate) fills: Vec<Execute>,
    pub(crate) at: Time,
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

/// The number of a list, or what stands for none.
pub(super) fn list_number(list: Option<OrderListId>) -> Value {
    list.map_or(json!(-1), |list| json!(list.get()))
}

/// The fields that answers and queries share.
fn core(frame: Frame<'_>, order: &OrderView) -> Map<String, Value> {
    let view = json!({
        "symbol": frame.symbol,
        "orderId": order.id.get(),
        "orderListId": list_number(order.list),
        "clientOrderId": order.client_id.as_str(),
        "price": optional_price(order.kind.limit_price()),
        "origQty": qty(order.qty),
        "executedQty": qty(order.filled),
        "origQuoteOrderQty": order.quote_ordered.map_or_else(|| NO_PRICE.to_owned(), amount),
        "cummulativeQuoteQty": amount(order.quote_filled),
        "status": words::status(order.status),
        "timeInForce": words::life(&order.kind),
        "type": words::kind(&order.kind),
        "side": side(order.side),
        "selfTradePreventionMode": words::self_trade(order.self_trade),
    });
    match view {
        Value::Object(view) => view,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}

fn put(view: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    view.insert(name.to_owned(), value.into());
}

/// The fields that only some orders have.
fn put_conditional(view: &mut Map<String, Value>, frame: Frame<'_>, order: &OrderView) {
    if order.kind.wakes().is_some() {
        put(view, "stopPrice", optional_price(order.kind.trigger()));
    }
    if let Some(bips) = order.kind.trailing_bips() {
        put(view, "trailingDelta", bips);
        let since = order.tracking.map(|tracking| tracking.since);
        put(
            view,
            "trailingTime",
            since.map_or(-1, |at| frame.unit.show(at)),
        );
    }
    if let Some(shown) = order.iceberg {
        put(view, "icebergQty", qty(shown));
    }
    if let Some(id) = order.labels.strategy_id {
        put(view, "strategyId", id);
    }
    if let Some(kind) = order.labels.strategy_type {
        put(view, "strategyType", kind);
    }
    if let Some(prevented) = order.prevented_match {
        put(view, "preventedMatchId", prevented.get());
        put(view, "preventedQuantity", qty(order.prevented));
    }
    if let Some(peg) = order.kind.peg() {
        put(view, "pegPriceType", words::peg(peg.side));
        if let Some(level) = peg.level {
            put(view, "pegOffsetType", "PRICE_LEVEL");
            put(view, "pegOffsetValue", level);
        }
    }
    if let Some(pegged) = order.pegged_price {
        put(view, "peggedPrice", price(pegged));
    }
    if let Some(reason) = words::expiry(order.status) {
        put(view, "expiryReason", reason);
    }
}

fn working_time(frame: Frame<'_>, order: &OrderView) -> i64 {
    order.working_since.map_or(-1, |at| frame.unit.show(at))
}

/// An order as a query shows it.
pub(crate) fn order(frame: Frame<'_>, order: &OrderView) -> Value {
    let mut view = core(frame, order);
    put(&mut view, "stopPrice", NO_PRICE);
    put(&mut view, "icebergQty", NO_PRICE);
    put(&mut view, "time", frame.unit.show(order.opened));
    put(&mut view, "updateTime", frame.unit.show(order.updated));
    put(&mut view, "isWorking", order.working_since.is_some());
    put(&mut view, "workingTime", working_time(frame, order));
    put_conditional(&mut view, frame, order);
    view.into()
}

/// The answer to a placing request.
pub(crate) fn placed(frame: Frame<'_>, placed: &Placed, answer: AnswerKind) -> Value {
    let order = &placed.order;
    if answer == AnswerKind::Ack {
        return json!({
            "symbol": frame.symbol,
            "orderId": order.id.get(),
            "orderListId": list_number(order.list),
            "clientOrderId": order.client_id.as_str(),
            "transactTime": frame.unit.show(placed.at),
        });
    }
    let mut view = core(frame, order);
    put(&mut view, "transactTime", frame.unit.show(placed.at));
    put(&mut view, "workingTime", working_time(frame, order));
    put_conditional(&mut view, frame, order);
    // An order that sells what another one buys has no quantity before that one is filled.
    if order.status == OrderStatus::Pending && order.qty.is_zero() {
        view.remove("origQty");
    }
    if answer == AnswerKind::Full {
        let fills: Vec<Value> = placed.fills.iter().map(fill).collect();
        put(&mut view, "fills", fills);
    }
    view.into()
}

fn fill(fill: &Execute) -> Value {
    json!({
        "price": price(fill.price),
        "qty": qty(fill.qty),
        "commission": amount(fill.fee),
        "commissionAsset": fill.fee_asset.as_str(),
        "tradeId": fill.trade.get(),
    })
}

/// An order that was cancelled, under the name of the cancel.
pub(crate) fn cancelled(frame: Frame<'_>, order: &OrderView, cancel_id: &str) -> Value {
    let mut view = core(frame, order);
    put(&mut view, "origClientOrderId", order.client_id.as_str());
    put(&mut view, "clientOrderId", cancel_id);
    put(&mut view, "transactTime", frame.unit.show(order.updated));
    put_conditional(&mut view, frame, order);
    view.into()
}

/// An order that was made smaller.
pub(crate) fn amended(frame: Frame<'_>, order: &OrderView, amendment: &Amendment) -> Value {
    let mut view = core(frame, order);
    for (from, to) in [
        ("origQty", "qty"),
        ("origQuoteOrderQty", "quoteOrderQty"),
        ("cummulativeQuoteQty", "cumulativeQuoteQty"),
    ] {
        if let Some(value) = view.remove(from) {
            put(&mut view, to, value);
        }
    }
    put(
        &mut view,
        "origClientOrderId",
        amendment.orig_client_id.as_str(),
    );
    put(&mut view, "preventedQty", qty(order.prevented));
    if order.working_since.is_some() {
        put(&mut view, "workingTime", working_time(frame, order));
    }
    put_conditional(&mut view, frame, order);
    json!({
        "transactTime": frame.unit.show(amendment.at),
        "executionId": amendment.execution.get(),
        "amendedOrder": view,
    })
}

/// A row of an order's amendments.
pub(crate) fn amendment(frame: Frame<'_>, row: &Amendment) -> Value {
    json!({
        "symbol": frame.symbol,
        "orderId": row.order.get(),
        "executionId": row.execution.get(),
        "origClientOrderId": row.orig_client_id.as_str(),
        "newClientOrderId": row.client_id.as_str(),
        "origQty": qty(row.orig_qty),
        "newQty": qty(row.qty),
        "time": frame.unit.show(row.at),
    })
}

/// A row of an account's trades.
pub(crate) fn own_trade(
    frame: Frame<'_>,
    trade: &AccountTrade,
    list: Option<OrderListId>,
) -> Value {
    let execution = &trade.execution;
    json!({
        "symbol": frame.symbol,
        "id": execution.trade.get(),
        "orderId": trade.order.get(),
        "orderListId": list_number(list),
        "price": price(execution.price),
        "qty": qty(execution.qty),
        "quoteQty": amount(execution.quote),
        "commission": amount(execution.fee),
        "commissionAsset": execution.fee_asset.as_str(),
        "time": frame.unit.show(trade.at),
        "isBuyer": trade.side == Side::Buy,
        "isMaker": execution.liquidity == Liquidity::Maker,
        "isBestMatch": true,
    })
}

/// A row of an account's prevented matches.
pub(crate) fn prevented(frame: Frame<'_>, row: &PreventedMatch) -> Value {
    let mut view = json!({
        "symbol": frame.symbol,
        "preventedMatchId": row.id.get(),
        "takerOrderId": row.taker_order.get(),
        "makerSymbol": frame.symbol,
        "makerOrderId": row.maker_order.get(),
        "tradeGroupId": row.group.map_or(-1, i64::from),
        "selfTradePreventionMode": words::self_trade(row.mode),
        "price": price(row.price),
        "transactTime": frame.unit.show(row.at),
    });
    let lost = [
        ("takerPreventedQuantity", row.taker_lost),
        ("makerPreventedQuantity", row.maker_lost),
    ];
    for (name, lost) in lost {
        if let (Some(view), Some(lost)) = (view.as_object_mut(), lost) {
            put(view, name, qty(lost));
        }
    }
    view
}
