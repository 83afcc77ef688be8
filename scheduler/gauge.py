"""How far a long reading of files is: part done, MB/s, time left."""

from __future__ import annotations

import time
from typing import TextIO

from scheduler.figures import spoken_bytes, spoken_wait
from scheduler.status_line import SETTLE_S, StatusLine


class Gauge(StatusLine):
    """A status line for bytes that are read."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self._began = time.monotonic()

    def show(self, done: int, total: int) -> None:
        """Bytes read so far, bytes in all."""
        if done >= total or self.is_due:
            self.draw(gauge(done, total, time.monotonic() - self._began))


def gauge(done: int, total: int, seconds: float) -> str:
    """`412 MB of 1.2 GB, 34 %, 210 MB/s, 4 s left`."""
    if done >= total:
        return f"{spoken_bytes(total)} read; now what records and rows say of each other"
    words = f"{spoken_bytes(done)} of {spoken_bytes(total)}, {100 * done // total} %"
    if seconds >= SETTLE_S and done:
        rate = done / seconds
        words += f", {spoken_bytes(round(rate))}/s, {spoken_wait((total - done) / rate)} left"
    return words
