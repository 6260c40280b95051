//! Reads a capture of Binance's streams into what a book and candles take. Never checks what it reads.

use domain::{Side, Time};
use flate2::read::GzDecoder;
use market::{BookDiff, BookSnapshot, DiffIds, Level, Trade};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

pub(crate) const CAPTURES: [&str; 3] = [
    "binance_spot_btcusdt_20240808.ws.gz",
    "binance_spot_ethusdt_20240808.ws.gz",
    "binance_usdm_btcusdt_20240808.ws.gz",
];

/// A frame of a capture: when it was received, and what it says.
pub(crate) enum Frame {
    Trade(Trade),
    Diff(BookDiff),
    Snapshot(BookSnapshot),
    Other,
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test looks for its data where the machine keeps it"
)]
pub(crate) fn path(name: &str) -> Option<PathBuf> {
    let shared =
        std::env::var_os("COFFERDAM_SHARED").map_or(root().join("../shared"), PathBuf::from);
    let path = shared.join("data/market/hftbacktest").join(name);
    if path.is_file() {
        return Some(path);
    }
    eprintln!(
        "SKIPPED: no capture at {}; set COFFERDAM_SHARED to the folder that holds data/",
        path.display()
    );
    None
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn levels(rows: &Value) -> Vec<Level> {
    let level = |row: &Value| Level {
        price: row[0].as_str().unwrap().parse().unwrap(),
        qty: row[1].as_str().unwrap().parse().unwrap(),
    };
    rows.as_array().unwrap().iter().map(level).collect()
}

fn frame(text: &str) -> Frame {
    if text.contains("@bookTicker") {
        return Frame::Other;
    }
    let whole: Value = serde_json::from_str(text).unwrap();
    if whole.get("lastUpdateId").is_some() {
        return Frame::Snapshot(BookSnapshot {
            last: number(&whole["lastUpdateId"]),
            bids: levels(&whole["bids"]),
            asks: levels(&whole["asks"]),
        });
    }
    let data = &whole["data"];
    let millis = |value: &Value| Time::from_millis(value.as_i64().unwrap());
    match data["e"].as_str() {
        Some("trade") => Frame::Trade(Trade {
            id: number(&data["t"]),
            price: data["p"].as_str().unwrap().parse().unwrap(),
            qty: data["q"].as_str().unwrap().parse().unwrap(),
            at: millis(&data["T"]),
            taker: if data["m"].as_bool().unwrap() {
                Side::Sell
            } else {
                Side::Buy
            },
        }),
        Some("depthUpdate") => {
            let (first, last) = (number(&data["U"]), number(&data["u"]));
            let ids = match data.get("pu") {
                Some(previous) => DiffIds::Chained {
                    previous: number(previous),
                    first,
                    last,
                },
                None => DiffIds::Contiguous { first, last },
            };
            Frame::Diff(BookDiff {
                ids,
                at: millis(&data["E"]),
                bids: levels(&data["b"]),
                asks: levels(&data["a"]),
            })
        }
        Some(_) | None => Frame::Other,
    }
}

#[expect(clippy::disallowed_types, reason = "a test reads its data from disk")]
pub(crate) fn frames(path: &PathBuf) -> Vec<(Time, Frame)> {
    let file = std::fs::File::open(path).unwrap();
    let read = |line: std::io::Result<String>| {
        let line = line.unwrap();
        let (received, text) = line.split_once(' ').unwrap();
        (received.parse().unwrap(), frame(text))
    };
    BufReader::new(GzDecoder::new(file))
        .lines()
        .map(read)
        .collect()
}

/// A small generator of chance from a seed.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}
