//! Payloads of Binance that other projects recorded or test themselves with, read from the shared data: a second word on
//! names and kinds. They are of many years, so a name that only we have is no difference. Never part of this repository.

use crate::catalogue::{Name, shared};
use crate::judge::{Meant, word};
use crate::shape::Shape;
use crate::stage::Stage;
use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read;
use std::path::Path;

/// Differences that are meant, one a line: `operation place what # why`.
const MEANT: &str = include_str!("recorded.txt");

/// A payload and what it is one of.
type Payload = (Name, Value);

fn unpacked(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).ok()?;
    GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    Some(bytes)
}

/// Answers of one project's recorder, by path and method.
fn recorder() -> Option<Vec<Payload>> {
    let path = "data/market/gocryptotrader/binance_http_recorded_59_routes.json.gz";
    let all: Value = serde_json::from_slice(&unpacked(&shared().join(path))?).unwrap();
    let mut payloads = Vec::new();
    for (path, methods) in all["routes"].as_object()? {
        for (method, answers) in methods.as_object()? {
            for answer in answers.as_array()? {
                let data = &answer["data"];
                if !data.is_null() && data.get("code").is_none() {
                    payloads.push((Name::Rest(method.clone(), path.clone()), data.clone()));
                }
            }
        }
    }
    Some(payloads)
}

/// Where the other project keeps what.
const FILES: [(&str, &str, &str); 46] = [
    (
        "futures/market_data_json/ticker_stream",
        "usdm-stream",
        "<symbol>@ticker",
    ),
    (
        "futures/market_data_json/mark_price_stream",
        "usdm-stream",
        "<symbol>@markPrice@<updateSpeed>",
    ),
    (
        "futures/market_data_json/book_ticker_stream",
        "usdm-stream",
        "<symbol>@bookTicker",
    ),
    (
        "futures/market_data_json/trade_stream",
        "usdm-stream",
        "<symbol>@trade",
    ),
    (
        "futures/market_data_json/kline_stream_open",
        "usdm-stream",
        "<symbol>@kline_<interval>",
    ),
    (
        "futures/market_data_json/kline_stream_closed",
        "usdm-stream",
        "<symbol>@kline_<interval>",
    ),
    (
        "futures/market_data_json/depth_update_stream",
        "usdm-stream",
        "<symbol>@depth@<updateSpeed>",
    ),
    (
        "futures/market_data_json/liquidation_stream",
        "usdm-stream",
        "<symbol>@forceOrder",
    ),
    (
        "futures/market_data_json/agg_trade_stream",
        "usdm-stream",
        "<symbol>@aggTrade",
    ),
    (
        "futures/user_data_json/order_update_calculated",
        "usdm-stream",
        "ORDER_TRADE_UPDATE",
    ),
    (
        "futures/user_data_json/order_update_trade_partial",
        "usdm-stream",
        "ORDER_TRADE_UPDATE",
    ),
    (
        "futures/user_data_json/order_update_trade",
        "usdm-stream",
        "ORDER_TRADE_UPDATE",
    ),
    (
        "futures/user_data_json/order_update_adl",
        "usdm-stream",
        "ORDER_TRADE_UPDATE",
    ),
    (
        "futures/user_data_json/order_update_new",
        "usdm-stream",
        "ORDER_TRADE_UPDATE",
    ),
    (
        "futures/user_data_json/order_update_insurance",
        "usdm-stream",
        "ORDER_TRADE_UPDATE",
    ),
    (
        "futures/user_data_json/order_update_settlement",
        "usdm-stream",
        "ORDER_TRADE_UPDATE",
    ),
    (
        "futures/user_data_json/algo_update_canceled",
        "usdm-stream",
        "ALGO_UPDATE",
    ),
    (
        "futures/user_data_json/algo_update_new",
        "usdm-stream",
        "ALGO_UPDATE",
    ),
    (
        "futures/user_data_json/trade_lite",
        "usdm-stream",
        "TRADE_LITE",
    ),
    (
        "futures/user_data_json/account_update",
        "usdm-stream",
        "ACCOUNT_UPDATE",
    ),
    (
        "futures/user_data_json/account_update_bnfcr",
        "usdm-stream",
        "ACCOUNT_UPDATE",
    ),
    ("futures/http_json/order_response", "GET", "/fapi/v1/order"),
    (
        "futures/http_json/account_info_v2",
        "GET",
        "/fapi/v2/account",
    ),
    (
        "futures/http_json/position_risk",
        "GET",
        "/fapi/v2/positionRisk",
    ),
    (
        "futures/http_json/open_algo_orders",
        "GET",
        "/fapi/v1/openAlgoOrders",
    ),
    ("futures/http_json/balance", "GET", "/fapi/v2/balance"),
    (
        "spot/user_data_json/execution_report_wrapped",
        "spot-event",
        "executionReport",
    ),
    (
        "spot/user_data_json/execution_report_trade",
        "spot-stream",
        "executionReport",
    ),
    (
        "spot/user_data_json/execution_report_expired",
        "spot-stream",
        "executionReport",
    ),
    (
        "spot/user_data_json/execution_report_stop_loss",
        "spot-stream",
        "executionReport",
    ),
    (
        "spot/user_data_json/balance_update_wrapped",
        "spot-event",
        "balanceUpdate",
    ),
    (
        "spot/user_data_json/list_status_wrapped",
        "spot-event",
        "listStatus",
    ),
    (
        "spot/user_data_json/account_position_wrapped",
        "spot-event",
        "outboundAccountPosition",
    ),
    ("spot/http_json/depth_response", "GET", "/api/v3/depth"),
    (
        "spot/http_json/avg_price_response",
        "GET",
        "/api/v3/avgPrice",
    ),
    (
        "spot/http_json/account_trades_response",
        "GET",
        "/api/v3/myTrades",
    ),
    ("spot/http_json/order_response", "GET", "/api/v3/order"),
    (
        "spot/http_json/new_order_full_response",
        "POST",
        "/api/v3/order",
    ),
    (
        "spot/http_json/exchange_info_response",
        "GET",
        "/api/v3/exchangeInfo",
    ),
    ("spot/http_json/klines_response", "GET", "/api/v3/klines"),
    (
        "spot/http_json/ticker_24hr_response",
        "GET",
        "/api/v3/ticker/24hr",
    ),
    (
        "spot/http_json/cancel_open_orders_response",
        "DELETE",
        "/api/v3/openOrders",
    ),
    (
        "spot/http_json/cancel_order_response",
        "DELETE",
        "/api/v3/order",
    ),
    ("spot/http_json/account_response", "GET", "/api/v3/account"),
    (
        "spot/http_json/all_orders_response",
        "GET",
        "/api/v3/allOrders",
    ),
    ("spot/http_json/trades_response", "GET", "/api/v3/trades"),
];

/// Files of an archive by name.
fn files(archive: &[u8]) -> BTreeMap<String, &[u8]> {
    const BLOCK: usize = 512;
    let text = |bytes: &[u8]| {
        let end = bytes
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(bytes.len());
        String::from_utf8_lossy(&bytes[..end]).trim().to_owned()
    };
    let mut files = BTreeMap::new();
    let mut at = 0;
    while at + BLOCK <= archive.len() {
        let head = &archive[at..at + BLOCK];
        let name = text(&head[..100]);
        let size = usize::from_str_radix(&text(&head[124..136]), 8).unwrap_or(0);
        at += BLOCK;
        if !name.is_empty() {
            files.insert(name, &archive[at..at + size]);
        }
        at += size.div_ceil(BLOCK) * BLOCK;
    }
    files
}

/// Payloads that another project tests itself with.
fn samples() -> Option<Vec<Payload>> {
    let path = "data/market/nautilus/adapter_test_data_7venues.tar.gz";
    let archive = unpacked(&shared().join(path))?;
    let files = files(&archive);
    let mut payloads = Vec::new();
    for (file, door, name) in FILES {
        let file = format!("binance/test_data/{file}.json");
        let bytes = files.get(&file).unwrap_or_else(|| panic!("no {file}"));
        let mut value: Value = serde_json::from_slice(bytes).unwrap();
        let name = match door.split_once('-') {
            Some((product, kind)) => {
                if kind == "event" {
                    value = value["event"].take();
                }
                Name::Stream(product.to_owned(), name.to_owned())
            }
            None => Name::Rest(door.to_owned(), name.to_owned()),
        };
        payloads.push((name, value));
    }
    Some(payloads)
}

/// What came of the comparison with recordings.
#[derive(Default)]
pub(crate) struct Recorded {
    payloads: usize,
    operations: BTreeSet<String>,
    same: BTreeSet<String>,
    meant: usize,
    unserved: BTreeSet<String>,
    differences: BTreeSet<String>,
    stale: Vec<String>,
    shapes: BTreeMap<Name, Shape>,
}

impl Recorded {
    /// All recordings; none when they are not there.
    pub(crate) fn read() -> Option<Self> {
        let mut recorded = Self::default();
        for (name, value) in recorder()?.into_iter().chain(samples()?) {
            recorded.payloads += 1;
            recorded.shapes.entry(name).or_default().add(&value);
        }
        Some(recorded)
    }

    /// Whether a recording of an operation shows a field.
    pub(crate) fn shows(&self, name: &Name, place: &str) -> bool {
        let shape = self.shapes.get(name);
        shape.is_some_and(|shape| shape.shows(place))
    }

    /// Whether anything of an operation is recorded.
    pub(crate) fn knows(&self, name: &Name) -> bool {
        self.shapes.contains_key(name)
    }

    /// Holds everything that was seen against the recordings.
    pub(crate) fn compare(&mut self, stage: &Stage) {
        let mut meant = Meant::read(MEANT);
        for (name, shape) in &self.shapes {
            let Some(ours) = stage.seen.get(name) else {
                self.unserved.insert(word(name));
                continue;
            };
            self.operations.insert(word(name));
            let mut found = Vec::new();
            shape.differences(ours, "", &mut found);
            found.retain(|line| !line.ends_with(" unknown"));
            let found = found.iter().map(|line| format!("{} {line}", word(name)));
            let left: Vec<String> = found.filter(|line| !meant.has(line)).collect();
            if left.is_empty() {
                self.same.insert(word(name));
            }
            self.differences.extend(left);
        }
        self.meant = meant.found();
        self.stale = meant.stale();
    }

    /// What is left to be made the same.
    pub(crate) fn left(&self) -> usize {
        self.differences.len() + self.stale.len()
    }
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.differences {
            writeln!(f, "recorded otherwise: {line}")?;
        }
        for line in &self.stale {
            writeln!(f, "meant, but no longer so: {line}")?;
        }
        for line in &self.unserved {
            writeln!(f, "recorded, and not served: {line}")?;
        }
        write!(
            f,
            "recorded: {} payloads of {} operations compared: {} operations have every name and kind of them, but for {} differences that are meant; {} left; {} recorded operations are not served",
            self.payloads,
            self.operations.len(),
            self.same.len(),
            self.meant,
            self.differences.len(),
            self.unserved.len(),
        )
    }
}
