"""What a person reads when something went wrong: one clear line a fault, and the exit code."""

from __future__ import annotations

import errno
import sqlite3

from archive.errors import BackIssueError, ConfigError
from scheduler.terminal import one_line

INTERRUPTED = 130  # 128 + SIGINT, as a shell counts it
PIPE_CLOSED = 141  # 128 + SIGPIPE

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def explain(error: BaseException) -> tuple[list[str], int]:
    """(lines without markup, exit code) for any error that left a command."""
    if isinstance(error, ConfigError):
        return [one_line(f"{error.path}: {fault}") for fault in error.faults], error.exit_code
    if isinstance(error, BackIssueError):
        lines = [one_line(line) for line in str(error).splitlines() if line.strip()]
        return lines or [type(error).__name__], error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return ["stopped"], INTERRUPTED
    if isinstance(error, sqlite3.Error):
        return [_database(error)], 1
    if isinstance(error, OSError):
        return [_system(error)], 1
    if isinstance(error, MemoryError):
        return ["out of memory"], 1
    what = one_line(f"{type(error).__name__}: {error}", 300)
    return [f"unexpected {what} (run again with --debug to see where, and please report it)"], 1


def _database(error: sqlite3.Error) -> str:
    text = str(error)
    if "locked" in text or "busy" in text:
        return "the database is in use by another process and stayed locked; try again in a moment"
    if "full" in text:
        return "the disk is full: nothing more could be written to the database; free some space"
    if "not a database" in text or "malformed" in text:
        return f"the database is damaged ({one_line(text)}); `backissue rebuild` makes it again"
    if "unable to open" in text:
        return "no database can be opened in this folder; `backissue crawl` makes one"
    if "readonly" in text:
        return "the database cannot be written: no permission, or a read-only disk"
    if "disk I/O" in text:
        return f"the database cannot be used ({text}): free some space if the disk is full"
    return f"database: {one_line(text)}"


def _system(error: OSError) -> str:
    where = f": {one_line(str(error.filename))}" if error.filename is not None else ""
    if error.errno in _FULL:
        return f"the disk is full{where}; free some space and run the command again"
    if isinstance(error, FileNotFoundError):
        return f"no such file or folder{where}"
    if isinstance(error, PermissionError):
        return f"no permission{where}"
    if error.errno == errno.EROFS:
        return f"the disk is read-only{where}"
    return f"{one_line(error.strerror or str(error) or type(error).__name__)}{where}"
