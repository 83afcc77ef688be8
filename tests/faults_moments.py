"""A worker that is killed at one moment of announcing: `faults_moments.py MOMENT NTH < job`.

Moments: `unwritten`, exchanges are in the file and no announcement; `uncommitted`, the announcement
is on the disk and the tables do not know it; `committed`, they do and nobody was told.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.journal import Announcement, Placed
from archive.warc.journal import WarcJournal
from spiders import keep, run

MOMENT, NTH = sys.argv[1], int(sys.argv[2])


class Deadly(WarcJournal):
    """Dies at the chosen moment of the NTH announcement."""

    written = 0

    def write(self, announcement: Announcement) -> Placed:
        Deadly.written += 1
        self._die_at("unwritten")
        placed = super().write(announcement)
        self._die_at("uncommitted")
        return placed

    def confirm(self) -> None:
        self._die_at("committed")
        super().confirm()

    def _die_at(self, moment: str) -> None:
        if moment == MOMENT and self.written == NTH:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    keep.WarcJournal = Deadly  # type: ignore[misc]
    keep.GROUP = 3  # announcements are many and small
    sys.exit(run.main())
