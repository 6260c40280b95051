//! Findings of surveillance: kept once, explained once, never removed.

use super::cases::end;
use super::samples::at;
use super::site::Site;
use crate::{Batch, CommitError, FindingChange, FindingRow, FindingState, FindingWord};
use domain::{OrderId, Symbol};

fn finding(name: &str, found: i64) -> FindingRow {
    FindingRow {
        name: name.to_owned(),
        kind: "wash".to_owned(),
        symbol: Symbol::new("BTC/USDT").unwrap(),
        found: at(found),
        from: at(1),
        until: at(2),
        orders: vec![OrderId::new(4), OrderId::new(7)],
        value: 3,
        limit: 3,
        words: "they met".to_owned(),
        word: None,
    }
}

fn batch(change: FindingChange) -> Batch {
    let mut batch = Batch::new(at(30));
    batch.findings.push(change);
    batch
}

pub(crate) async fn a_finding_is_kept_once_and_explained_once(site: &Site) {
    let (mut writer, reader) = site.open().await;
    for (name, found) in [("wash:BTC/USDT:4", 5), ("wash:BTC/USDT:9", 6)] {
        let change = FindingChange::Found(finding(name, found));
        writer.commit(&batch(change)).await.unwrap();
    }
    let again = FindingChange::Found(finding("wash:BTC/USDT:4", 99));
    writer.commit(&batch(again)).await.unwrap();
    let word = FindingWord {
        at: at(40),
        by: "olive".to_owned(),
        reason: "a test of both accounts".to_owned(),
    };
    let explained = || FindingChange::Explained("wash:BTC/USDT:4".to_owned(), word.clone());
    writer.commit(&batch(explained())).await.unwrap();
    for wrong in [
        explained(),
        FindingChange::Explained("none".to_owned(), word.clone()),
    ] {
        let refused = writer.commit(&batch(wrong)).await.unwrap_err();
        assert!(matches!(refused, CommitError::Refused { .. }), "{refused}");
    }
    let mut kept = finding("wash:BTC/USDT:4", 5);
    kept.word = Some(word);
    let open = finding("wash:BTC/USDT:9", 6);
    let all = reader.findings(FindingState::All, 10).await.unwrap();
    assert_eq!(all, [open.clone(), kept.clone()]);
    let read = reader.findings(FindingState::Open, 10).await.unwrap();
    assert_eq!(read, [open]);
    let read = reader.findings(FindingState::Explained, 10).await.unwrap();
    assert_eq!(read, std::slice::from_ref(&kept));
    assert_eq!(reader.finding(&kept.name).await.unwrap(), Some(kept));
    end(writer, reader).await;
}
