//! A campaign as a person runs it: another process beside a running desk, ended early, killed, in the wrong place, and brought
//! to its end. Never a part of it called directly.
// ORD-12 GATE-12

use crate::program::{self, Demo, Running};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// Filled orders of the short form: each kind of order is among them.
const SHORT: &str = "20";

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

/// A desk with an owner and a live market, and a master key beside it.
fn house() -> Demo {
    let mut demo = Demo::fresh();
    demo.set_up();
    demo.wait_for_book("BTC-USDT");
    let master = format!("{}/master", demo.data());
    demo.command(&["keys", "master", &master]);
    demo
}

fn campaign(demo: &Demo, words: &[&str]) -> Running {
    let (url, master) = (demo.url(), format!("{}/master", demo.data()));
    let fixed = [
        "campaign",
        "--email",
        program::EMAIL,
        "--url",
        &url,
        "--master-key",
        &master,
        "--yes",
    ];
    demo.begin(&[&fixed, words].concat(), program::PASSWORD)
}

/// What a campaign that must not begin says.
fn refused(demo: &Demo, words: &[&str]) -> String {
    let ended = campaign(demo, words).end();
    assert!(!ended.good, "{words:?} began: {}", ended.said);
    let orders = demo.get("/api/v1/orders").json();
    assert_eq!(orders["orders"], json!([]), "{words:?} sent something");
    ended.complained
}

fn report(demo: &Demo) -> PathBuf {
    let folder = format!("{}/campaigns", demo.desk_folder());
    let files = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    files.sort();
    files.pop().expect("there is a report")
}

fn nothing_is_left(demo: &Demo) {
    let open = demo.get("/api/v1/orders?state=open").json();
    assert_eq!(open["orders"], json!([]), "an order is left");
    let balances = demo.get("/api/v1/balances").json();
    for row in balances["balances"].as_array().unwrap() {
        assert_eq!(row["locked"], "0", "{row}");
    }
    let positions = demo.get("/api/v1/positions").json();
    for row in positions["positions"].as_array().unwrap() {
        // Each campaign may leave less than a step of what fees took of a buy.
        let qty: domain::Qty = text(row, "qty").parse().unwrap();
        assert!(
            qty < "0.0001".parse().unwrap(),
            "more than dust is left: {row}"
        );
    }
    let halts = demo.get("/api/v1/halts").json();
    assert_eq!(halts["halts"], json!([]), "a halt is left");
}

#[test]
fn e6_a_campaign_trades_every_kind_and_its_report_is_shown_and_verified() {
    let demo = house();
    let before = demo.get("/api/v1/campaign").json();
    assert_eq!(before, json!({"last": null, "trouble": null}));
    let ended = campaign(&demo, &["--account", "1", "--orders", SHORT]).end();
    assert!(ended.good, "{}{}", ended.said, ended.complained);
    nothing_is_left(&demo);

    // The report says what happened: every kind, every error, nothing unexplained; and that it is a rehearsal.
    let last = demo.get("/api/v1/campaign").json()["last"].clone();
    assert_eq!(last["passed"], false);
    for row in last["conditions"].as_array().unwrap() {
        let short = [
            "at a venue's own test exchange",
            "at least 100 filled orders",
        ];
        let expected = if short.contains(&text(row, "condition")) {
            "unmet"
        } else {
            "met"
        };
        assert_eq!(text(row, "standing"), expected, "{row}");
    }
    let told = &last["document"]["report"];
    assert_eq!(told["place"]["environment"], "simulated");
    assert_eq!(told["outcome"]["how"], "finished");
    assert_eq!(text(&told["house"], "build").len(), 64);
    assert_eq!(text(&told["house"], "settings").len(), 64);
    let house = demo.get("/api/v1/house").json();
    for field in ["instance", "version", "build", "settings"] {
        assert_eq!(told["house"][field], house[field], "{field}");
    }
    // Every order of the report is the desk's, with the same end.
    for line in told["orders"].as_array().unwrap() {
        let order = demo
            .get(&format!("/api/v1/orders/{}", text(line, "order")))
            .json();
        for field in ["client_id", "state", "filled", "qty"] {
            assert_eq!(order["order"][field], line[field], "{line}");
        }
    }
    errors_come_from_the_house_and_from_the_venue(told);

    let page = demo.get("/campaign").body;
    for words in [
        "rehearsal passed",
        "not passed",
        "trailing stop",
        "-2010",
        "Unexplained",
    ] {
        let shown = page.contains(words);
        assert_eq!(shown, words != "rehearsal passed", "{words}");
    }
    the_report_and_its_page_verify_and_no_other(&demo);
}

#[test]
fn e6_a_campaign_on_margin_trades_every_kind_long_and_short() {
    let demo = house();
    demo.wait_for_book("BTC-USDT:USDT");
    let ended = campaign(&demo, &["--account", "2", "--orders", SHORT]).end();
    assert!(ended.good, "{}{}", ended.said, ended.complained);
    nothing_is_left(&demo);
    let last = demo.get("/api/v1/campaign").json()["last"].clone();
    for row in last["conditions"].as_array().unwrap() {
        let expected = match text(row, "condition") {
            "at a venue's own test exchange" | "at least 100 filled orders" => "unmet",
            _ => "met",
        };
        assert_eq!(text(row, "standing"), expected, "{row}");
    }
    let told = &last["document"]["report"];
    assert_eq!(told["traded"]["kind"], "contract");
    assert_eq!(told["traded"]["symbol"], "BTC/USDT:USDT");
    // Profit, loss and fees of every trade are what the wallet moved by, to the last digit.
    let money = &told["books"]["assets"][0];
    assert_eq!(money["asset"], "USDT");
    assert_ne!(money["moved"], "0");
    let errors = told["errors"].as_array().unwrap();
    for code in ["-5022", "-2021", "expired", "GATE-10.reduce-only-excess"] {
        let found = errors.iter().find(|line| text(line, "code") == code);
        assert_eq!(found.unwrap()["expectation"], "met", "{code}");
    }
    assert_eq!(demo.get("/campaign").status, 200);
}

/// Of the orders that passed the gate the venue refused what it must; the rest never left the house.
fn errors_come_from_the_house_and_from_the_venue(told: &Value) {
    let errors = told["errors"].as_array().unwrap();
    let by = |who: &str| errors.iter().filter(|line| text(line, "by") == who).count();
    assert!(by("house") >= 24, "{errors:?}");
    assert!(by("venue") >= 8, "{errors:?}");
    assert_eq!(by("nobody"), 0);
    for code in [
        "unknown-symbol",
        "unknown-account",
        "unknown-order",
        "already-ended",
        "key-reused",
        "value",
        "GATE-01.good-till-passed",
        "GATE-02.order-value",
        "GATE-07.collateral",
        "GATE-10.halted",
        "GATE-10.reduce-only-excess",
        "GATE-17.price-collar-high",
        "GATE-17.price-collar-low",
        "ORD-05.price-tick",
        "ORD-05.price-max",
        "ORD-05.qty-step",
        "ORD-05.qty-min",
        "ORD-05.qty-max",
        "ORD-05.notional-min",
        "ORD-05.notional-max",
        "-2010",
        "-1013",
        "expired",
    ] {
        let found = errors.iter().find(|line| text(line, "code") == code);
        let found = found.unwrap_or_else(|| panic!("{code} was not provoked"));
        assert_eq!(found["expectation"], "met", "{found}");
        // What the house refuses has no order; what the venue refuses has one.
        let at_venue = text(found, "by") == "venue";
        assert_eq!(found["order"].is_string(), at_venue, "{found}");
    }
}

/// The report and its page verify; one character changed, or another house asked, and they do not.
fn the_report_and_its_page_verify_and_no_other(demo: &Demo) {
    let json = report(demo);
    let html = json.with_extension("html");
    for file in [&json, &html] {
        let ended = demo
            .begin(&["campaign", "verify", file.to_str().unwrap()], "")
            .end();
        assert!(!ended.good, "a short rehearsal opens no latch");
        for words in [
            "nothing was altered",
            "yes  every kind of order",
            "NO   at least 100",
        ] {
            assert!(ended.said.contains(words), "{words}: {}", ended.said);
        }
    }
    let altered = json.with_extension("altered");
    for (file, from, to) in [
        (&json, "\"state\":\"filled\"", "\"state\":\"failed\""),
        (&html, "not passed</span>", "passed</span>"),
        (&html, "\"state\":\"filled\"", "\"state\":\"failed\""),
    ] {
        let whole = fs::read_to_string(file).unwrap();
        let changed = whole.replacen(from, to, 1);
        assert_ne!(whole, changed, "{from} is not in {}", file.display());
        fs::write(&altered, changed).unwrap();
        let ended = demo
            .begin(&["campaign", "verify", altered.to_str().unwrap()], "")
            .end();
        assert!(!ended.good && ended.said.is_empty(), "{}", ended.said);
        let said = ended.complained;
        let right = ["signature does not hold", "shows something else"];
        assert!(right.iter().any(|words| said.contains(words)), "{said}");
    }
    let stranger = Demo::fresh();
    let file = json.to_str().unwrap();
    let ended = stranger.begin(&["campaign", "verify", file], "").end();
    assert!(
        ended.complained.contains("no report key"),
        "{}",
        ended.complained
    );
}

#[test]
fn e7_a_campaign_that_is_killed_or_ended_leaves_nothing_behind() {
    let demo = house();
    // Killed while it sleeps and holds: the next one clears up first.
    let mut dies = campaign(&demo, &["--account", "1", "--orders", SHORT]);
    dies.wait_for("cancel buy");
    dies.kill();
    let open = demo.get("/api/v1/orders?state=open").json();
    assert!(
        !open["orders"].as_array().unwrap().is_empty(),
        "it died with orders open"
    );

    // Ended by a person: it clears up and says so in a report that counts for nothing.
    let mut ends = campaign(&demo, &["--account", "1", "--orders", SHORT]);
    ends.wait_for("cancel buy");
    ends.interrupt();
    let ended = ends.end();
    assert!(!ended.good, "an interrupted campaign did not pass");
    assert!(
        ended.said.contains("what it left is cleared up first"),
        "{}",
        ended.said
    );
    assert!(
        ended
            .said
            .contains("NO   all that it set out to do: a person ended it early"),
        "{}",
        ended.said
    );
    assert!(
        ended.said.contains("yes  nothing unexplained"),
        "{}",
        ended.said
    );
    nothing_is_left(&demo);

    // Refused by the house from the first order on: it stops and says why.
    let halt = json!({"scope": "account:1", "reach": "new-only", "reason": "lunch"}).to_string();
    assert!(demo.post("/api/v1/halts", &halt).status < 300);
    let ended = campaign(&demo, &["--account", "1", "--orders", SHORT]).end();
    assert!(!ended.good);
    assert!(ended.said.contains("GATE-10.halted"), "{}", ended.said);
    let release = json!({"scope": "account:1", "reason": "lunch is over"}).to_string();
    assert!(demo.post("/api/v1/halts/release", &release).status < 300);
    nothing_is_left(&demo);
}

#[test]
fn e7_a_campaign_whose_desk_dies_says_what_it_does_not_know_and_clears_up_later() {
    let mut demo = house();
    let mut alone = campaign(&demo, &["--account", "1", "--orders", SHORT]);
    alone.wait_for("cancel buy");
    demo.kill();
    let ended = alone.end();
    assert!(!ended.good);
    assert!(
        ended.said.contains("could not be cleared up"),
        "{}{}",
        ended.said,
        ended.complained
    );
    demo.start();
    demo.wait_for_book("BTC-USDT");
    let mut last = campaign(&demo, &["--account", "1", "--orders", SHORT]);
    last.wait_for("cancel buy");
    last.interrupt();
    let ended = last.end();
    assert!(
        ended.said.contains("yes  nothing left behind"),
        "{}",
        ended.said
    );
    nothing_is_left(&demo);
}

#[test]
fn e5_a_campaign_that_may_not_run_sends_nothing() {
    let demo = house();
    let said = refused(&demo, &["--account", "7"]);
    assert!(
        said.contains("no account 7") && said.contains("nothing was sent"),
        "{said}"
    );
    let said = refused(&demo, &["--account", "2", "--symbol", "BTC/USDT"]);
    assert!(
        said.contains("account 2 trades contracts, and BTC/USDT is none"),
        "{said}"
    );
    let said = refused(&demo, &["--account", "1", "--symbol", "DOGE/USDT"]);
    assert!(said.contains("DOGE/USDT is not traded"), "{said}");
    let said = refused(&demo, &[]);
    assert!(said.contains("--account"), "{said}");
    let nobody = demo.begin(
        &[
            "campaign",
            "--account",
            "1",
            "--email",
            program::EMAIL,
            "--url",
            &demo.url(),
            "--yes",
        ],
        program::PASSWORD,
    );
    let said = nobody.end().complained;
    assert!(said.contains("cofferdam keys master"), "{said}");
    let master = format!("{}/master", demo.data());
    for (url, password, answer) in [
        (demo.url(), "another password", "sign-in-failed"),
        ("http://192.0.2.1:8620".to_owned(), "", "192.0.2.1"),
    ] {
        let words = [
            "campaign",
            "--account",
            "1",
            "--email",
            program::EMAIL,
            "--url",
            &url,
            "--master-key",
            &master,
            "--yes",
        ];
        let said = demo.begin(&words, password).end().complained;
        assert!(said.contains(answer), "{said}");
    }

    // All but a little of the money is bound elsewhere.
    for qty in ["0.3", "0.0215"] {
        let order = json!({"symbol": "BTC/USDT", "side": "buy", "kind": "limit", "price": "62000", "qty": qty});
        assert_eq!(demo.post("/api/v1/orders", &order.to_string()).status, 201);
    }
    demo.wait_until("the money is bound", |demo| {
        let balances = demo.get("/api/v1/balances").json();
        let rows = balances["balances"].as_array().unwrap();
        let money = rows.iter().find(|row| row["asset"] == "USDT").unwrap();
        money["locked"] == "19933"
    });
    let words = ["--account", "1", "--symbol", "BTC/USDT"];
    let ended = campaign(&demo, &words).end();
    assert!(
        ended.complained.contains("a campaign needs"),
        "{}{}",
        ended.said,
        ended.complained
    );
    let orders = demo.get("/api/v1/orders").json();
    assert_eq!(
        orders["orders"].as_array().unwrap().len(),
        2,
        "it sent something"
    );
}
