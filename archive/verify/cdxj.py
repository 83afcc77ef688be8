"""Holds a CDXJ index against the records that its lines lead to."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from archive.verify.findings import Finding, Tally

_LONGEST = 1 << 20  # bytes of a line
_NO_DIGIT = re.compile(r"\D")
_FIND = """
SELECT r.file, r.length, r.uri, r.date, r.payload FROM files f
JOIN records r ON r.file = f.file AND r.offset = ?
WHERE f.shelf = ? AND f.name = ? AND r.type IN ('response', 'revisit', 'resource')
"""
_NOTE = "INSERT INTO indexed VALUES (?, ?)"
_MISSING = """
FROM records r JOIN files f ON f.file = r.file
WHERE r.shelf = ? AND r.type IN ('response', 'revisit')
AND NOT EXISTS (SELECT 1 FROM partners p JOIN records q ON q.id = p.record AND q.shelf = p.shelf
                WHERE p.partner = r.id AND p.shelf = r.shelf AND q.method != 'GET')
"""


def look_at_index(
    connection: sqlite3.Connection, path: Path, shown: str, shelf: int, tally: Tally
) -> None:
    """All lines of the index at `path`."""
    try:
        with path.open("rb") as file:
            look_at_lines(connection, file, shown, shelf, tally)
    except OSError as error:
        tally.check("readable", False, shown, None, error.strerror or str(error))


def look_at_lines(
    connection: sqlite3.Connection, file: IO[bytes], shown: str, shelf: int, tally: Tally
) -> None:
    """The same of an open file, gzipped or not."""
    before, order = b"", True
    try:
        for at, line in _lines(file):
            if line.startswith(b"!"):
                continue
            order = order and before <= line
            before = line
            wrong = _wrong(connection, line, shelf)
            tally.check("cdxj-lines", wrong is None, shown, at, wrong)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        tally.check("cdxj-lines", False, shown, None, str(error))
    tally.check("cdxj-sorted", order, shown, None, "a line comes before one that is less")


def look_for_all(connection: sqlite3.Connection, shelf: int, tally: Tally) -> None:
    """Whether the captures on a shelf all have a line in one of its indexes."""
    [looked] = connection.execute(f"SELECT count(*) {_MISSING}", (shelf,)).fetchone()
    rows = connection.execute(
        f"SELECT f.name, r.offset, r.uri {_MISSING} AND NOT EXISTS"  # noqa: S608 - ours
        " (SELECT 1 FROM indexed i WHERE i.file = r.file AND i.offset = r.offset)",
        (shelf,),
    )
    found = [Finding("cdxj-complete", name, at, str(uri)[:300]) for name, at, uri in rows]
    tally.count("cdxj-complete", looked, len(found), found)


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """(where it begins, line without its end); raises ValueError for one of more than 1 MiB."""
    start = file.read(2)
    file.seek(0)
    opened = cast(IO[bytes], gzip.GzipFile(fileobj=file)) if start == b"\x1f\x8b" else file
    at = 0
    while line := opened.readline(_LONGEST):
        if len(line) == _LONGEST:
            raise ValueError(f"the line at {at} is longer than {_LONGEST} bytes")
        if line.strip():
            yield at, line.rstrip(b"\r\n")
        at += len(line)


def _wrong(connection: sqlite3.Connection, line: bytes, shelf: int) -> str | None:
    """What is wrong with a line, if anything; where it leads to is noted."""
    try:
        _, stamp, told = line.decode("utf-8").split(" ", 2)
        said = json.loads(told)
        name = str(said["filename"]).rpartition("/")[2]
        offset, length = int(said["offset"]), int(said["length"])
        url, digest = said["url"], said.get("digest")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return f"cannot be read: {type(error).__name__} {line[:80]!r}"
    if not 0 <= offset < 1 << 63:
        return f"offset {offset}"
    row = connection.execute(_FIND, (offset, shelf, name)).fetchone()
    if row is None:
        return f"no capture begins at {name}@{offset}"
    if length != row["length"]:
        return f"length {length}, the record at {name}@{offset} has {row['length']} bytes"
    if url != row["uri"]:
        return f"url {url}, the record says {row['uri']}"
    if row["payload"] and _bare(str(digest or "")) != _bare(row["payload"]):
        return f"digest {digest}, the record says {row['payload']}"
    if stamp[:14] != _NO_DIGIT.sub("", row["date"] or "")[:14]:
        return f"time {stamp}, the record says {row['date']}"
    connection.execute(_NOTE, (row["file"], offset))
    return None


def _bare(digest: str) -> str:
    """A digest as indexers write it: `sha1:` is left out by some."""
    return digest.removeprefix("sha1:")
