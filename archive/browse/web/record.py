"""Reads a stored answer piece by piece, so that a big body needs no memory."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.errors import CaptureMissing
from archive.model import Locator
from archive.warc import deflate, naming
from archive.warc.chunks import entity_pieces
from archive.warc.head import Head, head_end, parse_head
from archive.warc.member import parse_record

PIECE = 256 * 1024  # bytes at most that are unpacked at once
_PACKED = 64 * 1024
_HEADS = 1 << 20  # bytes in which the record's fields and the HTTP head must end

Pieces = Generator[bytes, None, None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A stored answer: its head, and its body as it came, without its chunk framing.

    `length` is the body's, where that is known before it is read. The pieces raise CaptureMissing
    when the record is damaged further on.
    """

    fields: dict[str, str]  # of the WARC record, names in lower case
    head: Head
    length: int | None
    pieces: Iterator[bytes]


def opened(folder: Path, at: Locator) -> Opened:
    """The answer whose record is at `at` below `folder`, a folder of WARC files.

    Raises CaptureMissing when it is not there, or no whole head of an answer begins there.
    """
    unpacked = _unpacked(folder, at)
    begun = b""
    for piece in unpacked:
        begun += piece
        start = begun.find(b"\r\n\r\n") + 4
        end = head_end(begun, start) if start >= 4 else None
        if end is not None or len(begun) > _HEADS:
            break
    member, length = parse_record(begun, at)
    if member.fields.get("warc-type") not in ("response", "revisit"):
        raise CaptureMissing(f"{at.warc} at {at.offset}: no answer, but something else")
    start = begun.find(b"\r\n\r\n") + 4
    end = head_end(begun[: start + length], start) or min(len(begun), start + length)
    head = parse_head(begun[start:end])
    left = length - (end - start)
    wire = _bounded(begun[end : end + left], unpacked, left, at)
    return Opened(
        fields=member.fields,
        head=head,
        length=None if head.chunked else left,
        pieces=entity_pieces(wire, chunked=head.chunked),
    )


def _bounded(begun: bytes, unpacked: Pieces, left: int, at: Locator) -> Iterator[bytes]:
    """The `left` bytes of a block of which `begun` has been read."""
    piece = begun
    while True:
        piece = piece[:left]
        left -= len(piece)
        if piece:
            yield piece
        if not left:
            unpacked.close()
            return
        try:
            piece = next(unpacked)
        except StopIteration:
            raise CaptureMissing(f"{at.warc} at {at.offset}: the record is cut short") from None


def _unpacked(folder: Path, at: Locator) -> Pieces:
    """The record at `at`, at most PIECE bytes at a time."""
    path = naming.find(folder, at.warc)
    if path is None:
        raise CaptureMissing(f"there is no WARC file {at.warc} in {folder}")
    try:
        with path.open("rb", buffering=0) as file:
            left = min(at.length, os.fstat(file.fileno()).st_size - at.offset)
            file.seek(at.offset)
            unpacker = deflate.unpacker()
            while left > 0 and not unpacker.eof:
                packed = file.read(min(left, _PACKED)) or b""
                left -= len(packed)
                while packed and not unpacker.eof:
                    yield unpacker.decompress(packed, max_length=PIECE)
                    packed = unpacker.unconsumed_tail
    except deflate.ERRORS as error:
        raise CaptureMissing(f"{at.warc} at {at.offset}: {error}") from error
    except (OSError, ValueError) as error:
        raise CaptureMissing(f"cannot read {path}: {error}") from error
