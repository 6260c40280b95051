//! Everything that goes wrong in a fault campaign, as a table, and which order gets which of it. Never strikes itself.

use super::wishes::Market;
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
    /// The marks of a contract, for a while.
    Marks,
    /// The request that sets a leverage.
    Setting,
    /// The key of the account's stream of contracts is ended.
    ListenKey,
    /// The exchange's clock, by so many milliseconds.
    Skew(i64),
    /// Every stream is cut.
    Cut,
    /// `kill -9` of these.
    Kill(Victim),
}

/// What is traded, for faults that only one of both can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    Spot,
    Contract,
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
    /// Where it can happen; none where everywhere.
    product: Option<Product>,
}

const fn place(name: &'static str, word: &'static str) -> Fault {
    Fault {
        name,
        target: Target::Place,
        word,
        ms: None,
        weight: 6,
        product: None,
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

const fn on_spot(fault: Fault) -> Fault {
    Fault {
        product: Some(Product::Spot),
        ..fault
    }
}

const fn on_margin(fault: Fault) -> Fault {
    Fault {
        product: Some(Product::Contract),
        weight: 4,
        ..fault
    }
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
/// Reports of orders for contracts.
const CONTRACT_REPORT: &str = "ORDER_TRADE_UPDATE";
/// Reports of conditional orders.
const CONDITIONAL_REPORT: &str = "ALGO_UPDATE";
/// Reports of wallets and positions on margin.
const WALLETS: &str = "ACCOUNT_UPDATE";
/// Any event of the account.
const ACCOUNT: &str = "account";
/// How long marks are silent, in milliseconds: longer than an old one counts.
const MARKS_SILENT_MS: u64 = 7_000;

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
    on_spot(event("report missing", REPORT, "missing")),
    on_spot(event("report doubled", REPORT, "doubled")),
    on_spot(event("report out of order", REPORT, "reordered")),
    on_spot(Fault {
        ms: Some((100, 5_000)),
        ..event("report late", REPORT, "late")
    }),
    on_spot(event("balances missing", BALANCES, "missing")),
    on_spot(event("balances doubled", BALANCES, "doubled")),
    on_spot(event("balances out of order", BALANCES, "reordered")),
    event("account stream cut", ACCOUNT, "disconnect"),
    on_margin(event("contract report missing", CONTRACT_REPORT, "missing")),
    on_margin(event("contract report doubled", CONTRACT_REPORT, "doubled")),
    on_margin(event(
        "contract report out of order",
        CONTRACT_REPORT,
        "reordered",
    )),
    on_margin(Fault {
        ms: Some((100, 5_000)),
        ..event("contract report late", CONTRACT_REPORT, "late")
    }),
    on_margin(event(
        "conditional report missing",
        CONDITIONAL_REPORT,
        "missing",
    )),
    on_margin(event(
        "conditional report doubled",
        CONDITIONAL_REPORT,
        "doubled",
    )),
    on_margin(event(
        "conditional report out of order",
        CONDITIONAL_REPORT,
        "reordered",
    )),
    on_margin(event("wallets missing", WALLETS, "missing")),
    on_margin(event("wallets doubled", WALLETS, "doubled")),
    on_margin(event("wallets out of order", WALLETS, "reordered")),
    on_margin(event("contract stream cut", CONTRACT_REPORT, "disconnect")),
    on_margin(on(Target::ListenKey, "listen key ended", "")),
    on_margin(on(Target::Marks, "marks silent", "missing")),
    on_margin(on(
        Target::Setting,
        "setting done, answer lost",
        "lostAnswer",
    )),
    on_margin(on(Target::Setting, "setting reset", "disconnect")),
    on_margin(on(
        Target::Setting,
        "setting -1007, executed",
        "timeoutExecuted",
    )),
    on_margin(on(
        Target::Setting,
        "setting -1007, not executed",
        "timeoutNotExecuted",
    )),
    on_margin(on(
        Target::Setting,
        "setting 503, executed",
        "unavailableExecuted",
    )),
    on_margin(on(
        Target::Setting,
        "setting 503, not executed",
        "unavailableNotExecuted",
    )),
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

/// What an order may do to a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Any,
    /// It only reduces, where there is something to reduce.
    Reduce,
}

/// One order of the plan: what it is and what befalls it, from the seed and its number alone.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) product: Product,
    pub(super) wish: Wish,
    pub(super) effect: Effect,
    /// The leverage that is set before.
    pub(super) leverage: Option<u64>,
    pub(super) fault: Option<&'static Fault>,
    /// What its further draws come from.
    pub(super) chance: Chance,
}

/// Leverages that are set, at least and at most: with less the margin of a campaign's positions would not suffice.
const LEVERAGE: (u64, u64) = (8, 20);

impl Task {
    /// The order of this number in the plan of this seed; `rate` is the share of orders with a fault, in thousandths.
    pub(super) fn of(seed: u64, number: u64, rate: u64) -> Self {
        let mut chance = Chance::new(seed ^ number.wrapping_mul(0xA076_1D64_78BD_642F)).branch();
        let fault = match chance.between(1, 1_000) {
            drawn_at if drawn_at <= rate => drawn(&mut chance),
            _ => None,
        };
        let drawn_product = match chance.between(0, 1) {
            0 => Product::Spot,
            _ => Product::Contract,
        };
        let product = fault.and_then(|fault| fault.product);
        let product = product.unwrap_or(drawn_product);
        let target = fault.map(|fault| fault.target);
        let wish = wished(target, product, chance.between(1, 100));
        let effect = match (product, chance.between(1, 10)) {
            (Product::Contract, 1..=3) => Effect::Reduce,
            (Product::Spot | Product::Contract, _) => Effect::Any,
        };
        let sets = match (product, target, chance.between(1, 12)) {
            (_, Some(Target::Setting), _) | (Product::Contract, _, 1) => true,
            (Product::Spot | Product::Contract, _, _) => false,
        };
        let (low, high) = LEVERAGE;
        let leverage = sets.then(|| chance.between(low, high));
        Self {
            product,
            wish,
            effect,
            leverage,
            fault,
            chance,
        }
    }
}

/// The wish that was drawn, as far as its fault can befall it.
const fn wished(target: Option<Target>, product: Product, drawn: u64) -> Wish {
    match (target, product, drawn) {
        // Only what stands can be cancelled.
        (Some(Target::Cancel), _, 1..=60) => Wish::Resting,
        (Some(Target::Cancel), _, _) => Wish::Racing,
        (Some(Target::Fills), _, _) => Wish::Market,
        // The ledger tells which order a request was for, and a pair's is for two.
        (Some(Target::Place | Target::Query), Product::Spot, 93..=100) => Wish::Resting,
        (_, _, 1..=16) => Wish::Market,
        (_, _, 17..=26) => Wish::Crossing,
        (_, _, 27..=38) => Wish::Resting,
        (_, _, 39..=48) => Wish::Racing,
        (_, _, 49..=56) => Wish::ImmediateOrCancel,
        (_, _, 57..=62) => Wish::FillOrKill,
        (_, _, 63..=67) => Wish::Maker,
        (_, _, 68..=73) => Wish::Stop,
        (_, _, 74..=79) => Wish::StopLimit,
        (_, _, 80..=82) => Wish::TakeProfit,
        (_, _, 83..=85) => Wish::TakeProfitLimit,
        (_, _, 86..=88) => Wish::Trailing,
        (_, _, 89..=92) => Wish::GoodTill,
        (_, Product::Spot, 93..=96) => Wish::Pair,
        (_, Product::Spot, _) => Wish::Replaced,
        // Contracts know neither pairs nor replacements.
        (_, Product::Contract, 93..=96) => Wish::Stop,
        (_, Product::Contract, _) => Wish::TakeProfit,
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
    pub(super) fn orders(&self, chance: &mut Chance, market: Market) -> Vec<Value> {
        let wait = self.ms.map(|(low, high)| chance.between(low, high));
        let name = format!("{}{WAITS}{}", self.name, wait.unwrap_or(0));
        let doors = match market.product {
            Product::Spot => "/api/*",
            Product::Contract => "/fapi/*",
        };
        let stream = market.at_venue.to_lowercase();
        let lost =
            json!({"name": name, "fault": "lostAnswer", "endpoint": "place", "route": doors});
        let at = |endpoint: &str| json!({"endpoint": endpoint, "route": doors});
        let (first, what) = match self.target {
            Target::Place => (None, at("place")),
            Target::Cancel => (None, at("cancel")),
            Target::Query => {
                let mut questions = at("query");
                set(&mut questions, "times", json!(2));
                (Some(lost), questions)
            }
            Target::Fills => (Some(lost), at("trades")),
            Target::Event(event) => (None, json!({"stream": event})),
            Target::Market => (None, json!({"stream": format!("{stream}@depth*")})),
            Target::Marks => {
                let marks = format!("{stream}@markPrice*");
                (None, json!({"stream": marks, "forMs": MARKS_SILENT_MS}))
            }
            Target::Setting => (None, json!({"route": "POST /fapi/v1/leverage"})),
            Target::ListenKey | Target::Skew(_) | Target::Cut | Target::Kill(_) => {
                return Vec::new();
            }
        };
        let mut order = what;
        set(&mut order, "name", json!(name));
        set(&mut order, "fault", json!(self.word));
        if let Some(ms) = wait {
            set(&mut order, "ms", json!(ms));
        }
        first.into_iter().chain([order]).collect()
    }
}

fn set(order: &mut Value, field: &str, value: Value) {
    if let Some(order) = order.as_object_mut() {
        order.insert(field.to_owned(), value);
    }
}

#[cfg(test)]
mod tests;
