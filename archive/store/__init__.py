"""The only writer of an archive's tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from archive import db
from archive.closing import Closing
from archive.config.model import Config
from archive.model import Capture, Visit
from archive.store import addresses, captures, runs, visits
from archive.store.addresses import Known
from archive.store.runs import Counts, Run
from archive.store.visits import Kept

__all__ = ["Counts", "Kept", "Known", "Run", "Store", "open_store"]


class Store(Closing):
    """Writes captures, stories, revisions, comments and groups, each call one short transaction.

    All methods raise DatabaseBusy when another writer holds the file for 10 s and StorageError
    when the disk is full; then nothing of the call was written.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def sync_sources(self, config: Config) -> None:
        """Make the sources table say what the configuration says; nothing is ever removed."""
        with db.transaction(self._connection):
            runs.sync_sources(self._connection, config)

    def start_run(self, source: str, trigger: str) -> Run:
        """A new row in `runs`, outcome `running`."""
        with db.transaction(self._connection):
            return runs.start(self._connection, source, trigger)

    def count_run(self, run: Run, counts: Counts) -> None:
        """Write the figures of a run that goes on, so that a crash leaves them."""
        with db.transaction(self._connection):
            runs.count(self._connection, run, counts)

    def finish_run(
        self,
        run: Run,
        *,
        outcome: str,
        reason: str | None,
        counts: Counts,
        followed: Iterable[Capture] = (),
    ) -> None:
        """Close a run as `ok`, `partly`, `failed` or `stopped`, with the reason in words.

        `followed` are captures of listings all of whose stories were asked for.
        """
        with db.transaction(self._connection):
            runs.finish(self._connection, run.key, outcome=outcome, reason=reason, counts=counts)
            for capture in followed:
                addresses.followed(self._connection, capture)

    def settle_run(self, key: str, *, outcome: str, reason: str) -> None:
        """Close one run, unless it is closed already."""
        with db.transaction(self._connection):
            runs.settle(self._connection, key, outcome, reason)

    def wait_at_most(self, milliseconds: int) -> None:
        """Wait no longer than this for another writer, from now on."""
        self._connection.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")

    def mark_crashed(self, reason: str) -> int:
        """Close all runs still `running` as `crashed`; how many there were."""
        with db.transaction(self._connection):
            return runs.settle(self._connection, None, "crashed", reason)

    def set_due(
        self, source: str, next_due_at: datetime | None, reason: str, interval_s: int | None
    ) -> None:
        """When the source's next run is due, and why."""
        with db.transaction(self._connection):
            runs.set_due(self._connection, source, next_due_at, reason, interval_s)

    def known(self, source: str, *, now: datetime) -> Sequence[Known]:
        """The addresses the archive knows of a source."""
        with db.in_words(db.database_path(self._connection)):
            return addresses.known(self._connection, source, now)

    def announced(self, warcs: Iterable[str]) -> Mapping[str, int]:
        """Where, in each of these WARC files, the last record ends that a row points at."""
        with db.in_words(db.database_path(self._connection)):
            return {
                warc: self._connection.execute(
                    "SELECT coalesce(max(offset + length), 0) FROM captures WHERE warc = ?", (warc,)
                ).fetchone()[0]
                for warc in warcs
            }

    def keep(self, kept: Sequence[Visit | Capture]) -> Sequence[Kept | None]:
        """Announce visits and lone captures, in order, in one transaction.

        Their bytes must be on disk before. Gives what each visit came to; None for lone captures.
        """
        with db.transaction(self._connection):
            return [self._keep(one) for one in kept]

    def _keep(self, one: Visit | Capture) -> Kept | None:
        if isinstance(one, Visit):
            return visits.keep(self._connection, one)
        captures.insert(self._connection, one)
        addresses.note(self._connection, one)
        return None


def open_store(folder: Path) -> Store:
    """The archive in `folder`, made when it is not there yet."""
    return Store(db.open_writer(folder))
