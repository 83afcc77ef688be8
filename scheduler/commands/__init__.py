"""One module a command; each offers `command: click.Command`, imported when it is called.

A command takes its archive folder from `Session` by `@click.pass_obj` and reports trouble by
raising an `archive.errors.BackIssueError`; `scheduler.cli` turns that into a line and an exit code.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.folder import CONFIG

if TYPE_CHECKING:
    from archive.config.model import Config

DAEMON = "backissue daemon"  # what its lock says
STDIN = Path("-")  # as a FILE


@dataclass(frozen=True, slots=True)
class Session:
    """What the options before the command's name say."""

    folder: Path  # absolute
    debug: bool = False

    @property
    def config_path(self) -> Path:
        return self.folder / CONFIG

    def spell(self, words: str) -> str:
        """`backissue WORDS` as it has to be typed from here to mean this archive."""
        if self.folder == Path.cwd():
            return f"backissue {words}"
        return f"backissue -C {shlex.quote(str(self.folder))} {words}"

    def next_step(self) -> str:
        """What to do once the configuration was changed: tell the daemon, or crawl."""
        from scheduler.lock import holder

        at_work = holder(self.folder)
        if at_work is not None and at_work.alive and at_work.command == DAEMON:
            return f"Next: kill -HUP {at_work.pid}  (makes the running daemon read it)"
        return f"Next: {self.spell('crawl')}"

    def config(self) -> Config:
        """The folder's configuration; raises ConfigError with all faults, schedules included."""
        from archive.config import load
        from scheduler.cron import check_schedule

        return load(self.config_path, check_schedule=check_schedule)
