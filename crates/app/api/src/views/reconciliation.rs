//! The three-way check as programs see it. Never a value without its instant.

use super::millis;
use desk::{Break, Portfolio, StartGate, StatedOrder};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How our book, the venue's word and the sum of the trades stand to each other.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReconciliationView {
    /// When this was true.
    as_of: i64,
    /// `open`, or `closed`: nothing that opens passes before the account was compared since the start.
    start_gate: &'static str,
    /// When the last whole round was asked for; absent before the first since the start.
    compared_at: Option<i64>,
    /// Disagreements that one round showed and the next has to confirm.
    suspects: usize,
    /// Disagreements in force.
    breaks: Vec<BreakView>,
    /// Open orders at the venue that are not ours.
    foreign_orders: Vec<ForeignOrderView>,
}

/// One disagreement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BreakView {
    /// The name by which it is accepted: `balance:USDT`, `order:BTC/USDT:12`.
    #[schema(example = "balance:USDT")]
    name: String,
    /// About what, in words.
    about: String,
    /// The account.
    account: u64,
    /// Our book; absent where it has nothing.
    ours: Option<String>,
    /// The venue's own number; absent where it has nothing.
    venue: Option<String>,
    /// What the trades add up to; absent where they say nothing.
    trades: Option<String>,
    /// When the round that showed it first was asked for.
    first_seen: i64,
    /// When it was recorded.
    at: i64,
}

/// One open order at the venue that is not ours.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForeignOrderView {
    /// The id it bears.
    client_id: String,
    /// The venue's id.
    venue_id: String,
    /// Canonical symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// `buy` or `sell`.
    side: String,
    /// Its limit price, where it has one.
    price: Option<String>,
    /// What was ordered.
    qty: String,
    /// What has traded of it.
    filled: String,
}

/// Takes the venue's word in one disagreement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"break": "balance:USDT", "reason": "a fee that the venue took back"}))]
pub(crate) struct AcceptBody {
    /// The name of the break.
    #[serde(rename = "break")]
    pub(crate) name: String,
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

impl From<&Portfolio> for ReconciliationView {
    fn from(portfolio: &Portfolio) -> Self {
        let told = &portfolio.reconciliation;
        Self {
            as_of: millis(portfolio.as_of),
            start_gate: match told.start_gate {
                StartGate::Open => "open",
                StartGate::Closed => "closed",
            },
            compared_at: told.asked_at.map(millis),
            suspects: told.suspects,
            breaks: told.breaks.iter().map(BreakView::from).collect(),
            foreign_orders: told.foreign.iter().map(ForeignOrderView::from).collect(),
        }
    }
}

impl From<&Break> for BreakView {
    fn from(found: &Break) -> Self {
        let text = |side: Option<domain::Amount>| side.map(|amount| amount.to_string());
        Self {
            name: found.key.name(),
            about: found.key.to_string(),
            account: found.account.get(),
            ours: text(found.sides.ours),
            venue: text(found.sides.venue),
            trades: text(found.sides.trades),
            first_seen: millis(found.first_seen),
            at: millis(found.at),
        }
    }
}

impl From<&StatedOrder> for ForeignOrderView {
    fn from(order: &StatedOrder) -> Self {
        Self {
            client_id: order.client_id.to_string(),
            venue_id: order.venue_id.to_string(),
            symbol: order.symbol.to_string(),
            side: order.side.to_string(),
            price: order.price.map(|price| price.to_string()),
            qty: order.qty.to_string(),
            filled: order.filled.to_string(),
        }
    }
}
