"""Looks originals of revisits up in the tables; writes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from archive import db
from archive.errors import CaptureMissing
from archive.folder import WARCS
from archive.model import Locator
from archive.places import COLUMNS, ORIGINAL, body_place, place
from archive.warc.head import head_end, parse_head
from archive.warc.member import beginning_at
from archive.warc.revisits import Body, Original, Validators, validators_of

_TRIED = 3  # last answers of an address whose validators are compared
_KEPT = "captures.record_id NOT IN (SELECT record_id FROM tombstones)"
_WHOLE = (
    "captures.status = 200 AND captures.method = 'GET' AND captures.truncated IS NULL"
    f" AND captures.warc IS NOT NULL AND {_KEPT}"
)

_IDENTICAL = f"""
SELECT url, captured_at, record_id, digest, warc, offset, length
FROM captures INDEXED BY captures_entity  -- SQLite would take that of the status
WHERE entity_digest = :entity AND profile IS NULL AND {_WHOLE}
    AND (digest <> entity_digest) = :framed
ORDER BY url = :url DESC, digest = :digest DESC, id LIMIT 1
"""  # noqa: S608 - no outside text is put in

_ANSWERS = f"""
SELECT captures.url, captures.captured_at, captures.record_id, captures.digest, {COLUMNS},
    originals.url AS original_url, originals.captured_at AS original_captured_at,
    originals.digest AS original_digest
FROM captures {ORIGINAL}
WHERE captures.url = ? AND {_WHOLE} AND (captures.original IS NULL OR originals.warc IS NOT NULL)
    AND coalesce(captures.original, '') NOT IN (SELECT record_id FROM tombstones)
ORDER BY captures.captured_at DESC LIMIT {_TRIED}
"""  # noqa: S608 - no outside text is put in


class StoredOriginals:
    """Asks an archive's tables. A fault of theirs costs no capture: the answer is stored whole."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._warc = db.database_path(connection).parent / WARCS

    def identical(self, url: str, body: Body) -> Original | None:
        """The original with this body, of `url` if any, with its very chunks if any."""
        asked = {"url": url, "digest": body.digest, "entity": body.entity, "framed": body.framed}
        row = next(iter(self._ask(_IDENTICAL, asked)), None)
        at = place(row) if row else None
        if row is None or at is None:
            return None
        return Original(row["record_id"], row["url"], row["captured_at"], row["digest"], at)

    def confirmed(self, url: str, asked: Validators) -> Original | None:
        """The original of the last answer of `url` that came with these validators."""
        for row in self._ask(_ANSWERS, (url,)):
            at = place(row)
            if at is not None and asked.match(self._validators(at)):
                return _behind(row, at)
        return None

    def _validators(self, at: Locator) -> Validators:
        try:
            block = beginning_at(self._warc, at).block
        except CaptureMissing:
            return Validators(None, None)
        return validators_of(parse_head(block[: head_end(block)]))

    def _ask(self, sql: str, values: Sequence[object] | dict[str, object]) -> list[sqlite3.Row]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error:
            return []


def _behind(row: sqlite3.Row, at: Locator) -> Original:
    """The capture of a row, or the original that has its body."""
    body_at = body_place(row)
    if body_at is None:
        return Original(row["record_id"], row["url"], row["captured_at"], row["digest"], at)
    return Original(
        row["original"],
        row["original_url"],
        row["original_captured_at"],
        row["original_digest"],
        body_at,
    )
