//! Cancels keep their reserve, silence is kept, and the venue's count is believed. ORD-07

use super::*;

const PLACE: Purpose = Purpose::Place {
    halt_epoch: 0,
    deadline: Time::from_nanos(i64::MAX),
};

const CHANGE: Purpose = Purpose::Change {
    halt_epoch: 0,
    deadline: Time::from_nanos(i64::MAX),
};

fn at(seconds: i64) -> Time {
    Time::from_millis(seconds * 1_000)
}

fn answer(status: u16, used_weight: Option<u32>, retry_after: Option<Span>) -> Answer {
    Answer {
        status,
        retry_after,
        used_weight,
        received: at(0),
        body: Vec::new(),
    }
}

#[test]
fn a_fifth_is_kept_for_cancels() {
    let mut budget = Budget::new(100);
    budget.take(at(0), 80, Purpose::Read).unwrap();
    let spent = Err(NotSent::Budget { ready: at(60) });
    assert_eq!(budget.take(at(1), 1, Purpose::Read), spent);
    assert_eq!(budget.take(at(1), 1, PLACE), spent);
    budget.take(at(1), 20, Purpose::Cancel).unwrap();
    assert_eq!(budget.take(at(1), 1, Purpose::Cancel), spent);
    assert_eq!(budget.usage(at(59)), (100, 100));
    budget.take(at(60), 80, PLACE).unwrap();
    assert_eq!(budget.usage(at(60)), (80, 100));
}

#[test]
fn the_venues_count_is_believed_when_it_is_higher() {
    let mut budget = Budget::new(100);
    budget.take(at(0), 10, Purpose::Read).unwrap();
    budget.heard(at(1), &answer(200, Some(75), None));
    budget.heard(at(1), &answer(200, Some(5), None));
    assert_eq!(budget.usage(at(1)), (75, 100));
    assert!(budget.take(at(1), 6, Purpose::Read).is_err());
}

#[test]
fn silence_holds_all_but_cancels_and_a_ban_holds_all() {
    let mut budget = Budget::new(100);
    budget.heard(at(1), &answer(429, None, Some(Span::from_secs(5))));
    let paused = Err(NotSent::Paused { until: at(6) });
    assert_eq!(budget.take(at(5), 1, Purpose::Read), paused);
    assert_eq!(budget.take(at(5), 1, PLACE), paused);
    budget.take(at(5), 1, Purpose::Cancel).unwrap();
    budget.take(at(6), 1, PLACE).unwrap();
    budget.heard(at(7), &answer(418, None, None));
    let banned = Err(NotSent::Banned { until: at(127) });
    for purpose in [Purpose::Read, Purpose::Cancel, PLACE, CHANGE] {
        assert_eq!(budget.take(at(126), 1, purpose), banned);
        let mut later = budget.clone();
        later.take(at(127), 1, purpose).unwrap();
    }
}

#[test]
fn a_shorter_silence_never_ends_a_longer_one() {
    let mut budget = Budget::new(100);
    budget.heard(at(0), &answer(429, None, Some(Span::from_secs(50))));
    budget.heard(at(1), &answer(429, None, Some(Span::from_secs(1))));
    let paused = Err(NotSent::Paused { until: at(50) });
    assert_eq!(budget.take(at(10), 1, PLACE), paused);
}
