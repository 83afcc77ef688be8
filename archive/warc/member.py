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
_GLANCE = 1 << 16  # packed bytes that hold a head or a metadata record


@dataclass(frozen=True, slots=True)
class Member:
    """One WARC record: its named fields (names in lower case, first value), and its block.

    `cut` says that the block is longer than the limit and only its beginning is here; `concurrent`
    are the records of the same exchange that it names.
    """

    fields: dict[str, str]
    block: bytes
    cut: bool = False
    concurrent: tuple[str, ...] = ()


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


def beginning_at(folder: Path, at: Locator) -> Member:
    """The record at `at` as far as its first 64 kB go, unchecked beyond them; cheap.

    Raises CaptureMissing when the file is not there or no record begins at `at`.
    """
    return _begun(_packed(folder, at, _GLANCE), at)


def member_after(folder: Path, at: Locator) -> Member | None:
    """The record that follows the one at `at`, if it is a small one; None when none does."""
    after = Locator(at.warc, at.offset + at.length, _GLANCE)
    try:
        member = _begun(_packed(folder, after, _GLANCE, whole=False), after)
    except CaptureMissing:
        return None
    return None if member.cut else member


def _begun(packed: bytes, at: Locator) -> Member:
    try:
        raw = deflate.unpacker().decompress(packed, max_length=_HEAD_ROOM)
    except deflate.ERRORS as error:
        raise _damaged(at, str(error)) from error
    return parse_record(raw, at)[0]


def parse_record(raw: bytes, at: Locator) -> tuple[Member, int]:
    """`raw` as a record, and the length that it says its block has; raises CaptureMissing."""
    end = raw.find(b"\r\n\r\n")
    if end < 0 or not raw.startswith(b"WARC/1."):
        raise _damaged(at, "no WARC record begins here")
    fields: dict[str, str] = {}
    concurrent: list[str] = []
    for line in raw[:end].decode("utf-8", "replace").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
        if name.strip().lower() == "warc-concurrent-to":
            concurrent.append(value.strip())
    written = fields.get("content-length", "")
    if not written.isdecimal() or len(written) > _LONGEST_NUMBER:
        raise _damaged(at, "the record has no length")
    length = int(written)
    block = raw[end + 4 : end + 4 + length]
    return Member(fields, block, len(block) < length, tuple(concurrent)), length


def _packed(folder: Path, at: Locator, most: int | None = None, *, whole: bool = True) -> bytes:
    """The member's bytes, `most` of them; raises CaptureMissing when not `whole` as it should."""
    wanted = at.length if most is None else min(at.length, most)
    path = naming.find(folder, at.warc)
    if path is None:
        raise CaptureMissing(f"there is no WARC file {at.warc} in {folder}")
    try:
        with path.open("rb", buffering=0) as file:
            file.seek(at.offset)
            # a row may claim any length, and Python makes room for it before it reads
            packed = file.read(min(wanted, os.fstat(file.fileno()).st_size))
    except (OSError, ValueError) as error:
        raise CaptureMissing(f"cannot read {path}: {error}") from error
    if not packed or (whole and len(packed) < wanted):
        raise _damaged(at, "the file ends before it")
    return packed


def _damaged(at: Locator, why: str) -> CaptureMissing:
    return CaptureMissing(
        f"{at.warc} at {at.offset}: {why}; run `backissue verify` to see what else is damaged"
    )
