//! The walk against a venue in memory that keeps more than it shows at once, and against one that errs.

use super::*;
use crate::binance_spot::history::{HistorySource, TransferRoute};
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use domain::Text;

const NOW: Time = Time::from_millis(1_780_000_000_000);

fn answer(body: String) -> Answer {
    Answer {
        status: 200,
        retry_after: None,
        used_weight: None,
        received: NOW,
        body: body.into_bytes(),
    }
}

fn trades() -> HistorySource {
    HistorySource::Trades(Text::new("BTCUSDT").unwrap())
}

fn param(call: &Call, name: &str) -> i64 {
    let payload = call.payload(NOW, call.life());
    let value = payload
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.unwrap().parse().unwrap()
}

fn begin() -> Cursor {
    Cursor {
        id: 0,
        at: Time::from_millis(0),
    }
}

fn rows(rows: impl Iterator<Item = (i64, i64)>) -> String {
    let rows: Vec<String> = rows
        .map(|(id, at)| {
            format!(r#"{{"id":{id},"tranId":{id},"time":{at},"insertTime":{at},"timestamp":{at}}}"#)
        })
        .collect();
    rows.join(",")
}

#[test]
fn h1_numbers_are_walked_to_an_empty_page_and_each_record_comes_once() {
    let kept: Vec<i64> = (0..5_000).map(|n| n * 7 + n % 3).collect();
    let mut pager = Pager::new(trades(), begin(), NOW);
    let (mut read, mut asked) = (Vec::new(), 0);
    while let Some(call) = pager.ask() {
        asked += 1;
        let from = param(&call, "fromId");
        let page = kept.iter().filter(|id| **id >= from).take(1_000);
        let body = format!("[{}]", rows(page.map(|id| (*id, *id))));
        let page = pager.read(&answer(body)).unwrap();
        assert_eq!(page.breaks, []);
        read.extend(page.records.iter().map(|record| record.number().unwrap()));
    }
    assert_eq!(asked, 6);
    assert!(
        read.iter()
            .zip(&kept)
            .all(|(a, b)| i64::try_from(*a).unwrap() == *b)
    );
    assert_eq!(read.len(), kept.len());
    // The cursor goes on where the walk ended.
    let cursor = pager.cursor();
    let later = Pager::new(trades(), cursor, NOW).ask().unwrap();
    assert_eq!(param(&later, "fromId"), kept[4_999] + 1);
}

#[test]
fn an_omitted_row_does_not_end_the_walk() {
    let mut pager = Pager::new(trades(), begin(), NOW);
    let page = (0..999).map(|id| (id, id));
    pager.read(&answer(format!("[{}]", rows(page)))).unwrap();
    assert_eq!(param(&pager.ask().unwrap(), "fromId"), 999);
}

#[test]
fn h4_doubled_swapped_and_strange_rows_of_numbers_are_told() {
    let mut pager = Pager::new(trades(), Cursor { id: 5, ..begin() }, NOW);
    let body = format!(
        "[{}]",
        rows([5, 7, 7, 6, 3, 9].into_iter().map(|id| (id, 1)))
    );
    let page = pager.read(&answer(body)).unwrap();
    let ids: Vec<u64> = page.records.iter().filter_map(Record::number).collect();
    assert_eq!(ids, [5, 6, 7, 9]);
    let id = |id: &str| id.to_string();
    assert_eq!(
        page.breaks,
        [
            Break::Doubled { id: id("7") },
            Break::OutOfOrder { id: id("6") },
            Break::Outside { id: id("3") },
        ]
    );
}

/// A venue that keeps transfers and shows a hundred of a window.
fn transfers(kept: &[(i64, i64)], call: &Call) -> String {
    let (from, to) = (param(call, "startTime"), param(call, "endTime"));
    assert!(to - from < 30 * 86_400_000, "the window is too long");
    let of_window = || kept.iter().filter(|(_, at)| from <= *at && *at <= to);
    let total = of_window().count();
    let page = rows(of_window().rev().take(100).copied());
    format!(r#"{{"total":{total},"rows":[{page}]}}"#)
}

#[test]
fn h2_windows_that_hold_too_much_are_parted_until_each_record_came_once() {
    let source = HistorySource::Transfers(TransferRoute::SpotToFutures);
    let start = NOW.millis() - 200 * 86_400_000;
    // Dense days and empty months.
    let kept: Vec<(i64, i64)> = (0..3_000)
        .map(|n| (n, start + n * 1_000 + (n / 1_000) * 50 * 86_400_000))
        .collect();
    let cursor = Cursor {
        at: Time::from_millis(start),
        ..begin()
    };
    let mut pager = Pager::new(source, cursor, NOW);
    let mut read = Vec::new();
    let mut asked = 0;
    while let Some(call) = pager.ask() {
        asked += 1;
        let before = pager.cursor();
        let page = pager.read(&answer(transfers(&kept, &call))).unwrap();
        assert_eq!(page.breaks, []);
        assert!(pager.cursor() >= before);
        read.extend(page.records.into_iter().map(|record| record.id));
    }
    let wanted: Vec<String> = kept.iter().map(|(id, _)| id.to_string()).collect();
    assert_eq!(read, wanted);
    assert!(asked < 250, "{asked} questions");
    assert_eq!(pager.cursor().at, NOW.plus(Span::from_millis(1)));
}

#[test]
fn an_answer_that_is_no_page_leaves_the_cursor() {
    let mut pager = Pager::new(HistorySource::Deposits, begin(), NOW);
    let before = pager.clone();
    for body in [
        "",
        "{}",
        "[{}]",
        r#"[{"id":1}]"#,
        r#"[{"id":1,"insertTime":true}]"#,
    ] {
        assert!(pager.read(&answer(body.to_string())).is_err(), "{body}");
    }
    let mut refused = answer(r#"{"code":-1003,"msg":""}"#.to_string());
    refused.status = 429;
    assert!(pager.read(&refused).is_err());
    assert_eq!(pager, before);
}

#[test]
fn h4_what_a_window_lacks_or_has_too_much_is_told() {
    let source = HistorySource::Transfers(TransferRoute::FundingToSpot);
    let at = Time::from_millis(NOW.millis() - 1_000);
    let cursor = Cursor { at, ..begin() };
    let read = |body: &str| {
        let mut pager = Pager::new(source, cursor, NOW);
        pager.read(&answer(body.to_string())).unwrap()
    };
    let one = format!(r#"{{"tranId":1,"timestamp":{}}}"#, at.millis());
    let page = read(&format!(r#"{{"total":2,"rows":[{one}]}}"#));
    assert_eq!(page.breaks, [Break::Missing { told: 2, given: 1 }]);
    let page = read(&format!(r#"{{"total":2,"rows":[{one},{one}]}}"#));
    let doubled = Break::Doubled {
        id: "1".to_string(),
    };
    assert_eq!((page.records.len(), page.breaks), (1, alloc::vec![doubled]));
    let page = read(r#"{"total":1,"rows":[{"tranId":1,"timestamp":5}]}"#);
    let outside = Break::Outside {
        id: "1".to_string(),
    };
    assert_eq!((page.records.len(), page.breaks), (0, alloc::vec![outside]));
    // More records in one instant than an answer holds.
    let mut pager = Pager::new(source, Cursor { at: NOW, ..begin() }, NOW);
    let body = rows((0..100).map(|id| (id, NOW.millis())));
    let body = format!(r#"{{"total":150,"rows":[{body}]}}"#);
    let page = pager.read(&answer(body)).unwrap();
    assert_eq!(page.records.len(), 100);
    assert_eq!(page.breaks, [Break::TooDense { at: NOW }]);
    assert_eq!(pager.ask(), None);
}

#[test]
fn every_source_says_its_window_and_its_page() {
    let symbol = Text::new("BTCUSDT").unwrap();
    let mut paths = BTreeSet::new();
    for (source, window) in [
        (HistorySource::Trades(symbol), None),
        (HistorySource::Orders(symbol), None),
        (HistorySource::Deposits, Some(90)),
        (HistorySource::Withdrawals, Some(90)),
        (
            HistorySource::Transfers(TransferRoute::SpotToFunding),
            Some(30),
        ),
        (HistorySource::Dividends, Some(180)),
        (HistorySource::Dust, Some(30)),
        (HistorySource::Conversions, Some(30)),
        (HistorySource::Snapshots, Some(30)),
    ] {
        let call = Pager::new(source, begin(), NOW).ask().unwrap();
        assert!(paths.insert(call.path()));
        if let Some(days) = window {
            let length = param(&call, "endTime") - param(&call, "startTime");
            assert_eq!(length, days * 86_400_000 - 1, "{source:?}");
        }
    }
    assert_eq!(paths.len(), 9);
    let routes: BTreeSet<i32> = TransferRoute::ALL
        .iter()
        .zip(0..)
        .map(|(route, index)| {
            let call = Pager::new(HistorySource::Transfers(*route), begin(), NOW).ask();
            assert!(call.unwrap().payload(NOW, Span::ZERO).contains("_"));
            index
        })
        .collect();
    assert_eq!(routes.len(), 8);
}

/// Numbers that look like chance and are the same in every run.
fn scattered(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    }
}

#[test]
fn h3_walks_that_are_broken_off_anywhere_miss_nothing_and_go_no_further_back_than_they_must() {
    let source = HistorySource::Transfers(TransferRoute::SpotToFutures);
    let day = 86_400_000;
    for seed in 1..60 {
        let mut chance = scattered(seed);
        let begin_ms = NOW.millis() - 100 * day;
        let mut kept: Vec<(i64, i64)> = Vec::new();
        let (mut known, mut cursor) = (BTreeSet::new(), None);
        let mut now = begin_ms;
        while now < NOW.millis() {
            // Life goes on: some records in bunches, one of them told an hour late.
            let next = now + i64::try_from(chance(9 * 86_400_000)).unwrap() + 1;
            for _ in 0..chance(180) {
                let length = u64::try_from(next - now).unwrap();
                let at = now + i64::try_from(chance(length)).unwrap();
                kept.push((i64::try_from(kept.len()).unwrap(), at));
            }
            now = next;
            let late = now - 3_600_000;
            let shown = kept.iter().filter(|(id, at)| id % 7 != 0 || *at < late);
            let mut shown: Vec<_> = shown.copied().collect();
            shown.sort_by_key(|(_, at)| *at);
            let span = (Time::from_millis(begin_ms), Time::from_millis(now));
            let mut pager = Pager::resumed(source, cursor, span);
            if let (Some(Cursor { at, .. }), Some(call)) = (cursor, pager.ask()) {
                let from = param(&call, "startTime");
                let settles = source.settles().millis();
                assert!(from >= at.millis() - settles && from >= begin_ms);
            }
            let pages = chance(6);
            for _ in 0..pages {
                let Some(call) = pager.ask() else { break };
                let page = pager.read(&answer(transfers(&shown, &call))).unwrap();
                assert_eq!(page.breaks, [], "seed {seed}");
                known.extend(page.records.into_iter().map(|record| record.id));
                let reached = pager.cursor();
                cursor = cursor.max(Some(reached));
            }
        }
        let span = (Time::from_millis(begin_ms), Time::from_millis(now));
        let mut last = Pager::resumed(source, cursor, span);
        kept.sort_by_key(|(_, at)| *at);
        while let Some(call) = last.ask() {
            let page = last.read(&answer(transfers(&kept, &call))).unwrap();
            known.extend(page.records.into_iter().map(|record| record.id));
        }
        let wanted: BTreeSet<String> = kept.iter().map(|(id, _)| id.to_string()).collect();
        let missed: Vec<_> = wanted.symmetric_difference(&known).collect();
        assert_eq!(missed, Vec::<&String>::new(), "seed {seed}");
    }
}

#[test]
fn h3_a_walk_begins_where_its_records_may_still_change_or_where_the_venue_begins_to_remember() {
    let ago = |days: i64| Time::from_millis(NOW.millis() - days * 86_400_000);
    let first = |source, cursor, since| {
        let at = |at| Cursor { id: 9, at };
        let pager = Pager::resumed(source, Option::map(cursor, at), (since, NOW));
        param(&pager.ask().unwrap(), "startTime")
    };
    let (deposits, snapshots) = (HistorySource::Deposits, HistorySource::Snapshots);
    assert_eq!(first(deposits, None, ago(400)), ago(400).millis());
    assert_eq!(first(deposits, Some(ago(2)), ago(400)), ago(16).millis());
    assert_eq!(first(deposits, Some(ago(2)), ago(5)), ago(5).millis());
    assert_eq!(first(snapshots, None, ago(400)), ago(30).millis());
    // Numbers go on with the next one.
    let cursor = Some(Cursor { id: 9, at: ago(2) });
    let pager = Pager::resumed(trades(), cursor, (ago(400), NOW));
    assert_eq!(param(&pager.ask().unwrap(), "fromId"), 9);
}

#[test]
fn h4_what_the_venue_forgot_before_it_was_read_is_told_once() {
    let ago = |days: i64| Time::from_millis(NOW.millis() - days * 86_400_000);
    let cursor = Some(Cursor {
        id: 0,
        at: ago(100),
    });
    let mut pager = Pager::resumed(HistorySource::Snapshots, cursor, (ago(400), NOW));
    let empty = || answer(r#"{"snapshotVos":[]}"#.to_string());
    let page = pager.read(&empty()).unwrap();
    let to = Time::from_millis(ago(30).millis() - 1);
    let from = ago(100);
    assert_eq!(page.breaks, [Break::Forgotten { from, to }]);
    assert_eq!(pager.read(&empty()).unwrap().breaks, []);
    // What was never asked for was not forgotten.
    let mut first = Pager::resumed(HistorySource::Snapshots, None, (ago(400), NOW));
    assert_eq!(first.read(&empty()).unwrap().breaks, []);
}

#[test]
fn h4_a_record_is_found_again_in_the_bytes_of_its_page() {
    let bodies = [
        (
            HistorySource::Deposits,
            r#" [ {"id":"1","insertTime":7} , {"id":2,"insertTime":8}]"#,
        ),
        (
            HistorySource::Transfers(TransferRoute::SpotToFunding),
            r#"{"total": 2, "rows" : [{"tranId":1,"timestamp":7},
                {"tranId":2 , "timestamp":8 }]}"#,
        ),
    ];
    for (source, body) in bodies {
        let mut pager = Pager::new(source, begin(), NOW);
        let page = pager.read(&answer(body.to_string())).unwrap();
        assert_eq!((page.records.len(), page.breaks), (2, Vec::new()));
        for record in page.records {
            let end = record.start + record.raw.len();
            assert_eq!(body.get(record.start..end), Some(record.raw.as_str()));
        }
    }
}

#[test]
fn h2_contracts_have_their_windows_and_a_crowded_millisecond_is_told() {
    use crate::binance_usdm::history::HistorySource as Contracts;
    let income = |kind: &str, id: i64, at: i64| {
        format!(
            r#"{{"symbol":"BTCUSDT","incomeType":"{kind}","income":"1","asset":"USDT","time":{at},"tranId":{id}}}"#
        )
    };
    // The same number of two kinds is two records.
    let at = NOW.millis() - 5;
    let body = format!(
        "[{},{}]",
        income("COMMISSION", 7, at),
        income("REALIZED_PNL", 7, at)
    );
    let cursor = Cursor {
        at: Time::from_millis(at),
        ..begin()
    };
    let mut pager = Pager::new(Contracts::Income, cursor, NOW);
    let page = pager.read(&answer(body)).unwrap();
    assert_eq!((page.records.len(), page.breaks), (2, Vec::new()));
    // More in one millisecond than a page holds: halved down to it, read, and told.
    let all: Vec<(i64, i64)> = (0..1_500).map(|id| (id, at)).collect();
    let mut pager = Pager::new(
        Contracts::Income,
        Cursor {
            at: Time::from_millis(at - 99),
            ..begin()
        },
        NOW,
    );
    let (mut breaks, mut records) = (Vec::new(), 0);
    while let Some(call) = pager.ask() {
        let (from, to) = (param(&call, "startTime"), param(&call, "endTime"));
        let shown = all
            .iter()
            .filter(|(_, at)| from <= *at && *at <= to)
            .take(1_000);
        let shown: Vec<String> = shown
            .map(|(id, at)| income("COMMISSION", *id, *at))
            .collect();
        let page = pager
            .read(&answer(format!("[{}]", shown.join(","))))
            .unwrap();
        breaks.extend(page.breaks);
        records += page.records.len();
    }
    let at = Time::from_millis(at);
    assert_eq!(
        (records, breaks),
        (1_000, alloc::vec![Break::TooDense { at }])
    );
    for (source, days) in [(Contracts::Income, 7), (Contracts::ForcedOrders, 7)] {
        let call = Pager::new(source, begin(), NOW).ask().unwrap();
        let length = param(&call, "endTime") - param(&call, "startTime");
        assert_eq!(length, days * 86_400_000 - 1, "{source:?}");
    }
    let trades = Contracts::Trades(Text::new("BTCUSDT").unwrap());
    let call = Pager::new(trades, begin(), NOW).ask().unwrap();
    assert_eq!(
        (call.path(), param(&call, "fromId")),
        ("/fapi/v1/userTrades", 0)
    );
}
