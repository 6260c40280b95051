//! The private event of an order that moved. Never an answer to a request.

use super::order::{Frame, list_number};
use super::{NO_PRICE, amount, optional_price, price, qty, side};
use crate::venue::spot::words;
use domain::{Liquidity, Time};
use exchange::{Execute, Execution, OrderReport, OrderView, Place, Prevention, RefuseReason};
use serde_json::{Map, Value, json};

/// The private message of an order that moved; `group` is the account's trade group.
pub(crate) fn execution_report(
    frame: Frame<'_>,
    report: &OrderReport,
    group: Option<u32>,
) -> Value {
    let order = &report.order;
    let (request, original) = names(report);
    let at = frame.unit.show(report.at);
    let mut view = Map::new();
    extend(
        &mut view,
        json!({
            "e": "executionReport", "E": at, "s": frame.symbol, "c": request,
            "S": side(order.side), "o": words::kind(&order.kind), "f": words::life(&order.kind),
            "q": qty(order.qty), "p": optional_price(order.kind.limit_price()),
            "P": optional_price(order.kind.trigger()),
            "F": order.iceberg.map_or_else(|| NO_PRICE.to_owned(), qty),
            "g": list_number(order.list), "C": original, "x": what(&report.execution),
            "X": words::status(order.status), "r": "NONE", "i": order.id.get(),
            "z": qty(order.filled), "T": at, "I": report.id.get(),
            "w": order.status.is_open() && order.priority.is_some(), "M": false,
            "O": frame.unit.show(order.opened), "Z": amount(order.quote_filled),
            "Q": order.quote_ordered.map_or_else(|| NO_PRICE.to_owned(), amount),
            "V": words::self_trade(order.self_trade),
        }),
    );
    extend(&mut view, fill(report));
    put_conditional(&mut view, frame, order);
    if let Execution::Prevented(prevention) = &report.execution {
        extend(&mut view, prevented(frame, (order, prevention), group));
    }
    view.into()
}

/// The message of a new order that was refused after the old one in whose place it was to stand had ended.
pub(crate) fn rejected(
    frame: Frame<'_>,
    (place, client_id): (&Place, &str),
    reason: RefuseReason,
    at: Time,
) -> Value {
    let at = frame.unit.show(at);
    let (base, quote) = match place.size {
        exchange::OrderQty::Base(base) => (qty(base), NO_PRICE.to_owned()),
        exchange::OrderQty::Quote(quote) => (NO_PRICE.to_owned(), amount(quote)),
    };
    json!({
        "e": "executionReport", "E": at, "s": frame.symbol, "c": client_id, "S": side(place.side),
        "o": words::kind(&place.kind), "f": words::life(&place.kind), "q": base,
        "p": optional_price(place.kind.limit_price()), "P": optional_price(place.kind.trigger()),
        "F": place.iceberg.map_or_else(|| NO_PRICE.to_owned(), qty), "g": -1, "C": "",
        "x": "REJECTED", "X": "REJECTED", "r": reject_reason(reason), "i": -1,
        "l": NO_PRICE, "z": NO_PRICE, "L": NO_PRICE, "n": "0", "N": null, "T": at, "t": -1, "I": 0,
        "w": false, "m": false, "M": false, "O": at, "Z": NO_PRICE, "Y": NO_PRICE, "Q": quote,
        "V": words::self_trade(place.self_trade),
    })
}

/// The word of a rejection, where it has one.
fn reject_reason(reason: RefuseReason) -> &'static str {
    const WORDS: [(RefuseReason, &str); 4] = [
        (RefuseReason::InsufficientBalance, "INSUFFICIENT_BALANCES"),
        (
            RefuseReason::WouldTrigger,
            "STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY",
        ),
        (RefuseReason::WouldMatch, "WOULD_MATCH_IMMEDIATELY"),
        (RefuseReason::OcoBadPrices, "OCO_BAD_PRICES"),
    ];
    let found = WORDS.iter().find(|(of, _)| *of == reason);
    found.map_or("NONE", |(_, word)| word)
}

fn extend(view: &mut Map<String, Value>, more: Value) {
    if let Value::Object(more) = more {
        view.extend(more);
    }
}

/// The name of the request that moved the order, and the order's own where that is another one.
fn names(report: &OrderReport) -> (&str, &str) {
    let own = report.order.client_id.as_str();
    match &report.execution {
        Execution::Cancelled { cancel_id } => (cancel_id.as_str(), own),
        Execution::Amended { orig_client_id, .. } => (own, orig_client_id.as_str()),
        Execution::New
        | Execution::Activated
        | Execution::Triggered
        | Execution::Trade(_)
        | Execution::Prevented(_)
        | Execution::Expired => (own, ""),
    }
}

const fn what(execution: &Execution) -> &'static str {
    match execution {
        Execution::New | Execution::Activated | Execution::Triggered => "NEW",
        Execution::Trade(_) => "TRADE",
        Execution::Amended { .. } => "REPLACED",
        Execution::Prevented(_) => "TRADE_PREVENTION",
        Execution::Cancelled { .. } => "CANCELED",
        Execution::Expired => "EXPIRED",
    }
}

const fn execute(execution: &Execution) -> Option<&Execute> {
    match execution {
        Execution::Trade(fill) => Some(fill),
        Execution::New
        | Execution::Activated
        | Execution::Triggered
        | Execution::Amended { .. }
        | Execution::Prevented(_)
        | Execution::Cancelled { .. }
        | Execution::Expired => None,
    }
}

/// The fields of one execution, zero where nothing traded.
fn fill(report: &OrderReport) -> Value {
    match execute(&report.execution) {
        Some(fill) => json!({
            "l": qty(fill.qty), "L": price(fill.price), "n": amount(fill.fee),
            "N": fill.fee_asset.as_str(), "t": fill.trade.get(), "Y": amount(fill.quote),
            "m": fill.liquidity == Liquidity::Maker,
        }),
        None => json!({
            "l": NO_PRICE, "L": NO_PRICE, "n": "0", "N": null, "t": -1, "Y": NO_PRICE, "m": false,
        }),
    }
}

/// The fields that only some orders have.
fn put_conditional(view: &mut Map<String, Value>, frame: Frame<'_>, order: &OrderView) {
    let mut put = |name: &str, value: Value| view.insert(name.to_owned(), value);
    if let Some(at) = order.working_since {
        put("W", frame.unit.show(at).into());
    }
    if let Some(bips) = order.kind.trailing_bips() {
        let since = order.tracking.map(|tracking| tracking.since);
        put("d", bips.into());
        put("D", since.map_or(-1, |at| frame.unit.show(at)).into());
    }
    if let Some(id) = order.labels.strategy_id {
        put("j", id.into());
    }
    if let Some(kind) = order.labels.strategy_type {
        put("J", kind.into());
    }
    if let Some(peg) = order.kind.peg() {
        put("gP", words::peg(peg.side).into());
        if let Some(level) = peg.level {
            put("gOT", "PRICE_LEVEL".into());
            put("gOV", level.into());
        }
    }
    if let Some(pegged) = order.pegged_price {
        put("gp", price(pegged).into());
    }
    if let Some(reason) = words::expiry(order.status) {
        put("eR", reason.into());
    }
}

/// The fields of a prevented match.
fn prevented(
    frame: Frame<'_>,
    (order, prevention): (&OrderView, &Prevention),
    group: Option<u32>,
) -> Value {
    json!({
        "v": prevention.id.get(), "A": qty(order.prevented), "B": qty(prevention.lost),
        "u": group.map_or(-1, i64::from), "U": prevention.counter.get(), "Cs": frame.symbol,
        "pl": qty(prevention.qty), "pL": price(prevention.price), "pY": amount(prevention.quote),
    })
}
