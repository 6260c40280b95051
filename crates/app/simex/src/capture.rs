//! Reads a capture of Binance's spot streams: lines of `local_ns {json}`, plain or gzip, one of them a REST snapshot.
//! Never invents: a line it cannot read ends the capture, with its number and the reason.

use domain::{Price, Qty, Side, Time};
use exchange::{ExchangeTradeId, HouseLevel};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Longest line accepted, in bytes: a snapshot of 5,000 levels a side is a twentieth of it.
const LINE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// First bytes of a gzip stream.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Why a capture cannot be played, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// The file cannot be opened.
    #[error("{path}: {reason}")]
    Unopened {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// No line is a depth snapshot, so no book can be built.
    #[error(
        "{path}: none of its {lines} readable lines is a depth snapshot (a line with lastUpdateId)"
    )]
    NoSnapshot {
        /// The file.
        path: PathBuf,
        /// Lines looked at.
        lines: u64,
    },
    /// The file ends inside a line or inside its gzip stream.
    #[error("{path}: the file is cut in line {line}: {reason}")]
    Cut {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is missing.
        reason: String,
    },
    /// A line is not of the form that captures have.
    #[error("{path}: line {line} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
}

/// One line, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// A REST depth snapshot.
    Snapshot {
        last_update: u64,
        levels: Vec<HouseLevel>,
    },
    /// A depth message.
    Diff {
        symbol: String,
        first: u64,
        last: u64,
        at: Time,
        levels: Vec<HouseLevel>,
    },
    /// A trade.
    Trade {
        symbol: String,
        id: ExchangeTradeId,
        price: Price,
        qty: Qty,
        taker: Side,
        at: Time,
    },
    /// Best bid and ask: what the book already says.
    Quote,
    /// Another stream.
    Other,
}

/// A line with its number and the local time it was captured at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Captured {
    pub(crate) captured: Time,
    pub(crate) line: Line,
}

/// The lines of a capture, in order.
pub(crate) struct Lines {
    path: PathBuf,
    reader: BufReader<Box<dyn Read + Send>>,
    number: u64,
    buffer: Vec<u8>,
}

impl Lines {
    pub(crate) fn open(path: &Path) -> Result<Self, CaptureError> {
        let unopened = |error: std::io::Error| CaptureError::Unopened {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        let mut file = BufReader::new(File::open(path).map_err(unopened)?);
        let zipped = file.fill_buf().map_err(unopened)?.starts_with(&GZIP_MAGIC);
        let source: Box<dyn Read + Send> = if zipped {
            Box::new(MultiGzDecoder::new(file))
        } else {
            Box::new(file)
        };
        Ok(Self {
            path: path.to_owned(),
            reader: BufReader::with_capacity(256 * 1024, source),
            number: 0,
            buffer: Vec::new(),
        })
    }

    /// The number of the line read last, counted from 1.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// The next line; `None` at the clean end of the file.
    pub(crate) fn next(&mut self) -> Option<Result<Captured, CaptureError>> {
        self.buffer.clear();
        self.number = self.number.saturating_add(1);
        let mut bounded = (&mut self.reader).take(LINE_BYTES_MAX);
        match bounded.read_until(b'\n', &mut self.buffer) {
            Err(error) => Some(Err(self.cut(&error.to_string()))),
            Ok(0) => None,
            Ok(_) => Some(self.understood()),
        }
    }

    fn understood(&self) -> Result<Captured, CaptureError> {
        let whole = self.buffer.ends_with(b"\n");
        match understand(&self.buffer) {
            Ok(captured) => Ok(captured),
            Err(reason) if whole => Err(CaptureError::Unreadable {
                path: self.path.clone(),
                line: self.number,
                reason,
            }),
            Err(reason) => Err(self.cut(&reason)),
        }
    }

    fn cut(&self, reason: &str) -> CaptureError {
        CaptureError::Cut {
            path: self.path.clone(),
            line: self.number,
            reason: reason.to_owned(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawLine<'a> {
    #[serde(borrow)]
    data: Option<&'a serde_json::value::RawValue>,
    last_update_id: Option<u64>,
    #[serde(default)]
    bids: Vec<(Price, Qty)>,
    #[serde(default)]
    asks: Vec<(Price, Qty)>,
}

#[derive(Deserialize)]
struct RawKind<'a> {
    #[serde(borrow)]
    e: Option<&'a str>,
    u: Option<u64>,
    pu: Option<i64>,
}

#[derive(Deserialize)]
struct RawDiff {
    #[serde(rename = "E")]
    at: i64,
    #[serde(rename = "s")]
    symbol: String,
    #[serde(rename = "U")]
    first: u64,
    #[serde(rename = "u")]
    last: u64,
    #[serde(rename = "b")]
    bids: Vec<(Price, Qty)>,
    #[serde(rename = "a")]
    asks: Vec<(Price, Qty)>,
}

#[derive(Deserialize)]
struct RawTrade {
    #[serde(rename = "s")]
    symbol: String,
    #[serde(rename = "t")]
    id: u64,
    #[serde(rename = "p")]
    price: Price,
    #[serde(rename = "q")]
    qty: Qty,
    #[serde(rename = "T")]
    at: i64,
    #[serde(rename = "m")]
    buyer_is_maker: bool,
}

/// Reads one line, or says what is wrong with it.
fn understand(bytes: &[u8]) -> Result<Captured, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| error.to_string())?
        .trim_end_matches(['\n', '\r']);
    let (captured, json) = text.split_once(' ').ok_or("it is not `local_ns {json}`")?;
    let captured: i64 = captured
        .parse()
        .map_err(|_| "it does not begin with a time in nanoseconds")?;
    let raw: RawLine<'_> = parsed(json)?;
    let line = match (raw.last_update_id, raw.data) {
        (Some(last_update), _) => Line::Snapshot {
            last_update,
            levels: levels(raw.bids, raw.asks),
        },
        (None, Some(data)) => streamed(data.get())?,
        (None, None) => Line::Other,
    };
    Ok(Captured {
        captured: Time::from_nanos(captured),
        line,
    })
}

fn streamed(json: &str) -> Result<Line, String> {
    let kind: RawKind<'_> = parsed(json)?;
    if kind.pu.is_some() {
        return Err("it is of a futures stream, and this exchange trades spot".to_owned());
    }
    match (kind.e, kind.u) {
        (Some("depthUpdate"), _) => {
            let raw: RawDiff = parsed(json)?;
            Ok(Line::Diff {
                symbol: raw.symbol,
                first: raw.first,
                last: raw.last,
                at: Time::from_millis(raw.at),
                levels: levels(raw.bids, raw.asks),
            })
        }
        (Some("trade"), _) => {
            let raw: RawTrade = parsed(json)?;
            Ok(Line::Trade {
                symbol: raw.symbol,
                id: ExchangeTradeId::new(raw.id),
                price: raw.price,
                qty: raw.qty,
                taker: if raw.buyer_is_maker {
                    Side::Sell
                } else {
                    Side::Buy
                },
                at: Time::from_millis(raw.at),
            })
        }
        (None, Some(_)) => Ok(Line::Quote),
        (Some(_), _) | (None, None) => Ok(Line::Other),
    }
}

fn parsed<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

fn levels(bids: Vec<(Price, Qty)>, asks: Vec<(Price, Qty)>) -> Vec<HouseLevel> {
    let level = |side| move |(price, qty)| HouseLevel { side, price, qty };
    bids.into_iter()
        .map(level(Side::Buy))
        .chain(asks.into_iter().map(level(Side::Sell)))
        .collect()
}
