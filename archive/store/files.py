"""What the tables know of the WARC files: up to where each is announced, and what is missing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from archive import places
from archive.model import Locator


def announced(connection: sqlite3.Connection, warc: str) -> int:
    """Where the last record ends that a row points at; 0 when none does."""
    row = connection.execute(
        "SELECT max(coalesce((SELECT max(offset + length) FROM captures WHERE warc = ?1), 0),"
        " coalesce((SELECT max(offset + length) FROM announcements WHERE warc = ?1), 0))",
        (warc,),
    ).fetchone()
    return int(row[0])


def settled(connection: sqlite3.Connection) -> Mapping[str, int]:
    """Up to which byte all exchanges in each file are in the tables."""
    return dict(connection.execute("SELECT name, settled FROM warc_files").fetchall())


def settle(connection: sqlite3.Connection, warcs: Mapping[str, int]) -> None:
    """Remember for each of these files up to where it is announced."""
    connection.executemany(
        "INSERT INTO warc_files (name, settled) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET settled = excluded.settled",
        list(warcs.items()),
    )


def missing(connection: sqlite3.Connection, records: Iterable[str]) -> frozenset[str]:
    """Which of these record ids no capture has."""
    rows = connection.execute(
        "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT record_id FROM captures)",
        (json.dumps(list(records)),),
    )
    return frozenset(value for (value,) in rows)


def place(connection: sqlite3.Connection, record: str) -> Locator | None:
    """Where the record of a capture lies; None when no row tells."""
    row = connection.execute(
        "SELECT warc, offset, length FROM captures WHERE record_id = ? AND warc IS NOT NULL",
        (record,),
    ).fetchone()
    return places.place(row) if row else None
