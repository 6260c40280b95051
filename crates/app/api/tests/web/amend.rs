//! A working order that is made smaller where it stands: by program and by form, refused, and with its answer lost. The exchange
//! alone makes it smaller, and its life tells. Over sockets.
// ORD-02 ORD-03

use crate::client::{Asked, Client};
use crate::house::{House, Wants};
use desk::{OrderEntry, Upkeep};
use identity::Role;
use serde_json::{Value, json};

async fn house(order_entry: OrderEntry) -> (House, Client) {
    let upkeep = Upkeep {
        order_entry,
        ..Upkeep::default()
    };
    let house = House::with_people(Wants {
        upkeep,
        ..Wants::default()
    })
    .await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    (house, trader)
}

async fn lever(house: &House, body: Value) {
    let mut levers = Client::new(house.exchange.admin_addr());
    let answer = levers.post("/_sim/faults", body).await;
    assert!(answer.status < 300, "{}", answer.text());
}

async fn life_of(client: &Client, order: u64) -> Value {
    let answer = client.clone().get(&format!("/api/v1/orders/{order}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// A limit order of 0.003 that works.
async fn working(house: &House, trader: &Client) -> u64 {
    let mut asking = trader.clone();
    let book = asking.get("/api/v1/book/BTC-USDT").await.json();
    let best = book["bids"][0][0].as_str().unwrap();
    let best: u64 = best.split('.').next().unwrap().parse().unwrap();
    let price = (best * 97 / 100).to_string();
    let wish = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.003", "price": price});
    let answer = asking.post("/api/v1/orders", wish).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let order = answer.json()["order"].as_u64().unwrap();
    house
        .until(|| async { life_of(trader, order).await["order"]["state"] == "working" })
        .await;
    order
}

async fn amend(client: &Client, order: u64, qty: &str) -> (u16, String) {
    let path = format!("/api/v1/orders/{order}/amend");
    let answer = client.clone().post(&path, json!({"qty": qty})).await;
    (answer.status, answer.text())
}

/// Waits until an order is of so much.
async fn until_of(house: &House, client: &Client, order: u64, qty: &str) {
    house
        .until(|| async { life_of(client, order).await["order"]["qty"] == qty })
        .await;
}

/// What the exchange has locked of the quote.
async fn locked(client: &Client) -> String {
    let balances = client.clone().get("/api/v1/balances").await.json();
    let all = balances["balances"].as_array().unwrap();
    let usdt = all.iter().find(|row| row["asset"] == "USDT").unwrap();
    usdt["locked"].as_str().unwrap().to_owned()
}

/// What an order of 0.002 may not become, and who may not ask.
async fn refused(house: &House, trader: &Client, order: u64) {
    for (qty, wanted, word) in [
        ("0.005", 422, "GATE-01.amend-qty"),
        ("0.0000001", 422, "ORD-05"),
        ("0.002", 409, "not-amendable"),
        ("none", 422, "qty"),
    ] {
        let (status, text) = amend(trader, order, qty).await;
        assert!(
            status == wanted && text.contains(word),
            "{qty}: {status} {text}"
        );
    }
    assert_eq!(amend(trader, 999, "0.001").await.0, 404);
    let viewer = house.signed(Role::Viewer).await;
    assert_eq!(amend(&viewer, order, "0.001").await.0, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_reduced_where_it_stands_and_its_life_tells() {
    let (house, trader) = house(OrderEntry::Rest).await;
    let order = working(&house, &trader).await;
    let before = life_of(&trader, order).await;
    let (status, text) = amend(&trader, order, "0.002").await;
    assert_eq!(status, 202, "{text}");
    until_of(&house, &trader, order, "0.002").await;
    house
        .until(|| async {
            let life = life_of(&trader, order).await.to_string();
            life.contains("amend/keepPriority") && life.contains("\"change\"")
        })
        .await;
    let life = life_of(&trader, order).await;
    let messages = life["messages"].as_array().unwrap().iter();
    assert_eq!(messages.filter(|m| m["deed"] == "change").count(), 1);
    assert_eq!(life["order"]["state"], "working");
    assert_eq!(life["order"]["client_id"], before["order"]["client_id"]);
    assert_eq!(life["order"]["price"], before["order"]["price"]);
    let held = locked(&trader).await;
    assert_ne!(held, "0", "{held}");
    refused(&house, &trader, order).await;
    // The page says the same, and its form needs no script.
    let mut person = trader.clone();
    let page = person.get(&format!("/orders/{order}")).await.text();
    for words in [
        "Reduction to",
        "Reduced from",
        "Less than 0.002",
        "Reduce order",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
    let word = rest.split_once('"').unwrap().0.to_owned();
    let path = format!("/orders/{order}/amend");
    let sent = Asked::post(&path).form(&[("csrf", &word), ("qty", "0.001")]);
    let answer = person.send(sent).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    until_of(&house, &trader, order, "0.001").await;
    // A halt keeps nothing from becoming smaller.
    let halt = json!({"scope": "global", "reach": "new-only", "reason": "rehearsal"});
    let halted = trader.clone().post("/api/v1/halts", halt).await;
    assert_eq!(halted.status, 200, "{}", halted.text());
    assert_eq!(amend(&trader, order, "0.0009").await.0, 202);
    until_of(&house, &trader, order, "0.0009").await;
    // What is asked of it afterwards finds it so: it ends as any other.
    let path = format!("/api/v1/orders/{order}");
    assert_eq!(trader.clone().delete(&path).await.status, 202);
    house
        .until(|| async { life_of(&trader, order).await["order"]["state"] == "cancelled" })
        .await;
    assert_eq!(life_of(&trader, order).await["order"]["qty"], "0.0009");
    assert_eq!(amend(&trader, order, "0.0005").await.0, 409);
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reduction_whose_answer_is_lost_is_found_by_asking() {
    for (order_entry, route) in [
        (OrderEntry::Rest, "PUT /api/v3/order/amend/keepPriority"),
        (OrderEntry::WebSocket, "order.amend.keepPriority"),
    ] {
        let (house, trader) = house(order_entry).await;
        let order = working(&house, &trader).await;
        lever(
            &house,
            json!({"stream": "executionReport", "fault": "missing", "times": 1}),
        )
        .await;
        lever(
            &house,
            json!({"route": route, "fault": "lostAnswer", "times": 1}),
        )
        .await;
        assert_eq!(amend(&trader, order, "0.001").await.0, 202);
        until_of(&house, &trader, order, "0.001").await;
        let life = life_of(&trader, order).await;
        assert_eq!(life["order"]["state"], "working", "{life}");
        house.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_exchange_leaves_the_order_as_it_was() {
    let (house, trader) = house(OrderEntry::Rest).await;
    let order = working(&house, &trader).await;
    // The exchange takes ten reductions of one order.
    for step in 1..=10_u32 {
        let qty = format!("0.00{}", 300 - step);
        let qty = qty.trim_end_matches('0').to_owned();
        assert_eq!(amend(&trader, order, &qty).await.0, 202);
        until_of(&house, &trader, order, &qty).await;
    }
    assert_eq!(amend(&trader, order, "0.00289").await.0, 202);
    house
        .until(|| async {
            let life = life_of(&trader, order).await.to_string();
            life.contains("MAX_NUM_ORDER_AMENDS")
        })
        .await;
    assert_eq!(life_of(&trader, order).await["order"]["qty"], "0.0029");
    let page = trader.clone().get(&format!("/orders/{order}")).await.text();
    assert!(page.contains("Not reduced"), "{page}");
    house.stop().await;
}
