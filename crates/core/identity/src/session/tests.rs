//! Lives of sessions at their edges, by role, and who comes out of them.

use crate::{Expired, Role, Secret, Session, SessionRefused, SessionRules, Touch, UserStanding};
use domain::{Span, Time, UserId};

const RULES: SessionRules = SessionRules::HOUSE;
const START: Time = Time::from_millis(1_700_000_000_000);

fn secret() -> Secret {
    Secret::new([9; 32])
}

/// A session opened at `START` and last used `seen` seconds later, presented `now` seconds after the start.
fn check(role: Role, seen: i64, now: i64) -> Result<Touch, SessionRefused> {
    let session = Session {
        seen: START.plus(Span::from_secs(seen)),
        ..Session::open(&secret(), UserId::new(3), START)
    };
    session
        .admit(
            &secret(),
            UserStanding::Active(role),
            &RULES,
            START.plus(Span::from_secs(now)),
        )
        .map(|(actor, touch)| {
            assert_eq!(actor.user(), Some(UserId::new(3)));
            assert_eq!(actor.role(), Some(role));
            assert_eq!(actor.session(), secret().hash().session_id().ok());
            touch
        })
}

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const IDLE: Result<Touch, SessionRefused> = Err(SessionRefused::Expired(Expired::Idle));
const OVER: Result<Touch, SessionRefused> = Err(SessionRefused::Expired(Expired::Absolute));

// AUTH-06
#[test]
fn lives_end_exactly_at_their_figures() {
    for role in [Role::Owner, Role::Admin] {
        assert_eq!(check(role, 0, 0), Ok(Touch::NotDue));
        assert_eq!(check(role, 0, 59), Ok(Touch::NotDue));
        assert_eq!(check(role, 0, 60), Ok(Touch::Due));
        assert_eq!(check(role, 0, 30 * MINUTE - 1), Ok(Touch::Due));
        assert_eq!(check(role, 0, 30 * MINUTE), IDLE);
        assert_eq!(check(role, 12 * HOUR - 9, 12 * HOUR - 1), Ok(Touch::NotDue));
        assert_eq!(check(role, 12 * HOUR - 9, 12 * HOUR), OVER);
    }
    for role in [Role::Trader, Role::Accountant, Role::Auditor, Role::Viewer] {
        assert_eq!(check(role, 0, 24 * HOUR - 1), Ok(Touch::Due));
        assert_eq!(check(role, 0, 24 * HOUR), IDLE);
        assert_eq!(
            check(role, 7 * 24 * HOUR - 9, 7 * 24 * HOUR - 1),
            Ok(Touch::NotDue)
        );
        assert_eq!(check(role, 7 * 24 * HOUR - 9, 7 * 24 * HOUR), OVER);
    }
}

#[test]
fn a_session_from_the_future_is_none() {
    assert_eq!(check(Role::Trader, 0, -1), OVER);
}

#[test]
fn the_role_of_the_moment_decides() {
    // A trader's session, an hour idle, ends at once when the trader becomes an admin (30 minutes idle at most).
    assert_eq!(check(Role::Trader, 0, HOUR), Ok(Touch::Due));
    assert_eq!(check(Role::Admin, 0, HOUR), IDLE);
}

#[test]
fn another_secret_and_a_disabled_person_get_nothing() {
    let session = Session::open(&secret(), UserId::new(3), START);
    let admit = |secret: &Secret, standing| {
        session
            .admit(secret, standing, &RULES, START)
            .map(|(_, touch)| touch)
    };
    assert_eq!(
        admit(&Secret::new([8; 32]), UserStanding::Active(Role::Owner)),
        Err(SessionRefused::WrongSecret)
    );
    assert_eq!(
        admit(&secret(), UserStanding::Disabled),
        Err(SessionRefused::Disabled)
    );
}

#[test]
fn the_stored_end_is_the_earlier_of_both_lives() {
    let open = Session::open(&secret(), UserId::new(3), START);
    let secs = |secs| START.plus(Span::from_secs(secs));
    assert_eq!(open.ends(Role::Owner, &RULES), secs(30 * MINUTE));
    assert_eq!(open.ends(Role::Trader, &RULES), secs(24 * HOUR));
    let late = Session {
        seen: secs(12 * HOUR - 1),
        ..open
    };
    assert_eq!(late.ends(Role::Owner, &RULES), secs(12 * HOUR));
}
