//! The ticket without a script: pairs, exits and replacements by plain forms, and the end of everything open.

use crate::client::{Answer, Asked, Client};
use crate::house::{House, Wants};
use identity::Role;
use serde_json::{Value, json};

async fn life_of(client: &Client, order: u64) -> Value {
    let answer = client.clone().get(&format!("/api/v1/orders/{order}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn is(house: &House, client: &Client, (order, state): (u64, &str)) {
    house
        .until(|| async { life_of(client, order).await["order"]["state"] == state })
        .await;
}

/// The word that every form of the session carries.
async fn word(client: &mut Client) -> String {
    let page = client.get("/about").await.text();
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

async fn sent(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let word = word(client).await;
    let mut all = vec![("csrf", word.as_str())];
    all.extend(fields);
    client.send(Asked::post(path).form(&all)).await
}

/// The order that a sent ticket leads to.
fn led_to(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let place = answer.header("location").unwrap();
    let number = place.strip_prefix("/orders/").unwrap();
    number.split_once('?').unwrap().0.parse().unwrap()
}

async fn percent_of_bid(client: &mut Client, percent: u64) -> String {
    let book = client.get("/api/v1/book/BTC-USDT").await.json();
    let best = book["bids"][0][0].as_str().unwrap();
    let best: u64 = best.split('.').next().unwrap().parse().unwrap();
    (best * percent / 100).to_string()
}

const SYMBOL: (&str, &str) = ("symbol", "BTC/USDT");

// ORD-04
#[tokio::test(flavor = "multi_thread")]
async fn a_pair_goes_from_the_ticket_to_the_exchange() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let bought = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "market", "qty": "0.01"});
    let bought = trader.post("/api/v1/orders", bought).await.json();
    is(
        &house,
        &trader,
        (bought["order"].as_u64().unwrap(), "filled"),
    )
    .await;
    let (target, stop) = (
        percent_of_bid(&mut trader, 104).await,
        percent_of_bid(&mut trader, 96).await,
    );
    let mut fields = vec![
        SYMBOL,
        ("side", "sell"),
        ("kind", "oco"),
        ("qty", "0.005"),
        ("price", &target),
        ("trigger", &stop),
    ];
    let review = sent(&mut trader, "/ticket/review", &fields).await;
    assert_eq!(review.status, 200, "{}", review.text());
    for words in ["Or else", "the venue ends the other", "/ticket/send"] {
        assert!(
            review.text().contains(words),
            "{words} in {}",
            review.text()
        );
    }
    fields.push(("request_key", "form-1"));
    let target = led_to(&sent(&mut trader, "/ticket/send", &fields).await);
    for order in [target, target + 1] {
        is(&house, &trader, (order, "working")).await;
    }
    // Sent twice by an impatient finger: the same pair.
    assert_eq!(
        led_to(&sent(&mut trader, "/ticket/send", &fields).await),
        target
    );
    // A pair without its stop is named by the field.
    let wrong = sent(&mut trader, "/ticket/review", &fields[..5]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("needs the price of its stop"));
    house.stop().await;
}

// ORD-04
#[tokio::test(flavor = "multi_thread")]
async fn exits_and_replacements_go_from_the_ticket_to_the_exchange() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let far = percent_of_bid(&mut trader, 96).await;
    let near = percent_of_bid(&mut trader, 98).await;
    // Above the stop: what could meet it once it wakes is refused.
    let above = percent_of_bid(&mut trader, 97).await;
    let entry = [
        SYMBOL,
        ("side", "buy"),
        ("kind", "market"),
        ("qty", "0.01"),
        ("exit_stop", &far),
        ("if_bare", "alarm"),
    ];
    let entry = led_to(&sent(&mut trader, "/ticket/send", &entry).await);
    house
        .until(|| async { life_of(&trader, entry).await["belongs"][0]["how"] == "held-by" })
        .await;
    let rest = |price| {
        [
            SYMBOL,
            ("side", "buy"),
            ("kind", "limit"),
            ("qty", "0.001"),
            ("price", price),
        ]
    };
    let old = led_to(&sent(&mut trader, "/ticket/send", &rest(&above)).await);
    is(&house, &trader, (old, "working")).await;
    let number = old.to_string();
    let page = trader.get(&format!("/orders/{old}")).await.text();
    assert!(page.contains(&format!("replaces={old}")), "{page}");
    let mut instead = rest(&near).to_vec();
    instead.push(("replaces", &number));
    let new = led_to(&sent(&mut trader, "/ticket/send", &instead).await);
    is(&house, &trader, (old, "cancelled")).await;
    is(&house, &trader, (new, "working")).await;
    assert_eq!(life_of(&trader, new).await["belongs"][0]["how"], "replaces");
    house.stop().await;
}

// ORD-02
#[tokio::test(flavor = "multi_thread")]
async fn everything_open_ends_by_one_request_and_exits_stay() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let mut placed = Vec::new();
    for percent in [95, 96, 97] {
        let price = percent_of_bid(&mut trader, percent).await;
        let body = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.001", "price": price});
        let order = trader.post("/api/v1/orders", body).await.json()["order"]
            .as_u64()
            .unwrap();
        is(&house, &trader, (order, "working")).await;
        placed.push(order);
    }
    let ended = trader.delete("/api/v1/orders?symbol=BTC-USDT").await;
    assert_eq!(ended.status, 202, "{}", ended.text());
    assert_eq!(ended.json()["orders"], json!(placed));
    for order in &placed {
        is(&house, &trader, (*order, "cancelled")).await;
        let said = life_of(&trader, *order).await["messages"].to_string();
        assert!(
            said.contains("DELETE /api/v3/openOrders?symbol=BTCUSDT"),
            "{said}"
        );
    }
    // An exit stays, whatever ends beside it.
    let stop = percent_of_bid(&mut trader, 96).await;
    let held = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "market", "qty": "0.01",
        "protect": {"stop": {"kind": "stop", "trigger": stop}, "if_bare": "alarm"}});
    let entry = trader.post("/api/v1/orders", held).await.json()["order"]
        .as_u64()
        .unwrap();
    house
        .until(|| async { life_of(&trader, entry).await["belongs"] != json!([]) })
        .await;
    let exit = life_of(&trader, entry).await["belongs"][0]["order"]
        .as_u64()
        .unwrap();
    is(&house, &trader, (exit, "working")).await;
    let answer = sent(&mut trader, "/orders/cancel-all", &[("symbol", "")]).await;
    assert_eq!(
        answer.header("location"),
        Some("/orders?state=open&said=cancel-all-asked")
    );
    assert_eq!(
        trader.delete("/api/v1/orders").await.json()["orders"],
        json!([])
    );
    is(&house, &trader, (exit, "working")).await;
    let unknown = trader.delete("/api/v1/orders?account=77").await;
    assert_eq!(unknown.problem(), "unknown-account");
    house.stop().await;
}

// ORD-03
#[tokio::test(flavor = "multi_thread")]
async fn one_name_stands_for_one_wish_exits_and_replaced_order_included() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let stop = percent_of_bid(&mut trader, 96).await;
    let wish = |if_bare: &str| {
        json!({"symbol": "BTC-USDT", "side": "buy", "kind": "market", "qty": "0.01", "request_id": "held-1",
            "protect": {"stop": {"kind": "stop", "trigger": stop}, "if_bare": if_bare}})
    };
    let first = trader.post("/api/v1/orders", wish("alarm")).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let again = trader.post("/api/v1/orders", wish("alarm")).await;
    assert_eq!(
        (again.status, &again.json()["order"]),
        (200, &first.json()["order"])
    );
    let other = trader.post("/api/v1/orders", wish("flatten")).await;
    assert_eq!(other.problem(), "key-reused");
    let mut bare = wish("alarm");
    bare.as_object_mut().unwrap().remove("protect");
    let bare = trader.post("/api/v1/orders", bare).await;
    assert_eq!(bare.problem(), "key-reused");
    house.stop().await;
}
