"""What `backissue rebuild` prints: a line while it works, then what there is and what changed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Self, TextIO

from scheduler.progress import spoken_bytes, table
from scheduler.terminal import one_line

if TYPE_CHECKING:
    from archive.rebuild.engine import Progress
    from archive.rebuild.report import Report

_REFRESH_S = 0.2
_SETTLE_S = 1.0  # before that a rate says nothing
_EXAMPLES = 12
_FAULTS = 10
_WORDS = {
    "announce": "looking for exchanges that were not announced",
    "finish": "checking the new tables",
    "compare": "comparing them with the old ones",
}


class Line:
    """Draws on a terminal and nowhere else; takes its line away at the end of the block."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._stage = ""
        self._began = self._drawn_at = 0.0
        self._before = 0

    def show(self, progress: Progress) -> None:
        """Where the rebuild is now."""
        if not self._live:
            return
        now = time.monotonic()
        if progress.stage != self._stage:
            self._stage, self._began, self._before = progress.stage, now, progress.done
        elif now - self._drawn_at < _REFRESH_S:
            return
        self._out.write("\r\x1b[2K" + words(progress, self._before, now - self._began))
        self._out.flush()
        self._drawn_at = now

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._stage:
            self._out.write("\r\x1b[2K")
            self._out.flush()


def words(progress: Progress, before: int, seconds: float) -> str:
    """`reading again: 1,200 of 8,000 pages, 160 pages/s, 42 s left`; `before` is where it began."""
    if progress.stage in _WORDS:
        return _WORDS[progress.stage]
    rate = (progress.done - before) / seconds if seconds >= _SETTLE_S else 0.0
    left = f", {_spoken((progress.total - progress.done) / rate)} left" if rate > 0 else ""
    if progress.stage == "index":
        fast = f", {spoken_bytes(round(rate))}/s" if rate > 0 else ""
        return (
            f"indexing: {spoken_bytes(progress.done)} of {spoken_bytes(progress.total)}{fast}{left}"
        )
    fast = f", {rate:,.0f} pages/s" if rate > 0 else ""
    return f"reading again: {progress.done:,} of {progress.total:,} pages{fast}{left}"


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def summary(report: Report) -> Iterator[str]:
    """The lines after a rebuild: rows now and before, what changed, what is not whole."""
    yield _rows(report)
    yield from _changes(report)
    yield from _faults(report)


def _rows(report: Report) -> str:
    if report.differences is None:
        rows = [(name, f"{count:,}") for name, count in report.rows.items()]
        return table(("table", "rows"), rows, left=1)
    compared = {one.table: one for one in report.differences.tables}  # without rows left aside
    rows3 = [
        (name, f"{compared[name].before:,}", f"{compared[name].after:,}") for name in report.rows
    ]
    return table(("table", "before", "now"), rows3, left=1)


def _changes(report: Report) -> Iterator[str]:
    from archive.rebuild.report import changes
    from archive.revisions import READER

    earlier = [str(reader) for reader in report.readers if reader != READER]
    if earlier:
        yield (
            f"\nSome revisions had been read by version {', '.join(earlier)} of the extractor; "
            f"now all are by version {READER}."
        )
    if report.differences is None:
        return
    if report.differences.equal:
        yield "\nEvery row is as it was."
        return
    found = changes(report.differences)
    if found:
        yield "\n" + table(("what changed", "how many"), [(w, f"{n:,}") for w, n in found], left=1)
    tables = [one.table for one in report.differences.tables if not one.equal]
    yield f"\nTables that differ: {', '.join(tables)}. For example:"
    for line in report.differences.examples[:_EXAMPLES]:
        yield f"  {one_line(line)}"


def _faults(report: Report) -> Iterator[str]:
    applied = report.applied
    if report.left:
        yield f"\nAnnounced anew: {report.left:,} exchanges or runs that nothing told of."
    for name, why in report.damaged:
        yield f"\nDAMAGED {name}: {why}"
    for name, count in report.missing:
        yield f"\nMISSING {name}: the old tables have {count:,} captures from it"
    if applied.lost:
        yield f"\n{applied.lost:,} exchanges that were announced are in no file."
    for fault in applied.faults[:_FAULTS]:
        yield f"\nFAULT {one_line(fault)}"
