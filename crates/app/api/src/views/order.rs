//! Orders, their lives and fills as programs see them. Never a state that the journal does not have.

use super::{BelongingView, MessageView, ProtectBody, millis};
use crate::terms::TermsText;
use desk::{FillRow, JournalEntry, OrderRow, Placed, Repeated};
use domain::{Fill, OrderState, TimeInForce};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A wish to trade.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.01", "price": "60000", "request_id": "7f3a-1"}))]
pub(crate) struct PlaceBody {
    /// `BTC-USDT` or `BTC/USDT`.
    symbol: String,
    /// `buy` or `sell`.
    side: String,
    /// `market`, `limit`, `limit-maker`, `stop`, `stop-limit`, `take-profit`, `take-profit-limit` or `trailing-stop`.
    kind: String,
    /// Quantity of base, as text.
    qty: String,
    /// Worst price; for `limit`, `limit-maker`, `stop-limit` and `take-profit-limit` only.
    #[serde(default)]
    price: Option<String>,
    /// The price that wakes the order; for `stop`, `stop-limit`, `take-profit` and `take-profit-limit` only.
    #[serde(default)]
    trigger: Option<String>,
    /// `gtc` (as without it), `ioc`, `fok` or `gtd`; for `limit`, `stop-limit` and `take-profit-limit` only.
    #[serde(default)]
    time_in_force: Option<String>,
    /// The instant at which the desk cancels what is left; with `gtd` only: milliseconds since 1970, or UTC as
    /// `2026-11-21T20:30:00Z`.
    #[serde(default)]
    good_till: Option<String>,
    /// How far the last price must come back from its best, in basis points (10 to 2000); for `trailing-stop` only.
    #[serde(default)]
    trailing_delta: Option<String>,
    /// `expire-taker` (as without it), `expire-maker`, `expire-both` or `allow`.
    #[serde(default)]
    self_trade: Option<String>,
    /// `any` (as without it) or `reduce-only`; on an account in hedge mode `long` or `short`: the position the order opens or
    /// closes, as its side says.
    #[serde(default)]
    effect: Option<String>,
    /// Exits that shall hold what the order opens; not with a replacement.
    #[serde(default)]
    pub(crate) protect: Option<ProtectBody>,
    /// The account; as without it, the desk's own.
    #[serde(default)]
    pub(crate) account: Option<u64>,
    /// Your name for this request (1 to 64 visible characters): asked again, it is answered again and never doubled.
    /// The header `Idempotency-Key` says the same.
    #[serde(default)]
    pub(crate) request_id: Option<String>,
}

impl PlaceBody {
    /// The account and the caller's name for the request are taken out by the caller; this is the rest.
    pub(crate) fn terms(self) -> TermsText {
        TermsText {
            symbol: self.symbol,
            side: self.side,
            kind: self.kind,
            qty: self.qty,
            price: self.price,
            trigger: self.trigger,
            time_in_force: self.time_in_force,
            good_till: self.good_till,
            trailing_delta: self.trailing_delta,
            self_trade: self.self_trade,
            effect: self.effect,
        }
    }
}

/// A person's word on an order that the venue had and denies.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "the venue's support says that it was removed"}))]
pub(crate) struct SettleBody {
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

/// An order that passed the gate and is on disk.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"order": 12, "client_id": "cf01JD7Q8ZK4000001000000000C", "repeated": false}))]
pub(crate) struct PlacedView {
    /// Its number.
    order: u64,
    /// Its id at the venue.
    client_id: String,
    /// Whether this repeats an earlier answer to the same request key; nothing was sent this time.
    repeated: bool,
}

/// Orders, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrdersView {
    /// The orders.
    pub(crate) orders: Vec<OrderView>,
    /// Give this as `before` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_before: Option<u64>,
}

/// The orders whose end was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"orders": [12, 13]}))]
pub(crate) struct CancelsView {
    /// Their numbers; each one's end is reported later.
    orders: Vec<u64>,
}

impl From<Vec<domain::OrderId>> for CancelsView {
    fn from(orders: Vec<domain::OrderId>) -> Self {
        let orders = orders.into_iter().map(domain::OrderId::get);
        Self {
            orders: orders.collect(),
        }
    }
}

/// An order as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderView {
    /// Its number.
    #[schema(example = 12)]
    id: u64,
    /// Its id at the venue, chosen by us.
    client_id: String,
    /// The id the venue gave it, once known.
    venue_id: Option<String>,
    /// The account.
    account: u64,
    /// Who wished for it: `person:1`, `program:1`, `house` …
    origin: String,
    /// Canonical symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// `buy` or `sell`.
    side: String,
    /// `market`, `limit`, `limit-maker`, `stop`, `stop-limit`, `take-profit`, `take-profit-limit` or `trailing-stop`.
    kind: &'static str,
    /// Quantity of base.
    qty: String,
    /// Worst price, where it names one.
    price: Option<String>,
    /// The price that wakes it, where it sleeps.
    trigger: Option<String>,
    /// `gtc`, `ioc`, `fok` or `gtd`, where it has one.
    time_in_force: Option<&'static str>,
    /// When the desk cancels what is left, where it says so.
    good_till: Option<i64>,
    /// How far its trigger trails the price, in basis points, where it does.
    trailing_delta: Option<u32>,
    /// Self-trade prevention.
    self_trade: String,
    /// `any`, `reduce-only`, `long` or `short`.
    effect: String,
    /// The position it is about: `both` for the one net position, `long` or `short` in hedge mode.
    #[schema(example = "both")]
    position_side: String,
    /// `asked`, `working`, `filled`, `cancelled`, `expired`, `rejected`, `not-sent`,
    /// `never-seen` or `settled`.
    state: &'static str,
    /// Quantity traded so far.
    filled: String,
    /// Quantity that may still trade.
    remaining: String,
    /// When it was opened.
    opened: i64,
    /// When it last changed.
    updated: i64,
    /// When we learned that it was over, if it is.
    ended: Option<i64>,
    /// When a cancel was asked for and not yet answered.
    cancel_asked: Option<i64>,
    /// The pair it belongs to: only one of its two orders may trade.
    list: Option<u64>,
    /// When it was found open for too long: a person should look; later the desk cancels it.
    stale_since: Option<i64>,
}

/// One order with its whole life.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderLifeView {
    /// As it stands.
    pub(crate) order: OrderView,
    /// Its fills, oldest first.
    pub(crate) fills: Vec<FillView>,
    /// What the journal has of it, oldest first.
    pub(crate) life: Vec<LifeEventView>,
    /// What was said to the venue about it and what came back, oldest first.
    pub(crate) messages: Vec<MessageView>,
    /// The orders that belong to it.
    pub(crate) belongs: Vec<BelongingView>,
}

/// One line of the journal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LifeEventView {
    /// The journal's number.
    seq: u64,
    /// When.
    at: i64,
    /// What kind of event.
    kind: String,
    /// The event in the desk's own form.
    body: serde_json::Value,
}

/// Fills, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FillsView {
    /// The fills.
    pub(crate) fills: Vec<FillView>,
    /// Give this as `before` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_before: Option<u64>,
}

/// One execution of one of our orders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FillView {
    /// Our order.
    order: u64,
    /// The venue's id of the trade.
    trade: String,
    /// Canonical symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// Our side.
    side: String,
    /// The position it moved: `both`, `long` or `short`.
    #[schema(example = "both")]
    position_side: String,
    /// Price.
    price: String,
    /// Quantity of base.
    qty: String,
    /// What the venue charged; negative is a rebate.
    fee: String,
    /// The asset of the fee.
    fee_asset: String,
    /// `maker` or `taker`.
    liquidity: String,
    /// When, by the venue's clock.
    at: i64,
}

impl From<Placed> for PlacedView {
    fn from(placed: Placed) -> Self {
        Self {
            order: placed.order.get(),
            client_id: placed.client_id.to_string(),
            repeated: match placed.repeated {
                Repeated::Yes => true,
                Repeated::No => false,
            },
        }
    }
}

impl From<&OrderRow> for OrderView {
    fn from(row: &OrderRow) -> Self {
        let (order, state) = (&row.order.order, &row.order.state);
        let terms = order.terms();
        let (venue_id, ended) = match state {
            OrderState::Asked { .. } => (row.venue_id, None),
            OrderState::Working { venue_id, .. } => (Some(*venue_id), None),
            OrderState::Ended { at, .. } => (row.venue_id, Some(millis(*at))),
        };
        let remaining = row.order.remaining().unwrap_or(domain::Qty::ZERO);
        Self {
            id: order.id().get(),
            client_id: order.client_id().to_string(),
            venue_id: venue_id.map(|id| id.to_string()),
            account: order.account().get(),
            origin: order.origin().to_string(),
            symbol: terms.symbol.to_string(),
            side: terms.side.to_string(),
            kind: terms.kind.name(),
            qty: terms.qty.to_string(),
            price: terms.kind.limit_price().map(|price| price.to_string()),
            trigger: terms.kind.trigger().map(|price| price.to_string()),
            time_in_force: terms.kind.time_in_force().map(life_word),
            good_till: terms.kind.good_till().map(millis),
            trailing_delta: terms.kind.trailing().map(|delta| delta.bips()),
            self_trade: terms.self_trade.to_string(),
            effect: terms.effect.to_string(),
            position_side: terms.effect.position().to_string(),
            state: state.name(),
            filled: state.filled().to_string(),
            remaining: remaining.to_string(),
            opened: millis(row.order.opened),
            updated: millis(row.updated),
            ended,
            cancel_asked: row.order.cancel_asked.map(millis),
            list: row.order.list.map(domain::ListId::get),
            stale_since: row.order.stale_since.map(millis),
        }
    }
}

/// The word of a life without its instant, which has a field of its own.
const fn life_word(life: TimeInForce) -> &'static str {
    match life {
        TimeInForce::Gtc => "gtc",
        TimeInForce::Ioc => "ioc",
        TimeInForce::Fok => "fok",
        TimeInForce::Gtd(_) => "gtd",
    }
}

impl From<&Fill> for FillView {
    fn from(fill: &Fill) -> Self {
        Self {
            order: fill.order.get(),
            trade: fill.trade.to_string(),
            symbol: fill.symbol.to_string(),
            side: fill.side.to_string(),
            position_side: fill.position.to_string(),
            price: fill.price.to_string(),
            qty: fill.qty.to_string(),
            fee: fill.fee.to_string(),
            fee_asset: fill.fee_asset.to_string(),
            liquidity: fill.liquidity.to_string(),
            at: millis(fill.at),
        }
    }
}

impl From<&FillRow> for FillView {
    fn from(row: &FillRow) -> Self {
        Self::from(&row.fill)
    }
}

impl From<&JournalEntry> for LifeEventView {
    fn from(entry: &JournalEntry) -> Self {
        let body = serde_json::from_str(&entry.row.body)
            .unwrap_or_else(|_| serde_json::Value::String(entry.row.body.clone()));
        Self {
            seq: entry.seq.get(),
            at: millis(entry.row.at),
            kind: entry.row.kind.clone(),
            body,
        }
    }
}
