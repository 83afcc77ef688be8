"""Keeps from Twisted what a server says before its status line; the tape has all of it."""

from __future__ import annotations

from archive.warc.head import junk_before

_LONGEST = 1 << 12  # bytes of a first line; Twisted itself reads no longer ones


class Opening:
    """The beginning of one response: pieces are held until its first line is there."""

    def __init__(self) -> None:
        self._held = b""
        self._passed = False

    def passed(self, piece: bytes) -> bytes:
        """What goes on to Twisted now that `piece` has come."""
        if self._passed:
            return piece
        self._held += piece
        if b"\n" not in self._held and len(self._held) < _LONGEST:
            return b""
        return self.rest()

    def rest(self) -> bytes:
        """What is still held; nothing is from now on."""
        held, self._held, self._passed = self._held, b"", True
        line = held[: held.find(b"\n") + 1]
        return held[junk_before(line) :]
