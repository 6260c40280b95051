//! Limits, switches and releases by one person and by two: through the API, and through the page's forms without scripts.

use crate::client::{Answer, Asked, Client};
use crate::house::{House, Wants};
use desk::{Persons, TradingConfig};
use identity::Role;
use serde_json::{Value, json};

async fn house(persons: Persons) -> House {
    House::with_people(Wants {
        trading: TradingConfig::default().with_persons(persons),
        ..Wants::default()
    })
    .await
}

/// What the gate says to a small order, by the rule that refuses it.
async fn refused(asking: &mut Client) -> Option<String> {
    let order = json!({"symbol": "BTC/USDT", "side": "buy", "kind": "market", "qty": "0.01"});
    let verdict = asking.post("/api/v1/verdict", order).await.json();
    verdict["refusal"]["rule"].as_str().map(str::to_owned)
}

fn value_max(value: &str) -> Value {
    let change = json!({"scope": "symbol:BTC/USDT", "limit": "order_value_max", "value": value});
    json!({"changes": [change], "reason": "a test"})
}

fn stage(answer: &Answer) -> (u64, String) {
    let said = answer.json();
    let stage = said["stage"].as_str().unwrap_or_default().to_owned();
    (said["number"].as_u64().unwrap_or_default(), stage)
}

/// The word that a page's forms carry.
async fn form_word(asking: &mut Client) -> String {
    let page = asking.get("/limits").await.text();
    let (_, after) = page.split_once("name=\"csrf\" value=\"").unwrap();
    after.split('"').next().unwrap().to_owned()
}

// GATE-02 GATE-13 ADM-02 GATE-19
#[tokio::test(flavor = "multi_thread")]
async fn two_persons_loosen_what_one_tightened() {
    let mut house = house(Persons::Two).await;
    let mut owner = house.signed(Role::Owner).await;
    let mut admin = house.signed(Role::Admin).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    assert_eq!(refused(&mut trader).await, None);

    // A trader may see limits and not change them.
    assert_eq!(
        trader.post("/api/v1/limits", value_max("10")).await.status,
        403
    );
    let tight = owner.post("/api/v1/limits", value_max("10")).await;
    assert_eq!(stage(&tight), (1, "in-force".to_owned()));
    let rule = refused(&mut trader).await;
    assert_eq!(rule.as_deref(), Some("GATE-02.order-value"));

    let loose = owner.post("/api/v1/limits", value_max("4000")).await;
    assert_eq!(stage(&loose), (2, "open".to_owned()));
    let text = "order_value_max of symbol:BTC/USDT to 4000";
    let agree = |text: &str| json!({"text": text, "reason": "looked at"});
    let path = "/api/v1/proposals/2/agree";
    for (asking, text) in [(&mut owner, text), (&mut admin, "something else")] {
        let no = asking.post(path, agree(text)).await;
        assert_eq!((no.status, no.problem()), (409, "not-proposed".to_owned()));
    }
    assert_eq!(trader.post(path, agree(text)).await.status, 403);
    assert!(refused(&mut trader).await.is_some(), "nothing was loosened");
    let agreed = admin.post(path, agree(text)).await;
    assert_eq!(stage(&agreed), (2, "in-force".to_owned()));
    assert_eq!(refused(&mut trader).await, None);

    let shown = trader.get("/api/v1/limits").await.json();
    assert_eq!(shown["version"], 2);
    assert_eq!(shown["persons"], "two");
    let limits = shown["limits"].as_array().unwrap();
    let set = limits
        .iter()
        .find(|limit| limit["scope"] == "symbol:BTC/USDT");
    assert_eq!(set.unwrap()["of_people"], "4000");
    let decided = &shown["decided"][0];
    assert_eq!(decided["replaces"], json!(["10"]));
    assert_eq!(decided["second_reason"], "looked at");
    // Over the ceiling of the settings, no number, no limit, no scope, no reason.
    for (body, status) in [
        (value_max("5000.01"), 409),
        (value_max("much"), 422),
        (value_max("0"), 422),
        (json!({"changes": [], "reason": "why"}), 409),
        (
            json!({"changes": [{"scope": "moon", "limit": "order_value_max", "value": "1"}], "reason": "why"}),
            422,
        ),
        (
            json!({"changes": [{"scope": "global", "limit": "height", "value": "1"}], "reason": "why"}),
            422,
        ),
        (json!({"changes": [], "reason": " "}), 422),
    ] {
        let said = owner.post("/api/v1/limits", body.clone()).await;
        assert_eq!(said.status, status, "{body}");
    }
    house.close().await;
}

// GATE-10 GATE-13
#[tokio::test(flavor = "multi_thread")]
async fn a_halt_and_a_switch_are_lifted_by_two_persons() {
    let mut house = house(Persons::Two).await;
    let mut owner = house.signed(Role::Owner).await;
    let mut admin = house.signed(Role::Admin).await;
    house.open_market(&mut owner).await;
    let halt = json!({"scope": "global", "reach": "new-only", "reason": "a test"});
    assert_eq!(owner.post("/api/v1/halts", halt).await.status, 200);
    let release = json!({"scope": "global", "reason": "it is over"});
    let waits = owner.post("/api/v1/halts/release", release).await;
    assert_eq!(
        (waits.status, waits.problem()),
        (409, "second-person".to_owned())
    );
    assert_eq!(refused(&mut owner).await.as_deref(), Some("GATE-10.halted"));
    let agree = json!({"text": "release global", "reason": "so it is"});
    let agreed = admin.post("/api/v1/proposals/1/agree", agree).await;
    assert_eq!(stage(&agreed), (1, "in-force".to_owned()));
    assert_eq!(refused(&mut owner).await, None);

    let turn = |position: &str| json!({"scope": "symbol:BTC/USDT", "position": position, "reason": "a test"});
    let off = owner.post("/api/v1/switches", turn("off")).await;
    assert_eq!(stage(&off), (2, "in-force".to_owned()));
    let rule = refused(&mut admin).await;
    assert_eq!(rule.as_deref(), Some("GATE-13.trading-switch"));
    let on = owner.post("/api/v1/switches", turn("on")).await;
    assert_eq!(stage(&on), (3, "open".to_owned()));
    let no = json!({"reason": "not yet"});
    let back = admin.post("/api/v1/proposals/3/withdraw", no).await;
    assert_eq!(stage(&back), (3, "withdrawn".to_owned()));
    assert!(refused(&mut admin).await.is_some(), "it stays off");
    let sideways = owner.post("/api/v1/switches", turn("sideways")).await;
    assert_eq!(sideways.status, 422);
    house.close().await;
}

// GATE-13 UI-01
#[tokio::test(flavor = "multi_thread")]
async fn the_page_changes_limits_without_scripts() {
    let mut house = house(Persons::Two).await;
    let mut owner = house.signed(Role::Owner).await;
    let mut admin = house.signed(Role::Admin).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let word = form_word(&mut owner).await;
    let fields = |value| {
        [
            ("csrf", word.as_str()),
            ("scope", "symbol:BTC/USDT"),
            ("limit", "open_orders_max"),
            ("value", value),
            ("from", ""),
            ("reason", "a test"),
        ]
    };
    let tight = owner.send(Asked::post("/limits").form(&fields("3"))).await;
    assert_eq!(tight.header("location"), Some("/limits?said=in-force"));
    let loose = owner.send(Asked::post("/limits").form(&fields(""))).await;
    assert_eq!(loose.header("location"), Some("/limits?said=proposed"));
    let page = admin.get("/limits").await.text();
    assert!(page.contains("no open_orders_max of people for symbol:BTC/USDT"));
    assert!(page.contains("Agree to exactly this"));
    assert!(
        !owner
            .get("/limits")
            .await
            .text()
            .contains("Agree to exactly this")
    );
    let seen = trader.get("/limits").await.text();
    assert!(seen.contains("0 of 3, 0 %") && !seen.contains("<p class=\"strong\">A limit</p>"));
    let word = form_word(&mut admin).await;
    let agree = [
        ("csrf", word.as_str()),
        ("text", "no open_orders_max of people for symbol:BTC/USDT"),
        ("reason", "looked at"),
    ];
    let agreed = admin
        .send(Asked::post("/limits/2/agree").form(&agree))
        .await;
    assert_eq!(agreed.header("location"), Some("/limits?said=in-force"));
    let page = owner.get("/limits").await.text();
    assert!(page.contains("came into force, agreed by"), "{page}");
    house.close().await;
}
