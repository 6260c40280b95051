//! Reads the stream frames of Binance spot. Never keeps a book or an order: each frame stands for itself.

use super::read::{
    expiry, kind, millis, optional_price, side, status, venue_order_id, venue_symbol,
};
use super::refusals::session_trouble;
use super::replies::{VenueFill, VenueOrder, VenueSymbol};
use super::words::{ExpiryReason, OrderStatus, VenueKind};
use crate::trouble::Trouble;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use domain::{
    Amount, Asset, Balance, ClientOrderId, Liquidity, Price, Qty, Side, Time, VenueOrderId,
    VenueTradeId,
};
use serde::{Deserialize, de};

/// One fact of the public market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarketFact {
    /// Levels that changed; a quantity of zero takes the level away.
    Depth {
        /// The instrument.
        symbol: VenueSymbol,
        /// First update contained (`U`).
        first_update: u64,
        /// Last update contained (`u`).
        last_update: u64,
        /// Changed bids.
        bids: Vec<(Price, Qty)>,
        /// Changed asks.
        asks: Vec<(Price, Qty)>,
        /// When the venue said it.
        at: Time,
    },
    /// One trade.
    Trade {
        /// The instrument.
        symbol: VenueSymbol,
        /// The venue's id, rising by one within the instrument.
        trade: u64,
        /// Price in quote.
        price: Price,
        /// Quantity of base.
        qty: Qty,
        /// The side that took.
        taker: Side,
        /// When it happened.
        at: Time,
    },
    /// Best bid and ask.
    Quote {
        /// The instrument.
        symbol: VenueSymbol,
        /// The update of the book it belongs to.
        update: u64,
        /// Best bid and its quantity, when there is one.
        bid: Option<(Price, Qty)>,
        /// Best ask and its quantity, when there is one.
        ask: Option<(Price, Qty)>,
    },
}

/// A frame of the market stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarketFrame {
    /// A fact.
    Fact(MarketFact),
    /// The venue will soon end the connection: another one is wanted while this one serves.
    Ending,
    /// Something this house does not use: answers to subscriptions, other streams.
    Unused,
}

/// One private fact of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "most of what comes is the large one; a box would cost each of them an allocation"
)]
pub enum AccountFact {
    /// An order moved.
    Order {
        /// The order as it stands after the move.
        order: VenueOrder,
        /// The execution, when the move was one.
        fill: Option<VenueFill>,
        /// The venue's words when the move was a refusal.
        refusal: Option<String>,
    },
    /// Balances that changed, as they stand after it.
    Balances {
        /// What the account holds of each asset that changed.
        balances: Vec<Balance>,
        /// When, by the venue's clock.
        at: Time,
    },
    /// Money moved that no trade moved: a deposit, a withdrawal, a transfer.
    Moved {
        /// Of what.
        asset: Asset,
        /// How much; negative went out.
        amount: Amount,
        /// When, by the venue's clock.
        at: Time,
    },
    /// The venue ended the private stream: it must be opened again.
    Ended,
}

/// A frame of the private session.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "most of what comes is the large one; a box would cost each of them an allocation"
)]
pub enum AccountFrame {
    /// The answer to a request on the session.
    Answered {
        /// The request's id.
        id: String,
        /// Whether the venue did it.
        outcome: Result<(), Trouble>,
    },
    /// A fact.
    Fact(AccountFact),
    /// The venue will soon end the connection: another one is wanted while this one serves.
    Ending,
    /// Something this house does not use.
    Unused,
}

/// A frame that cannot be read; the connection it came on is no longer trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameError(String);

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the frame could not be read: {}", self.0)
    }
}

impl core::error::Error for FrameError {}

impl From<serde_json::Error> for FrameError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// The event that announces the end of a connection.
const ENDING: &str = "serverShutdown";

#[derive(Deserialize)]
struct Combined<'a> {
    #[serde(borrow)]
    data: Option<&'a serde_json::value::RawValue>,
    /// Of an event that comes without the name of a stream.
    e: Option<&'a str>,
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow)]
    e: Option<&'a str>,
    u: Option<u64>,
}

#[derive(Deserialize)]
struct RawDepth {
    #[serde(rename = "E", deserialize_with = "millis")]
    at: Time,
    #[serde(rename = "s", deserialize_with = "venue_symbol")]
    symbol: VenueSymbol,
    #[serde(rename = "U")]
    first: u64,
    #[serde(rename = "u")]
    last: u64,
    #[serde(rename = "b")]
    bids: Vec<(Price, Qty)>,
    #[serde(rename = "a")]
    asks: Vec<(Price, Qty)>,
}

#[derive(Deserialize)]
struct RawTrade {
    #[serde(rename = "s", deserialize_with = "venue_symbol")]
    symbol: VenueSymbol,
    t: u64,
    p: Price,
    q: Qty,
    #[serde(rename = "T", deserialize_with = "millis")]
    at: Time,
    m: bool,
}

#[derive(Deserialize)]
struct RawQuote {
    u: u64,
    #[serde(rename = "s", deserialize_with = "venue_symbol")]
    symbol: VenueSymbol,
    #[serde(rename = "b", deserialize_with = "optional_price")]
    bid: Option<Price>,
    #[serde(rename = "B")]
    bid_qty: Qty,
    #[serde(rename = "a", deserialize_with = "optional_price")]
    ask: Option<Price>,
    #[serde(rename = "A")]
    ask_qty: Qty,
}

/// Reads one frame of the combined market stream.
///
/// # Errors
/// It is no JSON, or a fact of ours lacks a field or holds a number we refuse.
pub fn market(frame: &[u8]) -> Result<MarketFrame, FrameError> {
    let combined: Combined<'_> = serde_json::from_slice(frame)?;
    let Some(data) = combined.data.map(serde_json::value::RawValue::get) else {
        return Ok(match combined.e {
            Some(ENDING) => MarketFrame::Ending,
            Some(_) | None => MarketFrame::Unused,
        });
    };
    let kind: Kind<'_> = serde_json::from_str(data)?;
    let fact = match (kind.e, kind.u) {
        (Some("depthUpdate"), _) => depth(serde_json::from_str(data)?),
        (Some("trade"), _) => trade(serde_json::from_str(data)?),
        (None, Some(_)) => quote(serde_json::from_str(data)?),
        (Some(ENDING), _) => return Ok(MarketFrame::Ending),
        (Some(_), _) | (None, None) => return Ok(MarketFrame::Unused),
    };
    Ok(MarketFrame::Fact(fact))
}

fn depth(raw: RawDepth) -> MarketFact {
    MarketFact::Depth {
        symbol: raw.symbol,
        first_update: raw.first,
        last_update: raw.last,
        bids: raw.bids,
        asks: raw.asks,
        at: raw.at,
    }
}

fn trade(raw: RawTrade) -> MarketFact {
    MarketFact::Trade {
        symbol: raw.symbol,
        trade: raw.t,
        price: raw.p,
        qty: raw.q,
        taker: if raw.m { Side::Sell } else { Side::Buy },
        at: raw.at,
    }
}

fn quote(raw: RawQuote) -> MarketFact {
    MarketFact::Quote {
        symbol: raw.symbol,
        update: raw.u,
        bid: raw.bid.map(|price| (price, raw.bid_qty)),
        ask: raw.ask.map(|price| (price, raw.ask_qty)),
    }
}

#[derive(Deserialize)]
struct RawSession {
    id: Option<serde_json::Value>,
    status: Option<u16>,
    error: Option<RawSessionError>,
    event: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct RawSessionError {
    code: i64,
    #[serde(default)]
    msg: String,
}

#[derive(Deserialize)]
struct RawReport {
    #[serde(rename = "s", deserialize_with = "venue_symbol")]
    symbol: VenueSymbol,
    c: ClientOrderId,
    #[serde(rename = "C", default)]
    original: String,
    #[serde(rename = "S", deserialize_with = "side")]
    side: Side,
    q: Qty,
    #[serde(deserialize_with = "optional_price")]
    p: Option<Price>,
    #[serde(rename = "o", default, deserialize_with = "kind")]
    kind: Option<VenueKind>,
    #[serde(rename = "eR", default, deserialize_with = "expiry")]
    expiry: Option<ExpiryReason>,
    x: String,
    #[serde(rename = "X", deserialize_with = "status")]
    status: OrderStatus,
    r: String,
    #[serde(rename = "i", deserialize_with = "venue_order_id")]
    order: VenueOrderId,
    l: Qty,
    z: Qty,
    #[serde(rename = "L", deserialize_with = "optional_price")]
    last_price: Option<Price>,
    n: Amount,
    #[serde(rename = "N")]
    fee_asset: Option<Asset>,
    #[serde(rename = "T", deserialize_with = "millis")]
    at: Time,
    t: i64,
    m: bool,
    #[serde(rename = "Z")]
    quote_filled: Amount,
}

#[derive(Deserialize)]
struct RawPosition {
    #[serde(rename = "E", deserialize_with = "millis")]
    at: Time,
    #[serde(rename = "B")]
    balances: Vec<RawHolding>,
}

#[derive(Deserialize)]
struct RawMovement {
    a: Asset,
    d: Amount,
    #[serde(rename = "T", deserialize_with = "millis")]
    at: Time,
}

#[derive(Deserialize)]
struct RawHolding {
    a: Asset,
    f: Qty,
    l: Qty,
}

/// Reads one frame of the private session.
///
/// # Errors
/// It is no JSON, or a fact of ours lacks a field or holds a number we refuse.
pub fn account(frame: &[u8]) -> Result<AccountFrame, FrameError> {
    let raw: RawSession = serde_json::from_slice(frame)?;
    if let Some(event) = raw.event {
        return private_event(event);
    }
    let (Some(id), Some(status)) = (raw.id, raw.status) else {
        return Ok(AccountFrame::Unused);
    };
    let id = id.as_str().map_or_else(|| id.to_string(), String::from);
    let outcome = match raw.error {
        Some(error) => Err(session_trouble(status, error.code, &error.msg)),
        None => Ok(()),
    };
    Ok(AccountFrame::Answered { id, outcome })
}

fn private_event(event: serde_json::Value) -> Result<AccountFrame, FrameError> {
    let kind = event
        .get("e")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
        .to_string();
    let fact = match kind.as_str() {
        // An order that the engine refused has no number: there is nothing whose state this could be.
        "executionReport" if is_never_numbered(&event) => return Ok(AccountFrame::Unused),
        "executionReport" => report(serde_json::from_value(event)?)?,
        "outboundAccountPosition" => balances(serde_json::from_value(event)?),
        "balanceUpdate" => moved(&serde_json::from_value(event)?),
        "eventStreamTerminated" => AccountFact::Ended,
        ENDING => return Ok(AccountFrame::Ending),
        _ => return Ok(AccountFrame::Unused),
    };
    Ok(AccountFrame::Fact(fact))
}

fn is_never_numbered(event: &serde_json::Value) -> bool {
    let says = |name: &str| event.get(name).and_then(serde_json::Value::as_str);
    says("x") == Some("REJECTED") && event.get("i").and_then(serde_json::Value::as_i64) == Some(-1)
}

const fn moved(raw: &RawMovement) -> AccountFact {
    AccountFact::Moved {
        asset: raw.a,
        amount: raw.d,
        at: raw.at,
    }
}

fn balances(raw: RawPosition) -> AccountFact {
    AccountFact::Balances {
        balances: raw
            .balances
            .into_iter()
            .map(|holding| Balance {
                asset: holding.a,
                free: holding.f,
                locked: holding.l,
            })
            .collect(),
        at: raw.at,
    }
}

fn report(raw: RawReport) -> Result<AccountFact, FrameError> {
    let client_id = if raw.original.is_empty() {
        raw.c
    } else {
        ClientOrderId::new(&raw.original).map_err(|error| FrameError(error.to_string()))?
    };
    let fill = if raw.x == "TRADE" {
        Some(report_fill(&raw)?)
    } else {
        None
    };
    Ok(AccountFact::Order {
        refusal: (raw.r != "NONE").then_some(raw.r),
        order: VenueOrder {
            symbol: raw.symbol,
            client_id,
            venue_id: raw.order,
            status: raw.status,
            side: raw.side,
            qty: raw.q,
            filled: raw.z,
            quote_filled: (!raw.quote_filled.is_negative()).then_some(raw.quote_filled),
            price: raw.p,
            kind: raw.kind,
            expiry: raw.expiry,
            at: raw.at,
        },
        fill,
    })
}

fn report_fill(raw: &RawReport) -> Result<VenueFill, FrameError> {
    let missing = |field: &'static str| {
        FrameError::from(<serde_json::Error as de::Error>::missing_field(field))
    };
    let trade = u64::try_from(raw.t).map_err(|_| missing("t"))?;
    Ok(VenueFill {
        trade: VenueTradeId::new(&trade.to_string()).map_err(|_| missing("t"))?,
        venue_order: raw.order,
        symbol: raw.symbol,
        side: raw.side,
        price: raw.last_price.ok_or_else(|| missing("L"))?,
        qty: raw.l,
        fee: raw.n,
        fee_asset: raw.fee_asset.ok_or_else(|| missing("N"))?,
        liquidity: if raw.m {
            Liquidity::Maker
        } else {
            Liquidity::Taker
        },
        at: raw.at,
    })
}

#[cfg(test)]
mod tests;
