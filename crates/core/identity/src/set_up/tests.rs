//! The set-up token: right, wrong, late, from the future.

use crate::{SET_UP_LIFE, Secret, SetUp, SetUpRefused};
use domain::{Span, Time};

const START: Time = Time::from_millis(1_700_000_000_000);

fn redeem(secret: u8, nanos_after: i64) -> Result<(), SetUpRefused> {
    SetUp::issue(&Secret::new([1; 32]), START)
        .redeem(
            &Secret::new([secret; 32]),
            START.plus(Span::from_nanos(nanos_after)),
        )
        .map(|_| ())
}

#[test]
fn the_token_is_good_for_one_hour() {
    let hour = SET_UP_LIFE.nanos();
    assert_eq!(hour, 3_600_000_000_000);
    assert_eq!(redeem(1, 0), Ok(()));
    assert_eq!(redeem(1, hour - 1), Ok(()));
    assert_eq!(redeem(1, hour), Err(SetUpRefused::TooOld));
    assert_eq!(redeem(1, -1), Err(SetUpRefused::TooOld));
    assert_eq!(redeem(2, 0), Err(SetUpRefused::Wrong));
}
