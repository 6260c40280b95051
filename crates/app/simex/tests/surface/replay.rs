//! A real capture played to its end, and captures that are cut. MKT-04

use crate::house::*;
use crate::mirror::Mirror;
use domain::{Price, Qty};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use protocols::binance_spot::feed::{self, MarketFact, MarketFrame};
use protocols::binance_spot::{DepthSnapshot, ask};
use simex::{CaptureError, Config, Market, Progress, ReplayReport, Simex, Speed, StartError};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;
use wire::StreamEvent;

fn config(file: &Path) -> Config {
    Config {
        market: Market::Replay {
            file: file.to_owned(),
            speed: Speed::Fastest,
        },
        ..Config::default()
    }
}

/// Plays a capture to its end with somebody listening; every fact that was heard.
async fn played(file: &Path) -> (House, ReplayReport, Vec<MarketFact>) {
    let house = House::start(config(file)).await;
    let (out, mut events) = mpsc::channel(4_096);
    let path = ask::market_streams(&[house.instrument]);
    let _stream = house.client.market_stream(&path, out);
    let mut heard = Vec::new();
    loop {
        match timeout(Duration::from_millis(500), events.recv()).await {
            Ok(Some(StreamEvent::Frame { bytes, .. })) => {
                if let MarketFrame::Fact(fact) = feed::market(&bytes).unwrap() {
                    heard.push(fact);
                }
            }
            Ok(Some(StreamEvent::Opened { .. } | StreamEvent::Renewed { .. })) => {}
            Ok(Some(StreamEvent::Cut { reason, .. })) => panic!("cut: {reason}"),
            Ok(None) => panic!("the stream ended"),
            Err(_) => {
                let report = house.exchange.replay_report();
                if report.progress == Progress::Ended {
                    return (house, report, heard);
                }
            }
        }
    }
}

fn capture(name: &str) -> Option<PathBuf> {
    let shared = std::env::var("COFFERDAM_SHARED").map_or_else(
        |_| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared")),
        PathBuf::from,
    );
    let path = shared.join("data/market/hftbacktest").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: no capture at {}", path.display());
    None
}

#[tokio::test]
async fn the_btc_capture_plays_to_its_end_without_gap_or_cross() {
    let Some(file) = capture("binance_spot_btcusdt_20240808.ws.gz") else {
        return;
    };
    let begun = std::time::Instant::now();
    let (house, report, heard) = played(&file).await;
    eprintln!("played {} lines in {:?}", report.lines, begun.elapsed());
    assert_eq!(report.trouble, None);
    let faults = (report.gaps, report.crossed, report.refused);
    assert_eq!(faults, (0, 0, 0), "{report:?}");
    assert_eq!((report.symbol.as_str(), report.lines), ("BTCUSDT", 41_249));
    assert_eq!(report.depth + report.stale, 3_451);
    assert_eq!((report.trades, report.quotes), (9_757, 28_040));
    every_trade_was_heard(&heard);
    // The reader's book, kept from the diffs alone from the first message on, ends as the exchange's own.
    let book = house.depth().await;
    let begin = Replayed::snapshot(&file);
    let mut mirror = Mirror::of(&begin.at_update(first_update(&heard) - 1));
    for fact in &heard {
        mirror.hear(fact);
    }
    assert_eq!(mirror.last, book.last_update);
    let top = (book.bids[..20].to_vec(), book.asks[..20].to_vec());
    assert_eq!(mirror.top(), top);
    assert_eq!(house.admin("/_sim/replay").await["progress"], "ended");
}

fn every_trade_was_heard(heard: &[MarketFact]) {
    let mut expected = 3_735_683_259;
    let mut last = domain::Time::from_millis(1_723_161_255_342);
    for fact in heard {
        if let MarketFact::Trade { trade, at, .. } = fact {
            assert_eq!(*trade, expected);
            assert!(*at >= last);
            expected += 1;
            last = *at;
        }
    }
    assert_eq!(expected, 3_735_693_016);
}

fn first_update(heard: &[MarketFact]) -> u64 {
    let first = heard.iter().find_map(|fact| match fact {
        MarketFact::Depth { first_update, .. } => Some(*first_update),
        MarketFact::Trade { .. } | MarketFact::Quote { .. } => None,
    });
    first.unwrap()
}

/// The snapshot that stands in a capture.
struct Replayed {
    bids: Vec<(Price, Qty)>,
    asks: Vec<(Price, Qty)>,
}

impl Replayed {
    fn snapshot(file: &Path) -> Self {
        let reader = std::io::BufReader::new(GzDecoder::new(std::fs::File::open(file).unwrap()));
        let line = reader
            .lines()
            .map(Result::unwrap)
            .find(|line| line.contains("lastUpdateId"))
            .unwrap();
        let json: serde_json::Value =
            serde_json::from_str(line.split_once(' ').unwrap().1).unwrap();
        let side = |name: &str| {
            let levels = json[name].as_array().unwrap().iter();
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            levels
                .map(|level| {
                    let price = Price::parse(&text(&level[0])).unwrap();
                    (price, Qty::parse(&text(&level[1])).unwrap())
                })
                .collect()
        };
        Self {
            bids: side("bids"),
            asks: side("asks"),
        }
    }

    fn at_update(self, last_update: u64) -> DepthSnapshot {
        DepthSnapshot {
            last_update,
            bids: self.bids,
            asks: self.asks,
        }
    }
}

/// A small capture: two diffs before the snapshot, one stale and one across it.
const SMALL: &str = r#"1000000000 {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1001,"s":"BTCUSDT","U":1,"u":5,"b":[["99.00","9"]],"a":[]}}
1100000000 {"stream":"btcusdt@trade","data":{"e":"trade","E":1100,"s":"BTCUSDT","t":7,"p":"100.00","q":"0.5","T":1099,"m":true,"M":true}}
1200000000 {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1201,"s":"BTCUSDT","U":6,"u":12,"b":[["100.00","3"]],"a":[["101.00","0"],["102.00","4"]]}}
1300000000 {"lastUpdateId":10,"bids":[["100.00","1"],["99.50","2"]],"asks":[["101.00","1"]]}
1400000000 {"stream":"btcusdt@bookTicker","data":{"u":12,"s":"BTCUSDT","b":"100.00","B":"3","a":"102.00","A":"4"}}
1500000000 {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1501,"s":"BTCUSDT","U":13,"u":14,"b":[["99.50","0"]],"a":[]}}
"#;

fn file(folder: &Folder, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn zipped(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn the_snapshot_comes_first_and_stale_diffs_are_left_out() {
    let folder = Folder::new("small");
    for (name, bytes) in [("plain", SMALL.as_bytes().to_vec()), ("gz", zipped(SMALL))] {
        let (house, report, _) = played(&file(&folder, name, &bytes)).await;
        assert_eq!(
            (report.depth, report.stale, report.trades, report.quotes),
            (2, 1, 1, 1),
            "{report:?}"
        );
        assert_eq!(
            (report.gaps, report.crossed, report.refused, report.trouble),
            (0, 0, 0, None)
        );
        let book = house.depth().await;
        let text = |levels: &[(Price, Qty)]| {
            levels
                .iter()
                .map(|(p, q)| format!("{p}x{q}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            (text(&book.bids), text(&book.asks)),
            ("100x3".into(), "102x4".into())
        );
    }
}

#[tokio::test]
async fn a_gap_is_counted() {
    let folder = Folder::new("gap");
    let text = SMALL.replace(r#""U":13"#, r#""U":14"#);
    let (_, report, _) = played(&file(&folder, "gap", text.as_bytes())).await;
    assert_eq!(report.gaps, 1);
}

#[tokio::test]
async fn a_cut_capture_plays_what_is_whole_and_says_where_it_ends() {
    let folder = Folder::new("cut");
    let plain = &SMALL.as_bytes()[..SMALL.len() - 30];
    let (house, report, _) = played(&file(&folder, "plain", plain)).await;
    let trouble = report.trouble.unwrap();
    assert!(
        matches!(trouble, CaptureError::Cut { line: 6, .. }),
        "{trouble}"
    );
    assert_eq!((report.depth, report.trades), (1, 1));
    assert_eq!(house.depth().await.bids.len(), 2);
    let gz = zipped(SMALL);
    let (_, report, _) = played(&file(&folder, "gz", &gz[..gz.len() - 12])).await;
    assert!(
        matches!(report.trouble, Some(CaptureError::Cut { .. })),
        "{report:?}"
    );
    let broken = SMALL.replace(r#""99.50","0""#, r#""99.50","NaN""#);
    let (_, report, _) = played(&file(&folder, "broken", broken.as_bytes())).await;
    assert!(
        matches!(
            report.trouble,
            Some(CaptureError::Unreadable { line: 6, .. })
        ),
        "{report:?}"
    );
}

#[tokio::test]
async fn a_file_that_is_no_capture_is_refused_at_the_start() {
    let folder = Folder::new("none");
    let none = Simex::start(config(&folder.path().join("absent")))
        .await
        .unwrap_err();
    assert!(
        matches!(none, StartError::Capture(CaptureError::Unopened { .. })),
        "{none}"
    );
    for (name, text) in [("empty", ""), ("quotes", SMALL.lines().nth(4).unwrap())] {
        let refused = Simex::start(config(&file(&folder, name, text.as_bytes())))
            .await
            .unwrap_err();
        assert!(
            matches!(
                refused,
                StartError::Capture(CaptureError::NoSnapshot { .. })
            ),
            "{name}: {refused}"
        );
    }
    for (name, text) in [
        ("words", "hello\n"),
        ("broken", &*SMALL.replace(r#""p":"100.00""#, r#""p":"NaN""#)),
    ] {
        let refused = Simex::start(config(&file(&folder, name, text.as_bytes())))
            .await
            .unwrap_err();
        assert!(
            matches!(
                refused,
                StartError::Capture(CaptureError::Unreadable { .. })
            ),
            "{name}: {refused}"
        );
    }
    let refused = Simex::start(config(&file(&folder, "early", &SMALL.as_bytes()[..200])))
        .await
        .unwrap_err();
    assert!(
        matches!(
            refused,
            StartError::Capture(CaptureError::Cut { line: 2, .. })
        ),
        "{refused}"
    );
    let other = SMALL.replace("BTCUSDT", "DOGEUSDT");
    let refused = Simex::start(config(&file(&folder, "doge", other.as_bytes())))
        .await
        .unwrap_err();
    assert!(
        matches!(refused, StartError::UnknownCaptureSymbol(_)),
        "{refused}"
    );
}
