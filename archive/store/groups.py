"""Puts stories that repeat each other into groups: by what was proven, and by people's choices."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence

from archive.dedupe import choose, sketch
from archive.dedupe.clusters import clusters
from archive.model import Visit
from archive.sketches import Sketches
from archive.store import lineage, merging, tellings, ties
from archive.store.standing import standing
from archive.times import stamp

_AGAIN = 4  # stories with the very same text that are compared, however old they are


def place(connection: sqlite3.Connection, story: int, visit: Visit) -> None:
    """Find what the story repeats, or what repeats it, and write the group.

    Called for a new story and for each revision. A story that is in a group stays in it: an edit
    does not undo what was once the same text.
    """
    assert visit.reading is not None
    new = tellings.telling(connection, story)
    hashes = visit.reading.sketch or sketch(new.text)
    seen = stamp(visit.capture.captured_at)
    published = new.published or new.seen
    index = Sketches(connection)
    index.expire(seen)
    near = index.candidates(hashes, published, exclude=story)
    others = dict.fromkeys([*near, *_same_text(connection, story)])
    match = choose(new, [tellings.telling(connection, other) for other in others])
    index.replace(story, hashes, published, seen=seen)
    if match is None:
        return
    for other, verdict in match.proven:
        ties.write(connection, story, int(other.id), verdict)
    settle(connection, {story, *(int(other.id) for other, _ in match.proven)})


def _same_text(connection: sqlite3.Connection, story: int) -> list[int]:
    """Stories that ever had the very text that this one has."""
    rows = connection.execute(
        "SELECT DISTINCT story FROM revisions WHERE text_digest = (SELECT text_digest FROM"
        " revisions WHERE id = (SELECT revision FROM stories WHERE id = ?1)) AND story != ?1"
        " ORDER BY story LIMIT ?2",
        (story, _AGAIN),
    )
    return [int(row[0]) for row in rows]


def settle(connection: sqlite3.Connection, touched: Collection[int], *, anew: bool = False) -> None:
    """Write the groups of these stories, which were proven one, and of all in their groups.

    `anew` asks every tie again, as after a choice; else that is done only where a choice is heeded.
    """
    members = _mates(connection, touched)
    chosen = standing(connection)
    if not anew and chosen.stories.isdisjoint(members):
        _write(connection, [frozenset(members)], touched)
        return
    members = _mates(connection, ties.reach(connection, members))
    parts = clusters(
        members,
        [frozenset({tie.story, tie.other}) for tie in ties.among(connection, members)],
        joined=chosen.joined,
        split=chosen.split,
        alone=chosen.alone,
    )
    _write(connection, parts, members)


def merge(connection: sqlite3.Connection, one: int, two: int) -> int:
    """Make one story of two rows, and one group of their groups; the row that is kept."""
    mates = _mates(connection, {one, two})
    kept = merging.merge(connection, into=one, other=two)
    settle(connection, mates - {one, two} | {kept})
    return kept


def _mates(connection: sqlite3.Connection, touched: Collection[int]) -> set[int]:
    """These stories and all that are in their groups."""
    rows = connection.execute(
        "SELECT id FROM stories WHERE story_group IN (SELECT story_group FROM stories"
        " WHERE id IN (SELECT value FROM json_each(?)))",
        (json.dumps(sorted(touched)),),
    )
    return set(touched) | {int(row[0]) for row in rows}


def _write(
    connection: sqlite3.Connection, parts: Sequence[frozenset[int]], touched: Collection[int]
) -> None:
    """Give each part one group, the oldest that any of it is in, and a part of one none."""
    before = _held(connection, frozenset().union(*parts))
    taken: set[int] = set()
    for part in parts:
        if len(part) == 1:
            _leave(connection, min(part))
            continue
        held = sorted({before[story] for story in part if story in before} - taken)
        firsts = _firsts(connection, held)
        group = held[0] if held else _new_group(connection, min(part))
        taken.add(group)
        connection.executemany(
            "UPDATE stories SET story_group = ? WHERE id = ?",
            [(group, story) for story in sorted(part) if before.get(story) != group],
        )
        lineage.describe(connection, group, part, (firsts | set(touched)) & part)
    connection.executemany(
        "DELETE FROM story_groups WHERE id = ?",
        [(group,) for group in sorted(set(before.values()) - taken)],
    )


def _held(connection: sqlite3.Connection, members: Collection[int]) -> dict[int, int]:
    """Which of these stories are in a group, and in which."""
    rows = connection.execute(
        "SELECT id, story_group FROM stories WHERE story_group IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(members)),),
    )
    return {int(row[0]): int(row[1]) for row in rows}


def _firsts(connection: sqlite3.Connection, groups: Sequence[int]) -> set[int]:
    rows = connection.execute(
        "SELECT first_story FROM story_groups WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(groups),),
    )
    return {int(row[0]) for row in rows}


def _leave(connection: sqlite3.Connection, story: int) -> None:
    connection.execute(
        "UPDATE stories SET story_group = NULL, relation = NULL, repeats = NULL,"
        " relation_reason = NULL WHERE id = ?",
        (story,),
    )


def _new_group(connection: sqlite3.Connection, first: int) -> int:
    cursor = connection.execute(
        "INSERT INTO story_groups (first_story, headline, size, outlets, first_published,"
        " last_published) SELECT id, headline, 1, 1, published, published FROM stories"
        " WHERE id = ?",
        (first,),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid
