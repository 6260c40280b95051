//! What goes wrong on the way, and what the house may conclude from it. SEC-07

use crate::house::*;
use protocols::Disposition;
use protocols::binance_spot::{OrderStatus, PlaceReply, QueryReply, ask, read};
use wire::{Lost, NotSent, Outcome};

/// Places one order under a fault and asks for it afterwards.
async fn struck(fault: &str) -> (Outcome, QueryReply) {
    let mut house = House::start(still()).await;
    let order = format!(r#"{{"kind":"request","endpoint":"place","fault":"{fault}","ms":2500}}"#);
    let pending = house.lever("/_sim/faults", &order).await;
    assert_eq!(pending["pending"], 1);
    let (call, id) = house.placing("buy 0.01 limit 50000");
    let outcome = house.client.send(call).await;
    let query = house.query(id).await;
    (outcome, query)
}

fn is_there(query: &QueryReply) -> bool {
    matches!(query, QueryReply::Found(order) if order.status == OrderStatus::New)
}

// ORD-03
#[tokio::test]
async fn a_lost_answer_is_unknown_and_the_order_is_found() {
    let (outcome, query) = struck("lostAnswer").await;
    assert!(
        matches!(outcome, Outcome::Unknown(Lost::Broken(_))),
        "{outcome:?}"
    );
    assert!(is_there(&query), "{query:?}");
}

#[tokio::test]
async fn a_cut_answer_is_unknown_and_the_order_is_found() {
    let (outcome, query) = struck("cutAnswer").await;
    assert!(
        matches!(outcome, Outcome::Unknown(Lost::Broken(_))),
        "{outcome:?}"
    );
    assert!(is_there(&query), "{query:?}");
}

#[tokio::test]
async fn a_late_answer_is_unknown_and_the_order_is_found() {
    let (outcome, query) = struck("lateAnswer").await;
    assert_eq!(outcome, Outcome::Unknown(Lost::Timeout));
    assert!(is_there(&query), "{query:?}");
}

#[tokio::test]
async fn a_closed_connection_is_unknown_and_the_order_is_not_there() {
    let (outcome, query) = struck("disconnect").await;
    assert!(
        matches!(outcome, Outcome::Unknown(Lost::Broken(_))),
        "{outcome:?}"
    );
    assert_eq!(query, QueryReply::NeverSeen);
}

#[tokio::test]
async fn a_server_error_says_nothing_of_the_order() {
    for (fault, there) in [
        ("serverErrorExecuted", true),
        ("serverErrorNotExecuted", false),
    ] {
        let (outcome, query) = struck(fault).await;
        let Outcome::Answer(answer) = outcome else {
            panic!("{outcome:?}");
        };
        let PlaceReply::Unknown(trouble) = read::place(&answer) else {
            panic!("{fault}");
        };
        assert_eq!(
            (trouble.status, trouble.disposition),
            (500, Disposition::Ambiguous)
        );
        assert_eq!(is_there(&query), there, "{fault}");
    }
}

// ORD-07
#[tokio::test]
async fn a_request_for_silence_is_kept_by_everything_but_cancels() {
    let mut house = House::start(still()).await;
    let (call, id) = house.placing("buy 0.01 limit 50000");
    send(&house.client, call).await;
    let order = r#"{"kind":"request","endpoint":"place","fault":"tooManyRequests","ms":60000}"#;
    house.lever("/_sim/faults", order).await;
    let reply = house.place("buy 0.01 limit 50000").await;
    let PlaceReply::Unknown(trouble) = reply else {
        panic!("{reply:?}");
    };
    assert!(matches!(
        trouble.disposition,
        Disposition::Retry { after: Some(_) }
    ));
    let outcome = house.client.send(ask::account()).await;
    assert!(
        matches!(outcome, Outcome::NotSent(NotSent::Paused { .. })),
        "{outcome:?}"
    );
    let cleared = house.gate.clear_cancel(domain::CancelOrder {
        id: domain::OrderId::new(1),
        client_id: id,
        account: ACCOUNT,
        symbol: house.instrument.symbol,
    });
    let outcome = house
        .client
        .send(ask::cancel(cleared, &house.instrument).unwrap())
        .await;
    assert!(matches!(outcome, Outcome::Answer(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_ban_stops_everything() {
    let house = House::start(still()).await;
    let order = r#"{"kind":"request","endpoint":"account","fault":"banned","ms":120000}"#;
    house.lever("/_sim/faults", order).await;
    let answer = send(&house.client, ask::account()).await;
    let trouble = read::account(&answer).unwrap_err();
    assert!(matches!(
        trouble.disposition,
        Disposition::Banned { after: Some(_) }
    ));
    let outcome = house.client.send(ask::server_time()).await;
    assert!(
        matches!(outcome, Outcome::NotSent(NotSent::Banned { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn an_order_for_a_fault_that_makes_no_sense_is_refused() {
    let house = House::start(still()).await;
    let url = format!("http://{}/_sim/faults", house.exchange.admin_addr());
    for body in [
        "",
        "{}",
        r#"{"kind":"request","fault":"lostAnswer"}"#,
        r#"{"kind":"request","endpoint":"place","fault":"missing"}"#,
        r#"{"kind":"request","endpoint":"place","fault":"lateAnswer"}"#,
        r#"{"kind":"event","stream":"account","fault":"banned","ms":1}"#,
        r#"{"kind":"odds"}"#,
        r#"{"kind":"request","endpoint":"place","fault":"lostAnswer","times":1001}"#,
        r#"{"kind":"request","endpoint":"place","fault":"lostAnswer","more":1}"#,
    ] {
        let sent = reqwest::Client::new().post(&url).body(body).send();
        assert_eq!(sent.await.unwrap().status(), 400, "{body}");
    }
    let page = reqwest::Client::new()
        .post(&url)
        .header("origin", "http://evil.example");
    assert_eq!(page.send().await.unwrap().status(), 403);
}
