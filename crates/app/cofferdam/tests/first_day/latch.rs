//! The live latch through the real program: with any one fact missing the desk does not start and says which. No host of real
//! money is ever asked: every start here is refused before a socket is opened.
// GATE-12

use super::program::{Demo, program};
use desk::campaign::{
    AnsweredBy, AssetLine, Books, CampaignShelf, ErrorLine, Expectation, HouseFacts, OrderLine,
    Outcome, Report, Trade, Traded, TradedKind, TradingPlace, sign,
};
use domain::{
    AccountId, Amount, Asset, ClientOrderId, OrderId, Price, Qty, Side, Span, Symbol, Time, VenueId,
};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use vault::{MasterKey, ReportKey};

const SENTENCE: &str = "trade real money on account 1 at binance";
/// The facts that a person can bring about, and the one that the program finds out itself.
const FACTS: [&str; 6] = [
    "environment",
    "account-mark",
    "venue-terms",
    "live-key",
    "instance",
    "campaign",
];

/// A folder with everything that real money asks for.
struct Scene {
    folder: tempfile::TempDir,
    instance: String,
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn line(number: u64, trade: Trade, opened: Time) -> OrderLine {
    let cancelled = trade == Trade::Cancel;
    OrderLine {
        order: OrderId::new(number),
        client_id: ClientOrderId::new(&format!("cf{number:026}")).unwrap(),
        venue_id: None,
        trade,
        side: Side::Buy,
        kind: "limit".to_owned(),
        time_in_force: None,
        qty: Qty::parse("0.001").unwrap(),
        price: Some(Price::parse("60000").unwrap()),
        trigger: None,
        state: if cancelled { "cancelled" } else { "filled" }.to_owned(),
        filled: Qty::parse("0.001").unwrap(),
        value: amount("60"),
        fees: vec![],
        fills: 1,
        opened,
        answered_us: None,
        acknowledged_us: None,
        first_fill_us: None,
        words: None,
        doubts: 0,
    }
}

/// A report that shows all that is asked, of `filled` orders or so, that ended at an instant.
fn report(filled: usize, ended: Time) -> Report {
    let started = ended.plus(Span::from_secs(-600));
    let kinds = Trade::wanted(TradedKind::Asset).iter().copied().cycle();
    Report {
        run: "1790000000000-house-t".to_owned(),
        house: HouseFacts::default(),
        place: TradingPlace {
            account: AccountId::new(1),
            venue: VenueId::new("binance-testnet").unwrap(),
            host: "testnet.binance.vision".to_owned(),
            environment: "testnet".to_owned(),
        },
        traded: Traded {
            symbol: Symbol::new("BTC/USDT").unwrap(),
            base: Asset::new("BTC").unwrap(),
            quote: Asset::new("USDT").unwrap(),
            qty_step: Qty::parse("0.00001").unwrap(),
            kind: TradedKind::Asset,
        },
        by: "olive".to_owned(),
        wanted: 100,
        cost_max: amount("20"),
        started,
        ended,
        outcome: Outcome::Finished,
        orders: (1_u64..)
            .zip(kinds)
            .take(filled)
            .map(|(number, trade)| line(number, trade, started))
            .collect(),
        errors: vec![ErrorLine {
            what: "a limit maker that would match".to_owned(),
            by: AnsweredBy::Venue,
            code: "-2010".to_owned(),
            words: String::new(),
            concluded: "rejected".to_owned(),
            spares: None,
            order: None,
            expectation: Expectation::Met,
        }],
        unprovoked: vec![],
        books: Books {
            compared: Some(ended),
            breaks: vec![],
            suspects: 0,
            assets: vec![AssetLine {
                asset: Asset::new("USDT").unwrap(),
                before: amount("1000"),
                after: amount("998"),
                moved: amount("-2"),
            }],
            open_orders: vec![],
            rest: Amount::ZERO,
        },
    }
}

/// Signs a report as the house of this folder would, after a campaign.
fn keep_campaign(folder: &Path, name: &str, report: &Report) {
    std::fs::create_dir_all(folder).unwrap();
    let shelf = CampaignShelf::of(folder);
    let master = MasterKey::parse(&"0f".repeat(32)).unwrap();
    let key = ReportKey::open(&shelf.key_file(), "house-t", &master).unwrap();
    let document = sign(report, &key).unwrap();
    shelf.keep(name, (&document, "<p>")).unwrap();
}

/// Runs the program to its end; whether it ended well, and what it said.
fn run(arguments: &[&str], environment: &[(&str, &str)], secret: &str) -> (bool, String) {
    let mut child = program()
        .args(arguments)
        .env_remove("ENABLE_LIVE_TRADING")
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, secret.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

impl Scene {
    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn whole() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut scene = Self {
            folder,
            instance: String::new(),
        };
        scene.does(&["keys", "master", &scene.path("master")], "");
        let add = |name: &'static str, at: &'static str| {
            [
                "keys",
                "add",
                name,
                "--label",
                name,
                "--for",
                "spot",
                "--at",
                at,
                "--public",
                "livekey-1234",
            ]
        };
        scene.does(
            &add("real", "live"),
            "a-secret-of-nobody-a-secret-of-nobody",
        );
        scene.mark("mark");
        let id = std::fs::read_to_string(scene.folder.path().join("data/instance")).unwrap();
        scene.instance = id;
        let ended = desk::Clock::default().now().plus(Span::from_secs(-60));
        let campaigns = PathBuf::from(scene.path("testnet"));
        keep_campaign(&campaigns, "1790000000000-house-t", &report(120, ended));
        let few = PathBuf::from(scene.path("few"));
        keep_campaign(&few, "1790000000000-house-t", &report(120, ended));
        keep_campaign(&few, "1790000000001-house-t", &report(99, ended));
        scene
    }

    fn mark(&self, deed: &str) {
        let mut words = vec![
            "latch",
            deed,
            "--account",
            "1",
            "--by",
            "olive",
            "--reason",
            "a test",
        ];
        if deed == "mark" {
            words.extend(["--sentence", SENTENCE]);
        }
        let (well, said) = self.start(&words, None);
        assert!(well && said.contains("account 1 of the house "), "{said}");
    }

    fn does(&self, words: &[&str], secret: &str) -> String {
        let (master, data) = (self.path("master"), self.path("data"));
        let settings = [("COFFERDAM__VAULT__MASTER_KEY_FILE", master.as_str())];
        let all = [words, &["--data", &data]].concat();
        let (well, text) = run(&all, &settings, secret);
        assert!(well, "{words:?}: {text}");
        text
    }

    /// What a start for real money says with everything there but what is left out.
    fn start(&self, words: &[&str], without: Option<&str>) -> (bool, String) {
        let there = |fact: &str| without != Some(fact);
        let (master, data) = (self.path("master"), self.path("data"));
        let campaigns = self.path(if there("campaign") { "testnet" } else { "few" });
        let other = "0".repeat(32);
        let instance = if there("instance") {
            &self.instance
        } else {
            &other
        };
        let terms = if there("venue-terms") {
            "binance"
        } else {
            "binance-testnet"
        };
        let switch = if there("environment") { "1" } else { "true" };
        let credential = if there("live-key") { "real" } else { "no-such" };
        let settings = [
            ("COFFERDAM__VAULT__MASTER_KEY_FILE", master.as_str()),
            ("COFFERDAM__VENUE__AT", "live"),
            ("COFFERDAM__VENUE__CONTRACTS", ""),
            ("COFFERDAM__VENUE__CREDENTIAL", credential),
            ("COFFERDAM__LIVE__VENUE_TERMS", terms),
            ("COFFERDAM__LIVE__INSTANCE", instance),
            ("COFFERDAM__LIVE__CAMPAIGN_FOLDER", &campaigns),
            ("ENABLE_LIVE_TRADING", switch),
        ];
        run(&[words, &["--data", &data]].concat(), &settings, "")
    }
}

// Paper starts with a gate that does not hold, says so, and opens nothing until a person has looked.
#[test]
fn i4_a_desk_on_paper_whose_self_test_failed_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("deaf.toml");
    std::fs::write(&config, "[limits]\ncollar = \"1\"\n").unwrap();
    let mut demo = Demo::with(&["--config", config.to_str().unwrap()]);
    demo.set_up();
    demo.wait_for_book("BTC-USDT");
    let order = r#"{"symbol":"BTC/USDT","side":"buy","kind":"market","qty":"0.01"}"#;
    let refused = demo.post("/api/v1/orders", order);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("GATE-10.halted"), "{}", refused.body);
    demo.wait_until("the health tells it", |demo| {
        let health = demo.get("/api/v1/health").body;
        health.contains("GATE-17.price-collar-low")
    });
    let said = demo.command(&["release", "--reason", "looked"]);
    assert!(said.contains("ended"), "{said}");
    assert_eq!(demo.post("/api/v1/orders", order).status, 201);
}

/// The names of the missing facts of a refused start.
fn missing(said: &str) -> Vec<String> {
    let (_, list) = said.split_once("missing: ").unwrap_or(("", ""));
    let list = list.lines().next().unwrap_or_default();
    list.split(", ")
        .map(|fact| fact.trim().to_owned())
        .collect()
}

#[test]
fn i2_a_start_for_real_money_with_any_one_fact_missing_is_refused_by_its_name() {
    let scene = Scene::whole();
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    for fact in FACTS {
        if fact == "account-mark" {
            scene.mark("unmark");
        }
        let (well, said) = scene.start(&serve, Some(fact));
        assert!(
            !well && said.contains("real money stays shut (GATE-12); nothing was started"),
            "{fact}: {said}"
        );
        assert_eq!(missing(&said), [fact], "{said}");
        let (well, table) = scene.start(&["latch"], Some(fact));
        assert!(
            well && table.contains("account 1 at binance (spot): shut"),
            "{table}"
        );
        for row in FACTS {
            let line = table
                .lines()
                .find(|line| line.contains(&format!(" {row} ")))
                .unwrap();
            let word = if row == fact { "missing" } else { "there" };
            assert!(line.trim_start().starts_with(word), "{line}");
        }
        if fact == "account-mark" {
            scene.mark("mark");
        }
    }
    // A gate with a limit that nothing can reach opens nothing either, whatever else is there.
    let deaf = scene.path("deaf.toml");
    std::fs::write(&deaf, "[limits]\ncollar = \"1\"\n").unwrap();
    let (well, said) = scene.start(&[serve.as_slice(), &["--config", &deaf]].concat(), None);
    assert!(!well, "{said}");
    assert_eq!(missing(&said), ["self-test"], "{said}");
    // With every fact there the latch is open, and this version still trades with no key that nobody asked about.
    let (well, table) = scene.start(&["latch"], None);
    assert!(
        well && table.contains("account 1 at binance (spot): open"),
        "{table}"
    );
    let (well, said) = scene.start(&serve, None);
    assert!(
        !well && said.contains("does not trade with real money; it stays sealed"),
        "{said}"
    );

    // A mark needs its sentence and its place; what is refused changes nothing.
    let words = [
        "latch",
        "mark",
        "--account",
        "1",
        "--by",
        "olive",
        "--reason",
        "x",
        "--sentence",
        "yes",
    ];
    let (well, said) = scene.start(&words, None);
    assert!(!well && said.contains(SENTENCE), "{said}");
    let elsewhere = scene.path("elsewhere");
    let (well, said) = run(
        &[words.as_slice(), &["--data", &elsewhere]].concat(),
        &[],
        "",
    );
    assert!(!well && !Path::new(&elsewhere).exists(), "{said}");
}
