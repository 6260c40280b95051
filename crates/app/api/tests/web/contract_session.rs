//! Orders for contracts on a session of their own through a whole house: placed, made smaller, cancelled, conditional; an answer
//! that is lost or cut. Whatever happens, the exchange has each order once and the house knows where it stands. Over sockets.
// ORD-02 ORD-03 ORD-04

use crate::client::Client;
use crate::contracts::{net, open_by, place};
use crate::house::{House, terminal};
use desk::{OrderEntry, Via};
use domain::{Amount, OrderId, OrderKind, PositionEffect, Price, Qty, TimeInForce};
use identity::{Permit, Role};
use serde_json::{Value, json};
use std::time::Duration;

/// Shorter than the patience of a house, so that the life of an order is told where it does not become so.
const WAIT_MAX: Duration = Duration::from_secs(19);

/// A house on margin whose orders leave on sessions that stand, with a trader.
async fn house() -> (House, Client) {
    let house = open_by(OrderEntry::WebSocket).await;
    let trader = house.signed(Role::Trader).await;
    stand(&house, &trader).await;
    (house, trader)
}

async fn stand(house: &House, client: &Client) {
    house
        .until(|| async {
            let ways = client.clone().get("/api/v1/connections").await.json();
            let ways = ways["venues"].as_array().unwrap().clone();
            ways.len() == 2 && ways.iter().all(|way| way["order_entry"] == "websocket")
        })
        .await;
}

async fn lever(house: &House, body: Value) {
    let mut levers = Client::new(house.exchange.admin_addr());
    let answer = levers.post("/_sim/faults", body).await;
    assert!(answer.status < 300, "{}", answer.text());
}

/// Strikes the next request of this name, and keeps its report from the house: only questions can tell what became of it.
async fn strike(house: &House, route: &str, fault: &str) {
    let unheard = json!({"stream": "ORDER_TRADE_UPDATE", "fault": "missing", "times": 1});
    lever(house, unheard).await;
    lever(house, json!({"route": route, "fault": fault, "times": 1})).await;
}

async fn life_of(client: &Client, order: OrderId) -> Value {
    let path = format!("/api/v1/orders/{order}");
    let answer = client.clone().get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn until(house: &House, client: &Client, order: OrderId, (field, value): (&str, &str)) {
    let so = house.until(|| async { life_of(client, order).await["order"][field] == value });
    let so = tokio::time::timeout(WAIT_MAX, so).await;
    assert!(so.is_ok(), "not {value}: {}", life_of(client, order).await);
}

/// A limit order far below the market.
async fn resting(house: &House) -> OrderId {
    let kind = OrderKind::Limit {
        price: Price::parse("40000").unwrap(),
        time_in_force: TimeInForce::Gtc,
    };
    place(house, "buy 0.01", kind, PositionEffect::Any)
        .await
        .unwrap()
}

async fn amend(house: &House, order: OrderId, qty: &str) {
    let permit = Permit::ask(&terminal()).unwrap();
    let wish = (order, Qty::parse(qty).unwrap());
    house.desk.amend(permit, wish, Via::Program).await.unwrap();
}

async fn cancel(house: &House, client: &Client, order: OrderId) {
    let path = format!("/api/v1/orders/{order}");
    assert_eq!(client.clone().delete(&path).await.status, 202);
    until(house, client, order, ("state", "cancelled")).await;
}

/// How often the exchange was asked so, by the word of the session and by REST.
async fn asked(house: &House, word: &str, (method, path): (&str, &str)) -> (usize, usize) {
    let mut levers = Client::new(house.exchange.admin_addr());
    let (mut from, mut counts) = (0, (0, 0));
    loop {
        let page = format!("/_sim/ledger?from={from}");
        let page = levers.get(&page).await.json();
        let rows = page["events"].as_array().unwrap();
        if rows.is_empty() {
            return counts;
        }
        for asked in rows.iter().map(|row| &row["request"]) {
            counts.0 += usize::from(asked["path"] == word);
            counts.1 += usize::from(asked["path"] == path && asked["method"] == method);
        }
        from = page["next"].as_u64().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_for_contracts_live_and_end_on_the_session() {
    let (house, trader) = house().await;
    let order = resting(&house).await;
    until(&house, &trader, order, ("state", "working")).await;
    amend(&house, order, "0.004").await;
    until(&house, &trader, order, ("qty", "0.004")).await;
    cancel(&house, &trader, order).await;
    place(&house, "buy 0.01", OrderKind::Market, PositionEffect::Any)
        .await
        .unwrap();
    let bought = Amount::parse("0.01").unwrap();
    house.until(|| async { net(&house) == bought }).await;
    let kind = OrderKind::Stop {
        trigger: Price::parse("40000").unwrap(),
    };
    let stop = place(&house, "sell 0.01", kind, PositionEffect::ReduceOnly)
        .await
        .unwrap();
    until(&house, &trader, stop, ("state", "working")).await;
    cancel(&house, &trader, stop).await;
    let order = "/fapi/v1/order";
    for (word, rest, times) in [
        ("order.place", ("POST", order), 2),
        ("order.modify", ("PUT", order), 1),
        ("order.cancel", ("DELETE", order), 1),
        ("algoOrder.place", ("POST", "/fapi/v1/algoOrder"), 1),
        ("algoOrder.cancel", ("DELETE", "/fapi/v1/algoOrder"), 1),
    ] {
        assert_eq!(asked(&house, word, rest).await, (times, 0), "{word}");
    }
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_lost_on_the_session_for_contracts_is_found_by_asking_and_said_once() {
    let (house, trader) = house().await;
    let rest = ("POST", "/fapi/v1/order");
    for (nth, fault) in ["lostAnswer", "cutAnswer"].into_iter().enumerate() {
        strike(&house, "order.place", fault).await;
        let order = resting(&house).await;
        until(&house, &trader, order, ("state", "working")).await;
        assert_eq!(asked(&house, "order.place", rest).await, (nth + 1, 0));
        stand(&house, &trader).await;
        strike(&house, "order.modify", fault).await;
        amend(&house, order, "0.004").await;
        until(&house, &trader, order, ("qty", "0.004")).await;
        assert_eq!(life_of(&trader, order).await["order"]["state"], "working");
        stand(&house, &trader).await;
        strike(&house, "order.cancel", fault).await;
        cancel(&house, &trader, order).await;
        stand(&house, &trader).await;
    }
    // Health counts a cut a moment after it.
    house
        .until(|| async {
            let health = trader.clone().get("/api/v1/health").await.json();
            let all = health["connections"].as_array().unwrap().iter();
            let cuts = all
                .filter(|one| one["name"] == "contract-order-session")
                .filter_map(|one| one["cut_count"].as_u64());
            cuts.sum::<u64>() >= 3
        })
        .await;
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_for_a_contract_is_made_smaller_by_rest() {
    let house = open_by(OrderEntry::Rest).await;
    let trader = house.signed(Role::Trader).await;
    let order = resting(&house).await;
    until(&house, &trader, order, ("state", "working")).await;
    strike(&house, "PUT /fapi/v1/order", "lostAnswer").await;
    amend(&house, order, "0.004").await;
    until(&house, &trader, order, ("qty", "0.004")).await;
    amend(&house, order, "0.003").await;
    until(&house, &trader, order, ("qty", "0.003")).await;
    cancel(&house, &trader, order).await;
    house.stop().await;
}
