"""Where a rebuild keeps its files, whether there is room for them, and how the new takes its place.

The new database is made beside the old one, which stays in use until the very end:

    backissue.db.rebuilding          the new database
    backissue.db.rebuilding-index    what the WARC files hold (archive.rebuild.scratch)
    backissue.db.before-rebuild      the old one, after the swap
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive import db
from archive.atomic import sync_folder
from archive.errors import ArchiveInUse, StorageError
from archive.folder import WARCS

_SUFFIXES = ("", "-wal", "-shm", "-journal")
_OF_WARCS = (
    0.6  # bytes of tables a byte of WARC, where there is no old database to go by (measured)
)
_INDEX = 0.05  # bytes of the scratch file a byte of WARC


@dataclass(frozen=True, slots=True)
class Places:
    """The files of a rebuild; that of a check has others, so that neither disturbs the other."""

    folder: Path
    check: bool = False

    @property
    def old(self) -> Path:
        return self.folder / db.NAME

    @property
    def new(self) -> Path:
        return self.folder / f"{db.NAME}.{'checking' if self.check else 'rebuilding'}"

    @property
    def index(self) -> Path:
        return self.new.with_name(f"{self.new.name}-index")

    @property
    def before(self) -> Path:
        return self.folder / f"{db.NAME}.before-rebuild"

    def part(self, number: int) -> Path:
        """Where a parser process writes what it found in one WARC file."""
        return self.new.with_name(f"{self.new.name}-part{number}")

    def clear(self, *, index: bool = True) -> None:
        """Remove what is half done; without `index` what was read of the WARC files stays."""
        remove(self.new)
        for part in self.folder.glob(f"{self.new.name}-part*"):
            part.unlink(missing_ok=True)
        if index:
            remove(self.index)


def remove(path: Path) -> None:
    """A database with what SQLite keeps beside it."""
    for suffix in _SUFFIXES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def check_room(places: Places) -> None:
    """Raises StorageError when the disk has no room for the new database beside the old one."""
    warcs = sum(file.stat().st_size for file in (places.folder / WARCS).glob("*.warc.gz*"))
    needed = warcs * _INDEX
    needed += places.old.stat().st_size if places.old.exists() else warcs * _OF_WARCS
    needed -= sum(path.stat().st_size for path in (places.new, places.index) if path.exists())
    free = shutil.disk_usage(places.folder).free
    if free < needed:
        raise StorageError(
            f"{places.folder}: the new tables need about {needed / 1e6:,.1f} MB beside the"
            f" old ones, and {free / 1e6:,.1f} MB are free; free some space, then run this again"
        )


def swap(places: Places) -> None:
    """Put the new database in the place of the old, which stays as `places.before`.

    There is a whole database at `places.old` at every moment. Readers that have the old file open
    (`backissue browse`) go on without noticing: then the new content is written into it, in one
    transaction. Raises ArchiveInUse when that cannot be done.
    """
    _settle(places.new)
    remove(places.before)
    if not places.old.exists():
        remove(places.old)  # a log that it left would be taken for the new one's
        places.new.replace(places.old)
    elif _is_alone(places.old):
        os.link(places.old, places.before)
        places.new.replace(places.old)
    else:
        _pour(places)
        remove(places.new)
    sync_folder(places.folder)


def _settle(path: Path) -> None:
    """Leave nothing of a database beside its file, and have it on the disk."""
    with closing(sqlite3.connect(path)) as connection, db.in_words(path):
        connection.execute("PRAGMA journal_mode = DELETE")
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _is_alone(path: Path) -> bool:
    """Whether nobody else has the database open; then nothing of it is left beside its file."""
    try:
        with closing(sqlite3.connect(path, timeout=0)) as connection:
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:  # no database, so nobody reads it
        for suffix in _SUFFIXES[1:]:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return True
    return bool(mode == "delete")


def _pour(places: Places) -> None:
    try:
        with (
            closing(sqlite3.connect(places.old)) as old,
            closing(sqlite3.connect(places.before)) as before,
            closing(sqlite3.connect(places.new)) as new,
        ):
            old.execute(f"PRAGMA busy_timeout = {db.BUSY_MS}")
            old.backup(before)
            new.backup(old)
    except sqlite3.OperationalError as error:
        raise ArchiveInUse(
            f"{places.old}: is being read by another process, and cannot be replaced ({error});"
            " close `backissue browse`, then run `backissue rebuild` again: only this step is left"
        ) from error
