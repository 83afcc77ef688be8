"""A scratch database of what records say: memory stays small however many records there are.

Each process that reads a file writes a part of its own; the parts are then put together, in the
order of the files, and asked for relations (archive.verify.relations, archive.verify.tables).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.closing import Closing
from archive.verify.facts import Facts, named

_TABLES = """
CREATE TABLE records (
    shelf INTEGER, file INTEGER, offset INTEGER, length INTEGER, type TEXT, id TEXT, uri TEXT,
    date TEXT, http INTEGER, payload TEXT, entity TEXT, status INTEGER, size INTEGER,
    truncated TEXT, profile TEXT, refers TEXT, refers_uri TEXT, refers_date TEXT, warcinfo TEXT,
    method TEXT, bodiless INTEGER, bare INTEGER
);
CREATE TABLE partners (shelf INTEGER, file INTEGER, offset INTEGER, record TEXT, partner TEXT);
CREATE TABLE announcements (
    file INTEGER, offset INTEGER, length INTEGER, id TEXT, sequence INTEGER, entries INTEGER
);
CREATE TABLE named (file INTEGER, offset INTEGER, sequence INTEGER, record TEXT);
"""
_INDEXES = """
CREATE INDEX records_id ON records(id, shelf);
CREATE INDEX records_place ON records(file, offset);
CREATE INDEX records_type ON records(type);
CREATE INDEX partners_record ON partners(record, shelf);
CREATE INDEX partners_partner ON partners(partner, shelf);
CREATE INDEX named_record ON named(record);
"""
_FILES = """
CREATE TABLE files (file INTEGER PRIMARY KEY, shelf INTEGER, name TEXT, growing INTEGER);
CREATE INDEX files_name ON files(name);
CREATE TABLE indexed (file INTEGER, offset INTEGER);
CREATE INDEX indexed_place ON indexed(file, offset);
"""
_QUICK = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;"
_PARTS = ("records", "partners", "announcements", "named")
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Shelved:
    """A file by its number, the shelf of files that belong together, and its final name."""

    file: int
    shelf: int
    name: str
    growing: bool = False


class Part(Closing):
    """What one file's records say, in a database of its own."""

    def __init__(self, path: Path, place: Shelved) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(_QUICK + _TABLES)
        self._place = place
        self._waiting: list[Facts] = []

    def add(self, facts: Facts) -> None:
        """Remember one record."""
        self._waiting.append(facts)
        if len(self._waiting) >= _BATCH:
            self._write()

    def close(self) -> None:
        """Write what waits, and close."""
        self._write()
        self._connection.close()

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        shelf, file = self._place.shelf, self._place.file
        self._connection.execute("BEGIN")
        self._many("records", [_row(shelf, file, one) for one in waiting])
        pairs = [(shelf, file, f.offset, f.id, p) for f in waiting for p in f.partners]
        self._many("partners", pairs)
        told = [(f, f.announced) for f in waiting if f.announced is not None]
        self._many(
            "announcements",
            [(file, f.offset, f.length, f.id, a.sequence, len(a.entries)) for f, a in told],
        )
        names = [(file, f.offset, a.sequence, one) for f, a in told for one in named(a)]
        self._many("named", names)
        self._connection.execute("COMMIT")

    def _many(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(
                f"INSERT INTO {table} VALUES ({marks})",  # noqa: S608 - names are ours
                rows,
            )


class Scratch(Closing):
    """All parts together. `connection` is for questions; archives can be attached to it."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(f"file:{path}", isolation_level=None, uri=True)
        self.connection.row_factory = sqlite3.Row
        self.connection.executescript(_QUICK + _TABLES + _FILES)

    def take(self, part: Path) -> None:
        """Move a part in; its file is removed."""
        self.connection.execute("ATTACH DATABASE ? AS part", (str(part),))
        try:
            for table in _PARTS:
                self.connection.execute(
                    f"INSERT INTO {table} SELECT * FROM part.{table}"  # noqa: S608 - names are ours
                )
        finally:
            self.connection.execute("DETACH DATABASE part")
        part.unlink()

    def shelve(self, files: Iterable[Shelved]) -> None:
        """Say which files there are, and index what was taken in."""
        self.connection.executemany(
            "INSERT INTO files VALUES (?, ?, ?, ?)",
            [(one.file, one.shelf, one.name, one.growing) for one in files],
        )
        self.connection.executescript(_INDEXES + "ANALYZE;")

    def close(self) -> None:
        """Close it; the file is the caller's to remove."""
        self.connection.close()


def _row(shelf: int, file: int, one: Facts) -> tuple[Any, ...]:
    return (
        shelf,
        file,
        one.offset,
        one.length,
        one.type,
        one.id,
        one.uri,
        one.date,
        one.is_http,
        one.payload,
        one.entity,
        one.status,
        one.size,
        one.truncated,
        one.profile,
        one.refers,
        one.refers_uri,
        one.refers_date,
        one.warcinfo,
        one.method,
        one.bodiless,
        one.bare,
    )
