"""Copies an archive while it is being written, so that the copy is one itself.

The database is copied first, then the WARC files. Whatever the database tells of was on disk before
it was told, so the files hold at least all of it; a record torn at an open file's end is no loss,
for no row leads there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from archive import db
from archive.atomic import replacing
from archive.errors import StorageError, UsageError
from archive.folder import CONFIG, WARCS
from archive.warc import naming


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup did; bytes are those of the copied database and WARC files."""

    linked: int = 0
    copied: int = 0
    unchanged: int = 0
    bytes: int = 0


def back_up(folder: Path, destination: Path, *, copy: bool = False) -> BackupReport:
    """Make `destination` an archive equal to the one in `folder`; only what changed is copied.

    Closed WARC files, which never change again, are hard-linked where the file system can, unless
    `copy`. Raises UsageError when one folder lies in the other or `destination` holds what this
    archive does not, StorageError when there is no archive or a file cannot be read or written.
    """
    source, target = folder.resolve(), destination.resolve()
    if source == target or source in target.parents or target in source.parents:
        raise UsageError(f"{destination}: a backup cannot lie in its archive, nor around it")
    if not (source / db.NAME).exists():
        raise StorageError(f"{source / db.NAME}: there is no archive here to back up")
    if _runs(target) - _runs(source):
        raise UsageError(
            f"{destination}: holds another archive, or a copy that was crawled with since;"
            " back up into another folder"
        )
    if (target / CONFIG).exists() and not (target / db.NAME).exists():
        raise UsageError(
            f"{destination}: holds another archive's {CONFIG}; back up into another folder"
        )
    try:
        (target / WARCS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{destination}: cannot be written: {error.strerror}") from error
    size = _copy_database(source, target)
    if (source / CONFIG).exists():
        _copy(source / CONFIG, target / CONFIG)
    report = _copy_warcs(source / WARCS, target / WARCS, link=not copy)
    return BackupReport(report.linked, report.copied, report.unchanged, report.bytes + size)


def _runs(folder: Path) -> set[str]:
    """The keys of all runs that the archive in `folder` has seen; none where there is no archive.

    Keys are unique among archives, so a copy's are all among those of the archive it was made of.
    """
    if not (folder / db.NAME).exists():
        return set()
    with db.in_words(folder / db.NAME), contextlib.closing(db.open_reader(folder)) as connection:
        return {key for (key,) in connection.execute("SELECT key FROM runs")}


def _copy_database(source: Path, target: Path) -> int:
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target) as folder:
        fresh = Path(folder) / db.NAME
        with db.in_words(source / db.NAME):
            with contextlib.closing(db.open_reader(source)) as connection:
                connection.execute("VACUUM INTO ?", (str(fresh),))
            with contextlib.closing(sqlite3.connect(fresh)) as connection:
                connection.execute("PRAGMA journal_mode = wal")  # as the archive's own is
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        for suffix in ("-wal", "-shm"):  # of the database that is replaced
            (target / (db.NAME + suffix)).unlink(missing_ok=True)
        fresh.replace(target / db.NAME)
    return (target / db.NAME).stat().st_size


def _copy_warcs(source: Path, target: Path, *, link: bool) -> BackupReport:
    linked = copied = unchanged = size = 0
    for name in sorted({naming.final_name(path) for path in _files(source)}):
        found = naming.find(source, name)
        if found is None:
            continue
        place = target / found.name
        if _same(found, place):
            unchanged += 1
            continue
        if link and found.name == name and _link(found, place):
            linked += 1
        else:
            size += _copy(found, place)
            copied += 1
        if found.name == name:  # the earlier backup met it while it was open
            (target / (name + naming.OPEN)).unlink(missing_ok=True)
    return BackupReport(linked, copied, unchanged, size)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.is_file()]


def _same(found: Path, place: Path) -> bool:
    try:
        there, here = place.stat(), found.stat()
    except FileNotFoundError:
        return False
    return there.st_size == here.st_size and there.st_mtime_ns == here.st_mtime_ns


def _link(found: Path, place: Path) -> bool:
    """Whether `place` is now another name of the closed file `found`."""
    try:
        place.unlink(missing_ok=True)
        os.link(found, place)
    except OSError:  # another file system, or one without links
        return False
    return True


def _copy(found: Path, place: Path) -> int:
    try:
        with found.open("rb") as original, replacing(place) as copy:
            shutil.copyfileobj(original, copy, 1 << 20)
            size = copy.tell()
        before = found.stat()
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    except FileNotFoundError as error:
        raise StorageError(f"{found}: went away while it was copied; run it again") from error
    return size
