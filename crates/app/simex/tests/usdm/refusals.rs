//! Every refusal a futures client can provoke, in Binance's codes and words.
//! A case is a fresh exchange, what is done before, the request, and the refusal.

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

// ORD-10
#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases, read top down")]
fn parameters_are_refused_as_binance_refuses_them() {
    check(&[
        (
            &[],
            "POST v1/order?side=BUY&type=LIMIT",
            -1102,
            "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
        ),
        (
            &[],
            "POST v1/order?symbol=NOPE&side=BUY&type=LIMIT",
            -1121,
            "Invalid symbol.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=UP&type=LIMIT",
            -1117,
            "Invalid side.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=ODD",
            -1116,
            "Invalid orderType.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=58000",
            -1102,
            "Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=ODD&quantity=1&price=58000",
            -1115,
            "Invalid timeInForce.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&price=58000",
            -1102,
            "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1",
            -1102,
            "Mandatory parameter 'price' was not sent, was empty/null, or malformed.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0&price=58000",
            -4003,
            "Quantity less than or equal to zero.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=-1&price=58000",
            -4003,
            "Quantity less than or equal to zero.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0",
            -4001,
            "Price less than 0.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&price=58000",
            -1106,
            "Parameter 'price' sent when not required.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&timeInForce=GTC",
            -1106,
            "Parameter 'timeInForce' sent when not required.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&stopPrice=1",
            -1106,
            "Parameter 'stopPrice' sent when not required.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&positionSide=UP",
            -4060,
            "Invalid position side.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&selfTradePreventionMode=ODD",
            -5039,
            "Invalid self trade prevention mode",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&newOrderRespType=FULL",
            -1136,
            "Invalid newOrderRespType.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&newClientOrderId=a%20b",
            -4015,
            "Client order id is not valid.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&priceMatch=QUEUE",
            -5038,
            "Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&priceMatch=ODD",
            -5037,
            "Invalid price match",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=58000&priceMatch=QUEUE",
            -1106,
            "Parameter 'price' sent when not required.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&closePosition=true",
            -4136,
            "Target strategy invalid for orderType MARKET,closePosition true",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&reduceOnly=maybe",
            -1130,
            "Data sent for parameter 'reduceOnly' is not valid.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=1&price=58000",
            -1102,
            "Mandatory parameter 'goodTillDate' was not sent, was empty/null, or malformed.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=0.01&price=58000&goodTillDate=1780000100000",
            -5040,
            "The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=1&stopPrice=58000",
            -4120,
            "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
        ),
        (
            &[HEDGE],
            "POST v1/order?symbol=BTCUSDT&side=SELL&positionSide=LONG&type=MARKET&quantity=1&reduceOnly=true",
            -1106,
            "Parameter 'reduceonly' sent when not required.",
        ),
        (
            &[],
            "GET v1/order?symbol=BTCUSDT",
            -1102,
            "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
        ),
        (
            &[],
            "GET v1/userTrades?symbol=BTCUSDT&fromId=1&startTime=1",
            -1128,
            "Combination of optional parameters invalid.",
        ),
        (
            &[],
            "GET v1/userTrades?symbol=BTCUSDT&startTime=2&endTime=1",
            -1023,
            "Start time is greater than end time.",
        ),
        (
            &[],
            "GET v1/allOrders?symbol=BTCUSDT&startTime=1&endTime=1000000000",
            -4165,
            "Maximum time interval is 7 days.",
        ),
        (
            &[],
            "GET v1/income?incomeType=ODD",
            -1130,
            "Data sent for parameter 'incomeType' is not valid.",
        ),
        (
            &[],
            "GET v1/pmAccountInfo?asset=USDT",
            -21001,
            "Request ID is not a Portfolio Margin Account.",
        ),
        (
            &[],
            "POST v1/batchOrders?batchOrders=nonsense",
            -1130,
            "Data sent for parameter 'batchOrders' is not valid.",
        ),
        (
            &[],
            "POST v1/batchOrders?batchOrders=%5B%5D",
            -4082,
            "Invalid number of batch place orders: 0",
        ),
        (
            &[],
            "DELETE v1/batchOrders?symbol=BTCUSDT&orderIdList=%5B1%2C2%2C3%2C4%2C5%2C6%2C7%2C8%2C9%2C10%2C11%5D",
            -4032,
            "Exceed maximum cancel order size.",
        ),
    ]);
}

// ORD-10
#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases, read top down")]
fn rules_of_the_contract_are_refused_as_binance_refuses_them() {
    check(&[
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=58000.05",
            -4014,
            "Price not increased by tick size.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=58000.005",
            -1111,
            "Precision is over the maximum defined for this asset.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.0001&price=58000",
            -1111,
            "Precision is over the maximum defined for this asset.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=1",
            -4013,
            "Price less than min price.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=5000000",
            -4002,
            "Price greater than max price.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=5000&price=58000",
            -4005,
            "Quantity greater than max quantity.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=58000",
            -4164,
            "Order's notional must be no smaller than 100 (unless you choose reduce only).",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=70000",
            -4016,
            "Limit price can't be higher than 63000.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000",
            -4024,
            "Limit price can't be lower than 57000.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.01&price=60010",
            -5022,
            "Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=FOK&quantity=0.1&price=60000",
            -5021,
            "Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&priceMatch=OPPONENT_20",
            -5041,
            "No depth matches this BBO order",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=5",
            -2019,
            "Margin is insufficient.",
        ),
        (
            &["POST v1/leverage?symbol=BTCUSDT&leverage=125"],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=6",
            -2027,
            "Exceeded the maximum allowable position at current leverage.",
        ),
        (
            &[],
            "POST v1/order?symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01&reduceOnly=true",
            -2022,
            "ReduceOnly Order is rejected.",
        ),
        (
            &[LONG],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&reduceOnly=true",
            -2022,
            "ReduceOnly Order is rejected.",
        ),
        (
            &[HEDGE],
            LONG,
            -4061,
            "Order's position side does not match user's setting.",
        ),
        (
            &[
                "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=58000&newClientOrderId=twin",
            ],
            "POST v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=58000&newClientOrderId=twin",
            -4116,
            "ClientOrderId is duplicated.",
        ),
        (
            &[],
            "DELETE v1/order?symbol=BTCUSDT&orderId=77",
            -2011,
            "Unknown order sent.",
        ),
        (
            &[],
            "GET v1/order?symbol=BTCUSDT&orderId=77",
            -2013,
            "Order does not exist.",
        ),
        (
            &[],
            "GET v1/openOrder?symbol=BTCUSDT&origClientOrderId=nobody",
            -2013,
            "Order does not exist.",
        ),
        (
            &[],
            "PUT v1/order?symbol=BTCUSDT&side=BUY&orderId=77&quantity=0.01&price=58000",
            -2013,
            "Order does not exist.",
        ),
        (
            &[LIMIT],
            "PUT v1/order?symbol=BTCUSDT&side=BUY&orderId=1&quantity=0.010&price=58000",
            -5027,
            "No need to modify the order.",
        ),
        (
            &[LIMIT],
            "PUT v1/order?symbol=BTCUSDT&side=SELL&orderId=1&quantity=0.020&price=58000",
            -1117,
            "Invalid side.",
        ),
        (
            &[LIMIT],
            "PUT v1/order?symbol=BTCUSDT&side=BUY&orderId=1&quantity=0.001&price=58000",
            -5029,
            "Order's notional must be no smaller than 100",
        ),
    ]);
}

// ORD-10
#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases, read top down")]
fn conditional_orders_are_refused_as_binance_refuses_them() {
    check(&[
        (
            &[],
            "POST v1/algoOrder?symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.01&triggerPrice=58000",
            -1102,
            "Mandatory parameter 'algoType' was not sent, was empty/null, or malformed.",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=VP&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.01&triggerPrice=58000",
            -1130,
            "Data sent for parameter 'algoType' is not valid.",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01",
            -1116,
            "Invalid orderType.",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.01",
            -1102,
            "Mandatory parameter 'triggerPrice' was not sent, was empty/null, or malformed.",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.01&triggerPrice=0",
            -4006,
            "Stop price less than zero.",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.01&triggerPrice=62000",
            -2021,
            "Order would immediately trigger.",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=BUY&type=STOP_MARKET&quantity=0.01&triggerPrice=5000000",
            -4007,
            "Stop price greater than max price.",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP&timeInForce=GTC&quantity=0.01&triggerPrice=58000",
            -1102,
            "Mandatory parameter 'price' was not sent, was empty/null, or malformed.",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.01&triggerPrice=58000&workingType=ODD",
            -4031,
            "Invalid parameter working type: ODD",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.01",
            -1102,
            "Mandatory parameter 'callbackRate' was not sent, was empty/null, or malformed.",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.01&callbackRate=20",
            -2007,
            "Invalid callBack rate",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.01&callbackRate=1&activatePrice=0",
            -4135,
            "Invalid activation price.",
        ),
        (
            &[],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=58000",
            -1102,
            "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.",
        ),
        (
            &[LONG],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=58000&closePosition=true&quantity=0.01",
            -4137,
            "Quantity must be zero with closePosition equals true.",
        ),
        (
            &[LONG],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=58000&closePosition=true&reduceOnly=true",
            -1106,
            "Parameter 'reduceOnly' sent when not required.",
        ),
        (
            &[LONG],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP&timeInForce=GTC&price=57000&triggerPrice=58000&closePosition=true",
            -4136,
            "Target strategy invalid for orderType STOP,closePosition true",
        ),
        (
            &[LONG, CLOSE],
            CLOSE,
            -4130,
            "An open stop or take profit order with GTE and closePosition in the direction is existing.",
        ),
        (
            &[
                "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.01&triggerPrice=58000&clientAlgoId=twin",
            ],
            "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.01&triggerPrice=58000&clientAlgoId=twin",
            -4116,
            "ClientOrderId is duplicated.",
        ),
        (
            &[],
            "DELETE v1/algoOrder?algoId=9",
            -2011,
            "Unknown order sent.",
        ),
        (
            &[],
            "GET v1/algoOrder?algoId=9",
            -2013,
            "Order does not exist.",
        ),
        (
            &[],
            "GET v1/algoOrder",
            -1102,
            "Param 'clientAlgoId' or 'algoId' must be sent, but both were empty/null!",
        ),
    ]);
}

// ORD-10
#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases, read top down")]
fn settings_are_refused_as_binance_refuses_them() {
    check(&[
        (
            &[],
            "POST v1/leverage?symbol=BTCUSDT&leverage=0",
            -4028,
            "Leverage 0 is not valid",
        ),
        (
            &[],
            "POST v1/leverage?symbol=BTCUSDT&leverage=151",
            -4028,
            "Leverage 151 is not valid",
        ),
        (
            &[
                "POST v1/leverage?symbol=BTCUSDT&leverage=20",
                "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1",
            ],
            "POST v1/leverage?symbol=BTCUSDT&leverage=1",
            -2028,
            "Leverage is smaller than permitted: insufficient margin balance.",
        ),
        (
            &[ISOLATED, LONG],
            "POST v1/leverage?symbol=BTCUSDT&leverage=2",
            -4161,
            "Leverage reduction is not supported in Isolated Margin Mode with open positions.",
        ),
        (
            &[],
            "POST v1/marginType?symbol=BTCUSDT&marginType=CROSSED",
            -4046,
            "No need to change margin type.",
        ),
        (
            &[],
            "POST v1/marginType?symbol=BTCUSDT&marginType=ODD",
            -1130,
            "Data sent for parameter 'marginType' is not valid.",
        ),
        (
            &[LIMIT],
            ISOLATED,
            -4047,
            "Margin type cannot be changed if there exists open orders.",
        ),
        (
            &[LONG],
            ISOLATED,
            -4048,
            "Margin type cannot be changed if there exists position.",
        ),
        (
            &[MULTI],
            ISOLATED,
            -4168,
            "Unable to adjust to isolated-margin mode under the Multi-Assets mode.",
        ),
        (
            &[ISOLATED],
            MULTI,
            -4167,
            "Unable to adjust to Multi-Assets mode with symbols of USDⓈ-M Futures under isolated-margin mode.",
        ),
        (
            &[LIMIT],
            MULTI,
            -4170,
            "Unable to adjust Multi-Assets Mode with open orders in USDⓈ-M Futures.",
        ),
        (
            &[],
            "POST v1/multiAssetsMargin?multiAssetsMargin=false",
            -4171,
            "Adjusted asset mode is currently set and does not need to be adjusted repeatedly.",
        ),
        (
            &[],
            "POST v1/positionSide/dual?dualSidePosition=false",
            -4059,
            "No need to change position side.",
        ),
        (
            &[LIMIT],
            HEDGE,
            -4067,
            "Position side cannot be changed if there exists open orders.",
        ),
        (
            &[LONG],
            HEDGE,
            -4068,
            "Position side cannot be changed if there exists position.",
        ),
        (
            &[LONG],
            "POST v1/positionMargin?symbol=BTCUSDT&amount=10&type=1",
            -4049,
            "Add margin only support for isolated position.",
        ),
        (
            &[ISOLATED],
            "POST v1/positionMargin?symbol=BTCUSDT&amount=10&type=1",
            -4054,
            "Cannot add position margin: position is 0.",
        ),
        (
            &[ISOLATED, LONG],
            "POST v1/positionMargin?symbol=BTCUSDT&amount=0&type=1",
            -4055,
            "Amount must be positive.",
        ),
        (
            &[ISOLATED, LONG],
            "POST v1/positionMargin?symbol=BTCUSDT&amount=100000&type=1",
            -4050,
            "Cross balance insufficient.",
        ),
        (
            &[ISOLATED, LONG],
            "POST v1/positionMargin?symbol=BTCUSDT&amount=5000&type=2",
            -4051,
            "Isolated balance insufficient.",
        ),
        (
            &[ISOLATED, LONG],
            "POST v1/positionMargin?symbol=BTCUSDT&amount=1&type=3",
            -1130,
            "Data sent for parameter 'type' is not valid.",
        ),
    ]);
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
