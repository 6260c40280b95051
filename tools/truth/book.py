#!/usr/bin/env python3
"""Recomputes the order book from the snapshot and the differences of a market capture, and checks it.

A second implementation, written apart from the program's own. Standard library only.

    python3 tools/truth/book.py CAPTURE.ws.gz

The capture holds one frame a line: the local receive time in nanoseconds, a blank, the frame as JSON.
Prints one JSON object a line, keys sorted: the top of the book after each difference from the snapshot on, then every
level of the last book, best first. Checks on the way, and ends with an error when one fails: no difference is missing,
the book is never crossed, and its top is what the venue's own best-price stream said at the same update.
"""

import bisect
import gzip
import json
import sys
from decimal import Decimal


def plain(value):
    """Decimal text without an exponent and without trailing zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def read(path):
    """Differences, the snapshot, and the best prices by update number."""
    diffs, snapshot, tickers = [], None, {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            _, text = line.split(" ", 1)
            frame = json.loads(text)
            if "lastUpdateId" in frame:
                snapshot = frame
                continue
            data = frame.get("data", {})
            if data.get("e") == "depthUpdate":
                diffs.append(data)
            elif "b" in data and "B" in data and "A" in data:
                best = tuple(Decimal(data[key]) for key in "bBaA")
                tickers[data["u"]] = best
    if snapshot is None:
        sys.exit("no snapshot in " + path)
    return diffs, snapshot, tickers


class Side:
    """Quantities by price, and the prices in order."""

    def __init__(self):
        self.qty, self.prices = {}, []

    def lay(self, rows):
        """Sets levels: a quantity replaces, zero removes."""
        for price, qty in rows:
            price, qty = Decimal(price), Decimal(qty)
            if price in self.qty:
                if qty == 0:
                    del self.qty[price]
                    del self.prices[bisect.bisect_left(self.prices, price)]
                    continue
            elif qty == 0:
                continue
            else:
                bisect.insort(self.prices, price)
            self.qty[price] = qty


def follows(diff, last, bridged):
    """Whether a difference continues the book at update `last`, by the venue's own rules."""
    if "pu" in diff:
        return diff["pu"] == last if bridged else diff["pu"] <= last <= diff["u"]
    return diff["U"] == last + 1 if bridged else diff["U"] <= last + 1 <= diff["u"]


def check_top(update, best, tickers, numbers):
    """The best-price stream speaks at every change of the top: its last word up to `update` is the top."""
    place = bisect.bisect_right(numbers, update)
    if place == 0:
        return 0
    said = tickers[numbers[place - 1]]
    if said != best:
        sys.exit(f"at update {update} the book's top is {best} but the venue said {said}")
    return 1


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: book.py CAPTURE.ws.gz")
    diffs, snapshot, tickers = read(sys.argv[1])
    numbers = sorted(tickers)
    bids, asks = Side(), Side()
    bids.lay(snapshot["bids"])
    asks.lay(snapshot["asks"])
    last, bridged, compared = snapshot["lastUpdateId"], False, 0
    for diff in diffs:
        if diff["u"] <= last:
            continue
        if not follows(diff, last, bridged):
            sys.exit(f"update {last} is not followed by {diff['U']}..{diff['u']}")
        bids.lay(diff["b"])
        asks.lay(diff["a"])
        last, bridged = diff["u"], True
        bid, ask = bids.prices[-1], asks.prices[0]
        if bid >= ask:
            sys.exit(f"crossed at update {last}: {bid} and {ask}")
        best = (bid, bids.qty[bid], ask, asks.qty[ask])
        compared += check_top(last, best, tickers, numbers)
        row = {
            "ask": [plain(ask), plain(asks.qty[ask])],
            "asks": len(asks.prices),
            "bid": [plain(bid), plain(bids.qty[bid])],
            "bids": len(bids.prices),
            "last": last,
        }
        print(json.dumps(row, sort_keys=True, separators=(",", ":")))
    for price in reversed(bids.prices):
        print(json.dumps({"bid": [plain(price), plain(bids.qty[price])]}, separators=(",", ":")))
    for price in asks.prices:
        print(json.dumps({"ask": [plain(price), plain(asks.qty[price])]}, separators=(",", ":")))
    print(f"{compared} tops equal the venue's own", file=sys.stderr)


if __name__ == "__main__":
    main()
