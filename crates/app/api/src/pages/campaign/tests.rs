//! The page of a report shows what was signed and nothing else. ORD-12

use super::*;
use desk::campaign::{
    Books, HouseFacts, Outcome, Traded, TradedKind, TradingPlace, VenueWords, embedded, sign,
    verify,
};
use domain::{AccountId, Asset, ClientOrderId, OrderId, Qty, Side, Symbol, VenueId};
use vault::{MasterKey, ReportKey};

fn line(number: u64, state: &str) -> OrderLine {
    OrderLine {
        order: OrderId::new(number),
        client_id: ClientOrderId::new(&format!("cf{number:026}")).unwrap(),
        venue_id: None,
        trade: Trade::Market,
        side: Side::Buy,
        kind: "market".to_owned(),
        time_in_force: None,
        qty: Qty::parse("0.001").unwrap(),
        price: None,
        trigger: None,
        state: state.to_owned(),
        filled: Qty::parse("0.001").unwrap(),
        value: Amount::parse("60").unwrap(),
        fees: vec![],
        fills: 1,
        opened: Time::from_millis(1_790_000_000_000),
        answered_us: None,
        acknowledged_us: Some(2_345),
        first_fill_us: Some(12_345_678),
        words: Some(VenueWords {
            code: -2010,
            text: "no".to_owned(),
        }),
        doubts: 0,
    }
}

fn report() -> Report {
    Report {
        run: "1790000000000-a".to_owned(),
        house: HouseFacts::default(),
        place: TradingPlace {
            account: AccountId::new(1),
            venue: VenueId::new("simex").unwrap(),
            host: "127.0.0.1:8621".to_owned(),
            environment: "simulated".to_owned(),
        },
        traded: Traded {
            symbol: Symbol::new("BTC/USDT").unwrap(),
            base: Asset::new("BTC").unwrap(),
            quote: Asset::new("USDT").unwrap(),
            qty_step: Qty::parse("0.00001").unwrap(),
            kind: TradedKind::Asset,
        },
        by: "<b>olive</b>".to_owned(),
        wanted: 2,
        cost_max: Amount::parse("25").unwrap(),
        started: Time::from_millis(1_790_000_000_000),
        ended: Time::from_millis(1_790_000_061_000),
        outcome: Outcome::Finished,
        orders: vec![line(1, "filled"), line(2, "rejected")],
        errors: vec![],
        unprovoked: vec![],
        books: Books {
            compared: None,
            breaks: vec![],
            suspects: 0,
            assets: vec![],
            open_orders: vec![],
            rest: Amount::ZERO,
        },
    }
}

fn key() -> ReportKey {
    let folder = std::env::temp_dir().join(format!("campaign-page-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let master = MasterKey::parse(&"0f".repeat(32)).unwrap();
    ReportKey::open(&folder.join("report-key.json"), "house-1", &master).unwrap()
}

#[test]
fn e8_a_page_holds_its_document_and_the_same_report_gives_the_same_page() {
    let key = key();
    let document = sign(&report(), &key).unwrap();
    let verified = verify(&document, &key.verifier()).unwrap();
    let page = campaign_page(&verified, &document).unwrap();
    assert_eq!(embedded(&page), document);
    assert_eq!(campaign_page(&verified, &document).unwrap(), page);
    for shown in [
        "not passed",
        "2.3 ms · 2.3 ms",
        "12 s · 12 s",
        "data-state=\"rejected\"",
        "&#60;b&#62;olive",
        "1:01",
    ] {
        assert!(page.contains(shown), "{shown} is not in the page");
    }
    assert!(!page.contains("<b>olive"), "a name is no part of the page");
    let other = Report {
        orders: vec![line(1, "filled")],
        ..report()
    };
    let document = sign(&other, &key).unwrap();
    let verified = verify(&document, &key.verifier()).unwrap();
    assert_ne!(campaign_page(&verified, &document).unwrap(), page);
}
