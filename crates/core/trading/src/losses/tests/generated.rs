//! Days of chance deeds: the result is a recount's, transfers and starts move nothing, and no profit trips.

use super::*;
use proptest::prelude::*;

/// One deed of chance, in the words of a table.
fn deed() -> impl Strategy<Value = String> {
    let cents =
        |range: core::ops::Range<i64>| range.prop_map(|n| format!("{}.{:02}", n / 100, n % 100));
    let side = |a: &'static str, b: &'static str| prop_oneof![Just(a), Just(b)];
    prop_oneof![
        3 => cents(9_300..10_700).prop_map(|middle| format!("price {middle}")),
        2 => (side("buy", "sell"), cents(1..900), cents(0..50))
            .prop_map(|(verb, size, fee)| format!("{verb} {size} fee {fee}")),
        1 => (cents(1..900), cents(0..2)).prop_map(|(size, fee)| format!("buy {size} fee {fee} BTC")),
        2 => (side("long", "short"), cents(1..900), cents(0..50))
            .prop_map(|(verb, size, fee)| format!("{verb} {size} fee {fee}")),
        1 => (side("", "-"), cents(1..90_000)).prop_map(|(sign, sum)| format!("moved {sign}{sum}")),
        1 => (side("", "-"), cents(1..5_000)).prop_map(|(sign, sum)| format!("moved {sign}{sum} BTC")),
        1 => (side("funding", "transfer"), side("", "-"), cents(1..500))
            .prop_map(|(kind, sign, sum)| format!("{kind} {sign}{sum}")),
        1 => Just("restart".to_string()),
        1 => (1_i64..20_000).prop_map(|secs| format!("wait {secs}")),
    ]
}

fn both() -> Gate {
    gate_with(&[
        ("global", "daily_loss_max", "300"),
        ("account:1", "daily_loss_max", "250"),
        ("account:2", "daily_loss_max", "40"),
    ])
}

/// What a scope has lost, where somebody can tell.
fn lost(life: &Life, scope: Scope) -> Option<Amount> {
    let results = life.house.trading.day_results();
    let result = results.into_iter().find(|one| one.scope == scope)?.result?;
    Some(result.negated())
}

fn is_transfer(words: &str) -> bool {
    ["moved", "transfer", "restart"]
        .iter()
        .any(|verb| words.starts_with(verb))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    // GATE-08
    #[test]
    fn n3_results_are_a_recounts_and_neither_profits_nor_transfers_trip(deeds in prop::collection::vec(deed(), 1..25)) {
        let mut life = Life::behind(both, Span::ZERO);
        let limits = [("global", "300"), ("account:1", "250"), ("account:2", "40")]
            .map(|(scope, limit)| (scope.parse::<Scope>().unwrap(), amount(limit)));
        for words in &deeds {
            let before = limits.map(|(scope, _)| lost(&life, scope));
            let known = life.house.journal.len();
            life.deed(words);
            let told = life.house.journal[known..].to_vec();
            life.check(words);
            let days = told.iter().any(|e| matches!(e, Event::Breaker(BreakerEvent::DayOpened { .. })));
            if is_transfer(words) && !days {
                prop_assert_eq!(before, limits.map(|(scope, _)| lost(&life, scope)), "{}", words);
            }
            for event in &told {
                if let Event::Breaker(BreakerEvent::Tripped { trip }) = event {
                    let Figure::Amount(value, _) = trip.value else { panic!("{trip:?}") };
                    let limit = limits.iter().find(|(scope, _)| *scope == trip.scope).unwrap().1;
                    prop_assert!(value >= limit, "{:?}", trip);
                }
            }
            for (scope, limit) in limits {
                let is_over = lost(&life, scope).unwrap() >= limit;
                let is_halted = life.house.trading.halts().any(|halt| halt.scope == scope);
                prop_assert!(!is_over || is_halted, "{} stands after {}", scope, words);
            }
        }
    }
}
