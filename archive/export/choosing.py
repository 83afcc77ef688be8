"""Fills the table of what an export holds: what was asked for, and what that needs."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from archive.export.needed import needed

KEPT = "record_id NOT IN (SELECT record_id FROM tombstones)"
_LAST = "\U0010ffff"  # sorts after all that may stand in an address

_ORIGINALS = f"""
INSERT OR IGNORE INTO found SELECT o.id, 0 FROM found
JOIN captures AS r ON r.id = found.id AND r.original IS NOT NULL
JOIN captures AS o ON o.record_id = r.original
WHERE o.{KEPT}"""  # noqa: S608 - no outside text is put in
_PAGES = """
SELECT id FROM found JOIN captures USING (id)
WHERE kind = 'story' AND (status = 200 OR profile IS NOT NULL) ORDER BY captured_at"""
_NEEDED = f"""
INSERT OR IGNORE INTO found SELECT id, 1 FROM captures WHERE id = ? AND {KEPT}
"""  # noqa: S608 - names and conditions of ours
# What was fetched for these pages, redirects on the way included.
_REQUISITES = f"""
INSERT OR IGNORE INTO found SELECT captures.id, 1 FROM captures
WHERE kind = 'requisite' AND via IN (SELECT url FROM found JOIN captures USING (id)) AND {KEPT}
"""  # noqa: S608 - no outside text is put in


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


def choose(connection: sqlite3.Connection, warcs: Path, choice: Choice) -> None:
    """Make the temporary table `chosen` (position, id, asked) in the order of files and places."""
    connection.executescript(
        "CREATE TEMP TABLE found (id INTEGER PRIMARY KEY, asked INTEGER NOT NULL);"
        "CREATE TEMP TABLE chosen (position INTEGER PRIMARY KEY, id INTEGER, asked INTEGER);"
    )
    conditions, values = _conditions(choice)
    connection.execute(
        # nothing but names and conditions of ours is put in
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
    conditions: list[str] = [KEPT]
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
