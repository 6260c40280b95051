//! Puts what was made before the start on a board: candles far back, trades just before. Tells nobody of it.

use super::board::Board;
use super::candles::Candle;
use super::figures;
use super::tape::TapeTrade;
use exchange::crowd::{PastBar, PastMarket};

/// The units of a past in hundred-millionths.
#[derive(Debug, Clone, Copy)]
struct Units {
    tick: i64,
    lot: i64,
}

impl Units {
    fn price(self, ticks: u64) -> i64 {
        let ticks = i64::try_from(ticks).unwrap_or(i64::MAX);
        self.tick.saturating_mul(ticks)
    }

    fn qty(self, lots: u64) -> i64 {
        let lots = i64::try_from(lots).unwrap_or(i64::MAX);
        self.lot.saturating_mul(lots)
    }

    fn value(self, points: u128) -> i128 {
        let points = i128::try_from(points).unwrap_or(i128::MAX);
        let unit = i128::from(self.tick).saturating_mul(i128::from(self.lot));
        points.saturating_mul(unit)
    }

    fn candle(self, bar: &PastBar, first: u64) -> Candle {
        Candle {
            start: bar.start.millis(),
            open: self.price(bar.open),
            high: self.price(bar.high),
            low: self.price(bar.low),
            close: self.price(bar.close),
            volume: i128::from(self.qty(bar.lots)),
            value: self.value(bar.value),
            taker_volume: i128::from(self.qty(bar.bought_lots)),
            taker_value: self.value(bar.bought_value),
            count: bar.trades,
            trades: Some((first, first.saturating_add(bar.trades).saturating_sub(1))),
        }
    }
}

impl Board {
    /// Takes a past in whose trades end just before the number `next`.
    pub(super) fn remember(&mut self, past: &PastMarket, next: u64) {
        let units = Units {
            tick: figures::of_price(past.tick),
            lot: figures::of_qty(past.lot),
        };
        let mut id = next.saturating_sub(past.trade_count());
        for bar in &past.bars {
            let candle = units.candle(bar, id);
            self.candles.past(bar.span.millis(), &candle);
            id = id.saturating_add(bar.trades);
        }
        for trade in &past.trades {
            let trade = TapeTrade {
                id,
                price: units.price(trade.ticks),
                qty: units.qty(trade.lots),
                at: trade.at,
                taker: trade.taker,
                order: None,
            };
            // Each is its own aggregate, which stays on the tape.
            let _unheard = self.tape.push(trade);
            let _unheard = self.tape.close();
            self.candles.trade(&trade.candle());
            id = id.saturating_add(1);
        }
    }
}
