"""Applies announcements to the new database, in order: the second pass and its one writer."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive import db, revisions
from archive.journal import CaptureEntry, Entry, ForgottenEntry, RunEntry, VisitEntry, named
from archive.model import Capture, Guide, Rule, Visit
from archive.rebuild.ahead import Ahead, Task
from archive.rebuild.scratch import Scratch, run_name
from archive.store import announcements, templates
from archive.store.announcements import Announced
from archive.store.visits import Kept
from archive.warc import tombstones
from archive.warc.announcements import Found

_TOGETHER = 256  # entries in one transaction


@dataclass(slots=True)
class Applied:
    """What the second pass did so far. `lost` counts named exchanges that are in no file."""

    visits: int = 0
    pages: int = 0
    captures: int = 0
    lost: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An announcement whose visits are being read. None stands for the next visit to take."""

    found: Found
    entries: tuple[Announced | None, ...]


class Applying:
    """Brings all announcements of `scratch` into the tables of `connection`.

    What the tables know already is passed over, so a call after a kill goes on where it ended: each
    transaction holds whole announcements. `asked` says of something to be forgotten whether a
    person asked for it here.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        scratch: Scratch,
        ahead: Ahead,
        *,
        rules: Mapping[str, tuple[Rule, ...]],
        asked: Callable[[ForgottenEntry], bool],
        tell: Callable[[Applied], None] = lambda applied: None,
    ) -> None:
        self._connection = connection
        self._scratch = scratch
        self._ahead = ahead
        self._rules = rules
        self._asked = asked
        self._tell = tell
        self.applied = Applied()
        self._guides: dict[str, Guide] = {}
        self._waiting: deque[_Waiting] = deque()
        self._uncommitted = 0

    def run(self) -> Applied:
        """Apply what is left; raises StorageError when the disk is full."""
        try:
            for found in self._scratch.announcements():
                if self._is_applied(found):
                    self._count_before(found)
                    continue
                self._waiting.append(_Waiting(found, tuple(self._begin(found))))
                while self._ahead.full:
                    self._apply(self._waiting.popleft())
            while self._waiting:
                self._apply(self._waiting.popleft())
            self._commit()
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        return self.applied

    def _is_applied(self, found: Found) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM announcements WHERE record_id = ?", (found.placed.record_id,)
        ).fetchone()
        return row is not None

    def _count_before(self, found: Found) -> None:
        """Applied by the call before this one: it counts, but is not done again."""
        self.applied.visits += sum(isinstance(e, VisitEntry) for e in found.announcement.entries)

    def _begin(self, found: Found) -> Iterator[Announced | None]:
        for entry in found.announcement.entries:
            if not self._is_last(entry, found.placed.record_id):
                continue
            captures = self._scratch.captures(named(entry))
            self.applied.lost += len(named(entry)) - len(captures)
            match entry:
                case VisitEntry() if entry.page in captures:
                    same = found.announcement.reader == revisions.READER
                    task = entry if same else replace(entry, unread=False)
                    self._ahead.give(Task(task, captures, self._guide(entry.source)))
                    yield None
                case VisitEntry() | CaptureEntry():
                    yield from captures.values()
                case ForgottenEntry() if not self._is_ours(found, entry):
                    continue
                case _:
                    yield entry

    def _is_ours(self, found: Found, entry: ForgottenEntry) -> bool:
        """A removal that was asked for here has left tombstones; a stranger's file only says so."""
        held = self._scratch.captures(entry.records).values()
        left = sum(capture.error != tombstones.REMOVED for capture in held)
        if not left or self._asked(entry):
            return True
        self.applied.faults.append(
            f"{found.placed.at.warc}: says that {left} captures are to be forgotten"
            f" ({entry.reason}), which nobody asked for here: nothing was removed. Move the file"
            " away when it is not yours; else run `backissue forget`"
        )
        return False

    def _is_last(self, entry: Entry, announcement: str) -> bool:
        match entry:
            case VisitEntry():
                return self._scratch.counts(entry.page, announcement)
            case CaptureEntry():
                return self._scratch.counts(entry.record, announcement)
            case RunEntry():
                return self._scratch.counts(run_name(entry.key), announcement)
            case _:
                return True

    def _guide(self, source: str) -> Guide:
        """What is known of a source's pages up to what is applied."""
        row = self._connection.execute(
            "SELECT edition FROM sources WHERE name = ?", (source,)
        ).fetchone()
        edition = int(row[0]) if row else 0
        guide = self._guides.get(source)
        if guide is None or guide.template.edition != edition:
            template = templates.template(self._connection, source)
            guide = self._guides[source] = Guide(self._rules.get(source, ()), template)
        return guide

    def _take(self) -> Visit:
        """The next visit; read again when its run was read by a later edition of the template."""
        task, visit = self._ahead.take()
        guide = self._guide(visit.source)
        if guide.template.edition == visit.guide.template.edition:
            return visit
        return self._ahead.now(replace(task, guide=guide))

    def _apply(self, waiting: _Waiting) -> None:
        kept = [self._take() if one is None else one for one in waiting.entries]
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
        found = waiting.found
        with db.in_words(db.database_path(self._connection)):
            if kept:
                results = announcements.apply(
                    self._connection, kept, found.announcement, found.placed
                )
                self._note_faults(results)
            else:
                announcements.note(self._connection, found.announcement, found.placed, entries=0)
        self._count(kept)
        self._uncommitted += len(kept)
        if self._uncommitted >= _TOGETHER:
            self._commit()
        self._tell(self.applied)

    def _commit(self) -> None:
        if self._connection.in_transaction:
            with db.in_words(db.database_path(self._connection)):
                self._connection.execute("COMMIT")
        self._uncommitted = 0

    def _count(self, kept: list[Announced]) -> None:
        for one in kept:
            if isinstance(one, Visit):
                self.applied.visits += 1
                self.applied.pages += one.reading is not None
                self.applied.captures += 1 + len(one.others)
            elif isinstance(one, Capture):
                self.applied.captures += 1

    def _note_faults(self, results: Sequence[Kept | None]) -> None:
        for one in results:
            if one is not None and one.fault:
                self.applied.faults.append(f"{one.url}: {one.why}")
