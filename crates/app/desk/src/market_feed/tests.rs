//! Cases of `market_feed.rs`.

use super::*;
use domain::{Price, Qty, Side};
use market::{DiffIds, Level};

fn symbol() -> Symbol {
    Symbol::new("BTC/USDT").unwrap()
}

fn level(price: &str, qty: &str) -> Level {
    Level {
        price: Price::parse(price).unwrap(),
        qty: Qty::parse(qty).unwrap(),
    }
}

fn feed() -> (MarketFeed, Board, broadcast::Receiver<Live>) {
    let board = Board::default();
    let (live, watcher) = broadcast::channel(1_024);
    let feed = MarketFeed::new(std::iter::once(symbol()), board.clone(), live);
    (feed, board, watcher)
}

fn diff(first: u64, last: u64) -> MarketInput {
    let diff = BookDiff {
        ids: DiffIds::Contiguous { first, last },
        at: Time::from_millis(0),
        bids: vec![level("99", "2")],
        asks: vec![level("101", "3")],
    };
    MarketInput::Depth(symbol(), diff)
}

fn snapshot(last: u64) -> MarketInput {
    let snapshot = BookSnapshot {
        last,
        bids: vec![level("98", "1")],
        asks: vec![level("102", "1")],
    };
    MarketInput::Snapshot(symbol(), Some(snapshot))
}

fn trade(id: u64, millis: i64) -> MarketInput {
    let trade = Trade {
        id,
        price: Price::parse("100").unwrap(),
        qty: Qty::parse("0.5").unwrap(),
        at: Time::from_millis(millis),
        taker: Side::Sell,
    };
    MarketInput::Trade(symbol(), trade)
}

/// A feed whose book is live at `now`.
fn live_feed(
    now: Time,
) -> (
    MarketFeed,
    Board,
    broadcast::Receiver<Live>,
    Vec<MarketWish>,
) {
    let (mut feed, board, watcher) = feed();
    let mut wishes = Vec::new();
    feed.step(now, MarketInput::Opened, &mut wishes);
    feed.step(now, diff(11, 12), &mut wishes);
    feed.step(now.plus(Span::from_secs(2)), MarketInput::Wake, &mut wishes);
    assert!(wishes.contains(&MarketWish::AskSnapshot(symbol())));
    feed.step(now.plus(Span::from_secs(2)), snapshot(11), &mut wishes);
    (feed, board, watcher, wishes)
}

// MKT-04
#[test]
fn a_live_book_is_shown_and_quoted_and_a_gap_takes_it_away() {
    let now = Time::from_millis(1_000_000);
    let (mut feed, board, mut watcher, wishes) = live_feed(now);
    let quote = board.quote(symbol()).unwrap();
    assert_eq!(
        (quote.bid, quote.ask),
        (Price::parse("99").unwrap(), Price::parse("101").unwrap())
    );
    assert!(wishes.contains(&MarketWish::Quote(quote)));
    assert!(matches!(watcher.try_recv(), Ok(Live::Book(_))));
    let mut wishes = Vec::new();
    feed.step(now.plus(Span::from_secs(3)), diff(20, 21), &mut wishes);
    assert!(
        board.quote(symbol()).is_none(),
        "a book with a gap must not be shown"
    );
    assert!(
        !wishes
            .iter()
            .any(|wish| matches!(wish, MarketWish::Quote(_)))
    );
    assert_eq!(feed.states()[0].counts.gaps, 1);
}

#[test]
fn a_cut_takes_the_book_away() {
    let now = Time::from_millis(1_000_000);
    let (mut feed, board, _watcher, _) = live_feed(now);
    feed.step(
        now.plus(Span::from_secs(3)),
        MarketInput::Cut,
        &mut Vec::new(),
    );
    assert!(board.quote(symbol()).is_none());
}

#[test]
fn trades_reach_tape_candles_and_disk() {
    let (mut feed, board, _watcher) = feed();
    let start = 1_700_000_000_000 - 1_700_000_000_000 % 60_000;
    let now = Time::from_millis(start + 61_000);
    let mut wishes = Vec::new();
    for (id, millis) in [(1, start + 10), (2, start + 500), (3, start + 60_500)] {
        feed.step(now, trade(id, millis), &mut wishes);
    }
    assert_eq!(board.tape(symbol()).len(), 3);
    let kept: Vec<_> = wishes
        .iter()
        .filter_map(|wish| match wish {
            MarketWish::Keep(candle) => Some((candle.interval, candle.trade_count)),
            MarketWish::AskSnapshot(_) | MarketWish::AskCandles(..) | MarketWish::Quote(_) => None,
        })
        .collect();
    assert!(kept.contains(&(Interval::M1, 2)), "{kept:?}");
    feed.step(now.plus(Span::from_secs(1)), MarketInput::Wake, &mut wishes);
    let forming = board.forming(symbol(), Interval::H1).unwrap();
    assert_eq!(forming.trade_count, 3);
}

#[test]
fn the_tape_is_bounded() {
    let (mut feed, board, _watcher) = feed();
    for id in 0..500 {
        feed.step(
            Time::from_millis(1_000_000),
            trade(id, 1_000_000),
            &mut Vec::new(),
        );
    }
    let tape = board.tape(symbol());
    assert_eq!(tape.len(), crate::TAPE_TRADES_MAX);
    assert_eq!(tape.last().map(|trade| trade.id), Some(499));
}
