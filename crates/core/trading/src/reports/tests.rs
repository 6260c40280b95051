//! What venues say, twice, late, out of order and with gaps: fills count once, ends wait for their fills.

use crate::fixture::*;
use crate::*;
use alloc::string::String;
use alloc::vec::Vec;
use domain::*;

/// A report in words: `working 0.5 t1:0.5` is status, total, and optionally the fill with its trade.
fn report(words: &str) -> Input {
    let words: Vec<&str> = words.split(' ').collect();
    let status = match words[0] {
        "working" => VenueStatus::Working,
        "filled" => VenueStatus::Filled,
        "cancelled" => VenueStatus::Cancelled,
        "expired" => VenueStatus::Expired,
        "rejected" => VenueStatus::Rejected,
        other => panic!("{other}"),
    };
    Input::Venue(VenueReport {
        account: PAPER,
        client_id: ClientOrderId::of(at(1), PAPER, id(1)),
        venue_id: venue_id(1),
        symbol: btc(),
        status,
        filled_total: qty(words[1]),
        fill: words.get(2).map(|fill| venue_fill(fill)),
        at: at(2),
    })
}

/// `t1:0.5` or `t1:0.5@99`.
fn venue_fill(words: &str) -> VenueFill {
    let (trade, rest) = words.split_once(':').unwrap();
    let (filled, at_price) = rest.split_once('@').unwrap_or((rest, "100"));
    VenueFill {
        trade: VenueTradeId::new(trade).unwrap(),
        price: price(at_price),
        qty: qty(filled),
        fee: amount("0.05"),
        fee_asset: asset("USDT"),
        liquidity: Liquidity::Maker,
        at: at(2),
    }
}

fn fills(list: &[&str]) -> Input {
    let list = list.iter().map(|words| venue_fill(words)).collect();
    let order = id(1);
    let answer = FillsAnswer::Complete(list);
    Input::Fills { order, answer }
}

/// Places `buy 2 BTC/USDT 100`, tells the reports one after another, and says everything that was recorded or asked.
fn check(inputs: Vec<Input>, expected: &[&str]) -> House {
    let mut house = House::new();
    house.place(at(1), "buy 2 BTC/USDT 100");
    let mut lines: Vec<String> = Vec::new();
    for input in inputs {
        lines.extend(house.step(at(2), input));
    }
    assert_eq!(lines, expected);
    house.check_replay();
    house
}

fn reports(list: &[&str]) -> Vec<Input> {
    list.iter().map(|words| report(words)).collect()
}

// ORD-02
#[test]
fn an_order_fills_part_by_part_and_frees_its_hold_with_each() {
    let mut house = check(
        reports(&["working 0", "working 0.5 t1:0.5"]),
        &["accepted 1 as v1", "fill 1 0.5 at 100 InLife"],
    );
    assert_eq!(house.held("USDT"), amount("150.15"));
    assert_eq!(
        house.step(at(2), report("filled 2 t2:1.5")),
        ["fill 1 1.5 at 100 InLife", "ended 1 filled 2"]
    );
    assert_eq!(house.held("USDT"), Amount::ZERO);
    let position = house.trading.position(PAPER, btc()).unwrap();
    assert_eq!(position.net(), amount("2"));
    assert_eq!(position.fees, amount("0.1"));
    assert_eq!(
        house.trading.gate().total(PAPER, asset("USDT")),
        Some(amount("99799.9"))
    );
}

// ORD-03
#[test]
fn o4_a_report_told_twice_changes_nothing() {
    let once = ["working 0", "working 0.5 t1:0.5", "filled 2 t2:1.5"];
    let twice = once.iter().flat_map(|words| [*words, *words]);
    let twice: Vec<&str> = twice.collect();
    let expected = [
        "accepted 1 as v1",
        "fill 1 0.5 at 100 InLife",
        "fill 1 1.5 at 100 InLife",
        "ended 1 filled 2",
    ];
    check(reports(&once), &expected);
    check(reports(&twice), &expected);
}

// ORD-03: a report that comes first is as good as an answer.
#[test]
fn a_fill_may_be_the_first_word_of_the_venue() {
    check(
        reports(&["filled 2 t1:2", "working 0"]),
        &[
            "accepted 1 as v1",
            "fill 1 2 at 100 InLife",
            "ended 1 filled 2",
        ],
    );
}

// ORD-03: what the last report says is there, the earlier ones bring.
#[test]
fn o4_reordered_reports_come_to_the_same_end() {
    let house = check(
        reports(&["filled 2 t2:1.5", "working 0.5 t1:0.5", "working 0"]),
        &[
            "accepted 1 as v1",
            "fill 1 1.5 at 100 InLife",
            "fill 1 0.5 at 100 InLife",
            "ended 1 filled 2",
        ],
    );
    assert_eq!(house.held("USDT"), Amount::ZERO);
}

// ORD-03, GATE-07: an end is not booked, and nothing freed, while a fill is missing.
#[test]
fn o5_an_end_waits_for_its_missing_fills() {
    let mut house = check(reports(&["cancelled 0.5"]), &["accepted 1 as v1"]);
    assert_eq!(house.held("USDT"), amount("200.2"));
    assert_eq!(house.wake_until(ms(2_200)), ["2200 > fills 1"]);
    let silent = Input::Fills {
        order: id(1),
        answer: FillsAnswer::NoAnswer,
    };
    assert_eq!(house.step(ms(2_300), silent), [""; 0]);
    assert_eq!(house.wake_until(ms(2_700)), ["2700 > fills 1"]);
    let lines = house.step(at(3), fills(&["t1:0.2", "t2:0.3"]));
    let expected = [
        "fill 1 0.2 at 100 InLife",
        "fill 1 0.3 at 100 InLife",
        "ended 1 cancelled 0.5",
        "> balances 1",
    ];
    assert_eq!(lines, expected);
    assert_eq!(house.held("USDT"), Amount::ZERO);
    assert_eq!(house.step(at(3), report("working 0.2 t1:0.2")), [""; 0]);
    house.check_replay();
}

#[test]
fn an_incomplete_list_of_fills_is_asked_for_again() {
    let mut house = check(reports(&["cancelled 0.5"]), &["accepted 1 as v1"]);
    house.wake_until(ms(2_200));
    house.step(ms(2_300), fills(&["t1:0.2"]));
    assert_eq!(house.state(1), "working 0.2");
    assert_eq!(house.wake_until(ms(2_700)), ["2700 > fills 1"]);
    let lines = house.step(ms(2_800), fills(&["t1:0.2", "t2:0.3"]));
    assert_eq!(
        lines[..2],
        ["fill 1 0.3 at 100 InLife", "ended 1 cancelled 0.5"]
    );
}

#[test]
fn a_gap_in_the_middle_is_fetched() {
    let mut house = check(
        reports(&["working 0", "working 1 t2:0.5"]),
        &["accepted 1 as v1", "fill 1 0.5 at 100 InLife"],
    );
    assert_eq!(house.wake_until(ms(2_200)), ["2200 > fills 1"]);
    let lines = house.step(ms(2_300), fills(&["t1:0.5", "t2:0.5"]));
    assert_eq!(lines, ["fill 1 0.5 at 100 InLife", "> balances 1"]);
    assert_eq!(house.state(1), "working 1");
}

// All of it is known to have traded: the last report may be lost.
#[test]
fn fills_that_make_the_whole_end_the_order() {
    check(
        reports(&["working 0.5 t1:0.5", "working 2 t2:1.5"]),
        &[
            "accepted 1 as v1",
            "fill 1 0.5 at 100 InLife",
            "fill 1 1.5 at 100 InLife",
            "ended 1 filled 2",
        ],
    );
}

// ORD-03: a fill that comes after the end is counted, flagged, and has the balances told anew.
#[test]
fn o5_a_late_fill_is_counted_and_flagged() {
    let house = check(
        reports(&["cancelled 0", "working 0.5 t1:0.5"]),
        &[
            "accepted 1 as v1",
            "ended 1 cancelled 0",
            "fill 1 0.5 at 100 AfterEnd",
            "> balances 1",
        ],
    );
    assert_eq!(house.state(1), "cancelled 0.5");
    assert_eq!(
        house.trading.position(PAPER, btc()).unwrap().net(),
        amount("0.5")
    );
    let house = check(
        reports(&["cancelled 0", "cancelled 0.5"]),
        &["accepted 1 as v1", "ended 1 cancelled 0"],
    );
    let mut house = house;
    assert_eq!(house.wake_until(ms(2_200)), ["2200 > fills 1"]);
}

#[test]
fn each_end_the_venue_tells_is_booked_as_told() {
    check(
        reports(&["cancelled 0"]),
        &["accepted 1 as v1", "ended 1 cancelled 0"],
    );
    check(
        reports(&["expired 0"]),
        &["accepted 1 as v1", "ended 1 expired 0"],
    );
    check(
        reports(&["rejected 0"]),
        &["accepted 1 as v1", "ended 1 rejected 0"],
    );
    check(
        reports(&["expired 0.5 t1:0.5"]),
        &[
            "accepted 1 as v1",
            "fill 1 0.5 at 100 InLife",
            "ended 1 expired 0.5",
        ],
    );
}

// What must not happen is counted as it is and shown to a person.
#[test]
fn o6_contradictions_are_recorded_once() {
    let house = check(
        reports(&["working 3 t1:3"]),
        &[
            "accepted 1 as v1",
            "fill 1 3 at 100 InLife",
            "broken 1 Overfilled",
            "ended 1 filled 3",
        ],
    );
    assert_eq!(
        house.trading.position(PAPER, btc()).unwrap().net(),
        amount("3")
    );
    check(
        reports(&["working 1 t1:1", "working 1 t1:1@99", "working 1 t1:1@99"]),
        &[
            "accepted 1 as v1",
            "fill 1 1 at 100 InLife",
            "broken 1 FillDiffers",
        ],
    );
    check(
        reports(&["working 1 t1:1", "cancelled 0.5"]),
        &[
            "accepted 1 as v1",
            "fill 1 1 at 100 InLife",
            "broken 1 FilledBeyondReport",
            "ended 1 cancelled 1",
        ],
    );
}

#[test]
fn a_venue_that_denies_a_working_order_does_not_end_it() {
    let mut house = check(reports(&["working 0"]), &["accepted 1 as v1"]);
    let never = |house: &mut House, secs: i64| {
        let input = Input::Queried {
            order: id(1),
            asked_at: at(secs),
            answer: QueryAnswer::NeverSeen,
        };
        house.step(at(secs), input)
    };
    never(&mut house, 30);
    let lines = never(&mut house, 31);
    assert!(lines.contains(&"broken 1 Denied".into()), "{lines:?}");
    assert_eq!(house.state(1), "working 0");
    assert_eq!(house.held("USDT"), amount("200.2"));
    house.check_replay();
}

// ORD-03: what was taken for never seen and lives after all is counted again.
#[test]
fn o6_an_order_that_rises_from_its_end_is_held_again() {
    let answers = [
        (
            PlaceAnswer::NotSent(NotSentReason::TooLate),
            "broken 1 SentAfterAll",
        ),
        (
            PlaceAnswer::Refused(VenueWords {
                code: -1,
                text: "no".into(),
            }),
            "broken 1 RefusedButSeen",
        ),
    ];
    for (answer, breach) in answers {
        let order = id(1);
        let mut house = House::new();
        house.place(at(1), "buy 2 BTC/USDT 100");
        house.step(at(1), Input::Answered { order, answer });
        assert_eq!(house.held("USDT"), Amount::ZERO);
        let lines = house.step(at(2), report("working 0.5 t1:0.5"));
        let expected = [
            "reopened 1",
            breach,
            "fill 1 0.5 at 100 InLife",
            "> balances 1",
        ];
        assert_eq!(lines, expected);
        assert_eq!(house.held("USDT"), amount("150.15"));
        house.check_replay();
        house.step(at(3), report("cancelled 0.5"));
        assert_eq!(house.held("USDT"), Amount::ZERO);
        house.check_replay();
    }
}

// ORD-09: a conditional order that wakes without its margin is refused by the venue that had taken it.
#[test]
fn o6_an_order_that_was_accepted_and_then_refused_stays_over() {
    // Where its acceptance was heard, and where its end is the first that is heard of it.
    for heard in [["working 0"].as_slice(), &[]] {
        let mut house = House::new();
        house.place(at(1), "buy 2 BTC/USDT 100");
        for told in heard {
            house.step(at(2), report(told));
        }
        house.step(at(3), report("rejected 0"));
        assert_eq!(house.state(1), "rejected 0");
        assert_eq!(house.held("USDT"), Amount::ZERO);
        // What was said of it before comes late, or twice.
        let lines = house.step(at(4), report("working 0"));
        assert_eq!(lines, Vec::<String>::new());
        assert_eq!(house.state(1), "rejected 0");
        house.check_replay();
    }
}

#[test]
fn contradicting_answers_are_asked_about() {
    let answers = [
        (
            PlaceAnswer::NotSent(NotSentReason::TooLate),
            "broken 1 SentAfterAll",
        ),
        (
            PlaceAnswer::Refused(VenueWords {
                code: -1,
                text: "no".into(),
            }),
            "broken 1 RefusedButSeen",
        ),
    ];
    for (answer, breach) in answers {
        let mut house = check(reports(&["working 0"]), &["accepted 1 as v1"]);
        let order = id(1);
        let lines = house.step(at(2), Input::Answered { order, answer });
        assert_eq!(lines, [breach, "> query 1"]);
        assert_eq!(house.held("USDT"), amount("200.2"));
    }
}

#[test]
fn reports_of_strangers_are_kept_and_move_nothing() {
    let mut house = House::new();
    house.place(at(1), "buy 2 BTC/USDT 100");
    let Input::Venue(ours) = report("filled 2 t1:2") else {
        panic!("a report");
    };
    let client_id = ClientOrderId::new("web_123").unwrap();
    let stranger = VenueReport { client_id, ..ours };
    assert_eq!(
        house.step(at(2), Input::Venue(stranger)),
        ["foreign web_123"]
    );
    let symbol = Symbol::new("ETH/USDT").unwrap();
    let elsewhere = VenueReport { symbol, ..ours };
    assert!(house.step(at(2), Input::Venue(elsewhere))[0].starts_with("foreign cf"));
    let other = VenueReport {
        venue_id: venue_id(8),
        ..ours
    };
    house.step(at(2), report("working 0"));
    assert_eq!(
        house.step(at(2), Input::Venue(other)),
        ["broken 1 OtherVenueId"]
    );
    assert_eq!(house.trading.positions().count(), 0);
    assert_eq!(house.state(1), "working 0");
    house.check_replay();
}

// ORD-11: profit of what was closed, after fees.
#[test]
fn o12_a_round_trip_earns_its_difference_less_fees() {
    let mut house = House::new();
    house.place(at(1), "buy 2 BTC/USDT 100");
    house.step(at(2), report("filled 2 t1:2@99"));
    house.place(at(1), "sell 2 BTC/USDT 101");
    let Input::Venue(buy) = report("filled 2 t2:2@101") else {
        panic!("a report");
    };
    let client_id = ClientOrderId::of(at(1), PAPER, id(2));
    let sell = VenueReport {
        client_id,
        venue_id: venue_id(2),
        ..buy
    };
    house.step(at(3), Input::Venue(sell));
    let position = house.trading.position(PAPER, btc()).unwrap();
    assert_eq!(position.realised, amount("3.9"));
    assert_eq!(position.exposure, Exposure::Flat);
    assert_eq!(
        house.trading.gate().total(PAPER, asset("USDT")),
        Some(amount("100003.9"))
    );
    house.check_replay();
}
