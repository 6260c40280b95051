//! What the exchange remembers of the past, and what it lets go.

use crate::script::{account, exchange, input, qty, step, symbol};
use domain::ClientOrderId;
use exchange::{ExchangeOrderId, ExchangeTradeId, OrderKey};

#[test]
fn x38_the_oldest_ended_orders_are_let_go_with_their_names() {
    let mut exchange = exchange();
    step(&mut exchange, input("1 buy 1 @90 as standing"));
    for order in 0..20_001 {
        step(
            &mut exchange,
            input(&format!("1 buy 1 @100 ioc as n{order}")),
        );
    }
    let named = |name: &str| {
        let key = OrderKey::Client(ClientOrderId::new(name).unwrap());
        exchange.order(account(1), symbol(), key)
    };
    assert_eq!(named("n0"), None);
    assert_eq!(named("n1").unwrap().id, ExchangeOrderId::new(3));
    assert_eq!(named("n20000").unwrap().id, ExchangeOrderId::new(20_002));
    assert!(named("standing").unwrap().status.is_open());
    let orders = exchange.orders(account(1), symbol(), ExchangeOrderId::new(0), 3);
    let ids: Vec<u64> = orders.iter().map(|order| order.id.get()).collect();
    assert_eq!(ids, [1, 3, 4]);
}

#[test]
fn x38_the_oldest_trades_are_let_go() {
    let mut exchange = exchange();
    step(&mut exchange, input("house bid 9000@10"));
    for _ in 0..50_001 {
        step(&mut exchange, input("1 sell 0.1 @10 ioc"));
        step(&mut exchange, input("deposit 1 B 0.1"));
    }
    let first = |from| {
        let trades = exchange.trades(account(1), symbol(), ExchangeTradeId::new(from), 1);
        trades.first().map(|trade| trade.execution.trade.get())
    };
    assert_eq!(first(0), Some(2));
    assert_eq!(first(2), Some(2));
    assert_eq!(first(50_001), Some(50_001));
    assert_eq!(first(50_002), None);
}

#[test]
fn x38_lists_are_cut_from_the_right_end() {
    let mut exchange = exchange();
    step(&mut exchange, input("house bid 9000@10 bid 9000@9"));
    for line in [
        "1 sell 0.1 @10 ioc",
        "1 sell 0.2 @10 ioc",
        "1 sell 0.3 @10 ioc",
    ] {
        step(&mut exchange, input(line));
    }
    let sizes = |trades: Vec<exchange::AccountTrade>| -> Vec<domain::Qty> {
        trades.iter().map(|trade| trade.execution.qty).collect()
    };
    let id = account(1);
    let from = exchange.trades(id, symbol(), ExchangeTradeId::new(1), 2);
    assert_eq!(sizes(from), [qty("0.1"), qty("0.2")]);
    let latest = exchange.latest_trades(id, symbol(), 2);
    assert_eq!(sizes(latest), [qty("0.2"), qty("0.3")]);
    let one = exchange.trades_of(id, symbol(), ExchangeOrderId::new(2));
    assert_eq!(sizes(one), [qty("0.2")]);
    assert!(
        exchange
            .trades(account(9), symbol(), ExchangeTradeId::new(0), 9)
            .is_empty()
    );
    assert_eq!(exchange.book(symbol(), 1).unwrap().bids.len(), 1);
}
