//! Cancel-replace in all its outcomes, and orders made smaller in their place. ORD-10

use crate::bench::Bench;
use serde_json::{Value, json};

const ORDER: &str = "/api/v3/order";
const REPLACE: &str = "/api/v3/order/cancelReplace";
const AMEND: &str = "/api/v3/order/amend/keepPriority";

fn resting(bench: &mut Bench, name: &str) -> Value {
    let params = format!(
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.002&price=40000&newClientOrderId={name}"
    );
    bench.done("POST", ORDER, &params)
}

fn replacing(name: &str, rest: &str) -> String {
    format!(
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&cancelOrigClientOrderId={name}&{rest}"
    )
}

#[test]
fn both_halves_succeed() {
    let mut bench = Bench::made();
    let old = resting(&mut bench, "old");
    let params = replacing(
        "old",
        "price=41000&cancelReplaceMode=STOP_ON_FAILURE&cancelNewClientOrderId=bye&newClientOrderId=new",
    );
    let done = bench.done("POST", REPLACE, &params);
    assert_eq!(
        (&done["cancelResult"], &done["newOrderResult"]),
        (&json!("SUCCESS"), &json!("SUCCESS"))
    );
    let cancel = &done["cancelResponse"];
    assert_eq!(
        (
            &cancel["orderId"],
            &cancel["clientOrderId"],
            &cancel["status"]
        ),
        (&old["orderId"], &json!("bye"), &json!("CANCELED"))
    );
    let new = &done["newOrderResponse"];
    assert_eq!(
        (&new["clientOrderId"], &new["price"], &new["fills"]),
        (&json!("new"), &json!("41000.00000000"), &json!([]))
    );
}

#[test]
fn a_failed_cancel_stops_or_does_not_stop_the_order() {
    let mut bench = Bench::made();
    let (status, body) = bench.signed(
        "POST",
        REPLACE,
        &replacing("nobody", "price=41000&cancelReplaceMode=STOP_ON_FAILURE"),
    );
    assert_eq!(status, 400);
    assert_eq!(
        body,
        json!({
            "code": -2022, "msg": "Order cancel-replace failed.",
            "data": {
                "cancelResult": "FAILURE", "newOrderResult": "NOT_ATTEMPTED",
                "cancelResponse": { "code": -2011, "msg": "Unknown order sent." }, "newOrderResponse": null,
            },
        })
    );
    let (status, body) = bench.signed(
        "POST",
        REPLACE,
        &replacing(
            "nobody",
            "price=41000&cancelReplaceMode=ALLOW_FAILURE&newOrderRespType=ACK",
        ),
    );
    assert_eq!((status, &body["code"]), (409, &json!(-2021)));
    assert_eq!(body["msg"], "Order cancel-replace partially failed.");
    let data = &body["data"];
    assert_eq!(
        (&data["cancelResult"], &data["newOrderResult"]),
        (&json!("FAILURE"), &json!("SUCCESS"))
    );
    assert!(data["newOrderResponse"]["orderId"].is_u64());
}

#[test]
fn a_refused_order_leaves_the_old_one_ended() {
    let mut bench = Bench::made();
    resting(&mut bench, "old");
    let maker = "symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.001&price=50010&cancelOrigClientOrderId=old&cancelReplaceMode=STOP_ON_FAILURE";
    let (status, body) = bench.signed("POST", REPLACE, maker);
    assert_eq!((status, &body["code"]), (409, &json!(-2021)));
    let data = &body["data"];
    assert_eq!(
        (&data["cancelResult"], &data["newOrderResult"]),
        (&json!("SUCCESS"), &json!("FAILURE"))
    );
    assert_eq!(data["cancelResponse"]["status"], "CANCELED");
    assert_eq!(
        data["newOrderResponse"],
        json!({ "code": -2010, "msg": "Order would immediately match and take." })
    );
    let (status, body) = bench.signed(
        "POST",
        REPLACE,
        &maker.replace("STOP_ON_FAILURE", "ALLOW_FAILURE"),
    );
    assert_eq!((status, &body["code"]), (400, &json!(-2022)));
    assert_eq!(body["data"]["newOrderResult"], "FAILURE");
}

#[test]
fn what_fails_a_filter_ends_nothing() {
    let mut bench = Bench::made();
    resting(&mut bench, "old");
    let fine = replacing("old", "price=41000.001&cancelReplaceMode=STOP_ON_FAILURE");
    assert_eq!(
        bench.refused("POST", REPLACE, &fine),
        (400, -1013, "Filter failure: PRICE_FILTER".to_owned())
    );
    assert_eq!(
        bench.done("GET", ORDER, "symbol=BTCUSDT&origClientOrderId=old")["status"],
        "NEW"
    );
}

#[test]
fn modes_are_checked_and_restrictions_hold() {
    let mut bench = Bench::made();
    resting(&mut bench, "old");
    for (params, code) in [
        (replacing("old", "price=41000"), -1102),
        (replacing("old", "price=41000&cancelReplaceMode=MAYBE"), -1130),
        (replacing("old", "price=41000&cancelReplaceMode=ALLOW_FAILURE&cancelRestrictions=NEVER"), -1145),
        (replacing("old", "price=41000&cancelReplaceMode=ALLOW_FAILURE&orderRateLimitExceededMode=NEVER"), -1130),
        ("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=41000&cancelReplaceMode=ALLOW_FAILURE".to_owned(), -1102),
    ] {
        assert_eq!(bench.refused("POST", REPLACE, &params).1, code, "{params}");
    }
    let only = replacing(
        "old",
        "price=41000&cancelReplaceMode=STOP_ON_FAILURE&cancelRestrictions=ONLY_PARTIALLY_FILLED",
    );
    let (_, body) = bench.signed("POST", REPLACE, &only);
    assert_eq!(
        body["data"]["cancelResponse"],
        json!({ "code": -2011, "msg": "Order was not canceled due to cancel restrictions." })
    );
    let plain = bench.refused(
        "DELETE",
        ORDER,
        "symbol=BTCUSDT&origClientOrderId=old&cancelRestrictions=ONLY_PARTIALLY_FILLED",
    );
    assert_eq!(
        plain,
        (
            400,
            -2011,
            "Order was not canceled due to cancel restrictions.".to_owned()
        )
    );
}

#[test]
fn an_account_over_its_order_count_may_still_end_the_old_order() {
    let mut bench = Bench::made();
    for n in 0..100 {
        resting(&mut bench, &format!("n{n}"));
    }
    let nothing = replacing("n0", "price=41000&cancelReplaceMode=STOP_ON_FAILURE");
    let refused = (
        429,
        -1015,
        "Too many new orders; current limit is 100 orders per 10 SECOND.".to_owned(),
    );
    assert_eq!(bench.refused("POST", REPLACE, &nothing), refused);
    assert_eq!(
        bench.done("GET", ORDER, "symbol=BTCUSDT&origClientOrderId=n0")["status"],
        "NEW"
    );
    let only = format!("{nothing}&orderRateLimitExceededMode=CANCEL_ONLY");
    let (status, body) = bench.signed("POST", REPLACE, &only);
    assert_eq!((status, &body["code"]), (429, &json!(-2021)));
    assert_eq!(body["data"]["cancelResponse"]["status"], "CANCELED");
    assert_eq!(body["data"]["newOrderResponse"]["code"], -1015);
}

/// Parameters of an amendment, and what is said of them.
const BROKEN_AMENDMENTS: [(&str, i64, &str); 7] = [
    (
        "origClientOrderId=less&newQty=0.002",
        -2038,
        "Order amend (quantity increase) is not supported.",
    ),
    (
        "origClientOrderId=less&newQty=0.0015",
        -2038,
        "The requested action would change no state; rejecting.",
    ),
    (
        "origClientOrderId=nobody&newQty=0.001",
        -2038,
        "Unknown order sent.",
    ),
    (
        "origClientOrderId=less&newQty=0.000001",
        -1013,
        "Filter failure: LOT_SIZE",
    ),
    (
        "origClientOrderId=less&newQty=0.0001",
        -1013,
        "Filter failure: NOTIONAL",
    ),
    (
        "origClientOrderId=less",
        -1102,
        "Mandatory parameter 'newQty' was not sent, was empty/null, or malformed.",
    ),
    (
        "newQty=0.001",
        -1102,
        "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
    ),
];

#[test]
fn an_order_is_made_smaller_in_its_place() {
    let mut bench = Bench::made();
    let old = resting(&mut bench, "old");
    let done = bench.done(
        "PUT",
        AMEND,
        "symbol=BTCUSDT&origClientOrderId=old&newQty=0.0015&newClientOrderId=less",
    );
    let order = &done["amendedOrder"];
    assert_eq!(
        (&order["orderId"], &order["qty"], &order["executedQty"]),
        (&old["orderId"], &json!("0.00150000"), &json!("0.00000000"))
    );
    assert_eq!(
        (&order["origClientOrderId"], &order["clientOrderId"]),
        (&json!("old"), &json!("less"))
    );
    assert_eq!(
        (
            &order["preventedQty"],
            &order["quoteOrderQty"],
            &order["cumulativeQuoteQty"]
        ),
        (
            &json!("0.00000000"),
            &json!("0.00000000"),
            &json!("0.00000000")
        )
    );
    let rows = bench.done(
        "GET",
        "/api/v3/order/amendments",
        &format!("symbol=BTCUSDT&orderId={}", old["orderId"]),
    );
    assert_eq!(
        rows,
        json!([{
            "symbol": "BTCUSDT", "orderId": old["orderId"], "executionId": done["executionId"], "origClientOrderId": "old",
            "newClientOrderId": "less", "origQty": "0.00200000", "newQty": "0.00150000", "time": bench.millis(),
        }])
    );
    for (params, code, text) in BROKEN_AMENDMENTS {
        let refused = bench.refused("PUT", AMEND, &format!("symbol=BTCUSDT&{params}"));
        assert_eq!(refused, (400, code, text.to_owned()), "{params}");
    }
}

#[test]
fn an_order_is_made_smaller_ten_times_at_most() {
    let mut bench = Bench::made();
    let old = resting(&mut bench, "old");
    let amend = |n: usize| {
        format!(
            "symbol=BTCUSDT&orderId={}&newQty=0.00{}",
            old["orderId"],
            199 - n
        )
    };
    for n in 0..10 {
        bench.done("PUT", AMEND, &amend(n));
    }
    let refused = bench.refused("PUT", AMEND, &amend(10));
    assert_eq!(
        refused,
        (
            400,
            -2038,
            "Filter failure: MAX_NUM_ORDER_AMENDS".to_owned()
        )
    );
}
