"""Reads a record's block while it streams by: HTTP messages, short texts, or just bytes."""

from __future__ import annotations

import re
from typing import Protocol

from archive.verify.chunks import Chunks
from archive.verify.digests import Digest
from archive.warc.head import Head, head_end, parse_head

_HEAD_LIMIT = 1 << 20  # bytes of an HTTP head
_TEXT_LIMIT = 1 << 22  # bytes of a metadata block that are read; no announcement is as long
_FINAL_STATUS = re.compile(rb"HTTP/\d\.\d [2-9]\d\d(?: [^\r\n]*)?\r?\n")
_REQUEST_LINE = re.compile(rb"[!-~]+ [!-~]+ HTTP/\d\.\d\r\n")
_NUMBER_LENGTH = 18


class Block(Protocol):
    """What the pieces of a block are given to."""

    def feed(self, piece: bytes) -> None: ...
    def payload_fits(self) -> bool: ...


class AnyBlock:
    """A block that is all payload: nothing is asked of it but the digest, if one is said."""

    def __init__(self, payload: str | None = None) -> None:
        self._payload = Digest(payload) if payload else None

    def feed(self, piece: bytes) -> None:
        if self._payload is not None:
            self._payload.update(piece)

    def payload_fits(self) -> bool:
        """Whether the payload digest that the record says is right."""
        return self._payload is None or self._payload.fits()


class TextBlock(AnyBlock):
    """A block that is kept: a warcinfo or metadata record's. `cut` when it is too long for that."""

    def __init__(self, payload: str | None = None) -> None:
        super().__init__(payload)
        self._pieces: list[bytes] = []
        self._size = 0

    def feed(self, piece: bytes) -> None:
        super().feed(piece)
        self._size += len(piece)
        if not self.cut:
            self._pieces.append(piece)

    @property
    def cut(self) -> bool:
        return self._size > _TEXT_LIMIT

    @property
    def text(self) -> bytes:
        return b"".join(self._pieces)


class HttpBlock:
    """An HTTP message: its head, and its body by size, framing and digests."""

    def __init__(self, payload: str | None, *, answer: bool) -> None:
        """`payload` is the payload digest that the record says; `answer`: not a request."""
        self.head: Head | None = None
        self.size = 0  # of the body, as it came
        self.start = b""  # the first bytes of the block; all of it until the head ends
        self.chunks: Chunks | None = None
        self._answer = answer
        self._wire = Digest(payload) if payload else None
        self._entities: list[Digest] = []  # sha256, and what the record says when that is another
        self.sound = False  # whether there is a first line as it should be, and a head that ends

    def feed(self, piece: bytes) -> None:
        if self.head is not None:
            self._body(piece)
            return
        if len(self.start) > _HEAD_LIMIT:
            return
        searched = max(0, len(self.start) - 3)
        self.start += piece
        end = head_end(self.start, searched)
        if end is not None:
            rest, self.start = self.start[end:], self.start[:end]
            self._begin()
            self._body(rest)

    @property
    def due(self) -> int | None:
        """How long the body should be by Content-Length; None when that says nothing."""
        said = ((self.head.get("Content-Length") if self.head else None) or "").split(",")[0]
        said = said.strip()
        sound = said.isascii() and said.isdigit() and len(said) <= _NUMBER_LENGTH
        return int(said) if sound else None

    @property
    def whole(self) -> bool:
        """Whether the body is as long as its head says, in chunks or by Content-Length."""
        if self.chunks is not None:
            return self.chunks.whole
        return self.due is None or self.due == self.size

    def payload_fits(self) -> bool:
        """Whether the payload digest is that of the body as it came, or without its chunks."""
        if self._wire is None or self._wire.fits():
            return True
        said = self._wire.said
        return any(
            one.algorithm == self._wire.algorithm and one.fits(said) for one in self._entities
        )

    def entity_digest(self) -> str | None:
        """sha256 of the body without chunks; None when it was not taken."""
        taken = [*self._entities, *([self._wire] if self._wire and self.chunks is None else [])]
        return next((one.written() for one in taken if one.algorithm == "sha256"), None)

    def _begin(self) -> None:
        begun = _FINAL_STATUS if self._answer else _REQUEST_LINE
        self.sound = begun.match(self.start) is not None
        self.head = parse_head(self.start) if self._answer else Head()
        if self.head.chunked:
            self.chunks = Chunks()
            self._entities = [Digest("sha256:")]
            if self._wire is not None and self._wire.algorithm != "sha256":
                self._entities.append(Digest(self._wire.said))

    def _body(self, piece: bytes) -> None:
        if not piece:
            return
        self.size += len(piece)
        if self._wire is not None:
            self._wire.update(piece)
        if self.chunks is not None:
            for part in self.chunks.feed(piece):
                for entity in self._entities:
                    entity.update(part)
