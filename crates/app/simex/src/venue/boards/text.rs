//! Messages and answers of the public market, written as text with Binance's names and in its order. Never a value
//! between: what is told often is written once.

use super::candles::Candle;
use super::figures::{self, Places, UNIT_PLACES, VALUE_PLACES};
use super::tape::{Aggregate, TapeTrade};
use crate::venue::http::TimeUnit;
use domain::{Side, Time};
use std::fmt::{Display, Write as _};

/// Places of a percentage.
const PERCENT_PLACES: u32 = 3;

/// JSON on its way out.
#[derive(Debug)]
pub(crate) struct Text {
    out: String,
    unit: TimeUnit,
    places: Places,
}

/// A level of a book: price and quantity in hundred-millionths.
pub(crate) type Level = (i64, i64);

impl Text {
    pub(crate) const fn new(unit: TimeUnit, places: Places) -> Self {
        Self {
            out: String::new(),
            unit,
            places,
        }
    }

    pub(crate) fn done(self) -> String {
        self.out
    }

    /// Writes figures of another symbol from here on.
    pub(crate) const fn places(&mut self, places: Places) {
        self.places = places;
    }

    fn next(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }

    /// Begins an object or a list.
    pub(crate) fn open(&mut self, bracket: char) -> &mut Self {
        self.next();
        self.out.push(bracket);
        self
    }

    /// Ends an object or a list.
    pub(crate) fn close(&mut self, bracket: char) -> &mut Self {
        self.out.push(bracket);
        self
    }

    /// A name; its value follows.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        self.next();
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\":");
        self
    }

    /// A value without quotes.
    pub(crate) fn raw(&mut self, value: impl Display) -> &mut Self {
        self.next();
        let written = write!(self.out, "{value}");
        debug_assert!(written.is_ok(), "writing into a text cannot fail");
        self
    }

    /// A text without anything to escape: names of symbols, intervals, sides.
    pub(crate) fn quoted(&mut self, value: &str) -> &mut Self {
        self.next();
        self.out.push('"');
        self.out.push_str(value);
        self.out.push('"');
        self
    }

    fn figure(&mut self, units: i128, scale: u32, least: u32) -> &mut Self {
        self.next();
        self.out.push('"');
        figures::put(&mut self.out, units, scale, least);
        self.out.push('"');
        self
    }

    pub(crate) fn price(&mut self, price: i64) -> &mut Self {
        self.figure(i128::from(price), UNIT_PLACES, self.places.price)
    }

    /// A price with eight places whatever the tick: marks, indexes, averages of them.
    pub(crate) fn fine(&mut self, price: i64) -> &mut Self {
        self.figure(i128::from(price), UNIT_PLACES, UNIT_PLACES)
    }

    pub(crate) fn qty(&mut self, qty: impl Into<i128>) -> &mut Self {
        self.figure(qty.into(), UNIT_PLACES, self.places.qty)
    }

    pub(crate) fn value(&mut self, value: i128) -> &mut Self {
        self.figure(value, VALUE_PLACES, self.places.value)
    }

    /// A number of so many places, all of them written.
    pub(crate) fn scaled(&mut self, units: i128, places: u32) -> &mut Self {
        self.figure(units, places, places)
    }

    pub(crate) fn time(&mut self, at: Time) -> &mut Self {
        self.raw(match self.unit {
            TimeUnit::Millis => at.millis(),
            TimeUnit::Micros => at.nanos() / 1_000,
        })
    }

    /// An instant known to the millisecond.
    pub(crate) fn millis(&mut self, at: i64) -> &mut Self {
        self.raw(match self.unit {
            TimeUnit::Millis => at,
            TimeUnit::Micros => at.saturating_mul(1_000),
        })
    }

    /// The last millisecond of something that ends before `end`; the last microsecond where those are told.
    fn last_of(&mut self, end: i64) -> &mut Self {
        self.raw(match self.unit {
            TimeUnit::Millis => end.saturating_sub(1),
            TimeUnit::Micros => end.saturating_mul(1_000).saturating_sub(1),
        })
    }

    pub(crate) fn levels(&mut self, levels: impl IntoIterator<Item = Level>) -> &mut Self {
        self.open('[');
        for (price, qty) in levels {
            self.open('[').price(price).qty(qty).close(']');
        }
        self.close(']')
    }

    /// A row of the list of trades.
    pub(crate) fn tape_trade(&mut self, trade: &TapeTrade, best: Best) -> &mut Self {
        self.open('{').name("id").raw(trade.id);
        self.name("price").price(trade.price);
        self.name("qty").qty(trade.qty);
        let value = figures::value(trade.price, trade.qty);
        self.name("quoteQty").value(value);
        self.name("time").time(trade.at);
        self.name("isBuyerMaker").raw(trade.taker == Side::Sell);
        match best {
            Best::Match => self.name("isBestMatch").raw(true),
            Best::Retail => self.name("isRPITrade").raw(false),
        };
        self.close('}')
    }

    /// A row of the list of aggregate trades; also the body of its stream's message.
    pub(crate) fn aggregate(&mut self, one: &Aggregate, best: Best) -> &mut Self {
        self.name("a").raw(one.id).name("p").price(one.price);
        self.name("q").qty(one.qty);
        if best == Best::Retail {
            // The normal quantity: all of it, for nobody trades through the retail programme.
            self.name("nq").qty(one.qty);
        }
        self.name("f").raw(one.first).name("l").raw(one.last);
        self.name("T").time(one.at);
        self.name("m").raw(one.taker == Side::Sell);
        if best == Best::Match {
            self.name("M").raw(true);
        }
        self
    }

    /// A row of the list of candles that ends before `end`.
    pub(crate) fn candle_row(&mut self, candle: &Candle, end: i64) -> &mut Self {
        self.open('[').millis(candle.start);
        for price in [candle.open, candle.high, candle.low, candle.close] {
            self.price(price);
        }
        self.qty(candle.volume).last_of(end).value(candle.value);
        self.raw(candle.count).qty(candle.taker_volume);
        self.value(candle.taker_value).quoted("0").close(']')
    }

    /// A row of candles of a price that nobody trades at.
    pub(crate) fn price_row(&mut self, candle: &Candle, end: i64) -> &mut Self {
        self.open('[').millis(candle.start);
        for price in [candle.open, candle.high, candle.low, candle.close] {
            self.fine(price);
        }
        self.quoted("0").last_of(end).quoted("0").raw(candle.count);
        self.quoted("0").quoted("0").quoted("0").close(']')
    }

    /// The body of a candle's message. `names` are the symbol, where it bears one, and the interval.
    pub(crate) fn candle_body(
        &mut self,
        candle: &Candle,
        end: i64,
        names: (Option<&str>, &str),
        state: Forming,
    ) -> &mut Self {
        let (first, last) = candle.trades.map_or((-1, -1), |(first, last)| {
            let number = |id| i64::try_from(id).unwrap_or(i64::MAX);
            (number(first), number(last))
        });
        self.open('{').name("t").millis(candle.start);
        self.name("T").last_of(end);
        if let Some(symbol) = names.0 {
            self.name("s").quoted(symbol);
        }
        self.name("i").quoted(names.1);
        self.name("f").raw(first).name("L").raw(last);
        self.name("o").price(candle.open);
        self.name("c").price(candle.close);
        self.name("h").price(candle.high);
        self.name("l").price(candle.low);
        self.name("v").qty(candle.volume);
        self.name("n").raw(candle.count);
        self.name("x").raw(state == Forming::Closed);
        self.name("q").value(candle.value);
        self.name("V").qty(candle.taker_volume);
        self.name("Q").value(candle.taker_value);
        self.name("B").quoted("0").close('}')
    }

    /// How far a price moved, in per cent with three places, halves away from zero.
    pub(crate) fn percent(&mut self, open: i64, change: i64) -> &mut Self {
        let scale = figures::power(PERCENT_PLACES.saturating_add(2));
        let over = i128::from(change).saturating_mul(scale);
        self.scaled(figures::nearest(over, i128::from(open)), PERCENT_PLACES)
    }
}

/// Which product's last field a trade bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Best {
    /// Spot: whether the trade was the best match; it always was.
    Match,
    /// Futures: whether it came through the retail programme; none does.
    Retail,
}

/// Whether a candle may still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forming {
    Open,
    Closed,
}
