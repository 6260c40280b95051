//! Time that only orders move: everything due happens, nothing happens by itself.

use crate::house::crowd;
use crate::plain;
use simex::{Clock, Config, Running, Simex};
use std::time::{Duration, Instant};

async fn start() -> Running {
    let config = Config {
        clock: Clock::Virtual {
            start: Clock::VIRTUAL_START,
        },
        ..crowd()
    };
    Simex::start(config).await.unwrap()
}

async fn get(running: &Running, target: &str) -> serde_json::Value {
    plain::get(running.public_addr(), target).await.json()
}

async fn pass(running: &Running, order: &str) -> (u16, serde_json::Value) {
    let answer = plain::post(running.admin_addr(), "/_sim/clock", order).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn time_stands_until_it_is_moved() {
    let running = start().await;
    let begin = Clock::VIRTUAL_START.millis();
    assert_eq!(get(&running, "/api/v3/time").await["serverTime"], begin);
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert_eq!(get(&running, "/api/v3/time").await["serverTime"], begin);
    let (status, clock) = pass(&running, r#"{"advanceMs":1500}"#).await;
    assert_eq!((status, &clock["nowMs"]), (200, &(begin + 1_500).into()));
    assert_eq!(
        get(&running, "/api/v3/time").await["serverTime"],
        begin + 1_500
    );
    let (status, _) = pass(&running, &format!(r#"{{"untilMs":{begin}}}"#)).await;
    assert_eq!(status, 400, "time does not go back");
    for wrong in [
        "{}",
        r#"{"advanceMs":1,"untilMs":2}"#,
        r#"{"advanceMs":99999999999999}"#,
    ] {
        assert_eq!(pass(&running, wrong).await.0, 400, "{wrong}");
    }
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_day_passes_in_seconds_and_the_market_moves() {
    let running = start().await;
    let begun = Instant::now();
    let (status, _) = pass(&running, r#"{"advanceMs":86400000}"#).await;
    let took = begun.elapsed();
    assert_eq!(status, 200);
    let last = get(&running, "/api/v3/trades?symbol=BTCUSDT&limit=1").await;
    let at = last[0]["time"].as_i64().unwrap();
    let end = Clock::VIRTUAL_START.millis() + 86_400_000;
    assert!((end - 3_600_000..=end).contains(&at), "{last}");
    println!("a day took {} ms", took.as_millis());
    assert!(took < Duration::from_secs(60), "{took:?}");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn the_machines_clock_is_not_moved() {
    let running = Simex::start(crowd()).await.unwrap();
    let (status, said) = pass(&running, r#"{"advanceMs":1}"#).await;
    assert_eq!(status, 400, "{said}");
    running.stop().await.unwrap();
}
