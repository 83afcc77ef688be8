"""Finds exchanges to which no response came: the tables know their record ids, but no places.

They lie between responses, among small members.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from archive import db
from archive.errors import CaptureMissing
from archive.export.exchanges import Found, Place, members
from archive.times import fine_stamp, parse
from archive.warc import naming

_SLACK = timedelta(hours=1)  # between a request and the place of its exchange among others


def likely_first(connection: sqlite3.Connection, warcs: Path, moments: Sequence[str]) -> list[Path]:
    """All WARC files, first those that were written when requests were made at `moments`.

    `moments` are sorted WARC-Dates.
    """
    endings = (naming.ENDING, naming.ENDING + naming.OPEN)
    paths = [path for path in sorted(warcs.iterdir()) if path.name.endswith(endings)]
    return sorted(paths, key=lambda path: not _is_of(connection, path, moments))


def _is_of(connection: sqlite3.Connection, path: Path, moments: Sequence[str]) -> bool:
    """Whether one of the moments lies between a file's first response and its last one."""
    name = naming.final_name(path)
    with db.in_words(db.database_path(connection)):
        ends = sorted(
            parse(row[0])
            for order in ("offset", "offset DESC")
            for row in connection.execute(
                # nothing but names and conditions of ours is put in
                f"SELECT captured_at FROM captures WHERE warc = ? ORDER BY {order} LIMIT 1",  # noqa: S608
                (name,),
            )
        )
    if not ends:
        return True
    nearest = bisect_left(moments, fine_stamp(ends[0] - _SLACK))
    return nearest < len(moments) and moments[nearest] <= fine_stamp(ends[-1] + _SLACK)


def unanswered_in(
    connection: sqlite3.Connection, path: Path, wanted: Collection[str]
) -> Iterator[Found]:
    """The exchanges in the file at `path` whose record ids are `wanted`, in their order."""
    name = naming.final_name(path)
    with db.in_words(db.database_path(connection)):
        spans = connection.execute(
            "SELECT offset, offset + length FROM captures WHERE warc = ? ORDER BY offset", (name,)
        ).fetchall()
    position = 0
    with path.open("rb") as file:
        for begin, end in spans:
            yield from _unanswered(members(file, name, position, begin), wanted)
            position = end
        with suppress(CaptureMissing):  # the torn tail of a file that is still written
            yield from _unanswered(members(file, name, position), wanted)


def _unanswered(places: Iterable[Place], wanted: Collection[str]) -> Iterator[Found]:
    asked: Place | None = None
    for place in places:
        if place.first("warc-type") == "request":
            asked = place
        elif place.first("warc-type") == "metadata":
            pair = asked is not None and asked.first("warc-record-id") in place.fields.get(
                "warc-concurrent-to", ()
            )
            found = (asked, place) if asked is not None and pair else (place,)
            if found[0].first("warc-record-id") in wanted:
                yield Found(found, found[0], place.first("warc-warcinfo-id"))
            asked = None
