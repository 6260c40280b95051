//! No interval stays in doubt, whatever is answered (M15 … M17).

use super::*;
use domain::{Amount, Price, Qty};
use std::collections::BTreeMap;
use std::vec;

const START: Time = Time::from_millis(1_800_000_000_000);

fn symbol() -> Symbol {
    Symbol::new("BTC/USDT").unwrap()
}

fn candle(interval: Interval, open_time: Time) -> Candle {
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
        quote_volume: Amount::parse("100").unwrap(),
        trade_count: 3,
    }
}

/// The venue's page from an instant on, candles that still run included.
fn page(now: Time, interval: Interval, from: Time) -> Vec<Candle> {
    let span = interval.span();
    let cells = (0..CANDLES_PER_ASK_MAX).map(|cell| from.plus(span.times(cell)));
    let begun = cells.take_while(|cell| *cell <= now);
    begun.map(|cell| candle(interval, cell)).collect()
}

/// How the venue answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Venue {
    Whole,
    Silent,
    Failing,
}

struct Bench {
    backfill: Backfill,
    now: Time,
    kept: BTreeMap<(Interval, Time), Candle>,
    told: Vec<BackfillEffect>,
    asks: Vec<(Time, Interval, Time)>,
}

impl Bench {
    fn new() -> Self {
        Self {
            backfill: Backfill::new(symbol()),
            now: START.plus(Span::from_secs(10)),
            kept: BTreeMap::new(),
            told: Vec::new(),
            asks: Vec::new(),
        }
    }

    fn give(&mut self, input: BackfillInput) -> Vec<(Interval, Time)> {
        let (mut out, mut asked) = (Vec::new(), Vec::new());
        self.backfill.step(self.now, input, &mut out);
        for effect in out {
            match effect {
                BackfillEffect::Ask { interval, from } => asked.push((interval, from)),
                BackfillEffect::Keep(candle) => {
                    let key = (candle.interval, candle.open_time);
                    self.kept.insert(key, candle);
                }
                other @ (BackfillEffect::Found(_)
                | BackfillEffect::Changed(_)
                | BackfillEffect::Absent(_)
                | BackfillEffect::Closed(_)) => {
                    self.told.push(other);
                }
            }
        }
        self.asks.extend(
            asked
                .iter()
                .map(|(interval, from)| (self.now, *interval, *from)),
        );
        asked
    }

    fn doubt(
        &mut self,
        interval: Interval,
        (from, until): (Time, Time),
        reason: GapReason,
    ) -> Vec<(Interval, Time)> {
        self.give(BackfillInput::Doubt {
            interval,
            from,
            until,
            reason,
        })
    }

    /// Answers what is asked until time is over.
    fn live(&mut self, mut asked: Vec<(Interval, Time)>, span: Span, venue: Venue) {
        let end = self.now.plus(span);
        loop {
            asked = match (asked.pop(), venue) {
                (Some((interval, from)), Venue::Whole) => {
                    self.give(BackfillInput::Candles(page(self.now, interval, from)))
                }
                (Some(_), Venue::Failing) => self.give(BackfillInput::Failed),
                (Some(_), Venue::Silent) | (None, _) => {
                    let Some(wake) = self.backfill.wake_at().filter(|at| *at < end) else {
                        self.now = end;
                        return;
                    };
                    self.now = wake.max(self.now);
                    self.give(BackfillInput::Wake)
                }
            };
        }
    }

    /// Every start of an interval that is over in a span was kept.
    fn assert_whole(&self, interval: Interval, (from, until): (Time, Time)) {
        let mut cell = from.floor_to(interval.span());
        while cell < until {
            assert!(
                self.kept.contains_key(&(interval, cell)),
                "{interval} {cell}"
            );
            cell = cell.plus(interval.span());
        }
    }
}

fn days(count: i64) -> Span {
    Span::from_secs(86_400 * count)
}

// MKT-01: three days without the desk, and no missing minute, in asks of at most 1,000 candles.
#[test]
fn m15_after_three_days_no_minute_is_missing() {
    let mut bench = Bench::new();
    let stopped = START.plus(days(-3));
    for interval in Interval::ALL.into_iter().skip(1) {
        let asked = bench.doubt(interval, (stopped, START), GapReason::Down);
        bench.live(asked, Span::from_secs(1), Venue::Whole);
    }
    bench.live(vec![], days(2), Venue::Whole);
    assert_eq!(bench.backfill.open_count(), 0);
    for interval in Interval::ALL.into_iter().skip(1) {
        bench.assert_whole(interval, (stopped, START));
    }
    let minutes = bench
        .asks
        .iter()
        .filter(|(_, interval, _)| *interval == Interval::M1);
    assert_eq!(minutes.count(), 5, "4,320 minutes");
    let closed = bench
        .backfill
        .gaps()
        .find(|gap| gap.interval == Interval::M1)
        .unwrap();
    assert!(
        matches!(closed.state, GapState::Closed { candles: 4_320, .. }),
        "{closed:?}"
    );
    assert_eq!(
        (closed.from, closed.until, closed.reason),
        (stopped, START, GapReason::Down)
    );
}

// MKT-03
#[test]
fn m15_what_still_runs_is_fetched_when_it_is_over() {
    let mut bench = Bench::new();
    let cell = START.floor_to(Interval::H1.span());
    let asked = bench.doubt(
        Interval::H1,
        (START, START.plus(Span::from_secs(5))),
        GapReason::Cut,
    );
    assert_eq!(asked, [], "the hour is not over");
    let over = cell.plus(Interval::H1.span()).plus(GRACE);
    assert_eq!(bench.backfill.wake_at(), Some(over));
    bench.live(asked, Span::from_secs(2 * 3_600), Venue::Whole);
    bench.assert_whole(Interval::H1, (cell, cell.plus(Span::from_secs(1))));
    assert_eq!(bench.asks, [(over, Interval::H1, cell)]);
}

#[test]
fn m15_doubts_that_touch_are_one_gap() {
    let mut bench = Bench::new();
    let minute = |count: i64| {
        START
            .floor_to(Interval::M1.span())
            .plus(Span::from_secs(60 * count))
    };
    bench.doubt(Interval::M1, (minute(-9), minute(-4)), GapReason::Cut);
    bench.doubt(Interval::M1, (minute(-5), minute(-2)), GapReason::Partial);
    bench.doubt(Interval::M1, (minute(-2), minute(-2)), GapReason::Partial);
    assert_eq!(bench.backfill.open_count(), 1);
    assert_eq!(bench.backfill.gaps().next().unwrap().until, minute(-2));
    bench.live(
        vec![(Interval::M1, minute(-9))],
        Span::from_secs(600),
        Venue::Whole,
    );
    bench.assert_whole(Interval::M1, (minute(-9), minute(-2)));
    assert_eq!(bench.backfill.open_count(), 0);
}

// MKT-01
#[test]
fn m16_a_venue_that_fails_is_asked_ever_more_slowly_and_the_gap_stays_open() {
    for venue in [Venue::Failing, Venue::Silent] {
        let mut bench = Bench::new();
        let span = (START.plus(Span::from_secs(-600)), START);
        let asked = bench.doubt(Interval::M1, span, GapReason::Down);
        bench.live(asked, Span::from_secs(3_600), venue);
        assert_eq!(bench.backfill.open_count(), 1);
        let gap = bench.backfill.gaps().next().unwrap();
        let failures = u32::try_from(bench.asks.len() - 1).unwrap();
        assert!((15..=70).contains(&failures), "{failures}");
        assert!(gap.failures >= failures, "{gap:?}");
        let waits = bench.asks.windows(2).map(|two| two[1].0.since(two[0].0));
        let patience = if venue == Venue::Silent {
            ANSWER_WAIT
        } else {
            Span::ZERO
        };
        assert!(waits.clone().all(|wait| wait >= AGAIN_FIRST));
        assert!(waits.max().unwrap().nanos() <= AGAIN_LONGEST.nanos() + patience.nanos());
        // As soon as it answers, all is well.
        bench.live(vec![], Span::from_secs(200), Venue::Whole);
        bench.assert_whole(Interval::M1, span);
        assert_eq!(bench.backfill.open_count(), 0);
    }
}

// MKT-03: planted faults in what the venue answers.
#[test]
fn m17_a_candle_that_contradicts_itself_is_refused_and_asked_for_again() {
    let mut bench = Bench::new();
    let span = (
        START
            .plus(Span::from_secs(-600))
            .floor_to(Span::from_secs(60)),
        START,
    );
    let asked = bench.doubt(Interval::M1, span, GapReason::Down);
    let mut planted = page(bench.now, Interval::M1, asked[0].1);
    planted[2].high = Price::parse("99").unwrap();
    planted[4].open_time = planted[4].open_time.plus(Span::from_millis(1));
    planted[6] = planted[5];
    planted[7].symbol = Symbol::new("ETH/USDT").unwrap();
    let asked = bench.give(BackfillInput::Candles(planted));
    assert_eq!(asked, [], "not in a hurry");
    assert_eq!(bench.backfill.refused_count(), 4);
    assert_eq!(bench.kept.len(), 6);
    let unsound = bench
        .backfill
        .gaps()
        .find(|gap| gap.state == GapState::Open)
        .unwrap();
    assert_eq!(unsound.reason, GapReason::Unsound);
    bench.live(asked, Span::from_secs(90), Venue::Whole);
    assert_eq!(bench.backfill.open_count(), 0);
    bench.assert_whole(Interval::M1, span);
}

#[test]
fn m17_an_interval_without_a_trade_has_no_candle_and_is_no_gap() {
    let mut bench = Bench::new();
    let span = (
        START
            .plus(Span::from_secs(-300))
            .floor_to(Span::from_secs(60)),
        START.floor_to(Span::from_secs(60)),
    );
    let asked = bench.doubt(Interval::M1, span, GapReason::Cut);
    let mut quiet = page(bench.now, Interval::M1, asked[0].1);
    quiet[1].trade_count = 0;
    quiet.remove(3);
    bench.give(BackfillInput::Candles(quiet));
    assert_eq!(bench.backfill.open_count(), 0);
    assert_eq!(bench.kept.len(), 3);
    let absent = bench.told.iter().filter_map(|told| {
        if let BackfillEffect::Absent(cells) = told {
            Some((cells.from, cells.until))
        } else {
            None
        }
    });
    let cell = |count: i64| span.0.plus(Span::from_secs(60 * count));
    let absent: Vec<_> = absent.collect();
    assert_eq!(absent, [(cell(1), cell(2)), (cell(3), cell(4))]);
    bench.give(BackfillInput::Candles(Vec::new()));
    assert_eq!(bench.backfill.refused_count(), 1, "nobody asked");
}

// MKT-03
#[test]
fn m18_an_open_gap_goes_on_after_a_restart_with_its_past() {
    let mut bench = Bench::new();
    let span = (START.plus(Span::from_secs(-600)), START);
    let asked = bench.doubt(Interval::M1, span, GapReason::Cut);
    bench.live(asked, Span::from_secs(20), Venue::Failing);
    let known = bench.backfill.gaps().next().unwrap();
    assert!(known.failures > 2);
    let changed = bench.told.iter().rev().find_map(|told| {
        if let BackfillEffect::Changed(gap) = told {
            Some(*gap)
        } else {
            None
        }
    });
    assert_eq!(changed, Some(known), "every failure is told");
    let mut later = Bench::new();
    later.now = bench.now;
    let asked = later.give(BackfillInput::Resume(known));
    assert_eq!(later.backfill.gaps().collect::<Vec<_>>(), [known]);
    later.live(asked, Span::from_secs(20), Venue::Whole);
    later.assert_whole(Interval::M1, span);
    let closed = later.backfill.gaps().next().unwrap();
    assert_eq!(
        (closed.found, closed.failures),
        (known.found, known.failures)
    );
    for reason in GapReason::ALL {
        let same = GapReason::ALL
            .into_iter()
            .filter(|other| other.name() == reason.name());
        assert_eq!(same.count(), 1);
    }
}

// MKT-03
#[test]
fn m18_the_newest_silence_is_no_answer() {
    let minute = |count: i64| START.plus(Span::from_secs(60 * count));
    let cells = Cells {
        interval: Interval::M1,
        from: minute(-5),
        until: minute(0),
    };
    let now = minute(0).plus(Span::from_secs(4));
    let two = [
        candle(Interval::M1, minute(-5)),
        candle(Interval::M1, minute(-3)),
    ];
    assert_eq!(
        absent_runs(cells, &two, now),
        [(minute(-4), minute(-3)), (minute(-2), minute(-1))],
        "the last minute may still come"
    );
    assert_eq!(
        absent_runs(cells, &two, minute(1)),
        [(minute(-4), minute(-3)), (minute(-2), minute(0))]
    );
    // One that contradicts itself is there.
    let mut odd = two;
    odd[1].low = Price::parse("101").unwrap();
    odd[1].trade_count = 0;
    assert_eq!(absent_runs(cells, &odd, now).len(), 2);
}

#[test]
fn m17_closed_gaps_are_told_of_for_a_while_and_open_ones_for_ever() {
    let mut bench = Bench::new();
    for round in 0..300 {
        let from = START.plus(Span::from_secs(-600 * (round + 1)));
        let asked = bench.doubt(
            Interval::M1,
            (from, from.plus(Span::from_secs(60))),
            GapReason::Cut,
        );
        bench.live(asked, Span::from_millis(1), Venue::Whole);
    }
    assert_eq!(bench.backfill.gaps().count(), CLOSED_GAPS_MAX);
    let found = bench
        .told
        .iter()
        .filter(|told| matches!(told, BackfillEffect::Found(_)));
    assert_eq!(found.count(), 300);
}
