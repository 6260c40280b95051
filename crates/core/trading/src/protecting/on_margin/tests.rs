//! Lives of protected positions on margin: two exits, each an order of its own, neither ended by the venue for the other.

use crate::fixture::*;
use crate::*;
use ::gate::*;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use domain::*;

/// The order that opens, its target and its stop.
const ENTRY: u64 = 1;
const TARGET: u64 = 3;
const STOP: u64 = 4;

fn perpetual() -> Symbol {
    Symbol::new("BTC/USDT:USDT").unwrap()
}

fn told(house: &mut House, secs: i64, held: &str) -> Vec<String> {
    let report = MarginReport {
        account: MARGINED,
        positions: PositionMode::OneWay,
        assets: AssetsMode::Single,
        contracts: vec![ContractTerms {
            side: PositionSide::Both,
            symbol: perpetual(),
            leverage: Leverage::new(5).unwrap(),
            margin: MarginMode::Cross,
            held: amount(held),
            entry: None,
            isolated: Amount::ZERO,
            liquidation: None,
        }],
    };
    house.step(at(secs), Input::Contract(ContractInput::Margin(report)))
}

/// A house that knows its account on margin and the market of the perpetual, at this instant.
fn house() -> House {
    let mut house = House::margined();
    meet_market(&mut house, 0);
    let statement = Statement {
        asked_at: at(0),
        balances: BalanceReport {
            account: MARGINED,
            ..balances(at(-1), &[("USDT", "1000")])
        },
        trades: Vec::new(),
        open_orders: Vec::new(),
        margin: StatedMargin::default(),
    };
    let (account, answer) = (MARGINED, StatementAnswer::Complete(statement));
    house.step(at(0), Input::Stated { account, answer });
    told(&mut house, 0, "0");
    house
}

fn meet_market(house: &mut House, secs: i64) {
    let mut seen = quote("BTC/USDT:USDT");
    seen.received = at(secs);
    house.step(at(secs), Input::Quote(seen));
    let mark = MarkPrice {
        price: price("100"),
        received: at(secs),
    };
    let (venue, symbol) = (venue(), perpetual());
    let input = ContractInput::Mark {
        venue,
        symbol,
        mark,
    };
    house.step(at(secs), Input::Contract(input));
}

/// Exits of a position that was opened on this side at 100.
fn exits(side: Side) -> (Option<OrderKind>, Option<OrderKind>) {
    let (stop, target) = match side {
        Side::Buy => ("95", "105"),
        Side::Sell => ("105", "95"),
    };
    let stop = OrderKind::Stop {
        trigger: price(stop),
    };
    let target = OrderKind::TakeProfit {
        trigger: price(target),
    };
    (Some(stop), Some(target))
}

/// A house with a protected order for two that the venue has.
fn working(side: Side, if_bare: IfBare) -> House {
    let mut house = house();
    let mut terms = terms(&format!("{side} 2 BTC/USDT 100"));
    terms.symbol = perpetual();
    let input = Input::PlaceProtected {
        request: RequestId(1),
        account: MARGINED,
        origin: PERSON,
        terms,
        protection: Protection::new(&terms, exits(side), if_bare).unwrap(),
    };
    let lines = house.step(at(1), input);
    assert!(lines.contains(&"guard 1 wished".into()), "{lines:?}");
    accept(&mut house, 1, ENTRY);
    house
}

fn accept(house: &mut House, secs: i64, order: u64) -> Vec<String> {
    let answer = PlaceAnswer::Accepted {
        venue_id: venue_id(order),
        at: at(secs),
    };
    let order = id(order);
    house.step(at(secs), Input::Answered { order, answer })
}

fn refuse(house: &mut House, secs: i64, order: u64) -> Vec<String> {
    let words = VenueWords {
        code: -2021,
        text: "would trigger at once".into(),
    };
    let (order, answer) = (id(order), PlaceAnswer::Refused(words));
    house.step(at(secs), Input::Answered { order, answer })
}

fn never_left(house: &mut House, secs: i64, order: u64) -> Vec<String> {
    let (order, answer) = (id(order), PlaceAnswer::NotSent(NotSentReason::OverBudget));
    house.step(at(secs), Input::Answered { order, answer })
}

fn report(
    house: &mut House,
    (secs, order): (i64, u64),
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
        at: at(secs),
    });
    let said = VenueReport {
        account: MARGINED,
        client_id: found.order.client_id(),
        venue_id: venue_id(order),
        symbol: perpetual(),
        status,
        filled_total: qty(total),
        fill,
        at: at(secs),
    };
    house.step(at(secs), Input::Venue(said))
}

fn filled(house: &mut House, secs: i64, order: u64) -> Vec<String> {
    report(house, (secs, order), (VenueStatus::Filled, "2", "2"))
}

/// A filled order of which both exits work at the venue.
fn protected(side: Side, if_bare: IfBare) -> House {
    let mut house = working(side, if_bare);
    let lines = filled(&mut house, 2, ENTRY);
    let sent = [
        "opened 3",
        "opened 4",
        "> place 3",
        "> place 4",
        "guard 1 Protect 3",
    ];
    assert_eq!(lines[2..], sent);
    accept(&mut house, 2, TARGET);
    accept(&mut house, 2, STOP);
    house
}

fn has(lines: &[String], line: &str) {
    assert!(
        lines.iter().any(|told| told == line),
        "no {line}: {lines:#?}"
    );
}

// ORD-04
#[test]
fn o34_long_and_short_are_held_by_two_orders_and_the_house_ends_the_second() {
    for side in [Side::Buy, Side::Sell] {
        let mut house = protected(side, IfBare::Flatten);
        for order in [TARGET, STOP] {
            let exit = house.trading.order(id(order)).unwrap().order;
            assert_eq!(exit.terms().effect, PositionEffect::ReduceOnly);
            assert_ne!(exit.terms().side, side);
            assert_eq!((exit.origin(), exit.terms().qty), (Origin::House, qty("2")));
        }
        house.check_replay();
        let lines = filled(&mut house, 3, STOP);
        assert_eq!(
            lines,
            [
                "fill 4 2 at 100 InLife",
                "ended 4 filled 2",
                "cancel asked 3",
                "> cancel 3"
            ]
        );
        let ended = (VenueStatus::Cancelled, "0", "0");
        let lines = report(&mut house, (3, TARGET), ended);
        assert_eq!(lines, ["ended 3 cancelled 0", "guard 1 over"]);
        assert_eq!(house.trading.halts().count(), 0);
        house.check_replay();
    }
}

// ORD-04: one of both exits is refused.
#[test]
fn o34_half_an_exit_is_none_and_the_policy_holds_at_once() {
    for if_bare in [IfBare::Flatten, IfBare::Alarm] {
        let mut house = working(Side::Sell, if_bare);
        filled(&mut house, 2, ENTRY);
        accept(&mut house, 2, TARGET);
        let lines = refuse(&mut house, 2, STOP);
        assert_eq!(
            lines,
            ["ended 4 rejected 0", "cancel asked 3", "> cancel 3"]
        );
        house.check_replay();
        let lines = report(&mut house, (2, TARGET), (VenueStatus::Cancelled, "0", "0"));
        has(&lines, "guard 1 bare 2 ExitEnded");
        match if_bare {
            IfBare::Alarm => has(&lines, "halted symbol:BTC/USDT:USDT"),
            IfBare::Flatten => {
                has(&lines, "guard 1 Flatten 5");
                let close = house.trading.order(id(5)).unwrap().order;
                assert_eq!(close.terms().kind, OrderKind::Market);
                assert_eq!(close.terms().effect, PositionEffect::ReduceOnly);
                assert_eq!(close.terms().side, Side::Buy);
            }
        }
        house.check_replay();
    }
}

#[test]
fn o34_an_exit_that_never_left_takes_the_other_with_it_and_both_are_placed_anew() {
    let mut house = working(Side::Buy, IfBare::Flatten);
    filled(&mut house, 2, ENTRY);
    accept(&mut house, 2, TARGET);
    has(&never_left(&mut house, 2, STOP), "> cancel 3");
    report(&mut house, (2, TARGET), (VenueStatus::Cancelled, "0", "0"));
    let lines = house.wake_until(at(3));
    has(&lines, "2500 guard 1 Protect 6");
    assert!(!lines.iter().any(|line| line.contains("bare")), "{lines:?}");
    house.check_replay();
}

// Law: what reduces passes.
#[test]
fn o34_exits_stand_in_nobodys_way_and_go_when_the_position_has_gone() {
    let mut house = protected(Side::Buy, IfBare::Flatten);
    let mut close = terms("sell 2 BTC/USDT market");
    (close.symbol, close.effect) = (perpetual(), PositionEffect::ReduceOnly);
    let (request, account, origin) = (RequestId(2), MARGINED, PERSON);
    let terms = close;
    let wish = Input::Place {
        request,
        account,
        origin,
        terms,
    };
    has(&house.step(at(3), wish.clone()), "> place 5");
    has(
        &house.step(at(3), wish),
        "refused 6 GATE-10.reduce-only-excess",
    );
    accept(&mut house, 3, 5);
    let lines = filled(&mut house, 3, 5);
    has(&lines, "> cancel 3");
    has(&lines, "> cancel 4");
    for exit in [TARGET, STOP] {
        report(&mut house, (3, exit), (VenueStatus::Cancelled, "0", "0"));
    }
    assert_eq!(house.trading.guards().count(), 0);
    assert_eq!(house.trading.halts().count(), 0);
    house.check_replay();
}

#[test]
fn o34_a_position_closed_in_part_by_others_is_not_sold_twice() {
    let mut house = working(Side::Buy, IfBare::Flatten);
    filled(&mut house, 2, ENTRY);
    accept(&mut house, 2, TARGET);
    refuse(&mut house, 2, STOP);
    let mut close = terms("sell 1.5 BTC/USDT market");
    (close.symbol, close.effect) = (perpetual(), PositionEffect::ReduceOnly);
    let wish = Input::Place {
        request: RequestId(2),
        account: MARGINED,
        origin: PERSON,
        terms: close,
    };
    has(&house.step(at(2), wish), "> place 5");
    accept(&mut house, 2, 5);
    report(&mut house, (2, 5), (VenueStatus::Filled, "1.5", "1.5"));
    let lines = report(&mut house, (2, TARGET), (VenueStatus::Cancelled, "0", "0"));
    has(&lines, "guard 1 bare 0.5 ExitEnded");
    let flatten = house.trading.order(id(6)).unwrap().order;
    assert_eq!(flatten.terms().qty, qty("0.5"));
    house.check_replay();
}

// A person's cancel of one exit ends both.
#[test]
fn o34_one_exit_ended_by_a_person_ends_both() {
    let mut house = protected(Side::Buy, IfBare::Flatten);
    let wish = Input::Cancel {
        request: RequestId(3),
        order: id(STOP),
        origin: PERSON,
    };
    let lines = house.step(at(3), wish);
    has(&lines, "> cancel 3");
    has(&lines, "> cancel 4");
    for exit in [TARGET, STOP] {
        report(&mut house, (3, exit), (VenueStatus::Cancelled, "0", "0"));
    }
    assert!(
        !house
            .wake_until(at(30))
            .iter()
            .any(|line| line.contains("> place"))
    );
    house.check_replay();
}

// ORD-03 ORD-04: kill -9 after any event.
#[test]
fn o34_after_a_death_at_any_step_it_is_covered_closed_or_told() {
    let mut lives = Vec::new();
    for (side, if_bare) in [(Side::Buy, IfBare::Flatten), (Side::Sell, IfBare::Alarm)] {
        let mut house = protected(side, if_bare);
        filled(&mut house, 3, STOP);
        lives.push(house);
        let mut house = working(side, if_bare);
        filled(&mut house, 2, ENTRY);
        accept(&mut house, 2, TARGET);
        refuse(&mut house, 2, STOP);
        report(&mut house, (2, TARGET), (VenueStatus::Cancelled, "0", "0"));
        lives.push(house);
    }
    let mut exposed = 0;
    for life in lives {
        for length in 0..=life.journal.len() {
            let journal = life.journal[..length].to_vec();
            let mut house = House {
                trading: Trading::recover(life.config, (life.make_gate)(), journal.clone())
                    .unwrap(),
                journal,
                config: life.config,
                make_gate: life.make_gate,
            };
            meet_market(&mut house, 20);
            house.wake(at(20));
            house.wake_until(at(20).plus(BARE_MAX));
            if let Some(guard) = house.trading.guards().next() {
                let covered = guard.covered().unwrap();
                let bare = guard.exposed().minus(covered).unwrap_or(Qty::ZERO);
                exposed += u32::from(!bare.is_zero());
                assert!(bare.is_zero() || guard.told.is_some(), "{length}");
            }
            house.check_replay();
        }
    }
    assert!(exposed > 0);
}

// ORD-04: a fill in part whose worth no order that opens may have; the venue takes a close of any worth.
#[test]
fn o34_a_position_worth_less_than_the_smallest_order_is_protected_too() {
    let mut house = working(Side::Buy, IfBare::Flatten);
    report(
        &mut house,
        (2, ENTRY),
        (VenueStatus::Cancelled, "0.01", "0.01"),
    );
    for exit in [TARGET, STOP] {
        let terms = *house.trading.order(id(exit)).unwrap().order.terms();
        assert_eq!(terms.qty, qty("0.01"));
        assert_eq!(terms.effect, PositionEffect::ReduceOnly);
    }
    house.check_replay();
}

// GATE-11: long or short, both exits are ended first, and the close can never turn the position.
#[test]
fn z4_a_flatten_on_margin_ends_both_exits_and_closes_either_side() {
    for side in [Side::Buy, Side::Sell] {
        let mut house = protected(side, IfBare::Flatten);
        let input = StopInput::Flatten {
            request: RequestId(9),
            scope: Scope::Account(MARGINED),
            cause: cause(),
        };
        let lines = house.step(at(3), Input::Stop(input));
        has(&lines, &format!("> cancel {TARGET}"));
        has(&lines, &format!("> cancel {STOP}"));
        let gone = (VenueStatus::Cancelled, "0", "0");
        let lines = report(&mut house, (4, TARGET), gone);
        assert!(
            !lines.iter().any(|line| line.contains("place")),
            "{lines:?}"
        );
        let lines = report(&mut house, (4, STOP), gone);
        has(&lines, "> place 5");
        let close = *house.trading.order(id(5)).unwrap();
        let terms = close.order.terms();
        assert_eq!((terms.side, terms.qty), (side.opposite(), qty("2")));
        assert_eq!(terms.effect, PositionEffect::ReduceOnly);
        accept(&mut house, 5, 5);
        let lines = filled(&mut house, 5, 5);
        has(&lines, "leg BTC/USDT:USDT flat 0");
        has(&lines, "guard 1 over");
        assert!(house.trading.presses().all(|press| press.is_settled()));
        house.check_replay();
    }
}
