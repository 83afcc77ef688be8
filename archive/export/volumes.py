"""The WARC files that an export writes: each begins with a warcinfo that says where it is from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import BinaryIO

from archive.closing import Closing
from archive.model import Locator
from archive.times import fine_stamp, now
from archive.warc import naming
from archive.warc.members import write_member
from archive.warc.records import Fields, warcinfo

PREFIX = "backissue-export"

Opener = Callable[[str], AbstractContextManager[BinaryIO]]


class Volumes(Closing):
    """Files that are written one after another, none longer than need be once at `max_size`."""

    def __init__(
        self, opened: Opener, names: Iterable[str], about: Fields, *, max_size: int | None = None
    ) -> None:
        """`opened(name)` gives the file that will be called `name`, written when it is left."""
        self._opened = opened
        self._names = iter(names)
        self._about = about
        self._max_size = max_size
        self._stack = ExitStack()
        self._file: BinaryIO | None = None
        self._name = ""
        self._size = 0
        self.bytes = 0
        self.files = 0

    def make_room(self) -> None:
        """Go on in a new file when this one is full: to be called between two exchanges."""
        if self._max_size is not None and self._size >= self._max_size:
            self.close()
        if self._file is None:
            self._begin()

    def put(self, pieces: Iterable[bytes]) -> Locator:
        """Write one member; where it lies now."""
        assert self._file is not None
        start = self._size
        for piece in pieces:
            self._file.write(piece)
            self._size += len(piece)
        self.bytes += self._size - start
        return Locator(self._name, start, self._size - start)

    def close(self) -> None:
        """End the present file, if there is one."""
        self._file = None
        self._stack.close()

    def __exit__(self, *raised: object) -> None:
        self._file = None
        self._stack.__exit__(*raised)  # type: ignore[arg-type]  # a file that failed vanishes

    def _begin(self) -> None:
        self._name = next(self._names)
        self._file = self._stack.enter_context(self._opened(self._name))
        self._size = 0
        self.files += 1
        first: list[bytes] = []
        write_member(warcinfo(self._name, self._about, fine_stamp(now())), first.append, "fast")
        self.put(first)


def standard_names(prefix: str = PREFIX) -> Iterator[str]:
    """`backissue-export-20251123170000-00000-server.warc.gz`, then 00001 and on."""
    begun, host = now(), naming.host_label()
    serial = 0
    while True:
        yield naming.file_name(prefix, begun, serial, host)
        serial += 1
