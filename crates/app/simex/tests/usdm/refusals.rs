//! Every refusal a futures client can provoke, in Binance's codes and words.
//! A case is a fresh exchange, what is done before, the request, and the refusal.

mod orders;
mod settings;

use crate::bench::{Bench, Who, encoded};
use serde_json::json;

const ANN: Who = Who::Ann;
const LIMIT: &str =
    "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=58000";
const LONG: &str = "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.100";
const STOP: &str = "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.010&triggerPrice=58000";
const CLOSE: &str = "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&closePosition=true&triggerPrice=58000";
const HEDGE: &str = "POST v1/positionSide/dual?dualSidePosition=true";
const ISOLATED: &str = "POST v1/marginType?symbol=BTCUSDT&marginType=ISOLATED";
const MULTI: &str = "POST v1/multiAssetsMargin?multiAssetsMargin=true";

/// What is done before, the request, and the code and words of its refusal.
type Case = (&'static [&'static str], &'static str, i64, &'static str);

/// An exchange with a deep book around 60,000.
fn bench() -> Bench {
    let mut bench = Bench::still();
    bench.level("BUY", "59990", "50");
    bench.level("SELL", "60010", "50");
    bench
}

fn check(cases: &[Case]) {
    for (before, request, code, words) in cases {
        let mut bench = bench();
        for step in *before {
            bench.done(ANN, step);
        }
        let refused = bench.refused(ANN, request);
        assert_eq!(refused, (*code, (*words).to_owned()), "{request}");
        bench.judge_money();
    }
}

#[test]
fn a_listen_key_that_is_not_there_cannot_be_kept_alive() {
    let mut bench = bench();
    for method in ["PUT", "DELETE"] {
        let (status, body) = bench.keyed(ANN, method, "/fapi/v1/listenKey");
        assert_eq!(status, 400);
        assert_eq!(
            body,
            json!({ "code": -1125, "msg": "This listenKey does not exist." })
        );
    }
}

#[test]
fn an_empty_book_gives_no_price_to_a_market_order() {
    let mut bench = Bench::still();
    let refused = bench.refused(ANN, LONG);
    assert_eq!(refused.0, -4131);
}

#[test]
fn a_halted_contract_takes_no_orders() {
    let mut bench = bench();
    let stand = |bench: &mut Bench, status: &str| {
        let body = json!({ "symbol": "BTCUSDT", "status": status });
        bench.lever("/_sim/futures/status", &body);
    };
    stand(&mut bench, "PRE_SETTLE");
    assert_eq!(
        bench.refused(ANN, LONG),
        (
            -4140,
            "Invalid symbol status for opening position.".to_owned()
        )
    );
    stand(&mut bench, "SETTLING");
    assert_eq!(
        bench.refused(ANN, LONG),
        (-4141, "Symbol is closed.".to_owned())
    );
}

#[test]
fn orders_and_conditional_orders_have_their_bounds() {
    let mut bench = bench();
    let small = "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.002&price=58000";
    for _ in 0..200 {
        bench.done(ANN, small);
    }
    assert_eq!(
        bench.refused(ANN, small),
        (-2025, "Reach max open order limit.".to_owned())
    );
    bench.pass(10_000);
    for _ in 0..200 {
        bench.done(ANN, STOP);
    }
    assert_eq!(
        bench.refused(ANN, STOP),
        (-4045, "Reach max stop order limit.".to_owned())
    );
}

// ORD-10
#[test]
fn orders_are_counted_in_ten_seconds_and_in_a_minute() {
    let mut bench = bench();
    let test = |bench: &mut Bench| {
        bench
            .signed(ANN, "POST v1/batchOrders?batchOrders=%5B%7B%7D%5D")
            .0
    };
    // A batch counts five in the short window, whatever comes of its orders.
    for _ in 0..60 {
        assert_eq!(test(&mut bench), 200);
    }
    let (status, body) = bench.signed(ANN, LIMIT);
    assert_eq!((status, body["code"].as_i64()), (429, Some(-1015)));
    bench.pass(10_000);
    assert_eq!(bench.signed(ANN, LIMIT).0, 200);
}

/// Every order of a batch is refused by itself, in the same words as alone.
#[test]
fn a_batch_says_of_each_order_what_it_would_say_of_it_alone() {
    let mut bench = bench();
    let batch = json!([
        { "symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0" },
        { "symbol": "BTCUSDT", "side": "SELL", "type": "STOP_MARKET", "quantity": "1", "stopPrice": "1" },
        { "symbol": "NOPE" },
    ]);
    let rows = bench.done(
        ANN,
        &format!("POST v1/batchOrders?batchOrders={}", encoded(&batch)),
    );
    let codes: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["code"].clone())
        .collect();
    assert_eq!(codes, [json!(-4003), json!(-4120), json!(-1121)]);
}
