"""Groups the repeats among anyone's stories: lines in, lines out, memory bounded.

Stories and their sketches lie in a temporary SQLite file that goes when the last line is out. A
later story may prove two groups one, so nothing is given out before the last line is in.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path
from typing import Any

from archive.dedupe import Match, Telling, Verdict, choose, comes_first, relate, sketch
from archive.dedupe.limits import DEFAULT, Limits
from archive.dedupe.telling import BY_WAY, moment
from archive.errors import UsageError
from archive.schema import DEDUPE
from archive.sketches import Sketches
from archive.times import stamp
from archive.urls import story_key

_TABLES = (
    DEDUPE
    + """
CREATE TABLE tellings (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    address TEXT,
    telling BLOB NOT NULL,
    story_group INTEGER NOT NULL,
    relation TEXT,
    of INTEGER,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX tellings_address ON tellings(address, number);
CREATE INDEX tellings_group ON tellings(story_group);
"""
)
_FIELDS = ("url", "headline", "text", "published", "outlet", "credit", "language")
_ONE_ADDRESS = 4  # tellings of one address that a new one is compared with


def group(
    lines: Iterable[dict[str, Any]],
    *,
    progress: Callable[[int], None] | None = None,
    limits: Limits = DEFAULT,
) -> Iterator[dict[str, Any]]:
    """Group `{"id","url","headline","text","published","outlet"}` lines.

    Gives `{"id","group","relation","of","reason"}` in the order of the input; `group` is the id of
    the group's first line, `relation` and `of` are None for a story that repeats none. Only `id`
    and `text` must be there. `progress` is called with the number of lines read. Raises UsageError
    with the line's number for a line it cannot use.
    """
    with tempfile.TemporaryDirectory(prefix="backissue-dedupe-") as folder:
        connection = sqlite3.connect(Path(folder) / "dedupe.db", isolation_level=None)
        try:
            connection.executescript(
                "PRAGMA journal_mode = off; PRAGMA synchronous = off; PRAGMA cache_size = -32000;"
                + _TABLES
            )
            grouping = _Grouping(connection, limits)
            for number, line in enumerate(lines, start=1):
                grouping.take(number, line)
                if progress is not None:
                    progress(number)
            grouping.settle()
            yield from grouping.results()
        finally:
            connection.close()


class _Grouping:
    """The groups so far; line numbers stand for stories."""

    def __init__(self, connection: sqlite3.Connection, limits: Limits) -> None:
        self._connection = connection
        self._limits = limits
        self._sketches = Sketches(connection)
        self._latest = datetime(1970, 1, 1, tzinfo=UTC)

    def take(self, number: int, line: dict[str, Any]) -> None:
        """Read one line and join what it repeats."""
        telling = self._telling(number, line)
        hashes = sketch(telling.text)
        # A story without a time is looked for around the latest before it.
        at = moment(telling.published) or self._latest
        self._latest = max(self._latest, at)
        near = self._sketches.candidates(hashes, stamp(at))
        address = story_key(telling.url)
        others = [self._stored(other) for other in dict.fromkeys([*self._at(address), *near])]
        match = choose(telling, others, limits=self._limits)
        self._connection.execute("BEGIN")
        self._connection.execute(
            "INSERT INTO tellings (number, id, address, telling, story_group, reason) "
            "VALUES (?, ?, ?, ?, ?, 'no other story tells the same')",
            (number, json.dumps(line["id"]), address, _packed(telling), number),
        )
        self._sketches.add(number, hashes, stamp(at))
        if match is not None:
            self._join(telling, match)
        self._connection.execute("COMMIT")

    def settle(self) -> None:
        """Give every member of a group but the first a place, also where others proved it."""
        rows = self._connection.execute(
            "SELECT story_group, group_concat(number) FROM tellings WHERE of IS NULL"
            " GROUP BY story_group HAVING count(*) > 1"
        ).fetchall()
        for _, numbers in rows:
            homeless = [self._stored(number) for number in sorted(map(int, numbers.split(",")))]
            first = reduce(lambda one, two: one if comes_first(one, two) else two, homeless)
            for telling in homeless:
                if telling.id != first.id:
                    verdict = relate(first, telling)
                    said = f"{BY_WAY}; {verdict.reason}"
                    self._connection.execute(
                        "UPDATE tellings SET relation = ?, of = ?, reason = ? WHERE number = ?",
                        (verdict.relation, first.id, said, telling.id),
                    )

    def results(self) -> Iterator[dict[str, Any]]:
        """One line for each line read."""
        rows = self._connection.execute(
            "SELECT one.id, first.id, one.relation, earlier.id, one.reason FROM tellings AS one "
            "JOIN tellings AS first ON first.number = one.story_group "
            "LEFT JOIN tellings AS earlier ON earlier.number = one.of ORDER BY one.number"
        )
        for id, first, relation, of, reason in rows:
            yield {
                "id": json.loads(id),
                "group": json.loads(first),
                "relation": relation,
                "of": None if of is None else json.loads(of),
                "reason": reason,
            }

    def _join(self, new: Telling, match: Match) -> None:
        earlier = next((verdict for _, verdict in match.proven if verdict.of != new.id), None)
        if earlier is not None:
            self._relate(new.id, earlier)
        for other, verdict in match.proven:
            if verdict.of == new.id:
                self._relate(other.id, verdict)
        groups = {new.id, *(self._group(other.id) for other, _ in match.proven)}
        first = min(groups)
        self._connection.executemany(
            "UPDATE tellings SET story_group = ? WHERE story_group = ?",
            [(first, late) for late in groups if late != first],
        )

    def _relate(self, number: int | str, verdict: Verdict) -> None:
        """Say what a telling repeats, unless that is known."""
        self._connection.execute(
            "UPDATE tellings SET relation = ?, of = ?, reason = ? WHERE number = ? AND of IS NULL",
            (verdict.relation, verdict.of, verdict.reason, number),
        )

    def _group(self, number: int | str) -> int:
        row = self._connection.execute(
            "SELECT story_group FROM tellings WHERE number = ?", (number,)
        ).fetchone()
        return int(row[0])

    def _at(self, address: str | None) -> list[int]:
        """The latest tellings at an address."""
        if address is None:
            return []
        rows = self._connection.execute(
            "SELECT number FROM tellings WHERE address = ? ORDER BY number DESC LIMIT ?",
            (address, _ONE_ADDRESS),
        )
        return [row[0] for row in rows]

    def _stored(self, number: int) -> Telling:
        row = self._connection.execute(
            "SELECT telling FROM tellings WHERE number = ?", (number,)
        ).fetchone()
        return Telling(number, *json.loads(row[0].decode("utf-8", "surrogatepass")))

    def _telling(self, number: int, line: object) -> Telling:
        """A line as a telling."""
        if not isinstance(line, dict):
            raise UsageError(f"line {number}: not a JSON object")
        if isinstance(line.get("id"), bool) or not isinstance(line.get("id"), int | str):
            raise UsageError(f"line {number}: `id` must be a text or a whole number")
        if not isinstance(line.get("text"), str):
            raise UsageError(f"line {number}: `text` must be a text")
        for name in _FIELDS:
            if not isinstance(line.get(name), str | None):
                raise UsageError(f"line {number}: `{name}` must be a text or null")
        published = line.get("published") or ""
        if published and moment(published) is None:
            raise UsageError(f"line {number}: `published` is not an ISO 8601 time: {published!r}")
        return Telling(
            id=number,
            url=line.get("url") or "",
            headline=line.get("headline") or "",
            text=line["text"],
            published=published,
            outlet=line.get("outlet"),
            credit=line.get("credit"),
            language=line.get("language"),
        )


def _packed(telling: Telling) -> bytes:
    fields = [getattr(telling, name) for name in _FIELDS]
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")
