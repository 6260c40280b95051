"""A day with python-binance, the blocking kind: spot and a perpetual over REST."""

from binance.client import Client
from futures_plan import trade_futures
from python_binance_venue import BinanceFutures, BinanceSpot, Pointed
from session import KEY, SECRET, expect, run
from spot_plan import trade_spot


class Here(Pointed, Client):
    """The client, told where the exchange listens."""


async def main(say):
    client = Here(KEY, SECRET)
    await trade_spot(BinanceSpot(client), say)
    candles = client.get_klines(symbol="BTCUSDT", interval=Client.KLINE_INTERVAL_1MINUTE, limit=5)
    expect(candles and len(candles[0]) == 12, "candles", candles)
    expect(client.get_symbol_ticker(symbol="BTCUSDT")["symbol"] == "BTCUSDT", "the last price")
    expect(float(client.get_avg_price(symbol="BTCUSDT")["price"]) > 0, "the average price")
    say.step(f"{len(candles)} candles, last and average price")
    await trade_futures(BinanceFutures(client), say)


run("python-binance", main)
