//! The venue's words for sides, statuses, kinds and modes. A word that decides money and is not known is an error, never a
//! guess.

use super::super::replies::Switch;
use super::super::replies::market::CandleState;
use super::super::replies::order::{AlgoStatus, OrderLife, OrderStatus, OrderType};
use alloc::string::String;
use domain::{
    AssetsMode, Leverage, Liquidity, MarginMode, PositionEffect, PositionMode, PositionSide, Side,
};
use serde::{Deserialize, Deserializer, de};

/// Reads a word by a table; one that is not in it is an error.
fn known<'de, D: Deserializer<'de>, T: Copy>(
    d: D,
    table: &[(&str, T)],
    what: &'static str,
) -> Result<T, D::Error> {
    let word = String::deserialize(d)?;
    let found = table.iter().find(|(known, _)| *known == word);
    found
        .map(|(_, meaning)| *meaning)
        .ok_or_else(|| de::Error::custom(core::format_args!("`{word}` is no {what} that is known")))
}

pub(crate) const SIDES: &[(&str, Side)] = &[("BUY", Side::Buy), ("SELL", Side::Sell)];

pub(crate) const POSITIONS: &[(&str, PositionSide)] = &[
    ("BOTH", PositionSide::Both),
    ("LONG", PositionSide::Long),
    ("SHORT", PositionSide::Short),
];

pub(crate) const STATUSES: &[(&str, OrderStatus)] = &[
    ("NEW", OrderStatus::New),
    ("PARTIALLY_FILLED", OrderStatus::PartiallyFilled),
    ("FILLED", OrderStatus::Filled),
    ("CANCELED", OrderStatus::Cancelled),
    ("REJECTED", OrderStatus::Rejected),
    ("EXPIRED", OrderStatus::Expired),
    ("EXPIRED_IN_MATCH", OrderStatus::Expired),
    ("NEW_INSURANCE", OrderStatus::Insured),
    ("NEW_ADL", OrderStatus::Deleveraged),
];

pub(crate) const ALGO_STATUSES: &[(&str, AlgoStatus)] = &[
    ("NEW", AlgoStatus::New),
    ("TRIGGERING", AlgoStatus::Triggering),
    ("TRIGGERED", AlgoStatus::Triggered),
    ("FINISHED", AlgoStatus::Finished),
    ("CANCELED", AlgoStatus::Cancelled),
    ("REJECTED", AlgoStatus::Rejected),
    ("EXPIRED", AlgoStatus::Expired),
];

pub(crate) const TYPES: &[(&str, OrderType)] = &[
    ("LIMIT", OrderType::Limit),
    ("MARKET", OrderType::Market),
    ("STOP", OrderType::Stop),
    ("STOP_MARKET", OrderType::StopMarket),
    ("TAKE_PROFIT", OrderType::TakeProfit),
    ("TAKE_PROFIT_MARKET", OrderType::TakeProfitMarket),
    ("TRAILING_STOP_MARKET", OrderType::TrailingStopMarket),
    ("LIQUIDATION", OrderType::Liquidation),
];

pub(crate) const LIVES: &[(&str, OrderLife)] = &[
    ("GTC", OrderLife::Gtc),
    ("IOC", OrderLife::Ioc),
    ("FOK", OrderLife::Fok),
    ("GTX", OrderLife::Gtx),
    ("GTD", OrderLife::Gtd),
    ("GTE_GTC", OrderLife::GteGtc),
    ("RPI", OrderLife::Rpi),
];

const MARGINS: &[(&str, MarginMode)] = &[
    ("cross", MarginMode::Cross),
    ("CROSSED", MarginMode::Cross),
    ("isolated", MarginMode::Isolated),
    ("ISOLATED", MarginMode::Isolated),
];

pub(crate) fn side<'de, D: Deserializer<'de>>(d: D) -> Result<Side, D::Error> {
    known(d, SIDES, "side")
}

pub(crate) fn position<'de, D: Deserializer<'de>>(d: D) -> Result<PositionSide, D::Error> {
    known(d, POSITIONS, "position side")
}

pub(crate) fn status<'de, D: Deserializer<'de>>(d: D) -> Result<OrderStatus, D::Error> {
    known(d, STATUSES, "order status")
}

pub(crate) fn algo_status<'de, D: Deserializer<'de>>(d: D) -> Result<AlgoStatus, D::Error> {
    known(d, ALGO_STATUSES, "status of a conditional order")
}

pub(crate) fn margin<'de, D: Deserializer<'de>>(d: D) -> Result<MarginMode, D::Error> {
    known(d, MARGINS, "margin type")
}

/// A kind that is not known is kept as that: it decides no money.
pub(crate) fn kind<'de, D: Deserializer<'de>>(d: D) -> Result<OrderType, D::Error> {
    let word = String::deserialize(d)?;
    let found = TYPES.iter().find(|(known, _)| *known == word);
    Ok(found.map_or(OrderType::Other, |(_, kind)| *kind))
}

/// A life that is not known is kept as that: it decides no money.
pub(crate) fn life<'de, D: Deserializer<'de>>(d: D) -> Result<OrderLife, D::Error> {
    let word = String::deserialize(d)?;
    let found = LIVES.iter().find(|(known, _)| *known == word);
    Ok(found.map_or(OrderLife::Other, |(_, life)| *life))
}

pub(crate) fn effect<'de, D: Deserializer<'de>>(d: D) -> Result<PositionEffect, D::Error> {
    Ok(if bool::deserialize(d)? {
        PositionEffect::ReduceOnly
    } else {
        PositionEffect::Any
    })
}

/// Whether somebody rested in the book.
pub(crate) fn liquidity<'de, D: Deserializer<'de>>(d: D) -> Result<Liquidity, D::Error> {
    Ok(if bool::deserialize(d)? {
        Liquidity::Maker
    } else {
        Liquidity::Taker
    })
}

/// The side that took, told by whether the buyer rested in the book.
pub(crate) fn taker<'de, D: Deserializer<'de>>(d: D) -> Result<Side, D::Error> {
    Ok(match liquidity(d)? {
        Liquidity::Maker => Side::Sell,
        Liquidity::Taker => Side::Buy,
    })
}

pub(crate) fn switch<'de, D: Deserializer<'de>>(d: D) -> Result<Switch, D::Error> {
    Ok(if bool::deserialize(d)? {
        Switch::On
    } else {
        Switch::Off
    })
}

pub(crate) fn position_mode<'de, D: Deserializer<'de>>(d: D) -> Result<PositionMode, D::Error> {
    Ok(match switch(d)? {
        Switch::On => PositionMode::Hedge,
        Switch::Off => PositionMode::OneWay,
    })
}

pub(crate) fn assets_mode<'de, D: Deserializer<'de>>(d: D) -> Result<AssetsMode, D::Error> {
    Ok(match switch(d)? {
        Switch::On => AssetsMode::Multi,
        Switch::Off => AssetsMode::Single,
    })
}

pub(crate) fn leverage<'de, D: Deserializer<'de>>(d: D) -> Result<Leverage, D::Error> {
    Leverage::new(u8::deserialize(d)?).map_err(de::Error::custom)
}

/// Whether a candle's interval is over.
pub(crate) fn candle_state<'de, D: Deserializer<'de>>(d: D) -> Result<CandleState, D::Error> {
    Ok(if bool::deserialize(d)? {
        CandleState::Closed
    } else {
        CandleState::Running
    })
}
