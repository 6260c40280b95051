//! Candles against a fold of the trades written without any of their code, in every interval and some zones.

use super::super::interval::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Window};
use super::*;
use exchange::chance::Chance;

/// 2024-02-27T22:13:20Z.
const START: i64 = 1_709_072_000_000;

/// Instant, price, quantity, and whether a buyer took.
type Deal = (i64, i64, i64, bool);

fn one((at, price, qty, bought): Deal, id: u64) -> Candle {
    let value = i128::from(price) * i128::from(qty);
    let (taker_volume, taker_value) = if bought {
        (i128::from(qty), value)
    } else {
        (0, 0)
    };
    Candle {
        start: at,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: i128::from(qty),
        value,
        taker_volume,
        taker_value,
        count: 1,
        trades: Some((id, id)),
    }
}

/// Trades over some days with busy and quiet stretches.
fn deals(seed: u64, count: usize) -> Vec<Deal> {
    let mut chance = Chance::new(seed);
    let (mut at, mut price) = (START, 6_425_000_000_000_i64);
    let mut deals = Vec::new();
    for _ in 0..count {
        at += match chance.below(20) {
            0 => i64::try_from(chance.below(7_200_000)).unwrap(),
            1..=5 => i64::try_from(chance.below(90_000)).unwrap(),
            _ => i64::try_from(chance.below(700)).unwrap(),
        };
        price += i64::try_from(chance.below(2_000_000)).unwrap() * 1_000 - 999_000_000;
        let qty = i64::try_from(chance.between(1, 5_000)).unwrap() * 1_000;
        deals.push((at, price, qty, chance.below(2) == 0));
    }
    deals
}

fn folded(deals: &[Deal]) -> Candles {
    let mut candles = Candles::new();
    for (deal, id) in deals.iter().zip(1..) {
        candles.trade(&one(*deal, id));
    }
    candles
}

/// The candle from `start` to `end` as a plain sum.
fn naive(deals: &[Deal], start: i64, end: i64) -> Option<Candle> {
    let inside: Vec<(u64, Deal)> = (1..)
        .zip(deals.iter().copied())
        .filter(|(_, deal)| (start..end).contains(&deal.0))
        .collect();
    let (first, last) = (inside.first()?, inside.last()?);
    let value = |deal: &Deal| i128::from(deal.1) * i128::from(deal.2);
    let bought = || inside.iter().filter(|(_, deal)| deal.3);
    Some(Candle {
        start,
        open: first.1.1,
        high: inside.iter().map(|(_, deal)| deal.1).max()?,
        low: inside.iter().map(|(_, deal)| deal.1).min()?,
        close: last.1.1,
        volume: inside.iter().map(|(_, deal)| i128::from(deal.2)).sum(),
        value: inside.iter().map(|(_, deal)| value(deal)).sum(),
        taker_volume: bought().map(|(_, deal)| i128::from(deal.2)).sum(),
        taker_value: bought().map(|(_, deal)| value(deal)).sum(),
        count: u64::try_from(inside.len()).unwrap(),
        trades: Some((first.0, last.0)),
    })
}

fn page(interval: Interval, zone: &str, rows: usize) -> Page {
    Page {
        interval,
        zone: Zone::parse(zone).unwrap(),
        from: None,
        until: None,
        rows,
    }
}

// MKT-05
#[test]
fn every_candle_is_the_fold_of_its_trades() {
    let deals = deals(11, 700);
    let mut candles = folded(&deals);
    let last = deals.last().unwrap().0;
    candles.roll(last + 10 * MINUTE_MS);
    for interval in Interval::ALL {
        for zone in ["0", "8", "-3", "05:45"] {
            let page = page(interval, zone, 1_000);
            let rows = candles.page(&page);
            assert!(!rows.is_empty(), "{} {zone}", interval.name());
            let mut close = None;
            for pair in rows.windows(2) {
                assert_eq!(interval.next(pair[0].start, page.zone), pair[1].start);
            }
            for row in &rows {
                let end = interval.next(row.start, page.zone);
                match naive(&deals, row.start, end) {
                    Some(told) => assert_eq!(*row, told, "{} {zone}", interval.name()),
                    None => {
                        let price = close.unwrap_or(row.close);
                        assert_eq!(*row, Candle::flat(row.start, price), "{}", interval.name());
                    }
                }
                close = Some(row.close);
            }
        }
    }
}

#[test]
fn the_forming_candle_is_the_last_of_the_page() {
    let deals = deals(12, 1_500);
    let candles = folded(&deals);
    for interval in Interval::ALL {
        for zone in ["0", "8"] {
            let page = page(interval, zone, 1);
            let forming = candles.forming(interval, page.zone);
            assert_eq!(forming, candles.page(&page).pop(), "{}", interval.name());
        }
    }
}

#[test]
fn a_window_is_the_fold_of_its_minutes() {
    let deals = deals(13, 3_000);
    let candles = folded(&deals);
    let now = deals.last().unwrap().0;
    for text in ["1m", "7m", "1h", "23h", "1d", "3d"] {
        let window = Window::parse(text).unwrap();
        let (all, before) = candles.window(window.start(now)).unwrap();
        let from = window.start(now);
        let told = naive(&deals, from, now + 1).unwrap();
        let start = all.start;
        assert_eq!(all, Candle { start, ..told }, "{text}");
        if let Some(earlier) = deals.iter().rev().find(|deal| deal.0 < from) {
            assert_eq!(before, earlier.1, "{text}");
        }
    }
}

#[test]
fn pages_begin_and_end_where_they_are_asked_to() {
    let deals = deals(14, 2_000);
    let candles = folded(&deals);
    let all = candles.page(&page(Interval::M1, "0", usize::MAX));
    let (from, until) = (all[10].start + 1, all[20].start);
    let asked = |from, until, rows| {
        candles.page(&Page {
            from,
            until,
            rows,
            ..page(Interval::M1, "0", rows)
        })
    };
    assert_eq!(asked(Some(from), Some(until), 500), all[11..=20]);
    assert_eq!(asked(Some(from), None, 5), all[11..16]);
    assert_eq!(asked(None, Some(until), 5), all[16..=20]);
    assert_eq!(asked(Some(until), Some(from), 5), []);
    assert_eq!(asked(Some(i64::MAX), None, 5), []);
}

#[test]
fn candles_are_kept_up_to_a_bound_however_long_nothing_trades() {
    let mut candles = folded(&[(START, 100, 1, true)]);
    candles.roll(START + 3 * SECOND_MS);
    candles.roll(START + 4_000 * DAY_MS + HOUR_MS);
    for interval in Interval::ALL {
        let rows = candles.page(&page(interval, "0", usize::MAX));
        let most = if interval == Interval::M1 {
            MINUTES_KEPT
        } else {
            KEPT
        };
        assert!(rows.len() <= most, "{} {}", interval.name(), rows.len());
        let last = rows.last().unwrap();
        let now = START + 4_000 * DAY_MS + HOUR_MS;
        assert_eq!(
            last.start,
            interval.start(now, Zone::UTC),
            "{}",
            interval.name()
        );
        assert!(rows.iter().all(|row| row.close == 100));
    }
}

#[test]
fn a_trade_dated_before_its_candle_joins_the_last_one() {
    let mut candles = folded(&[(START, 100, 1, true), (START + MINUTE_MS, 101, 1, true)]);
    candles.trade(&one((START, 99, 2, false), 3));
    let rows = candles.page(&page(Interval::M1, "0", 10));
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].count, rows[1].count, rows[1].close), (1, 2, 99));
}
