"""Opens an archive's SQLite file with the right pragmas, and puts its errors into words."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from archive.errors import DatabaseBusy, DiskFull, StorageError

NAME = "backissue.db"
NEWEST = "m005_templates"  # the last of archive.schema's migrations
BUSY_MS = 10_000
_SHM = 1 << 15  # bytes of the file by which processes share the write-ahead log


def open_writer(folder: Path) -> sqlite3.Connection:
    """The database of the archive in `folder`, made and migrated; transactions are explicit.

    Raises StorageError (cannot be made, is no archive) and DatabaseBusy (locked for 10 s).
    """
    return open_file(folder / NAME)


def open_file(path: Path) -> sqlite3.Connection:
    """The same, at any path: a rebuild makes its database beside the one that is in use."""
    with in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _migrate(path)
        connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        connection.executescript(
            f"PRAGMA busy_timeout = {BUSY_MS}; PRAGMA synchronous = NORMAL;"
            "PRAGMA foreign_keys = ON; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;"
        )
    connection.row_factory = sqlite3.Row
    return connection


def _migrate(path: Path) -> None:
    if _is_current(path):
        return
    # Imported late (0.1 s of each command): only a new or an older archive needs them.
    from sqlite_utils import Database

    from archive.schema import migrations

    database = Database(path, execute_plugins=False)
    try:
        database.conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        database.enable_wal()
        migrations.apply(database)
    finally:
        database.close()


def _is_current(path: Path) -> bool:
    """Whether all migrations were applied to the file, and it is written through a log."""
    if not path.exists():
        return False
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            return False
        there = "SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"
        if connection.execute(there).fetchone() is None:
            return False
        applied = "SELECT 1 FROM _sqlite_migrations WHERE name = ?"
        return connection.execute(applied, (NEWEST,)).fetchone() is not None


def open_reader(folder: Path) -> sqlite3.Connection:
    """The same database, read only; raises StorageError when there is none yet."""
    path = folder / NAME
    if not path.exists():
        raise StorageError(f"{path}: no archive here yet; run `backissue crawl` first")
    with in_words(path):
        connection = sqlite3.connect(reading_uri(path), uri=True)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.row_factory = sqlite3.Row
    return connection


def check(folder: Path) -> None:
    """Raises StorageError when there is a database in `folder` that cannot be read."""
    if (folder / NAME).exists():
        with closing(open_reader(folder)) as connection, in_words(folder / NAME):
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def reading_uri(path: Path) -> str:
    """How SQLite opens the database for reading only."""
    return f"file:{quote(str(path))}?{'immutable=1' if is_frozen(path) else 'mode=ro'}"


def is_frozen(path: Path) -> bool:
    """Whether nobody can write the database, for its disk is read-only.

    SQLite must be told: to read a database with a write-ahead log it wants to make files beside it.
    """
    log = path.with_name(f"{path.name}-wal")
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY) and not log.exists()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One short write transaction: committed whole, or rolled back and put into words."""
    with in_words(database_path(connection)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def database_path(connection: sqlite3.Connection) -> Path:
    """The file behind a connection."""
    return Path(next(row[2] for row in connection.execute("PRAGMA database_list")) or ":memory:")


def _is_full(path: Path) -> bool:
    """Whether SQLite has no room for its -shm file; it calls that an I/O error, on reading too."""
    try:
        return shutil.disk_usage(path.parent).free < _SHM
    except OSError:
        return False


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn SQLite's errors on `path` into StorageError, DiskFull among them, or DatabaseBusy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        said = str(error)
        if "locked" in said or "busy" in said:
            raise DatabaseBusy(
                f"{path}: in use by another process for {BUSY_MS // 1000} s; "
                "close what writes to it, then run this again"
            ) from error
        if "full" in said or _is_full(path):
            raise DiskFull(
                f"{path}: the disk is full; free some space, nothing was lost"
            ) from error
        raise StorageError(f"{path}: cannot be used ({said})") from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise  # a fault of ours, not of the file
        raise StorageError(f"{path}: is not a Back Issue archive, or damaged ({error})") from error
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from error
