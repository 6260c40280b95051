"""A day with ccxt.pro: REST that does not block, market streams, account streams, orders over the WebSocket API."""

import asyncio

import ccxt.pro
from ccxt_venue import CcxtFutures, CcxtSpot, CcxtSpotOverSocket, pointed
from futures_plan import trade_futures
from session import Inbox, Wrong, bounded, expect, run
from spot_plan import trade_over_socket, trade_spot


class Stream:
    """The events of own orders, gathered while the session goes on."""

    def __init__(self, watch):
        self.inbox = Inbox()
        self.failure = None
        self.task = asyncio.create_task(self._gather(watch))

    async def _gather(self, watch):
        while True:
            for order in await watch():
                self.inbox.put(order["info"])

    async def report(self, client_id, kind):
        if self.task.done():
            raise Wrong(f"the account stream ended: {self.task.exception()!r}")
        await self.inbox.wait_for(lambda event: self.fits(event, client_id, kind), f"{kind} of {client_id}")

    @staticmethod
    def fits(event, client_id, kind):
        if kind == "ALGO":
            return client_id in (event.get("caid"), event.get("clientAlgoId")) or client_id == event.get("c")
        return event.get("x") == kind and client_id in (event.get("c"), event.get("C"))


async def markets(exchange, say):
    """Public streams of both markets."""
    for symbol in ("BTC/USDT", "BTC/USDT:USDT"):
        book = await bounded(exchange.watch_order_book(symbol), "book of " + symbol)
        expect(len(book["bids"]) >= 20 and book["bids"][0][0] < book["asks"][0][0], "the streamed book", symbol)
        trades = await bounded(exchange.watch_trades(symbol), "trades of " + symbol)
        expect(trades and trades[0]["price"] > 0, "streamed trades", symbol)
        ticker = await bounded(exchange.watch_ticker(symbol), "ticker of " + symbol)
        expect(ticker["last"] > 0, "the streamed ticker", symbol)
        candles = await bounded(exchange.watch_ohlcv(symbol, "1m"), "candles of " + symbol)
        expect(candles and candles[-1][2] >= candles[-1][3], "streamed candles", symbol)
        say.step(f"streams of {symbol}: book, trades, ticker, candles")


async def main(say):
    exchange = pointed(ccxt.pro.binance)
    try:
        await exchange.load_markets()
        orders = Stream(exchange.watch_orders)
        # Nothing tells that the stream stands before its first event, but the key's answer: the session waits for that.
        await bounded(exchange.authenticate(), "account stream")
        balances = asyncio.create_task(exchange.watch_balance())
        await trade_spot(CcxtSpot(exchange, orders), say)
        balance = await bounded(balances, "balance of the account stream")
        expect(balance["USDT"]["total"] > 0, "the streamed balance", balance)
        say.step(f"{len(orders.inbox.events)} execution reports, and balances, over the account stream")
        await trade_over_socket(CcxtSpotOverSocket(exchange, orders), say)
        await markets(exchange, say)
        perpetual = {"type": "swap", "subType": "linear"}
        moves = Stream(lambda: exchange.watch_orders("BTC/USDT:USDT"))
        await bounded(exchange.authenticate(perpetual), "futures account stream")
        await trade_futures(CcxtFutures(exchange, moves), say)
        say.step(f"{len(moves.inbox.events)} order events over the futures account stream")
        for stream in (orders, moves):
            stream.task.cancel()
    finally:
        await exchange.close()


run("ccxt.pro", main)
