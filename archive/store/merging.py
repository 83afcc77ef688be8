"""Makes one row of two that turned out to be one story."""

from __future__ import annotations

import sqlite3

from archive.sketches import Sketches
from archive.store import search, ties
from archive.store.stories import address_of


def merge(connection: sqlite3.Connection, *, into: int, other: int) -> int:
    """Two rows turned out to be one story at two addresses: the earlier one takes all there is.

    The later row's revisions follow the earlier one's only if their text is another.
    """
    keep, drop = sorted((into, other))
    url = address_of(connection, drop)
    search.remove(connection, drop)
    last = connection.execute(
        "SELECT text_digest FROM revisions WHERE id = (SELECT revision FROM stories WHERE id = ?)",
        (keep,),
    ).fetchone()[0]
    for row in connection.execute(
        "SELECT id, text_digest FROM revisions WHERE story = ? ORDER BY number", (drop,)
    ).fetchall():
        if row["text_digest"] == last:
            connection.execute("DELETE FROM sections WHERE revision = ?", (row["id"],))
            connection.execute(
                "UPDATE stories SET revision = NULL WHERE revision = ?", (row["id"],)
            )
            connection.execute("DELETE FROM revisions WHERE id = ?", (row["id"],))
            continue
        last = row["text_digest"]
        _adopt(connection, row["id"], keep)
    _repoint(connection, keep, drop)
    connection.execute("DELETE FROM stories WHERE id = ?", (drop,))
    connection.execute("UPDATE stories SET url = ? WHERE id = ?", (url, keep))
    return keep


def _adopt(connection: sqlite3.Connection, revision: int, story: int) -> None:
    before = search.indexed(connection, story)
    connection.execute(
        "UPDATE revisions SET story = ?1,"
        " number = (SELECT revisions + 1 FROM stories WHERE id = ?1) WHERE id = ?2",
        (story, revision),
    )
    connection.execute(
        "UPDATE stories SET revision = ?, revisions = revisions + 1 WHERE id = ?", (revision, story)
    )
    search.index(connection, story, before=before)


def _repoint(connection: sqlite3.Connection, keep: int, drop: int) -> None:
    before = search.indexed(connection, keep)
    for table in ("captures", "addresses"):
        connection.execute(
            f"UPDATE {table} SET story = ? WHERE story = ?",  # noqa: S608 - a name of ours
            (keep, drop),
        )
    connection.execute("UPDATE OR IGNORE comments SET story = ? WHERE story = ?", (keep, drop))
    connection.execute("DELETE FROM comments WHERE story = ?", (drop,))
    Sketches(connection).remove(drop)
    ties.repoint(connection, keep=keep, drop=drop)
    connection.execute("UPDATE stories SET repeats = ? WHERE repeats = ?", (keep, drop))
    connection.execute(
        "UPDATE story_groups SET first_story = ? WHERE first_story = ?", (keep, drop)
    )
    connection.execute("UPDATE stories SET repeats = NULL WHERE id = ? AND repeats = id", (keep,))
    search.index(connection, keep, before=before)
