//! Properties z1 to z8 of docs/spec/halting.md, by hand; the storms of this crate press in every way as well.
// GATE-10 GATE-11

use crate::fixture::*;
use crate::*;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use domain::*;

fn scope(text: &str) -> Scope {
    text.parse().unwrap()
}

fn halt(house: &mut House, now: Time, of: &str) -> Vec<String> {
    let input = Input::Halt {
        request: RequestId(3),
        scope: scope(of),
        reach: HaltReach::AndCancel,
        cause: cause(),
    };
    house.step(now, input)
}

fn cancel(house: &mut House, now: Time, of: &str) -> Vec<String> {
    let input = StopInput::Cancel {
        request: RequestId(4),
        scope: scope(of),
        cause: cause(),
    };
    house.step(now, Input::Stop(input))
}

fn flatten(house: &mut House, now: Time, of: &str) -> Vec<String> {
    let input = StopInput::Flatten {
        request: RequestId(5),
        scope: scope(of),
        cause: cause(),
    };
    house.step(now, Input::Stop(input))
}

fn answered(house: &mut House, now: Time, order: u64, answer: PlaceAnswer) -> Vec<String> {
    let order = id(order);
    house.step(now, Input::Answered { order, answer })
}

fn accept(house: &mut House, now: Time, order: u64) -> Vec<String> {
    let answer = PlaceAnswer::Accepted {
        venue_id: venue_id(order),
        at: now,
    };
    answered(house, now, order, answer)
}

fn refuse(house: &mut House, now: Time, order: u64) -> Vec<String> {
    let words = VenueWords {
        code: -1013,
        text: "market is closed".into(),
    };
    answered(house, now, order, PlaceAnswer::Refused(words))
}

/// What the venue says of an order: where it stands, what it traded now and in all.
fn report(
    house: &mut House,
    (now, order): (Time, u64),
    (status, part, total): (VenueStatus, &str, &str),
) -> Vec<String> {
    let found = *house.trading.order(id(order)).unwrap();
    let fill = (part != "0").then(|| VenueFill {
        trade: VenueTradeId::new(&format!("t{order}-{total}")).unwrap(),
        price: price("100"),
        qty: qty(part),
        fee: Amount::ZERO,
        fee_asset: asset("USDT"),
        liquidity: Liquidity::Taker,
        at: now,
    });
    let said = VenueReport {
        account: found.order.account(),
        client_id: found.order.client_id(),
        venue_id: venue_id(order),
        symbol: found.order.terms().symbol,
        status,
        filled_total: qty(total),
        fill,
        at: now,
    };
    house.step(now, Input::Venue(said))
}

fn filled(house: &mut House, now: Time, order: u64, total: &str) -> Vec<String> {
    report(house, (now, order), (VenueStatus::Filled, total, total))
}

fn cancelled(house: &mut House, now: Time, order: u64) -> Vec<String> {
    report(house, (now, order), (VenueStatus::Cancelled, "0", "0"))
}

fn press(house: &House, number: u64) -> Arc<Press> {
    house.trading.press(PressId::new(number)).unwrap().clone()
}

fn has(lines: &[String], line: &str) {
    let found = lines.iter().any(|told| told == line);
    assert!(found, "no {line}: {lines:#?}");
}

fn sent(lines: &[String]) -> Vec<&String> {
    lines.iter().filter(|l| l.starts_with("> place")).collect()
}

/// A house that holds two of the base, bought by order 1.
fn holding() -> House {
    let mut house = House::new();
    house.place(at(1), "buy 2 BTC/USDT 100");
    accept(&mut house, at(1), 1);
    filled(&mut house, at(1), 1, "2");
    house
}

fn stop() -> Option<OrderKind> {
    let trigger = price("95");
    Some(OrderKind::Stop { trigger })
}

/// A house that holds two of the base, protected by a stop, order 2.
fn protected() -> House {
    let mut house = House::new();
    let terms = terms("buy 2 BTC/USDT 100");
    let input = Input::PlaceProtected {
        request: RequestId(1),
        account: PAPER,
        origin: PERSON,
        terms,
        protection: Protection::new(&terms, (stop(), None), IfBare::Flatten).unwrap(),
    };
    house.step(at(1), input);
    accept(&mut house, at(1), 1);
    has(&filled(&mut house, at(1), 1, "2"), "guard 1 Protect 2");
    accept(&mut house, at(1), 2);
    house
}

#[test]
fn z1_every_press_has_a_number_and_its_standing_is_the_fold_of_events() {
    let mut house = House::new();
    for words in [
        "buy 1 BTC/USDT 100",
        "sell 1 BTC/USDT 101",
        "buy 1 ETH/USDT 100",
    ] {
        house.place(at(1), words);
    }
    for order in 1..=3 {
        accept(&mut house, at(1), order);
    }
    has(&halt(&mut house, at(2), "symbol:BTC/USDT"), "@3 press 1");
    has(&cancel(&mut house, at(3), "global"), "@4 press 2");
    let tally = press(&house, 1).tally();
    assert_eq!((tally.covered, tally.asked, tally.first_end), (2, 2, None));
    assert_eq!(press(&house, 2).tally().covered, 3);
    cancelled(&mut house, at(4), 1);
    filled(&mut house, at(6), 2, "1");
    let tally = press(&house, 1).tally();
    assert_eq!((tally.cancelled, tally.filled, tally.asked), (1, 1, 0));
    assert_eq!(
        (tally.first_end, tally.last_end),
        (Some(at(4)), Some(at(6)))
    );
    assert!(press(&house, 1).is_settled());
    assert!(!press(&house, 2).is_settled());
    cancelled(&mut house, at(7), 3);
    assert!(press(&house, 2).is_settled());
    assert_eq!(press(&house, 2).cause, cause());
    house.check_replay();
}

#[test]
fn z1_old_presses_are_let_go_and_open_ones_are_kept() {
    let mut house = House::new();
    house.place(at(1), "buy 1 BTC/USDT 100");
    accept(&mut house, at(1), 1);
    halt(&mut house, at(2), "global");
    for _ in 0..PRESSES_KEPT_MAX {
        cancel(&mut house, at(3), "symbol:ETH/USDT");
    }
    assert_eq!(house.trading.presses().count(), PRESSES_KEPT_MAX);
    assert!(!press(&house, 1).is_settled());
    assert!(house.trading.press(PressId::new(2)).is_none());
    house.check_replay();
}

#[test]
fn z2_an_order_that_lives_after_all_is_under_its_press_again_and_is_asked_to_end_again() {
    let mut house = House::new();
    house.place(at(1), "buy 1 BTC/USDT 100");
    let order = id(1);
    halt(&mut house, at(2), "global");
    let answer = PlaceAnswer::NotSent(NotSentReason::NoConnection);
    house.step(at(2), Input::Answered { order, answer });
    assert!(press(&house, 1).is_settled());
    let lines = report(&mut house, (at(3), 1), (VenueStatus::Working, "0", "0"));
    has(&lines, "reopened 1");
    has(&lines, "> cancel 1");
    assert!(!press(&house, 1).is_settled());
    cancelled(&mut house, at(4), 1);
    assert_eq!(press(&house, 1).tally().cancelled, 1);
    house.check_replay();
}

#[test]
fn z3_each_scope_cancels_its_own_and_nothing_else_and_a_cancel_stops_nothing_new() {
    let covered = [
        ("global", vec![1, 2]),
        ("venue:simex", vec![1, 2]),
        ("venue:other", vec![]),
        ("account:1", vec![1, 2]),
        ("account:9", vec![]),
        ("user:7", vec![1, 2]),
        ("user:8", vec![]),
        ("strategy:1", vec![]),
        ("symbol:BTC/USDT", vec![1]),
        ("symbol:ETH/USDT", vec![2]),
    ];
    for (of, expected) in covered {
        let mut house = House::new();
        house.place(at(1), "buy 1 BTC/USDT 100");
        house.place(at(1), "buy 1 ETH/USDT 100");
        accept(&mut house, at(1), 1);
        accept(&mut house, at(1), 2);
        let lines = cancel(&mut house, at(2), of);
        let press = press(&house, 1);
        let found: Vec<u64> = press.orders.keys().map(|order| order.get()).collect();
        assert_eq!(found, expected, "{of}");
        for order in [1, 2] {
            let is_sent = lines.contains(&format!("> cancel {order}"));
            assert_eq!(is_sent, expected.contains(&order), "{of}: {lines:?}");
        }
        has(&house.place(at(3), "buy 1 BTC/USDT 100"), "> place 3");
    }
}

#[test]
fn z4_a_flatten_halts_ends_what_is_in_the_way_and_then_closes_once() {
    let mut house = holding();
    house.place(at(2), "sell 1 BTC/USDT 105");
    accept(&mut house, at(2), 2);
    let lines = flatten(&mut house, at(3), "symbol:BTC/USDT");
    has(&lines, "halted symbol:BTC/USDT");
    has(&lines, "> cancel 2");
    assert!(sent(&lines).is_empty(), "{lines:?}");
    // Part of what was in the way trades before it ends: only the rest is closed.
    report(&mut house, (at(4), 2), (VenueStatus::Working, "0.4", "0.4"));
    let lines = report(&mut house, (at(5), 2), (VenueStatus::Cancelled, "0", "0.4"));
    assert_eq!(sent(&lines), ["> place 3"]);
    let order = house.trading.order(id(3)).unwrap().order;
    assert_eq!(order.terms().qty, qty("1.6"));
    assert_eq!(order.terms().effect, PositionEffect::ReduceOnly);
    assert_eq!(order.origin(), PERSON);
    assert!(sent(&house.wake(at(6))).is_empty());
    house.check_replay();
    accept(&mut house, at(7), 3);
    let lines = filled(&mut house, at(7), 3, "1.6");
    has(&lines, "leg BTC/USDT flat 0");
    let press = press(&house, 1);
    let leg = &press.legs[0];
    assert_eq!(
        (leg.wanted, leg.sent, leg.filled),
        (amount("2"), qty("1.6"), qty("1.6"))
    );
    assert!(press.is_settled());
    assert_eq!(
        house.place(at(8), "buy 1 BTC/USDT 100")[1],
        "@1 refused GATE-10.halted"
    );
    house.check_replay();
}

#[test]
fn z4_exits_are_ended_first_and_nothing_is_protected_that_is_gone() {
    let mut house = protected();
    let lines = flatten(&mut house, at(3), "global");
    has(&lines, "> cancel 2");
    assert!(sent(&lines).is_empty(), "{lines:?}");
    let lines = cancelled(&mut house, at(4), 2);
    assert_eq!(sent(&lines), ["> place 3"], "{lines:?}");
    assert!(
        house
            .wake_until(at(20))
            .iter()
            .all(|line| !line.contains("place"))
    );
    accept(&mut house, at(20), 3);
    let lines = filled(&mut house, at(21), 3, "2");
    has(&lines, "leg BTC/USDT flat 0");
    has(&lines, "guard 1 over");
    assert!(
        house
            .wake_until(at(40))
            .iter()
            .all(|line| !line.contains("place"))
    );
    assert_eq!(
        house.trading.position(PAPER, btc()).unwrap().net(),
        Amount::ZERO
    );
    house.check_replay();
}

#[test]
fn z4_an_exit_that_trades_meanwhile_leaves_nothing_to_close() {
    let mut house = protected();
    flatten(&mut house, at(3), "global");
    let lines = filled(&mut house, at(4), 2, "2");
    has(&lines, "leg BTC/USDT flat 0");
    has(&lines, "guard 1 over");
    assert!(sent(&lines).is_empty(), "{lines:?}");
    assert_eq!(press(&house, 1).tally().filled, 1);
    house.check_replay();
}

#[test]
fn z5_what_comes_to_nothing_is_tried_again_ever_later_and_then_given_up_with_its_exits_back() {
    let mut house = protected();
    flatten(&mut house, at(3), "global");
    cancelled(&mut house, at(3), 2);
    let mut now = at(3);
    let mut gaps = Vec::new();
    for order in 3.. {
        refuse(&mut house, now, order);
        let leg = press(&house, 1).legs[0].clone();
        if leg.end.is_some() {
            break;
        }
        gaps.push(leg.not_before.since(now).millis());
        assert_eq!(leg.said.as_deref(), Some("market is closed"));
        let early = leg.not_before.plus(Span::from_millis(-1));
        assert!(sent(&house.wake(early)).is_empty());
        now = leg.not_before;
        assert_eq!(sent(&house.wake(now)).len(), 1);
    }
    assert_eq!(gaps, [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    let leg = press(&house, 1).legs[0].clone();
    assert_eq!(leg.end.unwrap().outcome, LegOutcome::GivenUp);
    assert_eq!(leg.end.unwrap().left, amount("2"));
    assert_eq!(leg.orders.len(), 8);
    // What could not be closed is held by an exit again.
    let exit = house.trading.open_orders().next().unwrap();
    assert_eq!(Some(exit.order.terms().kind), stop());
    assert_eq!(exit.order.terms().qty, qty("2"));
    house.check_replay();
}

#[test]
fn z5_a_thin_book_is_met_again_for_the_rest_and_dust_is_said() {
    let mut house = protected();
    flatten(&mut house, at(3), "global");
    cancelled(&mut house, at(3), 2);
    accept(&mut house, at(3), 3);
    report(&mut house, (at(4), 3), (VenueStatus::Working, "1.5", "1.5"));
    report(&mut house, (at(4), 3), (VenueStatus::Expired, "0", "1.5"));
    let lines = house.wake(ms(4_500));
    assert_eq!(sent(&lines), ["> place 4"], "{lines:?}");
    assert_eq!(
        house.trading.order(id(4)).unwrap().order.terms().qty,
        qty("0.5")
    );
    accept(&mut house, at(5), 4);
    report(
        &mut house,
        (at(5), 4),
        (VenueStatus::Working, "0.46", "0.46"),
    );
    let lines = report(&mut house, (at(5), 4), (VenueStatus::Expired, "0", "0.46"));
    // Four of value is less than the venue takes.
    has(&lines, "leg BTC/USDT dust 0.04");
    has(&lines, "guard 1 over");
    let leg = press(&house, 1).legs[0].clone();
    assert_eq!((leg.sent, leg.filled), (qty("2.5"), qty("1.96")));
    house.check_replay();
}

#[test]
fn z6_nothing_is_sent_beside_an_order_of_unknown_fate() {
    let mut house = holding();
    flatten(&mut house, at(3), "global");
    answered(&mut house, at(3), 2, PlaceAnswer::Unknown);
    let lines = house.wake_until(at(20));
    assert!(
        lines.iter().any(|line| line.contains("> query 2")),
        "{lines:?}"
    );
    assert!(
        !lines.iter().any(|line| line.contains("> place")),
        "{lines:?}"
    );
    // It traded after all: nothing is left, and nothing was sent twice.
    let lines = filled(&mut house, at(21), 2, "2");
    has(&lines, "leg BTC/USDT flat 0");
    house.check_replay();
}

#[test]
fn z6_a_death_in_the_middle_goes_on_where_it_was() {
    let mut house = holding();
    flatten(&mut house, at(3), "global");
    let mut house = house.restarted();
    let lines = house.wake(at(4));
    assert!(sent(&lines).is_empty(), "{lines:?}");
    house.meet_market();
    report(&mut house, (at(5), 2), (VenueStatus::Working, "1", "1"));
    let mut house = house.restarted();
    report(&mut house, (at(6), 2), (VenueStatus::Expired, "0", "1"));
    house.meet_market();
    let lines = house.wake_until(at(8));
    assert_eq!(
        lines.iter().filter(|l| l.contains("> place 3")).count(),
        1,
        "{lines:?}"
    );
    accept(&mut house, at(9), 3);
    has(&filled(&mut house, at(9), 3, "1"), "leg BTC/USDT flat 0");
    house.check_replay();
}

#[test]
fn z7_one_flatten_of_a_scope_at_a_time_and_of_two_over_one_position_the_earlier_closes_it() {
    let mut house = holding();
    has(&flatten(&mut house, at(3), "symbol:BTC/USDT"), "> place 2");
    let lines = flatten(&mut house, at(4), "symbol:BTC/USDT");
    assert_eq!(lines, ["@5 not flattened Runs(PressId(1))"]);
    let lines = flatten(&mut house, at(4), "global");
    has(&lines, "@5 press 2");
    assert!(sent(&lines).is_empty(), "{lines:?}");
    accept(&mut house, at(5), 2);
    filled(&mut house, at(5), 2, "2");
    house.wake(at(6));
    for number in [1, 2] {
        let end = press(&house, number).legs[0].end.unwrap();
        assert_eq!(end.outcome, LegOutcome::Flat);
    }
    house.check_replay();
}

#[test]
fn z7_positions_are_of_accounts_so_a_person_or_a_strategy_cannot_be_flattened() {
    let mut house = holding();
    for of in ["user:7", "strategy:1"] {
        let lines = flatten(&mut house, at(3), of);
        assert!(lines[0].contains("NotOfPositions"), "{lines:?}");
        assert_eq!(lines.len(), 1);
    }
    assert_eq!(house.trading.halts().count(), 0);
    // Another account's or symbol's positions are nobody else's.
    for of in ["account:9", "symbol:ETH/USDT", "venue:other"] {
        flatten(&mut house, at(4), of);
        let last = house.trading.presses().next_back().unwrap();
        assert!(last.legs.is_empty() && last.is_settled(), "{of}");
    }
}

#[test]
fn z7_spot_base_that_our_trades_did_not_bring_in_is_nobodys_position() {
    let mut house = House::new();
    house.place(at(1), "sell 1 BTC/USDT 100");
    accept(&mut house, at(1), 1);
    filled(&mut house, at(1), 1, "1");
    assert_eq!(
        house.trading.position(PAPER, btc()).unwrap().net(),
        amount("-1")
    );
    flatten(&mut house, at(2), "global");
    assert!(press(&house, 1).legs.is_empty());
    assert_eq!(house.trading.open_orders().count(), 0);
}

#[test]
fn z8_the_house_flattens_by_the_same_way() {
    let mut house = holding();
    let cause = Cause::house("the loss of a day".to_string());
    let mut out = Vec::new();
    let began = house
        .trading
        .flatten_scope(at(3), Scope::Account(PAPER), cause, &mut out);
    assert_eq!(began, Ok(PressId::new(1)));
    let running = press(&house, 1);
    assert_eq!(running.cause.origin, Origin::House);
    let lines = house.wake(at(3));
    assert_eq!(sent(&lines), ["> place 2"]);
    assert_eq!(
        house.trading.order(id(2)).unwrap().order.origin(),
        Origin::House
    );
}
