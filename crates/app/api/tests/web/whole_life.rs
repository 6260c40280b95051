//! Every message of an order, from the door: what was asked of the exchange, what came back, what was lost, what it told by itself.

use crate::client::Client;
use crate::house::{House, Wants};
use identity::Role;
use serde_json::{Value, json};

async fn life_of(client: &Client, order: u64) -> Value {
    let answer = client.clone().get(&format!("/api/v1/orders/{order}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn state_of(client: &Client, order: u64) -> String {
    let life = life_of(client, order).await;
    life["order"]["state"].as_str().unwrap().to_owned()
}

async fn placed(client: &mut Client, body: Value) -> u64 {
    let answer = client.post("/api/v1/orders", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["order"].as_u64().unwrap()
}

/// The messages of an order with this deed and outcome.
fn messages(life: &Value, deed: &str, outcome: &str) -> Vec<Value> {
    let all = life["messages"].as_array().unwrap().iter();
    let wanted = all.filter(|message| message["deed"] == deed && message["outcome"] == outcome);
    wanted.cloned().collect()
}

async fn far_bid(client: &mut Client, percent: u64) -> String {
    let book = client.get("/api/v1/book/BTC-USDT").await.json();
    let best = book["bids"][0][0].as_str().unwrap();
    let best: u64 = best.split('.').next().unwrap().parse().unwrap();
    (best * percent / 100).to_string()
}

fn limit(price: &str) -> Value {
    json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.001", "price": price})
}

/// A limit order that worked and was cancelled, once every message of it is kept.
async fn cancelled(house: &House, trader: &mut Client) -> Value {
    let price = far_bid(trader, 97).await;
    let order = placed(trader, limit(&price)).await;
    house
        .until(|| async { state_of(trader, order).await == "working" })
        .await;
    let answer = trader.delete(&format!("/api/v1/orders/{order}")).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    // Its end may be told by the answer or by the stream: both are kept.
    house
        .until(|| async {
            let life = life_of(trader, order).await;
            life["order"]["state"] == "cancelled"
                && messages(&life, "report", "reported").len() == 2
                && !messages(&life, "cancel", "answered").is_empty()
        })
        .await;
    life_of(trader, order).await
}

// ORD-16
#[tokio::test(flavor = "multi_thread")]
async fn every_message_of_an_order_is_shown_with_its_bytes_and_times() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let life = cancelled(&house, &mut trader).await;
    let client_id = life["order"]["client_id"].as_str().unwrap();
    let place = messages(&life, "place", "answered").remove(0);
    assert_eq!(place["status"], 200);
    let request = place["request"].as_str().unwrap();
    for words in [
        "POST /api/v3/order?symbol=BTCUSDT&",
        &format!("newClientOrderId={client_id}"),
    ] {
        assert!(request.contains(words), "{words} in {request}");
    }
    let (key, secret) = (simex::DEFAULT_KEY, simex::DEFAULT_SECRET);
    for hidden in ["signature", "timestamp", key, secret] {
        assert!(!life.to_string().contains(hidden), "{hidden} in {life}");
    }
    let raw: Value = serde_json::from_str(place["raw"].as_str().unwrap()).unwrap();
    assert_eq!(raw["clientOrderId"], client_id);
    let number = |name: &str| place[name].as_i64().unwrap();
    let between = number("ended") - number("begun");
    assert!(number("begun") >= life["order"]["opened"].as_i64().unwrap());
    assert!(number("took_us") > 0 && (between - number("took_us") / 1_000).abs() <= 1);
    let report = messages(&life, "report", "reported").remove(0);
    assert!(report["raw"].as_str().unwrap().contains("executionReport"));
    let id = &life["order"]["id"];
    let page = trader.get(&format!("/orders/{id}")).await.text();
    for words in [
        "Placing request answered",
        "Cancelling request answered",
        "Report of the venue",
        "POST /api/v3/order?",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    house.stop().await;
}

// ORD-03
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_and_the_questions_after_it_are_shown() {
    let lost = json!({"route": "POST /api/v3/order", "fault": "lostAnswer", "times": 1});
    let house = House::with_people(Wants {
        faults: vec![lost],
        ..Wants::default()
    })
    .await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let price = far_bid(&mut trader, 97).await;
    let order = placed(&mut trader, limit(&price)).await;
    house
        .until(|| async {
            let life = life_of(&trader, order).await;
            life["order"]["state"] == "working" && !messages(&life, "place", "lost").is_empty()
        })
        .await;
    let life = life_of(&trader, order).await;
    let lost = messages(&life, "place", "lost").remove(0);
    assert!(lost["raw"].is_null() && lost["status"].is_null(), "{lost}");
    assert!(!lost["words"].as_str().unwrap().is_empty());
    let page = trader.get(&format!("/orders/{order}")).await.text();
    assert!(page.contains("Placing request without an answer"), "{page}");
    house.stop().await;
}

// ORD-02
#[tokio::test(flavor = "multi_thread")]
async fn orders_that_belong_together_name_each_other() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let price = far_bid(&mut trader, 96).await;
    let old = placed(&mut trader, limit(&price)).await;
    house
        .until(|| async { state_of(&trader, old).await == "working" })
        .await;
    let price = far_bid(&mut trader, 97).await;
    let answer = trader
        .post(&format!("/api/v1/orders/{old}/replace"), limit(&price))
        .await;
    let new = answer.json()["order"].as_u64().unwrap();
    house
        .until(|| async { state_of(&trader, new).await == "working" })
        .await;
    let belongs = |life: Value| life["belongs"].clone();
    assert_eq!(
        belongs(life_of(&trader, old).await),
        json!([{"how": "replaced-by", "order": new}])
    );
    assert_eq!(
        belongs(life_of(&trader, new).await),
        json!([{"how": "replaces", "order": old}])
    );
    let page = trader.get(&format!("/orders/{new}")).await.text();
    assert!(
        page.contains("in the place of") && page.contains(&format!("/orders/{old}\"")),
        "{page}"
    );
    // One request for both: each shows it.
    for order in [old, new] {
        let life = life_of(&trader, order).await;
        let request = life["messages"].to_string();
        assert!(request.contains("/api/v3/order/cancelReplace"), "{request}");
    }

    let bought = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "market", "qty": "0.01",
        "protect": {"stop": {"kind": "stop", "trigger": price}, "if_bare": "alarm"}});
    let entry = placed(&mut trader, bought).await;
    house
        .until(|| async { life_of(&trader, entry).await["belongs"] != json!([]) })
        .await;
    let held = belongs(life_of(&trader, entry).await);
    let exit = held[0]["order"].as_u64().unwrap();
    assert_eq!(held, json!([{"how": "held-by", "order": exit}]));
    assert_eq!(
        belongs(life_of(&trader, exit).await),
        json!([{"how": "exit-of", "order": entry}])
    );
    house.stop().await;
}
