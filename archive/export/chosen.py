"""Which captures an export holds: a person's choice, and the originals that its revisits need."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive import db
from archive.export.needed import needed
from archive.folder import WARCS
from archive.model import Locator

_BATCH = 500
_LAST = "\U0010ffff"  # sorts after all that may stand in an address


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for; None or empty asks for all. Times bound when a capture was made.

    `since` counts, `until` counts no more; `stories` are ids of stories, whose pages, comment
    pages, redirects and requisites are meant; `prefix` is how addresses begin.
    """

    source: str | None = None
    since: str | None = None
    until: str | None = None
    stories: tuple[int, ...] = ()
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """One capture of the export. `before` is where its file's previous response ends.

    `profile` and `original` (a record id) are a revisit's. `at` is None when no response came.
    """

    url: str
    method: str
    captured_at: str
    record_id: str
    status: int | None
    mime: str | None
    digest: str | None
    profile: str | None
    original: str | None
    at: Locator | None
    before: int


class Selection:
    """The captures of a Choice, fixed when it is made, in the order of their files and places."""

    def __init__(self, connection: sqlite3.Connection, warcs: Path, choice: Choice) -> None:
        self.connection = connection
        self._path = db.database_path(connection)
        with db.in_words(self._path):
            _choose(connection, warcs, choice)
            self.asked = _number(connection, "SELECT count(*) FROM chosen WHERE asked")
            self.originals = _number(connection, "SELECT count(*) FROM chosen WHERE NOT asked")
            self.orphans = _number(connection, _ORPHANS)
            self.bytes = _number(connection, _BYTES)
            self._end = _number(connection, "SELECT coalesce(max(position), 0) FROM chosen")

    def captures(self) -> Iterator[Chosen]:
        """All of them; those that were forgotten meanwhile stay out."""
        for after in range(0, self._end, _BATCH):
            for row in self._batch(after):
                yield _chosen(row)

    def _batch(self, after: int) -> Sequence[sqlite3.Row]:
        with db.in_words(self._path):
            return self.connection.execute(_ROWS, (after, after + _BATCH)).fetchall()


@contextmanager
def selected(folder: Path, choice: Choice) -> Iterator[Selection]:
    """The Selection of `choice` in the archive in `folder`, read only.

    Raises StorageError when there is no archive.
    """
    connection = db.open_reader(folder)
    try:
        yield Selection(connection, folder / WARCS, choice)
    finally:
        connection.close()


_KEPT = "record_id NOT IN (SELECT record_id FROM tombstones)"
_ORPHANS = """
SELECT count(*) FROM chosen JOIN captures USING (id)
WHERE original IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM captures AS o JOIN chosen AS c USING (id)
    WHERE o.record_id = captures.original AND o.warc IS NOT NULL
)"""
_BYTES = "SELECT coalesce(sum(length), 0) FROM chosen JOIN captures USING (id)"
_ORIGINALS = f"""
INSERT OR IGNORE INTO found SELECT o.id, 0 FROM found
JOIN captures AS r ON r.id = found.id AND r.original IS NOT NULL
JOIN captures AS o ON o.record_id = r.original
WHERE o.{_KEPT}"""  # noqa: S608
_PAGES = """
SELECT id FROM found JOIN captures USING (id)
WHERE kind = 'story' AND (status = 200 OR profile IS NOT NULL) ORDER BY captured_at"""
_NEEDED = f"""
INSERT OR IGNORE INTO found SELECT id, 1 FROM captures WHERE id = ? AND {_KEPT}"""  # noqa: S608
# What was fetched for these pages, redirects on the way included.
_REQUISITES = f"""
INSERT OR IGNORE INTO found SELECT captures.id, 1 FROM captures
WHERE kind = 'requisite' AND via IN (SELECT url FROM found JOIN captures USING (id)) AND {_KEPT}
"""  # noqa: S608
_ROWS = f"""
SELECT position, url, method, captured_at, record_id, status, mime, digest,
    profile, original, warc, offset, length, coalesce((
        SELECT p.offset + p.length FROM captures AS p
        WHERE p.warc = captures.warc AND p.offset < captures.offset ORDER BY p.offset DESC LIMIT 1
    ), 0) AS before
FROM chosen JOIN captures USING (id)
WHERE position > ?1 AND position <= ?2 AND {_KEPT}
ORDER BY position"""  # noqa: S608


def _choose(connection: sqlite3.Connection, warcs: Path, choice: Choice) -> None:
    connection.executescript(
        "CREATE TEMP TABLE found (id INTEGER PRIMARY KEY, asked INTEGER NOT NULL);"
        "CREATE TEMP TABLE chosen (position INTEGER PRIMARY KEY, id INTEGER, asked INTEGER);"
    )
    conditions, values = _conditions(choice)
    connection.execute(
        f"INSERT INTO found SELECT id, 1 FROM captures WHERE {' AND '.join(conditions)}",  # noqa: S608
        values,
    )
    if choice.stories:
        pages = [row[0] for row in connection.execute(_PAGES)]
        wanted = [(capture,) for capture in needed(connection, warcs, pages)]
        connection.executemany(_NEEDED, wanted)
        while connection.execute(_REQUISITES).rowcount:
            pass
    connection.execute(_ORIGINALS)
    connection.execute(
        "INSERT INTO chosen (id, asked) SELECT id, asked FROM found JOIN captures USING (id)"
        " ORDER BY warc IS NULL, warc, offset, id"
    )
    connection.executescript("DROP TABLE found; CREATE UNIQUE INDEX temp.chosen_id ON chosen(id)")


def _conditions(choice: Choice) -> tuple[list[str], list[object]]:
    conditions: list[str] = [_KEPT]
    values: list[object] = []
    for condition, value in (
        ("source = ?", choice.source),
        ("captured_at >= ?", _bound(choice.since)),
        ("captured_at < ?", _bound(choice.until)),
        ("url >= ?", choice.prefix),
        ("url < ?", choice.prefix and choice.prefix + _LAST),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    if choice.stories:
        conditions.append(f"story IN ({', '.join('?' * len(choice.stories))})")
        values += choice.stories
    return conditions, values


def _bound(moment: str | None) -> str | None:
    """`moment` so that it sorts right among times to the microsecond: `…:00.5Z` after `…:00`."""
    return moment and moment.removesuffix("Z")


def _number(connection: sqlite3.Connection, question: str) -> int:
    return int(connection.execute(question).fetchone()[0])


def _chosen(row: sqlite3.Row) -> Chosen:
    placed = row["warc"] is not None
    return Chosen(
        url=row["url"],
        method=row["method"],
        captured_at=row["captured_at"],
        record_id=row["record_id"],
        status=row["status"],
        mime=row["mime"],
        digest=row["digest"],
        profile=row["profile"],
        original=row["original"],
        at=Locator(row["warc"], row["offset"], row["length"]) if placed else None,
        before=row["before"],
    )
