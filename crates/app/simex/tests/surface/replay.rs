//! A real capture played to its end, and captures that are cut. MKT-04

use crate::house::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use simex::{CaptureError, Config, Market, Progress, ReplayReport, Simex, Speed, StartError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn config(file: &Path) -> Config {
    Config {
        market: Market::Replay {
            file: file.to_owned(),
            speed: Speed::Fastest,
        },
        ..Config::default()
    }
}

async fn played(file: &Path) -> (House, ReplayReport) {
    let house = House::start(config(file)).await;
    for _ in 0..6_000 {
        let report = house.exchange.replay_report();
        if report.progress == Progress::Ended {
            return (house, report);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the capture did not end");
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
    let (house, report) = played(&file).await;
    eprintln!("played {} lines in {:?}", report.lines, begun.elapsed());
    assert_eq!(report.trouble, None);
    assert_eq!(
        (report.gaps, report.crossed, report.refused),
        (0, 0, 0),
        "{report:?}"
    );
    // Three old orders of that book are finer than the step.
    assert_eq!(report.rounded, 3);
    assert_eq!(report.symbol, "BTCUSDT");
    assert_eq!(report.lines, 41_249);
    assert_eq!(report.depth + report.stale, 3_451);
    assert_eq!(report.trades, 9_757);
    assert_eq!(report.quotes, 28_040);
    let book = house.depth().await;
    assert!(book.bids[0].0 < book.asks[0].0);
    // The last best-bid-and-ask line of the capture is newer than its last depth line by less than 100 ms.
    let last = domain::Price::parse("61685.99").unwrap();
    let near = |price: domain::Price| {
        price
            .times(domain::Qty::parse("1").unwrap())
            .unwrap()
            .minus(last.times(domain::Qty::parse("1").unwrap()).unwrap())
            .unwrap()
            .size()
    };
    assert!(
        near(book.bids[0].0) < domain::Amount::parse("50").unwrap(),
        "{:?}",
        book.bids[0]
    );
    let told = house.admin("/_sim/replay").await;
    assert_eq!(told["progress"], "ended");
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
        let (house, report) = played(&file(&folder, name, &bytes)).await;
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
        let text = |levels: &[(domain::Price, domain::Qty)]| {
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
    let (_, report) = played(&file(&folder, "gap", text.as_bytes())).await;
    assert_eq!(report.gaps, 1);
}

#[tokio::test]
async fn a_cut_capture_plays_what_is_whole_and_says_where_it_ends() {
    let folder = Folder::new("cut");
    let plain = &SMALL.as_bytes()[..SMALL.len() - 30];
    let (house, report) = played(&file(&folder, "plain", plain)).await;
    let trouble = report.trouble.unwrap();
    assert!(
        matches!(trouble, CaptureError::Cut { line: 6, .. }),
        "{trouble}"
    );
    assert_eq!((report.depth, report.trades), (1, 1));
    assert_eq!(house.depth().await.bids.len(), 2);
    let gz = zipped(SMALL);
    let (_, report) = played(&file(&folder, "gz", &gz[..gz.len() - 12])).await;
    assert!(
        matches!(report.trouble, Some(CaptureError::Cut { .. })),
        "{report:?}"
    );
    let broken = SMALL.replace(r#""99.50","0""#, r#""99.50","NaN""#);
    let (_, report) = played(&file(&folder, "broken", broken.as_bytes())).await;
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
