"""Takes the chunk framing off a body (RFC 9112 §7.1), tolerant of extensions and trailers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto

_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?\r?\Z", re.DOTALL)
_LINE_LIMIT = 64 * 1024


class _State(Enum):
    SIZE = auto()
    DATA = auto()
    DATA_END = auto()
    TRAILER = auto()
    DONE = auto()
    BROKEN = auto()


class Dechunker:
    """Reads a chunked body piece by piece and gives back the entity's bytes.

    After a fault nothing more comes out: what was read before it stands, as with a cut body.
    """

    def __init__(self) -> None:
        self._state = _State.SIZE
        self._line = b""
        self._left = 0

    @property
    def whole(self) -> bool:
        """Whether the last chunk and the end of the trailers have been seen."""
        return self._state is _State.DONE

    def feed(self, piece: bytes) -> list[bytes]:
        """The entity's bytes in `piece`."""
        out: list[bytes] = []
        position = 0
        while position < len(piece) and self._state not in (_State.DONE, _State.BROKEN):
            if self._state is _State.DATA:
                part = piece[position : position + self._left]
                out.append(part)
                position += len(part)
                self._left -= len(part)
                if not self._left:
                    self._state = _State.DATA_END
                continue
            end = piece.find(b"\n", position)
            if end < 0:
                self._keep(piece[position:])
                break
            self._read_line(self._line + piece[position:end])
            self._line = b""
            position = end + 1
        return out

    def _keep(self, start_of_line: bytes) -> None:
        self._line += start_of_line
        if len(self._line) > _LINE_LIMIT:
            self._state = _State.BROKEN

    def _read_line(self, line: bytes) -> None:
        empty = line in (b"", b"\r")
        if self._state is _State.SIZE:
            size = _SIZE.match(line)
            self._left = int(size[1], 16) if size else 0
            if size is None:
                self._state = _State.BROKEN
            else:
                self._state = _State.DATA if self._left else _State.TRAILER
        elif self._state is _State.DATA_END:
            self._state = _State.SIZE if empty else _State.BROKEN
        elif empty:
            self._state = _State.DONE


def entity_pieces(pieces: Iterable[bytes], *, chunked: bool) -> Iterator[bytes]:
    """The entity body in `pieces` of a body as it came: chunk framing removed when `chunked`."""
    if not chunked:
        yield from pieces
        return
    dechunker = Dechunker()
    for piece in pieces:
        yield from dechunker.feed(piece)
