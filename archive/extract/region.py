"""Finds the part of the page that holds the story: the blocks that belong together."""

from __future__ import annotations

from dataclasses import dataclass

from archive.extract.blocks import Block, Frame
from archive.extract.marks import Mark
from archive.extract.text import key

_DECAY = 0.75
_AWAY = (
    Mark.FURNITURE
    | Mark.HIDDEN
    | Mark.COMMENTS
    | Mark.ASIDE
    | Mark.FOOT
    | Mark.CAPTION
    | Mark.FIGURE
    | Mark.BOX
)


@dataclass(slots=True)
class Region:
    """The element that holds the story, the blocks in it, and what supports them."""

    main: Frame
    blocks: list[Block]
    supported: set[int]  # `order` of blocks whose text structured data repeats
    aligned: bool  # structured data holds the whole body, so that what it lacks is not body

    def chain(self, block: Block) -> tuple[str, ...]:
        """Signatures of the elements from below the region's element down to the block."""
        steps: list[str] = []
        at: Frame | None = block.frame
        while at is not None and at is not self.main:
            steps.append(at.signature())
            at = at.parent
        return tuple(steps[::-1])


def prose(block: Block) -> float:
    """How much running text a block holds: characters, none for links, labels and furniture."""
    if block.level or block.size < 40 or block.link_share > 0.5:
        return 0.0
    weight = float(block.size) * (1 - block.link_share)
    if block.marks & _AWAY:
        weight *= 0.15
    if block.frame.item:
        weight *= 0.6
    if not any(c in block.text for c in ".,!?;:。、，।؟۔։"):
        weight *= 0.4
    return weight


def support(blocks: list[Block], body: str | None) -> tuple[set[int], bool]:
    """Blocks that occur in the stated body, and whether they make up most of it."""
    stated = key(body) if body else ""
    if len(stated) < 200:
        return set(), False
    found: set[int] = set()
    covered = 0
    for block in blocks:
        folded = key(block.text)
        if len(folded) >= 12 and folded in stated:
            found.add(block.order)
            if len(folded) >= 40:
                covered += len(folded)
    return found, covered >= 0.75 * len(stated)


def find_region(blocks: list[Block], body: str | None) -> Region | None:
    """The story's region; None when the page has no running text."""
    supported, aligned = support(blocks, body)
    scores: dict[Frame, float] = {}
    for block in blocks:
        weight = prose(block)
        if supported:
            weight = max(weight, block.size) * 2 if block.order in supported else weight * 0.5
        if weight > 0:
            _spread(block.frame, weight, scores)
    if not scores:
        return None
    main = max(scores, key=lambda frame: scores[frame] * (1.1 if frame.own & Mark.BODY else 1.0))
    main = _widened(main, scores)
    inside = [b for b in blocks if _within(b.frame, main)]
    return Region(main, inside, supported, aligned)


def _spread(frame: Frame, weight: float, scores: dict[Frame, float]) -> None:
    scores[frame] = scores.get(frame, 0.0) + weight
    up: Frame | None = frame.parent
    for _ in range(8):
        if up is None:
            return
        scores[up] = scores.get(up, 0.0) + weight
        weight *= _DECAY
        up = up.parent


def _widened(main: Frame, scores: dict[Frame, float]) -> Frame:
    """A single paragraph or list is never the story's element: its parent is."""
    while main.parent is not None and main.tag in {"p", "li", "ul", "ol", "blockquote"}:
        main = main.parent
    return main


def _within(frame: Frame | None, main: Frame) -> bool:
    while frame is not None and frame.depth > main.depth:
        frame = frame.parent
    return frame is main
