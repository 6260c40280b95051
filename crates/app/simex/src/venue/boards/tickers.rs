//! Statistics of a stretch of time: the rolling day, other windows, the trading day; for answers and for streams.
//! Never a figure that the candles do not give.

use super::board::Board;
use super::candles::Candle;
use super::figures::{self, UNIT_PLACES};
use super::interval::{DAY_MS, SECOND_MS, Window, Zone};
use super::text::Text;
use crate::venue::route::Product;
use domain::Time;

/// What traded in a stretch of time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stats {
    /// All of it as one candle.
    pub(crate) all: Candle,
    /// The price before it.
    pub(crate) before: i64,
    /// First and last instant in milliseconds.
    pub(crate) from: i64,
    pub(crate) until: i64,
}

/// How much of a ticker is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    Full,
    Mini,
}

/// Which stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// Up to the instant of asking.
    Rolling(Window),
    /// The day of a zone.
    Day(Zone),
}

impl Stats {
    const fn change(&self) -> i64 {
        self.all.close.saturating_sub(self.all.open)
    }

    fn first(&self) -> i64 {
        self.all.trades.map_or(-1, |(first, _)| number(first))
    }

    fn last(&self) -> i64 {
        self.all.trades.map_or(-1, |(_, last)| number(last))
    }
}

fn number(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

impl Board {
    /// What traded in a stretch of time.
    pub(crate) fn stats(&mut self, stretch: Stretch, now: Time) -> Stats {
        let now = self.clock(now).millis();
        self.candles.roll(now);
        let (from, until) = match stretch {
            Stretch::Rolling(window) => (window.start(now), now),
            Stretch::Day(zone) => {
                let start = zone.day_start(now);
                (start, start.saturating_add(DAY_MS).saturating_sub(1))
            }
        };
        let (all, before) = self
            .candles
            .window(from)
            .unwrap_or((Candle::flat(from, 0), 0));
        Stats {
            all,
            before,
            from,
            until,
        }
    }

    fn put_average(&self, text: &mut Text, all: &Candle) {
        let places = self.places.price;
        let finer = figures::power(UNIT_PLACES.saturating_sub(places));
        let under = all.volume.saturating_mul(finer);
        text.scaled(figures::nearest(all.value, under), places);
    }

    /// The row of an answer about a window: `/ticker`, `/ticker/tradingDay`, and the MINI form of `/ticker/24hr`.
    pub(crate) fn put_window(&self, text: &mut Text, stats: &Stats, detail: Detail) {
        let all = &stats.all;
        text.open('{').name("symbol").quoted(&self.name);
        if detail == Detail::Full {
            text.name("priceChange").price(stats.change());
            text.name("priceChangePercent")
                .percent(all.open, stats.change());
            text.name("weightedAvgPrice");
            self.put_average(text, all);
        }
        text.name("openPrice").price(all.open);
        text.name("highPrice").price(all.high);
        text.name("lowPrice").price(all.low);
        text.name("lastPrice").price(all.close);
        put_sums(text, stats);
        text.close('}');
    }

    /// The row of the full 24-hour ticker.
    pub(crate) fn put_day(&self, text: &mut Text, stats: &Stats) {
        let all = &stats.all;
        let (bid, ask) = (
            self.touch.bid.unwrap_or_default(),
            self.touch.ask.unwrap_or_default(),
        );
        let futures = self.product == Product::Usdm;
        text.open('{').name("symbol").quoted(&self.name);
        text.name("priceChange").price(stats.change());
        text.name("priceChangePercent")
            .percent(all.open, stats.change());
        text.name("weightedAvgPrice");
        self.put_average(text, all);
        if !futures {
            text.name("prevClosePrice").price(stats.before);
        }
        text.name("lastPrice").price(all.close);
        text.name("lastQty").qty(self.last_qty());
        if !futures {
            text.name("bidPrice").price(bid.0);
            text.name("bidQty").qty(bid.1);
            text.name("askPrice").price(ask.0);
            text.name("askQty").qty(ask.1);
        }
        text.name("openPrice").price(all.open);
        text.name("highPrice").price(all.high);
        text.name("lowPrice").price(all.low);
        put_sums(text, stats);
        text.close('}');
    }

    fn last_qty(&self) -> i64 {
        self.tape.last().map_or(0, |trade| trade.qty)
    }

    /// The message of the 24-hour ticker.
    pub(super) fn put_ticker_event(&self, text: &mut Text, stats: &Stats, at: Time) {
        let all = &stats.all;
        let (bid, ask) = (
            self.touch.bid.unwrap_or_default(),
            self.touch.ask.unwrap_or_default(),
        );
        let futures = self.product == Product::Usdm;
        text.open('{').name("e").quoted("24hrTicker");
        text.name("E").time(at).name("s").quoted(&self.name);
        text.name("p").price(stats.change());
        text.name("P").percent(all.open, stats.change()).name("w");
        self.put_average(text, all);
        if !futures {
            text.name("x").price(stats.before);
        }
        text.name("c").price(all.close);
        text.name("Q").qty(self.last_qty());
        if !futures {
            text.name("b").price(bid.0).name("B").qty(bid.1);
            text.name("a").price(ask.0).name("A").qty(ask.1);
        }
        text.name("o").price(all.open);
        text.name("h").price(all.high).name("l").price(all.low);
        put_event_sums(text, stats);
        self.put_pair(text);
        text.close('}');
    }

    /// The message of the small 24-hour ticker.
    pub(super) fn put_mini_event(&self, text: &mut Text, stats: &Stats, at: Time) {
        let all = &stats.all;
        text.open('{').name("e").quoted("24hrMiniTicker");
        text.name("E").time(at).name("s").quoted(&self.name);
        text.name("c").price(all.close).name("o").price(all.open);
        text.name("h").price(all.high).name("l").price(all.low);
        text.name("v").qty(all.volume).name("q").value(all.value);
        self.put_pair(text);
        text.close('}');
    }

    /// The message of a rolling window, whose name its event bears.
    pub(super) fn put_rolling_event(
        &self,
        text: &mut Text,
        (stats, name): (&Stats, &str),
        at: Time,
    ) {
        let all = &stats.all;
        text.open('{').name("e").quoted(&format!("{name}Ticker"));
        text.name("E").time(at).name("s").quoted(&self.name);
        text.name("p").price(stats.change());
        text.name("P").percent(all.open, stats.change());
        text.name("o").price(all.open).name("h").price(all.high);
        text.name("l").price(all.low).name("c").price(all.close);
        text.name("w");
        self.put_average(text, all);
        put_event_sums(text, stats);
        text.close('}');
    }

    /// What futures add to their messages.
    pub(super) fn put_pair(&self, text: &mut Text) {
        if self.product == Product::Usdm {
            text.name("ps").quoted(&self.name).name("st").raw(1);
        }
    }

    /// The average price of the last five minutes with the instant of the last trade; the last price when nothing
    /// traded in them.
    pub(crate) fn average(&mut self, now: Time) -> (i64, Time) {
        const FIVE_MINUTES_MS: i64 = 300_000;
        let clock = self.clock(now);
        self.candles.roll(clock.millis());
        // The second in hand is the last of them.
        let second = clock.millis().div_euclid(SECOND_MS).saturating_add(1);
        let from = second
            .saturating_mul(SECOND_MS)
            .saturating_sub(FIVE_MINUTES_MS);
        let last = self.tape.last().copied();
        let average = self.candles.seconds(from).and_then(|all| all.average());
        let price = average.or_else(|| last.map(|trade| trade.price));
        (price.unwrap_or(0), last.map_or(clock, |trade| trade.at))
    }
}

fn put_sums(text: &mut Text, stats: &Stats) {
    text.name("volume").qty(stats.all.volume);
    text.name("quoteVolume").value(stats.all.value);
    text.name("openTime").millis(stats.from);
    text.name("closeTime").millis(stats.until);
    text.name("firstId").raw(stats.first());
    text.name("lastId").raw(stats.last());
    text.name("count").raw(stats.all.count);
}

fn put_event_sums(text: &mut Text, stats: &Stats) {
    text.name("v").qty(stats.all.volume);
    text.name("q").value(stats.all.value);
    text.name("O")
        .millis(stats.from)
        .name("C")
        .millis(stats.until);
    text.name("F")
        .raw(stats.first())
        .name("L")
        .raw(stats.last());
    text.name("n").raw(stats.all.count);
}
