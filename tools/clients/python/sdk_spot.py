"""A day with Binance's own SDK for Python: spot over REST, orders over the WebSocket API, account and market streams."""

import asyncio
import re

from binance_common.configuration import ConfigurationRestAPI, ConfigurationWebSocketAPI, ConfigurationWebSocketStreams
from binance_sdk_spot.spot import Spot
from session import KEY, SECRET, URL, Inbox, bounded, expect, run, same
from spot_plan import trade_over_socket, trade_spot

STREAMS = URL.replace("http", "ws", 1)
NUMBERS = {"quantity", "price", "quoteOrderQty", "stopPrice", "abovePrice", "belowPrice", "aboveStopPrice", "belowStopPrice"}


def client():
    """The SDK, told where the exchange listens."""
    return Spot(
        config_rest_api=ConfigurationRestAPI(api_key=KEY, api_secret=SECRET, base_path=URL, retries=0, timeout=10000),
        config_ws_api=ConfigurationWebSocketAPI(api_key=KEY, api_secret=SECRET, stream_url=STREAMS + "/ws-api/v3"),
        config_ws_streams=ConfigurationWebSocketStreams(stream_url=STREAMS),
    )


def words(params):
    """Binance's names as the SDK spells them, numbers as the SDK types them."""
    return {re.sub("([A-Z])", lambda cap: "_" + cap.group().lower(), name): float(value) if name in NUMBERS else value for name, value in params.items()}


def json_of(data):
    """The SDK's models as Binance's JSON."""
    if isinstance(data, list):
        return [json_of(item) for item in data]
    inner = getattr(data, "actual_instance", None)
    return (inner or data).to_dict()


class Refused(Exception):
    """What the exchange says when it refuses over the socket."""


class SdkSpot:
    """Spot over REST."""

    def __init__(self, rest, stream):
        self.rest = rest
        self.stream = stream

    async def ask(self, method, **params):
        answer = await asyncio.to_thread(getattr(self.rest, method), **words(params))
        expect("x-mbx-used-weight-1m" in {name.lower() for name in answer.headers}, "the weight is told", answer.headers)
        return json_of(answer.data())

    async def exchange_info(self):
        listing = await self.ask("exchange_info")
        for symbol in listing["symbols"]:
            symbol["filters"] = [row.get("actual_instance", row) for row in symbol["filters"]]
        return listing

    async def book(self, symbol):
        return await self.ask("depth", symbol=symbol, limit=50)

    async def account(self):
        return await self.ask("get_account")

    async def place(self, **params):
        return await self.ask("new_order", **params)

    async def query(self, **params):
        return await self.ask("get_order", **params)

    async def cancel(self, **params):
        return await self.ask("delete_order", **params)

    async def replace(self, **params):
        return await self.ask("order_cancel_replace", **params)

    async def open_orders(self, symbol):
        return await self.ask("get_open_orders", symbol=symbol)

    async def trades(self, symbol):
        return await self.ask("my_trades", symbol=symbol, limit=1000)

    async def place_oco(self, **params):
        return await self.ask("order_list_oco", **params)

    async def cancel_list(self, **params):
        return await self.ask("delete_order_list", **params)

    async def report(self, client_id, kind):
        await self.stream.wait_for(lambda event: event.get("x") == kind and client_id in (event.get("c"), event.get("C")), f"{kind} of {client_id}")


class SdkSpotOverSocket(SdkSpot):
    """The deeds that also go through the WebSocket API."""

    def __init__(self, rest, socket, stream):
        super().__init__(rest, stream)
        self.socket = socket

    async def send(self, method, **params):
        answer = await bounded(getattr(self.socket, method)(**words(params)), "answer over the socket")
        told = answer.data()
        if isinstance(told, dict) and "error" in told:
            # The SDK gives a refusal back instead of raising it.
            raise Refused(str(told["error"]))
        expect(answer.rate_limits, "rate limits come with the answer")
        return json_of(told)["result"]

    async def place(self, **params):
        return await self.send("order_place", **params)

    async def query(self, **params):
        return await self.send("order_status", **params)

    async def cancel(self, **params):
        return await self.send("order_cancel", **params)

    async def replace(self, **params):
        return await self.send("order_cancel_replace", **params)


async def markets(streams, say):
    """Public streams."""
    await streams.create_connection()
    seen = {"trade": Inbox(), "book": Inbox(), "depth": Inbox(), "candle": Inbox()}
    for name, stream in (
        ("trade", await streams.trade(symbol="btcusdt")),
        ("book", await streams.book_ticker(symbol="btcusdt")),
        ("depth", await streams.partial_book_depth(symbol="btcusdt", levels="20")),
        ("candle", await streams.kline(symbol="btcusdt", interval="1m")),
    ):
        stream.on("message", lambda data, inbox=seen[name]: inbox.put(json_of(data)))
    trade, book, depth, candle = [await inbox.wait_for(lambda _: True, name) for name, inbox in seen.items()]
    same(trade["s"], "BTCUSDT", "a streamed trade")
    expect(float(book["b"]) < float(book["a"]), "a streamed best price", book)
    same((len(depth["bids"]), len(depth["asks"])), (20, 20), "levels of the streamed book")
    same(candle["k"]["i"], "1m", "a streamed candle")
    await streams.close_connection(close_session=True)
    say.step("market streams: trade, best price, depth, candles")


async def main(say):
    sdk = client()
    socket = sdk.websocket_api
    await socket.create_connection()
    stream = Inbox()
    subscribed = await bounded(socket.user_data_stream_subscribe_signature(), "account stream")
    subscribed.stream.on("message", lambda data: stream.put(json_of(data)))
    await trade_spot(SdkSpot(sdk.rest_api, stream), say)
    await trade_over_socket(SdkSpotOverSocket(sdk.rest_api, socket, stream), say)
    # The SDK leaves out what kind of event it is: balances have a `B`, and only a list's event says `OCO`.
    await stream.wait_for(lambda event: "B" in event, "balances")
    await stream.wait_for(lambda event: event.get("c") == "OCO", "list status")
    say.step(f"{len(stream.events)} events over the account stream")
    await socket.close_connection(close_session=True)
    await markets(sdk.websocket_streams, say)


run("binance-sdk-spot", main)
