"""Every error that a person may meet, as one tree.

    BackIssueError                 exit code 1
    ├── ConfigError                2   bad backissue.toml, all faults at once with their key paths
    ├── UsageError                 2   a command was given something it cannot work with
    ├── ArchiveInUse               69  another process holds the archive's lock
    ├── StorageError               1   disk full, no permission, file cannot be written or read
    ├── DatabaseBusy               1   SQLite stayed locked for longer than the busy timeout
    ├── CaptureMissing             1   a row leads to bytes that are not there, or not whole
    ├── SourceError                3   a news site could not be read: unknown host, TLS, timeout
    │   └── AddressRefused         3   a private or loopback address that the source does not allow
    └── PageError                  1   bytes that cannot be read as a page within the limits

A message says what happened, to what, and what to do. The command line prints it as one line and
leaves with `exit_code`; nobody sees a traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class BackIssueError(Exception):
    """Root of all errors of this project."""

    exit_code: ClassVar[int] = 1


class ConfigError(BackIssueError):
    """The configuration has faults; `faults` lists them all, each led by its key path."""

    exit_code = 2

    def __init__(self, path: str, faults: Sequence[str]) -> None:
        self.path = path
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{path}: {fault}" for fault in self.faults))


class UsageError(BackIssueError):
    """A command was given something it cannot work with."""

    exit_code = 2


class ArchiveInUse(BackIssueError):
    """Another process holds the archive's lock."""

    exit_code = 69


class StorageError(BackIssueError):
    """The disk is full, or a file cannot be written or read."""


class DiskFull(StorageError):
    """Nothing is wrong with the file that could not be used: the disk has no room."""


class DatabaseBusy(BackIssueError):
    """SQLite stayed locked for longer than the busy timeout."""


class CaptureMissing(BackIssueError):
    """A row leads to bytes that are not there, or not whole."""


class SourceError(BackIssueError):
    """A news site could not be read."""

    exit_code = 3


class AddressRefused(SourceError):
    """A private, loopback or link-local address that the source does not allow."""


class PageError(BackIssueError):
    """Bytes that cannot be read as a page within the limits of time, size and memory."""
