"""What was announced, in which order: the entries that make SQLite a view of the WARC; pure.

Each transaction that changes pages, stories, comments or groups is written into the WARC first, as
one metadata record whose block lists its entries. `backissue rebuild` applies the entries of all
files in the order of `Announcement.sequence` and comes to the same tables; exchanges that no entry
names (a crash came first) are announced when the archive is next opened. When two announcements
name one record, the later one counts: the earlier never reached the tables.

The block is `application/warc-fields` (WARC 1.1 §6): `announcement: 1` (the form's version), then
`sequence`, `at`, `reader`, and an `entry` of JSON for each entry. Bytes: about 150 an entry, 60
when packed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from archive.errors import CaptureMissing
from archive.model import Locator
from archive.times import fine_stamp, parse

FORM = "1"
LAST = 2**53 - 1  # the greatest sequence: one that comes after it gets the same, and counts by time


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """A visit to a story's address; captures by their record ids, in the order of the Visit."""

    source: str
    run: str
    address: str
    page: str
    others: tuple[str, ...] = ()
    comments: bool = True  # whether comment pages were to be read (`Source.comments`)
    unread: bool = False  # reading the page was given up; only another extractor tries again


@dataclass(frozen=True, slots=True)
class CaptureEntry:
    """A capture that belongs to no visit: a listing, robots.txt, a requisite."""

    record: str


@dataclass(frozen=True, slots=True)
class RunEntry:
    """A run that ended. `followed` are record ids of listings all of whose stories were asked."""

    key: str
    source: str
    trigger: str
    started_at: str
    finished_at: str
    outcome: str
    reason: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    followed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoiceEntry:
    """What a person decided about repeats: `story` and `other` are stories' own addresses.

    `split` takes `story` out of its group, or apart from `other` alone; `join` makes two one group;
    `undo` forgets what was decided about the two.
    """

    verb: Literal["split", "join", "undo"]
    story: str
    other: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ForgottenEntry:
    """Captures whose content was removed by law: `records` are their record ids.

    `addresses` are not asked for again, unless `again`.
    """

    url: str
    records: tuple[str, ...]
    reason: str | None = None
    addresses: tuple[str, ...] = ()
    again: bool = False


Entry = VisitEntry | CaptureEntry | RunEntry | ChoiceEntry | ForgottenEntry

_KINDS: dict[str, type[Entry]] = {
    "visit": VisitEntry,
    "capture": CaptureEntry,
    "run": RunEntry,
    "choice": ChoiceEntry,
    "forgotten": ForgottenEntry,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_TUPLES = frozenset({"others", "followed", "records", "addresses"})
_USUAL: dict[str, tuple[object, ...]] = {  # left out, for reading gives them again
    "others": ((),),
    "followed": ((),),
    "counts": ({},),
    "reason": (None,),
    "other": (None,),
    "comments": (True,),
    "unread": (False,),
    "addresses": ((),),
    "again": (False,),
}
_TIMES = frozenset({"started_at", "finished_at"})
_MAYBE = frozenset({"reason", "other"})
_FLAGS = frozenset({"comments", "unread", "again"})
_VERBS = ("split", "join", "undo")


@dataclass(frozen=True, slots=True)
class Announcement:
    """One transaction. `sequence` grows by one; `reader` is the extractor's version then."""

    sequence: int
    at: datetime
    reader: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an announcement's record lies.

    `settled` says of the writer's files up to which byte all that they hold will be announced, once
    this announcement has reached the tables.
    """

    record_id: str
    at: Locator
    settled: Mapping[str, int] = field(default_factory=dict)


class Journal(Protocol):
    """What puts announcements on the disk (archive.warc.journal)."""

    def write(self, announcement: Announcement) -> Placed:
        """Return when the announcement, and all captures that it names, are on the disk."""

    def confirm(self) -> None:
        """What was written last is in the tables."""


def named(entry: Entry) -> tuple[str, ...]:
    """The record ids of the captures that an entry brings into the tables."""
    match entry:
        case VisitEntry():
            return (entry.page, *entry.others)
        case CaptureEntry():
            return (entry.record,)
        case _:
            return ()


def written(announcement: Announcement) -> bytes:
    """The block of the metadata record."""
    lines = [
        f"announcement: {FORM}",
        f"sequence: {announcement.sequence}",
        f"at: {fine_stamp(announcement.at)}",
        f"reader: {announcement.reader}",
        *(f"entry: {_json(entry)}" for entry in announcement.entries),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def is_announcement(block: bytes) -> bool:
    """Whether a metadata record's block is an announcement, of any form."""
    return block.startswith(b"announcement:")


def read(block: bytes) -> Announcement:
    """The announcement in a block; raises CaptureMissing when it is damaged or of a later form."""
    try:
        lines = [line.partition(": ") for line in block.decode("ascii").split("\r\n") if line]
        named = {name: value for name, _, value in lines}
        if named["announcement"] != FORM:
            raise CaptureMissing(
                f"an announcement of form {named['announcement']}: written by a later version"
            )
        entries = tuple(_entry(json.loads(value)) for name, _, value in lines if name == "entry")
        return Announcement(
            sequence=_number(named["sequence"]),
            at=parse(named["at"]),
            reader=_number(named["reader"]),
            entries=entries,
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise CaptureMissing(f"a damaged announcement ({error!r})") from error


def _json(entry: Entry) -> str:
    named = {
        name: value for name, value in asdict(entry).items() if value not in _USUAL.get(name, ())
    }
    return json.dumps({"kind": _NAMES[type(entry)], **named}, separators=(",", ":"))


def _entry(fields: object) -> Entry:
    """Nothing of it is believed: the file may come from a stranger."""
    if not isinstance(fields, dict):
        raise TypeError("an entry that is no object")
    kind = _KINDS[str(fields.pop("kind"))]
    return kind(**{name: _value(name, value) for name, value in fields.items()})


def _value(name: str, value: object) -> Any:
    """A field's value as its entry has it; raises ValueError or TypeError for any other."""
    if name in _TUPLES:
        if not isinstance(value, list):
            raise TypeError(f"{name} is no list")
        return tuple(_text(name, one) for one in value)
    if name == "counts":
        if not isinstance(value, dict):
            raise TypeError(f"{name} is no object")
        return {_text(name, key): _number(count) for key, count in value.items()}
    if name in _FLAGS:
        if not isinstance(value, bool):
            raise TypeError(f"{name} is neither true nor false")
        return value
    if name in _MAYBE and value is None:
        return None
    if name in _TIMES:
        parse(_text(name, value))
    if name == "verb" and value not in _VERBS:
        raise ValueError(f"{name} is none that is known")
    return _text(name, value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    value.encode()  # half a surrogate pair is no text that a table could hold
    return value


def _number(value: Any) -> int:
    number = int(value)
    if not 0 <= number <= LAST:
        raise ValueError(f"{number} is no count")
    return number
