//! How far the past of an account is kept, through the door: asked for by a program and by a form, shown to both.

use crate::client::{Asked, Client};
use crate::house::{House, Wants};
use desk::{HistoryRules, Upkeep};
use domain::{Span, Time};
use identity::Role;
use serde_json::{Value, json};

const HISTORIES: &str = "/api/v1/histories";
const DAY_MS: i64 = 86_400_000;

/// A house that asks its venue only when a person wishes it.
fn wants() -> Wants {
    let now = desk::Clock::default().now().millis();
    let rules = HistoryRules {
        since: Time::from_millis(now - DAY_MS),
        first_after: Span::ZERO,
        every: None,
        pause: Span::from_millis(4),
    };
    Wants {
        upkeep: Upkeep {
            histories: Some(rules),
            ..Upkeep::default()
        },
        ..Wants::default()
    }
}

async fn told(client: &Client) -> Vec<Value> {
    let told = client.clone().get(HISTORIES).await;
    assert_eq!(told.status, 200, "{}", told.text());
    told.json()["histories"].as_array().unwrap().clone()
}

fn deposits(told: &[Value]) -> Option<Value> {
    let mut all = told.iter();
    all.find(|one| one["kind"] == "deposits").cloned()
}

async fn until_read(house: &House, client: &Client, pages: u64) {
    let read = async || {
        let found = deposits(&told(client).await);
        found.is_some_and(|one| one["pages"].as_u64() >= Some(pages))
    };
    house.until(read).await;
}

// BOOK-03
#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_asked_for_by_a_program_and_by_a_form_and_shown_to_both() {
    let house = House::with_people(wants()).await;
    let mut client = house.signed(Role::Viewer).await;
    assert_eq!(told(&client).await, Vec::<Value>::new());
    let page = client.get("/accounts").await.text();
    assert!(page.contains("Histories kept") && page.contains("None yet."));
    let asked = client.post("/api/v1/histories/read", json!({})).await;
    assert_eq!(asked.status, 202, "{}", asked.text());
    until_read(&house, &client, 1).await;
    let whole = deposits(&told(&client).await).unwrap();
    assert_eq!(whole["standing"], "whole", "{whole}");
    assert_eq!(
        (&whole["account"], &whole["product"]),
        (&json!(1), &json!("spot"))
    );
    assert_eq!(
        (&whole["subject"], &whole["breaks"]),
        (&Value::Null, &json!(0))
    );
    assert!(whole["whole_until"].as_i64() > whole["since"].as_i64());
    // By a form, without a script.
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
    let word = rest.split_once('"').unwrap().0;
    let strange = Asked::post("/accounts/histories").form(&[("csrf", "another")]);
    assert_eq!(client.send(strange).await.status, 403);
    let sent = Asked::post("/accounts/histories").form(&[("csrf", word)]);
    let sent = client.send(sent).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let next = sent.header("location").unwrap().to_owned();
    assert_eq!(next, "/accounts?said=histories-asked");
    until_read(&house, &client, 2).await;
    let page = client.get(&next).await.text();
    assert!(page.contains("The venue is asked for the past"));
    assert!(page.contains("deposits") && page.contains("whole"));
    house.stop().await;
}
