"""A day with python-binance, the kind that does not block: market and account streams, orders over the WebSocket API."""

import asyncio
from contextlib import AsyncExitStack

from binance import AsyncClient, BinanceSocketManager
from futures_plan import trade_futures
from python_binance_venue import BinanceFutures, BinanceSpot, BinanceSpotOverSocket, Pointed
from session import KEY, SECRET, URL, Inbox, bounded, expect, run, same
from spot_plan import trade_over_socket, trade_spot

STREAMS = URL.replace("http", "ws", 1) + "/"


class Here(Pointed, AsyncClient):
    """The client, told where the exchange listens."""


class Sockets(BinanceSocketManager):
    """The streams, told where the exchange listens."""

    STREAM_URL = STREAMS
    FSTREAM_URL = STREAMS


class Stream:
    """The events of one account stream, gathered while the session goes on."""

    def __init__(self, socket):
        self.inbox = Inbox()
        self.task = asyncio.create_task(self._gather(socket))

    async def _gather(self, socket):
        while True:
            self.inbox.put(await socket.recv())

    async def report(self, client_id, kind):
        await self.inbox.wait_for(lambda event: self.fits(event, client_id, kind), f"{kind} of {client_id}")

    @staticmethod
    def fits(event, client_id, kind):
        if kind == "ALGO":
            return event.get("e") == "ALGO_UPDATE" and event["o"]["caid"] == client_id
        order = event["o"] if event.get("e") == "ORDER_TRADE_UPDATE" else event
        return order.get("x") == kind and client_id in (order.get("c"), order.get("C"))


async def first(socket, what):
    """The first message of a market stream."""
    async with socket as stream:
        message = await bounded(stream.recv(), what)
    same(message.get("e") == "error", False, what)
    return message.get("data", message)


async def markets(sockets, say):
    """Public streams of both markets."""
    trade = await first(sockets.trade_socket("BTCUSDT"), "trade")
    same(trade["s"], "BTCUSDT", "a streamed trade")
    depth = await first(sockets.depth_socket("BTCUSDT", depth="20"), "depth")
    same((len(depth["bids"]), len(depth["asks"])), (20, 20), "levels of the streamed book")
    kline = await first(sockets.kline_socket("BTCUSDT", interval="1m"), "kline")
    same(kline["k"]["i"], "1m", "a streamed candle")
    ticker = await first(sockets.symbol_ticker_socket("BTCUSDT"), "ticker")
    same(ticker["e"], "24hrTicker", "a streamed ticker")
    both = await first(sockets.multiplex_socket(["btcusdt@bookTicker", "ethusdt@bookTicker"]), "multiplex")
    expect(float(both["b"]) < float(both["a"]), "a streamed best price", both)
    say.step("spot streams: trade, depth, kline, ticker, multiplex")
    mark = await first(sockets.symbol_mark_price_socket("BTCUSDT"), "mark price")
    same((mark["e"], mark["s"]), ("markPriceUpdate", "BTCUSDT"), "a streamed mark price")
    book = await first(sockets.futures_depth_socket("BTCUSDT", depth="20"), "futures depth")
    same((book["e"], len(book["b"])), ("depthUpdate", 20), "the streamed futures book")
    say.step("futures streams: mark price, depth")


async def main(say):
    client = await Here.create(KEY, SECRET)
    sockets = Sockets(client)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(client.close_connection)
        spot = Stream(await stack.enter_async_context(sockets.user_socket()))
        await trade_spot(BinanceSpot(client, spot), say)
        await trade_over_socket(BinanceSpotOverSocket(client, spot), say)
        moved = await spot.inbox.wait_for(lambda event: event.get("e") == "outboundAccountPosition", "balances")
        expect({row["a"] for row in moved["B"]} & {"USDT", "BTC"}, "streamed balances", moved)
        listed = await spot.inbox.wait_for(lambda event: event.get("e") == "listStatus", "list status")
        same(listed["c"], "OCO", "the streamed list")
        say.step(f"{len(spot.inbox.events)} events over the account stream: orders, balances, lists")
        await markets(sockets, say)
        perpetual = Stream(await stack.enter_async_context(sockets.futures_user_socket()))
        await trade_futures(BinanceFutures(client, perpetual), say)
        # Other reasons come before it: changing the margin type moves the account too.
        await perpetual.inbox.wait_for(lambda event: event.get("e") == "ACCOUNT_UPDATE" and event["a"]["m"] == "ORDER", "account update")
        say.step(f"{len(perpetual.inbox.events)} events over the futures account stream")
        account = await client.ws_get_account()
        expect(account["canTrade"], "the account over the socket", account)
        for stream in (spot, perpetual):
            stream.task.cancel()


run("python-binance sockets", main)
