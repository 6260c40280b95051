//! The offset is the median reading, half a round trip taken off.

use super::*;

fn ms(millis: i64) -> Time {
    Time::from_millis(millis)
}

#[test]
fn half_the_round_trip_is_taken_off() {
    let sample = ClockSample::of(ms(1_000), ms(1_500), ms(1_200));
    assert_eq!(sample.offset, Span::from_millis(400));
    assert_eq!(sample.round_trip, Span::from_millis(200));
    let behind = ClockSample::of(ms(1_000), ms(500), ms(1_000));
    assert_eq!(behind.offset, Span::from_millis(-500));
}

#[test]
fn one_wild_reading_moves_nothing() {
    let samples =
        [10, 12, 11, 9_000, -70_000].map(|offset| ClockSample::of(ms(0), ms(offset), ms(0)));
    let median = ClockSample::median(samples.to_vec()).unwrap();
    assert_eq!(median.offset, Span::from_millis(11));
    assert_eq!(ClockSample::median(Vec::new()), None);
}

#[test]
fn nothing_is_known_before_the_first_reading() {
    let clock = VenueClock::default();
    assert_eq!(clock.at(ms(5)), None);
    clock.set(Span::from_millis(-3));
    assert_eq!(clock.at(ms(5)), Some(ms(2)));
}
