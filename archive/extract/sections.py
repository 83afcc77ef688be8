"""Puts the printed blocks together as sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from archive.extract.roles import BODY, Judged, Role
from archive.extract.text import length
from archive.model import Section

_WHOLE = 40  # characters of a line that may be a paragraph
NO_POSTS: Mapping[int, str | None] = MappingProxyType({})
_ENDS = re.compile(r"[.!?…:。！？।۔][\"'“”’»)」』]*$")


def sections_of(
    judged: Iterable[Judged], posts: Mapping[int, str | None] = NO_POSTS
) -> tuple[Section, ...]:
    """Sections in reading order; what stands before the first sub-heading has none.

    Each post of a live blog begins one; `posts` are the orders of their first blocks, and times.
    """
    sections: list[Section] = []
    heading: str | None = None
    paragraphs: list[str] = []
    published: str | None = None
    for entry in judged:
        if entry.role not in BODY:
            continue
        lines = _paragraphs(entry)
        titled = entry.role is Role.HEADING
        begins = entry.block.order in posts
        if titled or begins:
            if heading is not None or paragraphs:
                sections.append(Section(heading, tuple(paragraphs), published))
            heading, paragraphs = None, []
        if begins:
            published = posts[entry.block.order]
        if titled:
            heading = " ".join(lines)
        else:
            paragraphs += lines
    if heading is not None or paragraphs:
        sections.append(Section(heading, tuple(paragraphs), published))
    return tuple(sections)


def _paragraphs(entry: Judged) -> list[str]:
    """The paragraphs of a block: line breaks count where whole sentences stand on both sides."""
    lines = (entry.text or entry.block.text).split("\n")
    if len(lines) == 1 or entry.role is Role.HEADING:
        return [" ".join(lines)]
    found = [[lines[0]]]
    size = length(lines[0])  # of the paragraph that is being put together
    for line in lines[1:]:
        own = length(line)
        if min(size, own) >= _WHOLE and _ENDS.search(found[-1][-1]):
            found.append([line])
            size = own
        else:
            found[-1].append(line)
            size += 1 + own
    return [" ".join(parts) for parts in found]
