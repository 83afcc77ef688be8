"""A Capture as a row of the scratch file, and back."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from archive.model import Capture, Kind, Profile, Purpose, Revisit, Truncated
from archive.places import place
from archive.times import fine_stamp, parse

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
INSERT = f"INSERT OR REPLACE INTO captures VALUES ({', '.join('?' * 28)})"  # noqa: S608


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
    return Capture(
        url=row["url"],
        method=row["method"],
        purpose=Purpose(
            row["source"], Kind(row["kind"]), row["run"], row["visit"], row["via"], row["hops"]
        ),
        captured_at=parse(row["captured_at"]),
        record_id=row["record_id"],
        at=place(row),
        status=row["status"],
        mime=row["mime"],
        size=row["size"],
        digest=row["digest"],
        entity_digest=row["entity_digest"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        location=row["location"],
        truncated=Truncated(row["truncated"]) if row["truncated"] else None,
        error=row["error"],
        elapsed_ms=row["elapsed_ms"],
        revisit=revisit,
    )
