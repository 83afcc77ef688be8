"""Keeps the full-text index in step with the story_texts view it is an index of.

FTS5 external content (https://sqlite.org/fts5.html#external_content_tables): what is taken out
must be given exactly as it was put in, so the texts are read before a change and after it.
"""

from __future__ import annotations

import sqlite3

Indexed = tuple[str, str, str, str]

_TEXTS = "SELECT headline, lead, body, comments FROM story_texts WHERE id = ?"


def indexed(connection: sqlite3.Connection, story: int) -> Indexed | None:
    """The story's texts as they stand in the index now: read this before changing anything."""
    row = connection.execute(_TEXTS, (story,)).fetchone()
    return tuple(row) if row else None


def index(connection: sqlite3.Connection, story: int, *, before: Indexed | None) -> None:
    """Replace the texts `before` by those that the tables hold now."""
    after = indexed(connection, story)
    if after == before:
        return
    if before is not None:
        _take_out(connection, story, before)
    if after is not None:
        connection.execute(
            "INSERT INTO story_search (rowid, headline, lead, body, comments)"
            " VALUES (?, ?, ?, ?, ?)",
            (story, *after),
        )


def remove(connection: sqlite3.Connection, story: int) -> None:
    """Take a story out of the index, before its rows go."""
    before = indexed(connection, story)
    if before is not None:
        _take_out(connection, story, before)


def _take_out(connection: sqlite3.Connection, story: int, texts: Indexed) -> None:
    connection.execute(
        "INSERT INTO story_search (story_search, rowid, headline, lead, body, comments)"
        " VALUES ('delete', ?, ?, ?, ?, ?)",
        (story, *texts),
    )
