"""Digests as WARC fields write them: sha256 in base32, padding kept."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

_PIECE = 1 << 20

Body = bytes | BinaryIO


def digest(*parts: bytes) -> str:
    """`sha256:BASE32` of the parts one after another."""
    return digest_of(parts)


def digest_of(pieces: Iterable[bytes]) -> str:
    """`sha256:BASE32` of a stream."""
    running = hashlib.sha256()
    for piece in pieces:
        running.update(piece)
    return written(running)


def written(running: hashlib._Hash) -> str:
    """`sha256:BASE32` of a digest that has taken all its bytes."""
    return "sha256:" + base64.b32encode(running.digest()).decode("ascii")


def pieces_of(body: Body) -> Iterator[bytes]:
    """A body from its start, whole or in pieces of a megabyte."""
    if isinstance(body, bytes):
        yield body
        return
    body.seek(0)
    while piece := body.read(_PIECE):
        yield piece


def size_of(body: Body) -> int:
    """Bytes in a body."""
    return len(body) if isinstance(body, bytes) else body.seek(0, 2)
