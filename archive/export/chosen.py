"""Which captures an export holds: a person's choice, and the originals that its revisits need."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive import db
from archive.export.choosing import KEPT, Choice, choose
from archive.folder import WARCS
from archive.model import Locator
from archive.places import place

__all__ = ["Choice", "Chosen", "Selection", "selected"]

_BATCH = 500


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
            choose(connection, warcs, choice)
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
    # No transaction: it would see what is forgotten meanwhile, and keep the log from being emptied.
    connection.isolation_level = None
    try:
        yield Selection(connection, folder / WARCS, choice)
    finally:
        connection.close()


_ORPHANS = """
SELECT count(*) FROM chosen JOIN captures USING (id)
WHERE original IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM captures AS o JOIN chosen AS c USING (id)
    WHERE o.record_id = captures.original AND o.warc IS NOT NULL
)"""
_BYTES = "SELECT coalesce(sum(length), 0) FROM chosen JOIN captures USING (id)"
_ROWS = f"""
SELECT position, url, method, captured_at, record_id, status, mime, digest,
    profile, original, warc, offset, length, coalesce((
        SELECT p.offset + p.length FROM captures AS p
        WHERE p.warc = captures.warc AND p.offset < captures.offset ORDER BY p.offset DESC LIMIT 1
    ), 0) AS before
FROM chosen JOIN captures USING (id)
WHERE position > ?1 AND position <= ?2 AND {KEPT}
ORDER BY position"""  # noqa: S608 - no outside text is put in


def _number(connection: sqlite3.Connection, question: str) -> int:
    return int(connection.execute(question).fetchone()[0])


def _chosen(row: sqlite3.Row) -> Chosen:
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
        at=place(row),
        before=row["before"],
    )
