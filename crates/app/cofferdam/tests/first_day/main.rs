//! A first day on paper, lived through the real program: processes, sockets, signals, files. Never a core called directly.
// ORD-02 ORD-03 ORD-11 GATE-10 GATE-19 OPS-08

#![expect(
    clippy::too_many_lines,
    reason = "a day is told from morning to night; a test of it is a story, not a deed to be cut"
)]

#[cfg(test)]
mod campaign;
#[cfg(test)]
mod dead_man;
#[cfg(test)]
mod drill;
#[cfg(test)]
mod engines;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod latch;
#[cfg(test)]
mod lease;
#[cfg(test)]
mod program;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod surveillance;
#[cfg(test)]
mod watchdog;

use program::{Demo, refused_start};
use serde_json::{Value, json};
use std::time::Duration;

const BUY: &str = r#"{"symbol":"BTC/USDT","side":"buy","kind":"market","qty":"0.01"}"#;

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

#[test]
fn a_day_is_as_it_was_after_the_process_is_killed() {
    let mut demo = Demo::fresh();
    demo.set_up();
    demo.wait_for_book("BTC-USDT");

    // A fill, its position and its fee.
    let placed = demo.post("/api/v1/orders", BUY);
    assert_eq!(placed.status, 201, "{}", placed.body);
    let order = placed.json()["order"].as_u64().unwrap();
    demo.wait_until("the order is filled", |demo| {
        text(&demo.get("/api/v1/orders").json()["orders"][0], "state") == "filled"
    });
    let fills = demo.get("/api/v1/fills").json();
    // The book may fill it in one trade or in several.
    let mut fees = domain::Amount::ZERO;
    for fill in fills["fills"].as_array().unwrap() {
        assert_eq!(fill["fee_asset"], "BTC");
        fees = fees
            .plus(domain::Amount::parse(text(fill, "fee")).unwrap())
            .unwrap();
    }
    assert_eq!(fees.to_string(), "0.00001");
    demo.wait_until("the position is shown", |demo| {
        text(&demo.get("/api/v1/positions").json()["positions"][0], "qty") == "0.00999"
    });

    // A refusal names rule, value and limit, and nothing is sent.
    let greedy = BUY.replace("0.01", "5");
    let refused = demo.post("/api/v1/orders", &greedy);
    assert_eq!(refused.status, 422);
    let problem = refused.json();
    assert_eq!(problem["rule"], "GATE-02.order-value");
    assert_eq!(problem["limit"], "25000 USDT");

    // A resting order holds its money; a halt stops what is new and survives the kill.
    let resting = r#"{"symbol":"BTC/USDT","side":"buy","kind":"limit","price":"62000","qty":"0.05","time_in_force":"gtc"}"#;
    assert_eq!(demo.post("/api/v1/orders", resting).status, 201);
    demo.wait_until("the order works", |demo| {
        text(&demo.get("/api/v1/orders").json()["orders"][0], "state") == "working"
    });
    let halt =
        json!({"scope": "global", "reach": "new-only", "reason": "end of the day"}).to_string();
    assert!(demo.post("/api/v1/halts", &halt).status < 300);
    let after_halt = demo.post("/api/v1/orders", BUY);
    assert_eq!(after_halt.json()["rule"], "GATE-10.halted");
    demo.wait_until("the hold is shown", |demo| {
        demo.get("/api/v1/balances").json()["balances"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["asset"] == "USDT" && row["locked"] == "3100")
    });

    let (orders, fills) = (
        demo.get("/api/v1/orders").json(),
        demo.get("/api/v1/fills").json(),
    );
    let balances = demo.get("/api/v1/balances").json()["balances"].clone();
    demo.kill();
    demo.start();
    let halts = demo.get("/api/v1/halts").json();
    assert_eq!(
        halts["halts"][0]["scope"], "global",
        "the very first look shows the halt"
    );
    demo.wait_for_book("BTC-USDT");
    demo.wait_until("balances are fetched", |demo| {
        demo.get("/api/v1/balances").json()["balances"] == balances
    });
    assert_eq!(
        demo.get("/api/v1/orders").json()["orders"],
        orders["orders"]
    );
    assert_eq!(demo.get("/api/v1/fills").json()["fills"], fills["fills"]);
    let still = demo.post("/api/v1/orders", BUY);
    assert_eq!(still.json()["rule"], "GATE-10.halted", "{}", still.body);

    // A person releases it, and the resting order can still be cancelled.
    let release = json!({"scope": "global", "reason": "a fresh day"}).to_string();
    assert!(demo.post("/api/v1/halts/release", &release).status < 300);
    let resting = demo.get("/api/v1/orders?state=open").json()["orders"][0]["id"]
        .as_u64()
        .unwrap();
    assert!(resting > order);
    assert!(demo.delete(&format!("/api/v1/orders/{resting}")).status < 300);
    demo.wait_until("the order is cancelled and its hold is free", |demo| {
        let balances = demo.get("/api/v1/balances").json();
        balances["balances"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["locked"] == "0" && row["held"] == "0")
    });
    let life = demo.get(&format!("/api/v1/orders/{resting}"));
    for word in ["opened", "accepted", "cancel-asked", "ended"] {
        assert!(
            life.body.contains(word),
            "{word} is missing in {}",
            life.body
        );
    }
}

// GATE-20: the comparison is asked for from the terminal, and does not begin anew after a kill.
#[test]
fn the_terminal_compares_the_account_with_its_venue() {
    let mut demo = Demo::fresh();
    demo.set_up();
    demo.wait_for_book("BTC-USDT");
    let placed = demo.post("/api/v1/orders", BUY);
    assert_eq!(placed.status, 201, "{}", placed.body);
    demo.wait_until("the order is filled", |demo| {
        text(&demo.get("/api/v1/orders").json()["orders"][0], "state") == "filled"
    });
    let agreed = "our book, the venue's word and the sum of the trades say the same\n";
    assert_eq!(demo.command(&["reconcile"]), agreed);
    demo.kill();
    demo.start();
    demo.wait_for_book("BTC-USDT");
    assert_eq!(demo.command(&["reconcile"]), agreed);
    let standing = demo.get("/api/v1/reconciliation").json();
    assert_eq!(standing["start_gate"], "open");
    assert_eq!(standing["breaks"], json!([]));
}

#[test]
fn the_same_request_asked_again_is_answered_again_even_after_a_kill() {
    let mut demo = Demo::fresh();
    demo.set_up();
    demo.wait_for_book("BTC-USDT");
    let named = BUY.replace("\"0.01\"", "\"0.01\",\"request_id\":\"morning-1\"");
    let first = demo.post("/api/v1/orders", &named).json();
    let again = demo.post("/api/v1/orders", &named).json();
    assert_eq!(
        (&first["order"], &again["repeated"]),
        (&again["order"], &json!(true))
    );
    demo.kill();
    demo.start();
    demo.wait_for_book("BTC-USDT");
    let after = demo.post("/api/v1/orders", &named).json();
    assert_eq!(
        (&first["order"], &after["repeated"]),
        (&after["order"], &json!(true))
    );
    assert_eq!(
        demo.get("/api/v1/orders").json()["orders"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let other = named.replace("0.01", "0.02");
    assert_eq!(demo.post("/api/v1/orders", &other).status, 409);
}

#[test]
fn the_terminal_halts_and_releases_a_running_and_a_stopped_desk() {
    let mut demo = Demo::fresh();
    demo.set_up();
    demo.wait_for_book("BTC-USDT");
    let said = demo.command(&["halt", "symbol:BTC/USDT", "--reason", "lunch"]);
    assert!(said.contains("symbol:BTC/USDT is halted"), "{said}");
    assert_eq!(
        demo.post("/api/v1/orders", BUY).json()["rule"],
        "GATE-10.halted"
    );
    let eth = BUY.replace("BTC/USDT", "ETH/USDT");
    demo.wait_for_book("ETH-USDT");
    assert_eq!(
        demo.post("/api/v1/orders", &eth).status,
        201,
        "another symbol is not halted"
    );
    demo.command(&["release", "symbol:BTC/USDT"]);
    assert_eq!(demo.post("/api/v1/orders", BUY).status, 201);
    demo.kill();
    let said = demo.command(&["halt", "--reason", "night"]);
    assert!(said.contains("no desk runs"), "{said}");
    demo.start();
    demo.wait_for_book("BTC-USDT");
    assert_eq!(
        demo.post("/api/v1/orders", BUY).json()["rule"],
        "GATE-10.halted"
    );
    assert!(demo.command(&["orders"]).contains("BTC/USDT"));
    let order = demo.get("/api/v1/orders").json()["orders"][0]["id"].to_string();
    assert!(demo.command(&["orders", &order]).contains("opened"));
    assert!(demo.command(&["user", "list"]).contains("owner"));
    assert!(demo.command(&["check", "--pages"]).contains("in order"));
}

// OPS-08: each bad setting named at start.
#[test]
fn starts_that_cannot_work_say_why_and_start_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("bad.toml");
    std::fs::write(
        &config,
        "[server]\nlisten = \"nowhere\"\n[limits]\ncollar = \"7\"\ntypo = \"1\"\n",
    )
    .unwrap();
    let data = folder.path().join("data");
    let (config, data) = (config.to_str().unwrap(), data.to_str().unwrap());
    let said = refused_start(&["demo", "--config", config, "--data", data]);
    for word in [
        "server.listen",
        "limits.collar",
        "limits.typo",
        "nothing was started",
    ] {
        assert!(said.contains(word), "{word} is missing in: {said}");
    }

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refused_start(&["demo", "--data", data, "--listen", &address]);
    assert!(
        said.contains(&address) && said.contains("--listen"),
        "{said}"
    );

    let said = refused_start(&["demo", "--data", data, "--listen", "0.0.0.0:0"]);
    assert!(said.contains("TLS"), "{said}");

    let said = refused_start(&[
        "serve",
        "--data",
        data,
        "--listen",
        "127.0.0.1:0",
        "--venue-url",
        "http://203.0.113.1:80",
    ]);
    assert!(said.contains("203.0.113.1"), "{said}");

    // Real money stays shut, and a venue of others is not asked without a key.
    let elsewhere = |at| {
        refused_start(&[
            "serve",
            "--data",
            data,
            "--listen",
            "127.0.0.1:0",
            "--at",
            at,
        ])
    };
    for at in ["testnet", "live"] {
        let said = elsewhere(at);
        assert!(
            said.contains("venue.credential") && said.contains("nothing was started"),
            "{said}"
        );
    }

    let file = folder.path().join("a-file");
    std::fs::write(&file, "not a folder").unwrap();
    let said = refused_start(&[
        "demo",
        "--data",
        file.to_str().unwrap(),
        "--listen",
        "127.0.0.1:0",
    ]);
    assert!(said.contains("a-file"), "{said}");

    let cut = folder.path().join("cut.ws");
    std::fs::write(
        &cut,
        "1723161253937085768 {\"stream\":\"btcusdt@depth@100ms\",\"da",
    )
    .unwrap();
    let said = refused_start(&[
        "demo",
        "--data",
        data,
        "--listen",
        "127.0.0.1:0",
        "--replay",
        cut.to_str().unwrap(),
    ]);
    assert!(said.contains("cut.ws"), "{said}");
}

#[test]
fn a_second_desk_on_the_same_folder_and_a_damaged_database_are_refused() {
    let mut demo = Demo::fresh();
    demo.set_up();
    let said = refused_start(&["demo", "--data", demo.data(), "--listen", "127.0.0.1:0"]);
    assert!(said.contains("another simulated exchange"), "{said}");
    let said = refused_start(&[
        "serve",
        "--data",
        &demo.desk_folder(),
        "--listen",
        "127.0.0.1:0",
    ]);
    assert!(
        said.contains("another simulated exchange") || said.contains("in use"),
        "{said}"
    );
    demo.wait_for_book("BTC-USDT");
    for _ in 0..20 {
        assert_eq!(demo.post("/api/v1/orders", BUY).status, 201);
    }
    program::pause(Duration::from_millis(300));
    demo.stop();
    demo.damage_database();
    let said = refused_start(&["demo", "--data", demo.data(), "--listen", "127.0.0.1:0"]);
    assert!(said.contains("damaged"), "{said}");
}
