//! Changes of controls by one person and by two: proposed, agreed, in force, void.

use super::*;
use crate::fixture::*;
use crate::*;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::*;
use gate::Rule;

const BUY: &str = "buy 4 BTC/USDT 100";
const ANNA: u64 = 7;
const BORIS: u64 = 8;

fn dual() -> House {
    House::with(TradingConfig::default().with_persons(Persons::Two))
}

fn by(user: u64) -> Cause {
    Cause {
        origin: Origin::Person(UserId::new(user)),
        reason: "because".to_string(),
    }
}

fn limit(scope: &str, kind: LimitKind, value: Option<&str>) -> LimitChange {
    let value = value.map(|text| kind.parse(text).unwrap());
    let scope = scope.parse().unwrap();
    LimitChange { scope, kind, value }
}

fn value_of(text: &str) -> Change {
    let kind = LimitKind::OrderValueMax;
    Change::Limits([limit("symbol:BTC/USDT", kind, Some(text))].into())
}

fn propose(house: &mut House, now: Time, change: Change, cause: Cause) -> Vec<String> {
    propose_for(house, now, (change, None), cause)
}

fn propose_for(
    house: &mut House,
    now: Time,
    (change, from): (Change, Option<Time>),
    cause: Cause,
) -> Vec<String> {
    let input = ProposalInput::Propose {
        request: RequestId(1),
        change,
        from,
        cause,
    };
    house.step(now, Input::Proposal(input))
}

fn agree(house: &mut House, now: Time, (number, text): (u64, &str), user: u64) -> Vec<String> {
    let input = ProposalInput::Agree {
        request: RequestId(2),
        number,
        text: text.to_string(),
        cause: by(user),
    };
    house.step(now, Input::Proposal(input))
}

fn refused(house: &mut House, now: Time) -> Option<Rule> {
    let lines = house.place(now, BUY);
    let refused = lines
        .iter()
        .find_map(|line| line.strip_prefix("@1 refused "))?;
    Some(refused.parse().unwrap())
}

const TEXT_300: &str = "order_value_max of symbol:BTC/USDT to 300";
const TEXT_600: &str = "order_value_max of symbol:BTC/USDT to 600";

#[test]
fn q1_one_person_tightens_at_once_even_where_two_are_asked_for() {
    for mut house in [House::new(), dual()] {
        let lines = propose(&mut house, at(1), value_of("300"), by(ANNA));
        assert_eq!(
            lines,
            [
                "change-proposed 1",
                "change-in-force 1",
                "@1 proposed 1 in-force"
            ]
        );
        assert_eq!(refused(&mut house, at(2)), Some(Rule::OrderValue));
        assert_eq!(house.trading.controls().version, 1);
        house.check_replay();
    }
}

// SEC-09: nobody approves his own; an approval is bound to the exact change.
#[test]
fn q2_what_loosens_waits_for_another_person_who_agrees_to_exactly_that() {
    let mut house = dual();
    propose(&mut house, at(1), value_of("300"), by(ANNA));
    let lines = propose(&mut house, at(2), value_of("600"), by(ANNA));
    assert_eq!(lines, ["change-proposed 2", "@1 proposed 2 open"]);
    assert_eq!(refused(&mut house, at(3)), Some(Rule::OrderValue));
    let own = agree(&mut house, at(4), (2, TEXT_600), ANNA);
    assert_eq!(own, ["@2 not proposed OwnProposal(2)"]);
    let other = agree(&mut house, at(4), (2, TEXT_300), BORIS);
    assert_eq!(other, ["@2 not proposed OtherText(2)"]);
    let decided = agree(&mut house, at(4), (1, TEXT_300), BORIS);
    assert_eq!(decided, ["@2 not proposed NotWaiting(1)"]);
    assert_eq!(refused(&mut house, at(5)), Some(Rule::OrderValue));
    let agreed = agree(&mut house, at(6), (2, TEXT_600), BORIS);
    assert_eq!(
        agreed,
        [
            "change-agreed 2",
            "change-in-force 2",
            "@2 proposed 2 in-force"
        ]
    );
    assert_eq!(refused(&mut house, at(7)), None);
    let decided = &house.trading.controls().decided;
    let second = decided.back().unwrap().stage.second().unwrap();
    assert_eq!(second, by(BORIS));
    house.check_replay();
}

#[test]
fn q2_with_one_person_a_change_holds_at_once() {
    let mut house = House::new();
    propose(&mut house, at(1), value_of("300"), by(ANNA));
    let lines = propose(&mut house, at(2), value_of("600"), by(ANNA));
    assert_eq!(lines.last().unwrap(), "@1 proposed 2 in-force");
    assert_eq!(refused(&mut house, at(3)), None);
    let gone = Change::Limits([limit("symbol:BTC/USDT", LimitKind::OrderValueMax, None)].into());
    propose(&mut house, at(4), gone, by(ANNA));
    assert!(house.trading.controls().limits.is_empty());
    house.check_replay();
}

#[test]
fn q3_a_change_holds_from_its_instant_on_and_not_before() {
    let mut house = dual();
    let lines = propose_for(
        &mut house,
        at(1),
        (value_of("300"), Some(at(100))),
        by(ANNA),
    );
    assert_eq!(lines, ["change-proposed 1", "@1 proposed 1 agreed"]);
    house.wake_until(ms(99_999));
    assert_eq!(house.trading.controls().version, 0);
    house.wake_until(at(100));
    assert_eq!(house.trading.controls().version, 1);
    assert_eq!(refused(&mut house, at(101)), Some(Rule::OrderValue));
    for from in [at(101), at(102).plus(AHEAD_MAX).plus(Span::from_nanos(1))] {
        let change = (value_of("200"), Some(from));
        let lines = propose_for(&mut house, at(102), change, by(ANNA));
        assert_eq!(lines, ["@1 not proposed From"]);
    }
    house.check_replay();
}

#[test]
fn q4_what_nobody_agrees_to_in_time_is_void_and_so_is_what_would_replace_something_else() {
    let mut house = dual();
    propose(&mut house, at(1), value_of("500"), by(ANNA));
    propose(&mut house, at(2), value_of("600"), by(ANNA));
    // A person tightens in between: what was proposed would loosen more than was read.
    propose(&mut house, at(3), value_of("300"), by(BORIS));
    let lines = agree(&mut house, at(4), (2, TEXT_600), BORIS);
    assert_eq!(
        lines,
        ["change-agreed 2", "change-void 2", "@2 proposed 2 void"]
    );
    assert_eq!(refused(&mut house, at(5)), Some(Rule::OrderValue));
    propose(&mut house, at(6), value_of("600"), by(ANNA));
    let over = at(6).plus(PROPOSAL_LIFE);
    house.wake_until(over);
    let late = agree(&mut house, over, (4, TEXT_600), BORIS);
    assert_eq!(late, ["@2 not proposed NotWaiting(4)"]);
    let stages: Vec<&str> = house
        .trading
        .controls()
        .decided
        .iter()
        .map(|p| p.stage.name())
        .collect();
    assert_eq!(stages, ["in-force", "in-force", "void", "void"]);
    house.check_replay();
}

#[test]
fn q5_no_limit_of_people_is_looser_than_the_settings_or_no_limit_at_all() {
    let mut house = House::new();
    let mut said = |change| propose(&mut house, at(1), change, by(ANNA)).join(" ");
    assert!(said(value_of("1000.01")).contains("OverCeiling"));
    let none = Change::Limits([limit("global", LimitKind::OpenOrdersMax, None)].into());
    assert_eq!(said(none), "@1 not proposed Nothing");
    assert_eq!(said(Change::Limits([].into())), "@1 not proposed Nothing");
    let zero = LimitChange {
        value: Some(LimitValue::Count(0)),
        ..limit("global", LimitKind::OpenOrdersMax, None)
    };
    let zero = said(Change::Limits([zero].into()));
    assert_eq!(zero, "@1 not proposed Limit(OpenOrdersMax, Bounds)");
    let lost = limit("user:7", LimitKind::DailyLossMax, Some("3"));
    let lost = said(Change::Limits([lost].into()));
    assert!(lost.contains("not proposed Scope"), "{lost}");
    let one = limit("user:7", LimitKind::OpenOrdersMax, Some("3"));
    assert_eq!(
        said(Change::Limits([one, one].into())),
        "@1 not proposed Nothing"
    );
    let many: Vec<LimitChange> = (0..17)
        .map(|user| {
            limit(
                &alloc::format!("user:{user}"),
                LimitKind::OpenOrdersMax,
                Some("3"),
            )
        })
        .collect();
    assert_eq!(said(Change::Limits(many)), "@1 not proposed TooMany");
    assert_eq!(house.trading.controls(), &Controls::none());
}

// GATE-10 GATE-13: the release of a halt and a switch turned on take two persons where two are asked for.
#[test]
fn q6_two_persons_release_a_halt_and_turn_a_switch_on() {
    let mut house = dual();
    let halt = |house: &mut House, now| {
        let input = Input::Halt {
            request: RequestId(3),
            scope: Scope::Global,
            reach: HaltReach::NewOnly,
            cause: by(ANNA),
        };
        house.step(now, input)
    };
    let release = |house: &mut House, now| {
        let input = Input::Release {
            request: RequestId(4),
            scope: Scope::Global,
            cause: by(ANNA),
        };
        house.step(now, input)
    };
    halt(&mut house, at(1));
    assert_eq!(
        release(&mut house, at(2)),
        ["change-proposed 1", "@4 proposed 1 open"]
    );
    assert_eq!(refused(&mut house, at(3)), Some(Rule::Halted));
    let lines = agree(&mut house, at(4), (1, "release global"), BORIS);
    assert_eq!(
        lines,
        [
            "change-agreed 1",
            "change-in-force 1",
            "released global",
            "@2 proposed 1 in-force"
        ]
    );
    assert_eq!(refused(&mut house, at(5)), None);
    // A halt that was pressed anew is another one: an old word does not end it.
    halt(&mut house, at(6));
    release(&mut house, at(7));
    halt(&mut house, at(8));
    let lines = agree(&mut house, at(9), (2, "release global"), BORIS);
    assert_eq!(lines.get(1).unwrap(), "change-void 2");
    assert_eq!(refused(&mut house, at(10)), Some(Rule::Halted));
    house.check_replay();
}

#[test]
fn q7_one_person_switches_off_and_two_switch_on() {
    let mut house = dual();
    let switch = SwitchOf::Symbol(btc());
    let off = Change::Switch(switch, SwitchPosition::Off);
    let on = Change::Switch(switch, SwitchPosition::On);
    let lines = propose(&mut house, at(1), off.clone(), by(ANNA));
    assert_eq!(lines.last().unwrap(), "@1 proposed 1 in-force");
    assert_eq!(refused(&mut house, at(2)), Some(Rule::TradingSwitch));
    let again = propose(&mut house, at(3), off, by(ANNA));
    assert_eq!(again, ["@1 not proposed Nothing"]);
    let lines = propose(&mut house, at(4), on, by(ANNA));
    assert_eq!(lines.last().unwrap(), "@1 proposed 2 open");
    let withdrawn = ProposalInput::Withdraw {
        request: RequestId(5),
        number: 2,
        cause: by(BORIS),
    };
    let lines = house.step(at(5), Input::Proposal(withdrawn));
    assert_eq!(lines, ["change-withdrawn 2", "@5 proposed 2 withdrawn"]);
    assert_eq!(refused(&mut house, at(6)), Some(Rule::TradingSwitch));
    house.check_replay();
}

// The terminal is one of the two persons at most: its own proposal is not agreed to at the terminal.
#[test]
fn q2_the_terminal_agrees_to_a_persons_proposal_and_not_to_its_own() {
    let terminal = Cause {
        origin: Origin::House,
        ..by(0)
    };
    let mut house = dual();
    propose(&mut house, at(1), value_of("300"), by(ANNA));
    propose(&mut house, at(2), value_of("600"), terminal.clone());
    let agree_there = |house: &mut House, number| {
        let input = ProposalInput::Agree {
            request: RequestId(2),
            number,
            text: TEXT_600.to_string(),
            cause: terminal.clone(),
        };
        house.step(at(5), Input::Proposal(input))
    };
    assert_eq!(
        agree_there(&mut house, 2),
        ["@2 not proposed OwnProposal(2)"]
    );
    propose(&mut house, at(4), value_of("600"), by(BORIS));
    let lines = agree_there(&mut house, 3);
    assert_eq!(lines.last().unwrap(), "@2 proposed 3 in-force");
    house.check_replay();
}
