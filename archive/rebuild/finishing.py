"""What makes the new tables ready: taken over, searchable, checked, counted."""

from __future__ import annotations

import sqlite3

from archive import db
from archive.errors import StorageError
from archive.rebuild.carry import carry_over
from archive.rebuild.scratch import Scratch

_COUNTED = (
    *("stories", "revisions", "sections", "comments", "story_groups", "captures", "runs"),
    "addresses",
)


def finish(new: sqlite3.Connection, old: sqlite3.Connection | None, scratch: Scratch) -> None:
    """Everything after the last announcement; may be done twice. Raises StorageError."""
    path = db.database_path(new)
    with db.transaction(new):
        if old is not None:
            carry_over(old, new)
        # Files that could be read to their end hold nothing that is not announced.
        new.executemany(
            "INSERT OR REPLACE INTO warc_files (name, settled) VALUES (?, ?)",
            [(name, size) for name, (size, _) in scratch.files().items()],
        )
    with db.in_words(path):
        new.execute("ANALYZE")
        broken = new.execute("PRAGMA foreign_key_check").fetchone()
        said = new.execute("PRAGMA quick_check(1)").fetchone()[0]
    if broken is not None or said != "ok":
        what = said if broken is None else f"a row of {broken[0]} leads nowhere"
        raise StorageError(f"{path}: came out damaged ({what}); delete it, then run this again")


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows of the tables that a person knows."""
    return {
        # nothing but names and conditions of ours is put in
        table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
        for table in _COUNTED
    }


def missing_files(old: sqlite3.Connection | None, scratch: Scratch) -> tuple[tuple[str, int], ...]:
    """WARC files that the old tables tell of and that are not there, with their captures."""
    if old is None:
        return ()
    found = old.execute(
        "SELECT warc, count(*) FROM captures WHERE warc IS NOT NULL GROUP BY warc ORDER BY warc"
    ).fetchall()
    known = scratch.files()
    return tuple((name, count) for name, count in found if name not in known)


def readers(old: sqlite3.Connection | None) -> tuple[int, ...]:
    """By which versions of the extractor the old revisions were read."""
    if old is None:
        return ()
    rows = old.execute("SELECT DISTINCT reader FROM revisions ORDER BY reader").fetchall()
    return tuple(int(row[0]) for row in rows)
