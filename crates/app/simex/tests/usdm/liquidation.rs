//! Positions that lack margin: cross and isolated, with the events in their order and every movement of money in its place.

use crate::bench::{Bench, Who, number, sum};
use serde_json::{Value, json};

const ANN: Who = Who::Ann;

/// The names of the events a stream heard, with what matters of each.
fn story(events: &[Value]) -> Vec<String> {
    let mut story = Vec::new();
    for event in events {
        let name = event["e"].as_str().unwrap();
        let line = match name {
            "ORDER_TRADE_UPDATE" => {
                let order = &event["o"];
                let text = |field: &str| order[field].as_str().unwrap().to_owned();
                let client: String = text("c").chars().take(9).collect();
                format!("{name} {client} {} {}", text("x"), text("X"))
            }
            "ACCOUNT_UPDATE" => format!("{name} {}", event["a"]["m"].as_str().unwrap()),
            _ => name.to_owned(),
        };
        story.push(line);
    }
    story
}

fn is_before(story: &[String], one: &str, other: &str) -> bool {
    let at = |wanted: &str| {
        let found = story.iter().position(|line| line.starts_with(wanted));
        found.unwrap_or_else(|| panic!("{wanted} is missing in {story:#?}"))
    };
    at(one) < at(other)
}

/// A position with ten times leverage, a resting order beside it, and a book that falls away below.
fn stage(before: &[&str]) -> (Bench, u64) {
    let mut bench = Bench::still();
    for step in before {
        bench.done(ANN, step);
    }
    bench.done(ANN, "POST v1/leverage?symbol=BTCUSDT&leverage=20");
    bench.level("SELL", "60000", "5");
    bench.level("BUY", "57990", "5");
    bench.done(
        ANN,
        "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1",
    );
    bench.level("SELL", "60000", "0");
    bench.done(ANN, "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=57000&newClientOrderId=resting");
    let conn = bench.listen(ANN);
    (bench, conn)
}

fn fall_to(bench: &mut Bench, price: &str) {
    bench.index(price);
    bench.pass(3_000);
}

#[test]
fn an_isolated_position_is_closed_at_its_liquidation_price_and_no_sooner() {
    let (mut bench, conn) = stage(&["POST v1/marginType?symbol=BTCUSDT&marginType=ISOLATED"]);
    let rows = bench.done(ANN, "GET v2/positionRisk?symbol=BTCUSDT");
    assert_eq!(rows[0]["marginType"], "isolated");
    let price = number(&rows[0]["liquidationPrice"]);
    let text = |offset: i128| {
        let (units, places) = price.parts();
        let whole = units / 10_i128.pow(places);
        (whole + offset).to_string()
    };
    fall_to(&mut bench, &text(20));
    let rows = bench.done(ANN, "GET v3/positionRisk?symbol=BTCUSDT");
    assert_eq!(rows[0]["positionAmt"], "1.000", "not yet: {price}");
    fall_to(&mut bench, &text(-20));
    let rows = bench.done(ANN, "GET v3/positionRisk?symbol=BTCUSDT");
    assert_eq!(rows, json!([]));
    let events = bench.heard(conn);
    let story = story(&events);
    // First its orders end, then the position is taken over.
    assert!(
        is_before(
            &story,
            "ORDER_TRADE_UPDATE resting EXPIRED",
            "ORDER_TRADE_UPDATE autoclose"
        ),
        "{story:#?}"
    );
    assert!(
        story
            .iter()
            .any(|line| line.starts_with("ORDER_TRADE_UPDATE autoclose CALCULATED")),
        "{story:#?}"
    );
    let forced = bench.done(ANN, "GET v1/forceOrders?autoCloseType=LIQUIDATION");
    let name = forced[0]["clientOrderId"].as_str().unwrap();
    assert!(name.starts_with("autoclose-"), "{name}");
    assert_eq!(
        (
            forced[0]["type"].as_str(),
            forced[0]["timeInForce"].as_str()
        ),
        (Some("LIMIT"), Some("IOC"))
    );
    let rows = bench.done(ANN, "GET v1/income?incomeType=INSURANCE_CLEAR");
    assert!(!rows.as_array().unwrap().is_empty());
    // What was not set aside is still there.
    let all = bench.done(ANN, "GET v1/income?limit=1000");
    let all = sum(all
        .as_array()
        .unwrap()
        .iter()
        .map(|row| number(&row["income"])));
    let account = bench.done(ANN, "GET v3/account");
    assert_eq!(number(&account["totalWalletBalance"]), all);
    assert!(!all.is_negative());
    bench.judge_money();
}

#[test]
fn a_cross_position_is_warned_and_then_closed_and_the_wallet_never_falls_below_nothing() {
    let (mut bench, conn) = stage(&[]);
    let rows = bench.done(ANN, "GET v2/positionRisk?symbol=BTCUSDT");
    assert_eq!(rows[0]["marginType"], "cross");
    for price in [
        "58000", "57000", "56000", "55500", "55290", "55000", "54000",
    ] {
        fall_to(&mut bench, price);
    }
    let rows = bench.done(ANN, "GET v3/positionRisk?symbol=BTCUSDT");
    assert_eq!(rows, json!([]));
    let story = story(&bench.heard(conn));
    assert!(
        is_before(&story, "MARGIN_CALL", "ORDER_TRADE_UPDATE autoclose"),
        "{story:#?}"
    );
    let account = bench.done(ANN, "GET v3/account");
    assert!(
        !number(&account["totalWalletBalance"]).is_negative(),
        "{account}"
    );
    bench.judge_money();
}

#[test]
fn a_large_position_is_brought_down_a_bracket_and_the_fee_is_income() {
    let mut bench = Bench::still();
    let body = json!({
        "key": "ann", "incomeType": "WELCOME_BONUS", "asset": "USDT", "amount": "600000",
    });
    bench.lever("/_sim/futures/grant", &body);
    bench.done(ANN, "POST v1/marginType?symbol=BTCUSDT&marginType=ISOLATED");
    bench.done(ANN, "POST v1/leverage?symbol=BTCUSDT&leverage=25");
    bench.level("SELL", "60000", "220");
    for _ in 0..2 {
        bench.done(
            ANN,
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=110",
        );
    }
    let conn = bench.listen(ANN);
    let rows = bench.done(ANN, "GET v3/positionRisk?symbol=BTCUSDT");
    let price = number(&rows[0]["liquidationPrice"]);
    let (units, places) = price.parts();
    let to = units / 10_i128.pow(places);
    bench.level("BUY", &(to - 1).to_string(), "100");
    fall_to(&mut bench, &to.to_string());
    let rows = bench.done(ANN, "GET v3/positionRisk?symbol=BTCUSDT");
    // The largest position within twelve million, the cap of the fourth bracket.
    let left = number(&rows[0]["notional"]);
    assert!(left <= number(&json!("12000000")), "{left}");
    assert!(left > number(&json!("11999900")), "{left}");
    let forced = bench.done(ANN, "GET v1/forceOrders?autoCloseType=LIQUIDATION");
    assert_eq!(forced.as_array().unwrap().len(), 1);
    let qty = number(&forced[0]["executedQty"]);
    let held = number(&rows[0]["positionAmt"]);
    assert_eq!(qty.plus(held).unwrap(), number(&json!("220")));
    let fees = bench.done(ANN, "GET v1/income?incomeType=INSURANCE_CLEAR");
    assert_eq!(fees.as_array().unwrap().len(), 1);
    let quote = number(&forced[0]["cumQuote"]);
    let rate = domain::Rate::parse("0.0125").unwrap();
    let fee = quote.share(rate).unwrap();
    assert_eq!(
        number(&fees[0]["income"]),
        fee.rounded(8, domain::Rounding::Down).negated()
    );
    // The stream tells the position after the fee as the account does.
    let events = bench.heard(conn);
    let told = events
        .iter()
        .rev()
        .find(|event| event["a"]["m"] == "INSURANCE_CLEAR");
    let told = &told.unwrap()["a"]["P"][0];
    assert_eq!(told["iw"], rows[0]["isolatedWallet"]);
    bench.judge_money();
}
