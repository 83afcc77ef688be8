"""Reads whole WARC files record by record with fastwarc: the way in for rebuild and export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord

from archive.errors import CaptureMissing
from archive.journal import is_announcement
from archive.model import Capture, Locator, Profile, Revisit, Truncated
from archive.times import parse
from archive.warc import deflate, naming, tombstones
from archive.warc import fields as warc_fields
from archive.warc.head import head_end, parse_head

_PIECE = 1 << 18
_UNREADABLE: tuple[type[BaseException], ...] = (OSError, *deflate.ERRORS)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record of a file: named fields in lower case (first value), its place, and its block."""

    type: str
    id: str
    fields: dict[str, str]
    at: Locator
    block: bytes = field(repr=False)
    written: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # all fields, in order


def records(path: Path, start: int = 0) -> Iterator[StoredRecord]:
    """All records of the file at `path`, closed or `.open`, from the one at `start` on.

    Raises CaptureMissing when the file cannot be read, or ends in the middle of a record.
    """
    name = naming.final_name(path)
    held: StoredRecord | None = None
    try:
        with path.open("rb") as file:
            file.seek(start)
            try:
                for found in ArchiveIterator(file, parse_http=False, strict_mode=True):
                    if held:
                        before, held = held, None
                        yield _ending(before, found.stream_pos)
                    held = _held(found, name)
            except Exception:
                # What stands before damaged bytes is whole, and nothing behind it tells its end.
                if held and (end := deflate.end_of_member(file, held.at.offset)):
                    yield _ending(held, end)
                raise
            if held:
                held = _ending(held, file.seek(0, 2))
                _check_end(file, held)
                yield held
    except _UNREADABLE as error:
        raise CaptureMissing(f"cannot read {path}: {error}") from error


def captures(path: Path, start: int = 0) -> Iterator[Capture]:
    """The captures in the file at `path`, equal to what `WarcWriter.append` returned for each.

    Those from the exchange at `start` on. Only the places of revisits' originals are missing: they
    may lie in other files. Raises CaptureMissing as `records` does, and for an exchange whose
    fields no writer of ours wrote.
    """
    before: dict[str, StoredRecord] = {}
    for record in records(path, start):
        if record.type == "request":
            before["asked"] = record
        elif record.type in ("response", "revisit"):
            before["answer"] = record
        elif record.type == "metadata" and not is_announcement(record.block):
            if before or "warc-target-uri" in record.fields:  # else another program's note
                yield _checked(record, before)
            before = {}


def _checked(about: StoredRecord, before: dict[str, StoredRecord]) -> Capture:
    """The capture that a metadata record tells of; raises CaptureMissing for what is none."""
    try:
        if tombstones.is_tombstone(about.block):
            return replace(tombstones.capture(about.fields, about.block), at=about.at)
        capture = _capture(about, before.get("asked"), before.get("answer"))
        capture.captured_at + timedelta(milliseconds=capture.elapsed_ms)  # a time that there is
        if not capture.record_id:
            raise KeyError("warc-record-id")
    except (KeyError, ValueError, OverflowError) as error:
        where = f"{about.at.warc} at {about.at.offset}"
        raise CaptureMissing(f"{where}: no exchange ({error!r})") from error
    return capture


def capture_of(exchange: Sequence[StoredRecord]) -> Capture:
    """The Capture of one exchange's records, the last of which is its metadata record."""
    by_type = {record.type: record for record in exchange}
    answer = by_type.get("response") or by_type.get("revisit")
    return _capture(exchange[-1], by_type.get("request"), answer)


def _held(found: WarcRecord, name: str) -> StoredRecord:
    """A record whose end is not known yet."""
    written = tuple(found.headers)
    named = {key.lower(): value for key, value in reversed(written)}
    block = found.reader.read()
    if len(block) != found.content_length:
        raise CaptureMissing(f"{name} at {found.stream_pos}: the record is cut short")
    at = Locator(name, found.stream_pos, 0)
    own_id = named.get("warc-record-id", "")
    return StoredRecord(named.get("warc-type", ""), own_id, named, at, block, written)


def _check_end(file: BinaryIO, last: StoredRecord) -> None:
    """Raises CaptureMissing when the last member is torn, which fastwarc lets pass."""
    file.seek(last.at.offset)
    unpacker = deflate.unpacker()
    while not unpacker.eof and (piece := file.read(_PIECE)):
        unpacker.decompress(piece)
    if not unpacker.eof or unpacker.unused_data or file.read(1):
        raise CaptureMissing(f"{last.at.warc} at {last.at.offset}: the file ends in a torn record")


def _ending(record: StoredRecord, end: int) -> StoredRecord:
    return replace(record, at=replace(record.at, length=end - record.at.offset))


def _capture(
    about: StoredRecord, asked: StoredRecord | None, answer: StoredRecord | None
) -> Capture:
    """The Capture of one exchange's records; `about` is its metadata record."""
    named = warc_fields.read(about.block)
    main = answer or asked or about
    revisit = _revisit(main)
    block = answer.block if answer else b""
    if revisit and revisit.profile is Profile.NOT_MODIFIED:
        block = warc_fields.bytes_in(named, "responseHead") or block
    end = head_end(block)
    head = parse_head(block if end is None else block[:end])
    size = len(block) - end if end is not None else 0
    written = main.fields.get("warc-truncated") if revisit is None else None
    return Capture(
        url=main.fields["warc-target-uri"],
        method=named.get("method", "GET"),
        purpose=warc_fields.purpose_in(named),
        captured_at=_moment(main),
        record_id=main.id,
        at=answer.at if answer else None,
        status=head.status,
        mime=head.media_type,
        size=_count(named.get("payloadSize"), size),
        digest=main.fields.get("warc-payload-digest"),
        entity_digest=named.get("entityDigest"),
        etag=head.get("ETag"),
        last_modified=head.get("Last-Modified"),
        location=head.get("Location"),
        truncated=Truncated(written) if written else None,
        error=named.get("error"),
        elapsed_ms=_count(named.get("fetchTimeMs"), 0),
        revisit=revisit,
    )


def _revisit(main: StoredRecord) -> Revisit | None:
    """What a revisit record refers to; an unknown profile reads as that of an equal digest."""
    if main.type != "revisit":
        return None
    named = main.fields.get("warc-profile", "").rpartition("/")[2]
    profile = Profile.NOT_MODIFIED if named == Profile.NOT_MODIFIED else Profile.IDENTICAL
    return Revisit(profile, main.fields.get("warc-refers-to", ""))


def _count(written: str | None, otherwise: int) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 19 else otherwise


def _moment(record: StoredRecord) -> datetime:
    return parse(record.fields["warc-date"])
