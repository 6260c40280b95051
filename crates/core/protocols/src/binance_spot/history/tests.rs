//! The walk against a venue in memory that keeps more than it shows at once, and against one that errs.

use super::*;
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
fn numbers_are_walked_to_an_empty_page_and_each_record_comes_once() {
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
fn doubled_swapped_and_strange_rows_of_numbers_are_told() {
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
fn windows_that_hold_too_much_are_parted_until_each_record_came_once() {
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
fn what_a_window_lacks_or_has_too_much_is_told() {
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
