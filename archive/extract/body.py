"""Gives every block of the story's region its role."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from archive.extract import phrases
from archive.extract.blocks import Block, Frame
from archive.extract.marks import Mark
from archive.extract.region import Region, prose
from archive.extract.roles import BODY, Judged, Role
from archive.extract.text import key

_WRAPPERS = frozenset(
    {"div", "section", "article", "main", "aside", "center", "form", "table", "tbody", "tr", "td"}
)
_BAD = Mark.FURNITURE | Mark.HIDDEN | Mark.COMMENTS | Mark.ASIDE | Mark.FOOT
_SENTENCE_END = re.compile(r"[.!…。．](?:[\"'”’»)\]]*)$")


@dataclass(slots=True)
class _Ground:
    """What the region's paragraphs look like."""

    region: Region
    chains: dict[Block, tuple[str, ...]]
    dominant: set[tuple[str, ...]]
    prefixes: set[tuple[str, ...]]
    first: int  # order of the first and last dominant block
    last: int
    total: float


def judge(region: Region, headline: str | None) -> list[Judged]:
    """The blocks of the region in order, each with its role and the reason."""
    ground = _survey(region)
    judged = [_judged(block, ground, headline) for block in region.blocks]
    _drop_empty_headings(judged)
    return judged


def path(frame: Frame, main: Frame) -> list[Frame]:
    """Frames from below the region's element down to `frame`."""
    steps: list[Frame] = []
    at: Frame | None = frame
    while at is not None and at is not main:
        steps.append(at)
        at = at.parent
    return steps[::-1]


def own_marks(frame: Frame, main: Frame) -> Mark:
    """Marks given at or below the region's element's children, not those the region is in."""
    mark = Mark.NONE
    for step in path(frame, main):
        mark |= step.own
    return mark


def _survey(region: Region) -> _Ground:
    weights: dict[tuple[str, ...], float] = defaultdict(float)
    chains: dict[Block, tuple[str, ...]] = {}
    total = 0.0
    for block in region.blocks:
        chain = tuple(f.signature() for f in path(block.frame, region.main))
        chains[block] = chain
        weight = prose(block)
        if region.aligned:
            weight = block.size if block.order in region.supported and not block.level else 0.0
        if own_marks(block.frame, region.main) & _BAD:
            weight *= 0.2
        weights[chain] += weight
        total += weight
    top = max(weights.values(), default=0.0)
    dominant = {c for c, w in weights.items() if w > 0 and (w >= 0.15 * total or w == top)}
    orders = [b.order for b in region.blocks if chains[b] in dominant and prose(b) > 0]
    prefixes = {chain[:n] for chain in dominant for n in range(len(chain) + 1)}
    return _Ground(
        region, chains, dominant, prefixes, min(orders, default=0), max(orders, default=0), total
    )


def _judged(block: Block, ground: _Ground, headline: str | None) -> Judged:
    region = ground.region
    marks = own_marks(block.frame, region.main)
    text = block.text
    supported = block.order in region.supported
    chain = ground.chains[block]
    usual = chain in ground.dominant

    if headline and (block.level == 1 or block.level and key(text) == key(headline)):
        return Judged(block, Role.HEADLINE, "heading that is the headline")
    if marks & (Mark.CAPTION | Mark.FIGURE) and not (supported and usual):
        return Judged(block, Role.CAPTION, "caption or figure markup")
    if marks & _BAD and not usual and not (supported and block.size > 80):
        return Judged(block, Role.FURNITURE, f"markup: {marks & _BAD!r}")
    if phrases.FURNITURE.match(text) and len(text) < 400:
        return Judged(block, Role.FURNITURE, "wording")
    if phrases.PARTICULARS.match(text):
        return Judged(block, Role.BYLINE, "wording")
    if (
        not block.level
        and phrases.READ_ALSO.match(text)
        and (block.linked or block.size < 160)
        and not (supported and block.size > 250)
    ):
        return Judged(block, Role.READ_ALSO, "wording")
    if not block.level and len(text) < 160 and phrases.PICTURE.match(text):
        return Judged(block, Role.CAPTION, "wording")
    if block.link_share > 0.8 and not block.level and block.links and not (supported and not usual):
        if block.frame.item or len(text) < 200:
            return Judged(block, Role.READ_ALSO, "nothing but links")
    if block.level:
        return _heading(block, ground, marks)
    box = _box(block, ground)
    if box is not None and not supported:
        role = _boxed(block, box, ground, marks)
        if role is not None:
            return role
    if marks & Mark.BYLINE and len(text) < 200 and not usual:
        return Judged(block, Role.BYLINE, "byline markup")
    if region.aligned and not supported and not usual and block.size < 300:
        return Judged(block, Role.FURNITURE, "structured data lacks it")
    if _bold_heading(block, ground):
        return Judged(block, Role.HEADING, "bold line")
    if block.frame.item:
        return Judged(block, Role.ITEM)
    if block.frame.quote:
        return Judged(block, Role.QUOTE)
    if block.frame.cell:
        return Judged(block, Role.CELL)
    return Judged(block, Role.PARAGRAPH)


def _box(block: Block, ground: _Ground) -> Frame | None:
    """The wrapper in which a block leaves the way that the usual paragraphs take."""
    chain = ground.chains[block]
    if chain in ground.dominant:
        return None
    steps = path(block.frame, ground.region.main)
    for n, step in enumerate(steps, 1):
        if chain[:n] not in ground.prefixes:
            return step if step.tag in _WRAPPERS else None
    return None


def _boxed(block: Block, box: Frame, ground: _Ground, marks: Mark) -> Judged | None:
    if marks & (Mark.BOX | Mark.ASIDE):
        return Judged(block, Role.BOX, "box markup")
    if block.order < ground.first or block.order > ground.last:
        if block.size < 200 or block.link_share > 0.3:
            return Judged(block, Role.FURNITURE, "outside the run of paragraphs")
        return None
    weight = sum(prose(b) for b in ground.region.blocks if _inside(b.frame, box))
    if weight < 150:
        return Judged(block, Role.BOX, "small box among the paragraphs")
    return None


def _inside(frame: Frame | None, outer: Frame) -> bool:
    while frame is not None and frame.depth > outer.depth:
        frame = frame.parent
    return frame is outer


def _heading(block: Block, ground: _Ground, marks: Mark) -> Judged:
    text = block.text
    if phrases.READ_ALSO.match(text):
        return Judged(block, Role.READ_ALSO, "wording")
    if block.order < ground.first:
        return Judged(block, Role.OUTSIDE, "heading before the text")
    if block.link_share > 0.8 and block.links:
        return Judged(block, Role.READ_ALSO, "linked heading")
    if block.order > ground.last:
        return Judged(block, Role.OUTSIDE, "heading after the text")
    box = _box(block, ground)
    if box is not None and marks & (Mark.BOX | Mark.ASIDE):
        return Judged(block, Role.BOX, "heading of a box")
    return Judged(block, Role.HEADING)


def _bold_heading(block: Block, ground: _Ground) -> bool:
    return (
        block.all_bold
        and "\n" not in block.text
        and len(block.text) <= 120
        and not block.frame.item
        and not block.frame.quote
        and not block.frame.cell
        and ground.first < block.order < ground.last
        and not re.search(r"[.,;:]$", block.text)
    )


def _drop_empty_headings(judged: list[Judged]) -> None:
    """A heading with no text after it, before the next one of its rank or the end, is none."""
    text_follows = False
    for entry in reversed(judged):
        if entry.role is Role.HEADING:
            if not text_follows:
                entry.role, entry.why = Role.OUTSIDE, "heading without text"
            text_follows = False
        elif entry.role in BODY:
            text_follows = True
