//! Own orders that could meet, against a count over all of them; and what is never held back.

use crate::fixture::*;
use crate::*;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;
use domain::*;
use proptest::prelude::*;

/// What the gate says to the last of some orders, placed one after the other by turns on two accounts of one venue.
#[track_caller]
fn check(orders: &[&str], expected: &str) {
    let mut gate = gate();
    let mut answer = alloc::string::String::new();
    for (id, words) in (1u64..).zip(orders) {
        let account = if id % 2 == 0 { OTHER } else { PAPER };
        assert!(matches!(answer.as_str(), "" | "ok"), "{orders:?}: {answer}");
        answer = said(&gate.clear(at(1), order(id, account, PERSON, words)));
    }
    assert_eq!(answer, expected, "{orders:?}");
}

const NO: &str = "CTL-22.own-crossing";

// CTL-22 (control 22)
#[test]
fn g49_no_order_meets_an_own_one() {
    check(
        &["sell 1 BTC/USDT limit 101", "buy 1 BTC/USDT limit 100.99"],
        "ok",
    );
    check(
        &["sell 1 BTC/USDT limit 101", "buy 1 BTC/USDT limit 101"],
        NO,
    );
    check(
        &["buy 1 BTC/USDT limit 99", "sell 1 BTC/USDT maker 99.01"],
        "ok",
    );
    check(&["buy 1 BTC/USDT limit 99", "sell 1 BTC/USDT limit 99"], NO);
    check(
        &["buy 1 ETH/USDT limit 99", "sell 1 BTC/USDT limit 99"],
        "ok",
    );
    // Without a known book a market order reaches as far as it may slip: 100.01 and half a percent.
    check(
        &["sell 1 BTC/USDT limit 100.52", "buy 1 BTC/USDT market"],
        "ok",
    );
    check(
        &["sell 1 BTC/USDT limit 100.51", "buy 1 BTC/USDT market"],
        NO,
    );
    check(&["buy 1 BTC/USDT limit 99.5", "sell 1 BTC/USDT market"], NO);
    // One that is under way stands as far as it reaches.
    check(
        &["buy 1 BTC/USDT market", "sell 1 BTC/USDT limit 100.5"],
        NO,
    );
    check(
        &["buy 1 BTC/USDT market", "sell 1 BTC/USDT limit 100.52"],
        "ok",
    );
    check(&["buy 1 BTC/USDT market", "sell 1 BTC/USDT market"], "ok");
}

/// What waits for a price, and what is wished for after it. A stop at 97 sells down to 96.515; two that take never meet; a
/// stop limit whose trigger the market passed may stand at its limit.
const WAITING: &[(&str, &str, &str)] = &[
    (
        "sell 1 BTC/USDT stop 97",
        "buy 1 BTC/USDT limit 97.01",
        "ok",
    ),
    ("sell 1 BTC/USDT stop 97", "buy 1 BTC/USDT limit 97", NO),
    ("sell 1 BTC/USDT stop 97", "buy 1 BTC/USDT limit 96.52", NO),
    (
        "sell 1 BTC/USDT stop 97",
        "buy 1 BTC/USDT limit 96.51",
        "ok",
    ),
    ("sell 1 BTC/USDT stop 97", "buy 1 BTC/USDT market", "ok"),
    ("buy 1 BTC/USDT limit 96.8", "sell 1 BTC/USDT stop 97", NO),
    ("buy 1 BTC/USDT limit 98", "sell 1 BTC/USDT stop 97", "ok"),
    (
        "buy 1 BTC/USDT limit 98",
        "sell 1 BTC/USDT stop-limit 99 98",
        NO,
    ),
    (
        "buy 1 BTC/USDT limit 97.9",
        "sell 1 BTC/USDT stop-limit 99 98",
        "ok",
    ),
    (
        "sell 1 BTC/USDT take-profit-limit 104 103",
        "buy 1 BTC/USDT limit 103",
        NO,
    ),
    (
        "sell 1 BTC/USDT take-profit-limit 104 103",
        "buy 1 BTC/USDT limit 102",
        "ok",
    ),
    (
        "sell 1 BTC/USDT stop 97",
        "buy 1 BTC/USDT take-profit 97",
        "ok",
    ),
    (
        "sell 1 BTC/USDT stop-limit 97 96",
        "buy 1 BTC/USDT take-profit 97",
        NO,
    ),
    (
        "sell 1 BTC/USDT stop-limit 104 103",
        "buy 1 BTC/USDT limit 103",
        NO,
    ),
    (
        "sell 1 BTC/USDT trailing-stop 100",
        "buy 1 BTC/USDT limit 99.5",
        NO,
    ),
    (
        "sell 1 BTC/USDT trailing-stop 100",
        "buy 1 BTC/USDT limit 98",
        "ok",
    ),
];

#[test]
fn g49_what_waits_for_a_price_counts_at_its_worst() {
    for (first, then, expected) in WAITING {
        check(&[first, then], expected);
    }
}

#[test]
fn g49_what_reduces_is_never_trapped() {
    let mut gate = gate();
    let bought = gate
        .clear(at(1), paper(1, "buy 1 BTC/USDT limit 100"))
        .unwrap();
    gate.fill(&fill(bought.get(), 1, "1 100 0 USDT", at(1)));
    gate.ended(OrderId::new(1));
    assert_eq!(
        said(&gate.clear(at(1), paper(2, "buy 1 BTC/USDT limit 99.9"))),
        "ok"
    );
    let opens = paper(3, "sell 1 BTC/USDT limit 99.5");
    let refusal = gate.clear(at(1), opens).unwrap_err();
    let text = alloc::string::ToString::to_string(&refusal);
    assert!(
        text.contains("99.5 USDT") && text.contains("99.9 USDT"),
        "{text}"
    );
    let verdict = gate.verdict(at(1), &paper(3, "sell 1 BTC/USDT limit 99.5 reduce"));
    let uses: Vec<_> = verdict
        .uses
        .iter()
        .filter(|u| u.rule == Rule::OwnCrossing)
        .collect();
    assert!(
        matches!(uses.as_slice(), [u] if u.standing == Standing::Waived),
        "{uses:?}"
    );
    let reduces = paper(3, "sell 1 BTC/USDT limit 99.5 reduce");
    assert_eq!(said(&gate.clear(at(1), reduces)), "ok");
}

#[test]
fn g49_left_to_the_venue_where_the_operator_says_so() {
    let rules = JudgeRules {
        own_crossing: OwnCrossing::LeftToVenue,
        ..JudgeRules::default()
    };
    let mut gate = gate().with_rules(rules.clone()).reset();
    assert_eq!(gate.rules(), &rules);
    gate.quote(quote("BTC/USDT", "99.99", "100.01"));
    gate.balances(&balances(PAPER, at(-10), &[("USDT", "1000"), ("BTC", "9")]));
    gate.compared(PAPER);
    assert_eq!(
        said(&gate.clear(at(1), paper(1, "sell 1 BTC/USDT limit 101"))),
        "ok"
    );
    assert_eq!(
        said(&gate.clear(at(1), paper(2, "buy 1 BTC/USDT limit 101"))),
        "ok"
    );
}

#[derive(Debug, Clone)]
enum Deed {
    Place(AccountId, NewOrder),
    End(u64),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let place = (any::<bool>(), any::<bool>(), 9_600u64..10_400, 0..4u8);
    let one = prop_oneof![
        4 => place.prop_map(|(is_other, is_buy, cents, kind)| {
            let account = if is_other { OTHER } else { PAPER };
            let side = if is_buy { "buy" } else { "sell" };
            let price = format!("{}.{:02}", cents / 100, cents % 100);
            let words = match kind {
                0 => format!("{side} 0.1 BTC/USDT maker {price}"),
                _ => format!("{side} 0.1 BTC/USDT limit {price}"),
            };
            Deed::Place(account, order(0, account, PERSON, &words))
        }),
        1 => (1u64..40).prop_map(Deed::End),
    ];
    proptest::collection::vec(one, 1..60)
}

proptest! {
    #[test]
    fn g49_the_index_says_what_a_count_over_all_orders_says(deeds in deeds()) {
        let mut gate = gate();
        let mut open: BTreeMap<u64, NewOrder> = BTreeMap::new();
        for (id, deed) in (1u64..).zip(deeds) {
            let (account, wish) = match deed {
                Deed::End(order) => {
                    gate.ended(OrderId::new(order));
                    open.remove(&order);
                    continue;
                }
                Deed::Place(account, wish) => (account, wish),
            };
            let number = OrderId::new(id);
            let ids = (number, ClientOrderId::of(at(0), account, number));
            let wish = NewOrder::new(ids, account, PERSON, *wish.terms()).unwrap();
            let price = |order: &NewOrder| order.terms().kind.limit_price().unwrap();
            let meets = open.values().any(|own| {
                let (buy, sell) = match (wish.terms().side, own.terms().side) {
                    (Side::Buy, Side::Sell) => (price(&wish), price(own)),
                    (Side::Sell, Side::Buy) => (price(own), price(&wish)),
                    (Side::Buy, Side::Buy) | (Side::Sell, Side::Sell) => return false,
                };
                buy >= sell
            });
            let said = said(&gate.clear(at(1), wish));
            prop_assert_eq!(said.as_str(), if meets { NO } else { "ok" });
            if !meets {
                open.insert(id, wish);
            }
        }
        for id in open.keys() {
            gate.ended(OrderId::new(*id));
        }
        prop_assert!(gate.orders.own_at(venue(), btc()).is_none());
    }
}
