"""Takes what was forgotten by law out of the rows; tombstones stay.

What it leaves does not hang on what was there before: a rebuild, in which the content never was,
comes to the same rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime

from archive.journal import ForgottenEntry
from archive.model import Kind
from archive.sketches import Sketches
from archive.store import groups, search
from archive.times import stamp

OUTCOME = "forgotten"
_NEVER = "9999-12-31T23:59:59Z"

_BARE = """
UPDATE captures SET story = NULL, status = NULL, mime = NULL, size = 0, digest = NULL,
    entity_digest = NULL, truncated = NULL, outcome = 'forgotten', via = NULL, profile = NULL,
    original = NULL
WHERE record_id IN (SELECT value FROM json_each(?))
"""


def apply(connection: sqlite3.Connection, entry: ForgottenEntry, at: datetime) -> None:
    """Remember which captures were forgotten, and remove all rows that were read of them."""
    records = json.dumps(entry.records)
    connection.execute(
        "INSERT OR IGNORE INTO tombstones (record_id, url, captured_at, forgotten_at, reason)"
        " SELECT record_id, url, captured_at, ?, ? FROM captures"
        " WHERE record_id IN (SELECT value FROM json_each(?)) ORDER BY record_id",
        (stamp(at), entry.reason, records),
    )
    rows = connection.execute(
        "SELECT DISTINCT story FROM captures WHERE story IS NOT NULL"
        " AND record_id IN (SELECT value FROM json_each(?)) ORDER BY story",
        (records,),
    )
    for (story,) in rows.fetchall():
        _remove(connection, int(story))
    _bar(connection, entry, records, at)
    connection.execute(_BARE, (records,))


def addresses(connection: sqlite3.Connection) -> Sequence[str]:
    """The addresses that are not to be asked for again."""
    rows = connection.execute("SELECT url FROM addresses WHERE outcome = ?", (OUTCOME,))
    return [str(url) for (url,) in rows]


def is_barred(connection: sqlite3.Connection, url: str) -> bool:
    """Whether what is at `url` is not to be kept again."""
    row = connection.execute(
        "SELECT 1 FROM addresses WHERE url = ? AND outcome = ?", (url, OUTCOME)
    ).fetchone()
    return row is not None


def _remove(connection: sqlite3.Connection, story: int) -> None:
    """A story with all that was read of it; those that repeated it are looked at anew."""
    mates = _mates(connection, story)
    search.remove(connection, story)
    Sketches(connection).remove(story)
    connection.execute("DELETE FROM ties WHERE ? IN (story, other)", (story,))
    connection.execute(
        "UPDATE stories SET repeats = NULL, relation = NULL, relation_reason = NULL"
        " WHERE repeats = ?",
        (story,),
    )
    connection.execute(
        "UPDATE stories SET story_group = NULL, revision = NULL WHERE id = ?", (story,)
    )
    if mates:
        groups.settle(connection, mates, anew=True)
    for sql in (
        "DELETE FROM sections WHERE revision IN (SELECT id FROM revisions WHERE story = ?)",
        "DELETE FROM revisions WHERE story = ?",
        "DELETE FROM comments WHERE story = ?",
        "UPDATE captures SET story = NULL WHERE story = ?",
        "UPDATE addresses SET story = NULL WHERE story = ?",
        "DELETE FROM stories WHERE id = ?",
    ):
        connection.execute(sql, (story,))


def _mates(connection: sqlite3.Connection, story: int) -> Collection[int]:
    rows = connection.execute(
        "SELECT id FROM stories WHERE id != ?1"
        " AND story_group = (SELECT story_group FROM stories WHERE id = ?1)",
        (story,),
    )
    return {int(row) for (row,) in rows}


def _bar(connection: sqlite3.Connection, entry: ForgottenEntry, records: str, at: datetime) -> None:
    """Let what is known of the addresses be that they are not to be asked, or nothing at all."""
    connection.execute(
        "DELETE FROM addresses WHERE url IN (SELECT value FROM json_each(?1))"
        " OR url IN (SELECT url FROM captures"
        " WHERE record_id IN (SELECT value FROM json_each(?2)))",
        (json.dumps(entry.addresses), records),
    )
    source = connection.execute(
        "SELECT source FROM captures WHERE source IS NOT NULL"
        " AND record_id IN (SELECT value FROM json_each(?)) ORDER BY captured_at, record_id",
        (records,),
    ).fetchone()
    if entry.again or source is None:
        return
    connection.executemany(
        "INSERT INTO addresses (url, source, kind, first_seen, last_checked, next_check, outcome)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (url, source[0], Kind.STORY, stamp(at), stamp(at), _NEVER, OUTCOME)
            for url in sorted(set(entry.addresses))
        ],
    )
