//! Feeds the market cores with what the venue's streams say, and shows their books and candles. Never touches an order.

mod mending;
mod pace;
mod registry;

use crate::boards::Boards;
use crate::contract_market::ContractMarket;
use crate::link_role::LinkRole;
use crate::live::{BOOK_VIEW_LEVELS, BookView, Live, TapeTrade};
use crate::product::Product;
use crate::{Board, QuoteView};
use domain::{Candle, Interval, Machine, Span, Symbol, Time};
use market::{
    Backfill, BackfillInput, BookDiff, BookEffect, BookInput, BookSnapshot, BookSync, CandleEffect,
    CandleInput, CandleRules, Candles, ClosedCandle, Coverage, Gap, GapState, SyncCounts,
    SyncRules, SyncState, Trade, TradeIds,
};
use pace::Pace;
use registry::{LapseReason, Lapses};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Absence, CandleMark, GapRow, KeptCandle};
use tokio::sync::broadcast;

/// How long after an interval's end its trades may still arrive before the candle is closed without a later one.
const CANDLE_GRACE: Span = Span::from_millis(2_000);
/// Closed gaps that health tells of.
const CLOSED_GAPS_TOLD_MAX: usize = 200;
/// How often forming candles are told to watchers.
const CANDLE_SHOW_EVERY: Span = Span::from_millis(250);

/// What the streams said, read.
#[derive(Debug)]
pub(crate) enum MarketInput {
    /// The market stream is open.
    Opened,
    /// The market stream broke.
    Cut,
    /// A difference of a book.
    Depth(Symbol, BookDiff),
    /// The answer to an asked snapshot; `None` when it did not come.
    Snapshot(Symbol, Option<BookSnapshot>),
    /// The answer to asked candles; `None` when it did not come.
    Candles(Symbol, Option<Vec<Candle>>),
    /// A public trade.
    Trade(Symbol, Trade),
    /// Nothing but time.
    Wake,
}

/// What the market part wants done by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MarketWish {
    /// Ask the venue for a snapshot of this book.
    AskSnapshot(Symbol),
    /// Ask the venue for its own candles of this symbol from an instant on.
    AskCandles(Symbol, Interval, Time),
    /// A reference price for the gate.
    Quote(QuoteView),
    /// A closed candle to keep.
    Keep(KeptCandle),
    /// A gap as it stands.
    Gap(GapRow),
    /// A span of which the venue has no candle.
    Absent(Absence),
}

/// How one symbol's feed stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FeedState {
    pub(crate) symbol: Symbol,
    pub(crate) state: SyncState,
    pub(crate) counts: SyncCounts,
    pub(crate) heard: Option<Time>,
    /// Spans of its candles that may lack something.
    pub(crate) gap_count: usize,
}

/// The market cores of all symbols of one venue.
#[derive(Debug)]
pub(crate) struct MarketFeed {
    symbols: BTreeMap<Symbol, SymbolFeed>,
    role: LinkRole,
    boards: Boards,
    /// The board that it fills.
    board: Board,
    live: broadcast::Sender<Live>,
    shown: Option<Time>,
    /// When the stream broke, as long as it is not back.
    cut_at: Option<Time>,
    /// What the store knows, until the stream first stands.
    kept: Option<Known>,
    pace: Pace,
}

/// What the store knows of market data at a start.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The end of the newest kept candle of each symbol and interval.
    pub(crate) kept: BTreeMap<(Symbol, Interval), Time>,
    /// Gaps that were open when the desk stopped.
    pub(crate) open: Vec<GapRow>,
}

#[derive(Debug)]
struct SymbolFeed {
    sync: BookSync,
    /// Seconds begin afresh with each start: a day of them is too much to read back.
    seconds: Candles,
    /// Minutes and longer go on where they stopped.
    longer: Candles,
    /// Holes in the kept candles, and their filling.
    backfill: Backfill,
    /// What its trades and its book lack.
    lapses: Lapses,
    candles_moved: Moved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moved {
    Yes,
    No,
}

impl MarketFeed {
    /// Feeds for these symbols at a venue of this role; nothing is known of them yet.
    pub(crate) fn new(
        symbols: impl Iterator<Item = Symbol>,
        (role, boards): (LinkRole, Boards),
        live: broadcast::Sender<Live>,
    ) -> Self {
        let symbols = symbols
            .map(|symbol| {
                let candles = |intervals: Vec<Interval>| {
                    Candles::new(CandleRules {
                        symbol,
                        intervals,
                        ids: TradeIds::Rising,
                        grace: CANDLE_GRACE,
                    })
                };
                let longer = Interval::ALL.into_iter().filter(|i| *i != Interval::S1);
                let feed = SymbolFeed {
                    sync: BookSync::new(SyncRules::USUAL),
                    seconds: candles(vec![Interval::S1]),
                    longer: candles(longer.collect()),
                    backfill: Backfill::new(symbol),
                    lapses: Lapses::default(),
                    candles_moved: Moved::No,
                };
                (symbol, feed)
            })
            .collect();
        Self {
            symbols,
            role,
            board: boards.of(role).clone(),
            boards,
            live,
            shown: None,
            cut_at: None,
            kept: None,
            pace: Pace::of(Product::Spot),
        }
    }

    /// Where what is told of perpetual contracts is shown.
    pub(crate) fn contracts(&self) -> ContractMarket {
        self.board.contracts().clone()
    }

    /// Asks for candles as fast as the venue's limit for this product allows.
    pub(crate) fn pace_for(&mut self, product: Product) {
        self.pace = Pace::of(product);
    }

    /// Takes what the store knows: what came after the newest kept candles was missed, and open gaps go on.
    pub(crate) fn remember(&mut self, known: Known) {
        self.kept = Some(known);
    }

    /// Gives back closed minutes kept on disk, oldest first, so that longer candles go on where they stopped.
    pub(crate) fn restore(&mut self, now: Time, candles: &[Candle]) {
        for candle in candles {
            if let Some(feed) = self.symbols.get_mut(&candle.symbol) {
                let mut ignored = Vec::new();
                let stored = ClosedCandle {
                    candle: *candle,
                    coverage: Coverage::Partial,
                    last_trade: None,
                };
                feed.longer
                    .step(now, CandleInput::Stored(stored), &mut ignored);
            }
        }
    }

    /// Takes one input.
    pub(crate) fn step(&mut self, now: Time, input: MarketInput, out: &mut Vec<MarketWish>) {
        match input {
            MarketInput::Opened => {
                self.each_book(now, &BookInput::Opened, out);
                if let Some(known) = self.kept.take() {
                    self.begin(now, &known, out);
                }
                self.trades_back(now, out);
                self.mend_cut(now, out);
            }
            MarketInput::Cut => {
                self.cut(now, out);
                self.each_book(now, &BookInput::Closed, out);
                self.each_candles(now, CandleInput::StreamLost, out);
            }
            MarketInput::Depth(symbol, diff) => self.book(now, symbol, BookInput::Diff(diff), out),
            MarketInput::Snapshot(symbol, Some(snapshot)) => {
                self.book(now, symbol, BookInput::Snapshot(snapshot), out);
            }
            MarketInput::Snapshot(symbol, None) => {
                self.book(now, symbol, BookInput::SnapshotFailed, out);
            }
            MarketInput::Candles(symbol, Some(candles)) => {
                self.backfill(now, symbol, BackfillInput::Candles(candles), out);
            }
            MarketInput::Candles(symbol, None) => {
                self.backfill(now, symbol, BackfillInput::Failed, out);
            }
            MarketInput::Trade(symbol, trade) => self.trade(now, symbol, trade, out),
            MarketInput::Wake => self.wake(now, out),
        }
        while let Some((symbol, interval, from)) = self.pace.next(now) {
            out.push(MarketWish::AskCandles(symbol, interval, from));
        }
    }

    /// When it wants to be woken though nothing happens.
    pub(crate) fn wake_at(&self) -> Option<Time> {
        let cores = self
            .symbols
            .values()
            .flat_map(|feed| {
                [
                    feed.sync.wake_at(),
                    feed.seconds.wake_at(),
                    feed.longer.wake_at(),
                    feed.backfill.wake_at(),
                ]
            })
            .flatten()
            .min();
        let show = self.shown.map(|shown| shown.plus(CANDLE_SHOW_EVERY));
        let paced = self.pace.wake_at();
        cores.into_iter().chain(show).chain(paced).min()
    }

    /// How the feeds stand.
    pub(crate) fn states(&self) -> Vec<FeedState> {
        self.symbols
            .iter()
            .map(|(symbol, feed)| FeedState {
                symbol: *symbol,
                state: feed.sync.state(),
                counts: *feed.sync.counts(),
                heard: feed.sync.heard(),
                gap_count: feed.backfill.open_count(),
            })
            .collect()
    }

    /// Every open gap of the kept candles, and the last that were closed.
    pub(crate) fn gaps(&self) -> Vec<(Symbol, Gap)> {
        let all = self.symbols.iter();
        let all = all.flat_map(|(symbol, feed)| feed.backfill.gaps().map(|gap| (*symbol, gap)));
        let (mut told, mut closed): (Vec<_>, Vec<_>) =
            all.partition(|(_, gap)| gap.state == GapState::Open);
        closed.sort_by_key(|(_, gap)| match gap.state {
            GapState::Open => None,
            GapState::Closed { at, .. } => Some(at),
        });
        let older = closed.len().saturating_sub(CLOSED_GAPS_TOLD_MAX);
        told.extend(closed.into_iter().skip(older));
        told
    }

    fn each_book(&mut self, now: Time, input: &BookInput, out: &mut Vec<MarketWish>) {
        let symbols: Vec<Symbol> = self.symbols.keys().copied().collect();
        for symbol in symbols {
            self.book(now, symbol, input.clone(), out);
        }
    }

    fn book(&mut self, now: Time, symbol: Symbol, input: BookInput, out: &mut Vec<MarketWish>) {
        let Some(feed) = self.symbols.get_mut(&symbol) else {
            return;
        };
        let told = matches!(input, BookInput::Diff(_) | BookInput::Snapshot(_));
        let heard = feed.sync.heard();
        let mut effects = Vec::new();
        feed.sync.step(now, input, &mut effects);
        for effect in effects {
            match effect {
                BookEffect::AskSnapshot => out.push(MarketWish::AskSnapshot(symbol)),
                BookEffect::Lost(reason) => {
                    tracing::warn!(symbol = %symbol, reason = ?reason, "a book is no longer trusted");
                    self.board.drop_book(symbol);
                    let lost = (heard.unwrap_or(now), LapseReason::of(reason));
                    self.depth_lost(now, symbol, lost, out);
                }
                BookEffect::Live { last } => {
                    tracing::info!(symbol = %symbol, update.id = last, "a book is live");
                    self.depth_live(now, symbol, out);
                }
                BookEffect::Silent { since } => {
                    tracing::warn!(symbol = %symbol, since = %since, "a book stream is silent");
                }
                BookEffect::TopChanged(_) => {}
            }
        }
        if told {
            self.show_book(now, symbol, out);
        }
    }

    fn show_book(&self, now: Time, symbol: Symbol, out: &mut Vec<MarketWish>) {
        let Some(feed) = self.symbols.get(&symbol) else {
            return;
        };
        let (Some(book), SyncState::Live { last }) = (feed.sync.book(), feed.sync.state()) else {
            return;
        };
        let depth = book.depth(BOOK_VIEW_LEVELS);
        let pairs = |levels: Vec<market::Level>| {
            levels
                .into_iter()
                .map(|level| (level.price, level.qty))
                .collect()
        };
        let view = Arc::new(BookView {
            symbol,
            bids: pairs(depth.bids),
            asks: pairs(depth.asks),
            update_id: last,
            received: now,
        });
        self.board.set_book(Arc::clone(&view));
        if self.boards.source(symbol) == self.role {
            tell(&self.live, Live::Book(view));
        }
        out.extend(self.board.quote(symbol).map(MarketWish::Quote));
    }

    fn trade(&mut self, now: Time, symbol: Symbol, trade: Trade, out: &mut Vec<MarketWish>) {
        let Some(feed) = self.symbols.get_mut(&symbol) else {
            return;
        };
        let mut effects = Vec::new();
        feed.seconds
            .step(now, CandleInput::Trade(trade), &mut effects);
        feed.longer
            .step(now, CandleInput::Trade(trade), &mut effects);
        feed.candles_moved = Moved::Yes;
        let shown = TapeTrade {
            id: trade.id,
            price: trade.price,
            qty: trade.qty,
            taker: trade.taker,
            at: trade.at,
        };
        self.board.add_trades(symbol, &[shown]);
        if self.boards.source(symbol) == self.role {
            tell(&self.live, Live::Trades(symbol, Arc::from([shown])));
        }
        self.candle_effects(now, &effects, out);
        self.shown.get_or_insert(now);
    }

    fn candle_effects(&mut self, now: Time, effects: &[CandleEffect], out: &mut Vec<MarketWish>) {
        for effect in effects {
            match effect {
                CandleEffect::Closed(closed) => {
                    if self.role == LinkRole::Home {
                        tell(&self.live, Live::Candle(closed.candle));
                    }
                    out.push(MarketWish::Keep(kept(closed)));
                    self.doubt_partial(now, closed, out);
                }
                CandleEffect::Late { interval, trade } => {
                    tracing::warn!(interval = %interval, trade.id = trade.id, "a trade came after its candle was closed");
                }
                CandleEffect::Missing { first, last } => {
                    tracing::warn!(
                        trade.first = first,
                        trade.last = last,
                        "trades were skipped"
                    );
                }
                CandleEffect::Empty { .. } => {}
            }
        }
    }

    fn wake(&mut self, now: Time, out: &mut Vec<MarketWish>) {
        self.each_book(now, &BookInput::Wake, out);
        self.each_candles(now, CandleInput::Wake, out);
        self.each_backfill(now, |_| Some(BackfillInput::Wake), out);
        if self
            .shown
            .is_some_and(|shown| now >= shown.plus(CANDLE_SHOW_EVERY))
        {
            self.show_candles(now);
        }
    }

    fn each_candles(&mut self, now: Time, input: CandleInput, out: &mut Vec<MarketWish>) {
        let mut effects = Vec::new();
        for feed in self.symbols.values_mut() {
            feed.seconds.step(now, input, &mut effects);
            feed.longer.step(now, input, &mut effects);
        }
        self.candle_effects(now, &effects, out);
    }

    fn show_candles(&mut self, now: Time) {
        self.shown = Some(now);
        for feed in self.symbols.values_mut() {
            if feed.candles_moved == Moved::No {
                continue;
            }
            feed.candles_moved = Moved::No;
            for candle in Interval::ALL.iter().filter_map(|interval| {
                let seconds = feed.seconds.forming(*interval);
                seconds.or_else(|| feed.longer.forming(*interval))
            }) {
                self.board.set_forming(candle);
                // Candles are of the venue at which the account trades, and of no other.
                if self.role == LinkRole::Home {
                    tell(&self.live, Live::Candle(candle));
                }
            }
        }
    }
}

/// A closed candle with where it comes from.
const fn kept(closed: &ClosedCandle) -> KeptCandle {
    KeptCandle {
        candle: closed.candle,
        mark: match closed.coverage {
            Coverage::Whole => CandleMark::Whole,
            Coverage::Partial => CandleMark::Partial,
        },
    }
}

/// Tells watchers; that nobody watches is no error.
pub(crate) fn tell(live: &broadcast::Sender<Live>, change: Live) {
    let _watchers: Result<usize, _> = live.send(change);
}

#[cfg(test)]
mod downtime_tests;
#[cfg(test)]
mod tests;
