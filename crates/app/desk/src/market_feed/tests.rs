//! Cases of `market_feed.rs`.

use super::*;
use domain::{Price, Qty, Side};
use market::{DiffIds, Level};
use store::{GapKind, GapStanding};

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
    let boards = Boards::default();
    let board = boards.home.clone();
    let (live, watcher) = broadcast::channel(1_024);
    let feed = MarketFeed::new(std::iter::once(symbol()), boards.at_home(), live);
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
            MarketWish::Keep(kept) => Some((kept.candle.interval, kept.candle.trade_count)),
            MarketWish::AskSnapshot(_)
            | MarketWish::AskCandles(..)
            | MarketWish::Gap(_)
            | MarketWish::Absent(_)
            | MarketWish::Quote(_) => None,
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

/// The gaps as they stand after these wishes.
fn standing(wishes: &[MarketWish]) -> Vec<GapRow> {
    let mut rows: Vec<GapRow> = Vec::new();
    for wish in wishes {
        let MarketWish::Gap(gap) = wish else {
            continue;
        };
        let same = |row: &&mut GapRow| {
            (row.kind, row.interval, row.from, row.found)
                == (gap.kind, gap.interval, gap.from, gap.found)
        };
        match rows.iter_mut().find(same) {
            Some(row) => row.clone_from(gap),
            None => rows.push(gap.clone()),
        }
    }
    rows
}

fn flat(interval: Interval, open_time: Time) -> Candle {
    let price = Price::parse("100").unwrap();
    Candle {
        symbol: symbol(),
        interval,
        open_time,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: Qty::parse("1").unwrap(),
        quote_volume: domain::Amount::parse("100").unwrap(),
        trade_count: 1,
    }
}

/// Answers every ask for candles among the wishes from the `answered`-th on; how many wishes there are then.
fn answer(
    feed: &mut MarketFeed,
    now: Time,
    wishes: &mut Vec<MarketWish>,
    mut answered: usize,
) -> usize {
    while let Some(wish) = wishes.get(answered).cloned() {
        answered += 1;
        if let MarketWish::AskCandles(symbol, interval, from) = wish {
            let cells = (0..1_000).map(|cell| from.plus(interval.span().times(cell)));
            let page = cells.take_while(|cell| *cell <= now);
            let page = page.map(|cell| flat(interval, cell)).collect();
            feed.step(now, MarketInput::Candles(symbol, Some(page)), wishes);
        }
    }
    answered
}

// MKT-03: candles, trades and the book each have their gap of a cut, open while it lasts and repaired after it.
#[test]
fn m20_a_cut_is_a_gap_of_trades_of_the_book_and_of_candles() {
    let now = Time::from_millis(1_800_000_000_000);
    let (mut feed, _, _watcher, mut wishes) = live_feed(now);
    let cut = now.plus(Span::from_secs(10));
    feed.step(cut, MarketInput::Cut, &mut wishes);
    let rows = standing(&wishes);
    let kinds = |rows: &[GapRow], standing| -> Vec<GapKind> {
        let rows = rows.iter().filter(|row| row.standing == standing);
        rows.map(|row| row.kind).collect()
    };
    assert_eq!(
        kinds(&rows, GapStanding::Open),
        [GapKind::Trades, GapKind::Depth]
    );
    let heard = now.plus(Span::from_secs(2));
    assert!(
        rows.iter()
            .all(|row| row.from == heard && row.reason == "cut")
    );
    let back = cut.plus(Span::from_secs(600));
    feed.step(back, MarketInput::Opened, &mut wishes);
    feed.step(back, diff(21, 22), &mut wishes);
    feed.step(back, snapshot(21), &mut wishes);
    let answered = answer(&mut feed, back, &mut wishes, 0);
    // Every interval that was running is over two days later.
    let later = back.plus(Span::from_secs(2 * 86_400));
    feed.step(later, MarketInput::Wake, &mut wishes);
    let first = answered;
    assert!(answer(&mut feed, later, &mut wishes, answered) > first);
    let rows = standing(&wishes);
    assert_eq!(kinds(&rows, GapStanding::Open), []);
    let book = rows.iter().find(|row| row.kind == GapKind::Depth).unwrap();
    assert_eq!((book.until, book.closed), (Some(back), Some(back)));
    let trades = rows.iter().find(|row| row.kind == GapKind::Trades).unwrap();
    assert_eq!(trades.until, Some(back), "{trades:?}");
    assert_eq!(trades.standing, GapStanding::Repaired);
    let minutes = rows.iter().find(|row| row.interval == Some(Interval::M1));
    assert_eq!(minutes.unwrap().standing, GapStanding::Repaired);
}

// MKT-01 MKT-03
#[test]
fn m20_what_was_open_goes_on_after_a_restart() {
    let now = Time::from_millis(1_800_000_000_000);
    let minute = |count: i64| now.plus(Span::from_secs(60 * count));
    let open = GapRow {
        kind: GapKind::Candles,
        symbol: symbol(),
        interval: Some(Interval::M1),
        from: minute(-9_000),
        until: Some(minute(-8_000)),
        reason: "cut".to_owned(),
        found: minute(-8_000),
        failures: 7,
        standing: GapStanding::Open,
        closed: None,
        candles: None,
    };
    let trades = GapRow {
        kind: GapKind::Trades,
        interval: None,
        from: minute(-8_500),
        until: Some(minute(-8_400)),
        ..open.clone()
    };
    let (mut feed, _, _watcher) = feed();
    feed.remember(Known {
        kept: BTreeMap::from([((symbol(), Interval::M1), minute(-100))]),
        open: vec![open.clone(), trades.clone()],
    });
    let mut wishes = Vec::new();
    let opened = now.plus(Span::from_secs(10));
    feed.step(opened, MarketInput::Opened, &mut wishes);
    assert!(
        wishes.contains(&MarketWish::AskCandles(symbol(), Interval::M1, open.from)),
        "far beyond what a start doubts by itself"
    );
    let answered = answer(&mut feed, opened, &mut wishes, 0);
    feed.step(minute(90), MarketInput::Wake, &mut wishes);
    answer(&mut feed, minute(90), &mut wishes, answered);
    let rows = standing(&wishes);
    let of = |like: &GapRow| {
        let same = |row: &&GapRow| (row.kind, row.from) == (like.kind, like.from);
        rows.iter().find(same).cloned().unwrap()
    };
    let repaired = of(&open);
    assert_eq!(repaired.standing, GapStanding::Repaired);
    assert_eq!((repaired.failures, repaired.found), (7, open.found));
    assert_eq!(repaired.candles, Some(1_000));
    assert_eq!(of(&trades).standing, GapStanding::Repaired);
    // What passed without the desk is a gap of its own, of trades and of the book.
    let down = rows.iter().filter(|row| row.from == minute(-100));
    let down: Vec<_> = down
        .map(|row| (row.kind, row.reason.as_str(), row.standing))
        .collect();
    assert_eq!(
        down,
        [
            (GapKind::Depth, "down", GapStanding::Open),
            (GapKind::Trades, "down", GapStanding::Repaired)
        ],
        "no book has come yet"
    );
}
