//! Presses of the switch over the API and the pages: what they cover, and what came of them by the venue's word.
// GATE-10 GATE-11 UI-05

use crate::client::{Asked, Client};
use crate::house::{House, Wants};
use identity::Role;
use serde_json::{Value, json};

/// An order far from the market, which rests.
async fn rest(trader: &mut Client, side: &str) -> u64 {
    let book = trader.get("/api/v1/book/BTC-USDT").await.json();
    let best = book["bids"][0][0].as_str().unwrap();
    let whole: u64 = best.split('.').next().unwrap().parse().unwrap();
    let (qty, price) = match side {
        "buy" => ("0.01", whole * 3 / 4),
        _ => ("0.005", whole * 5 / 4),
    };
    let body = json!({"symbol": "BTC/USDT", "side": side, "kind": "limit", "qty": qty,
        "price": price.to_string()});
    let placed = trader.post("/api/v1/orders", body).await;
    assert_eq!(placed.status, 201, "{}", placed.text());
    placed.json()["order"].as_u64().unwrap()
}

async fn press(trader: &Client, number: u64) -> Value {
    trader
        .clone()
        .get(&format!("/api/v1/presses/{number}"))
        .await
        .json()
}

async fn is_settled(trader: &Client, number: u64) -> bool {
    press(trader, number).await["settled"] == true
}

async fn state_of(trader: &Client, order: u64) -> String {
    let one = trader
        .clone()
        .get(&format!("/api/v1/orders/{order}"))
        .await
        .json();
    one["order"]["state"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// What a hidden field of a page sends.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let rest = page.split(&start).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn z2_a_press_tells_what_the_venue_confirmed() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let orders = [
        rest(&mut trader, "buy").await,
        rest(&mut trader, "buy").await,
    ];
    for order in orders {
        house
            .until(|| async { state_of(&trader, order).await == "working" })
            .await;
    }
    // A cancel of a scope stops nothing new.
    let wish = json!({"scope": "symbol:BTC-USDT", "reason": "tidy up"});
    let answer = trader.post("/api/v1/cancels", wish.clone()).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let first = answer.json();
    assert_eq!(
        (&first["press"], &first["verb"]),
        (&json!(1), &json!("cancel"))
    );
    assert_eq!(first["covered"], 2);
    house.until(|| is_settled(&trader, 1)).await;
    let told = press(&trader, 1).await;
    assert_eq!((&told["cancelled"], &told["asked"]), (&json!(2), &json!(0)));
    assert!(told["last_end"].as_i64().unwrap() >= told["at"].as_i64().unwrap());
    assert_eq!(told["orders"][0]["state"], "cancelled");
    let third = rest(&mut trader, "buy").await;
    house
        .until(|| async { state_of(&trader, third).await == "working" })
        .await;
    let halt = json!({"scope": "global", "reach": "and-cancel", "reason": "looks wrong"});
    let halted = trader.post("/api/v1/halts", halt).await.json();
    assert_eq!(
        (&halted["press"], &halted["verb"]),
        (&json!(2), &json!("halt-and-cancel"))
    );
    house.until(|| is_settled(&trader, 2)).await;
    assert_eq!(
        trader.get("/api/v1/presses").await.json()["presses"][0]["press"],
        2
    );
    // Without scripts the page says the same by a reload.
    let page = trader.get("/halt").await.text();
    assert!(page.contains("Of 1 orders the venue cancelled 1"), "{page}");
    assert!(page.contains("action=\"/halt/cancel\""), "{page}");
    let none = trader.get("/api/v1/presses/9").await;
    assert_eq!(
        (none.status, none.problem().as_str()),
        (404, "unknown-press")
    );
    let mut viewer = house.signed(Role::Viewer).await;
    assert_eq!(
        viewer.post("/api/v1/cancels", wish.clone()).await.status,
        403
    );
    assert_eq!(viewer.post("/api/v1/flatten", wish).await.status, 403);
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn z4_a_flatten_by_the_page_ends_flat_and_says_before_what_it_does() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let buy = json!({"symbol": "BTC/USDT", "side": "buy", "kind": "market", "qty": "0.01"});
    let bought = trader.post("/api/v1/orders", buy.clone()).await;
    let bought = bought.json()["order"].as_u64().unwrap();
    house
        .until(|| async { state_of(&trader, bought).await == "filled" })
        .await;
    let waits = rest(&mut trader, "sell").await;
    house
        .until(|| async { state_of(&trader, waits).await == "working" })
        .await;
    let page = trader.get("/flatten?scope=symbol%3ABTC%2FUSDT").await;
    assert_eq!(page.status, 200);
    assert!(
        page.text().contains("of BTC/USDT on account 1"),
        "{}",
        page.text()
    );
    let csrf = hidden(&page.text(), "csrf");
    let form = [
        ("csrf", csrf.as_str()),
        ("scope", "symbol:BTC/USDT"),
        ("reason", ""),
    ];
    let refused = trader
        .send(Asked::new("POST", "/flatten").form(&form))
        .await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let form = [
        ("csrf", csrf.as_str()),
        ("scope", "symbol:BTC/USDT"),
        ("reason", "out"),
    ];
    let sent = trader
        .send(Asked::new("POST", "/flatten").form(&form))
        .await;
    assert_eq!(sent.header("location"), Some("/halt?said=flattening"));
    house.until(|| is_settled(&trader, 1)).await;
    let told = press(&trader, 1).await;
    let leg = &told["legs"][0];
    assert!(leg["state"] == "flat" || leg["state"] == "dust", "{told}");
    assert_eq!(
        (&told["verb"], &told["cancelled"]),
        (&json!("flatten"), &json!(1))
    );
    let positions = trader.get("/api/v1/positions").await.json();
    let positions = positions["positions"].as_array().unwrap().clone();
    let net = positions
        .iter()
        .find(|one| one["symbol"] == "BTC/USDT")
        .unwrap();
    assert!(net["exposure"] == "flat" || leg["state"] == "dust", "{net}");
    let refused = trader.post("/api/v1/orders", buy).await.json();
    assert_eq!(refused["rule"], "GATE-10.halted");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn z7_what_belongs_to_no_account_cannot_be_flattened_and_the_answer_says_so() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    let wish = json!({"scope": "user:1", "reason": "out"});
    let answer = trader.post("/api/v1/flatten", wish).await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (422, "not-of-positions")
    );
    assert_eq!(trader.get("/api/v1/halts").await.json()["halts"], json!([]));
    house.stop().await;
}
