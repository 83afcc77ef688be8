"""Rows of captures whose content was removed by law."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from archive.journal import ForgottenEntry
from archive.times import stamp


def apply(connection: sqlite3.Connection, entry: ForgottenEntry, at: datetime) -> None:
    """Remember which captures were forgotten, and when."""
    connection.executemany(
        "INSERT OR IGNORE INTO tombstones (record_id, url, captured_at, forgotten_at, reason)"
        " SELECT record_id, url, captured_at, ?, ? FROM captures WHERE record_id = ?",
        [(stamp(at), entry.reason, record) for record in entry.records],
    )
