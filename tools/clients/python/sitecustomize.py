"""Keeps a client's process at home: whoever asks for a host beyond this machine is refused, and that is written down.

Python loads this file by its name before the client's own code. Never touches what stays on the loopback address.
"""

import os
import sys

LOG = os.environ.get("SIMEX_OUTSIDE_LOG")


def at_home(host):
    """Whether a host is this machine."""
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    return host is None or host in ("", "localhost", "::1", "0.0.0.0", "::") or str(host).startswith("127.")


def watch(event, arguments):
    """Refuses to look for, or to connect to, anything that is not at home."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if at_home(host):
        return
    with open(LOG, "a", encoding="utf-8") as log:
        log.write(f"{event} {host}\n")
    raise OSError(f"{host} is not this machine")


if LOG:
    sys.addaudithook(watch)
