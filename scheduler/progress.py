"""A crawl as it is seen on a terminal: a status line, a line a story, and the closing summary."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TextIO

from scheduler.figures import spoken_bytes, table
from scheduler.messages import Event, Finished, Progress, Started, StoryKept, Trouble
from scheduler.terminal import plain
from scheduler.workers import Verdict

_REFRESH_S = 0.2
_SIGNS = {"new": "+", "revised": "~", "gone": "-"}
_TROUBLES = 20  # lines a source; the rest is counted
COLUMNS = ("new", "revised", "unchanged", "gone", "comments", "captures", "bytes", "errors")


class Screen:
    """Prints what workers tell. On a terminal the last line shows how far the crawl is."""

    def __init__(self, out: TextIO | None = None, *, width: int | None = None) -> None:
        self._out = out or sys.stdout
        self._live = self._out.isatty()
        self._width = width
        self._counts: dict[str, Mapping[str, int]] = {}
        self._open: dict[str, None] = {}
        self._troubles: dict[str, int] = {}
        self._shown = False
        self._drawn_at = 0.0

    def show(self, event: Event) -> None:
        """Print an event, or take it into the status line."""
        if isinstance(event, Started):
            self._open[event.source] = None
        elif isinstance(event, Progress):
            self._counts[event.source] = event.counts
        elif isinstance(event, StoryKept):
            sign = _SIGNS.get(event.outcome, "·")
            what = event.headline or event.url
            self.line(f"{sign} {event.outcome:<8} {what}  [{event.source}]")
        elif isinstance(event, Trouble):
            self._trouble(event)
        elif isinstance(event, Finished):
            self._open.pop(event.source, None)
        self._draw()

    def line(self, text: str) -> None:
        """Print a whole line above the status line."""
        self.clear()
        self._put(self._cut(text) + "\n")

    def clear(self) -> None:
        """Take the status line away."""
        if self._shown:
            self._put("\r\x1b[2K")
            self._shown = False
            self._drawn_at = 0.0

    def _trouble(self, event: Trouble) -> None:
        count = self._troubles[event.source] = self._troubles.get(event.source, 0) + 1
        if count <= _TROUBLES:
            self.line(f"! {event.source}: {event.words} {event.url}".rstrip())
        elif count == _TROUBLES + 1:
            self.line(f"! {event.source}: more troubles are in the log and the captures table")

    def _draw(self) -> None:
        if not self._live or time.monotonic() - self._drawn_at < _REFRESH_S:
            return
        total = {
            key: sum(counts.get(key, 0) for counts in self._counts.values())
            for key in ("pages", "bytes", "new", "revised", "errors", "queued")
        }
        names = ", ".join(list(self._open)[:3]) + (" …" if len(self._open) > 3 else "")
        words = (
            f"{total['pages']} pages, {spoken_bytes(total['bytes'])}, {total['new']} new, "
            f"{total['revised']} revised, {total['errors']} errors, {total['queued']} to go"
            + (f"  {names}" if names else "")
        )
        self._put("\r\x1b[2K" + self._cut(words))
        self._shown = True
        self._drawn_at = time.monotonic()

    def _put(self, text: str) -> None:
        """Write; when nobody reads any more (`| head`), the crawl goes on without an audience."""
        with contextlib.suppress(BrokenPipeError):
            self._out.write(text)
            self._out.flush()

    def _cut(self, text: str) -> str:
        """`text` without controls; on a terminal no longer than a line of it."""
        words = plain(text).replace("\n", " ")
        columns = (self._width or shutil.get_terminal_size().columns) - 1
        return words if not self._live or len(words) <= columns else words[: columns - 1] + "…"


def summary(verdicts: Sequence[Verdict]) -> str:
    """A table of what each source brought, and all together."""
    rows = [_row(one.source, one.outcome, one.counts) for one in verdicts]
    if len(verdicts) > 1:
        total = {key: sum(one.counts.get(key, 0) for one in verdicts) for key in COLUMNS}
        rows.append(_row("all", "", total))
    return table(("source", "outcome", *COLUMNS), rows, left=2)


def _row(name: str, outcome: str, counts: Mapping[str, int]) -> list[str]:
    figures = [
        spoken_bytes(counts.get(key, 0)) if key == "bytes" else f"{counts.get(key, 0):,}"
        for key in COLUMNS
    ]
    return [name, outcome, *figures]
