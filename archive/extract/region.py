"""Finds the part of the page that holds the story: the blocks that belong together."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from archive.extract.blocks import Block, Frame
from archive.extract.marks import Mark
from archive.extract.text import key

_DECAY = 0.75
_TEASER = 160  # characters of a text below a linked heading
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
_BETWEEN = 4  # blocks of furniture that may stand between a story's element and its first text
_ABOVE = 25  # blocks above a story's element in which its text may begin
_RUNNING = {"p": 120, "div": 240}  # characters of a paragraph that is text wherever it stands
_LONGEST = 1_000_000
_MOST_COMPARED = 1_000_000_000  # characters of the stated body, times blocks: half a second
_LISTS = frozenset({"ul", "ol", "dl"})  # never wrap a page
_ENDS = frozenset('.!?…。！？»”“"')
_PUNCTUATION = re.compile("[.,!?;:。、，।؟۔։]")
_DOUBTED = _AWAY & ~Mark.COMMENTS


@dataclass(slots=True)
class Region:
    """The element that holds the story, the blocks in it, and what supports them."""

    main: Frame
    blocks: list[Block]
    supported: set[int]  # `order` of blocks whose text structured data repeats
    aligned: bool  # structured data holds the whole body, so that what it lacks is not body
    annexed: frozenset[int] = frozenset()  # `order` of blocks taken in from outside `main`

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
    if block.running is None:
        block.running = _prose(block)
    return block.running


def _prose(block: Block) -> float:
    if block.size < 25 or block.frame.level or (block.linked and block.link_share > 0.5):
        return 0.0
    weight = float(block.size) * (1 - block.link_share)
    if block.size < 40:
        if block.frame.tag != "p" or block.text[-1] not in _ENDS:
            return 0.0
        weight *= 0.5
    if block.marks & _AWAY:
        weight *= 0.15
    if block.frame.item:
        weight *= 0.6
    if not _PUNCTUATION.search(block.text):
        weight *= 0.4
    return weight


def support(blocks: list[Block], body: str | None) -> tuple[set[int], bool]:
    """Blocks that occur in the stated body, and whether they make up most of it."""
    stated = key(body) if body else ""
    if len(stated) < 200 or len(stated) * len(blocks) > _MOST_COMPARED:
        return set(), False
    found: set[int] = set()
    covered = 0
    for block in blocks:
        if len(block.text) < 12:
            continue
        folded = key(block.text)
        if len(folded) >= 12 and folded in stated:
            found.add(block.order)
            if len(folded) >= 40:
                covered += len(folded)
    return found, covered >= 0.75 * len(stated)


def find_region(blocks: list[Block], body: str | None) -> Region | None:
    """The story's region; None when the page has no running text."""
    _clear_wide_marks(blocks)
    supported, aligned = support(blocks, body)
    scores: dict[Frame, float] = {}
    headed = False  # by a link to another story
    for block in blocks:
        weight = prose(block)
        if headed and 0 < block.size < _TEASER:
            weight *= 0.2  # it may be another story's
        headed = block.linked > 0 and block.frame.level > 1 and block.link_share > 0.8
        if supported:
            weight = max(weight, block.size) * 2 if block.order in supported else weight * 0.5
        if weight > 0:
            _spread(block.frame, weight, scores)
    if not scores:
        return None
    main = max(scores, key=lambda frame: scores[frame] * (1.1 if frame.own & Mark.BODY else 1.0))
    main = _one_story(_widened(main, scores), blocks, scores)
    main = _with_twins(main, blocks)
    inside = [b for b in blocks if _within(b.frame, main)]
    annexed = _annexed(blocks, inside, main, supported, aligned)
    if annexed:
        inside = sorted([*inside, *annexed], key=lambda b: b.order)
    return Region(main, inside, supported, aligned, frozenset(b.order for b in annexed))


def _clear_wide_marks(blocks: list[Block]) -> None:
    """Takes back what the markup says of an element that holds a third of the page's text.

    A class like "page-with-sidebar" or a hidden body that a script shows says nothing of the text.
    """
    weights: dict[Frame, float] = {}
    total = 0.0
    for block in blocks:
        if block.size < 40 or block.frame.level or (block.linked and block.link_share > 0.5):
            continue
        total += block.size
        at: Frame | None = block.frame
        while at is not None:
            if at.own & _DOUBTED and at.tag not in _LISTS:
                weights[at] = weights.get(at, 0.0) + block.size
            at = at.parent
    # a footer may well hold the third of a short page
    wide = {f for f, w in weights.items() if w > (0.7 if f.own & Mark.FOOT else 0.35) * total}
    if wide:
        for frame in wide:
            frame.own &= ~_DOUBTED
        for block in blocks:
            _inherit(block.frame)


def _inherit(frame: Frame) -> int:
    marks = frame.own | (_inherit(frame.parent) if frame.parent is not None else 0)
    frame.marks = marks
    return marks


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


def _one_story(main: Frame, blocks: list[Block], scores: dict[Frame, float]) -> Frame:
    """Where the element holds several stories, each with its headline: the first one's element."""
    headed: dict[Frame, None] = {}
    for block in blocks:
        if block.frame.level == 1 and not block.marks & Mark.HIDDEN:
            child = _child_of(main, block.frame)
            if child is not None:
                headed.setdefault(child)
    best = max((scores.get(child, 0.0) for child in headed), default=0.0)
    with_text = [c for c in headed if scores.get(c, 0.0) > 0.3 * best and _is_article(c)]
    if best == 0.0 or len(with_text) < 2:
        return main
    return _one_story(with_text[0], blocks, scores)


def _is_article(frame: Frame) -> bool:
    """An element that says it is a story: sections may have an h1 each as well."""
    names = (frame.element.get("class") or "").lower()
    return frame.tag == "article" or any(n in names for n in ("hentry", "article", "post", "story"))


def _child_of(main: Frame, frame: Frame) -> Frame | None:
    at: Frame | None = frame
    while at is not None and at.parent is not main:
        at = at.parent
    return at


def _with_twins(main: Frame, blocks: list[Block]) -> Frame:
    """Takes in further elements of the same kind: a story in several pieces.

    Pieces have the same signature at the same place in the tree; a headline between them says
    that the next one is another story.
    """
    alike = _alike(main, blocks)
    if not alike:
        return main
    own = _from_root(main)
    held = [b for b in blocks if _within(b.frame, main)]
    inside = sum(map(prose, held))
    first, last = (held[0].order, held[-1].order) if held else (0, 0)
    titles = [b.order for b in blocks if b.frame.level == 1]
    twins: dict[Frame, float] = {}
    for block, at in alike:
        twins[at] = twins.get(at, 0.0) + prose(block)
        low, high = min(first, block.order), max(last, block.order)
        if bisect_left(titles, low) != bisect_left(titles, high):
            del twins[at]
    kin = [t for t, weight in twins.items() if weight > 0.08 * inside and _from_root(t) == own]
    if not kin:
        return main
    joint: Frame = main
    for twin in kin:
        joint = _common(joint, twin)
    total = sum(prose(b) for b in blocks if _within(b.frame, joint))
    known = inside + sum(twins[t] for t in kin)
    return joint if joint.parent is not None and known > 0.6 * total else main


def _alike(main: Frame, blocks: list[Block]) -> list[tuple[Block, Frame]]:
    """Paragraphs in other elements of the region's kind and depth, with these."""
    kind, depth = _kind(main), main.depth
    found: list[tuple[Block, Frame]] = []
    for block in blocks:
        if prose(block) < 80:
            continue
        at: Frame | None = block.frame
        while at is not None and at.depth > depth:
            at = at.parent
        if at is not None and at is not main and at.depth == depth and _kind(at) == kind:
            found.append((block, at))
    return found


def _kind(frame: Frame) -> str:
    """Tag and first class: "block-text" and "block-text block-text_initial" are of a kind."""
    return frame.signature().split(" ", 1)[0]


def _from_root(frame: Frame) -> tuple[str, ...]:
    steps = []
    at: Frame | None = frame
    while at is not None:
        steps.append(at.tag)
        at = at.parent
    return tuple(steps)


def _common(one: Frame, other: Frame) -> Frame:
    a, b = one, other
    while a is not b:
        if a.depth >= b.depth and a.parent is not None:
            a = a.parent
        elif b.parent is not None:
            b = b.parent
        else:
            break
    return a


def _annexed(
    blocks: list[Block], inside: list[Block], main: Frame, supported: set[int], aligned: bool
) -> list[Block]:
    """Paragraphs just above the region that look like its own, or that structured data repeats."""
    if not inside:
        return []
    start = inside[0].order
    looks: dict[str, float] = {}
    for block in inside:
        looks[block.frame.signature()] = looks.get(block.frame.signature(), 0.0) + prose(block)
    usual = {
        sig for sig, weight in looks.items() if weight > 0.3 * sum(looks.values()) and "." in sig
    }
    runs = _runs_above(blocks[max(0, start - _ABOVE) : start])
    found: list[Block] = []
    between = 0
    for block in reversed(blocks[max(0, start - _ABOVE) : start]):
        between += bool(block.marks & (Mark.FURNITURE | Mark.HIDDEN))
        if block.level == 1 or between > _BETWEEN:
            break
        if prose(block) < 30 or block.marks & (_AWAY | Mark.BYLINE):
            continue
        if block.frame.parent in runs:
            found.append(block)
            continue
        if prose(block) < 60 or block.marks & Mark.LEAD:
            continue
        alike = block.frame.tag == "p" and block.frame.signature() in usual
        if block.order in supported or alike or (not aligned and _running(block, main)):
            found.append(block)
    return found


def _runs_above(above: list[Block]) -> set[Frame]:
    """Elements that hold several paragraphs: a story's beginning, above its live feed or wall."""
    held: dict[Frame, list[float]] = {}
    for block in above:
        holder, plain = block.frame.parent, not block.marks & _AWAY and block.text[-1] in _ENDS
        if block.frame.tag == "p" and holder is not None and plain and prose(block) >= 60:
            held.setdefault(holder, []).append(prose(block))
    return {frame for frame, sizes in held.items() if len(sizes) >= 4 and sum(sizes) >= 500}


def _running(block: Block, main: Frame) -> bool:
    """A long paragraph close to the story's element: the text before a wall or a picture."""
    if block.size < _RUNNING.get(block.frame.tag, _LONGEST) or block.text[-1] not in _ENDS:
        return False
    return _common(block.frame, main).depth >= main.depth - 3


def _within(frame: Frame | None, main: Frame) -> bool:
    while frame is not None and frame.depth > main.depth:
        frame = frame.parent
    return frame is main
