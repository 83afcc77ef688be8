"""Turns an answer into the records that store it, and says what was stored; no I/O."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

from archive.model import Capture, Exchange, Locator, Profile, Revisit
from archive.times import fine_stamp
from archive.warc import fields
from archive.warc.answer import Answer
from archive.warc.digests import digest, digest_of, pieces_of
from archive.warc.head import Head
from archive.warc.records import WARC_FIELDS, Fields, Record, record_id, target_uri
from archive.warc.revisits import Reference

HTTP_REQUEST = "application/http; msgtype=request"
HTTP_RESPONSE = "application/http; msgtype=response"
PROFILES = "http://netpreserve.org/warc/1.1/revisit/"

_PACKERS = frozenset(("gzip", "x-gzip", "deflate", "br", "zstd"))


@dataclass(frozen=True, slots=True)
class Parcel:
    """The records of one exchange and the Capture they make, whose place is not known yet.

    `placed` is the index of the record that Capture.at points at: the response's, or None.
    """

    records: tuple[Record, ...]
    capture: Capture
    placed: int | None

    def located(self, warc: str, places: tuple[tuple[int, int], ...]) -> Capture:
        """The Capture, its record being at (offset, length) of `places` in the file `warc`."""
        if self.placed is None:
            return self.capture
        offset, length = places[self.placed]
        return replace(self.capture, at=Locator(warc, offset, length))


def parcel(answer: Answer, warcinfo_id: str, reference: Reference | None = None) -> Parcel:
    """The request, response and metadata records of an exchange, as far as there are any.

    With a `reference` a revisit record stands for the response. They carry one WARC-Date and name
    each other in WARC-Concurrent-To. The payload digest is over the body as it came (which is what
    all validators check), or the original's; the entity digest, chunk framing removed, is in the
    metadata record, for chunk borders move from fetch to fetch.
    """
    exchange = answer.exchange
    asked_id, answer_id, about_id = record_id(), record_id(), record_id()
    common = _common_fields(exchange, warcinfo_id)
    records: list[Record] = []
    if exchange.request:
        partner = ("WARC-Concurrent-To", answer_id) if answer.came else None
        records.append(_request(exchange, asked_id, common, partner))
    placed = len(records) if answer.came else None
    if reference is not None:
        records.append(_revisit(answer, answer_id, common, reference))
    elif answer.came:
        records.append(_response(answer, answer_id, common))
    named = [("WARC-Concurrent-To", r.id) for r in reversed(records)]
    records.append(_metadata(answer, about_id, common, named, reference))
    main = answer_id if answer.came else asked_id if exchange.request else about_id
    return Parcel(tuple(records), _capture(answer, main, reference), placed)


def _common_fields(exchange: Exchange, warcinfo_id: str) -> Fields:
    return (
        ("WARC-Target-URI", target_uri(exchange.url)),
        ("WARC-Date", fine_stamp(exchange.started)),
        ("WARC-Warcinfo-ID", warcinfo_id),
    )


def _wire_fields(exchange: Exchange) -> list[tuple[str, str]]:
    named = [("WARC-IP-Address", exchange.ip)] if exchange.ip else []
    named += [("WARC-Protocol", protocol) for protocol in exchange.protocols]
    if exchange.cipher:
        named.append(("WARC-Cipher-Suite", exchange.cipher))
    return named


def _request(
    exchange: Exchange, own_id: str, common: Fields, partner: tuple[str, str] | None
) -> Record:
    own = [("WARC-Type", "request"), ("WARC-Record-ID", own_id), *common]
    own += [partner] if partner else []
    own += [*_wire_fields(exchange), ("WARC-Block-Digest", digest(exchange.request))]
    return Record("request", own_id, tuple(own), HTTP_REQUEST, exchange.request)


def _response(answer: Answer, own_id: str, common: Fields) -> Record:
    exchange, payload = answer.exchange, answer.payload
    assert payload is not None
    block = digest_of(chain([exchange.response_head], pieces_of(exchange.response_body)))
    own = [("WARC-Type", "response"), ("WARC-Record-ID", own_id), *common]
    own += [*_wire_fields(exchange), ("WARC-Block-Digest", block), ("WARC-Payload-Digest", payload)]
    if exchange.truncated:
        own.append(("WARC-Truncated", exchange.truncated.value))
    return Record(
        "response",
        own_id,
        tuple(own),
        HTTP_RESPONSE,
        exchange.response_head,
        exchange.response_body,
        coded=_packed(answer.head),
    )


def _revisit(answer: Answer, own_id: str, common: Fields, reference: Reference) -> Record:
    """The head alone; for a 304 not even that.

    Readers take the head they find for the page's, and would show an empty page of status 304: so
    that head is kept in the metadata record.
    """
    identical = reference.profile is Profile.IDENTICAL
    head = answer.exchange.response_head if identical else b""
    original = reference.original
    own = [
        ("WARC-Type", "revisit"),
        ("WARC-Record-ID", own_id),
        *common,
        ("WARC-Profile", PROFILES + reference.profile),
        ("WARC-Refers-To", original.record_id),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", original.captured_at),
        *_wire_fields(answer.exchange),
        ("WARC-Block-Digest", digest(head)),
        ("WARC-Payload-Digest", original.digest),
    ]
    if identical:
        own.append(("WARC-Truncated", "length"))
    return Record("revisit", own_id, tuple(own), HTTP_RESPONSE if head else None, head)


def _packed(head: Head) -> bool:
    """Whether the body is compressed by what its head says."""
    kind = head.media_type or ""
    packed = kind.startswith(("image/", "audio/", "video/", "font/woff")) and "svg" not in kind
    return packed or not _PACKERS.isdisjoint(head.codings)


def _metadata(
    answer: Answer,
    own_id: str,
    common: Fields,
    named: list[tuple[str, str]],
    reference: Reference | None,
) -> Record:
    block = fields.of_exchange(answer.exchange, answer.entity, _left_out(answer, reference))
    own = [("WARC-Type", "metadata"), ("WARC-Record-ID", own_id), *common, *named]
    own.append(("WARC-Block-Digest", digest(block)))
    return Record("metadata", own_id, tuple(own), WARC_FIELDS, b"", block)


def _left_out(answer: Answer, reference: Reference | None) -> fields.Written:
    """What a revisit record does not say of the answer that came."""
    if reference is None:
        return ()
    if reference.profile is Profile.NOT_MODIFIED:
        return (("responseHead", fields.base64_of(answer.exchange.response_head)),)
    moved = answer.payload if answer.payload != reference.original.digest else None
    return (("payloadSize", str(answer.size)), ("payloadDigest", moved))


def _capture(answer: Answer, own_id: str, reference: Reference | None) -> Capture:
    exchange, head = answer.exchange, answer.head
    original = reference.original if reference else None
    return Capture(
        url=target_uri(exchange.url),
        method=exchange.method,
        purpose=exchange.purpose,
        captured_at=exchange.started,
        record_id=own_id,
        at=None,
        status=head.status,
        mime=head.media_type,
        size=answer.size,
        digest=original.digest if original else answer.payload,
        entity_digest=answer.entity,
        etag=head.get("ETag"),
        last_modified=head.get("Last-Modified"),
        location=head.get("Location"),
        truncated=exchange.truncated,
        error=fields.error_line(exchange.error),
        elapsed_ms=exchange.elapsed_ms,
        revisit=_followed(reference),
    )


def _followed(reference: Reference | None) -> Revisit | None:
    if reference is None:
        return None
    return Revisit(reference.profile, reference.original.record_id, reference.original.at)
