//! Cases of `candles.rs` and `series.rs`.

use super::{
    CandleCounts, CandleEffect, CandleInput, CandleRules, Candles, ClosedCandle, Coverage,
};
use crate::{Trade, TradeIds};
use domain::{Amount, Candle, Interval, Machine, Price, Qty, Side, Span, Symbol, Time};
use proptest::prelude::{ProptestConfig, Strategy, prop_assert, prop_assert_eq, proptest};
use std::collections::{BTreeMap, BTreeSet};
use std::string::String;
use std::vec;
use std::vec::Vec;

fn ms(millis: i64) -> Time {
    Time::from_millis(millis)
}

fn symbol() -> Symbol {
    Symbol::new("BTC/USDT").unwrap()
}

fn candles(intervals: &[Interval]) -> Candles {
    with_ids(intervals, TradeIds::Consecutive)
}

fn with_ids(intervals: &[Interval], ids: TradeIds) -> Candles {
    Candles::new(CandleRules {
        symbol: symbol(),
        intervals: intervals.to_vec(),
        ids,
        grace: Span::from_millis(500),
    })
}

/// `7 100 x 2 at 1500`: number, price, quantity, milliseconds.
fn trade(text: &str) -> Trade {
    let words: Vec<&str> = text.split_whitespace().collect();
    Trade {
        id: words[0].parse().unwrap(),
        price: words[1].parse().unwrap(),
        qty: words[3].parse().unwrap(),
        at: ms(words[5].parse().unwrap()),
        taker: Side::Buy,
    }
}

fn row(candle: &Candle) -> String {
    let Candle {
        interval,
        open_time,
        open,
        high,
        low,
        close,
        volume,
        quote_volume,
        trade_count,
        ..
    } = candle;
    std::format!(
        "{interval}@{} {open} {high} {low} {close} v{volume} q{quote_volume} n{trade_count}",
        open_time.millis()
    )
}

fn told(effect: &CandleEffect) -> String {
    let partly = |coverage: &Coverage| match coverage {
        Coverage::Whole => "",
        Coverage::Partial => " partial",
    };
    match effect {
        CandleEffect::Closed(closed) => row(&closed.candle) + partly(&closed.coverage),
        CandleEffect::Empty {
            interval,
            from,
            until,
            coverage,
        } => {
            std::format!(
                "{interval} empty {}..{}{}",
                from.millis(),
                until.millis(),
                partly(coverage)
            )
        }
        CandleEffect::Missing { first, last } => std::format!("missing {first}..{last}"),
        CandleEffect::Late { interval, trade } => std::format!("{interval} late {}", trade.id),
    }
}

fn give(candles: &mut Candles, now: i64, input: CandleInput) -> Vec<String> {
    let mut out = Vec::new();
    candles.step(ms(now), input, &mut out);
    out.iter().map(told).collect()
}

fn script(candles: &mut Candles, lines: &[(&str, &[&str])]) {
    for (text, expected) in lines {
        let trade = trade(text);
        let found = give(candles, trade.at.millis(), CandleInput::Trade(trade));
        assert_eq!(found, *expected, "{text}");
    }
}

fn forming(candles: &Candles, interval: Interval) -> String {
    candles
        .forming(interval)
        .map_or(String::from("none"), |candle| row(&candle))
}

#[test]
fn m8_candles_by_hand() {
    let mut candles = candles(&[Interval::M1, Interval::S1]);
    assert_eq!(forming(&candles, Interval::S1), "none");
    script(
        &mut candles,
        &[
            ("1 100 x 1 at 60000", &[]),
            ("2 102 x 2 at 60000", &[]),
            ("3 99.5 x 0.5 at 60999", &[]),
            (
                "4 101 x 1 at 61000",
                &["1s@60000 100 102 99.5 99.5 v3.5 q353.75 n3 partial"],
            ),
        ],
    );
    assert_eq!(
        forming(&candles, Interval::S1),
        "1s@61000 101 101 101 101 v1 q101 n1"
    );
    assert_eq!(
        forming(&candles, Interval::M1),
        "1m@60000 100 102 99.5 101 v4.5 q454.75 n4"
    );
    assert_eq!(forming(&candles, Interval::H1), "none");
    script(
        &mut candles,
        &[
            (
                "5 90 x 1 at 65500",
                &[
                    "1s@61000 101 101 101 101 v1 q101 n1",
                    "1s empty 62000..65000",
                ],
            ),
            (
                "6 91 x 1 at 120000",
                &[
                    "1s@65000 90 90 90 90 v1 q90 n1",
                    "1m@60000 100 102 90 90 v5.5 q544.75 n5 partial",
                    "1s empty 66000..120000",
                ],
            ),
        ],
    );
    let counts = CandleCounts {
        trades: 6,
        closed: 4,
        ..CandleCounts::default()
    };
    assert_eq!((candles.counts(), candles.last_trade()), (&counts, Some(6)));
}

#[test]
fn m8_intervals_start_on_the_grid_of_utc() {
    // 2024-08-08 23:59:59.999 UTC and one millisecond later: the last trade of a day and the first of the next.
    let mut candles = candles(&Interval::ALL);
    script(&mut candles, &[("1 100 x 1 at 1723161599999", &[])]);
    let starts = [
        1_723_161_599_000_i64,
        1_723_161_540_000,
        1_723_161_300_000,
        1_723_160_700_000,
        1_723_159_800_000,
        1_723_158_000_000,
        1_723_154_400_000,
        1_723_147_200_000,
        1_723_075_200_000,
    ];
    for (interval, start) in Interval::ALL.into_iter().zip(starts) {
        assert_eq!(
            candles.forming(interval).unwrap().open_time,
            ms(start),
            "{interval}"
        );
    }
    let ended = give(&mut candles, 0, CandleInput::Wake);
    assert_eq!(ended, Vec::<String>::new());
    let trade = trade("2 100 x 1 at 1723161600000");
    let ended = give(&mut candles, 1_723_161_600_000, CandleInput::Trade(trade));
    let intervals: Vec<&str> = ended
        .iter()
        .filter_map(|row| row.split_once('@').map(|(name, _)| name))
        .collect();
    assert_eq!(
        intervals,
        ["1s", "1m", "5m", "15m", "30m", "1h", "2h", "4h", "1d"]
    );
}

// M12: a number counts once.
#[test]
fn m12_doubled_trades_change_nothing() {
    let mut candles = candles(&[Interval::S1]);
    script(
        &mut candles,
        &[
            ("7 100 x 1 at 0", &[]),
            ("8 101 x 1 at 1", &[]),
            ("7 100 x 1 at 0", &[]),
            ("8 500 x 1 at 1", &[]),
        ],
    );
    assert_eq!(
        forming(&candles, Interval::S1),
        "1s@0 100 101 100 101 v2 q201 n2"
    );
    assert_eq!(
        (candles.counts().trades, candles.counts().duplicates),
        (2, 2)
    );
}

// M8: while a candle forms, the order of arrival does not matter.
#[test]
fn m8_open_and_close_follow_trade_numbers_not_arrival() {
    let mut candles = candles(&[Interval::S1]);
    script(
        &mut candles,
        &[
            ("5 105 x 1 at 500", &[]),
            ("9 109 x 1 at 900", &["missing 6..8"]),
            ("7 107 x 1 at 700", &[]),
            ("3 103 x 1 at 300", &["missing 4..4"]),
            ("8 108 x 1 at 800", &[]),
            ("6 106 x 1 at 600", &[]),
            ("4 104 x 1 at 400", &[]),
        ],
    );
    assert_eq!(
        forming(&candles, Interval::S1),
        "1s@0 103 109 103 109 v7 q742 n7"
    );
    assert_eq!(
        (candles.counts().missing, candles.missing_run_count()),
        (0, 0)
    );
    script(
        &mut candles,
        &[(
            "10 1 x 1 at 1000",
            &["1s@0 103 109 103 109 v7 q742 n7 partial"],
        )],
    );
}

// M11: a candle that may lack trades says so, and whatever lay in the hole says so.
#[test]
fn m11_skipped_numbers_make_candles_partial() {
    let mut broken = candles(&[Interval::S1]);
    script(
        &mut broken,
        &[
            ("1 100 x 1 at 0", &[]),
            (
                "2 100 x 1 at 1000",
                &["1s@0 100 100 100 100 v1 q100 n1 partial"],
            ),
            (
                "5 100 x 1 at 4200",
                &[
                    "missing 3..4",
                    "1s@1000 100 100 100 100 v1 q100 n1 partial",
                    "1s empty 2000..4000 partial",
                ],
            ),
            (
                "6 100 x 1 at 5000",
                &["1s@4000 100 100 100 100 v1 q100 n1 partial"],
            ),
            ("7 100 x 1 at 6000", &["1s@5000 100 100 100 100 v1 q100 n1"]),
        ],
    );
    assert_eq!(
        (broken.counts().missing, broken.missing_run_count()),
        (2, 1)
    );
    // The same, with the hole filled in time.
    let mut mended = candles(&[Interval::S1]);
    script(
        &mut mended,
        &[
            ("1 100 x 1 at 0", &[]),
            (
                "2 100 x 1 at 1000",
                &["1s@0 100 100 100 100 v1 q100 n1 partial"],
            ),
            ("5 100 x 1 at 1900", &["missing 3..4"]),
            ("3 110 x 1 at 1200", &[]),
            ("4 90 x 1 at 1300", &[]),
            ("6 100 x 1 at 2000", &["1s@1000 100 110 90 100 v4 q400 n4"]),
        ],
    );
}

#[test]
fn m11_what_began_before_us_is_partial() {
    let mut candles = candles(&[Interval::S1, Interval::M1]);
    script(
        &mut candles,
        &[
            ("1 100 x 1 at 59500", &[]),
            (
                "2 100 x 1 at 60000",
                &[
                    "1s@59000 100 100 100 100 v1 q100 n1 partial",
                    "1m@0 100 100 100 100 v1 q100 n1 partial",
                ],
            ),
            (
                "3 100 x 1 at 120000",
                &[
                    "1s@60000 100 100 100 100 v1 q100 n1",
                    "1m@60000 100 100 100 100 v1 q100 n1",
                    "1s empty 61000..120000",
                ],
            ),
        ],
    );
    assert_eq!(
        candles.forming_coverage(Interval::S1),
        Some(Coverage::Whole)
    );
    assert_eq!(
        candles.forming_coverage(Interval::M1),
        Some(Coverage::Whole)
    );
    assert_eq!(candles.forming_coverage(Interval::H1), None);
    script(&mut candles, &[("5 100 x 1 at 120500", &["missing 4..4"])]);
    assert_eq!(
        candles.forming_coverage(Interval::M1),
        Some(Coverage::Partial)
    );
    script(&mut candles, &[("4 100 x 1 at 120400", &[])]);
    assert_eq!(
        candles.forming_coverage(Interval::M1),
        Some(Coverage::Whole)
    );
}

// M9: a closed candle is never touched again; the trade that came too late is told of and counted.
#[test]
fn m9_late_trades_go_only_where_they_still_may() {
    let mut candles = candles(&[Interval::S1, Interval::M1]);
    script(
        &mut candles,
        &[
            ("1 100 x 1 at 0", &[]),
            ("2 100 x 1 at 900", &[]),
            (
                "4 100 x 1 at 2100",
                &[
                    "missing 3..3",
                    "1s@0 100 100 100 100 v2 q200 n2 partial",
                    "1s empty 1000..2000 partial",
                ],
            ),
            ("3 120 x 1 at 1000", &["1s late 3"]),
        ],
    );
    assert_eq!(
        forming(&candles, Interval::M1),
        "1m@0 100 120 100 100 v4 q420 n4"
    );
    assert_eq!((candles.counts().late, candles.counts().trades), (1, 4));
}

#[test]
fn m9_the_clock_closes_what_no_trade_closes() {
    let mut candles = candles(&[Interval::S1, Interval::M1]);
    assert_eq!(candles.wake_at(), None);
    // The venue's clock is 1,270 ms ahead of ours.
    assert_eq!(
        give(
            &mut candles,
            10_000,
            CandleInput::Trade(trade("1 100 x 1 at 11270"))
        ),
        Vec::<String>::new()
    );
    // 730 ms to the end of the second, and the grace.
    assert_eq!(candles.wake_at(), Some(ms(11_230)));
    assert_eq!(
        give(&mut candles, 11_229, CandleInput::Wake),
        Vec::<String>::new()
    );
    assert_eq!(
        give(&mut candles, 11_230, CandleInput::Wake),
        ["1s@11000 100 100 100 100 v1 q100 n1 partial"]
    );
    assert_eq!(candles.wake_at(), Some(ms(59_230)));
    assert_eq!(
        give(
            &mut candles,
            12_000,
            CandleInput::Trade(trade("2 100 x 1 at 11900"))
        ),
        ["1s late 2"]
    );
    assert_eq!(
        give(&mut candles, 60_000, CandleInput::StreamLost),
        Vec::<String>::new()
    );
    assert_eq!(
        (
            candles.wake_at(),
            give(&mut candles, 99_000, CandleInput::Wake)
        ),
        (None, vec![])
    );
    let ended = give(
        &mut candles,
        99_500,
        CandleInput::Trade(trade("3 100 x 1 at 100000")),
    );
    assert_eq!(
        ended,
        [
            "1m@0 100 100 100 100 v2 q200 n2 partial",
            "1s empty 12000..100000"
        ]
    );
}

#[test]
fn m9_the_word_of_the_feed_closes_at_once() {
    let mut candles = candles(&[Interval::S1]);
    script(&mut candles, &[("1 100 x 1 at 0", &[])]);
    assert_eq!(
        give(&mut candles, 10, CandleInput::Through(ms(999))),
        Vec::<String>::new()
    );
    assert_eq!(
        give(&mut candles, 10, CandleInput::Through(ms(1_000))),
        ["1s@0 100 100 100 100 v1 q100 n1 partial"]
    );
    assert_eq!(
        give(&mut candles, 10, CandleInput::Through(ms(2_000))),
        Vec::<String>::new()
    );
    assert_eq!(candles.wake_at(), None);
}

// M9: one broken clock must not close the house's candles.
#[test]
fn m9_inputs_from_a_broken_clock_are_refused() {
    let mut candles = candles(&[Interval::S1]);
    script(&mut candles, &[("1 100 x 1 at 0", &[])]);
    assert_eq!(
        give(
            &mut candles,
            0,
            CandleInput::Trade(trade("2 100 x 1 at 600001"))
        ),
        Vec::<String>::new()
    );
    assert_eq!(
        give(&mut candles, 0, CandleInput::Through(ms(600_001))),
        Vec::<String>::new()
    );
    assert_eq!(
        give(&mut candles, 0, CandleInput::Trade(trade("2 100 x 0 at 1"))),
        Vec::<String>::new()
    );
    assert_eq!((candles.counts().refused, candles.counts().trades), (3, 1));
    assert_eq!(
        forming(&candles, Interval::S1),
        "1s@0 100 100 100 100 v1 q100 n1"
    );
    assert_eq!(
        give(
            &mut candles,
            0,
            CandleInput::Trade(trade("2 100 x 1 at 600000"))
        )
        .len(),
        2
    );
}

#[test]
fn m8_sums_that_do_not_fit_are_refused_and_said() {
    let mut candles = candles(&[Interval::S1]);
    script(
        &mut candles,
        &[
            ("1 1 x 79228162514264337593543950335 at 0", &[]),
            ("2 1 x 1 at 1", &[]),
            (
                "3 79228162514264337593543950335 x 79228162514264337593543950335 at 2",
                &[],
            ),
            (
                "4 1 x 1 at 1000",
                &[
                    "1s@0 1 1 1 1 v79228162514264337593543950335 q79228162514264337593543950335 n1 partial",
                ],
            ),
        ],
    );
    assert_eq!(candles.counts().refused, 2);
}

#[test]
fn m12_where_numbers_only_rise_a_jump_means_nothing() {
    let mut candles = with_ids(&[Interval::S1], TradeIds::Rising);
    script(
        &mut candles,
        &[
            ("10 100 x 1 at 0", &[]),
            ("20 101 x 1 at 1", &[]),
            ("15 500 x 1 at 1", &[]),
            ("20 500 x 1 at 1", &[]),
            ("5 500 x 1 at 1", &[]),
            (
                "30 102 x 1 at 1000",
                &["1s@0 100 101 100 101 v2 q201 n2 partial"],
            ),
        ],
    );
    assert_eq!(
        (candles.counts().duplicates, candles.counts().missing),
        (3, 0)
    );
    assert_eq!(
        give(&mut candles, 1_100, CandleInput::StreamLost),
        Vec::<String>::new()
    );
    script(
        &mut candles,
        &[(
            "31 100 x 1 at 2000",
            &["1s@1000 102 102 102 102 v1 q102 n1 partial"],
        )],
    );
}

fn stored(text: &str, at: i64, interval: Interval) -> CandleInput {
    let trade = trade(text);
    CandleInput::Stored(ClosedCandle {
        candle: Candle {
            symbol: symbol(),
            interval,
            open_time: ms(at),
            open: trade.price,
            high: trade.price,
            low: trade.price,
            close: trade.price,
            volume: trade.qty,
            quote_volume: trade.price.times(trade.qty).unwrap(),
            trade_count: 1,
        },
        coverage: Coverage::Whole,
        last_trade: Some(trade.id),
    })
}

#[test]
fn m13_only_the_next_candle_of_the_shortest_interval_is_taken_back() {
    let mut candles = candles(&[Interval::S1, Interval::M1]);
    for (input, refused) in [
        (stored("1 100 x 1 at 0", 60_000, Interval::M5), 1),
        (stored("1 100 x 1 at 0", 60_000, Interval::S1), 1),
        (stored("1 100 x 1 at 0", 60_000, Interval::S1), 2),
        (stored("1 100 x 1 at 0", 59_000, Interval::S1), 3),
        (stored("1 100 x 1 at 0", 61_500, Interval::S1), 4),
        (stored("2 120 x 1 at 0", 62_000, Interval::S1), 4),
    ] {
        assert_eq!(give(&mut candles, 0, input), Vec::<String>::new());
        assert_eq!(candles.counts().refused, refused, "{input:?}");
    }
    assert_eq!(
        forming(&candles, Interval::M1),
        "1m@60000 100 120 100 120 v2 q220 n2"
    );
    assert_eq!(
        (forming(&candles, Interval::S1), candles.last_trade()),
        (String::from("none"), Some(2))
    );
    script(
        &mut candles,
        &[
            ("2 120 x 1 at 62500", &[]),
            ("3 110 x 1 at 64000", &["1s empty 63000..64000"]),
            (
                "4 110 x 1 at 120000",
                &[
                    "1s@64000 110 110 110 110 v1 q110 n1",
                    "1m@60000 100 120 100 110 v3 q330 n3",
                    "1s empty 65000..120000",
                ],
            ),
        ],
    );
    assert_eq!(
        give(
            &mut candles,
            0,
            stored("9 1 x 1 at 0", 180_000, Interval::S1)
        ),
        Vec::<String>::new()
    );
    assert_eq!(candles.counts().refused, 5);
}

fn trades() -> impl Strategy<Value = Vec<Trade>> {
    // Runs of trades with now and then a long silence.
    let one = (
        1_i128..2_000,
        1_i128..500,
        proptest::prop_oneof![8 => 0_i64..400, 2 => 0_i64..200_000],
    );
    proptest::collection::vec(one, 1..120).prop_map(|rows| {
        let (mut at, mut id) = (1_723_161_240_000_i64, 1_000);
        let made = rows.into_iter().map(|(price, qty, wait)| {
            (at, id) = (at + wait, id + 1);
            Trade {
                id,
                price: Price::from_parts(price, 2).unwrap(),
                qty: Qty::from_parts(qty, 3).unwrap(),
                at: ms(at),
                taker: Side::Sell,
            }
        });
        made.collect()
    })
}

/// Candles worked out from all trades at once.
fn recomputed(trades: &[Trade], interval: Interval) -> BTreeMap<Time, Candle> {
    let mut cells: BTreeMap<Time, Vec<&Trade>> = BTreeMap::new();
    for trade in trades {
        cells
            .entry(trade.at.floor_to(interval.span()))
            .or_default()
            .push(trade);
    }
    let candle = |(open_time, mut trades): (Time, Vec<&Trade>)| {
        trades.sort_by_key(|trade| trade.id);
        let candle = Candle {
            symbol: symbol(),
            interval,
            open_time,
            open: trades[0].price,
            high: trades.iter().map(|trade| trade.price).max().unwrap(),
            low: trades.iter().map(|trade| trade.price).min().unwrap(),
            close: trades[trades.len() - 1].price,
            volume: trades
                .iter()
                .fold(Qty::ZERO, |sum, trade| sum.plus(trade.qty).unwrap()),
            quote_volume: trades.iter().fold(Amount::ZERO, |sum, trade| {
                sum.plus(trade.price.times(trade.qty).unwrap()).unwrap()
            }),
            trade_count: u64::try_from(trades.len()).unwrap(),
        };
        (open_time, candle)
    };
    cells.into_iter().map(candle).collect()
}

fn all(candles: &mut Candles, trades: &[Trade]) -> Vec<CandleEffect> {
    let mut out = Vec::new();
    for trade in trades {
        candles.step(trade.at, CandleInput::Trade(*trade), &mut out);
    }
    out
}

fn closed(effects: &[CandleEffect]) -> Vec<ClosedCandle> {
    let closed = |effect: &CandleEffect| match effect {
        CandleEffect::Closed(closed) => Some(*closed),
        CandleEffect::Empty { .. } | CandleEffect::Missing { .. } | CandleEffect::Late { .. } => {
            None
        }
    };
    effects.iter().filter_map(closed).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    // M8: what was closed and what is forming are what all trades at once give, on every interval.
    #[test]
    fn m8_candles_equal_those_of_all_trades_at_once(trades in trades()) {
        let mut candles = candles(&Interval::ALL);
        let closed = closed(&all(&mut candles, &trades));
        for interval in Interval::ALL {
            let truth = recomputed(&trades, interval);
            let mut ours: BTreeMap<Time, Candle> = BTreeMap::new();
            for closed in closed.iter().filter(|closed| closed.candle.interval == interval) {
                prop_assert_eq!(closed.candle.check(), Ok(()));
                prop_assert!(ours.insert(closed.candle.open_time, closed.candle).is_none());
            }
            let forming = candles.forming(interval).unwrap();
            prop_assert!(ours.insert(forming.open_time, forming).is_none());
            prop_assert_eq!(ours, truth);
        }
    }

    // M9, M10: candles close in order of their ends, and candles and empty spans follow each other without a gap.
    #[test]
    fn m10_every_instant_is_a_candle_or_said_to_be_empty(trades in trades()) {
        let mut candles = candles(&Interval::ALL);
        let effects = all(&mut candles, &trades);
        let mut reached: BTreeMap<Interval, Time> = BTreeMap::new();
        let mut last_end = trades[0].at;
        for effect in &effects {
            let (interval, from, until) = match effect {
                CandleEffect::Closed(closed) => {
                    let until = closed.candle.open_time.plus(closed.candle.interval.span());
                    prop_assert!(until >= last_end);
                    last_end = until;
                    (closed.candle.interval, closed.candle.open_time, until)
                }
                CandleEffect::Empty { interval, from, until, coverage } => {
                    prop_assert_eq!(*coverage, Coverage::Whole);
                    prop_assert!(!trades.iter().any(|trade| *from <= trade.at && trade.at < *until));
                    (*interval, *from, *until)
                }
                CandleEffect::Missing { .. } | CandleEffect::Late { .. } => {
                    return Err(proptest::test_runner::TestCaseError::fail("nothing is missing or late"));
                }
            };
            if let Some(before) = reached.insert(interval, until) {
                prop_assert_eq!(before, from);
            }
        }
        for (interval, until) in reached {
            prop_assert_eq!(candles.forming(interval).unwrap().open_time, until);
        }
    }

    // M11, M12: with some trades lost and some doubled, the candles are those of the trades that came, and a candle
    // is called whole only if none of its trades is missing.
    #[test]
    fn m11_whole_means_nothing_is_missing(trades in trades(), lost in proptest::collection::btree_set(0_usize..120, 0..20)) {
        let came: Vec<Trade> = trades.iter().enumerate().filter(|(n, _)| !lost.contains(n)).map(|(_, t)| *t).collect();
        if came.is_empty() {
            return Ok(());
        }
        let doubled: Vec<Trade> = came.iter().flat_map(|trade| [*trade, *trade]).collect();
        let (mut once, mut twice) = (candles(&Interval::ALL), candles(&Interval::ALL));
        let effects = all(&mut once, &came);
        prop_assert_eq!(&effects, &all(&mut twice, &doubled));
        prop_assert_eq!(twice.counts().duplicates, u64::try_from(came.len()).unwrap());
        for closed in closed(&effects) {
            let interval = closed.candle.interval;
            let (of_those, of_all) = (recomputed(&came, interval), recomputed(&trades, interval));
            prop_assert_eq!(of_those.get(&closed.candle.open_time), Some(&closed.candle));
            if closed.coverage == Coverage::Whole {
                prop_assert_eq!(of_all.get(&closed.candle.open_time), Some(&closed.candle));
            }
        }
        let told: u64 = effects.iter().map(|effect| match effect {
            CandleEffect::Missing { first, last } => last - first + 1,
            CandleEffect::Closed(_) | CandleEffect::Empty { .. } | CandleEffect::Late { .. } => 0,
        }).sum();
        let ids: BTreeSet<u64> = came.iter().map(|trade| trade.id).collect();
        let truth = ids.last().unwrap() - ids.first().unwrap() + 1 - u64::try_from(ids.len()).unwrap();
        prop_assert_eq!((told, once.counts().missing), (truth, truth));
    }

    // M8, M9: trades in any order lose nothing: a trade is in the candle that forms, or told of as late.
    #[test]
    fn m9_in_any_order_nothing_is_lost_in_silence(trades in trades(), swaps in proptest::collection::vec((0_usize..120, 0_usize..120), 0..60)) {
        let mut mixed = trades.clone();
        for (a, b) in swaps {
            if a < mixed.len() && b < mixed.len() {
                mixed.swap(a, b);
            }
        }
        let mut candles = candles(&Interval::ALL);
        let mut out = Vec::new();
        let now = trades[trades.len() - 1].at;
        for trade in &mixed {
            candles.step(now, CandleInput::Trade(*trade), &mut out);
        }
        prop_assert_eq!(candles.counts().trades, u64::try_from(trades.len()).unwrap());
        prop_assert_eq!(candles.counts().missing, 0);
        for interval in Interval::ALL {
            let late = |effect: &&CandleEffect| matches!(effect, CandleEffect::Late { interval: of, .. } if *of == interval);
            let kept: u64 = closed(&out).iter().map(|closed| closed.candle).chain(candles.forming(interval))
                .filter(|candle| candle.interval == interval).map(|candle| candle.trade_count).sum();
            let late = u64::try_from(out.iter().filter(late).count()).unwrap();
            prop_assert_eq!(kept + late, u64::try_from(trades.len()).unwrap(), "{}", interval);
        }
    }

    // M13: stopped anywhere and taken up again from the stored candles and the trades after them, nothing differs.
    #[test]
    fn m13_a_restart_changes_nothing(trades in trades(), stop in 0_usize..120) {
        let stop = stop.min(trades.len());
        let mut straight = candles(&Interval::ALL);
        let before = all(&mut straight, &trades[..stop]);
        let after = all(&mut straight, &trades[stop..]);
        let stored = closed(&before);
        let mut again = candles(&Interval::ALL);
        for closed in &stored {
            let mut told = Vec::new();
            again.step(ms(0), CandleInput::Stored(*closed), &mut told);
            prop_assert_eq!(told, Vec::new());
        }
        prop_assert_eq!(again.counts().refused, 0);
        // The trades after the last stored candle are fetched again.
        let shortest = stored.iter().rev().find(|closed| closed.candle.interval == Interval::S1);
        let from = shortest.and_then(|closed| closed.last_trade).map_or(0, |last| last + 1);
        let rest: Vec<Trade> = trades.iter().copied().filter(|trade| trade.id >= from).collect();
        let retold = all(&mut again, &rest);
        prop_assert_eq!(closed(&retold), closed(&after));
        for interval in Interval::ALL {
            prop_assert_eq!(again.forming(interval), straight.forming(interval));
        }
        prop_assert_eq!(again.last_trade(), straight.last_trade());
        prop_assert_eq!(again.counts().missing, 0);
    }
}
