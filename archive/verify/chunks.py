"""Follows chunk framing strictly (RFC 9112 §7.1) and gives the entity's bytes in pieces.

The archive has another reader of chunks (archive.warc.chunks), which forgives; this one tells apart
what is cut short, what is malformed, and what comes behind the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\Z")
_LONGEST_LINE = 1 << 16

State = Literal["size", "bytes", "close", "trailer", "done"]


class Chunks:
    """`malformed` says that the body is not in chunks; `stray` counts bytes behind its end."""

    def __init__(self) -> None:
        self.malformed = False
        self.stray = 0
        self._state: State = "size"
        self._line = b""
        self._left = 0

    @property
    def whole(self) -> bool:
        """Whether the body ended where its last chunk and trailers do."""
        return self._state == "done" and not self.stray and not self.malformed

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The entity's bytes in `piece`; has to be used up."""
        at = 0
        while at < len(piece) and not self.malformed:
            if self._state == "done":
                self.stray += len(piece) - at
                return
            if self._state == "bytes":
                part = piece[at : at + self._left]
                yield part
                at += len(part)
                self._left -= len(part)
                if not self._left:
                    self._state = "close"
                continue
            end = piece.find(b"\n", at)
            line = self._line + piece[at : end if end >= 0 else len(piece)]
            if end < 0 or len(line) > _LONGEST_LINE:
                self._line = line
                self.malformed = len(line) > _LONGEST_LINE or not self._may_begin(line)
                return
            self._line, at = b"", end + 1
            self._read(line)

    def _read(self, line: bytes) -> None:
        empty = line in (b"", b"\r")
        if self._state == "close":
            self._state, self.malformed = "size", not empty
        elif self._state == "trailer":
            self._state = "done" if empty else "trailer"
        elif (size := _SIZE.match(line)) is None:
            self.malformed = True
        else:
            self._left = int(size[1], 16)
            self._state = "bytes" if self._left else "trailer"

    def _may_begin(self, start: bytes) -> bool:
        """Whether more bytes could make a line of `start`."""
        if self._state == "size":
            return _SIZE.match(start) is not None or not start.strip()
        return self._state == "trailer" or start in (b"", b"\r")
