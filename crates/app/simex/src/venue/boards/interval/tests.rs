//! Where candles begin, against instants taken from a calendar.

use super::*;

/// 2024-02-29T13:47:12.345Z, a Thursday.
const LEAP_DAY: i64 = 1_709_214_432_345;

fn starts(name: &str, zone: &str) -> i64 {
    let zone = Zone::parse(zone).unwrap();
    Interval::named(name).unwrap().start(LEAP_DAY, zone)
}

#[test]
fn candles_begin_where_the_calendar_says() {
    let cases = [
        ("1s", "0", 1_709_214_432_000),
        ("1m", "0", 1_709_214_420_000),
        ("15m", "0", 1_709_214_300_000),
        ("12h", "0", 1_709_208_000_000),
        ("1d", "0", 1_709_164_800_000),
        // The day in Shanghai began at 16:00 of the day before.
        ("1d", "8", 1_709_136_000_000),
        ("1d", "-01:00", 1_709_168_400_000),
        ("1h", "05:45", 1_709_212_500_000),
        // Monday, 2024-02-26.
        ("1w", "0", 1_708_905_600_000),
        ("1M", "0", 1_706_745_600_000),
        ("1M", "+14:00", 1_709_200_800_000),
    ];
    for (name, zone, told) in cases {
        assert_eq!(starts(name, zone), told, "{name} {zone}");
    }
}

#[test]
fn months_follow_each_other_through_leap_years() {
    let mut start = Interval::Month.start(LEAP_DAY, Zone::UTC);
    let mut days = Vec::new();
    for _ in 0..13 {
        let next = Interval::Month.next(start, Zone::UTC);
        days.push((next - start) / DAY_MS);
        start = next;
    }
    assert_eq!(days, [29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28]);
}

#[test]
fn zones_are_read_strictly() {
    for text in ["0", "8", "-1:00", "05:45", "+08:00", "-12:00", "14:00"] {
        assert!(Zone::parse(text).is_some(), "{text}");
    }
    for text in [
        "", "15", "-13", "14:01", "8:", ":30", "8:5", "1:60", "a", "++8", "008", "8:000",
    ] {
        assert!(Zone::parse(text).is_none(), "{text}");
    }
}

#[test]
fn windows_are_read_strictly_and_begin_on_a_minute() {
    for text in ["1m", "59m", "1h", "23h", "1d", "7d"] {
        assert!(Window::parse(text).is_some(), "{text}");
    }
    for text in [
        "", "m", "0m", "60m", "24h", "8d", "1w", "01h", "-1m", "1D", "é",
    ] {
        assert!(Window::parse(text).is_none(), "{text}");
    }
    // The example of the documentation of the rolling window.
    let start = Window::parse("1d").unwrap().start(1_641_287_867_099);
    assert_eq!(start, 1_641_201_420_000);
}

#[test]
fn a_zone_is_folded_from_candles_that_end_where_its_own_do() {
    let base = |name: &str, zone: &str| {
        let zone = Zone::parse(zone).unwrap();
        Interval::named(name).unwrap().base_in(zone).name()
    };
    assert_eq!(base("1d", "8"), "8h");
    assert_eq!(base("1w", "05:45"), "15m");
    assert_eq!(base("1M", "-1"), "1h");
    assert_eq!(base("1h", "05:45"), "15m");
    assert_eq!(base("3m", "00:01"), "1m");
}
