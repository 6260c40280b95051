//! Conditional orders: what lets them wait, what wakes them, what becomes of them.

use crate::stage::{Stage, TAG, algo, amount, btc, name, place, price, qty, rate, stage, who};
use domain::{Side, Span};
use exchange::futures::{
    AlgoKey, AlgoKind, AlgoOrder, AlgoPrice, AlgoStatus, FuturesEffect, FuturesInput,
    FuturesRefusal, OrderOrigin, PlaceAlgo, PriceMatch, Protect, Reduce, Working,
};
use exchange::{OrderKey, Print};

fn stop(text: &str) -> AlgoKind {
    AlgoKind::StopMarket {
        trigger: price(text),
    }
}

fn gain(text: &str) -> AlgoKind {
    AlgoKind::TakeProfitMarket {
        trigger: price(text),
    }
}

fn trailing(activation: Option<&str>, callback: &str) -> AlgoKind {
    AlgoKind::TrailingStopMarket {
        activation: activation.map(price),
        callback: rate(callback),
    }
}

impl Stage {
    fn wait(&mut self, asked: PlaceAlgo) -> AlgoKey {
        self.done(FuturesInput::PlaceAlgo(asked));
        let found = self.said.iter().find_map(|effect| {
            let FuturesEffect::AlgoAccepted { algo, .. } = effect else {
                return None;
            };
            Some(*algo)
        });
        AlgoKey::Exchange(found.unwrap())
    }

    fn algo(&self, key: AlgoKey) -> AlgoOrder {
        self.futures.algo(who(1), key).unwrap()
    }

    /// A trade of a capture at a price.
    fn print(&mut self, at: &str) {
        self.done(FuturesInput::Print(Print {
            tag: TAG,
            symbol: btc(),
            id: exchange::ExchangeTradeId::new(1),
            price: price(at),
            qty: qty("0.001"),
            taker: Side::Buy,
            at: self.now,
        }));
    }

    /// Statuses of conditional orders that the last step told, in turn.
    fn told(&self) -> Vec<AlgoStatus> {
        let told = self.said.iter().filter_map(|effect| {
            let FuturesEffect::AlgoReport(algo) = effect else {
                return None;
            };
            Some(algo.status)
        });
        told.collect()
    }
}

fn sell(kind: AlgoKind, much: &str) -> PlaceAlgo {
    algo(Side::Sell, kind, Some(much))
}

/// The house shows 5 on both sides, account 1 is long 1.
fn long() -> Stage {
    let mut stage = stage();
    stage.house(&["ask 5@50000", "bid 5@49990", "bid 50@48000"]);
    stage.done(place("buy 1 market"));
    stage
}

#[test]
fn f32_a_trade_at_the_trigger_wakes_and_one_tick_short_does_not() {
    let mut stage = long();
    let key = stage.wait(sell(stop("49000"), "0.4"));
    stage.print("49000.1");
    assert_eq!(stage.algo(key).status, AlgoStatus::New);
    stage.print("49000");
    assert_eq!(
        stage.told(),
        [
            AlgoStatus::Triggering,
            AlgoStatus::Triggered,
            AlgoStatus::Finished
        ]
    );
    let done = stage.algo(key);
    let order = OrderKey::Exchange(done.actual.unwrap());
    let order = stage.futures.order(who(1), btc(), order).unwrap();
    assert_eq!(order.filled, qty("0.4"));
    assert!(matches!(order.origin, OrderOrigin::Algo { id, .. } if id == done.id));
    assert_eq!(order.client_id, done.client_id);
    assert_eq!(stage.position(1).qty, amount("0.6"));
}

#[test]
fn f32_each_kind_wakes_on_its_side() {
    for (side, kind, quiet, wakes) in [
        (Side::Sell, stop("49000"), "51000", "49000"),
        (Side::Buy, stop("51000"), "49000", "51000"),
        (Side::Sell, gain("51000"), "49000", "51000"),
        (Side::Buy, gain("49000"), "51000", "49000"),
    ] {
        let mut stage = stage();
        stage.house(&["ask 5@52000", "bid 5@48000"]);
        let key = stage.wait(algo(side, kind, Some("0.1")));
        stage.print(quiet);
        assert_eq!(stage.algo(key).status, AlgoStatus::New, "{kind:?}");
        stage.print(wakes);
        assert_eq!(stage.algo(key).status, AlgoStatus::Finished, "{kind:?}");
    }
}

#[test]
fn f32_mark_and_last_price_wake_their_own() {
    let mut stage = long();
    let mut by_mark = sell(stop("49000"), "0.1");
    by_mark.working = Working::Mark;
    let key = stage.wait(by_mark);
    stage.print("48500");
    assert_eq!(stage.algo(key).status, AlgoStatus::New);
    stage.market_at("48900");
    assert_eq!(stage.algo(key).status, AlgoStatus::New);
    stage.pass(1);
    assert_eq!(stage.algo(key).status, AlgoStatus::Finished);
}

#[test]
fn f33_a_trigger_already_reached_is_refused() {
    let mut stage = long();
    let refused = |stage: &mut Stage, asked| stage.refused(FuturesInput::PlaceAlgo(asked));
    let no = FuturesRefusal::WouldTrigger;
    assert_eq!(refused(&mut stage, sell(stop("50000"), "0.1")), no);
    assert_eq!(
        refused(&mut stage, algo(Side::Buy, stop("50000"), Some("0.1"))),
        no
    );
    assert_eq!(refused(&mut stage, sell(gain("50000"), "0.1")), no);
    assert_eq!(
        refused(&mut stage, sell(trailing(Some("50000"), "0.01"), "0.1")),
        no
    );
    stage.wait(sell(stop("49999.9"), "0.1"));
    stage.wait(sell(trailing(Some("50000.1"), "0.01"), "0.1"));
}

#[test]
fn f34_a_limit_kind_becomes_a_limit_order_that_rests() {
    let mut stage = long();
    let kind = AlgoKind::Stop {
        trigger: price("49500"),
        price: AlgoPrice::At(price("49995")),
    };
    let key = stage.wait(sell(kind, "0.5"));
    stage.print("49400");
    assert_eq!(stage.algo(key).status, AlgoStatus::Triggered);
    assert_eq!(stage.futures.open_orders(who(1), None).len(), 1);
    stage.take(Side::Buy, "0.5");
    assert_eq!(stage.algo(key).status, AlgoStatus::Finished);
    let kind = AlgoKind::TakeProfit {
        trigger: price("50500"),
        price: AlgoPrice::Matched(PriceMatch::Opponent),
    };
    let key = stage.wait(sell(kind, "0.5"));
    stage.print("50500");
    assert_eq!(stage.algo(key).status, AlgoStatus::Finished);
    assert_eq!(stage.position(1).qty, amount("0"));
}

#[test]
fn f35_a_trailing_order_follows_the_best_price_and_wakes_when_it_turns() {
    let mut stage = long();
    let key = stage.wait(sell(trailing(None, "0.01"), "0.1"));
    stage.print("51000");
    stage.print("50490.1");
    assert_eq!(stage.algo(key).extreme, Some(price("51000")));
    assert_eq!(stage.algo(key).status, AlgoStatus::New);
    stage.print("50490");
    assert_eq!(stage.algo(key).status, AlgoStatus::Finished);
    stage.print("50600");
    let key = stage.wait(algo(
        Side::Buy,
        trailing(Some("50000"), "0.002"),
        Some("0.1"),
    ));
    stage.print("50400");
    assert_eq!(stage.algo(key).extreme, None);
    stage.print("50000");
    stage.print("49900");
    stage.print("49999.7");
    assert_eq!(stage.algo(key).status, AlgoStatus::New);
    stage.print("49999.8");
    assert_eq!(stage.algo(key).status, AlgoStatus::Finished);
}

#[test]
fn f35_a_callback_lies_between_a_tenth_and_ten_per_cent() {
    let mut stage = long();
    for (callback, fits) in [
        ("0.0009", false),
        ("0.001", true),
        ("0.0015", false),
        ("0.1", true),
        ("0.101", false),
    ] {
        stage.step(FuturesInput::PlaceAlgo(sell(
            trailing(None, callback),
            "0.1",
        )));
        let expected = (!fits).then_some(FuturesRefusal::CallbackOutOfRange);
        assert_eq!(stage.refusal(), expected, "{callback}");
    }
}

#[test]
fn f36_closing_all_takes_the_position_as_it_is_when_it_wakes() {
    let mut stage = long();
    let all = algo(Side::Sell, stop("49000"), None);
    let key = stage.wait(all);
    stage.done(place("buy 0.5 market"));
    stage.print("49000");
    assert_eq!(stage.algo(key).status, AlgoStatus::Finished);
    assert_eq!(stage.position(1).qty, amount("0"));
    let key = stage.wait(algo(Side::Sell, stop("48500"), None));
    stage.print("48500");
    assert_eq!(stage.algo(key).status, AlgoStatus::Expired);
}

#[test]
fn f36_closing_all_has_its_rules() {
    let mut stage = long();
    let refused = |stage: &mut Stage, asked| stage.refused(FuturesInput::PlaceAlgo(asked));
    stage.wait(algo(Side::Sell, stop("49000"), None));
    let twin = refused(&mut stage, algo(Side::Sell, stop("48000"), None));
    assert_eq!(twin, FuturesRefusal::CloseExists);
    stage.wait(algo(Side::Sell, gain("52000"), None));
    let limit = AlgoKind::Stop {
        trigger: price("49000"),
        price: AlgoPrice::At(price("48999")),
    };
    let priced = refused(&mut stage, algo(Side::Sell, limit, None));
    assert_eq!(priced, FuturesRefusal::CloseNeedsMarket);
    let trails = refused(&mut stage, algo(Side::Sell, trailing(None, "0.01"), None));
    assert_eq!(trails, FuturesRefusal::QtyMissing);
    let mut reduces = algo(Side::Buy, stop("52000"), None);
    reduces.reduce = Reduce::Only;
    assert_eq!(
        refused(&mut stage, reduces),
        FuturesRefusal::ReduceOnlyConflict
    );
}

#[test]
fn f37_an_order_the_engine_refuses_is_rejected_with_its_reason() {
    let mut stage = long();
    let mut reduces = sell(stop("49000"), "0.5");
    reduces.reduce = Reduce::Only;
    let key = stage.wait(reduces);
    let greedy = stage.wait(algo(Side::Buy, stop("51000"), Some("100")));
    stage.done(place("sell 1 market"));
    stage.print("49000");
    assert_eq!(stage.algo(key).status, AlgoStatus::Rejected);
    assert_eq!(
        stage.algo(key).refusal,
        Some(FuturesRefusal::ReduceOnlyRejected)
    );
    stage.house(&["ask 500@51000"]);
    stage.print("51000");
    let refusal = stage.algo(greedy).refusal;
    assert_eq!(refusal, Some(FuturesRefusal::InsufficientMargin));
}

#[test]
fn f37_protection_ends_an_order_whose_trigger_was_a_spike() {
    let mut stage = long();
    let mut careful = sell(stop("48500"), "0.5");
    careful.protect = Protect::On;
    let key = stage.wait(careful);
    // 2.1 % below the mark price, with a bound of 2 %.
    stage.print("48400");
    assert_eq!(stage.algo(key).status, AlgoStatus::Expired);
    let mut careful = sell(stop("48300"), "0.5");
    careful.protect = Protect::On;
    let key = stage.wait(careful);
    stage.market_at("49000");
    stage.pass(1);
    stage.print("48300");
    assert_eq!(stage.algo(key).status, AlgoStatus::Finished);
}

#[test]
fn f38_waiting_orders_are_counted_named_and_ended() {
    let mut stage = long();
    let mut named = sell(stop("49000"), "0.1");
    named.client_id = Some(name("guard"));
    stage.wait(named);
    let twin = stage.refused(FuturesInput::PlaceAlgo(named));
    assert_eq!(twin, FuturesRefusal::DuplicateClientId);
    let cancel = FuturesInput::CancelAlgo {
        tag: TAG,
        account: who(1),
        algo: AlgoKey::Client(name("guard")),
    };
    stage.done(cancel.clone());
    assert_eq!(stage.told(), [AlgoStatus::Cancelled]);
    assert_eq!(stage.refused(cancel), FuturesRefusal::UnknownAlgo);
    for _ in 0..5 {
        stage.wait(sell(stop("49000"), "0.1"));
    }
    let more = stage.refused(FuturesInput::PlaceAlgo(sell(stop("49000"), "0.1")));
    assert_eq!(more, FuturesRefusal::TooManyAlgos);
    stage.done(FuturesInput::CancelAllAlgos {
        tag: TAG,
        account: who(1),
        symbol: btc(),
    });
    assert_eq!(stage.futures.open_algos(who(1), None), []);
    let all = stage.futures.algos(
        who(1),
        btc(),
        exchange::futures::AlgoId::new(1_000_000_003),
        2,
    );
    let ids: Vec<u64> = all.iter().map(|algo| algo.id.get()).collect();
    let wanted = [1_000_000_003, 1_000_000_004];
    assert_eq!(ids, wanted);
}

#[test]
fn f38_a_date_ends_a_waiting_order() {
    let mut stage = long();
    let mut dated = sell(stop("49000"), "0.1");
    dated.good_till = Some(stage.now.plus(Span::from_secs(600)));
    let key = stage.wait(dated);
    stage.pass(599);
    assert_eq!(stage.algo(key).status, AlgoStatus::New);
    stage.pass(1);
    assert_eq!(stage.algo(key).status, AlgoStatus::Expired);
}

#[test]
fn f38_of_two_reached_at_once_the_one_placed_first_goes_first() {
    let mut stage = long();
    let first = stage.wait(sell(stop("49000"), "0.1"));
    let second = stage.wait(sell(stop("49500"), "0.1"));
    stage.print("48900");
    let (a, b) = (stage.algo(first).actual, stage.algo(second).actual);
    assert!(a.unwrap() < b.unwrap());
}

#[test]
fn f38_a_woken_order_wakes_others() {
    let mut stage = stage();
    stage.house(&[
        "ask 5@50000",
        "bid 0.5@49500",
        "bid 0.5@49000",
        "bid 9@48500",
    ]);
    stage.done(place("buy 2 market"));
    let second = stage.wait(sell(stop("49000"), "0.5"));
    let first = stage.wait(sell(stop("49500"), "1"));
    stage.take(Side::Sell, "0.001");
    assert_eq!(stage.algo(first).status, AlgoStatus::Finished);
    assert_eq!(stage.algo(second).status, AlgoStatus::Finished);
    assert_eq!(stage.position(1).qty, amount("0.5"));
}

#[test]
fn y6_a_countdown_that_runs_out_leaves_what_waits_for_a_price() {
    let mut stage = long();
    let key = stage.wait(sell(stop("49000"), "0.4"));
    stage.done(place("buy 0.1 @48500 as a"));
    stage.done(FuturesInput::Countdown {
        tag: TAG,
        account: who(1),
        symbol: btc(),
        after: Span::from_millis(500),
    });
    stage.pass(2);
    assert_eq!(stage.futures.open_orders(who(1), None).len(), 0);
    assert_eq!(stage.algo(key).status, AlgoStatus::New);
}
