//! What can be asked about lists, amendments, prevented matches and orders that are only tested.
// ORD-05

use crate::script::{account, account_input, exchange, input, step, symbol, told};
use domain::{ClientOrderId, Time};
use exchange::{
    Exchange, ExchangeOrderId, ExecutionId, Input, ListKey, ListStatus, OrderKey, OrderListId,
    PreventedMatchId, RefuseReason,
};

fn after(script: &str) -> Exchange {
    let mut exchange = exchange();
    told(&mut exchange, script);
    exchange
}

fn name(text: &str) -> ClientOrderId {
    ClientOrderId::new(text).unwrap()
}

#[test]
fn x51_prevented_matches_are_kept_for_both_accounts() {
    let exchange = after(
        "terms 1 group 3
         terms 2 group 3
         1 sell 1 @100
         1 sell 1 @101
         2 buy 3 @101 decrement",
    );
    let all = |number: u64, from: u64| {
        let from = PreventedMatchId::new(from);
        exchange.prevented_matches((account(number), symbol()), from, 10)
    };
    assert_eq!(all(1, 0).len(), 2);
    assert_eq!(all(2, 0), all(1, 0));
    assert!(all(3, 0).is_empty());
    assert_eq!(all(1, 2).len(), 1);
    let one = all(1, 0)[0];
    assert_eq!(
        (one.taker, one.maker, one.group),
        (account(2), account(1), Some(3))
    );
    let of = |order: u64| {
        let order = ExchangeOrderId::new(order);
        exchange.prevented_matches_of((account(1), symbol()), order, PreventedMatchId::new(0), 10)
    };
    assert_eq!((of(1).len(), of(2).len(), of(3).len()), (1, 1, 2));
    let view = exchange.order(
        account(2),
        symbol(),
        OrderKey::Exchange(ExchangeOrderId::new(3)),
    );
    assert_eq!(
        view.unwrap().prevented_match,
        Some(PreventedMatchId::new(2))
    );
}

#[test]
fn x56_lists_are_found_by_number_name_and_page() {
    let exchange = after(
        "1 oto as one | buy 1 @100 | sell 1 @110
         1 cancel-list one
         1 oto as one | buy 1 @99 | sell 1 @110
         1 oto as two | buy 1 @98 | sell 1 @110
         2 oto as one | buy 1 @97 | sell 1 @110",
    );
    let by = |key| exchange.order_list(account(1), key);
    let id = OrderListId::new;
    assert_eq!(by(ListKey::Client(name("one"))).unwrap().id, id(2));
    assert_eq!(
        by(ListKey::Exchange(id(1))).unwrap().status,
        ListStatus::AllDone
    );
    assert_eq!(by(ListKey::Both(id(3), name("two"))).unwrap().id, id(3));
    assert_eq!(by(ListKey::Both(id(3), name("one"))), None);
    assert_eq!(by(ListKey::Exchange(id(4))), None, "of another account");
    assert_eq!(exchange.open_order_lists(account(1)).len(), 2);
    let page = |from: u64, limit| exchange.order_lists(account(1), id(from), limit);
    let ids = |from, limit| -> Vec<u64> { page(from, limit).iter().map(|l| l.id.get()).collect() };
    assert_eq!(ids(0, 10), [1, 2, 3]);
    assert_eq!(ids(2, 1), [2]);
    assert_eq!(ids(4, 10), [0_u64; 0]);
}

#[test]
fn x58_amendments_are_kept_in_order() {
    let exchange = after(
        "1 sell 5 @100 as a
         1 amend a 4 as b
         1 sell 1 @101
         1 amend b 3 as b",
    );
    let from = |from: u64| {
        let order = ExchangeOrderId::new(1);
        exchange.amendments((account(1), symbol()), order, ExecutionId::new(from), 10)
    };
    let all = from(0);
    let told: Vec<_> = all
        .iter()
        .map(|a| {
            format!(
                "{} {} {} {}",
                a.orig_client_id, a.client_id, a.orig_qty, a.qty
            )
        })
        .collect();
    assert_eq!(told, ["a b 5 4", "b b 4 3"]);
    assert_eq!(from(all[1].execution.get()).len(), 1);
    assert_eq!(
        exchange.order(account(1), symbol(), OrderKey::Client(name("a"))),
        None
    );
    let renamed = exchange
        .order(account(1), symbol(), OrderKey::Client(name("b")))
        .unwrap();
    assert_eq!((renamed.amends, renamed.qty), (2, crate::script::qty("3")));
}

#[test]
fn x59_a_number_and_a_name_must_belong_together() {
    let exchange = after("1 sell 5 @100 as a");
    let id = ExchangeOrderId::new(1);
    let by = |key| exchange.order(account(1), symbol(), key);
    assert!(by(OrderKey::Both(id, name("a"))).is_some());
    assert!(by(OrderKey::Both(id, name("b"))).is_none());
}

#[test]
fn x48_a_tested_order_is_judged_and_nothing_comes_of_it() {
    let mut exchange = after("house ask 1@101\nwithdraw 1 Q 99800");
    let cases = [
        ("1 buy 1 @100", Ok(())),
        ("1 buy 1 maker @101", Err(RefuseReason::WouldMatch)),
        ("1 buy 0.0001 @100", Err(RefuseReason::QtyOffStep)),
        ("1 buy 2 @101", Err(RefuseReason::InsufficientBalance)),
    ];
    let before = exchange.facts();
    for (line, expected) in cases {
        let Input::Place(place) = input(line) else {
            panic!("no order: {line}")
        };
        assert_eq!(
            exchange.would_admit(&place, Time::from_millis(1)),
            expected,
            "{line}"
        );
    }
    assert_eq!(exchange.facts(), before);
    assert!(told(&mut exchange, "1 buy 1 @100").starts_with("accepted #1"));
}

#[test]
fn x66_numbers_can_begin_high_and_go_on_after_a_restart() {
    let mut exchange = Exchange::new().numbering_from(10_000_000);
    let (tag, listing) = (crate::script::TAG, crate::script::listing());
    step(&mut exchange, Input::AddInstrument { tag, listing });
    step(&mut exchange, account_input(1, "10", "1000"));
    step(&mut exchange, account_input(2, "10", "1000"));
    let told_last = told(&mut exchange, "1 sell 1 @100\n2 buy 1 @100");
    assert!(told_last.contains("tape t10000000 1@100 buy #10000001 from #10000000"));
    let restored = Exchange::restore(exchange.facts()).unwrap();
    let mut again = restored.numbering_from(10_000_000);
    let told_next = told(&mut again, "1 sell 1 @100");
    let number: u64 = told_next
        .strip_prefix("accepted #")
        .and_then(|rest| rest.split('\n').next())
        .and_then(|id| id.parse().ok())
        .unwrap();
    assert!(number > 10_000_001, "{told_next}");
}

#[test]
fn x48_labels_stay_with_the_order() {
    let exchange = after("1 sell 5 @100 as a strategy 7");
    let view = exchange
        .order(account(1), symbol(), OrderKey::Client(name("a")))
        .unwrap();
    assert_eq!(view.labels.strategy_id, Some(7));
}
