"""The index of sampled shingles in SQLite: which stories may tell the same as a new one.

Work for a story does not grow with the number of stories: each of its hashes reads at most
`CROWD + 1` rows of an index. A hash in more stories than that is boilerplate (a newsletter box, a
consent text) and no longer counts, unless most of a story is like that, for then it is a wire
story that everybody prints.
"""

from __future__ import annotations

import sqlite3
import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from archive.dedupe.limits import DEFAULT
from archive.dedupe.telling import moment

CROWD = 60  # stories that may share a hash before it counts as boilerplate
CANDIDATES = 4  # flat from 3 up (measured)
# Of the shorter text, by its sketch: half of what the comparison asks for at the least. A text that
# has less in common is read from its rows and compared for nothing.
LEAST = 0.14
SHARED = 2  # sampled hashes in common that make a candidate …
RARE = 2  # … or one that no more stories than this have: of a long and a short text few compare
# Beyond the window only a story that comes again as a whole is looked at.
_AGAIN = 0.7

KEPT = timedelta(days=90)  # how long a sketch is kept after its text was new
MOST = 8  # sketches that one story makes the index forget

_WINDOW = timedelta(hours=DEFAULT.window)
_ROWS = "SELECT story FROM sketches WHERE hash = ? LIMIT ?"
_ADD = """
INSERT OR IGNORE INTO sketches (hash, story) SELECT ?1, ?2
WHERE (SELECT count(*) FROM (SELECT 1 FROM sketches WHERE hash = ?1 LIMIT ?3)) < ?3
"""


class Sketches:
    """Sketches of stories, in the caller's transaction: nothing here commits.

    `hashes` are what `archive.dedupe.sketch` gives; `published` and `seen` are ISO 8601 instants or
    days, and a text that is neither counts as 1970.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def candidates(
        self, hashes: Sequence[int], published: str, *, exclude: int | None = None
    ) -> list[int]:
        """At most four stories worth comparing, those with most in common first."""
        shared, rare = self._shared(hashes)
        if exclude is not None:
            shared.pop(exclude, None)
        enough = min(SHARED, len(hashes))
        likely = [(story, n) for story, n in shared.items() if n >= enough or story in rare]
        if not likely:
            return []
        whole = _AGAIN * len(hashes)
        at = _seconds(published)
        reach = _WINDOW.total_seconds()
        known = self._known([story for story, _ in likely])
        found = [
            (-n, story)
            for story, n in likely
            if story in known
            and (n >= whole or abs(known[story][0] - at) <= reach)
            and _share(n, hashes, known[story][1]) >= LEAST
        ]
        return [story for _, story in sorted(found)[:CANDIDATES]]

    def add(self, story_id: int, hashes: Sequence[int], published: str, *, seen: str = "") -> None:
        """Keep the sketch of a story that has none yet; `seen` is when its text was new."""
        packed = struct.pack(f"<{len(hashes)}I", *hashes)
        self._connection.execute(
            "INSERT INTO sketched (story, at, hashes, seen) VALUES (?, ?, ?, ?)",
            (story_id, _seconds(published), packed, _seconds(seen)),
        )
        self._connection.executemany(_ADD, [(value, story_id, CROWD + 1) for value in hashes])

    def replace(
        self, story_id: int, hashes: Sequence[int], published: str, *, seen: str = ""
    ) -> None:
        """Keep this sketch instead of the one a story had, if it had one."""
        self.remove(story_id)
        self.add(story_id, hashes, published, seen=seen)

    def remove(self, story_id: int) -> None:
        """Forget a story; one that was never added is no error."""
        row = self._connection.execute(
            "SELECT hashes FROM sketched WHERE story = ?", (story_id,)
        ).fetchone()
        if row is not None:
            self._forget([(story_id, row[0])])

    def expire(self, now: str) -> int:
        """Forget stories whose text was new longer than `KEPT` before `now`; how many it were.

        Not by the time of publication: an archive that begins with old stories finds their
        repeats all the same. At most `MOST` at once, so that each call is short; called once for
        each story that comes, it keeps up.
        """
        rows = self._connection.execute(
            "SELECT story, hashes FROM sketched WHERE seen < ? ORDER BY seen, story LIMIT ?",
            (_seconds(now) - int(KEPT.total_seconds()), MOST),
        ).fetchall()
        self._forget([(row[0], row[1]) for row in rows])
        return len(rows)

    def _shared(self, hashes: Sequence[int]) -> tuple[Counter[int], set[int]]:
        """How many of the hashes each story has, and those that have one that few have."""
        shared: Counter[int] = Counter()
        rare: set[int] = set()
        crowded: list[list[int]] = []
        for value in hashes:
            rows = self._connection.execute(_ROWS, (value, CROWD + 1)).fetchall()
            stories = [row[0] for row in rows]
            if len(stories) > CROWD:
                crowded.append(stories)
                continue
            shared.update(stories)
            if len(stories) <= RARE:
                rare.update(stories)
        if 2 * len(crowded) > len(hashes):
            for stories in crowded:
                shared.update(stories)
        return shared, rare

    def _known(self, stories: list[int]) -> dict[int, tuple[int, tuple[int, ...]]]:
        """When each of these was published, and its sketch."""
        known: dict[int, tuple[int, tuple[int, ...]]] = {}
        for story in stories:
            row = self._connection.execute(
                "SELECT at, hashes FROM sketched WHERE story = ?", (story,)
            ).fetchone()
            if row is not None:
                known[story] = (row[0], struct.unpack(f"<{len(row[1]) // 4}I", row[1]))
        return known

    def _forget(self, rows: list[tuple[int, bytes]]) -> None:
        for story, packed in rows:
            self._connection.executemany(
                "DELETE FROM sketches WHERE hash = ? AND story = ?",
                [(value, story) for (value,) in struct.iter_unpack("<I", packed)],
            )
        self._connection.executemany(
            "DELETE FROM sketched WHERE story = ?", [(story,) for story, _ in rows]
        )


def _share(shared: int, one: Sequence[int], other: Sequence[int]) -> float:
    """Estimates how much of the shorter text the other has.

    Sketches hold the lowest hashes, so they can be compared as far up as both reach.
    """
    reach = min(one[-1], other[-1])
    return shared / max(1, min(bisect_right(one, reach), bisect_right(other, reach)))


def _seconds(published: str) -> int:
    at = moment(published)
    return int(at.timestamp()) if at is not None else 0
