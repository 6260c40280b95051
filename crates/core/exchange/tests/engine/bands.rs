//! Rules around the average price, values of market orders, counts of icebergs and lists, and the largest position.
// ORD-05

use crate::script::{TAG, account_input, input, listing, step, symbol};
use domain::Machine;
use domain::{Price, Qty, Span, Time};
use exchange::{Applies, Collar, Effect, Exchange, Filters, Input, Listing, Multiplier};

/// An exchange with accounts 1 to 3 under such filters.
fn under(change: impl FnOnce(&mut Listing)) -> Exchange {
    let mut listing = listing();
    change(&mut listing);
    let mut exchange = Exchange::new();
    step(&mut exchange, Input::AddInstrument { tag: TAG, listing });
    for number in 1..=3 {
        step(&mut exchange, account_input(number, "1000", "100000"));
    }
    exchange
}

/// Bids from half to the average, asks from the average to one and a half times it.
fn band() -> Collar {
    Collar {
        bid_up: Multiplier::new(10_000),
        bid_down: Multiplier::new(5_000),
        ask_up: Multiplier::new(15_000),
        ask_down: Multiplier::new(10_000),
    }
}

fn at(exchange: &mut Exchange, seconds: i64, line: &str) -> String {
    let mut effects = Vec::new();
    let now = Time::from_millis(seconds * 1_000);
    exchange.step(now, input(line), &mut effects);
    let refused = effects.iter().find_map(|effect| {
        if let Effect::Refused { reason, .. } = effect {
            Some(reason.to_string())
        } else {
            None
        }
    });
    refused.unwrap_or_else(|| "let in".to_owned())
}

#[test]
fn x60_each_side_has_its_band_and_its_edges_are_let_in() {
    let cases = [
        ("1 buy 1 @100", "let in"),
        ("1 buy 1 @100.01", "price-out-of-band"),
        ("1 buy 1 @50", "let in"),
        ("1 buy 1 @49.99", "price-out-of-band"),
        ("1 sell 1 @100", "let in"),
        ("1 sell 1 @99.99", "price-out-of-band"),
        ("1 sell 1 @150", "let in"),
        ("1 sell 1 @150.01", "price-out-of-band"),
        ("1 sell 1 maker @150.01", "price-out-of-band"),
        ("1 sell 1 stop 99 @99.99", "price-out-of-band"),
        ("1 sell 1 stop 99", "let in"),
        ("1 sell 1 market", "let in"),
    ];
    for (line, expected) in cases {
        let mut exchange = under(|listing| listing.filters.band = Some(band()));
        at(&mut exchange, 1, "print buy 1@100");
        assert_eq!(at(&mut exchange, 2, line), expected, "{line}");
    }
}

#[test]
fn x60_without_a_trade_there_is_no_band() {
    let mut exchange = under(|listing| listing.filters.band = Some(band()));
    assert_eq!(at(&mut exchange, 1, "1 buy 1 @9000"), "let in");
}

#[test]
fn x60_the_average_weighs_by_quantity_and_forgets_by_the_minute() {
    let mut exchange = under(|listing| {
        listing.filters = Filters {
            average_minutes: 1,
            band: Some(band()),
            ..Filters::PLAIN
        };
    });
    let average = |exchange: &Exchange, seconds: i64| {
        exchange
            .average_price(symbol(), Time::from_millis(seconds * 1_000))
            .unwrap()
    };
    let price = |text: &str| Price::parse(text).unwrap();
    at(&mut exchange, 100, "print buy 3@100");
    at(&mut exchange, 130, "print buy 1@200");
    assert_eq!(average(&exchange, 130), price("125"));
    assert_eq!(
        at(&mut exchange, 131, "1 buy 1 @125.01"),
        "price-out-of-band"
    );
    // The first trade is sixty seconds old and no longer counts.
    assert_eq!(average(&exchange, 160), price("200"));
    // None counts: the last price stands in.
    assert_eq!(average(&exchange, 500), price("200"));
    at(&mut exchange, 500, "print buy 2@100");
    at(&mut exchange, 500, "print buy 1@100.01");
    assert_eq!(average(&exchange, 500), price("100.00333333"));
    let back = Time::from_millis(500_000).plus(Span::from_nanos(1));
    assert!(exchange.average_price(symbol(), back).is_some());
}

#[test]
fn x60_a_peg_is_judged_by_its_price_and_its_cap() {
    let mut exchange = under(|listing| listing.filters.band = Some(band()));
    at(&mut exchange, 1, "print buy 1@100");
    at(&mut exchange, 1, "house bid 1@40");
    assert_eq!(
        at(&mut exchange, 2, "1 buy 1 @primary"),
        "price-out-of-band"
    );
    at(&mut exchange, 2, "house bid 1@60");
    assert_eq!(
        at(&mut exchange, 2, "1 buy 1 @primary/101"),
        "price-out-of-band"
    );
    assert_eq!(at(&mut exchange, 2, "1 buy 1 @primary/100"), "let in");
}

#[test]
fn x61_bounds_on_value_bind_market_orders_where_the_listing_says_so() {
    let free = |applies: Applies| {
        let mut exchange = under(|listing| {
            listing.filters.min_to_market = applies;
            listing.filters.max_to_market = applies;
            listing.instrument.rules.notional_max = domain::Amount::parse("500").unwrap();
        });
        at(&mut exchange, 1, "house ask 20@100");
        let small = at(&mut exchange, 1, "1 buy 0.005 market");
        let large = at(&mut exchange, 1, "1 buy 6 market");
        let limit = at(&mut exchange, 1, "1 buy 0.005 @100");
        [small, large, limit]
    };
    let (small, large) = ("notional-too-small", "notional-too-large");
    assert_eq!(free(Applies::Yes), [small, large, small]);
    assert_eq!(free(Applies::No), ["let in", "let in", small]);
}

#[test]
fn x61_icebergs_and_lists_are_counted() {
    let mut exchange = under(|listing| {
        listing.limits.open_max = 40;
        listing.limits.stop_max = 40;
        listing.limits.iceberg_max = 1;
        listing.limits.list_max = 1;
    });
    assert_eq!(at(&mut exchange, 1, "1 sell 2 @200 ice 1 as one"), "let in");
    assert_eq!(
        at(&mut exchange, 1, "1 sell 2 @200 ice 1"),
        "too-many-icebergs"
    );
    assert_eq!(
        at(
            &mut exchange,
            1,
            "1 oto as two | buy 1 @100 | sell 2 @200 ice 1"
        ),
        "too-many-icebergs"
    );
    at(&mut exchange, 1, "1 cancel one");
    assert_eq!(
        at(
            &mut exchange,
            1,
            "1 oto as two | buy 1 @100 | sell 2 @200 ice 1"
        ),
        "let in"
    );
    assert_eq!(
        at(&mut exchange, 1, "1 oto | buy 1 @100 | sell 2 @200"),
        "too-many-lists"
    );
    assert_eq!(
        at(&mut exchange, 1, "2 oto | buy 1 @99 | sell 2 @200"),
        "let in"
    );
    at(&mut exchange, 1, "1 cancel-list two");
    assert_eq!(
        at(&mut exchange, 1, "1 oto | buy 1 @100 | sell 2 @200 ice 1"),
        "let in"
    );
}

#[test]
fn x61_every_order_of_a_list_counts() {
    let mut exchange = under(|listing| {
        listing.limits.open_max = 3;
        listing.limits.stop_max = 1;
    });
    at(&mut exchange, 1, "print buy 1@100");
    assert_eq!(
        at(
            &mut exchange,
            1,
            "1 otoco | buy 1 @99 | sell 1 | maker @110 | stop 90"
        ),
        "let in"
    );
    assert_eq!(at(&mut exchange, 1, "1 buy 1 @98"), "too-many-orders");
    at(&mut exchange, 1, "1 cancel-list #1");
    assert_eq!(at(&mut exchange, 1, "1 sell 1 stop 90"), "let in");
    assert_eq!(
        at(&mut exchange, 1, "1 oco | sell 1 | maker @110 | stop 91"),
        "too-many-stops"
    );
}

#[test]
fn x61_amendments_are_counted() {
    let mut exchange = under(|listing| listing.limits.amend_max = 2);
    at(&mut exchange, 1, "1 sell 5 @200 as mine");
    assert_eq!(at(&mut exchange, 1, "1 amend mine 4 as mine"), "let in");
    assert_eq!(at(&mut exchange, 1, "1 amend mine 3 as mine"), "let in");
    assert_eq!(
        at(&mut exchange, 1, "1 amend mine 2 as mine"),
        "too-many-amends"
    );
}

#[test]
fn x61_a_buyer_may_not_come_to_hold_more_than_the_largest_position() {
    let mut exchange = under(|listing| {
        listing.filters.position_max = Some(Qty::parse("1003").unwrap());
    });
    assert_eq!(at(&mut exchange, 1, "1 buy 2 @100"), "let in");
    assert_eq!(
        at(&mut exchange, 1, "1 buy 1.001 @100"),
        "position-too-large"
    );
    assert_eq!(at(&mut exchange, 1, "1 buy 1 @100"), "let in");
    assert_eq!(at(&mut exchange, 1, "1 sell 100 @200"), "let in");
    assert_eq!(
        at(&mut exchange, 1, "1 buy 0.1 market"),
        "position-too-large"
    );
}
