"""What the pages of a chosen story need to look right, wherever in the archive it was captured.

A style is fetched once for many stories, so the tables do not tell whose it is: the pages do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from archive.bounded import time_limit
from archive.errors import CaptureMissing, PageError
from archive.model import Kind
from archive.places import COLUMNS, ORIGINAL, body_place, place
from archive.requisites import Requisite, in_page, in_style
from archive.warc.read import page_at
from archive.warc.records import target_uri

_DEEPEST = 4  # a page's style imports a style, which names a font, and so on

_BY_ID = f"""
SELECT captures.id, captures.url, captures.captured_at, captures.kind, {COLUMNS}
FROM captures {ORIGINAL} WHERE captures.id = ?"""  # noqa: S608 - no outside text is put in
_NEAREST = """
SELECT id FROM captures WHERE url = ?1 AND kind = 'requisite' AND warc IS NOT NULL
ORDER BY abs(julianday(captured_at) - julianday(?2)) LIMIT 1"""


def needed(connection: sqlite3.Connection, warcs: Path, pages: Iterable[int]) -> set[int]:
    """Ids of the captures nearest in time of what the captures `pages` need, styles' included."""
    found: set[int] = set()
    wave = list(pages)
    for _ in range(_DEEPEST):
        fresh: set[int] = set()
        for capture in wave:
            row = connection.execute(_BY_ID, (capture,)).fetchone()
            for one in _requisites(warcs, row):
                nearest = connection.execute(
                    _NEAREST, (target_uri(one.url), row["captured_at"])
                ).fetchone()
                if nearest is not None and nearest[0] not in found:
                    found.add(nearest[0])
                    if one.is_style:
                        fresh.add(nearest[0])
        wave = sorted(fresh)
    return found


def _requisites(warcs: Path, row: sqlite3.Row) -> tuple[Requisite, ...]:
    """What a page or style needs; nothing when it cannot be read."""
    at = place(row)
    if at is None:
        return ()
    try:
        with time_limit():
            page = page_at(warcs, at, body_at=body_place(row))
            return in_page(page) if row["kind"] == Kind.STORY else in_style(page)
    except (CaptureMissing, PageError, MemoryError, RecursionError):
        return ()
