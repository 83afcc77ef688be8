"""Takes records out of a stretch of unpacked bytes: a header's text, so many bytes, the rest."""

from __future__ import annotations

from collections.abc import Iterator

from archive.verify.source import Source

_BLANK = b"\r\n\r\n"
_RECORD = b"\r\n\r\nWARC/1."


class Flow:
    """The bytes of the source's present stretch. `taken` is how many were given."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._held = b""
        self._from = 0
        self.taken = 0

    def at_end(self) -> bool:
        """Whether nothing is left of the stretch."""
        if self._from == len(self._held):
            self._held, self._from = self._source.piece(), 0
        return not self._held

    def head(self, limit: int) -> bytes | None:
        """The bytes up to an empty line, which is taken too; None when none comes in `limit`."""
        while (end := self._held.find(_BLANK, self._from)) < 0:
            more = self._source.piece() if len(self._held) - self._from <= limit else b""
            if not more:
                return None
            self._held, self._from = self._held[self._from :] + more, 0
        if end - self._from > limit:
            return None
        return self._take(end + 4 - self._from)[:-4]

    def pieces(self, size: int) -> Iterator[bytes]:
        """The next `size` bytes, fewer when the stretch ends."""
        while size and not self.at_end():
            piece = self._take(min(size, len(self._held) - self._from))
            size -= len(piece)
            yield piece

    def exactly(self, size: int) -> bytes:
        """The next `size` bytes in one, fewer when the stretch ends."""
        return b"".join(self.pieces(size))

    def drain(self) -> int:
        """Pass over what is left of a gzip member; how many bytes that was."""
        before = self.taken
        while not self.at_end():
            self._skip(len(self._held) - self._from)
        return self.taken - before

    def next_record(self) -> int:
        """In a plain file, pass over bytes until a record may begin; how many that were."""
        before, seen = self.taken, b""
        while not self.at_end():
            window = seen + self._held[self._from :]
            if (found := window.find(_RECORD)) >= 0:
                self._skip(found + 4 - len(seen))
                break
            self._skip(len(self._held) - self._from)
            seen = window[-len(_RECORD) + 1 :]
        return self.taken - before

    def _take(self, size: int) -> bytes:
        start = self._from
        self._skip(size)
        return self._held[start : self._from]

    def _skip(self, size: int) -> None:
        self._from += size
        self.taken += size
