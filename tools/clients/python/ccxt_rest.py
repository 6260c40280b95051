"""A day with ccxt, the blocking kind: spot and a perpetual over REST."""

import ccxt
from ccxt_venue import CcxtFutures, CcxtSpot, pointed
from futures_plan import trade_futures
from session import expect, run
from spot_plan import trade_spot


async def main(say):
    exchange = pointed(ccxt.binance)
    await trade_spot(CcxtSpot(exchange), say)
    ticker = exchange.fetch_ticker("BTC/USDT")
    candles = exchange.fetch_ohlcv("BTC/USDT", "1m", None, 5)
    expect(ticker["bid"] < ticker["ask"] and candles, "ticker and candles", ticker, candles)
    expect(all(low <= opened <= high and low <= closed <= high for _, opened, high, low, closed, _ in candles), "candles hold together", candles)
    expect(exchange.fetch_trades("BTC/USDT", None, 10), "public trades")
    say.step(f"ticker {ticker['last']}, {len(candles)} candles, public trades")
    await trade_futures(CcxtFutures(exchange), say)
    funding = exchange.fetch_funding_rate("BTC/USDT:USDT")
    expect(funding["markPrice"] > 0 and funding["fundingTimestamp"] > funding["timestamp"], "mark price and next funding", funding)
    say.step(f"mark price {funding['markPrice']}, funding {funding['fundingRate']}")


run("ccxt", main)
