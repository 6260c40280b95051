//! The life of single orders: what answers tell, with every conditional field, and money to the last digit. ORD-10

use crate::bench::{Bench, START};
use serde_json::{Value, json};

const ORDER: &str = "/api/v3/order";
const LIMIT: &str = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=40000";

fn names(view: &Value) -> Vec<&str> {
    view.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// Free and locked of an asset.
fn held(bench: &mut Bench, asset: &str) -> (String, String) {
    let account = bench.done("GET", "/api/v3/account", "");
    let rows = account["balances"].as_array().unwrap();
    let row = rows.iter().find(|row| row["asset"] == asset).unwrap();
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    (text("free"), text("locked"))
}

#[test]
fn an_answer_tells_as_much_as_was_asked() {
    let mut bench = Bench::made();
    let ack = bench.done("POST", ORDER, &format!("{LIMIT}&newOrderRespType=ACK"));
    assert_eq!(
        names(&ack),
        [
            "clientOrderId",
            "orderId",
            "orderListId",
            "symbol",
            "transactTime"
        ]
    );
    let result = bench.done("POST", ORDER, &format!("{LIMIT}&newOrderRespType=RESULT"));
    let all = [
        "clientOrderId",
        "cummulativeQuoteQty",
        "executedQty",
        "orderId",
        "orderListId",
        "origQty",
        "origQuoteOrderQty",
        "price",
        "selfTradePreventionMode",
        "side",
        "status",
        "symbol",
        "timeInForce",
        "transactTime",
        "type",
        "workingTime",
    ];
    assert_eq!(names(&result), all);
    let full = bench.done("POST", ORDER, LIMIT);
    assert_eq!(
        full["fills"],
        json!([]),
        "a limit order is answered in full"
    );
    let maker = "symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.001&price=40000";
    let maker = bench.done("POST", ORDER, maker);
    assert_eq!(
        maker.get("status"),
        None,
        "any other order is only acknowledged"
    );
}

#[test]
fn a_market_order_by_quote_spends_no_more_than_asked() {
    let mut bench = Bench::made();
    let (usdt, _) = held(&mut bench, "USDT");
    let params = "symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=100.5";
    let answer = bench.done("POST", ORDER, params);
    assert_eq!(answer["status"], "FILLED");
    assert_eq!(answer["origQuoteOrderQty"], "100.50000000");
    assert_eq!(answer["executedQty"], "0.00200000");
    assert_eq!(answer["cummulativeQuoteQty"], "100.02000000");
    assert_eq!(
        answer["fills"],
        json!([{ "price": "50010.00000000", "qty": "0.00200000", "commission": "0.00000200", "commissionAsset": "BTC", "tradeId": 2 }])
    );
    assert_eq!(usdt, "19950.00000000");
    assert_eq!(held(&mut bench, "USDT").0, "19849.98000000");
    assert_eq!(held(&mut bench, "BTC").0, "0.50299700");
}

#[test]
fn a_partial_fill_is_told_and_the_rest_can_be_cancelled() {
    let mut bench = Bench::made();
    let params = "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50005&newClientOrderId=part";
    bench.done("POST", ORDER, params);
    bench.make("BUY", "50005", "0.004");
    let order = bench.done("GET", ORDER, "symbol=BTCUSDT&origClientOrderId=part");
    assert_eq!(order["status"], "PARTIALLY_FILLED");
    assert_eq!(order["executedQty"], "0.00400000");
    assert_eq!(order["cummulativeQuoteQty"], "200.02000000");
    assert_eq!(order["isWorking"], true);
    let gone = bench.done(
        "DELETE",
        ORDER,
        "symbol=BTCUSDT&origClientOrderId=part&newClientOrderId=end",
    );
    assert_eq!(gone["status"], "CANCELED");
    assert_eq!(gone["clientOrderId"], "end");
    assert_eq!(gone["origClientOrderId"], "part");
    assert_eq!(
        held(&mut bench, "BTC"),
        ("0.49699900".into(), "0.00000000".into())
    );
    assert_eq!(held(&mut bench, "USDT").0, "20149.81998000");
    let trades = bench.done("GET", "/api/v3/myTrades", "symbol=BTCUSDT");
    let sold = &trades[1];
    assert_eq!(sold["commission"], "0.20002000");
    assert_eq!(sold["commissionAsset"], "USDT");
    assert_eq!(
        (&sold["isBuyer"], &sold["isMaker"]),
        (&json!(false), &json!(true))
    );
    let again = bench.refused("DELETE", ORDER, "symbol=BTCUSDT&origClientOrderId=part");
    assert_eq!(again, (400, -2011, "Unknown order sent.".to_owned()));
}

#[test]
fn what_does_not_fill_at_once_ends_with_its_reason() {
    let mut bench = Bench::made();
    let ioc = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.001&price=40000";
    let ioc = bench.done("POST", ORDER, ioc);
    assert_eq!(ioc["status"], "EXPIRED");
    assert_eq!(ioc["expiryReason"], "UNFILLED_IOC_QUANTITY_EXPIRED");
    let fok = "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=FOK&quantity=0.4&price=49995";
    let fok = bench.done("POST", ORDER, fok);
    assert_eq!(
        (&fok["status"], &fok["expiryReason"]),
        (&json!("EXPIRED"), &json!("UNFILLED_FOK_ORDER_EXPIRED"))
    );
    let mut empty = Bench::still();
    let market = "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.1";
    let market = empty.signed("POST", ORDER, market);
    assert_eq!(
        market.1["expiryReason"], "INSUFFICIENT_LIQUIDITY",
        "{market:?}"
    );
}

#[test]
fn an_order_that_would_trade_outside_the_range_of_execution_expires() {
    let mut bench = Bench::made();
    let rules = json!({
        "symbol": "BTCUSDT",
        "reference": { "calculationType": "EXTERNAL", "externalCalculationId": 0, "price": "40000" },
        "range": { "bidLimitMultUp": "1.1" },
    });
    let pulled = bench
        .exchange
        .lever("POST", "/_sim/execution", &rules.to_string());
    assert_eq!(pulled.unwrap().0, 200);
    // The best offer lies a quarter above the reference price.
    let buy = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50500&newClientOrderId=far";
    let buy = bench.done("POST", ORDER, buy);
    let told = |order: &Value| (order["status"].clone(), order["expiryReason"].clone());
    let why = json!("EXECUTION_RULE_PRICE_RANGE_EXCEEDED");
    assert_eq!(told(&buy), (json!("EXPIRED"), why.clone()));
    assert_eq!(buy["executedQty"], "0.00000000");
    let asked = bench.done("GET", ORDER, "symbol=BTCUSDT&origClientOrderId=far");
    assert_eq!(told(&asked), (json!("EXPIRED"), why));
    // Sellers have no bound here, and the price filter looks at the reference price.
    let sell = "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.001";
    assert_eq!(bench.done("POST", ORDER, sell)["status"], "FILLED");
    let high = "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.001&price=200000.01";
    let (_, code, words) = bench.refused("POST", ORDER, high);
    assert_eq!(
        (code, words.as_str()),
        (-1013, "Filter failure: PERCENT_PRICE_BY_SIDE")
    );
}

#[test]
fn conditional_fields_stand_where_they_belong() {
    let mut bench = Bench::made();
    let stop = "symbol=BTCUSDT&side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=0.001&price=44000&stopPrice=45000\
        &strategyId=37&strategyType=1000001&newOrderRespType=RESULT";
    let stop = bench.done("POST", ORDER, stop);
    assert_eq!(stop["stopPrice"], "45000.00000000");
    assert_eq!(
        (&stop["strategyId"], &stop["strategyType"]),
        (&json!(37), &json!(1_000_001))
    );
    assert_eq!(
        (&stop["status"], &stop["workingTime"]),
        (&json!("NEW"), &json!(-1))
    );
    let trailing = "symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=0.001&trailingDelta=100&newOrderRespType=RESULT";
    let trailing = bench.done("POST", ORDER, trailing);
    assert_eq!(trailing["trailingDelta"], 100);
    assert_eq!(trailing["trailingTime"], START.millis());
    let later = "symbol=BTCUSDT&side=SELL&type=TAKE_PROFIT&quantity=0.001&trailingDelta=100&stopPrice=60000&newOrderRespType=RESULT";
    let later = bench.done("POST", ORDER, later);
    assert_eq!(
        (&later["trailingTime"], &later["stopPrice"]),
        (&json!(-1), &json!("60000.00000000"))
    );
    let iceberg = bench.done("POST", ORDER, &format!("{LIMIT}&icebergQty=0.0005"));
    assert_eq!(iceberg["icebergQty"], "0.00050000");
    let peg = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&pegPriceType=PRIMARY_PEG&pegOffsetType=PRICE_LEVEL&pegOffsetValue=1";
    let peg = bench.done("POST", ORDER, peg);
    assert_eq!(peg["price"], "0.00000000");
    assert_eq!(peg["peggedPrice"], "49980.00000000");
    assert_eq!(
        (
            &peg["pegPriceType"],
            &peg["pegOffsetType"],
            &peg["pegOffsetValue"]
        ),
        (&json!("PRIMARY_PEG"), &json!("PRICE_LEVEL"), &json!(1))
    );
    let query = bench.done(
        "GET",
        ORDER,
        &format!("symbol=BTCUSDT&orderId={}", trailing["orderId"]),
    );
    assert_eq!(
        (&query["isWorking"], &query["stopPrice"]),
        (&json!(false), &json!("0.00000000"))
    );
}

#[test]
fn orders_of_one_account_do_not_trade_with_each_other() {
    let mut bench = Bench::made();
    bench.done("POST", ORDER, "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.002&price=50001&newClientOrderId=rests");
    let take = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.002&price=50001&selfTradePreventionMode=EXPIRE_TAKER";
    let take = bench.done("POST", ORDER, take);
    assert_eq!(take["status"], "EXPIRED_IN_MATCH");
    assert_eq!(
        (&take["preventedMatchId"], &take["preventedQuantity"]),
        (&json!(1), &json!("0.00200000"))
    );
    let matches = bench.done(
        "GET",
        "/api/v3/myPreventedMatches",
        "symbol=BTCUSDT&preventedMatchId=1",
    );
    assert_eq!(
        matches,
        json!([{
            "symbol": "BTCUSDT", "preventedMatchId": 1, "takerOrderId": take["orderId"], "makerSymbol": "BTCUSDT",
            "makerOrderId": bench.done("GET", ORDER, "symbol=BTCUSDT&origClientOrderId=rests")["orderId"],
            "tradeGroupId": -1, "selfTradePreventionMode": "EXPIRE_TAKER", "price": "50001.00000000",
            "takerPreventedQuantity": "0.00200000", "transactTime": START.millis(),
        }])
    );
    let by_order = format!("symbol=BTCUSDT&orderId={}", take["orderId"]);
    assert_eq!(
        bench.done("GET", "/api/v3/myPreventedMatches", &by_order),
        matches
    );
    let decrement = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50001&selfTradePreventionMode=DECREMENT";
    let decrement = bench.done("POST", ORDER, decrement);
    assert_eq!(decrement["status"], "EXPIRED_IN_MATCH");
    let rests = bench.done("GET", ORDER, "symbol=BTCUSDT&origClientOrderId=rests");
    assert_eq!(
        (&rests["status"], &rests["preventedQuantity"]),
        (&json!("NEW"), &json!("0.00100000"))
    );
}

#[test]
fn a_test_order_is_judged_and_leaves_nothing() {
    let mut bench = Bench::made();
    let test = "/api/v3/order/test";
    assert_eq!(bench.done("POST", test, LIMIT), json!({}));
    let rates = bench.done(
        "POST",
        test,
        &format!("{LIMIT}&computeCommissionRates=true"),
    );
    let standard = json!({ "maker": "0.00100000", "taker": "0.00100000" });
    let none = json!({ "maker": "0.00000000", "taker": "0.00000000" });
    assert_eq!(rates["standardCommissionForOrder"], standard);
    assert_eq!(
        (
            &rates["specialCommissionForOrder"],
            &rates["taxCommissionForOrder"]
        ),
        (&none, &none)
    );
    assert_eq!(rates["discount"]["discountAsset"], "BNB");
    let fine = LIMIT.replace("price=40000", "price=40000.001");
    assert_eq!(bench.refused("POST", test, &fine).1, -1013);
    let rich = LIMIT.replace("quantity=0.001", "quantity=10");
    assert_eq!(
        bench.done("POST", test, &rich),
        json!({}),
        "money is not asked for"
    );
    assert_eq!(bench.done("GET", "/api/v3/openOrders", ""), json!([]));
}

#[test]
fn smart_order_routing_is_not_offered() {
    let mut bench = Bench::made();
    for path in ["/api/v3/sor/order", "/api/v3/sor/order/test"] {
        let refused = bench.refused("POST", path, LIMIT);
        assert_eq!(
            refused,
            (400, -1020, "This operation is not supported.".to_owned())
        );
    }
}

#[test]
fn unfilled_orders_are_counted_and_shown() {
    let mut bench = Bench::made();
    let count = |bench: &mut Bench| {
        let limits = bench.done("GET", "/api/v3/rateLimit/order", "");
        assert_eq!(limits[0]["intervalNum"], 10);
        assert_eq!(limits[1]["interval"], "DAY");
        (
            limits[0]["count"].as_u64().unwrap(),
            limits[1]["count"].as_u64().unwrap(),
        )
    };
    assert_eq!(
        count(&mut bench),
        (0, 0),
        "the order that made the last price filled at once"
    );
    bench.done("POST", ORDER, LIMIT);
    bench.done("POST", ORDER, LIMIT);
    assert_eq!(count(&mut bench), (2, 2));
    bench.done(
        "POST",
        ORDER,
        "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001",
    );
    assert_eq!(count(&mut bench), (2, 2));
    bench.pass(10_000);
    assert_eq!(count(&mut bench), (0, 2));
}
