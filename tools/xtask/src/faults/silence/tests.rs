//! What a silence must and must not lead to. Never starts a process.

use super::judge;
use std::time::Duration;

fn right(lasts: u64, tripped_ms: Option<u64>, by: Option<&str>) -> bool {
    let tripped = tripped_ms.map(Duration::from_millis);
    judge(("symbol:ETH/USDT", Duration::from_secs(lasts)), tripped, by).is_ok()
}

#[test]
fn a_long_silence_trips_at_a_minute_and_a_short_one_never() {
    assert!(right(20, None, None));
    assert!(!right(20, Some(15_000), Some("house")));
    assert!(right(75, Some(60_100), Some("house")));
    assert!(!right(75, None, None), "it must trip");
    assert!(!right(75, Some(59_900), Some("house")), "too early");
    assert!(!right(75, Some(63_100), Some("house")), "too late");
    assert!(!right(75, Some(60_100), None), "it must stay");
    assert!(!right(75, Some(60_100), Some("person:1")));
}
