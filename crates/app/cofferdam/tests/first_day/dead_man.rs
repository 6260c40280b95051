//! The dead-man's switch of contracts through the real program: an engine that stands still loses what is open in the books of the
//! venue, and one that runs does not. Never a core called directly.
// Control 5 of the trading controls.

use super::engines::Engines;
use super::program::{LOOK, PATIENCE, pause};
use std::time::{Duration, Instant};

const PERPETUAL: &str = "BTC/USDT:USDT";
/// The shortest countdown the settings allow.
const SETTINGS: [(&str, &str); 1] = [("COFFERDAM__ORDERS__DEAD_MAN_SECONDS", "10")];
/// An order that rests far below the market, and stays.
const REST: [&str; 6] = ["place", "buy", "0.002", PERPETUAL, "--price", "62000"];

#[test]
fn y5_what_is_open_in_the_books_of_contracts_ends_with_an_engine_that_stands_still() {
    let engines = Engines::beside_an_exchange();
    let engine = engines.start_with("one", &SETTINGS);
    engines.rest("one", &REST);
    let open = || engines.command("one", &["orders", "--open"]).said;
    assert!(open().contains(PERPETUAL), "{}", open());
    // It breathes: two whole countdowns change nothing.
    pause(Duration::from_secs(21));
    assert!(open().contains(PERPETUAL), "{}", open());
    let said = engines.requests("POST", "/countdownCancelAll");
    assert!(said >= 6, "{said} heartbeats");
    engine.signal("-STOP");
    let deadline = Instant::now() + PATIENCE;
    while engines.ended("CANCELED") == 0 {
        assert!(Instant::now() < deadline, "the venue ends nothing");
        pause(LOOK);
    }
    // The desk did not ask for it.
    assert_eq!(engines.seen().cancelled, 0);
    engine.signal("-CONT");
    let deadline = Instant::now() + PATIENCE;
    while open().contains(PERPETUAL) {
        assert!(
            Instant::now() < deadline,
            "the book does not follow: {}",
            open()
        );
        pause(LOOK);
    }
    // What opens again is guarded again.
    let before = engines.requests("POST", "/countdownCancelAll");
    engines.rest("one", &REST);
    let deadline = Instant::now() + PATIENCE;
    while engines.requests("POST", "/countdownCancelAll") == before {
        assert!(Instant::now() < deadline, "nobody says the countdown");
        pause(LOOK);
    }
    assert!(engines.command("one", &["reconcile"]).good);
    engine.kill();
}
