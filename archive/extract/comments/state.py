"""Finds the comments that a page's scripts hold as data, for a script to print them.

The forms: a script's JSON or an object literal that is JSON, JSON in a string (`JSON.parse("…")`,
streamed state), JSON in an attribute (`data-props="{&quot;comments&quot;:…"`). What is no JSON is
passed over. Each array or object that is named after comments is one possible thread.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from archive.extract.comments import entries
from archive.extract.tree import Inventory
from archive.model import Comment, Page

# What follows "comments" where it is a key of something; the word before is looked at later.
_NAMED = re.compile(r'omment\w{0,20}(\\{0,7})"\s*:\s*(?=\[\s*\{|\{\s*\\*")')
# Comments on all kinds of stories; the words of a reporter on a match
_OTHER = re.compile(
    r"(?i)recent|latest|newest|last|trending|popular|commentar(?:y|ies)|commentator"
)
_LITERAL = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*', re.S)
_LARGEST = 2_000_000  # characters of one thread's data
_LARGEST_SCRIPT = 8_000_000
_LEAST = 60  # characters of an attribute that may hold a comment
_MOST_TRIED = 40
_LD = "application/ld+json"
_DECODER = json.JSONDecoder(strict=False)


def threads(
    elements: Inventory, page: Page, *, in_attributes: bool = True
) -> tuple[tuple[Comment, ...], ...]:
    """The threads in the page's data, in its order; none is empty."""
    found: list[tuple[Comment, ...]] = []
    for value in islice(_values(elements, page, in_attributes), _MOST_TRIED):
        if thread := entries.comments(value):
            found.append(thread)
    return tuple(found)


def _values(elements: Inventory, page: Page, in_attributes: bool) -> Iterator[Any]:
    """What is named after comments in scripts and attributes, decoded; None for what is no JSON."""
    for script in elements.tagged("script"):
        text = script.text
        if text and "omment" in text and len(text) <= _LARGEST_SCRIPT and script.get("type") != _LD:
            yield from _named(text)
    if in_attributes and b"omments&quot;" in page.body:
        for element in elements.every:
            for value in element.values():
                if len(value) >= _LEAST and 'omments"' in value:
                    yield from _named(value)


def _named(text: str) -> Iterator[Any]:
    end = 0
    for found in _NAMED.finditer(text):
        name = text[max(0, found.start() - 30) : found.end(1)].rpartition('"')[2]
        if found.start() < end or _OTHER.search(name):
            continue
        value, length = _decoded(text, found.end(), escapes=len(found[1]))
        end = found.end() + length
        yield value


def _decoded(text: str, start: int, *, escapes: int) -> tuple[Any, int]:
    """(value, its length in `text`); None for what is no JSON, of a string to its end.

    Behind `escapes` backslashes a string goes on to its closing quote, once for each doubling.
    """
    piece = text[start : start + _LARGEST]
    length = 0
    try:
        while escapes:
            literal = _LITERAL.match(piece)
            piece = json.loads(f'"{literal[0] if literal else ""}"', strict=False)
            length = length or (literal.end() if literal else 0)
            escapes //= 2
        value, end = _DECODER.raw_decode(piece)
    except (ValueError, RecursionError):
        return None, length
    return value, length or end
