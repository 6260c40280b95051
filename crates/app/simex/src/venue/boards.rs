//! What the public sees of each spot symbol: pending depth changes, the last touch told, the tape. Never changes the engine.

use super::spot::views::{self, Depth};
use domain::{Price, Qty, Side, Symbol, Time};
use exchange::{BestView, Exchange, LevelChange, LevelView, Listing, Trade};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Trades of the tape kept for those who ask.
const TAPE_MAX: usize = 1_000;

/// Whose clock the market of a symbol runs by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarketTime {
    /// The exchange's own.
    Wall,
    /// A capture's: its events bear their own times, and its tape holds its trades alone.
    Capture(Time),
}

/// One symbol as the public sees it.
#[derive(Debug)]
struct Shown {
    symbol: Symbol,
    name: String,
    depth_stream: Arc<str>,
    trade_stream: Arc<str>,
    ticker_stream: Arc<str>,
    bids: BTreeMap<Price, Qty>,
    asks: BTreeMap<Price, Qty>,
    updates: Option<(u64, u64)>,
    touch: Option<[Option<LevelView>; 2]>,
    tape: VecDeque<Trade>,
    time: MarketTime,
}

/// Something for the public.
#[derive(Debug, Clone)]
pub(crate) struct Publication {
    /// The stream's name.
    pub(crate) stream: Arc<str>,
    /// Its data as JSON.
    pub(crate) json: String,
}

/// All symbols as the public sees them.
#[derive(Debug, Default)]
pub(crate) struct Boards {
    shown: BTreeMap<Symbol, Shown>,
    held: Vec<Publication>,
}

impl Boards {
    pub(crate) fn list(&mut self, listing: &Listing) {
        let instrument = &listing.instrument;
        let name = instrument.venue_symbol.as_str();
        let lower = name.to_ascii_lowercase();
        self.shown.insert(
            instrument.symbol,
            Shown {
                symbol: instrument.symbol,
                name: name.to_owned(),
                depth_stream: format!("{lower}@depth@100ms").into(),
                trade_stream: format!("{lower}@trade").into(),
                ticker_stream: format!("{lower}@bookTicker").into(),
                bids: BTreeMap::new(),
                asks: BTreeMap::new(),
                updates: None,
                touch: None,
                tape: VecDeque::new(),
                time: MarketTime::Wall,
            },
        );
    }

    pub(crate) fn set_time(&mut self, symbol: Symbol, time: MarketTime) {
        if let Some(shown) = self.shown.get_mut(&symbol) {
            shown.time = time;
        }
    }

    pub(crate) fn level(&mut self, change: &LevelChange) {
        let Some(shown) = self.shown.get_mut(&change.symbol) else {
            return;
        };
        let side = match change.side {
            Side::Buy => &mut shown.bids,
            Side::Sell => &mut shown.asks,
        };
        side.insert(change.price, change.qty);
        let update = change.update_id.get();
        let first = shown.updates.map_or(update, |(first, _)| first);
        shown.updates = Some((first, update));
    }

    /// A trade of the tape. The tape of a capture is the capture's: trades of accounts are no part of that past.
    pub(crate) fn trade(&mut self, trade: &Trade) {
        let Some(shown) = self.shown.get_mut(&trade.symbol) else {
            return;
        };
        let in_capture = trade.source == exchange::TradeSource::Capture;
        match (shown.time, in_capture) {
            (MarketTime::Capture(_), false) => return,
            (MarketTime::Wall, _) | (MarketTime::Capture(_), true) => {}
        }
        if shown.tape.len() >= TAPE_MAX {
            shown.tape.pop_front();
        }
        shown.tape.push_back(*trade);
        self.held.push(Publication {
            stream: Arc::clone(&shown.trade_stream),
            json: views::trade_event(&shown.name, trade, trade.at).to_string(),
        });
    }

    /// The latest trades of the tape, oldest first.
    pub(crate) fn tape(&self, symbol: Symbol, rows: usize) -> Vec<Trade> {
        self.shown.get(&symbol).map_or_else(Vec::new, |shown| {
            let skip = shown.tape.len().saturating_sub(rows);
            shown.tape.iter().skip(skip).copied().collect()
        })
    }

    /// Tells the touch of a symbol when it moved.
    pub(crate) fn tell_touch(&mut self, symbol: Symbol, best: &BestView) {
        let Some(shown) = self.shown.get_mut(&symbol) else {
            return;
        };
        let touch = [best.bid, best.ask];
        if shown.touch == Some(touch) {
            return;
        }
        shown.touch = Some(touch);
        let depth = Depth {
            last_update: best.update_id.get(),
            bids: best.bid.into_iter().collect(),
            asks: best.ask.into_iter().collect(),
        };
        self.held.push(Publication {
            stream: Arc::clone(&shown.ticker_stream),
            json: views::book_ticker_event(&shown.name, &depth).to_string(),
        });
    }

    /// Tells the touches of all symbols that moved.
    pub(crate) fn tell_touches(&mut self, exchange: &Exchange) {
        let symbols: Vec<Symbol> = self.shown.keys().copied().collect();
        for symbol in symbols {
            if let Some(best) = exchange.best(symbol) {
                self.tell_touch(symbol, &best);
            }
        }
    }

    /// Whether a symbol has changes that no depth message told yet.
    pub(crate) fn has_pending(&self) -> bool {
        self.shown.values().any(|shown| shown.updates.is_some())
    }

    /// Tells all pending depth changes.
    pub(crate) fn tell_depths(&mut self, now: Time) {
        for shown in self.shown.values_mut() {
            let at = match shown.time {
                MarketTime::Wall => now,
                MarketTime::Capture(at) => at,
            };
            self.held.extend(shown.depth(at));
        }
    }

    /// Tells the pending depth changes of one symbol.
    pub(crate) fn tell_depth(&mut self, symbol: Symbol, at: Time) {
        if let Some(shown) = self.shown.get_mut(&symbol) {
            self.held.extend(shown.depth(at));
        }
    }

    /// Everything held back for the public, in order.
    pub(crate) fn release(&mut self) -> impl Iterator<Item = Publication> {
        self.held.drain(..)
    }
}

impl Shown {
    fn depth(&mut self, at: Time) -> Option<Publication> {
        let updates = self.updates.take()?;
        let bids: Vec<_> = std::mem::take(&mut self.bids).into_iter().rev().collect();
        let asks: Vec<_> = std::mem::take(&mut self.asks).into_iter().collect();
        tracing::trace!(symbol = %self.symbol, last = updates.1, "depth told");
        Some(Publication {
            stream: Arc::clone(&self.depth_stream),
            json: views::depth_event(&self.name, at, updates, (&bids, &asks)).to_string(),
        })
    }
}
