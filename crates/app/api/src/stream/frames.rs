//! What a reader of the stream has not been sent: the latest of each value, in a bounded space. Never a queue that grows.

use crate::state::AppState;
use crate::views::{BookView, CandleView, TradeView, millis};
use desk::{Live, TapeTrade};
use domain::{Candle, Interval, OrderId, Symbol, Time};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// Trades kept for one symbol between two flushes; a reader that misses some sees the newest.
const TRADES_MAX: usize = 60;
/// Candles kept between two flushes: the one that closed and the one that opened, with room for a burst.
const CANDLES_MAX: usize = 8;
/// Order numbers kept between two flushes; past it the reader is told to look again.
const ORDERS_MAX: usize = 200;

/// What a reader asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) symbol: Option<Symbol>,
    pub(super) interval: Interval,
}

/// Values waiting for the next flush.
#[derive(Debug)]
pub(super) struct Frames {
    wanted: Wanted,
    book: Option<Arc<desk::BookView>>,
    trades: BTreeMap<Symbol, VecDeque<TapeTrade>>,
    candles: BTreeMap<Time, Candle>,
    orders: BTreeSet<OrderId>,
    portfolio: Option<Value>,
    health: Option<Value>,
    missed: u64,
}

impl Frames {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            book: None,
            trades: BTreeMap::new(),
            candles: BTreeMap::new(),
            orders: BTreeSet::new(),
            portfolio: None,
            health: None,
            missed: 0,
        }
    }

    /// What stands at the moment the stream opens.
    pub(super) fn start(&mut self, state: &AppState) {
        if let Some(symbol) = self.wanted.symbol {
            self.book = state.desk().book(symbol);
        }
        self.health = Some(health(&state.desk().health()));
    }

    /// Takes one change.
    pub(super) fn take(&mut self, live: &Live) {
        match live {
            Live::Book(book) => {
                if self.wanted.symbol == Some(book.symbol) {
                    self.book = Some(Arc::clone(book));
                }
            }
            Live::Trades(symbol, trades) => {
                let waiting = self.trades.entry(*symbol).or_default();
                waiting.extend(trades.iter().copied());
                while waiting.len() > TRADES_MAX {
                    waiting.pop_front();
                }
            }
            Live::Candle(candle) => self.take_candle(candle),
            Live::Order(id) => {
                if self.orders.len() < ORDERS_MAX {
                    self.orders.insert(*id);
                } else {
                    self.missed = self.missed.saturating_add(1);
                }
            }
            Live::Portfolio(portfolio) => {
                self.portfolio = Some(json!({"as_of": millis(portfolio.as_of)}));
            }
            Live::Health(latest) => self.health = Some(health(latest)),
        }
    }

    fn take_candle(&mut self, candle: &Candle) {
        let mine =
            self.wanted.symbol == Some(candle.symbol) && self.wanted.interval == candle.interval;
        if mine {
            self.candles.insert(candle.open_time, *candle);
            while self.candles.len() > CANDLES_MAX {
                self.candles.pop_first();
            }
        }
    }

    /// Changes were lost before they reached this reader.
    pub(super) fn lagged(&mut self, missed: u64) {
        self.missed = self.missed.saturating_add(missed);
    }

    /// Everything that waits, as frames; nothing waits afterwards.
    pub(super) fn flush(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        if self.missed > 0 {
            out.push(frame("lagged", &json!({"missed": self.missed})));
            self.missed = 0;
        }
        if let Some(book) = self.book.take() {
            out.push(frame("book", &BookView::from(&*book)));
        }
        for (symbol, trades) in std::mem::take(&mut self.trades) {
            let trades: Vec<TradeView> = trades.iter().map(TradeView::from).collect();
            out.push(frame(
                "trades",
                &json!({"symbol": symbol.as_str(), "trades": trades}),
            ));
        }
        for candle in std::mem::take(&mut self.candles).into_values() {
            out.push(frame("candle", &candle_data(&candle)));
        }
        for id in std::mem::take(&mut self.orders) {
            out.push(frame("order", &json!({"id": id.get()})));
        }
        if let Some(portfolio) = self.portfolio.take() {
            out.push(frame("portfolio", &portfolio));
        }
        if let Some(health) = self.health.take() {
            out.push(frame("health", &health));
        }
        out
    }
}

fn candle_data(candle: &Candle) -> Value {
    let mut data = json!(CandleView::from(candle));
    if let Value::Object(fields) = &mut data {
        fields.insert("symbol".into(), json!(candle.symbol.as_str()));
        fields.insert("interval".into(), json!(candle.interval.name()));
    }
    data
}

fn health(health: &desk::Health) -> Value {
    json!({"as_of": millis(health.as_of), "overall": health.overall.name()})
}

fn frame(topic: &str, data: &impl Serialize) -> String {
    json!([topic, data]).to_string()
}

#[cfg(test)]
mod tests;
