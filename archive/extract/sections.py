"""Puts the printed blocks together as sections."""

from __future__ import annotations

from collections.abc import Iterable

from archive.extract.roles import BODY, Judged, Role
from archive.model import Section


def sections_of(judged: Iterable[Judged]) -> tuple[Section, ...]:
    """Sections in reading order; what stands before the first sub-heading has none."""
    sections: list[Section] = []
    heading: str | None = None
    paragraphs: list[str] = []
    for entry in judged:
        if entry.role not in BODY:
            continue
        text = (entry.text or entry.block.text).replace("\n", " ")
        if entry.role is Role.HEADING:
            if heading is not None or paragraphs:
                sections.append(Section(heading, tuple(paragraphs)))
            heading, paragraphs = text, []
        else:
            paragraphs.append(text)
    if heading is not None or paragraphs:
        sections.append(Section(heading, tuple(paragraphs)))
    return tuple(sections)
