//! Reads pages of candles. Never keeps any, never judges one.

use super::parsed;
use crate::answer::Answer;
use crate::trouble::Trouble;
use alloc::vec::Vec;
use domain::{Amount, Candle, Interval, Price, Qty, Symbol, Time};
use serde::{Deserialize, de};

/// One candle: a list of twelve, of which the last three are not used.
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

/// A page of candles, oldest first, as the venue has them: whether one contradicts itself is not looked at.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn candles(
    answer: &Answer,
    symbol: Symbol,
    interval: Interval,
) -> Result<Vec<Candle>, Trouble> {
    let candle = |raw: RawCandle| {
        let RawCandle(open_time, open, high, low, close, volume, _, quote_volume, count, ..) = raw;
        Candle {
            symbol,
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
    };
    let rows = parsed::<Vec<RawCandle>>(answer)?;
    Ok(rows.into_iter().map(candle).collect())
}
