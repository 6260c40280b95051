//! Faults strike when ordered, as often as their odds say, and the same way for the same seed.

use super::{ClockSkew, Endpoint, EventFault, FaultOdds, FaultSpans, Faults, RequestFault, Stream};
use crate::chance::Odds;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{Span, Time};

const T0: Time = Time::from_millis(1_000_000);

fn at(millis: i64) -> Time {
    T0.plus(Span::from_millis(millis))
}

#[test]
fn x42_an_ordered_fault_strikes_once_at_its_count() {
    let mut faults = Faults::none();
    assert_eq!(faults.on_request(T0, Endpoint::Place), RequestFault::None);
    faults.order_request(Endpoint::Place, 2, RequestFault::LostAnswer);
    faults.order_request(Endpoint::Cancel, 1, RequestFault::CutAnswer);
    assert_eq!(faults.pending(), 2);
    assert_eq!(faults.on_request(T0, Endpoint::Place), RequestFault::None);
    assert_eq!(faults.on_request(T0, Endpoint::Account), RequestFault::None);
    assert_eq!(
        faults.on_request(T0, Endpoint::Place),
        RequestFault::LostAnswer
    );
    assert_eq!(faults.on_request(T0, Endpoint::Place), RequestFault::None);
    assert_eq!(
        faults.on_request(T0, Endpoint::Cancel),
        RequestFault::CutAnswer
    );
    assert_eq!(faults.pending(), 0);
}

#[test]
fn x42_an_ordered_event_fault_strikes_its_stream_only() {
    let mut faults = Faults::none();
    faults.order_event(Stream::Account, 1, EventFault::Doubled);
    assert_eq!(faults.on_event(Stream::Market), EventFault::None);
    assert_eq!(faults.on_event(Stream::Account), EventFault::Doubled);
    assert_eq!(faults.on_event(Stream::Account), EventFault::None);
}

#[test]
fn x42_a_ban_holds_for_every_endpoint_until_its_last_moment() {
    let mut faults = Faults::none();
    let ban = Span::from_millis(500);
    faults.order_request(Endpoint::Account, 1, RequestFault::Banned(ban));
    assert_eq!(
        faults.on_request(T0, Endpoint::Account),
        RequestFault::Banned(ban)
    );
    let left = Span::from_millis(1);
    assert_eq!(
        faults.on_request(at(499), Endpoint::Place),
        RequestFault::Banned(left)
    );
    assert_eq!(
        faults.on_request(at(500), Endpoint::Place),
        RequestFault::None
    );
}

#[test]
fn x42_clearing_lifts_bans_and_orders() {
    let mut faults = Faults::none();
    faults.order_request(
        Endpoint::Place,
        1,
        RequestFault::TooManyRequests(Span::from_secs(9)),
    );
    faults.on_request(T0, Endpoint::Place);
    faults.order_event(Stream::Market, 1, EventFault::Missing);
    faults.clear();
    assert_eq!(faults.pending(), 0);
    assert_eq!(faults.on_request(T0, Endpoint::Place), RequestFault::None);
}

#[test]
fn x42_the_clock_is_ahead_and_drifts() {
    let mut faults = Faults::none();
    assert_eq!(faults.clock(at(7)), at(7));
    faults.order_skew(ClockSkew {
        ahead: Span::from_millis(1_500),
        drift_per_second: Span::from_millis(-2),
        since: at(1_000),
    });
    assert_eq!(faults.clock(at(999)), at(999));
    assert_eq!(faults.clock(at(1_000)), at(2_500));
    assert_eq!(faults.clock(at(11_000)), at(12_480));
    faults.order_skew(ClockSkew {
        ahead: Span::from_millis(-3_000),
        drift_per_second: Span::ZERO,
        since: at(20_000),
    });
    assert_eq!(faults.clock(at(20_000)), at(17_000));
}

fn story(seed: u64) -> Vec<(RequestFault, EventFault)> {
    let odds = FaultOdds::all(Odds::per_million(30_000));
    let mut faults = Faults::new(seed, odds, FaultSpans::BAD_DAY);
    (0..2_000)
        .map(|i| {
            let request = faults.on_request(at(i * 60_000), Endpoint::Place);
            (request, faults.on_event(Stream::Account))
        })
        .collect()
}

#[test]
fn x42_a_seed_tells_one_story_with_every_fault_in_it() {
    assert_eq!(story(5), story(5));
    assert_ne!(story(5), story(6));
    let names = |debug: String| debug.split('(').next().unwrap().to_owned();
    let told = story(5);
    let requests: BTreeSet<String> = told.iter().map(|(r, _)| names(format!("{r:?}"))).collect();
    let events: BTreeSet<String> = told.iter().map(|(_, e)| names(format!("{e:?}"))).collect();
    assert_eq!(requests.len(), 10, "{requests:?}");
    assert_eq!(events.len(), 6, "{events:?}");
}

#[test]
fn x42_orders_do_not_disturb_chance() {
    let odds = FaultOdds::all(Odds::per_million(30_000));
    let mut plain = Faults::new(9, odds, FaultSpans::BAD_DAY);
    let mut ordered = plain.clone();
    ordered.order_event(Stream::Market, 3, EventFault::Missing);
    for count in 1..200 {
        let (one, other) = (
            plain.on_event(Stream::Market),
            ordered.on_event(Stream::Market),
        );
        assert!(
            one == other || count == 3,
            "event {count}: {one:?} {other:?}"
        );
    }
}
