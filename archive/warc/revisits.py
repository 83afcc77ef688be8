"""The shapes of revisits: what makes two answers one, and what a revisit record refers to; pure.

An answer is stored as a revisit (WARC 1.1 §6.7) of an original that has every byte of its body, or
that its server says is still what is there. Originals are whole responses to GET with status 200
and never revisits themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.model import Capture, Exchange, Locator, Profile
from archive.times import fine_stamp
from archive.warc.answer import Answer
from archive.warc.head import Head, parse_head


@dataclass(frozen=True, slots=True)
class Original:
    """A stored response, as the Refers-To fields of a revisit name it."""

    record_id: str
    url: str
    captured_at: str  # its WARC-Date
    digest: str  # its WARC-Payload-Digest
    at: Locator


@dataclass(frozen=True, slots=True)
class Reference:
    """Which revisit record an answer becomes."""

    profile: Profile
    original: Original


@dataclass(frozen=True, slots=True)
class Body:
    """What makes two bodies one: equal entities in an equal framing.

    Then either's header goes with the other's bytes, for the digest is over the coded entity. In
    chunked bodies the borders of the chunks may differ: they move from fetch to fetch.
    """

    digest: str
    entity: str

    @property
    def framed(self) -> bool:
        """Whether the body is in chunks."""
        return self.digest != self.entity


@dataclass(frozen=True, slots=True)
class Validators:
    """`ETag` and `Last-Modified` of an answer, or what a conditional request said of them."""

    etag: str | None
    last_modified: str | None

    def __bool__(self) -> bool:
        return self.etag is not None or self.last_modified is not None

    def match(self, stored: Validators) -> bool:
        """Whether a request with these asked about the answer that came with the `stored` ones."""
        if self.etag is not None:  # then the date does not count (RFC 9110 §13.2.2)
            return self.etag == stored.etag
        return self.last_modified is not None and self.last_modified == stored.last_modified


def validators_of(head: Head) -> Validators:
    """What a response's head says."""
    return Validators(head.get("ETag"), head.get("Last-Modified"))


def asked_about(exchange: Exchange) -> Validators:
    """What the request asked by: nothing when it was not conditional."""
    asked = parse_head(exchange.request)
    return Validators(asked.get("If-None-Match"), asked.get("If-Modified-Since"))


def repeatable(answer: Answer) -> Body | None:
    """The body of an answer that a revisit may stand for, or be an original of; None for others."""
    exchange = answer.exchange
    whole = exchange.truncated is None and answer.sound
    if exchange.method != "GET" or answer.head.status != 200 or not whole:
        return None
    assert answer.payload is not None and answer.entity is not None
    return Body(answer.payload, answer.entity)


def is_confirmation(answer: Answer) -> bool:
    """Whether the answer says that what was asked about is still there."""
    exchange = answer.exchange
    bare = answer.head.status == 304 and not answer.size and exchange.truncated is None
    return bare and exchange.method == "GET"


def original_of(capture: Capture) -> Original:
    """The Original that a stored response is."""
    assert capture.at is not None and capture.digest is not None
    written = fine_stamp(capture.captured_at)
    return Original(capture.record_id, capture.url, written, capture.digest, capture.at)
