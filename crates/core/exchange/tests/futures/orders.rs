//! Orders of the book: in, matched, resting, ended.

use crate::stage::{Stage, amount, btc, name, order, place, price, qty, stage, who};
use domain::{Machine, SelfTradePrevention, Side, Span};
use exchange::OrderKey;
use exchange::futures::{
    FuturesEffect, FuturesExecution, FuturesExpiry, FuturesInput, FuturesLife, FuturesOrder,
    FuturesOrderStatus, FuturesRefusal, OrderPrice, PositionMode, PriceMatch,
};

impl Stage {
    pub(crate) fn last_order(&self) -> FuturesOrder {
        let key = OrderKey::Exchange(self.order_id());
        let found = (1..=9).find_map(|number| self.futures.order(who(number), btc(), key));
        found.unwrap()
    }

    pub(crate) fn named(&self, text: &str) -> FuturesOrder {
        let key = OrderKey::Client(name(text));
        let found = (1..=9).find_map(|number| self.futures.order(who(number), btc(), key));
        found.unwrap()
    }

    pub(crate) fn cancel(&mut self, text: &str) -> FuturesInput {
        FuturesInput::Cancel {
            tag: crate::stage::TAG,
            account: who(1),
            symbol: btc(),
            order: OrderKey::Client(name(text)),
        }
    }

    pub(crate) fn hedge(&mut self, number: u64) {
        self.done(FuturesInput::SetPositionMode {
            tag: crate::stage::TAG,
            account: who(number),
            mode: PositionMode::Hedge,
        });
    }
}

fn expired(reason: FuturesExpiry) -> FuturesOrderStatus {
    FuturesOrderStatus::Expired(reason)
}

#[test]
fn f1_a_market_order_opens_a_position_at_what_the_house_shows() {
    let mut stage = stage();
    stage.house(&["ask 0.4@50000", "ask 1@50010"]);
    stage.done(place("buy 1 market"));
    let view = stage.last_order();
    assert_eq!(view.status, FuturesOrderStatus::Filled);
    assert_eq!(view.average, Some(price("50006")));
    let position = stage.position(1);
    assert_eq!(position.qty, amount("1"));
    assert_eq!(position.entry, Some(price("50006")));
    // 50,006 × 0.05 %.
    assert_eq!(stage.wallet(1), "9974.997");
}

#[test]
fn f1_a_resting_order_trades_at_its_price_as_maker_and_stays_in_line() {
    let mut stage = stage();
    stage.house(&["bid 1@49990", "bid 1@50000"]);
    stage.done(place("buy 0.5 @50000 as late"));
    stage.done(place("buy 0.5 @50000 as later of 2"));
    stage.take(Side::Sell, "1.2");
    assert_eq!(stage.named("late").filled, qty("0.2"));
    assert_eq!(stage.named("later").filled, qty("0"));
    stage.take(Side::Sell, "0.5");
    assert_eq!(stage.named("late").status, FuturesOrderStatus::Filled);
    assert_eq!(stage.named("later").filled, qty("0.2"));
    // 25,000 × 0.02 %.
    assert_eq!(stage.wallet(1), "9995");
}

#[test]
fn f2_what_an_order_without_time_does_not_fill_ends() {
    let mut stage = stage();
    stage.house(&["ask 0.4@50000"]);
    stage.done(place("buy 1 @50000 ioc"));
    let view = stage.last_order();
    assert_eq!(view.status, expired(FuturesExpiry::ImmediateOrCancel));
    assert_eq!(view.filled, qty("0.4"));
    stage.house(&["ask 0.4@50000"]);
    stage.done(place("buy 1 market"));
    let view = stage.last_order();
    assert_eq!(view.status, expired(FuturesExpiry::NoLiquidity));
    assert_eq!(view.filled, qty("0.4"));
}

#[test]
fn f3_all_or_nothing_is_refused_when_not_all_is_there() {
    let mut stage = stage();
    stage.house(&["ask 0.4@50000"]);
    let refused = stage.refused(place("buy 0.5 @50000 fok"));
    assert_eq!(refused, FuturesRefusal::WouldNotFill);
    stage.done(place("buy 0.4 @50000 fok"));
    assert_eq!(stage.last_order().status, FuturesOrderStatus::Filled);
}

#[test]
fn f4_maker_only_is_refused_where_it_would_take() {
    let mut stage = stage();
    stage.house(&["ask 0.4@50000"]);
    let refused = stage.refused(place("buy 0.1 @50000 gtx"));
    assert_eq!(refused, FuturesRefusal::WouldTake);
    stage.done(place("buy 0.1 @49999.9 gtx"));
    assert_eq!(stage.last_order().status, FuturesOrderStatus::New);
}

#[test]
fn f5_an_order_with_a_date_ends_at_it() {
    let mut stage = stage();
    let until = stage.now.plus(Span::from_secs(700));
    let mut dated = order("buy 0.1 @49000 as dated");
    dated.price = OrderPrice::Limit {
        price: price("49000"),
        life: FuturesLife::Gtd(until),
    };
    stage.done(FuturesInput::Place(dated));
    stage.pass(699);
    assert_eq!(stage.named("dated").status, FuturesOrderStatus::New);
    assert!(stage.futures.wake_at().unwrap() <= until);
    stage.pass(1);
    assert_eq!(
        stage.named("dated").status,
        expired(FuturesExpiry::GoodTillDate)
    );
    assert_eq!(stage.named("dated").updated, until);
}

#[test]
fn f5_a_date_is_at_least_ten_minutes_away() {
    let mut stage = stage();
    for (until, refused) in [
        (stage.now.plus(Span::from_secs(599)), true),
        (stage.now.plus(Span::from_secs(600)), false),
    ] {
        let mut dated = order("buy 0.1 @49000");
        dated.price = OrderPrice::Limit {
            price: price("49000"),
            life: FuturesLife::Gtd(until),
        };
        stage.step(FuturesInput::Place(dated));
        let expected = refused.then_some(FuturesRefusal::GoodTillTooSoon);
        assert_eq!(stage.refusal(), expected);
    }
}

#[test]
fn f6_reduce_only_is_refused_where_it_would_not_reduce() {
    let mut stage = stage();
    stage.house(&["ask 1@50000", "bid 1@49999"]);
    let no = FuturesRefusal::ReduceOnlyRejected;
    assert_eq!(stage.refused(place("sell 0.1 market reduce")), no);
    stage.done(place("buy 0.3 market"));
    assert_eq!(stage.refused(place("buy 0.1 market reduce")), no);
    stage.done(place("sell 1 market reduce"));
    assert_eq!(stage.last_order().qty, qty("0.3"));
    assert_eq!(stage.position(1).qty, amount("0"));
}

#[test]
fn f6_resting_reduce_only_orders_shrink_with_the_position_and_end_with_it() {
    let mut stage = stage();
    stage.house(&["ask 1@50000", "bid 5@49999"]);
    stage.done(place("buy 1 market"));
    stage.done(place("sell 1 @51000 reduce as first"));
    stage.done(place("sell 0.4 @52000 reduce as second"));
    stage.done(place("sell 0.7 market"));
    assert_eq!(stage.named("first").qty, qty("0.3"));
    assert_eq!(stage.named("second").qty, qty("0.3"));
    let told = stage.said.iter().any(|effect| {
        let FuturesEffect::Report(report) = effect else {
            return false;
        };
        report.execution == FuturesExecution::Amended
    });
    assert!(told);
    let book = stage.futures.book(btc(), 5).unwrap();
    assert_eq!(
        book.asks,
        vec![(price("51000"), qty("0.3")), (price("52000"), qty("0.3"))]
    );
    stage.take(Side::Buy, "0.3");
    assert_eq!(stage.named("first").status, FuturesOrderStatus::Filled);
    assert_eq!(
        stage.named("second").status,
        expired(FuturesExpiry::NothingToReduce)
    );
    assert_eq!(stage.position(1).qty, amount("0"));
}

#[test]
fn f6_an_arriving_taker_never_gets_more_than_the_position() {
    let mut stage = stage();
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market"));
    stage.done(place("sell 1 @51000 reduce as a"));
    stage.done(place("sell 1 @51000 reduce as b"));
    stage.take(Side::Buy, "2");
    assert_eq!(stage.position(1).qty, amount("0"));
    assert_eq!(stage.named("b").filled, qty("0"));
}

#[test]
fn f7_hedge_mode_keeps_long_and_short_apart() {
    let mut stage = stage();
    stage.house(&["ask 5@50000", "bid 5@49990"]);
    stage.hedge(1);
    let no = FuturesRefusal::PositionSideMismatch;
    assert_eq!(stage.refused(place("buy 0.1 market")), no);
    stage.done(place("buy 0.5 market long"));
    stage.done(place("sell 0.2 market short"));
    let both = stage.futures.positions(who(1), Some(btc()));
    assert_eq!([both[0].qty, both[1].qty], [amount("0.5"), amount("-0.2")]);
    let no = FuturesRefusal::ReduceOnlyConflict;
    assert_eq!(stage.refused(place("sell 0.1 market long reduce")), no);
    let no = FuturesRefusal::ReduceOnlyRejected;
    assert_eq!(stage.refused(place("sell 0.6 market long")), no);
    assert_eq!(stage.refused(place("buy 0.3 market short")), no);
    stage.done(place("sell 0.5 market long"));
    stage.done(place("buy 0.2 market short"));
    let both = stage.futures.positions(who(1), Some(btc()));
    assert_eq!([both[0].qty, both[1].qty], [amount("0"), amount("0")]);
}

#[test]
fn f7_one_way_mode_knows_one_position() {
    let mut stage = stage();
    stage.house(&["ask 1@50000"]);
    let no = FuturesRefusal::PositionSideMismatch;
    assert_eq!(stage.refused(place("buy 0.1 market long")), no);
}

#[test]
fn f8_a_name_is_taken_while_its_order_is_open() {
    let mut stage = stage();
    stage.done(place("buy 0.1 @49000 as mine"));
    let no = FuturesRefusal::DuplicateClientId;
    assert_eq!(stage.refused(place("buy 0.1 @48500 as mine")), no);
    stage.done(place("buy 0.1 @48500 as mine of 2"));
    let cancel = stage.cancel("mine");
    stage.done(cancel.clone());
    assert_eq!(stage.refused(cancel), FuturesRefusal::UnknownOrder);
    stage.done(place("buy 0.1 @48500 as mine"));
}

#[test]
fn f9_own_orders_do_not_trade_unless_the_arriving_one_lets_them() {
    let trap = |mode| {
        let mut stage = stage();
        stage.house(&["ask 1@50001"]);
        stage.done(place("sell 0.2 @50000 as maker"));
        let mut taker = order("buy 0.5 @50001 ioc as taker");
        taker.self_trade = mode;
        stage.done(FuturesInput::Place(taker));
        (stage.named("maker").status, stage.named("taker").filled)
    };
    let open = FuturesOrderStatus::New;
    let gone = expired(FuturesExpiry::SelfTrade);
    assert_eq!(trap(SelfTradePrevention::ExpireTaker), (open, qty("0")));
    assert_eq!(trap(SelfTradePrevention::ExpireMaker), (gone, qty("0.5")));
    assert_eq!(trap(SelfTradePrevention::ExpireBoth), (gone, qty("0")));
    let filled = FuturesOrderStatus::Filled;
    assert_eq!(trap(SelfTradePrevention::Allow), (filled, qty("0.5")));
}

#[test]
fn f10_the_book_gives_the_price_asked_for() {
    let mut stage = stage();
    let bids: Vec<String> = (0..6)
        .map(|i| format!("bid 1@{}", 50_000 - 10 * i))
        .collect();
    let asks: Vec<String> = (0..6)
        .map(|i| format!("ask 1@{}", 50_010 + 10 * i))
        .collect();
    let all: Vec<&str> = bids.iter().chain(&asks).map(String::as_str).collect();
    stage.house(&all);
    let mut ask = |price_match, side: &str| {
        let mut matched = order(&format!("{side} 0.1 market"));
        matched.price = OrderPrice::Matched {
            price_match,
            life: FuturesLife::Gtc,
        };
        stage.step(FuturesInput::Place(matched));
        let view = stage.refusal().map_or_else(|| Ok(stage.last_order()), Err);
        view.map(|view| (view.price.unwrap(), view.price_match))
    };
    let at = |text, price_match| Ok((price(text), Some(price_match)));
    let five = PriceMatch::Queue5;
    assert_eq!(ask(five, "buy"), at("49960", five));
    let best = PriceMatch::Queue;
    assert_eq!(ask(best, "sell"), at("50010", best));
    let across = PriceMatch::Opponent;
    assert_eq!(ask(across, "buy"), at("50010", across));
    let far = PriceMatch::Opponent5;
    assert_eq!(ask(far, "sell"), at("49960", far));
    let no = Err(FuturesRefusal::NoMatchPrice);
    assert_eq!(ask(PriceMatch::Opponent10, "buy"), no);
    assert_eq!(ask(PriceMatch::Queue20, "sell"), no);
}

#[test]
fn f11_all_orders_of_a_contract_end_at_once_and_conditional_ones_stay() {
    let mut stage = stage();
    stage.done(place("buy 0.1 @49000 as a"));
    stage.done(place("sell 0.1 @51000 as b"));
    stage.done(place("buy 1 @1950 eth as c"));
    stage.done(FuturesInput::CancelAll {
        tag: crate::stage::TAG,
        account: who(1),
        symbol: btc(),
    });
    assert_eq!(stage.named("a").status, FuturesOrderStatus::Cancelled);
    assert_eq!(stage.named("b").status, FuturesOrderStatus::Cancelled);
    assert_eq!(stage.futures.open_orders(who(1), None).len(), 1);
    // Also when there is nothing to end.
    stage.done(FuturesInput::CancelAll {
        tag: crate::stage::TAG,
        account: who(1),
        symbol: btc(),
    });
}

#[test]
fn f12_a_countdown_ends_the_orders_of_its_contract_unless_it_is_renewed() {
    let mut stage = stage();
    let count = |millis: i64| FuturesInput::Countdown {
        tag: crate::stage::TAG,
        account: who(1),
        symbol: btc(),
        after: Span::from_millis(millis),
    };
    stage.done(place("buy 0.1 @49000 as a"));
    stage.done(place("buy 1 @1950 eth as c"));
    stage.done(count(1_500));
    stage.pass(1);
    stage.done(count(1_500));
    stage.pass(1);
    assert_eq!(stage.named("a").status, FuturesOrderStatus::New);
    let due = stage.now.plus(Span::from_millis(500));
    assert_eq!(stage.futures.countdown(who(1), btc()), Some(due));
    assert_eq!(stage.futures.wake_at(), Some(due));
    stage.pass(1);
    assert_eq!(stage.named("a").status, FuturesOrderStatus::Cancelled);
    assert_eq!(stage.named("a").updated, due);
    assert_eq!(stage.futures.countdown(who(1), btc()), None);
    assert_eq!(stage.futures.open_orders(who(1), None).len(), 1);
    stage.done(place("buy 0.1 @49000 as b"));
    stage.done(count(500));
    stage.done(count(0));
    stage.pass(2);
    assert_eq!(stage.named("b").status, FuturesOrderStatus::New);
    assert_eq!(
        stage.refused(count(-1)),
        FuturesRefusal::CountdownOutOfRange
    );
}

#[test]
fn f13_a_test_order_is_judged_and_not_placed() {
    let mut stage = stage();
    stage.house(&["ask 1@50000"]);
    assert_eq!(stage.futures.try_place(&order("buy 0.1 market")), Ok(()));
    let no = Err(FuturesRefusal::InsufficientMargin);
    assert_eq!(stage.futures.try_place(&order("buy 5 @49999")), no);
    assert_eq!(stage.position(1).qty, amount("0"));
    assert!(
        stage
            .futures
            .orders(who(1), btc(), exchange::ExchangeOrderId::new(0), 9)
            .is_empty()
    );
}
