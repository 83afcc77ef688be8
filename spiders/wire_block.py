"""Holds one response's body as it comes, on the disk from a quarter of a megabyte on."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import BinaryIO, cast

IN_MEMORY = 256 * 1024


class Block:
    """Bytes that are only added to, until `content()` is asked for."""

    def __init__(self) -> None:
        self.size = 0
        self._memory = bytearray()
        self._file: BinaryIO | None = None

    def append(self, piece: bytes | bytearray) -> None:
        """Adds at the end; raises OSError when the temporary disk is full."""
        if self._file is None and self.size + len(piece) > IN_MEMORY:
            self._file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115, closed by close()
            self._file.write(self._memory)
            self._memory = bytearray()
        if self._file is None:
            self._memory += piece
        else:
            self._file.write(piece)
        self.size += len(piece)

    def cut(self, count: int) -> bytes:
        """Takes the last `count` bytes off and returns them."""
        count = min(count, self.size)
        keep = self.size - count
        if self._file is None:
            taken = bytes(self._memory[keep:])
            del self._memory[keep:]
        else:
            self._file.seek(keep)
            taken = self._file.read()
            self._file.seek(keep)
            self._file.truncate()
        self.size = keep
        return taken

    def content(self) -> bytes | BinaryIO:
        """All of it: bytes, or the temporary file, which `close()` removes."""
        if self._file is None:
            return bytes(self._memory)
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Lets go of memory and disk."""
        self._memory = bytearray()
        if self._file is not None:
            self._file.close()
