//! Fields counted by operation, alarms raised and over, and changes of a list told once.

use super::*;
use domain::{Amount, Price, Qty};

fn rules(tick: &str, least: &str) -> InstrumentRules {
    let (price, qty) = (|t| Price::parse(t).unwrap(), |t| Qty::parse(t).unwrap());
    InstrumentRules {
        price_tick: price(tick),
        price_min: price("0.01"),
        price_max: price("1000"),
        qty_step: qty("0.1"),
        qty_min: qty("0.1"),
        qty_max: qty("100"),
        market_qty_max: qty("100"),
        notional_min: Amount::parse(least).unwrap(),
        notional_max: Amount::parse("100000").unwrap(),
    }
}

fn at(seconds: i64) -> Time {
    Time::from_millis(1_800_000_000_000).plus(Span::from_secs(seconds))
}

fn drift(unknown: &[&str], missing: &[&str]) -> Drift {
    Drift {
        count: u32::try_from(unknown.len()).unwrap(),
        names: unknown.iter().map(ToString::to_string).collect(),
        missing: missing.iter().map(ToString::to_string).collect(),
    }
}

// OBS-06
#[test]
fn unknown_and_missing_fields_are_counted_by_operation_with_the_first_name_kept() {
    let sight = Sight::default();
    let (account, order) = (("GET", "/account"), ("POST", "/order"));
    sight.answered(at(0), account, &drift(&[], &[]));
    sight.answered(at(1), account, &drift(&["luck", "joy"], &[]));
    sight.answered(at(2), account, &drift(&["joy"], &[]));
    sight.answered(at(3), order, &drift(&[], &["status"]));
    let fields = sight.fields();
    let [first, second] = fields.as_slice() else {
        panic!("{fields:?}");
    };
    assert_eq!((first.answers, first.unknown, first.lacking), (3, 3, 0));
    assert_eq!(first.unknown_first.as_deref(), Some("luck"));
    assert_eq!((second.answers, second.lacking), (1, 1));
    assert_eq!(second.missing_first.as_deref(), Some("status"));
    let raised = Alarm::Raised("POST /order lacks status".to_owned());
    assert_eq!(sight.alarm(at(3)), raised);
    assert_eq!(sight.alarm(at(3_602)), raised);
    assert_eq!(sight.alarm(at(3_603)), Alarm::Over);
    assert_eq!(sight.alarm(at(3_604)), Alarm::Quiet);
}

// ORD-05
#[test]
fn a_change_of_the_list_is_told_once_in_words() {
    let sight = Sight::default();
    let symbol = Symbol::new("BTC/USDT").unwrap();
    let (start, later) = (rules("0.01", "5"), rules("0.1", "10"));
    sight.trades(at(0), symbol, (start, start));
    assert!(sight.listing().changes.is_empty());
    sight.trades(at(1), symbol, (start, later));
    sight.trades(at(2), symbol, (start, later));
    sight.closed(at(3), symbol, "its status is BREAK");
    sight.closed(at(4), symbol, "its status is BREAK");
    assert!(sight.listing().closed.contains(&symbol));
    sight.trades(at(5), symbol, (start, later));
    let listing = sight.listing();
    let words: Vec<_> = listing
        .changes
        .iter()
        .map(|change| change.words.as_str())
        .collect();
    assert_eq!(
        words,
        [
            "price tick 0.01 → 0.1; smallest value 5 → 10",
            "closed: its status is BREAK",
            "open for trading again"
        ]
    );
    assert!(listing.closed.is_empty());
    assert_eq!(sight.rules(symbol), Some(later));
}
