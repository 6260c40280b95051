"""What this house would send, beside what ccxt would send for the same intent: method, path, parameters, signature.

Both sides stand at the same frozen instant and sign with the same play key; nothing is sent. What differs must stand in
ccxt_differences.json with its reason, and what stands there must differ. The same holds for what each side concludes from
the venue's error codes.

The first argument is the program that prints the house's side.
"""

import hashlib
import hmac
import json
import subprocess
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import ccxt
import ccxt_requests_spot
import ccxt_requests_usdm
from session import expect, run

DIFFERENCES = Path(__file__).with_name("ccxt_differences.json")
#: Each product's table: how ccxt says each intent, and its market.
PRODUCTS = {"spot": ccxt_requests_spot, "usdm": ccxt_requests_usdm}
#: What a caller of ccxt may conclude from its classes, in the words of our dispositions.
CLASSES = [
    (ccxt.InvalidNonce, {"Retry"}),
    (ccxt.RateLimitExceeded, {"Retry"}),
    (ccxt.DDoSProtection, {"Retry", "Banned"}),
    (ccxt.AuthenticationError, {"Fatal"}),
    (ccxt.BadResponse, {"Ambiguous", "Protocol"}),
    (ccxt.OperationFailed, {"Ambiguous"}),
    (ccxt.ExchangeError, {"Rejected"}),
]


class Captured(Exception):
    """A request that would have left."""


def captured(exchange, say):
    """The request that ccxt makes when told to do something."""

    def fetch(url, method="GET", headers=None, body=None):
        raise Captured(url, method, headers, body)

    exchange.fetch = fetch
    try:
        say(exchange)
    except Captured as request:
        url, method, headers, body = request.args
        parts = urlsplit(url)
        return method, parts.path, parts.query, body or "", headers or {}
    raise AssertionError("ccxt sent nothing")


def parameters(query, body):
    """Names and values, without the signature."""
    return {name: value for name, value in parse_qsl(query + ("&" if query and body else "") + body, keep_blank_values=True) if name != "signature"}


def signed_well(query, body, secret):
    """Whether the signature is that of everything before it."""
    payload, _, signature = (query + body).rpartition("&signature=")
    wanted = hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()
    return signature == wanted


def alike(ours, theirs):
    """The same text, or the same number written in another way."""
    if ours == theirs:
        return True
    try:
        return Decimal(ours) == Decimal(theirs)
    except (InvalidOperation, TypeError):
        return False


def compared(ours, theirs, secret, key):
    """Every difference between two requests for the same intent."""
    method, path, query, body, headers = theirs
    in_url = ours["method"] in ("GET", "DELETE")
    our_query, our_body = (ours["payload"], "") if in_url else ("", ours["payload"])
    found = {}
    if method != ours["method"]:
        found["method"] = f"ours {ours['method']}, theirs {method}"
    if path != ours["path"]:
        found["path"] = f"ours {ours['path']}, theirs {path}"
    if ours["signed"]:
        expect(signed_well(our_query, our_body, secret), "our signature is good", ours["intent"])
        expect(signed_well(query, body, secret), "ccxt's signature is good", ours["intent"])
        expect(headers.get("X-MBX-APIKEY") == key, "ccxt names the key", headers)
    else:
        expect("signature" not in query + body, "ccxt does not sign either", ours["intent"])
    mine, other = parameters(our_query, our_body), parameters(query, body)
    for name in sorted({*mine, *other}):
        if name not in other:
            found[name] = f"ours {mine[name]}, ccxt sends none"
        elif name not in mine:
            found[name] = f"we send none, theirs {other[name]}"
        elif not alike(mine[name], other[name]):
            found[name] = f"ours {mine[name]}, theirs {other[name]}"
    return found


def judged(found, listed, what):
    """Holds the differences found to those that are listed."""
    for name, words in found.items():
        expect(name in listed, f"{what}: a difference in {name} that is not listed: {words}")
    for name in listed:
        expect(name in found, f"{what}: a difference in {name} is listed and is none")


def exchange_at(now, key, secret, table):
    """A ccxt that stands at the instant and knows one market."""
    exchange = ccxt.binance({"apiKey": key, "secret": secret, "options": {"recvWindow": 5000, "warnOnFetchOpenOrdersWithoutSymbol": False, "fetchMarkets": {"types": [table.KIND]}, "crossMarginPairsData": [], "isolatedMarginPairsData": []}})
    exchange.milliseconds = lambda: now
    exchange.set_markets([exchange.parse_market(table.MARKET)])
    return exchange


def class_of(exchange, kind, code, text):
    """What ccxt raises for an error; none where it has no entry of its own."""
    for group in (exchange.exceptions[kind]["exact"], exchange.exceptions["exact"]):
        for word in (text, str(code)):
            if word in group:
                return group[word]
    return None


def concluded(raised):
    """What a caller of ccxt may conclude."""
    return next(words for kind, words in CLASSES if issubclass(raised, kind))


async def main(say):
    told = json.loads(subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout)
    differences = json.loads(DIFFERENCES.read_text(encoding="utf-8"))
    for product, table in PRODUCTS.items():
        ours = {request["intent"]: request for request in told["requests"] if request["intent"].startswith(product + ".")}
        expect(ours.keys() == table.INTENTS.keys(), "both tables hold the same intents", sorted(ours.keys() ^ table.INTENTS.keys()))
        listed = differences["requests"]
        count = 0
        for intent, request in ours.items():
            exchange = exchange_at(told["now"], told["key"], told["secret"], table)
            theirs = captured(exchange, table.INTENTS[intent])
            found = compared(request, theirs, told["secret"], told["key"])
            judged(found, listed.get(intent, {}), intent)
            count += len(found)
        say.step(f"{len(ours)} requests of {product}: {count} differences, all listed with their reasons")
        exchange = exchange_at(told["now"], told["key"], told["secret"], table)
        found, compared_codes = {}, 0
        for row in told["dispositions"][product]:
            raised = class_of(exchange, table.KIND, row["code"], row["text"])
            if raised is None:
                continue
            compared_codes += 1
            if row["concluded"] not in concluded(raised):
                found[row["text"] or str(row["code"])] = f"ours {row['concluded']}, ccxt raises {raised.__name__}"
        judged(found, differences["dispositions"][product], f"dispositions of {product}")
        say.step(f"{compared_codes} codes and wordings of {product}: {len(found)} disagreements, all listed with their reasons")
    unknown = [intent for intent in differences["requests"] if intent.partition(".")[0] not in PRODUCTS]
    expect(not unknown, "differences are listed for products that are compared", unknown)


if __name__ == "__main__":
    run("ccxt's requests", main)
