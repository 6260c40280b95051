//! Cases of `candle.rs`.

use super::{Candle, CandleError, Interval};
use crate::asset::Symbol;
use crate::time::{Span, Time};
use std::string::ToString;

fn candle(open_time: Time, [open, high, low, close]: [&str; 4]) -> Candle {
    Candle {
        symbol: Symbol::new("BTC/USDT").unwrap(),
        interval: Interval::M1,
        open_time,
        open: open.parse().unwrap(),
        high: high.parse().unwrap(),
        low: low.parse().unwrap(),
        close: close.parse().unwrap(),
        volume: "1".parse().unwrap(),
        quote_volume: "100".parse().unwrap(),
        trade_count: 1,
    }
}

#[test]
fn d3_intervals_read_back() {
    let names = ["1s", "1m", "5m", "15m", "30m", "1h", "2h", "4h", "1d"];
    let seconds = [1, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 86_400];
    for ((interval, name), seconds) in Interval::ALL.into_iter().zip(names).zip(seconds) {
        assert_eq!(
            (interval.to_string().as_str(), name.parse()),
            (name, Ok(interval))
        );
        assert_eq!(interval.span(), Span::from_secs(seconds));
    }
    for text in ["", "1M", "60s", "1 m", "3m", "1w"] {
        assert!(text.parse::<Interval>().is_err(), "{text}");
    }
}

// D8: each interval is a whole number of every shorter one, so cells nest.
#[test]
fn d8_intervals_nest() {
    for pair in Interval::ALL.windows(2) {
        assert!(pair[0] < pair[1] && pair[0].span() < pair[1].span());
        assert_eq!(pair[1].span().nanos() % pair[0].span().nanos(), 0);
    }
}

#[test]
fn parts_that_contradict_each_other_are_named() {
    let minute = Time::from_millis(60_000);
    for (candle, expected) in [
        (candle(minute, ["2", "3", "1", "2"]), Ok(())),
        (candle(minute, ["2", "2", "2", "2"]), Ok(())),
        (
            candle(Time::from_millis(-60_000), ["1", "3", "1", "3"]),
            Ok(()),
        ),
        (
            candle(Time::from_millis(60_001), ["2", "3", "1", "2"]),
            Err(CandleError::Misaligned),
        ),
        (
            candle(Time::from_nanos(1), ["2", "3", "1", "2"]),
            Err(CandleError::Misaligned),
        ),
        (
            candle(minute, ["2", "1", "3", "2"]),
            Err(CandleError::OutOfRange),
        ),
        (
            candle(minute, ["4", "3", "1", "2"]),
            Err(CandleError::OutOfRange),
        ),
        (
            candle(minute, ["0.5", "3", "1", "2"]),
            Err(CandleError::OutOfRange),
        ),
        (
            candle(minute, ["2", "3", "1", "3.1"]),
            Err(CandleError::OutOfRange),
        ),
        (
            candle(minute, ["2", "3", "1", "0.9"]),
            Err(CandleError::OutOfRange),
        ),
    ] {
        assert_eq!(candle.check(), expected, "{candle:?}");
    }
}
