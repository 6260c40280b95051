//! Who listens to the market: streams, the books kept from them, numbers that must follow each other. In fair weather
//! nothing may be missing, doubled or out of order. Never a request.

use crate::depth::{Agreement, Book, Diff, Fit};
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What is listened to.
const SOCKETS: [&str; 5] = [
    "/market/stream?streams=btcusdt@aggTrade/ethusdt@aggTrade/btcusdt@markPrice@1s/!forceOrder@arr",
    "/public/stream?streams=btcusdt@depth@100ms/ethusdt@depth@100ms",
    "/stream?streams=btcusdt@depth@100ms/btcusdt@trade/ltcusdt@depth@100ms/ltcusdt@aggTrade",
    "/stream?streams=ethbtc@bookTicker/ethusdt@trade/ethusdt@depth/ethusdt@kline_1m",
    "/ws/bnbusdt@miniTicker/bnbusdt@avgPrice",
];

/// What the weather allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weather {
    /// Nothing goes wrong.
    Fair,
    /// Anything may.
    Foul,
}

/// A stream: the socket's path and the stream's name.
type Stream = (&'static str, String);

/// Everything heard of the market.
#[derive(Debug, Default)]
pub(crate) struct Feeds {
    open: BTreeMap<u64, &'static str>,
    books: BTreeMap<Stream, Book>,
    /// The last number of streams whose numbers follow each other.
    chains: BTreeMap<Stream, u64>,
    /// Books compared with a snapshot of the same update.
    pub(crate) compared: u64,
    /// Gaps and old messages that foul weather made.
    pub(crate) broken: u64,
}

impl Feeds {
    /// What is not open.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let open: BTreeSet<&str> = self.open.values().copied().collect();
        let all = SOCKETS.into_iter();
        all.filter(|target| !open.contains(target)).collect()
    }

    pub(crate) fn opened(&mut self, conn: u64, target: &'static str) {
        self.open.insert(conn, target);
    }

    /// A socket is gone: what it told begins anew.
    pub(crate) fn closed(&mut self, conn: u64) {
        if let Some(target) = self.open.remove(&conn) {
            self.books.retain(|(of, _), _| *of != target);
            self.chains.retain(|(of, _), _| *of != target);
        }
    }

    /// Forgets what was heard, so that what comes is judged by itself.
    pub(crate) fn begin_anew(&mut self) {
        self.books.clear();
        self.chains.clear();
    }

    /// Takes a message, if it is one of these sockets'.
    pub(crate) fn hear(&mut self, (conn, text): (u64, &str), weather: Weather) -> Result<()> {
        let Some(target) = self.open.get(&conn).copied() else {
            return Ok(());
        };
        let value: Value = serde_json::from_str(text)?;
        let (Some(stream), Some(data)) = (value.get("stream"), value.get("data")) else {
            return Ok(());
        };
        let stream = (target, stream.as_str().unwrap_or_default().to_owned());
        let fit = match data.get("e").and_then(Value::as_str) {
            Some("depthUpdate") => {
                let book = self.books.entry(stream).or_insert_with(Book::waiting);
                book.take(Diff::read(data)?)
            }
            Some("trade") => self.chained(stream, data.get("t"))?,
            Some("aggTrade") => self.chained(stream, data.get("a"))?,
            _ => Fit::Follows,
        };
        match (fit, weather) {
            (Fit::Follows, _) => {}
            (Fit::Gap | Fit::Old, Weather::Foul) => self.broken += 1,
            (Fit::Gap, Weather::Fair) => bail!("a gap in fair weather on {target}: {text}"),
            (Fit::Old, Weather::Fair) => bail!("told twice in fair weather on {target}: {text}"),
        }
        Ok(())
    }

    fn chained(&mut self, stream: Stream, number: Option<&Value>) -> Result<Fit> {
        let number = number.and_then(Value::as_u64).context("no number")?;
        Ok(match self.chains.insert(stream, number) {
            None => Fit::Follows,
            Some(last) if number == last.saturating_add(1) => Fit::Follows,
            Some(last) if number <= last => Fit::Old,
            Some(_) => Fit::Gap,
        })
    }

    /// Paths of the snapshots that are wanted.
    pub(crate) fn wanted(&self) -> Vec<(Stream, String)> {
        let waiting = self.books.iter().filter(|(_, book)| book.wants_snapshot());
        waiting
            .map(|(stream, _)| (stream.clone(), snapshot_of(stream, 1_000)))
            .collect()
    }

    pub(crate) fn begin(&mut self, stream: &Stream, snapshot: &Value) -> Result<()> {
        match self.books.get_mut(stream) {
            Some(book) => book.begin(snapshot),
            None => Ok(()),
        }
    }

    /// Paths of snapshots to compare the books with.
    pub(crate) fn checks(&self) -> Vec<(Stream, String)> {
        let kept = self.books.iter().filter(|(_, book)| !book.wants_snapshot());
        kept.map(|(stream, _)| (stream.clone(), snapshot_of(stream, 20)))
            .collect()
    }

    /// Holds a book against a snapshot.
    pub(crate) fn compare(&mut self, stream: &Stream, snapshot: &Value) -> Result<()> {
        let Some(book) = self.books.get(stream) else {
            return Ok(());
        };
        match book.agrees(snapshot)? {
            None => {}
            Some(Agreement::Same) => self.compared += 1,
            Some(Agreement::Ahead) => bail!("{stream:?} told more than there is: {snapshot}"),
            Some(Agreement::Differs) => bail!("{stream:?} differs from {snapshot}: {book:?}"),
        }
        Ok(())
    }

    /// At least one socket is open.
    pub(crate) fn all_open(&self) -> Result<()> {
        let missing = self.missing();
        ensure!(missing.is_empty(), "refused on a calm day: {missing:?}");
        Ok(())
    }
}

fn snapshot_of((target, stream): &Stream, limit: u32) -> String {
    let symbol = stream.split('@').next().unwrap_or_default();
    let symbol = symbol.to_ascii_uppercase();
    let path = if target.starts_with("/public") {
        "/fapi/v1/depth"
    } else {
        "/api/v3/depth"
    };
    format!("{path}?symbol={symbol}&limit={limit}")
}
