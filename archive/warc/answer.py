"""Measures an exchange before it is stored: its head, the digests and the size of its body."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from archive.model import Exchange
from archive.warc.chunks import Dechunker
from archive.warc.digests import digest_of, pieces_of, size_of, written
from archive.warc.head import Head, parse_head


@dataclass(frozen=True, slots=True)
class Answer:
    """An exchange, with what its bytes say. Both digests are None when no response came.

    `payload` is over the body as it came, `entity` over the body without its chunk framing. `sound`
    says that the framing ends as it should: that the entity is all of the body.
    """

    exchange: Exchange
    head: Head
    size: int  # bytes of the body as it came
    payload: str | None
    entity: str | None
    sound: bool = True

    @property
    def came(self) -> bool:
        """Whether there is a response to store."""
        return self.payload is not None


def measured(exchange: Exchange) -> Answer:
    """`exchange` with its digests; a body in a file is read from there, piece by piece."""
    head = parse_head(exchange.response_head)
    size = size_of(exchange.response_body)
    if not exchange.response_head and not size:
        return Answer(exchange, head, size, None, None)
    if not head.chunked:
        payload = digest_of(pieces_of(exchange.response_body))
        return Answer(exchange, head, size, payload, payload)
    wire, entity, dechunker = hashlib.sha256(), hashlib.sha256(), Dechunker()
    for piece in pieces_of(exchange.response_body):
        wire.update(piece)
        for part in dechunker.feed(piece):
            entity.update(part)
    return Answer(exchange, head, size, written(wire), written(entity), dechunker.whole)
