//! One symbol as the public sees it: its candles, its tape, its touch, and who waits for which of them. Never changes
//! an engine, and never makes a message that nobody listens to.

use super::candles::{Candle, Candles, Page};
use super::figures::{self, Places};
use super::interval::{Interval, Zone};
use super::marks::Marks;
use super::press::Press;
use super::tape::{Aggregate, Tape, TapeTrade};
use super::text::{Best, Forming, Level};
use super::wish::{Often, Pace, Wish};
use crate::venue::route::Product;
use crate::venue::sockets::Feed;
use domain::{Side, Time};
use exchange::{BestView, LevelChange, LevelView, Trade, TradeSource};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Closed candles told at once, when time leapt.
const CLOSED_AT_ONCE_MAX: usize = 100;

/// Whose clock the market of a symbol runs by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarketTime {
    /// The exchange's own.
    Wall,
    /// A capture's: its events bear their own times, and its tape holds its trades alone.
    Capture(Time),
}

/// Best bid and ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Touch {
    pub(crate) update: u64,
    pub(crate) bid: Option<Level>,
    pub(crate) ask: Option<Level>,
    pub(crate) at: Time,
}

/// One symbol as the public sees it.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) product: Product,
    pub(crate) name: Arc<str>,
    pub(crate) places: Places,
    pub(crate) candles: Candles,
    pub(crate) tape: Tape,
    pub(crate) touch: Touch,
    pub(super) marks: Option<Box<Marks>>,
    time: MarketTime,
    wishes: BTreeMap<Wish, Heard>,
    /// Rises with every trade and every moved touch.
    moves: u64,
}

/// A stream somebody listens to.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) names: Vec<(Feed, Arc<str>)>,
    /// Book changes not told yet.
    pending: Pending,
    /// Moves of the board when it was last told, or the last update told.
    pub(super) told: u64,
    /// Start of the candle last told.
    candle: Option<i64>,
}

#[derive(Debug, Default)]
struct Pending {
    bids: BTreeMap<i64, i64>,
    asks: BTreeMap<i64, i64>,
    updates: Option<(u64, u64)>,
}

/// The book at one update, as far as somebody wants to see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Top {
    pub(crate) update: u64,
    pub(crate) bids: Vec<Level>,
    pub(crate) asks: Vec<Level>,
}

/// A level in hundred-millionths.
pub(crate) fn level((price, qty): LevelView) -> Level {
    (figures::of_price(price), figures::of_qty(qty))
}

impl Heard {
    pub(super) fn join(&mut self, feed: Feed, name: Arc<str>) {
        self.names.push((feed, name));
    }

    /// Whether anybody is left.
    pub(super) fn leave(&mut self, name: &str) -> bool {
        self.names.retain(|(_, one)| &**one != name);
        !self.names.is_empty()
    }
}

impl Board {
    /// A board without a trade, which remembers so many.
    pub(crate) fn new(product: Product, name: &str, (places, trades): (Places, usize)) -> Self {
        Self {
            product,
            name: Arc::from(name),
            places,
            candles: Candles::new(),
            tape: Tape::keeping(trades),
            touch: Touch {
                update: 0,
                bid: None,
                ask: None,
                at: Time::from_nanos(0),
            },
            marks: (product == Product::Usdm).then(|| Box::new(Marks::new())),
            time: MarketTime::Wall,
            wishes: BTreeMap::new(),
            moves: 0,
        }
    }

    pub(super) const fn set_time(&mut self, time: MarketTime) {
        self.time = time;
    }

    /// The instant of this market, while the exchange's is `now`.
    pub(crate) const fn clock(&self, now: Time) -> Time {
        match self.time {
            MarketTime::Wall => now,
            MarketTime::Capture(at) => at,
        }
    }

    pub(super) const fn moves(&self) -> u64 {
        self.moves
    }

    pub(super) fn wish(&mut self, wish: Wish) -> &mut Heard {
        self.wishes.entry(wish).or_default()
    }

    pub(super) fn unwish(&mut self, wish: Wish, name: &str) {
        if let Some(heard) = self.wishes.get_mut(&wish)
            && !heard.leave(name)
        {
            self.wishes.remove(&wish);
        }
    }

    /// Wishes told at a pace.
    pub(super) fn paced(&self, pace: Pace) -> Vec<Wish> {
        let mut found = Vec::new();
        for wish in self.wishes.keys() {
            if wish.pace(self.product) == Some(pace) {
                found.push(*wish);
            }
        }
        found
    }

    /// Whether somebody waits for the book after every step.
    pub(super) fn hears_at_once(&self) -> bool {
        self.wishes.contains_key(&Wish::Diff(Often::AtOnce))
            || [5, 10, 20]
                .into_iter()
                .any(|levels| self.wishes.contains_key(&Wish::Top(levels, Often::AtOnce)))
    }

    /// A level changed.
    pub(super) fn level(&mut self, change: &LevelChange) {
        self.touch.at = change.at;
        let diffs = Wish::Diff(Often::AtOnce)..=Wish::Diff(Often::Each(Pace::Ms5000));
        for heard in self.wishes.range_mut(diffs).map(|(_, heard)| heard) {
            let pending = &mut heard.pending;
            let side = match change.side {
                Side::Buy => &mut pending.bids,
                Side::Sell => &mut pending.asks,
            };
            let (price, qty) = level((change.price, change.qty));
            side.insert(price, qty);
            let update = change.update_id.get();
            let first = pending.updates.map_or(update, |(first, _)| first);
            pending.updates = Some((first, update));
        }
    }

    /// A trade of the tape. The tape of a capture is the capture's: trades of accounts are no part of that past.
    pub(super) fn trade(&mut self, trade: &Trade, press: &mut Press) {
        match (self.time, trade.source) {
            (MarketTime::Capture(_), TradeSource::Engine) => return,
            (MarketTime::Wall, _) | (MarketTime::Capture(_), TradeSource::Capture) => {}
        }
        let taking = match trade.taker {
            Side::Buy => trade.buyer,
            Side::Sell => trade.seller,
        };
        let row = TapeTrade {
            id: trade.id.get(),
            price: figures::of_price(trade.price),
            qty: figures::of_qty(trade.qty),
            at: trade.at,
            taker: trade.taker,
            order: taking.map(|order| order.get()),
        };
        self.moves = self.moves.saturating_add(1);
        if let Some(done) = self.tape.push(row) {
            self.tell_aggregate(&done, press);
        }
        self.candles.trade(&row.candle());
        if let Some(heard) = self.wishes.get(&Wish::Trade) {
            let (symbol, product) = (&self.name, self.product);
            press.tell(&heard.names, self.places, |text| {
                text.open('{').name("e").quoted("trade");
                text.name("E").time(row.at);
                if product == Product::Usdm {
                    text.name("T").time(row.at);
                }
                text.name("s").quoted(symbol).name("t").raw(row.id);
                text.name("p").price(row.price).name("q").qty(row.qty);
                if product == Product::Usdm {
                    text.name("X").quoted("MARKET");
                    text.name("m").raw(row.taker == Side::Sell);
                } else {
                    text.name("T").time(row.at);
                    text.name("m").raw(row.taker == Side::Sell);
                    text.name("M").raw(true);
                }
                text.close('}');
            });
        }
    }

    /// The step is over.
    pub(super) fn end_step(&mut self, press: &mut Press) {
        if let Some(done) = self.tape.close() {
            self.tell_aggregate(&done, press);
        }
    }

    fn tell_aggregate(&self, done: &Aggregate, press: &mut Press) {
        let Some(heard) = self.wishes.get(&Wish::Aggregate) else {
            return;
        };
        press.tell(&heard.names, self.places, |text| {
            text.open('{').name("e").quoted("aggTrade");
            text.name("E").time(done.at).name("s").quoted(&self.name);
            text.aggregate(done, self.best());
            if self.product == Product::Usdm {
                text.name("st").raw(1);
            }
            text.close('}');
        });
    }

    /// A page of candles at an instant.
    pub(crate) fn candle_page(&mut self, page: &Page, now: Time) -> Vec<Candle> {
        self.candles.roll(self.clock(now).millis());
        self.candles.page(page)
    }

    /// How trades of this product end.
    pub(crate) const fn best(&self) -> Best {
        match self.product {
            Product::Spot | Product::Wallet => Best::Match,
            Product::Usdm => Best::Retail,
        }
    }

    /// Looks at the touch, and tells it when it moved.
    pub(super) fn look(&mut self, best: &BestView, press: &mut Press) -> bool {
        let (bid, ask) = (best.bid.map(level), best.ask.map(level));
        if (bid, ask) == (self.touch.bid, self.touch.ask) {
            return false;
        }
        self.touch = Touch {
            update: best.update_id.get(),
            bid,
            ask,
            at: self.touch.at,
        };
        self.moves = self.moves.saturating_add(1);
        if let Some(heard) = self.wishes.get(&Wish::Touch) {
            press.tell(&heard.names, self.places, |text| self.put_touch(text));
        }
        true
    }

    /// The message of the touch.
    pub(super) fn put_touch(&self, text: &mut super::text::Text) {
        let (bid, ask) = (
            self.touch.bid.unwrap_or_default(),
            self.touch.ask.unwrap_or_default(),
        );
        text.open('{');
        if self.product == Product::Usdm {
            text.name("e").quoted("bookTicker");
        }
        text.name("u").raw(self.touch.update);
        if self.product == Product::Usdm {
            text.name("E").time(self.touch.at);
            text.name("T").time(self.touch.at);
        }
        text.name("s").quoted(&self.name);
        text.name("b").price(bid.0).name("B").qty(bid.1);
        text.name("a").price(ask.0).name("A").qty(ask.1);
        if self.product == Product::Usdm {
            text.name("ps").quoted(&self.name).name("st").raw(1);
        }
        text.close('}');
    }

    /// Tells book changes that are gathered for a stream.
    pub(super) fn tell_diff(&mut self, often: Often, now: Time, press: &mut Press) {
        let at = self.clock(now);
        let Some(heard) = self.wishes.get_mut(&Wish::Diff(often)) else {
            return;
        };
        let Pending {
            bids,
            asks,
            updates: Some((first, last)),
        } = std::mem::take(&mut heard.pending)
        else {
            return;
        };
        let (symbol, futures, changed) = (&self.name, self.product == Product::Usdm, self.touch.at);
        press.tell(&heard.names, self.places, |text| {
            text.open('{').name("e").quoted("depthUpdate");
            text.name("E").time(at);
            if futures {
                text.name("T").time(changed);
            }
            text.name("s").quoted(symbol).name("U").raw(first);
            text.name("u").raw(last);
            if futures {
                // Updates rise by one: the one before the first ended the message before.
                text.name("pu").raw(first.saturating_sub(1));
            }
            let level = |(price, qty): (&i64, &i64)| (*price, *qty);
            text.name("b").levels(bids.iter().rev().map(level));
            text.name("a").levels(asks.iter().map(level));
            if futures {
                text.name("ps").quoted(symbol).name("st").raw(1);
            }
            text.close('}');
        });
    }

    /// Tells the top of the book when it changed since it was told.
    pub(super) fn tell_top(&mut self, wish: Wish, top: &Top, now: Time, press: &mut Press) {
        let at = self.clock(now);
        let Some(heard) = self.wishes.get_mut(&wish) else {
            return;
        };
        if heard.told == top.update {
            return;
        }
        let before = std::mem::replace(&mut heard.told, top.update);
        let (symbol, futures, changed) = (&self.name, self.product == Product::Usdm, self.touch.at);
        press.tell(&heard.names, self.places, |text| {
            text.open('{');
            if futures {
                text.name("e").quoted("depthUpdate");
                text.name("E").time(at).name("T").time(changed);
                text.name("s").quoted(symbol);
                text.name("U").raw(before.saturating_add(1).min(top.update));
                text.name("u").raw(top.update).name("pu").raw(before);
                text.name("b").levels(top.bids.iter().copied());
                text.name("a").levels(top.asks.iter().copied());
                text.name("ps").quoted(symbol).name("st").raw(1);
            } else {
                text.name("lastUpdateId").raw(top.update);
                text.name("bids").levels(top.bids.iter().copied());
                text.name("asks").levels(top.asks.iter().copied());
            }
            text.close('}');
        });
    }

    /// Tells a candle: closed ones once, and the forming one when it changed.
    pub(super) fn tell_candle(&mut self, wish: Wish, now: Time, press: &mut Press) {
        let Some((interval, zone)) = wish.candle() else {
            return;
        };
        let at = self.clock(now);
        self.candles.roll(at.millis());
        let Some(forming) = self.candles.forming(interval, zone) else {
            return;
        };
        let Some(heard) = self.wishes.get_mut(&wish) else {
            return;
        };
        let told = heard.candle.replace(forming.start);
        let seen = std::mem::replace(&mut heard.told, forming.count);
        let mut rows: Vec<(Candle, Forming)> = Vec::new();
        if let Some(told) = told.filter(|told| *told < forming.start) {
            let page = Page {
                interval,
                zone,
                from: Some(told),
                until: Some(forming.start.saturating_sub(1)),
                rows: CLOSED_AT_ONCE_MAX,
            };
            let closed = self.candles.page(&page).into_iter();
            rows.extend(closed.map(|candle| (candle, Forming::Closed)));
        }
        if told != Some(forming.start) || seen != forming.count {
            rows.push((forming, Forming::Open));
        }
        let names = heard.names.clone();
        for (candle, state) in &rows {
            self.put_candle(
                wish,
                (interval, zone),
                (candle, *state),
                (&names, at, press),
            );
        }
    }

    fn put_candle(
        &self,
        wish: Wish,
        (interval, zone): (Interval, Zone),
        (candle, state): (&Candle, Forming),
        (names, at, press): (&[(Feed, Arc<str>)], Time, &mut Press),
    ) {
        let end = interval.next(candle.start, zone);
        press.tell(names, self.places, |text| {
            text.open('{');
            let symbol = if matches!(wish, Wish::ContinuousKline(_)) {
                text.name("e").quoted("continuous_kline");
                text.name("E").time(at).name("ps").quoted(&self.name);
                text.name("ct").quoted("PERPETUAL");
                None
            } else {
                text.name("e").quoted("kline").name("E").time(at);
                text.name("s").quoted(&self.name);
                Some(&*self.name)
            };
            text.name("k")
                .candle_body(candle, end, (symbol, interval.name()), state);
            text.close('}');
        });
    }

    /// The names under which a wish is heard, when the board moved since it was last told.
    pub(super) fn stirred(&mut self, wish: Wish) -> Option<Vec<(Feed, Arc<str>)>> {
        let moves = self.moves;
        let heard = self.wishes.get_mut(&wish)?;
        if heard.told == moves && moves > 0 {
            return None;
        }
        heard.told = moves;
        Some(heard.names.clone())
    }

    /// The names under which a wish is heard.
    pub(super) fn names(&self, wish: Wish) -> Option<&[(Feed, Arc<str>)]> {
        self.wishes.get(&wish).map(|heard| &*heard.names)
    }
}
