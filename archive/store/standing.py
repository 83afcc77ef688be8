"""The choices that hold, by the stories they are about now."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.dedupe.clusters import Pair
from archive.store import addresses


@dataclass(frozen=True, slots=True)
class Standing:
    """Pairs that are one group or never are, and stories that are in none of themselves.

    What was decided last comes first.
    """

    joined: tuple[Pair, ...] = ()
    split: frozenset[Pair] = frozenset()
    alone: frozenset[int] = frozenset()

    @property
    def stories(self) -> frozenset[int]:
        """All that a choice is about."""
        return self.alone.union(*self.joined, *self.split)


def standing(connection: sqlite3.Connection) -> Standing:
    """The choices as they are to be heeded; those on an address that leads nowhere rest."""
    joined, split, alone = [], set(), set()
    rows = connection.execute("SELECT verb, story, other FROM choices ORDER BY id DESC").fetchall()
    for verb, story, other in rows:
        one = addresses.story_at(connection, story)
        if other is None:
            alone |= {one} - {None}
            continue
        two = addresses.story_at(connection, other)
        if one is None or two is None or one == two:
            continue
        if verb == "join":
            joined.append(frozenset({one, two}))
        else:
            split.add(frozenset({one, two}))
    return Standing(
        tuple(joined), frozenset(split), frozenset(id for id in alone if id is not None)
    )
