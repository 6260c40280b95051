//! Positions in perpetual contracts held by exits at the simulated exchange, long and short, through real sockets: two orders
//! for each position, of which the house ends the second; what happens when half of them is refused or the position goes.

use crate::client::Client;
use crate::contracts::{agreed, contract, index, net, open, pull};
use crate::house::House;
use domain::{Amount, Price, Rate, Rounding};
use identity::Role;
use serde_json::{Value, json};

/// The most that may pass between a fill and the end of a position that cannot be held.
const BARE_MS_MAX: i64 = 5_000;
const CONTRACT: &str = "BTC/USDT:USDT";

/// The mark moved by a share, on the grid.
fn beside_mark(house: &House, share: &str) -> String {
    let mark = contract(house).mark.unwrap();
    let moved = mark.moved(Rate::parse(share).unwrap()).unwrap();
    let tick = Price::parse("0.1").unwrap();
    moved.to_tick(tick, Rounding::Down).unwrap().to_string()
}

/// Opens at the market with a stop and a target at these shares beside the mark.
async fn opened(house: &House, client: &mut Client, side: &str, shares: (&str, &str)) -> u64 {
    house
        .until(|| async { contract(house).mark.is_some() })
        .await;
    let (stop, target) = (beside_mark(house, shares.0), beside_mark(house, shares.1));
    let body = json!({
        "symbol": CONTRACT, "side": side, "kind": "market", "qty": "0.01",
        "protect": {
            "stop": {"kind": "stop", "trigger": stop},
            "target": {"kind": "take-profit", "trigger": target},
            "if_bare": "flatten",
        },
    });
    let answer = client.post("/api/v1/orders", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["order"].as_u64().unwrap()
}

async fn life_of(client: &Client, order: u64) -> Value {
    let answer = client.clone().get(&format!("/api/v1/orders/{order}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The orders that the house placed after one, oldest first: number, kind, state.
async fn of_house(client: &Client, entry: u64) -> Vec<(u64, String, String)> {
    let path = "/api/v1/orders?limit=50&symbol=BTC-USDT:USDT";
    let answer = client.clone().get(path).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let rows = answer.json()["orders"].as_array().unwrap().clone();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let mut rows: Vec<_> = rows
        .iter()
        .filter(|row| row["origin"] == "house" && row["id"].as_u64().unwrap() > entry)
        .map(|row| {
            (
                row["id"].as_u64().unwrap(),
                text(row, "kind"),
                text(row, "state"),
            )
        })
        .collect();
    rows.sort_unstable();
    rows
}

async fn states(client: &Client, entry: u64) -> Vec<(String, String)> {
    let rows = of_house(client, entry).await;
    rows.into_iter()
        .map(|(_, kind, state)| (kind, state))
        .collect()
}

fn said(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = pairs
        .iter()
        .map(|(kind, state)| ((*kind).to_owned(), (*state).to_owned()));
    owned.collect()
}

/// Waits until the exits of an order stand so.
async fn until_exits(house: &House, client: &Client, entry: u64, stand: &[(&str, &str)]) {
    let wanted = said(stand);
    house
        .until(|| async { states(client, entry).await == wanted })
        .await;
}

const BOTH_WORK: [(&str, &str); 2] = [("take-profit", "working"), ("stop", "working")];

// ORD-04
#[tokio::test(flavor = "multi_thread")]
async fn a_short_is_held_by_two_orders_and_the_second_goes_with_the_first() {
    let house = open().await;
    let mut client = house.signed(Role::Trader).await;
    let entry = opened(&house, &mut client, "sell", ("0.003", "-0.2")).await;
    until_exits(&house, &client, entry, &BOTH_WORK).await;
    assert!(net(&house).is_negative());
    let take = json!({"symbol": "BTCUSDT", "side": "BUY", "qty": "400"});
    pull(&house, "/_sim/futures/take", take).await;
    index(&house, "0.04").await;
    until_exits(
        &house,
        &client,
        entry,
        &[("take-profit", "cancelled"), ("stop", "filled")],
    )
    .await;
    house.until(|| async { net(&house) == Amount::ZERO }).await;
    agreed(&house).await;
    house.stop().await;
}

// ORD-04: entry filled and stop rejected.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_stop_ends_its_target_and_the_position_within_five_seconds() {
    let house = open().await;
    let mut client = house.signed(Role::Trader).await;
    // A stop over the market would wake at once, which the venue refuses.
    let entry = opened(&house, &mut client, "buy", ("0.02", "0.2")).await;
    let stand = [
        ("take-profit", "cancelled"),
        ("stop", "rejected"),
        ("market", "filled"),
    ];
    until_exits(&house, &client, entry, &stand).await;
    house.until(|| async { net(&house) == Amount::ZERO }).await;
    let filled = life_of(&client, entry).await["fills"][0]["at"]
        .as_i64()
        .unwrap();
    let (close, ..) = of_house(&client, entry).await.pop().unwrap();
    let closed = life_of(&client, close).await["fills"][0]["at"]
        .as_i64()
        .unwrap();
    assert!(closed - filled <= BARE_MS_MAX, "{} ms", closed - filled);
    agreed(&house).await;
    house.stop().await;
}

// ORD-04: what reduces passes beside exits, and they do not outlive what they held.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_closes_beside_the_exits_which_go_with_the_position() {
    let house = open().await;
    let mut client = house.signed(Role::Trader).await;
    let entry = opened(&house, &mut client, "buy", ("-0.2", "0.2")).await;
    until_exits(&house, &client, entry, &BOTH_WORK).await;
    let close = json!({"symbol": CONTRACT, "side": "sell", "kind": "market", "qty": "0.01", "effect": "reduce-only"});
    let answer = client.post("/api/v1/orders", close).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    until_exits(
        &house,
        &client,
        entry,
        &[("take-profit", "cancelled"), ("stop", "cancelled")],
    )
    .await;
    assert_eq!(net(&house), Amount::ZERO);
    agreed(&house).await;
    let portfolio = client.get("/api/v1/halts").await.json();
    assert_eq!(portfolio["halts"], json!([]));
    house.stop().await;
}
