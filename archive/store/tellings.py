"""Stored stories as dedupe reads them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from archive.dedupe import Telling
from archive.store import stories

_SELECT = """
    SELECT id, url, headline, published, published_is_known, first_seen, outlet, source, credit,
        language
    FROM stories
"""


def telling(connection: sqlite3.Connection, story: int) -> Telling:
    """One story with its text."""
    row = connection.execute(_SELECT + "WHERE id = ?", (story,)).fetchone()
    return _telling(row, "\n".join(stories.texts(connection, story)))


def heads(connection: sqlite3.Connection, members: Collection[int]) -> list[Telling]:
    """Stories without their texts, by number: enough to tell who was first."""
    rows = connection.execute(
        _SELECT + "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",  # noqa: S608 - ours
        (json.dumps(sorted(members)),),
    )
    return [_telling(row, "") for row in rows]


def _telling(row: sqlite3.Row, text: str) -> Telling:
    return Telling(
        id=row["id"],
        url=row["url"],
        headline=row["headline"],
        text=text,
        published=row["published"] if row["published_is_known"] else "",
        outlet=row["outlet"] or row["source"],
        credit=row["credit"],
        language=row["language"],
        seen=row["first_seen"],
    )
