//! A report counts for what it shows, and only as it was signed. ORD-12 GATE-12

use super::*;
use domain::{
    AccountId, Amount, Asset, ClientOrderId, OrderId, Price, Qty, Side, Span, Symbol, Time, VenueId,
};
use std::path::PathBuf;
use vault::{MasterKey, ReportKey, ReportVerifier};

const STARTED: Time = Time::from_millis(1_790_000_000_000);

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("campaign-{}-{name}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn key(name: &str) -> ReportKey {
    let master = MasterKey::parse(&"0f".repeat(32)).unwrap();
    let shelf = CampaignShelf::of(&folder(name));
    ReportKey::open(&shelf.key_file(), "house-1", &master).unwrap()
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn line(number: u64, trade: Trade) -> OrderLine {
    let state = if trade == Trade::Cancel {
        "cancelled"
    } else {
        "filled"
    };
    OrderLine {
        order: OrderId::new(number),
        client_id: ClientOrderId::new(&format!("cf{number:026}")).unwrap(),
        venue_id: Some(number.to_string()),
        trade,
        side: Side::Buy,
        kind: "limit".to_owned(),
        time_in_force: Some("gtc".to_owned()),
        qty: Qty::parse("0.001").unwrap(),
        price: Some(Price::parse("60000").unwrap()),
        trigger: None,
        state: state.to_owned(),
        filled: Qty::parse("0.001").unwrap(),
        value: amount("60"),
        fees: vec![FeeLine {
            asset: Asset::new("BTC").unwrap(),
            amount: amount("0.000001"),
        }],
        fills: 1,
        opened: STARTED,
        answered_us: Some(900),
        acknowledged_us: Some(number * 100),
        first_fill_us: Some(number * 200),
        words: None,
        doubts: 0,
    }
}

/// A report that shows all that is asked.
fn sound() -> Report {
    let kinds = Trade::wanted(TradedKind::Asset);
    let kinds = kinds.iter().copied().cycle().take(120);
    let numbered = (1_u64..).zip(kinds);
    Report {
        run: "1790000000000-house-1".to_owned(),
        house: HouseFacts {
            instance: "house-1".to_owned(),
            version: "0.1.0".to_owned(),
            build: "ab".repeat(32),
            settings: "cd".repeat(32),
        },
        place: TradingPlace {
            account: AccountId::new(1),
            venue: VenueId::new("binance").unwrap(),
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
        started: STARTED,
        ended: STARTED.plus(Span::from_secs(600)),
        outcome: Outcome::Finished,
        orders: numbered
            .map(|(number, trade)| line(number, trade))
            .collect(),
        errors: vec![ErrorLine {
            what: "a limit maker that would match".to_owned(),
            by: AnsweredBy::Venue,
            code: "-2010".to_owned(),
            words: "Order would immediately match and take.".to_owned(),
            concluded: "rejected".to_owned(),
            spares: None,
            order: Some(OrderId::new(7)),
            expectation: Expectation::Met,
        }],
        unprovoked: vec![],
        books: Books {
            compared: Some(STARTED.plus(Span::from_secs(599))),
            breaks: vec![],
            suspects: 0,
            assets: vec![AssetLine {
                asset: Asset::new("USDT").unwrap(),
                before: amount("1000"),
                after: amount("998.5"),
                moved: amount("-1.5"),
            }],
            open_orders: vec![],
            rest: amount("0.000004"),
        },
    }
}

fn soon() -> Time {
    STARTED.plus(Span::from_secs(3_600))
}

fn proven(report: &Report, now: Time) -> Result<CampaignPassed, Vec<Condition>> {
    let key = key("proven");
    let document = sign(report, &key).unwrap();
    let verified = verify(&document, &key.verifier()).unwrap();
    assert_eq!(verified.report(), report, "what was signed comes back");
    let passed = verified.passed(now);
    passed.map_err(|unmet| unmet.into_iter().map(|judged| judged.condition).collect())
}

#[test]
fn e2_a_report_that_shows_everything_is_proof_until_it_is_too_old() {
    let report = sound();
    let passed = proven(&report, soon()).unwrap();
    assert_eq!(passed.account(), AccountId::new(1));
    assert_eq!(passed.host(), "testnet.binance.vision");
    assert_eq!(passed.until(), report.ended.plus(AGE_MAX));
    assert!(proven(&report, passed.until()).is_ok());
    let late = passed.until().plus(Span::from_millis(1));
    assert_eq!(proven(&report, late), Err(vec![Condition::Age]));
    let early = report.ended.plus(Span::from_millis(-1));
    assert_eq!(proven(&report, early), Err(vec![Condition::Age]));
}

#[test]
fn e2_each_condition_alone_keeps_a_report_from_being_proof() {
    type Spoil = fn(&mut Report);
    let cases: [(Condition, Spoil); 17] = [
        (Condition::Testnet, |r| {
            r.place.environment = "simulated".to_owned();
        }),
        (Condition::Testnet, |r| {
            r.place.environment = "live".to_owned();
        }),
        (Condition::Finished, |r| r.outcome = Outcome::Interrupted),
        (Condition::Finished, |r| {
            r.outcome = Outcome::Stopped("the desk was gone".to_owned());
        }),
        (Condition::Filled, |r| r.orders.truncate(105)),
        (Condition::EveryType, |r| {
            r.orders.retain(|line| line.trade != Trade::TrailingStop);
        }),
        (Condition::EveryType, |r| {
            for line in &mut r.orders {
                if line.trade == Trade::Cancel {
                    line.state = "expired".to_owned();
                }
            }
        }),
        (Condition::Errors, |r| r.errors.clear()),
        (Condition::Errors, |r| {
            r.errors[0].expectation = Expectation::Missed;
        }),
        (Condition::Unexplained, |r| r.books.compared = None),
        (Condition::Unexplained, |r| {
            r.books.compared = Some(r.started.plus(Span::from_millis(-1)));
        }),
        (Condition::Unexplained, |r| {
            r.books.breaks.push("balance:USDT".to_owned());
        }),
        (Condition::Unexplained, |r| r.books.suspects = 1),
        (Condition::Unexplained, |r| {
            r.books.assets[0].after = amount("998.49999999");
        }),
        (Condition::Unexplained, |r| r.orders[3].doubts = 1),
        (Condition::NothingLeft, |r| {
            r.books.open_orders.push(OrderId::new(9));
        }),
        (Condition::NothingLeft, |r| r.books.rest = amount("0.00001")),
    ];
    for (condition, spoil) in cases {
        let mut report = sound();
        spoil(&mut report);
        assert_eq!(proven(&report, soon()), Err(vec![condition]));
    }
}

#[test]
fn e3_no_altered_document_verifies() {
    let key = key("altered");
    let document = sign(&sound(), &key).unwrap();
    let verifier = key.verifier();
    assert!(verify(&document, &verifier).is_ok());
    for (from, to) in [
        ("\"testnet\"", "\"live\""),
        ("\"state\":\"filled\"", "\"state\":\"working\""),
        ("\"wanted\":100", "\"wanted\":101"),
        ("\"after\":\"998.5\"", "\"after\":\"998.6\""),
        ("cofferdam-campaign-1", "cofferdam-campaign-2"),
    ] {
        let altered = document.replacen(from, to, 1);
        assert_ne!(altered, document, "{from} is not in the document");
        assert!(verify(&altered, &verifier).is_err(), "{from} became {to}");
    }
    // Each character in turn: whatever still reads as a document is either the same report or refused.
    let places = (0..document.len()).step_by(1_999);
    for at in places {
        let mut bytes = document.clone().into_bytes();
        bytes[at] ^= 1;
        let Ok(altered) = String::from_utf8(bytes) else {
            continue;
        };
        assert!(verify(&altered, &verifier).is_err(), "at {at}");
    }
}

#[test]
fn e3_the_same_report_written_otherwise_is_the_same_report() {
    let key = key("otherwise");
    let document = sign(&sound(), &key).unwrap();
    let value: serde_json::Value = serde_json::from_str(&document).unwrap();
    let spaced = serde_json::to_string_pretty(&value).unwrap();
    assert_ne!(spaced, document);
    let (ours, theirs) = (
        verify(&document, &key.verifier()).unwrap(),
        verify(&spaced, &key.verifier()).unwrap(),
    );
    assert_eq!(ours, theirs);
    assert_eq!(sign(ours.report(), &key).unwrap(), document);
}

#[test]
fn e3_the_report_of_another_house_is_not_ours() {
    let (ours, theirs) = (key("ours"), key("theirs"));
    let document = sign(&sound(), &theirs).unwrap();
    let judged = verify(&document, &ours.verifier());
    assert!(matches!(judged, Err(DocumentError::OtherKey(_))));
    // Naming our key does not make it ours.
    let named = document.replace(&theirs.verifier().to_string(), &ours.verifier().to_string());
    let judged = verify(&named, &ours.verifier());
    assert!(matches!(judged, Err(DocumentError::Forged(_))));
}

#[test]
fn e3_no_word_of_a_venue_ends_the_page_it_lies_in() {
    let key = key("page");
    let mut report = sound();
    report.errors[0].words = "</script><b>&amp;".to_owned();
    let document = sign(&report, &key).unwrap();
    assert!(!document.contains(['<', '>', '&']), "{document}");
    let page =
        format!("<html><script type=\"application/json\" id=\"report\">{document}</script></html>");
    let verified = verify(embedded(&page), &key.verifier()).unwrap();
    assert_eq!(verified.report(), &report);
    assert_eq!(embedded(&document), document);
}

#[test]
fn e4_the_newest_report_is_shown_and_none_that_this_house_did_not_sign() {
    let data = folder("shelf");
    let shelf = CampaignShelf::of(&data);
    assert!(shelf.last().unwrap().is_none());
    let master = MasterKey::parse(&"0f".repeat(32)).unwrap();
    let key = ReportKey::open(&shelf.key_file(), "house-1", &master).unwrap();
    for run in ["1790000000000-a", "1790000000001-b"] {
        let report = Report {
            run: run.to_owned(),
            ..sound()
        };
        let document = sign(&report, &key).unwrap();
        shelf.keep(run, (&document, "<html>")).unwrap();
    }
    let (last, document) = shelf.last().unwrap().unwrap();
    assert_eq!(last.report().run, "1790000000001-b");
    assert_eq!(last.signed_by(), key.verifier());
    assert!(verify(&document, &key.verifier()).is_ok());
    let path = shelf.folder().join("1790000000001-b.json");
    let altered = document.replacen("filled", "killed", 1);
    std::fs::write(&path, altered).unwrap();
    assert!(matches!(
        shelf.last(),
        Err(ShelfTrouble::Document(DocumentError::Forged(_)))
    ));
    std::fs::remove_file(shelf.key_file()).unwrap();
    assert!(matches!(shelf.last(), Err(ShelfTrouble::NoKey)));
}

#[test]
fn percentiles_are_of_the_list_itself() {
    assert_eq!(Found::percentile(&[], 50), None);
    assert_eq!(Found::percentile(&[7], 99), Some(7));
    let hundred: Vec<u64> = (1..=100).collect();
    for (of_a_hundred, value) in [(50, 50), (99, 99), (100, 100), (1, 1)] {
        assert_eq!(Found::percentile(&hundred, of_a_hundred), Some(value));
    }
}

#[test]
fn only_what_trades_at_once_tells_of_speed() {
    let report = sound();
    let found = report.found(Trade::Market);
    assert_eq!((found.orders, found.filled, found.fills), (8, 8, 8));
    assert_eq!(found.first_fill_us.len(), 8);
    assert!(report.found(Trade::Stop).first_fill_us.is_empty());
    assert_eq!(report.found(Trade::Cancel).cancelled, 8);
    assert_eq!(report.filled(), 112);
    assert_eq!(report.notional(), Some(amount("7200")));
    assert_eq!(report.fees().unwrap()[0].amount, amount("0.00012"));
    assert!(ReportVerifier::parse("x").is_err());
}
