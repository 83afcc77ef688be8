"""Rows that say which two stories were found to be one, and why."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from archive.dedupe import Verdict


@dataclass(frozen=True, slots=True)
class Tie:
    """`story` is the later telling, `other` the earlier one."""

    story: int
    other: int
    relation: str
    reason: str
    shared: int


def write(
    connection: sqlite3.Connection, one: int, two: int, verdict: Verdict, *, by_hand: bool = False
) -> None:
    """Keep the newest judgement on a pair; one by hand stands behind one of the engine's own."""
    earlier, later = (one, two) if verdict.of == one else (two, one)
    if by_hand and _is_there(connection, one, two):
        return
    remove(connection, one, two)
    connection.execute(
        "INSERT INTO ties (story, other, relation, reason, shared, by_hand)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (later, earlier, verdict.relation, verdict.reason, verdict.shared, by_hand),
    )


def remove(
    connection: sqlite3.Connection, one: int, two: int, *, only_by_hand: bool = False
) -> None:
    """Forget what is known of a pair, whichever of the two was the later one."""
    connection.execute(
        "DELETE FROM ties WHERE ((story = ?1 AND other = ?2) OR (story = ?2 AND other = ?1))"
        " AND by_hand >= ?3",
        (one, two, only_by_hand),
    )


def among(connection: sqlite3.Connection, members: Collection[int]) -> list[Tie]:
    """All ties between these stories, the strongest first."""
    rows = connection.execute(
        "SELECT story, other, relation, reason, shared FROM ties"
        " WHERE story IN (SELECT value FROM json_each(?1))"
        " AND other IN (SELECT value FROM json_each(?1))"
        " ORDER BY shared DESC, story, other",
        (json.dumps(sorted(members)),),
    )
    return [Tie(*row) for row in rows]


def reach(connection: sqlite3.Connection, stories: Iterable[int]) -> set[int]:
    """These stories and all that hang together with them by ties."""
    rows = connection.execute(
        """
        WITH RECURSIVE reached(id) AS (
            SELECT value FROM json_each(?)
            UNION SELECT other FROM ties JOIN reached ON ties.story = reached.id
            UNION SELECT story FROM ties JOIN reached ON ties.other = reached.id
        )
        SELECT id FROM reached
        """,
        (json.dumps(sorted(stories)),),
    )
    return {int(row[0]) for row in rows}


def repoint(connection: sqlite3.Connection, *, keep: int, drop: int) -> None:
    """Two stories became one: `keep` takes the ties of `drop`."""
    for column in ("story", "other"):
        connection.execute(
            f"UPDATE OR IGNORE ties SET {column} = ? WHERE {column} = ?",  # noqa: S608 - ours
            (keep, drop),
        )
    connection.execute("DELETE FROM ties WHERE ?1 IN (story, other) OR story = other", (drop,))


def _is_there(connection: sqlite3.Connection, one: int, two: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM ties WHERE (story = ?1 AND other = ?2) OR (story = ?2 AND other = ?1)",
        (one, two),
    ).fetchone()
    return row is not None
