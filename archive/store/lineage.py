"""Writes who told a group's story first, and of whom each other one has it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from functools import reduce

from archive.dedupe import Telling, comes_first, relate
from archive.dedupe.telling import BY_WAY
from archive.store import tellings

_PLACE = "UPDATE stories SET relation = ?, repeats = ?, relation_reason = ? WHERE id = ?"


def describe(
    connection: sqlite3.Connection, group: int, members: Collection[int], fresh: Collection[int]
) -> None:
    """Write the group's row, and what each member is to an earlier one.

    `fresh` are the members about which something new is known, and those that were first.
    """
    first = int(reduce(_earlier, tellings.heads(connection, fresh)).id)
    connection.execute(
        """
        UPDATE story_groups SET (first_story, headline) = (
                SELECT id, headline FROM stories WHERE id = :first),
            (size, outlets, first_published, last_published) = (
                SELECT count(*), count(DISTINCT coalesce(outlet, source)), min(published),
                    max(published)
                FROM stories WHERE story_group = :group)
        WHERE id = :group
        """,
        {"group": group, "first": first},
    )
    connection.execute(_PLACE, (None, None, None, first))
    for story in sorted({*fresh, *_homeless(connection, group, first)} - {first}):
        _relate(connection, group, story, first)


def _earlier(one: Telling, two: Telling) -> Telling:
    return one if comes_first(one, two) else two


def _homeless(connection: sqlite3.Connection, group: int, first: int) -> list[int]:
    """Members that repeat nothing, or a story that is not in the group."""
    rows = connection.execute(
        "SELECT id FROM stories WHERE story_group = ?1 AND id != ?2 AND (repeats IS NULL"
        " OR repeats NOT IN (SELECT id FROM stories WHERE story_group = ?1))",
        (group, first),
    )
    return [int(row[0]) for row in rows]


def _relate(connection: sqlite3.Connection, group: int, story: int, first: int) -> None:
    """Say of which earlier member a story is a repeat: the one it has most in common with."""
    row = connection.execute(
        "SELECT ties.relation, other, reason FROM ties JOIN stories ON stories.id = other"
        " WHERE story = ? AND story_group = ? ORDER BY shared DESC, published, other LIMIT 1",
        (story, group),
    ).fetchone()
    if row is not None:
        connection.execute(_PLACE, (*row, story))
        return
    verdict = relate(*(tellings.telling(connection, one) for one in (first, story)))
    said = f"{BY_WAY}; {verdict.reason}"
    connection.execute(_PLACE, (verdict.relation, first, said, story))
