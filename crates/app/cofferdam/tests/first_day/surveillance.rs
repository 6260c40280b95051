//! Surveillance through the real program: a pattern is traded, found, shown, and explained by a person once.
// Control 28

use super::program::{Demo, refused_command};
use serde_json::{Value, json};

/// A slow machine must not make honest what is planted.
const RULES: &str =
    "[surveillance]\nlayer_window_seconds = \"600\"\nlayer_life_seconds_max = \"600\"\n";

fn number(answer: &Value) -> u64 {
    answer["order"].as_u64().unwrap()
}

#[test]
fn u4_a_pattern_is_found_shown_and_explained_by_a_person_once() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("rules.toml");
    std::fs::write(&config, RULES).unwrap();
    let mut demo = Demo::with(&["--config", config.to_str().unwrap()]);
    demo.set_up();
    demo.wait_for_book("BTC-USDT");
    assert_eq!(demo.command(&["surveillance"]).trim(), "nothing was found");
    let place = |body: &Value| {
        let answer = demo.post("/api/v1/orders", &body.to_string());
        assert_eq!(answer.status, 201, "{}", answer.body);
        number(&answer.json())
    };
    let market = |side: &str, qty: &str| json!({"symbol": "BTC/USDT", "side": side, "kind": "market", "qty": qty});
    place(&market("buy", "0.01"));
    let book = demo.get("/api/v1/book/BTC-USDT").json();
    let bid = book["bids"][0][0].as_str().unwrap().to_owned();
    let bid = domain::Price::parse(&bid).unwrap();
    let under = bid.moved(domain::Rate::parse("-0.02").unwrap()).unwrap();
    let tick = domain::Price::parse("1").unwrap();
    let price = under
        .to_tick(tick, domain::Rounding::Down)
        .unwrap()
        .to_string();
    let layer = json!({
        "symbol": "BTC/USDT", "side": "buy", "kind": "limit", "price": price, "qty": "0.02", "time_in_force": "gtc",
    });
    let layers: Vec<u64> = (0..5).map(|_| place(&layer)).collect();
    place(&market("sell", "0.005"));
    demo.wait_until("both market orders are filled", |demo| {
        demo.get("/api/v1/fills").json()["fills"]
            .as_array()
            .unwrap()
            .iter()
            .any(|fill| fill["side"] == "sell")
    });
    for order in &layers {
        let path = format!("/api/v1/orders/{order}");
        demo.wait_until("it works", |demo| {
            demo.get(&path).json()["order"]["state"] == "working"
        });
        assert!(demo.delete(&path).status < 300);
    }
    for order in &layers {
        let path = format!("/api/v1/orders/{order}");
        demo.wait_until("it is withdrawn", |demo| {
            demo.get(&path).json()["order"]["state"] == "cancelled"
        });
    }

    // Looked for again, it is the same finding.
    let name = format!("layering:BTC/USDT:{}", layers[0]);
    for _ in 0..2 {
        let said = demo.command(&["surveillance"]);
        assert!(
            said.contains(&name) && said.contains("5 orders on one side"),
            "{said}"
        );
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    let page = demo.get("/surveillance");
    assert_eq!(page.status, 200);
    assert!(page.body.contains(&name), "{}", page.body);
    let open = demo.get("/api/v1/surveillance").json();
    assert_eq!(open["findings"][0]["orders"], json!(layers));
    assert_eq!(open["findings"][0]["explained"], Value::Null);

    // A person's word, once, with a reason; nothing was halted meanwhile.
    let body = json!({"finding": name, "reason": " "}).to_string();
    assert_eq!(demo.post("/api/v1/surveillance/explain", &body).status, 422);
    let explain = [
        "surveillance",
        "--explain",
        &name,
        "--reason",
        "a rehearsal",
    ];
    assert!(demo.command(&explain).contains("is explained"));
    let refused = refused_command(&demo, &explain);
    assert!(refused.contains("nothing was changed"), "{refused}");
    assert_eq!(
        demo.get("/api/v1/surveillance").json()["findings"],
        json!([])
    );
    let told = demo.get("/api/v1/surveillance?state=explained").json();
    assert_eq!(told["findings"][0]["explained"]["reason"], "a rehearsal");
    assert_eq!(demo.get("/api/v1/halts").json()["halts"], json!([]));
}
