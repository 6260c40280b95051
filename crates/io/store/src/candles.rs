//! Candles by symbol, interval and start. Never built here.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::market_gaps::{UnknownName, named};
use crate::reader::{Reader, long_page};
use crate::sql::candles as sql;
use crate::value::{Arg, BadColumn, Columns, number, parsed, time};
use domain::{Candle, Interval, Symbol, Time};
use std::fmt;
use std::str::FromStr;

/// Which candles to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CandleRange {
    /// Of this symbol.
    pub symbol: Symbol,
    /// Of this length.
    pub interval: Interval,
    /// Starting at this instant or later.
    pub from: Time,
    /// Starting before this instant.
    pub to: Time,
    /// At most this many, the newest of the range; never more than 5,000.
    pub limit: u32,
}

/// Where a kept candle comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandleMark {
    /// It was kept before marks were.
    Unknown,
    /// Folded from trades of which some may be missing.
    Partial,
    /// Folded from every trade.
    Whole,
    /// The venue's own.
    Venue,
}

named!(CandleMark {
    Unknown = "unknown",
    Partial = "partial",
    Whole = "whole",
    Venue = "venue",
});

/// A candle with where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptCandle {
    /// The candle.
    pub candle: Candle,
    /// Where it comes from.
    pub mark: CandleMark,
}

/// Inserts candles or brings them up to date. The venue's own candle gives way to nothing but the venue's own; what stood in
/// a candle's place is kept as a change.
pub(crate) async fn write(conn: &mut Conn, candles: &[KeptCandle]) -> Result<(), StepError> {
    for KeptCandle { candle, mark } in candles {
        let args = vec![
            Arg::text(candle.symbol),
            Arg::text(candle.interval),
            Arg::time(candle.open_time),
            Arg::text(candle.open),
            Arg::text(candle.high),
            Arg::text(candle.low),
            Arg::text(candle.close),
            Arg::text(candle.volume),
            Arg::text(candle.quote_volume),
            Arg::number(candle.trade_count)?,
            Arg::text(mark),
        ];
        conn.execute(sql::PUT, args).await?;
    }
    Ok(())
}

/// Takes candles out that the venue does not have; each stays as a change.
pub(crate) async fn remove(
    conn: &mut Conn,
    removed: &[(Symbol, Interval, Time)],
) -> Result<(), StepError> {
    for (symbol, interval, open_time) in removed {
        let args = vec![
            Arg::text(symbol),
            Arg::text(interval),
            Arg::time(*open_time),
        ];
        conn.execute(sql::REMOVE, args).await?;
    }
    Ok(())
}

fn row(row: &dyn Columns) -> Result<Candle, BadColumn> {
    let candle = unchecked(row)?;
    match candle.check() {
        Ok(()) => Ok(candle),
        Err(error) => Err(BadColumn::new("open_time", format_args!("{error:?}"))),
    }
}

fn kept(row: &dyn Columns) -> Result<KeptCandle, BadColumn> {
    Ok(KeptCandle {
        candle: unchecked(row)?,
        mark: parsed(row, "mark")?,
    })
}

/// The candle as it is stored, though its parts may contradict each other.
pub(crate) fn unchecked(row: &dyn Columns) -> Result<Candle, BadColumn> {
    Ok(Candle {
        symbol: parsed(row, "symbol")?,
        interval: parsed(row, "interval")?,
        open_time: time(row, "open_time")?,
        open: parsed(row, "open")?,
        high: parsed(row, "high")?,
        low: parsed(row, "low")?,
        close: parsed(row, "close")?,
        volume: parsed(row, "volume")?,
        quote_volume: parsed(row, "quote_volume")?,
        trade_count: number(row, "trade_count")?,
    })
}

impl Reader {
    /// The newest candles of a range, oldest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn candles(&self, range: &CandleRange) -> Result<Vec<Candle>, StoreError> {
        let args = vec![
            Arg::text(range.symbol),
            Arg::text(range.interval),
            Arg::time(range.from),
            Arg::time(range.to),
            long_page(range.limit),
        ];
        let mut candles = self.all(sql::RANGE, args, row).await?;
        candles.reverse();
        Ok(candles)
    }

    /// The newest candles of a range with their marks, oldest first, as they are stored: one may contradict itself.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn kept_candles(&self, range: &CandleRange) -> Result<Vec<KeptCandle>, StoreError> {
        let args = vec![
            Arg::text(range.symbol),
            Arg::text(range.interval),
            Arg::time(range.from),
            Arg::time(range.to),
            long_page(range.limit),
        ];
        let mut candles = self.all(sql::RANGE, args, kept).await?;
        candles.reverse();
        Ok(candles)
    }

    /// The start of the oldest kept candle.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn first_candle(
        &self,
        symbol: Symbol,
        interval: Interval,
    ) -> Result<Option<Time>, StoreError> {
        let args = vec![Arg::text(symbol), Arg::text(interval)];
        self.one(sql::FIRST, args, |row| time(row, "open_time"))
            .await
    }
}
