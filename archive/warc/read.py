"""Gives back what a capture stored: the response as a browser would see it, or a page to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import CaptureMissing
from archive.model import Locator, Page, Truncated
from archive.times import parse
from archive.warc.bulk import StoredRecord, records
from archive.warc.chunks import entity_pieces
from archive.warc.coding import decoded
from archive.warc.head import head_end, parse_head
from archive.warc.member import Member, member_at

__all__ = ["LIMIT", "StoredRecord", "StoredResponse", "page_at", "records", "response_at"]

LIMIT = 64 * 1024 * 1024  # bytes of an unpacked body; beyond it lies a bomb, not a page


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A stored response with transfer and content coding taken off its body.

    `truncated` is what the record says, LENGTH when the body was cut at the reader's limit, or
    UNSPECIFIED when its content coding is damaged or unknown. `headers` are those of the wire.
    """

    status: int | None
    reason: str
    headers: list[tuple[str, str]]
    body: bytes
    content_type: str | None
    target_uri: str
    captured_at: datetime
    truncated: Truncated | None = None


def response_at(folder: Path, locator: Locator, *, limit: int = LIMIT) -> StoredResponse:
    """The response whose record is at `locator` below `folder`; at most `limit` bytes of body.

    Raises CaptureMissing when the bytes are not there, not whole, or no response.
    """
    member = member_at(folder, locator, limit)
    if member.fields.get("warc-type") != "response":
        kind = member.fields.get("warc-type", "record without a type")
        raise CaptureMissing(f"{locator.warc} at {locator.offset}: a {kind}, not a response")
    return _response(member, locator, limit)


def page_at(
    folder: Path,
    locator: Locator,
    url: str | None = None,
    fetched: datetime | None = None,
    *,
    limit: int = LIMIT,
) -> Page:
    """What extraction reads, from the record at `locator`; `url` and `fetched` default to its own.

    Raises CaptureMissing as `response_at` does.
    """
    response = response_at(folder, locator, limit=limit)
    return Page(
        url=url or response.target_uri,
        body=response.body,
        content_type=response.content_type,
        fetched=fetched or response.captured_at,
    )


def _response(member: Member, at: Locator, limit: int) -> StoredResponse:
    end = head_end(member.block)
    end = len(member.block) if end is None else end
    head = parse_head(member.block[:end])
    wire = member.block[end:]
    entity = b"".join(entity_pieces([wire], chunked=head.chunked))
    body, cut, whole = decoded(entity, head.codings, limit)
    truncated = _reason(member)
    if truncated is None and (cut or member.cut):
        truncated = Truncated.LENGTH
    elif truncated is None and not whole:
        truncated = Truncated.UNSPECIFIED
    try:
        captured_at = parse(member.fields["warc-date"])
    except (KeyError, ValueError) as error:
        raise CaptureMissing(f"{at.warc} at {at.offset}: the record has no date") from error
    return StoredResponse(
        status=head.status,
        reason=head.reason,
        headers=list(head.headers),
        body=body,
        content_type=head.get("Content-Type"),
        target_uri=member.fields.get("warc-target-uri", ""),
        captured_at=captured_at,
        truncated=truncated,
    )


def _reason(member: Member) -> Truncated | None:
    written = member.fields.get("warc-truncated")
    if written is None:
        return None
    known = {reason.value: reason for reason in Truncated}
    return known.get(written, Truncated.UNSPECIFIED)
