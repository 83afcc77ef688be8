"""Reads whole WARC files record by record with fastwarc: the way in for rebuild and export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator

from archive.errors import CaptureMissing
from archive.model import Capture, Locator, Truncated
from archive.times import parse
from archive.warc import deflate, naming
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


def records(path: Path) -> Iterator[StoredRecord]:
    """All records of the file at `path`, closed or `.open`, in their order.

    Raises CaptureMissing when the file cannot be read, or ends in the middle of a record.
    """
    name = naming.final_name(path)
    held: StoredRecord | None = None
    try:
        with path.open("rb") as file:
            for found in ArchiveIterator(file, parse_http=False, strict_mode=True):
                if held:
                    yield _ending(held, found.stream_pos)
                named = {key.lower(): value for key, value in reversed(list(found.headers))}
                block = found.reader.read()
                if len(block) != found.content_length:
                    raise CaptureMissing(f"{name} at {found.stream_pos}: the record is cut short")
                at = Locator(name, found.stream_pos, 0)
                held = StoredRecord(
                    named.get("warc-type", ""), named.get("warc-record-id", ""), named, at, block
                )
            if held:
                held = _ending(held, file.seek(0, 2))
                _check_end(file, held)
                yield held
    except _UNREADABLE as error:
        raise CaptureMissing(f"cannot read {path}: {error}") from error


def captures(path: Path) -> Iterator[Capture]:
    """The captures in the file at `path`, equal to what `WarcWriter.append` returned for each."""
    before: dict[str, StoredRecord] = {}
    for record in records(path):
        if record.type in ("request", "response"):
            before[record.type] = record
        elif record.type == "metadata":
            yield _capture(record, before.get("request"), before.get("response"))
            before = {}


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
    block = answer.block if answer else b""
    end = head_end(block)
    head = parse_head(block if end is None else block[:end])
    main = answer or asked or about
    written = main.fields.get("warc-truncated")
    return Capture(
        url=main.fields["warc-target-uri"],
        method=named.get("method", "GET"),
        purpose=warc_fields.purpose_in(named),
        captured_at=_moment(main),
        record_id=main.id,
        at=answer.at if answer else None,
        status=head.status,
        mime=head.media_type,
        size=len(block) - end if end is not None else 0,
        digest=main.fields.get("warc-payload-digest"),
        entity_digest=named.get("entityDigest"),
        etag=head.get("ETag"),
        last_modified=head.get("Last-Modified"),
        location=head.get("Location"),
        truncated=Truncated(written) if written else None,
        error=named.get("error"),
        elapsed_ms=int(named.get("fetchTimeMs", "0")),
    )


def _moment(record: StoredRecord) -> datetime:
    return parse(record.fields["warc-date"])
