"""Writes into the archive how runs ended and when sources are due."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from archive.config.model import Config
from archive.errors import BackIssueError
from archive.query import SourceState, open_reader
from archive.store import Store
from archive.store.runs import CUT_SHORT
from archive.times import now as present
from scheduler.timetable import Standing, after, begun, timetable
from scheduler.workers import Verdict

__all__ = ["CUT_SHORT", "Books"]

_log = logging.getLogger("backissue.books")


class Books:
    """The timetable, kept equal in memory and in the table of sources.

    The one process that holds the archive's lock has it, so memory may be believed.
    """

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._folder = config.folder
        self.table: dict[str, Standing] = {}
        self.states: Mapping[str, SourceState] = {}
        self.read(config)

    def read(self, config: Config) -> None:
        """Take over a configuration; raises UsageError, StorageError or DatabaseBusy."""
        now = present()
        self._store.sync_sources(config)
        with open_reader(config.folder) as reader:
            self.states = {state.name: state for state in reader.source_states()}
        self.table = timetable(config.sources, self.states, now=now)
        for standing in self.table.values():
            self._write(standing)

    def begin(self, sources: Iterable[str]) -> None:
        """Note that sources are being crawled, before they are."""
        for name in sources:
            standing = self.table.get(name)
            if standing is not None:
                self.table[name] = begun(standing, now=present())
                self._write(self.table[name])

    def settle(self, verdict: Verdict, *, trigger: str, now: datetime | None = None) -> None:
        """Close a run that left no record, and note when its source is due again."""
        try:
            self._close(verdict, trigger)
        except (BackIssueError, sqlite3.Error) as error:
            _log.error("%s: its run could not be written down: %s", verdict.source, error)
        standing = self.table.get(verdict.source)
        if standing is not None:
            self.table[verdict.source] = after(standing, verdict, now=now or present())
            self._write(self.table[verdict.source])

    def answers(self) -> bool:
        """Whether the database can be read."""
        try:
            with open_reader(self._folder) as reader:
                reader.recent_runs(None, 1)
        except (BackIssueError, sqlite3.Error) as error:
            _log.error("the database does not answer: %s", error)
            return False
        return True

    def _close(self, verdict: Verdict, trigger: str) -> None:
        """A worker closes its runs itself, unless it died or could not write."""
        if verdict.outcome not in ("crashed", "failed"):
            return
        key = verdict.run
        if key is None and verdict.source in self.table:  # it died before it had a row
            key = self._store.start_run(verdict.source, trigger).key
        if key is not None:
            reason = verdict.reason or verdict.outcome
            self._store.settle_run(key, outcome=verdict.outcome, reason=reason)

    def _write(self, standing: Standing) -> None:
        seconds = None if standing.interval is None else round(standing.interval.total_seconds())
        try:
            self._store.set_due(standing.source, standing.due, standing.reason, seconds)
        except (BackIssueError, sqlite3.Error) as error:
            _log.error("%s: its next run could not be written down: %s", standing.source, error)
