"""freqtrade trades live (`dry_run` false) on the simulated exchange: it enters, keeps its stop at the exchange, and exits.

    python session.py spot|futures SNIPPET

SNIPPET is the `exchange` part of the configuration as the documentation gives it. freqtrade runs as a process of its own
and is asked through its own REST API; what it says is compared with what the exchange itself keeps.
"""

import json
import os
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import ccxt
from robot import Robot, Wrong, expect


def say(kind, text):
    print(f"ok   freqtrade {kind}: {text}", flush=True)


def at_exchange(kind, exchange):
    """The account as the exchange itself tells it, through ccxt with the same configuration."""
    options = {**exchange["ccxt_config"].get("options", {}), "defaultType": "swap" if kind == "futures" else "spot"}
    return ccxt.binance({"apiKey": exchange["key"], "secret": exchange["secret"], **exchange["ccxt_config"], "options": options})


def open_stops(kind, account, pair):
    """Stop orders that stand at the exchange."""
    params = {"trigger": True} if kind == "futures" else {}
    return [order for order in account.fetch_open_orders(pair, None, None, params) if order["triggerPrice"]]


def held(kind, account, pair):
    """How much of the base the account holds."""
    if kind == "futures":
        return sum(Decimal(row["info"]["positionAmt"]) for row in account.fetch_positions([pair]))
    row = next(row for row in account.fetch_balance()["info"]["balances"] if row["asset"] == "BTC")
    return Decimal(row["free"]) + Decimal(row["locked"])


def trade(kind, exchange, robot):
    """In, stopped, out."""
    pair = exchange["pair_whitelist"][0]
    account = at_exchange(kind, exchange)
    account.load_markets()
    before = held(kind, account, pair)
    robot.until(lambda: robot.ask("ping"), "answer of its REST API")
    opened = robot.until(lambda: [row for row in robot.ask("status") or [] if row["amount"] and not row["has_open_orders"]], "open trade")[0]
    expect(opened["is_open"] and opened["pair"] == pair, "the trade is open", opened)
    grown = held(kind, account, pair) - before
    expect(abs(grown - Decimal(str(opened["amount"]))) <= Decimal("0.00001"), "the exchange holds what freqtrade says", grown, opened["amount"])
    if kind == "futures":
        expect(opened["leverage"] == 3.0, "the leverage", opened["leverage"])
        position = account.fetch_positions([pair])[0]
        expect(position["marginMode"] == "isolated", "the position is isolated", position["marginMode"])
        known = robot.until(lambda: [row for row in robot.ask("status") or [] if row["liquidation_price"]], "liquidation price in freqtrade")
        wanted = Decimal(str(known[0]["liquidation_price"]))
        expect(Decimal(0) < wanted < Decimal(str(opened["open_rate"])), "freqtrade knows the liquidation price", wanted)
    say(kind, f"{opened['amount']} bought at {opened['open_rate']}")
    stops = robot.until(lambda: open_stops(kind, account, pair), "stop order at the exchange")
    expect(len(stops) == 1 and stops[0]["side"] == "sell", "one stop stands", stops)
    price = Decimal(str(stops[0]["triggerPrice"]))
    expect(price < Decimal(str(opened["open_rate"])), "the stop is below the entry", price)
    told = robot.until(lambda: [row for row in robot.ask("status") or [] if row["stop_loss_abs"] and row["trade_id"] == opened["trade_id"]], "stop in freqtrade")[0]
    expect(abs(price - Decimal(str(told["stop_loss_abs"]))) < Decimal(1), "freqtrade knows the same stop", price, told["stop_loss_abs"])
    say(kind, f"stop stands at the exchange at {price}")
    # Without this it would enter again at the next candle.
    robot.ask("stopentry", {})
    robot.ask("forceexit", {"tradeid": str(opened["trade_id"])})
    closed = robot.until(lambda: [row for row in (robot.ask("trades") or {"trades": []})["trades"] if not row["is_open"]], "closed trade")[0]
    expect(closed["close_rate"] > 0 and closed["exit_reason"] == "force_exit", "the trade is closed", closed)
    robot.until(lambda: not open_stops(kind, account, pair), "end of the stop order")
    left = held(kind, account, pair) - before
    # Of what is bought the fee is kept in the coin, and no less than a lot can be sold.
    expect(left == 0 if kind == "futures" else abs(left) < Decimal("0.00002"), "nothing is left", left)
    say(kind, f"sold at {closed['close_rate']}, the stop is gone, nothing is left")
    expect(not robot.complaints(), "it met no error", robot.complaints()[:3])


def main():
    kind, snippet = sys.argv[1], Path(sys.argv[2])
    exchange = json.loads(snippet.read_text(encoding="utf-8"))["exchange"]
    if kind == "futures":
        exchange["pair_whitelist"] = [pair + ":USDT" for pair in exchange["pair_whitelist"]]
    with tempfile.TemporaryDirectory(prefix="freqtrade-") as folder:
        robot = Robot(kind, exchange, Path(folder))
        try:
            trade(kind, exchange, robot)
        except Wrong as wrong:
            print(f"FAIL freqtrade {kind}: {wrong}", flush=True)
            return 1
        finally:
            robot.stop()
            if os.environ.get("SIMEX_KEEP_LOG"):
                print(robot.log.read_text(encoding="utf-8", errors="replace"))
    return 0


sys.exit(main())
