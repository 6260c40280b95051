//! Settings of an account and what queries show of them.

use crate::bench::{Bench, Who, number};
use serde_json::json;

const ANN: Who = Who::Ann;

#[test]
fn settings_are_kept_and_shown() {
    let mut bench = Bench::still();
    assert_eq!(
        bench.done(ANN, "GET v1/positionSide/dual"),
        json!({ "dualSidePosition": false })
    );
    assert_eq!(
        bench.done(ANN, "GET v1/multiAssetsMargin"),
        json!({ "multiAssetsMargin": false })
    );
    assert!(bench.done(ANN, "GET v1/feeBurn")["feeBurn"].is_boolean());
    bench.done(ANN, "POST v1/feeBurn?feeBurn=true");
    bench.done(ANN, "POST v1/feeBurn?feeBurn=true");
    assert_eq!(
        bench.done(ANN, "GET v1/feeBurn"),
        json!({ "feeBurn": true })
    );
    let set = bench.done(ANN, "POST v1/leverage?symbol=BTCUSDT&leverage=25");
    assert_eq!(
        set,
        json!({ "leverage": 25, "maxNotionalValue": "70000000", "symbol": "BTCUSDT" })
    );
    bench.done(ANN, "POST v1/marginType?symbol=BTCUSDT&marginType=ISOLATED");
    let config = bench.done(ANN, "GET v1/symbolConfig?symbol=BTCUSDT");
    assert_eq!(
        config,
        json!([{ "symbol": "BTCUSDT", "marginType": "ISOLATED", "isAutoAddMargin": false, "leverage": 25, "maxNotionalValue": "70000000" }])
    );
    bench.done(ANN, "POST v1/positionSide/dual?dualSidePosition=TRUE");
    assert_eq!(
        bench.done(ANN, "GET v1/accountConfig")["dualSidePosition"],
        true
    );
    let rates = bench.done(ANN, "GET v1/commissionRate?symbol=BTCUSDT");
    assert_eq!(
        (
            rates["makerCommissionRate"].as_str(),
            rates["takerCommissionRate"].as_str()
        ),
        (Some("0.0002"), Some("0.0005"))
    );
}

#[test]
fn the_cum_of_every_bracket_follows_from_the_one_before() {
    let mut bench = Bench::still();
    let rows = bench.done(ANN, "GET v1/leverageBracket");
    assert_eq!(rows.as_array().unwrap().len(), 2);
    let brackets = rows[0]["brackets"].as_array().unwrap();
    assert_eq!(brackets[1]["cum"], json!(300));
    // Exact in parts of ten thousand.
    let parts = |value: &serde_json::Value| {
        let text = format!(
            "{:0<6}",
            value.to_string().trim_start_matches("0.").to_owned()
        );
        text.get(..5).unwrap().parse::<i64>().unwrap()
    };
    let mut cum = 0;
    for pair in brackets.windows(2) {
        let floor = pair[1]["notionalFloor"].as_i64().unwrap();
        assert_eq!(pair[0]["notionalCap"].as_i64().unwrap(), floor);
        cum += floor * (parts(&pair[1]["maintMarginRatio"]) - parts(&pair[0]["maintMarginRatio"]))
            / 100_000;
        assert_eq!(pair[1]["cum"].as_i64().unwrap(), cum);
    }
}

#[test]
fn isolated_margin_moves_and_its_history_tells() {
    let mut bench = Bench::still();
    bench.level("SELL", "60000", "5");
    bench.done(ANN, "POST v1/marginType?symbol=BTCUSDT&marginType=ISOLATED");
    bench.done(
        ANN,
        "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.100",
    );
    let isolated = |bench: &mut Bench| {
        let rows = bench.done(ANN, "GET v3/positionRisk?symbol=BTCUSDT");
        number(&rows[0]["isolatedWallet"])
    };
    let before = isolated(&mut bench);
    let added = bench.done(
        ANN,
        "POST v1/positionMargin?symbol=BTCUSDT&amount=50&type=1",
    );
    assert_eq!(
        added,
        json!({ "amount": 50, "code": 200, "msg": "Successfully modify position margin.", "type": 1 })
    );
    let after = isolated(&mut bench);
    assert_eq!(after.minus(before).unwrap().to_string(), "50");
    bench.done(
        ANN,
        "POST v1/positionMargin?symbol=BTCUSDT&amount=20.5&type=2",
    );
    let rows = bench.done(ANN, "GET v1/positionMargin/history?symbol=BTCUSDT&type=2");
    assert_eq!(
        (rows[0]["amount"].as_str(), rows[0]["deltaType"].as_str()),
        (Some("20.50000000"), Some("USER_ADJUST"))
    );
    bench.judge_money();
}

#[test]
fn movements_of_every_kind_are_found_by_kind_time_and_page() {
    let mut bench = Bench::still();
    let kinds = [
        "WELCOME_BONUS",
        "REFERRAL_KICKBACK",
        "COMMISSION_REBATE",
        "API_REBATE",
        "CONTEST_REWARD",
        "CROSS_COLLATERAL_TRANSFER",
        "OPTIONS_PREMIUM_FEE",
        "OPTIONS_SETTLE_PROFIT",
        "INTERNAL_TRANSFER",
        "COIN_SWAP_DEPOSIT",
        "COIN_SWAP_WITHDRAW",
        "POSITION_LIMIT_INCREASE_FEE",
        "STRATEGY_UMFUTURES_TRANSFER",
        "FUTURES_PRESENT",
        "FEE_RETURN",
        "BFUSD_REWARD",
    ];
    for kind in kinds {
        let body = json!({ "key": "ann", "incomeType": kind, "asset": "USDT", "amount": "1.25" });
        bench.lever("/_sim/futures/grant", &body);
        bench.pass(1);
    }
    for kind in kinds {
        let rows = bench.done(ANN, &format!("GET v1/income?incomeType={kind}"));
        assert_eq!(rows.as_array().unwrap().len(), 1, "{kind}");
        assert_eq!(
            (rows[0]["incomeType"].as_str(), rows[0]["income"].as_str()),
            (Some(kind), Some("1.25000000"))
        );
    }
    let all = bench.done(ANN, "GET v1/income?limit=1000");
    let all = all.as_array().unwrap();
    let ids: Vec<i64> = all
        .iter()
        .map(|row| row["tranId"].as_i64().unwrap())
        .collect();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    let mut paged = Vec::new();
    for page in 1..=6 {
        let rows = bench.done(ANN, &format!("GET v1/income?limit=3&page={page}"));
        paged.extend(rows.as_array().unwrap().clone());
    }
    assert_eq!(paged, all[..18.min(all.len())]);
    let (first, last) = (
        all[2]["time"].as_i64().unwrap(),
        all[4]["time"].as_i64().unwrap(),
    );
    let some = bench.done(
        ANN,
        &format!("GET v1/income?startTime={first}&endTime={last}"),
    );
    assert_eq!(some.as_array().unwrap().as_slice(), &all[2..=4]);
    bench.judge_money();
}

#[test]
fn p15_a_large_holding_in_a_thin_book_is_rated_high() {
    let mut bench = Bench::still();
    let rating = |bench: &mut Bench| {
        let row = bench.keyed(ANN, "GET", "/fapi/v1/symbolAdlRisk?symbol=BTCUSDT");
        row.1["adlRisk"].as_str().unwrap().to_owned()
    };
    bench.level("SELL", "60000", "1");
    bench.done(
        ANN,
        "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.5",
    );
    // Nothing is bid: nobody could take what is held.
    assert_eq!(rating(&mut bench), "high");
    bench.level("BUY", "59990", "0.3");
    assert_eq!(rating(&mut bench), "medium");
    bench.level("BUY", "59990", "1");
    bench.level("SELL", "60010", "1");
    assert_eq!(rating(&mut bench), "low");
}

#[test]
fn the_agreement_on_traded_stocks_is_signed_by_asking() {
    let mut bench = Bench::still();
    let answer = bench.done(ANN, "POST v1/stock/contract");
    assert_eq!(answer, json!({ "code": 200, "msg": "success" }));
}
