"""What the WARC files of an archive hold, as tables in a file beside the new database.

One row an exchange and one an announcement, so that a million of them need no memory. The file is
only a help: it can be deleted at any time, and is when the rebuild is done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.closing import Closing
from archive.journal import Announcement, CaptureEntry, Placed, RunEntry, VisitEntry, read, written
from archive.model import Capture, Locator
from archive.rebuild import rows
from archive.rebuild.rows import capture_of
from archive.times import fine_stamp
from archive.warc.announcements import Found

_TABLES = f"""
{rows.TABLE}
CREATE TABLE IF NOT EXISTS announcements (
    record_id TEXT PRIMARY KEY, warc TEXT NOT NULL, offset INTEGER NOT NULL,
    length INTEGER NOT NULL, sequence INTEGER NOT NULL, at TEXT NOT NULL, block BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS names (
    name TEXT PRIMARY KEY, sequence INTEGER NOT NULL, at TEXT NOT NULL, announcement TEXT NOT NULL,
    kind TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    name TEXT PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT NULL, damage TEXT
);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
# The last announcement that names a record counts: the earlier one never reached the tables.
_LATER = """
ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence, at = excluded.at,
    announcement = excluded.announcement, kind = excluded.kind
WHERE (excluded.sequence, excluded.at, excluded.announcement) > (sequence, at, announcement)
"""


class Scratch(Closing):
    """The scratch file at `path`, made when it is not there; a power cut may cost it, no more."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=64)
        self._connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;"
            + _TABLES
        )
        self._connection.row_factory = sqlite3.Row

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """For questions of one use (`archive.rebuild.left`)."""
        return self._connection

    def add_captures(self, file: str, captures: Iterable[Capture]) -> None:
        """Write down what the file named `file` holds."""
        self._connection.executemany(rows.INSERT, (rows.row_of(file, one) for one in captures))

    def add_announcement(self, found: Found) -> None:
        """Write down an announcement, and which records it is the last to name."""
        said, placed = found.announcement, found.placed
        at, place = fine_stamp(said.at), placed.at
        self._connection.execute(
            "INSERT OR REPLACE INTO announcements VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(placed.record_id, place.warc, place.offset, place.length),
                *(said.sequence, at, written(said)),
            ),
        )
        self._connection.executemany(
            f"INSERT INTO names VALUES (?, ?, ?, ?, ?) {_LATER}",  # noqa: S608 - ours alone
            [(name, said.sequence, at, placed.record_id, kind) for name, kind in _names(said)],
        )

    def note_file(self, name: str, size: int, changed: int, damage: str | None) -> None:
        """The file was read, as it was then; `damage` says where that ended too soon."""
        self._connection.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (name, size, changed, damage)
        )

    def files(self) -> dict[str, tuple[int, int]]:
        """Size and time of change of each file that was read."""
        found = self._connection.execute("SELECT name, size, changed FROM files")
        return {row["name"]: (row["size"], row["changed"]) for row in found}

    def damage(self) -> list[tuple[str, str]]:
        """The files that could not be read to their end, and why."""
        found = self._connection.execute(
            "SELECT name, damage FROM files WHERE damage IS NOT NULL ORDER BY name"
        )
        return [(row["name"], row["damage"]) for row in found]

    def take_in(self, part: Path) -> None:
        """Add what a parser process wrote into a scratch file of its own."""
        connection = self._connection
        connection.execute("ATTACH ? AS part", (str(part),))
        try:
            connection.execute("BEGIN")
            connection.execute("INSERT OR REPLACE INTO files SELECT * FROM part.files")
            self._note_doubles()
            for table, file in (("captures", "file"), ("announcements", "warc")):
                connection.execute(
                    # nothing but names and conditions of ours is put in
                    f"INSERT OR REPLACE INTO {table} SELECT * FROM part.{table} AS new"  # noqa: S608
                    f" WHERE NOT EXISTS (SELECT 1 FROM {table} AS known"
                    f" WHERE known.record_id = new.record_id AND known.{file} < new.{file})"
                )
            # nothing but names and conditions of ours is put in
            connection.execute(f"INSERT INTO names SELECT * FROM part.names WHERE true {_LATER}")  # noqa: S608
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("DETACH part")

    def _note_doubles(self) -> None:
        """Say of files that records in them bear ids of others; the first file by name counts.

        A copy is harmless. A stranger's file may be made to stand for what was captured.
        """
        for table, file in (("captures", "file"), ("announcements", "warc")):
            self._connection.execute(
                f"""
                UPDATE files SET damage = coalesce(damage || '; ', '') || said FROM (
                    SELECT max(new.{file}, known.{file}) AS later, count(*) || ' {table} bear ids'
                        || ' that others bear, in ' || min(new.{file}, known.{file})
                        || ', and those count: run `backissue verify`' AS said
                    FROM part.{table} AS new JOIN {table} AS known USING (record_id)
                    WHERE new.{file} != known.{file} GROUP BY later
                ) WHERE name = later
                """  # noqa: S608 - names and conditions of ours
            )

    def captures(self, records: Iterable[str]) -> dict[str, Capture]:
        """Those of these records that are in a file, by id; a revisit with its original's place."""
        found = {}
        for record in records:
            row = self._row(record)
            if row is not None:
                original = self._row(row["original"]) if row["original"] else None
                found[record] = capture_of(row, original)
        return found

    def _row(self, record: str) -> sqlite3.Row | None:
        found = self._connection.execute("SELECT * FROM captures WHERE record_id = ?", (record,))
        row: sqlite3.Row | None = found.fetchone()
        return row

    def announcements(self) -> Iterator[Found]:
        """All of them, in the order in which they are applied."""
        for row in self._connection.execute(
            "SELECT * FROM announcements ORDER BY sequence, at, record_id"
        ):
            at = Locator(row["warc"], row["offset"], row["length"])
            yield Found(read(row["block"]), Placed(row["record_id"], at))

    def counts(self, name: str, announcement: str) -> bool:
        """Whether no later announcement names this record or run."""
        row = self._connection.execute(
            "SELECT announcement FROM names WHERE name = ?", (name,)
        ).fetchone()
        return row is None or row["announcement"] == announcement

    def visits(self) -> int:
        """How many visits are announced."""
        row = self._connection.execute("SELECT count(*) FROM names WHERE kind = 'visit'").fetchone()
        return int(row[0])

    def fact(self, name: str) -> str | None:
        """Something written down under a name."""
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else None

    def note_fact(self, name: str, value: str) -> None:
        """Write something down under a name."""
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


def run_name(key: str) -> str:
    """How a run stands among the names."""
    return f"run:{key}"


def _names(said: Announcement) -> Iterator[tuple[str, str]]:
    for entry in said.entries:
        if isinstance(entry, VisitEntry):
            yield entry.page, "visit"
            yield from ((record, "other") for record in entry.others)
        elif isinstance(entry, CaptureEntry):
            yield entry.record, "capture"
        elif isinstance(entry, RunEntry):
            yield run_name(entry.key), "run"
