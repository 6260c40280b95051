"""freqtrade as a process of its own, trading live (`dry_run` false), asked through its own REST API. Never imported into ours."""

import base64
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

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
