//! Planted flaws are found and repaired with the venue's own candles, and their evidence is kept (M19).

use super::*;
use crate::market_bench::{Bench, locked};
use domain::Span;
use market::Flaw;
use store::{Batch, CandleMark, CandleRange, ChangeDeed, KeptCandle};

fn checker(bench: &Bench) -> Checker {
    Checker {
        links: vec![Arc::clone(&bench.link)],
        reader: bench.reader.clone(),
        clock: Arc::clone(&bench.clock),
        symbols: bench.instruments.iter().map(|one| one.symbol).collect(),
        standing: BTreeSet::new(),
    }
}

/// A check, with what it keeps written.
async fn checked(bench: &mut Bench, checker: &mut Checker) -> CheckRow {
    let row = checker.check("person", 1).await.unwrap();
    bench.write().await;
    row
}

async fn kept(bench: &Bench, interval: Interval) -> Vec<KeptCandle> {
    let range = CandleRange {
        symbol: bench.instruments[0].symbol,
        interval,
        from: Time::from_nanos(0),
        to: Time::from_nanos(i64::MAX),
        limit: 5_000,
    };
    bench.reader.kept_candles(&range).await.unwrap()
}

/// Half a day of trades with three quiet minutes, all of it kept.
async fn half_a_day() -> (Bench, Time) {
    let mut bench = Bench::new(1).await;
    let began = bench.now();
    bench.trade(240, &[50, 51, 90]);
    bench.advance(Span::from_secs(300));
    bench.keep_all(began).await;
    (bench, began)
}

// MKT-02 MKT-03: our sums of minutes equal the venue's longer candles, and what is whole has no flaw.
#[tokio::test]
async fn m19_candles_that_are_whole_have_no_flaw_and_a_true_absence_is_told_once() {
    let (mut bench, began) = half_a_day().await;
    let mut checker = checker(&bench);
    for round in 0..2 {
        let row = checked(&mut bench, &mut checker).await;
        assert_eq!(
            (row.flaws, row.repaired, row.unasked),
            (0, 0, 0),
            "{round}: {row:?}"
        );
        assert!(row.looked >= 237 + 48 + 16 + 8 + 4, "{row:?}");
    }
    let absences = bench.reader.absences((None, 100)).await.unwrap();
    let minute = |count: i64| began.plus(Span::from_secs(60 * count));
    let mut minutes: Vec<_> = absences
        .iter()
        .filter(|absence| absence.interval == Interval::M1 && absence.until <= minute(240))
        .map(|absence| (absence.from, absence.until))
        .collect();
    minutes.sort_unstable();
    assert_eq!(
        minutes,
        [(minute(50), minute(52)), (minute(90), minute(91))]
    );
    assert_eq!(bench.reader.candle_checks(10).await.unwrap().len(), 2);
}

/// Plants a hole, a difference, a contradiction, one off the grid, one too many, and a wrong sum.
async fn plant(bench: &mut Bench, began: Time) -> Vec<KeptCandle> {
    let minute = |count: i64| began.plus(Span::from_secs(60 * count));
    let before = kept(bench, Interval::M1).await;
    let of = |at: Time| {
        *before
            .iter()
            .find(|one| one.candle.open_time == at)
            .unwrap()
    };
    let fives = kept(bench, Interval::M5).await;
    let mut batch = Batch::new(bench.now());
    let symbol = bench.instruments[0].symbol;
    for hole in [10, 11, 12, 20] {
        let named = (symbol, Interval::M1, minute(hole));
        batch.market.removed.push(named);
    }
    let mut differs = of(minute(30));
    differs.candle.volume = "0.7".parse().unwrap();
    let mut contradicts = of(minute(32));
    contradicts.candle.high = "1".parse().unwrap();
    let mut astray = of(minute(34));
    astray.candle.open_time = minute(34).plus(Span::from_secs(7));
    let mut surplus = of(minute(36));
    surplus.candle.open_time = minute(51);
    let mut sum = fives[20];
    sum.candle.trade_count += 1;
    for one in [differs, contradicts, astray, surplus, sum] {
        let mark = CandleMark::Whole;
        batch.candles.push(KeptCandle { mark, ..one });
    }
    bench.writer.commit(&batch).await.unwrap();
    before
}

// MKT-03: planted gap, misalignment, high below low found and repaired; nothing is overwritten in silence.
#[tokio::test]
async fn m19_planted_flaws_are_repaired_and_their_evidence_is_kept() {
    let (mut bench, began) = half_a_day().await;
    let mut checker = checker(&bench);
    let before = plant(&mut bench, began).await;
    let row = checked(&mut bench, &mut checker).await;
    assert_eq!((row.flaws, row.repaired), (7, 7), "{row:?}");
    let flaws = bench.reader.candle_flaws((None, 100)).await.unwrap();
    let mut names: Vec<&str> = flaws.iter().map(|flaw| flaw.flaw.as_str()).collect();
    names.sort_unstable();
    let mut wanted: Vec<&str> = [
        Flaw::Hole,
        Flaw::Hole,
        Flaw::Differs,
        Flaw::Contradiction,
        Flaw::Misaligned,
        Flaw::Surplus,
        Flaw::Differs,
    ]
    .map(Flaw::name)
    .to_vec();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    for flaw in &flaws {
        assert_eq!(flaw.state, FlawState::Repaired, "{flaw:?}");
        let page = bench.reader.market_page(flaw.page.unwrap()).await.unwrap();
        assert!(page.is_some_and(|page| page.starts_with(b"[[")));
        assert!(flaw.kept.is_some() || flaw.flaw == "hole");
    }
    let after: Vec<Candle> = kept(&bench, Interval::M1)
        .await
        .iter()
        .map(|one| one.candle)
        .collect();
    let whole: Vec<Candle> = before.iter().map(|one| one.candle).collect();
    assert_eq!(after, whole);
    let symbol = bench.instruments[0].symbol;
    let at = began.plus(Span::from_secs(30 * 60));
    let changes = bench
        .reader
        .candle_changes((symbol, Interval::M1), at, 10)
        .await
        .unwrap();
    assert_eq!(changes.len(), 2, "planted, and repaired");
    assert_eq!(changes[1].candle.volume.to_string(), "0.7");
    assert_eq!(changes[1].deed, ChangeDeed::Replaced);
    let again = checked(&mut bench, &mut checker).await;
    assert_eq!(again.flaws, 0, "{again:?}");
}

// MKT-03
#[tokio::test]
async fn m19_without_the_venue_flaws_stand_and_are_kept_once() {
    let (mut bench, began) = half_a_day().await;
    let mut checker = checker(&bench);
    checked(&mut bench, &mut checker).await;
    plant(&mut bench, began).await;
    locked(&bench.asked).mute = true;
    for round in 0..2 {
        let row = checked(&mut bench, &mut checker).await;
        assert_eq!(row.repaired, 0, "{row:?}");
        assert!(row.unasked >= 7 && row.flaws >= 4, "{row:?}");
        let flaws = bench.reader.candle_flaws((None, 100)).await.unwrap();
        let standing = flaws
            .iter()
            .filter(|flaw| flaw.state == FlawState::Standing);
        assert_eq!(standing.count(), 4, "{round}: {flaws:?}");
    }
    locked(&bench.asked).mute = false;
    let row = checked(&mut bench, &mut checker).await;
    assert_eq!((row.flaws, row.repaired), (7, 7), "{row:?}");
}
