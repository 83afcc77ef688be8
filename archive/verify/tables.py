"""Holds an archive's tables against what its files say, and against each other.

All questions are asked in one read transaction on the database, attached read only beside the
scratch database of what the records say.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive import db
from archive.errors import DiskFull, StorageError
from archive.verify.announced import look_at_announcements
from archive.verify.findings import SHOWN, Finding, Tally
from archive.verify.rows import look_at_captures
from archive.verify.search_index import look_at_search

_CHECKS = 100  # lines that SQLite may say about a damaged file


_KNOWN = {"captures", "announcements", "tombstones", "story_search"}


@dataclass(frozen=True, slots=True)
class Rows:
    """What the database of an archive holds at the start; what comes later is not looked at.

    `last` is the id of the last of `count` captures, `announced` the last announcement's sequence.
    """

    folder: Path
    last: int
    count: int
    announced: int


def rows_at_start(folder: Path, tally: Tally) -> Rows | None:
    """Read the Rows; None, and a finding, without a database that can be read."""
    path = folder / db.NAME
    if not tally.check("database", path.exists(), db.NAME, None, "there is none"):
        return None
    try:
        with closing(db.open_reader(folder)) as connection, db.in_words(path):
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            older = "made by an earlier version; `backissue crawl` brings it up to date"
            if not tally.check("database", tables >= _KNOWN, db.NAME, None, older):
                return None
            last, count, announced = connection.execute(_START).fetchone()
    except DiskFull:
        raise  # no fault of the archive's, and no reason to make its tables anew
    except StorageError as error:
        said = str(error).removeprefix(f"{path}: ")
        tally.check("database", False, db.NAME, None, said)
        return None
    return Rows(folder, int(last), int(count), int(announced))


_START = """
SELECT coalesce(max(id), 0), count(*),
    (SELECT coalesce(max(sequence), 0) FROM announcements) FROM captures
"""


@contextmanager
def attached(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """The archive's database, read only, as `a` in one transaction; raises sqlite3.Error."""
    connection.execute("ATTACH DATABASE ? AS a", (db.reading_uri(path),))
    try:
        connection.execute(f"PRAGMA a.busy_timeout = {db.BUSY_MS}")
        connection.execute("BEGIN")
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("DETACH DATABASE a")


def look_at_tables(
    connection: sqlite3.Connection, rows: Rows, tally: Tally, *, quick: bool
) -> None:
    """All rules about tables."""
    path = rows.folder / db.NAME
    try:
        with attached(connection, path):
            if _whole(connection, tally, quick=quick):
                look_at_captures(connection, tally, rows.last, quick=quick)
                look_at_announcements(connection, tally, rows.last, rows.announced, quick=quick)
                _hang_together(connection, tally)
                if not quick:
                    look_at_search(connection, tally)
    except sqlite3.Error as error:
        tally.check("database", False, path.name, None, str(error))


def _whole(connection: sqlite3.Connection, tally: Tally, *, quick: bool) -> bool:
    """Whether the other questions can be asked."""
    check = "quick_check" if quick else "integrity_check"
    said = [row[0] for row in connection.execute(f"PRAGMA a.{check}({_CHECKS})")]
    whole = said == ["ok"]
    tally.check("database", whole, db.NAME, None, f"{len(said)} faults, first:", said[0])
    broken = list(connection.execute("PRAGMA a.foreign_key_check"))
    first = [
        Finding("database", db.NAME, None, f"{table} row {row} leads to no row of {parent}")
        for table, row, parent, _ in broken[:SHOWN]
    ]
    tally.count("database", 1, len(broken), first)
    return whole


_ORPHANS = {
    "stories without revisions": """
        SELECT url FROM a.stories s WHERE revision IS NULL
        OR NOT EXISTS (SELECT 1 FROM a.revisions r WHERE r.story = s.id)""",
    "stories whose present revision is another story's": """
        SELECT s.url FROM a.stories s JOIN a.revisions r ON r.id = s.revision
        WHERE r.story != s.id""",
    "stories that have not as many revisions as they say": """
        SELECT url FROM a.stories s WHERE revisions !=
        (SELECT count(*) FROM a.revisions r WHERE r.story = s.id)""",
    "stories that have not as many comments as they say": """
        SELECT url FROM a.stories s WHERE comments !=
        (SELECT count(*) FROM a.comments c WHERE c.story = s.id AND c.gone_at IS NULL)""",
    "groups without stories": """
        SELECT headline FROM a.story_groups g WHERE NOT EXISTS
        (SELECT 1 FROM a.stories s WHERE s.story_group = g.id)""",
    "stories in the dedupe index that are not there": """
        SELECT story FROM a.sketched d WHERE NOT EXISTS
        (SELECT 1 FROM a.stories s WHERE s.id = d.story)""",
}
_TEXTS = {
    "revisions": """
        SELECT r.id, c.id, c.warc FROM a.revisions r LEFT JOIN a.captures c ON c.id = r.capture
        WHERE c.id IS NULL OR c.warc IS NULL""",
    "comments": """
        SELECT m.id, c.id, c.warc FROM a.comments m LEFT JOIN a.captures c ON c.id = m.capture
        WHERE c.id IS NULL OR c.warc IS NULL""",
}


def _hang_together(connection: sqlite3.Connection, tally: Tally) -> None:
    for table, question in _TEXTS.items():
        # nothing but names and conditions of ours is put in
        [looked] = connection.execute(f"SELECT count(*) FROM a.{table}").fetchone()  # noqa: S608
        offenders = [
            Finding("texts", f"{table} {row}", None, _lost(capture))
            for row, capture, _ in connection.execute(question)
        ]
        tally.count("texts", looked, len(offenders), offenders)
    [stories] = connection.execute("SELECT count(*) FROM a.stories").fetchone()
    for words, question in _ORPHANS.items():
        offenders = [
            Finding("orphans", db.NAME, None, f"{words}: {row[0]}"[:300])
            for row in connection.execute(question)
        ]
        tally.count("orphans", 0, len(offenders), offenders)
    tally.count("orphans", stories, 0)


def _lost(capture: int | None) -> str:
    if capture is None:
        return "its capture is not there"
    return f"its capture {capture} has no place in the files"
