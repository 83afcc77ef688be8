"""Full-text questions: which stories hold the words, and where in them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.browse.questions.ask import Row, first, number, rows
from archive.browse.questions.stories import LIST_COLUMNS

MANY = 2000
OPEN, CLOSE = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search: an FTS5 expression, and the stories it may find. Days are `2025-09-02`."""

    match: str
    source: str | None = None
    since: str | None = None
    until: str | None = None


def hits(conn: sqlite3.Connection, wanted: Wanted) -> int:
    """How many stories hold the words whatever their source and day, counted up to MANY + 1."""
    found = f"SELECT 1 FROM story_search(?) LIMIT {MANY + 1}"  # noqa: S608 - a number of ours
    sql = f"SELECT count(*) FROM ({found})"  # noqa: S608 - the line above
    return number(conn, sql, (wanted.match,))


def found(
    conn: sqlite3.Connection, wanted: Wanted, *, order: str, skip: int, below: int | None, size: int
) -> list[Row]:
    """Up to `size` stories with `in_headline` and `in_text`, hits between OPEN and CLOSE.

    `order` is "best", "newest" or "archived" (by id, the only one that stays fast when a word
    is in a great many stories; its pages go on from the id `below`, the others' by `skip`).
    """
    by = {
        "best": "bm25(story_search, 10.0, 4.0, 1.0, 0.5), stories.id DESC",
        "newest": "stories.published DESC, stories.id DESC",
        "archived": "story_search.rowid DESC",
    }[order]
    where, values = _limits(wanted, below)
    sql = f"""
        SELECT {LIST_COLUMNS}
        FROM story_search(?)
        JOIN stories ON stories.id = story_search.rowid
        LEFT JOIN story_groups ON story_groups.id = stories.story_group
        WHERE {where} ORDER BY {by} LIMIT ? OFFSET ?
    """  # noqa: S608 - only text of this module is put in
    stories = rows(conn, sql, (wanted.match, *values, size, skip))
    return [story | _marked(conn, wanted.match, story["id"]) for story in stories]


def _marked(conn: sqlite3.Connection, match: str, story_id: int) -> Row:
    # Asked story by story: in the list's own SELECT, SQLite would put together the body of
    # every hit before it sorts.
    sql = """
        SELECT highlight(story_search, 0, char(2), char(3)) AS in_headline,
               snippet(story_search, -1, char(2), char(3), '…', 36) AS in_text
        FROM story_search(?) WHERE rowid = ?
    """
    return first(conn, sql, (match, story_id)) or {"in_headline": None, "in_text": None}


def _limits(wanted: Wanted, below: int | None) -> tuple[str, list[object]]:
    where: list[str] = ["TRUE"]
    values: list[object] = []
    for condition, value in (
        ("stories.source = ?", wanted.source),
        ("stories.published >= ?", wanted.since),
        ("stories.published < date(?, '+1 day')", wanted.until),
        ("story_search.rowid < ?", below),
    ):
        if value is not None:
            where.append(condition)
            values.append(value)
    return " AND ".join(where), values
