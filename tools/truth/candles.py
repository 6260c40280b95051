#!/usr/bin/env python3
"""Recomputes candles of every interval from the trades of a market capture.

A second implementation, written apart from the program's own: it reads the whole capture first, sorts the trades into
cells and works each candle out from its cell, so it shares no way of thinking with a fold. Standard library only.

    python3 tools/truth/candles.py CAPTURE.ws.gz

The capture holds one frame a line: the local receive time in nanoseconds, a blank, the frame as JSON.
Prints one JSON object a line, keys sorted, numbers as exact decimal text, ordered by interval and time:
candles (the last of each interval is still forming) and the empty spans between them.
"""

import decimal
import gzip
import json
import sys

INTERVALS = [
    ("1s", 1),
    ("1m", 60),
    ("5m", 300),
    ("15m", 900),
    ("30m", 1800),
    ("1h", 3600),
    ("2h", 7200),
    ("4h", 14400),
    ("1d", 86400),
]

# Every sum and product below is exact: anything that would need rounding raises.
decimal.setcontext(
    decimal.Context(prec=100, traps=[decimal.Inexact, decimal.InvalidOperation, decimal.Overflow])
)


def plain(value):
    """Decimal text without an exponent and without trailing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def frames(path):
    """The frames of a capture, in order of arrival."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            _, text = line.split(" ", 1)
            frame = json.loads(text)
            yield frame.get("data", frame)


def trades(path):
    """Trades by number, each once: (number, milliseconds, price, quantity)."""
    found = {}
    for frame in frames(path):
        if frame.get("e") == "trade":
            price, qty = decimal.Decimal(frame["p"]), decimal.Decimal(frame["q"])
            found.setdefault(frame["t"], (frame["t"], frame["T"], price, qty))
    return [found[number] for number in sorted(found)]


def is_whole(all_trades, start, end):
    """Whether no trade of start..end can be missing: all numbers are there and the first came before it."""
    if all_trades[0][1] >= start:
        return False
    for before, after in zip(all_trades, all_trades[1:]):
        if after[0] != before[0] + 1 and before[1] < end and after[1] >= start:
            return False
    return True


def rows(all_trades, name, seconds):
    """Candles and empty spans of one interval."""
    span = seconds * 1000
    cells = {}
    for trade in all_trades:
        cells.setdefault(trade[1] // span * span, []).append(trade)
    starts = sorted(cells)
    unbroken = all(b[0] == a[0] + 1 for a, b in zip(all_trades, all_trades[1:]))
    for index, start in enumerate(starts):
        cell = cells[start]
        prices = [price for _, _, price, _ in cell]
        whole = all_trades[0][1] < start if unbroken else is_whole(all_trades, start, start + span)
        if index > 0 and starts[index - 1] + span < start:
            yield {"empty": name, "from": starts[index - 1] + span, "until": start}
        yield {
            "close": plain(prices[-1]),
            "forming": start == starts[-1],
            "high": plain(max(prices)),
            "interval": name,
            "low": plain(min(prices)),
            "open": plain(prices[0]),
            "open_time_ms": start,
            "quote_volume": plain(sum((price * qty for _, _, price, qty in cell), decimal.Decimal(0))),
            "trade_count": len(cell),
            "volume": plain(sum((qty for _, _, _, qty in cell), decimal.Decimal(0))),
            "whole": whole,
        }


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: candles.py CAPTURE.ws.gz")
    all_trades = trades(sys.argv[1])
    if not all_trades:
        sys.exit("no trades in " + sys.argv[1])
    for name, seconds in INTERVALS:
        for row in rows(all_trades, name, seconds):
            print(json.dumps(row, sort_keys=True, separators=(",", ":")))


if __name__ == "__main__":
    main()
