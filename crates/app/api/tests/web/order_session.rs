//! Orders on a session of their own through a whole house: an answer that is lost, late or cut, a session that ends, a halt.
//! Whatever happens, the exchange has each order once and the house knows where it stands. Over sockets.
// ORD-03 ORD-04

use crate::client::Client;
use crate::house::{House, Wants};
use desk::{OrderEntry, Upkeep};
use identity::Role;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A house whose orders leave on a session, with a market and a trader.
async fn house() -> (House, Client) {
    let upkeep = Upkeep {
        order_entry: OrderEntry::WebSocket,
        ..Upkeep::default()
    };
    let house = House::with_people(Wants {
        upkeep,
        ..Wants::default()
    })
    .await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    stands(&house, &trader).await;
    (house, trader)
}

async fn stands(house: &House, client: &Client) {
    house
        .until(|| async {
            let mut asking = client.clone();
            let ways = asking.get("/api/v1/connections").await.json();
            ways["venues"][0]["order_entry"] == "websocket"
        })
        .await;
}

async fn lever(house: &House, path: &str, body: Value) -> Value {
    let mut levers = Client::new(house.exchange.admin_addr());
    let answer = levers.post(path, body).await;
    assert!(answer.status < 300, "{}", answer.text());
    answer.json()
}

/// Strikes the next placing, and keeps its reports from the house: only questions can tell what became of it.
async fn strike(house: &House, fault: &str, ms: u64) {
    let unheard = json!({"stream": "executionReport", "fault": "missing", "times": 1});
    drop(lever(house, "/_sim/faults", unheard).await);
    let struck = json!({"route": "order.place", "fault": fault, "ms": ms, "times": 1});
    drop(lever(house, "/_sim/faults", struck).await);
}

async fn limit(trader: &Client) -> Value {
    let mut asking = trader.clone();
    let book = asking.get("/api/v1/book/BTC-USDT").await.json();
    let best = book["bids"][0][0].as_str().unwrap();
    let best: u64 = best.split('.').next().unwrap().parse().unwrap();
    let price = (best * 97 / 100).to_string();
    json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.001", "price": price})
}

async fn placed(trader: &Client) -> u64 {
    let body = limit(trader).await;
    let answer = trader.clone().post("/api/v1/orders", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["order"].as_u64().unwrap()
}

async fn life_of(client: &Client, order: u64) -> Value {
    let answer = client.clone().get(&format!("/api/v1/orders/{order}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Waits until an order stands so.
async fn until(house: &House, client: &Client, order: u64, state: &str) {
    house
        .until(|| async { life_of(client, order).await["order"]["state"] == state })
        .await;
}

/// How often the exchange was asked to place an order, by any way.
async fn placings(house: &House) -> usize {
    let mut levers = Client::new(house.exchange.admin_addr());
    let (mut from, mut count) = (0, 0);
    loop {
        let page = levers
            .get(&format!("/_sim/ledger?from={from}"))
            .await
            .json();
        let rows = page["events"].as_array().unwrap();
        if rows.is_empty() {
            return count;
        }
        let placings = rows.iter().filter(|row| {
            let asked = &row["request"];
            let (method, path) = (&asked["method"], &asked["path"]);
            path == "order.place" || (method == "POST" && path == "/api/v3/order")
        });
        count += placings.count();
        from = page["next"].as_u64().unwrap();
    }
}

/// The outcomes of the messages of an order with this deed.
fn outcomes(life: &Value, deed: &str) -> Vec<String> {
    let all = life["messages"].as_array().unwrap().iter();
    let of = all.filter(|message| message["deed"] == deed);
    of.map(|message| message["outcome"].as_str().unwrap().to_owned())
        .collect()
}

/// How often the order session was cut, as health tells it.
async fn session_cuts(client: &Client) -> u64 {
    let health = client.clone().get("/api/v1/health").await.json();
    let all = health["connections"].as_array().unwrap();
    let session = all.iter().find(|one| one["name"] == "order-session");
    session.unwrap()["cut_count"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_answer_is_lost_is_found_by_asking() {
    let (house, trader) = house().await;
    strike(&house, "lostAnswer", 0).await;
    let order = placed(&trader).await;
    until(&house, &trader, order, "working").await;
    assert_eq!(placings(&house).await, 1);
    // The session still serves: a cancel whose answer is lost too is found out by a question.
    let struck = json!({"route": "order.cancel", "fault": "lostAnswer", "times": 1});
    drop(lever(&house, "/_sim/faults", struck).await);
    let unheard = json!({"stream": "executionReport", "fault": "missing", "times": 1});
    drop(lever(&house, "/_sim/faults", unheard).await);
    let cancelled = trader
        .clone()
        .delete(&format!("/api/v1/orders/{order}"))
        .await;
    assert_eq!(cancelled.status, 202, "{}", cancelled.text());
    until(&house, &trader, order, "cancelled").await;
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_is_taken_in_after_the_question() {
    let (house, trader) = house().await;
    strike(&house, "lateAnswer", 8_000).await;
    let order = placed(&trader).await;
    until(&house, &trader, order, "working").await;
    house
        .until(|| async {
            let life = life_of(&trader, order).await;
            outcomes(&life, "place") == ["lost", "answered"]
        })
        .await;
    let life = life_of(&trader, order).await;
    assert!(!outcomes(&life, "ask").is_empty(), "{life}");
    assert_eq!(life["order"]["state"], "working");
    assert_eq!(placings(&house).await, 1);
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_cut_in_an_answer_loses_no_order_and_comes_back() {
    let (house, trader) = house().await;
    strike(&house, "cutAnswer", 0).await;
    let order = placed(&trader).await;
    until(&house, &trader, order, "working").await;
    assert_eq!(placings(&house).await, 1);
    stands(&house, &trader).await;
    // Health is told once a second: it may still be that of before the cut.
    house
        .until(|| async { session_cuts(&trader).await == 1 })
        .await;
    let next = placed(&trader).await;
    until(&house, &trader, next, "working").await;
    assert_eq!(placings(&house).await, 2);
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_a_cut_swallowed_is_declared_never_seen_and_never_sent_again() {
    let (house, trader) = house().await;
    strike(&house, "disconnect", 0).await;
    let order = placed(&trader).await;
    let begun = Instant::now();
    // No sooner than the request's own life is over, and two questions have said so.
    while life_of(&trader, order).await["order"]["state"] != "never-seen" {
        assert!(
            begun.elapsed() < Duration::from_secs(35),
            "it is not resolved"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(begun.elapsed() > Duration::from_secs(17));
    assert_eq!(placings(&house).await, 1);
    house.stop().await;
}
