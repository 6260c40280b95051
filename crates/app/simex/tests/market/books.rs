//! Books by their streams: differences chain and rebuild the snapshot, the top of the book is the book's top. MKT-04

use crate::floor::{Floor, rows, units, whole};
use serde_json::Value;
use std::collections::BTreeMap;

/// A book kept by a listener.
#[derive(Default)]
struct Mirror {
    bids: BTreeMap<i128, i128>,
    asks: BTreeMap<i128, i128>,
    last: i64,
    told: usize,
}

impl Mirror {
    fn of(snapshot: &Value) -> Self {
        let mut mirror = Self {
            last: whole(&snapshot["lastUpdateId"]),
            ..Self::default()
        };
        mirror.apply(&snapshot["bids"], &snapshot["asks"]);
        mirror
    }

    fn apply(&mut self, bids: &Value, asks: &Value) {
        for (side, levels) in [(&mut self.bids, bids), (&mut self.asks, asks)] {
            for level in rows(levels) {
                let (price, qty) = (units(&level[0]), units(&level[1]));
                if qty == 0 {
                    side.remove(&price);
                } else {
                    side.insert(price, qty);
                }
            }
        }
    }

    /// Takes a difference that follows the last one.
    fn hear(&mut self, diff: &Value) {
        let (first, last) = (whole(&diff["U"]), whole(&diff["u"]));
        if last <= self.last {
            return;
        }
        if self.told == 0 {
            assert!(first <= self.last + 1, "a hole before {diff}");
        } else {
            assert_eq!(first, self.last + 1, "a hole before {diff}");
        }
        if let Some(before) = diff.get("pu") {
            assert_eq!(whole(before), first - 1);
        }
        self.apply(&diff["b"], &diff["a"]);
        self.last = last;
        self.told += 1;
    }

    fn top(&self, levels: usize) -> [Vec<(i128, i128)>; 2] {
        let bids = self.bids.iter().rev().take(levels);
        let asks = self.asks.iter().take(levels);
        [
            bids.map(|(price, qty)| (*price, *qty)).collect(),
            asks.map(|(price, qty)| (*price, *qty)).collect(),
        ]
    }
}

fn top(levels: [&Value; 2]) -> [Vec<(i128, i128)>; 2] {
    levels.map(|side| {
        let side = rows(side).iter();
        side.map(|level| (units(&level[0]), units(&level[1])))
            .collect()
    })
}

fn rebuilt(path: &str, stream: &str, snapshot: &str, limit: usize) {
    let mut floor = Floor::crowd(21);
    let conn = floor.exchange.open(&format!("{path}/{stream}")).unwrap();
    let mut heard = floor.hear(conn, 3_000);
    let mut mirror = Mirror::of(&floor.get(snapshot));
    let mut compared = 0;
    for _ in 0..200 {
        heard.extend(floor.hear(conn, 500));
        for diff in heard.drain(..) {
            mirror.hear(&diff);
        }
        let now = floor.get(snapshot);
        if whole(&now["lastUpdateId"]) == mirror.last {
            compared += 1;
            let levels = limit.min(20);
            let [bids, asks] = top([&now["bids"], &now["asks"]]);
            let told = [bids[..levels].to_vec(), asks[..levels].to_vec()];
            assert_eq!(mirror.top(levels), told, "{stream}");
        }
    }
    assert!(
        mirror.told > 40 && compared > 3,
        "{stream}: {} {compared}",
        mirror.told
    );
}

// MKT-04
#[test]
fn p5_differences_chain_and_rebuild_the_snapshot() {
    let spot = "/api/v3/depth?symbol=BTCUSDT&limit=1000";
    rebuilt("/ws", "btcusdt@depth@100ms", spot, 1_000);
    rebuilt("/ws", "btcusdt@depth", spot, 1_000);
    let futures = "/fapi/v1/depth?symbol=BTCUSDT&limit=1000";
    for stream in [
        "btcusdt@depth@0ms",
        "btcusdt@depth@100ms",
        "btcusdt@depth",
        "btcusdt@depth@500ms",
    ] {
        rebuilt("/public/ws", stream, futures, 1_000);
    }
}

// MKT-04
#[test]
fn p6_the_top_of_the_book_is_the_books_top() {
    let mut floor = Floor::crowd(22);
    let conn = floor.exchange.open("/ws/btcusdt@depth5@100ms").unwrap();
    let mut compared = 0;
    for _ in 0..100 {
        let Some(last) = floor.hear(conn, 100).pop() else {
            continue;
        };
        let now = floor.get("/api/v3/depth?symbol=BTCUSDT&limit=5");
        if now["lastUpdateId"] == last["lastUpdateId"] {
            compared += 1;
            assert_eq!(now, last);
        }
    }
    assert!(compared > 20, "{compared}");
}

// MKT-05
#[test]
fn p6_touches_and_their_answers_are_one_and_never_cross() {
    let mut floor = Floor::crowd(23);
    let conn = floor
        .exchange
        .open("/stream?streams=ethbtc@bookTicker")
        .unwrap();
    let mut update = 0;
    for _ in 0..30 {
        let heard = floor.hear(conn, 1_000);
        for one in &heard {
            let data = &one["data"];
            assert!(whole(&data["u"]) > update, "{one}");
            update = whole(&data["u"]);
            assert!(units(&data["b"]) < units(&data["a"]), "{one}");
        }
        let now = floor.get("/api/v3/ticker/bookTicker?symbol=ETHBTC");
        if let Some(last) = heard.last() {
            assert_eq!(now["bidPrice"], last["data"]["b"]);
            assert_eq!(now["askQty"], last["data"]["A"]);
        }
    }
    assert!(update > 0);
}
