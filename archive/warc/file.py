"""One WARC file while it is being written: whole records only, one writer, renamed when closed."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.atomic import sync_folder
from archive.errors import StorageError
from archive.warc.naming import OPEN

_FULL = (errno.ENOSPC, errno.EDQUOT)


class OpenWarc:
    """A file `NAME.open`, locked for this process; every append is whole or not there at all."""

    def __init__(self, folder: Path, name: str) -> None:
        """Creates the file.

        Raises FileExistsError when the name is taken, open or closed; StorageError when the file
        cannot be made.
        """
        self.name = name
        self.path = folder / (name + OPEN)
        self.size = 0
        self._folder = folder
        with _storage("create", self.path):
            folder.mkdir(parents=True, exist_ok=True)
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
            self._file = os.open(self.path, flags, 0o644)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if (folder / name).exists():  # looked for only now, so that no other writer can slip by
            self.discard()
            raise FileExistsError(name)
        with _storage("create", self.path):
            sync_folder(folder)

    def put(self, piece: bytes) -> None:
        """Writes at the end, inside `appending()` only."""
        view = memoryview(piece)
        while view:
            written = os.write(self._file, view)
            self.size += written
            view = view[written:]

    @contextmanager
    def appending(self) -> Iterator[None]:
        """What is put inside is kept whole, or cut off again when anything fails.

        Raises StorageError when the disk is full or the file cannot be written.
        """
        before = self.size
        try:
            with _storage("write", self.path):
                yield
        except BaseException:
            self._cut_back(before)
            raise

    def sync(self) -> None:
        """Returns when all that was appended is on the disk (fdatasync)."""
        with _storage("sync", self.path):
            os.fdatasync(self._file)

    def close(self) -> None:
        """Syncs, gives the file its final name and lets go of it."""
        self.finish()
        self.release()

    def finish(self) -> None:
        """Syncs and gives the file its final name; it stays locked for this process."""
        self.sync()
        with _storage("close", self.path):
            self.path.rename(self._folder / self.name)
            sync_folder(self._folder)

    def release(self) -> None:
        """Lets go of a file that is finished."""
        with _storage("close", self.path):
            os.close(self._file)

    def discard(self) -> None:
        """Removes the file: for one that holds no exchange."""
        with suppress(OSError):
            self.path.unlink()
        with suppress(OSError):
            os.close(self._file)

    def _cut_back(self, size: int) -> None:
        with _storage("repair", self.path):
            os.ftruncate(self._file, size)
            os.lseek(self._file, size, os.SEEK_SET)
        self.size = size


@contextmanager
def _storage(doing: str, path: Path) -> Iterator[None]:
    """Turns an OSError into a StorageError that says what to do; FileExistsError passes."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            why = "the disk is full: free some space and start again"
        else:
            why = error.strerror or str(error)
        raise StorageError(f"cannot {doing} {path}: {why}") from error
