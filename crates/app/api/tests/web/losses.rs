//! What the day brought and what stopped by itself, through the door: counted from real fills at the exchange, shown to
//! programs and people, ended by a person. Failures are the exchange's own. Over sockets.
// GATE-08 GATE-09 GATE-11

use crate::client::Client;
use crate::house::{House, Wants};
use desk::{OnLoss, TradingConfig, VenueBreakers};
use domain::{Amount, Span};
use identity::Role;
use serde_json::{Value, json};

async fn losses(client: &Client) -> Value {
    let answer = client.clone().get("/api/v1/losses").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// What a row of the day says.
fn day(told: &Value, scope: &str) -> Option<Value> {
    let mut days = told["days"].as_array().unwrap().iter();
    days.find(|one| one["scope"] == scope).cloned()
}

async fn halts(client: &Client) -> Vec<Value> {
    let told = client.clone().get("/api/v1/halts").await.json();
    told["halts"].as_array().unwrap().clone()
}

fn buys(size: &str) -> Value {
    json!({"symbol": "BTC-USDT", "side": "buy", "kind": "market", "qty": size})
}

async fn breaker(client: &Client) -> String {
    let told = client.clone().get("/api/v1/health").await.json();
    let mut parts = told["parts"].as_array().unwrap().iter();
    let found = parts.find(|part| part["name"] == "breakers").cloned();
    found.unwrap_or_default()["grade"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

async fn lever(house: &House, path: &str, body: Value) {
    let mut levers = Client::new(house.exchange.admin_addr());
    let answer = levers.post(path, body).await;
    assert!(answer.status < 300, "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loss_of_a_day_stops_trading_until_a_person_releases_and_a_deposit_is_no_profit() {
    let house = House::with_people(Wants {
        trading: TradingConfig::default().with_losses(Span::ZERO),
        daily_loss_max: Some(Amount::parse("2000").unwrap()),
        ..Wants::default()
    })
    .await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let is_told = async || {
        let day = day(&losses(&trader).await, "global");
        day.is_some_and(|day| day["result"].is_string())
    };
    house.until(is_told).await;
    let told = day(&losses(&trader).await, "global").unwrap();
    assert_eq!(
        (&told["limit"], &told["transfers"]),
        (&json!("2000"), &json!("0"))
    );
    assert_eq!(breaker(&trader).await, "healthy");
    let gift = json!({"key": simex::DEFAULT_KEY, "asset": "USDT", "qty": "7000"});
    lever(&house, "/_sim/deposit", gift).await;
    let is_moved =
        async || day(&losses(&trader).await, "account:1").unwrap()["transfers"] == "7000";
    house.until(is_moved).await;
    // What was given makes up for nothing: a fall of a fifth loses more than the limit.
    let fall = json!({"symbol": "BTCUSDT", "thousandths": -200});
    lever(&house, "/_sim/shock", fall).await;
    house
        .until(|| async { !halts(&trader).await.is_empty() })
        .await;
    let halt = halts(&trader).await.remove(0);
    assert_eq!(
        (&halt["scope"], &halt["by"]),
        (&json!("global"), &json!("house"))
    );
    assert_eq!(halt["breakers"][0]["breaker"], "daily-loss");
    assert_eq!(halt["breakers"][0]["limit"], "2000 USDT");
    let is_shown = async || breaker(&trader).await == "degraded";
    house.until(is_shown).await;
    let page = trader.get("/accounts").await.text();
    assert!(
        page.contains("daily-loss") && page.contains("<meter"),
        "{page}"
    );
    let refused = trader.post("/api/v1/orders", buys("0.01")).await.json();
    assert_eq!(refused["rule"], "GATE-10.halted");
    let release = json!({"scope": "global", "reason": "seen by a person"});
    let by_trader = trader.post("/api/v1/halts/release", release.clone()).await;
    assert_eq!(by_trader.status, 403);
    let mut owner = house.signed(Role::Owner).await;
    let by_owner = owner.post("/api/v1/halts/release", release).await;
    assert_eq!(by_owner.status, 204, "{}", by_owner.text());
    let told = losses(&trader).await;
    assert_eq!(told["breakers"].as_array().unwrap().len(), 0, "{told}");
    // The limit of the day holds on.
    let refused = trader.post("/api/v1/orders", buys("0.01")).await.json();
    assert_eq!(refused["rule"], "GATE-08.daily-loss", "{refused}");
    house.stop().await;
}

// GATE-11: the same with what is held closed at the market, each position told for itself.
#[tokio::test(flavor = "multi_thread")]
async fn where_it_is_asked_for_the_loss_of_a_day_closes_what_our_trades_brought() {
    let counted = TradingConfig::default().with_losses(Span::ZERO);
    let house = House::with_people(Wants {
        trading: counted.with_on_loss(OnLoss::Flatten),
        daily_loss_max: Some(Amount::parse("2000").unwrap()),
        ..Wants::default()
    })
    .await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let is_counted = async || {
        let day = day(&losses(&trader).await, "global");
        day.is_some_and(|day| day["result"].is_string())
    };
    house.until(is_counted).await;
    let bought = trader.post("/api/v1/orders", buys("0.02")).await.json();
    let life = format!("/api/v1/orders/{}", bought["order"]);
    let is_filled = async || {
        let told = trader.clone().get(&life).await.json();
        told["order"]["state"] == "filled"
    };
    house.until(is_filled).await;
    let fall = json!({"symbol": "BTCUSDT", "thousandths": -200});
    lever(&house, "/_sim/shock", fall).await;
    let is_over = async || {
        let told = trader.clone().get("/api/v1/presses/1").await;
        told.status == 200 && told.json()["legs"][0]["state"] == "flat"
    };
    house.until(is_over).await;
    let told = trader.get("/api/v1/presses/1").await.json();
    assert_eq!(
        (&told["verb"], &told["scope"], &told["by"]),
        (&json!("flatten"), &json!("global"), &json!("house"))
    );
    let reason = told["reason"].as_str().unwrap();
    assert!(reason.starts_with("the loss of the day"), "{told}");
    assert_eq!(halts(&trader).await.remove(0)["by"], "house");
    house.stop().await;
}

// Control 18: what the exchange answers with 503, or not at all, counts against it.
#[tokio::test(flavor = "multi_thread")]
async fn a_venue_that_fails_too_often_is_stopped_until_a_person_releases() {
    let of_503 =
        json!({"route": "POST /api/v3/order", "fault": "serverErrorNotExecuted", "times": 2});
    let lost = json!({"route": "POST /api/v3/order", "fault": "lostAnswer", "times": 2});
    let of_429 =
        json!({"route": "POST /api/v3/order", "fault": "tooManyRequests", "ms": 50, "times": 1});
    for (strike, errors_max) in [(of_503, 2), (lost, 2), (of_429, 1)] {
        let breakers = VenueBreakers {
            window: Span::from_secs(60),
            refusals_max: 0,
            errors_max,
            slow_max: 0,
            latency_max: Span::from_secs(5),
        };
        let house = House::with_people(Wants {
            trading: TradingConfig::default().with_venue_breakers(breakers),
            ..Wants::default()
        })
        .await;
        let mut trader = house.signed(Role::Trader).await;
        house.open_market(&mut trader).await;
        lever(&house, "/_sim/faults", strike).await;
        for _ in 0..errors_max {
            let answer = trader.post("/api/v1/orders", buys("0.01")).await;
            assert_eq!(answer.status, 201, "{}", answer.text());
        }
        house
            .until(|| async { !halts(&trader).await.is_empty() })
            .await;
        let halt = halts(&trader).await.remove(0);
        assert_eq!(halt["scope"], "venue:simex");
        assert_eq!(halt["breakers"][0]["breaker"], "venue-errors");
        let refused = trader.post("/api/v1/orders", buys("0.01")).await.json();
        assert_eq!(refused["rule"], "GATE-10.halted");
        let mut owner = house.signed(Role::Owner).await;
        let release = json!({"scope": "venue:simex", "reason": "it answers again"});
        assert_eq!(
            owner.post("/api/v1/halts/release", release).await.status,
            204
        );
        house.stop().await;
    }
}
