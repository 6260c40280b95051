"""Runs ccxt's own exchange tests, as its package ships them, against the local exchange.

    python ccxt_suite.py rest|sync|ws spot|swap FOLDER

The tests refuse to run from an installed package, so the package is laid into FOLDER by links, with their settings beside
it. Nothing of them is changed but one check that the addresses are those of production. What is left out, and why, stands
in `ccxt_suite.json`. Ends with `N passed, N failed, N skipped`.
"""

import asyncio
import json
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
KIND, MARKET, FOLDER = sys.argv[1], sys.argv[2], Path(sys.argv[3])
URL = os.environ["SIMEX_URL"]
PACKAGE = FOLDER / "python" / "ccxt"
#: The symbol that is tested.
SYMBOL = {"spot": "BTC/USDT", "swap": "BTC/USDT:USDT"}[MARKET]
#: How often own orders move the account while the tests of the account streams wait for events.
BEAT_S = 0.7


def lay_out():
    """The package outside of site-packages, as the tests want it."""
    installed = Path(find_spec("ccxt").origin).parent
    if not PACKAGE.is_dir():
        fresh = FOLDER / f"fresh-{os.getpid()}"
        shutil.copytree(installed, fresh, copy_function=os.link, ignore=shutil.ignore_patterns("__pycache__"))
        PACKAGE.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(PACKAGE)


def aimed(urls):
    """The same addresses on the local exchange, however deep they are nested."""
    if isinstance(urls, dict):
        return {name: aimed(url) for name, url in urls.items()}
    parts = urlsplit(urls)
    return parts._replace(scheme="ws" if parts.scheme == "wss" else "http", netloc=urlsplit(URL).netloc).geturl()


def settings(skips):
    """The files that the tests read their settings from."""
    import ccxt.pro

    api = aimed(ccxt.pro.binance().urls["api"])
    # The client takes a stream for a spot stream when "/stream" stands in its address.
    api["ws"]["spot"] = aimed("wss://stream/stream/ws")
    keys = {
        "apiKey": "testkey",
        "secret": "testsecret",
        "urls": {"api": api},
        "options": {"fetchMarkets": {"types": ["spot", "linear"]}},
        # Dated futures and options are not served.
        "has": {"future": False, "option": False},
    }
    (FOLDER / "keys.local.json").write_text(json.dumps({"binance": keys}), encoding="utf-8")
    (FOLDER / "skip-tests.json").write_text(json.dumps({"binance": {"skipMethods": skips}}), encoding="utf-8")
    return keys


async def stir(keys):
    """Moves the account, so that its streams have something to tell."""
    import ccxt.async_support

    exchange = ccxt.async_support.binance({name: keys[name] for name in ("apiKey", "secret", "options")})
    exchange.urls["api"] = {**exchange.urls["api"], **{name: url for name, url in keys["urls"]["api"].items() if name != "ws"}}
    try:
        await exchange.load_markets()
        # What is bought first stays: a position that is told of is open.
        await exchange.create_order(SYMBOL, "market", "buy", 0.002)
        while True:
            for side in ("buy", "sell"):
                await exchange.create_order(SYMBOL, "market", side, 0.002)
                await asyncio.sleep(BEAT_S)
    finally:
        await exchange.close()


def begin():
    """Loads the tests from the package that was laid out, and gives their class and what they tell."""
    words = ["tests_init.py", "binance", "--private", "--info"]
    words += {"rest": [], "sync": ["--sync"], "ws": ["--ws"]}[KIND]
    sys.argv = words
    sys.path[:0] = [str(PACKAGE.parent), str(PACKAGE / "test")]
    for name in [name for name in sys.modules if name == "ccxt" or name.startswith("ccxt.")]:
        del sys.modules[name]
    import tests_helpers

    tests = __import__("tests_sync" if KIND == "sync" else "tests_async")
    told = []

    def dump(*parts):
        told.append(" ".join(str(part) for part in parts))
        if any(mark in told[-1] for mark in ("TESTING DONE", "TEST_FAILURE", "TEST_WARNING", "SKIPPED_TEST")):
            print(told[-1][:2000], flush=True)

    tests.dump = dump
    # What a finished run does; the counts are still to be told.
    tests.exit_script = lambda code=0: None

    class Tests(tests.testMainClass):
        def check_constructor(self, exchange):
            """The addresses are the local ones, and these tests are the reason."""

    assert str(FOLDER) in tests_helpers.ccxt.__file__, "the package that was laid out is the one tested"
    return Tests(), told


async def wait(tests, keys):
    """Runs the tests that do not block; their account streams need something to happen."""
    stirring = asyncio.create_task(stir(keys)) if KIND == "ws" else None
    await tests.init("binance", SYMBOL, None)
    if stirring is not None:
        if stirring.done():
            stirring.result()
        stirring.cancel()
        await asyncio.wait([stirring])


def main():
    lay_out()
    skips = json.loads((HERE / "ccxt_suite.json").read_text(encoding="utf-8"))
    keys = settings({**skips[KIND], **skips[MARKET]})
    tests, told = begin()
    try:
        if KIND == "sync":
            tests.init("binance", SYMBOL, None)
        else:
            asyncio.run(wait(tests, keys))
    finally:
        passed = sum("[INFO] TESTING DONE" in line for line in told)
        failed = sum("[TEST_FAILURE]" in line or "[TEST_WARNING]" in line for line in told)
        skipped = sum("[INFO] SKIPPED_TEST" in line for line in told)
        print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    sys.exit(1 if failed or not passed else 0)


main()
