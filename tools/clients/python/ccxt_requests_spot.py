"""How ccxt says each intent of spot. Never sends."""

#: What ccxt calls these markets.
KIND = "spot"
SYMBOL = "BTC/USDT"
CLIENT_ID = "cf01JZZZZZZZZZZZZZZZZZZZZZZ7"
#: The one market, as the exchange information words it.
MARKET = {
    "symbol": "BTCUSDT",
    "status": "TRADING",
    "baseAsset": "BTC",
    "baseAssetPrecision": 8,
    "quoteAsset": "USDT",
    "quotePrecision": 8,
    "quoteAssetPrecision": 8,
    "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"],
    "isSpotTradingAllowed": True,
    "isMarginTradingAllowed": False,
    "filters": [
        {"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000000", "tickSize": "0.01"},
        {"filterType": "LOT_SIZE", "minQty": "0.00001", "maxQty": "9000", "stepSize": "0.00001"},
        {"filterType": "NOTIONAL", "minNotional": "5", "maxNotional": "9000000"},
    ],
    "permissions": ["SPOT"],
    "permissionSets": [["SPOT"]],
}


def order(type, side, price=None, **params):
    """An order of 0.01 that takes no trade with itself."""
    params = {"clientOrderId": CLIENT_ID, "selfTradePrevention": "EXPIRE_TAKER", **params}
    return lambda ccxt: ccxt.create_order(SYMBOL, type, side, 0.01, price, params)


INTENTS = {
    "spot.market_buy": order("market", "buy"),
    "spot.market_sell": order("market", "sell"),
    "spot.limit_gtc": order("limit", "buy", 59999.5),
    "spot.limit_ioc": order("limit", "sell", 59999.5, timeInForce="IOC"),
    "spot.limit_fok": order("limit", "buy", 59999.5, timeInForce="FOK"),
    "spot.limit_maker": order("limit", "sell", 61000, postOnly=True),
    "spot.stop_sell": order("market", "sell", stopLossPrice=59000),
    "spot.stop_buy": order("market", "buy", stopLossPrice=61000),
    "spot.stop_limit_sell": order("limit", "sell", 58900.25, stopLossPrice=59000),
    "spot.time": lambda ccxt: ccxt.fetch_time(),
    "spot.instruments": lambda ccxt: ccxt.fetch_markets(),
    "spot.depth": lambda ccxt: ccxt.fetch_order_book(SYMBOL, 1000),
    "spot.cancel": lambda ccxt: ccxt.cancel_order("", SYMBOL, {"origClientOrderId": CLIENT_ID}),
    "spot.cancel_all": lambda ccxt: ccxt.cancel_all_orders(SYMBOL),
    # ccxt has no name for this operation: its general request signs what it is given.
    "spot.amend": lambda ccxt: ccxt.request("order/amend/keepPriority", ["private"], "PUT", {"symbol": "BTCUSDT", "origClientOrderId": CLIENT_ID, "newClientOrderId": CLIENT_ID, "newQty": "0.005"}),
    "spot.query": lambda ccxt: ccxt.fetch_order("", SYMBOL, {"origClientOrderId": CLIENT_ID}),
    "spot.open_orders": lambda ccxt: ccxt.fetch_open_orders(),
    "spot.open_orders_of": lambda ccxt: ccxt.fetch_open_orders(SYMBOL),
    "spot.account": lambda ccxt: ccxt.fetch_balance(),
    "spot.fills_of": lambda ccxt: ccxt.fetch_order_trades("12345", SYMBOL, None, 1000),
    "spot.fills_from": lambda ccxt: ccxt.fetch_my_trades(SYMBOL, None, 1000, {"fromId": 77}),
}
