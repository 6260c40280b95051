//! Breakers of losses: where they warn and trip, that they stay, and who ends them.

use super::*;

fn daily() -> Gate {
    gate_with(&[("account:1", "daily_loss_max", "1000")])
}

fn shared() -> Gate {
    gate_with(&[("global", "daily_loss_max", "1000")])
}

fn falling() -> Gate {
    gate_with(&[("account:1", "drawdown_max", "0.1")])
}

fn table(make_gate: fn() -> Gate, rows: &[(&str, &[&str])]) -> Life {
    let mut life = Life::behind(make_gate, Span::ZERO);
    for (words, told) in rows {
        assert_eq!(life.deed(words), *told, "{words}");
        life.house.check_replay();
    }
    life
}

const TRIPPED: [&str; 2] = [
    "tripped daily-loss account:1 1000 USDT of 1000 USDT",
    "halted account:1",
];

// GATE-08: warns at four fifths, blocks at the limit, to the cent.
#[test]
fn n3_it_warns_at_four_fifths_and_trips_at_the_limit_itself() {
    table(
        daily,
        &[
            ("price 200", &[]),
            ("price 92.01", &[]),
            (
                "price 92",
                &["warned daily-loss account:1 800 USDT of 1000 USDT"],
            ),
            ("price 91", &[]),
            ("price 90.01", &[]),
            ("moved -50000", &["transferred -50000 for -50000"]),
            ("moved 90 ETH", &["transferred 90 for 9000"]),
            ("buy 1", &[]),
            ("price 90.01", &[]),
            ("sell 1", &[]),
            ("price 90", &TRIPPED),
            ("price 80", &[]),
            ("buy 1", &["refused 3 GATE-10.halted"]),
        ],
    );
}

// GATE-09: open across restart and midnight until a person resets, and no timer does.
#[test]
fn n7_what_tripped_stays_over_restart_recovery_and_midnight_until_a_person_releases_it() {
    table(
        daily,
        &[
            ("price 90", &TRIPPED),
            ("restart", &[]),
            ("buy 1", &["refused 1 GATE-10.halted"]),
            ("price 120", &[]),
            ("buy 1", &["refused 2 GATE-10.halted"]),
            ("until 5", &["day of 2 at 10000", "day of 1 at 122000"]),
            ("buy 1", &["refused 3 GATE-10.halted"]),
            ("wait 400000", &["day of 2 at 10000", "day of 1 at 122000"]),
            ("buy 1", &["refused 4 GATE-10.halted"]),
            ("release account:1", &["released account:1"]),
            ("buy 1", &[]),
            ("sell 1", &[]),
            ("price 110", &TRIPPED),
        ],
    );
}

// A release is no new allowance: the limit of the day holds until the day is over.
#[test]
fn n7_after_a_release_the_days_limit_still_holds_and_a_new_crossing_trips_again() {
    let life = table(
        daily,
        &[
            ("price 90", &TRIPPED),
            ("release account:1", &["released account:1"]),
            ("price 90", &[]),
            ("buy 1", &["refused 1 GATE-08.daily-loss"]),
            ("restart", &[]),
            ("buy 1", &["refused 2 GATE-08.daily-loss"]),
            (
                "price 91",
                &["warned daily-loss account:1 900 USDT of 1000 USDT"],
            ),
            ("buy 1", &[]),
            ("sell 1", &[]),
            ("price 90", &TRIPPED),
        ],
    );
    let trip = life.house.trading.trips().next().copied().unwrap();
    assert_eq!(trip.breaker, Breaker::DailyLoss);
    let halt = life.house.trading.halts().next().unwrap();
    assert_eq!(halt.cause.origin, Origin::House);
    assert_eq!(
        halt.cause.reason,
        "the loss of the day: 1000 USDT, the limit is 1000 USDT"
    );
}

#[test]
fn n7_a_halt_that_a_person_pressed_stays_theirs_and_the_breaker_is_known_beside_it() {
    let mut life = Life::behind(daily, Span::ZERO);
    let (request, scope, reach) = (RequestId(3), Scope::Account(PAPER), HaltReach::NewOnly);
    let cause = cause();
    life.told(Input::Halt {
        request,
        scope,
        reach,
        cause,
    });
    assert_eq!(life.deed("price 90"), [TRIPPED[0]]);
    let by: Vec<Origin> = life.house.trading.halts().map(|h| h.cause.origin).collect();
    assert_eq!(by, [PERSON]);
    assert_eq!(life.house.trading.trips().count(), 1);
    life.house.check_replay();
}

// Several accounts: what one wins the other may lose, where the limit is of all together.
#[test]
fn n1_a_limit_of_everything_holds_for_the_sum_of_all_accounts() {
    let life = table(
        shared,
        &[
            ("short 40", &[]),
            ("price 90", &[]),
            ("long 40", &[]),
            (
                "price 88",
                &["warned daily-loss global 800 USDT of 1000 USDT"],
            ),
            (
                "price 86",
                &[
                    "tripped daily-loss global 1000 USDT of 1000 USDT",
                    "halted global",
                ],
            ),
        ],
    );
    assert_eq!(life.result(Scope::Account(PAPER)), "-1400");
    assert_eq!(life.result(Scope::Account(MARGINED)), "400");
    assert_eq!(life.result(Scope::Global), "-1000");
}

// GATE-09: the highest since the last reset, moved with transfers, kept over a start.
#[test]
fn n6_the_drawdown_is_counted_from_the_highest_and_anew_after_a_reset() {
    let life = table(
        falling,
        &[
            ("price 150", &["highest account:1 125000"]),
            // Less than a hundredth of what may be lost is not written down, and counts all the same.
            ("price 151", &[]),
            ("price 151.5", &["highest account:1 125150"]),
            ("moved -50000", &["transferred -50000 for -50000"]),
            (
                "price 86.51",
                &["warned drawdown account:1 6499 USDT of 7515 USDT"],
            ),
        ],
    );
    assert_eq!(
        life.house.trading.day_results()[1].drawdown_max,
        Some(Rate::parse("0.1").unwrap())
    );
}

#[test]
fn n6_the_drawdown_trips_stays_over_midnight_and_begins_anew_after_a_reset() {
    table(
        falling,
        &[
            // 120,000 were there; 12,000 may go.
            ("moved -100000", &["transferred -100000 for -100000"]),
            (
                "price 80",
                &[
                    "tripped drawdown account:1 2000 USDT of 2000 USDT",
                    "halted account:1",
                ],
            ),
            ("until 5", &["day of 2 at 10000", "day of 1 at 18000"]),
            ("restart", &[]),
            ("price 100", &[]),
            ("buy 1", &["refused 1 GATE-10.halted"]),
            ("price 80", &[]),
            (
                "release account:1",
                &["released account:1", "highest account:1 18000"],
            ),
            ("sell 1", &[]),
            (
                "price 65",
                &["warned drawdown account:1 1485 USDT of 1800 USDT"],
            ),
        ],
    );
}

// GATE-21: a price that is missing makes the loss unknown, and after a while that is a no; what reduces passes.
#[test]
fn n4_without_prices_nothing_opens_after_half_a_minute_and_nothing_trips() {
    let mut life = Life::behind(daily, Span::ZERO);
    life.deed("buy 1");
    life.now += 32;
    // The price of what is traded comes on, that of what is held does not.
    life.told(Input::Quote(Quote {
        received: at(life.now),
        ..quote("BTC/USDT")
    }));
    assert_eq!(life.result(Scope::Account(PAPER)), "unknown");
    let refused = life.trade((PAPER, "buy"), "1", "0");
    assert_eq!(refused[0], "refused 2 GATE-08.loss-unknown");
    let (request, account, origin) = (RequestId(1), PAPER, PERSON);
    let terms = terms("sell 1 BTC/USDT 105 reduce");
    let told = life.told(Input::Place {
        request,
        account,
        origin,
        terms,
    });
    assert!(told.contains(&"> place 3".into()), "{told:?}");
    assert_eq!(life.deed("price 100"), [""; 0]);
    assert_eq!(life.deed("buy 1"), [""; 0]);
}

// A house that counts no losses lets nothing open where they are limited.
#[test]
fn n4_a_limit_that_nobody_counts_for_is_a_no() {
    let mut house = House::unmet(TradingConfig::default(), daily);
    house.meet_market();
    let told = house.place(at(1), "buy 1 BTC/USDT 100");
    assert_eq!(told[0], "refused 1 GATE-08.loss-unknown");
}

// A fee in what nobody here can value could be any loss.
#[test]
fn n4_a_fee_that_nobody_can_value_makes_the_loss_unknown_for_the_day() {
    let mut life = Life::behind(daily, Span::ZERO);
    life.deed("buy 1 fee 0.1 BNB");
    assert_eq!(life.result(Scope::Account(PAPER)), "unknown");
    assert_eq!(life.deed("buy 1"), ["refused 2 GATE-08.loss-unknown"]);
    life.deed("until 5");
    assert_eq!(life.result(Scope::Account(PAPER)), "0");
}

// GATE-11: where the desk asks for it, what came to its loss limit is closed at the market; a start goes on with it.
#[test]
fn z8_where_it_is_asked_for_a_loss_limit_closes_what_is_held() {
    let config = TradingConfig::default().with_losses(Span::ZERO);
    let mut life = Life::of(config.with_on_loss(OnLoss::Flatten), daily);
    assert_eq!(life.deed("buy 1"), NOTHING);
    let tripped = "tripped daily-loss account:1 1010 USDT of 1000 USDT";
    assert_eq!(life.deed("price 90"), [tripped, "halted account:1"]);
    life.deed("restart");
    let press = life.house.trading.presses().next().unwrap();
    assert_eq!(press.cause.origin, Origin::House);
    assert_eq!(press.scope, Scope::Account(PAPER));
    assert!(press.is_flattening() && press.cause.reason.contains("1010 USDT"));
    let next = life.house.trading.order_next();
    let close = OrderId::new(next.get() - 1);
    let sold = *life.house.trading.order(close).unwrap();
    let terms = sold.order.terms();
    assert_eq!((terms.side, terms.qty), (Side::Sell, qty("1")));
    life.fill(close, "0");
    let press = life.house.trading.presses().next().unwrap();
    assert!(!press.is_flattening(), "{press:?}");
    assert_eq!(life.deed("buy 1"), ["refused 3 GATE-10.halted"]);
    life.house.check_replay();
}

const NOTHING: [&str; 0] = [];
