//! The two ledgers of the desk's accounts, its own and the exchange's, and what must be equal between them.
//! Never asks either: it compares what was read.

pub(crate) mod margin;

use anyhow::{Context as _, Result, anyhow};
use domain::{Amount, Qty};
use margin::Margin;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

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
    /// The fee's asset, and how much; below zero is a rebate.
    pub(crate) fee: (String, Amount),
}

/// Everything one side knows of the accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ledger {
    /// Its orders.
    pub(crate) orders: Vec<Order>,
    /// Its trades.
    pub(crate) trades: Vec<Trade>,
    /// Free and locked on spot by asset.
    pub(crate) balances: BTreeMap<String, (Qty, Qty)>,
    /// Base bought less base sold, less fees in base, by symbol; nothing where that is nothing.
    pub(crate) positions: BTreeMap<String, Amount>,
    /// The account on margin.
    pub(crate) margin: Margin,
}

/// What kind of thing is wrong between two ledgers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wrong {
    /// An order or a trade stands twice, or where nobody asked for it.
    Doubled,
    /// An order or a trade is missing on one side.
    Lost,
    /// An order is not over when all is quiet.
    Unresolved,
    /// Both sides have an order or a trade, and tell it differently.
    Differs,
    /// A position is not what was traded.
    Position,
    /// A balance differs.
    Balance,
    /// The desk's own three-way check says that its sides disagree.
    Break,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Of which kind.
    pub(crate) wrong: Wrong,
    /// In words.
    pub(crate) words: String,
}

impl Wrong {
    /// Every kind, the worst first.
    pub(crate) const ALL: [Self; 7] = [
        Self::Doubled,
        Self::Lost,
        Self::Unresolved,
        Self::Differs,
        Self::Position,
        Self::Balance,
        Self::Break,
    ];

    /// Its name in reports.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Doubled => "doubled",
            Self::Lost => "lost",
            Self::Unresolved => "unresolved",
            Self::Differs => "told differently",
            Self::Position => "unexplained positions",
            Self::Balance => "balances that differ",
            Self::Break => "breaks of the three-way check",
        }
    }

    /// One thing of this kind.
    pub(crate) fn found(self, words: String) -> Difference {
        Difference { wrong: self, words }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.words)
    }
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
) -> Result<Vec<Difference>> {
    let mut found = Vec::new();
    let ours = by_client_id(&desk.orders, "the desk", &mut found);
    let theirs = by_client_id(&exchange.orders, "the exchange", &mut found);
    for (id, client_id) in acknowledged {
        if ours
            .get(client_id.as_str())
            .is_none_or(|order| order.id != *id)
        {
            found.push(Wrong::Lost.found(format!(
                "order {id} ({client_id}) was acknowledged and is lost"
            )));
        }
    }
    for (client_id, order) in &ours {
        if !acknowledged.contains(&(order.id, (*client_id).to_owned())) {
            found.push(Wrong::Doubled.found(format!(
                "order {} ({client_id}) was recorded for no request",
                order.id
            )));
        }
        compare_order(order, theirs.get(client_id).copied(), &mut found);
    }
    for client_id in theirs.keys().filter(|id| !ours.contains_key(**id)) {
        found.push(Wrong::Doubled.found(format!(
            "{client_id} is at the exchange and not in the journal"
        )));
    }
    compare_trades((desk, "the desk"), (exchange, "the exchange"), &mut found);
    sums(desk, "the desk", &mut found)?;
    sums(exchange, "the exchange", &mut found)?;
    compare_positions(desk, exchange, &mut found);
    compare_balances(desk, exchange, &mut found);
    margin::compare(desk, exchange, &mut found)?;
    Ok(found)
}

fn by_client_id<'a>(
    orders: &'a [Order],
    whose: &str,
    found: &mut Vec<Difference>,
) -> BTreeMap<&'a str, &'a Order> {
    let mut map = BTreeMap::new();
    for order in orders {
        if map.insert(order.client_id.as_str(), order).is_some() {
            found
                .push(Wrong::Doubled.found(format!("{} stands twice at {whose}", order.client_id)));
        }
    }
    map
}

fn compare_order(ours: &Order, theirs: Option<&Order>, found: &mut Vec<Difference>) {
    let Order {
        id,
        client_id,
        state,
        filled,
    } = ours;
    if !OVER.contains(&state.as_str()) {
        found.push(Wrong::Unresolved.found(format!(
            "order {id} ({client_id}) is still {state} when all is quiet"
        )));
    }
    match theirs {
        None if NEVER_STOOD.contains(&state.as_str()) => {}
        None => found.push(Wrong::Lost.found(format!(
            "order {id} ({client_id}) is {state} and not at the exchange"
        ))),
        Some(theirs) => {
            if matches!(state.as_str(), "never-seen" | "not-sent") {
                found.push(Wrong::Doubled.found(format!(
                    "order {id} ({client_id}) is {state} and stands at the exchange"
                )));
            }
            if theirs.filled != *filled {
                let there = theirs.filled;
                found.push(Wrong::Differs.found(format!(
                    "order {id} ({client_id}): filled {filled}, at the exchange {there}"
                )));
            }
        }
    }
}

/// What is told of a trade: quantity, price, and fee.
type TradeTold<'a> = (Qty, Qty, &'a (String, Amount));

fn trades_by_key<'a>(
    (ledger, whose): (&'a Ledger, &str),
    found: &mut Vec<Difference>,
) -> BTreeMap<&'a (String, String), TradeTold<'a>> {
    let mut map = BTreeMap::new();
    for trade in &ledger.trades {
        let told = (trade.qty, trade.price, &trade.fee);
        if map.insert(&trade.key, told).is_some() {
            let words = format!("trade {:?} is booked twice by {whose}", trade.key);
            found.push(Wrong::Doubled.found(words));
        }
    }
    map
}

fn compare_trades(a: (&Ledger, &str), b: (&Ledger, &str), found: &mut Vec<Difference>) {
    let (ours, theirs) = (trades_by_key(a, found), trades_by_key(b, found));
    for (key, value) in &ours {
        if theirs.get(key) != Some(value) {
            found.push(Wrong::Differs.found(format!(
                "trade {key:?} is in the journal and not so at the exchange"
            )));
        }
    }
    for key in theirs.keys().filter(|key| !ours.contains_key(*key)) {
        found.push(Wrong::Lost.found(format!(
            "trade {key:?} is at the exchange and not in the journal"
        )));
    }
}

/// In each ledger the trades of an order sum to what it says was filled.
fn sums(ledger: &Ledger, whose: &str, found: &mut Vec<Difference>) -> Result<()> {
    let mut sums: BTreeMap<u64, Qty> = BTreeMap::new();
    for trade in &ledger.trades {
        let sum = sums.entry(trade.order).or_insert(Qty::ZERO);
        *sum = sum.plus(trade.qty).map_err(|error| anyhow!("{error}"))?;
    }
    for order in &ledger.orders {
        let sum = sums.remove(&order.id).unwrap_or(Qty::ZERO);
        if sum != order.filled {
            let filled = order.filled;
            found.push(Wrong::Differs.found(format!(
                "{whose}: order {} says {filled} filled, its trades sum to {sum}",
                order.id
            )));
        }
    }
    found.extend(
        sums.keys()
            .map(|id| format!("{whose}: trades of an order {id} that is not there"))
            .map(|words| Wrong::Doubled.found(words)),
    );
    Ok(())
}

fn compare_positions(desk: &Ledger, exchange: &Ledger, found: &mut Vec<Difference>) {
    let symbols: BTreeSet<&String> = desk
        .positions
        .keys()
        .chain(exchange.positions.keys())
        .collect();
    for symbol in symbols {
        let of = |ledger: &Ledger| ledger.positions.get(symbol).copied();
        let (ours, theirs) = (of(desk), of(exchange));
        if ours != theirs {
            let (ours, theirs) = (ours.unwrap_or(Amount::ZERO), theirs.unwrap_or(Amount::ZERO));
            found.push(Wrong::Position.found(format!(
                "{symbol}: a position of {ours}, the exchange's trades come to {theirs}"
            )));
        }
    }
}

fn compare_balances(desk: &Ledger, exchange: &Ledger, found: &mut Vec<Difference>) {
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
            found.push(Wrong::Balance.found(format!(
                "{asset}: {free} free and {locked} locked, at the exchange {their_free} and {their_locked}"
            )));
        }
        if ours.1 != Qty::ZERO {
            found.push(
                Wrong::Balance.found(format!("{asset}: {} locked when no order stands", ours.1)),
            );
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

/// The exact amount of a field.
///
/// # Errors
/// The field is missing or no amount.
pub(crate) fn amount(value: &Value, field: &str) -> Result<Amount> {
    let text = text(value, field)?;
    text.parse()
        .map_err(|error| anyhow!("`{field}` is `{text}`: {error}"))
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
