//! Kinds and ends of orders from the door to the simulated exchange and back, through real sockets.

use crate::client::Client;
use crate::house::{House, Wants};
use desk::{StaleRules, TradingConfig};
use domain::Span;
use identity::Role;
use serde_json::{Value, json};

/// The best bid in whole quote.
async fn best_bid(client: &mut Client) -> u64 {
    let book = client.get("/api/v1/book/BTC-USDT").await.json();
    let best = book["bids"][0][0].as_str().unwrap();
    best.split('.').next().unwrap().parse().unwrap()
}

async fn life_of(client: &Client, order: u64) -> Value {
    let answer = client.clone().get(&format!("/api/v1/orders/{order}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn state_of(client: &Client, order: u64) -> String {
    let life = life_of(client, order).await;
    life["order"]["state"].as_str().unwrap().to_owned()
}

async fn placed(client: &mut Client, body: Value) -> u64 {
    let answer = client.post("/api/v1/orders", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["order"].as_u64().unwrap()
}

/// Every kind the ticket offers, each in a form that rests at the exchange.
fn resting(best: u64) -> Vec<Value> {
    let far = |percent: u64| (best * percent / 100).to_string();
    vec![
        json!({"symbol": "BTC-USDT", "side": "buy", "kind": "take-profit", "qty": "0.001", "trigger": far(98)}),
        json!({"symbol": "BTC-USDT", "side": "buy", "kind": "take-profit-limit", "qty": "0.001", "trigger": far(98), "price": far(97), "time_in_force": "gtc"}),
        json!({"symbol": "BTC-USDT", "side": "buy", "kind": "trailing-stop", "qty": "0.001", "trailing_delta": "300"}),
        json!({"symbol": "BTC-USDT", "side": "buy", "kind": "stop", "qty": "0.001", "trigger": far(103)}),
        json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.001", "price": far(97), "time_in_force": "gtd", "good_till": "2100-01-01T00:00:00Z"}),
    ]
}

// ORD-02
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_works_at_the_exchange_and_is_cancelled() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let best = best_bid(&mut trader).await;
    for body in resting(best) {
        let order = placed(&mut trader, body.clone()).await;
        house
            .until(|| async { state_of(&trader, order).await == "working" })
            .await;
        let shown = life_of(&trader, order).await["order"].clone();
        for field in ["kind", "trigger", "price", "time_in_force"] {
            assert_eq!(shown[field], body[field], "{field} of {shown}");
        }
        if body["kind"] == "trailing-stop" {
            assert_eq!(shown["trailing_delta"], 300);
        }
        if body["time_in_force"] == "gtd" {
            assert_eq!(shown["good_till"], 4_102_444_800_000_i64);
        }
        let page = trader.get(&format!("/orders/{order}")).await;
        assert!(page.text().contains(body["kind"].as_str().unwrap()));
        let cancelled = trader.delete(&format!("/api/v1/orders/{order}")).await;
        assert_eq!(cancelled.status, 202, "{}", cancelled.text());
        house
            .until(|| async { state_of(&trader, order).await == "cancelled" })
            .await;
    }
    house.stop().await;
}

// ORD-02
#[tokio::test(flavor = "multi_thread")]
async fn good_till_an_instant_is_cancelled_by_the_desk() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let best = best_bid(&mut trader).await;
    let till = house.desk.now().plus(Span::from_secs(2)).millis();
    let body = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.001",
        "price": (best * 97 / 100).to_string(), "time_in_force": "gtd", "good_till": till.to_string()});
    let order = placed(&mut trader, body.clone()).await;
    house
        .until(|| async { state_of(&trader, order).await == "cancelled" })
        .await;
    let life = life_of(&trader, order).await;
    let kinds: Vec<&str> = life["life"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["opened", "accepted", "time-up", "cancel-asked", "ended"]
    );
    assert_eq!(life["life"][2]["body"]["bound"], "good-till");
    assert!(life["order"]["ended"].as_i64().unwrap() >= till);
    // The instant is over: the same wish is refused and names the rule.
    let refused = trader.post("/api/v1/orders", body).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("GATE-01.good-till-passed"));
    house.stop().await;
}

// ORD-20
#[tokio::test(flavor = "multi_thread")]
async fn a_stale_order_is_shown_and_then_cancelled() {
    let stale = StaleRules {
        warn_after: Span::from_secs(1),
        cancel_after: Span::from_secs(4),
    };
    let trading = TradingConfig::with_stale(stale);
    let house = House::with_people(Wants {
        trading,
        ..Wants::default()
    })
    .await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let best = best_bid(&mut trader).await;
    let body = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.001",
        "price": (best * 97 / 100).to_string()});
    let order = placed(&mut trader, body).await;
    house
        .until(|| async {
            let life = life_of(&trader, order).await;
            life["order"]["stale_since"].is_i64() && life["order"]["state"] == "working"
        })
        .await;
    let page = trader.get("/orders").await.text();
    assert!(page.contains(">stale<"), "{page}");
    house
        .until(|| async { state_of(&trader, order).await == "cancelled" })
        .await;
    let page = trader.get(&format!("/orders/{order}")).await.text();
    assert!(page.contains("Open for too long"), "{page}");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_that_do_not_belong_to_the_kind_are_refused_by_field() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    let with = |more: Value| {
        let mut body = json!({"symbol": "BTC-USDT", "side": "sell", "qty": "0.001"});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    for (more, field) in [
        (json!({"kind": "trailing-stop"}), "trailing_delta"),
        (
            json!({"kind": "trailing-stop", "trailing_delta": "9"}),
            "trailing_delta",
        ),
        (
            json!({"kind": "trailing-stop", "trailing_delta": "1.5"}),
            "trailing_delta",
        ),
        (
            json!({"kind": "trailing-stop", "trailing_delta": "100", "trigger": "5"}),
            "trigger",
        ),
        (
            json!({"kind": "take-profit", "trigger": "5", "price": "5"}),
            "price",
        ),
        (
            json!({"kind": "take-profit-limit", "trigger": "5"}),
            "price",
        ),
        (
            json!({"kind": "market", "trailing_delta": "100"}),
            "trailing_delta",
        ),
        (
            json!({"kind": "limit", "price": "5", "time_in_force": "gtd"}),
            "good_till",
        ),
        (
            json!({"kind": "limit", "price": "5", "good_till": "2100-01-01T00:00"}),
            "good_till",
        ),
        (
            json!({"kind": "limit", "price": "5", "time_in_force": "gtd", "good_till": "soon"}),
            "good_till",
        ),
    ] {
        let refused = trader.post("/api/v1/orders", with(more.clone())).await;
        assert_eq!(refused.status, 422, "{more}: {}", refused.text());
        assert_eq!(refused.json()["field"], field, "{more}");
    }
    house.stop().await;
}

/// Buys a little at the market, so that there is something to sell.
async fn holding(house: &House, trader: &mut Client) {
    let order = placed(
        trader,
        json!({"symbol": "BTC-USDT", "side": "buy", "kind": "market", "qty": "0.01"}),
    )
    .await;
    house
        .until(|| async { state_of(trader, order).await == "filled" })
        .await;
}

fn pair(best: u64) -> Value {
    json!({"symbol": "BTC-USDT", "side": "sell", "qty": "0.005", "request_id": "pair-1",
        "target": {"kind": "limit-maker", "price": (best * 104 / 100).to_string()},
        "stop": {"kind": "stop-limit", "trigger": (best * 97 / 100).to_string(), "price": (best * 96 / 100).to_string()}})
}

// ORD-04
#[tokio::test(flavor = "multi_thread")]
async fn a_pair_works_at_the_exchange_once_and_a_cancel_of_one_ends_both() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    holding(&house, &mut trader).await;
    let best = best_bid(&mut trader).await;
    let answer = trader.post("/api/v1/oco", pair(best)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let answer = answer.json();
    let (target, stop) = (
        answer["target"].as_u64().unwrap(),
        answer["stop"].as_u64().unwrap(),
    );
    for order in [target, stop] {
        house
            .until(|| async { state_of(&trader, order).await == "working" })
            .await;
        let shown = life_of(&trader, order).await["order"].clone();
        assert_eq!(shown["list"], answer["list"]);
    }
    // Asked again by its name: the same pair, and nothing is sent.
    let again = trader.post("/api/v1/oco", pair(best)).await;
    assert_eq!(again.status, 200, "{}", again.text());
    let mut expected = answer.clone();
    expected["repeated"] = json!(true);
    assert_eq!(again.json(), expected);
    let mut other = pair(best);
    other["qty"] = json!("0.004");
    let refused = trader.post("/api/v1/oco", other).await;
    assert_eq!(refused.problem(), "key-reused");
    // Held once: the other half of what is there can still be sold.
    let rest = json!({"symbol": "BTC-USDT", "side": "sell", "kind": "limit-maker", "qty": "0.004",
        "price": (best * 103 / 100).to_string()});
    placed(&mut trader, rest).await;

    let page = trader.get(&format!("/orders/{stop}")).await.text();
    assert!(page.contains("one ends the other"), "{page}");
    let cancelled = trader.delete(&format!("/api/v1/orders/{stop}")).await;
    assert_eq!(cancelled.status, 202, "{}", cancelled.text());
    for order in [target, stop] {
        house
            .until(|| async { state_of(&trader, order).await == "cancelled" })
            .await;
    }
    house.stop().await;
}

// ORD-04
#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_the_exchange_refuses_leaves_nothing() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    holding(&house, &mut trader).await;
    let best = best_bid(&mut trader).await;
    // Its stop lies over the market: it would trigger at once.
    let body = json!({"symbol": "BTC-USDT", "side": "sell", "qty": "0.005",
        "target": {"kind": "limit-maker", "price": (best * 104 / 100).to_string()},
        "stop": {"kind": "stop", "trigger": (best * 103 / 100).to_string()}});
    let answer = trader.post("/api/v1/oco", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    for leg in ["target", "stop"] {
        let order = answer.json()[leg].as_u64().unwrap();
        house
            .until(|| async { state_of(&trader, order).await == "rejected" })
            .await;
    }
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_that_make_no_pair_are_refused_by_name() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    for (target, stop, field) in [
        (
            json!({"kind": "limit", "price": "110"}),
            json!({"kind": "stop", "trigger": "90"}),
            "target and stop",
        ),
        (
            json!({"kind": "limit-maker", "price": "90"}),
            json!({"kind": "stop", "trigger": "110"}),
            "target and stop",
        ),
        (
            json!({"kind": "limit-maker", "price": "110", "trigger": "5"}),
            json!({"kind": "stop", "trigger": "90"}),
            "trigger",
        ),
        (
            json!({"kind": "limit-maker"}),
            json!({"kind": "stop", "trigger": "90"}),
            "price",
        ),
    ] {
        let body = json!({"symbol": "BTC-USDT", "side": "sell", "qty": "1", "target": target, "stop": stop});
        let refused = trader.post("/api/v1/oco", body).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert_eq!(refused.json()["field"], field, "{}", refused.text());
    }
    house.stop().await;
}

// ORD-02
#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_replaced_in_one_request_or_stays() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let best = best_bid(&mut trader).await;
    let limit = |percent: u64| {
        json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.001",
            "price": (best * percent / 100).to_string()})
    };
    let old = placed(&mut trader, limit(96)).await;
    house
        .until(|| async { state_of(&trader, old).await == "working" })
        .await;
    let path = format!("/api/v1/orders/{old}/replace");
    let answer = trader.post(&path, limit(97)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let new = answer.json()["order"].as_u64().unwrap();
    house
        .until(|| async {
            state_of(&trader, old).await == "cancelled" && state_of(&trader, new).await == "working"
        })
        .await;
    let page = trader.get(&format!("/orders/{old}")).await.text();
    let said = format!("Replacement by order {new}");
    assert!(page.contains(&said), "{page}");

    // Cancelled but not placed: a maker order that would trade at once is refused after the old one ended.
    let maker = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit-maker", "qty": "0.001",
        "price": (best * 103 / 100).to_string()});
    let path = format!("/api/v1/orders/{new}/replace");
    let answer = trader.post(&path, maker).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let third = answer.json()["order"].as_u64().unwrap();
    house
        .until(|| async {
            state_of(&trader, new).await == "cancelled"
                && state_of(&trader, third).await == "rejected"
        })
        .await;

    // What is over is not replaced.
    let answer = trader.post(&path, limit(97)).await;
    assert_eq!(answer.problem(), "already-ended");
    let answer = trader.post("/api/v1/orders/9999/replace", limit(97)).await;
    assert_eq!(answer.problem(), "unknown-order");
    house.stop().await;
}
