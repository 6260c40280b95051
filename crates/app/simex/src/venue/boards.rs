//! What the public sees of every symbol of every product, and the messages of the streams somebody listens to.
//! Never changes an engine.

pub(crate) mod assets;
pub(crate) mod board;
pub(crate) mod candles;
pub(crate) mod contracts;
pub(crate) mod figures;
pub(crate) mod interval;
mod liquidation;
pub(crate) mod marks;
mod past;
pub(crate) mod press;
pub(crate) mod tape;
pub(crate) mod text;
pub(crate) mod tickers;
pub(crate) mod wish;

use super::route::Product;
use super::sockets::{Feed, Interest, Publication};
use assets::AssetIndex;
use board::{Board, Heard, Top};
use domain::{Instrument, Symbol, Time};
use exchange::crowd::PastMarket;
use exchange::futures::{Bracket, FuturesListing, FuturesOrder, MarkView};
use exchange::{BestView, ExchangeTradeId, LevelChange, ReferenceView, Trade};
use figures::Places;
use interval::Window;
use marks::Holdings;
use press::{Micros, Press};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tickers::Stretch;
use wish::{Asked, Often, Pace, Rolling, Wish, WishOfAll};

pub(crate) use board::MarketTime;

/// Where the boards look a book up.
pub(crate) trait Books {
    /// The best levels of a symbol, so many a side.
    fn top(&self, product: Product, symbol: Symbol, levels: usize) -> Top;
    /// The reference price of a spot symbol; none where nothing sets one.
    fn reference(&self, symbol: Symbol, now: Time) -> Option<ReferenceView>;
    /// The margin assets of futures with their index prices.
    fn indexes(&self) -> Vec<AssetIndex>;
}

/// All symbols as the public sees them.
#[derive(Debug, Default)]
pub(crate) struct Boards {
    shown: BTreeMap<(Product, Symbol), Board>,
    /// Symbols by the small name that streams use.
    by_stream: BTreeMap<(Product, String), Symbol>,
    of_all: BTreeMap<(Product, WishOfAll), Heard>,
    /// Who listens to the index of which margin asset, by the small name that streams use.
    assets: BTreeMap<String, Heard>,
    /// The brackets of each contract as they were last told.
    brackets: BTreeMap<Symbol, Vec<Bracket>>,
    /// Moves of each board when a stream of all symbols last told it.
    told_of_all: BTreeMap<(WishOfAll, Product, Symbol), u64>,
    /// Boards with trades in the step in hand.
    traded: BTreeSet<(Product, Symbol)>,
    /// How many streams are told at each pace, and when they last were.
    paces: BTreeMap<Pace, Beat>,
    press: Press,
    /// Trades each board remembers.
    trades: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Beat {
    streams: usize,
    told: Option<Time>,
}

impl Boards {
    /// No board; each one listed remembers so many trades.
    pub(crate) fn keeping(trades: usize) -> Self {
        Self {
            trades,
            ..Self::default()
        }
    }

    /// Opens the board of a symbol.
    pub(crate) fn list(
        &mut self,
        (product, symbol): (Product, Symbol),
        name: &str,
        places: Places,
    ) {
        self.by_stream
            .insert((product, name.to_lowercase()), symbol);
        self.shown
            .entry((product, symbol))
            .or_insert_with(|| Board::new(product, name, (places, self.trades)));
    }

    /// Opens the board of a spot symbol.
    pub(crate) fn list_spot(&mut self, traded: &Instrument) {
        let at = (Product::Spot, traded.symbol);
        self.list(at, traded.venue_symbol.as_str(), Places::SPOT);
    }

    /// Opens the board of a contract.
    pub(crate) fn list_contract(&mut self, listing: &FuturesListing) {
        let instrument = &listing.instrument;
        let rules = &instrument.rules;
        let places = Places::of_grid(rules.price_tick, rules.qty_step);
        let at = (Product::Usdm, instrument.symbol);
        self.brackets
            .entry(instrument.symbol)
            .or_insert_with(|| listing.brackets.clone());
        self.list(at, instrument.venue_symbol.as_str(), places);
    }

    pub(crate) fn board(&self, product: Product, symbol: Symbol) -> Option<&Board> {
        self.shown.get(&(product, symbol))
    }

    pub(crate) fn board_mut(&mut self, product: Product, symbol: Symbol) -> Option<&mut Board> {
        self.shown.get_mut(&(product, symbol))
    }

    /// Shows a symbol what its market looked like before the start; its next trade will have the number `next`.
    pub(crate) fn remember(
        &mut self,
        product: Product,
        past: &PastMarket,
        next: Option<ExchangeTradeId>,
    ) {
        if let (Some(board), Some(next)) = (self.board_mut(product, past.symbol), next) {
            board.remember(past, next.get());
        }
    }

    /// Shows a contract what its index did before the start.
    pub(crate) fn remember_index(&mut self, symbol: Symbol, past: &PastMarket) {
        if let Some(board) = self.board_mut(Product::Usdm, symbol) {
            board.remember_index(past);
        }
    }

    /// The engine set the mark price of a contract.
    pub(crate) fn mark(&mut self, view: &MarkView, held: Holdings) {
        if let Some(board) = self.board_mut(Product::Usdm, view.symbol) {
            board.mark(view, held);
        }
    }

    /// A position was closed by the exchange.
    pub(crate) fn liquidation(&mut self, order: &FuturesOrder) {
        let Some(board) = self.shown.get(&(Product::Usdm, order.symbol)) else {
            return;
        };
        let one = board.names(Wish::Liquidation);
        let all = self.of_all.get(&(Product::Usdm, WishOfAll::Liquidations));
        let all = all.map(|heard| &*heard.names);
        for names in [one, all].into_iter().flatten() {
            self.press.tell(names, board.places, |text| {
                liquidation::put(text, board, order)
            });
        }
    }

    pub(crate) fn set_time(&mut self, symbol: Symbol, time: MarketTime) {
        if let Some(board) = self.board_mut(Product::Spot, symbol) {
            board.set_time(time);
        }
    }

    /// Takes note of which streams somebody listens to.
    pub(crate) fn heed(&mut self, changes: Vec<(Feed, Arc<str>, Interest)>, micros: Micros) {
        self.press.micros = micros;
        for (feed, name, interest) in changes {
            let product = feed.product();
            match wish::asked(feed, &name) {
                Ok(Some(Asked::Of(asset, Wish::AssetIndex))) => {
                    let asset = asset.to_owned();
                    self.heed_asset(asset, (feed, name), interest);
                }
                Ok(Some(Asked::Of(symbol, wish))) => {
                    let at = (product, symbol.to_owned());
                    let Some(symbol) = self.by_stream.get(&at).copied() else {
                        continue;
                    };
                    self.count(wish.pace(product), interest);
                    let Some(board) = self.shown.get_mut(&(product, symbol)) else {
                        continue;
                    };
                    match interest {
                        Interest::Begun => board.wish(wish).join(feed, name),
                        Interest::Ended => board.unwish(wish, &name),
                    }
                }
                Ok(Some(Asked::Everything(wish))) => {
                    self.count(wish.pace(), interest);
                    let heard = self.of_all.entry((product, wish)).or_default();
                    match interest {
                        Interest::Begun => heard.join(feed, name),
                        Interest::Ended => {
                            if !heard.leave(&name) {
                                self.of_all.remove(&(product, wish));
                                self.told_of_all
                                    .retain(|(of, on, _), _| (*of, *on) != (wish, product));
                            }
                        }
                    }
                }
                Ok(None) | Err(_) => {}
            }
        }
    }

    fn count(&mut self, pace: Option<Pace>, interest: Interest) {
        let Some(pace) = pace else {
            return;
        };
        let beat = self.paces.entry(pace).or_default();
        beat.streams = match interest {
            Interest::Begun => beat.streams.saturating_add(1),
            Interest::Ended => beat.streams.saturating_sub(1),
        };
    }

    /// A level of a book changed.
    pub(crate) fn level(&mut self, product: Product, change: &LevelChange) {
        if let Some(board) = self.board_mut(product, change.symbol) {
            board.level(change);
        }
    }

    /// A trade for everyone to see.
    pub(crate) fn trade(&mut self, product: Product, trade: &Trade) {
        let at = (product, trade.symbol);
        if let Some(board) = self.shown.get_mut(&at) {
            board.trade(trade, &mut self.press);
            self.traded.insert(at);
        }
    }

    /// A step of an engine is over: no later trade joins its aggregates.
    pub(crate) fn end_step(&mut self) {
        while let Some(at) = self.traded.pop_first() {
            if let Some(board) = self.shown.get_mut(&at) {
                board.end_step(&mut self.press);
            }
        }
    }

    /// Looks at the touch of a symbol, and tells it when it moved.
    pub(crate) fn tell_touch(&mut self, product: Product, symbol: Symbol, best: &BestView) {
        if let Some(board) = self.shown.get_mut(&(product, symbol)) {
            board.look(best, &mut self.press);
        }
    }

    /// Tells the gathered book changes of one symbol, at the instant its market is at.
    pub(crate) fn tell_depth(&mut self, symbol: Symbol, at: Time) {
        if let Some(board) = self.shown.get_mut(&(Product::Spot, symbol)) {
            for often in [Pace::Ms100, Pace::Ms1000] {
                board.tell_diff(Often::Each(often), at, &mut self.press);
            }
        }
    }

    /// Tells whatever is due at this instant.
    pub(crate) fn tell(&mut self, now: Time, books: &impl Books) {
        self.tell_at_once(now, books);
        for pace in Pace::ALL {
            let Some(beat) = self.paces.get_mut(&pace) else {
                continue;
            };
            let cell = now.floor_to(pace.span());
            if beat.streams == 0 || beat.told == Some(cell) {
                continue;
            }
            beat.told = Some(cell);
            self.tell_paced(pace, now, books);
        }
    }

    /// When something is due next, by the exchange's clock.
    pub(crate) fn due(&self, now: Time) -> Option<Time> {
        let wanted = self.paces.iter().filter(|(_, beat)| beat.streams > 0);
        wanted
            .map(|(pace, beat)| {
                let cell = now.floor_to(pace.span());
                if beat.told == Some(cell) {
                    cell.plus(pace.span())
                } else {
                    now
                }
            })
            .min()
    }

    fn tell_at_once(&mut self, now: Time, books: &impl Books) {
        for ((product, symbol), board) in &mut self.shown {
            if !board.hears_at_once() {
                continue;
            }
            board.tell_diff(Often::AtOnce, now, &mut self.press);
            for levels in [5, 10, 20] {
                let wish = Wish::Top(levels, Often::AtOnce);
                if board.names(wish).is_some() {
                    let top = books.top(*product, *symbol, levels);
                    board.tell_top(wish, &top, now, &mut self.press);
                }
            }
        }
    }

    fn tell_paced(&mut self, pace: Pace, now: Time, books: &impl Books) {
        for ((product, symbol), board) in &mut self.shown {
            for wish in board.paced(pace) {
                match wish {
                    Wish::Diff(often) => board.tell_diff(often, now, &mut self.press),
                    Wish::Top(levels, _) => {
                        let top = books.top(*product, *symbol, levels);
                        board.tell_top(wish, &top, now, &mut self.press);
                    }
                    Wish::Kline(..) | Wish::ContinuousKline(_) => {
                        board.tell_candle(wish, now, &mut self.press);
                    }
                    Wish::Ticker | Wish::MiniTicker | Wish::Rolling(_) | Wish::Average => {
                        tell_statistic(board, wish, now, &mut self.press)
                    }
                    Wish::Trade
                    | Wish::Aggregate
                    | Wish::BlockTrade
                    | Wish::Touch
                    | Wish::Liquidation
                    | Wish::CompositeIndex
                    | Wish::AssetIndex => {}
                    Wish::Reference => {
                        let at = board.clock(now);
                        let told = books.reference(*symbol, at);
                        board.tell_reference(told.as_ref(), &mut self.press);
                    }
                    Wish::Mark(pace) => board.tell_mark(pace, now, &mut self.press),
                }
            }
        }
        let of_all: Vec<_> = self.of_all.keys().copied().collect();
        for (product, wish) in of_all {
            if wish.pace() == Some(pace) {
                self.tell_of_all(product, wish, now);
            }
        }
        if Some(pace) == Wish::AssetIndex.pace(Product::Usdm) {
            self.tell_assets(now, books);
        }
    }

    /// One message about every symbol that moved since the last one.
    fn tell_of_all(&mut self, product: Product, wish: WishOfAll, now: Time) {
        let Some(heard) = self.of_all.get(&(product, wish)) else {
            return;
        };
        if let WishOfAll::Marks(_) | WishOfAll::Touches = wish {
            return self.tell_prices(product, wish, now);
        }
        let stretch = match wish {
            WishOfAll::MiniTickers | WishOfAll::Tickers => Stretch::Rolling(Window::DAY),
            WishOfAll::Rollings(rolling) => Stretch::Rolling(window(rolling)),
            WishOfAll::Touches
            | WishOfAll::Marks(_)
            | WishOfAll::Liquidations
            | WishOfAll::AssetIndexes
            | WishOfAll::Contracts
            | WishOfAll::TradingSession => return,
        };
        let mut rows = Vec::new();
        for ((of, symbol), board) in &mut self.shown {
            let at = (wish, *of, *symbol);
            let moves = board.moves();
            if *of != product || self.told_of_all.insert(at, moves) == Some(moves) {
                continue;
            }
            let stats = board.stats(stretch, now);
            rows.push((&*board, stats, board.clock(now)));
        }
        if rows.is_empty() {
            return;
        }
        self.press.tell(&heard.names, Places::SPOT, |text| {
            text.open('[');
            for (board, stats, at) in &rows {
                text.places(board.places);
                match wish {
                    WishOfAll::MiniTickers => board.put_mini_event(text, stats, *at),
                    WishOfAll::Rollings(rolling) => {
                        board.put_rolling_event(text, (stats, rolling.name()), *at);
                    }
                    WishOfAll::Tickers => board.put_ticker_event(text, stats, *at),
                    WishOfAll::Touches
                    | WishOfAll::Marks(_)
                    | WishOfAll::Liquidations
                    | WishOfAll::AssetIndexes
                    | WishOfAll::Contracts
                    | WishOfAll::TradingSession => {}
                }
            }
            text.close(']');
        });
    }

    /// Mark prices of all contracts, in one message; or all touches that moved, in one message each.
    fn tell_prices(&mut self, product: Product, wish: WishOfAll, now: Time) {
        let Some(heard) = self.of_all.get(&(product, wish)) else {
            return;
        };
        let shown = self.shown.iter().filter(|((of, _), _)| *of == product);
        if let WishOfAll::Touches = wish {
            for ((of, symbol), board) in shown {
                let at = (wish, *of, *symbol);
                let update = board.touch.update;
                if self.told_of_all.insert(at, update) != Some(update) {
                    self.press
                        .tell(&heard.names, board.places, |text| board.put_touch(text));
                }
            }
            return;
        }
        let marked = shown.filter(|(_, board)| board.marks_view().is_some());
        let boards: Vec<&Board> = marked.map(|(_, board)| board).collect();
        if boards.is_empty() {
            return;
        }
        self.press.tell(&heard.names, Places::SPOT, |text| {
            text.open('[');
            for board in &boards {
                board.put_mark(text, now);
            }
            text.close(']');
        });
    }

    /// Everything held back for the public, in order.
    pub(crate) fn release(&mut self) -> Vec<Publication> {
        self.press.release()
    }
}

fn window(rolling: Rolling) -> Window {
    rolling.window().unwrap_or(Window::DAY)
}

/// Tells a statistic of one symbol when the symbol moved since.
fn tell_statistic(board: &mut Board, wish: Wish, now: Time, press: &mut Press) {
    let Some(names) = board.stirred(wish) else {
        return;
    };
    let at = board.clock(now);
    let places = board.places;
    match wish {
        Wish::Ticker => {
            let stats = board.stats(Stretch::Rolling(Window::DAY), now);
            press.tell(&names, places, |text| {
                board.put_ticker_event(text, &stats, at)
            });
        }
        Wish::MiniTicker => {
            let stats = board.stats(Stretch::Rolling(Window::DAY), now);
            press.tell(&names, places, |text| {
                board.put_mini_event(text, &stats, at)
            });
        }
        Wish::Rolling(rolling) => {
            let stats = board.stats(Stretch::Rolling(window(rolling)), now);
            press.tell(&names, places, |text| {
                board.put_rolling_event(text, (&stats, rolling.name()), at);
            });
        }
        Wish::Average => {
            let (price, last) = board.average(now);
            press.tell(&names, places, |text| {
                text.open('{').name("e").quoted("avgPrice");
                text.name("E").time(at).name("s").quoted(&board.name);
                text.name("i").quoted("5m").name("w").price(price);
                text.name("T").time(last).close('}');
            });
        }
        Wish::Trade
        | Wish::Aggregate
        | Wish::BlockTrade
        | Wish::Touch
        | Wish::Diff(_)
        | Wish::Top(..)
        | Wish::Kline(..)
        | Wish::ContinuousKline(_)
        | Wish::Reference
        | Wish::Mark(_)
        | Wish::Liquidation
        | Wish::CompositeIndex
        | Wish::AssetIndex => {}
    }
}
