//! Orders of the book: in, matched, resting, ended.

use crate::stage::{amount, btc, order, place, price, stage, who};
use exchange::OrderKey;
use exchange::futures::{FuturesInput, FuturesOrderStatus, FuturesRefusal};

#[test]
fn f1_a_market_order_opens_a_position_at_what_the_house_shows() {
    let mut stage = stage();
    stage.house(&["ask 0.4@50000", "ask 1@50010"]);
    stage.done(place("buy 1 market"));
    let id = stage.order_id();
    let view = stage
        .futures
        .order(who(1), btc(), OrderKey::Exchange(id))
        .unwrap();
    assert_eq!(view.status, FuturesOrderStatus::Filled);
    assert_eq!(view.average, Some(price("50006")));
    let position = stage.position(1);
    assert_eq!(position.qty, amount("1"));
    assert_eq!(position.entry, Some(price("50006")));
    // 50,006 × 0.05 %.
    assert_eq!(stage.wallet(1), "9974.997");
}

#[test]
fn f1_a_round_trip_makes_real_what_the_prices_differ_less_the_fees() {
    let mut stage = stage();
    stage.house(&["ask 1@50000", "bid 1@49000"]);
    stage.done(place("buy 1 market"));
    stage.done(place("sell 1 market reduce"));
    assert_eq!(stage.position(1).qty, amount("0"));
    // −1,000 − 25 − 24.5.
    assert_eq!(stage.wallet(1), "8950.5");
    assert_eq!(
        stage.refused(place("sell 1 market reduce")),
        FuturesRefusal::ReduceOnlyRejected
    );
    let _ = FuturesInput::Place(order("buy 1 market"));
}
