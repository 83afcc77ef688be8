"""Keeps the full-text index in step with the story_texts view it is an index of.

FTS5 external content (https://sqlite.org/fts5.html#external_content_tables): what is taken out
must be given exactly as it was put in, so the texts are read before a change and after it.

Changed stories wait in a table of the connection's own and are indexed together, at the end of a
transaction (`catch_up`). FTS5 empties its memory into its tables whenever a savepoint begins, and
each visit is one: indexed one by one, each story would be a segment of its own, merged again and
again. What waits is in the transaction as all else: rolled back with it, or with a visit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

Indexed = tuple[str, str, str, str]

_TEXTS = "SELECT headline, lead, body, comments FROM story_texts WHERE id = ?"
_WAITING = """
CREATE TEMP TABLE IF NOT EXISTS search_waiting (
    story INTEGER PRIMARY KEY, headline TEXT, lead TEXT, body TEXT, comments TEXT
)
"""  # the texts that the index has; NULL where it has none


def indexed(connection: sqlite3.Connection, story: int) -> Indexed | None:
    """The story's texts as they stand in the tables now: read this before changing anything."""
    row = connection.execute(_TEXTS, (story,)).fetchone()
    return tuple(row) if row else None


def index(connection: sqlite3.Connection, story: int, *, before: Indexed | None) -> None:
    """Have the story indexed anew by `catch_up`; `before` are its texts before the change."""
    connection.execute(_WAITING)
    connection.execute(
        "INSERT OR IGNORE INTO temp.search_waiting VALUES (?, ?, ?, ?, ?)",  # the first knows best
        (story, *(before or (None,) * 4)),
    )


def remove(connection: sqlite3.Connection, story: int) -> None:
    """Take a story out of the index, before its rows go."""
    connection.execute(_WAITING)
    row = connection.execute(
        "DELETE FROM temp.search_waiting WHERE story = ? RETURNING headline, lead, body, comments",
        (story,),
    ).fetchall()
    before = _texts(row[0]) if row else indexed(connection, story)
    if before is not None:
        _take_out(connection, story, before)


def catch_up(connection: sqlite3.Connection) -> None:
    """Replace the texts of all stories that wait by those that the tables hold now."""
    connection.execute(_WAITING)
    rows = connection.execute(
        "SELECT story, headline, lead, body, comments FROM temp.search_waiting ORDER BY story"
    ).fetchall()
    for story, *texts in rows:
        before, after = _texts(texts), indexed(connection, story)
        if after == before:
            continue
        if before is not None:
            _take_out(connection, story, before)
        if after is not None:
            connection.execute(
                "INSERT INTO story_search (rowid, headline, lead, body, comments)"
                " VALUES (?, ?, ?, ?, ?)",
                (story, *after),
            )
    connection.execute("DELETE FROM temp.search_waiting")


def _texts(row: Sequence[str | None]) -> Indexed | None:
    headline, lead, body, comments = row
    return None if headline is None else (headline, lead or "", body or "", comments or "")


def _take_out(connection: sqlite3.Connection, story: int, texts: Indexed) -> None:
    connection.execute(
        "INSERT INTO story_search (story_search, rowid, headline, lead, body, comments)"
        " VALUES ('delete', ?, ?, ?, ?, ?)",
        (story, *texts),
    )
