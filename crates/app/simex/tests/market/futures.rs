//! The public market of the perpetuals: marks, funding, halves of the streams, statistics.

use crate::floor::{Floor, rows, units, whole};
use serde_json::Value;
use std::collections::BTreeMap;

// MKT-05
#[test]
fn p10_marks_by_stream_are_marks_by_answer() {
    let mut floor = Floor::crowd(41);
    let path = "/market/stream?streams=btcusdt@markPrice@1s/!markPrice@arr@1s/btcusdt@markPrice";
    let conn = floor.exchange.open(path).unwrap();
    let heard = floor.hear(conn, 10_500);
    let mut by_stream: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for one in &heard {
        by_stream
            .entry(one["stream"].as_str().unwrap())
            .or_default()
            .push(&one["data"]);
    }
    assert!(
        by_stream["btcusdt@markPrice@1s"].len() >= 9,
        "{by_stream:?}"
    );
    assert!((2..=5).contains(&by_stream["btcusdt@markPrice"].len()));
    assert!(
        by_stream["!markPrice@arr@1s"]
            .iter()
            .all(|all| rows(all).len() == 2)
    );
    let last = by_stream["btcusdt@markPrice@1s"].last().unwrap();
    let now = floor.get("/fapi/v1/premiumIndex?symbol=BTCUSDT");
    assert_eq!(now["nextFundingTime"], last["T"]);
    let off = units(&now["markPrice"]) - units(&last["p"]);
    assert!(off.abs() * 100 < units(&last["p"]), "{now} {last}");
    assert_eq!(rows(&floor.get("/fapi/v1/premiumIndex")).len(), 2);
}

#[test]
fn p10_the_halves_serve_their_own_and_the_old_address_is_gone() {
    let mut floor = Floor::crowd(42);
    for path in ["/market/ws/btcusdt@depth", "/public/ws/btcusdt@kline_1m"] {
        assert_eq!(floor.exchange.open(path).unwrap_err(), 400, "{path}");
    }
    for path in ["/public", "/market", "/market/other", "/fstream/ws"] {
        assert_eq!(floor.exchange.open(path).unwrap_err(), 404, "{path}");
    }
    // On the address that has spot's streams, the names of futures say nothing.
    let conn = floor.exchange.open("/ws/btcusdt@markPrice@1s").unwrap();
    assert_eq!(floor.hear(conn, 5_000), Vec::<Value>::new());
    let conn = floor
        .exchange
        .open("/public/ws/!bookTicker/btcusdt@trade")
        .unwrap();
    let heard = floor.hear(conn, 15_000);
    assert!(heard.iter().any(|one| one["e"] == "bookTicker"));
    assert!(heard.iter().any(|one| one["e"] == "trade"));
}

#[test]
fn p11_statistics_are_read_off_the_market() {
    let mut floor = Floor::crowd(43);
    floor.hear(0, 5_000);
    let takers = floor.get("/futures/data/takerlongshortRatio?symbol=BTCUSDT&period=5m&limit=3");
    let candles = floor.get("/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=3");
    for (row, candle) in rows(&takers).iter().zip(rows(&candles)) {
        assert_eq!(row["timestamp"], candle[0]);
        let both = units(&row["buyVol"]) + units(&row["sellVol"]);
        assert!((both - units(&candle[5])).abs() <= 20_000, "{row} {candle}");
    }
    let basis =
        floor.get("/futures/data/basis?pair=BTCUSDT&contractType=PERPETUAL&period=1h&limit=5");
    for row in rows(&basis) {
        assert_eq!(
            units(&row["basis"]),
            units(&row["futuresPrice"]) - units(&row["indexPrice"])
        );
    }
    assert_eq!(rows(&basis).len(), 5);
    for path in [
        "openInterestHist",
        "globalLongShortAccountRatio",
        "topLongShortPositionRatio",
    ] {
        let page = floor.get(&format!("/futures/data/{path}?symbol=BTCUSDT&period=5m"));
        assert!(!rows(&page).is_empty(), "{path}");
    }
    let open = floor.get("/fapi/v1/openInterest?symbol=BTCUSDT");
    assert_eq!(
        (open["openInterest"].as_str(), whole(&open["time"]) > 0),
        (Some("0.000"), true)
    );
}
