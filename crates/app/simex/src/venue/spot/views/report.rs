//! The private event of an order that moved. Never an answer to a request.

use super::order::{kind, self_trade, status, time_in_force};
use super::{NO_PRICE, amount, optional_price, qty, side};
use domain::{Liquidity, Time};
use exchange::{Execution, OrderReport};
use serde_json::{Value, json};

/// The private message of an order that moved.
pub(crate) fn execution_report(symbol: &str, report: &OrderReport) -> Value {
    let order = &report.order;
    let fill = match &report.execution {
        Execution::Trade(fill) => Some(fill),
        Execution::New
        | Execution::Activated
        | Execution::Triggered
        | Execution::Amended { .. }
        | Execution::Prevented(_)
        | Execution::Cancelled { .. }
        | Execution::Expired => None,
    };
    let what = match report.execution {
        Execution::New | Execution::Activated | Execution::Triggered => "NEW",
        Execution::Amended { .. } => "REPLACED",
        Execution::Prevented(_) => "TRADE_PREVENTION",
        Execution::Trade(_) => "TRADE",
        Execution::Cancelled { .. } => "CANCELED",
        Execution::Expired => "EXPIRED",
    };
    // A cancel bears its own id in `c`; the order's own id then stands in `C`.
    let (request, original) = match report.execution {
        Execution::Cancelled { cancel_id } => (cancel_id.to_string(), order.client_id.to_string()),
        Execution::Amended { orig_client_id, .. } => {
            (order.client_id.to_string(), orig_client_id.to_string())
        }
        Execution::New
        | Execution::Activated
        | Execution::Triggered
        | Execution::Trade(_)
        | Execution::Prevented(_)
        | Execution::Expired => (order.client_id.to_string(), String::new()),
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
        "I": report.id.get(), "w": order.status.is_open() && order.working_since.is_some(),
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
