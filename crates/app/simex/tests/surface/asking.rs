//! Questions that are asked again, over sockets: few times, within their bound, and never anything that does more than ask.

use crate::house::*;
use protocols::binance_spot::{ask, read};
use std::time::{Duration, Instant};
use wire::{NotSent, Outcome};

async fn strike(house: &House, endpoint: &str, fault: &str, times: u32) {
    let order = format!(
        r#"{{"kind":"request","endpoint":"{endpoint}","fault":"{fault}","times":{times}}}"#
    );
    house.lever("/_sim/faults", &order).await;
}

async fn pending(house: &House) -> u64 {
    let faults = house.admin("/_sim/faults").await;
    faults["pending"].as_u64().unwrap()
}

// ORD-07
#[tokio::test]
async fn a_question_is_asked_again_until_it_is_answered() {
    for fault in ["lostAnswer", "cutAnswer", "unavailableNotExecuted"] {
        let house = House::start(still()).await;
        strike(&house, "account", fault, 3).await;
        let Outcome::Answer(answer) = house.client.ask(ask::account()).await else {
            panic!("{fault}: no answer");
        };
        assert!(read::account(&answer).is_ok(), "{fault}");
        assert_eq!(pending(&house).await, 0, "three were asked in vain");
    }
}

// ORD-07
#[tokio::test]
async fn asking_ends_after_four_tries() {
    let house = House::start(still()).await;
    strike(&house, "account", "unavailableNotExecuted", 5).await;
    let Outcome::Answer(answer) = house.client.ask(ask::account()).await else {
        panic!("no answer");
    };
    assert!(answer.status >= 500);
    assert_eq!(pending(&house).await, 1, "one of five is left");
    let Outcome::Answer(answer) = house.client.ask(ask::account()).await else {
        panic!("no answer");
    };
    assert!(answer.is_success(), "the fifth failure is the last");
    assert_eq!(pending(&house).await, 0);
}

// ORD-07
#[tokio::test]
async fn a_ban_is_not_asked_into() {
    let house = House::start(still()).await;
    let order = r#"{"kind":"request","endpoint":"account","fault":"banned","ms":60000}"#;
    house.lever("/_sim/faults", order).await;
    let begun = Instant::now();
    let Outcome::Answer(answer) = house.client.ask(ask::account()).await else {
        panic!("no answer");
    };
    assert_eq!(answer.status, 418);
    let again = house.client.ask(ask::account()).await;
    assert!(
        matches!(again, Outcome::NotSent(NotSent::Banned { .. })),
        "{again:?}"
    );
    assert!(begun.elapsed() < Duration::from_secs(5));
}

// ORD-03
#[tokio::test]
async fn an_order_is_sent_once_however_it_is_sent() {
    let mut house = House::start(still()).await;
    strike(&house, "place", "unavailableNotExecuted", 2).await;
    let (call, _) = house.placing("buy 0.01 limit 50000");
    let Outcome::Answer(answer) = house.client.ask(call).await else {
        panic!("no answer");
    };
    assert!(answer.status >= 500);
    assert_eq!(pending(&house).await, 1, "one of two was met");
}
