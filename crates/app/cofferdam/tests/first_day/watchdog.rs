//! The watchdog through the real program: a desk that dies loses what is open, one that lives or was stopped in good order does not,
//! and the next one finds its books right. Never a core called directly.
// Control 5 of the trading controls.

use super::engines::Engines;
use super::program::{LOOK, PATIENCE, Running, begin, pause, program};
use std::time::{Duration, Instant};

const SPOT: [&str; 6] = ["place", "buy", "0.001", "BTC/USDT", "--price", "62000"];
const OTHER: [&str; 6] = ["place", "buy", "0.02", "ETH/USDT", "--price", "2560"];
const CONTRACT: [&str; 6] = ["place", "buy", "0.002", "BTC/USDT:USDT", "--price", "62000"];

fn watch(engines: &Engines, folder: &str, more: &[&str]) -> Running {
    let mut command = program();
    command
        .args([
            "watchdog",
            "--silence-seconds",
            "3",
            "--venue-url",
            &engines.url(),
        ])
        .arg("--data")
        .arg(engines.folder(folder))
        .args(more);
    let mut watchdog = begin(&mut command, "");
    watchdog.wait_for("the desk breathes");
    watchdog
}

fn until(engines: &Engines, what: &str, done: impl Fn(&Engines) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !done(engines) {
        assert!(Instant::now() < deadline, "waited too long: {what}");
        pause(LOOK);
    }
}

#[test]
fn y8_what_is_open_ends_when_the_desk_dies_and_the_next_one_knows_it() {
    let engines = Engines::beside_an_exchange();
    let desk = engines.start("one");
    let watchdog = watch(&engines, "one", &["--once"]);
    for words in [SPOT, SPOT, OTHER, CONTRACT] {
        engines.rest("one", &words);
    }
    // It lives: nothing ends in twice the bound.
    pause(Duration::from_secs(6));
    assert_eq!(engines.seen().cancelled, 0);
    let placed = engines.seen().placed;
    desk.kill();
    let ended = watchdog.end();
    assert!(!ended.good, "{}", ended.said);
    assert!(
        ended.complained.contains("stopped breathing"),
        "{}",
        ended.complained
    );
    assert_eq!(engines.ended("CANCELED"), 4, "{}", ended.said);
    assert_eq!(engines.seen().placed, placed, "a watchdog places nothing");
    let next = engines.start("one");
    until(&engines, "the book follows", |engines| {
        let open = engines.command("one", &["orders", "--open"]).said;
        !open.contains("BTC") && !open.contains("ETH")
    });
    assert!(engines.command("one", &["reconcile"]).good);
    engines.rest("one", &SPOT);
    next.kill();
}

#[test]
fn y8_what_a_desk_left_open_in_good_order_stays() {
    let engines = Engines::beside_an_exchange();
    let desk = engines.start("one");
    let mut watchdog = watch(&engines, "one", &[]);
    engines.rest("one", &SPOT);
    desk.signal("-TERM");
    assert!(desk.end().good);
    watchdog.wait_for("stopped in good order");
    pause(Duration::from_secs(6));
    assert_eq!(engines.seen().cancelled, 0);
    // The next start breathes again, and one that stands still is silent as one that died.
    let next = engines.start("one");
    watchdog.wait_for("the desk breathes\nthe desk was stopped in good order; what it left open stays\nthe desk breathes");
    next.signal("-STOP");
    watchdog.wait_for("stopped breathing");
    watchdog.wait_for("account 1: nothing is open");
    assert_eq!(engines.ended("CANCELED"), 1);
    next.signal("-CONT");
    until(&engines, "the book follows", |engines| {
        !engines
            .command("one", &["orders", "--open"])
            .said
            .contains("BTC")
    });
    next.kill();
    watchdog.interrupt();
    assert!(watchdog.end().good);
}
