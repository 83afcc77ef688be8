"""Rebuilds an archive's database: index the files, announce what is left, apply, compare, swap.

Killed at any moment, a second call goes on: files that were read are not read again, announcements
that were applied are passed over, and the old database is in its place until the new one is.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from sqlite_utils import Database

from archive import db, revisions
from archive.config.model import Config
from archive.errors import BackIssueError, StorageError
from archive.folder import WARCS
from archive.journal import Announcement, Journal, Placed
from archive.model import Locator
from archive.rebuild import finishing, pass_one
from archive.rebuild.ahead import Ahead
from archive.rebuild.applying import Applied, Applying
from archive.rebuild.carry import ended_runs
from archive.rebuild.compare import Differences, compare
from archive.rebuild.left import announce_left
from archive.rebuild.places import Places, check_room, swap
from archive.rebuild.report import Report
from archive.rebuild.scratch import Scratch
from archive.schema import migrations
from archive.store import files, runs
from archive.warc import naming, orders
from archive.warc.journal import WarcJournal
from archive.warc.opening import open_warcs
from archive.warc.records import record_id
from archive.warc.recover import recover

_AHEAD = 24  # visits held a parser process


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is; `done` and `total` count bytes in `index`, visits in `read`."""

    stage: str  # index, announce, read, finish, compare
    done: int = 0
    total: int = 0


Tell = Callable[[Progress], None]


def rebuild(
    config: Config,
    *,
    executor: Callable[[], Executor],
    jobs: int,
    check: bool = False,
    keep_old: bool = False,
    tell: Tell = lambda progress: None,
) -> Report:
    """Make the database of the archive in `config.folder` again from its WARC files.

    `executor` makes a pool of `jobs` parser processes. With `check` the new database is compared
    with the old one and thrown away, and nothing else is written. The caller holds the archive's
    lock. Raises StorageError (no files, no room, disk full) and ArchiveInUse (the old database
    cannot be replaced while it is being read); both leave the old database where it is.
    """
    began = time.monotonic()
    places = Places(config.folder, check)
    _check_files(config.folder)
    check_room(places)
    with ExitStack() as stack:
        old = _old(places, stack)
        if not check:
            _close_files(config.folder, old)
        scratch = stack.enter_context(pass_one.indexed(places, executor, jobs, tell_index(tell)))
        tell(Progress("announce"))
        left = _announce_left(config, scratch, old, check)
        new = stack.enter_context(closing(_begun(config, places, scratch)))
        applied = _apply(config, new, scratch, executor, jobs, tell)
        tell(Progress("finish"))
        finishing.finish(new, old, scratch)
        rows = finishing.counts(new)
        differences = _compared(old, new, tell)
        report = Report(
            applied,
            rows,
            differences,
            damaged=tuple(scratch.damage()),
            missing=finishing.missing_files(old, scratch),
            left=left,
            readers=finishing.readers(old),
            seconds=time.monotonic() - began,
        )
    if check:
        places.clear()
        return report
    swap(places)
    places.clear()
    if not keep_old and places.before.exists():
        places.before.unlink()
    return replace(report, kept=places.before if places.before.exists() else None)


def tell_index(tell: Tell) -> Callable[[int, int], None]:
    """The first pass's progress: bytes read, bytes in all."""
    return lambda done, total: tell(Progress("index", done, total))


def _check_files(folder: Path) -> None:
    if not any((folder / WARCS).glob(f"*{naming.ENDING}*")):
        raise StorageError(f"{folder / WARCS}: there are no WARC files to rebuild from")


def _old(places: Places, stack: ExitStack) -> sqlite3.Connection | None:
    """The database that is there, as it is to be read; None when there is none that can be."""
    if not places.old.exists():
        return None
    try:
        connection = stack.enter_context(closing(db.open_file(places.old)))
        with db.in_words(places.old):
            connection.execute("SELECT count(*) FROM captures").fetchone()
    except (BackIssueError, sqlite3.Error):
        return None
    return connection


def _close_files(folder: Path, old: sqlite3.Connection | None) -> None:
    """Close what a crash left open, so that all of it can be read."""
    left_open = [naming.final_name(path) for path in (folder / WARCS).glob(f"*{naming.OPEN}")]
    known = {name: files.announced(old, name) for name in left_open} if old else {}
    recover(folder / WARCS, known)


def _announce_left(
    config: Config, scratch: Scratch, old: sqlite3.Connection | None, check: bool
) -> int:
    def comments(name: str) -> bool:
        source = config.sources.get(name)
        return source is None or source.comments

    ended = ended_runs(old) if old is not None else {}
    if check:
        return announce_left(scratch, _Nowhere(), comments=comments, runs=ended)
    with open_warcs(config) as writer:
        return announce_left(scratch, WarcJournal(writer), comments=comments, runs=ended)


class _Nowhere(Journal):
    """Stands for the WARC where nothing is to be written."""

    def write(self, announcement: Announcement) -> Placed:
        """Nothing is kept."""
        return Placed(record_id(), Locator("", 0, 0))

    def confirm(self) -> None:
        """Nothing was."""


def _begun(config: Config, places: Places, scratch: Scratch) -> sqlite3.Connection:
    """The new database: the one that a killed call left, when it was made of the same things."""
    mark = _mark(config, scratch)
    if scratch.fact("made of") != mark:
        places.clear(index=False)
        scratch.note_fact("made of", mark)
    connection = db.open_file(places.new)
    connection.executescript(
        "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -128000;"
        "PRAGMA wal_autocheckpoint = 8000;"
    )
    with db.transaction(connection):
        runs.sync_sources(connection, config)
    return connection


def _mark(config: Config, scratch: Scratch) -> str:
    """What the new tables depend on; when any of it changes, they are begun anew."""
    rules = sorted((name, source.rules) for name, source in config.sources.items())
    known = [one.name for one in migrations.pending(Database(memory=True))]
    said = repr((revisions.READER, known, rules, sorted(scratch.files().items())))
    return hashlib.sha256(said.encode()).hexdigest()


def _apply(
    config: Config,
    new: sqlite3.Connection,
    scratch: Scratch,
    executor: Callable[[], Executor],
    jobs: int,
    tell: Tell,
) -> Applied:
    total = scratch.visits()
    rules = {name: source.rules for name, source in config.sources.items()}
    with Ahead(config.folder / WARCS, executor, window=jobs * _AHEAD) as ahead:
        applying = Applying(
            new,
            scratch,
            ahead,
            rules=rules,
            asked=lambda entry: orders.is_given(config.folder, entry),
            tell=lambda applied: tell(Progress("read", applied.visits, total)),
        )
        return applying.run()


def _compared(
    old: sqlite3.Connection | None, new: sqlite3.Connection, tell: Tell
) -> Differences | None:
    if old is None:
        return None
    tell(Progress("compare"))
    try:
        return compare(old, new)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return None  # damaged in the middle: that is why it is rebuilt
