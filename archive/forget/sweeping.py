"""Takes what was forgotten out of the WARC files, one after the other, whatever comes between.

Of each file: the new one is written beside it and synced (`NAME.forgetting`), then one transaction
makes the rows point into it, then it takes the old one's name. A crash before the transaction
leaves a file that is thrown away; a crash after it, one that is given its name (`finish`). What is
still to be done stands in the rows: a tombstone whose capture does not say that it was removed.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from archive import db
from archive.atomic import sync_folder
from archive.errors import CaptureMissing, StorageError
from archive.folder import WARCS
from archive.forget.rewriting import Changes, Forgotten, Heir, Referred, Rewritten, rewrite
from archive.places import body_place
from archive.times import parse
from archive.warc import bulk, naming, tombstones
from archive.warc.deflate import Compression

NEW = ".forgetting"

_UNSWEPT = """
SELECT tombstones.record_id, warc, forgotten_at, tombstones.reason
FROM tombstones JOIN captures USING (record_id) WHERE coalesce(error, '') != ? ORDER BY record_id
"""
_BEREFT = """
SELECT v.record_id, v.url, v.warc, v.original, v.digest, v.entity_digest, v.profile,
    o.warc AS original_warc, o.offset AS original_offset, o.length AS original_length
FROM captures AS v JOIN captures AS o ON o.record_id = v.original
WHERE v.original IN (SELECT record_id FROM tombstones)
    AND v.record_id NOT IN (SELECT record_id FROM tombstones)
ORDER BY v.profile != 'identical-payload-digest', v.captured_at, v.id
"""
_LIKE = """
SELECT record_id, url, captured_at FROM captures
WHERE entity_digest = ? AND digest = ? AND profile IS NULL AND status = 200 AND method = 'GET'
    AND truncated IS NULL AND warc IS NOT NULL
    AND record_id NOT IN (SELECT record_id FROM tombstones)
ORDER BY id LIMIT 1
"""
# An answer of 304 has no body to be known by: the one that it confirmed came at its address.
_CONFIRMED = """
SELECT o.record_id, o.url, o.captured_at FROM captures AS v
JOIN captures AS o ON o.record_id = coalesce(v.original, v.record_id)
WHERE v.url = ? AND v.digest = ? AND v.status = 200 AND v.truncated IS NULL AND o.warc IS NOT NULL
    AND o.record_id NOT IN (SELECT record_id FROM tombstones)
ORDER BY v.captured_at DESC LIMIT 1
"""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have no other process write files anew meanwhile: several crawls may start at once."""
    warcs = folder / WARCS
    warcs.mkdir(parents=True, exist_ok=True)
    held = os.open(warcs, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def finish(folder: Path, connection: sqlite3.Connection) -> None:
    """End what a crash interrupted: before anything reads the files by the rows' offsets."""
    for new in sorted((folder / WARCS).glob(f"*{naming.ENDING}{NEW}")):
        if _is_in_rows(new, connection):
            _take_name(new)
        else:
            new.unlink()


def is_left(connection: sqlite3.Connection) -> bool:
    """Whether content that was announced as forgotten is still in a file."""
    return connection.execute(_UNSWEPT, (tombstones.REMOVED,)).fetchone() is not None


def sweep(
    folder: Path,
    connection: sqlite3.Connection,
    *,
    compression: Compression = "fast",
    beat: Callable[[], None] = lambda: None,
) -> int:
    """Remove all content that is announced as forgotten; how many files were written anew.

    Revisits that had their body there get it, or another original, first. Raises StorageError when
    a file cannot be written, and CaptureMissing when one cannot be read to its end.
    """
    files, before = 0, None
    while (changes := _inheritance(connection)) is not None:
        if changes == before:
            raise CaptureMissing("a revisit is not where its row says: run `backissue verify`")
        before = changes
        for warc in _files_of(connection, [*changes.heirs, *changes.referred]):
            files += _rewritten(folder, connection, warc, changes, compression)
            beat()
    forgotten, warcs = _unswept(connection)
    for warc in warcs:
        changes = Changes(forgotten=forgotten)
        files += _rewritten(folder, connection, warc, changes, compression)
        beat()
    _without_record(connection)
    return files


def _inheritance(connection: sqlite3.Connection) -> Changes | None:
    """What becomes of revisits whose originals were forgotten; None when there are none.

    The first of those with one body becomes the whole answer, for its address was not to be
    forgotten; in the next call the others get it for their original.
    """
    bereft = connection.execute(_BEREFT).fetchall()
    if not bereft:
        return None
    heirs: dict[str, Heir] = {}
    referred: dict[str, Referred] = {}
    taken: set[tuple[str, str]] = set()
    for row in bereft:
        key = (row["entity_digest"], row["digest"])
        if row["profile"] == "identical-payload-digest":
            like = connection.execute(_LIKE, key).fetchone()
        else:
            like = connection.execute(_CONFIRMED, (row["url"], row["digest"])).fetchone()
        if like is not None:
            referred[row["record_id"]] = Referred(*like)
        elif (
            row["profile"] == "identical-payload-digest"
            and key not in taken
            and (at := body_place(row)) is not None
        ):
            taken.add(key)
            heirs[row["record_id"]] = Heir(at)
    if not heirs and not referred:
        return None
    return Changes(heirs=heirs, referred=referred)


def _unswept(connection: sqlite3.Connection) -> tuple[dict[str, Forgotten], list[str]]:
    forgotten, warcs = {}, set()
    for row in connection.execute(_UNSWEPT, (tombstones.REMOVED,)):
        forgotten[row["record_id"]] = Forgotten(parse(row["forgotten_at"]), row["reason"])
        warcs.add(row["warc"])
    if None in warcs:  # no answer came, so no row says where the request lies
        found = connection.execute("SELECT DISTINCT warc FROM captures WHERE warc IS NOT NULL")
        warcs = {row["warc"] for row in found}
    return forgotten, sorted(warcs)


def _files_of(connection: sqlite3.Connection, records: Iterable[str]) -> list[str]:
    rows = connection.execute(
        "SELECT DISTINCT warc FROM captures WHERE warc IS NOT NULL"
        " AND record_id IN (SELECT value FROM json_each(?)) ORDER BY warc",
        (json.dumps(list(records)),),
    )
    return [str(row[0]) for row in rows]


def _rewritten(
    folder: Path,
    connection: sqlite3.Connection,
    warc: str,
    changes: Changes,
    compression: Compression,
) -> bool:
    path = folder / WARCS / warc
    try:
        file = path.open("rb")
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror or error}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageError(f"{path}: is being written; stop what writes it first") from error
        new = path.with_name(path.name + NEW)
        done = rewrite(path, new, changes, compression)
        with db.transaction(connection):
            _point_into(connection, warc, path.stat().st_size, done, changes)
        _take_name(new)
    return True


def _point_into(
    connection: sqlite3.Connection, warc: str, old_size: int, done: Rewritten, changes: Changes
) -> None:
    """Let the rows say where the records lie in the new file."""
    for table in ("captures", "announcements"):
        connection.executemany(
            # nothing but names and conditions of ours is put in
            f"UPDATE {table} SET offset = ?, length = ? WHERE record_id = ? AND warc = ?",  # noqa: S608
            [(*place, record, warc) for record, place in done.places.items()],
        )
    connection.executemany(
        "UPDATE captures SET warc = ?, offset = ?, length = ?, error = ? WHERE record_id = ?",
        [(warc, *done.places[record], tombstones.REMOVED, record) for record in done.removed],
    )
    here = done.places.keys()
    connection.executemany(
        "UPDATE captures SET profile = NULL, original = NULL WHERE record_id = ?",
        [(record,) for record in changes.heirs if record in here],
    )
    connection.executemany(
        "UPDATE captures SET original = ? WHERE record_id = ?",
        [(to.record_id, record) for record, to in changes.referred.items() if record in here],
    )
    settled = connection.execute(
        "SELECT settled FROM warc_files WHERE name = ?", (warc,)
    ).fetchone()
    if settled is not None:
        end = done.size if settled[0] >= old_size else done.ends.get(settled[0], 0)
        connection.execute("UPDATE warc_files SET settled = ? WHERE name = ?", (end, warc))


def _without_record(connection: sqlite3.Connection) -> None:
    """Tombstones of exchanges that no file holds any more: nothing is left to be removed."""
    with db.transaction(connection):
        connection.execute(
            "UPDATE captures SET error = ? WHERE warc IS NULL"
            " AND record_id IN (SELECT record_id FROM tombstones)",
            (tombstones.REMOVED,),
        )


def _take_name(new: Path) -> None:
    new.replace(new.with_name(new.name.removesuffix(NEW)))
    sync_folder(new.parent)


def _is_in_rows(new: Path, connection: sqlite3.Connection) -> bool:
    """Whether the rows point into this file, and not into the one it was made from."""
    name = new.name.removesuffix(NEW)
    try:
        lies = {record.id: record.at for record in bulk.records(new)}
    except CaptureMissing:
        return False  # it was being written
    rows = connection.execute(
        "SELECT record_id, offset, length FROM captures WHERE warc = ?1"
        " UNION ALL SELECT record_id, offset, length FROM announcements WHERE warc = ?1",
        (name,),
    ).fetchall()
    return bool(rows) and all(
        row["record_id"] in lies
        and (lies[row["record_id"]].offset, lies[row["record_id"]].length)
        == (row["offset"], row["length"])
        for row in rows
    )
