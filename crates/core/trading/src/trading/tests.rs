//! Whole lives of orders, told as lists of what happened: wishes, answers, silence, restarts.

use crate::fixture::*;
use crate::*;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::*;
use gate::{Rule, SwitchOf, SwitchPosition};

const BUY: &str = "buy 2 BTC/USDT 100";

fn answered(house: &mut House, now: Time, order: u64, answer: PlaceAnswer) -> Vec<String> {
    let order = id(order);
    house.step(now, Input::Answered { order, answer })
}

fn queried(house: &mut House, now: Time, asked_at: Time, answer: QueryAnswer) -> Vec<String> {
    let order = id(1);
    let input = Input::Queried {
        order,
        asked_at,
        answer,
    };
    house.step(now, input)
}

fn accepted(order: u64) -> PlaceAnswer {
    PlaceAnswer::Accepted {
        venue_id: venue_id(order),
        at: at(1),
    }
}

fn found(status: VenueStatus, filled: &str) -> QueryAnswer {
    QueryAnswer::Found {
        venue_id: venue_id(1),
        status,
        filled_total: qty(filled),
        at: at(1),
    }
}

fn venue_says(order: u64, status: VenueStatus, total: &str, fill: Option<VenueFill>) -> Input {
    let opened = at(1);
    Input::Venue(VenueReport {
        account: PAPER,
        client_id: ClientOrderId::of(opened, PAPER, id(order)),
        venue_id: venue_id(order),
        symbol: btc(),
        status,
        filled_total: qty(total),
        fill,
        at: at(2),
    })
}

fn fill(trade: &str, amount_filled: &str) -> VenueFill {
    VenueFill {
        trade: VenueTradeId::new(trade).unwrap(),
        price: price("100"),
        qty: qty(amount_filled),
        fee: amount("0"),
        fee_asset: asset("USDT"),
        liquidity: Liquidity::Taker,
        at: at(2),
    }
}

/// A house with order 1 (`buy 2 BTC/USDT 100`) placed at second 1.
fn placed() -> House {
    let mut house = House::new();
    house.place(at(1), BUY);
    house
}

fn working() -> House {
    let mut house = placed();
    answered(&mut house, at(1), 1, accepted(1));
    house
}

// ORD-03: written down before it is sent, and sent once.
#[test]
fn o1_a_wish_is_recorded_then_sent_then_answered() {
    let mut house = House::new();
    let lines = house.place(at(1), BUY);
    assert_eq!(lines, ["opened 1", "> place 1", "@1 accepted 1"]);
    assert_eq!(house.state(1), "asked 0");
    assert_eq!(house.held("USDT"), amount("200.2"));
    let lines = house.place(at(1), "buy 11 BTC/USDT 100");
    assert_eq!(
        lines,
        [
            "refused 2 GATE-02.order-value",
            "@1 refused GATE-02.order-value"
        ]
    );
    let lines = house.place(at(1), "buy 0 BTC/USDT 100");
    assert_eq!(
        lines,
        [
            "refused 3 GATE-01.no-quantity",
            "@1 refused GATE-01.no-quantity"
        ]
    );
    assert_eq!(house.trading.order_next(), id(4));
    house.check_replay();
}

// ORD-03: the id at the venue follows from the journal alone.
#[test]
fn client_ids_are_the_same_after_a_restart() {
    let house = placed();
    let expected = ClientOrderId::of(at(1), PAPER, id(1));
    assert!(house.trading.order_by_client_id(expected).is_some());
    assert!(
        house
            .restarted()
            .trading
            .order_by_client_id(expected)
            .is_some()
    );
}

// ORD-03: the deadline covers every way in which a request may still arrive.
#[test]
fn the_life_of_a_request_is_the_sum_of_its_parts() {
    let parts = [SEND_WITHIN, RECV_WINDOW, VENUE_TIMEOUT, CLOCK_SLACK];
    let sum: i64 = parts.iter().map(|part| part.nanos()).sum();
    assert_eq!(sum, REQUEST_LIFE.nanos());
    let mut house = House::new();
    let effects = house.effects(
        at(1),
        Input::Place {
            request: RequestId(1),
            account: PAPER,
            origin: PERSON,
            terms: terms(BUY),
        },
    );
    let sent = effects.iter().find_map(|effect| {
        let Effect::Place {
            send_by, deadline, ..
        } = effect
        else {
            return None;
        };
        Some((*send_by, *deadline))
    });
    assert_eq!(sent, Some((at(3), at(19))));
}

// ORD-03, SEC-09: a lost answer is no reason to send again; silence changes nothing; the question comes at 0.2, 0.5, 1, 2, 4, 8 seconds, and just after the deadline.
#[test]
fn o2_an_unknown_answer_is_asked_about_with_growing_pauses() {
    let mut house = placed();
    assert_eq!(
        answered(&mut house, at(1), 1, PlaceAnswer::Unknown),
        [""; 0]
    );
    assert_eq!(house.state(1), "asked 0");
    let lines = house.wake_until(at(30));
    let expected = [
        "1200 > query 1",
        "1700 > query 1",
        "2700 > query 1",
        "4700 > query 1",
        "8700 > query 1",
        "16700 > query 1",
        "19001 > query 1",
        "27001 > query 1",
    ];
    assert_eq!(lines, expected);
    assert_eq!(house.held("USDT"), amount("200.2"), "silence frees nothing");
}

// ORD-03: even an answer that never comes at all is noticed.
#[test]
fn o2_an_order_nobody_answers_for_is_asked_about_at_its_deadline() {
    let mut house = placed();
    assert_eq!(house.wake_until(at(19)), ["19000 > query 1"]);
}

// ORD-03: "never seen" counts when asked after the deadline, twice in a row, by two questions.
#[test]
fn o3_never_seen_is_believed_late_and_twice_only() {
    let mut house = placed();
    answered(&mut house, at(1), 1, PlaceAnswer::Unknown);
    house.wake_until(at(19));
    let never = QueryAnswer::NeverSeen;
    let (early, late, later) = (at(19), ms(19_001), ms(19_301));
    let mut said = |now: Time, asked_at: Time, answer| queried(&mut house, now, asked_at, answer);
    for _ in 0..5 {
        assert_eq!(said(at(19), early, never), [""; 0]);
    }
    assert_eq!(said(at(20), late, never), [""; 0]);
    assert_eq!(
        said(at(20), late, never),
        [""; 0],
        "the same question again"
    );
    assert_eq!(said(at(20), later, QueryAnswer::NoAnswer), [""; 0]);
    assert_eq!(said(ms(20_100), ms(20_100), never), [""; 0], "in a row");
    assert_eq!(house.wake_until(ms(20_300)), ["20300 > query 1"]);
    assert_eq!(house.state(1), "asked 0");
    let lines = queried(&mut house, ms(20_400), ms(20_300), never);
    assert_eq!(lines, ["ended 1 never-seen 0"]);
    assert_eq!(house.held("USDT"), Amount::ZERO);
    let on_its_way = queried(&mut house, ms(20_500), ms(20_390), never);
    assert_eq!(on_its_way, [""; 0], "asked before the end, answered after");
    assert_eq!(
        house.wake_until(at(300)),
        [""; 0],
        "nothing is sent or asked again"
    );
    house.check_replay();
}

// ORD-03: found in between, it starts to count from nothing.
#[test]
fn an_order_that_is_found_works() {
    let mut house = placed();
    answered(&mut house, at(1), 1, PlaceAnswer::Unknown);
    house.wake_until(at(19));
    queried(&mut house, at(20), at(20), QueryAnswer::NeverSeen);
    let lines = queried(&mut house, at(21), at(20), found(VenueStatus::Working, "0"));
    assert_eq!(lines, ["accepted 1 as v1"]);
    assert_eq!(house.state(1), "working 0");
    assert_eq!(house.held("USDT"), amount("200.2"));
    house.check_replay();
}

// ORD-03: a leap of the clock is not time the venue had.
#[test]
fn o3_time_nobody_watched_does_not_shorten_a_requests_life() {
    let mut house = placed();
    answered(&mut house, at(1), 1, PlaceAnswer::Unknown);
    house.wake_until(at(2));
    let leaped = at(3_600);
    house.wake(leaped);
    let never = QueryAnswer::NeverSeen;
    queried(&mut house, leaped, leaped, never);
    let second = leaped.plus(Span::from_millis(500));
    queried(&mut house, second, second, never);
    assert_eq!(house.state(1), "asked 0");
    house.wake_until(leaped.plus(Span::from_secs(17)));
    let late = leaped.plus(Span::from_secs(18));
    queried(&mut house, late, late, never);
    let later = late.plus(Span::from_millis(300));
    queried(&mut house, later, later, never);
    assert_eq!(house.state(1), "never-seen 0");
}

#[test]
fn a_certain_no_of_the_venue_ends_the_order() {
    let mut house = placed();
    let words = VenueWords {
        code: -2010,
        text: "no ".repeat(100),
    };
    let lines = answered(&mut house, at(1), 1, PlaceAnswer::Refused(words));
    assert_eq!(lines, ["ended 1 rejected 0"]);
    assert_eq!(house.held("USDT"), Amount::ZERO);
    let Some(Event::Ended {
        words: Some(words), ..
    }) = house.journal.last()
    else {
        panic!("{:?}", house.journal.last());
    };
    assert_eq!((words.code, words.text.len()), (-2010, WORDS_BYTES_MAX));
}

#[test]
fn what_never_left_ends_and_says_why() {
    for reason in [
        NotSentReason::TooLate,
        NotSentReason::OverBudget,
        NotSentReason::NoConnection,
        NotSentReason::NotBuilt,
    ] {
        let mut house = placed();
        let lines = answered(&mut house, at(1), 1, PlaceAnswer::NotSent(reason));
        assert_eq!(lines, ["ended 1 not-sent 0"]);
        assert_eq!(house.held("USDT"), Amount::ZERO);
        let told = alloc::format!("{:?}", house.journal.last());
        assert!(told.contains(reason.words()), "{told}");
    }
}

fn halt(house: &mut House, now: Time, scope: &str, reach: HaltReach) -> Vec<String> {
    house.step(
        now,
        Input::Halt {
            request: RequestId(3),
            scope: scope.parse().unwrap(),
            reach,
            cause: cause(),
        },
    )
}

fn release(house: &mut House, now: Time, scope: &str) -> Vec<String> {
    house.step(
        now,
        Input::Release {
            request: RequestId(4),
            scope: scope.parse().unwrap(),
            cause: cause(),
        },
    )
}

// GATE-10: stopped on the way out by a halt that covers it, it ends; by one that does not, it goes on.
#[test]
fn o8_a_halt_on_the_way_out_is_put_before_the_gate_again() {
    let stopped = PlaceAnswer::NotSent(NotSentReason::Halted);
    let mut house = placed();
    halt(&mut house, at(1), "symbol:BTC/USDT", HaltReach::NewOnly);
    let lines = answered(&mut house, at(1), 1, stopped.clone());
    assert_eq!(lines, ["ended 1 not-sent 0"]);
    let mut house = placed();
    for _ in 0..REAFFIRM_COUNT_MAX {
        halt(&mut house, at(1), "symbol:ETH/USDT", HaltReach::NewOnly);
        let lines = answered(&mut house, at(2), 1, stopped.clone());
        assert_eq!(lines, ["reaffirmed 1", "> place 1"]);
        assert_eq!(house.held("USDT"), amount("200.2"));
    }
    let deadline = at(2).plus(REQUEST_LIFE);
    let state = house.trading.order(id(1)).unwrap().state;
    assert_eq!(
        state,
        OrderState::Asked {
            since: at(2),
            deadline
        }
    );
    house.check_replay();
    assert_eq!(
        answered(&mut house, at(2), 1, stopped),
        ["ended 1 not-sent 0"]
    );
    house.check_replay();
}

// GATE-10: of a burst of orders none leaves after the halt, and nothing of them stays held.
#[test]
fn o8_a_burst_that_a_halt_overtakes_stays_at_home() {
    let mut house = House::new();
    let watch = house.trading.halt_watch();
    let mut epochs = Vec::new();
    for _ in 0..100 {
        let input = Input::Place {
            request: RequestId(1),
            account: PAPER,
            origin: PERSON,
            terms: terms("buy 0.06 BTC/USDT 99"),
        };
        for effect in house.effects(at(1), input) {
            if let Effect::Place { cleared, .. } = effect {
                epochs.push(cleared.halt_epoch());
            }
        }
    }
    assert_eq!(epochs.len(), 100);
    halt(&mut house, at(1), "global", HaltReach::AndCancel);
    assert!(epochs.into_iter().all(|epoch| watch.moved_since(epoch)));
    for order in 1..=100 {
        let stopped = PlaceAnswer::NotSent(NotSentReason::Halted);
        let lines = answered(&mut house, at(1), order, stopped);
        assert_eq!(lines, [alloc::format!("ended {order} not-sent 0")]);
    }
    assert_eq!(house.held("USDT"), Amount::ZERO);
    assert_eq!(house.trading.open_orders().count(), 0);
    house.check_replay();
}

// GATE-10, SEC-09: one action stops what is new and cancels at the venue what is open, in its scope only.
#[test]
fn o8_a_halt_cancels_what_is_open_in_its_scope() {
    let mut house = working();
    house.place(at(2), "buy 1 ETH/USDT 100");
    house.place(at(2), "sell 1 BTC/USDT 101");
    let lines = halt(&mut house, at(3), "symbol:BTC/USDT", HaltReach::AndCancel);
    let expected = [
        "halted symbol:BTC/USDT",
        "press 1 halt-and-cancel symbol:BTC/USDT",
        "cancel asked 1",
        "> cancel 1",
        "cancel asked 3",
        "> cancel 3",
        "@3 press 1",
    ];
    assert_eq!(lines, expected);
    let refused = house.place(at(3), BUY);
    assert_eq!(refused[1], "@1 refused GATE-10.halted");
    assert_eq!(house.place(at(3), "buy 1 ETH/USDT 100")[1], "> place 5");
    // Pressed again it cancels again, without a second record of the wish.
    let lines = halt(&mut house, at(4), "symbol:BTC/USDT", HaltReach::AndCancel);
    assert_eq!(
        lines,
        [
            "halted symbol:BTC/USDT",
            "press 2 halt-and-cancel symbol:BTC/USDT",
            "> cancel 1",
            "> cancel 3",
            "@3 press 2"
        ]
    );
    house.check_replay();
}

// GATE-10: latched; a restart changes nothing, a person's release does.
#[test]
fn o8_a_halt_survives_a_restart_until_it_is_released() {
    let mut house = working();
    halt(&mut house, at(2), "global", HaltReach::NewOnly);
    let mut house = house.restarted();
    house.meet_market();
    assert_eq!(house.trading.halts().count(), 1);
    assert_eq!(house.place(at(3), BUY)[1], "@1 refused GATE-10.halted");
    assert_eq!(
        release(&mut house, at(3), "account:1"),
        ["@4 not halted account:1"]
    );
    assert_eq!(
        release(&mut house, at(3), "global"),
        ["released global", "@4 done"]
    );
    assert_eq!(house.place(at(3), BUY)[1], "> place 3");
    house.check_replay();
}

// GATE-13: off survives a restart; nothing but a person's switch turns it on.
#[test]
fn a_switch_survives_a_restart() {
    let mut house = House::new();
    let set = |house: &mut House, position| {
        let (request, switch, cause) = (RequestId(5), SwitchOf::User(UserId::new(7)), cause());
        let input = Input::SetSwitch {
            request,
            switch,
            position,
            cause,
        };
        house.step(at(1), input)
    };
    assert_eq!(
        set(&mut house, SwitchPosition::Off),
        ["switch user:7 Off", "@5 done"]
    );
    let mut house = house.restarted();
    house.meet_market();
    assert_eq!(
        house.place(at(1), BUY)[1],
        "@1 refused GATE-13.trading-switch"
    );
    release(&mut house, at(1), "global");
    assert_eq!(
        house.place(at(1), BUY)[1],
        "@1 refused GATE-13.trading-switch"
    );
    set(&mut house, SwitchPosition::On);
    assert_eq!(house.place(at(1), BUY)[1], "> place 3");
    house.check_replay();
}

#[test]
fn a_cancel_of_what_is_not_open_is_answered() {
    let mut house = working();
    assert_eq!(house.cancel(at(2), 9), ["@2 unknown 9"]);
    house.step(at(2), venue_says(1, VenueStatus::Cancelled, "0", None));
    assert_eq!(house.cancel(at(2), 1), ["@2 over 1"]);
}

fn cancel_answered(house: &mut House, now: Time, answer: CancelAnswer) -> Vec<String> {
    let order = id(1);
    house.step(now, Input::CancelAnswered { order, answer })
}

#[test]
fn a_cancel_that_the_venue_confirms_ends_the_order() {
    let mut house = working();
    let lines = house.cancel(at(2), 1);
    assert_eq!(lines, ["cancel asked 1", "> cancel 1", "@2 done"]);
    assert_eq!(
        house.trading.order(id(1)).unwrap().cancel_asked,
        Some(at(2))
    );
    let (venue_id, filled_total) = (venue_id(1), Qty::ZERO);
    let answer = CancelAnswer::Cancelled {
        venue_id,
        filled_total,
        at: at(2),
    };
    assert_eq!(
        cancel_answered(&mut house, at(2), answer),
        ["ended 1 cancelled 0"]
    );
    assert_eq!(house.trading.order(id(1)).unwrap().cancel_asked, None);
    assert_eq!(house.held("USDT"), Amount::ZERO);
    assert_eq!(house.wake_until(at(300)), [""; 0]);
    house.check_replay();
}

// A cancel answered by silence is asked about, and sent again while the order still works.
#[test]
fn o7_the_wish_to_cancel_stands_until_the_order_is_over() {
    let mut house = working();
    house.cancel(at(2), 1);
    cancel_answered(&mut house, at(2), CancelAnswer::Unknown);
    assert_eq!(house.wake_until(ms(2_300)), ["2200 > query 1"]);
    assert_eq!(
        queried(
            &mut house,
            ms(2_300),
            ms(2_200),
            found(VenueStatus::Working, "0")
        ),
        [""; 0]
    );
    assert_eq!(house.wake_until(ms(3_000)), ["2800 > cancel 1"]);
    assert_eq!(
        cancel_answered(&mut house, at(3), CancelAnswer::NotSent),
        [""; 0]
    );
    assert_eq!(house.wake_until(at(4)), ["4000 > cancel 1"]);
    let lines = cancel_answered(&mut house, at(4), CancelAnswer::NotOpen);
    assert_eq!(lines, ["> query 1"]);
    let lines = queried(&mut house, at(5), at(4), found(VenueStatus::Cancelled, "0"));
    assert_eq!(lines, ["ended 1 cancelled 0"]);
    assert_eq!(house.held("USDT"), Amount::ZERO);
}

// A cancel that overtakes its order is sent again as soon as the venue has the order.
#[test]
fn o7_a_cancel_before_the_venue_has_the_order_is_not_lost() {
    let mut house = placed();
    assert_eq!(house.cancel(at(1), 1)[1], "> cancel 1");
    assert_eq!(
        cancel_answered(&mut house, at(1), CancelAnswer::NotOpen),
        ["> query 1"]
    );
    assert_eq!(
        queried(&mut house, at(1), at(1), QueryAnswer::NeverSeen),
        [""; 0]
    );
    assert_eq!(house.state(1), "asked 0");
    let lines = answered(&mut house, at(1), 1, accepted(1));
    assert_eq!(lines, ["accepted 1 as v1", "> cancel 1"]);
    // And one that a halt stopped on its way out is not sent after all.
    let mut house = placed();
    house.cancel(at(1), 1);
    halt(&mut house, at(1), "symbol:ETH/USDT", HaltReach::NewOnly);
    let lines = answered(
        &mut house,
        at(1),
        1,
        PlaceAnswer::NotSent(NotSentReason::Halted),
    );
    assert_eq!(lines, ["ended 1 not-sent 0"]);
}

// ORD-03: after a restart nothing is sent again; everything open is held and asked about.
#[test]
fn o9_a_restart_holds_and_asks_and_sends_nothing() {
    let mut house = placed();
    house.place(at(1), "sell 1 BTC/USDT 101");
    answered(&mut house, at(1), 2, accepted(2));
    house.cancel(at(1), 2);
    let mut house = house.restarted();
    assert_eq!(house.held("USDT"), amount("200.2"));
    assert_eq!(house.held("BTC"), amount("1"));
    let lines = house.wake(at(2));
    // The wish to cancel is remembered, and no question holds it up.
    let expected = ["> balances 1", "> cancel 2", "> query 1", "> query 2"];
    assert_eq!(lines, expected);
    let order = id(2);
    let input = Input::Queried {
        order,
        asked_at: at(2),
        answer: QueryAnswer::Found {
            venue_id: venue_id(2),
            status: VenueStatus::Working,
            filled_total: Qty::ZERO,
            at: at(2),
        },
    };
    house.step(at(2), input);
    let lines = house.wake_until(at(3));
    assert!(
        lines.iter().any(|line| line.ends_with("> cancel 2")),
        "{lines:?}"
    );
    assert!(
        !lines.iter().any(|line| line.contains("place")),
        "{lines:?}"
    );
}

// GATE-07: before the venue said what is there, nothing is bought with it.
#[test]
fn after_a_restart_balances_must_be_told_anew() {
    let house = working();
    let mut house = house.restarted();
    house.step(at(2), Input::Quote(quote("BTC/USDT")));
    assert_eq!(
        house.trading.balances().count(),
        3,
        "what was known can be shown"
    );
    assert_eq!(
        house.place(at(2), BUY)[1],
        "@1 refused GATE-20.not-compared"
    );
    house.step(
        at(2),
        Input::Balances(balances(at(2), &[("USDT", "100000")])),
    );
    assert_eq!(
        house.place(at(2), BUY)[1],
        "@1 refused GATE-20.not-compared",
        "balances alone are no comparison"
    );
    house.meet_market();
    assert_eq!(house.place(at(2), BUY)[1], "> place 4");
}

#[test]
fn o10_questions_are_not_asked_all_at_once() {
    let mut house = House::new();
    for _ in 0..50 {
        house.place(at(1), "buy 0.06 BTC/USDT 99");
    }
    let mut house = house.restarted();
    let first = house.wake(at(2));
    let queries = first.iter().filter(|line| line.contains("query")).count();
    assert_eq!(queries, QUESTIONS_PER_STEP_MAX);
    assert_eq!(house.wake(at(2)), [""; 0]);
    let rest = house.wake_until(ms(2_500));
    let queries = rest.iter().filter(|line| line.contains("query")).count();
    assert!(queries >= 50 - QUESTIONS_PER_STEP_MAX, "{queries}");
}

// However many questions wait, a cancel does not.
#[test]
fn o7_no_question_holds_a_cancel_up() {
    let mut house = House::new();
    for _ in 0..80 {
        house.place(at(1), "buy 0.06 BTC/USDT 99");
    }
    house.cancel(at(1), 80);
    let mut house = house.restarted();
    let first = house.wake(at(2));
    assert!(first.contains(&"> cancel 80".into()), "{first:?}");
    let order = id(80);
    let answer = CancelAnswer::NotSent;
    house.step(at(2), Input::CancelAnswered { order, answer });
    let lines = house.wake_until(ms(2_499));
    assert_eq!(lines.len(), 0, "{lines:?}");
    let lines = house.wake(ms(2_500));
    assert_eq!(lines[0], "> cancel 80");
}

// Many open orders are asked about more seldom: each question uses up the venue's budget.
#[test]
fn o10_many_working_orders_are_asked_about_more_seldom() {
    let mut house = House::new();
    for order in 1..=99 {
        house.place(at(1), "buy 0.06 BTC/USDT 99");
        answered(&mut house, at(1), order, accepted(order));
    }
    house.place(at(1), BUY);
    answered(&mut house, at(1), 100, accepted(100));
    let first_asked = |lines: &[String], order: &str| {
        let line = lines.iter().find(|line| line.ends_with(order)).unwrap();
        line.split(' ').next().unwrap().parse::<i64>().unwrap()
    };
    let lines = house.wake_until(at(110));
    assert_eq!(first_asked(&lines, "> query 1"), 61_000);
    assert!(first_asked(&lines, "> query 100") >= 101_000);
}

#[test]
fn a_working_order_is_asked_about_after_silence_and_when_reports_were_missed() {
    let mut house = working();
    assert_eq!(house.wake_until(at(61)), ["61000 > query 1"]);
    queried(&mut house, at(61), at(61), found(VenueStatus::Working, "0"));
    let lines = house.step(at(70), Input::ReportsMissed { account: PAPER });
    assert_eq!(lines, ["> balances 1", "> query 1"]);
}

// GATE-07: balances are asked for until the whole list comes, and not more than once a second.
#[test]
fn whole_balances_are_asked_for_until_they_come() {
    let mut house = working();
    house.step(at(2), Input::ReportsMissed { account: PAPER });
    house.step(ms(2_100), Input::ReportsMissed { account: PAPER });
    let lines = house.wake_until(at(12));
    let asked: Vec<&String> = lines
        .iter()
        .filter(|line| line.contains("balances"))
        .collect();
    assert_eq!(asked, ["3000 > balances 1", "11000 > balances 1"]);
    let list = [("BTC", "100"), ("USDT", "5")];
    assert_eq!(
        house.step(at(12), Input::Balances(balances(at(11), &list))),
        ["balances"]
    );
    let lines = house.wake_until(at(40));
    assert!(
        !lines.iter().any(|line| line.contains("balances")),
        "{lines:?}"
    );
    assert_eq!(
        house.trading.balances().count(),
        2,
        "what a whole list leaves out is gone"
    );
    let same = house.step(at(41), Input::Balances(balances(at(11), &list)));
    assert_eq!(same, [""; 0], "nothing new, nothing recorded");
    let older = house.step(at(41), Input::Balances(balances(at(10), &[("USDT", "9")])));
    assert_eq!(older, [""; 0]);
    house.check_replay();
}

// An order that ended leaves memory after its report window, and a snapshot forgets it at the same event.
#[test]
fn o10_ended_orders_leave_memory_after_their_window() {
    let mut house = working();
    let done = venue_says(1, VenueStatus::Filled, "2", Some(fill("t1", "2")));
    house.step(at(2), done.clone());
    assert_eq!(house.state(1), "filled 2");
    house.place(at(2).plus(REPORT_WINDOW), BUY);
    assert_eq!(house.state(1), "filled 2");
    house.place(at(3).plus(REPORT_WINDOW), BUY);
    assert_eq!(house.state(1), "not in memory");
    let lines = house.step(at(4).plus(REPORT_WINDOW), done);
    assert!(lines[0].starts_with("foreign cf"), "{lines:?}");
    assert_eq!(
        house.trading.position(PAPER, btc()).unwrap().net(),
        amount("2")
    );
    house.check_replay();
}

#[test]
fn lost_prices_count_as_missing() {
    let mut house = House::new();
    let (venue, symbol) = (venue(), btc());
    house.step(at(1), Input::QuoteLost { venue, symbol });
    assert_eq!(
        house.place(at(1), BUY)[1],
        "@1 refused GATE-17.reference-missing"
    );
    house.step(at(1), Input::Quote(quote("BTC/USDT")));
    assert_eq!(house.place(at(1), BUY)[1], "> place 2");
}

// GATE-19: the ticket hears what the gate would say.
#[test]
fn a_verdict_changes_nothing() {
    let house = House::new();
    let before = house.trading.snapshot();
    let judge = |words: &str| house.trading.verdict(at(1), PAPER, PERSON, terms(words));
    assert_eq!(judge(BUY).refusal, None);
    let rule = |words: &str| judge(words).refusal.map(|refusal| refusal.rule);
    assert_eq!(rule("buy 11 BTC/USDT 100"), Some(Rule::OrderValue));
    assert_eq!(rule("buy 0 BTC/USDT 100"), Some(Rule::NoQty));
    assert_eq!(house.trading.snapshot(), before);
    assert_eq!(house.held("USDT"), Amount::ZERO);
}

// A turn that could not be written down is undone, and what it cleared is out of date.
#[test]
fn a_house_taken_back_forgets_the_lost_turn() {
    let mut house = working();
    let kept = house.trading.snapshot();
    let watch = house.trading.halt_watch();
    let before = watch.epoch();
    house.place(at(2), BUY);
    let trading = house.trading.rebuild(kept.clone(), []).unwrap();
    assert_eq!(trading.snapshot(), kept);
    assert!(watch.moved_since(before));
    assert_eq!(trading.halt_watch().epoch(), watch.epoch());
    assert_eq!(
        trading.gate().holds(PAPER),
        [(asset("USDT"), amount("200.2"))]
    );
}

#[test]
fn a_journal_that_is_no_history_is_refused() {
    let house = working();
    let recover = |journal: Vec<Event>| {
        let result = Trading::recover(TradingConfig::default(), gate(), journal);
        result.map(|_| ()).map_err(|error| error.to_string())
    };
    let [_, _, opened, accepted] = house.journal.as_slice() else {
        panic!("{:?}", house.journal);
    };
    let (opened, accepted) = (opened.clone(), accepted.clone());
    assert_eq!(recover([opened.clone(), accepted.clone()].into()), Ok(()));
    let unknown = "the journal speaks of order 1, which it never opened";
    assert_eq!(recover([accepted.clone()].into()), Err(unknown.into()));
    let order = "the journal's events of order 1 do not follow from each other";
    let twice = [opened.clone(), accepted.clone(), accepted];
    assert_eq!(recover(twice.into()), Err(order.into()));
    assert_eq!(recover([opened.clone(), opened].into()), Err(order.into()));
}

// CTL-22 (control 22)
#[test]
fn g49_an_order_that_would_meet_an_own_one_is_refused_and_recorded() {
    let mut house = House::new();
    house.place(at(1), "sell 1 BTC/USDT 101");
    assert_eq!(
        house.place(at(2), "buy 1 BTC/USDT 101"),
        [
            "refused 2 CTL-22.own-crossing",
            "@1 refused CTL-22.own-crossing"
        ]
    );
    // A start from the journal knows the same.
    let mut house = house.restarted();
    house.meet_market();
    assert_eq!(
        house.place(at(3), "buy 1 BTC/USDT 101")[1],
        "@1 refused CTL-22.own-crossing"
    );
    house.check_replay();
}
