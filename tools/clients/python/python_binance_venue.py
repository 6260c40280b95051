"""How python-binance carries the sessions. Never changes it: a subclass says where the exchange listens."""

import inspect

from session import URL


class Pointed:
    """The addresses of the local exchange, in the names python-binance looks for."""

    API_URL = URL + "/api"
    MARGIN_API_URL = URL + "/sapi"
    FUTURES_URL = URL + "/fapi"
    FUTURES_DATA_URL = URL + "/futures/data"
    WS_API_URL = URL.replace("http", "ws", 1) + "/ws-api/v3"
    WS_FUTURES_URL = URL.replace("http", "ws", 1) + "/ws-fapi/v1"


async def done(value):
    """The result of a method, of the blocking kind or of the other."""
    return await value if inspect.isawaitable(value) else value


class BinanceSpot:
    """Spot over REST."""

    def __init__(self, client, stream=None):
        self.client = client
        self.stream = stream

    async def exchange_info(self):
        return await done(self.client.get_exchange_info())

    async def book(self, symbol):
        return await done(self.client.get_order_book(symbol=symbol, limit=50))

    async def account(self):
        return await done(self.client.get_account())

    async def place(self, **params):
        return await done(self.client.create_order(**params))

    async def query(self, **params):
        return await done(self.client.get_order(**params))

    async def cancel(self, **params):
        return await done(self.client.cancel_order(**params))

    async def replace(self, **params):
        return await done(self.client.cancel_replace_order(**params))

    async def open_orders(self, symbol):
        return await done(self.client.get_open_orders(symbol=symbol))

    async def trades(self, symbol):
        return await done(self.client.get_my_trades(symbol=symbol, limit=1000))

    async def place_oco(self, **params):
        return await done(self.client.create_oco_order(**params))

    async def cancel_list(self, **params):
        return await done(self.client.v3_delete_order_list(**params))

    async def report(self, client_id, kind):
        if self.stream is not None:
            await self.stream.report(client_id, kind)


class BinanceSpotOverSocket(BinanceSpot):
    """The deeds that also go through the WebSocket API."""

    async def place(self, **params):
        return await self.client.ws_create_order(**params)

    async def query(self, **params):
        return await self.client.ws_get_order(**params)

    async def cancel(self, **params):
        return await self.client.ws_cancel_order(**params)

    async def replace(self, **params):
        return await self.client.ws_cancel_and_replace_order(**params)


class BinanceFutures:
    """The perpetual over REST."""

    def __init__(self, client, stream=None):
        self.client = client
        self.stream = stream

    async def book(self, symbol):
        return await done(self.client.futures_order_book(symbol=symbol, limit=50))

    async def account(self):
        return await done(self.client.futures_account())

    async def set_leverage(self, **params):
        return await done(self.client.futures_change_leverage(**params))

    async def set_margin_type(self, **params):
        return await done(self.client.futures_change_margin_type(**params))

    async def place(self, **params):
        return await done(self.client.futures_create_order(**params))

    async def place_old_stop(self, **params):
        return await done(self.client._request_futures_api("post", "order", True, data=params))

    async def modify(self, *, orderId, origClientOrderId, **params):
        return await done(self.client.futures_modify_order(orderId=orderId, **params))

    async def query(self, **params):
        return await done(self.client.futures_get_order(**params))

    async def cancel(self, **params):
        return await done(self.client.futures_cancel_order(**params))

    async def place_algo(self, **params):
        return await done(self.client.futures_create_algo_order(**params))

    async def open_algos(self, symbol):
        return await done(self.client.futures_get_open_algo_orders(symbol=symbol))

    async def cancel_algo(self, symbol, algoId):
        return await done(self.client.futures_cancel_algo_order(symbol=symbol, algoId=algoId))

    async def positions(self, symbol):
        return await done(self.client.futures_position_information(symbol=symbol))

    async def trades(self, symbol):
        return await done(self.client.futures_account_trades(symbol=symbol, limit=1000))

    async def income(self):
        return await done(self.client.futures_income_history(limit=1000))

    async def report(self, client_id, kind):
        if self.stream is not None:
            await self.stream.report(client_id, kind)
