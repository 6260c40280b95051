//! The public market of the perpetuals: marks, funding, halves of the streams, statistics.

use crate::floor::{Floor, rows, units, whole};
use serde_json::{Value, json};
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
        assert_eq!(floor.exchange.open(path).unwrap_err().0, 400, "{path}");
    }
    for path in ["/public", "/market", "/market/other", "/fstream/ws"] {
        assert_eq!(floor.exchange.open(path).unwrap_err().0, 404, "{path}");
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

// MKT-05
#[test]
fn p13_asset_indexes_by_stream_are_those_by_answer() {
    let mut floor = Floor::crowd(44);
    let path = "/market/stream?streams=!assetIndex@arr/btcusd@assetIndex/nopeusd@assetIndex";
    let conn = floor.exchange.open(path).unwrap();
    let heard = floor.hear(conn, 5_000);
    let (all, one): (Vec<&Value>, Vec<&Value>) = heard
        .iter()
        .partition(|message| message["stream"] == "!assetIndex@arr");
    assert!((4..=6).contains(&all.len()), "{}", all.len());
    assert_eq!(all.len(), one.len());
    assert!(
        one.iter()
            .all(|message| message["stream"] == "btcusd@assetIndex")
    );
    let answer = floor.get("/fapi/v1/assetIndex");
    let last = rows(&all.last().unwrap()["data"]);
    assert_eq!(last.len(), rows(&answer).len());
    for (told, row) in last.iter().zip(rows(&answer)) {
        for (short, long) in [
            ("s", "symbol"),
            ("b", "bidBuffer"),
            ("a", "askBuffer"),
            ("q", "autoExchangeBidBuffer"),
            ("g", "autoExchangeAskBuffer"),
        ] {
            assert_eq!(told[short], row[long], "{told} {row}");
        }
        // What is owned counts for the index less the buffer, what is owed for the index plus it.
        for (rate, buffer, sign) in [("B", "b", -1), ("A", "a", 1), ("Q", "q", -1), ("G", "g", 1)] {
            let times = 100_000_000 + sign * units(&told[buffer]);
            let off = units(&told[rate]) * 100_000_000 - units(&told["i"]) * times;
            assert!(off.abs() <= 50_000_000, "{rate} of {told}");
        }
    }
    let single = &one.last().unwrap()["data"];
    assert_eq!(single["e"], "assetIndexUpdate");
    assert!(last.iter().any(|told| told == single), "{single}");
}

#[test]
fn p14_a_contract_that_changes_says_so_at_once() {
    let mut floor = Floor::crowd(45);
    let conn = floor.exchange.open("/market/ws/!contractInfo").unwrap();
    assert_eq!(floor.hear(conn, 3_000), Vec::<Value>::new());
    let lever = |floor: &mut Floor, path: &str, body: Value| {
        let pulled = floor.exchange.lever("POST", path, &body.to_string());
        let (status, text) = pulled.unwrap();
        assert_eq!(status, 200, "{text}");
        floor.hear(conn, 0)
    };
    let brackets = json!({ "symbol": "BTCUSDT", "brackets": [
        { "cap": "50000", "leverage": 50, "maintenance": "0.01" },
        { "cap": "250000", "leverage": 20, "maintenance": "0.025" },
    ] });
    let heard = lever(&mut floor, "/_sim/futures/brackets", brackets);
    assert_eq!(heard.len(), 1);
    assert_eq!(
        heard[0]["bks"],
        json!([
            { "bs": 1, "bnf": 0, "bnc": 50000, "mmr": 0.01, "cf": 0, "mi": 21, "ma": 50 },
            { "bs": 2, "bnf": 50000, "bnc": 250000, "mmr": 0.025, "cf": 750, "mi": 1, "ma": 20 },
        ])
    );
    assert_eq!(
        (&heard[0]["s"], &heard[0]["ct"], &heard[0]["cs"]),
        (&json!("BTCUSDT"), &json!("PERPETUAL"), &json!("TRADING"))
    );
    // Another status, and the same brackets: they are not told again.
    let stand = json!({ "symbol": "BTCUSDT", "status": "PRE_SETTLE" });
    let heard = lever(&mut floor, "/_sim/futures/status", stand);
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0]["cs"], "PRE_SETTLE");
    assert_eq!(heard[0].get("bks"), None);
    let info = floor.get("/fapi/v1/exchangeInfo");
    let listed = rows(&info["symbols"])
        .iter()
        .find(|row| row["symbol"] == "BTCUSDT");
    assert_eq!(listed.unwrap()["onboardDate"], heard[0]["ot"]);
    assert_eq!(listed.unwrap()["deliveryDate"], heard[0]["dt"]);
}

#[test]
fn p15_the_rating_of_deleveraging_weighs_what_is_held_against_what_could_take_it() {
    let mut floor = Floor::crowd(46);
    floor.hear(0, 2_000);
    let all = floor.get("/fapi/v1/symbolAdlRisk");
    let names: Vec<&Value> = rows(&all).iter().map(|row| &row["symbol"]).collect();
    assert_eq!(names, ["BTCUSDT", "ETHUSDT"]);
    let one = floor.get("/fapi/v1/symbolAdlRisk?symbol=BTCUSDT");
    // Nobody holds anything.
    assert_eq!(
        (one["adlRisk"].as_str(), whole(&one["updateTime"]) > 0),
        (Some("low"), true)
    );
    assert_eq!(floor.refused("/fapi/v1/symbolAdlRisk?symbol=NOPE").0, -1121);
    // No contract is of a stock or a commodity: there are no sessions.
    let schedule = floor.get("/fapi/v1/tradingSchedule");
    assert_eq!(
        schedule["marketSchedules"],
        json!({ "EQUITY": { "sessions": [] }, "COMMODITY": { "sessions": [] } })
    );
}
