"""Repairs files that a crash left open: cuts a torn tail off, parks it, and closes the file.

A torn gzip member hides all that is appended after it from every reader, so nothing may be
appended to, or read in bulk from, a file that was not looked at. Exchanges are announced only after
a sync, so what is cut off was never announced; it is parked beside the file all the same.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.atomic import sync_folder
from archive.errors import StorageError
from archive.warc import deflate
from archive.warc.naming import ENDING, OPEN, final_name

_PIECE = 1 << 18
_HEAD_LIMIT = 1 << 16
_TYPE = re.compile(rb"\r\nWARC-Type: *([a-z]+)\r\n", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)\r\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recovered:
    """A file that was closed: its final name, bytes kept, and bytes parked in `NAME.torn-KEPT`.

    A file in which not even the first record was whole is gone; `kept` is 0 then.
    """

    name: str
    kept: int
    torn: int


def recover(folder: Path, announced: Mapping[str, int] | None = None) -> tuple[Recovered, ...]:
    """Closes every `*.open` file in `folder` that no living process is writing.

    `announced` says, by final name, where the last record ends that the tables point at: nothing
    before it is cut or even looked at. Raises StorageError when a file cannot be repaired.
    """
    known = announced or {}
    done = (
        _recovered(path, known.get(final_name(path), 0))
        for path in sorted(folder.glob(f"*{ENDING}{OPEN}"))
    )
    return tuple(one for one in done if one is not None)


def whole_until(file: BinaryIO, start: int = 0) -> int:
    """Where the last whole exchange after `start` ends: after a warcinfo or metadata record.

    All records of an exchange are written in one go and the metadata record is the last of them.
    """
    end = start
    for kind, offset in _members(file, start):
        if kind in (b"warcinfo", b"metadata"):
            end = offset
    return end


def _recovered(path: Path, announced: int) -> Recovered | None:
    try:
        with path.open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return None
            size = file.seek(0, os.SEEK_END)
            kept = whole_until(file, min(announced, size))
            if kept < size:
                _park(path, file, kept)
            return _closed(path, kept, size)
    except OSError as error:
        raise StorageError(f"cannot repair {path}: {error.strerror or error}") from error


def _closed(path: Path, kept: int, size: int) -> Recovered:
    name = final_name(path)
    final = path.with_name(name)
    if final.exists():
        raise StorageError(f"cannot close {path}: there is a {name} already; move one of them away")
    if kept:
        path.rename(final)
    else:
        path.unlink()
    sync_folder(path.parent)
    return Recovered(name, kept, size - kept)


def _park(path: Path, file: BinaryIO, kept: int) -> None:
    parked = path.with_name(f"{final_name(path)}.torn-{kept}")
    file.seek(kept)
    with parked.open("wb") as aside:
        while piece := file.read(_PIECE):
            aside.write(piece)
        aside.flush()
        os.fsync(aside.fileno())
    file.truncate(kept)
    os.fsync(file.fileno())


def _members(file: BinaryIO, start: int) -> Iterator[tuple[bytes, int]]:
    """(type, where its gzip member ends) of whole records from `start` to the first fault."""
    end, rest = start, b""
    file.seek(start)
    while True:
        unpacker = deflate.unpacker()
        head, unpacked, taken = b"", 0, 0
        while not unpacker.eof:
            piece = rest or file.read(_PIECE)
            rest = b""
            if not piece:
                return
            taken += len(piece)
            try:
                out = unpacker.decompress(piece)
            except deflate.ERRORS:
                return
            unpacked += len(out)
            if len(head) < _HEAD_LIMIT:
                head += out[: _HEAD_LIMIT - len(head)]
        rest = unpacker.unused_data
        end += taken - len(rest)
        kind = _whole_record(head, unpacked)
        if kind is None:
            return
        yield kind, end


def _whole_record(head: bytes, unpacked: int) -> bytes | None:
    """The type of a record that is as long as it says; None for anything else."""
    blank = head.find(b"\r\n\r\n")
    kind, length = _TYPE.search(head, 0, blank + 2), _LENGTH.search(head, 0, blank + 2)
    if blank < 0 or kind is None or length is None or not head.startswith(b"WARC/1."):
        return None
    return kind[1].lower() if unpacked == blank + 4 + int(length[1]) + 4 else None
