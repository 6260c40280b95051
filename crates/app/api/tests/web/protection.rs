//! Orders with exits from the door to the simulated exchange and back, through real sockets.

use crate::client::Client;
use crate::house::{House, Wants};
use identity::Role;
use serde_json::{Value, json};

/// The most that may pass between a fill and the word that its position is bare.
const BARE_MS_MAX: i64 = 5_000;

async fn best_bid(client: &mut Client) -> u64 {
    let book = client.get("/api/v1/book/BTC-USDT").await.json();
    let best = book["bids"][0][0].as_str().unwrap();
    best.split('.').next().unwrap().parse().unwrap()
}

async fn life_of(client: &Client, order: u64) -> Value {
    let answer = client.clone().get(&format!("/api/v1/orders/{order}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn state_of(client: &Client, order: u64) -> String {
    let life = life_of(client, order).await;
    life["order"]["state"].as_str().unwrap().to_owned()
}

/// Buys a little at the market with these exits.
async fn bought(client: &mut Client, protect: Value) -> u64 {
    let body = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "market", "qty": "0.01", "protect": protect});
    let answer = client.post("/api/v1/orders", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["order"].as_u64().unwrap()
}

/// The steps of an order's protection so far, each with its instant.
async fn steps(client: &Client, order: u64) -> Vec<(String, Value, i64)> {
    let life = life_of(client, order).await;
    let rows = life["life"].as_array().unwrap().clone();
    rows.into_iter()
        .filter(|row| row["kind"] == "guard")
        .map(|row| {
            let step = row["body"]["guard"].clone();
            let name = step["step"].as_str().unwrap().to_owned();
            (name, step, row["at"].as_i64().unwrap())
        })
        .collect()
}

async fn step(house: &House, client: &Client, (order, name): (u64, &str)) -> (Value, i64) {
    let has = |steps: &[(String, Value, i64)]| steps.iter().any(|(step, ..)| step == name);
    house
        .until(|| async { has(&steps(client, order).await) })
        .await;
    let steps = steps(client, order).await;
    let (_, step, at) = steps.into_iter().find(|(step, ..)| step == name).unwrap();
    (step, at)
}

// ORD-04
#[tokio::test(flavor = "multi_thread")]
async fn what_an_order_buys_is_held_at_the_exchange_by_a_pair() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let best = best_bid(&mut trader).await;
    let protect = json!({
        "target": {"kind": "limit-maker", "price": (best * 104 / 100).to_string()},
        "stop": {"kind": "stop-limit", "trigger": (best * 97 / 100).to_string(), "price": (best * 96 / 100).to_string()},
        "if_bare": "flatten"
    });
    let entry = bought(&mut trader, protect).await;
    let (sent, _) = step(&house, &trader, (entry, "exit-sent")).await;
    let target: u64 = sent["order"].as_str().unwrap().parse().unwrap();
    assert_eq!(sent["purpose"], "protect");
    for exit in [target, target + 1] {
        house
            .until(|| async { state_of(&trader, exit).await == "working" })
            .await;
        let shown = life_of(&trader, exit).await["order"].clone();
        // The exchange took its fee of 0.1 % from what was bought.
        assert_eq!(shown["qty"], "0.00999", "{shown}");
        assert_eq!(
            (&shown["side"], &shown["origin"]),
            (&json!("sell"), &json!("house"))
        );
        assert_eq!(shown["list"], json!(target - 1));
    }
    let page = trader.get(&format!("/orders/{entry}")).await.text();
    for words in ["To be protected", &format!("Exit sent as order {target}")] {
        assert!(page.contains(words), "{words} in {page}");
    }
    // A person who ends an exit lifts the protection, and nothing is sold.
    let cancelled = trader.delete(&format!("/api/v1/orders/{target}")).await;
    assert_eq!(cancelled.status, 202, "{}", cancelled.text());
    step(&house, &trader, (entry, "over")).await;
    let told = steps(&trader, entry).await;
    assert!(!told.iter().any(|(step, ..)| step == "bare"), "{told:?}");
    house.stop().await;
}

// ORD-04: entry filled and stop rejected.
#[tokio::test(flavor = "multi_thread")]
async fn a_position_whose_stop_the_exchange_refuses_is_closed_within_five_seconds() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let best = best_bid(&mut trader).await;
    // A stop over the market would trigger at once, which the exchange refuses.
    let protect = json!({"stop": {"kind": "stop", "trigger": (best * 103 / 100).to_string()}, "if_bare": "flatten"});
    let entry = bought(&mut trader, protect).await;
    let (bare, at) = step(&house, &trader, (entry, "bare")).await;
    assert_eq!(bare["cause"], "exit-ended");
    let filled = life_of(&trader, entry).await["order"]["ended"]
        .as_i64()
        .unwrap();
    assert!(at - filled <= BARE_MS_MAX, "{} ms", at - filled);
    step(&house, &trader, (entry, "over")).await;
    let told = steps(&trader, entry).await;
    let flatten = told
        .iter()
        .find(|(_, step, _)| step["purpose"] == "flatten");
    let (_, flatten, _) = flatten.unwrap();
    let closing = flatten["order"].as_str().unwrap().parse().unwrap();
    assert_eq!(state_of(&trader, closing).await, "filled");
    let page = trader.get(&format!("/orders/{entry}")).await.text();
    assert!(page.contains("Not protected"), "{page}");
    house.stop().await;
}

// ORD-04: entry filled and stop rejected.
#[tokio::test(flavor = "multi_thread")]
async fn a_position_whose_stop_the_exchange_refuses_halts_its_symbol_where_that_was_wished() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let best = best_bid(&mut trader).await;
    let protect = json!({"stop": {"kind": "stop", "trigger": (best * 103 / 100).to_string()}, "if_bare": "alarm"});
    let entry = bought(&mut trader, protect).await;
    step(&house, &trader, (entry, "bare")).await;
    house
        .until(|| async {
            let halts = trader.clone().get("/api/v1/halts").await.text();
            halts.contains(&format!("the position of order {entry} is not protected"))
        })
        .await;
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn exits_that_protect_nothing_are_refused_by_name() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    let stop = json!({"kind": "stop", "trigger": "90"});
    for (side, protect, field) in [
        ("buy", json!({"if_bare": "flatten"}), "protect"),
        ("buy", json!({"stop": stop, "if_bare": "hope"}), "if_bare"),
        ("sell", json!({"stop": stop, "if_bare": "alarm"}), "protect"),
        (
            "buy",
            json!({"target": stop, "if_bare": "alarm"}),
            "protect",
        ),
        (
            "buy",
            json!({"stop": {"kind": "stop", "trigger": "101"}, "if_bare": "alarm"}),
            "protect",
        ),
        (
            "buy",
            json!({"stop": {"kind": "stop"}, "if_bare": "alarm"}),
            "trigger",
        ),
    ] {
        let body = json!({"symbol": "BTC-USDT", "side": side, "kind": "limit", "price": "100", "qty": "1", "protect": protect});
        let refused = trader.post("/api/v1/orders", body).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert_eq!(refused.json()["field"], field, "{}", refused.text());
    }
    house.stop().await;
}
