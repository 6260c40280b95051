"""freqtrade trades live (`dry_run` false) on the simulated exchange: it enters, keeps its stop at the exchange, and exits.

    python session.py spot|futures SNIPPET

SNIPPET is the `exchange` part of the configuration as the documentation gives it. freqtrade runs as a process of its own
and is asked through its own REST API; what it says is compared with what the exchange itself keeps.
"""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from decimal import Decimal
from pathlib import Path

import ccxt

HERE = Path(__file__).resolve().parent
#: Longest wait for each thing that the robot does by itself: it looks once a second, and waits for a candle at first.
WAIT_S = 90
#: How often it is asked.
GLANCE_S = 0.25
USER, PASSWORD = "session", "session"


class Wrong(Exception):
    """A fact that is not as it must be."""


def expect(holds, what, *facts):
    if not holds:
        raise Wrong(" ".join([what, *(repr(fact) for fact in facts)]))


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Robot:
    """The running freqtrade."""

    def __init__(self, kind, exchange, folder):
        self.port = free_port()
        self.log = folder / "freqtrade.log"
        config = {
            "dry_run": False,
            "trading_mode": kind,
            "margin_mode": "isolated" if kind == "futures" else "",
            "stake_currency": "USDT",
            "stake_amount": 300,
            "max_open_trades": 1,
            "timeframe": "1m",
            "exchange": exchange,
            "pairlists": [{"method": "StaticPairList"}],
            "entry_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
            "exit_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
            "api_server": {
                "enabled": True, "listen_ip_address": "127.0.0.1", "listen_port": self.port,
                "username": USER, "password": PASSWORD, "jwt_secret_key": "0" * 64, "ws_token": "0" * 32, "verbosity": "error",
            },
            "bot_name": "session",
            "initial_state": "running",
            "internals": {"process_throttle_secs": 1},
            "fiat_display_currency": "",
            "db_url": f"sqlite:///{folder}/trades.sqlite",
        }
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        (folder / "user").mkdir()
        words = [sys.executable, "-m", "freqtrade", "trade", "--config", str(folder / "config.json"), "--userdir", str(folder / "user")]
        words += ["--strategy", "EnterAtOnce", "--strategy-path", str(HERE)]
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT, cwd=folder)

    def ask(self, path, body=None):
        """An answer of freqtrade's REST API; None while it does not listen."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/{path}")
        word = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        request.add_header("Authorization", "Basic " + word)
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, data, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 502:
                # It listens before it trades.
                return None
            raise Wrong(f"freqtrade answers {path} with {error.code}: {error.read()!r}") from None
        except (urllib.error.URLError, ConnectionError):
            return None

    def until(self, look, what):
        """The first true answer of `look`."""
        ends = time.monotonic() + WAIT_S
        while time.monotonic() < ends:
            expect(self.process.poll() is None, f"freqtrade ended before: {what}", self.last_words())
            found = look()
            if found:
                return found
            time.sleep(GLANCE_S)
        raise Wrong(f"no {what} within {WAIT_S} s: {self.last_words()}")

    def last_words(self):
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:]

    def complaints(self):
        """Lines in which it speaks of an error."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if " - ERROR - " in line or "Traceback" in line]

    def stop(self):
        """Ends it as a person would, then makes it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)


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
