//! Rates, drift and repetition: at the limit, over it, after the window, and against a count of everything that was sent.

use crate::fixture::*;
use crate::*;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use domain::*;
use proptest::prelude::*;

fn gate_with(scope: &str, set: LimitSet) -> Gate {
    let mut config = config();
    config.limits_by_scope.insert(scope.parse().unwrap(), set);
    config.reference.quote_age_max = Span::from_secs(1_000_000);
    gate_of(config)
}

fn moment(millis: i64) -> Time {
    at(1).plus(Span::from_millis(millis))
}

/// Clears, and tells the gate what its event would, and ends the order, so that nothing else holds the next one back.
fn send(gate: &mut Gate, id: u64, now: Time, words: &str) -> String {
    let order = paper(id, words);
    let answer = said(&gate.clear(now, order));
    if answer == "ok" {
        gate.sent(now, Message::Placed, &order);
        gate.ended(order.id());
    }
    answer
}

const BUY: &str = "buy 0.1 BTC/USDT limit 99";
const SECOND: &str = "CTL-10.messages-per-second";
const MINUTE: &str = "CTL-10.messages-per-minute";
const DAY: &str = "CTL-10.messages-per-day";
const DRIFT: &str = "CTL-07.drift-collar";
const SAME: &str = "CTL-11.repeated-orders";

// Control 10
#[test]
fn g50_orders_over_a_rate_are_refused_and_cancels_and_what_reduces_pass() {
    let set = LimitSet {
        messages_per_second_max: Some(3),
        ..LimitSet::default()
    };
    let mut gate = gate_with("venue:simex", set);
    let long = |gate: &mut Gate| {
        let order = paper(90, "buy 1 BTC/USDT limit 100");
        drop(gate.clear(moment(0), order).unwrap());
        gate.sent(moment(0), Message::Placed, &order);
        gate.fill(&fill(&order, 1, "1 100 0 USDT", moment(0)));
        gate.ended(order.id());
    };
    long(&mut gate);
    assert_eq!(send(&mut gate, 1, moment(10), BUY), "ok");
    // A change counts as a message.
    let working = paper(2, BUY);
    drop(gate.clear(moment(20), working).unwrap());
    gate.sent(moment(20), Message::Placed, &working);
    let refusal = gate.clear(moment(30), paper(3, BUY)).unwrap_err();
    assert_eq!(refusal.rule.code(), SECOND);
    assert_eq!(
        (*refusal.value, *refusal.limit),
        (Figure::Count(4), Figure::Count(3))
    );
    assert_eq!(refusal.scope, Scope::Venue(venue()));
    // Ten thousand cancels use up nothing of it, and none is refused.
    for _ in 0..10_000 {
        let cancel = CancelOrder {
            id: working.id(),
            client_id: working.client_id(),
            account: PAPER,
            symbol: btc(),
        };
        drop(gate.clear_cancel(cancel));
        gate.sent(moment(40), Message::Cancelled, &working);
    }
    assert_eq!(
        send(
            &mut gate,
            4,
            moment(50),
            "sell 0.5 BTC/USDT limit 101 reduce"
        ),
        "ok"
    );
    assert_eq!(send(&mut gate, 5, moment(900), BUY), SECOND);
    // The exit counted: of the four one is still within the stretch.
    assert_eq!(send(&mut gate, 6, moment(1_100), BUY), "ok");
}

#[test]
fn g50_a_change_counts_as_an_order_does() {
    let set = LimitSet {
        messages_per_minute_max: Some(2),
        ..LimitSet::default()
    };
    let mut gate = gate_with("user:7", set);
    let working = paper(1, BUY);
    drop(gate.clear(moment(0), working).unwrap());
    gate.sent(moment(0), Message::Placed, &working);
    gate.sent(moment(1), Message::Amended, &working);
    assert_eq!(send(&mut gate, 2, moment(60_000), BUY), MINUTE);
    assert_eq!(send(&mut gate, 2, moment(61_000), BUY), "ok");
    let other = order(3, PAPER, Origin::Person(UserId::new(8)), BUY);
    assert_eq!(said(&gate.clear(moment(61_001), other)), "ok");
}

#[test]
fn g50_the_day_ends_at_midnight_and_is_kept_through_a_start() {
    let set = LimitSet {
        messages_per_day_max: Some(2),
        ..LimitSet::default()
    };
    let mut gate = gate_with("global", set);
    assert_eq!(send(&mut gate, 1, moment(0), BUY), "ok");
    assert_eq!(send(&mut gate, 2, moment(1), BUY), "ok");
    assert_eq!(send(&mut gate, 3, moment(2), BUY), DAY);
    let kept = gate.lately();
    let mut next = gate_with("global", set);
    next.restore_lately(kept.clone());
    assert_eq!(next.lately(), kept);
    let day = Span::from_secs(86_400);
    let midnight = moment(0).floor_to(day).plus(day);
    let last = Time::from_nanos(midnight.nanos() - 1);
    assert_eq!(send(&mut next, 4, last, BUY), DAY);
    assert_eq!(send(&mut next, 5, midnight, BUY), "ok");
    assert_eq!(gate.reset().lately(), LatelyKept::NOTHING);
}

/// Orders one after the other with a drift collar of 2 %: when, in milliseconds, what, and what the gate says.
const LADDER: &[(i64, &str, &str)] = &[
    (1_000, "buy 0.1 BTC/USDT limit 97", "ok"),
    (2_000, "buy 0.1 BTC/USDT limit 97.5", "ok"),
    (3_000, "buy 0.1 BTC/USDT limit 98", "ok"),
    (4_000, "buy 0.1 BTC/USDT limit 98.5", "ok"),
    // 2 % of 97 is 1.94: 98.94 is at the edge, a tick more is over it.
    (5_000, "buy 0.1 BTC/USDT limit 98.94", "ok"),
    (6_000, "buy 0.1 BTC/USDT limit 98.95", DRIFT),
    (7_000, "buy 0.1 BTC/USDT limit 99", DRIFT),
    // The other side and another symbol have ladders of their own; what waits for a price has none.
    (9_000, "sell 0.1 BTC/USDT limit 101", "ok"),
    (9_000, "buy 0.1 ETH/USDT limit 99", "ok"),
    (9_000, "buy 0.1 BTC/USDT stop 103", "ok"),
    // Downwards as well.
    (9_000, "buy 0.1 BTC/USDT limit 95.06", "ok"),
    (9_000, "buy 0.1 BTC/USDT limit 95.05", DRIFT),
    // A market order is judged by what it would meet.
    (9_000, "buy 0.1 BTC/USDT market", DRIFT),
    // The first price leaves the window after a minute; the next one, 97.5, is the first then.
    (61_000, "buy 0.1 BTC/USDT limit 99", DRIFT),
    (61_001, "buy 0.1 BTC/USDT limit 99.45", "ok"),
    (61_001, "buy 0.1 BTC/USDT limit 99.46", DRIFT),
];

// Control 7
#[test]
fn g51_a_ladder_of_orders_each_inside_the_collar_stops() {
    let set = LimitSet {
        drift_collar: Some(rate("0.02")),
        ..LimitSet::default()
    };
    let mut gate = gate_with("symbol:BTC/USDT", set);
    for (id, (millis, words, expected)) in (1u64..).zip(LADDER) {
        let answer = send(&mut gate, id, moment(*millis), words);
        assert_eq!(answer, *expected, "{words} at {millis}");
    }
    let mut next = gate_with("symbol:BTC/USDT", set);
    next.restore_lately(gate.lately());
    let over = "buy 0.1 BTC/USDT limit 99.46";
    assert_eq!(send(&mut next, 20, moment(61_001), over), DRIFT);
}

#[test]
fn g51_what_trades_is_a_price_of_ours_too() {
    let set = LimitSet {
        drift_collar: Some(rate("0.02")),
        ..LimitSet::default()
    };
    let mut gate = gate_with("global", set);
    let bought = paper(1, "buy 0.1 BTC/USDT market");
    drop(gate.clear(moment(0), bought).unwrap());
    gate.sent(moment(0), Message::Placed, &bought);
    gate.traded(
        moment(0),
        &bought,
        &fill(&bought, 1, "0.1 97 0 USDT", moment(0)),
    );
    gate.ended(bought.id());
    assert_eq!(
        send(&mut gate, 2, moment(10), "buy 0.1 BTC/USDT market"),
        DRIFT
    );
}

// Control 11
#[test]
fn g52_the_same_order_again_and_again_stops_and_no_timer_counts_for_a_person() {
    let set = LimitSet {
        same_orders_max: Some(3),
        same_orders_by_hand_max: Some(4),
        ..LimitSet::default()
    };
    let mut gate = gate_with("global", set);
    for id in 1..=4 {
        assert_eq!(send(&mut gate, id, moment(0), BUY), "ok");
    }
    let refusal = gate.clear(moment(1), paper(5, BUY)).unwrap_err();
    assert_eq!(refusal.rule.code(), SAME);
    assert_eq!(refusal.scope, Scope::User(UserId::new(7)));
    assert_eq!(
        (*refusal.value, *refusal.limit),
        (Figure::Count(5), Figure::Count(4))
    );
    // Another quantity, side, symbol or account is another order; so is one by a program, which may repeat less.
    for (id, words) in (6u64..).zip([
        "buy 0.2 BTC/USDT limit 99",
        "sell 0.1 BTC/USDT limit 101",
        "buy 0.1 ETH/USDT limit 99",
    ]) {
        assert_eq!(send(&mut gate, id, moment(1), words), "ok");
    }
    let by_strategy = |id| {
        let origin = Origin::Strategy(StrategyId::new(5), UserId::new(7));
        order(id, PAPER, origin, BUY)
    };
    for id in 10..=12 {
        let order = by_strategy(id);
        drop(gate.clear(moment(1), order).unwrap());
        gate.sent(moment(1), Message::Placed, &order);
        gate.ended(order.id());
    }
    let refusal = gate.clear(moment(1), by_strategy(13)).unwrap_err();
    assert_eq!(refusal.scope, Scope::Strategy(StrategyId::new(5)));
    // A person looked: the count of that scope begins anew, that of the strategy does not.
    gate.looked_at(Scope::User(UserId::new(7)));
    assert_eq!(send(&mut gate, 14, moment(2), BUY), "ok");
    assert!(gate.clear(moment(2), by_strategy(15)).is_err());
    // Out of the window it is no repetition.
    assert!(gate.clear(moment(60_001), by_strategy(16)).is_err());
    assert!(gate.clear(moment(60_002), by_strategy(16)).is_ok());
}

proptest! {
    #[test]
    fn g50_no_stretch_ever_has_more_than_its_limit(gaps in proptest::collection::vec(0i64..700, 1..120)) {
        let set = LimitSet {
            messages_per_second_max: Some(4),
            messages_per_minute_max: Some(40),
            ..LimitSet::default()
        };
        let mut gate = gate_with("account:1", set);
        let (mut now, mut sent) = (0i64, Vec::<i64>::new());
        for (id, gap) in (1u64..).zip(gaps) {
            now += gap;
            let within = |span: i64| sent.iter().filter(|at| now - **at < span).count();
            let (second, minute) = (within(1_000), within(60_000));
            let (loose_second, loose_minute) = (within(1_100), within(61_000));
            let answer = send(&mut gate, id, moment(now), BUY);
            if answer == "ok" {
                sent.push(now);
                prop_assert!(second < 4 && minute < 40, "{} and {}", second, minute);
            } else {
                // It is never stricter than the oldest step counted whole.
                prop_assert!(loose_second >= 4 || loose_minute >= 40, "{}", answer);
            }
        }
    }

    #[test]
    fn g51_and_g52_nothing_within_the_window_is_beyond_the_collar_or_the_number(
        wishes in proptest::collection::vec((1i64..9, 9_500u64..10_400, 1u64..3), 1..80)
    ) {
        let set = LimitSet {
            drift_collar: Some(rate("0.03")),
            same_orders_by_hand_max: Some(4),
            ..LimitSet::default()
        };
        let mut gate = gate_with("account:1", set);
        let (mut now, mut sent) = (0i64, Vec::<(i64, u64, u64)>::new());
        for (id, (gap, cents, tenths)) in (1u64..).zip(wishes) {
            now += gap * 1_000;
            let words = format!("buy 0.{tenths} BTC/USDT limit {}.{:02}", cents / 100, cents % 100);
            let within: Vec<_> = sent.iter().filter(|(at, ..)| now - *at <= 60_000).collect();
            let drifts = within.first().is_some_and(|(_, first, _)| first.abs_diff(cents) * 100 > first * 3);
            let repeats = within.iter().filter(|(.., of)| *of == tenths).count() >= 4;
            let expected = match (drifts, repeats) {
                (true, _) => DRIFT,
                (false, true) => SAME,
                (false, false) => "ok",
            };
            prop_assert_eq!(send(&mut gate, id, moment(now), &words), expected);
            if expected == "ok" {
                sent.push((now, cents, tenths));
            }
        }
    }
}
