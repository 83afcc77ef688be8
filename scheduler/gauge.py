"""How far a long reading of files is, as one line on a terminal: part done, MB/s, time left."""

from __future__ import annotations

import time
from typing import Self, TextIO

from scheduler.progress import spoken_bytes

_REFRESH_S = 0.2
_SETTLE_S = 1.0  # before that a rate says nothing


class Gauge:
    """Draws on a terminal and nowhere else; takes its line away at the end of the block."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._began = time.monotonic()
        self._drawn_at = 0.0
        self._shown = False

    def show(self, done: int, total: int) -> None:
        """Bytes read so far, bytes in all."""
        now = time.monotonic()
        if self._live and (done >= total or now - self._drawn_at >= _REFRESH_S):
            self._out.write("\r\x1b[2K" + gauge(done, total, now - self._began))
            self._out.flush()
            self._drawn_at, self._shown = now, True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._shown:
            self._out.write("\r\x1b[2K")
            self._out.flush()


def gauge(done: int, total: int, seconds: float) -> str:
    """`412 MB of 1.2 GB, 34 %, 210 MB/s, 4 s left`."""
    if done >= total:
        return f"{spoken_bytes(total)} read; now what records and rows say of each other"
    words = f"{spoken_bytes(done)} of {spoken_bytes(total)}, {100 * done // total} %"
    if seconds >= _SETTLE_S and done:
        rate = done / seconds
        words += f", {spoken_bytes(round(rate))}/s, {_spoken((total - done) / rate)} left"
    return words


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
