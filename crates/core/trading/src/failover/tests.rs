//! The truth table of a venue that is away: what stays, what moves, what is taken back, and that nothing is sold twice.

use super::*;
use crate::fixture::*;
use crate::*;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use domain::*;
use gate::*;

/// The account at the backup.
const BACKUP: AccountId = AccountId::new(3);
const ENTRY: u64 = 1;

fn backup_venue() -> VenueId {
    VenueId::new("second").unwrap()
}

#[expect(clippy::disallowed_methods, reason = "tests wire houses of their own")]
fn gate_with_backup() -> Gate {
    let mut config = config();
    let home = config.accounts[0];
    config.accounts.push(AccountConfig {
        account: BACKUP,
        venue: backup_venue(),
        ..home
    });
    let mut there = instrument("BTC/USDT");
    there.venue = backup_venue();
    // Another grid than at home.
    there.rules.price_tick = price("0.5");
    there.rules.qty_step = qty("0.001");
    there.rules.qty_min = qty("0.001");
    config.instruments.push(there);
    Gate::new(config)
}

fn plan(exits: ExitsPolicy) -> BackupPlan {
    let policy = BackupPolicy {
        reads: ReadsPolicy::Move,
        exits,
    };
    BackupPlan {
        account: PAPER,
        backup: BACKUP,
        symbols: [(btc(), policy)].into(),
        rules: SignRules::default(),
    }
}

const MOVE: ExitsPolicy = ExitsPolicy::Move(Doubling::Never);
const WITHIN: ExitsPolicy = ExitsPolicy::Move(Doubling::WithinHolding);

/// A house with a backup that holds `coins` BTC.
fn house(exits: ExitsPolicy, coins: &str) -> House {
    let trading = Trading::recover(TradingConfig::default(), gate_with_backup(), []).unwrap();
    let mut house = House {
        trading: trading.with_backup(Some(plan(exits))),
        journal: Vec::new(),
        config: TradingConfig::default(),
        make_gate: gate_with_backup,
    };
    house.meet_market();
    let there = Quote {
        venue: backup_venue(),
        ..quote("BTC/USDT")
    };
    house.step(at(0), Input::Quote(there));
    stated(
        &mut house,
        at(0),
        (BACKUP, at(0)),
        &[("BTC", coins), ("USDT", "500")],
    );
    house
}

/// A round of comparison of an account, asked for at an instant, with all of our working orders listed.
fn stated(
    house: &mut House,
    now: Time,
    (account, asked_at): (AccountId, Time),
    list: &[(&str, &str)],
) -> Vec<String> {
    let mut balances = balances(at(-1), list);
    balances.account = account;
    let working = house.trading.open_orders().filter_map(|open| {
        let OrderState::Working { venue_id, filled } = open.state else {
            return None;
        };
        let terms = open.order.terms();
        (open.order.account() == account).then(|| StatedOrder {
            client_id: open.order.client_id(),
            venue_id,
            symbol: terms.symbol,
            side: terms.side,
            price: terms.kind.limit_price(),
            qty: terms.qty,
            filled,
            at: open.opened,
        })
    });
    let answer = StatementAnswer::Complete(Statement {
        asked_at,
        balances,
        trades: Vec::new(),
        open_orders: working.collect(),
        margin: StatedMargin::default(),
    });
    house.step(now, Input::Stated { account, answer })
}

/// The round at home that agrees.
fn agreed(house: &mut House, now: Time, asked_at: Time) -> Vec<String> {
    let moved: Vec<(Asset, Amount)> = house
        .trading
        .snapshot()
        .books
        .iter()
        .find(|kept| kept.account == PAPER)
        .unwrap()
        .book
        .balances
        .iter()
        .map(|(asset, amount)| (*asset, *amount))
        .collect();
    let names: Vec<(String, String)> = moved
        .iter()
        .map(|(asset, amount)| (format!("{asset}"), format!("{amount}")))
        .collect();
    let list: Vec<(&str, &str)> = names
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let mut report = balances(now, &list);
    report.account = PAPER;
    let working = house.trading.open_orders().filter_map(|open| {
        let OrderState::Working { venue_id, filled } = open.state else {
            return None;
        };
        let terms = open.order.terms();
        (open.order.account() == PAPER).then(|| StatedOrder {
            client_id: open.order.client_id(),
            venue_id,
            symbol: terms.symbol,
            side: terms.side,
            price: terms.kind.limit_price(),
            qty: terms.qty,
            filled,
            at: open.opened,
        })
    });
    let answer = StatementAnswer::Complete(Statement {
        asked_at,
        balances: report,
        trades: Vec::new(),
        open_orders: working.collect(),
        margin: StatedMargin::default(),
    });
    let account = PAPER;
    house.step(now, Input::Stated { account, answer })
}

fn place_protected(house: &mut House, now: Time, words: &str, if_bare: IfBare) {
    let terms = terms(words);
    let stop = OrderKind::Stop {
        trigger: price("95.26"),
    };
    let target = OrderKind::LimitMaker {
        price: price("105.26"),
    };
    let protection = Protection::new(&terms, (Some(stop), Some(target)), if_bare).unwrap();
    let input = Input::PlaceProtected {
        request: RequestId(1),
        account: PAPER,
        origin: PERSON,
        terms,
        protection,
    };
    house.step(now, input);
}

fn accept(house: &mut House, now: Time, order: u64) -> Vec<String> {
    let answer = PlaceAnswer::Accepted {
        venue_id: venue_id(order),
        at: now,
    };
    let order = id(order);
    house.step(now, Input::Answered { order, answer })
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

/// The venue reports an order: its status, and a trade where `part` is something.
fn report(
    house: &mut House,
    now: Time,
    order: u64,
    (status, total, part): (VenueStatus, &str, Option<&str>),
) -> Vec<String> {
    let found = house.trading.order(id(order)).unwrap().order;
    let fill = part.map(|part| VenueFill {
        trade: VenueTradeId::new(&format!("t{order}-{total}")).unwrap(),
        price: price("100"),
        qty: qty(part),
        fee: amount("0"),
        fee_asset: asset("USDT"),
        liquidity: Liquidity::Taker,
        at: now,
    });
    let report = VenueReport {
        account: found.account(),
        client_id: found.client_id(),
        venue_id: venue_id(order),
        symbol: btc(),
        status,
        filled_total: qty(total),
        fill,
        at: now,
    };
    house.step(now, Input::Venue(report))
}

fn fills(house: &mut House, now: Time, order: u64, total: &str) -> Vec<String> {
    report(house, now, order, (VenueStatus::Filled, total, Some(total)))
}

/// The venue says nothing from `from` on, until it counts as away.
fn fall_silent(house: &mut House, from: i64) -> Vec<String> {
    let mut lines = Vec::new();
    for second in from..=from + 15 {
        lines.extend(told_signs(house, second, from, Streams::Broken));
    }
    lines
}

fn told_signs(house: &mut House, second: i64, last: i64, streams: Streams) -> Vec<String> {
    let signs = VenueSigns {
        answered: Some(at(last)),
        heard: Some(at(last)),
        streams,
    };
    let account = PAPER;
    let input = Input::Failover(FailoverInput::Signs { account, signs });
    house.step(at(second), input)
}

/// It speaks steadily from `from` on, for `seconds`.
fn speak(house: &mut House, from: i64, seconds: i64) -> Vec<String> {
    let mut lines = Vec::new();
    for second in from..=from + seconds {
        lines.extend(told_signs(house, second, second, Streams::Stand));
    }
    lines
}

fn call(house: &mut House, now: Time) -> Vec<String> {
    let input = FailoverInput::Call {
        request: RequestId(5),
        account: PAPER,
        cause: cause(),
    };
    house.step(now, Input::Failover(input))
}

fn release(house: &mut House, now: Time) -> Vec<String> {
    let input = FailoverInput::Release {
        request: RequestId(6),
        account: PAPER,
        cause: cause(),
    };
    house.step(now, Input::Failover(input))
}

/// Two coins bought with exits 3 and 4 asked for at home; what the venue says of them is still to come.
fn bought(exits: ExitsPolicy, coins: &str, if_bare: IfBare) -> House {
    let mut house = house(exits, coins);
    place_protected(&mut house, at(1), "buy 2 BTC/USDT 100", if_bare);
    accept(&mut house, at(1), ENTRY);
    fills(&mut house, at(2), ENTRY, "2");
    assert!(house.trading.order(id(4)).is_some());
    house
}

/// The same with exits that certainly never left.
fn bare(exits: ExitsPolicy, coins: &str) -> House {
    let mut house = bought(exits, coins, IfBare::Alarm);
    let never_left = PlaceAnswer::NotSent(NotSentReason::NoConnection);
    answered(&mut house, at(2), 3, never_left.clone());
    answered(&mut house, at(2), 4, never_left);
    house
}

fn has(lines: &[String], line: &str) -> bool {
    lines.iter().any(|told| told == line)
}

fn placed(lines: &[String]) -> Vec<&String> {
    let sends = |line: &&String| line.starts_with("> place");
    lines.iter().filter(sends).collect()
}

fn away(house: &House) -> Away {
    house.trading.away().next().cloned().unwrap()
}

fn check_replay(house: &House) {
    let replayed = Trading::recover(house.config, (house.make_gate)(), house.journal.clone());
    let replayed = replayed.unwrap();
    assert_eq!(replayed.snapshot(), house.trading.snapshot());
    let is_away = house.trading.gate().is_away(PAPER);
    assert_eq!(replayed.gate().is_away(PAPER), is_away);
    let kept = house.trading.snapshot();
    let restored = Trading::restore(house.config, (house.make_gate)(), kept, []).unwrap();
    assert_eq!(restored.gate().is_away(PAPER), is_away);
}

// ORD-13
#[test]
fn b3_a_person_calls_a_venue_away_and_only_a_person_ends_that() {
    let mut house = house(MOVE, "5");
    assert_eq!(release(&mut house, at(1)), ["@6 not taken NotAway"]);
    assert_eq!(call(&mut house, at(1)), ["venue-away", "@5 done"]);
    assert_eq!(call(&mut house, at(2)), ["@5 not taken AwayAlready"]);
    assert!(matches!(away(&house).cause, AwayCause::Called(_)));
    let lines = speak(&mut house, 3, 100);
    assert!(!has(&lines, "venue-answers"), "it speaks, and stays called");
    assert_eq!(
        release(&mut house, at(104)),
        ["venue-release-asked", "@6 done"]
    );
    let lines = speak(&mut house, 105, 1);
    assert!(has(&lines, "venue-answers"), "{lines:?}");
    let lines = agreed(&mut house, at(107), at(107));
    assert!(has(&lines, "venue-home"), "{lines:?}");
    check_replay(&house);
    // Without a backup there is nothing to call.
    let mut plain = House::new();
    assert_eq!(call(&mut plain, at(1)), ["@5 not taken NoBackup"]);
    let lines = fall_silent(&mut plain, 2);
    assert!(lines.is_empty(), "{lines:?}");
}

#[test]
fn b4_away_is_recorded_and_latched_and_nothing_is_placed_there() {
    let mut house = house(MOVE, "5");
    let lines = fall_silent(&mut house, 10);
    assert_eq!(lines, ["venue-away"]);
    let since = at(10);
    assert_eq!(away(&house).cause, AwayCause::Silence { since });
    assert_eq!(away(&house).since, at(25));
    let lines = house.place(at(26), "buy 1 BTC/USDT 100");
    assert!(has(&lines, "@1 refused ORD-13.venue-away"), "{lines:?}");
    assert!(placed(&lines).is_empty());
    // Speaking for a while does not undo it, not even with a comparison.
    speak(&mut house, 27, 20);
    agreed(&mut house, at(48), at(48));
    assert_eq!(away(&house).stage, Stage::Gone);
    check_replay(&house);
}

#[test]
fn b5_home_needs_steady_signs_and_then_a_comparison_asked_for_after_them() {
    let mut house = house(MOVE, "5");
    fall_silent(&mut house, 10);
    let lines = speak(&mut house, 26, 30);
    assert!(has(&lines, "venue-answers"), "{lines:?}");
    assert_eq!(away(&house).stage, Stage::Answers(at(56)));
    // A round that was asked for before is no proof.
    let lines = agreed(&mut house, at(57), at(55));
    assert!(!has(&lines, "venue-home"), "{lines:?}");
    let lines = agreed(&mut house, at(58), at(57));
    assert!(has(&lines, "venue-home"), "{lines:?}");
    assert!(house.trading.away().next().is_none());
    let lines = house.place(at(59), "buy 1 BTC/USDT 100");
    assert_eq!(placed(&lines).len(), 1);
    check_replay(&house);
}

#[test]
fn b6_one_that_falls_silent_on_its_way_home_is_away_as_before() {
    let mut house = bare(MOVE, "5");
    fall_silent(&mut house, 3);
    speak(&mut house, 20, 31);
    assert!(matches!(away(&house).stage, Stage::Answers(_)));
    let mut lines = Vec::new();
    for second in 52..=68 {
        lines.extend(told_signs(&mut house, second, 51, Streams::Broken));
    }
    assert!(has(&lines, "venue-silent-again"), "{lines:?}");
    assert_eq!(away(&house).stage, Stage::Gone);
    // The exits at the backup were not taken back: the account was not compared.
    assert!(!lines.iter().any(|line| line.starts_with("> cancel")));
    check_replay(&house);
}

#[test]
fn b7_freeze_sends_nothing_and_tells_what_cannot_be_known() {
    for known in ["stands", "asked", "never left"] {
        let mut house = match known {
            "never left" => bare(ExitsPolicy::Freeze, "5"),
            "asked" => bought(ExitsPolicy::Freeze, "5", IfBare::Flatten),
            _ => {
                let mut house = bought(ExitsPolicy::Freeze, "5", IfBare::Flatten);
                accept(&mut house, at(2), 3);
                accept(&mut house, at(2), 4);
                house
            }
        };
        call(&mut house, at(2));
        let away = away(&house);
        assert_eq!(away.stays.get(&id(ENTRY)), Some(&Stays::Policy), "{known}");
        let lines = house.wake_until(at(300));
        assert!(
            lines.iter().all(|line| !line.contains("> place")),
            "{known}: {lines:?}"
        );
        let flattened = lines.iter().any(|line| line.contains("Flatten"));
        assert!(!flattened, "{known}: {lines:?}");
        check_replay(&house);
    }
    // A symbol of no policy freezes too.
    assert_eq!(BackupPolicy::default().exits, ExitsPolicy::Freeze);
    assert_eq!(BackupPolicy::default().reads, ReadsPolicy::Stay);
}

#[test]
fn b8_exits_that_certainly_do_not_stand_move_and_are_on_the_backups_grid() {
    let refused = |house: &mut House| {
        refuse(house, at(2), 3);
        refuse(house, at(2), 4);
    };
    let mut ended = bought(MOVE, "5", IfBare::Flatten);
    call(&mut ended, at(2));
    refused(&mut ended);
    ended.wake_until(at(4));
    let mut never = bare(MOVE, "5");
    let lines = call(&mut never, at(3));
    assert!(has(&lines, "> place pair 5"), "{lines:?}");
    assert!(has(&lines, "guard 1 Protect 6"), "{lines:?}");
    let target = never.trading.order(id(6)).unwrap().order;
    let stop = never.trading.order(id(7)).unwrap().order;
    assert_eq!(target.account(), BACKUP);
    assert_eq!(target.origin(), Origin::House);
    assert_eq!(target.terms().qty, qty("2"));
    assert_eq!(target.terms().kind.limit_price(), Some(price("105.5")));
    assert_eq!(stop.terms().kind.trigger(), Some(price("95.5")));
    let ids = ClientOrderId::of(at(3), BACKUP, id(7));
    assert_eq!(
        stop.client_id(),
        ids,
        "an id of its own, from instant, account and number"
    );
    check_replay(&never);
    // Where the venue had refused them and the wish is to close, it is closed at the backup.
    let flattened = ended
        .trading
        .orders()
        .any(|o| o.order.account() == BACKUP && o.order.terms().kind == OrderKind::Market);
    assert!(flattened);
}

#[test]
fn b9_what_may_stand_at_the_silent_venue_is_not_doubled() {
    for known in ["stands", "asked"] {
        let mut house = bought(MOVE, "5", IfBare::Flatten);
        if known == "stands" {
            accept(&mut house, at(2), 3);
            accept(&mut house, at(2), 4);
        }
        call(&mut house, at(2));
        let stays = away(&house).stays.get(&id(ENTRY)).copied();
        assert_eq!(stays, Some(Stays::MayStand), "{known}");
        let lines = house.wake_until(at(300));
        assert!(
            lines.iter().all(|line| !line.contains("> place")),
            "{known}: {lines:?}"
        );
        check_replay(&house);
    }
    // One that was asked moves the moment it is known not to stand: the answer came late.
    let mut house = bought(MOVE, "5", IfBare::Alarm);
    call(&mut house, at(2));
    let never_left = PlaceAnswer::NotSent(NotSentReason::TooLate);
    answered(&mut house, at(4), 3, never_left.clone());
    let lines = answered(&mut house, at(4), 4, never_left);
    assert!(has(&lines, "> place pair 5"), "{lines:?}");
}

#[test]
fn b9_another_order_that_may_sell_at_the_silent_venue_counts() {
    let mut house = bare(MOVE, "5");
    // A person's sale of half of it is on its way when the venue falls silent.
    house.place(at(2), "sell 1 BTC/USDT 101 reduce");
    let lines = call(&mut house, at(3));
    assert!(placed(&lines).is_empty(), "{lines:?}");
    let why = Stays::Refused(Rule::MovedExcess);
    assert_eq!(away(&house).stays.get(&id(ENTRY)), Some(&why));
}

#[test]
fn b10_both_may_fire_only_by_the_operators_word_and_what_was_doubled_is_counted() {
    let mut house = bought(WITHIN, "5", IfBare::Alarm);
    accept(&mut house, at(2), 3);
    accept(&mut house, at(2), 4);
    let lines = call(&mut house, at(3));
    assert!(has(&lines, "> place pair 5"), "{lines:?}");
    accept(&mut house, at(3), 6);
    accept(&mut house, at(3), 7);
    // Never more at the backup than is held: nothing more is placed.
    assert!(
        house
            .wake_until(at(200))
            .iter()
            .all(|line| !line.contains("> place"))
    );
    fills(&mut house, at(201), 7, "2");
    report(&mut house, at(201), 6, (VenueStatus::Expired, "0", None));
    // Home, it turns out that the stop there had fired as well.
    release(&mut house, at(202));
    speak(&mut house, 203, 31);
    fills(&mut house, at(235), 4, "2");
    report(&mut house, at(235), 3, (VenueStatus::Expired, "0", None));
    let sold = away(&house).sold[&btc()];
    assert_eq!(sold.backup, qty("2"));
    assert_eq!(sold.home, qty("2"));
    assert_eq!(sold.doubled, qty("2"), "told to the last digit");
    let lines = agreed(&mut house, at(240), at(239));
    assert!(has(&lines, "venue-home"), "{lines:?}");
    check_replay(&house);
}

#[test]
fn b10_what_the_backup_does_not_hold_it_does_not_sell() {
    let mut house = bare(WITHIN, "1");
    let lines = call(&mut house, at(3));
    assert!(placed(&lines).is_empty(), "{lines:?}");
    let why = Stays::Refused(Rule::Collateral);
    assert_eq!(away(&house).stays.get(&id(ENTRY)), Some(&why));
}

#[test]
fn b11_a_refusal_is_told_once_and_tried_again_at_a_slow_pace() {
    let mut house = bare(MOVE, "1");
    call(&mut house, at(3));
    let lines = house.wake_until(at(303));
    let told = lines.iter().filter(|line| line.contains("stays")).count();
    assert_eq!(told, 0, "it was told when the venue went away: {lines:?}");
    let tried = lines.iter().filter(|line| line.contains("refused"));
    let tried = tried.count();
    assert!((8..=10).contains(&tried), "{tried}");
    // Coins come to the backup: the next try is let through.
    let mut report = balances(at(303), &[("BTC", "4"), ("USDT", "500")]);
    report.account = BACKUP;
    house.step(at(303), Input::Balances(report));
    let lines = house.wake_until(at(340));
    assert!(
        lines.iter().any(|line| line.contains("> place pair")),
        "{lines:?}"
    );
}

#[test]
fn b12_exits_at_the_backup_are_ended_for_certain_before_those_at_home_are_placed() {
    let mut house = bare(MOVE, "5");
    call(&mut house, at(3));
    accept(&mut house, at(3), 6);
    accept(&mut house, at(3), 7);
    release(&mut house, at(4));
    let lines = speak(&mut house, 5, 31);
    assert!(has(&lines, "venue-answers"));
    let cancels = |lines: &[String]| lines.iter().any(|line| line.starts_with("> cancel"));
    assert!(!cancels(&lines), "not before the account was compared");
    let lines = agreed(&mut house, at(37), at(36));
    assert!(cancels(&lines), "{lines:?}");
    assert!(!has(&lines, "venue-home"));
    assert!(placed(&lines).is_empty(), "{lines:?}");
    // One of them is over: not yet.
    let lines = report(&mut house, at(38), 6, (VenueStatus::Cancelled, "0", None));
    assert!(!has(&lines, "venue-home"), "{lines:?}");
    assert!(placed(&lines).is_empty(), "{lines:?}");
    let lines = report(&mut house, at(39), 7, (VenueStatus::Cancelled, "0", None));
    let home = lines.iter().position(|line| line == "venue-home").unwrap();
    let exit = lines
        .iter()
        .position(|line| line == "> place pair 8")
        .unwrap();
    assert!(home < exit, "{lines:?}");
    assert_eq!(house.trading.order(id(9)).unwrap().order.account(), PAPER);
    check_replay(&house);
}

#[test]
fn b12_what_was_sold_at_the_backup_is_not_sold_again_at_home() {
    let mut house = bare(MOVE, "5");
    call(&mut house, at(3));
    accept(&mut house, at(3), 6);
    accept(&mut house, at(3), 7);
    report(
        &mut house,
        at(4),
        6,
        (VenueStatus::Working, "0.5", Some("0.5")),
    );
    release(&mut house, at(5));
    speak(&mut house, 6, 31);
    agreed(&mut house, at(38), at(37));
    report(&mut house, at(39), 6, (VenueStatus::Cancelled, "0.5", None));
    let lines = report(&mut house, at(39), 7, (VenueStatus::Cancelled, "0", None));
    assert!(has(&lines, "> place pair 8"), "{lines:?}");
    let exit = house.trading.order(id(9)).unwrap();
    assert_eq!(exit.order.terms().qty, qty("1.5"));
    check_replay(&house);
}

#[test]
fn b12_exits_at_home_for_what_the_backup_sold_are_ended_before_it_is_home() {
    let mut house = bought(WITHIN, "5", IfBare::Alarm);
    accept(&mut house, at(2), 3);
    accept(&mut house, at(2), 4);
    call(&mut house, at(3));
    accept(&mut house, at(3), 6);
    accept(&mut house, at(3), 7);
    fills(&mut house, at(4), 7, "2");
    report(&mut house, at(4), 6, (VenueStatus::Expired, "0", None));
    release(&mut house, at(5));
    speak(&mut house, 6, 31);
    let lines = agreed(&mut house, at(38), at(37));
    assert!(has(&lines, "> cancel 3"), "{lines:?}");
    assert!(!has(&lines, "venue-home"), "{lines:?}");
    report(&mut house, at(39), 3, (VenueStatus::Cancelled, "0", None));
    let lines = report(&mut house, at(39), 4, (VenueStatus::Cancelled, "0", None));
    assert!(has(&lines, "venue-home"), "{lines:?}");
    assert!(has(&lines, "guard 1 over"), "{lines:?}");
    assert!(placed(&lines).is_empty(), "{lines:?}");
    check_replay(&house);
}

#[test]
fn b13_a_death_at_any_step_forgets_nothing_and_moves_nothing_twice() {
    let mut house = bare(MOVE, "5");
    call(&mut house, at(3));
    // Dead with the exits at the backup asked: after the start they are asked about, and nothing is placed beside them.
    let restarted = house.restarted();
    let mut again = House {
        trading: restarted.trading.with_backup(Some(plan(MOVE))),
        ..restarted
    };
    again.meet_market();
    let lines = again.wake_until(at(30));
    assert!(
        lines.iter().all(|line| !line.contains("> place")),
        "{lines:?}"
    );
    let asks = |order| {
        lines
            .iter()
            .any(|line| line.ends_with(&format!("> query {order}")))
    };
    assert!(asks(6) && asks(7), "{lines:?}");
    assert!(again.trading.gate().is_away(PAPER));
    // Without the plan of before nothing moves any more, and it still comes home.
    let restarted = house.restarted();
    let mut plain = House {
        trading: restarted.trading,
        ..restarted
    };
    plain.meet_market();
    assert!(plain.trading.gate().is_away(PAPER));
    let lines = plain.wake_until(at(60));
    assert!(
        lines.iter().all(|line| !line.contains("> place")),
        "{lines:?}"
    );
    let kept = vec![away(&plain)];
    assert_eq!(plain.trading.snapshot().away, kept);
}
