//! A signed order from the gate to the engine and back: every kind, every answer. ORD-02

use crate::house::*;
use domain::{CancelOrder, OrderId};
use protocols::binance_spot::{CancelReply, OrderStatus, PlaceReply, QueryReply, ask, read};
use protocols::{Disposition, Rejection};

fn status(reply: PlaceReply) -> OrderStatus {
    let PlaceReply::Placed { order, .. } = reply else {
        panic!("{reply:?}");
    };
    order.status
}

fn rejection(reply: PlaceReply) -> Rejection {
    let PlaceReply::Refused(trouble) = reply else {
        panic!("{reply:?}");
    };
    let Disposition::Rejected(reason) = trouble.disposition else {
        panic!("{trouble:?}");
    };
    reason
}

#[tokio::test]
async fn an_order_rests_is_found_and_is_cancelled() {
    let mut house = House::start(still()).await;
    let (call, id) = house.placing("buy 0.01 limit 50000.01");
    let PlaceReply::Placed { order, fills } = read::place(&send(&house.client, call).await) else {
        panic!("not placed");
    };
    assert_eq!((order.client_id, order.status), (id, OrderStatus::New));
    assert_eq!(order.price.unwrap().to_string(), "50000.01");
    assert!(fills.is_empty());
    assert_eq!(
        house.held("USDT").await,
        ("19499.9999".into(), "500.0001".into())
    );
    let open = send(&house.client, ask::open_orders()).await;
    assert_eq!(read::open_orders(&open).unwrap().len(), 1);
    let QueryReply::Found(found) = house.query(id).await else {
        panic!("not found");
    };
    assert_eq!(found.venue_id, order.venue_id);
    let cancel = house.gate.clear_cancel(CancelOrder {
        id: OrderId::new(1),
        client_id: id,
        account: ACCOUNT,
        symbol: house.instrument.symbol,
    });
    let call = ask::cancel(cancel, &house.instrument).unwrap();
    let CancelReply::Cancelled(ended) = read::cancel(&send(&house.client, call).await) else {
        panic!("not cancelled");
    };
    assert_eq!(
        (ended.client_id, ended.status),
        (id, OrderStatus::Cancelled)
    );
    assert_eq!(house.held("USDT").await, ("20000".into(), "0".into()));
    let again = house.gate.clear_cancel(CancelOrder {
        id: OrderId::new(1),
        client_id: id,
        account: ACCOUNT,
        symbol: house.instrument.symbol,
    });
    let call = ask::cancel(again, &house.instrument).unwrap();
    let reply = read::cancel(&send(&house.client, call).await);
    assert!(matches!(reply, CancelReply::NotOpen(_)), "{reply:?}");
}

#[tokio::test]
async fn fills_fees_and_balances_agree_to_the_last_digit() {
    let mut house = House::start(crowd()).await;
    let (call, id) = house.placing("buy 0.01234 market");
    let answer = send(&house.client, call).await;
    let PlaceReply::Placed { order, fills } = read::place(&answer) else {
        panic!("{:?}", String::from_utf8_lossy(&answer.body));
    };
    assert_eq!((order.status, order.client_id), (OrderStatus::Filled, id));
    assert!(!fills.is_empty());
    let call = ask::fills_of(&house.instrument, order.venue_id);
    let listed = read::fills(&send(&house.client, call).await).unwrap();
    assert_eq!(listed, fills);
    let mut usdt = domain::Amount::parse("20000").unwrap();
    let mut btc = domain::Amount::parse("0.5").unwrap();
    for fill in &fills {
        usdt = usdt.minus(fill.price.times(fill.qty).unwrap()).unwrap();
        btc = btc
            .plus(fill.qty.amount())
            .unwrap()
            .minus(fill.fee)
            .unwrap();
        assert_eq!(fill.fee_asset.as_str(), "BTC");
        assert_eq!(
            fill.fee.to_string(),
            fill.qty
                .amount()
                .share(domain::Rate::parse("0.001").unwrap())
                .unwrap()
                .to_string()
        );
    }
    assert_eq!(house.held("USDT").await, (usdt.to_string(), "0".into()));
    assert_eq!(house.held("BTC").await, (btc.to_string(), "0".into()));
}

#[tokio::test]
async fn every_kind_is_taken_and_every_refusal_has_its_reason() {
    let mut house = House::start(crowd()).await;
    let ask = house.depth().await.asks[0].0;
    let far = "buy 0.01 limit 40000";
    assert_eq!(status(house.place(far).await), OrderStatus::New);
    assert_eq!(
        status(house.place("buy 0.01 limit 40000 ioc").await),
        OrderStatus::Expired
    );
    assert_eq!(
        status(house.place("buy 0.01 limit 40000 fok").await),
        OrderStatus::Expired
    );
    assert_eq!(
        status(house.place("buy 0.01 maker 40000").await),
        OrderStatus::New
    );
    assert_eq!(
        status(house.place("sell 0.01 stop 40000").await),
        OrderStatus::New
    );
    assert_eq!(
        status(house.place("sell 0.01 stop-limit 40000 39000").await),
        OrderStatus::New
    );
    assert_eq!(
        status(house.place("sell 0.01 market").await),
        OrderStatus::Filled
    );
    let above = ask.moved(domain::Rate::parse("0.01").unwrap()).unwrap();
    let above = above
        .to_tick(house.instrument.rules.price_tick, domain::Rounding::Up)
        .unwrap();
    let words = format!("buy 0.001 maker {above}");
    assert_eq!(rejection(house.place(&words).await), Rejection::WouldMatch);
    assert_eq!(
        rejection(house.place("buy 9 limit 40000").await),
        Rejection::Balance
    );
    let words = format!("sell 0.01 stop {above}");
    assert_eq!(
        rejection(house.place(&words).await),
        Rejection::WouldTrigger
    );
}

// ORD-03: an id in use is no refusal of the order that bears it.
#[tokio::test]
async fn a_doubled_id_is_ambiguous_and_never_a_refusal() {
    let mut house = House::start(still()).await;
    let (call, id) = house.placing("buy 0.01 limit 50000");
    send(&house.client, call).await;
    let twin = house.cleared("buy 0.01 limit 50000");
    drop(twin);
    let (order, gate) = (id, gate_of(house.instrument));
    house.gate = gate;
    // A fresh gate has the same count of halts as the first one: none.
    let cleared = house.cleared_as("buy 0.01 limit 50000", order);
    let call = house.call(cleared);
    let reply = read::place(&send(&house.client, call).await);
    let PlaceReply::Unknown(trouble) = reply else {
        panic!("{reply:?}");
    };
    assert_eq!(trouble.disposition, Disposition::Ambiguous);
    let open = send(&house.client, ask::open_orders()).await;
    assert_eq!(read::open_orders(&open).unwrap().len(), 1);
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_nothing_is_there() {
    let mut house = House::start(still()).await;
    let forger = client_of(house.exchange.public_addr(), &house.gate, "wrong");
    forger
        .sync_clock(ask::server_time, read::server_time)
        .await
        .unwrap();
    let (call, id) = house.placing("buy 0.01 limit 50000");
    let PlaceReply::Refused(trouble) = read::place(&send(&forger, call).await) else {
        panic!("not refused");
    };
    assert_eq!(
        (trouble.code, trouble.disposition),
        (Some(-1022), Disposition::Fatal)
    );
    assert_eq!(house.query(id).await, QueryReply::NeverSeen);
}

#[tokio::test]
async fn a_skewed_clock_is_learned_and_a_stale_one_refused() {
    let mut house = House::start(still()).await;
    house.lever("/_sim/skew", r#"{"aheadMs": 60000}"#).await;
    let reply = house.place("buy 0.01 limit 50000").await;
    let PlaceReply::NotTaken(trouble) = reply else {
        panic!("{reply:?}");
    };
    assert_eq!(trouble.code, Some(-1021));
    house
        .client
        .sync_clock(ask::server_time, read::server_time)
        .await
        .unwrap();
    let offset = house.client.clock_offset().unwrap();
    assert!((59_000..61_000).contains(&offset.millis()), "{offset}");
    assert_eq!(
        status(house.place("buy 0.01 limit 50000").await),
        OrderStatus::New
    );
}

// GATE-10: after a halt nothing that was cleared before it leaves.
#[tokio::test]
async fn a_halt_keeps_what_was_cleared_before_it() {
    let mut house = House::start(still()).await;
    let (call, id) = house.placing("buy 0.01 limit 50000");
    house.gate.halt(domain::Scope::Global);
    let outcome = house.client.send(call).await;
    assert_eq!(outcome, wire::Outcome::NotSent(wire::NotSent::Halted));
    assert_eq!(house.query(id).await, QueryReply::NeverSeen);
}

#[tokio::test]
async fn a_closed_port_means_not_sent() {
    let mut house = House::start(still()).await;
    let address = house.exchange.public_addr();
    let (call, _) = house.placing("buy 0.01 limit 50000");
    house.exchange.stop().await.unwrap();
    let client = client_of(address, &house.gate, simex::DEFAULT_SECRET);
    let outcome = client.send(ask::server_time()).await;
    assert!(
        matches!(outcome, wire::Outcome::NotSent(wire::NotSent::Connect(_))),
        "{outcome:?}"
    );
    let outcome = house.client.send(call).await;
    assert!(
        matches!(outcome, wire::Outcome::NotSent(wire::NotSent::Connect(_))),
        "{outcome:?}"
    );
}
