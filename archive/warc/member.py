"""Reads one record back from its place: one seek, one read, one gunzip."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from archive.errors import CaptureMissing
from archive.model import Locator
from archive.warc import deflate, naming

_LONGEST_NUMBER = 18  # digits of a length
_HEAD_ROOM = 1 << 20  # for the record's own fields and the HTTP head, on top of a body's limit


@dataclass(frozen=True, slots=True)
class Member:
    """One WARC record: its named fields (names in lower case, first value), and its block.

    `cut` says that the block is longer than the limit and only its beginning is here.
    """

    fields: dict[str, str]
    block: bytes
    cut: bool = False


def member_at(folder: Path, at: Locator, limit: int) -> Member:
    """The record at `at` in `folder`, `limit` bytes of its block and some more.

    Raises CaptureMissing when the file is not there or the bytes are not a whole record.
    """
    packed = _packed(folder, at)
    unpacker = deflate.unpacker()
    try:
        raw = unpacker.decompress(packed, max_length=limit + _HEAD_ROOM)
    except deflate.ERRORS as error:
        raise _damaged(at, str(error)) from error
    ended = unpacker.eof
    if not ended and len(raw) < limit + _HEAD_ROOM:
        raise _damaged(at, "the record is cut short")
    member, length = parse_record(raw, at)
    if ended and len(member.block) < length:
        raise _damaged(at, "the block is shorter than it says")
    if ended and (unpacker.unused_data or raw[len(raw) - 4 :] != b"\r\n\r\n"):
        raise _damaged(at, "the record does not end where it should")
    return member


def parse_record(raw: bytes, at: Locator) -> tuple[Member, int]:
    """`raw` as a record, and the length that it says its block has; raises CaptureMissing."""
    end = raw.find(b"\r\n\r\n")
    if end < 0 or not raw.startswith(b"WARC/1."):
        raise _damaged(at, "no WARC record begins here")
    fields: dict[str, str] = {}
    for line in raw[:end].decode("utf-8", "replace").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    written = fields.get("content-length", "")
    if not written.isdecimal() or len(written) > _LONGEST_NUMBER:
        raise _damaged(at, "the record has no length")
    length = int(written)
    block = raw[end + 4 : end + 4 + length]
    return Member(fields, block, cut=len(block) < length), length


def _packed(folder: Path, at: Locator) -> bytes:
    path = naming.find(folder, at.warc)
    if path is None:
        raise CaptureMissing(f"there is no WARC file {at.warc} in {folder}")
    try:
        with path.open("rb", buffering=0) as file:
            file.seek(at.offset)
            # a row may claim any length, and Python makes room for it before it reads
            packed = file.read(min(at.length, os.fstat(file.fileno()).st_size))
    except (OSError, ValueError) as error:
        raise CaptureMissing(f"cannot read {path}: {error}") from error
    if packed is None or len(packed) < at.length or not at.length:
        raise _damaged(at, "the file ends before it")
    return packed


def _damaged(at: Locator, why: str) -> CaptureMissing:
    return CaptureMissing(
        f"{at.warc} at {at.offset}: {why}; run `backissue verify` to see what else is damaged"
    )
