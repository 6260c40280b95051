"""How ccxt carries the sessions: its unified methods where it has them, Binance's own words where it has none.

Never changes ccxt: the only thing told is where the exchange listens.
"""

import inspect
from decimal import Decimal
from urllib.parse import urlsplit

from session import KEY, SECRET, URL, bounded, expect, same

SPOT = {"BTCUSDT": "BTC/USDT", "ETHUSDT": "ETH/USDT", "LTCUSDT": "LTC/USDT", "BNBUSDT": "BNB/USDT", "ETHBTC": "ETH/BTC"}
PERPETUAL = {"BTCUSDT": "BTC/USDT:USDT"}


def aimed(urls):
    """The same addresses on the local exchange, however deep they are nested."""
    if isinstance(urls, dict):
        return {name: aimed(url) for name, url in urls.items()}
    parts = urlsplit(urls)
    scheme = "ws" if parts.scheme == "wss" else "http"
    return parts._replace(scheme=scheme, netloc=urlsplit(URL).netloc).geturl()


def pointed(kind, **options):
    """An exchange of this ccxt class that talks to the local one."""
    exchange = kind({"apiKey": KEY, "secret": SECRET, "options": {"fetchMarkets": {"types": ["spot", "linear"]}, **options}})
    exchange.urls["api"] = aimed(exchange.urls["api"])
    if "ws" in exchange.urls["api"]:
        # The client takes a stream for a spot stream when "/stream" stands in its address.
        exchange.urls["api"]["ws"]["spot"] = aimed("wss://stream/stream/ws")
    return exchange


async def done(value):
    """The result of a method, of the blocking kind or of the other."""
    return await value if inspect.isawaitable(value) else value


def number(text):
    """What people pass to ccxt."""
    return None if text is None else float(text)


def checked(order, status):
    """ccxt's reading of an order must say the same as the exchange's own words."""
    words = {"NEW": "open", "PARTIALLY_FILLED": "open", "FILLED": "closed", "CANCELED": "canceled", "EXPIRED": "expired"}
    if status is not None:
        same(order["status"], words[status], "ccxt's word for " + status)
    return order["info"]


class CcxtSpot:
    """Spot through ccxt's REST methods, blocking or not."""

    def __init__(self, exchange, stream=None):
        self.ccxt = exchange
        self.stream = stream

    async def exchange_info(self):
        markets = await done(self.ccxt.load_markets(True))
        for symbol in (*SPOT.values(), *PERPETUAL.values()):
            expect(markets[symbol]["active"], "ccxt trades it", symbol)
            expect(markets[symbol]["precision"]["price"] and markets[symbol]["precision"]["amount"], "ccxt knows its grid", symbol)
        expect(self.ccxt.currencies["BTC"]["active"], "ccxt knows the coins")
        return {"symbols": [market["info"] for market in markets.values() if market["spot"]]}

    async def book(self, symbol):
        book = await done(self.ccxt.fetch_order_book(SPOT[symbol], 50))
        return {side: [[str(price), str(qty)] for price, qty, *_ in book[side]] for side in ("bids", "asks")}

    async def account(self):
        balance = await done(self.ccxt.fetch_balance())
        usdt = next(row for row in balance["info"]["balances"] if row["asset"] == "USDT")
        same(balance["USDT"]["free"], float(usdt["free"]), "ccxt's free USDT")
        return balance["info"]

    async def place(self, *, symbol, side, type, quantity=None, price=None, quoteOrderQty=None, stopPrice=None, newClientOrderId=None, timeInForce=None):
        params = {"clientOrderId": newClientOrderId}
        if timeInForce not in (None, "GTC"):
            params["timeInForce"] = timeInForce
        if quoteOrderQty is not None:
            params["cost"] = number(quoteOrderQty)
        if type == "LIMIT_MAKER":
            type, params["postOnly"] = "LIMIT", True
        if stopPrice is not None:
            type, params["stopLossPrice"] = "LIMIT", number(stopPrice)
        return await self._create(SPOT[symbol], type.lower(), side.lower(), number(quantity), number(price), params)

    async def _create(self, *order):
        order = await done(self.ccxt.create_order(*order))
        return checked(order, order["info"].get("status"))

    async def query(self, symbol, origClientOrderId):
        order = await done(self.ccxt.fetch_order("", SPOT[symbol], {"origClientOrderId": origClientOrderId}))
        return checked(order, order["info"]["status"])

    async def cancel(self, symbol, origClientOrderId=None, orderId=None):
        params = {} if origClientOrderId is None else {"origClientOrderId": origClientOrderId}
        order = await done(self.ccxt.cancel_order(str(orderId or ""), SPOT[symbol], params))
        return checked(order, order["info"]["status"])

    async def replace(self, *, symbol, side, type, quantity, price, cancelOrderId, newClientOrderId, **_):
        order = await done(self.ccxt.edit_order(str(cancelOrderId), SPOT[symbol], type.lower(), side.lower(), number(quantity), number(price), {"clientOrderId": newClientOrderId}))
        same(order["clientOrderId"], newClientOrderId, "the order after ccxt's edit")
        return None

    async def open_orders(self, symbol):
        return [checked(order, order["info"]["status"]) for order in await done(self.ccxt.fetch_open_orders(SPOT[symbol]))]

    async def trades(self, symbol):
        trades = await done(self.ccxt.fetch_my_trades(SPOT[symbol], None, 1000))
        for trade in trades:
            same(Decimal(str(trade["fee"]["cost"])), Decimal(trade["info"]["commission"]), "ccxt's fee of a trade")
        return [trade["info"] for trade in trades]

    async def place_oco(self, **params):
        return await done(self.ccxt.private_post_orderlist_oco(params))

    async def cancel_list(self, **params):
        return await done(self.ccxt.private_delete_orderlist(params))

    async def report(self, client_id, kind):
        if self.stream is not None:
            await self.stream.report(client_id, kind)


class CcxtSpotOverSocket(CcxtSpot):
    """The deeds that ccxt.pro also sends over the WebSocket API."""

    async def _create(self, symbol, type, side, amount, price, params):
        # Over the socket ccxt sends its own word along with Binance's, which the exchange refuses as Binance does.
        params = {("newClientOrderId" if name == "clientOrderId" else name): value for name, value in params.items()}
        order = await bounded(self.ccxt.create_order_ws(symbol, type, side, amount, price, params), "answer over the socket")
        return checked(order, order["info"].get("status"))

    async def query(self, symbol, origClientOrderId):
        order = await bounded(self.ccxt.fetch_order_ws("", SPOT[symbol], {"origClientOrderId": origClientOrderId}), "answer over the socket")
        return order["info"]

    async def cancel(self, symbol, origClientOrderId):
        order = await bounded(self.ccxt.cancel_order_ws("", SPOT[symbol], {"origClientOrderId": origClientOrderId}), "answer over the socket")
        return order["info"]

    async def replace(self, *, symbol, side, type, quantity, price, cancelOrderId, newClientOrderId, cancelReplaceMode, **_):
        params = {"newClientOrderId": newClientOrderId, "cancelReplaceMode": cancelReplaceMode}
        order = await bounded(self.ccxt.edit_order_ws(str(cancelOrderId), SPOT[symbol], type.lower(), side.lower(), number(quantity), number(price), params), "answer over the socket")
        same(order["clientOrderId"], newClientOrderId, "the order after ccxt's edit over the socket")
        return None


class CcxtFutures:
    """The perpetual through ccxt's REST methods, blocking or not."""

    def __init__(self, exchange, stream=None):
        self.ccxt = exchange
        self.stream = stream

    async def book(self, symbol):
        book = await done(self.ccxt.fetch_order_book(PERPETUAL[symbol], 50))
        return {side: [[str(price), str(qty)] for price, qty, *_ in book[side]] for side in ("bids", "asks")}

    async def account(self):
        return (await done(self.ccxt.fetch_balance({"type": "swap"})))["info"]

    async def set_leverage(self, symbol, leverage):
        return await done(self.ccxt.set_leverage(leverage, PERPETUAL[symbol]))

    async def set_margin_type(self, symbol, marginType):
        return await done(self.ccxt.set_margin_mode(marginType.lower(), PERPETUAL[symbol]))

    async def place(self, *, symbol, side, type, quantity, price=None, newClientOrderId=None, timeInForce=None, reduceOnly=None, newOrderRespType=None):
        params = {}
        if newClientOrderId is not None:
            params["clientOrderId"] = newClientOrderId
        if reduceOnly is not None:
            params["reduceOnly"] = True
        order = await done(self.ccxt.create_order(PERPETUAL[symbol], type.lower(), side.lower(), number(quantity), number(price), params))
        return checked(order, order["info"]["status"])

    async def place_old_stop(self, **params):
        return await done(self.ccxt.fapiprivate_post_order(params))

    async def modify(self, *, symbol, side, orderId, quantity, price, origClientOrderId):
        order = await done(self.ccxt.edit_order(str(orderId), PERPETUAL[symbol], "limit", side.lower(), number(quantity), number(price)))
        return order["info"]

    async def query(self, symbol, origClientOrderId):
        order = await done(self.ccxt.fetch_order("", PERPETUAL[symbol], {"origClientOrderId": origClientOrderId}))
        return checked(order, order["info"]["status"])

    async def cancel(self, symbol, origClientOrderId):
        order = await done(self.ccxt.cancel_order("", PERPETUAL[symbol], {"origClientOrderId": origClientOrderId}))
        return checked(order, order["info"]["status"])

    async def place_algo(self, *, symbol, side, type, quantity, triggerPrice, clientAlgoId, workingType, **_):
        params = {"stopLossPrice": number(triggerPrice), "reduceOnly": True, "clientOrderId": clientAlgoId, "workingType": workingType}
        order = await done(self.ccxt.create_order(PERPETUAL[symbol], "market", side.lower(), number(quantity), None, params))
        return order["info"]

    async def open_algos(self, symbol):
        return [order["info"] for order in await done(self.ccxt.fetch_open_orders(PERPETUAL[symbol], None, None, {"trigger": True}))]

    async def cancel_algo(self, symbol, algoId):
        await done(self.ccxt.cancel_order(str(algoId), PERPETUAL[symbol], {"trigger": True}))

    async def positions(self, symbol):
        return [row["info"] for row in await done(self.ccxt.fetch_positions([PERPETUAL[symbol]]))]

    async def trades(self, symbol):
        return [trade["info"] for trade in await done(self.ccxt.fetch_my_trades(PERPETUAL[symbol], None, 1000))]

    async def income(self):
        return await done(self.ccxt.fapiprivate_get_income({"limit": 1000}))

    async def report(self, client_id, kind):
        if self.stream is not None:
            await self.stream.report(client_id, kind)
