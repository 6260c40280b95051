//! Reference prices and the range of execution on spot: questions, streams, and what they do to orders.

use crate::floor::{Floor, rows, units, whole};
use serde_json::{Value, json};

/// Sets the rules of a symbol that hold when an order trades.
fn set(floor: &mut Floor, body: Value) -> (u16, String) {
    let pulled = floor
        .exchange
        .lever("POST", "/_sim/execution", &body.to_string());
    pulled.unwrap()
}

fn outside(price: Option<&str>) -> Value {
    json!({ "calculationType": "EXTERNAL", "externalCalculationId": 2, "price": price })
}

// ORD-10
#[test]
fn p16_a_reference_price_is_told_by_answer_and_by_stream() {
    let mut floor = Floor::crowd(61);
    let conn = floor.exchange.open("/ws/btcusdt@referencePrice").unwrap();
    assert_eq!(floor.hear(conn, 2_500), Vec::<Value>::new());
    for path in ["", "/calculation"] {
        let target = format!("/api/v3/referencePrice{path}?symbol=BTCUSDT");
        let said = "This symbol doesn't have a reference price.".to_owned();
        assert_eq!(floor.refused(&target), (-2043, said));
    }
    let wish = json!({ "symbol": "BTCUSDT", "reference": outside(Some("60000.5")) });
    assert_eq!(set(&mut floor, wish).0, 200);
    let told = floor.get("/api/v3/referencePrice?symbol=BTCUSDT");
    assert_eq!(
        (&told["symbol"], &told["referencePrice"]),
        (&json!("BTCUSDT"), &json!("60000.50000000"))
    );
    let at = whole(&told["timestamp"]);
    let heard = floor.hear(conn, 3_000);
    assert!((2..=4).contains(&heard.len()), "{heard:?}");
    for one in &heard {
        assert_eq!(
            *one,
            json!({ "e": "referencePrice", "s": "BTCUSDT", "r": "60000.50000000", "t": at })
        );
    }
    let how = floor.get("/api/v3/referencePrice/calculation?symbol=BTCUSDT");
    assert_eq!(
        how,
        json!({
            "symbol": "BTCUSDT", "calculationType": "EXTERNAL", "externalCalculationId": 2,
        })
    );
    let wish = json!({ "symbol": "BTCUSDT", "reference": outside(None) });
    set(&mut floor, wish);
    let told = floor.get("/api/v3/referencePrice?symbol=BTCUSDT");
    assert_eq!(told["referencePrice"], Value::Null);
    let heard = floor.hear(conn, 1_500);
    assert_eq!(heard.last().unwrap()["r"], Value::Null);
}

#[test]
fn p16_a_mean_is_that_of_the_trades_in_its_window() {
    let mut floor = Floor::crowd(62);
    let wish = json!({ "symbol": "ETHUSDT", "reference": {
        "calculationType": "ARITHMETIC_MEAN", "bucketCount": 60, "bucketWidthMs": 1_000,
    } });
    assert_eq!(set(&mut floor, wish).0, 200);
    let before = floor.get("/api/v3/trades?symbol=ETHUSDT&limit=1");
    let first = whole(&before[0]["id"]) + 1;
    floor.hear(0, 20_000);
    let trades = floor.get("/api/v3/trades?symbol=ETHUSDT&limit=1000");
    let prices: Vec<i128> = rows(&trades)
        .iter()
        .filter(|row| whole(&row["id"]) >= first)
        .map(|row| units(&row["price"]))
        .collect();
    assert!(prices.len() > 2, "{}", prices.len());
    let mean = prices.iter().sum::<i128>() / i128::try_from(prices.len()).unwrap();
    let told = floor.get("/api/v3/referencePrice?symbol=ETHUSDT");
    assert_eq!(units(&told["referencePrice"]), mean);
    let how = floor.get("/api/v3/referencePrice/calculation?symbol=ETHUSDT");
    assert_eq!(
        how,
        json!({
            "symbol": "ETHUSDT", "calculationType": "ARITHMETIC_MEAN", "bucketCount": 60,
            "bucketWidthMs": 1_000,
        })
    );
}

#[test]
fn p16_the_range_of_execution_is_shown_and_wrong_ones_are_refused() {
    let mut floor = Floor::crowd(63);
    let rules = floor.get("/api/v3/executionRules?symbol=BTCUSDT");
    assert_eq!(
        rules,
        json!({ "symbolRules": [{ "symbol": "BTCUSDT", "rules": [] }] })
    );
    let wish = json!({ "symbol": "BTCUSDT", "range": {
        "bidLimitMultUp": "1.0001", "bidLimitMultDown": "0.9999", "askLimitMultUp": "2",
    } });
    assert_eq!(set(&mut floor, wish).0, 200);
    let rules = floor.get("/api/v3/executionRules?symbol=BTCUSDT");
    assert_eq!(
        rules["symbolRules"][0]["rules"],
        json!([{
            "ruleType": "PRICE_RANGE", "bidLimitMultUp": "1.0001", "bidLimitMultDown": "0.9999",
            "askLimitMultUp": "2.0000",
        }])
    );
    for wish in [
        json!({ "symbol": "NOPE" }),
        json!({ "symbol": "BTCUSDT", "range": { "bidLimitMultUp": "1.00001" } }),
        json!({ "symbol": "BTCUSDT", "range": { "bidLimitMultUp": "-1" } }),
        json!({ "symbol": "BTCUSDT", "reference": { "calculationType": "ODD" } }),
        json!({ "symbol": "BTCUSDT", "reference": {
            "calculationType": "ARITHMETIC_MEAN", "bucketCount": 0, "bucketWidthMs": 1_000,
        } }),
    ] {
        assert_eq!(set(&mut floor, wish.clone()).0, 400, "{wish}");
    }
}
