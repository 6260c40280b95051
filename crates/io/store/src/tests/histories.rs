//! Histories of accounts: a page, its records and the cursor behind it are there together, once, and for ever.

use super::cases::end;
use super::samples::{at, everything};
use super::site::Site;
use crate::{
    Batch, HistoryName, HistoryPage, HistoryRecordRow, HistoryStep, HistoryVersions,
    NewHistoryRecord, RawArrival, Reader,
};
use domain::{AccountId, RawSource};

const ALL: HistoryVersions = HistoryVersions::All;
const COUNTING: HistoryVersions = HistoryVersions::Counting;

fn deposits() -> HistoryName {
    HistoryName {
        account: AccountId::new(1),
        kind: "deposits".to_owned(),
        subject: String::new(),
    }
}

/// A page that holds these records, each as `id=words`, between brackets.
fn page(records: &[&str], received: i64) -> HistoryPage {
    let mut bytes = b"[".to_vec();
    let mut parts = Vec::new();
    for record in records {
        let id = record.split_once('=').unwrap().0.to_owned();
        parts.push(NewHistoryRecord {
            id,
            at: at(1),
            start: bytes.len(),
            length: record.len(),
        });
        bytes.extend(record.as_bytes());
        bytes.push(b',');
    }
    HistoryPage {
        raw: RawArrival {
            source: RawSource::new("simex/history-deposits").unwrap(),
            received: at(received),
            bytes,
        },
        records: parts,
        breaks: Vec::new(),
    }
}

fn step(records: &[&str], cursor: u64) -> HistoryStep {
    HistoryStep {
        name: deposits(),
        since: at(0),
        cursor_id: cursor,
        cursor_at: at(2),
        whole_until: None,
        trouble: None,
        rests_until: None,
        page: Some(page(records, 5)),
    }
}

fn batch(steps: Vec<HistoryStep>) -> Batch {
    Batch {
        histories: steps,
        ..Batch::new(at(9))
    }
}

async fn told(reader: &Reader, versions: HistoryVersions) -> Vec<String> {
    let name = deposits();
    let mut all = Vec::new();
    for row in rows(reader, &name, versions).await {
        let bytes = reader.history_bytes(&row).await.unwrap();
        all.push(String::from_utf8(bytes).unwrap());
    }
    all
}

async fn rows(
    reader: &Reader,
    name: &HistoryName,
    versions: HistoryVersions,
) -> Vec<HistoryRecordRow> {
    let of = (name, versions);
    reader.history_records(of, None, 500).await.unwrap()
}

pub(crate) async fn h5_a_record_is_kept_once_however_often_it_is_told(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let steps = vec![step(&["1=a", "2=b"], 3), step(&["2=b", "3=c"], 4)];
    writer.commit(&batch(steps)).await.unwrap();
    writer
        .commit(&batch(vec![step(&["1=a"], 4)]))
        .await
        .unwrap();
    assert_eq!(told(&reader, ALL).await, ["1=a", "2=b", "3=c"]);
    let walk = &reader.history_walks(AccountId::new(0), 10).await.unwrap()[0];
    assert_eq!((walk.pages, walk.records, walk.changed), (3, 3, 0));
    assert_eq!((walk.cursor_id, walk.page_last), (4, Some(at(5))));
    // The same name in another history is another record.
    let mut other = step(&["1=a"], 1);
    other.name.kind = "withdrawals".to_owned();
    writer.commit(&batch(vec![other.clone()])).await.unwrap();
    assert_eq!(rows(&reader, &other.name, ALL).await.len(), 1);
    assert_eq!(told(&reader, ALL).await.len(), 3);
    end(writer, reader).await;
}

pub(crate) async fn h6_a_record_that_changed_is_kept_twice_and_the_newest_counts(site: &Site) {
    let (mut writer, reader) = site.open().await;
    for told in ["1=pending", "1=credited", "1=pending"] {
        writer
            .commit(&batch(vec![step(&[told, "2=b"], 3)]))
            .await
            .unwrap();
    }
    let all = told(&reader, ALL).await;
    assert_eq!(all, ["1=pending", "2=b", "1=credited", "1=pending"]);
    assert_eq!(told(&reader, COUNTING).await, ["2=b", "1=pending"]);
    let walk = &reader.history_walks(AccountId::new(1), 10).await.unwrap()[0];
    assert_eq!((walk.records, walk.changed), (2, 2));
    // Pages of rows go on where the last one ended.
    let name = deposits();
    let first = reader.history_records((&name, ALL), None, 3).await.unwrap();
    let after = first.last().map(|row| row.number);
    let rest = reader
        .history_records((&name, ALL), after, 3)
        .await
        .unwrap();
    assert_eq!((first.len(), rest.len()), (3, 1));
    end(writer, reader).await;
}

pub(crate) async fn h7_a_page_and_its_cursor_are_written_together_or_not_at_all(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer
        .commit(&batch(vec![step(&["1=a"], 2)]))
        .await
        .unwrap();
    let mut wrong = step(&["2=b"], 9);
    wrong.page.as_mut().unwrap().records[0].length = 1_000;
    let mut with_orders = everything(1);
    with_orders.histories = vec![wrong];
    writer.commit(&with_orders).await.unwrap_err();
    assert_eq!(told(&reader, ALL).await, ["1=a"]);
    let walk = &reader.history_walks(AccountId::new(0), 10).await.unwrap()[0];
    assert_eq!((walk.cursor_id, walk.pages), (2, 1));
    let source = RawSource::new("simex/history-deposits").unwrap();
    let arrivals = reader.raw_arrivals(source, None, 10).await.unwrap();
    assert_eq!(arrivals.len(), 1);
    end(writer, reader).await;
}

pub(crate) async fn trouble_and_breaks_of_a_walk_stand_as_last_told(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let mut broken = step(&["1=a"], 2);
    broken.page.as_mut().unwrap().breaks = vec!["one".to_owned(), "two".to_owned()];
    let stuck = HistoryStep {
        trouble: Some("the key may not".to_owned()),
        rests_until: Some(at(90)),
        page: None,
        ..step(&[], 2)
    };
    writer.commit(&batch(vec![broken, stuck])).await.unwrap();
    let walk = reader.history_walks(AccountId::new(0), 10).await.unwrap();
    let walk = &walk[0];
    assert_eq!(
        (walk.pages, walk.breaks, walk.break_last.as_deref()),
        (1, 2, Some("two"))
    );
    assert_eq!(walk.trouble.as_deref(), Some("the key may not"));
    assert_eq!(
        (walk.rests_until, walk.page_last),
        (Some(at(90)), Some(at(5)))
    );
    let well = HistoryStep {
        whole_until: Some(at(70)),
        page: None,
        ..step(&[], 2)
    };
    writer.commit(&batch(vec![well])).await.unwrap();
    let walk = reader.history_walks(AccountId::new(0), 10).await.unwrap();
    assert_eq!(
        (&walk[0].trouble, walk[0].whole_until),
        (&None, Some(at(70)))
    );
    assert!(
        reader
            .history_walks(AccountId::new(2), 10)
            .await
            .unwrap()
            .is_empty()
    );
    end(writer, reader).await;
}
