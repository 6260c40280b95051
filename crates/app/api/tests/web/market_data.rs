//! The quality of market data through the door: gaps, a check that a person asks for, and the page that shows both.

use crate::client::Client;
use crate::house::{House, Wants};
use identity::Role;
use serde_json::{Value, json};
use std::time::Duration;

const CHECKS: &str = "/api/v1/market/checks";
const GAPS: &str = "/api/v1/market/gaps";

async fn checks(client: &Client) -> Vec<Value> {
    let told = client.clone().get(CHECKS).await;
    assert_eq!(told.status, 200, "{}", told.text());
    told.json()["checks"].as_array().unwrap().clone()
}

// MKT-01 MKT-03
#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_before_the_first_start_is_a_gap() {
    let house = House::with_people(Wants::default()).await;
    let client = house.signed(Role::Viewer).await;
    house
        .until(|| async {
            let told = client.clone().get(GAPS).await.json();
            let gaps = told["gaps"].as_array().unwrap();
            let minutes = gaps.iter().filter(|gap| gap["interval"] == "1m");
            let mut first = minutes.filter(|gap| gap["reason"] == "before-first-start");
            // Its last minute is not over: what is over of it is fetched, and it stays open until then.
            first.any(|gap| {
                gap["kind"] == "candles" && gap["until"].as_i64() > gap["found"].as_i64()
            })
        })
        .await;
    let open = client.clone().get("/api/v1/market/gaps?state=open").await;
    let open = open.json();
    let open = open["gaps"].as_array().unwrap();
    assert!(
        open.iter()
            .all(|gap| gap["state"] == "open" && gap["closed"].is_null())
    );
    for (path, field) in [
        ("/api/v1/market/gaps?state=lost", "state"),
        ("/api/v1/market/gaps?limit=501", "limit"),
    ] {
        let refused = client.clone().get(path).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains(field));
    }
    house.stop().await;
}

// MKT-03
#[tokio::test(flavor = "multi_thread")]
async fn a_check_is_asked_for_and_its_figures_are_shown() {
    let house = House::with_people(Wants::default()).await;
    let mut client = house.signed(Role::Viewer).await;
    assert_eq!(checks(&client).await, Vec::<Value>::new());
    for days in [0, 91] {
        let refused = client.post(CHECKS, json!({"days": days})).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
    }
    let asked = client.post(CHECKS, json!({"days": 1})).await;
    assert_eq!(asked.status, 202, "{}", asked.text());
    let told = loop {
        if let Some(told) = checks(&client).await.pop() {
            break told;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(told["asked_by"], "person");
    assert_eq!(told["unasked"], 0, "{told}");
    assert!(told["symbols"].as_u64().unwrap() > 0);
    let page = client.get("/market-data").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Checks of kept candles"));
    assert!(page.text().contains("person"));
    house.stop().await;
}

/// A part of health by its name.
async fn part(client: &Client, name: &str) -> Value {
    let health = client.clone().get("/api/v1/health").await.json();
    let parts = health["parts"].as_array().unwrap().iter();
    let mut named = parts.filter(|part| part["name"] == name);
    named.next().cloned().unwrap_or(Value::Null)
}

// MKT-05: without the venue's clock nothing can be signed; it is asked for until it is known.
#[tokio::test(flavor = "multi_thread")]
async fn the_venues_clock_is_asked_for_again_until_it_is_known() {
    let silent =
        json!({"route": "GET /api/v3/time", "fault": "unavailableNotExecuted", "times": 1000});
    let house = House::with_people(Wants {
        faults: vec![silent],
        ..Wants::default()
    })
    .await;
    let client = house.signed(Role::Viewer).await;
    house
        .until(|| async { part(&client, "clock").await["grade"] == "unhealthy" })
        .await;
    assert_eq!(part(&client, "account-stream").await, Value::Null);
    let mut levers = Client::new(house.exchange.admin_addr());
    let lifted = levers.send(crate::client::Asked::new("DELETE", "/_sim/faults").json(&json!({})));
    assert!(lifted.await.status < 300);
    house
        .until(|| async {
            part(&client, "clock").await["grade"] == "healthy"
                && part(&client, "account-stream").await["grade"] == "healthy"
        })
        .await;
    house.stop().await;
}
