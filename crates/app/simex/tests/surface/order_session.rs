//! Orders on a session of their own: the same dispositions as by REST, each said once, REST while none stands. ORD-04

use crate::house::*;
use protocols::binance_spot::session::ORDERS;
use protocols::binance_spot::{CancelReply, OrderStatus, PlaceReply, QueryReply, ask, read};
use std::time::Duration;
use wire::{Lost, NotSent, Outcome};

/// A house whose orders go by a session.
async fn house() -> House {
    let house = House::start(still()).await;
    let (told, _) = tokio::sync::mpsc::channel(1);
    house.client.open_order_session(ORDERS, told);
    stands(&house).await;
    house
}

async fn stands(house: &House) {
    for _ in 0..500 {
        if house.client.order_session_stands() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no session stands");
}

/// Cancels an order, by whatever way stands.
async fn cancelled(house: &House, id: domain::ClientOrderId) -> CancelReply {
    let cleared = house.gate.clear_cancel(domain::CancelOrder {
        id: domain::OrderId::new(1),
        client_id: id,
        account: ACCOUNT,
        symbol: house.instrument.symbol,
    });
    let call = ask::cancel(cleared, &house.instrument).unwrap();
    read::cancel(&send(&house.client, call).await)
}

#[tokio::test]
async fn an_order_lives_and_ends_on_a_session_as_by_rest() {
    let mut house = house().await;
    let (call, id) = house.placing("buy 0.01 limit 60000");
    let PlaceReply::Placed { order, fills } = read::place(&send(&house.client, call).await) else {
        panic!("it was not placed");
    };
    assert_eq!(
        (order.status, order.client_id, fills.len()),
        (OrderStatus::New, id, 0)
    );
    let QueryReply::Found(found) = house.query(id).await else {
        panic!("it was not found");
    };
    assert_eq!(found.venue_id, order.venue_id);
    let CancelReply::Cancelled(ended) = cancelled(&house, id).await else {
        panic!("it was not cancelled");
    };
    assert_eq!(
        (ended.status, ended.client_id),
        (OrderStatus::Cancelled, id)
    );
    assert!(matches!(
        cancelled(&house, id).await,
        CancelReply::NotOpen(_)
    ));
    let stranger = domain::ClientOrderId::new("nobody").unwrap();
    assert_eq!(house.query(stranger).await, QueryReply::NeverSeen);
    // An order by a session counts like any other.
    let day = domain::Span::from_secs(86_400);
    let usage = house.client.usage().into_iter();
    let mut of_day = usage.filter(|usage| usage.every == day);
    assert!(of_day.next().is_some_and(|usage| usage.used >= 1));
    let refused = house.place("sell 100 limit 60000").await;
    assert!(matches!(refused, PlaceReply::Refused(_)), "{refused:?}");
}

#[tokio::test]
async fn many_orders_at_once_each_get_their_own_answer() {
    let mut house = house().await;
    let mut asked = Vec::new();
    for _ in 0..40 {
        let (call, id) = house.placing("buy 0.001 limit 60000");
        let client = std::sync::Arc::clone(&house.client);
        asked.push((id, tokio::spawn(async move { client.send(call).await })));
    }
    for (id, sent) in asked {
        let Outcome::Answer(answer) = sent.await.unwrap() else {
            panic!("no answer");
        };
        let PlaceReply::Placed { order, .. } = read::place(&answer) else {
            panic!("it was not placed");
        };
        assert_eq!(order.client_id, id);
    }
    let open = read::open_orders(&send(&house.client, ask::open_orders()).await).unwrap();
    assert_eq!(open.len(), 40);
}

#[tokio::test]
async fn a_halt_and_a_deadline_hold_an_order_back_on_a_session_too() {
    let mut house = house().await;
    let (call, id) = house.placing("buy 0.01 limit 60000");
    house.gate.halt(domain::Scope::Global);
    let outcome = house.client.send(call).await;
    assert_eq!(outcome, Outcome::NotSent(NotSent::Halted));
    assert_eq!(house.query(id).await, QueryReply::NeverSeen);
}

#[tokio::test]
async fn a_cut_session_leaves_what_was_said_unknown_and_rest_takes_over() {
    let mut house = house().await;
    let lose = r#"{"kind":"request","endpoint":"place","fault":"lateAnswer","ms":2500}"#;
    drop(house.lever("/_sim/faults", lose).await);
    let (call, id) = house.placing("buy 0.01 limit 60000");
    match house.client.send(call).await {
        Outcome::Unknown(Lost::Timeout | Lost::Broken(_)) => {}
        Outcome::Answer(answer) => {
            assert!(
                matches!(read::place(&answer), PlaceReply::Unknown(_)),
                "{answer:?}"
            );
        }
        other @ (Outcome::NotSent(_) | Outcome::Unknown(_)) => panic!("{other:?}"),
    }
    assert!(matches!(house.query(id).await, QueryReply::Found(_)));
    drop(
        house
            .lever("/_sim/disconnect", r#"{"streams":"account"}"#)
            .await,
    );
    let placed = house.place("buy 0.01 limit 60000").await;
    assert!(matches!(placed, PlaceReply::Placed { .. }), "{placed:?}");
    stands(&house).await;
    let placed = house.place("buy 0.01 limit 60000").await;
    assert!(matches!(placed, PlaceReply::Placed { .. }), "{placed:?}");
}
