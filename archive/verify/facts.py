"""What is remembered of a record, so that records can be held against each other and the tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.journal import Announcement, CaptureEntry, ForgottenEntry, RunEntry, VisitEntry


@dataclass(slots=True)
class Facts:
    """One record; empty fields are None. `length` is known when its gzip member has ended."""

    offset: int
    type: str
    id: str
    length: int = 0
    uri: str | None = None
    date: str | None = None
    is_http: bool = False
    payload: str | None = None  # payload digest, as the record says
    entity: str | None = None  # without chunks: of a response as computed, of metadata as said
    status: int | None = None
    size: int | None = None  # of a response's body
    truncated: str | None = None
    profile: str | None = None
    refers: str | None = None
    refers_uri: str | None = None
    refers_date: str | None = None
    warcinfo: str | None = None
    filename: str | None = None  # of a warcinfo
    method: str | None = None  # of a request
    bodiless: bool = False  # a body was due and none is there: right only when HEAD was asked
    bare: bool = True  # of a revisit: no body
    partners: tuple[str, ...] = ()  # WARC-Concurrent-To
    announced: Announcement | None = field(default=None, repr=False)


def named(announcement: Announcement) -> list[str]:
    """The record ids of the captures that an announcement takes in."""
    ids: list[str] = []
    for entry in announcement.entries:
        if isinstance(entry, VisitEntry):
            ids += [entry.page, *entry.others]
        elif isinstance(entry, CaptureEntry):
            ids.append(entry.record)
        elif isinstance(entry, RunEntry):
            ids += entry.followed
        elif isinstance(entry, ForgottenEntry):
            ids += entry.records
    return ids
