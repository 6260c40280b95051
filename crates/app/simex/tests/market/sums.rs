//! Candles, tickers and averages against the trades they are made of, by answers and by streams. MKT-05

use crate::floor::{Floor, START, rows, scaled, units, whole};
use domain::Span;
use serde_json::Value;
use std::collections::BTreeMap;

const MINUTE: i64 = 60_000;

/// All trades of the tape that are kept.
fn tape(floor: &mut Floor) -> Vec<Value> {
    let mut all = Vec::new();
    let mut from = 0;
    loop {
        let page = floor.get(&format!(
            "/api/v3/historicalTrades?symbol=BTCUSDT&limit=1000&fromId={from}"
        ));
        let page = rows(&page);
        let Some(last) = page.last() else {
            return all;
        };
        from = whole(&last["id"]) + 1;
        all.extend(page.iter().cloned());
    }
}

/// Open, high, low, close, volume, value, count, and what buyers took, of trades from one instant to another.
fn folded(trades: &[Value], from: i64, until: i64) -> Option<[i128; 9]> {
    let inside: Vec<&Value> = trades
        .iter()
        .filter(|trade| (from..until).contains(&whole(&trade["time"])))
        .collect();
    let price = |trade: &&Value| units(&trade["price"]);
    let sum = |of: &dyn Fn(&Value) -> i128| inside.iter().map(|trade| of(trade)).sum::<i128>();
    let value = |trade: &Value| scaled(&trade["quoteQty"], 16);
    let bought = |trade: &Value| i128::from(trade["isBuyerMaker"] == false);
    Some([
        price(inside.first()?),
        inside.iter().map(price).max()?,
        inside.iter().map(price).min()?,
        price(inside.last()?),
        sum(&|trade| units(&trade["qty"])),
        sum(&value),
        i128::try_from(inside.len()).unwrap(),
        sum(&|trade| units(&trade["qty"]) * bought(trade)),
        sum(&|trade| value(trade) * bought(trade)),
    ])
}

fn candle(row: &Value) -> [i128; 9] {
    [
        units(&row[1]),
        units(&row[2]),
        units(&row[3]),
        units(&row[4]),
        units(&row[5]),
        scaled(&row[7], 16),
        i128::from(whole(&row[8])),
        units(&row[9]),
        scaled(&row[10], 16),
    ]
}

// MKT-05
#[test]
fn p7_candles_are_the_fold_of_the_trades_shown() {
    let mut floor = Floor::crowd(31);
    floor.exchange.advance(Span::from_secs(400));
    let trades = tape(&mut floor);
    assert!(trades.len() > 1_500, "{}", trades.len());
    let first = whole(&trades[0]["time"]);
    let mut compared = 0;
    for interval in ["1s", "1m", "3m", "5m"] {
        let page = floor.get(&format!(
            "/api/v3/klines?symbol=BTCUSDT&interval={interval}&limit=1000"
        ));
        for row in rows(&page) {
            let (start, end) = (whole(&row[0]), whole(&row[6]) + 1);
            if start < first + 5 * MINUTE {
                continue;
            }
            if let Some(told) = folded(&trades, start, end) {
                assert_eq!(candle(row), told, "{interval} {row}");
                compared += 1;
            } else {
                assert_eq!((&row[1], whole(&row[8])), (&row[4], 0), "{interval} {row}");
            }
        }
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn p7_a_chart_has_a_thousand_candles_in_the_first_second_without_a_hole() {
    let mut floor = Floor::crowd(32);
    for interval in [
        "1s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h",
    ] {
        for symbol in ["BTCUSDT", "ETHBTC"] {
            let page = floor.get(&format!(
                "/api/v3/klines?symbol={symbol}&interval={interval}&limit=1000"
            ));
            let page = rows(&page);
            assert_eq!(page.len(), 1_000, "{symbol} {interval}");
            for pair in page.windows(2) {
                assert_eq!(
                    whole(&pair[0][6]) + 1,
                    whole(&pair[1][0]),
                    "{symbol} {interval}"
                );
            }
            let last = page.last().unwrap();
            assert!(whole(&last[0]) <= START.millis() && START.millis() <= whole(&last[6]) + 1);
        }
        if interval == "1s" {
            continue;
        }
        let page = floor.get(&format!(
            "/fapi/v1/klines?symbol=BTCUSDT&interval={interval}&limit=1000"
        ));
        assert_eq!(rows(&page).len(), 1_000, "{interval}");
        for path in [
            "markPriceKlines?symbol",
            "indexPriceKlines?pair",
            "premiumIndexKlines?symbol",
        ] {
            let page = floor.get(&format!(
                "/fapi/v1/{path}=BTCUSDT&interval={interval}&limit=1000"
            ));
            assert_eq!(rows(&page).len(), 1_000, "{path} {interval}");
        }
    }
    for path in [
        "/api/v3/trades",
        "/fapi/v1/trades",
        "/api/v3/aggTrades",
        "/fapi/v1/aggTrades",
    ] {
        let page = floor.get(&format!("{path}?symbol=BTCUSDT&limit=1000"));
        assert_eq!(rows(&page).len(), 1_000, "{path}");
    }
}

fn day_from_minutes(minutes: &[Value]) -> [i128; 7] {
    let all: Vec<[i128; 9]> = minutes.iter().map(candle).collect();
    [
        all.first().unwrap()[0],
        all.iter().map(|one| one[1]).max().unwrap(),
        all.iter().map(|one| one[2]).min().unwrap(),
        all.last().unwrap()[3],
        all.iter().map(|one| one[4]).sum(),
        all.iter().map(|one| one[5]).sum(),
        all.iter().map(|one| one[6]).sum(),
    ]
}

fn ticker(row: &Value) -> [i128; 7] {
    [
        units(&row["openPrice"]),
        units(&row["highPrice"]),
        units(&row["lowPrice"]),
        units(&row["lastPrice"]),
        units(&row["volume"]),
        scaled(&row["quoteVolume"], 16),
        i128::from(whole(&row["count"])),
    ]
}

// MKT-05
#[test]
fn p8_tickers_are_the_fold_of_their_window() {
    let mut floor = Floor::crowd(33);
    floor.exchange.advance(Span::from_secs(90));
    for (path, candles) in [
        ("/api/v3", "/api/v3/klines"),
        ("/fapi/v1", "/fapi/v1/klines"),
    ] {
        let day = floor.get(&format!("{path}/ticker/24hr?symbol=BTCUSDT"));
        let from = whole(&day["openTime"]);
        let mut minutes = Vec::new();
        let mut start = from;
        while minutes.len() < 1_441 {
            let page = floor.get(&format!(
                "{candles}?symbol=BTCUSDT&interval=1m&limit=1000&startTime={start}"
            ));
            minutes.extend(rows(&page).iter().cloned());
            start = whole(&minutes.last().unwrap()[6]) + 1;
        }
        assert_eq!(ticker(&day), day_from_minutes(&minutes), "{path}");
        let (open, last) = (units(&day["openPrice"]), units(&day["lastPrice"]));
        assert_eq!(units(&day["priceChange"]), last - open);
        let span = whole(&day["lastId"]) - whole(&day["firstId"]) + 1;
        assert_eq!(
            span,
            whole(&day["count"]),
            "trade numbers have a hole: {day}"
        );
        let percent = scaled(&day["priceChangePercent"], 3);
        let off = percent * open - (last - open) * 100_000;
        assert!(off.abs() * 2 <= open, "{day}");
    }
    let day = floor.get("/api/v3/ticker/24hr?symbol=BTCUSDT");
    for window in ["1d", "1h", "15m"] {
        let row = floor.get(&format!(
            "/api/v3/ticker?symbol=BTCUSDT&windowSize={window}"
        ));
        assert_eq!(row["lastPrice"], day["lastPrice"]);
        assert_eq!(whole(&row["openTime"]) % MINUTE, 0);
    }
    let row = floor.get("/api/v3/ticker?symbol=BTCUSDT&windowSize=1d");
    assert_eq!(ticker(&row), ticker(&day));
    let mini = floor.get("/api/v3/ticker/24hr?symbol=BTCUSDT&type=MINI");
    assert_eq!(ticker(&mini), ticker(&day));
    assert!(mini.get("priceChange").is_none());
}

// MKT-05
#[test]
fn p9_streams_say_what_answers_say_with_times_that_rise() {
    let mut floor = Floor::crowd(34);
    let path = "/stream?streams=btcusdt@trade/btcusdt@aggTrade/btcusdt@kline_1m/btcusdt@ticker/btcusdt@miniTicker/\
                btcusdt@ticker_1h/btcusdt@avgPrice/!miniTicker@arr/!ticker_1h@arr/btcusdt@kline_1d@+08:00";
    let conn = floor.exchange.open(path).unwrap();
    let heard = floor.hear(conn, 125_000);
    let mut by_stream: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for one in heard {
        let stream = one["stream"].as_str().unwrap().to_owned();
        by_stream
            .entry(stream)
            .or_default()
            .push(one["data"].clone());
    }
    assert_eq!(by_stream.len(), 10, "{:?}", by_stream.keys());
    for (stream, events) in &by_stream {
        let times = events.iter().map(|event| match event.as_array() {
            Some(rows) => whole(&rows[0]["E"]),
            None => whole(&event["E"]),
        });
        assert!(times.is_sorted(), "{stream}");
    }
    let shown = tape(&mut floor);
    for event in &by_stream["btcusdt@trade"] {
        let row = shown.iter().find(|row| row["id"] == event["t"]).unwrap();
        assert_eq!(
            (&row["price"], &row["qty"], &row["time"]),
            (&event["p"], &event["q"], &event["T"])
        );
    }
    let aggregates = &by_stream["btcusdt@aggTrade"];
    let count: i64 = aggregates
        .iter()
        .map(|one| whole(&one["l"]) - whole(&one["f"]) + 1)
        .sum();
    assert_eq!(
        count,
        i64::try_from(by_stream["btcusdt@trade"].len()).unwrap()
    );
    let closed: Vec<&Value> = by_stream["btcusdt@kline_1m"]
        .iter()
        .map(|event| &event["k"])
        .filter(|candle| candle["x"] == true)
        .collect();
    assert_eq!(closed.len(), 2);
    for candle in closed {
        let start = whole(&candle["t"]);
        let page = floor.get(&format!(
            "/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1&startTime={start}"
        ));
        let row = &rows(&page)[0];
        assert_eq!(
            (&row[1], &row[2], &row[3], &row[4]),
            (&candle["o"], &candle["h"], &candle["l"], &candle["c"])
        );
        assert_eq!(
            (&row[5], &row[7], &row[8], &row[6]),
            (&candle["v"], &candle["q"], &candle["n"], &candle["T"])
        );
    }
}

#[test]
fn p9_microseconds_are_told_to_those_who_ask_and_to_nobody_else() {
    let mut floor = Floor::crowd(35);
    let fine = floor
        .exchange
        .open("/ws/btcusdt@trade?timeUnit=MICROSECOND")
        .unwrap();
    let usual = floor.exchange.open("/ws/btcusdt@trade").unwrap();
    let mut told: BTreeMap<u64, Vec<i64>> = BTreeMap::new();
    for one in floor.exchange.advance(Span::from_secs(20)) {
        if let simex::Happened::Text(conn, text) = one {
            let event: Value = serde_json::from_str(&text).unwrap();
            told.entry(conn).or_default().push(whole(&event["T"]));
        }
    }
    assert_eq!(told[&fine].len(), told[&usual].len());
    for (fine, usual) in told[&fine].iter().zip(&told[&usual]) {
        assert_eq!(fine / 1_000, *usual);
    }
}

#[test]
fn p9_nobody_is_told_what_nobody_asked_for() {
    let mut floor = Floor::crowd(36);
    let conn = floor
        .exchange
        .open("/ws/0/btcusdt@blockTrade/!ticker@arr/nope@trade")
        .unwrap();
    assert_eq!(floor.hear(conn, 30_000), Vec::<Value>::new());
}
