//! One engine for each store, through the real program: a second one is refused with words, and one that slept through a take-over
//! sends nothing when it wakes. Never a core called directly.
// Control 30 of the trading controls.

use super::engines::Engines;
use serde_json::json;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

/// An order that rests far below the market, and stays.
const REST: [&str; 6] = ["place", "buy", "0.001", "BTC/USDT", "--price", "62000"];

#[test]
fn i6_a_second_engine_is_refused_and_told_who_has_the_store() {
    let engines = Engines::beside_an_exchange();
    let first = engines.start("one");
    let told = |ended: super::program::Ended| {
        assert!(!ended.good, "{}", ended.said);
        assert!(
            ended.complained.contains("is in use"),
            "{}",
            ended.complained
        );
        for words in [
            format!("of process {}", first.id()),
            "has its store since 20".to_owned(),
            "kill -9".to_owned(),
        ] {
            assert!(
                ended.complained.contains(&words),
                "{words}: {}",
                ended.complained
            );
        }
    };
    told(engines.begin("one").end());
    // The same database from another folder.
    std::fs::create_dir(engines.folder("two")).unwrap();
    let database = engines.folder("one").join("cofferdam.db");
    std::os::unix::fs::symlink(database, engines.folder("two").join("cofferdam.db")).unwrap();
    told(engines.begin("two").end());
    // One that stands still has it all the same: to end it is a person's deed.
    first.signal("-STOP");
    told(engines.begin("one").end());
    first.signal("-CONT");
    engines.rest("one", &REST);
    first.kill();
    let next = engines.start("one");
    assert!(engines.command("one", &["check"]).good);
    next.kill();
}

#[test]
fn i7_an_engine_that_slept_through_a_take_over_sends_nothing_and_ends() {
    let engines = Engines::beside_an_exchange();
    let first = engines.start("one");
    engines.rest("one", &REST);
    // Asked for while it sleeps: it hears it as soon as it wakes.
    let mut asked = UnixStream::connect(engines.folder("one").join("control.sock")).unwrap();
    let order = json!({
        "verb": "place", "side": "buy", "qty": "0.001", "symbol": "BTC/USDT", "price": "62000", "trigger": null,
        "take_profit": false, "trailing": null, "maker": false, "time_in_force": null, "reduce_only": false,
        "position": null, "exit_stop": null, "exit_stop_limit": null, "exit_target": null, "if_bare": "flatten",
        "replaces": null,
    });
    first.signal("-STOP");
    std::fs::remove_file(engines.folder("one").join("cofferdam.lock")).unwrap();
    let second = engines.start_beside("one", &first);
    writeln!(asked, "{order}").unwrap();
    engines.rest("one", &REST);
    let before = engines.seen();
    assert_eq!(before.placed, 2);
    first.signal("-CONT");
    let woken = first.end();
    assert!(!woken.good);
    assert!(
        woken.complained.contains("another engine took over"),
        "{}",
        woken.complained
    );
    let mut told = String::new();
    asked.read_to_string(&mut told).unwrap_or_default();
    assert!(!told.contains("\"done\":\"yes\""), "{told}");
    // The second goes on, at its own socket.
    engines.rest("one", &REST);
    assert_eq!(engines.seen().placed, before.placed + 1);
    second.kill();
}
