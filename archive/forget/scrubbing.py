"""Leaves no trace of removed rows, and of removed bytes, in the other files of an archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from archive import db
from archive.folder import WARCS
from archive.warc import deflate

_PIECE = 1 << 18
_LEFTOVERS = (".before-rebuild", ".rebuilding", ".checking")


def overwrite_what_goes(connection: sqlite3.Connection) -> None:
    """Have SQLite write zeros over all that is deleted from now on."""
    connection.execute("PRAGMA secure_delete = ON")


def scrub(connection: sqlite3.Connection) -> bool:
    """Write the whole database anew, and empty its log; False when readers kept the log open.

    The search index keeps words of deleted rows until its parts are merged.
    """
    with db.in_words(db.database_path(connection)):
        connection.execute("INSERT INTO story_search(story_search) VALUES ('optimize')")
        connection.execute("VACUUM")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def remove_copies(folder: Path, addresses: Sequence[str]) -> list[str]:
    """Remove old databases that hold the rows still, and torn bytes that hold one of the addresses.

    Torn bytes were parked by the repair after a crash and never announced. Gives the names.
    """
    gone = []
    for ending in _LEFTOVERS:
        for path in sorted(folder.glob(f"{db.NAME}{ending}*")):
            path.unlink()
            gone.append(path.name)
    marks = [f"WARC-Target-URI: {url}\r\n".encode() for url in addresses]
    for path in sorted((folder / WARCS).glob("*.torn-*")):
        if _holds(path, marks):
            path.unlink()
            gone.append(path.name)
    return gone


def _holds(path: Path, marks: Sequence[bytes]) -> bool:
    """Whether torn gzip members, as far as they can be unpacked, hold one of the marks."""
    packed, tail = path.read_bytes(), b""
    while packed:
        unpacker = deflate.unpacker()
        for start in range(0, len(packed), _PIECE):
            try:
                out = unpacker.decompress(packed[start : start + _PIECE])
            except deflate.ERRORS:
                return False
            if any(mark in tail + out for mark in marks):
                return True
            tail = (tail + out)[-4096:]
            if unpacker.eof:
                packed = unpacker.unused_data + packed[start + _PIECE :]
                break
        else:
            return False
    return False
