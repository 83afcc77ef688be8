"""Puts the printed blocks together as sections."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.extract.roles import BODY, Judged, Role
from archive.extract.text import length
from archive.model import Section

_ENDS = re.compile(r"[.!?…:。！？।۔][\"'”’»)」』]*$")


def sections_of(judged: Iterable[Judged]) -> tuple[Section, ...]:
    """Sections in reading order; what stands before the first sub-heading has none."""
    sections: list[Section] = []
    heading: str | None = None
    paragraphs: list[str] = []
    for entry in judged:
        if entry.role not in BODY:
            continue
        lines = _paragraphs(entry)
        if entry.role is Role.HEADING:
            if heading is not None or paragraphs:
                sections.append(Section(heading, tuple(paragraphs)))
            heading, paragraphs = " ".join(lines), []
        else:
            paragraphs += lines
    if heading is not None or paragraphs:
        sections.append(Section(heading, tuple(paragraphs)))
    return tuple(sections)


def _paragraphs(entry: Judged) -> list[str]:
    """The paragraphs of a block: line breaks count where whole sentences stand on both sides."""
    lines = (entry.text or entry.block.text).split("\n")
    if len(lines) == 1 or entry.role is Role.HEADING:
        return [" ".join(lines)]
    found = [lines[0]]
    for line in lines[1:]:
        whole = _ENDS.search(found[-1]) and min(length(found[-1]), length(line)) >= 40
        if whole:
            found.append(line)
        else:
            found[-1] += " " + line
    return found
