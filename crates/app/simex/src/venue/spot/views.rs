//! The JSON that Binance's clients expect, made from the engine's facts. Never a number as a float.

use domain::{
    Amount, Balance, Instrument, Liquidity, OrderKind, Price, Qty, SelfTradePrevention, Side, Time,
    TimeInForce,
};
use exchange::{
    AccountTrade, Execute, Execution, ExpireReason, LevelView, Listing, OrderReport, OrderStatus,
    OrderView, Trade,
};
use serde_json::{Value, json};

/// Places every number is written with.
const PLACES: u32 = 8;
/// What makers and takers pay.
pub(crate) const FEE_TEXT: &str = "0.00100000";
/// What stands where there is no price.
const NO_PRICE: &str = "0.00000000";

/// An order that entered the engine, with what it traded at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) order: OrderView,
    pub(crate) fills: Vec<Execute>,
    pub(crate) at: Time,
}

/// Levels of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Depth {
    pub(crate) last_update: u64,
    pub(crate) bids: Vec<(Price, Qty)>,
    pub(crate) asks: Vec<(Price, Qty)>,
}

/// A number with at least eight places, exact.
fn fixed((units, places): (i128, u32)) -> String {
    let missing = PLACES.saturating_sub(places);
    let scaled = 10_i128
        .checked_pow(missing)
        .and_then(|factor| units.checked_mul(factor));
    let (units, places) = match scaled {
        Some(scaled) => (scaled, places.saturating_add(missing)),
        None => (units, places),
    };
    let sign = if units < 0 { "-" } else { "" };
    let width = usize::try_from(places).unwrap_or(0);
    let digits = format!("{:0>1$}", units.unsigned_abs(), width.saturating_add(1));
    let (whole, part) = digits.split_at(digits.len().saturating_sub(width));
    if part.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part}")
    }
}

pub(crate) fn price(price: Price) -> String {
    fixed(price.parts())
}

pub(crate) fn qty(qty: Qty) -> String {
    fixed(qty.parts())
}

pub(crate) fn amount(amount: Amount) -> String {
    fixed(amount.parts())
}

fn optional_price(value: Option<Price>) -> String {
    value.map_or_else(|| NO_PRICE.to_owned(), price)
}

pub(crate) const fn side(side: Side) -> &'static str {
    match side {
        Side::Buy => "BUY",
        Side::Sell => "SELL",
    }
}

const fn kind(kind: &OrderKind) -> &'static str {
    match kind {
        OrderKind::Market => "MARKET",
        OrderKind::Limit { .. } => "LIMIT",
        OrderKind::LimitMaker { .. } => "LIMIT_MAKER",
        OrderKind::Stop { .. } => "STOP_LOSS",
        OrderKind::StopLimit { .. } => "STOP_LOSS_LIMIT",
    }
}

const fn time_in_force(kind: &OrderKind) -> &'static str {
    match kind {
        OrderKind::Limit { time_in_force, .. } | OrderKind::StopLimit { time_in_force, .. } => {
            match time_in_force {
                TimeInForce::Gtc => "GTC",
                TimeInForce::Ioc => "IOC",
                TimeInForce::Fok => "FOK",
            }
        }
        OrderKind::Market | OrderKind::LimitMaker { .. } | OrderKind::Stop { .. } => "GTC",
    }
}

const fn self_trade(mode: SelfTradePrevention) -> &'static str {
    match mode {
        SelfTradePrevention::Allow => "NONE",
        SelfTradePrevention::ExpireTaker => "EXPIRE_TAKER",
        SelfTradePrevention::ExpireMaker => "EXPIRE_MAKER",
        SelfTradePrevention::ExpireBoth => "EXPIRE_BOTH",
    }
}

const fn status(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Sleeping | OrderStatus::New => "NEW",
        OrderStatus::PartiallyFilled => "PARTIALLY_FILLED",
        OrderStatus::Filled => "FILLED",
        OrderStatus::Cancelled => "CANCELED",
        OrderStatus::Expired(ExpireReason::SelfTrade) => "EXPIRED_IN_MATCH",
        OrderStatus::Expired(
            ExpireReason::ImmediateOrCancel
            | ExpireReason::FillOrKill
            | ExpireReason::NoLiquidity
            | ExpireReason::InsufficientBalance,
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

/// A row of the tape.
pub(crate) fn tape_trade(trade: &Trade) -> Value {
    let quote = trade.price.times(trade.qty).unwrap_or(Amount::ZERO);
    json!({
        "id": trade.id.get(),
        "price": price(trade.price),
        "qty": qty(trade.qty),
        "quoteQty": amount(quote),
        "time": trade.at.millis(),
        "isBuyerMaker": trade.taker == Side::Sell,
        "isBestMatch": true,
    })
}

fn levels(levels: &[(Price, Qty)]) -> Value {
    levels
        .iter()
        .map(|(at, quantity)| json!([price(*at), qty(*quantity)]))
        .collect()
}

/// A depth snapshot.
pub(crate) fn depth(depth: &Depth) -> Value {
    json!({
        "lastUpdateId": depth.last_update,
        "bids": levels(&depth.bids),
        "asks": levels(&depth.asks),
    })
}

/// Best bid and ask, for REST.
pub(crate) fn book_ticker(symbol: &str, depth: &Depth) -> Value {
    let (bid, bid_qty) = touch(depth.bids.first());
    let (ask, ask_qty) = touch(depth.asks.first());
    json!({ "symbol": symbol, "bidPrice": bid, "bidQty": bid_qty, "askPrice": ask, "askQty": ask_qty })
}

fn touch(level: Option<&(Price, Qty)>) -> (String, String) {
    level.map_or_else(
        || (NO_PRICE.to_owned(), NO_PRICE.to_owned()),
        |(at, quantity)| (price(*at), qty(*quantity)),
    )
}

/// The stream message of a changed touch.
pub(crate) fn book_ticker_event(symbol: &str, depth: &Depth) -> Value {
    let (bid, bid_qty) = touch(depth.bids.first());
    let (ask, ask_qty) = touch(depth.asks.first());
    json!({ "u": depth.last_update, "s": symbol, "b": bid, "B": bid_qty, "a": ask, "A": ask_qty })
}

/// The stream message of a trade; `at` is its time on the tape.
pub(crate) fn trade_event(symbol: &str, trade: &Trade, at: Time) -> Value {
    json!({
        "e": "trade", "E": at.millis(), "s": symbol, "t": trade.id.get(),
        "p": price(trade.price), "q": qty(trade.qty), "T": at.millis(),
        "m": trade.taker == Side::Sell, "M": true,
    })
}

/// The stream message of changed levels, with the first and last update they hold.
pub(crate) fn depth_event(
    symbol: &str,
    at: Time,
    (first, last): (u64, u64),
    (bids, asks): (&[LevelView], &[LevelView]),
) -> Value {
    json!({
        "e": "depthUpdate", "E": at.millis(), "s": symbol, "U": first, "u": last,
        "b": levels(bids), "a": levels(asks),
    })
}

/// The private message of an order that moved.
pub(crate) fn execution_report(symbol: &str, report: &OrderReport) -> Value {
    let order = &report.order;
    let fill = match &report.execution {
        Execution::Trade(fill) => Some(fill),
        Execution::New | Execution::Triggered | Execution::Cancelled | Execution::Expired => None,
    };
    let what = match report.execution {
        Execution::New | Execution::Triggered => "NEW",
        Execution::Trade(_) => "TRADE",
        Execution::Cancelled => "CANCELED",
        Execution::Expired => "EXPIRED",
    };
    // A cancel bears its own id in `c`; the order's own id then stands in `C`.
    let (request, original) = match report.execution {
        Execution::Cancelled => (format!("cancel-{}", order.id), order.client_id.to_string()),
        Execution::New | Execution::Triggered | Execution::Trade(_) | Execution::Expired => {
            (order.client_id.to_string(), String::new())
        }
    };
    let at = report.at.millis();
    let mut view = json!({
        "e": "executionReport", "E": at, "s": symbol, "c": request, "S": side(order.side),
        "o": kind(&order.kind), "f": time_in_force(&order.kind), "q": qty(order.qty),
        "p": optional_price(order.kind.limit_price()), "P": optional_price(order.kind.trigger()),
        "F": NO_PRICE, "g": -1, "C": original, "x": what, "X": status(order.status), "r": "NONE",
        "i": order.id.get(), "l": fill.map_or_else(|| NO_PRICE.to_owned(), |fill| qty(fill.qty)),
        "z": qty(order.filled), "L": optional_price(fill.map(|fill| fill.price)),
        "n": fill.map_or_else(|| "0".to_owned(), |fill| amount(fill.fee)),
        "N": fill.map(|fill| fill.fee_asset.as_str().to_owned()), "T": at,
        "t": fill.map_or(json!(-1), |fill| json!(fill.trade.get())),
    });
    let rest = json!({
        "I": order.updated.millis(), "w": order.status.is_open() && order.working_since.is_some(),
        "m": fill.is_some_and(|fill| fill.liquidity == Liquidity::Maker), "M": false,
        "O": order.opened.millis(), "Z": amount(order.quote_filled),
        "Y": fill.map_or_else(|| NO_PRICE.to_owned(), |fill| amount(fill.quote)),
        "Q": NO_PRICE, "W": order.working_since.map_or(-1, Time::millis),
        "V": self_trade(order.self_trade),
    });
    if let (Some(view), Value::Object(rest)) = (view.as_object_mut(), rest) {
        view.extend(rest);
    }
    view
}

/// The private message of balances that changed.
pub(crate) fn account_position(balances: &[Balance], at: Time) -> Value {
    let rows: Vec<Value> = balances
        .iter()
        .map(|balance| {
            json!({ "a": balance.asset.as_str(), "f": qty(balance.free), "l": qty(balance.locked) })
        })
        .collect();
    json!({ "e": "outboundAccountPosition", "E": at.millis(), "u": at.millis(), "B": rows })
}

/// Balances and rights of an account.
pub(crate) fn account(balances: &[Balance], at: Time) -> Value {
    let rows: Vec<Value> = balances
        .iter()
        .map(|balance| {
            json!({ "asset": balance.asset.as_str(), "free": qty(balance.free), "locked": qty(balance.locked) })
        })
        .collect();
    json!({
        "makerCommission": 10, "takerCommission": 10, "buyerCommission": 0, "sellerCommission": 0,
        "commissionRates": { "maker": FEE_TEXT, "taker": FEE_TEXT, "buyer": NO_PRICE, "seller": NO_PRICE },
        "canTrade": true, "canWithdraw": false, "canDeposit": true, "brokered": false,
        "requireSelfTradePrevention": false, "preventSor": false, "updateTime": at.millis(),
        "accountType": "SPOT", "balances": rows, "permissions": ["SPOT"], "uid": 1,
    })
}

/// Whether a symbol has a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It trades.
    Trading,
    /// A capture of another symbol is being played: nothing moves here.
    Break,
}

impl Standing {
    const fn word(self) -> &'static str {
        match self {
            Self::Trading => "TRADING",
            Self::Break => "BREAK",
        }
    }
}

/// One symbol of the exchange information.
pub(crate) fn listed(listing: &Listing, standing: Standing) -> Value {
    let Instrument {
        venue_symbol,
        base,
        quote,
        rules,
        ..
    } = &listing.instrument;
    json!({
        "symbol": venue_symbol.as_str(), "status": standing.word(),
        "baseAsset": base.as_str(), "baseAssetPrecision": PLACES,
        "quoteAsset": quote.as_str(), "quotePrecision": PLACES, "quoteAssetPrecision": PLACES,
        "baseCommissionPrecision": PLACES, "quoteCommissionPrecision": PLACES,
        "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT"],
        "icebergAllowed": false, "ocoAllowed": false, "otoAllowed": false, "opoAllowed": false,
        "quoteOrderQtyMarketAllowed": false, "allowTrailingStop": false,
        "cancelReplaceAllowed": false, "amendAllowed": false, "pegInstructionsAllowed": false,
        "isSpotTradingAllowed": true, "isMarginTradingAllowed": false,
        "filters": [
            { "filterType": "PRICE_FILTER", "minPrice": price(rules.price_min), "maxPrice": price(rules.price_max), "tickSize": price(rules.price_tick) },
            { "filterType": "LOT_SIZE", "minQty": qty(rules.qty_min), "maxQty": qty(rules.qty_max), "stepSize": qty(rules.qty_step) },
            { "filterType": "MARKET_LOT_SIZE", "minQty": NO_PRICE, "maxQty": qty(rules.market_qty_max), "stepSize": NO_PRICE },
            { "filterType": "NOTIONAL", "minNotional": amount(rules.notional_min), "applyMinToMarket": true, "maxNotional": amount(rules.notional_max), "applyMaxToMarket": true, "avgPriceMins": 0 },
            { "filterType": "MAX_NUM_ORDERS", "maxNumOrders": listing.limits.open_max },
            { "filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": listing.limits.stop_max },
        ],
        "permissions": [], "permissionSets": [["SPOT"]],
        "defaultSelfTradePreventionMode": "EXPIRE_MAKER",
        "allowedSelfTradePreventionModes": ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    })
}

#[cfg(test)]
mod tests;
