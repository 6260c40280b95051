//! Reads the answers of the venue. Never guesses: what is missing or malformed is a trouble, and doubt stays doubt.

use super::refusals::{trouble, unreadable};
use super::replies::{
    CancelReply, OrderState, PlaceReply, QueryReply, Rows, VenueFill, VenueOrder,
};
use crate::answer::Answer;
use crate::trouble::{Disposition, Rejection, Trouble};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::{
    Amount, Asset, ClientOrderId, Liquidity, Price, Qty, Side, Time, VenueOrderId, VenueTradeId,
};
use serde::{Deserialize, Deserializer, de};

/// An order in the venue's words.
#[derive(Deserialize)]
pub(super) struct RawOrder {
    client_id: ClientOrderId,
    #[serde(deserialize_with = "order_id")]
    id: VenueOrderId,
    #[serde(deserialize_with = "state")]
    state: OrderState,
    #[serde(deserialize_with = "side")]
    side: Side,
    quantity: Qty,
    filled: Qty,
    time: i64,
}

/// An execution in the venue's words.
#[derive(Deserialize)]
pub(super) struct RawFill {
    #[serde(deserialize_with = "trade_id")]
    id: VenueTradeId,
    #[serde(deserialize_with = "order_id")]
    order: VenueOrderId,
    #[serde(deserialize_with = "side")]
    side: Side,
    price: Price,
    quantity: Qty,
    fee: Amount,
    fee_asset: Asset,
    #[serde(deserialize_with = "liquidity")]
    liquidity: Liquidity,
    time: i64,
}

impl RawOrder {
    pub(super) fn order(self) -> VenueOrder {
        VenueOrder {
            client_id: self.client_id,
            venue_id: self.id,
            state: self.state,
            side: self.side,
            qty: self.quantity,
            filled: self.filled,
            at: Time::from_millis(self.time),
        }
    }
}

impl RawFill {
    pub(super) fn fill(self) -> VenueFill {
        VenueFill {
            trade: self.id,
            venue_order: self.order,
            side: self.side,
            price: self.price,
            qty: self.quantity,
            fee: self.fee,
            fee_asset: self.fee_asset,
            liquidity: self.liquidity,
            at: Time::from_millis(self.time),
        }
    }
}

/// The venue's clock.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn server_time(answer: &Answer) -> Result<Time, Trouble> {
    #[derive(Deserialize)]
    struct Raw {
        time: i64,
    }
    parsed::<Raw>(answer).map(|raw| Time::from_millis(raw.time))
}

/// What became of an order. Only the venue's own no is a no: everything else may have been executed.
#[must_use]
pub fn place(answer: &Answer) -> PlaceReply {
    match parsed::<RawOrder>(answer) {
        Ok(raw) => PlaceReply::Placed(raw.order()),
        Err(trouble) => match trouble.disposition {
            Disposition::Rejected(_) => PlaceReply::Refused(trouble),
            Disposition::Retry { .. }
            | Disposition::Banned { .. }
            | Disposition::Ambiguous
            | Disposition::Fatal
            | Disposition::Protocol => PlaceReply::Unknown(trouble),
        },
    }
}

/// What became of a cancel.
#[must_use]
pub fn cancel(answer: &Answer) -> CancelReply {
    match parsed::<RawOrder>(answer) {
        Ok(raw) => CancelReply::Cancelled(raw.order()),
        Err(trouble) => match trouble.disposition {
            Disposition::Rejected(Rejection::NotOpen | Rejection::NeverSeen) => {
                CancelReply::NotOpen(trouble)
            }
            Disposition::Rejected(_) | Disposition::Retry { .. } | Disposition::Banned { .. } => {
                CancelReply::NotTaken(trouble)
            }
            Disposition::Ambiguous | Disposition::Fatal | Disposition::Protocol => {
                CancelReply::Unknown(trouble)
            }
        },
    }
}

/// What the venue says of one order.
#[must_use]
pub fn query(answer: &Answer) -> QueryReply {
    match parsed::<RawOrder>(answer) {
        Ok(raw) => QueryReply::Found(raw.order()),
        Err(trouble) if trouble.disposition == Disposition::Rejected(Rejection::NeverSeen) => {
            QueryReply::NeverSeen
        }
        Err(trouble) => QueryReply::NoAnswer(trouble),
    }
}

/// Open orders.
///
/// # Errors
/// The answer is no success, or any of its orders cannot be read (a list with a hole is no list).
pub fn open_orders(answer: &Answer) -> Rows<VenueOrder> {
    let rows = parsed::<Vec<RawOrder>>(answer)?;
    Ok(rows.into_iter().map(RawOrder::order).collect())
}

/// Own executions, oldest first.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn fills(answer: &Answer) -> Rows<VenueFill> {
    let rows = parsed::<Vec<RawFill>>(answer)?;
    Ok(rows.into_iter().map(RawFill::fill).collect())
}

fn parsed<'a, T: Deserialize<'a>>(answer: &'a Answer) -> Result<T, Trouble> {
    if !answer.is_success() {
        return Err(trouble(answer));
    }
    serde_json::from_slice(&answer.body).map_err(|error| unreadable(answer, &error))
}

fn order_id<'de, D: Deserializer<'de>>(d: D) -> Result<VenueOrderId, D::Error> {
    let number = u64::deserialize(d)?;
    VenueOrderId::new(&number.to_string()).map_err(de::Error::custom)
}

fn trade_id<'de, D: Deserializer<'de>>(d: D) -> Result<VenueTradeId, D::Error> {
    let number = u64::deserialize(d)?;
    VenueTradeId::new(&number.to_string()).map_err(de::Error::custom)
}

pub(super) fn side<'de, D: Deserializer<'de>>(d: D) -> Result<Side, D::Error> {
    match String::deserialize(d)?.as_str() {
        "buy" => Ok(Side::Buy),
        "sell" => Ok(Side::Sell),
        other => Err(de::Error::unknown_variant(other, &["buy", "sell"])),
    }
}

fn state<'de, D: Deserializer<'de>>(d: D) -> Result<OrderState, D::Error> {
    match String::deserialize(d)?.as_str() {
        "open" => Ok(OrderState::Open),
        "filled" => Ok(OrderState::Filled),
        "cancelled" => Ok(OrderState::Cancelled),
        other => Err(de::Error::unknown_variant(
            other,
            &["open", "filled", "cancelled"],
        )),
    }
}

fn liquidity<'de, D: Deserializer<'de>>(d: D) -> Result<Liquidity, D::Error> {
    match String::deserialize(d)?.as_str() {
        "maker" => Ok(Liquidity::Maker),
        "taker" => Ok(Liquidity::Taker),
        other => Err(de::Error::unknown_variant(other, &["maker", "taker"])),
    }
}
