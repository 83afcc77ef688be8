"""The only writer of an archive's tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from archive import db
from archive.closing import Closing
from archive.config.model import Config
from archive.journal import LAST, Entry, Journal
from archive.model import Capture, Locator, Template
from archive.store import (
    addresses,
    announcements,
    files,
    requisites,
    runs,
    templates,
    tombstones,
)
from archive.store.addresses import Known
from archive.store.announcements import Announced
from archive.store.counts import Counts
from archive.store.originals import StoredOriginals
from archive.store.runs import Run
from archive.store.visits import Kept
from archive.warc.announcements import Found

__all__ = ["Counts", "Kept", "Known", "Run", "Store", "open_store"]


class Store(Closing):
    """Writes captures, stories, revisions, comments and groups, each call one short transaction.

    All methods raise DatabaseBusy when another writer holds the file for 10 s and StorageError
    when the disk is full; then nothing of the call was written.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._sequence = 0  # of the last announcement that this store wrote, committed or not

    @property
    def connection(self) -> sqlite3.Connection:
        """The file itself, for what is done to it as a whole (archive.forget)."""
        return self._connection

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

    def finish_run(
        self,
        run: Run,
        *,
        outcome: str,
        reason: str | None,
        counts: Counts,
        followed: Iterable[Capture] = (),
        journal: Journal,
    ) -> None:
        """Close a run as `ok`, `partly`, `failed` or `stopped`, with the reason in words.

        `followed` are captures of listings all of whose stories were asked for. A run that captured
        nothing is not announced: no WARC file is made for its sake.
        """
        with db.transaction(self._connection):
            entry = runs.entry(
                self._connection,
                run,
                outcome=outcome,
                reason=reason,
                counts=counts,
                followed=followed,
            )
            if not counts.captures:
                runs.end(self._connection, entry)
                return
            self._announce([entry], journal)
        journal.confirm()

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

    def template(self, source: str) -> Template:
        """What the source's stories were found to share, up to the end of its last run."""
        with db.in_words(db.database_path(self._connection)):
            return templates.template(self._connection, source)

    def expect(self, source: str, urls: Sequence[str], *, now: datetime) -> Sequence[Known]:
        """Remember that pages need these requisites; those that are to be fetched now."""
        with db.transaction(self._connection):
            return requisites.expect(self._connection, source, urls, now)

    def requisites_waiting(self, source: str) -> Sequence[Known]:
        """The requisites of a source that no run came to yet."""
        with db.in_words(db.database_path(self._connection)):
            return requisites.waiting(self._connection, source)

    def put_off(self, url: str, *, now: datetime) -> None:
        """Remember that a requisite may not be asked for."""
        with db.transaction(self._connection):
            requisites.put_off(self._connection, url, now)

    def barred(self) -> Sequence[str]:
        """The addresses that are not to be asked for: their content was removed by law."""
        with db.in_words(db.database_path(self._connection)):
            return tombstones.addresses(self._connection)

    def announced(self, warcs: Iterable[str]) -> Mapping[str, int]:
        """Where, in each of these WARC files, the last record ends that a row points at."""
        with db.in_words(db.database_path(self._connection)):
            return {warc: files.announced(self._connection, warc) for warc in warcs}

    def settled(self) -> Mapping[str, int]:
        """Up to where each WARC file is announced; one that is not named is not at all."""
        with db.in_words(db.database_path(self._connection)):
            return files.settled(self._connection)

    def settle(self, warcs: Mapping[str, int], found: Iterable[Found] = ()) -> None:
        """Remember up to where WARC files are announced.

        `found` are announcements in them that never reached the tables, and need not any more.
        """
        with db.transaction(self._connection):
            files.settle(self._connection, warcs)
            for one in found:
                announcements.note(self._connection, one.announcement, one.placed, entries=0)

    def originals(self) -> StoredOriginals:
        """What a WARC writer asks whether an answer is stored already."""
        return StoredOriginals(self._connection)

    def missing(self, records: Iterable[str]) -> frozenset[str]:
        """Which of these captures, by record id, are in no row."""
        with db.in_words(db.database_path(self._connection)):
            return files.missing(self._connection, records)

    def place(self, record: str) -> Locator | None:
        """Where the record of a capture lies."""
        with db.in_words(db.database_path(self._connection)):
            return files.place(self._connection, record)

    def is_done(self, found: Found, entry: Entry) -> bool:
        """Whether the tables have what an entry says, one of a visit or a capture apart."""
        with db.in_words(db.database_path(self._connection)):
            return announcements.is_done(self._connection, found.placed.record_id, entry)

    def announce(self, kept: Sequence[Announced], journal: Journal) -> Sequence[Kept | None]:
        """Write an announcement through `journal`, then what it says, in order, in one transaction.

        Gives what each visit came to; None for all else. A visit that cannot be written for a fault
        of ours costs no other, and its captures are kept. Raises StorageError also when the
        announcement cannot be written.
        """
        with db.transaction(self._connection):
            results = self._announce(kept, journal)
        journal.confirm()
        return results

    def number_above(self, sequence: int) -> None:
        """Give later announcements greater numbers than this one."""
        self._sequence = max(self._sequence, sequence)

    def _announce(self, kept: Sequence[Announced], journal: Journal) -> Sequence[Kept | None]:
        last = announcements.last(self._connection)
        said = announcements.announcement(kept, min(max(last, self._sequence) + 1, LAST))
        placed = journal.write(said)
        self._sequence = said.sequence  # it stands in the file, whatever comes
        return announcements.apply(self._connection, kept, said, placed)


def open_store(folder: Path) -> Store:
    """The archive in `folder`, made when it is not there yet."""
    return Store(db.open_writer(folder))
