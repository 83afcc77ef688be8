"""Holds every row that tells of a record against that record, and the records against the rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from archive import db
from archive.verify.findings import Finding, Tally

_PLACED = """
SELECT c.*, f.file AS file, t.record_id IS NOT NULL AS forgotten,
    r.length AS r_length, r.type AS r_type, r.id AS r_id, r.uri AS r_uri, r.date AS r_date,
    r.payload AS r_payload, r.entity AS r_entity, r.status AS r_status, r.size AS r_size,
    r.truncated AS r_truncated, r.profile AS r_profile, r.refers AS r_refers,
    (SELECT m.entity FROM partners p JOIN records m ON m.id = p.record AND m.shelf = 0
     WHERE p.partner = c.record_id AND p.shelf = 0 AND m.type = 'metadata'
     AND m.entity IS NOT NULL) AS told_entity
FROM a.captures c
LEFT JOIN files f ON f.name = c.warc AND f.shelf = 0
LEFT JOIN records r ON r.file = f.file AND r.offset = c.offset
LEFT JOIN a.tombstones t ON t.record_id = c.record_id
WHERE c.warc IS NOT NULL AND c.id <= ?
"""
_UNPLACED = """
SELECT c.id, c.url, c.record_id, r.type AS r_type, r.uri AS r_uri FROM a.captures c
LEFT JOIN records r ON r.id = c.record_id AND r.shelf = 0
WHERE c.warc IS NULL AND c.id <= ?
"""
_CAPTURED = """
FROM records r JOIN files f ON f.file = r.file
WHERE f.shelf = 0 AND NOT f.growing AND r.http AND (
    r.type IN ('response', 'revisit')
    OR r.type = 'request'
    AND NOT EXISTS (SELECT 1 FROM partners p WHERE p.record = r.id AND p.shelf = 0)
)
"""
_FORGOTTEN = """
SELECT t.url, t.forgotten_at, r.type AS r_type, r.offset, f.name FROM a.tombstones t
LEFT JOIN records r ON r.id = t.record_id AND r.shelf = 0
LEFT JOIN files f ON f.file = r.file
"""


def look_at_captures(
    connection: sqlite3.Connection, tally: Tally, last: int, *, quick: bool
) -> None:
    """Every capture row up to the id `last`, what has no row, and what was forgotten."""
    for row in connection.execute(_PLACED, (last,)):
        where, rule, wrong = _compared(row)
        tally.check("row-bytes", rule != "row-bytes", where, None, wrong)
        if rule != "row-bytes":
            tally.check("row-facts", rule != "row-facts", where, None, wrong)
    if not quick:
        for row in connection.execute(_UNPLACED, (last,)):
            sound = row["r_type"] in ("request", "metadata") and row["r_uri"] == row["url"]
            said = f"record {row['record_id']} is {row['r_type'] or 'not there'}"
            tally.check("row-answer", sound, f"captures {row['id']}", None, said)
        _accounted(connection, tally)
    for row in connection.execute(_FORGOTTEN):
        said = f"{row['url']}: on {row['forgotten_at']}"
        tally.check("forgotten", False, db.NAME, None, said)
        still = row["r_type"] not in (None, "metadata")
        tally.check("removed", not still, row["name"] or db.NAME, row["offset"], said)


def _compared(row: sqlite3.Row) -> tuple[str, str | None, str]:
    """(the row, the rule that it breaks if any, what is wrong)."""
    where = f"captures {row['id']}"
    place = f"{row['warc']}@{row['offset']}"
    if row["file"] is None:
        return where, "row-bytes", f"there is no file {row['warc']}"
    if row["r_id"] is None:
        return where, "row-bytes", f"no whole record begins at {place}"
    if row["r_id"] != row["record_id"] or row["r_length"] != row["length"]:
        there = f"{row['r_id']}, {row['r_length']} bytes"
        return where, "row-bytes", f"another record is at {place}: {there}"
    wrong = [] if row["forgotten"] else list(_differences(row))
    return where, "row-facts" if wrong else None, f"{place}: {'; '.join(wrong)}"


def _differences(row: sqlite3.Row) -> Iterator[str]:
    """In which columns the row says other than the record. What is not known is not compared."""
    revisit = row["r_type"] == "revisit"
    if row["r_type"] not in ("response", "revisit"):
        yield f"the record is of type {row['r_type']}"
    pairs = [
        ("url", row["r_uri"], False),
        ("captured_at", row["r_date"], False),
        ("digest", row["r_payload"], True),
        ("truncated", None if revisit else row["r_truncated"], revisit),
        ("status", row["r_status"], True),
        ("size", None if revisit else row["r_size"], True),
        ("entity_digest", None if revisit else row["r_entity"], True),
        ("entity_digest", row["told_entity"], True),
        ("original", row["r_refers"] if revisit else None, False),
    ]
    for column, said, unknown in pairs:
        if not (unknown and said is None) and _plain(row[column]) != _plain(said):
            yield f"{column} {row[column]}, in the record {said}"
    profile = (row["r_profile"] or "").rpartition("/")[2] if revisit else None
    if row["profile"] != profile:
        yield f"profile {row['profile']}, in the record {profile}"


def _plain(value: object) -> object:
    """A time without the zeros that say nothing; anything else as it is."""
    if isinstance(value, str) and value.endswith("Z") and "." in value:
        return value[:-1].rstrip("0").rstrip(".") + "Z"
    return value


def _accounted(connection: sqlite3.Connection, tally: Tally) -> None:
    [looked] = connection.execute(f"SELECT count(*) {_CAPTURED}").fetchone()
    missing = connection.execute(
        f"SELECT f.name, r.offset, r.uri {_CAPTURED} AND NOT EXISTS"  # noqa: S608 - ours
        " (SELECT 1 FROM a.captures c WHERE c.record_id = r.id)"
    )
    found = [Finding("accounted", name, at, str(uri)[:300]) for name, at, uri in missing]
    tally.count("accounted", looked, len(found), found)
