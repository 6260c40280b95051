//! Presses of the switch and what came of each, as programs see them. Never calls an order over before the venue has.

use super::millis;
use desk::{Leg, LegOutcome, OrderEnd, Portfolio, Press};
use domain::OrderId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The latest presses.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PressesView {
    /// When this was true.
    as_of: i64,
    /// Newest first.
    presses: Vec<PressView>,
}

/// One press and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PressView {
    /// Its number.
    press: u64,
    /// `halt`, `halt-and-cancel`, `cancel` or `flatten`.
    #[schema(example = "halt-and-cancel")]
    verb: &'static str,
    /// What it covers.
    #[schema(example = "global")]
    scope: String,
    /// Who pressed.
    by: String,
    /// Why.
    reason: String,
    /// When.
    at: i64,
    /// Whether every order it covers is over by the venue's word, and every position it closes is done with.
    settled: bool,
    /// How many orders it covers.
    covered: usize,
    /// How many of them the venue cancelled.
    cancelled: usize,
    /// How many traded whole before their cancel came.
    filled: usize,
    /// How many ended in another way.
    otherwise: usize,
    /// How many are asked to end of which the venue has not said so.
    asked: usize,
    /// When the first of them was known to be over.
    first_end: Option<i64>,
    /// When the latest of them was.
    last_end: Option<i64>,
    /// Its orders, each with its fate.
    orders: Vec<PressOrderView>,
    /// The positions it closes.
    legs: Vec<PressLegView>,
}

/// The fate of an order under a press.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PressOrderView {
    /// Its number.
    order: u64,
    /// `asked` while the venue has not said that it is over; else why it ended.
    #[schema(example = "cancelled")]
    state: String,
    /// What had traded in all; absent while it is asked.
    filled: Option<String>,
    /// The venue's words, or ours, where there are any.
    words: Option<String>,
    /// When it was known to be over.
    at: Option<i64>,
}

/// A position that is closed under a press.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PressLegView {
    /// Its account.
    account: u64,
    /// Its symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// `both`, or in hedge mode `long` or `short`.
    side: &'static str,
    /// What was held when the switch was pressed; below zero is short.
    wanted: String,
    /// What orders were sent for, together.
    sent: String,
    /// What they traded.
    filled: String,
    /// The orders that close it.
    orders: Vec<u64>,
    /// `closing`, `flat`, `dust` or `given-up`.
    #[schema(example = "flat")]
    state: &'static str,
    /// What is left of it; absent while it is being closed.
    left: Option<String>,
    /// What the gate or the venue said last where a try came to nothing.
    said: Option<String>,
    /// When it was done with.
    at: Option<i64>,
}

/// A wish to cancel or to flatten a scope.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"scope": "symbol:BTC/USDT", "reason": "the news is bad"}))]
pub(crate) struct StopBody {
    /// What it covers: `global`, `venue:…`, `account:…`, `user:…`, `strategy:…`, `symbol:BTC/USDT`.
    pub(crate) scope: String,
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

impl From<&Portfolio> for PressesView {
    fn from(portfolio: &Portfolio) -> Self {
        let presses = portfolio.presses.iter().rev();
        Self {
            as_of: millis(portfolio.as_of),
            presses: presses.map(|press| PressView::from(&**press)).collect(),
        }
    }
}

impl From<&Press> for PressView {
    fn from(press: &Press) -> Self {
        let tally = press.tally();
        Self {
            press: press.id.get(),
            verb: press.verb.name(),
            scope: press.scope.to_string(),
            by: press.cause.origin.to_string(),
            reason: press.cause.reason.clone(),
            at: millis(press.at),
            settled: press.is_settled(),
            covered: tally.covered,
            cancelled: tally.cancelled,
            filled: tally.filled,
            otherwise: tally.otherwise,
            asked: tally.asked,
            first_end: tally.first_end.map(millis),
            last_end: tally.last_end.map(millis),
            orders: press.orders.iter().map(order).collect(),
            legs: press.legs.iter().map(leg).collect(),
        }
    }
}

fn order((order, end): (&OrderId, &Option<OrderEnd>)) -> PressOrderView {
    let end = end.as_ref();
    PressOrderView {
        order: order.get(),
        state: end.map_or_else(|| "asked".to_owned(), |end| end.reason.to_string()),
        filled: end.map(|end| end.filled.to_string()),
        words: end.and_then(|end| end.words.clone()),
        at: end.map(|end| millis(end.at)),
    }
}

fn leg(leg: &Leg) -> PressLegView {
    PressLegView {
        account: leg.key.account.get(),
        symbol: leg.key.symbol.to_string(),
        side: side_name(leg),
        wanted: leg.wanted.to_string(),
        sent: leg.sent.to_string(),
        filled: leg.filled.to_string(),
        orders: leg.orders.iter().map(|order| order.get()).collect(),
        state: leg_state(leg),
        left: leg.end.map(|end| end.left.to_string()),
        said: leg.said.clone(),
        at: leg.end.map(|end| millis(end.at)),
    }
}

/// Which position of its symbol.
pub(crate) const fn side_name(leg: &Leg) -> &'static str {
    match leg.key.side {
        domain::PositionSide::Both => "both",
        domain::PositionSide::Long => "long",
        domain::PositionSide::Short => "short",
    }
}

/// How far a leg is.
pub(crate) fn leg_state(leg: &Leg) -> &'static str {
    leg.end
        .map_or("closing", |end| LegOutcome::name(end.outcome))
}
