"""What a memento shows: its own labels, and the bytes that it or its original holds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from archive.browse.answering import Asking
from archive.browse.questions import mementos
from archive.browse.questions.ask import Row
from archive.browse.web import labels
from archive.browse.web.record import Opened, opened
from archive.errors import BackIssueError, CaptureMissing
from archive.folder import WARCS
from archive.model import Locator
from archive.places import place
from archive.warc.coding import decoded
from archive.warc.head import Head
from archive.warc.read import response_at


class Forgotten(BackIssueError):
    """The content was removed by law; `tombstone` is the row that says so."""

    def __init__(self, tombstone: Row) -> None:
        self.tombstone = tombstone
        super().__init__(f"{tombstone['url']} was removed from this archive")


@dataclass(frozen=True, slots=True)
class Content:
    """An archived answer. `labels` are what was said with it, `codings` those of its bytes.

    `pieces` are the bytes without their chunk framing, content coding kept; `length` is their
    number where it is known before they are read.
    """

    labels: Head
    codings: tuple[str, ...]
    length: int | None
    pieces: Iterator[bytes]
    start: bytes  # the first of the bytes, which the pieces give too

    @property
    def media_type(self) -> str:
        """The type without parameters, lower case."""
        return labels.content_type(self.labels).partition(";")[0]

    async def body(self, limit: int) -> bytes:
        """At most `limit` bytes with their content coding taken off, read in a thread."""
        return await asyncio.to_thread(self._body, limit)

    def _body(self, limit: int) -> bytes:
        read, size = [], 0
        for piece in self.pieces:
            read.append(piece)
            size += len(piece)
            if size > limit:
                break
        return decoded(b"".join(read), self.codings, limit)[0]


async def content(asking: Asking, memento: Row) -> Content:
    """What `memento` shows; raises CaptureMissing, or Forgotten when it was removed by law."""
    holder: Row | None = memento
    if memento["profile"] is not None:
        holder = await asking.ask(lambda conn: mementos.original(conn, memento))
    record = memento["record_id"] if holder is None else holder["record_id"]
    stone = await asking.ask(lambda conn: mementos.forgotten(conn, memento["url"], record))
    if stone is not None:
        raise Forgotten(stone)
    at, body_at = place(memento), place(holder) if holder else None
    if at is None or body_at is None:
        raise CaptureMissing(
            "the bytes of this capture are those of an earlier one, which is not in the tables;"
            " run `backissue verify`"
        )
    return await asyncio.to_thread(_read, asking.query.folder / WARCS, at, body_at)


def _read(folder: Path, at: Locator, body_at: Locator) -> Content:
    held: Opened = opened(folder, body_at)
    said = held.head
    if at != body_at:
        answer = response_at(folder, at, body_at=body_at, limit=0)
        said = Head(None, answer.status, answer.reason, tuple(answer.headers))
    start = next(held.pieces, b"")
    return Content(
        labels=said,
        codings=held.head.codings,
        length=held.length,
        pieces=chain((start,), held.pieces) if start else iter(()),
        start=start,
    )
