"""Rows of captures."""

from __future__ import annotations

import sqlite3

from archive import places
from archive.model import Capture, Kind, Purpose, Revisit, Truncated
from archive.times import fine_stamp, parse

_INSERT = """
INSERT INTO captures (
    url, source, run, story, kind, visit, method, status, captured_at, mime, size, digest,
    entity_digest, record_id, warc, offset, length, truncated, error, outcome, via, profile,
    original
) VALUES (
    :url, :source, (SELECT id FROM runs WHERE key = :run), :story, :kind, :visit, :method, :status,
    :captured_at, :mime, :size, :digest, :entity_digest, :record_id, :warc, :offset, :length,
    :truncated, :error, :outcome, :via, :profile, :original
)
ON CONFLICT (record_id) DO UPDATE SET
    story = coalesce(excluded.story, story), outcome = coalesce(excluded.outcome, outcome)
RETURNING id
"""


def insert(
    connection: sqlite3.Connection,
    capture: Capture,
    *,
    story: int | None = None,
    outcome: str | None = None,
) -> int:
    """Add one capture, or say of one that is there what it came to; its id."""
    purpose, at, revisit = capture.purpose, capture.at, capture.revisit
    row = connection.execute(
        _INSERT,
        {
            "url": capture.url,
            "source": purpose.source,
            "run": purpose.run,
            "story": story,
            "kind": purpose.kind,
            "visit": purpose.visit,
            "method": capture.method,
            "status": capture.status,
            "captured_at": fine_stamp(capture.captured_at),
            "mime": capture.mime,
            "size": capture.size,
            "digest": capture.digest,
            "entity_digest": capture.entity_digest,
            "record_id": capture.record_id,
            "warc": at.warc if at else None,
            "offset": at.offset if at else None,
            "length": at.length if at else None,
            "truncated": capture.truncated,
            "error": capture.error,
            "outcome": outcome,
            "via": purpose.via,
            "profile": revisit.profile if revisit else None,
            "original": revisit.original if revisit else None,
        },
    ).fetchone()
    return int(row[0])


def stored(row: places.Row) -> Capture:
    """The capture in a row that was asked for with `places.COLUMNS`, as far as rows tell of it."""
    return told(row, places.revisit(row))


def told(row: places.Row, revisit: Revisit | None) -> Capture:
    """The capture in a row of our tables or of a rebuild's scratch file: what both keep."""
    return Capture(
        url=row["url"],
        method=row["method"],
        purpose=Purpose(row["source"], Kind(row["kind"]), None, row["visit"], row["via"]),
        captured_at=parse(row["captured_at"]),
        record_id=row["record_id"],
        at=places.place(row),
        status=row["status"],
        mime=row["mime"],
        size=row["size"],
        digest=row["digest"],
        entity_digest=row["entity_digest"],
        truncated=Truncated(row["truncated"]) if row["truncated"] else None,
        error=row["error"],
        revisit=revisit,
    )
