"""sd_notify(3): tells systemd how the daemon is, when systemd asks.

Own lines, for no library fits: sdnotify's last release is of 2017, the others need a compiler.
"""

from __future__ import annotations

import os
import socket
import time


def notify(*facts: str) -> bool:
    """Send lines such as `READY=1` or `STATUS=…`; False when nobody listens. Never raises."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    name = "\0" + address[1:] if address.startswith("@") else address
    message = "\n".join(fact.replace("\n", " ") for fact in facts)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.setblocking(False)
            sender.sendto(message.encode(), name)
    except OSError:
        return False
    return True


def reloading() -> bool:
    """Say that the configuration is being read anew; follow it with `READY=1`."""
    return notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")


def watchdog_seconds() -> float | None:
    """How often `WATCHDOG=1` must come, or None when no watchdog waits for this process."""
    if os.environ.get("WATCHDOG_PID") not in (None, str(os.getpid())):
        return None
    try:
        limit = int(os.environ["WATCHDOG_USEC"]) / 1_000_000
    except (KeyError, ValueError):
        return None
    return limit if limit > 0 else None
