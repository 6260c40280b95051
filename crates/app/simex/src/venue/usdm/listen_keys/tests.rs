//! Keys live sixty minutes, one per account.

use super::{LIFE, ListenKeys};
use domain::{AccountId, Span, Time};

#[test]
fn an_account_has_one_key_which_lives_sixty_minutes_unless_it_is_kept_alive() {
    let (mut keys, start) = (ListenKeys::default(), Time::from_millis(1_000));
    let (one, two) = (AccountId::new(1), AccountId::new(2));
    assert_eq!(keys.keep(one, start), None);
    let key = keys.start(one, start);
    assert_eq!(key.len(), 64);
    assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(keys.start(one, start), key);
    assert_ne!(keys.start(two, start), key);
    let later = start.plus(Span::from_secs(1_800));
    assert_eq!(keys.keep(one, later), Some(key.clone()));
    assert_eq!(keys.expire(start.plus(LIFE)).len(), 1);
    assert_eq!(keys.due(), Some(later.plus(LIFE)));
    assert_eq!(keys.expire(later.plus(LIFE)), vec![(one, key.clone())]);
    assert_eq!(keys.of(one), None);
    assert_ne!(keys.start(one, later.plus(LIFE)), key);
}

#[test]
fn a_stopped_key_is_gone() {
    let (mut keys, now) = (ListenKeys::default(), Time::from_millis(0));
    let account = AccountId::new(7);
    let key = keys.start(account, now);
    assert_eq!(keys.stop(account), Some(key));
    assert_eq!(keys.stop(account), None);
    assert_eq!(keys.due(), None);
}
