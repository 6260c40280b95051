//! When accounts are asked about. Never asks a venue.
// ORD-06 ORD-07

use super::Refresh;
use domain::{AccountId, Time};

const ACCOUNT: AccountId = AccountId::new(1);

fn at(millis: i64) -> Time {
    Time::from_millis(1_700_000_000_000 + millis)
}

fn quiet() -> Refresh {
    let mut refresh = Refresh::of_all([ACCOUNT].into_iter(), at(0));
    assert_eq!(refresh.take_due(at(0)), [ACCOUNT]);
    refresh.got(ACCOUNT);
    assert_eq!(refresh.next_due(), None);
    refresh
}

#[test]
fn an_answer_to_an_earlier_question_does_not_end_a_wish() {
    let mut refresh = quiet();
    refresh.want(ACCOUNT, at(5_000));
    refresh.got(ACCOUNT);
    assert_eq!(refresh.take_due(at(5_000)), [ACCOUNT], "it is asked");
    refresh.want(ACCOUNT, at(5_200));
    refresh.got(ACCOUNT);
    assert_eq!(refresh.next_due(), Some(at(6_000)), "a second later again");
    assert_eq!(refresh.take_due(at(6_000)), [ACCOUNT]);
    refresh.got(ACCOUNT);
    assert_eq!(refresh.next_due(), None);
}

#[test]
fn a_question_without_an_answer_is_asked_again() {
    let mut refresh = quiet();
    refresh.want(ACCOUNT, at(5_000));
    assert_eq!(refresh.take_due(at(5_000)), [ACCOUNT]);
    let again = refresh.next_due().unwrap();
    assert!(again > at(5_000));
    assert_eq!(refresh.take_due(again), [ACCOUNT]);
}
