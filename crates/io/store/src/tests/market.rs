//! Gaps, absences, changes and flaws of market data, and the end of what is kept for a while.

use super::cases::end;
use super::samples::*;
use super::site::Site;
use crate::{
    Absence, Batch, CandleMark, CandleRange, ChangeDeed, CheckRow, Ending, FlawRow, FlawState,
    GapKind, GapRow, GapStanding, KeptCandle, MarketNotes, Reader, Writer, content_hash,
};
use domain::{Candle, Interval, Price, Time};

async fn note(writer: &mut Writer, fill: impl FnOnce(&mut MarketNotes)) {
    let mut batch = Batch::new(at(50));
    fill(&mut batch.market);
    writer.commit(&batch).await.unwrap();
}

async fn keep(writer: &mut Writer, candle: Candle, mark: CandleMark) {
    let batch = Batch {
        candles: vec![KeptCandle { candle, mark }],
        ..Batch::new(at(50))
    };
    writer.commit(&batch).await.unwrap();
}

fn gap(kind: GapKind, found: i64) -> GapRow {
    GapRow {
        kind,
        symbol: btc(),
        interval: (kind == GapKind::Candles).then_some(Interval::M1),
        from: at(60),
        until: None,
        reason: "cut".to_owned(),
        found: at(found),
        failures: 0,
        standing: GapStanding::Open,
        closed: None,
        candles: None,
    }
}

// MKT-03
pub(crate) async fn gaps_survive_and_are_brought_up_to_date(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let mut all: Vec<GapRow> = [GapKind::Candles, GapKind::Trades, GapKind::Depth]
        .into_iter()
        .zip(100..)
        .map(|(kind, found)| gap(kind, found))
        .collect();
    let written = all.clone();
    note(&mut writer, |notes| notes.gaps = written).await;
    all[1].standing = GapStanding::Repaired;
    all[1].until = Some(at(600));
    all[1].failures = 3;
    all[1].closed = Some(at(700));
    all[1].candles = Some(9);
    let changed = all[1].clone();
    note(&mut writer, |notes| notes.gaps = vec![changed]).await;
    reader.close().await;
    writer.close().await.unwrap();
    let (mut writer, reader) = site.open().await;
    all.reverse();
    assert_eq!(reader.market_gaps(None, (None, 500)).await.unwrap(), all);
    let open = reader.market_gaps(Some(GapStanding::Open), (None, 500));
    assert_eq!(open.await.unwrap(), [all[0].clone(), all[2].clone()]);
    let older = reader.market_gaps(None, (Some(at(102)), 1)).await.unwrap();
    assert_eq!(older, [all[1].clone()]);
    // What is closed ends in time; what is open does not.
    note(&mut writer, |notes| {
        notes.endings = vec![Ending::Gaps(at(1_000))];
    })
    .await;
    let left = reader.market_gaps(None, (None, 500)).await.unwrap();
    assert_eq!(left, [all[0].clone(), all[2].clone()]);
    end(writer, reader).await;
}

// MKT-03
pub(crate) async fn an_absence_is_kept_once(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let absent = |from: i64, until: i64, told: i64| Absence {
        symbol: btc(),
        interval: Interval::M1,
        from: at(from * 60),
        until: at(until * 60),
        told: at(told),
    };
    for span in [
        absent(10, 12, 1),
        absent(20, 25, 2),
        // Known already, wholly or in part, or touching.
        absent(21, 22, 3),
        absent(24, 30, 4),
        absent(12, 14, 5),
    ] {
        note(&mut writer, |notes| notes.absences = vec![span]).await;
    }
    let wanted = [absent(20, 30, 2), absent(10, 14, 1)];
    assert_eq!(reader.absences((None, 500)).await.unwrap(), wanted);
    let of = (btc(), Interval::M1);
    let found = reader.absences_of(of, (at(14 * 60), at(21 * 60))).await;
    assert_eq!(found.unwrap(), [absent(20, 30, 2)]);
    note(&mut writer, |notes| {
        notes.absences = vec![absent(13, 21, 6)]
    })
    .await;
    assert_eq!(
        reader.absences((None, 500)).await.unwrap(),
        [absent(10, 30, 1)]
    );
    end(writer, reader).await;
}

async fn minutes(reader: &Reader) -> Vec<KeptCandle> {
    let range = CandleRange {
        symbol: btc(),
        interval: Interval::M1,
        from: at(0),
        to: Time::from_nanos(i64::MAX),
        limit: 5_000,
    };
    reader.kept_candles(&range).await.unwrap()
}

// MKT-03
pub(crate) async fn no_candle_is_overwritten_in_silence(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let with = |close: &str, mark| KeptCandle {
        candle: candle(3, close),
        mark,
    };
    keep(&mut writer, candle(3, "11"), CandleMark::Partial).await;
    keep(&mut writer, candle(3, "12"), CandleMark::Whole).await;
    // The same again is no change.
    keep(&mut writer, candle(3, "12"), CandleMark::Venue).await;
    // The venue's own gives way to nothing but the venue's own.
    keep(&mut writer, candle(3, "13"), CandleMark::Whole).await;
    assert_eq!(minutes(&reader).await, [with("12", CandleMark::Venue)]);
    keep(&mut writer, candle(3, "14"), CandleMark::Venue).await;
    note(&mut writer, |notes| {
        notes.removed = vec![(btc(), Interval::M1, at(180))];
    })
    .await;
    assert_eq!(minutes(&reader).await, []);
    let of = (btc(), Interval::M1);
    let changes = reader.candle_changes(of, at(180), 10).await.unwrap();
    let seen: Vec<_> = changes
        .iter()
        .map(|row| (row.candle.close, row.mark, row.deed))
        .collect();
    assert_eq!(
        seen,
        [
            (price("11"), CandleMark::Partial, ChangeDeed::Replaced),
            (price("12"), CandleMark::Venue, ChangeDeed::Replaced),
            (price("14"), CandleMark::Venue, ChangeDeed::Removed),
        ]
    );
    end(writer, reader).await;
}

// MKT-03
pub(crate) async fn a_candle_that_contradicts_itself_can_still_be_looked_at(site: &Site) {
    let (mut writer, reader) = site.open().await;
    keep(&mut writer, candle(3, "11"), CandleMark::Whole).await;
    site.tamper("UPDATE candles SET high = '1'").await.unwrap();
    let found = minutes(&reader).await;
    assert_eq!(found[0].candle.high, Price::parse("1").unwrap());
    assert!(found[0].candle.check().is_err());
    let of = (btc(), Interval::M1);
    let changes = reader.candle_changes(of, at(180), 10).await.unwrap();
    assert_eq!(changes[0].candle, candle(3, "11"), "even by another hand");
    end(writer, reader).await;
}

// MKT-03
pub(crate) async fn checks_and_flaws_are_kept_with_their_page(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let page = raw(7, b"[[60000,\"1\"]]");
    let hash = content_hash(&page.bytes);
    let flaw = |found: i64, page| FlawRow {
        symbol: btc(),
        interval: Interval::M1,
        from: at(60),
        until: at(120),
        flaw: "hole".to_owned(),
        found: at(found),
        kept: None,
        venue: Some("open 1".to_owned()),
        page,
        state: FlawState::Repaired,
    };
    let check = |number| CheckRow {
        number,
        asked_by: "schedule".to_owned(),
        began: at(1),
        ended: at(2),
        since: at(0),
        symbols: 1,
        looked: 10,
        compared: 9,
        flaws: 1,
        repaired: 1,
        unasked: 2,
    };
    note(&mut writer, |notes| {
        notes.pages = vec![page.clone(), page.clone()];
        notes.flaws = vec![flaw(5, Some(hash)), flaw(6, None)];
        notes.checks = vec![check(0), check(0)];
    })
    .await;
    assert_eq!(
        reader.candle_flaws((None, 10)).await.unwrap(),
        [flaw(6, None), flaw(5, Some(hash))]
    );
    let checks = reader.candle_checks(10).await.unwrap();
    assert_eq!(checks, [check(2), check(1)]);
    let kept = reader.market_page(hash).await.unwrap();
    assert_eq!(kept, Some(page.bytes.clone()));
    let size = u64::try_from(page.bytes.len()).unwrap();
    let sizes = reader.market_page_sizes(10).await.unwrap();
    assert_eq!(sizes, [(at(7), size)]);
    note(&mut writer, |notes| {
        notes.endings = vec![Ending::Pages(at(8))]
    })
    .await;
    assert_eq!(reader.market_page(hash).await.unwrap(), None);
    end(writer, reader).await;
}

// MKT-01
pub(crate) async fn seconds_end_and_nothing_else_does(site: &Site) {
    let (mut writer, reader) = site.open().await;
    for second in 0..10 {
        let candle = Candle {
            interval: Interval::S1,
            open_time: at(second),
            ..candle(0, "11")
        };
        keep(&mut writer, candle, CandleMark::Whole).await;
    }
    keep(&mut writer, candle(0, "11"), CandleMark::Whole).await;
    let held = reader.seconds_held(btc()).await.unwrap();
    assert_eq!(held, Some((at(0), 10)));
    assert_eq!(reader.second_at(btc(), 3).await.unwrap(), Some(at(6)));
    assert_eq!(reader.second_at(btc(), 10).await.unwrap(), None);
    note(&mut writer, |notes| {
        notes.endings = vec![Ending::Seconds(btc(), at(6))];
    })
    .await;
    let held = reader.seconds_held(btc()).await.unwrap();
    assert_eq!(held, Some((at(6), 4)));
    assert_eq!(reader.seconds_held(eth()).await.unwrap(), None);
    assert_eq!(minutes(&reader).await.len(), 1);
    let of = (btc(), Interval::S1);
    let changes = reader.candle_changes(of, at(0), 10).await.unwrap();
    assert_eq!(changes, []);
    end(writer, reader).await;
}
