//! Requests for orders that are refused: what makes no sense, and what the contract forbids.

use super::*;

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
