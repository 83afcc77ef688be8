"""Log lines: plain on a terminal, with a priority for journald, into a file beside a crawl."""

from __future__ import annotations

import logging
import os
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

from archive.errors import StorageError
from archive.folder import LOGS
from scheduler.terminal import one_line

LOGGER = "backissue"
_PRIORITIES = {"CRITICAL": 2, "ERROR": 3, "WARNING": 4, "INFO": 6, "DEBUG": 7}  # sd-daemon(3)
_KEEP = 5
_FILE_BYTES = 1_000_000


class Line(logging.Formatter):
    """One line a record, whatever a page or a server made it say."""

    def __init__(self, *, dated: bool = True, journal: bool = False) -> None:
        super().__init__()
        self._dated = dated
        self._journal = journal

    def format(self, record: logging.LogRecord) -> str:
        words = one_line(record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            words += f" ({type(error).__name__}: {one_line(str(error), 300)})"
        level = "" if record.levelno == logging.INFO else f"{record.levelname.lower()}: "
        if self._journal:
            return f"<{_PRIORITIES.get(record.levelname, 6)}>{words}"
        when = time.strftime("%Y-%m-%d %H:%M:%S ", time.localtime(record.created))
        return f"{when if self._dated else ''}{level}{words}"


def log_to_stderr(*, verbose: bool = False) -> None:
    """For a daemon: everything to standard error; the service manager keeps it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line(journal=_is_journal()))
    _install(handler, logging.DEBUG if verbose else logging.INFO)


def log_to_file(folder: Path) -> Path:
    """For a crawl in the foreground: into `logs/crawl.log`, the last megabytes of it kept."""
    path = folder / LOGS / "crawl.log"
    try:
        path.parent.mkdir(exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=_FILE_BYTES, backupCount=_KEEP, encoding="utf-8", errors="replace"
        )
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {error.strerror}") from error
    handler.setFormatter(Line())
    _install(handler, logging.INFO)
    return path


def _install(handler: logging.Handler, level: int) -> None:
    logging.raiseExceptions = False  # a log that cannot be written (full disk) is no news itself
    for name, its_level in ((LOGGER, level), ("apscheduler", logging.WARNING)):
        logger = logging.getLogger(name)
        for old in logger.handlers[:]:
            logger.removeHandler(old)
            old.close()
        logger.addHandler(handler)
        logger.setLevel(its_level)
        logger.propagate = False


def _is_journal() -> bool:
    """Whether standard error is the journal's stream (systemd.exec(5), JOURNAL_STREAM)."""
    try:
        device, inode = os.environ.get("JOURNAL_STREAM", "").split(":")
        stderr = os.fstat(sys.stderr.fileno())
    except (ValueError, OSError):
        return False
    return (stderr.st_dev, stderr.st_ino) == (int(device), int(inode))
