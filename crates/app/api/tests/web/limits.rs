//! Limits of requests by class, told with the time to wait, for one person and not for another.

use crate::client::Asked;
use crate::house::{House, PASSWORD, Wants};
use api::Limits;
use identity::Role;
use serde_json::json;

// AUTH-22
#[tokio::test(flavor = "multi_thread")]
async fn the_request_over_the_limit_waits_and_stopping_does_not() {
    let limits = Limits {
        trading: 3,
        auth: 8,
        ..Wants::default().limits
    };
    let house = House::with_people(Wants {
        limits,
        ..Wants::default()
    })
    .await;
    let (mut trader, mut owner) = (
        house.signed(Role::Trader).await,
        house.signed(Role::Owner).await,
    );
    let nonsense = || Asked::post("/api/v1/orders").json(&json!({}));
    for _ in 0..3 {
        assert_eq!(trader.send(nonsense()).await.status, 400);
    }
    let answer = trader.send(nonsense()).await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (429, "too-many")
    );
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    // Another person is not held back, and the one who is may still halt.
    assert_eq!(owner.send(nonsense()).await.status, 400);
    let halt = json!({"scope": "global", "reach": "new-only", "reason": "test"});
    assert_eq!(trader.post("/api/v1/halts", halt).await.status, 200);
    // Sign-ins are counted by where they come from, right or wrong.
    let body = json!({"email": "viewer@house.test", "password": PASSWORD});
    let mut last = 0;
    for _ in 0..8 {
        last = house
            .stranger()
            .post("/api/v1/session", body.clone())
            .await
            .status;
    }
    assert_eq!(last, 429);
    house.stop().await;
}
