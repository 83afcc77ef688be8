"""Finds the ways through a story's element at whose ends its paragraphs usually stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from archive.extract.blocks import Block, Frame
from archive.extract.marks import Mark
from archive.extract.region import Region, prose

BAD = Mark.FURNITURE | Mark.HIDDEN | Mark.COMMENTS | Mark.ASIDE | Mark.FOOT
_WRAPPERS = frozenset(
    {
        "div",
        "section",
        "article",
        "main",
        "aside",
        "center",
        "form",
        "table",
        "tbody",
        "tr",
        "td",
        "header",
        "footer",
    }
)
_USUAL = 0.15  # share of the running text that makes a way to the blocks a usual one

Chain = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to a region's blocks: signatures from below its element down to each."""

    chains: dict[Block, Chain]
    marks: dict[Block, int]  # those given below the region's element
    usual: set[Chain]
    homes: set[Chain]  # the ways to the parents of usual paragraphs
    prefixes: set[Chain]


def path(frame: Frame, main: Frame) -> list[Frame]:
    """Frames from below the region's element down to `frame`."""
    steps: list[Frame] = []
    at: Frame | None = frame
    while at is not None and at is not main:
        steps.append(at)
        at = at.parent
    return steps[::-1]


def own_marks(frame: Frame, main: Frame) -> int:
    """Marks given below the region's element, not those the region itself is in."""
    mark = Mark.NONE
    for step in path(frame, main):
        mark |= step.own
    return mark


def ways_of(region: Region) -> Ways:
    """Weighs the ways to the region's blocks by the running text at their ends."""
    weights: dict[Chain, float] = defaultdict(float)
    chains: dict[Block, Chain] = {}
    marks: dict[Block, int] = {}
    total = 0.0
    for block in region.blocks:
        annexed = block.order in region.annexed
        chain = chains[block] = tuple(f.signature() for f in path(block.frame, region.main))
        marks[block] = 0 if annexed else own_marks(block.frame, region.main)
        weight = prose(block)
        if region.aligned:
            weight = block.size if block.order in region.supported and not block.level else 0.0
        if marks[block] & (BAD | Mark.BOX):
            weight *= 0.2
        if not annexed:
            weights[chain] += weight
        total += weight
    most = max(weights.values(), default=0.0)
    top = next((chain for chain, weight in weights.items() if weight == most), ())
    aside = {chains[block] for block, mark in marks.items() if mark & (BAD | Mark.BOX)}
    usual = {c for c, w in weights.items() if w >= _USUAL * total and c not in aside}
    usual |= {c for c, w in weights.items() if w == most}
    usual = {c for c in usual if weights[c] > 0}
    usual -= _boxed(region, chains, usual, top)
    homes = {chain[:-1] for chain in usual}  # text without an element of its own: the region's
    prefixes = {chain[:n] for chain in usual for n in range(len(chain) + 1)}
    classed = {chain[-1] for chain in usual if chain and "." in chain[-1]}
    alike = {c for c in chains.values() if c and c[-1] in classed and c[:-1] in prefixes}
    return Ways(chains, marks, usual | alike, homes, prefixes)


def _boxed(
    region: Region, chains: dict[Block, Chain], dominant: set[Chain], top: Chain
) -> set[Chain]:
    """Ways into boxes that begin with a heading, where the story's own headings look different."""
    own = {c[-1] for b, c in chains.items() if b.level and c and c[:-1] == top[: len(c) - 1]}
    if len(dominant) < 2 or not own:
        return set()
    opens = opens_of(region)
    found = set()
    for chain in dominant - {top}:
        boxes = {_leaves(b.frame, region.main, c, top) for b, c in chains.items() if c == chain}
        firsts = [opens[box] if box is not None else None for box in boxes]
        if all(b is not None and b.level and chains[b][-1] not in own for b in firsts):
            found.add(chain)
    return found


def _leaves(frame: Frame, main: Frame, chain: Chain, top: Chain) -> Frame | None:
    """The wrapper in which a way leaves another."""
    for n, step in enumerate(path(frame, main), 1):
        if chain[:n] != top[:n]:
            return step if wraps(step) else None
    return None


def wraps(frame: Frame) -> bool:
    """Whether an element is a box; one of a site's own making is, unless it is in a line."""
    if frame.tag in _WRAPPERS:
        return True
    return "-" in frame.tag and frame.parent is not None and frame.parent.tag != "p"


def opens_of(region: Region) -> dict[Frame, Block]:
    """The first block in each element."""
    opens: dict[Frame, Block] = {}
    for block in region.blocks:
        at: Frame | None = block.frame
        while at is not None and at is not region.main and at not in opens:
            opens[at] = block
            at = at.parent
    return opens
