//! ORD-07: the delays of asked-again questions, and where asking ends.

use super::*;
use protocols::Answer;

const ALL: u64 = 1_023;

fn at(millis: i64) -> Time {
    Time::from_millis(1_800_000_000_000 + millis)
}

fn answered(status: u16) -> Outcome {
    Outcome::Answer(Answer {
        status,
        retry_after: None,
        used_weight: None,
        received: at(0),
        body: Vec::new(),
    })
}

fn broken() -> Outcome {
    Outcome::Unknown(Lost::Broken("cut".to_owned()))
}

/// The waits after the same outcome over and over, in milliseconds.
fn waits(outcome: &Outcome, demand: Demand, chance: u64) -> Vec<i64> {
    let mut now = at(0);
    let mut asking = Asking::begun(now);
    let mut waits = Vec::new();
    while let Again::After(wait) = asking.again(now, (outcome, demand), chance) {
        waits.push(wait.millis());
        now = now.plus(wait);
        assert!(waits.len() < 20, "asking never ends");
    }
    waits
}

#[test]
fn waits_double_scatter_over_their_whole_length_and_end() {
    for outcome in [
        answered(500),
        answered(503),
        broken(),
        Outcome::Unknown(Lost::Timeout),
        Outcome::NotSent(NotSent::Connect("refused".to_owned())),
    ] {
        assert_eq!(
            waits(&outcome, Demand::Nothing, ALL),
            [250, 500, 1_000],
            "{outcome:?}"
        );
        assert_eq!(waits(&outcome, Demand::Nothing, 0), [0, 0, 0]);
        assert_eq!(waits(&outcome, Demand::Nothing, 512), [125, 250, 500]);
    }
}

#[test]
fn what_is_answered_or_would_not_change_is_not_asked_again() {
    for outcome in [
        answered(200),
        answered(400),
        answered(401),
        answered(403),
        Outcome::NotSent(NotSent::Banned { until: at(1) }),
        Outcome::NotSent(NotSent::NoKey),
        Outcome::NotSent(NotSent::Halted),
        Outcome::Unknown(Lost::TooLarge { bytes_max: 1 }),
    ] {
        assert_eq!(waits(&outcome, Demand::Nothing, ALL), [0; 0], "{outcome:?}");
    }
    let ban = Demand::Absence { after: None };
    assert_eq!(waits(&answered(418), ban, ALL), [0; 0]);
}

#[test]
fn a_demand_for_silence_is_waited_for_only_within_the_bound() {
    let silence = |seconds| Demand::Silence {
        after: Some(Span::from_secs(seconds)),
    };
    assert_eq!(waits(&answered(429), silence(2), 0), [2_000, 2_000, 2_000]);
    assert_eq!(
        waits(&answered(429), silence(2), ALL),
        [2_250, 2_250, 2_250]
    );
    assert_eq!(
        waits(&answered(429), silence(6), 0),
        [6_000],
        "a second silence ends after ten seconds"
    );
    assert_eq!(waits(&answered(429), silence(11), 0), [0; 0]);
    let unnamed = Demand::Silence { after: None };
    assert_eq!(
        waits(&answered(429), unnamed, 0),
        [0; 0],
        "a silence without an end is not sat out"
    );
    let resting = Outcome::NotSent(NotSent::Resting { until: at(3_000) });
    assert_eq!(waits(&resting, Demand::Nothing, 0), [3_000, 0, 0]);
}

#[test]
fn a_doubted_clock_is_mended_once() {
    assert_eq!(waits(&answered(400), Demand::MendClock, 0), [250]);
}
