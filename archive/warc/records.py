"""Turns an Exchange into the records that store it, and says what was stored; no I/O."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from itertools import chain
from urllib.parse import quote

from archive.model import Capture, Exchange, Locator
from archive.times import fine_stamp
from archive.warc import fields
from archive.warc.chunks import entity_pieces
from archive.warc.digests import Body, digest, digest_of, pieces_of, size_of
from archive.warc.head import Head, parse_head

HTTP_REQUEST = "application/http; msgtype=request"
HTTP_RESPONSE = "application/http; msgtype=response"
WARC_FIELDS = "application/warc-fields"

# What may stand in a URI as it is (RFC 3986); everything else is percent-encoded.
_URI_SAFE = "%:/?#[]@!$&'()*+,;=-._~"

_PACKERS = frozenset(("gzip", "x-gzip", "deflate", "br", "zstd"))

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record: named fields, then a block of `head` and `body`.

    `coded` says that the body is compressed already, so that packing it again is wasted work.
    """

    type: str
    id: str
    fields: Fields
    content_type: str
    head: bytes
    body: Body = b""
    coded: bool = False


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


def record_id() -> str:
    """A fresh `<urn:uuid:…>`."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def target_uri(url: str) -> str:
    """`url` as WARC-Target-URI wants it: ASCII, no fragment, nothing that is no URI character."""
    return quote(url.partition("#")[0], safe=_URI_SAFE)


def parcel(exchange: Exchange, warcinfo_id: str) -> Parcel:
    """The request, response and metadata records of `exchange`, as far as there are any.

    They carry one WARC-Date and name each other in WARC-Concurrent-To. The payload digest is over
    the body as it came (which is what all validators check); the entity digest, chunk framing
    removed, is in the metadata record, for chunk borders move from fetch to fetch.
    """
    head = parse_head(exchange.response_head)
    answered = bool(exchange.response_head) or size_of(exchange.response_body) > 0
    payload = digest_of(pieces_of(exchange.response_body)) if answered else None
    entity = _entity_digest(exchange, head, payload)
    asked_id, answer_id, about_id = record_id(), record_id(), record_id()
    common = _common_fields(exchange, warcinfo_id)
    records: list[Record] = []
    if exchange.request:
        partner = ("WARC-Concurrent-To", answer_id) if answered else None
        records.append(_request(exchange, asked_id, common, partner))
    placed = len(records) if answered else None
    if answered:
        assert payload is not None
        records.append(_response(exchange, answer_id, head, common, payload))
    named = [("WARC-Concurrent-To", r.id) for r in reversed(records)]
    records.append(_metadata(exchange, about_id, common, named, entity))
    main = answer_id if answered else asked_id if exchange.request else about_id
    return Parcel(tuple(records), _capture(exchange, head, main, payload, entity), placed)


def warcinfo(name: str, written: Fields, moment_stamp: str) -> Record:
    """The first record of the file that will be called `name`."""
    block = fields.written(written)
    own_id = record_id()
    named: Fields = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", own_id),
        ("WARC-Date", moment_stamp),
        ("WARC-Filename", name),
        ("WARC-Block-Digest", digest(block)),
    )
    return Record("warcinfo", own_id, named, WARC_FIELDS, b"", block)


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


def _response(exchange: Exchange, own_id: str, head: Head, common: Fields, payload: str) -> Record:
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
        coded=_packed(head),
    )


def _packed(head: Head) -> bool:
    """Whether the body is compressed by what its head says."""
    kind = head.media_type or ""
    packed = kind.startswith(("image/", "audio/", "video/", "font/woff")) and "svg" not in kind
    return packed or not _PACKERS.isdisjoint(head.codings)


def _metadata(
    exchange: Exchange,
    own_id: str,
    common: Fields,
    named: list[tuple[str, str]],
    entity: str | None,
) -> Record:
    block = fields.of_exchange(exchange, entity)
    own = [("WARC-Type", "metadata"), ("WARC-Record-ID", own_id), *common, *named]
    own.append(("WARC-Block-Digest", digest(block)))
    return Record("metadata", own_id, tuple(own), WARC_FIELDS, b"", block)


def _entity_digest(exchange: Exchange, head: Head, payload: str | None) -> str | None:
    if payload is None or not head.chunked:
        return payload
    return digest_of(entity_pieces(pieces_of(exchange.response_body), chunked=True))


def _capture(
    exchange: Exchange, head: Head, own_id: str, payload: str | None, entity: str | None
) -> Capture:
    return Capture(
        url=target_uri(exchange.url),
        method=exchange.method,
        purpose=exchange.purpose,
        captured_at=exchange.started,
        record_id=own_id,
        at=None,
        status=head.status,
        mime=head.media_type,
        size=size_of(exchange.response_body),
        digest=payload,
        entity_digest=entity,
        etag=head.get("ETag"),
        last_modified=head.get("Last-Modified"),
        location=head.get("Location"),
        truncated=exchange.truncated,
        error=fields.error_line(exchange.error),
        elapsed_ms=exchange.elapsed_ms,
    )
