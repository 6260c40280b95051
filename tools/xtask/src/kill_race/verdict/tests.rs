//! What counts as wrong in a race.

use super::{Arrivals, Told, Verdict, Way, racers};

const ANSWERED: i64 = 1_000;

fn seen(placed: &[(&str, i64)], over: &[&str]) -> Arrivals {
    Arrivals {
        placed: placed
            .iter()
            .map(|(id, at)| ((*id).to_owned(), *at))
            .collect(),
        first_cancel: Some(1_040),
        unread: 0,
        over: over.iter().map(|id| ((*id).to_owned(), 1_050)).collect(),
    }
}

fn told(seen: &Arrivals, sent: Option<i64>) -> Told {
    let rested = ["rest".to_owned()];
    let about = (Way::Api, false, 300);
    let racers = racers::Told::default();
    Told::of(about, &racers, (seen, ANSWERED, &rested), |_| Ok(sent)).unwrap()
}

#[test]
fn what_left_before_the_answer_may_come_after_it() {
    let seen = seen(&[("a", 990), ("b", 1_004)], &["rest"]);
    let told = told(&seen, Some(999));
    assert_eq!(told.under_way, (1, 4));
    assert_eq!(told.wrong(), 0);
    assert_eq!(told.first_cancel, Some(40));
}

#[test]
fn what_left_after_the_answer_is_wrong_and_so_is_what_nobody_can_name() {
    let seen = seen(&[("b", 1_004)], &["rest"]);
    assert_eq!(told(&seen, Some(1_001)).wrong(), 1);
    assert_eq!(told(&seen, None).wrong(), 1);
}

#[test]
fn what_comes_a_second_later_is_wrong_whenever_it_is_said_to_have_left() {
    let seen = seen(&[("b", 2_001)], &["rest"]);
    assert_eq!(told(&seen, Some(900)).wrong(), 1);
}

#[test]
fn an_order_at_rest_that_the_exchange_did_not_end_is_wrong() {
    let mut verdict = Verdict::default();
    verdict.add(told(&seen(&[], &[]), None));
    assert_eq!(verdict.wrong(), 1);
    let lines = verdict.lines();
    assert!(lines.contains(&"1 left open".to_owned()), "{lines:?}");
    assert!(
        lines.contains(&"0 sent after the answer".to_owned()),
        "{lines:?}"
    );
}

#[test]
fn a_ledger_that_was_not_read_whole_or_shows_nothing_proves_nothing() {
    let rested = ["rest".to_owned()];
    let about = (Way::Api, false, 300);
    let taken = racers::Told {
        acknowledged: vec![(1, "a".to_owned())],
        ..racers::Told::default()
    };
    let blind = seen(&[], &["rest"]);
    let told = Told::of(about, &taken, (&blind, ANSWERED, &rested), |_| Ok(None)).unwrap();
    assert_eq!(told.wrong(), 1);
    let forgotten = Arrivals {
        unread: 7,
        ..seen(&[("a", 990)], &["rest"])
    };
    let told = Told::of(about, &taken, (&forgotten, ANSWERED, &rested), |_| Ok(None)).unwrap();
    assert_eq!(told.wrong(), 7);
}
