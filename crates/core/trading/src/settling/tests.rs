//! A person's word on denied orders, told as lists of what happened.

use crate::fixture::*;
use crate::*;
use alloc::string::String;
use alloc::vec::Vec;
use domain::*;

fn settle(house: &mut House, now: Time) -> Vec<String> {
    let (request, order, cause) = (RequestId(9), id(1), cause());
    house.step(
        now,
        Input::Settle {
            request,
            order,
            cause,
        },
    )
}

fn said(house: &mut House, now: Time, answer: QueryAnswer) -> Vec<String> {
    let (order, asked_at) = (id(1), now);
    house.step(
        now,
        Input::Queried {
            order,
            asked_at,
            answer,
        },
    )
}

fn report(status: VenueStatus, total: &str) -> Input {
    Input::Venue(VenueReport {
        account: PAPER,
        client_id: ClientOrderId::of(at(1), PAPER, id(1)),
        venue_id: venue_id(1),
        symbol: btc(),
        status,
        filled_total: qty(total),
        fill: None,
        at: at(2),
    })
}

fn denied() -> House {
    let mut house = House::new();
    house.place(at(1), "buy 2 BTC/USDT 100");
    house.step(at(2), report(VenueStatus::Working, "0"));
    said(&mut house, at(30), QueryAnswer::NeverSeen);
    said(&mut house, at(31), QueryAnswer::NeverSeen);
    house
}

// ORD-03: only a person ends what the venue had and denies, and what they said stands in the journal.
#[test]
fn o14_a_denied_order_is_settled_by_a_person() {
    let mut house = denied();
    assert_eq!(house.held("USDT"), amount("200.2"));
    let lines = settle(&mut house, at(32));
    assert_eq!(lines, ["settled 1 0", "@9 done", "> balances 1"]);
    assert_eq!(house.state(1), "settled 0");
    assert_eq!(house.held("USDT"), Amount::ZERO);
    assert_eq!(settle(&mut house, at(33)), ["@9 over 1"]);
    house.check_replay();
}

#[test]
fn o14_nothing_else_is_settled_by_a_word() {
    let mut house = House::new();
    assert_eq!(settle(&mut house, at(1)), ["@9 unknown 1"]);
    house.place(at(1), "buy 2 BTC/USDT 100");
    assert_eq!(settle(&mut house, at(2)), ["@9 not denied 1"], "asked");
    house.step(at(2), report(VenueStatus::Working, "0"));
    assert_eq!(settle(&mut house, at(3)), ["@9 not denied 1"], "working");
    said(&mut house, at(30), QueryAnswer::NeverSeen);
    assert_eq!(settle(&mut house, at(30)), ["@9 not denied 1"], "said once");
    said(&mut house, at(31), QueryAnswer::NeverSeen);
    house.step(at(32), report(VenueStatus::Working, "0"));
    assert_eq!(
        settle(&mut house, at(33)),
        ["@9 not denied 1"],
        "it is back"
    );
    assert_eq!(house.held("USDT"), amount("200.2"));
}

#[test]
fn o14_a_restart_asks_again_before_anything_is_settled() {
    let mut house = denied().restarted();
    assert_eq!(
        settle(&mut house, at(40)),
        ["@9 not denied 1", "> balances 1", "> query 1"]
    );
    said(&mut house, at(41), QueryAnswer::NeverSeen);
    said(&mut house, at(42), QueryAnswer::NeverSeen);
    assert!(settle(&mut house, at(43)).contains(&"settled 1 0".into()));
}

#[test]
fn o14_a_settled_order_that_lives_after_all_is_held_again() {
    let mut house = denied();
    settle(&mut house, at(32));
    let lines = house.step(at(40), report(VenueStatus::Working, "0"));
    assert_eq!(lines[..2], ["reopened 1", "broken 1 SentAfterAll"]);
    assert_eq!(house.held("USDT"), amount("200.2"));
    house.check_replay();
}
