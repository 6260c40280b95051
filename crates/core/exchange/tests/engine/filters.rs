//! Every bound of a listing, at it and one step beyond.
// ORD-03

use crate::script::{
    TAG, account, account_input, asset, check, compare, empty, exchange, input, listing, price,
    qty, step, symbol, told,
};
use domain::{
    Amount, ContractKind, InstrumentRules, OrderKind, OrderTerms, PositionEffect, Qty, Rate, Symbol,
};
use exchange::{AccountTerms, Effect, Fact, Input, Refill, RefuseReason, SetLevels, SymbolRules};
use proptest::prelude::*;

/// Whether the last line was let in, and if not why.
fn verdict(script: &str) -> String {
    let told = told(&mut exchange(), script);
    let first = told.lines().next().unwrap_or("").to_owned();
    match first.strip_prefix("refused ") {
        Some(reason) => reason.to_owned(),
        None => "let in".to_owned(),
    }
}

#[test]
fn x10_prices_lie_on_the_tick_and_inside_the_bounds() {
    let cases = [
        ("1 sell 1 @100.01", "let in"),
        ("1 sell 1 @100.011", "price-off-tick"),
        ("1 sell 1 @100.0000000001", "price-off-tick"),
        ("1 sell 100 @0.01", "let in"),
        ("1 sell 1 @10000", "let in"),
        ("1 sell 1 @10000.01", "price-out-of-range"),
        ("1 sell 1 @1000000000000000000", "price-out-of-range"),
        ("1 sell 1 maker @100.001", "price-off-tick"),
        ("1 sell 1 stop 90.001", "trigger-off-tick"),
        ("1 sell 1 stop 10000.01", "trigger-out-of-range"),
        ("1 sell 1 stop 90 @89.999", "price-off-tick"),
    ];
    for (script, expected) in cases {
        assert_eq!(verdict(script), expected, "{script}");
    }
}

#[test]
fn x10_quantities_lie_on_the_step_and_inside_the_bounds() {
    let cases = [
        ("1 sell 0.001 @1000", "let in"),
        ("1 sell 0.0005 @5000", "qty-off-step"),
        ("1 sell 0 @100", "qty-too-small"),
        ("1 sell 1.0001 @100", "qty-off-step"),
        ("1 sell 500 @100", "let in"),
        ("1 sell 500.001 @100", "qty-too-large"),
        ("1 sell 100000000000000000 @100", "qty-too-large"),
        ("1 sell 50 market", "let in"),
        ("1 sell 50.001 market", "market-qty-too-large"),
        ("1 sell 500.001 market", "qty-too-large"),
        ("1 sell 50 stop 90", "let in"),
        ("1 sell 50.001 stop 90", "market-qty-too-large"),
        ("1 sell 50.001 stop 90 @89", "let in"),
    ];
    for (script, expected) in cases {
        assert_eq!(verdict(script), expected, "{script}");
    }
}

#[test]
fn x10_values_lie_inside_the_bounds() {
    let cases = [
        ("1 sell 0.01 @100", "let in"),
        ("1 sell 0.01 @99.99", "notional-too-small"),
        ("1 sell 6 @10000", "let in"),
        ("1 sell 6.001 @10000", "notional-too-large"),
        ("1 sell 0.01 stop 99.99", "notional-too-small"),
        ("1 sell 0.01 stop 100 @100", "let in"),
        // Without a price, the last price values an order, and before any trade the book does.
        ("house bid 9@50\n1 sell 0.02 market", "let in"),
        ("house bid 9@50\n1 sell 0.019 market", "notional-too-small"),
        (
            "print buy 1@100\nhouse bid 9@50\n1 sell 0.01 market",
            "let in",
        ),
        (
            "print buy 1@99\nhouse bid 9@500\n1 sell 0.01 market",
            "notional-too-small",
        ),
        (
            "house bid 90@2000\n1 sell 30.001 market",
            "notional-too-large",
        ),
        ("1 sell 0.001 market", "let in"),
    ];
    for (script, expected) in cases {
        assert_eq!(verdict(script), expected, "{script}");
    }
}

#[test]
fn x11_open_orders_are_bounded() {
    let six = (90..96)
        .map(|p| format!("1 buy 1 @{p}\n"))
        .collect::<String>();
    let two = "1 sell 1 stop 50\n1 sell 1 stop 51\n";
    let cases = [
        (format!("{six}1 buy 1 @97"), "too-many-orders"),
        (format!("{six}1 buy 1 maker @97"), "too-many-orders"),
        (format!("{six}1 sell 1 stop 50"), "too-many-orders"),
        (format!("{six}2 buy 1 @97"), "let in"),
        (format!("{six}1 buy 1 @97 ioc"), "let in"),
        (format!("{six}1 buy 1 market"), "let in"),
        (format!("{six}1 cancel #3\n1 buy 1 @97"), "let in"),
        (format!("{six}2 sell 1 @95\n1 buy 1 @90"), "let in"),
        (format!("{two}1 sell 1 stop 52"), "too-many-stops"),
        (format!("{two}1 sell 1 stop 52 @52"), "too-many-stops"),
        (format!("{two}1 cancel #1\n1 sell 1 stop 52"), "let in"),
        (format!("{two}print sell 1@50\n1 sell 1 stop 40"), "let in"),
    ];
    for (script, expected) in cases {
        assert_eq!(verdict(&script), expected, "{script}");
    }
}

#[test]
fn x11_a_refusal_changes_nothing_and_uses_no_number() {
    check(
        "1 buy 1 @100.001
         1 buy 1 @100",
        "accepted #1
         #1 new | new 0/1
         bid 100 now 1
         1 has 99900 Q and 100 locked",
    );
}

#[test]
fn x12_unknown_names_are_refused() {
    assert_eq!(verdict("9 buy 1 @100"), "unknown-account");
    let mut exchange = exchange();
    let Input::Place(mut place) = input("1 buy 1 @100") else {
        panic!("not a place")
    };
    place.symbol = Symbol::new("X/Q").unwrap();
    let effects = step(&mut exchange, Input::Place(place));
    let refused = |reason| vec![Effect::Refused { tag: TAG, reason }];
    assert_eq!(effects, refused(RefuseReason::UnknownSymbol));
    assert_eq!(
        step(&mut exchange, account_input(1, "1", "1")),
        refused(RefuseReason::AccountOpen)
    );
    let again = Input::AddInstrument {
        tag: TAG,
        listing: listing(),
    };
    assert_eq!(
        step(&mut exchange, again),
        refused(RefuseReason::SymbolListed)
    );
}

#[test]
fn x12_a_listing_that_contradicts_itself_is_refused() {
    let mut bad = vec![listing(); 9];
    bad[0].instrument.rules.price_min = price("10001");
    bad[1].instrument.rules.qty_min = qty("501");
    bad[2].instrument.rules.qty_step = Qty::ZERO;
    bad[3].instrument.rules.notional_min = Amount::parse("60001").unwrap();
    bad[4].instrument.quote = bad[4].instrument.base;
    bad[5].instrument.rules.price_tick = price("0.0000000001");
    bad[6].instrument.rules.qty_step = qty("0.0000000000001");
    bad[7].instrument.rules.price_max = price("0.001");
    bad[8].instrument.kind = ContractKind::Linear {
        size: qty("1"),
        settle: asset("Q"),
    };
    for (index, listing) in bad.into_iter().enumerate() {
        let mut exchange = exchange::Exchange::new();
        let effects = step(&mut exchange, Input::AddInstrument { tag: TAG, listing });
        let reason = RefuseReason::BadListing;
        assert_eq!(
            effects,
            vec![Effect::Refused { tag: TAG, reason }],
            "case {index}"
        );
    }
}

#[test]
fn x12_sums_that_cannot_be_counted_are_refused() {
    let mut exchange = empty();
    let refused = |effects: Vec<Effect>| match effects.as_slice() {
        [Effect::Refused { reason, .. }] => reason.name(),
        _ => "let in",
    };
    let large = account_input(1, "10000000000000001", "1");
    assert_eq!(refused(step(&mut exchange, large)), "too-large");
    let fine = account_input(1, "0.0000000000001", "1");
    assert_eq!(refused(step(&mut exchange, fine)), "too-fine");
    let most = account_input(1, "10000000000000000", "0.000000000001");
    assert_eq!(refused(step(&mut exchange, most)), "let in");
    let more = input("deposit 1 B 0.000000000001");
    assert_eq!(refused(step(&mut exchange, more)), "too-large");
    let stranger = input("deposit 2 B 1");
    assert_eq!(refused(step(&mut exchange, stranger)), "unknown-account");
    let fees = Input::AddAccount {
        tag: TAG,
        account: AccountTerms::plain(account(5), Rate::parse("0.000000001").unwrap(), Rate::ZERO),
        balances: Vec::new(),
    };
    assert_eq!(refused(step(&mut exchange, fees)), "fee-too-fine");
}

#[test]
fn x12_a_batch_off_the_grid_is_refused_as_a_whole() {
    for line in [
        "house bid 1@100 ask 1@101.001",
        "house bid 1@100 ask 1.000000001@101",
        "print buy 1@100.001",
        "take buy 1.0001",
        "take buy 1 @100.001",
    ] {
        let mut exchange = exchange();
        let told = told(&mut exchange, line);
        assert!(told.starts_with("refused"), "{line}: {told}");
        assert!(
            exchange.book(symbol(), 10).unwrap().bids.is_empty(),
            "{line}"
        );
    }
    let mut exchange = exchange();
    let Input::SetLevels(batch) = input("house bid 1@100") else {
        panic!("no batch")
    };
    let long = SetLevels {
        levels: vec![batch.levels[0]; 20_001],
        refill: Refill::Named,
        ..batch
    };
    let effects = step(&mut exchange, Input::SetLevels(long));
    let reason = RefuseReason::BatchTooLong;
    assert_eq!(effects, vec![Effect::Refused { tag: TAG, reason }]);
}

#[test]
fn x12_every_reason_has_its_own_name() {
    let names: std::collections::BTreeSet<&str> = RefuseReason::ALL
        .iter()
        .map(|reason| reason.name())
        .collect();
    assert_eq!(names.len(), RefuseReason::ALL.len());
    compare(&RefuseReason::WouldMatch.to_string(), "would-match", "");
}

proptest! {
    /// The integer grid and the house's own check let the same orders in.
    #[test]
    fn x13_the_grid_agrees_with_the_instrument(
        ticks in 0_i128..2_000_000, price_places in 2_u32..5,
        lots in 0_i128..800_000, qty_places in 2_u32..5,
        trigger in proptest::option::of(1_i128..2_000_000),
    ) {
        let Ok(price) = domain::Price::from_parts(ticks, price_places) else { return Ok(()) };
        let qty = Qty::from_parts(lots, qty_places).unwrap();
        let kind = match trigger.map(|t| domain::Price::from_parts(t, 2).unwrap()) {
            Some(trigger) => OrderKind::Stop { trigger },
            None => OrderKind::LimitMaker { price },
        };
        let terms = OrderTerms {
            symbol: symbol(), side: domain::Side::Sell, qty, kind,
            self_trade: domain::SelfTradePrevention::Allow, effect: PositionEffect::Any,
        };
        let house = listing().instrument.check(&terms, price).is_ok();
        let Input::Place(mut place) = input("1 sell 1 @100") else { panic!("no place") };
        (place.kind, place.size) = (kind.into(), qty.into());
        let effects = step(&mut exchange(), Input::Place(place));
        let refused = matches!(effects.as_slice(), [Effect::Refused { .. }]);
        prop_assert_eq!(house, !refused, "{:?}", effects);
    }
}

fn keep_the_coarser_rules(restored: &exchange::Exchange) {
    for (line, expected) in [
        ("2 sell 3 @95.25", "price-off-tick"),
        ("2 sell 3.25 @95", "qty-off-step"),
        ("2 sell 0.5 @500", "qty-too-small"),
        ("2 sell 1 @95", "notional-too-small"),
        ("2 sell 3 @95", "accepted"),
    ] {
        let mut exchange = restored.clone();
        let told = told(&mut exchange, line);
        assert!(told.contains(expected), "{line}: {told}");
    }
}

// ORD-05
#[test]
fn x80_rules_change_for_accounts_and_what_stands_stays_over_a_restart() {
    let mut exchange = exchange();
    let mut facts: Vec<Fact> = exchange.facts();
    let mut run = |exchange: &mut exchange::Exchange, input: Input| {
        let effects = step(exchange, input);
        facts.extend(effects.iter().flat_map(Fact::of));
        effects
    };
    run(&mut exchange, input("1 buy 1.001 @90.01 as old"));
    let mut rules = listing().instrument.rules;
    rules.price_tick = price("0.5");
    rules.qty_step = qty("0.5");
    rules.qty_min = qty("1");
    rules.notional_min = Amount::parse("200").unwrap();
    let set = |rules| Input::SetRules {
        tag: TAG,
        rules: Box::new(SymbolRules {
            symbol: symbol(),
            rules,
        }),
    };
    let said = run(&mut exchange, set(rules));
    assert!(matches!(said.as_slice(), [Effect::RulesSet(_)]), "{said:?}");
    for wrong in [
        InstrumentRules {
            price_tick: price("0.015"),
            ..rules
        },
        InstrumentRules {
            qty_min: qty("501"),
            ..rules
        },
    ] {
        let said = run(&mut exchange, set(wrong));
        assert!(
            matches!(
                said.as_slice(),
                [Effect::Refused {
                    reason: RefuseReason::BadListing,
                    ..
                }]
            ),
            "{said:?}"
        );
    }
    let lines: Vec<String> = facts.iter().map(ToString::to_string).collect();
    let read = lines
        .iter()
        .map(|line| line.parse::<Fact>().unwrap())
        .collect::<Vec<Fact>>();
    for restored in [
        exchange::Exchange::restore(read).unwrap(),
        exchange::Exchange::restore(exchange.facts()).unwrap(),
        exchange,
    ] {
        assert_eq!(restored.rules(symbol()), Some(rules));
        let open = restored.open_orders(account(1), None);
        assert_eq!(open.len(), 1, "the old order stands off the coarser grid");
        keep_the_coarser_rules(&restored);
    }
}
