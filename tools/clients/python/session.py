"""What every session says, checks and waits for. Never talks to an exchange by itself.

A session is one client walking through a whole trading day on a fresh simulated exchange. It prints one line a step and
ends at the first fact that is wrong.
"""

import asyncio
import itertools
import os
import sys
from decimal import Decimal

#: Where the exchange listens, and the account that every fresh exchange has.
URL = os.environ.get("SIMEX_URL", "http://127.0.0.1:8621")
KEY = os.environ.get("SIMEX_KEY", "testkey")
SECRET = os.environ.get("SIMEX_SECRET", "testsecret")
#: Longest wait for something that the exchange tells by itself.
WAIT_S = 15

_ids = itertools.count(1)


class Wrong(Exception):
    """A fact that is not as it must be."""


class Session:
    """Says each step once it held."""

    def __init__(self, client):
        self.client = client
        self.steps = 0

    def step(self, text):
        """Tells a step that held."""
        self.steps += 1
        print(f"ok   {self.client}: {text}", flush=True)

    def done(self):
        """Says how many steps held; a session without one is wrong."""
        expect(self.steps > 0, "the session did something")
        print(f"{self.client}: {self.steps} steps", flush=True)


def expect(holds, what, *facts):
    """Ends the session unless the fact holds."""
    if not holds:
        raise Wrong(" ".join([what, *(repr(fact) for fact in facts)]))


def same(found, wanted, what):
    """Ends the session unless both are equal."""
    expect(found == wanted, f"{what}: found {found!r}, wanted {wanted!r}")


def exact(value):
    """Money as the exchange wrote it; text only, since a float has lost digits already."""
    expect(isinstance(value, str), "money comes as text", value)
    return Decimal(value)


def plain(value):
    """Decimal text without an exponent."""
    return format(value, "f")


def fresh_id(word):
    """A client order id that no other order of this run has."""
    return f"{word}-{os.getpid()}-{next(_ids)}"


def fit(value, step):
    """The value rounded down onto the grid of an instrument."""
    step = Decimal(step)
    return (Decimal(value) // step) * step


class Inbox:
    """Events in the order they came, and waiting for one that fits."""

    def __init__(self):
        self.events = []
        self._more = asyncio.Event()

    def put(self, event):
        """Keeps an event and wakes who waits."""
        self.events.append(event)
        self._more.set()

    async def wait_for(self, fits, what):
        """The first event that fits, those that came already among them."""

        async def look():
            seen = 0
            while True:
                while seen < len(self.events):
                    event = self.events[seen]
                    seen += 1
                    if fits(event):
                        return event
                self._more.clear()
                await self._more.wait()

        try:
            return await asyncio.wait_for(look(), WAIT_S)
        except asyncio.TimeoutError:
            raise Wrong(f"no {what} within {WAIT_S} s among {len(self.events)} events: {self.events[-3:]}") from None


async def bounded(awaitable, what):
    """The result of something that the exchange must bring about in time."""
    try:
        return await asyncio.wait_for(awaitable, WAIT_S)
    except asyncio.TimeoutError:
        raise Wrong(f"no {what} within {WAIT_S} s") from None


async def refused(deed, codes, what):
    """Does a deed that the exchange must refuse with one of the codes."""
    try:
        await deed
    except Wrong:
        raise
    except Exception as error:  # every client has an exception class of its own
        text = str(error) + " " + str(getattr(error, "code", ""))
        expect(any(str(code) in text for code in codes), f"{what} is refused with {codes}", text)
        return
    raise Wrong(f"{what} must be refused")


def run(client, main):
    """Runs a session to its end; a wrong fact ends the process with 1."""
    session = Session(client)
    try:
        asyncio.run(main(session))
    except Wrong as wrong:
        print(f"FAIL {client}: {wrong}", flush=True)
        sys.exit(1)
    session.done()
