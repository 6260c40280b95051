//! A made-up past, walked by this house's pager: exactly the records of the book kept beside it, none missing, none double.
//! BOOK-03

use crate::house::Folder;
use domain::{Span, Text, Time};
use protocols::binance_spot::history::{HistorySource, TransferRoute};
use protocols::history::{Break, Cursor, Page, Pager};
use protocols::{Answer, Call};
use serde_json::Value;
use simex::{Config, History, Market, Offline};
use std::collections::BTreeSet;
use vault::{KeyName, Vault};
use zeroize::Zeroizing;

/// 2026-11-21, 16:00 UTC.
const END: Time = Time::from_millis(1_795_276_800_000);

/// A venue with two years of a past, and the book kept beside it.
struct Stage {
    venue: Offline,
    truth: Value,
    vault: Vault,
    key: KeyName,
}

impl Stage {
    fn begin() -> Self {
        let folder = Folder::new("history");
        let path = folder.path().join("truth.json");
        let config = Config {
            market: Market::Still,
            history: Some(History {
                years: 2,
                seed: 11,
                truth: Some(path.clone()),
            }),
            ..Config::default()
        };
        let venue = Offline::new(&config, END).unwrap();
        let key = KeyName::new("k").unwrap();
        let mut vault = Vault::new();
        let shared = Zeroizing::new(simex::DEFAULT_SECRET.to_owned());
        vault
            .insert(key, simex::DEFAULT_KEY.into(), shared)
            .unwrap();
        let truth = std::fs::read_to_string(path).unwrap();
        Self {
            venue,
            truth: serde_json::from_str(&truth).unwrap(),
            vault,
            key,
        }
    }

    fn send(&mut self, call: &Call) -> Answer {
        // Weights are not what is tested here.
        self.venue.advance(Span::from_secs(61));
        let now = self.venue.now();
        let payload = call.payload(now, call.life());
        let signature = self.vault.sign(self.key, payload.as_bytes()).unwrap();
        let sealed = Call::sealed(&payload, signature.as_str());
        let target = format!("{}?{sealed}", call.path());
        let key = Some(simex::DEFAULT_KEY);
        let (answer, _) = self.venue.request("GET", &target, "", key);
        let (status, body) = answer.unwrap();
        assert_eq!(status, 200, "{target}: {body}");
        Answer {
            status,
            retry_after: None,
            used_weight: None,
            received: now,
            body: body.into_bytes(),
        }
    }

    /// Walks a history to its end; `touch` may spoil answers on their way.
    fn walk(&mut self, source: HistorySource, touch: impl Fn(&mut Vec<u8>)) -> Page {
        let cursor = Cursor {
            id: 0,
            at: Time::from_millis(self.truth["from"].as_i64().unwrap()),
        };
        let mut pager = Pager::new(source, cursor, END);
        let mut whole = Page {
            records: Vec::new(),
            breaks: Vec::new(),
        };
        while let Some(call) = pager.ask() {
            let mut answer = self.send(&call);
            touch(&mut answer.body);
            let page = pager.read(&answer).unwrap();
            whole.records.extend(page.records);
            whole.breaks.extend(page.breaks);
        }
        whole
    }

    /// The names of the book's events of a kind.
    fn events(&self, kind: &str, id: &str, fits: impl Fn(&Value) -> bool) -> BTreeSet<String> {
        let events = self.truth["events"].as_array().unwrap().iter();
        let of_kind = events.filter(|event| event["kind"] == kind && fits(event));
        of_kind.map(|event| text(&event[id])).collect()
    }

    fn symbols(&self) -> BTreeSet<String> {
        let events = self.truth["events"].as_array().unwrap().iter();
        let trades = events.filter(|event| event["kind"] == "trade");
        trades.map(|event| text(&event["symbol"])).collect()
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Nothing missing, nothing twice, nothing else, and nothing to complain of.
#[track_caller]
fn complete(page: &Page, truth: &BTreeSet<String>) -> usize {
    assert_eq!(page.breaks, []);
    let read: BTreeSet<String> = page.records.iter().map(|one| one.id.clone()).collect();
    assert_eq!(read.len(), page.records.len(), "a record came twice");
    assert_eq!(read, *truth);
    read.len()
}

#[test]
fn every_history_is_walked_to_exactly_what_happened() {
    let mut stage = Stage::begin();
    let any = |_: &Value| true;
    let mut count = 0;
    for symbol in stage.symbols() {
        let name = Text::new(&symbol).unwrap();
        let of_symbol = |event: &Value| event["symbol"] == symbol.as_str();
        let trades = stage.walk(HistorySource::Trades(name), |_| {});
        count += complete(&trades, &stage.events("trade", "id", of_symbol));
        let orders = stage.walk(HistorySource::Orders(name), |_| {});
        let ordered: BTreeSet<String> = orders.records.iter().map(|one| one.id.clone()).collect();
        let traded = stage.events("trade", "orderId", of_symbol);
        assert_eq!(
            (orders.breaks.len(), ordered.len()),
            (0, orders.records.len())
        );
        assert!(
            traded.is_subset(&ordered),
            "an order that traded is missing"
        );
    }
    for (source, kind, id) in [
        (HistorySource::Deposits, "deposit", "id"),
        (HistorySource::Withdrawals, "withdrawal", "id"),
        (HistorySource::Dividends, "dividend", "id"),
        (HistorySource::Conversions, "convert", "orderId"),
        (HistorySource::Dust, "dust", "transId"),
    ] {
        let page = stage.walk(source, |_| {});
        count += complete(&page, &stage.events(kind, id, any));
    }
    // The venue remembers transfers for half a year.
    let half_a_year = END.millis() - 180 * 86_400_000;
    for (route, from, to) in [
        (TransferRoute::SpotToFunding, "SPOT", "FUNDING"),
        (TransferRoute::FundingToSpot, "FUNDING", "SPOT"),
    ] {
        let mut page = stage.walk(HistorySource::Transfers(route), |_| {});
        page.records
            .retain(|record| record.at.millis() >= half_a_year);
        let recent = |event: &Value| {
            let at = event["time"].as_i64().unwrap();
            at >= half_a_year && event["from"] == from && event["to"] == to
        };
        count += complete(&page, &stage.events("transfer", "tranId", recent));
    }
    assert!(count > 3_000, "only {count} records");
    println!("{count} records of a past were walked, none missing, none double");
}

#[test]
fn rows_that_a_fault_doubles_or_omits_are_told_where_they_can_be() {
    let mut stage = Stage::begin();
    let double = |body: &mut Vec<u8>| {
        let mut page: Value = serde_json::from_slice(body).unwrap();
        let rows = page.as_array_mut().unwrap();
        if let Some(first) = rows.first().cloned() {
            rows.insert(1, first);
        }
        *body = page.to_string().into_bytes();
    };
    let deposits = stage.walk(HistorySource::Deposits, double);
    let doubled = |one: &Break| matches!(one, Break::Doubled { .. });
    assert!(!deposits.breaks.is_empty() && deposits.breaks.iter().all(doubled));
    let truth = stage.events("deposit", "id", |_| true);
    assert_eq!(
        deposits.records.len(),
        truth.len(),
        "none double, none missing"
    );
    let symbol = Text::new(stage.symbols().first().unwrap()).unwrap();
    let trades = stage.walk(HistorySource::Trades(symbol), double);
    assert!(!trades.breaks.is_empty() && trades.breaks.iter().all(doubled));
    // The venue counts dividends, so one that it leaves out is missed.
    let omit = |body: &mut Vec<u8>| {
        let mut page: Value = serde_json::from_slice(body).unwrap();
        drop(page["rows"].as_array_mut().unwrap().pop());
        *body = page.to_string().into_bytes();
    };
    let dividends = stage.walk(HistorySource::Dividends, omit);
    let missing = |one: &Break| matches!(one, Break::Missing { .. });
    assert!(!dividends.breaks.is_empty() && dividends.breaks.iter().all(missing));
}
