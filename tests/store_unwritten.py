"""A journal that writes nothing: for tests of the tables, which need no WARC file."""

from __future__ import annotations

from collections.abc import Sequence

from archive.journal import Announcement, Placed
from archive.model import Locator
from archive.store import Kept, Store
from archive.store.announcements import Announced


class Unwritten:
    """Says of each announcement that it stands in `unwritten.warc.gz`."""

    def __init__(self) -> None:
        self.announcements: list[Announcement] = []
        self.confirmed = 0

    def write(self, announcement: Announcement) -> Placed:
        self.announcements.append(announcement)
        number = announcement.sequence
        return Placed(f"<urn:a:{number}>", Locator("unwritten.warc.gz", number * 1000, 900))

    def confirm(self) -> None:
        self.confirmed = len(self.announcements)


def keep(store: Store, kept: Sequence[Announced]) -> Sequence[Kept | None]:
    """Announce without a WARC file."""
    return store.announce(kept, Unwritten())
