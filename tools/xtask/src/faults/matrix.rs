//! Everything that goes wrong in a fault campaign, as a table, and which order gets which of it. Never strikes itself.

use crate::chance::Chance;
use serde_json::{Value, json};

/// What a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The request that places the order.
    Place,
    /// The request that cancels it.
    Cancel,
    /// The questions about it, after the answer to its placing was lost.
    Query,
    /// The questions for its fills, after the answer to its placing was lost.
    Fills,
    /// An event of the account's stream.
    Event(&'static str),
    /// An event of the market's streams.
    Market,
    /// The exchange's clock, by so many milliseconds.
    Skew(i64),
    /// Every stream is cut.
    Cut,
    /// `kill -9` of these.
    Kill(Victim),
}

/// Who is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Victim {
    /// The desk.
    Desk,
    /// The exchange.
    Exchange,
    /// Both at once.
    Both,
}

/// One kind of fault.
#[derive(Debug)]
pub(super) struct Fault {
    /// What it is called in reports and in the exchange's ledger.
    pub(super) name: &'static str,
    pub(super) target: Target,
    /// The exchange's word for it; empty where it is none of its faults.
    word: &'static str,
    /// A wait, at least and at most, in milliseconds.
    ms: Option<(u64, u64)>,
    /// How often it is drawn beside the others.
    weight: u64,
}

const fn place(name: &'static str, word: &'static str) -> Fault {
    Fault {
        name,
        target: Target::Place,
        word,
        ms: None,
        weight: 6,
    }
}

const fn slow(name: &'static str, word: &'static str, ms: (u64, u64)) -> Fault {
    Fault {
        ms: Some(ms),
        ..place(name, word)
    }
}

const fn on(target: Target, name: &'static str, word: &'static str) -> Fault {
    Fault {
        target,
        ..place(name, word)
    }
}

const fn event(name: &'static str, stream: &'static str, word: &'static str) -> Fault {
    on(Target::Event(stream), name, word)
}

const fn rare(target: Target, name: &'static str) -> Fault {
    Fault {
        target,
        weight: 2,
        ..place(name, "")
    }
}

/// Stands between a fault's name and its wait in what the ledger calls it.
const WAITS: &str = ", ms ";
/// Reports of orders on the account's stream.
const REPORT: &str = "executionReport";
/// Reports of balances on the account's stream.
const BALANCES: &str = "outboundAccountPosition";
/// Any event of the account.
const ACCOUNT: &str = "account";

/// Every kind of fault.
pub(super) const FAULTS: &[Fault] = &[
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
    Fault {
        weight: 2,
        ..slow("429", "tooManyRequests", (500, 3_000))
    },
    Fault {
        weight: 2,
        ..slow("418", "banned", (1_000, 5_000))
    },
    on(Target::Cancel, "cancelled, answer lost", "lostAnswer"),
    on(Target::Cancel, "cancelled, answer cut", "cutAnswer"),
    on(
        Target::Cancel,
        "cancel reset before it is read",
        "disconnect",
    ),
    on(Target::Cancel, "cancel -1007, executed", "timeoutExecuted"),
    on(
        Target::Cancel,
        "cancel -1007, not executed",
        "timeoutNotExecuted",
    ),
    Fault {
        ms: Some((50, 4_500)),
        ..on(Target::Cancel, "cancel executed late", "lateExecution")
    },
    on(Target::Query, "questions reset", "disconnect"),
    on(Target::Query, "questions -1000", "serverErrorNotExecuted"),
    on(Target::Query, "answers to questions cut", "cutAnswer"),
    on(Target::Fills, "a fill left out of the list", "omittedRow"),
    on(Target::Fills, "a fill twice in the list", "doubledRow"),
    on(Target::Fills, "fills backwards", "reversedRows"),
    event("report missing", REPORT, "missing"),
    event("report doubled", REPORT, "doubled"),
    event("report out of order", REPORT, "reordered"),
    Fault {
        ms: Some((100, 5_000)),
        ..event("report late", REPORT, "late")
    },
    event("balances missing", BALANCES, "missing"),
    event("balances doubled", BALANCES, "doubled"),
    event("balances out of order", BALANCES, "reordered"),
    event("account stream cut", ACCOUNT, "disconnect"),
    on(Target::Market, "depth missing", "missing"),
    rare(Target::Cut, "all streams cut"),
    rare(Target::Skew(1_500), "exchange's clock 1.5 s ahead"),
    rare(Target::Skew(-1_500), "exchange's clock 1.5 s behind"),
    rare(Target::Skew(-4_000), "exchange's clock 4 s behind"),
    Fault {
        weight: 7,
        ..rare(Target::Kill(Victim::Desk), "kill -9 of the desk")
    },
    rare(Target::Kill(Victim::Exchange), "kill -9 of the exchange"),
    rare(Target::Kill(Victim::Both), "kill -9 of both"),
];

/// What a person wishes beside one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Market,
    /// A limit that takes at once what is there, and rests with the remainder.
    Crossing,
    /// A limit that rests.
    Resting,
    /// A limit at the best price of its own side, cancelled while it may fill.
    Racing,
    ImmediateOrCancel,
    FillOrKill,
    Maker,
    Stop,
    StopLimit,
    TakeProfit,
    TakeProfitLimit,
    Trailing,
    /// A limit that rests till an instant soon to come.
    GoodTill,
    /// A target and a stop of which only one may trade, cancelled later.
    Pair,
    /// A limit that rests, in whose place another is put.
    Replaced,
}

/// One order of the plan: what it is and what befalls it, from the seed and its number alone.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) wish: Wish,
    pub(super) fault: Option<&'static Fault>,
    /// What its further draws come from.
    pub(super) chance: Chance,
}

impl Task {
    /// The order of this number in the plan of this seed; `rate` is the share of orders with a fault, in thousandths.
    pub(super) fn of(seed: u64, number: u64, rate: u64) -> Self {
        let mut chance = Chance::new(seed ^ number.wrapping_mul(0xA076_1D64_78BD_642F)).branch();
        let fault = match chance.between(1, 1_000) {
            drawn_at if drawn_at <= rate => drawn(&mut chance),
            _ => None,
        };
        let wish = match (fault.map(|fault| fault.target), chance.between(1, 100)) {
            // Only what stands can be cancelled.
            (Some(Target::Cancel), 1..=60) => Wish::Resting,
            (Some(Target::Cancel), _) => Wish::Racing,
            (Some(Target::Fills), _) => Wish::Market,
            // The ledger tells which order a request was for, and a pair's is for two.
            (Some(Target::Place | Target::Query), 93..=100) => Wish::Resting,
            (_, 1..=16) => Wish::Market,
            (_, 17..=26) => Wish::Crossing,
            (_, 27..=38) => Wish::Resting,
            (_, 39..=48) => Wish::Racing,
            (_, 49..=56) => Wish::ImmediateOrCancel,
            (_, 57..=62) => Wish::FillOrKill,
            (_, 63..=67) => Wish::Maker,
            (_, 68..=73) => Wish::Stop,
            (_, 74..=79) => Wish::StopLimit,
            (_, 80..=82) => Wish::TakeProfit,
            (_, 83..=85) => Wish::TakeProfitLimit,
            (_, 86..=88) => Wish::Trailing,
            (_, 89..=92) => Wish::GoodTill,
            (_, 93..=96) => Wish::Pair,
            (_, _) => Wish::Replaced,
        };
        Self {
            wish,
            fault,
            chance,
        }
    }
}

/// A fault, each as often as its weight says; `None` only of an empty table.
fn drawn(chance: &mut Chance) -> Option<&'static Fault> {
    let sum = FAULTS.iter().map(|fault| fault.weight).sum();
    let mut left = chance.between(1, sum);
    FAULTS.iter().find(|fault| {
        let is_it = left <= fault.weight;
        left = left.saturating_sub(fault.weight);
        is_it
    })
}

impl Fault {
    /// The fault that the ledger calls so, and its wait in milliseconds.
    pub(super) fn called(name: &str) -> Option<(&'static Self, i64)> {
        let (name, wait) = name.rsplit_once(WAITS)?;
        let fault = FAULTS.iter().find(|fault| fault.name == name)?;
        Some((fault, wait.parse().ok()?))
    }

    /// Whether the exchange's ledger tells which order it struck.
    pub(super) const fn is_told(&self) -> bool {
        matches!(
            self.target,
            Target::Place | Target::Cancel | Target::Query | Target::Fills
        )
    }

    /// The orders for this fault as the exchange's lever takes them; none where it is none of the exchange's faults.
    /// What the ledger calls them tells the fault and its wait.
    pub(super) fn orders(&self, chance: &mut Chance, symbol: &str) -> Vec<Value> {
        let wait = self.ms.map(|(low, high)| chance.between(low, high));
        let name = format!("{}{WAITS}{}", self.name, wait.unwrap_or(0));
        let mut order = json!({"name": name, "fault": self.word});
        let mut set = |field: &str, value: Value| {
            if let Some(order) = order.as_object_mut() {
                order.insert(field.to_owned(), value);
            }
        };
        if let Some(ms) = wait {
            set("ms", json!(ms));
        }
        let lost = || json!({"name": name, "fault": "lostAnswer", "endpoint": "place"});
        let mut first = Vec::new();
        match self.target {
            Target::Place => set("endpoint", json!("place")),
            Target::Cancel => set("endpoint", json!("cancel")),
            Target::Query => {
                first.push(lost());
                set("endpoint", json!("query"));
                set("times", json!(2));
            }
            Target::Fills => {
                first.push(lost());
                set("endpoint", json!("trades"));
            }
            Target::Event(stream) => set("stream", json!(stream)),
            Target::Market => set("stream", json!(format!("{}@depth*", symbol.to_lowercase()))),
            Target::Skew(_) | Target::Cut | Target::Kill(_) => return Vec::new(),
        }
        first.push(order);
        first
    }
}

#[cfg(test)]
mod tests;
