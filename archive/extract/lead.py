"""Finds the lead: the standfirst that a page sets apart, or the opening paragraph."""

from __future__ import annotations

from archive.extract.blocks import Block
from archive.extract.ground import own_marks
from archive.extract.marks import Mark
from archive.extract.region import Region
from archive.extract.roles import BODY, Judged, Role
from archive.extract.text import contained, key, likeness

_NOT = (
    Mark.FURNITURE
    | Mark.HIDDEN
    | Mark.COMMENTS
    | Mark.CAPTION
    | Mark.FIGURE
    | Mark.BYLINE
    | Mark.FOOT
)
_LONGEST = 900


def find_lead(
    judged: list[Judged],
    before: list[Block],
    descriptions: list[str],
    region: Region,
    headline: str,
) -> str | None:
    """The lead; blocks in the body that are the standfirst get their role here.

    `before` are the blocks between the headline and the story's region.
    """
    paragraphs = [j for j in judged if j.role in BODY and j.role is not Role.HEADING]
    if not paragraphs:
        return None
    first = paragraphs[0]
    apart = [b for b in before if _possible(b, headline)]
    apart += [
        j.block
        for j in judged
        if j.block.order < first.block.order
        and _possible(j.block, headline)
        and j.role is not Role.CAPTION
    ]
    chosen = _standfirst(apart, descriptions, region)
    if chosen:
        return " ".join(b.text.replace("\n", " ") for b in chosen)
    if _set_apart(first, paragraphs, descriptions, region):
        first.role, first.why = Role.LEAD, "standfirst"
        same = [first]
        for other in paragraphs[1:4]:
            if (
                other.block.frame.parent is first.block.frame.parent
                and _lead_marked(first.block, region)
                and _lead_frame(first.block) is _lead_frame(other.block) is not None
            ):
                other.role, other.why = Role.LEAD, "standfirst"
                same.append(other)
            else:
                break
        return " ".join(j.block.text.replace("\n", " ") for j in same)
    return first.block.text.replace("\n", " ")


def _possible(block: Block, headline: str) -> bool:
    folded = key(block.text)
    return (
        25 <= block.size <= _LONGEST
        and not block.marks & (_NOT & ~Mark.BYLINE)
        and block.link_share < 0.5
        and folded != key(headline)
        and (block.level != 1)
    )


def _standfirst(apart: list[Block], descriptions: list[str], region: Region) -> list[Block]:
    """Blocks above the text that are the standfirst: by name, by description, by form."""
    marked = [b for b in apart if b.marks & Mark.LEAD and not b.marks & Mark.BYLINE]
    for block in apart:
        if any(_same(block.text, text) for text in descriptions):
            holder = _lead_frame(block)
            if holder is not None:
                return [b for b in apart if _lead_frame(b) is holder]
            return [block]
    if marked:
        holder = _lead_frame(marked[-1])
        return [b for b in marked if _lead_frame(b) is holder]
    formed = [
        b for b in apart if (b.level or b.all_bold) and b.size >= 50 and not b.marks & Mark.BYLINE
    ]
    return formed[-1:]


def _lead_frame(block: Block) -> object | None:
    frame = block.frame
    while frame is not None:
        if frame.own & Mark.LEAD:
            return frame
        if frame.parent is None:
            return None
        frame = frame.parent
    return None


def _lead_marked(block: Block, region: Region) -> bool:
    return bool(own_marks(block.frame, region.main) & Mark.LEAD)


def _set_apart(
    first: Judged, paragraphs: list[Judged], descriptions: list[str], region: Region
) -> bool:
    """Whether the first paragraph is a standfirst: named so, or bold or large before plain text."""
    block = first.block
    if block.size > _LONGEST or len(paragraphs) < 2:
        return False
    second = paragraphs[1].block
    if _lead_marked(block, region) and not _lead_marked(paragraphs[-1].block, region):
        return True
    if block.all_bold and not second.all_bold:
        return True
    name = block.frame.element.get("class") or ""
    return "large-font" in name or "font-size-large" in name


def _same(text: str, description: str) -> bool:
    if likeness(text, description) >= 0.8:
        return True
    cut = description.rstrip(".… ")
    return len(cut) > 60 and (key(text).startswith(key(cut)) or contained(text, description) > 0.9)
