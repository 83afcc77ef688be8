"""The archive's lock: one daemon or crawl at a time writes to a folder.

flock(2) on an open file: it ends with the process, however it ends, and leaves nothing stale. The
workers inherit the open file, so the lock outlives a killed daemon until its last worker has left.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from archive.errors import ArchiveInUse, StorageError
from scheduler.terminal import one_line

NAME = "backissue.lock"
ORPHANS_LEAVE_S = 60.0  # workers notice within a second, and take up to 40 s to drain
_POLL_S = 0.2
_FORM = re.compile(r"([0-9]{1,10}) ([^\n]{1,200})\n?")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock. `alive` is False when only workers of a process that died still do."""

    pid: int
    command: str
    alive: bool


class ArchiveLock:
    """Holds a folder's lock between `with` and the end of the block.

    Raises ArchiveInUse when another process has it, StorageError when the file cannot be made.
    """

    def __init__(
        self,
        folder: Path,
        command: str,
        *,
        orphans_leave_s: float = ORPHANS_LEAVE_S,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._path = folder / NAME
        self._command = command
        self._patience = orphans_leave_s
        self._say = say
        self._file = -1

    def __enter__(self) -> ArchiveLock:
        self._file = _open(self._path)
        try:
            self._take()
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"{os.getpid()} {self._command}\n".encode(), 0)
        except OSError as error:
            os.close(self._file)
            raise StorageError(f"{self._path}: cannot be locked: {error.strerror}") from error
        except BaseException:
            os.close(self._file)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # the file stays: a lock file that is removed can be locked by two at once
        os.close(self._file)

    def fileno(self) -> int:
        """The open file, for workers to inherit."""
        return self._file

    def _take(self) -> None:
        until = time.monotonic() + self._patience
        waiting = False
        while not _try(self._file):
            holder = _read(self._file)
            if (holder is not None and holder.alive) or time.monotonic() > until:
                raise ArchiveInUse(_in_use(self._path, holder))
            if not waiting:
                waiting = True
                self._say("waiting for the crawl processes of a killed one to leave")
            time.sleep(_POLL_S)


def holder(folder: Path) -> Holder | None:
    """Who holds the lock of a folder; None when nobody does."""
    try:
        file = os.open(folder / NAME, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(file) or Holder(0, "another process", True)
    except OSError:
        return None
    finally:
        os.close(file)
    return None


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except FileNotFoundError:
        raise StorageError(f"{path.parent}: no such folder") from None
    except OSError as error:
        hint = "is a symbolic link" if error.errno == errno.ELOOP else error.strerror
        raise StorageError(f"{path}: cannot be opened: {hint}") from error


def _try(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(file: int) -> Holder | None:
    match = _FORM.fullmatch(os.pread(file, 256, 0).decode("utf-8", "replace"))
    if match is None:
        return None
    pid = int(match[1])
    return Holder(pid, one_line(match[2]), _alive(pid))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _in_use(path: Path, holder: Holder | None) -> str:
    if holder is None:
        return f"{path.parent}: the archive is in use by another process; try again when it is done"
    if not holder.alive:
        return (
            f"{path.parent}: the archive is in use by crawl processes of `{holder.command}` "
            f"(process {holder.pid}), which was killed; they have not left yet"
        )
    return (
        f"{path.parent}: the archive is in use by `{holder.command}` (process {holder.pid}); "
        f"wait for it, or stop it with `kill {holder.pid}`"
    )
