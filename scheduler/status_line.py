"""One line that says how far long work is, on a terminal and nowhere else."""

from __future__ import annotations

import time
from typing import Self, TextIO

_REFRESH_S = 0.2
SETTLE_S = 1.0  # before that a rate says nothing
CLEAR = "\r\x1b[2K"


class StatusLine:
    """Is drawn again and again in its place; taken away at the end of the block."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._drawn_at: float | None = None

    @property
    def is_due(self) -> bool:
        """Whether it is worth making the words of it: somebody looks, and some time went by."""
        since = self._drawn_at
        return self._live and (since is None or time.monotonic() - since >= _REFRESH_S)

    def draw(self, words: str) -> None:
        """Put `words` in place of what was there; on a terminal only."""
        if self._live:
            self._out.write(CLEAR + words)
            self._out.flush()
            self._drawn_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._drawn_at is not None:
            self._out.write(CLEAR)
            self._out.flush()
