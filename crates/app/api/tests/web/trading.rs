//! An order's life through the door: verdict, placing once, refusal, list, life, cancel, halt, release, fill.

use crate::client::{Asked, Client};
use crate::house::{House, Wants};
use identity::Role;
use serde_json::{Value, json};

/// A limit order that rests: far under the market, inside the collar.
async fn resting(client: &mut Client) -> Value {
    let book = client.get("/api/v1/book/BTC-USDT").await.json();
    let best: u64 = book["bids"][0][0]
        .as_str()
        .unwrap()
        .split('.')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.01", "price": (best * 3 / 4).to_string()})
}

async fn state_of(client: &Client, order: u64) -> String {
    let answer = client.clone().get(&format!("/api/v1/orders/{order}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["order"]["state"].as_str().unwrap().to_owned()
}

// ORD-03
#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_placed_once_for_one_key() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let body = resting(&mut trader).await;

    let keyed = |body: &Value| {
        Asked::post("/api/v1/orders")
            .header("idempotency-key", "try-1")
            .json(body)
    };
    let placed = trader.send(keyed(&body)).await;
    assert_eq!(placed.status, 201, "{}", placed.text());
    let placed = placed.json();
    let order = placed["order"].as_u64().unwrap();
    // Asked again with the same key: the same answer, nothing new.
    let again = trader.send(keyed(&body)).await;
    assert_eq!(again.status, 200, "{}", again.text());
    assert_eq!(
        again.json(),
        json!({"order": order, "client_id": placed["client_id"], "repeated": true})
    );
    let mut named = body.clone();
    named["request_id"] = json!("try-1");
    assert_eq!(
        trader.post("/api/v1/orders", named.clone()).await.json()["order"],
        order
    );
    // The same key for other terms is a mistake, and both names must say the same.
    let mut other = body.clone();
    other["qty"] = json!("0.02");
    let refused = trader.send(keyed(&other)).await;
    assert_eq!(
        (refused.status, refused.problem().as_str()),
        (409, "key-reused")
    );
    named["request_id"] = json!("try-2");
    let refused = trader.send(keyed(&named)).await;
    assert_eq!(
        (refused.status, refused.json()["field"].as_str()),
        (422, Some("request_id"))
    );
    // The same name of another person is another name.
    let mut owner = house.signed(Role::Owner).await;
    let others = owner.send(keyed(&body)).await;
    assert_eq!(others.status, 201, "{}", others.text());
    assert_ne!(others.json()["order"], order);

    house.stop().await;
}

// ORD-02
#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_seen_while_it_works_and_cancelled_once() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let body = resting(&mut trader).await;
    let order = trader.post("/api/v1/orders", body.clone()).await.json()["order"]
        .as_u64()
        .unwrap();
    assert_eq!(trader.post("/api/v1/orders", body).await.status, 201);
    house
        .until(|| async { state_of(&trader, order).await == "working" })
        .await;
    let list = trader
        .get("/api/v1/orders?state=open&symbol=BTC-USDT&limit=1")
        .await
        .json();
    assert_eq!(list["orders"].as_array().unwrap().len(), 1);
    assert_eq!(list["next_before"], list["orders"][0]["id"]);
    let older = trader
        .get(&format!("/api/v1/orders?before={}", list["next_before"]))
        .await
        .json();
    assert_eq!(older["orders"][0]["id"], order);
    let one = trader.get(&format!("/api/v1/orders/{order}")).await.json();
    assert_eq!(one["order"]["qty"], "0.01");
    assert_eq!(one["order"]["origin"], "program:3");
    assert_eq!(
        (&one["order"]["filled"], &one["order"]["remaining"]),
        (&json!("0"), &json!("0.01"))
    );
    assert!(one["life"].as_array().unwrap().len() >= 2, "{one}");

    let mut viewer = house.signed(Role::Viewer).await;
    assert_eq!(
        viewer
            .delete(&format!("/api/v1/orders/{order}"))
            .await
            .status,
        403
    );
    assert_eq!(
        trader
            .delete(&format!("/api/v1/orders/{order}"))
            .await
            .status,
        202
    );
    house
        .until(|| async { state_of(&trader, order).await == "cancelled" })
        .await;
    let answer = trader.delete(&format!("/api/v1/orders/{order}")).await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (409, "already-ended")
    );
    house.stop().await;
}

// ORD-03: a client that does not wait for the answer and asks again cannot double its order.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_at_once_makes_one_order() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let mut body = resting(&mut trader).await;
    body["request_id"] = json!("hasty");
    let sent = (0..8).map(|_| {
        let (mut client, body) = (trader.clone(), body.clone());
        async move {
            client.post("/api/v1/orders", body).await.json()["order"]
                .as_u64()
                .unwrap()
        }
    });
    let orders = futures_util::future::join_all(sent).await;
    assert!(orders.iter().all(|order| *order == orders[0]), "{orders:?}");
    assert_eq!(
        trader.get("/api/v1/orders").await.json()["orders"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    house.stop().await;
}

// GATE-02 GATE-19
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_names_rule_value_and_limit() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let mut large = resting(&mut trader).await;
    large["qty"] = json!("5");
    let refused = trader.post("/api/v1/orders", large.clone()).await;
    assert_eq!(
        (refused.status, refused.problem().as_str()),
        (422, "gate-refused")
    );
    let refused = refused.json();
    assert_eq!(refused["rule"], "GATE-02.order-value");
    assert_eq!(refused["limit"], "5000 USDT");
    assert!(
        refused["value"].as_str().unwrap().ends_with(" USDT"),
        "{refused}"
    );
    assert!(
        refused["detail"]
            .as_str()
            .unwrap()
            .contains("Nothing was sent"),
        "{refused}"
    );
    assert_eq!(
        trader.post("/api/v1/verdict", large).await.json()["refusal"]["rule"],
        "GATE-02.order-value"
    );

    // The verdict of an order that would pass names every rule and what would be held.
    let body = resting(&mut trader).await;
    let verdict = trader.post("/api/v1/verdict", body).await;
    assert_eq!(verdict.status, 200, "{}", verdict.text());
    let verdict = verdict.json();
    assert_eq!(
        (&verdict["verdict"], &verdict["hold"]["asset"]),
        (&json!("cleared"), &json!("USDT"))
    );
    assert!(
        verdict["uses"]
            .as_array()
            .unwrap()
            .iter()
            .any(|used| used["rule"] == "GATE-02.order-value")
    );
    house.stop().await;
}

// GATE-10
#[tokio::test(flavor = "multi_thread")]
async fn a_halt_cancels_and_refuses_until_its_release() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let small = resting(&mut trader).await;
    let halt = json!({"scope": "symbol:BTC-USDT", "reach": "and-cancel", "reason": "looks wrong"});
    let working = trader.post("/api/v1/orders", small.clone()).await.json()["order"]
        .as_u64()
        .unwrap();
    house
        .until(|| async { state_of(&trader, working).await == "working" })
        .await;
    assert_eq!(trader.post("/api/v1/halts", halt).await.status, 200);
    let halts = trader.get("/api/v1/halts").await.json();
    assert_eq!(
        (&halts["halts"][0]["scope"], &halts["halts"][0]["reason"]),
        (&json!("symbol:BTC/USDT"), &json!("looks wrong"))
    );
    let refused = trader.post("/api/v1/orders", small.clone()).await.json();
    assert_eq!(refused["rule"], "GATE-10.halted");
    house
        .until(|| async { state_of(&trader, working).await == "cancelled" })
        .await;
    // A trader halts but does not release; an owner releases exactly what stands.
    let release = json!({"scope": "symbol:BTC/USDT", "reason": "right again"});
    assert_eq!(
        trader
            .post("/api/v1/halts/release", release.clone())
            .await
            .status,
        403
    );
    let mut owner = house.signed(Role::Owner).await;
    let other = json!({"scope": "global", "reason": "right again"});
    let answer = owner.post("/api/v1/halts/release", other).await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (409, "not-halted")
    );
    assert_eq!(
        owner.post("/api/v1/halts/release", release).await.status,
        204
    );
    assert_eq!(trader.post("/api/v1/orders", small).await.status, 201);
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_market_order_fills_and_moves_position_and_balance() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let body = json!({"symbol": "BTC/USDT", "side": "buy", "kind": "market", "qty": "0.01"});
    let placed = trader.post("/api/v1/orders", body).await;
    assert_eq!(placed.status, 201, "{}", placed.text());
    let order = placed.json()["order"].as_u64().unwrap();
    house
        .until(|| async { state_of(&trader, order).await == "filled" })
        .await;
    let one = trader.get(&format!("/api/v1/orders/{order}")).await.json();
    assert_eq!(one["order"]["filled"], "0.01");
    assert!(!one["fills"].as_array().unwrap().is_empty());
    let fills = trader.get("/api/v1/fills?symbol=BTC-USDT").await.json();
    assert_eq!(fills["fills"][0]["order"], order);
    assert!(fills["fills"][0]["fee"].is_string());
    let positions = || async {
        let positions = trader.clone().get("/api/v1/positions").await.json();
        positions["positions"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["symbol"] == "BTC/USDT" && one["exposure"] == "long")
    };
    house.until(positions).await;
    let path = "/api/v1/candles?symbol=BTC/USDT&interval=1m&limit=5";
    house
        .until(|| async {
            let candles = trader.clone().get(path).await.json();
            candles["candles"][0]["open"].is_string()
        })
        .await;
    let trades = trader.get("/api/v1/trades?symbol=BTC-USDT").await.json();
    assert!(trades["trades"][0]["price"].is_string(), "{trades}");
    let health = trader.get("/health").await;
    assert!(
        health.json()["parts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|part| part["name"] == "database")
    );
    house
        .until(|| async { house.stranger().get("/ready").await.status == 200 })
        .await;
    assert_eq!(
        house.stranger().get("/ready").await.json(),
        json!({"status": "ready"})
    );
    let listed = trader.get("/api/v1/instruments").await.json();
    let btc = listed["instruments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["symbol"] == "BTC/USDT");
    assert_eq!(btc.unwrap()["path_symbol"], "BTC-USDT");
    house.stop().await;
}

// DOC-01: the examples of the document are taken by the house that shows them.
#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_document_run() {
    let house = House::with_people(Wants::default()).await;
    let mut owner = house.signed(Role::Owner).await;
    house.open_market(&mut owner).await;
    house
        .until(|| async { house.stranger().get("/ready").await.status == 200 })
        .await;
    let document = house.stranger().get("/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(operation) = item.get("get").filter(|_| path != "/stream") else {
            continue;
        };
        let mut path = path.clone();
        let mut query = Vec::new();
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let (name, example) = (
                parameter["name"].as_str().unwrap(),
                parameter["example"].as_str().unwrap(),
            );
            match parameter["in"].as_str() {
                Some("path") => path = path.replace(&format!("{{{name}}}"), example),
                _ => query.push(format!("{name}={example}")),
            }
        }
        let answer = owner.get(&format!("{path}?{}", query.join("&"))).await;
        let named = ["/api/v1/orders/12", "/api/v1/presses/12"];
        let no_such_order = named.contains(&path.as_str()) && answer.status == 404;
        assert!(
            answer.status == 200 || no_such_order,
            "{path}: {} {}",
            answer.status,
            answer.text()
        );
    }
    house.stop().await;
}
