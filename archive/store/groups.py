"""Puts a story among those that repeat it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from archive.dedupe import Match, Telling, choose, sketch
from archive.model import Visit
from archive.sketches import Sketches
from archive.store import stories


def place(connection: sqlite3.Connection, story: int, visit: Visit) -> None:
    """Find what the story repeats, or what repeats it, and write the group.

    Called for a new story and for each revision. A story that is in a group stays in it: an edit
    does not undo what was once the same text.
    """
    assert visit.reading is not None
    new = telling(connection, story)
    hashes = visit.reading.sketch or sketch(new.text)
    index = Sketches(connection)
    others = index.candidates(hashes, new.published, exclude=story)
    match = choose(new, [telling(connection, other) for other in others]) if others else None
    index.replace(story, hashes, new.published)
    if match is not None:
        _join(connection, story, match)


def telling(connection: sqlite3.Connection, story: int) -> Telling:
    """A stored story as dedupe reads it."""
    row = connection.execute(
        "SELECT url, headline, published, outlet, source, credit, language FROM stories"
        " WHERE id = ?",
        (story,),
    ).fetchone()
    return Telling(
        id=story,
        url=row["url"],
        headline=row["headline"],
        text="\n".join(stories.texts(connection, story)),
        published=row["published"],
        outlet=row["outlet"] or row["source"],
        credit=row["credit"],
        language=row["language"],
    )


def _join(connection: sqlite3.Connection, story: int, match: Match) -> None:
    verdict, other = match.verdict, int(match.other.id)
    earlier = other if verdict.of == other else story
    later = story if earlier == other else other
    group = _group_of(connection, [earlier, later, *(int(t.id) for t in match.also)])
    row = connection.execute("SELECT repeats FROM stories WHERE id = ?", (later,)).fetchone()
    if row["repeats"] is None:
        connection.execute(
            "UPDATE stories SET relation = ?, repeats = ?, relation_reason = ? WHERE id = ?",
            (verdict.relation, earlier, verdict.reason, later),
        )
    _describe(connection, group)


def _group_of(connection: sqlite3.Connection, members: Sequence[int]) -> int:
    """One group for all of these: the oldest one that any is in, or a new one."""
    found = [
        int(row[0])
        for row in connection.execute(
            "SELECT DISTINCT story_group FROM stories WHERE story_group IS NOT NULL"
            " AND id IN (SELECT value FROM json_each(?)) ORDER BY story_group",
            (json.dumps(members),),
        )
    ]
    group = found[0] if found else _new_group(connection, members[0])
    for other in found[1:]:
        connection.execute(
            "UPDATE stories SET story_group = ? WHERE story_group = ?", (group, other)
        )
        connection.execute("DELETE FROM story_groups WHERE id = ?", (other,))
    connection.executemany(
        "UPDATE stories SET story_group = ? WHERE id = ?", [(group, member) for member in members]
    )
    return group


def _new_group(connection: sqlite3.Connection, first: int) -> int:
    cursor = connection.execute(
        "INSERT INTO story_groups (first_story, headline, size, outlets, first_published,"
        " last_published) SELECT id, headline, 1, 1, published, published FROM stories"
        " WHERE id = ?",
        (first,),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _describe(connection: sqlite3.Connection, group: int) -> None:
    """Write who was first, how many there are, and when."""
    connection.execute(
        """
        UPDATE story_groups SET (first_story, headline) = (
                SELECT id, headline FROM stories WHERE story_group = :group
                ORDER BY published, id LIMIT 1),
            (size, outlets, first_published, last_published) = (
                SELECT count(*), count(DISTINCT coalesce(outlet, source)), min(published),
                    max(published)
                FROM stories WHERE story_group = :group)
        WHERE id = :group
        """,
        {"group": group},
    )
