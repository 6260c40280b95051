"""freqtrade's first buy is executed by the simulated exchange and the answer is lost; then what the exchange has is
compared with what freqtrade's own database knows.

    python lost_answer.py SNIPPET

SNIPPET is the `exchange` part of the configuration as the documentation gives it; `SIMEX_LEVERS` names the exchange's
levers. Prints what it counted as one line of JSON. Never says what should have been.
"""

import json
import os
import sqlite3
import sys
import tempfile
import time
import urllib.request
from importlib.metadata import version
from pathlib import Path

from robot import Robot, Wrong, expect

LEVERS = os.environ["SIMEX_LEVERS"]
KEY = "testkey"
#: How long it is watched after its first buy was executed: it looks again after half a minute by itself.
WATCHED_S = 75


def lever(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(LEVERS + path, data), timeout=10) as answer:
        return json.load(answer)


def at_exchange():
    """Every order of the account as the exchange keeps it."""
    return lever(f"/_sim/ledger?key={KEY}")["orders"]


def buys(orders):
    return [order for order in orders if order["side"] == "BUY"]


def known(folder):
    """Every buy in freqtrade's own database."""
    with sqlite3.connect(folder / "trades.sqlite") as database:
        rows = database.execute("select order_id from orders where ft_order_side = 'buy'").fetchall()
    return {row[0] for row in rows}


def watch(exchange, folder):
    lever("/_sim/faults", {"route": "POST /api/v3/order", "nth": 1, "fault": "lostAnswer", "name": "the first answer is lost"})
    robot = Robot("spot", exchange, folder)
    try:
        robot.until(lambda: buys(at_exchange()), "buy at the exchange")
        time.sleep(WATCHED_S)
        expect(robot.process.poll() is None, "freqtrade ended", robot.last_words())
        executed = [order for order in buys(at_exchange()) if float(order["executedQty"]) > 0]
        ids = known(folder)
        seen = [order for order in executed if str(order["orderId"]) in ids]
        log = robot.log.read_text(encoding="utf-8", errors="replace").splitlines()
        said = [line.split(" - ", 1)[1] for line in log if " - WARNING - " in line or " - ERROR - " in line]
    finally:
        robot.stop()
    bought = sum(float(order["executedQty"]) for order in executed)
    return {
        "bot": f"freqtrade {version('freqtrade')}", "ccxt": version("ccxt"), "wishes": 1,
        "ordersAtExchange": len(executed), "ordersKnown": len(seen),
        "boughtAtExchange": f"{bought:.5f}", "boughtKnown": f"{sum(float(order['executedQty']) for order in seen):.5f}",
        "watchedS": WATCHED_S, "said": [line[:240] for line in said[:4]],
    }


def main():
    exchange = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["exchange"]
    with tempfile.TemporaryDirectory(prefix="freqtrade-") as folder:
        try:
            print(json.dumps(watch(exchange, Path(folder))), flush=True)
        except Wrong as wrong:
            print(f"FAIL freqtrade: {wrong}", flush=True)
            return 1
    return 0


sys.exit(main())
