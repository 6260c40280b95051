//! Whole lives: from leverage to an empty position, with every movement of money accounted for to the last digit.

use crate::bench::{Bench, Who, number, sum};
use domain::Amount;
use serde_json::{Value, json};

const ANN: Who = Who::Ann;
const BOB: Who = Who::Bob;

/// What an account's wallet holds of USDT.
fn wallet(bench: &mut Bench, who: Who) -> Amount {
    let rows = bench.done(who, "GET v3/balance");
    let usdt = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["asset"] == "USDT");
    number(&usdt.unwrap()["balance"])
}

/// All movements of an account's USDT.
fn income(bench: &mut Bench, who: Who) -> Vec<Value> {
    let rows = bench.done(who, "GET v1/income?limit=1000");
    let rows = rows.as_array().unwrap().clone();
    assert!(rows.iter().all(|row| row["asset"] == "USDT"));
    rows
}

/// The one position of an account in BTCUSDT, if there is one.
fn position(bench: &mut Bench, who: Who) -> Option<Value> {
    let rows = bench.done(who, "GET v3/positionRisk?symbol=BTCUSDT");
    rows.as_array().unwrap().first().cloned()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, read top down")]
fn a_whole_life_accounts_for_every_movement_of_money() {
    let mut bench = Bench::still();
    let set = bench.done(ANN, "POST v1/leverage?symbol=BTCUSDT&leverage=10");
    assert_eq!(set["leverage"], 10);
    assert_eq!(set["symbol"], "BTCUSDT");

    // Bob shows 0.010 at 60,000; Ann takes half of it, and rests the rest.
    bench.done(BOB, "POST v1/order?symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.010&price=60000&newClientOrderId=bob-1");
    let placed = bench.done(ANN, "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.015&price=60000&newClientOrderId=ann-1&newOrderRespType=RESULT");
    assert_eq!(placed["status"], "PARTIALLY_FILLED");
    assert_eq!(placed["executedQty"], "0.010");
    assert_eq!(placed["cumQuote"], "600.00000");
    assert_eq!(placed["avgPrice"], "60000.00000");
    let id = placed["orderId"].clone();

    // Modified: price and quantity; then the rest fills against the house.
    let changed = bench.done(
        ANN,
        &format!("PUT v1/order?symbol=BTCUSDT&side=BUY&orderId={id}&quantity=0.020&price=59900"),
    );
    assert_eq!(changed["price"], "59900.00");
    assert_eq!(changed["origQty"], "0.020");
    let history = bench.done(
        ANN,
        &format!("GET v1/orderAmendment?symbol=BTCUSDT&orderId={id}"),
    );
    assert_eq!(
        history[0]["amendment"]["price"],
        json!({ "before": "60000.00", "after": "59900.00" })
    );
    assert_eq!(
        history[0]["amendment"]["origQty"],
        json!({ "before": "0.015", "after": "0.020" })
    );
    bench.lever(
        "/_sim/futures/take",
        &json!({ "symbol": "BTCUSDT", "side": "SELL", "qty": "0.010" }),
    );
    let order = bench.done(ANN, "GET v1/order?symbol=BTCUSDT&origClientOrderId=ann-1");
    assert_eq!(order["status"], "FILLED");
    let held = position(&mut bench, ANN).unwrap();
    assert_eq!(held["positionAmt"], "0.020");
    assert_eq!(held["entryPrice"], "59950");

    // A conditional order closes it when the contract's price falls to 59,500.
    let stop = bench.done(ANN, "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.020&reduceOnly=true&triggerPrice=59500&clientAlgoId=stop-1");
    assert_eq!(stop["algoStatus"], "NEW");
    bench.level("BUY", "59500", "1");
    bench.level("BUY", "59400", "5");
    bench.lever(
        "/_sim/futures/take",
        &json!({ "symbol": "BTCUSDT", "side": "SELL", "qty": "0.001" }),
    );
    let stop = bench.done(ANN, "GET v1/algoOrder?clientAlgoId=stop-1");
    assert_eq!(stop["algoStatus"], "FINISHED", "{stop}");
    let became = &stop["actualOrderId"].as_str().unwrap();
    let became = bench.done(
        ANN,
        &format!("GET v1/order?symbol=BTCUSDT&orderId={became}"),
    );
    assert_eq!(
        (became["type"].as_str(), became["origType"].as_str()),
        (Some("MARKET"), Some("STOP_MARKET"))
    );
    assert_eq!(became["status"], "FILLED");
    assert_eq!(position(&mut bench, ANN), None);

    // Every trade, every fee and every profit is in the income, and the wallet is their sum.
    let rows = income(&mut bench, ANN);
    let all = sum(rows.iter().map(|row| number(&row["income"])));
    assert_eq!(all, wallet(&mut bench, ANN));
    let trades = bench.done(ANN, "GET v1/userTrades?symbol=BTCUSDT");
    let trades = trades.as_array().unwrap();
    let of = |kind: &str| {
        sum(rows
            .iter()
            .filter(|row| row["incomeType"] == kind)
            .map(|row| number(&row["income"])))
    };
    let fees = sum(trades.iter().map(|trade| number(&trade["commission"])));
    let profit = sum(trades.iter().map(|trade| number(&trade["realizedPnl"])));
    assert_eq!(of("COMMISSION"), fees.negated());
    assert_eq!(of("REALIZED_PNL"), profit);
    assert_eq!(of("TRANSFER"), Amount::parse("5000").unwrap());
    assert_eq!(profit, Amount::parse("-9").unwrap());
    bench.judge_money();
}

#[test]
fn hedge_mode_holds_a_long_and_a_short_at_once() {
    let mut bench = Bench::still();
    bench.done(ANN, "POST v1/positionSide/dual?dualSidePosition=true");
    bench.level("BUY", "59990", "5");
    bench.level("SELL", "60010", "5");
    let market = |side: &str, position: &str, qty: &str| {
        format!(
            "POST v1/order?symbol=BTCUSDT&side={side}&positionSide={position}&type=MARKET&quantity={qty}&newOrderRespType=RESULT"
        )
    };
    bench.done(ANN, &market("BUY", "LONG", "0.030"));
    bench.done(ANN, &market("SELL", "SHORT", "0.020"));
    let rows = bench.done(ANN, "GET v3/positionRisk?symbol=BTCUSDT");
    let rows = rows.as_array().unwrap();
    let sizes: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["positionSide"].as_str().unwrap(),
                row["positionAmt"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(sizes, [("LONG", "0.030"), ("SHORT", "-0.020")]);
    let mismatch = "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01";
    assert_eq!(bench.refused(ANN, mismatch).0, -4061);
    // More than the short cannot be bought back.
    bench.done(ANN, &market("BUY", "SHORT", "0.020"));
    assert_eq!(
        bench.refused(ANN, &market("BUY", "SHORT", "0.001")).0,
        -2022
    );
    bench.done(ANN, &market("SELL", "LONG", "0.030"));
    let rows = bench.done(ANN, "GET v3/positionRisk?symbol=BTCUSDT");
    assert_eq!(rows, json!([]));
    bench.judge_money();
}

#[test]
fn funding_moves_money_between_longs_and_shorts() {
    let mut bench = Bench::still();
    bench.level("BUY", "59990", "50");
    bench.level("SELL", "60010", "50");
    bench.done(
        ANN,
        "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.100",
    );
    bench.done(
        BOB,
        "POST v1/order?symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.100",
    );
    bench.pass(8 * 3_600_000);
    let paid = |bench: &mut Bench, who: Who| {
        let rows = bench.done(who, "GET v1/income?incomeType=FUNDING_FEE");
        let rows = rows.as_array().unwrap().clone();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["symbol"], "BTCUSDT");
        number(&rows[0]["income"])
    };
    let (ann, bob) = (paid(&mut bench, ANN), paid(&mut bench, BOB));
    assert!(ann.is_negative() && !bob.is_negative(), "{ann} {bob}");
    assert_eq!(ann.plus(bob).unwrap(), Amount::ZERO);
    for who in [ANN, BOB] {
        let rows = income(&mut bench, who);
        let all = sum(rows.iter().map(|row| number(&row["income"])));
        assert_eq!(all, wallet(&mut bench, who));
    }
    bench.judge_money();
}

#[test]
fn a_countdown_really_cancels_unless_it_comes_again() {
    let mut bench = Bench::still();
    let rest = "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=58000";
    bench.done(ANN, rest);
    let count = "POST v1/countdownCancelAll?symbol=BTCUSDT&countdownTime=5000";
    assert_eq!(
        bench.done(ANN, count),
        json!({ "symbol": "BTCUSDT", "countdownTime": "5000" })
    );
    bench.pass(4_000);
    bench.done(ANN, count);
    bench.pass(4_000);
    assert_eq!(
        bench
            .done(ANN, "GET v1/openOrders?symbol=BTCUSDT")
            .as_array()
            .unwrap()
            .len(),
        1
    );
    bench.pass(1_000);
    assert_eq!(
        bench.done(ANN, "GET v1/openOrders?symbol=BTCUSDT"),
        json!([])
    );
    bench.done(ANN, rest);
    bench.done(ANN, count);
    bench.done(
        ANN,
        "POST v1/countdownCancelAll?symbol=BTCUSDT&countdownTime=0",
    );
    bench.pass(60_000);
    assert_eq!(
        bench
            .done(ANN, "GET v1/openOrders?symbol=BTCUSDT")
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn every_order_of_a_batch_stands_or_falls_by_itself() {
    let mut bench = Bench::still();
    let order = |price: &str| json!({ "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.010", "price": price });
    let batch = json!([order("58000"), order("1"), order("58001")]);
    let rows = bench.done(
        ANN,
        &format!(
            "POST v1/batchOrders?batchOrders={}",
            crate::bench::encoded(&batch)
        ),
    );
    assert_eq!(rows[0]["status"], "NEW");
    assert_eq!(rows[1]["code"], -4013);
    assert_eq!(rows[2]["status"], "NEW");
    let (one, two) = (&rows[0]["orderId"], &rows[2]["orderId"]);
    let changes = json!([
        { "symbol": "BTCUSDT", "side": "BUY", "orderId": one, "quantity": "0.020", "price": "58000" },
        { "symbol": "BTCUSDT", "side": "BUY", "orderId": two, "quantity": "0.010", "price": "58001" },
    ]);
    let done = bench.done(
        ANN,
        &format!(
            "PUT v1/batchOrders?batchOrders={}",
            crate::bench::encoded(&changes)
        ),
    );
    assert_eq!(done[0]["origQty"], "0.020");
    assert_eq!(
        done[1],
        json!({ "code": -5027, "msg": "No need to modify the order." })
    );
    let ids = json!([one, two, 999_999]);
    let done = bench.done(
        ANN,
        &format!(
            "DELETE v1/batchOrders?symbol=BTCUSDT&orderIdList={}",
            crate::bench::encoded(&ids)
        ),
    );
    assert_eq!(done[0]["status"], "CANCELED");
    assert_eq!(done[1]["status"], "CANCELED");
    assert_eq!(
        done[2],
        json!({ "code": -2011, "msg": "Unknown order sent." })
    );
}

#[test]
fn money_moves_between_spot_and_futures_once() {
    let mut bench = Bench::still();
    let before = wallet(&mut bench, ANN);
    let asked = "POST ../sapi/v1/asset/transfer?type=MAIN_UMFUTURE&asset=USDT&amount=250.5";
    bench.done(ANN, asked);
    let after = wallet(&mut bench, ANN);
    assert_eq!(
        after.minus(before).unwrap(),
        Amount::parse("250.5").unwrap()
    );
    bench.done(
        ANN,
        "POST ../sapi/v1/asset/transfer?type=UMFUTURE_MAIN&asset=USDT&amount=5250.5",
    );
    assert_eq!(wallet(&mut bench, ANN), Amount::ZERO);
    let (status, _) = bench.signed(
        ANN,
        "POST ../sapi/v1/asset/transfer?type=UMFUTURE_MAIN&asset=USDT&amount=0.00000001",
    );
    assert_eq!(status, 400);
    let rows = income(&mut bench, ANN);
    let all = sum(rows.iter().map(|row| number(&row["income"])));
    assert_eq!(all, Amount::ZERO);
    bench.judge_money();
}
