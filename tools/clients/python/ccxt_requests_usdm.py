"""How ccxt says each intent of USD-M futures. Never sends."""

#: What ccxt calls these markets.
KIND = "linear"
SYMBOL = "BTC/USDT:USDT"
CLIENT_ID = "cf01JZZZZZZZZZZZZZZZZZZZZZZ7"
FROM = 1_700_000_000_000
#: The one market, as the exchange information words it.
MARKET = {
    "symbol": "BTCUSDT",
    "pair": "BTCUSDT",
    "contractType": "PERPETUAL",
    "deliveryDate": 4133404800000,
    "onboardDate": 1569398400000,
    "status": "TRADING",
    "baseAsset": "BTC",
    "quoteAsset": "USDT",
    "marginAsset": "USDT",
    "pricePrecision": 2,
    "quantityPrecision": 3,
    "baseAssetPrecision": 8,
    "quotePrecision": 8,
    "underlyingType": "COIN",
    "settlePlan": 0,
    "filters": [
        {"filterType": "PRICE_FILTER", "minPrice": "0.1", "maxPrice": "1000000", "tickSize": "0.1"},
        {"filterType": "LOT_SIZE", "minQty": "0.001", "maxQty": "1000", "stepSize": "0.001"},
        {"filterType": "MIN_NOTIONAL", "notional": "5"},
    ],
    "orderTypes": ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"],
    "timeInForce": ["GTC", "IOC", "FOK", "GTX", "GTD"],
}
ALGO = {"trigger": True}
ALL = {"type": "swap", "subType": "linear"}


def order(type, side, price=None, **params):
    """An order of 0.01 that takes no trade with itself."""
    params = {"clientOrderId": CLIENT_ID, "selfTradePrevention": "EXPIRE_TAKER", **params}
    return lambda ccxt: ccxt.create_order(SYMBOL, type, side, 0.01, price, params)


INTENTS = {
    "usdm.market_buy": order("market", "buy"),
    "usdm.market_sell": order("market", "sell"),
    "usdm.long_open": order("market", "buy", hedged=True),
    "usdm.short_open": order("market", "sell", positionSide="SHORT"),
    "usdm.long_close": order("market", "sell", hedged=True, reduceOnly=True),
    "usdm.short_close": order("market", "buy", hedged=True, reduceOnly=True),
    "usdm.long_limit": order("limit", "buy", 59999.5, hedged=True),
    "usdm.long_stop": order("market", "sell", hedged=True, reduceOnly=True, stopLossPrice=59000),
    "usdm.short_stop": order("market", "buy", hedged=True, reduceOnly=True, stopLossPrice=61000),
    "usdm.limit_gtc": order("limit", "buy", 59999.5),
    "usdm.limit_ioc": order("limit", "sell", 59999.5, timeInForce="IOC"),
    "usdm.limit_fok": order("limit", "buy", 59999.5, timeInForce="FOK"),
    "usdm.limit_maker": order("limit", "sell", 61000, postOnly=True),
    "usdm.stop_sell": order("market", "sell", stopLossPrice=59000),
    "usdm.stop_buy": order("market", "buy", stopLossPrice=61000),
    "usdm.stop_limit_sell": order("limit", "sell", 58900.5, stopLossPrice=59000),
    "usdm.amend": lambda ccxt: ccxt.edit_order("", SYMBOL, "limit", "buy", 0.005, 59999, {"clientOrderId": CLIENT_ID}),
    "usdm.cancel": lambda ccxt: ccxt.cancel_order("", SYMBOL, {"origClientOrderId": CLIENT_ID}),
    "usdm.cancel_algo": lambda ccxt: ccxt.cancel_order("", SYMBOL, {"clientAlgoId": CLIENT_ID, **ALGO}),
    "usdm.cancel_all": lambda ccxt: ccxt.cancel_all_orders(SYMBOL),
    "usdm.cancel_all_algo": lambda ccxt: ccxt.cancel_all_orders(SYMBOL, ALGO),
    "usdm.dead_man": lambda ccxt: ccxt.fapiprivate_post_countdowncancelall({"symbol": "BTCUSDT", "countdownTime": 120000}),
    "usdm.query": lambda ccxt: ccxt.fetch_order("", SYMBOL, {"origClientOrderId": CLIENT_ID}),
    "usdm.query_algo": lambda ccxt: ccxt.fetch_order("", SYMBOL, {"clientAlgoId": CLIENT_ID, **ALGO}),
    "usdm.open_orders": lambda ccxt: ccxt.fetch_open_orders(None, None, None, ALL),
    "usdm.open_orders_of": lambda ccxt: ccxt.fetch_open_orders(SYMBOL),
    "usdm.open_algos": lambda ccxt: ccxt.fetch_open_orders(None, None, None, {**ALL, **ALGO}),
    "usdm.open_algos_of": lambda ccxt: ccxt.fetch_open_orders(SYMBOL, None, None, ALGO),
    "usdm.leverage": lambda ccxt: ccxt.set_leverage(20, SYMBOL),
    "usdm.isolated": lambda ccxt: ccxt.set_margin_mode("isolated", SYMBOL),
    "usdm.cross": lambda ccxt: ccxt.set_margin_mode("cross", SYMBOL),
    "usdm.hedge": lambda ccxt: ccxt.set_position_mode(True, SYMBOL),
    "usdm.one_way": lambda ccxt: ccxt.set_position_mode(False, SYMBOL),
    "usdm.multi_assets": lambda ccxt: ccxt.fapiprivate_post_multiassetsmargin({"multiAssetsMargin": "true"}),
    "usdm.margin_add": lambda ccxt: ccxt.add_margin(SYMBOL, 12.5, {"positionSide": "LONG"}),
    "usdm.margin_take": lambda ccxt: ccxt.reduce_margin(SYMBOL, 12.5, {"positionSide": "LONG"}),
    "usdm.time": lambda ccxt: ccxt.fapipublic_get_time(),
    "usdm.instruments": lambda ccxt: ccxt.fetch_markets(),
    "usdm.depth": lambda ccxt: ccxt.fetch_order_book(SYMBOL, 1000),
    "usdm.candles": lambda ccxt: ccxt.fetch_ohlcv(SYMBOL, "1m", FROM, 1000),
    "usdm.mark": lambda ccxt: ccxt.fetch_funding_rate(SYMBOL),
    "usdm.marks": lambda ccxt: ccxt.fetch_funding_rates(None, ALL),
    "usdm.funding_paid": lambda ccxt: ccxt.fetch_funding_rate_history(SYMBOL, FROM, 1000),
    "usdm.funding_rules": lambda ccxt: ccxt.fetch_funding_intervals(None, {"subType": "linear"}),
    "usdm.open_interest": lambda ccxt: ccxt.fetch_open_interest(SYMBOL),
    "usdm.balances": lambda ccxt: ccxt.fapiprivatev3_get_balance(),
    "usdm.account": lambda ccxt: ccxt.fapiprivatev3_get_account(),
    "usdm.positions": lambda ccxt: ccxt.fapiprivatev3_get_positionrisk(),
    "usdm.account_settings": lambda ccxt: ccxt.fapiprivate_get_accountconfig(),
    "usdm.symbol_settings": lambda ccxt: ccxt.fetch_margin_mode(SYMBOL),
    "usdm.fees": lambda ccxt: ccxt.fetch_trading_fee(SYMBOL),
    "usdm.fills_from": lambda ccxt: ccxt.fetch_my_trades(SYMBOL, None, 1000, {"fromId": 77}),
    "usdm.orders_from": lambda ccxt: ccxt.fetch_orders(SYMBOL, None, 1000, {"orderId": 77}),
    "usdm.algos_from": lambda ccxt: ccxt.fetch_orders(SYMBOL, None, 1000, {"algoId": 77, **ALGO}),
    "usdm.income": lambda ccxt: ccxt.fapiprivate_get_income({"startTime": FROM, "limit": 1000}),
    "usdm.income_of_funding": lambda ccxt: ccxt.fetch_funding_history(None, FROM, 1000, ALL),
    "usdm.forced_orders": lambda ccxt: ccxt.fetch_my_liquidations(SYMBOL, FROM, 100, {"endTime": FROM + 604_800_000}),
    "usdm.listen_key_open": lambda ccxt: ccxt.fapiprivate_post_listenkey(),
    "usdm.listen_key_keep": lambda ccxt: ccxt.fapiprivate_put_listenkey(),
    "usdm.listen_key_close": lambda ccxt: ccxt.fapiprivate_delete_listenkey(),
}
