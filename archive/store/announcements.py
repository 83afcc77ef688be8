"""Brings announced things into the tables, live and in rebuild alike."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from archive import revisions
from archive.errors import DatabaseBusy, StorageError
from archive.journal import (
    Announcement,
    CaptureEntry,
    ChoiceEntry,
    Entry,
    ForgottenEntry,
    Placed,
    RunEntry,
    VisitEntry,
)
from archive.model import Capture, Visit
from archive.store import (
    addresses,
    captures,
    choices,
    files,
    runs,
    search,
    templates,
    tombstones,
    visits,
)
from archive.store.counts import Counts, captures_of
from archive.store.visits import Kept, Outcome
from archive.times import fine_stamp, now

log = logging.getLogger(__name__)

Announced = Visit | Capture | RunEntry | ChoiceEntry | ForgottenEntry


def announcement(kept: Sequence[Announced], sequence: int) -> Announcement:
    """What is written into the WARC of things that are announced now."""
    return Announcement(
        sequence=sequence,
        at=now(),
        reader=revisions.READER,
        entries=tuple(_entry(one) for one in kept),
    )


def last(connection: sqlite3.Connection) -> int:
    """The sequence of the last announcement; 0 when there is none."""
    row = connection.execute("SELECT max(sequence) FROM announcements").fetchone()
    return int(row[0] or 0)


def apply(
    connection: sqlite3.Connection,
    kept: Sequence[Announced],
    announcement: Announcement,
    placed: Placed,
) -> Sequence[Kept | None]:
    """Do what an announcement says, inside the caller's transaction; what each visit came to.

    Nothing here may hang on the clock or on the configuration: rebuild comes to equal rows.
    """
    at = announcement.at
    runs.meet(
        connection,
        [c for one in kept if isinstance(one, Visit | Capture) for c in captures_of(one)],
        at,
    )
    results = [_apply(connection, one, at) for one in kept]
    _count(connection, kept, results)
    search.catch_up(connection)
    note(connection, announcement, placed, entries=len(kept))
    files.settle(connection, placed.settled)
    return results


def note(
    connection: sqlite3.Connection, announcement: Announcement, placed: Placed, *, entries: int
) -> None:
    """The row of an announcement; `entries` are those that it brought into the tables."""
    connection.execute(
        "INSERT OR IGNORE INTO announcements"
        " (record_id, sequence, at, entries, warc, offset, length) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            placed.record_id,
            announcement.sequence,
            fine_stamp(announcement.at),
            entries,
            placed.at.warc,
            placed.at.offset,
            placed.at.length,
        ),
    )


def is_done(connection: sqlite3.Connection, record: str, entry: Entry) -> bool:
    """Whether what an entry of an announcement says is in the tables, visits and captures apart."""
    if isinstance(entry, RunEntry):
        sql = "SELECT 1 FROM runs WHERE key = ? AND outcome NOT IN ('running', 'crashed')"
        return connection.execute(sql, (entry.key,)).fetchone() is not None
    sql = "SELECT 1 FROM announcements WHERE record_id = ?"
    return connection.execute(sql, (record,)).fetchone() is not None


def _entry(one: Announced) -> Entry:
    match one:
        case Visit():
            page, *others = (capture.record_id for capture in captures_of(one))
            unread = one.reading is not None and one.reading.given_up
            return VisitEntry(
                one.source, one.run, one.address, page, tuple(others), one.comments, unread
            )
        case Capture():
            return CaptureEntry(one.record_id)
        case _:
            return one


def _apply(connection: sqlite3.Connection, one: Announced, at: datetime) -> Kept | None:
    match one:
        case Visit():
            return _keep(connection, one)
        case Capture():
            _keep_capture(connection, one)
        case RunEntry():
            runs.end(connection, one)
            for record in one.followed:
                addresses.followed(connection, record)
            templates.settle(connection, one.source)
        case ChoiceEntry():
            choices.apply(connection, one, at)
        case ForgottenEntry():
            tombstones.apply(connection, one, at)
    return None


def _keep(connection: sqlite3.Connection, visit: Visit) -> Kept:
    """What a visit came to. One that fails for a fault of ours costs no other, and no capture."""
    kept: list[Kept] = []
    why = _alone(connection, lambda: kept.append(visits.keep(connection, visit)))
    if why is None:
        return kept[0]
    for capture in (*visit.others, visit.capture):
        _keep_capture(connection, capture, outcome=Outcome.ERROR)
    why = f"its story could not be written down ({why}); please report it"
    return Kept(Outcome.ERROR, visit.address, why=why, fault=True)


def _keep_capture(
    connection: sqlite3.Connection, capture: Capture, outcome: Outcome | None = None
) -> None:
    def write() -> None:
        captures.insert(connection, capture, outcome=outcome)
        addresses.note(connection, capture)

    if why := _alone(connection, write):
        log.error("%s: its capture could not be written down (%s)", capture.url, why)


def _alone(connection: sqlite3.Connection, work: Callable[[], None]) -> str | None:
    """Do work that is rolled back alone when it fails for a fault of ours; the fault in words."""
    connection.execute("SAVEPOINT alone")
    try:
        work()
    except Exception as error:
        if not _is_ours(error):
            raise
        connection.execute("ROLLBACK TO alone")
        connection.execute("RELEASE alone")
        return f"{type(error).__name__}: {error}"
    connection.execute("RELEASE alone")
    return None


def _is_ours(error: Exception) -> bool:
    """Whether it is no fault of the disk or the database's file."""
    if isinstance(error, sqlite3.DatabaseError):
        return isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError)
    return not isinstance(error, StorageError | DatabaseBusy | OSError)


def _count(
    connection: sqlite3.Connection, kept: Sequence[Announced], results: Sequence[Kept | None]
) -> None:
    counts: dict[str, Counts] = {}
    for one, result in zip(kept, results, strict=True):
        if isinstance(one, Visit | Capture):
            run = one.run if isinstance(one, Visit) else one.purpose.run
            if run is not None:
                counts.setdefault(run, Counts()).add(one, result)
    for run, more in counts.items():
        runs.count(connection, run, more)
