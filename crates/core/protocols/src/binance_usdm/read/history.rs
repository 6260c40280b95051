//! Reads pages of the account's past and says where the next one begins. Never drops a row.

use super::super::facts::{ALGO_PAGE_MAX, FORCED_PAGE_MAX, PAGE_MAX};
use super::super::replies::VenueSymbol;
use super::super::replies::history::{Income, IncomeKind, Next, Page};
use super::super::replies::order::{VenueAlgo, VenueFill, VenueOrder};
use super::order::{RawAlgo, RawOrder};
use super::{fields, parsed, words};
use crate::answer::Answer;
use crate::binance::in_order;
use crate::trouble::Trouble;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{
    Amount, Asset, Liquidity, PositionSide, Price, Qty, Side, Time, VenueOrderId, VenueTradeId,
};
use serde::Deserialize;

/// After a full page, the id after the largest one.
fn after<'a>(rows: usize, full: usize, ids: impl Iterator<Item = &'a str>) -> Next {
    if rows < full {
        return Next::End;
    }
    let last = ids.filter_map(|id| id.parse::<u64>().ok()).max();
    last.map_or(Next::End, |last| Next::From(last.saturating_add(1)))
}

/// After a full page, the last instant again: the page may have been cut in the middle of it.
fn again(rows: usize, full: usize, times: impl Iterator<Item = Time> + Clone) -> Next {
    if rows < full {
        return Next::End;
    }
    match (times.clone().min(), times.max()) {
        (Some(first), Some(last)) if first == last => Next::Crowded(last),
        (Some(_), Some(last)) => Next::At(last),
        (None, _) | (_, None) => Next::End,
    }
}

/// A page of own executions, oldest first.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn fills(answer: &Answer) -> Result<Page<VenueFill>, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(deserialize_with = "fields::symbol")]
        symbol: VenueSymbol,
        #[serde(deserialize_with = "fields::trade_id")]
        id: VenueTradeId,
        #[serde(deserialize_with = "fields::order_id")]
        order_id: VenueOrderId,
        #[serde(deserialize_with = "words::side")]
        side: Side,
        #[serde(rename = "positionSide", deserialize_with = "words::position")]
        position: PositionSide,
        price: Price,
        qty: Qty,
        realized_pnl: Amount,
        commission: Amount,
        commission_asset: Asset,
        #[serde(rename = "maker", deserialize_with = "words::liquidity")]
        liquidity: Liquidity,
        #[serde(deserialize_with = "fields::millis")]
        time: Time,
    }
    let fill = |raw: Raw| VenueFill {
        trade: raw.id,
        venue_order: raw.order_id,
        symbol: raw.symbol,
        side: raw.side,
        position: raw.position,
        price: raw.price,
        qty: raw.qty,
        fee: raw.commission,
        fee_asset: Some(raw.commission_asset),
        realised: raw.realized_pnl,
        liquidity: raw.liquidity,
        at: raw.time,
    };
    let mut rows = parsed::<Vec<Raw>>(answer)?;
    in_order(&mut rows, |raw| raw.id.as_str());
    let rows: Vec<VenueFill> = rows.into_iter().map(fill).collect();
    let ids = rows.iter().map(|row| row.trade.as_str());
    let next = after(rows.len(), PAGE_MAX, ids);
    Ok(Page { rows, next })
}

/// A page of orders, open and over.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn orders(answer: &Answer) -> Result<Page<VenueOrder>, Trouble> {
    let rows = parsed::<Vec<RawOrder>>(answer)?;
    let rows: Vec<VenueOrder> = rows.into_iter().map(Into::into).collect();
    let ids = rows.iter().map(|row| row.venue_id.as_str());
    let next = after(rows.len(), PAGE_MAX, ids);
    Ok(Page { rows, next })
}

/// A page of conditional orders, open and over.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn algos(answer: &Answer) -> Result<Page<VenueAlgo>, Trouble> {
    let rows = parsed::<Vec<RawAlgo>>(answer)?;
    let rows: Vec<VenueAlgo> = rows.into_iter().map(Into::into).collect();
    let ids = rows.iter().map(|row| row.algo_id.as_str());
    let next = after(rows.len(), ALGO_PAGE_MAX, ids);
    Ok(Page { rows, next })
}

/// A page of the orders by which the venue closed positions.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn forced_orders(answer: &Answer) -> Result<Page<VenueOrder>, Trouble> {
    let rows = parsed::<Vec<RawOrder>>(answer)?;
    let rows: Vec<VenueOrder> = rows.into_iter().map(Into::into).collect();
    let next = again(
        rows.len(),
        FORCED_PAGE_MAX,
        rows.iter().filter_map(|row| row.opened),
    );
    Ok(Page { rows, next })
}

/// A page of movements of money.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn income(answer: &Answer) -> Result<Page<Income>, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(deserialize_with = "fields::optional_symbol")]
        symbol: Option<VenueSymbol>,
        income_type: String,
        income: Amount,
        asset: Asset,
        #[serde(deserialize_with = "fields::millis")]
        time: Time,
        tran_id: u64,
        #[serde(deserialize_with = "fields::optional_trade_id")]
        trade_id: Option<VenueTradeId>,
    }
    let row = |raw: Raw| Income {
        id: raw.tran_id,
        kind: IncomeKind::of(&raw.income_type),
        word: raw.income_type,
        symbol: raw.symbol,
        amount: raw.income,
        asset: raw.asset,
        trade: raw.trade_id,
        at: raw.time,
    };
    let rows: Vec<Income> = parsed::<Vec<Raw>>(answer)?.into_iter().map(row).collect();
    let next = again(rows.len(), PAGE_MAX, rows.iter().map(|row| row.at));
    Ok(Page { rows, next })
}
