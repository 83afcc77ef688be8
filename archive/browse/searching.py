"""Turns what a reader typed into an FTS5 expression, and FTS5's marks into pieces; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.browse.questions.search import CLOSE, OPEN

_PART = re.compile(r'(-?)(?:"([^"]*)("?)|(\S+))')
_MOST_PARTS = 20
_LONGEST = 1000  # characters


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a snippet; `hit` when the search found it."""

    text: str
    hit: bool


def expression(typed: str) -> str | None:
    """An FTS5 expression for words, "phrases", beginnings* and -exclusions; None for no words.

    Everything is quoted, so that no character or operator of FTS5's syntax is ever read as such
    (https://sqlite.org/fts5.html#full_text_query_syntax): a search never fails for its spelling.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for match in list(_PART.finditer(typed[:_LONGEST].replace("\x00", " ")))[:_MOST_PARTS]:
        minus, phrase, _, word = match.groups()
        text = phrase if phrase is not None else word
        beginning = phrase is None and text.endswith("*")
        text = text.rstrip("*") if beginning else text
        if not any(character.isalnum() for character in text):
            continue  # FTS5 finds nothing for an empty phrase, and so nothing at all with AND
        quoted = '"' + text.replace('"', '""') + '"' + (" *" if beginning else "")
        (unwanted if minus else wanted).append(quoted)
    if not wanted:
        return None
    joined = " AND ".join(wanted)
    return f"({joined}) NOT ({' OR '.join(unwanted)})" if unwanted else joined


def segments(marked: str | None) -> list[Segment]:
    """A text with OPEN and CLOSE marks as segments, in order, without the marks."""
    found: list[Segment] = []
    hit = False
    for part in re.split(f"([{OPEN}{CLOSE}])", marked or ""):
        if part in (OPEN, CLOSE):
            hit = part == OPEN
        elif part:
            found.append(Segment(part, hit))
    return found
