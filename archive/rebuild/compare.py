"""Compares two databases of one archive row by row, and says in words what differs."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from archive.rebuild.tables import CONTENTS, Content

_EXAMPLES = 3  # of each way in which a table's rows differ
_LONGEST = 160  # characters of a value in an example

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class TableDifference:
    """How one table's rows differ. `columns` counts changed values by the column's name."""

    table: str
    before: int
    after: int
    missing: int = 0
    added: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    changed: int = 0
    examples: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether every row has its like."""
        return not (self.missing or self.added or self.changed)


@dataclass(frozen=True, slots=True)
class Differences:
    """One TableDifference a table, in the order of `archive.rebuild.tables`."""

    tables: tuple[TableDifference, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs at all."""
        return all(table.equal for table in self.tables)

    @property
    def examples(self) -> tuple[str, ...]:
        """The first differences of each table, a line each."""
        return tuple(line for table in self.tables for line in table.examples)

    def of(self, table: str) -> TableDifference:
        """How the rows of this table differ."""
        return next(one for one in self.tables if one.table == table)


def compare(
    old: sqlite3.Connection, new: sqlite3.Connection, *, tables: frozenset[str] | None = None
) -> Differences:
    """What differs between two databases (of the present schema), row numbers apart.

    Reads both in the order of the keys, so memory does not grow with them. `tables` leaves others
    out. Raises sqlite3.Error for a database that cannot be read.
    """
    wanted = [c for c in CONTENTS if tables is None or c.table in tables]
    return Differences(tuple(_compared(old, new, content) for content in wanted))


class _Tally:
    """What was met so far in one table."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.before = self.after = self.missing = self.added = self.changed = 0
        self.columns: Counter[str] = Counter()
        self.examples: list[str] = []
        self._told: Counter[str] = Counter()

    def say(self, way: str, words: str) -> None:
        """Keep an example, unless there are enough of its kind."""
        self._told[way] += 1
        if self._told[way] <= _EXAMPLES:
            self.examples.append(f"{self.content.table}: {words}")

    def made(self) -> TableDifference:
        """The figures."""
        return TableDifference(
            self.content.table,
            self.before,
            self.after,
            self.missing,
            self.added,
            dict(self.columns.most_common()),
            self.changed,
            tuple(self.examples),
        )


def _compared(
    old: sqlite3.Connection, new: sqlite3.Connection, content: Content
) -> TableDifference:
    tally = _Tally(content)
    names, before = _rows(old, content)
    _, after = _rows(new, content)
    one, other = next(before, None), next(after, None)
    while one is not None or other is not None:
        first = _key(one, content), _key(other, content)
        if other is None or (one is not None and first[0] < first[1]):
            tally.before += 1
            tally.missing += 1
            tally.say("missing", f"{_spoken(first[0])} is missing")
            one = next(before, None)
        elif one is None or first[1] < first[0]:
            tally.after += 1
            tally.added += 1
            tally.say("added", f"{_spoken(first[1])} was not there before")
            other = next(after, None)
        else:
            tally.before += 1
            tally.after += 1
            _differ(tally, names, one, other)
            one, other = next(before, None), next(after, None)
    return tally.made()


def _rows(
    connection: sqlite3.Connection, content: Content
) -> tuple[tuple[str, ...], Iterator[Row]]:
    cursor = connection.cursor()
    cursor.row_factory = None  # plain tuples, whatever the connection gives
    cursor.execute(content.query)
    return tuple(column[0] for column in cursor.description), iter(cursor)


def _key(row: Row | None, content: Content) -> tuple[tuple[str, object], ...]:
    """Comparable whatever the values are; columns of one type compare by value."""
    if row is None:
        return ()
    return tuple((type(value).__name__, value) for value in row[: content.keys])


def _differ(tally: _Tally, names: tuple[str, ...], one: Row, other: Row) -> None:
    if one == other:
        return
    tally.changed += 1
    for name, was, now in zip(names, one, other, strict=True):
        if was != now:
            tally.columns[name] += 1
            where = _spoken(_key(one, tally.content))
            tally.say(name, f"{where}: {name} {_value(was)} → {_value(now)}")


def _spoken(key: tuple[tuple[str, object], ...]) -> str:
    return " ".join(str(value) for _, value in key)


def _value(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
