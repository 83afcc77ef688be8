"""Announcements as records of a WARC file: how one is made, and how those of a file are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from archive.errors import CaptureMissing
from archive.journal import Announcement, Placed, is_announcement, read, written
from archive.model import Locator
from archive.times import fine_stamp
from archive.warc import deflate, naming
from archive.warc.digests import digest
from archive.warc.records import WARC_FIELDS, Record, record_id

_UNREADABLE: tuple[type[BaseException], ...] = (OSError, *deflate.ERRORS)
_MARK = "WARC-Concurrent-To"  # in every metadata record of an exchange, in no announcement


@dataclass(frozen=True, slots=True)
class Found:
    """An announcement in a file, and its place."""

    announcement: Announcement
    placed: Placed


def record(announcement: Announcement, warcinfo_id: str) -> Record:
    """The metadata record that tells of the file it stands in, whose first record is named."""
    block = written(announcement)
    own_id = record_id()
    named = (
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", own_id),
        ("WARC-Date", fine_stamp(announcement.at)),
        ("WARC-Refers-To", warcinfo_id),
        ("WARC-Warcinfo-ID", warcinfo_id),
        ("WARC-Block-Digest", digest(block)),
    )
    return Record("metadata", own_id, named, WARC_FIELDS, b"", block)


def announcements(path: Path, start: int = 0) -> Iterator[Found]:
    """The announcements in the file at `path`, closed or `.open`, from the record at `start` on.

    Raises CaptureMissing when the file cannot be read, or an announcement is damaged or of a later
    form. Blocks of other records are unpacked (gzip wants it) and not looked at.
    """
    name = naming.final_name(path)
    held: tuple[str, int, bytes] | None = None
    try:
        with path.open("rb") as file:
            file.seek(start)
            try:
                for one in ArchiveIterator(file, WarcRecordType.any_type, parse_http=False):
                    if held:
                        before, held = held, None
                        yield _found(name, *before, one.stream_pos)
                    if one.record_type == WarcRecordType.metadata and _MARK not in one.headers:
                        block = one.reader.read()
                        if is_announcement(block):
                            own_id = one.headers.get("WARC-Record-ID") or ""
                            held = own_id, one.stream_pos, block
            except _UNREADABLE:
                if held and (end := deflate.end_of_member(file, held[1])):
                    yield _found(name, *held, end)
                raise
            if held:
                yield _found(name, *held, file.seek(0, 2))
    except _UNREADABLE as error:
        raise CaptureMissing(f"cannot read {path}: {error}") from error


def _found(name: str, own_id: str, offset: int, block: bytes, end: int) -> Found:
    return Found(read(block), Placed(own_id, Locator(name, offset, end - offset)))
