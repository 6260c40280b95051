//! Reads answers about the public market: books, candles, marks, funding, open interest. Never keeps any.

use super::super::replies::VenueSymbol;
use super::super::replies::market::{DepthSnapshot, FundingPaid, FundingRule, Mark, OpenInterest};
use super::{fields, parsed};
use crate::answer::Answer;
use crate::trouble::Trouble;
use alloc::vec::Vec;
use domain::{Amount, Candle, Instrument, Interval, Price, Qty, Rate, Span, Time};
use serde::{Deserialize, de};

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

/// One candle: a list of twelve, of which the last four are not used.
#[derive(Deserialize)]
struct RawCandle(
    i64,
    Price,
    Price,
    Price,
    Price,
    Qty,
    de::IgnoredAny,
    Amount,
    u64,
    de::IgnoredAny,
    de::IgnoredAny,
    de::IgnoredAny,
);

/// A page of candles of an instrument, oldest first; the last one may be of an interval that still runs.
///
/// # Errors
/// The answer is no success, or any of its candles cannot be read or contradicts itself.
pub fn candles(
    answer: &Answer,
    instrument: &Instrument,
    interval: Interval,
) -> Result<Vec<Candle>, Trouble> {
    let rows = parsed::<Vec<RawCandle>>(answer)?;
    let candles: Vec<Candle> = rows
        .into_iter()
        .map(|raw| {
            let RawCandle(open_time, open, high, low, close, volume, _, quote_volume, count, ..) =
                raw;
            Candle {
                symbol: instrument.symbol,
                interval,
                open_time: Time::from_millis(open_time),
                open,
                high,
                low,
                close,
                volume,
                quote_volume,
                trade_count: count,
            }
        })
        .collect();
    match candles.iter().find(|candle| candle.check().is_err()) {
        None => Ok(candles),
        Some(candle) => Err(Trouble {
            disposition: crate::trouble::Disposition::Protocol,
            status: answer.status,
            code: None,
            text: alloc::format!("the candle of {} contradicts itself", candle.open_time),
        }),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawMark {
    #[serde(deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    mark_price: Price,
    #[serde(deserialize_with = "fields::optional_price")]
    index_price: Option<Price>,
    #[serde(deserialize_with = "fields::optional_rate")]
    last_funding_rate: Option<Rate>,
    #[serde(deserialize_with = "fields::optional_millis")]
    next_funding_time: Option<Time>,
    #[serde(deserialize_with = "fields::millis")]
    time: Time,
}

impl From<RawMark> for Mark {
    fn from(raw: RawMark) -> Self {
        Self {
            symbol: raw.symbol,
            mark: raw.mark_price,
            index: raw.index_price,
            // A contract that is never funded has a rate of zero and no next time.
            funding: raw.next_funding_time.and(raw.last_funding_rate),
            next_funding: raw.next_funding_time,
            at: raw.time,
        }
    }
}

/// The mark, index and funding of one contract.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn mark(answer: &Answer) -> Result<Mark, Trouble> {
    parsed::<RawMark>(answer).map(Into::into)
}

/// The marks, indexes and funding of many contracts.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn marks(answer: &Answer) -> Result<Vec<Mark>, Trouble> {
    let rows = parsed::<Vec<RawMark>>(answer)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What funding was paid, oldest first.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn funding_paid(answer: &Answer) -> Result<Vec<FundingPaid>, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(deserialize_with = "fields::symbol")]
        symbol: VenueSymbol,
        funding_rate: Rate,
        #[serde(deserialize_with = "fields::millis")]
        funding_time: Time,
        #[serde(default, deserialize_with = "fields::optional_price")]
        mark_price: Option<Price>,
    }
    let rows = parsed::<Vec<Raw>>(answer)?;
    let paid = |raw: Raw| FundingPaid {
        symbol: raw.symbol,
        rate: raw.funding_rate,
        mark: raw.mark_price,
        at: raw.funding_time,
    };
    Ok(rows.into_iter().map(paid).collect())
}

/// The funding rules of contracts that have their own.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn funding_rules(answer: &Answer) -> Result<Vec<FundingRule>, Trouble> {
    const HOUR_S: i64 = 3_600;
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(deserialize_with = "fields::symbol")]
        symbol: VenueSymbol,
        adjusted_funding_rate_cap: Rate,
        adjusted_funding_rate_floor: Rate,
        funding_interval_hours: u16,
    }
    let rows = parsed::<Vec<Raw>>(answer)?;
    let rule = |raw: Raw| FundingRule {
        symbol: raw.symbol,
        cap: raw.adjusted_funding_rate_cap,
        floor: raw.adjusted_funding_rate_floor,
        interval: Span::from_secs(HOUR_S).times(raw.funding_interval_hours.into()),
    };
    Ok(rows.into_iter().map(rule).collect())
}

/// How much of a contract is held.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn open_interest(answer: &Answer) -> Result<OpenInterest, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(deserialize_with = "fields::symbol")]
        symbol: VenueSymbol,
        open_interest: Qty,
        #[serde(deserialize_with = "fields::millis")]
        time: Time,
    }
    parsed::<Raw>(answer).map(|raw| OpenInterest {
        symbol: raw.symbol,
        qty: raw.open_interest,
        at: raw.time,
    })
}
