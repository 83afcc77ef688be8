"""Stories in lists: newest first, filtered, a page at a time; and how many there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from archive.browse.questions.ask import Row, number, rows

FILTERS = ("source", "language", "credit")
COMMON = 5000

LIST_COLUMNS = """
    stories.id, stories.source, stories.url, stories.outlet, stories.headline, stories.lead,
    stories.credit, stories.authors, stories.language, stories.published,
    stories.published_is_known, stories.first_seen, stories.last_changed, stories.gone_at,
    stories.words, stories.revisions, stories.comments, stories.story_group, stories.relation,
    coalesce(story_groups.size, 1) AS group_size
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list begins: after the story with this time and id, newest first."""

    at: str
    id: int


def newest(
    conn: sqlite3.Connection, filters: Mapping[str, str], after: Place | None, size: int
) -> list[Row]:
    """Up to `size` stories, last published first, that match all `filters` (names: FILTERS)."""
    wanted: list[str] = []
    values: list[object] = []
    for name in FILTERS:
        if name in filters:
            wanted.append(f"{_indexed(conn, name, filters[name])} = ?")
            values.append(filters[name])
    if after is not None:
        wanted.append("stories.published <= ? AND (stories.published < ? OR stories.id < ?)")
        values.extend((after.at, after.at, after.id))
    sql = f"""
        SELECT {LIST_COLUMNS}
        FROM stories LEFT JOIN story_groups ON story_groups.id = stories.story_group
        WHERE {" AND ".join(wanted) or "TRUE"}
        ORDER BY stories.published DESC, stories.id DESC LIMIT ?
    """  # noqa: S608 - only names of this module are put in
    return rows(conn, sql, (*values, size))


def _indexed(conn: sqlite3.Connection, column: str, value: str) -> str:
    """The column, with a `+` that keeps SQLite off its index when the value is common.

    Half of a million stories in one language are found faster by walking the newest stories
    than by sorting half a million; a rare one the other way round.
    """
    name = f"stories.{column}"
    if column == "source":
        return name
    some = f"SELECT 1 FROM stories WHERE {column} = ? LIMIT {COMMON}"  # noqa: S608 - of FILTERS
    sql = f"SELECT count(*) FROM ({some})"  # noqa: S608 - the line above
    return f"+{name}" if number(conn, sql, (value,)) == COMMON else name


def of_group(conn: sqlite3.Connection, group: int, size: int) -> list[Row]:
    """The first `size` stories of a group, in the order they were published."""
    sql = f"""
        SELECT {LIST_COLUMNS}, story_groups.first_story, stories.repeats, stories.relation_reason,
               original.headline AS original_headline
        FROM stories
        LEFT JOIN story_groups ON story_groups.id = stories.story_group
        LEFT JOIN stories AS original ON original.id = stories.repeats
        WHERE stories.story_group = ?
        ORDER BY stories.published, stories.id LIMIT ?
    """  # noqa: S608 - only text of this module is put in
    return rows(conn, sql, (group, size))


def groups(conn: sqlite3.Connection, after: Place | None, size: int) -> list[Row]:
    """Up to `size` groups of two stories and more, those with the latest story first."""
    where, values = "TRUE", ()  # type: tuple[str, tuple[object, ...]]
    if after is not None:
        where = "last_published <= ? AND (last_published < ? OR id < ?)"
        values = (after.at, after.at, after.id)
    sql = f"""
        SELECT id, first_story, headline, size, outlets, first_published, last_published
        FROM story_groups WHERE size > 1 AND {where}
        ORDER BY last_published DESC, id DESC LIMIT ?
    """  # noqa: S608 - only text of this module is put in
    return rows(conn, sql, (*values, size))


def per_day(conn: sqlite3.Connection, since: str, source: str | None) -> list[Row]:
    """`day`, `source`, `stories` published from the instant `since` on."""
    where, values = ("AND source = ?", (since, source)) if source else ("", (since,))
    sql = f"""
        SELECT substr(published, 1, 10) AS day, source, count(*) AS stories
        FROM stories WHERE published >= ? {where} GROUP BY day, source
    """  # noqa: S608 - only text of this module is put in
    return rows(conn, sql, values)


def counts_since(conn: sqlite3.Connection, since: str) -> Row:
    """How much came in since an instant: stories, edits, comments, captures."""
    one = {
        "stories": "SELECT count(*) FROM stories WHERE first_seen >= ?",
        "edits": "SELECT count(*) FROM revisions WHERE seen_at >= ? AND number > 1",
        "comments": "SELECT count(*) FROM comments WHERE first_seen >= ?",
        "captures": "SELECT count(*) FROM captures WHERE captured_at >= ?",
    }
    return {name: number(conn, sql, (since,)) for name, sql in one.items()}
