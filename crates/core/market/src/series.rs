//! The candles of one interval: at most one is forming, everything before it is closed. Never looks at trade numbers
//! but to know which trade was first and which was last.

use crate::candles::{ClosedCandle, Coverage, FoldError};
use crate::trade::Trade;
use domain::{Amount, Candle, Interval, NumberError, Symbol, Time};

/// One interval.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    interval: Interval,
    /// Everything before it is closed; `None` until the first trade.
    closed_until: Option<Time>,
    forming: Option<Forming>,
}

/// A candle that may still change.
#[derive(Debug, Clone, Copy)]
struct Forming {
    candle: Candle,
    coverage: Coverage,
    /// Number of the trade that gave the open.
    first_trade: u64,
    /// Number of the trade that gave the close; `None` when a stored candle without a number did.
    last_trade: Option<u64>,
}

impl Series {
    pub(crate) const fn new(interval: Interval) -> Self {
        Self {
            interval,
            closed_until: None,
            forming: None,
        }
    }

    pub(crate) const fn interval(&self) -> Interval {
        self.interval
    }

    pub(crate) fn forming(&self) -> Option<Candle> {
        self.forming.map(|forming| forming.candle)
    }

    /// Start of the forming candle, and what is known to lack in it.
    pub(crate) fn forming_from(&self) -> Option<(Time, Coverage)> {
        self.forming
            .map(|forming| (forming.candle.open_time, forming.coverage))
    }

    /// End of the forming candle.
    pub(crate) fn ends_at(&self) -> Option<Time> {
        self.forming
            .map(|forming| forming.candle.open_time.plus(self.interval.span()))
    }

    /// Whether everything at `at` is closed.
    pub(crate) fn is_closed(&self, at: Time) -> bool {
        self.closed_until.is_some_and(|until| at < until)
    }

    /// Closes the forming candle when it ended by `until`.
    pub(crate) fn close_until(&mut self, until: Time) -> Option<ClosedCandle> {
        let end = self.ends_at().filter(|end| *end <= until)?;
        let forming = self.forming.take()?;
        self.closed_until = Some(end);
        Some(ClosedCandle {
            candle: forming.candle,
            coverage: forming.coverage,
            last_trade: forming.last_trade,
        })
    }

    /// What was folded so far may lack something.
    pub(crate) fn spoil(&mut self) {
        if let Some(forming) = &mut self.forming {
            forming.coverage = Coverage::Partial;
        }
    }

    /// Puts a trade into its candle; gives back the empty span it jumped over, if any.
    pub(crate) fn fold(
        &mut self,
        trade: &Trade,
        quote: Amount,
        symbol: Symbol,
    ) -> Result<Option<(Time, Time)>, FoldError> {
        let cell = trade.at.floor_to(self.interval.span());
        let passed = match self.closed_until {
            Some(until) if cell < until => return Err(FoldError::Late),
            Some(until) if cell > until && self.forming.is_none() => Some((until, cell)),
            Some(_) | None => None,
        };
        match &mut self.forming {
            Some(forming) => forming.fold(trade, quote).map_err(|_| {
                forming.coverage = Coverage::Partial;
                FoldError::TooLarge
            })?,
            None => {
                self.forming = Some(Forming::open((symbol, self.interval, cell), trade, quote));
            }
        }
        self.closed_until = Some(cell);
        Ok(passed)
    }

    /// Takes a stored candle of this interval as closed.
    pub(crate) fn restore_closed(&mut self, stored: &Candle) {
        let end = stored.open_time.plus(self.interval.span());
        if self
            .forming
            .is_some_and(|forming| forming.candle.open_time < end)
        {
            self.forming = None;
        }
        self.closed_until = self.closed_until.max(Some(end));
    }

    /// Puts a stored candle of a shorter interval into its candle.
    pub(crate) fn restore_part(&mut self, stored: &ClosedCandle) -> Result<(), NumberError> {
        let cell = stored.candle.open_time.floor_to(self.interval.span());
        match &mut self.forming {
            Some(forming) => forming.join(stored)?,
            None => {
                let began = self.closed_until.is_some() || stored.candle.open_time == cell;
                let mut forming = Forming::from_stored(stored, (self.interval, cell));
                if !began {
                    forming.coverage = Coverage::Partial;
                }
                self.forming = Some(forming);
            }
        }
        self.closed_until = Some(cell);
        Ok(())
    }
}

impl Forming {
    fn open(
        (symbol, interval, open_time): (Symbol, Interval, Time),
        trade: &Trade,
        quote: Amount,
    ) -> Self {
        Self {
            candle: Candle {
                symbol,
                interval,
                open_time,
                open: trade.price,
                high: trade.price,
                low: trade.price,
                close: trade.price,
                volume: trade.qty,
                quote_volume: quote,
                trade_count: 1,
            },
            coverage: Coverage::Whole,
            first_trade: trade.id,
            last_trade: Some(trade.id),
        }
    }

    /// Nothing changes unless every sum fits.
    fn fold(&mut self, trade: &Trade, quote: Amount) -> Result<(), NumberError> {
        let candle = &mut self.candle;
        let volume = candle.volume.plus(trade.qty)?;
        let quote_volume = candle.quote_volume.plus(quote)?;
        (candle.volume, candle.quote_volume) = (volume, quote_volume);
        candle.trade_count = candle.trade_count.saturating_add(1);
        candle.high = candle.high.max(trade.price);
        candle.low = candle.low.min(trade.price);
        if trade.id < self.first_trade {
            candle.open = trade.price;
            self.first_trade = trade.id;
        }
        if self.last_trade.is_none_or(|last| trade.id > last) {
            candle.close = trade.price;
            self.last_trade = Some(trade.id);
        }
        Ok(())
    }

    fn from_stored(stored: &ClosedCandle, (interval, open_time): (Interval, Time)) -> Self {
        Self {
            candle: Candle {
                interval,
                open_time,
                ..stored.candle
            },
            coverage: stored.coverage,
            // A stored candle is older than every trade that follows it: none of them may take its open.
            first_trade: 0,
            last_trade: stored.last_trade,
        }
    }

    fn join(&mut self, stored: &ClosedCandle) -> Result<(), NumberError> {
        let (candle, next) = (&mut self.candle, &stored.candle);
        let volume = candle.volume.plus(next.volume)?;
        let quote_volume = candle.quote_volume.plus(next.quote_volume)?;
        (candle.volume, candle.quote_volume) = (volume, quote_volume);
        candle.trade_count = candle.trade_count.saturating_add(next.trade_count);
        candle.high = candle.high.max(next.high);
        candle.low = candle.low.min(next.low);
        candle.close = next.close;
        self.coverage = self.coverage.max(stored.coverage);
        self.last_trade = stored.last_trade;
        Ok(())
    }
}
