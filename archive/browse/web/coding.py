"""Which part of a body is sent, and whether its content coding stays on; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.warc import deflate

_GZIPPED = b"\x1f\x8b"
_NAMES = {"x-gzip": "gzip"}
_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
_STEP = 256 * 1024


def is_kept(codings: tuple[str, ...], start: bytes, accept: str) -> bool:
    """Whether the client can take the body as it is stored.

    A body that begins otherwise than its coding does is sent without the label: some servers lie.
    """
    if not codings:
        return False
    if codings[-1] in ("gzip", "x-gzip") and not start.startswith(_GZIPPED):
        return False
    wanted = {part.partition(";")[0].strip() for part in accept.lower().split(",")}
    return all(_NAMES.get(name, name) in wanted for name in codings)


def unpacked(pieces: Iterator[bytes], codings: tuple[str, ...], start: bytes) -> Iterator[bytes]:
    """The body without its gzip coding, piece by piece; other codings stay, for want of a reader.

    A damaged body ends where the damage is.
    """
    if codings[-1:] not in (("gzip",), ("x-gzip",)) or not start.startswith(_GZIPPED):
        return pieces
    return _gunzipped(pieces)


def _gunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = deflate.unpacker()
    for piece in pieces:
        while piece:
            try:
                out = unpacker.decompress(piece, max_length=_STEP)
            except deflate.ERRORS:
                return
            if out:
                yield out
            piece = unpacker.unconsumed_tail
            if unpacker.eof:
                piece, unpacker = unpacker.unused_data, deflate.unpacker()


def asked_range(header: str, length: int) -> tuple[int, int] | None:
    """First and last byte of a Range header with one range; None when the whole is to be sent.

    (RFC 9110 §14.2: a header that is not understood is passed over.) A range beyond the end is
    `(length, length - 1)`: nothing of it can be sent.
    """
    found = _RANGE.fullmatch(header.replace(" ", ""))
    if found is None or not (found[1] or found[2]) or not length:
        return None
    if not found[1]:
        wanted = int(found[2])
        return (max(length - wanted, 0), length - 1) if wanted else (length, length - 1)
    first = int(found[1])
    last = min(int(found[2]), length - 1) if found[2] else length - 1
    if first >= length:
        return length, length - 1
    return (first, last) if first <= last else None


def part(pieces: Iterator[bytes], first: int, last: int) -> Iterator[bytes]:
    """The bytes from `first` to `last`, both included."""
    position = 0
    for piece in pieces:
        begin, end = max(first - position, 0), last + 1 - position
        if begin < len(piece):
            yield piece[begin:end]
        position += len(piece)
        if position > last:
            return
