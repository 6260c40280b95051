//! The past of an account on margin, kept over sockets from the simulated exchange: trades, income and forced orders, each once,
//! and their sum is what its wallet holds.

use super::house::{Accounts, CONTRACTS, Exchange, House, amount, text};
use super::{days_ago, rules};
use crate::Grade;
use domain::Amount;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use store::Location;

const PART: &str = "histories-usd-m";

/// Buys, sells, pays funding, moves money in, and is closed by the venue.
async fn live(exchange: &Exchange) {
    let level = |side: &str, price: &str, qty: &str| {
        let level = json!({"side": side, "price": price, "qty": qty});
        json!({"symbol": "BTCUSDT", "levels": [level]})
    };
    let levels = "/_sim/futures/levels";
    let index = |price: &str| json!({"symbol": "BTCUSDT", "price": price});
    exchange.lever("/_sim/futures/index", index("60000")).await;
    for wish in [level("SELL", "60000", "5"), level("BUY", "59900", "5")] {
        exchange.lever(levels, wish).await;
    }
    let isolated = "symbol=BTCUSDT&marginType=ISOLATED";
    exchange.post("/fapi/v1/marginType", isolated).await;
    let leverage = "symbol=BTCUSDT&leverage=20";
    exchange.post("/fapi/v1/leverage", leverage).await;
    for (side, qty) in [("BUY", "0.5"), ("SELL", "0.123"), ("BUY", "0.05")] {
        let params = format!(
            "symbol=BTCUSDT&side={side}&type=MARKET&quantity={qty}&newOrderRespType=RESULT"
        );
        exchange.trade_at("/fapi/v1/order", &params).await;
    }
    let funding = json!({"symbol": "BTCUSDT", "rate": "0.000137"});
    exchange.lever("/_sim/funding", funding).await;
    let moved = "type=MAIN_UMFUTURE&asset=USDT&amount=77.70000001";
    exchange.post("/sapi/v1/asset/transfer", moved).await;
    for wish in [
        level("SELL", "60000", "0"),
        level("BUY", "59900", "0"),
        level("BUY", "57150", "5"),
    ] {
        exchange.lever(levels, wish).await;
    }
    exchange.lever("/_sim/futures/index", index("57150")).await;
    for _ in 0..300 {
        let risk = exchange.get("/fapi/v3/positionRisk", "").await;
        if risk == json!([]) {
            // What happened in the last second is left to the next round.
            tokio::time::sleep(Duration::from_millis(1_200)).await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the venue never closed the position");
}

fn ids(rows: &Value, fields: &[&str]) -> BTreeSet<String> {
    let rows = rows.as_array().unwrap().iter();
    let named = rows.map(|row| {
        let parts: Vec<String> = fields.iter().map(|field| text(&row[*field])).collect();
        parts.join(" ")
    });
    named.collect()
}

// BOOK-03
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h11_what_is_kept_of_contracts_is_what_the_wallet_on_margin_holds_to_the_last_digit() {
    let exchange = Exchange::still().await;
    live(&exchange).await;
    for fault in [
        json!({"route": "GET /fapi/v1/income", "fault": "cutAnswer", "nth": 1}),
        json!({"route": "GET /fapi/v1/userTrades", "fault": "unavailableNotExecuted", "nth": 2}),
        json!({"route": "GET /fapi/v1/forceOrders", "fault": "htmlNotExecuted", "nth": 1}),
    ] {
        exchange.lever("/_sim/faults", fault).await;
    }
    let accounts = (Location::Memory, Accounts::SpotAndContracts);
    let house = House::with(&exchange, accounts, rules(days_ago(1))).await;
    house.until_told(PART).await;
    assert_eq!(house.part(PART).grade, Grade::Healthy);
    let kept = house.kept_of(CONTRACTS).await;
    // The sum of what moved is what is there.
    let moved = kept.counting("income");
    let sum = moved.iter().fold(Amount::ZERO, |sum, row| {
        sum.plus(amount(&row["income"])).unwrap()
    });
    let account = exchange.get("/fapi/v3/account", "").await;
    assert_eq!(sum, amount(&account["totalWalletBalance"]));
    let kinds: BTreeSet<String> = moved.iter().map(|row| text(&row["incomeType"])).collect();
    for kind in [
        "COMMISSION",
        "FUNDING_FEE",
        "REALIZED_PNL",
        "TRANSFER",
        "INSURANCE_CLEAR",
    ] {
        assert!(kinds.contains(kind), "{kind} is missing in {kinds:?}");
    }
    // Each trade and each forced order is there once, as the venue's own book has it.
    let told = exchange
        .get("/fapi/v1/userTrades", "symbol=BTCUSDT&limit=1000")
        .await;
    assert_eq!(kept.once("trades"), ids(&told, &["id"]));
    assert!(kept.once("trades").len() >= 4);
    let told = exchange.get("/fapi/v1/forceOrders", "").await;
    let forced = kept.counting("forced-orders");
    assert_eq!(
        ids(&json!(forced), &["symbol", "orderId"]),
        ids(&told, &["symbol", "orderId"])
    );
    assert_eq!(forced.len(), 1);
    // A second round adds nothing.
    let before = kept.rows();
    house.ring_and_wait(PART).await;
    assert_eq!(house.kept_of(CONTRACTS).await.rows(), before);
    house.stop().await;
}
