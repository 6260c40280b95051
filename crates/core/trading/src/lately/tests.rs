//! Refusals over time are recorded, the house halts who repeats an order, and a start knows what happened lately.

use crate::fixture::*;
use crate::{HaltReach, Input, RequestId, Trading, TradingConfig};
use domain::{Amount, Origin, Scope};
use gate::{Gate, SwitchOf, SwitchPosition};

const BUY: &str = "buy 0.1 BTC/USDT 99";

#[expect(clippy::disallowed_methods, reason = "tests wire houses of their own")]
fn limited() -> Gate {
    let mut config = config();
    let set = config.limits_by_scope.entry(Scope::Global).or_default();
    set.same_orders_by_hand_max = Some(2);
    set.messages_per_day_max = Some(4);
    set.new_symbol_order_value_max = Some(Amount::parse("50").unwrap());
    Gate::new(config)
}

fn house() -> House {
    let trading = Trading::recover(TradingConfig::default(), limited(), []).unwrap();
    let mut house = House {
        trading,
        make_gate: limited,
        ..House::unfunded(TradingConfig::default())
    };
    house.meet_market();
    house
}

// Control 11
#[test]
fn g52_who_repeats_an_order_is_halted_until_a_person_released_him() {
    let mut house = house();
    house.place(at(1), BUY);
    house.place(at(1), BUY);
    let lines = house.place(at(1), BUY);
    assert_eq!(lines[0], "refused 3 CTL-11.repeated-orders");
    let user = PERSON.user().unwrap();
    let halt = house.trading.halts().next().unwrap().clone();
    assert_eq!(
        (halt.scope, halt.reach),
        (Scope::User(user), HaltReach::NewOnly)
    );
    assert_eq!(halt.cause.origin, Origin::House);
    assert!(
        halt.cause.reason.contains("CTL-11.repeated-orders"),
        "{}",
        halt.cause.reason
    );
    // Days later it still stands, also after a start, and only one was recorded.
    let mut house = house.restarted();
    house.meet_market();
    let later = at(200_000);
    assert_eq!(house.place(later, BUY)[0], "refused 4 GATE-10.halted");
    assert_eq!(house.trading.halts().count(), 1);
    let release = Input::Release {
        request: RequestId(2),
        scope: halt.scope,
        cause: cause(),
    };
    house.step(later, release);
    assert!(house.place(later, BUY)[0].starts_with("opened 5"));
    house.check_replay();
}

// Control 10
#[test]
fn g50_the_count_of_the_day_is_that_of_the_journal_and_of_the_snapshot() {
    let mut house = house();
    house.place(at(1), BUY);
    house.place(at(2), "buy 0.2 BTC/USDT 99");
    let snapshot = house.trading.snapshot();
    assert!(!snapshot.lately.messages.is_empty());
    house.place(at(3), "buy 0.3 BTC/USDT 99");
    house.place(at(4), "buy 0.4 BTC/USDT 99");
    let refused = house.place(at(5), "buy 0.5 BTC/USDT 99");
    assert_eq!(refused[0], "refused 5 CTL-10.messages-per-day");
    house.check_replay();
    let after = house
        .journal
        .iter()
        .skip_while(|event| event.at() < at(3))
        .cloned();
    let config = TradingConfig::default();
    let restored = Trading::restore(config, limited(), snapshot, after).unwrap();
    assert_eq!(restored.snapshot(), house.trading.snapshot());
    // An order is ended by a cancel, whatever the count.
    let lines = house.cancel(at(6), 1);
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("cancel asked 1") || line == "> cancel 1"),
        "{lines:?}"
    );
}

// Control 23
#[test]
fn g55_a_person_who_switches_a_symbol_on_has_confirmed_it() {
    let mut house = house();
    let over = "buy 0.6 BTC/USDT 99";
    assert_eq!(house.place(at(1), over)[0], "refused 1 CTL-23.new-symbol");
    for (second, position, expected) in [
        (2, SwitchPosition::On, "opened 2"),
        (3, SwitchPosition::Off, "refused 3 GATE-13.trading-switch"),
    ] {
        let switch = Input::SetSwitch {
            request: RequestId(2),
            switch: SwitchOf::Symbol(terms(over).symbol),
            position,
            cause: cause(),
        };
        house.step(at(second), switch);
        let lines = house.place(at(second), over);
        assert!(lines[0].starts_with(expected), "{lines:?}");
        house.check_replay();
    }
}
