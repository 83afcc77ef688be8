"""Announces the exchanges that no announcement names, where they belong in time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import groupby

from archive import revisions
from archive.journal import Announcement, CaptureEntry, Entry, Journal, RunEntry, VisitEntry
from archive.rebuild.rows import capture_of
from archive.rebuild.scratch import Scratch, run_name
from archive.rebuild.unannounced import unannounced
from archive.times import fine_stamp, parse
from archive.warc.announcements import Found

_MOST = 64  # entries of one announcement, as in a crawl

# Whole visits, in the order of their last exchange.
_LEFT = """
SELECT captures.*, coalesce(visit, record_id) AS together,
    max(ended) OVER (PARTITION BY coalesce(visit, record_id)) AS last
FROM captures LEFT JOIN names ON name = record_id WHERE name IS NULL
ORDER BY last, together, ended
"""


def announce_left(
    scratch: Scratch,
    journal: Journal,
    *,
    comments: Callable[[str], bool] = lambda source: True,
    runs: Mapping[str, RunEntry] | None = None,
) -> int:
    """Write announcements of all that none names, and note them in `scratch`; how many entries.

    They take the place in the order that their time gives them: the number of the last announcement
    before, and a later time. `runs` are ends of runs that a database tells of; those that no
    announcement does are announced too.
    """
    count = 0
    pending: list[Entry] = []
    place: tuple[int, datetime] | None = None
    for at, entry in _merged(scratch, comments, runs or {}):
        here = (_sequence(scratch.connection, at), at)
        # A run's end stands alone: what it settles holds for the visits after it.
        alone = isinstance(entry, RunEntry) or (pending and isinstance(pending[-1], RunEntry))
        if place is not None and (place[0] != here[0] or len(pending) >= _MOST or alone):
            _announce(scratch, journal, place, pending)
            pending = []
        pending.append(entry)
        place = here
        count += 1
    if place is not None:
        _announce(scratch, journal, place, pending)
    return count


def _announce(
    scratch: Scratch, journal: Journal, place: tuple[int, datetime], entries: list[Entry]
) -> None:
    said = Announcement(place[0], place[1], revisions.READER, tuple(entries))
    scratch.add_announcement(Found(said, journal.write(said)))


def _merged(
    scratch: Scratch, comments: Callable[[str], bool], runs: Mapping[str, RunEntry]
) -> Iterator[tuple[datetime, Entry]]:
    """Entries and the times at which they would have been announced."""
    ends = sorted(
        ((parse(run.finished_at), run) for run in runs.values() if not _is_named(scratch, run)),
        key=lambda one: one[0],
    )
    for at, entry in _exchanges(scratch, comments):
        while ends and ends[0][0] < at:
            yield ends.pop(0)
        yield at, entry
    yield from ends


def _is_named(scratch: Scratch, run: RunEntry) -> bool:
    found = scratch.connection.execute(
        "SELECT 1 FROM names WHERE name = ?", (run_name(run.key),)
    ).fetchone()
    return found is not None


def _exchanges(
    scratch: Scratch, comments: Callable[[str], bool]
) -> Iterator[tuple[datetime, VisitEntry | CaptureEntry]]:
    # All at once, for the names grow while this is read.
    scratch.connection.execute(f"CREATE TEMP TABLE left_over AS {_LEFT}")
    rows = scratch.connection.execute("SELECT * FROM left_over ORDER BY rowid")
    for (last, _), members in groupby(rows, key=lambda row: (row["last"], row["together"])):
        for entry in unannounced((capture_of(row) for row in members), comments):
            yield parse(last), entry
    scratch.connection.execute("DROP TABLE left_over")


def _sequence(connection: sqlite3.Connection, at: datetime) -> int:
    """The number of the last announcement before this time; 0 before the first."""
    row = connection.execute(
        "SELECT coalesce(max(sequence), 0) FROM announcements WHERE at <= ?", (fine_stamp(at),)
    ).fetchone()
    return int(row[0])
