//! The dead-man's switch against a venue that counts, with requests and answers that are lost. Never a wall clock.

use super::*;
use proptest::prelude::*;

const COUNTDOWN: Span = Span::from_secs(120);

fn at(millis: i64) -> Time {
    Time::from_millis(millis)
}

fn btc() -> Symbol {
    Symbol::new("BTC/USDT:USDT").unwrap()
}

fn eth() -> Symbol {
    Symbol::new("ETH/USDT:USDT").unwrap()
}

fn beat(symbol: Symbol, countdown: Span) -> Heartbeat {
    Heartbeat { symbol, countdown }
}

#[test]
fn y1_a_countdown_runs_where_orders_are_open_and_is_said_again_each_quarter() {
    let (mut all, none) = (DeadMan::new(COUNTDOWN), BTreeSet::new());
    let open = BTreeSet::from([btc()]);
    assert_eq!(all.beats(at(0), &none), []);
    assert_eq!(all.beats(at(1), &open), [beat(btc(), COUNTDOWN)]);
    all.heard(at(1), beat(btc(), COUNTDOWN));
    assert_eq!(all.counting().collect::<Vec<_>>(), [btc()]);
    assert_eq!(all.beats(at(30_000), &open), []);
    assert_eq!(all.beats(at(30_001), &open), [beat(btc(), COUNTDOWN)]);
    all.heard(at(30_001), beat(btc(), COUNTDOWN));
    // Each contract for itself.
    let both = BTreeSet::from([btc(), eth()]);
    assert_eq!(all.beats(at(31_000), &both), [beat(eth(), COUNTDOWN)]);
    all.heard(at(31_000), beat(eth(), COUNTDOWN));
    // Where none is open any more it is stopped.
    assert_eq!(all.beats(at(32_000), &open), [beat(eth(), Span::ZERO)]);
    all.heard(at(32_000), beat(eth(), Span::ZERO));
    assert_eq!(all.beats(at(32_001), &open), []);
    assert_eq!(all.standing(at(32_001)), Countdowns::Run);
}

#[test]
fn y2_a_heartbeat_that_fails_is_said_again_and_the_last_quarter_counts_as_run_out() {
    let mut all = DeadMan::new(COUNTDOWN);
    let open = BTreeSet::from([btc()]);
    all.beats(at(0), &open);
    all.heard(at(0), beat(btc(), COUNTDOWN));
    assert_eq!(all.beats(at(30_000), &open).len(), 1);
    assert_eq!(all.beats(at(30_999), &open), []);
    assert_eq!(all.beats(at(31_000), &open).len(), 1);
    assert_eq!(all.standing(at(89_999)), Countdowns::Run);
    assert_eq!(all.standing(at(90_000)), Countdowns::MayHaveRunOut);
    all.beats(at(90_000), &open);
    all.heard(at(90_000), beat(btc(), COUNTDOWN));
    assert_eq!(all.standing(at(90_001)), Countdowns::Run);
    // One that could never be started protects nothing either.
    let mut never = DeadMan::new(COUNTDOWN);
    never.beats(at(0), &open);
    assert_eq!(never.standing(at(89_999)), Countdowns::Run);
    assert_eq!(never.standing(at(90_000)), Countdowns::MayHaveRunOut);
    assert_eq!(never.counting().count(), 0);
}

#[test]
fn y2_a_stop_that_nobody_confirmed_is_doubted_as_soon_as_something_opens() {
    let (mut all, none) = (DeadMan::new(COUNTDOWN), BTreeSet::new());
    let open = BTreeSet::from([btc()]);
    all.beats(at(0), &open);
    all.heard(at(0), beat(btc(), COUNTDOWN));
    assert_eq!(all.beats(at(100), &none), [beat(btc(), Span::ZERO)]);
    // The stop may have arrived: the countdown is said anew at once, not in a quarter of its time.
    assert_eq!(all.beats(at(101), &open), [beat(btc(), COUNTDOWN)]);
    // Where nothing opens it is over by itself.
    all.beats(at(200), &none);
    assert_eq!(all.beats(at(135_101), &none), []);
    assert_eq!(all.standing(at(135_101)), Countdowns::Run);
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    Answered,
    AnswerLost,
    NeverArrived,
}

proptest! {
    #[test]
    fn y3_no_countdown_runs_out_at_the_venue_beside_a_standing_that_says_it_runs(
        steps in prop::collection::vec(
            (0_i64..40_000, any::<bool>(), prop_oneof![Just(Fate::Answered), Just(Fate::AnswerLost), Just(Fate::NeverArrived)], 0_i64..2_000),
            1..60,
        )
    ) {
        let mut all = DeadMan::new(COUNTDOWN);
        let (mut now, mut timer, mut was_open) = (0_i64, None::<i64>, false);
        for (pause, is_open, fate, way) in steps {
            // Looked at each second, as the desk does; nothing is said meanwhile where the way is long.
            for _ in 0..pause / 1_000 {
                now += 1_000;
                if timer.is_some_and(|ends| ends <= now) {
                    prop_assert!(all.standing(at(now)) == Countdowns::MayHaveRunOut || !was_open);
                    timer = None;
                }
            }
            was_open = is_open;
            let open = if is_open { BTreeSet::from([btc()]) } else { BTreeSet::new() };
            for beat in all.beats(at(now), &open) {
                let said = at(now);
                now += way;
                if timer.is_some_and(|ends| ends <= now) {
                    prop_assert!(all.standing(at(now)) == Countdowns::MayHaveRunOut || !is_open);
                    timer = None;
                }
                if !matches!(fate, Fate::NeverArrived) {
                    timer = (beat.countdown > Span::ZERO).then_some(now + COUNTDOWN.millis());
                }
                if matches!(fate, Fate::Answered) {
                    all.heard(said, beat);
                }
            }
        }
    }
}
