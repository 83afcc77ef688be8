"""The roles a block of text can have in a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive.extract.blocks import Block


class Role(StrEnum):
    """What a block is for; BODY roles are printed, the others are cut and known by name."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "list item"
    QUOTE = "quotation"
    CELL = "table cell"
    HEADLINE = "headline"
    LEAD = "lead"
    SOURCE = "source line"
    BYLINE = "byline"
    BIOGRAPHY = "biography"
    DATELINE = "dateline"
    CAPTION = "caption"
    READ_ALSO = "read also"
    FURNITURE = "furniture"
    RECURRING = "recurring"
    BOX = "box beside the text"
    COMMENT = "comment"
    OUTSIDE = "outside the story"


BODY = frozenset({Role.PARAGRAPH, Role.HEADING, Role.ITEM, Role.QUOTE, Role.CELL})


@dataclass(slots=True)
class Judged:
    """A block with the role it was given and why."""

    block: Block
    role: Role
    why: str = ""
    text: str = ""  # what is printed, where that is not the block's whole text
