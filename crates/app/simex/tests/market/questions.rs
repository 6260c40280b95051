//! Questions about the market that make no sense, each with Binance's number and words; and those that do. ORD-10

use crate::floor::{Floor, rows, whole};
use serde_json::Value;

/// Questions and the number each is refused with.
const WRONG: &[(&str, i64)] = &[
    ("/api/v3/ping?x=1", -1104),
    ("/api/v3/klines?symbol=BTCUSDT", -1102),
    ("/api/v3/klines?symbol=BTCUSDT&interval=2m", -1120),
    ("/api/v3/klines?symbol=BTCUSDT&interval=", -1105),
    ("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=0", -1130),
    ("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=x", -1100),
    (
        "/api/v3/klines?symbol=BTCUSDT&interval=1m&timeZone=15",
        -1130,
    ),
    ("/api/v3/klines?symbol=BTCUSDT&interval=1m&other=1", -1104),
    ("/api/v3/klines?symbol=NOPE&interval=1m", -1121),
    (
        "/api/v3/aggTrades?symbol=BTCUSDT&fromId=1&startTime=1",
        -1128,
    ),
    ("/api/v3/historicalBlockTrades?symbol=BTCUSDT", -1102),
    ("/api/v3/depth?symbol=BTCUSDT&symbolStatus=HALT", -1220),
    ("/api/v3/depth?symbol=BTCUSDT&symbolStatus=ASLEEP", -1122),
    ("/api/v3/ticker", -1102),
    ("/api/v3/ticker?symbol=BTCUSDT&windowSize=8d", -1130),
    ("/api/v3/ticker?symbol=BTCUSDT&type=HUGE", -1139),
    ("/api/v3/ticker/tradingDay?symbol=BTCUSDT&timeZone=x", -1130),
    (
        "/api/v3/ticker/24hr?symbol=BTCUSDT&symbols=[\"BTCUSDT\"]",
        -1128,
    ),
    ("/api/v3/ticker/24hr?symbols=BTCUSDT", -1100),
    ("/api/v3/ticker/24hr?symbols=[]", -1100),
    (
        "/api/v3/ticker/24hr?symbols=[\"BTCUSDT\",\"BTCUSDT\"]",
        -1151,
    ),
    ("/api/v3/ticker/24hr?symbols=[\"NOPE\"]", -1121),
    (
        "/api/v3/exchangeInfo?symbol=BTCUSDT&permissions=SPOT",
        -1128,
    ),
    ("/api/v3/exchangeInfo?permissions=KING", -1130),
    ("/api/v3/exchangeInfo?symbolStatus=ASLEEP", -1122),
    ("/api/v3/exchangeInfo?showPermissionSets=maybe", -1100),
    (
        "/api/v3/executionRules?symbol=BTCUSDT&symbolStatus=TRADING",
        -1128,
    ),
    ("/api/v3/referencePrice?symbol=BTCUSDT", -2043),
    ("/api/v3/referencePrice/calculation?symbol=BTCUSDT", -2043),
    ("/fapi/v1/depth?symbol=BTCUSDT&limit=7", -4021),
    ("/fapi/v1/rpiDepth?symbol=BTCUSDT&limit=5", -4021),
    ("/fapi/v1/klines?symbol=BTCUSDT&interval=1s", -1120),
    (
        "/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=1501",
        -1130,
    ),
    (
        "/fapi/v1/klines?symbol=BTCUSDT&interval=1m&startTime=2&endTime=1",
        -1023,
    ),
    (
        "/fapi/v1/continuousKlines?pair=BTCUSDT&contractType=WEEK&interval=1m",
        -4104,
    ),
    (
        "/fapi/v1/continuousKlines?pair=NOPE&contractType=PERPETUAL&interval=1m",
        -4144,
    ),
    (
        "/fapi/v1/aggTrades?symbol=BTCUSDT&startTime=1&endTime=3600002",
        -1127,
    ),
    ("/fapi/v1/indexInfo?symbol=DEFIUSDT", -1121),
    ("/fapi/v1/assetIndex?symbol=NOPEUSD", -1121),
    (
        "/futures/data/openInterestHist?symbol=BTCUSDT&period=1m",
        -1130,
    ),
    (
        "/futures/data/basis?pair=BTCUSDT&contractType=X&period=1h",
        -1130,
    ),
];

// ORD-10
#[test]
fn p12_wrong_questions_get_binances_numbers() {
    let mut floor = Floor::crowd(51);
    for (target, code) in WRONG {
        let (told, text) = floor.refused(target);
        assert_eq!(told, *code, "{target}: {text}");
    }
}

#[test]
fn p12_lists_name_what_was_asked_and_nothing_else() {
    let mut floor = Floor::crowd(52);
    let names = |page: &Value| -> Vec<String> {
        let rows = rows(page).iter();
        rows.map(|row| row["symbol"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = floor.get("/api/v3/ticker/price");
    assert_eq!(
        names(&all),
        ["BNBUSDT", "BTCUSDT", "ETHBTC", "ETHUSDT", "LTCUSDT"]
    );
    let two = floor.get("/api/v3/ticker/price?symbols=%5B%22LTCUSDT%22,%22BTCUSDT%22%5D");
    assert_eq!(names(&two), ["LTCUSDT", "BTCUSDT"]);
    let none = floor.get("/api/v3/ticker/price?symbolStatus=HALT");
    assert!(rows(&none).is_empty());
    let info =
        floor.get("/api/v3/exchangeInfo?symbols=%5B%22LTCUSDT%22%5D&showPermissionSets=false");
    assert_eq!(names(&info["symbols"]), ["LTCUSDT"]);
    assert!(rows(&info["symbols"][0]["permissionSets"]).is_empty());
    let margin = floor.get("/api/v3/exchangeInfo?permissions=%5B%22MARGIN%22%5D");
    assert!(rows(&margin["symbols"]).is_empty());
    let rules = floor.get("/api/v3/executionRules?symbol=BTCUSDT");
    assert_eq!(names(&rules["symbolRules"]), ["BTCUSDT"]);
    let futures = floor.get("/fapi/v1/exchangeInfo");
    assert_eq!(names(&futures["symbols"]), ["BTCUSDT", "ETHUSDT"]);
}

#[test]
fn p12_a_zones_day_begins_at_its_midnight() {
    let mut floor = Floor::crowd(53);
    let start = |floor: &mut Floor, zone: &str| {
        let page = floor.get(&format!(
            "/api/v3/klines?symbol=BTCUSDT&interval=1d&limit=2&timeZone={zone}"
        ));
        let day = floor.get(&format!(
            "/api/v3/ticker/tradingDay?symbol=BTCUSDT&timeZone={zone}"
        ));
        assert_eq!(day["openTime"], page[1][0], "{zone}");
        assert_eq!(day["volume"], page[1][5], "{zone}");
        whole(&page[1][0])
    };
    let utc = start(&mut floor, "0");
    assert_eq!(utc % 86_400_000, 0);
    assert_eq!(
        (start(&mut floor, "8") - utc).rem_euclid(86_400_000),
        57_600_000
    );
    assert_eq!(
        (start(&mut floor, "-1:00") - utc).rem_euclid(86_400_000),
        3_600_000
    );
    assert_eq!(
        (start(&mut floor, "05:45") - utc).rem_euclid(86_400_000),
        65_700_000
    );
}
