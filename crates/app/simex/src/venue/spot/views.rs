//! The JSON that Binance's clients expect, made from the engine's facts: numbers, books and the tape. Never a number as a float.

mod account;
mod listing;
mod order;
mod report;

pub(crate) use account::{account, account_position};
pub(crate) use listing::{Standing, listed};
pub(crate) use order::{AnswerKind, Placed, cancelled, order, own_trade, placed};
pub(crate) use report::execution_report;

use domain::{Amount, Price, Qty, Side, Time};
use exchange::{LevelView, Trade};
use serde_json::{Value, json};

/// Places every number is written with.
const PLACES: u32 = 8;
/// What makers and takers pay.
pub(crate) const FEE_TEXT: &str = "0.00100000";
/// What stands where there is no price.
const NO_PRICE: &str = "0.00000000";

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

#[cfg(test)]
mod tests;
