"""Puts announcements on the disk, among the exchanges that they name."""

from __future__ import annotations

from archive.errors import StorageError
from archive.journal import Announcement, Placed
from archive.warc.write import WarcWriter


class WarcJournal:
    """Appends announcements to a writer's files and syncs them; one sync serves what came before.

    After a sync that failed nothing more is written: a second one would succeed, and prove nothing.
    """

    def __init__(self, writer: WarcWriter) -> None:
        self._writer = writer
        self._unsynced: StorageError | None = None

    def write(self, announcement: Announcement) -> Placed:
        """Return when all that was appended is on the disk; raises StorageError."""
        if self._unsynced is not None:
            raise self._unsynced
        placed = self._writer.announce(announcement)
        try:
            self._writer.sync()
        except StorageError as error:
            self._unsynced = error
            raise
        return placed

    def confirm(self) -> None:
        """What was written last is in the tables, and its captures are settled."""
        self._writer.confirm()
