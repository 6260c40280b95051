//! Lives of protected positions: exits that follow the fill, exits that cannot be had, and what is done then.

use crate::fixture::*;
use crate::*;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use domain::*;

const ENTRY: u64 = 1;

fn stop() -> Option<OrderKind> {
    Some(OrderKind::Stop {
        trigger: price("95"),
    })
}

fn target() -> Option<OrderKind> {
    Some(OrderKind::LimitMaker {
        price: price("105"),
    })
}

/// A house with a protected buy that the venue has.
fn working(words: &str, exits: (Option<OrderKind>, Option<OrderKind>), if_bare: IfBare) -> House {
    let mut house = House::new();
    let terms = terms(words);
    let input = Input::PlaceProtected {
        request: RequestId(1),
        account: PAPER,
        origin: PERSON,
        terms,
        protection: Protection::new(&terms, exits, if_bare).unwrap(),
    };
    let lines = house.step(at(1), input);
    assert_eq!(lines[0], "opened 1");
    assert!(lines.contains(&"guard 1 wished".into()), "{lines:?}");
    accept(&mut house, at(1), ENTRY);
    house
}

fn accept(house: &mut House, now: Time, order: u64) -> Vec<String> {
    let answer = PlaceAnswer::Accepted {
        venue_id: venue_id(order),
        at: now,
    };
    answered(house, now, order, answer)
}

fn answered(house: &mut House, now: Time, order: u64, answer: PlaceAnswer) -> Vec<String> {
    let order = id(order);
    house.step(now, Input::Answered { order, answer })
}

fn refuse(house: &mut House, now: Time, order: u64) -> Vec<String> {
    let words = VenueWords {
        code: -2010,
        text: "no".into(),
    };
    answered(house, now, order, PlaceAnswer::Refused(words))
}

/// What the venue reports: a status with all that traded, and the part and fee of the trade that caused it.
#[derive(Clone, Copy)]
struct Said<'a> {
    status: VenueStatus,
    total: &'a str,
    part: Option<&'a str>,
    fee: &'a str,
    fee_asset: &'a str,
}

impl<'a> Said<'a> {
    fn traded(status: VenueStatus, total: &'a str, part: &'a str) -> Self {
        Self {
            status,
            total,
            part: Some(part),
            fee: "0",
            fee_asset: "USDT",
        }
    }

    fn ended(status: VenueStatus, total: &'a str) -> Self {
        Self {
            part: None,
            ..Self::traded(status, total, "0")
        }
    }
}

fn report(house: &mut House, now: Time, order: u64, said: Said<'_>) -> Vec<String> {
    let found = house.trading.order(id(order)).unwrap();
    let client_id = found.order.client_id();
    let fill = said.part.map(|part| VenueFill {
        trade: VenueTradeId::new(&format!("t{order}-{}", said.total)).unwrap(),
        price: price("100"),
        qty: qty(part),
        fee: amount(said.fee),
        fee_asset: asset(said.fee_asset),
        liquidity: Liquidity::Taker,
        at: now,
    });
    house.step(
        now,
        Input::Venue(VenueReport {
            account: PAPER,
            client_id,
            venue_id: venue_id(order),
            symbol: btc(),
            status: said.status,
            filled_total: qty(said.total),
            fill,
            at: now,
        }),
    )
}

fn filled(house: &mut House, now: Time, order: u64, total: &str) -> Vec<String> {
    report(
        house,
        now,
        order,
        Said::traded(VenueStatus::Filled, total, total),
    )
}

/// A filled buy of two whose pair (3 and 4) works at the venue.
fn protected(if_bare: IfBare) -> House {
    let mut house = working("buy 2 BTC/USDT 100", (stop(), target()), if_bare);
    filled(&mut house, at(2), ENTRY, "2");
    accept(&mut house, at(2), 3);
    accept(&mut house, at(2), 4);
    house
}

fn after(lines: &[String], first: &str) -> Vec<String> {
    let from = lines.iter().position(|line| line == first);
    let from = from.unwrap_or_else(|| panic!("no {first} in {lines:#?}"));
    lines[from..].to_vec()
}

// ORD-04
#[test]
fn o22_exits_leave_in_the_turn_of_the_fill() {
    let mut house = working("buy 2 BTC/USDT 100", (stop(), target()), IfBare::Alarm);
    let lines = filled(&mut house, at(2), ENTRY, "2");
    assert_eq!(
        lines,
        [
            "fill 1 2 at 100 InLife",
            "ended 1 filled 2",
            "opened 3",
            "opened 4",
            "> place pair 2",
            "guard 1 Protect 3"
        ]
    );
    let order = house.trading.order(id(4)).unwrap();
    assert_eq!(order.order.origin(), Origin::House);
    assert_eq!(order.order.terms().effect, PositionEffect::ReduceOnly);
    assert_eq!(house.held("BTC"), amount("2"));
    house.check_replay();
    // The target trades, the venue ends the stop, and nothing is left to protect.
    accept(&mut house, at(2), 3);
    accept(&mut house, at(2), 4);
    filled(&mut house, at(3), 3, "2");
    let lines = report(&mut house, at(3), 4, Said::ended(VenueStatus::Expired, "0"));
    assert_eq!(lines, ["ended 4 expired 0", "guard 1 over"]);
    assert_eq!(house.held("BTC"), amount("0"));
    house.check_replay();
}

#[test]
fn o22_what_the_venue_took_as_fee_is_not_sold() {
    let mut house = working("buy 2 BTC/USDT 100", (stop(), None), IfBare::Alarm);
    let said = Said {
        fee: "0.002",
        fee_asset: "BTC",
        ..Said::traded(VenueStatus::Filled, "2", "2")
    };
    let lines = report(&mut house, at(2), ENTRY, said);
    assert_eq!(
        after(&lines, "opened 2"),
        ["opened 2", "> place 2", "guard 1 Protect 2"]
    );
    let exit = house.trading.order(id(2)).unwrap();
    assert_eq!(exit.order.terms().qty, qty("1.998"));
    assert_eq!(Some(exit.order.terms().kind), stop());
}

#[test]
fn o22_a_target_alone_is_held_too() {
    let mut house = working("buy 2 BTC/USDT market", (None, target()), IfBare::Alarm);
    filled(&mut house, at(2), ENTRY, "2");
    let exit = house.trading.order(id(2)).unwrap();
    assert_eq!(Some(exit.order.terms().kind), target());
}

#[test]
fn o22_fills_of_an_order_that_goes_on_are_gathered_for_a_second() {
    let mut house = working("buy 9 BTC/USDT 100", (stop(), None), IfBare::Alarm);
    let part = |total| Said::traded(VenueStatus::Working, total, "1");
    let lines = report(&mut house, at(2), ENTRY, part("1"));
    assert_eq!(lines, ["fill 1 1 at 100 InLife"]);
    report(&mut house, at(2), ENTRY, part("2"));
    let lines = house.wake_until(at(3));
    let exit = "3000 guard 1 Protect 2".into();
    assert!(lines.contains(&exit), "{lines:?}");
    assert_eq!(
        house.trading.order(id(2)).unwrap().order.terms().qty,
        qty("2")
    );
    accept(&mut house, at(3), 2);
    // Two more exits beside it; then the last is ended, and one for all of the rest takes its place.
    for (second, total, order) in [(4, "3", 3), (6, "4", 4)] {
        report(&mut house, at(second), ENTRY, part(total));
        house.wake_until(at(second + 1));
        accept(&mut house, at(second + 1), order);
    }
    report(&mut house, at(8), ENTRY, part("5"));
    let lines = house.wake_until(at(9));
    assert!(lines.contains(&"9000 > cancel 4".into()), "{lines:?}");
    let lines = report(
        &mut house,
        at(9),
        4,
        Said::ended(VenueStatus::Cancelled, "0"),
    );
    assert_eq!(
        after(&lines, "opened 5"),
        ["opened 5", "> place 5", "guard 1 Protect 5"]
    );
    assert_eq!(
        house.trading.order(id(5)).unwrap().order.terms().qty,
        qty("2")
    );
    house.check_replay();
}

#[test]
fn o22_a_rest_too_small_for_the_venue_is_left() {
    let mut house = working("buy 9 BTC/USDT 100", (stop(), None), IfBare::Flatten);
    let said = Said::traded(VenueStatus::Cancelled, "0.04", "0.04");
    let lines = report(&mut house, at(2), ENTRY, said);
    assert_eq!(
        lines,
        [
            "fill 1 0.04 at 100 InLife",
            "ended 1 cancelled 0.04",
            "guard 1 over"
        ]
    );
}

// ORD-04: entry filled and stop rejected.
#[test]
fn o23_a_refused_exit_closes_at_the_market_at_once() {
    let mut house = working("buy 2 BTC/USDT 100", (stop(), target()), IfBare::Flatten);
    filled(&mut house, at(2), ENTRY, "2");
    refuse(&mut house, at(2), 3);
    let lines = refuse(&mut house, at(2), 4);
    assert_eq!(
        lines,
        [
            "ended 4 rejected 0",
            "guard 1 bare 2 ExitEnded",
            "opened 5",
            "> place 5",
            "guard 1 Flatten 5"
        ]
    );
    let exit = house.trading.order(id(5)).unwrap().order;
    assert_eq!(exit.terms().kind, OrderKind::Market);
    assert_eq!(
        (exit.terms().side, exit.terms().qty),
        (Side::Sell, qty("2"))
    );
    house.check_replay();
    accept(&mut house, at(3), 5);
    let lines = filled(&mut house, at(3), 5, "2");
    assert_eq!(
        after(&lines, "ended 5 filled 2"),
        ["ended 5 filled 2", "guard 1 covered", "guard 1 over"]
    );
    assert_eq!(house.trading.halts().count(), 0);
}

// ORD-04: entry filled and stop rejected.
#[test]
fn o23_a_refused_exit_alarms_where_that_was_wished() {
    let mut house = working("buy 2 BTC/USDT 100", (stop(), None), IfBare::Alarm);
    filled(&mut house, at(2), ENTRY, "2");
    let lines = refuse(&mut house, at(2), 2);
    assert_eq!(
        lines,
        [
            "ended 2 rejected 0",
            "guard 1 bare 2 ExitEnded",
            "halted symbol:BTC/USDT"
        ]
    );
    let lines = house.wake_until(at(30));
    assert!(
        !lines.iter().any(|line| line.contains("> place")),
        "{lines:?}"
    );
    house.check_replay();
}

#[test]
fn o23_an_exit_that_ends_from_outside_is_seen() {
    for (status, if_bare) in [
        (VenueStatus::Cancelled, IfBare::Flatten),
        (VenueStatus::Expired, IfBare::Flatten),
        (VenueStatus::Cancelled, IfBare::Alarm),
    ] {
        let mut house = protected(if_bare);
        let lines = report(&mut house, at(9), 3, Said::ended(status, "0"));
        // The other may still stand: it is asked about.
        assert!(!lines.iter().any(|line| line.contains("bare")), "{lines:?}");
        let lines = report(&mut house, at(9), 4, Said::ended(status, "0"));
        let bare = "guard 1 bare 2 ExitEnded".into();
        assert!(lines.contains(&bare), "{lines:?}");
        let flattens = lines.contains(&"> place 5".into());
        assert_eq!(flattens, if_bare == IfBare::Flatten, "{lines:?}");
        assert_eq!(house.trading.halts().count(), usize::from(!flattens));
    }
}

#[test]
fn o23_a_stop_that_traded_in_part_leaves_the_rest_to_the_policy() {
    let mut house = protected(IfBare::Flatten);
    report(&mut house, at(9), 3, Said::ended(VenueStatus::Expired, "0"));
    let said = Said::traded(VenueStatus::Expired, "0.5", "0.5");
    let lines = report(&mut house, at(9), 4, said);
    assert_eq!(
        after(&lines, "guard 1 bare 1.5 ExitEnded")[1..],
        ["opened 5", "> place 5", "guard 1 Flatten 5"]
    );
}

#[test]
fn o23_an_exit_that_never_left_is_placed_anew_until_it_is_late() {
    let mut house = working("buy 2 BTC/USDT 100", (stop(), None), IfBare::Flatten);
    filled(&mut house, at(2), ENTRY, "2");
    let mut lines = Vec::new();
    for second in 2..=7 {
        assert!(!lines.iter().any(|line: &String| line.contains("bare")));
        let exit = house.trading.order_next().get() - 1;
        let not_sent = PlaceAnswer::NotSent(NotSentReason::NoConnection);
        lines = answered(&mut house, at(second), exit, not_sent);
        lines.extend(house.wake_until(at(second).plus(Span::from_millis(900))));
    }
    assert!(lines.contains(&"guard 1 bare 2 Late".into()), "{lines:?}");
    let exit = house.trading.order_next().get() - 1;
    let last = house.trading.order(id(exit)).unwrap().order;
    assert_eq!(last.terms().kind, OrderKind::Market);
    house.check_replay();
}

#[test]
fn o23_nobody_knows_for_five_seconds_is_said_and_nothing_is_sent_again() {
    for if_bare in [IfBare::Flatten, IfBare::Alarm] {
        let mut house = working("buy 2 BTC/USDT 100", (stop(), None), if_bare);
        filled(&mut house, at(2), ENTRY, "2");
        answered(&mut house, at(2), 2, PlaceAnswer::Unknown);
        let lines = house.wake_until(at(8));
        assert_eq!(
            after(&lines, "7000 guard 1 bare 2 Unknown")[..2],
            ["7000 guard 1 bare 2 Unknown", "7000 halted symbol:BTC/USDT"]
        );
        assert!(
            !lines.iter().any(|line| line.contains("> place")),
            "{lines:?}"
        );
        let lines = accept(&mut house, at(8), 2);
        assert!(lines.contains(&"guard 1 covered".into()), "{lines:?}");
        house.check_replay();
    }
}

#[test]
fn o23_an_exit_never_seen_is_placed_anew() {
    let mut house = working("buy 2 BTC/USDT 100", (stop(), None), IfBare::Flatten);
    filled(&mut house, at(2), ENTRY, "2");
    let deadline = at(2).plus(REQUEST_LIFE);
    house.wake_until(deadline);
    let mut lines = Vec::new();
    for second in 1..=2 {
        let asked_at = deadline.plus(Span::from_secs(second));
        let (order, answer) = (id(2), QueryAnswer::NeverSeen);
        lines = house.step(
            asked_at,
            Input::Queried {
                order,
                asked_at,
                answer,
            },
        );
    }
    assert_eq!(
        after(&lines, "ended 2 never-seen 0"),
        [
            "ended 2 never-seen 0",
            "opened 3",
            "> place 3",
            "guard 1 Protect 3"
        ]
    );
}

#[test]
fn o23_the_order_that_opens_more_is_ended() {
    let mut house = working("buy 9 BTC/USDT 100", (stop(), None), IfBare::Alarm);
    let said = Said::traded(VenueStatus::Working, "2", "2");
    report(&mut house, at(2), ENTRY, said);
    house.wake_until(at(3));
    let lines = refuse(&mut house, at(3), 2);
    assert_eq!(
        after(&lines, "ended 2 rejected 0"),
        [
            "ended 2 rejected 0",
            "guard 1 bare 2 ExitEnded",
            "halted symbol:BTC/USDT",
            "cancel asked 1",
            "> cancel 1"
        ]
    );
}

#[test]
fn o23_what_cannot_be_closed_is_said() {
    let mut house = working("buy 2 BTC/USDT 100", (stop(), None), IfBare::Flatten);
    filled(&mut house, at(2), ENTRY, "2");
    refuse(&mut house, at(2), 2);
    let mut lines = Vec::new();
    for exit in 3..=5 {
        lines = refuse(&mut house, at(exit), u64::try_from(exit).unwrap());
        lines.extend(house.wake_until(at(exit).plus(EXIT_PAUSE)));
    }
    assert_eq!(
        after(&lines, "guard 1 bare 2 NotFlattened")[..2],
        ["guard 1 bare 2 NotFlattened", "halted symbol:BTC/USDT"]
    );
    let lines = house.wake_until(at(60));
    assert!(
        !lines.iter().any(|line| line.contains("> place")),
        "{lines:?}"
    );
    house.check_replay();
}

#[test]
fn o24_a_person_who_ends_an_exit_lifts_the_protection() {
    let mut house = protected(IfBare::Flatten);
    house.cancel(at(5), 3);
    for exit in [3, 4] {
        let said = Said::ended(VenueStatus::Cancelled, "0");
        let lines = report(&mut house, at(5), exit, said);
        assert!(
            !lines.iter().any(|line| line.contains("> place")),
            "{lines:?}"
        );
    }
    assert_eq!(house.trading.guards().count(), 0);
    assert_eq!(house.trading.halts().count(), 0);
    house.check_replay();
}

// GATE-10: what only takes risk away goes on.
#[test]
fn o24_a_halt_leaves_exits_and_lets_them_be_placed() {
    let mut house = protected(IfBare::Flatten);
    let halt = Input::Halt {
        request: RequestId(3),
        scope: Scope::Global,
        reach: HaltReach::AndCancel,
        cause: cause(),
    };
    let lines = house.step(at(5), halt);
    assert_eq!(
        lines,
        [
            "halted global",
            "press 1 halt-and-cancel global",
            "@3 press 1"
        ]
    );
    for exit in [3, 4] {
        report(
            &mut house,
            at(5),
            exit,
            Said::ended(VenueStatus::Cancelled, "0"),
        );
    }
    let last = house.trading.order_next().get() - 1;
    let last = house.trading.order(id(last)).unwrap().order;
    assert_eq!(last.terms().kind, OrderKind::Market);
}

#[test]
fn o24_exits_are_never_stale_and_never_replaced() {
    let mut house = protected(IfBare::Flatten);
    let day = Span::from_secs(3_600 * 24);
    let lines = house.step(at(2).plus(day.times(3)), Input::Wake);
    assert!(
        !lines.iter().any(|line| line.contains("time up")),
        "{lines:?}"
    );
    let restarted = house
        .restarted()
        .step(at(2).plus(day.times(3)), Input::Wake);
    let stale = |line: &String| line.contains("time up");
    assert!(!restarted.iter().any(stale), "{restarted:?}");
    for order in [3, 4] {
        let replace = Input::Replace {
            request: RequestId(4),
            order: id(order),
            origin: PERSON,
            terms: terms("sell 2 BTC/USDT 101"),
        };
        let lines = house.step(at(9), replace);
        let no = format!("@4 not replaceable {order}");
        assert!(lines.contains(&no), "{lines:?}");
    }
}

/// What is bare of the one position, and whether that was told.
fn bare(house: &House) -> Option<(Qty, Option<Time>)> {
    let guard = house.trading.guards().next()?;
    let covered = guard.covered().unwrap();
    Some((
        guard.exposed().minus(covered).unwrap_or(Qty::ZERO),
        guard.told,
    ))
}

// The state is made anew from the disk whenever a commit fails.
#[test]
fn o24_a_commit_that_fails_gives_no_second_five_seconds() {
    let mut house = working("buy 2 BTC/USDT 100", (stop(), None), IfBare::Alarm);
    filled(&mut house, at(2), ENTRY, "2");
    let never_left = PlaceAnswer::NotSent(NotSentReason::OverBudget);
    answered(&mut house, at(2), 2, never_left);
    for second in 3..7 {
        let kept = house.trading.snapshot();
        house.trading = house.trading.rebuild(kept, []).unwrap();
        let lines = house.wake_until(at(second));
        assert!(!lines.iter().any(|line| line.contains("bare")), "{lines:?}");
    }
    let lines = house.wake_until(at(7));
    let told = "7000 guard 1 bare 2 Late".into();
    assert!(lines.contains(&told), "{lines:?}");
}

// ORD-03 ORD-04: kill -9 after any event.
#[test]
fn o24_after_a_death_at_any_step_it_is_covered_or_told_within_five_seconds() {
    let mut lives = Vec::new();
    for if_bare in [IfBare::Flatten, IfBare::Alarm] {
        let mut house = protected(if_bare);
        for exit in [3, 4] {
            report(
                &mut house,
                at(5),
                exit,
                Said::ended(VenueStatus::Cancelled, "0"),
            );
        }
        lives.push(house);
        let mut house = working("buy 9 BTC/USDT 100", (stop(), None), if_bare);
        report(
            &mut house,
            at(2),
            ENTRY,
            Said::traded(VenueStatus::Working, "2", "2"),
        );
        house.wake_until(at(3));
        refuse(&mut house, at(3), 2);
        lives.push(house);
    }
    let mut exposed = 0;
    for life in lives {
        for length in 0..=life.journal.len() {
            let journal = life.journal[..length].to_vec();
            let mut house = House {
                trading: Trading::recover(life.config, gate(), journal.clone()).unwrap(),
                journal,
                config: life.config,
                make_gate: gate,
            };
            house.meet_market();
            house.wake(at(20));
            house.wake_until(at(20).plus(BARE_MAX));
            if let Some((bare, told)) = bare(&house) {
                exposed += u32::from(!bare.is_zero());
                assert!(
                    bare.is_zero() || told.is_some(),
                    "{length} {:?}",
                    house.journal
                );
            }
            house.check_replay();
        }
    }
    assert!(exposed > 0);
}

fn amend(house: &mut House, order: u64, words: &str) -> Vec<String> {
    let wish = AmendInput::Wish {
        request: RequestId(3),
        order: id(order),
        qty: qty(words),
        origin: PERSON,
    };
    house.step(at(3), Input::Amend(wish))
}

fn told(house: &mut House, order: u64, words: &str) -> Vec<String> {
    let client_id = house.trading.order(id(order)).unwrap().order.client_id();
    let told = AmendInput::Told {
        account: PAPER,
        client_id,
        qty: qty(words),
    };
    house.step(at(3), Input::Amend(told))
}

// ORD-02
#[test]
fn o40_what_holds_a_position_is_never_made_smaller_here() {
    for exits in [(stop(), target()), (None, target()), (stop(), None)] {
        let mut house = working("buy 2 BTC/USDT 100", exits, IfBare::Flatten);
        filled(&mut house, at(2), ENTRY, "2");
        let exits: Vec<u64> = house
            .trading
            .open_orders()
            .map(|o| o.order.id().get())
            .collect();
        assert!(!exits.is_empty());
        for exit in &exits {
            accept(&mut house, at(2), *exit);
        }
        for exit in exits {
            assert_eq!(
                amend(&mut house, exit, "1"),
                [format!("@3 not amendable {exit}")]
            );
            assert_eq!(told(&mut house, exit, "1"), Vec::<String>::new());
        }
        house.check_replay();
    }
}

#[test]
fn o38_an_entry_made_smaller_is_held_by_what_it_opened() {
    let exits = (stop(), target());
    let mut house = working("buy 2 BTC/USDT 100", exits, IfBare::Flatten);
    let part = Said::traded(VenueStatus::Working, "0.5", "0.5");
    report(&mut house, at(2), ENTRY, part);
    assert!(amend(&mut house, ENTRY, "1").contains(&"> amend 1 to 1".into()));
    // The rest of what it has become trades before the venue's word of it arrives.
    let rest = Said::traded(VenueStatus::Working, "1", "0.5");
    report(&mut house, at(3), ENTRY, rest);
    assert_eq!(house.state(1), "working 1");
    let lines = told(&mut house, ENTRY, "1");
    assert_eq!(lines[..2], ["amended 1 from 2 to 1", "ended 1 filled 1"]);
    house.check_replay();
    let guard = house.trading.guards().next().unwrap();
    assert_eq!(guard.exposed(), qty("1"));
}
