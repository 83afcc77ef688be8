"""The bytes of a WARC file, gzip member by gzip member or plain, read strictly and in pieces.

A file is read in order, a megabyte at a time, and unpacked in pieces of a megabyte at most, so that
neither a large record nor a bomb takes memory. ISA-L looks at each member's CRC and length; that a
member ends, that reserved bits are zero, and that the next begins right behind is looked at here.
"""

from __future__ import annotations

from typing import BinaryIO, Protocol

from archive.warc import deflate

PIECE = 1 << 20
_FIRST = 1 << 12  # packed bytes tried first: most records are small, and what is left is copied
_MOST = 1 << 18
_MAGIC = b"\x1f\x8b\x08"
_BOMB = 1 << 28  # unpacked bytes of a file from which on the ratio counts
_RATIO = 200  # no page packs as well; what does not stop here takes minutes from kilobytes
_TRIES = 10_000  # candidates for a next member after damage


class Broken(Exception):
    """The bytes at a place are no whole member. `cut`: only because the file ends."""

    def __init__(self, what: str, *, cut: bool = False) -> None:
        super().__init__(what)
        self.cut = cut


class Source(Protocol):
    """What gives a file's unpacked bytes, one stretch (a gzip member, a plain file) at a time."""

    packed: bool
    offset: int  # where the stretch begins
    at: int  # how far the file was read for what was given

    def begin(self) -> bool:
        """Go to the next stretch; False at the end of the file. Raises Broken."""
        ...

    def piece(self) -> bytes:
        """More of the stretch; empty at its end. Raises Broken."""
        ...

    def resync(self) -> bool:
        """After Broken: find the next stretch that holds a record; False when there is none."""
        ...


class _Window:
    """A file's bytes from any place, read a megabyte at a time."""

    def __init__(self, file: BinaryIO, end: int) -> None:
        self._file = file
        self._end = end
        self._base = 0
        self._held = b""

    def take(self, at: int, size: int) -> bytes:
        """Up to `size` bytes at `at`, fewer before the end of a window; empty at the end."""
        start = at - self._base
        if not 0 <= start < len(self._held):
            self._file.seek(at)
            self._held = self._file.read(max(0, min(PIECE, self._end - at)))
            self._base, start = at, 0
        return self._held[start : start + size]


class Members:
    """The gzip members of a file, from `start` to `end`."""

    packed = True

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self.offset = self.at = start
        self._start, self._end = start, end
        self._window = _Window(file, end)
        self._unpacker = deflate.unpacker()
        self._tail = b""
        self._step = _FIRST
        self._unpacked = 0

    def begin(self) -> bool:
        self.offset = self.at
        if self.at >= self._end:
            return False
        head = self._window.take(self.at, 10)
        if len(head) < 10:  # the end of the file, or of a window
            head += self._window.take(self.at + len(head), 10 - len(head))
        if head[:3] != _MAGIC[: len(head)]:
            raise Broken(f"{self._end - self.at} bytes that are {_named(head)}")
        if len(head) < 10:
            raise Broken("a gzip header is cut short", cut=True)
        if head[3] & 0xE0:
            raise Broken("a gzip header has reserved flags set")
        self._unpacker = deflate.unpacker()
        self._tail, self._step = b"", _FIRST
        return True

    def piece(self) -> bytes:
        while not self._ended():
            feed = self._tail or self._window.take(self.at, self._step)
            if not self._tail:
                self.at += len(feed)
                self._step = min(_MOST, self._step * 4)
            try:
                out = self._unpacker.decompress(feed, PIECE)
            except deflate.ERRORS as error:
                raise Broken(_worded(error)) from None
            self._tail = self._unpacker.unconsumed_tail
            if self._ended():
                self.at -= len(self._unpacker.unused_data)
            elif not feed and not out:
                raise Broken("a gzip member is cut short", cut=True)
            if out:
                self._weigh(len(out))
                return out
        return b""

    def resync(self) -> bool:
        at = self.offset + 1
        for _ in range(_TRIES):
            found = self._next_magic(at)
            if found is None:
                return False
            if self._holds_record(found):
                self.at = found
                return True
            at = found + 1
        return False

    def _next_magic(self, at: int) -> int | None:
        while window := self._window.take(at, PIECE):
            if (found := window.find(_MAGIC)) >= 0:
                return at + found
            if at + len(window) >= self._end:
                return None
            at += max(1, len(window) - 2)
        return None

    def _holds_record(self, at: int) -> bool:
        try:
            start = deflate.unpacker().decompress(self._window.take(at, 512), 5)
        except deflate.ERRORS:
            return False
        return start == b"WARC/"

    def _ended(self) -> bool:
        return self._unpacker.eof

    def _weigh(self, size: int) -> None:
        self._unpacked += size
        taken = self.at - self._start
        if self._unpacked > _BOMB + taken * _RATIO:
            raise Broken(f"a bomb: {taken} bytes unpack to more than {self._unpacked}")


class Plain:
    """A file that is not packed: one stretch."""

    packed = False

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self.offset = self.at = start
        self._end = end
        self._window = _Window(file, end)
        self._begun = False

    def begin(self) -> bool:
        begun, self._begun = self._begun, True
        return not begun and self._end > self.offset

    def piece(self) -> bytes:
        out = self._window.take(self.at, PIECE)
        self.at += len(out)
        return out

    def resync(self) -> bool:
        return False


def _named(head: bytes) -> str:
    if not head.strip(b"\0"):
        return "NULs, not a gzip member"
    return "not a gzip member"


def _worded(error: BaseException) -> str:
    said = str(error).lower()
    if "checksum" in said or "incorrect data check" in said or "length check" in said:
        return "a gzip member's checksum is wrong"
    return "a gzip member is damaged"
