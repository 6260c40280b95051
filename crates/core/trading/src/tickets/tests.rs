//! Orders that wait for a second word: kept as they were wished, confirmed once, in time, by their own person.
// GATE-14

use crate::fixture::*;
use crate::*;
use alloc::string::String;
use alloc::vec::Vec;
use domain::*;
use gate::*;

const OTHER_PERSON: Origin = Origin::Person(UserId::new(8));

fn asking_gate() -> Gate {
    let mut config = gate().config().clone();
    let set = LimitSet {
        unconfirmed_order_value_max: Some(amount("50")),
        ..LimitSet::default()
    };
    config.limits_by_scope.insert(Scope::Global, set);
    #[expect(clippy::disallowed_methods, reason = "tests wire houses of their own")]
    Gate::new(config)
}

fn house() -> House {
    let config = TradingConfig::default().with_ticket_life(Span::from_secs(30));
    let mut house = House::unmet(config, asking_gate);
    house.meet_market();
    house
}

fn confirm(house: &mut House, now: Time, order: u64, origin: Origin) -> Vec<String> {
    let (request, order) = (RequestId(4), id(order));
    house.step(
        now,
        Input::Confirm {
            request,
            order,
            origin,
        },
    )
}

fn said(lines: &[String], word: &str) -> bool {
    lines.iter().any(|line| line.contains(word))
}

#[test]
fn g58_a_large_order_waits_and_its_second_word_sends_it_as_it_was_wished() {
    let mut house = house();
    let told = house.place(at(1), "buy 0.6 BTC/USDT 100");
    assert!(said(&told, "GATE-14.unconfirmed"), "{told:?}");
    assert!(!said(&told, "> place"), "{told:?}");
    assert_eq!(house.trading.tickets().count(), 1);
    let told = confirm(&mut house, at(2), 1, PERSON);
    assert!(said(&told, "confirmed 1 as 2"), "{told:?}");
    assert!(said(&told, "> place 2"), "{told:?}");
    let sent = house.trading.order(id(2)).unwrap().order;
    assert_eq!(*sent.terms(), terms("buy 0.6 BTC/USDT 100"));
    assert_eq!(sent.origin(), PERSON);
    // Said once it is used up, and the next order waits anew.
    let told = confirm(&mut house, at(3), 1, PERSON);
    assert!(!said(&told, "> place"), "{told:?}");
    let told = house.place(at(4), "buy 0.6 BTC/USDT 100");
    assert!(said(&told, "GATE-14.unconfirmed"), "{told:?}");
    house.check_replay();
}

#[test]
fn g58_out_of_time_by_another_person_or_after_a_start_it_is_not_sent() {
    let mut house = house();
    house.place(at(1), "buy 0.6 BTC/USDT 100");
    let told = confirm(&mut house, at(2), 1, OTHER_PERSON);
    assert!(!said(&told, "> place"), "{told:?}");
    let told = confirm(&mut house, at(2), 1, Origin::House);
    assert!(!said(&told, "> place"), "{told:?}");
    house.meet_market();
    let told = confirm(&mut house, at(31).plus(Span::from_millis(1)), 1, PERSON);
    assert!(!said(&told, "> place"), "{told:?}");
    assert_eq!(house.trading.open_orders().count(), 0);
    house.place(at(32), "buy 0.6 BTC/USDT 100");
    let mut again = house.restarted();
    again.meet_market();
    assert_eq!(again.trading.tickets().count(), 0);
    let told = confirm(&mut again, at(33), 2, PERSON);
    assert!(!said(&told, "> place"), "{told:?}");
}

#[test]
fn g58_every_other_rule_is_asked_again_when_it_is_confirmed() {
    let mut house = house();
    house.place(at(1), "buy 0.6 BTC/USDT 100");
    let (request, reach, cause) = (RequestId(5), HaltReach::NewOnly, cause());
    let scope = Scope::Global;
    house.step(
        at(2),
        Input::Halt {
            request,
            scope,
            reach,
            cause,
        },
    );
    let told = confirm(&mut house, at(3), 1, PERSON);
    assert!(said(&told, "GATE-10.halted"), "{told:?}");
    assert_eq!(house.trading.open_orders().count(), 0);
    assert_eq!(house.trading.tickets().count(), 0);
}

#[test]
fn g58_pairs_and_replacements_wait_too() {
    let mut house = house();
    let told = house.place(at(1), "buy 0.4 BTC/USDT 100");
    assert!(said(&told, "> place 1"), "{told:?}");
    let answer = PlaceAnswer::Accepted {
        venue_id: venue_id(1),
        at: at(1),
    };
    let order = id(1);
    house.step(at(1), Input::Answered { order, answer });
    let (request, order, origin) = (RequestId(6), id(1), PERSON);
    let terms = terms("buy 0.7 BTC/USDT 100");
    let told = house.step(
        at(2),
        Input::Replace {
            request,
            order,
            origin,
            terms,
        },
    );
    assert!(said(&told, "GATE-14.unconfirmed"), "{told:?}");
    let waits = house.trading.tickets().next().unwrap().order.get();
    let told = confirm(&mut house, at(3), waits, PERSON);
    assert!(said(&told, "> replace"), "{told:?}");
    assert!(said(&told, "confirmed"), "{told:?}");
    house.check_replay();
}

#[test]
fn g58_no_more_wait_than_are_kept_and_the_oldest_goes_first() {
    let mut house = house();
    for _ in 0..=TICKETS_MAX {
        house.place(at(1), "buy 0.6 BTC/USDT 100");
    }
    assert_eq!(house.trading.tickets().count(), TICKETS_MAX);
    let told = confirm(&mut house, at(2), 1, PERSON);
    assert!(!said(&told, "> place"), "{told:?}");
}
