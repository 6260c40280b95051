//! Market and private streams through the house's supervisor: order, gaps, cuts. MKT-04

use crate::house::*;
use crate::mirror::Mirror;
use protocols::binance_spot::feed::{self, AccountFact, AccountFrame, MarketFact, MarketFrame};
use protocols::binance_spot::{OrderStatus, ask};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;
use wire::{CutReason, StreamEvent};

async fn next(events: &mut mpsc::Receiver<StreamEvent>) -> StreamEvent {
    timeout(Duration::from_secs(10), events.recv())
        .await
        .expect("nothing came")
        .expect("the stream ended")
}

async fn next_market(events: &mut mpsc::Receiver<StreamEvent>) -> MarketFact {
    loop {
        if let StreamEvent::Frame { bytes, .. } = next(events).await
            && let MarketFrame::Fact(fact) = feed::market(&bytes).unwrap()
        {
            return fact;
        }
    }
}

#[tokio::test]
async fn diffs_follow_each_other_and_end_in_the_book_of_a_snapshot() {
    let house = House::start(crowd()).await;
    let (out, mut events) = mpsc::channel(4_096);
    let path = ask::market_streams(&[house.instrument]);
    let _stream = house.client.market_stream(&path, out);
    let opened = next(&mut events).await;
    assert!(matches!(opened, StreamEvent::Opened { connection: 1, .. }));
    let mut mirror = Mirror::of(&house.depth().await);
    let (mut trades, mut quotes) = (0, 0);
    while mirror.diffs < 20 || trades < 3 || quotes < 5 {
        let fact = next_market(&mut events).await;
        mirror.hear(&fact);
        match fact {
            MarketFact::Depth { .. } => {}
            MarketFact::Trade { qty, .. } => {
                assert!(!qty.is_zero());
                trades += 1;
            }
            MarketFact::Quote { bid, ask, .. } => {
                assert!(bid.unwrap().0 < ask.unwrap().0);
                quotes += 1;
            }
        }
    }
    // A snapshot may fall between two messages; one that ends where a message ends must be equal.
    for _ in 0..100 {
        let snapshot = house.depth().await;
        while mirror.last < snapshot.last_update {
            let fact = next_market(&mut events).await;
            mirror.hear(&fact);
        }
        if mirror.last == snapshot.last_update {
            assert_eq!(
                mirror.top(),
                (snapshot.bids[..20].to_vec(), snapshot.asks[..20].to_vec())
            );
            return;
        }
    }
    panic!("no snapshot ended where a message ends");
}

async fn next_order(events: &mut mpsc::Receiver<StreamEvent>) -> (OrderStatus, bool) {
    loop {
        if let StreamEvent::Frame { bytes, .. } = next(events).await
            && let AccountFrame::Fact(AccountFact::Order { order, fill, .. }) =
                feed::account(&bytes).unwrap()
        {
            return (order.status, fill.is_some());
        }
    }
}

async fn subscribed(events: &mut mpsc::Receiver<StreamEvent>, connection: u64) {
    loop {
        match next(events).await {
            StreamEvent::Opened {
                connection: opened, ..
            } => assert_eq!(opened, connection),
            StreamEvent::Frame { bytes, .. } => {
                let AccountFrame::Answered { id, outcome } = feed::account(&bytes).unwrap() else {
                    panic!("{bytes:?}");
                };
                assert_eq!((id.as_str(), outcome), ("account", Ok(())));
                return;
            }
            StreamEvent::Cut { .. } | StreamEvent::Renewed { .. } => {}
        }
    }
}

// ORD-09
#[tokio::test]
async fn private_events_tell_orders_fills_and_balances() {
    let mut house = House::start(crowd()).await;
    let (out, mut events) = mpsc::channel(256);
    let _stream = house.client.account_stream(ask::subscribe_account, out);
    subscribed(&mut events, 1).await;
    house.place("buy 0.001 market").await;
    assert_eq!(next_order(&mut events).await, (OrderStatus::New, false));
    let (status, is_fill) = next_order(&mut events).await;
    assert!(is_fill, "{status:?}");
    let mut told = None;
    while told.is_none() {
        if let StreamEvent::Frame { bytes, .. } = next(&mut events).await
            && let AccountFrame::Fact(AccountFact::Balances { balances, .. }) =
                feed::account(&bytes).unwrap()
        {
            told = Some(balances);
        }
    }
    let (free, locked) = house.held("USDT").await;
    let usdt = told
        .unwrap()
        .into_iter()
        .find(|b| b.asset.as_str() == "USDT")
        .unwrap();
    assert_eq!(
        (usdt.free.to_string(), usdt.locked.to_string()),
        (free, locked)
    );
}

// ORD-08
#[tokio::test]
async fn a_cut_is_told_and_the_stream_comes_back() {
    let mut house = House::start(still()).await;
    let (out, mut events) = mpsc::channel(256);
    let stream = house.client.account_stream(ask::subscribe_account, out);
    subscribed(&mut events, 1).await;
    house
        .lever("/_sim/disconnect", r#"{"streams":"account"}"#)
        .await;
    let cut = next(&mut events).await;
    assert!(
        matches!(cut, StreamEvent::Cut { connection: 1, .. }),
        "{cut:?}"
    );
    subscribed(&mut events, 2).await;
    stream.reconnect();
    let cut = next(&mut events).await;
    assert!(
        matches!(
            cut,
            StreamEvent::Cut {
                connection: 2,
                reason: CutReason::Asked,
                ..
            }
        ),
        "{cut:?}"
    );
    subscribed(&mut events, 3).await;
    house.place("buy 0.001 limit 40000").await;
    assert_eq!(next_order(&mut events).await, (OrderStatus::New, false));
}

#[tokio::test]
async fn events_can_be_lost_doubled_and_swapped() {
    let mut house = House::start(still()).await;
    let (out, mut events) = mpsc::channel(256);
    let _stream = house.client.account_stream(ask::subscribe_account, out);
    subscribed(&mut events, 1).await;
    // One order tells its report, then its balance: the report is doubled, the balance lost.
    house
        .lever(
            "/_sim/faults",
            r#"{"kind":"event","stream":"account","fault":"doubled","nth":1}"#,
        )
        .await;
    house
        .lever(
            "/_sim/faults",
            r#"{"kind":"event","stream":"account","fault":"missing","nth":2}"#,
        )
        .await;
    house
        .lever(
            "/_sim/faults",
            r#"{"kind":"event","stream":"account","fault":"reordered","nth":3}"#,
        )
        .await;
    house.place("buy 0.001 limit 40000").await;
    house.place("buy 0.001 limit 40001").await;
    let mut said = Vec::new();
    while said.len() < 4 {
        if let StreamEvent::Frame { bytes, .. } = next(&mut events).await
            && let AccountFrame::Fact(fact) = feed::account(&bytes).unwrap()
        {
            said.push(match fact {
                AccountFact::Order { order, .. } => format!("order {}", order.price.unwrap()),
                AccountFact::Balances { .. } => "balance".to_owned(),
                AccountFact::Moved { .. } => "moved".to_owned(),
                AccountFact::Ended => "ended".to_owned(),
            });
        }
    }
    assert_eq!(
        said,
        ["order 40000", "order 40000", "balance", "order 40001"]
    );
}

#[tokio::test]
async fn a_wrong_signature_opens_no_private_stream() {
    let house = House::start(still()).await;
    let forger = std::sync::Arc::new(client_of(
        house.exchange.public_addr(),
        &house.gate,
        "wrong",
    ));
    forger
        .sync_clock(ask::server_time, protocols::binance_spot::read::server_time)
        .await
        .unwrap();
    let (out, mut events) = mpsc::channel(16);
    let _stream = forger.account_stream(ask::subscribe_account, out);
    assert!(matches!(
        next(&mut events).await,
        StreamEvent::Opened { .. }
    ));
    let StreamEvent::Frame { bytes, .. } = next(&mut events).await else {
        panic!("no answer");
    };
    let AccountFrame::Answered { outcome, .. } = feed::account(&bytes).unwrap() else {
        panic!("{bytes:?}");
    };
    assert_eq!(outcome.unwrap_err().code, Some(-1022));
}
