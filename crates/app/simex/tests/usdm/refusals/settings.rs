//! Requests for conditional orders and settings that are refused.

use super::*;

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
