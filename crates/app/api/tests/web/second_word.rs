//! Large orders that wait for a second word, through the door: refused with the way to confirm, confirmed once by their own
//! person, by program and by page without a script. Over sockets.
// GATE-14

use crate::client::{Answer, Asked, Client};
use crate::house::{House, Wants};
use identity::Role;
use serde_json::{Value, json};

async fn asking() -> House {
    let house = House::with_people(Wants::default()).await;
    let mut owner = house.signed(Role::Owner).await;
    house.open_market(&mut owner).await;
    let limit = json!({
        "changes": [{"scope": "global", "limit": "unconfirmed_order_value_max", "value": "500"}],
        "reason": "large orders are said twice",
    });
    let answer = owner.post("/api/v1/limits", limit).await;
    assert!(answer.status < 300, "{}", answer.text());
    house
}

fn buys(qty: &str) -> Value {
    json!({"symbol": "BTC-USDT", "side": "buy", "kind": "market", "qty": qty})
}

async fn state_of(client: &Client, order: &str) -> Value {
    let path = format!("/api/v1/orders/{order}");
    client.clone().get(&path).await.json()["order"]["state"].clone()
}

/// What a hidden field of a page sends.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let rest = page.split(&start).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn waiting(client: &Client) -> usize {
    let told = client.clone().get("/api/v1/tickets").await;
    assert_eq!(told.status, 200, "{}", told.text());
    told.json()["tickets"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_order_of_a_program_is_sent_when_its_own_person_says_it_again() {
    let house = asking().await;
    let mut trader = house.signed(Role::Trader).await;
    let small = trader.post("/api/v1/orders", buys("0.001")).await;
    assert_eq!(small.status, 201, "{}", small.text());
    let refused = trader.post("/api/v1/orders", buys("0.02")).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let told = refused.json();
    assert_eq!(told["rule"], "GATE-14.unconfirmed");
    assert_eq!(told["limit"], "500 USDT");
    let confirm = told["confirm"].as_str().unwrap().to_owned();
    assert_eq!(waiting(&trader).await, 1);
    let mut owner = house.signed(Role::Owner).await;
    let by_another = owner.send(Asked::post(&confirm)).await;
    assert_eq!(
        (by_another.status, by_another.problem().as_str()),
        (404, "no-ticket")
    );
    let mut viewer = house.signed(Role::Viewer).await;
    assert_eq!(viewer.send(Asked::post(&confirm)).await.status, 403);
    let sent = trader.send(Asked::post(&confirm)).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
    let order = sent.json()["order"].to_string();
    house
        .until(|| async { state_of(&trader, &order).await == "filled" })
        .await;
    let life = trader.get(&format!("/orders/{order}")).await.text();
    assert!(life.contains("Confirmed: it was wished first as"), "{life}");
    assert_eq!(trader.send(Asked::post(&confirm)).await.status, 404);
    assert_eq!(waiting(&trader).await, 0);
    house.stop().await;
}

async fn form(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let word = hidden(&client.get("/about").await.text(), "csrf");
    let mut all = vec![("csrf", word.as_str())];
    all.extend(fields);
    client.send(Asked::post(path).form(&all)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn by_page_the_refusal_has_the_button_and_the_review_says_it_before() {
    let house = asking().await;
    let mut trader = house.signed(Role::Trader).await;
    let fields = [
        ("symbol", "BTC/USDT"),
        ("side", "buy"),
        ("kind", "market"),
        ("qty", "0.02"),
    ];
    let review = form(&mut trader, "/ticket/review", &fields).await;
    let text = review.text();
    assert!(text.contains("ask you a second time"), "{text}");
    assert!(text.contains("action=\"/ticket/send\""), "{text}");
    let key = hidden(&text, "request_key");
    let mut all = fields.to_vec();
    all.push(("request_key", &key));
    let refused = form(&mut trader, "/ticket/send", &all).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let page = refused.text();
    assert!(page.contains("Confirm this exact order"), "{page}");
    let place = page
        .split("action=\"")
        .find(|part| part.contains("/confirm\""));
    let place = place.unwrap().split('"').next().unwrap().to_owned();
    let sent = form(&mut trader, &place, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert!(sent.header("location").unwrap().starts_with("/orders/"));
    let again = form(&mut trader, &place, &[]).await;
    assert_eq!(again.status, 404, "{}", again.text());
    house.stop().await;
}
