//! Reference prices, the filters that look at them, and the range in which orders trade.
// ORD-05

use crate::script::{TAG, account, input, price, symbol};
use domain::{Machine, Span, Time};
use exchange::{
    Collar, Effect, Exchange, ExecutionRules, Fact, Filters, Input, Multiplier, PriceRange,
    ReferenceSource,
};

/// An exchange and its clock.
struct Floor {
    exchange: Exchange,
    now: Time,
    facts: Vec<Fact>,
}

impl Floor {
    /// Accounts 1 to 3; prices between half and twice what they are measured from.
    fn new() -> Self {
        let band = Collar {
            bid_up: Multiplier::new(20_000),
            bid_down: Multiplier::new(5_000),
            ask_up: Multiplier::new(20_000),
            ask_down: Multiplier::new(5_000),
        };
        let mut listing = crate::script::listing();
        listing.filters = Filters {
            band: Some(band),
            average_minutes: 5,
            ..Filters::PLAIN
        };
        let mut floor = Self {
            exchange: Exchange::new(),
            now: Time::from_millis(1_000_000),
            facts: Vec::new(),
        };
        floor.step(Input::AddInstrument { tag: TAG, listing });
        for number in 1..=3 {
            floor.step(crate::script::account_input(number, "1000", "100000"));
        }
        floor
    }

    fn step(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.exchange.step(self.now, input, &mut effects);
        self.facts.extend(effects.iter().flat_map(Fact::of));
        effects
    }

    fn pass(&mut self, millis: i64) {
        self.now = self.now.plus(Span::from_millis(millis));
    }

    fn rules(&mut self, reference: Option<ReferenceSource>, range: Option<PriceRange>) -> String {
        let rules = ExecutionRules {
            symbol: symbol(),
            reference,
            range,
            since: Time::from_millis(0),
        };
        let effects = self.step(Input::SetExecution { tag: TAG, rules });
        told(&effects)
    }

    /// What the last order of a line came to, or why it was refused.
    fn tell(&mut self, line: &str) -> String {
        let effects = self.step(input(line));
        told(&effects)
    }

    fn reference(&self) -> Option<String> {
        let view = self.exchange.reference_price(symbol(), self.now)?;
        Some(
            view.price
                .map_or("null".to_owned(), |price| price.to_string()),
        )
    }
}

fn told(effects: &[Effect]) -> String {
    let mut last = String::new();
    for effect in effects {
        if let Effect::Refused { reason, .. } = effect {
            return reason.to_string();
        }
        if let Effect::Report(report) = effect {
            let order = &report.order;
            last = format!("{:?} {}", order.status, order.filled);
        }
    }
    last
}

fn outside(text: &str) -> Option<ReferenceSource> {
    Some(ReferenceSource::Outside {
        method: 2,
        price: Some(price(text)),
    })
}

fn mean(millis: i64, count: u32) -> Option<ReferenceSource> {
    Some(ReferenceSource::Mean {
        bucket: Span::from_millis(millis),
        count,
    })
}

/// From half to twice, for both sides.
fn range() -> PriceRange {
    PriceRange {
        bid_up: Some(Multiplier::new(20_000)),
        bid_down: Some(Multiplier::new(5_000)),
        ask_up: Some(Multiplier::new(20_000)),
        ask_down: Some(Multiplier::new(5_000)),
    }
}

/// From a hundredth below to a hundredth above.
fn narrow() -> PriceRange {
    PriceRange {
        bid_up: Some(Multiplier::new(10_100)),
        bid_down: Some(Multiplier::new(9_900)),
        ask_up: Some(Multiplier::new(10_100)),
        ask_down: Some(Multiplier::new(9_900)),
    }
}

#[test]
fn x67_a_mean_counts_each_trade_once_and_cuts_its_oldest_bucket() {
    let mut floor = Floor::new();
    assert_eq!(floor.reference(), None);
    floor.rules(mean(1_000, 2), None);
    assert_eq!(floor.reference().unwrap(), "null");
    // At 1000.0 s one of 9 at 100, at 1001.5 s one of 1 at 200.
    floor.tell("print sell 9@100");
    assert_eq!(floor.reference().unwrap(), "100");
    floor.pass(1_500);
    floor.tell("print sell 1@200");
    assert_eq!(floor.reference().unwrap(), "150");
    // At 1002.25 s a quarter of the first second is gone: (75 + 200) ÷ 1.75, cut.
    floor.pass(750);
    assert_eq!(floor.reference().unwrap(), "157.14285714");
    floor.pass(750);
    assert_eq!(floor.reference().unwrap(), "200");
    floor.pass(1_000);
    assert_eq!(floor.reference().unwrap(), "null");
}

#[test]
fn x67_a_price_from_outside_stands_until_it_is_told_anew() {
    let mut floor = Floor::new();
    floor.pass(5_000);
    floor.rules(outside("123.45"), None);
    let told = floor.now;
    floor.pass(60_000);
    floor.tell("print sell 1@200");
    let view = floor.exchange.reference_price(symbol(), floor.now).unwrap();
    assert_eq!((view.price, view.at), (Some(price("123.45")), told));
    let nothing = ReferenceSource::Outside {
        method: 0,
        price: None,
    };
    floor.rules(Some(nothing), None);
    assert_eq!(floor.reference().unwrap(), "null");
    floor.rules(None, None);
    assert_eq!(floor.reference(), None);
    assert_eq!(floor.rules(mean(0, 2), None), "bad-listing");
    assert_eq!(floor.rules(mean(1_000, 0), None), "bad-listing");
    assert_eq!(floor.rules(mean(1_000, 3_601), None), "bad-listing");
}

#[test]
fn x68_bands_and_values_are_measured_from_the_reference_price_where_there_is_one() {
    let mut floor = Floor::new();
    floor.tell("print sell 1@100");
    assert_eq!(floor.tell("1 buy 0.1 @200"), "New 0");
    assert_eq!(floor.tell("1 buy 0.1 @200.01"), "price-out-of-band");
    floor.rules(outside("50"), None);
    assert_eq!(floor.tell("1 buy 0.1 @100.01"), "price-out-of-band");
    assert_eq!(floor.tell("1 buy 0.1 @100"), "New 0");
    // A market order's value: 0.019 × 50 is too little, 0.02 × 50 is not.
    floor.tell("house bid 5@90 ask 5@210");
    assert_eq!(floor.tell("2 sell 0.019 market"), "notional-too-small");
    assert!(floor.tell("2 sell 0.02 market").starts_with("Filled"));
    // The average price stays what it was for those who ask for it.
    let average = floor.exchange.average_price(symbol(), floor.now).unwrap();
    assert!(average > price("99"), "{average}");
    // With none, the average counts again.
    let none = ReferenceSource::Outside {
        method: 2,
        price: None,
    };
    floor.rules(Some(none), None);
    assert_eq!(floor.tell("1 buy 0.1 @150"), "New 0");
}

#[test]
fn x69_a_taker_trades_inside_the_range_and_then_expires() {
    let mut floor = Floor::new();
    floor.rules(outside("100"), Some(narrow()));
    floor.tell("house bid 1@99 bid 1@98.99 ask 1@101 ask 1@101.01");
    assert_eq!(floor.tell("1 buy 3 @102"), "Expired(PriceRange) 1");
    assert_eq!(floor.tell("1 sell 3 @98"), "Expired(PriceRange) 1");
    // What stays outside can rest: it is no taker.
    assert_eq!(floor.tell("2 sell 1 @101.02"), "New 0");
    assert_eq!(floor.tell("1 buy 1 market"), "Expired(PriceRange) 0");
    floor.tell("house ask 1@100.5 ask 1@101.01");
    assert_eq!(floor.tell("1 buy 2 @102 fok"), "Expired(PriceRange) 0");
    assert_eq!(floor.tell("1 buy 9 @102 fok"), "Expired(FillOrKill) 0");
    assert_eq!(floor.tell("1 buy 1 @102 fok"), "Filled 1");
    assert_eq!(floor.tell("1 buy 1 @102 ioc"), "Expired(PriceRange) 0");
    assert_eq!(
        floor.tell("1 buy 1 @101 ioc"),
        "Expired(ImmediateOrCancel) 0"
    );
}

#[test]
fn x69_without_a_rule_a_price_or_a_multiple_nothing_is_bound() {
    let buys = |reference, range| {
        let mut floor = Floor::new();
        floor.rules(reference, range);
        floor.tell("house ask 1@170");
        floor.tell("1 buy 1 @180")
    };
    assert_eq!(
        buys(outside("100"), Some(narrow())),
        "Expired(PriceRange) 0"
    );
    assert_eq!(buys(outside("100"), None), "Filled 1");
    assert_eq!(buys(None, Some(narrow())), "Filled 1");
    assert_eq!(buys(mean(1_000, 5), Some(narrow())), "Filled 1");
    let open = PriceRange {
        bid_up: None,
        ..narrow()
    };
    assert_eq!(buys(outside("100"), Some(open)), "Filled 1");
    // Nor may a buyer trade below his own lower bound.
    let mut floor = Floor::new();
    floor.rules(outside("100"), Some(narrow()));
    floor.tell("house ask 1@60");
    assert_eq!(floor.tell("1 buy 1 @70"), "Expired(PriceRange) 0");
}

#[test]
fn x69_the_bounds_are_those_of_the_takers_first_instant() {
    let mut floor = Floor::new();
    floor.rules(mean(1_000, 60), Some(range()));
    floor.tell("print sell 1@100");
    floor.tell("house ask 1@150 ask 1@200 ask 1@210");
    // Its own trades lift the mean above 105, of which 210 would be the double.
    assert_eq!(floor.tell("1 buy 3 @200"), "PartiallyFilled 2");
    floor.tell("1 cancel #1");
    assert_eq!(floor.reference().unwrap(), "150");
    assert_eq!(floor.tell("2 buy 1 @220"), "Filled 1");
}

#[test]
fn x69_anonymous_takers_and_woken_stops_are_bound_too() {
    let mut floor = Floor::new();
    floor.rules(outside("100"), Some(narrow()));
    floor.tell("house ask 1@100.5 ask 1@120");
    floor.tell("take buy 5");
    let book = floor.exchange.book(symbol(), 5).unwrap();
    assert_eq!(book.asks.len(), 1);
    floor.tell("house bid 1@90 ask 1@130");
    floor.tell("print sell 1@100");
    assert_eq!(floor.tell("1 sell 1 stop 95"), "Sleeping 0");
    assert_eq!(floor.tell("print sell 1@95"), "Expired(PriceRange) 0");
}

#[test]
fn x70_rules_of_execution_stand_after_a_restart() {
    let mut floor = Floor::new();
    floor.pass(7_000);
    floor.rules(outside("100"), Some(narrow()));
    let lines: Vec<String> = floor.facts.iter().map(ToString::to_string).collect();
    let read = lines.iter().map(|line| line.parse::<Fact>().unwrap());
    let again = Exchange::restore(read).unwrap();
    let before = floor.exchange.execution_rules(symbol()).unwrap();
    assert_eq!(again.execution_rules(symbol()).unwrap(), before);
    assert_eq!(before.since, floor.now);
    // From a snapshot too.
    let again = Exchange::restore(floor.exchange.facts()).unwrap();
    assert_eq!(again.execution_rules(symbol()).unwrap(), before);
    assert_eq!(
        again.reference_price(symbol(), floor.now),
        floor.exchange.reference_price(symbol(), floor.now)
    );
    assert!(again.terms(account(1)).is_some());
}
