//! Planted flaws are found, each once, and a sound span has none (M19).

use super::*;
use domain::{Interval, Price, Span, Symbol};
use std::vec;

const START: Time = Time::from_millis(1_800_000_000_000);

fn at(minute: i64) -> Time {
    START.plus(Span::from_secs(60 * minute))
}

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

fn candle(interval: Interval, open_time: Time) -> Candle {
    Candle {
        symbol: Symbol::new("BTC/USDT").unwrap(),
        interval,
        open_time,
        open: price("100"),
        high: price("103"),
        low: price("99"),
        close: price("101"),
        volume: Qty::parse("1.5").unwrap(),
        quote_volume: Amount::parse("150").unwrap(),
        trade_count: 3,
    }
}

fn minutes(count: i64) -> Vec<Candle> {
    (0..count).map(|n| candle(Interval::M1, at(n))).collect()
}

fn cells(interval: Interval, until: i64) -> Cells {
    Cells {
        interval,
        from: at(0),
        until: at(until),
    }
}

fn found(findings: &[Finding]) -> Vec<(Flaw, Time, Time)> {
    findings
        .iter()
        .map(|finding| (finding.flaw, finding.cells.from, finding.cells.until))
        .collect()
}

// MKT-03
#[test]
fn m19_holes_misalignments_and_contradictions_are_found() {
    let of = cells(Interval::M1, 20);
    assert_eq!(look(of, &minutes(20), &[]), []);
    let mut kept = minutes(20);
    kept[5].high = price("100.5");
    kept[7].open_time = kept[7].open_time.plus(Span::from_secs(1));
    kept[9].trade_count = 0;
    kept.drain(12..15);
    let findings = look(of, &kept, &[]);
    assert_eq!(
        found(&findings),
        [
            (Flaw::Contradiction, at(5), at(6)),
            (Flaw::Misaligned, at(7), at(8)),
            (Flaw::Contradiction, at(9), at(10)),
            (Flaw::Hole, at(12), at(15)),
        ]
    );
    assert_eq!(findings[0].kept, Some(kept[5]));
    // Where the venue has none, or one is being fetched, none is missed; what is left of a hole is.
    let excused = [(at(12), at(13))];
    let holes = look(of, &kept, &excused);
    assert_eq!(found(&holes)[3], (Flaw::Hole, at(13), at(15)));
    assert_eq!(
        found(&look(cells(Interval::M1, 2), &[], &[])),
        [(Flaw::Hole, at(0), at(2))]
    );
}

/// Ten minutes, and the five minutes that the first of them make.
fn five() -> (Vec<Candle>, Candle) {
    let mut parts = minutes(10);
    parts[0].open = price("99.5");
    parts[3].high = price("120");
    parts[4].low = price("80");
    parts[4].close = price("90");
    let sum = Candle {
        open: price("99.5"),
        high: price("120"),
        low: price("80"),
        close: price("90"),
        volume: Qty::parse("7.5").unwrap(),
        quote_volume: Amount::parse("750").unwrap(),
        trade_count: 15,
        ..candle(Interval::M5, at(0))
    };
    (parts, sum)
}

// MKT-02
#[test]
fn m19_a_longer_candle_is_the_sum_of_its_minutes() {
    let (parts, sum) = five();
    let whole = |_: Time, _: Time| true;
    assert_eq!(sums(&[sum], &parts, whole), []);
    for wrong in [
        Candle {
            open: price("100"),
            ..sum
        },
        Candle {
            close: price("101"),
            ..sum
        },
        Candle {
            high: price("121"),
            ..sum
        },
        Candle {
            low: price("79"),
            ..sum
        },
        Candle {
            volume: Qty::parse("7.4").unwrap(),
            ..sum
        },
        Candle {
            quote_volume: Amount::parse("750.1").unwrap(),
            ..sum
        },
        Candle {
            trade_count: 14,
            ..sum
        },
        // Its minutes are those of another five.
        Candle {
            open_time: at(5),
            ..sum
        },
    ] {
        let findings = sums(&[wrong], &parts, whole);
        assert_eq!(findings.len(), 1, "{wrong:?}");
        assert_eq!(
            (findings[0].flaw, findings[0].kept),
            (Flaw::Sum, Some(wrong))
        );
    }
    assert_eq!(sums(&[sum], &[], whole).len(), 1);
    assert_eq!(
        sums(&[sum], &[], |_, _| false),
        [],
        "not all of it was given"
    );
}

// MKT-03
#[test]
fn m19_the_venues_own_candles_are_the_measure() {
    let of = cells(Interval::M1, 10);
    let now = at(60);
    let venue = minutes(12);
    assert_eq!(against(of, &minutes(10), &venue, now), []);
    let mut kept = minutes(10);
    kept[2].close = price("100");
    kept[3].low = price("102");
    kept[4].open_time = kept[4].open_time.plus(Span::from_millis(1));
    kept.remove(6);
    let mut theirs = venue.clone();
    theirs.remove(8);
    // Their own contradiction is no measure.
    theirs[8].high = price("1");
    kept[8].close = price("99");
    let findings = against(of, &kept, &theirs, now);
    assert_eq!(
        found(&findings),
        [
            (Flaw::Differs, at(2), at(3)),
            (Flaw::Contradiction, at(3), at(4)),
            (Flaw::Hole, at(4), at(5)),
            (Flaw::Hole, at(6), at(7)),
            (Flaw::Misaligned, at(4), at(5)),
            (Flaw::Surplus, at(8), at(9)),
        ]
    );
    let right: Vec<_> = findings
        .iter()
        .filter_map(|finding| finding.venue)
        .collect();
    assert_eq!(right, [venue[2], venue[3], venue[4], venue[6]]);
    // What is put right stands the same look.
    let mut mended: Vec<Candle> = kept
        .into_iter()
        .filter(|mine| !findings.iter().any(|finding| finding.kept == Some(*mine)))
        .chain(right)
        .collect();
    mended.sort_by_key(|candle| candle.open_time);
    assert_eq!(against(of, &mended, &theirs, now), []);
}

// MKT-03
#[test]
fn m19_silence_takes_nothing_away() {
    let of = cells(Interval::M1, 3);
    let kept = minutes(3);
    assert_eq!(against(of, &kept, &[], at(60)), []);
    // A page that stops short says nothing of what is newest.
    let soon = at(3).plus(Span::from_secs(10));
    assert_eq!(against(of, &kept, &kept[..2], soon), []);
    let later = against(of, &kept, &kept[..2], at(60));
    assert_eq!(found(&later), [(Flaw::Surplus, at(2), at(3))]);
    // Candles of another length are no answer.
    let hours = vec![candle(Interval::H1, at(0))];
    assert!(against(of, &[], &hours, at(60)).is_empty());
}
