//! A desk with more orders than it takes: whoever places is told so at once, and whoever stops something never is.
// GATE-10

use crate::client::Client;
use crate::house::{House, Wants};
use desk::Upkeep;
use identity::Role;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Callers that place at the same time.
const CALLERS: u32 = 16;
/// Presses while they do.
const PRESSES: u32 = 10;

/// What the callers were told.
#[derive(Default)]
struct Crowd {
    busy: AtomicU64,
    over: AtomicBool,
}

impl Crowd {
    async fn place(self: Arc<Self>, mut caller: Client, wish: Value) {
        while !self.over.load(Ordering::Relaxed) {
            let answer = caller.post("/api/v1/orders", wish.clone()).await;
            if answer.status == 503 {
                assert_eq!(answer.problem(), "busy", "{}", answer.text());
                self.busy.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// How often a caller was told that the desk is busy.
    fn busy(&self) -> u64 {
        self.busy.load(Ordering::Relaxed)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn z12_orders_are_told_busy_and_who_stops_something_never_is() {
    let house = House::with_people(Wants {
        upkeep: Upkeep {
            commands_waiting_max: 1,
            ..Upkeep::default()
        },
        ..Wants::default()
    })
    .await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let book = trader.get("/api/v1/book/BTC-USDT").await.json();
    let best = book["bids"][0][0].as_str().unwrap();
    let whole: u64 = best.split('.').next().unwrap().parse().unwrap();
    let wish = |life: &str| {
        json!({"symbol": "BTC/USDT", "side": "buy", "kind": "limit", "qty": "0.01",
            "price": (whole * 3 / 4).to_string(), "time_in_force": life})
    };
    let placed = trader.post("/api/v1/orders", wish("gtc")).await;
    assert_eq!(placed.status, 201, "{}", placed.text());
    let order = placed.json()["order"].as_u64().unwrap();
    let crowd = Arc::new(Crowd::default());
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| tokio::spawn(Arc::clone(&crowd).place(trader.clone(), wish("ioc"))))
        .collect();
    for number in 0..PRESSES {
        // Each press comes after an order was told busy that the one before had not seen.
        let before = crowd.busy();
        house.until(|| async { crowd.busy() > before }).await;
        if number == 0 {
            let path = format!("/api/v1/orders/{order}");
            let answer = trader.delete(&path).await;
            assert_eq!(answer.status, 202, "{}", answer.text());
        }
        let wish = json!({"scope": "symbol:ETH-USDT", "reason": "in the crowd"});
        let answer = trader.post("/api/v1/cancels", wish).await;
        assert_eq!(answer.status, 202, "{}", answer.text());
    }
    let wish = json!({"scope": "global", "reach": "and-cancel", "reason": "in the crowd"});
    let answer = trader.post("/api/v1/halts", wish).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    crowd.over.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.unwrap();
    }
    house.stop().await;
}
