"""Writes one WARC file anew: forgotten exchanges become tombstones, revisits get another original.

All other records are copied as they are, to the byte.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from archive.atomic import sync_folder
from archive.errors import CaptureMissing, StorageError
from archive.journal import is_announcement
from archive.model import Locator
from archive.warc import bulk, tombstones
from archive.warc.bulk import StoredRecord
from archive.warc.deflate import Compression
from archive.warc.digests import digest
from archive.warc.head import head_end
from archive.warc.member import Member, member_at
from archive.warc.members import write_member
from archive.warc.parcel import HTTP_RESPONSE
from archive.warc.read import joined
from archive.warc.records import Record

_PIECE = 1 << 20
_WHOLE = 1 << 40  # bytes of a block: all of it
_OF_REVISITS = ("warc-profile", "warc-truncated")
_LEFT_TO_WARCIO = ("content-length", "content-type")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """When something was forgotten, and why."""

    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Heir:
    """A revisit that takes over the body of its original, which lies at `body`."""

    body: Locator


@dataclass(frozen=True, slots=True)
class Referred:
    """A revisit that gets another original: its record id, address and WARC-Date."""

    record_id: str
    url: str
    date: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to become of records, by the id of each exchange's main record."""

    forgotten: Mapping[str, Forgotten] = field(default_factory=dict)
    heirs: Mapping[str, Heir] = field(default_factory=dict)
    referred: Mapping[str, Referred] = field(default_factory=dict)


@dataclass(slots=True)
class Rewritten:
    """The new file: where records lie by id, and for each old end of an exchange the new one."""

    size: int = 0
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)


def rewrite(path: Path, new: Path, changes: Changes, compression: Compression) -> Rewritten:
    """Write `new` from the file at `path` and sync it.

    Raises CaptureMissing when `path` cannot be read to its end, StorageError when `new` cannot be
    written; then there is no `new`.
    """
    try:
        with path.open("rb") as old, new.open("wb") as out:
            written = _Writing(old, out, path.parent, changes, compression).run(path)
            out.flush()
            os.fsync(out.fileno())
        sync_folder(new.parent)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise StorageError(f"cannot write {new}: {error.strerror or error}") from error
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return written


class _Writing:
    def __init__(
        self,
        old: BinaryIO,
        out: BinaryIO,
        folder: Path,
        changes: Changes,
        compression: Compression,
    ) -> None:
        self._old = old
        self._out = out
        self._folder = folder
        self._changes = changes
        self._compression: Compression = compression
        self._warcinfo = ""
        self._done = Rewritten()

    def run(self, path: Path) -> Rewritten:
        for exchange in exchanges(bulk.records(path)):
            self._exchange(exchange)
            last = exchange[-1].at
            self._done.ends[last.offset + last.length] = self._done.size
        return self._done

    def _exchange(self, exchange: list[StoredRecord]) -> None:
        if exchange[0].type == "warcinfo":
            self._warcinfo = exchange[0].id
        main = main_of(exchange)
        if main.id in self._changes.forgotten and not _is_done(exchange):
            told = self._changes.forgotten[main.id]
            capture = bulk.capture_of(exchange)
            stone = tombstones.record(capture, self._warcinfo, told.at, told.reason)
            self._write(stone)
            self._done.removed.append(main.id)
            return
        for record in exchange:
            changed = self._changed(record)
            if changed is None:
                self._copy(record)
            else:
                self._write(changed)

    def _changed(self, record: StoredRecord) -> Record | None:
        if record.type != "revisit":
            return None
        if (heir := self._changes.heirs.get(record.id)) is not None:
            return _whole(record, member_at(self._folder, heir.body, _WHOLE))
        if (referred := self._changes.referred.get(record.id)) is not None:
            return _referring(record, referred)
        return None

    def _copy(self, record: StoredRecord) -> None:
        self._done.places[record.id] = (self._done.size, record.at.length)
        self._old.seek(record.at.offset)
        left = record.at.length
        while left:
            piece = self._old.read(min(left, _PIECE))
            if not piece:
                raise CaptureMissing(f"{record.at.warc}: the file ends before its last record")
            self._put(piece)
            left -= len(piece)

    def _write(self, record: Record) -> None:
        begin = self._done.size
        write_member(record, self._put, self._compression)
        self._done.places[record.id] = (begin, self._done.size - begin)

    def _put(self, piece: bytes) -> None:
        self._out.write(piece)
        self._done.size += len(piece)


def exchanges(records: Iterator[StoredRecord]) -> Iterator[list[StoredRecord]]:
    """Records in groups: those of an exchange; a warcinfo, an announcement, a tombstone alone."""
    held: list[StoredRecord] = []
    for record in records:
        held.append(record)
        if record.type in ("warcinfo", "metadata"):
            yield held
            held = []
    if held:
        yield held


def main_of(exchange: list[StoredRecord]) -> StoredRecord:
    """The record that stands for the exchange in the tables: the answer, the request, the rest."""
    order = ("response", "revisit", "request", "metadata", "warcinfo")
    return min(exchange, key=lambda r: order.index(r.type) if r.type in order else len(order))


def _is_done(exchange: list[StoredRecord]) -> bool:
    block = exchange[-1].block
    return tombstones.is_tombstone(block) or is_announcement(block)


def _whole(revisit: StoredRecord, original: Member) -> Record:
    """The response that the revisit stands for, with its own head and the original's body."""
    own = Member(revisit.fields, revisit.block)
    block = joined(own, original).block
    end = head_end(block) or 0
    kept = [
        (name, "response" if name.lower() == "warc-type" else value)
        for name, value in revisit.written
        if not name.lower().startswith("warc-refers-to")
        and name.lower() not in (*_OF_REVISITS, *_LEFT_TO_WARCIO, "warc-block-digest")
    ]
    kept.append(("WARC-Block-Digest", digest(block)))
    return Record("response", revisit.id, tuple(kept), HTTP_RESPONSE, block[:end], block[end:])


def _referring(revisit: StoredRecord, to: Referred) -> Record:
    values = {
        "warc-refers-to": to.record_id,
        "warc-refers-to-target-uri": to.url,
        "warc-refers-to-date": to.date,
    }
    kept = tuple(
        (name, values.get(name.lower(), value))
        for name, value in revisit.written
        if name.lower() not in _LEFT_TO_WARCIO
    )
    content_type = HTTP_RESPONSE if revisit.block else None
    return Record("revisit", revisit.id, kept, content_type, revisit.block)
