"""Finds where reading can go on behind damaged bytes of a WARC file."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from archive.warc import deflate

_MAGIC = b"\x1f\x8b\x08"
_HEAD = 1 << 16  # packed bytes that hold a record's own fields
_BEGINS = re.compile(rb"WARC/1\.[01]\r\n(?:[^\r\n]+\r\n)*?WARC-Type: *request\r\n", re.IGNORECASE)


def next_exchange(path: Path, after: int) -> int | None:
    """Where the first exchange behind the byte `after` begins: with its request record.

    None when there is none. An exchange without a request (no connection came about) is passed
    over: its metadata record alone could be anyone's.
    """
    with path.open("rb") as file:
        if path.stat().st_size <= after:
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
            at = held.find(_MAGIC, after)
            while at >= 0:
                if _BEGINS.match(_unpacked(held[at : at + _HEAD])):
                    return at
                at = held.find(_MAGIC, at + 1)
    return None


def _unpacked(piece: bytes) -> bytes:
    try:
        return deflate.unpacker().decompress(piece, max_length=_HEAD)
    except deflate.ERRORS:
        return b""
