//! The two ledgers of one account, the desk's and the exchange's, and what must be equal between them.
//! Never asks either: it compares what was read.

use anyhow::{Context as _, Result, anyhow};
use domain::Qty;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// States in which an order never came to stand at the exchange.
const NEVER_STOOD: [&str; 3] = ["never-seen", "not-sent", "rejected"];
/// States in which an order is over.
const OVER: [&str; 6] = [
    "filled",
    "cancelled",
    "expired",
    "never-seen",
    "not-sent",
    "rejected",
];

/// An order in either ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    /// The desk's number, or the exchange's.
    pub(crate) id: u64,
    /// The id it bears at the exchange.
    pub(crate) client_id: String,
    /// Its state in the ledger's own word.
    pub(crate) state: String,
    /// Quantity traded.
    pub(crate) filled: Qty,
}

/// A trade of the account in either ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trade {
    /// Symbol and the exchange's id.
    pub(crate) key: (String, String),
    /// The order's number in the same ledger.
    pub(crate) order: u64,
    /// Quantity.
    pub(crate) qty: Qty,
    /// Price, canonical.
    pub(crate) price: Qty,
}

/// Everything one side knows of the account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ledger {
    /// Its orders.
    pub(crate) orders: Vec<Order>,
    /// Its trades.
    pub(crate) trades: Vec<Trade>,
    /// Free and locked by asset.
    pub(crate) balances: BTreeMap<String, (Qty, Qty)>,
}

/// An order that the desk acknowledged to a caller: its number and its id at the exchange.
pub(crate) type Acknowledged = (u64, String);

/// What is wrong between the two ledgers and what was acknowledged, one line each.
///
/// # Errors
/// A sum of quantities does not fit.
pub(crate) fn differences(
    acknowledged: &BTreeSet<Acknowledged>,
    desk: &Ledger,
    exchange: &Ledger,
) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let ours = by_client_id(&desk.orders, "the desk", &mut found);
    let theirs = by_client_id(&exchange.orders, "the exchange", &mut found);
    for (id, client_id) in acknowledged {
        if ours
            .get(client_id.as_str())
            .is_none_or(|order| order.id != *id)
        {
            found.push(format!(
                "order {id} ({client_id}) was acknowledged and is lost"
            ));
        }
    }
    for (client_id, order) in &ours {
        if !acknowledged.contains(&(order.id, (*client_id).to_owned())) {
            found.push(format!(
                "order {} ({client_id}) was recorded for no request",
                order.id
            ));
        }
        compare_order(order, theirs.get(client_id).copied(), &mut found);
    }
    for client_id in theirs.keys().filter(|id| !ours.contains_key(**id)) {
        found.push(format!(
            "{client_id} is at the exchange and not in the journal"
        ));
    }
    compare_trades((desk, "the desk"), (exchange, "the exchange"), &mut found);
    sums(desk, "the desk", &mut found)?;
    sums(exchange, "the exchange", &mut found)?;
    compare_balances(desk, exchange, &mut found);
    Ok(found)
}

fn by_client_id<'a>(
    orders: &'a [Order],
    whose: &str,
    found: &mut Vec<String>,
) -> BTreeMap<&'a str, &'a Order> {
    let mut map = BTreeMap::new();
    for order in orders {
        if map.insert(order.client_id.as_str(), order).is_some() {
            found.push(format!("{} stands twice at {whose}", order.client_id));
        }
    }
    map
}

fn compare_order(ours: &Order, theirs: Option<&Order>, found: &mut Vec<String>) {
    let Order {
        id,
        client_id,
        state,
        filled,
    } = ours;
    if !OVER.contains(&state.as_str()) {
        found.push(format!(
            "order {id} ({client_id}) is still {state} when all is quiet"
        ));
    }
    match theirs {
        None if NEVER_STOOD.contains(&state.as_str()) => {}
        None => found.push(format!(
            "order {id} ({client_id}) is {state} and not at the exchange"
        )),
        Some(theirs) => {
            if matches!(state.as_str(), "never-seen" | "not-sent") {
                found.push(format!(
                    "order {id} ({client_id}) is {state} and stands at the exchange"
                ));
            }
            if theirs.filled != *filled {
                let there = theirs.filled;
                found.push(format!(
                    "order {id} ({client_id}): filled {filled}, at the exchange {there}"
                ));
            }
        }
    }
}

fn compare_trades(a: (&Ledger, &str), b: (&Ledger, &str), found: &mut Vec<String>) {
    let map = |(ledger, whose): (&Ledger, &str), found: &mut Vec<String>| {
        let mut map = BTreeMap::new();
        for trade in &ledger.trades {
            if map
                .insert(trade.key.clone(), (trade.qty, trade.price))
                .is_some()
            {
                found.push(format!("trade {:?} is booked twice by {whose}", trade.key));
            }
        }
        map
    };
    let (ours, theirs) = (map(a, found), map(b, found));
    for (key, value) in &ours {
        if theirs.get(key) != Some(value) {
            found.push(format!(
                "trade {key:?} is in the journal and not so at the exchange"
            ));
        }
    }
    for key in theirs.keys().filter(|key| !ours.contains_key(*key)) {
        found.push(format!(
            "trade {key:?} is at the exchange and not in the journal"
        ));
    }
}

/// In each ledger the trades of an order sum to what it says was filled.
fn sums(ledger: &Ledger, whose: &str, found: &mut Vec<String>) -> Result<()> {
    let mut sums: BTreeMap<u64, Qty> = BTreeMap::new();
    for trade in &ledger.trades {
        let sum = sums.entry(trade.order).or_insert(Qty::ZERO);
        *sum = sum.plus(trade.qty).map_err(|error| anyhow!("{error}"))?;
    }
    for order in &ledger.orders {
        let sum = sums.remove(&order.id).unwrap_or(Qty::ZERO);
        if sum != order.filled {
            let filled = order.filled;
            found.push(format!(
                "{whose}: order {} says {filled} filled, its trades sum to {sum}",
                order.id
            ));
        }
    }
    found.extend(
        sums.keys()
            .map(|id| format!("{whose}: trades of an order {id} that is not there")),
    );
    Ok(())
}

fn compare_balances(desk: &Ledger, exchange: &Ledger, found: &mut Vec<String>) {
    let assets: BTreeSet<&String> = desk
        .balances
        .keys()
        .chain(exchange.balances.keys())
        .collect();
    for asset in assets {
        let nothing = (Qty::ZERO, Qty::ZERO);
        let ours = desk.balances.get(asset).copied().unwrap_or(nothing);
        let theirs = exchange.balances.get(asset).copied().unwrap_or(nothing);
        if ours != theirs {
            let ((free, locked), (their_free, their_locked)) = (ours, theirs);
            found.push(format!(
                "{asset}: {free} free and {locked} locked, at the exchange {their_free} and {their_locked}"
            ));
        }
        if ours.1 != Qty::ZERO {
            found.push(format!("{asset}: {} locked when no order stands", ours.1));
        }
    }
}

/// The text of a field.
///
/// # Errors
/// The field is missing or no text.
pub(crate) fn text(value: &Value, field: &str) -> Result<String> {
    match value.get(field) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        _ => Err(anyhow!("no `{field}` in {value}")),
    }
}

/// The number of a field.
///
/// # Errors
/// The field is missing or no number.
pub(crate) fn number(value: &Value, field: &str) -> Result<u64> {
    value
        .get(field)
        .and_then(Value::as_u64)
        .with_context(|| format!("no `{field}` in {value}"))
}

/// The exact quantity of a field.
///
/// # Errors
/// The field is missing or no quantity.
pub(crate) fn exact(value: &Value, field: &str) -> Result<Qty> {
    let text = text(value, field)?;
    text.parse()
        .map_err(|error| anyhow!("`{field}` is `{text}`: {error}"))
}

#[cfg(test)]
mod tests;
