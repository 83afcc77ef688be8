"""What a page is asked with, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

LONGEST = 500  # characters of one value of a query string; nobody types more


@dataclass(frozen=True, slots=True)
class Query:
    """A request as the pages see it: the parts of the path, the query string, the moment.

    `folder` is the archive's, `home` the address of this server up to the first path,
    without a slash at its end, for feeds. `here` is the path as it was asked for, with `question`,
    the query string, as it was sent; `headers` have names in lower case.
    """

    path: Mapping[str, str]
    values: Mapping[str, str]
    folder: Path
    now: datetime
    home: str = ""
    here: str = ""
    question: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A value of the query string, without space around it; empty when it is not there."""
        return self.values.get(name, "").strip()[:LONGEST]

    def number(self, name: str) -> int:
        """A number of the path (its pattern let only digits through), within SQLite's reach."""
        return min(int(self.path[name][:19]), 2**63 - 1)

    def place(self, name: str) -> tuple[str, int] | None:
        """A keyset place `TIME~ID` of the query string; None when there is none or it is odd."""
        at, _, row_id = self.text(name).rpartition("~")
        if not at or not row_id.isascii() or not row_id.isdigit() or len(row_id) > 18:
            return None
        return at, int(row_id)


@dataclass(frozen=True, slots=True)
class Page:
    """A page made of a template."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    refresh: int | None = None  # seconds after which the browser is to ask again
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Download:
    """Archived bytes, handed out so that no browser runs them."""

    body: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another page of ours has the answer."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """Something that is no page: a style sheet, a feed, a picture."""

    body: bytes
    content_type: str
    lasting: bool = False  # its address changes when it does


@dataclass(frozen=True, slots=True)
class Stream:
    """Bytes that are sent piece by piece; the pieces are read in a thread.

    `headers` may name one more than once. Nothing is added to them but what every answer has.
    """

    status: int
    headers: Sequence[tuple[str, str]]
    pieces: Iterator[bytes]


Answer = Page | Download | Redirect | Document | Stream
Reader = Callable[[Any, Query], Answer]  # Any: a sqlite3.Connection that only reads


def missing(what: str) -> Page:
    """The page for something that is not in the archive; `what` is a sentence."""
    return Page("missing.html", {"what": what}, status=404)
