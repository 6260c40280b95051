//! A real capture played through the whole program, and its candles held against another language's. Never without data:
//! the test says loudly when it is skipped.
// MKT-02 MKT-04

use crate::program::{Demo, pause};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The capture: Binance spot BTC/USDT, 2024-08-08 23:54 to 24:00 UTC.
const CAPTURE: &str = "data/market/hftbacktest/binance_spot_btcusdt_20240808.ws.gz";
/// Intervals compared.
const INTERVALS: [&str; 5] = ["1m", "5m", "15m", "1h", "1d"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn capture() -> Option<PathBuf> {
    let shared = std::env::var_os("COFFERDAM_SHARED")
        .map_or_else(|| root().join("../shared"), PathBuf::from);
    let file = shared.join(CAPTURE);
    file.is_file().then_some(file)
}

/// The candles that a script in Python makes of the capture's trades, by interval and start.
fn truth(capture: &Path) -> Option<BTreeMap<(String, u64), Value>> {
    let output = Command::new("python3")
        .arg(root().join("tools/truth/candles.py"))
        .arg(capture)
        .output()
        .ok()?;
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let candles = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| {
            let candle: Value = serde_json::from_str(line).unwrap();
            let interval = candle["interval"].as_str()?.to_owned();
            Some(((interval, candle["open_time_ms"].as_u64()?), candle))
        })
        .collect();
    Some(candles)
}

#[test]
fn a_capture_plays_to_its_end_and_its_candles_are_those_of_another_language() {
    let Some(capture) = capture() else {
        return println!("SKIPPED: no capture at ../shared/{CAPTURE}");
    };
    let Some(truth) = truth(&capture) else {
        return println!("SKIPPED: no python3 to recompute the candles");
    };
    let mut demo = Demo::with(&["--replay", capture.to_str().unwrap(), "--speed", "40"]);
    demo.set_up();
    let minutes = truth.keys().filter(|(interval, _)| interval == "1m");
    let last_start = minutes.map(|(_, start)| *start).max().unwrap();
    let whole = truth[&("1m".to_owned(), last_start)]["trade_count"].clone();
    demo.wait_until("the last minute of the capture is there", |demo| {
        let candles = demo
            .get("/api/v1/candles?symbol=BTC-USDT&interval=1m&limit=500")
            .json();
        let last = candles["candles"]
            .as_array()
            .and_then(|all| all.last())
            .cloned();
        last.is_some_and(|last| last["open_time"] == last_start && last["trade_count"] == whole)
    });
    let mut compared = 0;
    for interval in INTERVALS {
        let path = format!("/api/v1/candles?symbol=BTC-USDT&interval={interval}&limit=500");
        for ours in demo.get(&path).json()["candles"].as_array().unwrap() {
            let start = ours["open_time"].as_u64().unwrap();
            let theirs = &truth[&(interval.to_owned(), start)];
            for field in [
                "open",
                "high",
                "low",
                "close",
                "volume",
                "quote_volume",
                "trade_count",
            ] {
                assert_eq!(
                    ours[field], theirs[field],
                    "{field} of {interval} at {start}"
                );
            }
            compared += 1;
        }
    }
    let expected = truth
        .keys()
        .filter(|(interval, _)| INTERVALS.contains(&interval.as_str()))
        .count();
    assert_eq!(compared, expected);
    pause(Duration::from_millis(600));
    let health = demo.get("/health").json();
    let market = health["parts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["name"] == "market:BTC/USDT")
        .unwrap();
    assert!(
        market["detail"].as_str().unwrap().contains(" 0 gaps"),
        "{market}"
    );
}
