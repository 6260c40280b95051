//! Candles by symbol, interval and start. Never built here.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::{Reader, long_page};
use crate::sql::candles as sql;
use crate::value::{Arg, BadColumn, Columns, number, parsed, time};
use domain::{Candle, Interval, Symbol, Time};

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

/// Inserts candles or brings them up to date.
pub(crate) async fn write(conn: &mut Conn, candles: &[Candle]) -> Result<(), StepError> {
    for candle in candles {
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
        ];
        conn.execute(sql::PUT, args).await?;
    }
    Ok(())
}

fn row(row: &dyn Columns) -> Result<Candle, BadColumn> {
    let candle = Candle {
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
    };
    match candle.check() {
        Ok(()) => Ok(candle),
        Err(error) => Err(BadColumn::new("open_time", format_args!("{error:?}"))),
    }
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
}
