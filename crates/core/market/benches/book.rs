//! How fast books and candles are: differences, levels and trades a second. Prints; never judges.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement reads the clock and prints, and its inputs are its own"
)]

use domain::{Interval, Machine, Price, Qty, Side, Span, Symbol, Time};
use market::{
    Book, BookDiff, BookInput, BookSnapshot, BookSync, CandleInput, CandleRules, Candles, DiffIds,
    Level, SyncRules, Trade, TradeIds,
};
use std::hint::black_box;
use std::time::Instant;

const DIFF_COUNT: u64 = 100_000;
const LEVELS_PER_DIFF: u64 = 20;
const LEVELS_PER_SIDE: u64 = 5_000;
const TRADE_COUNT: u64 = 1_000_000;
const READ_COUNT: u64 = 100_000;

/// A small generator of chance from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A level some ticks of 0.01 away from 60,000, most of them near it.
fn level(dice: &mut Dice, side: Side) -> Level {
    let reach = match dice.roll(4) {
        0 => LEVELS_PER_SIDE,
        _ => 200,
    };
    let away = i128::from(1 + dice.roll(reach));
    let price = match side {
        Side::Buy => 6_000_000 - away,
        Side::Sell => 6_000_000 + away,
    };
    let qty = i128::from(dice.roll(4) * dice.roll(1_000_000));
    Level {
        price: Price::from_parts(price, 2).unwrap(),
        qty: Qty::from_parts(qty, 5).unwrap(),
    }
}

fn levels(dice: &mut Dice, side: Side, count: u64) -> Vec<Level> {
    (0..count).map(|_| level(dice, side)).collect()
}

fn per_second(count: u64, since: Instant) -> u128 {
    u128::from(count) * 1_000_000_000 / since.elapsed().as_nanos().max(1)
}

fn nanos_each(count: u64, since: Instant) -> u128 {
    since.elapsed().as_nanos() / u128::from(count)
}

fn synced(dice: &mut Dice) -> BookSync {
    let mut sync = BookSync::new(SyncRules::USUAL);
    let every = |side| -> Vec<Level> {
        let far = |away| Level {
            price: Price::from_parts(
                match side {
                    Side::Buy => 6_000_000 - i128::from(away),
                    Side::Sell => 6_000_000 + i128::from(away),
                },
                2,
            )
            .unwrap(),
            qty: Qty::from_parts(100, 2).unwrap(),
        };
        (1..=LEVELS_PER_SIDE).map(far).collect()
    };
    let now = Time::from_millis(1);
    let ids = DiffIds::Contiguous { first: 1, last: 1 };
    let diff = BookDiff {
        ids,
        at: now,
        bids: levels(dice, Side::Buy, 1),
        asks: levels(dice, Side::Sell, 1),
    };
    let mut out = Vec::new();
    sync.step(now, BookInput::Diff(diff), &mut out);
    let snapshot = BookSnapshot {
        last: 1,
        bids: every(Side::Buy),
        asks: every(Side::Sell),
    };
    sync.step(now, BookInput::Snapshot(snapshot), &mut out);
    sync
}

fn books() {
    let mut dice = Dice(7);
    let mut sync = synced(&mut dice);
    let diffs: Vec<BookDiff> = (2..2 + DIFF_COUNT)
        .map(|id| BookDiff {
            ids: DiffIds::Contiguous {
                first: id,
                last: id,
            },
            at: Time::from_millis(1),
            bids: levels(&mut dice, Side::Buy, LEVELS_PER_DIFF / 2),
            asks: levels(&mut dice, Side::Sell, LEVELS_PER_DIFF / 2),
        })
        .collect();
    let mut out = Vec::new();
    let since = Instant::now();
    for diff in diffs {
        sync.step(Time::from_millis(1), BookInput::Diff(diff), &mut out);
        out.clear();
    }
    let rate = per_second(DIFF_COUNT, since);
    println!(
        "book: {rate} differences/s of {LEVELS_PER_DIFF} levels ({} levels/s)",
        rate * u128::from(LEVELS_PER_DIFF)
    );
    reads(sync.book().unwrap());
}

fn reads(book: &Book) {
    let since = Instant::now();
    for _ in 0..READ_COUNT {
        black_box(black_box(book).top());
    }
    println!("book: top {} ns", nanos_each(READ_COUNT, since));
    let since = Instant::now();
    for _ in 0..READ_COUNT {
        black_box(black_box(book).depth(20));
    }
    println!(
        "book: best 20 of each side {} ns",
        nanos_each(READ_COUNT, since)
    );
    let wanted = Qty::from_parts(100, 0).unwrap();
    let walk = book.walk(Side::Buy, wanted, None).unwrap();
    let since = Instant::now();
    for _ in 0..READ_COUNT {
        black_box(black_box(book).walk(Side::Buy, wanted, None).unwrap());
    }
    println!(
        "book: walk over {} levels {} ns",
        walk.level_count,
        nanos_each(READ_COUNT, since)
    );
}

fn candles() {
    let mut dice = Dice(11);
    let mut candles = Candles::new(CandleRules {
        symbol: Symbol::new("BTC/USDT").unwrap(),
        intervals: Interval::ALL.to_vec(),
        ids: TradeIds::Consecutive,
        grace: Span::from_secs(2),
    });
    let mut at = 1_723_161_253_000_i64;
    let trades: Vec<Trade> = (1..=TRADE_COUNT)
        .map(|id| {
            at += i64::try_from(dice.roll(60)).unwrap();
            Trade {
                id,
                price: Price::from_parts(i128::from(6_000_000 + dice.roll(10_000)), 2).unwrap(),
                qty: Qty::from_parts(i128::from(1 + dice.roll(1_000_000)), 5).unwrap(),
                at: Time::from_millis(at),
                taker: Side::Buy,
            }
        })
        .collect();
    let mut out = Vec::new();
    let since = Instant::now();
    for trade in &trades {
        candles.step(trade.at, CandleInput::Trade(*trade), &mut out);
        out.clear();
    }
    let rate = per_second(TRADE_COUNT, since);
    println!(
        "candles: {rate} trades/s into {} intervals, {} candles closed",
        Interval::ALL.len(),
        candles.counts().closed
    );
}

fn main() {
    books();
    candles();
}
