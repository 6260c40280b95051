//! Limits at their figures, one principal beside another, and the bound of the counters.

use super::{COUNTERS_MAX, LimitClass, RateLimiter, Throttled};
use crate::config::Limits;
use domain::{Span, Time};

fn at(secs: i64) -> Time {
    Time::from_millis(1_700_000_000_000).plus(Span::from_secs(secs))
}

// AUTH-22
#[test]
fn the_request_after_the_figure_waits_for_the_next_minute() {
    let limits = Limits::default();
    for (class, figure) in [
        (LimitClass::Auth, 10),
        (LimitClass::Trading, 30),
        (LimitClass::Data, 100),
        (LimitClass::Stream, 5),
        (LimitClass::Public, 200),
    ] {
        let limiter = RateLimiter::default();
        for _ in 0..figure {
            assert_eq!(limiter.take(class, "person 1", &limits, at(0)), Ok(()));
        }
        let refused = |retry_after_secs| Err(Throttled { retry_after_secs });
        assert_eq!(limiter.take(class, "person 1", &limits, at(0)), refused(60));
        assert_eq!(limiter.take(class, "person 1", &limits, at(59)), refused(1));
        assert_eq!(limiter.take(class, "person 2", &limits, at(59)), Ok(()));
        assert_eq!(limiter.take(class, "person 1", &limits, at(60)), Ok(()));
    }
}

#[test]
fn classes_do_not_take_from_each_other() {
    let (limits, limiter) = (Limits::default(), RateLimiter::default());
    for _ in 0..30 {
        limiter
            .take(LimitClass::Trading, "person 1", &limits, at(0))
            .unwrap();
    }
    assert!(
        limiter
            .take(LimitClass::Trading, "person 1", &limits, at(0))
            .is_err()
    );
    assert!(
        limiter
            .take(LimitClass::Safety, "person 1", &limits, at(0))
            .is_ok()
    );
}

#[test]
fn strangers_without_end_take_bounded_space_and_people_known_before_go_on() {
    let (limits, limiter) = (Limits::default(), RateLimiter::default());
    limiter
        .take(LimitClass::Safety, "person 1", &limits, at(0))
        .unwrap();
    for stranger in 1..COUNTERS_MAX {
        limiter
            .take(LimitClass::Public, &stranger.to_string(), &limits, at(0))
            .unwrap();
    }
    assert!(
        limiter
            .take(LimitClass::Public, "one more", &limits, at(1))
            .is_err()
    );
    assert!(
        limiter
            .take(LimitClass::Safety, "person 1", &limits, at(1))
            .is_ok()
    );
    assert!(
        limiter
            .take(LimitClass::Public, "one more", &limits, at(60))
            .is_ok()
    );
    assert!(limiter.counters.lock().unwrap().len() < 3);
}
