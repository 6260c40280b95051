//! Reads the answers of Binance spot. Never guesses: what is missing or malformed is a trouble, and doubt stays doubt.

use super::refusals::{trouble, unreadable};
use super::replies::{
    AccountState, CancelReply, DepthSnapshot, Listing, OcoReply, PlaceReply, QueryReply,
    ReplaceReply, Switch, VenueFill, VenueOrder, VenueSymbol,
};
use super::words::{ExpiryReason, OrderStatus, VenueKind};
use crate::answer::Answer;
use crate::binance::in_order;
use crate::limits::Demand;
use crate::trouble::{Disposition, Rejection, Trouble};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::{
    Amount, Asset, Balance, ClientOrderId, Liquidity, Price, Qty, Rate, Side, Time, VenueId,
    VenueOrderId, VenueTradeId,
};
use serde::{Deserialize, Deserializer, de};

mod amend;
mod cancel_all;
mod candles;
mod listing;

pub use amend::amend;
pub use cancel_all::cancel_all;
pub use candles::candles;
mod replacing;
mod rights;

/// A price that may be the venue's zero, which means none.
pub(super) fn optional_price<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Price>, D::Error> {
    let qty = Qty::deserialize(d)?;
    if qty.is_zero() {
        return Ok(None);
    }
    Price::new(qty.get()).map(Some).map_err(de::Error::custom)
}

/// A sum that the venue writes as −1 when it cannot tell.
pub(super) fn optional_amount<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Amount>, D::Error> {
    let amount = Amount::deserialize(d)?;
    Ok((!amount.is_negative()).then_some(amount))
}

pub(super) fn millis<'de, D: Deserializer<'de>>(d: D) -> Result<Time, D::Error> {
    i64::deserialize(d).map(Time::from_millis)
}

pub(super) fn venue_order_id<'de, D: Deserializer<'de>>(d: D) -> Result<VenueOrderId, D::Error> {
    let number = u64::deserialize(d)?;
    VenueOrderId::new(&number.to_string()).map_err(de::Error::custom)
}

pub(super) fn venue_trade_id<'de, D: Deserializer<'de>>(d: D) -> Result<VenueTradeId, D::Error> {
    let number = u64::deserialize(d)?;
    VenueTradeId::new(&number.to_string()).map_err(de::Error::custom)
}

pub(super) fn venue_symbol<'de, D: Deserializer<'de>>(d: D) -> Result<VenueSymbol, D::Error> {
    let text = String::deserialize(d)?;
    VenueSymbol::new(&text).map_err(de::Error::custom)
}

pub(super) fn side<'de, D: Deserializer<'de>>(d: D) -> Result<Side, D::Error> {
    match String::deserialize(d)?.as_str() {
        "BUY" => Ok(Side::Buy),
        "SELL" => Ok(Side::Sell),
        other => Err(de::Error::unknown_variant(other, &["BUY", "SELL"])),
    }
}

pub(super) fn status<'de, D: Deserializer<'de>>(d: D) -> Result<OrderStatus, D::Error> {
    let word = String::deserialize(d)?;
    OrderStatus::read(&word).ok_or_else(|| de::Error::unknown_variant(&word, OrderStatus::WORDS))
}

pub(super) fn kind<'de, D: Deserializer<'de>>(d: D) -> Result<Option<VenueKind>, D::Error> {
    String::deserialize(d).map(|word| Some(VenueKind::read(&word)))
}

pub(super) fn expiry<'de, D: Deserializer<'de>>(d: D) -> Result<Option<ExpiryReason>, D::Error> {
    String::deserialize(d).map(|word| Some(ExpiryReason::read(&word)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawOrder {
    #[serde(deserialize_with = "venue_symbol")]
    symbol: VenueSymbol,
    #[serde(deserialize_with = "venue_order_id")]
    order_id: VenueOrderId,
    client_order_id: ClientOrderId,
    orig_client_order_id: Option<ClientOrderId>,
    #[serde(deserialize_with = "optional_price")]
    price: Option<Price>,
    orig_qty: Qty,
    executed_qty: Qty,
    #[serde(
        rename = "cummulativeQuoteQty",
        default,
        deserialize_with = "optional_amount"
    )]
    quote_filled: Option<Amount>,
    #[serde(deserialize_with = "status")]
    status: OrderStatus,
    #[serde(deserialize_with = "side")]
    side: Side,
    #[serde(rename = "type", default, deserialize_with = "kind")]
    kind: Option<VenueKind>,
    #[serde(rename = "expiryReason", default, deserialize_with = "expiry")]
    expiry: Option<ExpiryReason>,
    transact_time: Option<i64>,
    update_time: Option<i64>,
    #[serde(default)]
    fills: Vec<RawPlacedFill>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPlacedFill {
    #[serde(deserialize_with = "venue_trade_id")]
    trade_id: VenueTradeId,
    price: Price,
    qty: Qty,
    commission: Amount,
    commission_asset: Asset,
}

impl RawOrder {
    fn split(self) -> Result<(VenueOrder, Vec<RawPlacedFill>), serde_json::Error> {
        let at = self
            .transact_time
            .or(self.update_time)
            .ok_or_else(|| de::Error::missing_field("transactTime or updateTime"))?;
        let order = VenueOrder {
            symbol: self.symbol,
            client_id: self.orig_client_order_id.unwrap_or(self.client_order_id),
            venue_id: self.order_id,
            status: self.status,
            side: self.side,
            qty: self.orig_qty,
            filled: self.executed_qty,
            quote_filled: self.quote_filled,
            price: self.price,
            kind: self.kind,
            expiry: self.expiry,
            at: Time::from_millis(at),
        };
        Ok((order, self.fills))
    }
}

fn one_order(body: &[u8]) -> Result<(VenueOrder, Vec<RawPlacedFill>), serde_json::Error> {
    serde_json::from_slice::<RawOrder>(body).and_then(RawOrder::split)
}

/// What the venue demands of its caller by an answer, whatever was asked.
#[must_use]
pub fn demand(answer: &Answer) -> Demand {
    crate::binance::demand(answer)
}

fn parsed<'a, T: Deserialize<'a>>(answer: &'a Answer) -> Result<T, Trouble> {
    if !answer.is_success() {
        return Err(trouble(answer));
    }
    serde_json::from_slice(&answer.body).map_err(|error| unreadable(answer, &error))
}

/// The venue's clock.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn server_time(answer: &Answer) -> Result<Time, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(deserialize_with = "millis")]
        server_time: Time,
    }
    parsed::<Raw>(answer).map(|raw| raw.server_time)
}

/// What can be traded at `venue`; a symbol whose filters cannot be read is left out with its reason.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn instruments(answer: &Answer, venue: VenueId) -> Result<Listing, Trouble> {
    parsed::<listing::RawListing>(answer).map(|raw| raw.listing(venue))
}

/// The levels of a book.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn depth(answer: &Answer) -> Result<DepthSnapshot, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        last_update_id: u64,
        bids: Vec<(Price, Qty)>,
        asks: Vec<(Price, Qty)>,
    }
    parsed::<Raw>(answer).map(|raw| DepthSnapshot {
        last_update: raw.last_update_id,
        bids: raw.bids,
        asks: raw.asks,
    })
}

/// What became of a placing call. Only a decision of the venue makes a refusal; all else leaves the order asked.
#[must_use]
pub fn place(answer: &Answer) -> PlaceReply {
    if !answer.is_success() {
        let trouble = trouble(answer);
        return match trouble.disposition {
            Disposition::Retry { .. } if demand(answer) == Demand::MendClock => {
                PlaceReply::NotTaken(trouble)
            }
            Disposition::Rejected(_)
            | Disposition::Retry { .. }
            | Disposition::Banned { .. }
            | Disposition::Ambiguous
            | Disposition::Fatal
            | Disposition::Protocol => order_refused(trouble, answer.status),
        };
    }
    placed(one_order(&answer.body), answer)
}

/// What an answer without success says of what should have been placed.
enum NotPlaced {
    Refused(Trouble),
    Unknown(Trouble),
}

fn not_placed(answer: &Answer) -> Option<NotPlaced> {
    if answer.is_success() {
        return None;
    }
    let trouble = trouble(answer);
    Some(match demand(answer) {
        // The time stamp is judged before anything else: nothing of the request was looked at.
        Demand::MendClock => NotPlaced::Refused(trouble),
        Demand::Nothing
        | Demand::FewerOrders { .. }
        | Demand::Silence { .. }
        | Demand::Absence { .. } => refused(trouble, answer.status),
    })
}

fn refused(trouble: Trouble, status: u16) -> NotPlaced {
    match trouble.disposition {
        Disposition::Rejected(_) => NotPlaced::Refused(trouble),
        // Key, signature and time stamp are judged before the engine sees an order, by code; a bare status is not.
        Disposition::Fatal if trouble.code.is_some() && status < 403 => NotPlaced::Refused(trouble),
        Disposition::Fatal
        | Disposition::Retry { .. }
        | Disposition::Banned { .. }
        | Disposition::Ambiguous
        | Disposition::Protocol => NotPlaced::Unknown(trouble),
    }
}

fn order_refused(trouble: Trouble, status: u16) -> PlaceReply {
    match refused(trouble, status) {
        NotPlaced::Refused(trouble) => PlaceReply::Refused(trouble),
        NotPlaced::Unknown(trouble) => PlaceReply::Unknown(trouble),
    }
}

/// An order that was placed, with what it traded at once.
fn placed(
    split: Result<(VenueOrder, Vec<RawPlacedFill>), serde_json::Error>,
    answer: &Answer,
) -> PlaceReply {
    match split {
        Ok((order, fills)) => PlaceReply::Placed {
            fills: fills
                .into_iter()
                .map(|fill| placed_fill(&order, fill))
                .collect(),
            order,
        },
        Err(error) => PlaceReply::Unknown(unreadable(answer, &error)),
    }
}

/// What became of a replacement: both orders, each for itself.
#[must_use]
pub fn replace(answer: &Answer) -> ReplaceReply {
    replacing::replace(answer)
}

/// What became of a call that places a pair: both orders, neither, or nobody knows.
#[must_use]
pub fn place_oco(answer: &Answer) -> OcoReply {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        order_reports: Vec<RawOrder>,
    }
    if let Some(no) = not_placed(answer) {
        return match no {
            NotPlaced::Refused(trouble) => OcoReply::Refused(trouble),
            NotPlaced::Unknown(trouble) => OcoReply::Unknown(trouble),
        };
    }
    let orders = serde_json::from_slice::<Raw>(&answer.body).and_then(|raw| {
        let orders = raw.order_reports.into_iter().map(RawOrder::split);
        let orders = orders.map(|split| split.map(|(order, _)| order));
        orders.collect::<Result<Vec<_>, _>>()
    });
    match orders {
        Ok(orders) => OcoReply::Placed(orders),
        Err(error) => OcoReply::Unknown(unreadable(answer, &error)),
    }
}

fn placed_fill(order: &VenueOrder, fill: RawPlacedFill) -> VenueFill {
    VenueFill {
        trade: fill.trade_id,
        venue_order: order.venue_id,
        symbol: order.symbol,
        side: order.side,
        price: fill.price,
        qty: fill.qty,
        fee: fill.commission,
        fee_asset: fill.commission_asset,
        liquidity: Liquidity::Taker,
        at: order.at,
    }
}

/// What became of a cancel.
#[must_use]
pub fn cancel(answer: &Answer) -> CancelReply {
    if !answer.is_success() {
        return cancel_refused(trouble(answer));
    }
    match one_order(&answer.body) {
        Ok((order, _)) => CancelReply::Cancelled(order),
        Err(error) => CancelReply::Unknown(unreadable(answer, &error)),
    }
}

fn cancel_refused(trouble: Trouble) -> CancelReply {
    match trouble.disposition {
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
    }
}

/// What the venue says of one order.
#[must_use]
pub fn query(answer: &Answer) -> QueryReply {
    if !answer.is_success() {
        let trouble = trouble(answer);
        return match trouble.disposition {
            Disposition::Rejected(Rejection::NeverSeen) => QueryReply::NeverSeen,
            Disposition::Rejected(_)
            | Disposition::Retry { .. }
            | Disposition::Banned { .. }
            | Disposition::Ambiguous
            | Disposition::Fatal
            | Disposition::Protocol => QueryReply::NoAnswer(trouble),
        };
    }
    match one_order(&answer.body) {
        Ok((order, _)) => QueryReply::Found(order),
        Err(error) => QueryReply::NoAnswer(unreadable(answer, &error)),
    }
}

/// Open orders.
///
/// # Errors
/// The answer is no success, or any of its orders cannot be read (a list with a hole is no list).
pub fn open_orders(answer: &Answer) -> Result<Vec<VenueOrder>, Trouble> {
    parsed::<Vec<RawOrder>>(answer)?
        .into_iter()
        .map(|raw| raw.split().map(|(order, _)| order))
        .collect::<Result<_, _>>()
        .map_err(|error| unreadable(answer, &error))
}

/// What the key that asked may do.
///
/// # Errors
/// The answer is no success or cannot be read; a right that is missing in it makes it unreadable.
pub fn key_facts(answer: &Answer) -> Result<gate::KeyFacts, Trouble> {
    parsed::<rights::RawRights>(answer).map(rights::RawRights::facts)
}

/// Balances, rights and fees.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn account(answer: &Answer) -> Result<AccountState, Trouble> {
    #[derive(Deserialize)]
    struct Fees {
        maker: Rate,
        taker: Rate,
    }
    #[derive(Deserialize)]
    struct Holding {
        asset: Asset,
        free: Qty,
        locked: Qty,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        can_trade: bool,
        can_withdraw: bool,
        commission_rates: Fees,
        #[serde(deserialize_with = "millis")]
        update_time: Time,
        balances: Vec<Holding>,
    }
    let switch = |given: bool| if given { Switch::On } else { Switch::Off };
    parsed::<Raw>(answer).map(|raw| AccountState {
        balances: raw
            .balances
            .into_iter()
            .map(|holding| Balance {
                asset: holding.asset,
                free: holding.free,
                locked: holding.locked,
            })
            .collect(),
        updated: raw.update_time,
        trading: switch(raw.can_trade),
        withdrawing: switch(raw.can_withdraw),
        maker_fee: raw.commission_rates.maker,
        taker_fee: raw.commission_rates.taker,
    })
}

/// Own executions, oldest first.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn fills(answer: &Answer) -> Result<Vec<VenueFill>, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(deserialize_with = "venue_symbol")]
        symbol: VenueSymbol,
        #[serde(deserialize_with = "venue_trade_id")]
        id: VenueTradeId,
        #[serde(deserialize_with = "venue_order_id")]
        order_id: VenueOrderId,
        price: Price,
        qty: Qty,
        commission: Amount,
        commission_asset: Asset,
        #[serde(deserialize_with = "millis")]
        time: Time,
        is_buyer: bool,
        is_maker: bool,
    }
    let mut rows = parsed::<Vec<Raw>>(answer)?;
    in_order(&mut rows, |raw| raw.id.as_str());
    Ok(rows
        .into_iter()
        .map(|raw| VenueFill {
            trade: raw.id,
            venue_order: raw.order_id,
            symbol: raw.symbol,
            side: if raw.is_buyer { Side::Buy } else { Side::Sell },
            price: raw.price,
            qty: raw.qty,
            fee: raw.commission,
            fee_asset: raw.commission_asset,
            liquidity: if raw.is_maker {
                Liquidity::Maker
            } else {
                Liquidity::Taker
            },
            at: raw.time,
        })
        .collect())
}

#[cfg(test)]
mod tests;
