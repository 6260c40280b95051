//! Every fault of the fault campaign, row by row, and how the days live it. A test holds this list against the campaign's own.
//! Never strikes itself.

use exchange::chance::Chance;
use serde_json::{Value, json};

/// What is ordered, and of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strike {
    /// The exchange's word on the next request of a kind.
    Request(Door, &'static str),
    /// The exchange's word on the next event of a name.
    Event(&'static str, &'static str),
    /// The marks of all contracts are silent for a while.
    Marks,
    /// The prices of a book are lost until it is read anew.
    Depth,
    /// The key of the private stream is ended.
    ListenKey,
    /// The exchange's clock is off by so many milliseconds for a while.
    Skew(i64),
    /// Every stream is cut.
    Cut,
    /// A process dies at once.
    Kill(Victim),
    /// Days on spot live it, under this name in their tally.
    OnSpot(&'static str),
}

/// Which request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The one that places an order.
    Place,
    /// The one that cancels an order.
    Cancel,
    /// Two questions about an order, after the answer to its placing was lost.
    Query,
    /// The question for an order's fills, after the answer to its placing was lost.
    Fills,
    /// The one that sets a leverage.
    Setting,
    /// The one that makes an order smaller.
    Amend,
}

/// Who dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Victim {
    /// The desk.
    Desk,
    /// The exchange.
    Exchange,
    /// Both at once.
    Both,
}

/// One fault.
#[derive(Debug)]
pub struct Row {
    /// What the campaign calls it.
    pub name: &'static str,
    /// How the days live it.
    pub strike: Strike,
    /// A wait, at least and at most, in milliseconds.
    ms: Option<(u64, u64)>,
    /// How often it is drawn beside the others.
    weight: u64,
}

const fn row(name: &'static str, strike: Strike) -> Row {
    Row {
        name,
        strike,
        ms: None,
        weight: 6,
    }
}

const fn place(name: &'static str, word: &'static str) -> Row {
    row(name, Strike::Request(Door::Place, word))
}

const fn slow(name: &'static str, word: &'static str, ms: (u64, u64)) -> Row {
    Row {
        ms: Some(ms),
        ..place(name, word)
    }
}

const fn on(door: Door, name: &'static str, word: &'static str) -> Row {
    row(name, Strike::Request(door, word))
}

const fn event(name: &'static str, stream: &'static str, word: &'static str) -> Row {
    row(name, Strike::Event(stream, word))
}

const fn on_spot(name: &'static str, told: &'static str) -> Row {
    Row {
        weight: 0,
        ..row(name, Strike::OnSpot(told))
    }
}

const fn rare(name: &'static str, strike: Strike) -> Row {
    Row {
        weight: 2,
        ..row(name, strike)
    }
}

/// Reports of orders for contracts.
const REPORT: &str = "ORDER_TRADE_UPDATE";
/// Reports of conditional orders.
const CONDITIONAL: &str = "ALGO_UPDATE";
/// Reports of wallets and positions.
const WALLETS: &str = "ACCOUNT_UPDATE";

/// Every row.
pub const ROWS: &[Row] = &[
    place("placed, answer lost", "lostAnswer"),
    place("placed, answer cut", "cutAnswer"),
    place("placed, empty body", "emptyBody"),
    place("placed, wrong content type", "wrongType"),
    place("reset before it is read", "disconnect"),
    place("-1000, executed", "serverErrorExecuted"),
    place("-1000, not executed", "serverErrorNotExecuted"),
    place("-1001, executed", "internalErrorExecuted"),
    place("-1001, not executed", "internalErrorNotExecuted"),
    place("-1006, executed", "unexpectedResponseExecuted"),
    place("-1006, not executed", "unexpectedResponseNotExecuted"),
    place("-1007, executed", "timeoutExecuted"),
    place("-1007, not executed", "timeoutNotExecuted"),
    place("503, executed", "unavailableExecuted"),
    place("503, not executed", "unavailableNotExecuted"),
    place("a proxy's page, executed", "htmlExecuted"),
    place("a proxy's page, not executed", "htmlNotExecuted"),
    place("-1008", "busy"),
    slow("placed, answered late", "lateAnswer", (200, 14_000)),
    slow("placed, answered in pieces", "slowBody", (200, 6_000)),
    slow("executed late, answer lost", "lateExecution", (50, 4_500)),
    slow("executed after its window", "lateExecution", (6_000, 9_000)),
    slow("429", "tooManyRequests", (500, 3_000)),
    slow("418", "banned", (1_000, 5_000)),
    on(Door::Cancel, "cancelled, answer lost", "lostAnswer"),
    on(Door::Cancel, "cancelled, answer cut", "cutAnswer"),
    on(Door::Cancel, "cancel reset before it is read", "disconnect"),
    on(Door::Cancel, "cancel -1007, executed", "timeoutExecuted"),
    on(
        Door::Cancel,
        "cancel -1007, not executed",
        "timeoutNotExecuted",
    ),
    Row {
        ms: Some((50, 4_500)),
        ..on(Door::Cancel, "cancel executed late", "lateExecution")
    },
    on(Door::Query, "questions reset", "disconnect"),
    on(Door::Query, "questions -1000", "serverErrorNotExecuted"),
    on(Door::Query, "answers to questions cut", "cutAnswer"),
    on(Door::Fills, "a fill left out of the list", "omittedRow"),
    on(Door::Fills, "a fill twice in the list", "doubledRow"),
    on(Door::Fills, "fills backwards", "reversedRows"),
    on_spot("report missing", "report lost"),
    on_spot("report doubled", "report doubled"),
    on_spot("report out of order", "report late"),
    on_spot("report late", "report late"),
    on_spot("balances missing", "report lost"),
    on_spot("balances doubled", "report doubled"),
    on_spot("balances out of order", "report late"),
    event("account stream cut", "account", "disconnect"),
    event("contract report missing", REPORT, "missing"),
    event("contract report doubled", REPORT, "doubled"),
    event("contract report out of order", REPORT, "reordered"),
    Row {
        ms: Some((100, 5_000)),
        ..event("contract report late", REPORT, "late")
    },
    event("conditional report missing", CONDITIONAL, "missing"),
    event("conditional report doubled", CONDITIONAL, "doubled"),
    event("conditional report out of order", CONDITIONAL, "reordered"),
    event("wallets missing", WALLETS, "missing"),
    event("wallets doubled", WALLETS, "doubled"),
    event("wallets out of order", WALLETS, "reordered"),
    event("contract stream cut", REPORT, "disconnect"),
    row("listen key ended", Strike::ListenKey),
    row("marks silent", Strike::Marks),
    on(Door::Setting, "setting done, answer lost", "lostAnswer"),
    on(Door::Setting, "setting reset", "disconnect"),
    on(Door::Setting, "setting -1007, executed", "timeoutExecuted"),
    on(
        Door::Setting,
        "setting -1007, not executed",
        "timeoutNotExecuted",
    ),
    on(
        Door::Setting,
        "setting 503, executed",
        "unavailableExecuted",
    ),
    on(
        Door::Setting,
        "setting 503, not executed",
        "unavailableNotExecuted",
    ),
    row("depth missing", Strike::Depth),
    rare("all streams cut", Strike::Cut),
    rare("exchange's clock 1.5 s ahead", Strike::Skew(1_500)),
    rare("exchange's clock 1.5 s behind", Strike::Skew(-1_500)),
    rare("exchange's clock 4 s behind", Strike::Skew(-4_000)),
    row("kill -9 of the desk", Strike::Kill(Victim::Desk)),
    rare("kill -9 of the exchange", Strike::Kill(Victim::Exchange)),
    rare("kill -9 of both", Strike::Kill(Victim::Both)),
    on(Door::Amend, "reduced, answer lost", "lostAnswer"),
    on(Door::Amend, "reduction reset", "disconnect"),
    on(
        Door::Amend,
        "reduction -1007, not executed",
        "timeoutNotExecuted",
    ),
];

/// Rows that only the days have.
pub const BEYOND: [&str; 3] = [
    "reduced, answer lost",
    "reduction reset",
    "reduction -1007, not executed",
];

/// A row, each as often as its weight says.
pub(super) fn drawn(chance: &mut Chance) -> Option<&'static Row> {
    let sum = ROWS.iter().map(|row| row.weight).sum();
    let mut left = chance.between(1, sum);
    ROWS.iter().find(|row| {
        let is_it = row.weight > 0 && left <= row.weight;
        left = left.saturating_sub(row.weight);
        is_it
    })
}

impl Row {
    /// The orders for the exchange's lever; none where it is none of the exchange's faults.
    pub(super) fn orders(&self, chance: &mut Chance) -> Vec<Value> {
        let (mut first, mut order) = (None, json!({"name": self.name}));
        let mut put = |field: &str, value: Value| {
            if let Some(order) = order.as_object_mut() {
                order.insert(field.to_owned(), value);
            }
        };
        match self.strike {
            Strike::Request(door, word) => {
                put("fault", json!(word));
                match door {
                    Door::Place => put("endpoint", json!("place")),
                    Door::Cancel => put("endpoint", json!("cancel")),
                    Door::Query | Door::Fills => {
                        first = Some(json!({"endpoint": "place", "fault": "lostAnswer"}));
                        let asks = if door == Door::Query {
                            "query"
                        } else {
                            "trades"
                        };
                        put("endpoint", json!(asks));
                        put("times", json!(if door == Door::Query { 2 } else { 1 }));
                    }
                    Door::Setting => put("route", json!("POST /fapi/v1/leverage")),
                    Door::Amend => put("route", json!("PUT /fapi/v1/order")),
                }
            }
            Strike::Event(stream, word) => {
                put("fault", json!(word));
                put("stream", json!(stream));
            }
            Strike::Marks
            | Strike::Depth
            | Strike::ListenKey
            | Strike::Skew(_)
            | Strike::Cut
            | Strike::Kill(_)
            | Strike::OnSpot(_) => return Vec::new(),
        }
        if let Some((low, high)) = self.ms {
            put("ms", json!(chance.between(low, high)));
        }
        first.into_iter().chain([order]).collect()
    }
}
