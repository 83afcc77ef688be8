"""Brings into the tables what a crash left in WARC files alone, by announcing it anew.

A crash may leave exchanges that no announcement names (a visit was under way), and announcements
that never reached the tables (it came between the WARC's sync and SQLite's commit). Files are read
from where the tables say that they are settled, so a start costs as much as there is left.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.config.model import Config
from archive.errors import BackIssueError, CaptureMissing, StorageError
from archive.folder import WARCS
from archive.forget import clean, sweeping
from archive.journal import (
    CaptureEntry,
    Entry,
    ForgottenEntry,
    Journal,
    RunEntry,
    VisitEntry,
    named,
)
from archive.model import Capture, Guide, Visit
from archive.rebuild.ahead import Ahead, Task
from archive.rebuild.unannounced import unannounced
from archive.store import Store
from archive.store.announcements import Announced
from archive.warc import bulk, orders
from archive.warc.announcements import Found, announcements
from archive.warc.naming import ENDING, OPEN, final_name
from archive.warc.recover import recover

log = logging.getLogger(__name__)

MOST_BYTES = 4_000_000_000  # unsettled, packed; beyond it the tables are not behind but lost
_GROUP = 64  # entries of one announcement, as in a crawl

Read = Callable[[VisitEntry, Mapping[str, Capture]], Visit]


@dataclass(slots=True)
class Left:
    """What unsettled parts of files hold: captures by record id, announcements; files' sizes."""

    captures: dict[str, Capture] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)


def reopen(
    config: Config,
    store: Store,
    journal: Journal,
    *,
    executor: Callable[[], Executor],
    beat: Callable[[], None] = lambda: None,
) -> None:
    """Bring an archive in order after a crash: files closed, torn tails parked, the rest indexed.

    `executor` makes the pool of parser processes that read what is left; `beat` is called often.
    """
    folder = config.folder / WARCS
    _finish_forgetting(config, store)
    left_open = [final_name(path) for path in folder.glob(f"*{OPEN}")]
    for repaired in recover(folder, store.announced(left_open)):
        log.warning(
            "%s was left open by a crash: %d bytes kept, %d torn ones parked beside it",
            repaired.name,
            repaired.kept,
            repaired.torn,
        )
    with Ahead(folder, executor, window=1) as ahead:

        def read(entry: VisitEntry, captures: Mapping[str, Capture]) -> Visit:
            source = config.sources.get(entry.source)
            rules = source.rules if source else ()
            ahead.give(Task(entry, captures, Guide(rules, store.template(entry.source))))
            return ahead.take()[1]

        def comments(name: str) -> bool:
            source = config.sources.get(name)
            return source is None or source.comments

        catch_up(folder, store, journal, read=read, comments=comments, beat=beat)
    _go_on_forgetting(config, store, beat)


def _finish_forgetting(config: Config, store: Store) -> None:
    with sweeping.alone(config.folder):
        sweeping.finish(config.folder, store.connection)


def _go_on_forgetting(config: Config, store: Store, beat: Callable[[], None]) -> None:
    """Remove what a crash left of what was forgotten; what cannot be is left for the next start."""
    if not sweeping.is_left(store.connection):
        return
    with sweeping.alone(config.folder):
        if not sweeping.is_left(store.connection):
            return  # another process has done it meanwhile
        log.warning("going on to remove what was forgotten")
        try:
            clean(config, store.connection, beat=beat)
        except BackIssueError as error:
            log.error("what was forgotten is not all removed yet: %s", error)


def catch_up(
    folder: Path,
    store: Store,
    journal: Journal,
    *,
    read: Read,
    comments: Callable[[str], bool] = lambda source: True,
    beat: Callable[[], None] = lambda: None,
) -> int:
    """Announce what closed files in `folder` hold and the tables lack; how many entries.

    Files of living writers, here or in another process, are left alone. `read` puts a visit
    together (archive.rebuild.visits), `comments` says of a source whether comment pages were to be
    read, `beat` is called often. Raises StorageError, also when the tables lack nearly everything.
    """
    with ExitStack() as locks:
        parts = _unsettled(folder, store, locks)
        if not parts:
            return 0
        left = _left(parts, beat)
        _locate(left, store)
        _refuse_orders(left, store, folder.parent)
        entries = _entries(left, store, comments)
        if entries:
            log.warning("%d exchanges and notes that a crash left are being indexed", len(entries))
        store.number_above(max((one.announcement.sequence for one in left.found), default=0))
        for start in range(0, len(entries), _GROUP):
            store.announce(list(_kept(entries[start : start + _GROUP], left, read, beat)), journal)
        store.settle(left.sizes, left.found)
        return len(entries)


def _unsettled(folder: Path, store: Store, locks: ExitStack) -> Sequence[tuple[Path, int, int]]:
    """(file, from, to) of closed files that hold more than is announced, locked until the end."""
    parts = []
    known = store.settled()
    for path in sorted(folder.glob(f"*{ENDING}")):
        if known.get(path.name, 0) >= path.stat().st_size:
            continue
        file = locks.enter_context(path.open("rb"))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue  # its writer lives, or another process is at it
        parts.append(path)
    known = store.settled()  # again: nobody else changes it for these files now
    found = [(path, known.get(path.name, 0), path.stat().st_size) for path in parts]
    if sum(max(0, size - start) for _, start, size in found) > MOST_BYTES:
        raise StorageError(
            f"{folder}: the tables lack most of what the WARC files hold; run `backissue rebuild`"
        )
    return [one for one in found if one[1] < one[2]]


def _left(parts: Iterable[tuple[Path, int, int]], beat: Callable[[], None]) -> Left:
    left = Left()
    for path, start, size in parts:
        try:
            for capture in bulk.captures(path, start):
                left.captures[capture.record_id] = capture
                beat()
            left.found += announcements(path, start)
        except CaptureMissing as error:
            log.error("%s; what lies behind is not indexed: run `backissue verify`", error)
        else:
            left.sizes[path.name] = size
    left.found.sort(key=lambda one: (one.announcement.sequence, one.announcement.at))
    return left


def _locate(left: Left, store: Store) -> None:
    """Say of revisits where their originals lie."""
    for record, capture in left.captures.items():
        if capture.revisit is not None:
            original = left.captures.get(capture.revisit.original)
            at = original.at if original else store.place(capture.revisit.original)
            left.captures[record] = replace(capture, revisit=replace(capture.revisit, at=at))


def _refuse_orders(left: Left, store: Store, folder: Path) -> None:
    """Take out what strangers' files say is to be forgotten: that was asked for elsewhere."""
    for number, one in enumerate(left.found):
        said = one.announcement
        refused = [
            entry
            for entry in said.entries
            if isinstance(entry, ForgottenEntry)
            and not store.is_done(one, entry)
            and not orders.is_given(folder, entry)
        ]
        for entry in refused:
            log.error(
                "%s says that %d captures are to be forgotten (%s), which nobody asked for here: "
                "nothing was removed. Move the file away when it is not yours; else run "
                "`backissue forget`",
                one.placed.at.warc,
                len(entry.records),
                entry.reason,
            )
        kept = tuple(entry for entry in said.entries if entry not in refused)
        left.found[number] = replace(one, announcement=replace(said, entries=kept))


def _entries(left: Left, store: Store, comments: Callable[[str], bool]) -> list[Entry]:
    """What is to be announced: what announcements said in vain, then what none says."""
    missing = store.missing(left.captures)
    said: dict[str, Entry] = {}
    for one in left.found:
        for number, entry in enumerate(one.announcement.entries):
            if isinstance(entry, VisitEntry | CaptureEntry):
                key, wanted = named(entry)[0], named(entry)[0] in missing
            else:
                key = (
                    entry.key if isinstance(entry, RunEntry) else f"{one.placed.record_id} {number}"
                )
                wanted = not store.is_done(one, entry)
            if wanted:
                said.pop(key, None)  # the last that names it counts, in its own place
                said[key] = entry
    told = {record for entry in said.values() for record in named(entry)}
    rest = [c for record, c in left.captures.items() if record in missing and record not in told]
    return [*said.values(), *unannounced(rest, comments)]


def _kept(
    entries: Iterable[Entry], left: Left, read: Read, beat: Callable[[], None]
) -> Iterator[Announced]:
    for entry in entries:
        beat()
        match entry:
            case VisitEntry():
                own = {r: left.captures[r] for r in named(entry) if r in left.captures}
                yield read(entry, own)
            case CaptureEntry():
                yield left.captures[entry.record]
            case _:
                yield entry
