//! Frames of the public and market streams. Never an account.

use super::super::read::{fields, words};
use super::super::replies::VenueSymbol;
use super::super::replies::market::{CandleState, Mark, VenueCandle};
use super::{FrameError, event};
use alloc::string::String;
use alloc::vec::Vec;
use domain::{Amount, Interval, Price, Qty, Rate, Side, Time};
use serde::Deserialize;

/// One fact of the public market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarketFact {
    /// Levels that changed; a quantity of zero takes the level away.
    Depth {
        /// The contract.
        symbol: VenueSymbol,
        /// First update contained (`U`).
        first_update: u64,
        /// Last update contained (`u`).
        last_update: u64,
        /// Last update of the change before (`pu`): where it is another, something is missing.
        previous_update: u64,
        /// Changed bids.
        bids: Vec<(Price, Qty)>,
        /// Changed asks.
        asks: Vec<(Price, Qty)>,
        /// When it happened.
        at: Time,
    },
    /// One trade.
    Trade {
        /// The contract.
        symbol: VenueSymbol,
        /// The venue's id.
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
    /// Trades of one taker at one price, together.
    Trades {
        /// The contract.
        symbol: VenueSymbol,
        /// The venue's id of them together, rising by one within the contract.
        aggregate: u64,
        /// The venue's ids of the first and the last of them.
        trades: (u64, u64),
        /// Price in quote.
        price: Price,
        /// Quantity of base.
        qty: Qty,
        /// The side that took.
        taker: Side,
        /// When they happened.
        at: Time,
    },
    /// Best bid and ask.
    Quote {
        /// The contract.
        symbol: VenueSymbol,
        /// The update of the book it belongs to.
        update: u64,
        /// Best bid and its quantity, when there is one.
        bid: Option<(Price, Qty)>,
        /// Best ask and its quantity, when there is one.
        ask: Option<(Price, Qty)>,
        /// When it happened.
        at: Time,
    },
    /// The mark and what comes with it.
    Mark(Mark),
    /// A candle as it stands.
    Candle(VenueCandle),
    /// Somebody's position was closed by the venue.
    Liquidation {
        /// The contract.
        symbol: VenueSymbol,
        /// The side of the closing order: a long position is sold.
        side: Side,
        /// What it closed, in base.
        qty: Qty,
        /// The average price it got, where it traded.
        average: Option<Price>,
        /// When it happened.
        at: Time,
    },
}

/// A frame of a market stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarketFrame {
    /// A fact.
    Fact(MarketFact),
    /// Something this house does not use: answers to subscriptions, other streams.
    Unused,
}

#[derive(Deserialize)]
struct RawDepth {
    #[serde(rename = "T", deserialize_with = "fields::millis")]
    at: Time,
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(rename = "U")]
    first: u64,
    #[serde(rename = "u")]
    last: u64,
    #[serde(rename = "pu")]
    previous: u64,
    #[serde(rename = "b")]
    bids: Vec<(Price, Qty)>,
    #[serde(rename = "a")]
    asks: Vec<(Price, Qty)>,
}

#[derive(Deserialize)]
struct RawTrade {
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    t: u64,
    #[serde(deserialize_with = "fields::optional_price")]
    p: Option<Price>,
    q: Qty,
    #[serde(rename = "T", deserialize_with = "fields::millis")]
    at: Time,
    #[serde(rename = "m", deserialize_with = "words::taker")]
    taker: Side,
}

#[derive(Deserialize)]
struct RawTrades {
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    a: u64,
    p: Price,
    q: Qty,
    f: u64,
    l: u64,
    #[serde(rename = "T", deserialize_with = "fields::millis")]
    at: Time,
    #[serde(rename = "m", deserialize_with = "words::taker")]
    taker: Side,
}

#[derive(Deserialize)]
struct RawQuote {
    #[serde(rename = "T", deserialize_with = "fields::millis")]
    at: Time,
    u: u64,
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(rename = "b", deserialize_with = "fields::optional_price")]
    bid: Option<Price>,
    #[serde(rename = "B")]
    bid_qty: Qty,
    #[serde(rename = "a", deserialize_with = "fields::optional_price")]
    ask: Option<Price>,
    #[serde(rename = "A")]
    ask_qty: Qty,
}

#[derive(Deserialize)]
struct RawMark {
    #[serde(rename = "E", deserialize_with = "fields::millis")]
    at: Time,
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    p: Price,
    #[serde(deserialize_with = "fields::optional_price")]
    i: Option<Price>,
    #[serde(deserialize_with = "fields::optional_rate")]
    r: Option<Rate>,
    #[serde(rename = "T", deserialize_with = "fields::optional_millis")]
    next: Option<Time>,
}

#[derive(Deserialize)]
struct RawForced {
    o: RawForcedOrder,
}

#[derive(Deserialize)]
struct RawForcedOrder {
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(rename = "S", deserialize_with = "words::side")]
    side: Side,
    q: Qty,
    #[serde(deserialize_with = "fields::optional_price")]
    ap: Option<Price>,
    #[serde(rename = "T", deserialize_with = "fields::millis")]
    at: Time,
}

#[derive(Deserialize)]
struct RawCandleFrame {
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    k: RawCandle,
}

#[derive(Deserialize)]
struct RawCandle {
    #[serde(deserialize_with = "fields::millis")]
    t: Time,
    i: String,
    o: Price,
    h: Price,
    l: Price,
    c: Price,
    v: Qty,
    q: Amount,
    n: u64,
    #[serde(rename = "x", deserialize_with = "words::candle_state")]
    state: CandleState,
}

/// Reads one frame of a public or market stream.
///
/// # Errors
/// It is no JSON, or a fact of ours lacks a field or holds a number we refuse.
pub fn market(frame: &[u8]) -> Result<MarketFrame, FrameError> {
    let Some((name, data)) = event(frame)? else {
        return Ok(MarketFrame::Unused);
    };
    let fact = match name {
        "depthUpdate" => Some(depth(serde_json::from_str(data)?)),
        "bookTicker" => Some(quote(serde_json::from_str(data)?)),
        "aggTrade" => Some(trades(serde_json::from_str(data)?)),
        "trade" => trade(serde_json::from_str(data)?),
        "markPriceUpdate" => Some(mark(serde_json::from_str(data)?)),
        "forceOrder" => Some(liquidation(serde_json::from_str(data)?)),
        "kline" => candle(serde_json::from_str(data)?),
        _ => None,
    };
    Ok(fact.map_or(MarketFrame::Unused, MarketFrame::Fact))
}

fn depth(raw: RawDepth) -> MarketFact {
    MarketFact::Depth {
        symbol: raw.symbol,
        first_update: raw.first,
        last_update: raw.last,
        previous_update: raw.previous,
        bids: raw.bids,
        asks: raw.asks,
        at: raw.at,
    }
}

/// The stream also tells what the insurance fund took over, without a price: that is no trade.
fn trade(raw: RawTrade) -> Option<MarketFact> {
    Some(MarketFact::Trade {
        symbol: raw.symbol,
        trade: raw.t,
        price: raw.p?,
        qty: raw.q,
        taker: raw.taker,
        at: raw.at,
    })
}

fn trades(raw: RawTrades) -> MarketFact {
    MarketFact::Trades {
        symbol: raw.symbol,
        aggregate: raw.a,
        trades: (raw.f, raw.l),
        price: raw.p,
        qty: raw.q,
        taker: raw.taker,
        at: raw.at,
    }
}

fn quote(raw: RawQuote) -> MarketFact {
    MarketFact::Quote {
        symbol: raw.symbol,
        update: raw.u,
        bid: raw.bid.map(|price| (price, raw.bid_qty)),
        ask: raw.ask.map(|price| (price, raw.ask_qty)),
        at: raw.at,
    }
}

fn mark(raw: RawMark) -> MarketFact {
    MarketFact::Mark(Mark {
        symbol: raw.symbol,
        mark: raw.p,
        index: raw.i,
        funding: raw.next.and(raw.r),
        next_funding: raw.next,
        at: raw.at,
    })
}

fn liquidation(raw: RawForced) -> MarketFact {
    MarketFact::Liquidation {
        symbol: raw.o.symbol,
        side: raw.o.side,
        qty: raw.o.q,
        average: raw.o.ap,
        at: raw.o.at,
    }
}

/// A candle of a length that this house has no word for is not used.
fn candle(raw: RawCandleFrame) -> Option<MarketFact> {
    let interval: Interval = raw.k.i.parse().ok()?;
    Some(MarketFact::Candle(VenueCandle {
        symbol: raw.symbol,
        interval,
        state: raw.k.state,
        open_time: raw.k.t,
        open: raw.k.o,
        high: raw.k.h,
        low: raw.k.l,
        close: raw.k.c,
        volume: raw.k.v,
        quote_volume: raw.k.q,
        trade_count: raw.k.n,
    }))
}
