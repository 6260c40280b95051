//! Reads answers about orders and conditional orders. Only a decision of the venue makes a refusal; all else leaves doubt.

use super::super::refusals::{trouble, unreadable};
use super::super::replies::order::{
    AlgoStatus, OrderLife, OrderOrigin, OrderStatus, OrderType, VenueAlgo, VenueOrder,
};
use super::super::replies::{AmendReply, CancelReply, PlaceReply, QueryReply, VenueSymbol};
use super::{fields, parsed, words};
use crate::answer::Answer;
use crate::trouble::{Disposition, Rejection, Trouble};
use alloc::string::String;
use alloc::vec::Vec;
use domain::{
    Amount, ClientOrderId, PositionEffect, PositionSide, Price, Qty, Side, Time, VenueOrderId,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawOrder {
    #[serde(deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(deserialize_with = "fields::order_id")]
    order_id: VenueOrderId,
    client_order_id: ClientOrderId,
    #[serde(deserialize_with = "words::status")]
    status: OrderStatus,
    #[serde(rename = "type", deserialize_with = "words::kind")]
    kind: OrderType,
    #[serde(rename = "timeInForce", deserialize_with = "words::life")]
    life: OrderLife,
    #[serde(deserialize_with = "words::side")]
    side: Side,
    #[serde(rename = "positionSide", deserialize_with = "words::position")]
    position: PositionSide,
    #[serde(rename = "reduceOnly", deserialize_with = "words::effect")]
    effect: PositionEffect,
    orig_qty: Qty,
    executed_qty: Qty,
    cum_quote: Option<Amount>,
    #[serde(default, deserialize_with = "fields::optional_price")]
    avg_price: Option<Price>,
    #[serde(deserialize_with = "fields::optional_price")]
    price: Option<Price>,
    #[serde(default, deserialize_with = "fields::some_millis")]
    time: Option<Time>,
    #[serde(deserialize_with = "fields::millis")]
    update_time: Time,
}

impl From<RawOrder> for VenueOrder {
    fn from(raw: RawOrder) -> Self {
        Self {
            symbol: raw.symbol,
            origin: OrderOrigin::of(&raw.client_order_id),
            client_id: raw.client_order_id,
            venue_id: raw.order_id,
            status: raw.status,
            kind: raw.kind,
            life: raw.life,
            side: raw.side,
            position: raw.position,
            effect: raw.effect,
            qty: raw.orig_qty,
            filled: raw.executed_qty,
            quote_filled: raw.cum_quote,
            average: raw.avg_price,
            price: raw.price,
            opened: raw.time,
            at: raw.update_time,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawAlgo {
    #[serde(deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(deserialize_with = "fields::order_id")]
    algo_id: VenueOrderId,
    client_algo_id: ClientOrderId,
    #[serde(rename = "algoStatus", deserialize_with = "words::algo_status")]
    status: AlgoStatus,
    #[serde(rename = "orderType", alias = "type", deserialize_with = "words::kind")]
    kind: OrderType,
    #[serde(rename = "timeInForce", deserialize_with = "words::life")]
    life: OrderLife,
    #[serde(deserialize_with = "words::side")]
    side: Side,
    #[serde(rename = "positionSide", deserialize_with = "words::position")]
    position: PositionSide,
    #[serde(rename = "reduceOnly", deserialize_with = "words::effect")]
    effect: PositionEffect,
    #[serde(rename = "quantity", deserialize_with = "fields::optional_qty")]
    qty: Option<Qty>,
    #[serde(deserialize_with = "fields::optional_price")]
    trigger_price: Option<Price>,
    #[serde(default, deserialize_with = "fields::optional_price")]
    price: Option<Price>,
    #[serde(default, deserialize_with = "fields::optional_order_id")]
    actual_order_id: Option<VenueOrderId>,
    #[serde(deserialize_with = "fields::millis")]
    update_time: Time,
}

impl From<RawAlgo> for VenueAlgo {
    fn from(raw: RawAlgo) -> Self {
        Self {
            symbol: raw.symbol,
            client_id: raw.client_algo_id,
            algo_id: raw.algo_id,
            status: raw.status,
            kind: raw.kind,
            life: raw.life,
            side: raw.side,
            position: raw.position,
            effect: raw.effect,
            qty: raw.qty,
            trigger: raw.trigger_price,
            price: raw.price,
            became: raw.actual_order_id,
            refusal: None,
            at: raw.update_time,
        }
    }
}

/// What became of an order's placing call.
#[must_use]
pub fn place(answer: &Answer) -> PlaceReply<VenueOrder> {
    placed::<RawOrder, _>(answer)
}

/// What became of a conditional order's placing call.
#[must_use]
pub fn place_algo(answer: &Answer) -> PlaceReply<VenueAlgo> {
    placed::<RawAlgo, _>(answer)
}

fn placed<R: DeserializeOwned + Into<T>, T>(answer: &Answer) -> PlaceReply<T> {
    if !answer.is_success() {
        let trouble = trouble(answer);
        return if is_no(answer, &trouble) {
            PlaceReply::Refused(trouble)
        } else if is_clock(&trouble) {
            PlaceReply::NotTaken(trouble)
        } else {
            PlaceReply::Unknown(trouble)
        };
    }
    match serde_json::from_slice::<R>(&answer.body) {
        Ok(raw) => PlaceReply::Placed(raw.into()),
        Err(error) => PlaceReply::Unknown(unreadable(answer, &error)),
    }
}

/// Whether the venue decided no. Key, signature and rights are judged before the engine sees an order, by code; a bare
/// status is not.
pub(super) fn is_no(answer: &Answer, trouble: &Trouble) -> bool {
    match trouble.disposition {
        Disposition::Rejected(_) => true,
        Disposition::Fatal => trouble.code.is_some() && answer.status < 403,
        Disposition::Retry { .. }
        | Disposition::Banned { .. }
        | Disposition::Ambiguous
        | Disposition::Protocol => false,
    }
}

/// Whether only the request's time was wrong; a status that leaves doubt weighs more than the code.
fn is_clock(trouble: &Trouble) -> bool {
    let later = matches!(trouble.disposition, Disposition::Retry { .. });
    later && trouble.status == 400 && matches!(trouble.code, Some(-1021 | -5028))
}

/// What became of a change of an order.
#[must_use]
pub fn amend(answer: &Answer) -> AmendReply<VenueOrder> {
    if !answer.is_success() {
        let trouble = trouble(answer);
        return match trouble.disposition {
            Disposition::Rejected(Rejection::NotOpen | Rejection::NeverSeen) => {
                AmendReply::NotOpen(trouble)
            }
            Disposition::Rejected(Rejection::NoChange) => AmendReply::Unchanged(trouble),
            Disposition::Rejected(_) => AmendReply::Refused(trouble),
            Disposition::Fatal if is_no(answer, &trouble) => AmendReply::Refused(trouble),
            Disposition::Fatal
            | Disposition::Retry { .. }
            | Disposition::Banned { .. }
            | Disposition::Ambiguous
            | Disposition::Protocol => AmendReply::Unknown(trouble),
        };
    }
    match serde_json::from_slice::<RawOrder>(&answer.body) {
        Ok(raw) => AmendReply::Amended(raw.into()),
        Err(error) => AmendReply::Unknown(unreadable(answer, &error)),
    }
}

/// What became of an order's cancel.
#[must_use]
pub fn cancel(answer: &Answer) -> CancelReply<VenueOrder> {
    cancelled::<RawOrder, _>(answer)
}

/// What became of a conditional order's cancel: its id.
#[must_use]
pub fn cancel_algo(answer: &Answer) -> CancelReply<ClientOrderId> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        client_algo_id: ClientOrderId,
    }
    impl From<Raw> for ClientOrderId {
        fn from(raw: Raw) -> Self {
            raw.client_algo_id
        }
    }
    cancelled::<Raw, _>(answer)
}

fn cancelled<R: DeserializeOwned + Into<T>, T>(answer: &Answer) -> CancelReply<T> {
    if !answer.is_success() {
        let trouble = trouble(answer);
        return match trouble.disposition {
            Disposition::Rejected(Rejection::NotOpen | Rejection::NeverSeen) => {
                CancelReply::NotOpen(trouble)
            }
            Disposition::Rejected(_) | Disposition::Retry { .. } | Disposition::Banned { .. } => {
                CancelReply::NotTaken(trouble)
            }
            Disposition::Fatal if trouble.code.is_some() => CancelReply::NotTaken(trouble),
            Disposition::Fatal | Disposition::Ambiguous | Disposition::Protocol => {
                CancelReply::Unknown(trouble)
            }
        };
    }
    match serde_json::from_slice::<R>(&answer.body) {
        Ok(raw) => CancelReply::Cancelled(raw.into()),
        Err(error) => CancelReply::Unknown(unreadable(answer, &error)),
    }
}

/// That all orders of a contract were ended, or what is known instead.
///
/// # Errors
/// The answer is no success or does not say so.
pub fn cancel_all(answer: &Answer) -> Result<(), Trouble> {
    #[derive(Deserialize)]
    struct Raw {
        #[serde(rename = "code")]
        _code: Code,
    }
    parsed::<Raw>(answer).map(drop)
}

/// The code of success, which some answers write as text.
#[derive(Deserialize)]
#[serde(try_from = "serde_json::Value")]
pub(super) struct Code;

impl TryFrom<serde_json::Value> for Code {
    type Error = String;
    fn try_from(value: serde_json::Value) -> Result<Self, String> {
        match value.as_i64() == Some(200) || value.as_str() == Some("200") {
            true => Ok(Self),
            false => Err(alloc::format!("the code {value} is no success")),
        }
    }
}

/// That the dead man's switch is armed.
///
/// # Errors
/// The answer is no success or does not say so.
pub fn dead_man(answer: &Answer) -> Result<(), Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(rename = "countdownTime")]
        _countdown: serde_json::Value,
    }
    parsed::<Raw>(answer).map(drop)
}

/// What the venue says of one order.
#[must_use]
pub fn query(answer: &Answer) -> QueryReply<VenueOrder> {
    queried::<RawOrder, _>(answer)
}

/// What the venue says of one conditional order.
#[must_use]
pub fn query_algo(answer: &Answer) -> QueryReply<VenueAlgo> {
    queried::<RawAlgo, _>(answer)
}

fn queried<R: DeserializeOwned + Into<T>, T>(answer: &Answer) -> QueryReply<T> {
    match parsed::<R>(answer) {
        Ok(raw) => QueryReply::Found(raw.into()),
        Err(trouble) => match trouble.disposition {
            Disposition::Rejected(Rejection::NeverSeen) => QueryReply::NeverSeen,
            Disposition::Rejected(_)
            | Disposition::Retry { .. }
            | Disposition::Banned { .. }
            | Disposition::Ambiguous
            | Disposition::Fatal
            | Disposition::Protocol => QueryReply::NoAnswer(trouble),
        },
    }
}

/// Open orders.
///
/// # Errors
/// The answer is no success, or any of its orders cannot be read (a list with a hole is no list).
pub fn open_orders(answer: &Answer) -> Result<Vec<VenueOrder>, Trouble> {
    let rows = parsed::<Vec<RawOrder>>(answer)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Open conditional orders.
///
/// # Errors
/// The answer is no success, or any of its orders cannot be read.
pub fn open_algos(answer: &Answer) -> Result<Vec<VenueAlgo>, Trouble> {
    let rows = parsed::<Vec<RawAlgo>>(answer)?;
    Ok(rows.into_iter().map(Into::into).collect())
}
