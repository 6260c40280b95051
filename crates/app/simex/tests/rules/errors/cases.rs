//! How each error is provoked: the code, and the steps to it, the last one answered with it. Data only.

/// Code and steps.
pub(super) const CASES: &[(i64, &str)] = &[
    // The server's own trouble, by fault.
    (
        -1000,
        "lever POST /_sim/faults {\"route\":\"*\",\"fault\":\"serverErrorNotExecuted\"}\nopen GET /api/v3/time",
    ),
    (
        -1001,
        "lever POST /_sim/faults {\"route\":\"*\",\"fault\":\"internalErrorNotExecuted\"}\nopen GET /api/v3/time",
    ),
    (
        -1003,
        "lever POST /_sim/faults {\"route\":\"*\",\"fault\":\"tooManyRequests\",\"ms\":1000}\nopen GET /api/v3/time",
    ),
    (
        -1003,
        "lever POST /_sim/faults {\"route\":\"*\",\"fault\":\"banned\",\"ms\":1000}\nopen GET /api/v3/time",
    ),
    (
        -1006,
        "lever POST /_sim/faults {\"route\":\"*\",\"fault\":\"unexpectedResponseExecuted\"}\nopen GET /api/v3/time",
    ),
    (
        -1007,
        "lever POST /_sim/faults {\"route\":\"*\",\"fault\":\"timeoutExecuted\"}\nopen GET /api/v3/time",
    ),
    (
        -1008,
        "lever POST /_sim/faults {\"route\":\"*\",\"fault\":\"busy\"}\nopen GET /api/v3/time",
    ),
    (
        -1016,
        "lever POST /_sim/maintenance {\"on\":true}\nGET /api/v3/account",
    ),
    // Keys, signatures, time.
    (-2014, "open GET /api/v3/account"),
    (-2015, "key stranger x\nGET /api/v3/account"),
    (
        -2015,
        "lever POST /_sim/keys {\"account\":1,\"key\":\"reader\",\"secret\":\"r\",\"rights\":[\"read\"]}\nkey reader r\nPOST /api/v3/order?symbol=BTCUSDT",
    ),
    (-1022, "key testkey wrong\nGET /api/v3/account"),
    (-1102, "keyed GET /api/v3/account?timestamp=1780000000000"),
    (-1021, "GET /api/v3/account?timestamp=1779999994999"),
    (-1021, "GET /api/v3/account?timestamp=1780000001000"),
    (-1131, "GET /api/v3/account?recvWindow=60001"),
    // Parameters.
    (-1100, "open GET /api/v3/depth?symbol=BTCUSDT&limit=x"),
    (
        -1101,
        "open GET /api/v3/depth?symbol=BTCUSDT&symbol=BTCUSDT",
    ),
    (-1102, "open GET /api/v3/depth"),
    (-1104, "GET /api/v3/account?extra=1"),
    (
        -1105,
        "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=&price=1",
    ),
    (
        -1106,
        "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&price=1",
    ),
    (
        -1111,
        "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.123456789&price=50000",
    ),
    (
        -1115,
        "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=1&price=50000",
    ),
    (
        -1116,
        "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=SOON&quantity=1",
    ),
    (
        -1117,
        "POST /api/v3/order?symbol=BTCUSDT&side=HOLD&type=MARKET&quantity=1",
    ),
    (-1120, "open GET /api/v3/klines?symbol=BTCUSDT&interval=7m"),
    (-1121, "open GET /api/v3/depth?symbol=NOPE"),
    (
        -1134,
        "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&strategyType=5",
    ),
    (-1135, "session nonsense"),
    (
        -1145,
        "DELETE /api/v3/order?symbol=BTCUSDT&orderId=1&cancelRestrictions=MAYBE",
    ),
    (-5000, "open GET /fapi/v1/nothing"),
    (
        -5000,
        "session {\"id\":1,\"method\":\"userDataStream.start\",\"params\":{}}",
    ),
    // Orders.
    (
        -1013,
        "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000.001",
    ),
    (
        -1013,
        "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.000001&price=50000",
    ),
    (
        -1013,
        "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.00001&price=50000",
    ),
    (
        -2010,
        "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=50000",
    ),
    (
        -2010,
        "lever POST /_sim/status {\"status\":\"BREAK\"}\nPOST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000",
    ),
    (
        -2010,
        "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000&newClientOrderId=a\nPOST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000&newClientOrderId=a",
    ),
    (-2011, "DELETE /api/v3/order?symbol=BTCUSDT&orderId=999"),
    (-2013, "GET /api/v3/order?symbol=BTCUSDT&orderId=999"),
    (-1122, "open GET /api/v3/exchangeInfo?symbolStatus=NOPE"),
    (
        -1151,
        "open GET /api/v3/ticker/price?symbols=%5B%22BTCUSDT%22,%22BTCUSDT%22%5D",
    ),
    (
        -1139,
        "open GET /api/v3/ticker/24hr?symbol=BTCUSDT&type=HUGE",
    ),
];
