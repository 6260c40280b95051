//! How often a venue may fail before it is stopped, told as tables.

use crate::fixture::*;
use crate::*;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use domain::*;

fn house() -> House {
    House::with(TradingConfig::default().with_venue_breakers(VenueBreakers {
        window: Span::from_secs(60),
        refusals_max: 3,
        errors_max: 3,
        slow_max: 2,
        latency_max: Span::from_secs(5),
    }))
}

fn refused() -> PlaceAnswer {
    PlaceAnswer::Refused(VenueWords {
        code: -2010,
        text: "no".into(),
    })
}

/// An order placed at one instant and answered at another; what the breaker said.
fn answered(house: &mut House, (placed, now): (i64, i64), answer: PlaceAnswer) -> Vec<String> {
    let order = house.trading.order_next();
    let mut told = house.place(at(placed), "buy 1 BTC/USDT 100");
    told.extend(house.step(at(now), Input::Answered { order, answer }));
    told.retain(|line| {
        ["tripped", "halted", "refused"]
            .iter()
            .any(|word| line.starts_with(word))
    });
    told
}

fn tripped(name: &str, count: u64, most: u64) -> Vec<String> {
    let trip = format!("tripped {name} venue:simex {count} of {most}");
    [trip, "halted venue:simex".into()].into()
}

fn none() -> Vec<String> {
    Vec::new()
}

// GATE-09, control 18
#[test]
fn n9_refusals_within_the_window_stop_the_venue_until_a_person_releases_it() {
    let mut house = house();
    assert_eq!(answered(&mut house, (1, 1), refused()), none());
    assert_eq!(answered(&mut house, (2, 2), refused()), none());
    // The first two are out of the window by now.
    assert_eq!(answered(&mut house, (63, 63), refused()), none());
    assert_eq!(answered(&mut house, (64, 64), refused()), none());
    assert_eq!(
        answered(&mut house, (65, 65), refused()),
        tripped("venue-refusals", 3, 3)
    );
    let mut house = {
        house.check_replay();
        let mut again = house.restarted();
        again.meet_market();
        again
    };
    for late in [66, 4_000, 400_000] {
        let told = house.place(at(late), "buy 1 BTC/USDT 100");
        assert!(
            told.contains(&"@1 refused GATE-10.halted".into()),
            "{told:?}"
        );
    }
    let trips: Vec<Trip> = house.trading.trips().copied().collect();
    assert_eq!(trips.len(), 1);
    assert_eq!(trips[0].breaker, Breaker::Refusals);
    let (request, scope) = (RequestId(3), Scope::Venue(venue()));
    let cause = cause();
    house.step(
        at(400_001),
        Input::Release {
            request,
            scope,
            cause,
        },
    );
    assert_eq!(house.trading.trips().count(), 0);
    // A whole window is given anew.
    assert_eq!(answered(&mut house, (400_002, 400_002), refused()), none());
    house.check_replay();
}

#[test]
fn n9_requests_without_an_answer_count_placing_and_cancelling_alike() {
    let mut house = house();
    assert_eq!(answered(&mut house, (1, 1), PlaceAnswer::Unknown), none());
    let not_sent = PlaceAnswer::NotSent(NotSentReason::NoConnection);
    assert_eq!(answered(&mut house, (2, 2), not_sent), none());
    house.cancel(at(3), 1);
    let (order, answer) = (id(1), CancelAnswer::Unknown);
    let told = house.step(at(3), Input::CancelAnswered { order, answer });
    assert_eq!(told, tripped("venue-errors", 3, 3));
    house.check_replay();
}

#[test]
fn n9_what_the_house_itself_held_back_is_no_failure_of_the_venue() {
    let mut house = house();
    for secs in 1..20 {
        for reason in [
            NotSentReason::TooLate,
            NotSentReason::OverBudget,
            NotSentReason::NotBuilt,
        ] {
            let answer = PlaceAnswer::NotSent(reason);
            assert_eq!(answered(&mut house, (secs, secs), answer), none());
        }
    }
}

#[test]
fn n9_slow_answers_count_only_beyond_the_bound() {
    let accepted = |now| PlaceAnswer::Accepted {
        venue_id: venue_id(u64::try_from(now).unwrap()),
        at: at(now),
    };
    let mut house = house();
    assert_eq!(answered(&mut house, (1, 6), accepted(6)), none());
    assert_eq!(answered(&mut house, (7, 13), accepted(13)), none());
    assert_eq!(answered(&mut house, (14, 19), accepted(19)), none());
    assert_eq!(
        answered(&mut house, (20, 26), accepted(26)),
        tripped("venue-latency", 2, 2)
    );
    house.check_replay();
}

#[test]
fn n9_a_count_of_nothing_is_never_reached_and_cancels_and_reductions_pass_a_trip() {
    let off = VenueBreakers {
        window: Span::from_secs(60),
        refusals_max: 0,
        errors_max: 0,
        slow_max: 0,
        latency_max: Span::from_secs(5),
    };
    let mut house = House::with(TradingConfig::default().with_venue_breakers(off));
    for secs in 1..50 {
        assert_eq!(answered(&mut house, (secs, secs), refused()), none());
    }
    let mut house = self::house();
    let order = house.trading.order_next();
    house.place(at(1), "buy 1 BTC/USDT 100");
    let answer = PlaceAnswer::Accepted {
        venue_id: venue_id(1),
        at: at(1),
    };
    house.step(at(1), Input::Answered { order, answer });
    for secs in 2..5 {
        answered(&mut house, (secs, secs), refused());
    }
    assert_eq!(house.trading.halts().count(), 1);
    assert_eq!(
        house.cancel(at(6), 1),
        ["cancel asked 1", "> cancel 1", "@2 done"]
    );
}
