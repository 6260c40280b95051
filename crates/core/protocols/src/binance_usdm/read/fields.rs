//! How single fields are written: numbers as text, zero and nothing for none, instants in milliseconds. Never a default for
//! what is missing.

use super::super::replies::VenueSymbol;
use alloc::string::{String, ToString};
use domain::{Price, Qty, Rate, Time, VenueOrderId, VenueTradeId};
use serde::{Deserialize, Deserializer, de};

/// A price that may be nothing or zero, which mean none.
pub(crate) fn optional_price<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Price>, D::Error> {
    let text = String::deserialize(d)?;
    if text.is_empty() {
        return Ok(None);
    }
    let number = Qty::parse(&text).map_err(de::Error::custom)?;
    if number.is_zero() {
        return Ok(None);
    }
    Price::new(number.get())
        .map(Some)
        .map_err(de::Error::custom)
}

/// A rate of which nothing means none.
pub(crate) fn optional_rate<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Rate>, D::Error> {
    let text = String::deserialize(d)?;
    if text.is_empty() {
        return Ok(None);
    }
    Rate::parse(&text).map(Some).map_err(de::Error::custom)
}

/// A quantity of which zero means none.
pub(crate) fn optional_qty<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Qty>, D::Error> {
    let qty = Qty::deserialize(d)?;
    Ok((!qty.is_zero()).then_some(qty))
}

pub(crate) fn millis<'de, D: Deserializer<'de>>(d: D) -> Result<Time, D::Error> {
    i64::deserialize(d).map(Time::from_millis)
}

pub(crate) fn some_millis<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Time>, D::Error> {
    millis(d).map(Some)
}

/// An instant of which zero means none.
pub(crate) fn optional_millis<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Time>, D::Error> {
    let millis = i64::deserialize(d)?;
    Ok((millis != 0).then_some(Time::from_millis(millis)))
}

pub(crate) fn order_id<'de, D: Deserializer<'de>>(d: D) -> Result<VenueOrderId, D::Error> {
    let number = u64::deserialize(d)?;
    VenueOrderId::new(&number.to_string()).map_err(de::Error::custom)
}

/// An order's id as text, of which nothing means none.
pub(crate) fn optional_order_id<'de, D: Deserializer<'de>>(
    d: D,
) -> Result<Option<VenueOrderId>, D::Error> {
    let text = Option::<String>::deserialize(d)?.unwrap_or_default();
    if text.is_empty() {
        return Ok(None);
    }
    VenueOrderId::new(&text)
        .map(Some)
        .map_err(de::Error::custom)
}

pub(crate) fn trade_id<'de, D: Deserializer<'de>>(d: D) -> Result<VenueTradeId, D::Error> {
    let number = u64::deserialize(d)?;
    VenueTradeId::new(&number.to_string()).map_err(de::Error::custom)
}

/// A trade's id as text, of which nothing means none.
pub(crate) fn optional_trade_id<'de, D: Deserializer<'de>>(
    d: D,
) -> Result<Option<VenueTradeId>, D::Error> {
    let text = String::deserialize(d)?;
    if text.is_empty() {
        return Ok(None);
    }
    VenueTradeId::new(&text)
        .map(Some)
        .map_err(de::Error::custom)
}

pub(crate) fn symbol<'de, D: Deserializer<'de>>(d: D) -> Result<VenueSymbol, D::Error> {
    let text = String::deserialize(d)?;
    VenueSymbol::new(&text).map_err(de::Error::custom)
}

/// A contract's name, of which nothing means none.
pub(crate) fn optional_symbol<'de, D: Deserializer<'de>>(
    d: D,
) -> Result<Option<VenueSymbol>, D::Error> {
    let text = String::deserialize(d)?;
    if text.is_empty() {
        return Ok(None);
    }
    VenueSymbol::new(&text).map(Some).map_err(de::Error::custom)
}
