"""What a worker logs to standard error: one line a record, tracebacks cut down to their error."""

from __future__ import annotations

import logging
import sys

from twisted.logger import globalLogBeginner


class Line(logging.Formatter):
    """`name: what happened (Error: why)`."""

    def format(self, record: logging.LogRecord) -> str:
        lines = [line.strip() for line in record.getMessage().splitlines() if line.strip()] or [""]
        words = lines[0]
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            words += f" ({type(error).__name__}: {' '.join(str(error).split())})"
        elif "Traceback" in record.getMessage():  # Twisted makes it a part of its message
            words += f" ({lines[-1]})"
        return f"{record.name}: {words}"


def log_to_stderr() -> None:
    """Log warnings and what is worse; Twisted's own way to standard error is closed."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)  # Scrapy opens the root logger; what is shown is ours to say
    handler.setFormatter(Line())
    logging.raiseExceptions = False
    logging.basicConfig(handlers=[handler])
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False, discardBuffer=True)
