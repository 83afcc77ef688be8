"""Finds the gzip members of an exchange in a WARC file, without unpacking its neighbours' bodies.

A row tells where a response lies. Its request is the member before it, its metadata the one after;
between two responses lie nothing but small members, so only those are walked through.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archive.errors import CaptureMissing, StorageError
from archive.model import Locator
from archive.warc import deflate

_PIECE = 1 << 16
_HEAD_LIMIT = 1 << 16


@dataclass(frozen=True, slots=True)
class Place:
    """One whole member: byte offset, byte length, and the fields of its record, names lower."""

    offset: int
    length: int
    fields: dict[str, tuple[str, ...]]

    @property
    def end(self) -> int:
        return self.offset + self.length

    def first(self, name: str) -> str:
        """The first value of a field; empty when there is none."""
        return self.fields.get(name, ("",))[0]


@dataclass(frozen=True, slots=True)
class Found:
    """The members of one exchange, in their order, and the warcinfo record that they name."""

    members: tuple[Place, ...]
    main: Place
    warcinfo: str


def exchange_at(file: BinaryIO, at: Locator, before: int, record_id: str) -> Found:
    """The exchange whose response or revisit, of this record id, is at `at` in `file`.

    `before` is where the previous response ends, or 0. Raises CaptureMissing when what is there is
    another record, or not whole.
    """
    main = next(members(file, at.warc, at.offset), None)
    if main is None or main.length != at.length or main.first("warc-record-id") != record_id:
        raise CaptureMissing(f"{at.warc} at {at.offset}: the tables' record is not there")
    asked = deque(members(file, at.warc, before, at.offset), maxlen=1)
    about = next(members(file, at.warc, main.end), None)
    found = [main]
    if asked and _is_of(asked[0], "request", record_id):
        found.insert(0, asked[0])
    if about is not None and _is_of(about, "metadata", record_id):
        found.append(about)
    return Found(tuple(found), main, main.first("warc-warcinfo-id"))


def members(file: BinaryIO, name: str, start: int, end: int | None = None) -> Iterator[Place]:
    """The members of `file` from `start` to `end` or its end, each unpacked and found whole.

    Raises CaptureMissing at the first that is not.
    """
    offset, rest = start, b""
    file.seek(start)
    while end is None or offset < end:
        unpacker, head, unpacked, taken = deflate.unpacker(), b"", 0, 0
        while not unpacker.eof:
            piece, rest = rest or file.read(_PIECE), b""
            if not piece and not taken:
                return
            try:
                out = unpacker.decompress(piece)
            except deflate.ERRORS as error:
                raise CaptureMissing(f"{name} at {offset}: {error}") from error
            if not piece:
                raise CaptureMissing(f"{name} at {offset}: the record is cut short")
            taken, unpacked = taken + len(piece), unpacked + len(out)
            head += out[: _HEAD_LIMIT - len(head)]
        rest = unpacker.unused_data
        yield _place(name, offset, taken - len(rest), head, unpacked)
        offset += taken - len(rest)
        file.seek(offset + len(rest))  # another may have read meanwhile


def pieces(file: BinaryIO, place: Place) -> Iterator[bytes]:
    """The bytes of a member as they are; raises StorageError when the file is shorter by now."""
    position, left = place.offset, place.length
    while left:
        file.seek(position)
        piece = file.read(min(left, 1 << 20))
        if not piece:
            raise StorageError(f"{file.name}: was cut short while it was copied; run it again")
        yield piece
        position, left = position + len(piece), left - len(piece)


def _is_of(place: Place, kind: str, record_id: str) -> bool:
    return place.first("warc-type") == kind and record_id in place.fields.get(
        "warc-concurrent-to", ()
    )


def _place(name: str, offset: int, length: int, head: bytes, unpacked: int) -> Place:
    blank = head.find(b"\r\n\r\n")
    if blank < 0 or not head.startswith(b"WARC/1."):
        raise CaptureMissing(f"{name} at {offset}: no WARC record begins here")
    fields: dict[str, tuple[str, ...]] = {}
    for line in head[:blank].decode("utf-8", "replace").split("\r\n")[1:]:
        key, _, value = line.partition(":")
        key = key.strip().lower()
        fields[key] = (*fields.get(key, ()), value.strip())
    place = Place(offset, length, fields)
    written = place.first("content-length")
    if not written.isdecimal() or len(written) > 18 or unpacked != blank + 8 + int(written):
        raise CaptureMissing(f"{name} at {offset}: the record is not as long as it says")
    return place
