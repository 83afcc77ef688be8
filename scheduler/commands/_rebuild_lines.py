"""What `backissue rebuild` prints: a line while it works, then what there is and what changed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from scheduler.figures import spoken_bytes, spoken_wait, table
from scheduler.status_line import SETTLE_S, StatusLine
from scheduler.terminal import one_line

if TYPE_CHECKING:
    from archive.rebuild.engine import Progress
    from archive.rebuild.report import Report

_EXAMPLES = 12
_FAULTS = 10
_WORDS = {
    "announce": "looking for exchanges that were not announced",
    "finish": "checking the new tables",
    "compare": "comparing them with the old ones",
}


class Line(StatusLine):
    """A status line for the stages of a rebuild."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self._stage = ""
        self._began = 0.0
        self._before = 0

    def show(self, progress: Progress) -> None:
        """Where the rebuild is now."""
        now, fresh = time.monotonic(), progress.stage != self._stage
        if fresh:
            self._stage, self._began, self._before = progress.stage, now, progress.done
        if fresh or self.is_due:
            self.draw(words(progress, self._before, now - self._began))


def words(progress: Progress, before: int, seconds: float) -> str:
    """`reading again: 1,200 of 8,000 pages, 160 pages/s, 42 s left`; `before` is where it began."""
    if progress.stage in _WORDS:
        return _WORDS[progress.stage]
    rate = (progress.done - before) / seconds if seconds >= SETTLE_S else 0.0
    left = f", {spoken_wait((progress.total - progress.done) / rate)} left" if rate > 0 else ""
    if progress.stage == "index":
        fast = f", {spoken_bytes(round(rate))}/s" if rate > 0 else ""
        return (
            f"indexing: {spoken_bytes(progress.done)} of {spoken_bytes(progress.total)}{fast}{left}"
        )
    fast = f", {rate:,.0f} pages/s" if rate > 0 else ""
    return f"reading again: {progress.done:,} of {progress.total:,} pages{fast}{left}"


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
