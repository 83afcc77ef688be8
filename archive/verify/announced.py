"""Holds the rows of announcements against their records, and captures against announcements."""

from __future__ import annotations

import sqlite3

from archive.verify.findings import Finding, Tally

_ANNOUNCED = """
SELECT b.*, coalesce(n.id, r.id) AS n_id, coalesce(n.length, r.length) AS n_length,
    n.sequence AS n_sequence, coalesce(n.entries, 0) AS n_entries
FROM a.announcements b LEFT JOIN files f ON f.name = b.warc AND f.shelf = 0
LEFT JOIN records r ON r.file = f.file AND r.offset = b.offset
LEFT JOIN announcements n ON n.file = f.file AND n.offset = b.offset
WHERE b.sequence <= ? ORDER BY b.sequence
"""
_NUMBERS = """
SELECT sequence FROM a.announcements WHERE sequence <= ?1
UNION SELECT sequence FROM announcements n JOIN files f ON f.file = n.file AND f.shelf = 0
WHERE sequence <= ?1 ORDER BY 1
"""
_NAMED_IN_VAIN = """
SELECT n.sequence, n.record FROM named n JOIN files f ON f.file = n.file AND f.shelf = 0
WHERE n.sequence <= ? AND n.sequence IN (SELECT sequence FROM a.announcements)
AND NOT EXISTS (SELECT 1 FROM records r WHERE r.id = n.record AND r.shelf = 0)
"""


def look_at_announcements(
    connection: sqlite3.Connection, tally: Tally, capture: int, last: int, *, quick: bool
) -> None:
    """Rows of announcements and the records they were read from, and that all numbers are there.

    A record without a row is right: a crash came before its transaction was committed, and what it
    named was announced once more, under a new number. `capture` and `last` are the last
    capture's id and the last sequence at the start.
    """
    for row in connection.execute(_ANNOUNCED, (last,)):
        where, place = f"announcements {row['sequence']}", f"{row['warc']}@{row['offset']}"
        same = row["n_id"] == row["record_id"] and row["n_length"] == row["length"]
        if not quick:
            same = same and row["n_sequence"] == row["sequence"]
            same = same and row["n_entries"] >= row["entries"]
        tally.check("announced", same, where, None, f"no such announcement is at {place}")
    if quick:
        return
    before = 0
    for (number,) in connection.execute(_NUMBERS, (last,)):
        gap = f"none between {before} and {number} is in the files or the table"
        tally.check("unbroken", number == before + 1, f"announcements {number}", None, gap)
        before = number
    for number, record in connection.execute(_NAMED_IN_VAIN, (last,)):
        tally.check("announced", False, f"announcements {number}", None, "names", record)
    if before:
        _all_named(connection, tally, capture)


def _all_named(connection: sqlite3.Connection, tally: Tally, last: int) -> None:
    [looked] = connection.execute(
        "SELECT count(*) FROM a.captures WHERE id <= ?", (last,)
    ).fetchone()
    rows = connection.execute(
        """SELECT c.id, c.url FROM a.captures c JOIN files f ON f.name = c.warc AND f.shelf = 0
           WHERE c.id <= ? AND NOT f.growing
           AND NOT EXISTS (SELECT 1 FROM named n WHERE n.record = c.record_id)""",
        (last,),
    )
    found = [Finding("named", f"captures {row}", None, str(url)[:300]) for row, url in rows]
    tally.count("named", looked, len(found), found)
