"""Gives back what a capture stored: the response as a browser would see it, or a page to read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archive.errors import CaptureMissing
from archive.model import Locator, Page, Truncated
from archive.times import parse
from archive.warc import fields
from archive.warc.bulk import StoredRecord, records
from archive.warc.chunks import entity_pieces
from archive.warc.coding import decoded
from archive.warc.head import head_end, parse_head, updated
from archive.warc.member import Member, member_after, member_at

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


def response_at(
    folder: Path, locator: Locator, *, body_at: Locator | None = None, limit: int = LIMIT
) -> StoredResponse:
    """The response whose record is at `locator` below `folder`; at most `limit` bytes of body.

    For a revisit `body_at` is the place of its original (`Revisit.at`): the body is the original's,
    the headers are those that came with the revisit; of one that the server called not modified,
    the original's status and headers as the 304 updates them. Raises CaptureMissing when the bytes
    are not there, not whole, or no response.
    """
    member = member_at(folder, locator, limit)
    if member.fields.get("warc-type") != "revisit":
        return _response(_answer(member, locator), locator, limit)
    if body_at is None:
        raise CaptureMissing(
            f"{locator.warc} at {locator.offset}: a revisit, whose original is not known;"
            " run `backissue verify`"
        )
    original = _answer(member_at(folder, body_at, limit), body_at)
    if original.fields.get("warc-record-id") != member.fields.get("warc-refers-to"):
        raise CaptureMissing(
            f"{body_at.warc} at {body_at.offset}: not the original that the revisit at"
            f" {locator.warc} {locator.offset} refers to"
        )
    if member.block:
        return _response(joined(member, original), locator, limit)
    return _confirmed(folder, locator, member, _response(original, body_at, limit))


def page_at(
    folder: Path,
    locator: Locator,
    url: str | None = None,
    fetched: datetime | None = None,
    *,
    body_at: Locator | None = None,
    limit: int = LIMIT,
) -> Page:
    """What extraction reads, from the record at `locator`; `url` and `fetched` default to its own.

    `body_at` is the place of a revisit's original. Raises CaptureMissing as `response_at` does.
    """
    response = response_at(folder, locator, body_at=body_at, limit=limit)
    return Page(
        url=url or response.target_uri,
        body=response.body,
        content_type=response.content_type,
        fetched=fetched or response.captured_at,
    )


def _answer(member: Member, at: Locator) -> Member:
    if member.fields.get("warc-type") != "response":
        kind = member.fields.get("warc-type", "record without a type")
        raise CaptureMissing(f"{at.warc} at {at.offset}: a {kind}, not a response")
    return member


def joined(revisit: Member, original: Member) -> Member:
    """The response that a revisit with a head stands for: that head and the original's body."""
    end = head_end(original.block)
    body = b"" if end is None else original.block[end:]
    # the revisit record is cut short by design, the response was not
    named = {name: value for name, value in revisit.fields.items() if name != "warc-truncated"}
    return Member(named, revisit.block + body, cut=original.cut)


def _confirmed(
    folder: Path, at: Locator, member: Member, original: StoredResponse
) -> StoredResponse:
    after = member_after(folder, at)
    ours = after is not None and member.fields.get("warc-record-id", "") in after.concurrent
    said = fields.bytes_in(fields.read(after.block), "responseHead") if after and ours else b""
    return replace(
        original,
        headers=updated(original.headers, parse_head(said).headers),
        target_uri=member.fields.get("warc-target-uri", ""),
        captured_at=_captured_at(member, at),
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
    return StoredResponse(
        status=head.status,
        reason=head.reason,
        headers=list(head.headers),
        body=body,
        content_type=head.get("Content-Type"),
        target_uri=member.fields.get("warc-target-uri", ""),
        captured_at=_captured_at(member, at),
        truncated=truncated,
    )


def _captured_at(member: Member, at: Locator) -> datetime:
    try:
        return parse(member.fields["warc-date"])
    except (KeyError, ValueError) as error:
        raise CaptureMissing(f"{at.warc} at {at.offset}: the record has no date") from error


def _reason(member: Member) -> Truncated | None:
    written = member.fields.get("warc-truncated")
    if written is None:
        return None
    known = {reason.value: reason for reason in Truncated}
    return known.get(written, Truncated.UNSPECIFIED)
