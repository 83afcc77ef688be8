"""Tells which heading above a story its readers take for the headline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.extract.blocks import Block, Frame
from archive.extract.text import clean, key
from archive.extract.tree import inline_text
from archive.extract.zones import Zones

_TRAIL = 4  # elements between an h1 and the breadcrumb trail it ends
_LONGEST = 300  # characters of a headline with its kicker
_LEAST = 8  # letters that a text must have to be known again


def visible_headings(
    blocks: Sequence[Block], zones: Zones, said: Sequence[str | None]
) -> list[str]:
    """The headings above the text, the nearest first; `said` are the titles that data states.

    Many sites put the title meant for search engines into an h1 at the end of the breadcrumb
    trail, and print the headline as an h2 below. Such an h1 is none of the visible headings; one
    below it that JSON-LD or OpenGraph states takes its place.
    """
    headings = zones.headings
    wanted = {folded for folded in map(key, said) if len(folded) > _LEAST}
    if not headings or not wanted:
        return headings
    first = next((b for b in blocks if b.level == 1 and clean(b.text) == headings[0]), None)
    if first is None or not _ends_trail(first.frame):
        return headings
    own = key(headings[0])
    lines = [b for b in (*zones.before, *zones.top) if b.level > 1 and len(b.text) <= _LONGEST]
    for block in lines:
        if key(block.text) == own:
            return headings  # the same once more, with a kicker perhaps
        for text in _parts(block):
            if key(text) in wanted and key(text) != own:
                return [text, *headings[1:]]
    if all(own in folded for folded in wanted):
        return headings  # whoever it is for, the other titles agree with it
    return headings[1:]


def _ends_trail(frame: Frame) -> bool:
    """Whether a heading stands in a list of links that leads to the page."""
    up: Frame | None = frame.parent
    for step in range(_TRAIL):
        if up is None:
            return False
        if up.tag == "nav" or (up.tag == "li" and step < 2):
            return True
        if "breadcrumb" in (up.element.get("class") or "").lower():
            return True
        up = up.parent
    return False


def _parts(block: Block) -> Iterator[str]:
    """A heading's text, and the texts of its inline elements, for one of them may be a kicker."""
    yield block.text.replace("\n", " ")
    for child in list(block.frame.element.iterdescendants())[:8]:
        yield inline_text(child)
