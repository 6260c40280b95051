//! The switch and cancels while the journal cannot be written: what is pressed holds, what is cancelled is cancelled, and whoever
//! asked is told how much of it is on disk.
// GATE-10

use crate::client::{Asked, Client};
use crate::house::{House, Journal, Wants};
use identity::Role;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// A journal that can be taken away.
struct Database {
    here: PathBuf,
    away: PathBuf,
}

impl Database {
    fn of(house: &House) -> Self {
        let here = house.folder.path().join("desk/cofferdam.db");
        let away = here.with_extension("away");
        Self { here, away }
    }

    fn take(&self) {
        fs::rename(&self.here, &self.away).unwrap();
    }

    fn put_back(&self) {
        fs::rename(&self.away, &self.here).unwrap();
    }
}

async fn house() -> (House, Client) {
    let house = House::with_people(Wants {
        journal: Journal::Folder,
        ..Wants::default()
    })
    .await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    (house, trader)
}

/// An order far from the market, which rests; its number and its id at the exchange.
async fn rest(house: &House, trader: &mut Client) -> (u64, String) {
    let wish = wish(trader).await;
    let placed = trader.post("/api/v1/orders", wish).await;
    assert_eq!(placed.status, 201, "{}", placed.text());
    let placed = placed.json();
    let number = placed["order"].as_u64().unwrap();
    let path = format!("/api/v1/orders/{number}");
    let is_working = || async {
        let one = trader.clone().get(&path).await.json();
        one["order"]["state"] == "working"
    };
    house.until(is_working).await;
    (number, placed["client_id"].as_str().unwrap().to_owned())
}

async fn wish(trader: &mut Client) -> Value {
    let book = trader.get("/api/v1/book/BTC-USDT").await.json();
    let best = book["bids"][0][0].as_str().unwrap();
    let whole: u64 = best.split('.').next().unwrap().parse().unwrap();
    json!({"symbol": "BTC/USDT", "side": "buy", "kind": "limit", "qty": "0.01",
        "price": (whole * 3 / 4).to_string()})
}

/// How often the exchange was asked to place, and the orders that it ended.
async fn at_exchange(house: &House) -> (usize, Vec<String>) {
    let mut levers = Client::new(house.exchange.admin_addr());
    let page = levers.get("/_sim/ledger?from=0&limit=1000").await.json();
    let events = page["events"].as_array().unwrap();
    let text = |event: &Value, of: &str, field: &str| {
        event[of][field].as_str().unwrap_or_default().to_owned()
    };
    let places = events.iter().filter(|event| {
        text(event, "request", "method") == "POST"
            && text(event, "request", "path").ends_with("/order")
    });
    // The id of a cancelled order stands behind that of its cancel.
    let ended = events
        .iter()
        .filter(|event| text(event, "order", "X") == "CANCELED");
    let ended = ended.map(|event| text(event, "order", "C"));
    (places.count(), ended.collect())
}

async fn halted(trader: &mut Client) -> Vec<String> {
    let halts = trader.get("/api/v1/halts").await.json();
    let scopes = halts["halts"].as_array().unwrap().iter();
    scopes
        .map(|halt| halt["scope"].as_str().unwrap().to_owned())
        .collect()
}

/// Waits until the desk knows that an order was cancelled.
async fn until_cancelled(house: &House, trader: &Client, number: u64) {
    let path = format!("/api/v1/orders/{number}");
    house
        .until(|| async {
            let one = trader.clone().get(&path).await.json();
            one["order"]["state"] == "cancelled"
        })
        .await;
}

/// Halts a symbol by the form of the page, as a browser without scripts sends it, while nothing can be written.
async fn press_by_page(house: &House, trader: &mut Client) {
    let page = trader
        .send(Asked::get("/halt").header("Accept", "text/html"))
        .await
        .text();
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
    let csrf = csrf.split('"').next().unwrap().to_owned();
    let form = [
        ("csrf", csrf.as_str()),
        ("scope", "symbol:BTC/USDT"),
        ("reach", "new-only"),
        ("reason", "by page"),
    ];
    let origin = format!("http://{}", house.address);
    let asked = Asked::post("/halt")
        .header("Origin", &origin)
        .header("Accept", "text/html")
        .form(&form);
    let answer = trader.send(asked).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    assert!(
        answer.text().contains("held by the latch"),
        "{}",
        answer.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn z11_a_halt_holds_and_cancels_leave_while_nothing_can_be_written() {
    let (house, mut trader) = house().await;
    let resting = [
        rest(&house, &mut trader).await,
        rest(&house, &mut trader).await,
    ];
    let (placed, _) = at_exchange(&house).await;
    let database = Database::of(&house);
    database.take();
    let press = json!({"scope": "global", "reach": "and-cancel", "reason": "the disk is gone"});
    for _ in 0..2 {
        let answer = trader.post("/api/v1/halts", press.clone()).await;
        assert_eq!(answer.status, 202, "{}", answer.text());
        assert_eq!(answer.problem(), "held-by-latch", "{}", answer.text());
        assert_eq!(halted(&mut trader).await, ["global"]);
    }
    let latch = fs::read_to_string(house.folder.path().join("desk/halts.latch")).unwrap();
    assert!(latch.contains("the disk is gone"), "{latch}");
    // Both end at the exchange though nothing can be written.
    house
        .until(|| async {
            let (_, ended) = at_exchange(&house).await;
            resting.iter().all(|(_, id)| ended.contains(id))
        })
        .await;
    let wish = wish(&mut trader).await;
    let refused = trader.post("/api/v1/orders", wish.clone()).await;
    assert_eq!(refused.problem(), "not-recorded", "{}", refused.text());
    press_by_page(&house, &mut trader).await;
    // Once it can be written, the journal has both, and they stand as any halt.
    database.put_back();
    house
        .until(|| async {
            let presses = trader.clone().get("/api/v1/presses").await.json();
            presses["presses"].as_array().unwrap().len() == 2
        })
        .await;
    assert_eq!(halted(&mut trader).await, ["global", "symbol:BTC/USDT"]);
    let refused = trader.post("/api/v1/orders", wish).await;
    assert_eq!(
        refused.json()["rule"],
        "GATE-10.halted",
        "{}",
        refused.text()
    );
    for (number, _) in resting {
        until_cancelled(&house, &trader, number).await;
    }
    assert_eq!(at_exchange(&house).await.0, placed, "nothing was placed");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn z11_a_cancel_leaves_while_nothing_can_be_written_and_nothing_else_does() {
    let (house, mut trader) = house().await;
    let (number, id) = rest(&house, &mut trader).await;
    let (other, other_id) = rest(&house, &mut trader).await;
    let mut owner = house.signed(Role::Owner).await;
    let database = Database::of(&house);
    database.take();
    let path = format!("/api/v1/orders/{number}");
    let answer = trader.delete(&path).await;
    assert_eq!(
        answer.problem(),
        "cancelled-unrecorded",
        "{}",
        answer.text()
    );
    house
        .until(|| async { at_exchange(&house).await.1.contains(&id) })
        .await;
    // A flatten halts and closes nothing: its orders would leave without a record.
    let wish = json!({"scope": "symbol:ETH-USDT", "reason": "out"});
    let answer = trader.post("/api/v1/flatten", wish).await;
    assert_eq!(
        answer.problem(),
        "halted-not-flattened",
        "{}",
        answer.text()
    );
    assert_eq!(halted(&mut trader).await, ["symbol:ETH/USDT"]);
    // A release is none until it is on disk.
    let wish = json!({"scope": "symbol:ETH/USDT", "reason": "back"});
    let answer = owner.post("/api/v1/halts/release", wish.clone()).await;
    assert_eq!(answer.problem(), "not-recorded", "{}", answer.text());
    assert_eq!(halted(&mut trader).await, ["symbol:ETH/USDT"]);
    database.put_back();
    until_cancelled(&house, &trader, number).await;
    let one = trader.get(&format!("/api/v1/orders/{other}")).await.json();
    assert_eq!(one["order"]["state"], "working");
    assert!(!at_exchange(&house).await.1.contains(&other_id));
    house.stop().await;
}
