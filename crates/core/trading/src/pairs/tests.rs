//! Lives of pairs: one wish, one request, two fates, one hold.

use crate::fixture::*;
use crate::*;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use domain::*;

const TARGET: u64 = 2;
const STOP: u64 = 3;

fn terms(side: Side, amount_asked: &str, (target, stop): (OrderKind, OrderKind)) -> OcoTerms {
    let of = |kind| OrderTerms {
        symbol: btc(),
        side,
        qty: qty(amount_asked),
        kind,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    };
    OcoTerms::new(of(target), of(stop)).unwrap()
}

/// Sell at 105 or, once 95 trades, at the market.
fn sell_pair(amount_asked: &str) -> OcoTerms {
    let target = OrderKind::LimitMaker {
        price: price("105"),
    };
    let stop = OrderKind::Stop {
        trigger: price("95"),
    };
    terms(Side::Sell, amount_asked, (target, stop))
}

fn place(house: &mut House, terms: OcoTerms) -> Vec<String> {
    let input = Input::PlaceOco {
        request: RequestId(1),
        account: PAPER,
        origin: PERSON,
        terms: Box::new(terms),
    };
    house.step(at(1), input)
}

fn placed() -> House {
    let mut house = House::new();
    place(&mut house, sell_pair("2"));
    house
}

fn answered(house: &mut House, order: u64, answer: PlaceAnswer) -> Vec<String> {
    let order = id(order);
    house.step(at(1), Input::Answered { order, answer })
}

fn working() -> House {
    let mut house = placed();
    for order in [TARGET, STOP] {
        let venue_id = venue_id(order);
        let at = at(1);
        answered(&mut house, order, PlaceAnswer::Accepted { venue_id, at });
    }
    house
}

fn says(order: u64, status: VenueStatus, total: &str, traded: Option<&str>) -> Input {
    Input::Venue(VenueReport {
        account: PAPER,
        client_id: ClientOrderId::of(at(1), PAPER, id(order)),
        venue_id: venue_id(order),
        symbol: btc(),
        status,
        filled_total: qty(total),
        fill: traded.map(|amount_traded| VenueFill {
            trade: VenueTradeId::new(&format!("t{order}-{total}")).unwrap(),
            price: price("105"),
            qty: qty(amount_traded),
            fee: amount("0"),
            fee_asset: asset("USDT"),
            liquidity: Liquidity::Maker,
            at: at(2),
        }),
        at: at(2),
    })
}

// ORD-03: both orders are written down before the one request leaves.
#[test]
fn o17_a_pair_is_recorded_whole_and_leaves_once() {
    let mut house = House::new();
    let lines = place(&mut house, sell_pair("2"));
    assert_eq!(
        lines,
        [
            "opened 2",
            "opened 3",
            "> place pair 1",
            "@1 accepted 2 and 3"
        ]
    );
    let order = house.trading.order(id(TARGET)).unwrap();
    assert_eq!(order.list, Some(ListId::new(1)));
    assert_eq!(house.trading.order_next(), id(4));
    house.check_replay();
    let lines = house.restarted().wake(at(2));
    assert!(
        !lines.iter().any(|line| line.contains("> place")),
        "{lines:?}"
    );
}

// ORD-04: what a pair may cost is the worse of its orders, not both.
#[test]
fn o17_a_pair_holds_and_counts_once() {
    let house = placed();
    assert_eq!(house.held("BTC"), amount("2"));
    let (_, sells) = house.trading.gate().working(PAPER, btc());
    assert_eq!(sells, qty("2"));
    let mut house = House::new();
    let target = OrderKind::LimitMaker { price: price("98") };
    let stop = OrderKind::StopLimit {
        trigger: price("103"),
        price: price("104"),
        time_in_force: TimeInForce::Gtc,
    };
    place(&mut house, terms(Side::Buy, "2", (target, stop)));
    // The stop's limit with the fee: 2 × 104 × 1.001.
    assert_eq!(house.held("USDT"), amount("208.208"));
    house.check_replay();
}

#[test]
fn o17_a_pair_that_the_gate_refuses_leaves_nothing() {
    let mut house = House::new();
    let lines = place(&mut house, sell_pair("12"));
    assert_eq!(
        lines,
        [
            "refused 2 GATE-02.order-value",
            "@1 refused GATE-02.order-value"
        ]
    );
    assert_eq!(house.held("BTC"), amount("0"));
    // A stop beyond the collar refuses the whole wish.
    let target = OrderKind::LimitMaker {
        price: price("105"),
    };
    let stop = OrderKind::Stop {
        trigger: price("80"),
    };
    let lines = place(&mut house, terms(Side::Sell, "2", (target, stop)));
    assert!(lines[1].contains("price-collar-low"), "{lines:?}");
    assert_eq!(house.held("BTC"), amount("0"));
    house.check_replay();
}

// ORD-04: one filled ends the other.
#[test]
fn o17_a_filled_target_frees_the_hold_and_the_stop_is_asked_about() {
    let mut house = working();
    let lines = house.step(at(2), says(TARGET, VenueStatus::Filled, "2", Some("2")));
    assert_eq!(lines, ["fill 2 2 at 105 InLife", "ended 2 filled 2"]);
    assert_eq!(house.held("BTC"), amount("0"));
    house.check_replay();
    // The venue's word of the stop is lost: it is asked for, and comes.
    let lines = house.wake_until(at(3));
    assert!(lines.contains(&"2200 > query 3".into()), "{lines:?}");
    let answer = QueryAnswer::Found {
        venue_id: venue_id(STOP),
        status: VenueStatus::Expired,
        filled_total: Qty::ZERO,
        at: at(2),
    };
    let order = id(STOP);
    let asked_at = at(3);
    house.step(
        at(3),
        Input::Queried {
            order,
            asked_at,
            answer,
        },
    );
    assert_eq!(house.state(STOP), "expired 0");
    house.check_replay();
}

#[test]
fn o17_a_partial_fill_leaves_the_rest_held_whichever_order_goes_on() {
    let mut house = working();
    house.step(
        at(2),
        says(TARGET, VenueStatus::Working, "0.5", Some("0.5")),
    );
    assert_eq!(house.held("BTC"), amount("1.5"));
    house.step(at(2), says(STOP, VenueStatus::Expired, "0", None));
    assert_eq!(house.held("BTC"), amount("1.5"));
    house.check_replay();
    house.step(at(3), says(TARGET, VenueStatus::Filled, "2", Some("1.5")));
    assert_eq!(house.held("BTC"), amount("0"));
    assert_eq!(house.state(TARGET), "filled 2");
    house.check_replay();
}

#[test]
fn o17_the_stop_may_be_the_one_that_trades() {
    let mut house = working();
    house.step(at(2), says(TARGET, VenueStatus::Expired, "0", None));
    assert_eq!(house.held("BTC"), amount("2"));
    house.check_replay();
    house.step(at(2), says(STOP, VenueStatus::Filled, "2", Some("2")));
    assert_eq!(house.held("BTC"), amount("0"));
    assert_eq!(house.state(STOP), "filled 2");
    house.check_replay();
}

#[test]
fn o17_a_trade_of_each_beyond_the_whole_is_shown() {
    let mut house = working();
    house.step(
        at(2),
        says(TARGET, VenueStatus::Working, "1.5", Some("1.5")),
    );
    let lines = house.step(at(2), says(STOP, VenueStatus::Working, "1", Some("1")));
    assert!(lines.contains(&"broken 3 Overfilled".into()), "{lines:?}");
    assert_eq!(house.held("BTC"), amount("0"));
}

// ORD-03: a lost answer is resolved by the ids of both orders.
#[test]
fn o18_a_lost_answer_is_asked_for_by_each_id() {
    let mut house = placed();
    for order in [TARGET, STOP] {
        answered(&mut house, order, PlaceAnswer::Unknown);
    }
    assert_eq!(house.held("BTC"), amount("2"));
    let lines = house.wake_until(at(2));
    for order in [TARGET, STOP] {
        let question = format!("1200 > query {order}");
        assert!(lines.contains(&question), "{lines:?}");
    }
    // Never seen counts for each alone: late, and twice.
    for (second, times) in [(20, 1), (25, 2)] {
        house.wake_until(at(second));
        for order in [TARGET, STOP] {
            let (order, asked_at) = (id(order), at(second));
            let answer = QueryAnswer::NeverSeen;
            house.step(
                at(second),
                Input::Queried {
                    order,
                    asked_at,
                    answer,
                },
            );
        }
        let state = if times == 2 {
            "never-seen 0"
        } else {
            "asked 0"
        };
        assert_eq!(house.state(TARGET), state);
        assert_eq!(house.state(STOP), state);
    }
    assert_eq!(house.held("BTC"), amount("0"));
    house.check_replay();
}

#[test]
fn o18_a_refusal_ends_both() {
    let mut house = placed();
    let words = || VenueWords {
        code: -2010,
        text: "The relationship of the prices for the orders is not correct.".into(),
    };
    for order in [TARGET, STOP] {
        answered(&mut house, order, PlaceAnswer::Refused(words()));
        let state = house.state(order);
        assert_eq!(state, "rejected 0");
    }
    assert_eq!(house.held("BTC"), amount("0"));
    house.check_replay();
}

// A request of two orders is never sent on as one.
#[test]
fn o18_a_halt_on_the_way_out_ends_both() {
    let mut house = placed();
    for order in [TARGET, STOP] {
        let answer = PlaceAnswer::NotSent(NotSentReason::Halted);
        let lines = answered(&mut house, order, answer);
        assert!(
            !lines.iter().any(|line| line.contains("> place")),
            "{lines:?}"
        );
        assert_eq!(house.state(order), "not-sent 0");
    }
    assert_eq!(house.held("BTC"), amount("0"));
}

// ORD-04: the end of one is the end of both.
#[test]
fn o19_a_cancel_of_either_wishes_both_away() {
    for order in [TARGET, STOP] {
        let mut house = working();
        let lines = house.cancel(at(2), order);
        let other = TARGET + STOP - order;
        assert_eq!(
            lines,
            [
                format!("cancel asked {order}"),
                format!("cancel asked {other}"),
                format!("> cancel {order}"),
                "@2 done".into()
            ]
        );
        house.step(at(3), says(order, VenueStatus::Cancelled, "0", None));
        assert_eq!(house.held("BTC"), amount("2"));
        house.step(at(3), says(other, VenueStatus::Cancelled, "0", None));
        assert_eq!(house.held("BTC"), amount("0"));
        house.check_replay();
    }
}

#[test]
fn o19_a_halt_that_cancels_takes_pairs_too() {
    let mut house = working();
    let input = Input::Halt {
        request: RequestId(9),
        scope: Scope::Global,
        reach: HaltReach::AndCancel,
        cause: cause(),
    };
    let lines = house.step(at(2), input);
    for order in [TARGET, STOP] {
        assert!(
            lines.contains(&format!("cancel asked {order}")),
            "{lines:?}"
        );
    }
    // Nothing else is open in the symbol, so that the venue's one call ends both.
    assert!(
        lines.contains(&"> cancel all BTC/USDT: 2 3".into()),
        "{lines:?}"
    );
}

#[test]
fn o17_an_order_of_a_pair_that_lives_after_all_is_held_with_the_other_or_alone() {
    for other_lives in [true, false] {
        let mut house = placed();
        let words = VenueWords {
            code: -2010,
            text: "no".into(),
        };
        answered(&mut house, STOP, PlaceAnswer::Refused(words.clone()));
        if !other_lives {
            answered(&mut house, TARGET, PlaceAnswer::Refused(words));
            assert_eq!(house.held("BTC"), amount("0"));
        }
        house.step(at(2), says(STOP, VenueStatus::Working, "0", None));
        assert_eq!(house.state(STOP), "working 0");
        assert_eq!(house.held("BTC"), amount("2"));
        house.check_replay();
    }
}
