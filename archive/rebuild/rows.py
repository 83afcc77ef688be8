"""A Capture as a row of the scratch file, and back."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

from archive.model import Capture, Profile, Revisit
from archive.places import place
from archive.store.captures import told
from archive.times import fine_stamp

TABLE = """
CREATE TABLE IF NOT EXISTS captures (
    record_id TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    warc TEXT, offset INTEGER, length INTEGER,
    url TEXT, method TEXT,
    source TEXT, kind TEXT, run TEXT, visit TEXT, via TEXT, hops TEXT,
    captured_at TEXT, status INTEGER, mime TEXT, size INTEGER, digest TEXT, entity_digest TEXT,
    etag TEXT, last_modified TEXT, location TEXT, truncated TEXT, error TEXT, elapsed_ms INTEGER,
    profile TEXT, original TEXT,
    ended TEXT NOT NULL
) WITHOUT ROWID;
"""
INSERT = f"INSERT OR REPLACE INTO captures VALUES ({', '.join('?' * 28)})"  # noqa: S608 - ours


def row_of(file: str, capture: Capture) -> tuple[object, ...]:
    """The row of a capture that the file `file` holds."""
    purpose, at, revisit = capture.purpose, capture.at, capture.revisit
    ended = capture.captured_at + timedelta(milliseconds=capture.elapsed_ms)
    return (
        capture.record_id,
        file,
        *((at.warc, at.offset, at.length) if at else (None, None, None)),
        capture.url,
        capture.method,
        *(purpose.source, purpose.kind.value, purpose.run, purpose.visit, purpose.via),
        purpose.hops,
        fine_stamp(capture.captured_at),
        capture.status,
        capture.mime,
        capture.size,
        capture.digest,
        capture.entity_digest,
        capture.etag,
        capture.last_modified,
        capture.location,
        capture.truncated.value if capture.truncated else None,
        capture.error,
        capture.elapsed_ms,
        *((revisit.profile.value, revisit.original) if revisit else (None, None)),
        fine_stamp(ended),
    )


def capture_of(row: sqlite3.Row, original: sqlite3.Row | None = None) -> Capture:
    """The capture in a row; `original` is the row that it is a revisit of."""
    revisit = None
    if row["profile"] is not None:
        at = place(original) if original is not None else None
        revisit = Revisit(Profile(row["profile"]), row["original"], at)
    capture = told(row, revisit)
    return replace(
        capture,
        purpose=replace(capture.purpose, run=row["run"], hops=row["hops"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        location=row["location"],
        elapsed_ms=row["elapsed_ms"],
    )
