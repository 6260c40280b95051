//! The past of an account kept by the real program, which is killed between pages. Never looks into the program.
// BOOK-03

use crate::program::{pause, program};
use domain::{AccountId, Time};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use store::{HistoryVersions, HistoryWalkRow, Location, Reader, Store};
use tokio::runtime::Runtime;

const PATIENCE: Duration = Duration::from_secs(90);
const LOOK: Duration = Duration::from_millis(20);
/// Trades of two symbols, deposits, withdrawals, eight routes of transfers, dividends, dust, conversions, snapshots.
const HISTORIES: usize = 16;

/// A desk as a process, and its folder.
struct House<'a> {
    url: String,
    data: &'a Path,
    since: String,
    runtime: &'a Runtime,
}

impl House<'_> {
    fn start(&self) -> Child {
        program()
            .args(["serve", "--listen", "127.0.0.1:0", "--venue-url", &self.url])
            .arg("--data")
            .arg(self.data)
            .env("COFFERDAM__VENUE__SYMBOLS", "BTC/USDT,ETH/USDT")
            .env("COFFERDAM__VENUE__CONTRACTS", "")
            .env("COFFERDAM__VENUE__HISTORY_SINCE", &self.since)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Runs `cofferdam histories`; nothing while nobody answers.
    fn histories(&self, more: &[&str]) -> Option<String> {
        let output = program()
            .arg("histories")
            .args(more)
            .arg("--data")
            .arg(self.data)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        output.status.success().then_some(said)
    }

    /// A person asks for a round as soon as the desk hears.
    fn ask(&self) {
        let begun = Instant::now();
        while self.histories(&["--now"]).is_none() {
            assert!(begun.elapsed() < PATIENCE, "the desk never heard");
            pause(LOOK);
        }
    }

    fn reader(&self) -> Reader {
        let location = Location::Sqlite(self.data.to_owned());
        self.runtime.block_on(Store::open_reader(location)).unwrap()
    }

    /// Looks at the walks until they are so.
    fn until(&self, is_so: impl Fn(&[HistoryWalkRow]) -> bool) -> Vec<HistoryWalkRow> {
        let reader = self.reader();
        let begun = Instant::now();
        loop {
            let walks = reader.history_walks(AccountId::new(1), 100);
            let walks = self.runtime.block_on(walks).unwrap();
            if is_so(&walks) {
                return walks;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "it never came to be: {walks:#?}"
            );
            pause(LOOK);
        }
    }

    /// Every row that was kept of a kind: subject, id, and what it says.
    fn rows(&self, kind: &str) -> Vec<(String, String, Value)> {
        let reader = self.reader();
        let mut all = Vec::new();
        for walk in self.until(|_| true) {
            if walk.name.kind != kind {
                continue;
            }
            let mut after = None;
            loop {
                let of = (&walk.name, HistoryVersions::All);
                let page = reader.history_records(of, after, 500);
                let page = self.runtime.block_on(page).unwrap();
                let Some(last) = page.last() else { break };
                after = Some(last.number);
                for row in &page {
                    let bytes = self.runtime.block_on(reader.history_bytes(row)).unwrap();
                    let value = serde_json::from_slice(&bytes).unwrap();
                    all.push((walk.name.subject.clone(), row.id.clone(), value));
                }
            }
        }
        all
    }
}

fn pages(walks: &[HistoryWalkRow]) -> u64 {
    walks.iter().map(|walk| walk.pages).sum()
}

fn text(value: &Value) -> String {
    let word = value.as_str().map(str::to_owned);
    word.unwrap_or_else(|| value.to_string())
}

/// What happened, of a kind: symbol and id.
fn happened(truth: &Value, kind: &str, (id, at): (&str, &str), since: i64) -> BTreeSet<String> {
    let events = truth["events"].as_array().unwrap().iter();
    let of_kind = events.filter(|event| event["kind"] == kind);
    let recent = of_kind.filter(|event| event[at].as_i64().unwrap() >= since);
    recent
        .map(|event| match kind {
            "trade" => format!("{} {}", text(&event["symbol"]), text(&event[id])),
            _ => text(&event[id]),
        })
        .collect()
}

#[test]
fn h9_a_program_that_is_killed_between_pages_neither_loses_nor_doubles_a_record() {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let truth = folder.path().join("truth.json");
    let exchange = runtime.block_on(simex::Simex::start(simex::Config {
        history: Some(simex::History {
            years: 1,
            seed: 9,
            truth: Some(truth.clone()),
        }),
        // Lives that follow each other within a minute share its weight.
        limits: simex::VenueLimits {
            weight_per_minute: 60_000,
            ..simex::VenueLimits::default()
        },
        ..simex::Config::default()
    }));
    let exchange = exchange.unwrap();
    let begin = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    let begin = begin.date().saturating_sub(jiff::Span::new().days(25));
    let midnight = begin.to_zoned(jiff::tz::TimeZone::UTC).unwrap();
    let since = midnight.timestamp().as_millisecond();
    let data = folder.path().join("data");
    let house = House {
        url: format!("http://{}", exchange.public_addr()),
        data: &data,
        since: begin.to_string(),
        runtime: &runtime,
    };
    let mut read = 0;
    for more in [2, 5, 1] {
        let mut life = house.start();
        house.ask();
        read = pages(&house.until(|walks| pages(walks) >= read + more));
        // As a crash does: no signal is heard.
        life.kill().unwrap();
        life.wait().unwrap();
    }
    let mut last = house.start();
    house.ask();
    let ended = |walk: &HistoryWalkRow| walk.whole_until.is_some() || walk.rests_until.is_some();
    let walks = house.until(|walks| walks.len() == HISTORIES && walks.iter().all(ended));
    let said = house.histories(&[]).unwrap();
    assert!(said.contains("account 1  deposits"), "{said}");
    assert!(said.contains("not-served"), "{said}");
    last.kill().unwrap();
    last.wait().unwrap();
    for walk in &walks {
        assert_eq!(walk.breaks, 0, "{walk:?}");
        assert!(walk.since <= Time::from_millis(since), "{walk:?}");
    }
    let truth: Value = serde_json::from_slice(&std::fs::read(truth).unwrap()).unwrap();
    let mut count = 0;
    for (kept, kind, id, at) in [
        ("deposits", "deposit", "id", "insertTime"),
        ("dividends", "dividend", "id", "time"),
        ("conversions", "convert", "orderId", "time"),
    ] {
        let rows = house.rows(kept);
        let wanted = happened(&truth, kind, (id, at), since);
        let ids: BTreeSet<String> = rows.iter().map(|(_, id, _)| id.clone()).collect();
        assert_eq!((rows.len(), &ids), (wanted.len(), &wanted), "{kept}");
        count += rows.len();
    }
    assert!(count > 0);
    let trades = house.rows("trades");
    let ids: BTreeSet<String> = trades
        .iter()
        .map(|(of, id, _)| format!("{of} {id}"))
        .collect();
    let mut wanted = happened(&truth, "trade", ("id", "time"), i64::MIN);
    wanted.retain(|name| name.starts_with("BTCUSDT ") || name.starts_with("ETHUSDT "));
    assert!(wanted.len() > 1_000, "{}", wanted.len());
    assert_eq!((trades.len(), ids), (wanted.len(), wanted));
}
