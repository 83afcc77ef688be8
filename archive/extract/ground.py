"""Learns from a story's region what its usual paragraphs look like and where they run."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from archive.extract.blocks import Block, Frame
from archive.extract.forms import boxes_of
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


@dataclass(slots=True)
class Ground:
    """What the region's paragraphs look like."""

    region: Region
    site: str
    chains: dict[Block, Chain]  # signatures from below the region's element to the block
    marks: dict[Block, int]  # those given below the region's element
    dominant: set[Chain]
    homes: set[Chain]  # the ways to the parents of usual paragraphs
    prefixes: set[Chain]
    first: int  # order of the first and last block in the run of paragraphs
    last: int
    total: float
    pictured: bool  # the text stands in captions: a slide show
    repeated: frozenset[str]  # texts that occur several times
    headings: Counter[Chain] = field(default_factory=Counter)
    lists: dict[Frame, float] = field(default_factory=dict)  # share of links in a list
    weights: dict[Frame, float] = field(default_factory=dict)  # running text in an element
    opens: dict[Frame, Block] = field(default_factory=dict)  # the first block in an element
    titled: Counter[Frame] = field(default_factory=Counter)  # headings in an element
    forms: frozenset[HtmlElement] = frozenset()  # boxes that a reader fills in

    def usual(self, block: Block) -> bool:
        """Whether the block stands where the story's paragraphs usually stand."""
        return self.chains[block] in self.dominant or block.order in self.region.annexed

    def box(self, block: Block) -> Frame | None:
        """The wrapper in which a block leaves the way that the usual paragraphs take."""
        chain = self.chains[block]
        if self.usual(block) or _is_recipe(chain):
            return None
        for n, step in enumerate(path(block.frame, self.region.main), 1):
            if chain[:n] not in self.prefixes:
                return step if _wraps(step) else None
        return None

    def asked(self, block: Block) -> bool:
        """Whether a block stands in a box that a reader fills in."""
        if not self.forms:
            return False
        return any(step.element in self.forms for step in path(block.frame, self.region.main))

    def headed(self, box: Frame) -> bool:
        """Whether a wrapper holds text and begins with a heading that is not like the story's."""
        first = self.opens.get(box)
        if first is None or not first.level or self.prose_in(box) <= 0:
            return False
        if self.titled[box] > 1:
            return False
        own = self.chains[first][-1]
        return all(chain[-1:] != (own,) or chain[:-1] not in self.homes for chain in self.headings)

    def prose_in(self, box: Frame) -> float:
        """Running text in a wrapper."""
        return self.weights.get(box, 0.0)


def _is_recipe(chain: Chain) -> bool:
    """Whether a block is in the card of a recipe: its lists and steps are the text."""
    return any("recipe" in step or "ingredient" in step for step in chain)


def _wraps(frame: Frame) -> bool:
    """Whether an element is a box; one of a site's own making is, unless it is in a line."""
    if frame.tag in _WRAPPERS:
        return True
    return "-" in frame.tag and frame.parent is not None and frame.parent.tag != "p"


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


def survey(region: Region, site: str = "") -> Ground:
    """Weighs the ways to the region's blocks by the running text at their ends.

    `site` is the name in the host of the page, "example" for "www.example.co.uk".
    """
    weights: dict[Chain, float] = defaultdict(float)
    chains: dict[Block, Chain] = {}
    marks: dict[Block, int] = {}
    total = 0.0
    for block in region.blocks:
        chains[block] = tuple(f.signature() for f in path(block.frame, region.main))
        marks[block] = (
            own_marks(block.frame, region.main) if block.order not in region.annexed else 0
        )
        weight = prose(block)
        if region.aligned:
            weight = block.size if block.order in region.supported and not block.level else 0.0
        if marks[block] & (BAD | Mark.BOX):
            weight *= 0.2
        if block.order not in region.annexed:
            weights[chains[block]] += weight
        total += weight
    top = max(weights.values(), default=0.0)
    top_way = next((c for c, w in weights.items() if w == top), ())
    beside = {chains[b] for b in region.blocks if marks[b] & (BAD | Mark.BOX)}
    dominant = {
        c
        for c, w in weights.items()
        if w > 0 and (w == top or (w >= _USUAL * total and c not in beside))
    }
    dominant -= _boxed(region, chains, dominant, top_way)
    homes = {chain[:-1] for chain in dominant}  # text without an element of its own: the region's
    run = [
        b.order
        for b in region.blocks
        if (prose(b) > 0 or _is_recipe(chains[b]))
        and (
            chains[b] in dominant
            or b.order in region.annexed
            or _is_recipe(chains[b])
            or _beside(b, chains[b], homes, marks[b])
        )
    ]
    first = min(run, default=0)
    early = [b.order for b in region.blocks if b.order < first and _plain(b, marks[b])]
    prefixes = {chain[:n] for chain in dominant for n in range(len(chain) + 1)}
    classed = {chain[-1] for chain in dominant if chain and "." in chain[-1]}
    dominant |= {c for c in chains.values() if c and c[-1] in classed and c[:-1] in prefixes}
    return Ground(
        region=region,
        site=site,
        chains=chains,
        marks=marks,
        dominant=dominant,
        homes=homes,
        prefixes=prefixes,
        first=min([first, *early]),
        last=max(run, default=0),
        total=total,
        pictured=_pictured(region, marks),
        repeated=_repeated(region),
        headings=Counter(chains[b] for b in region.blocks if b.level),
        lists=_lists(region),
        weights=_weights(region),
        opens=_opens(region),
        forms=boxes_of(region),
        titled=Counter(f for b in region.blocks if b.level for f in path(b.frame, region.main)),
    )


def _boxed(
    region: Region, chains: dict[Block, Chain], dominant: set[Chain], top: Chain
) -> set[Chain]:
    """Ways into boxes that begin with a heading, where the story's own headings look different."""
    own = {c[-1] for b, c in chains.items() if b.level and c and c[:-1] == top[: len(c) - 1]}
    if len(dominant) < 2 or not own:
        return set()
    opens = _opens(region)
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
            return step if _wraps(step) else None
    return None


def _beside(block: Block, chain: Chain, homes: set[Chain], marks: int) -> bool:
    """A paragraph that differs from the usual ones in its own class only."""
    return (
        block.frame.tag == "p"
        and bool(chain)
        and chain[:-1] in homes
        and not marks & (BAD | Mark.CAPTION | Mark.BYLINE)
    )


def _plain(block: Block, marks: int) -> bool:
    """A paragraph of running text that nothing speaks against."""
    away = BAD | Mark.CAPTION | Mark.FIGURE | Mark.BYLINE | Mark.LEAD | Mark.BOX
    return block.frame.tag == "p" and prose(block) >= 90 and not marks & away


def _pictured(region: Region, marks: dict[Block, int]) -> bool:
    sizes = [
        (b.size, marks[b] & (Mark.CAPTION | Mark.FIGURE)) for b in region.blocks if not b.level
    ]
    return sum(s for s, m in sizes if m) > 2 * sum(s for s, m in sizes if not m)


def _repeated(region: Region) -> frozenset[str]:
    texts = Counter(b.text for b in region.blocks if len(b.text) >= 8)
    return frozenset(text for text, count in texts.items() if count >= 3)


def _lists(region: Region) -> dict[Frame, float]:
    """For each list, which share of its text is links."""
    linked: dict[Frame, int] = defaultdict(int)
    length: dict[Frame, int] = defaultdict(int)
    for block in region.blocks:
        at: Frame | None = block.frame
        while at is not None and at is not region.main:
            if at.tag in {"ul", "ol", "dl"}:
                linked[at] += block.linked
                length[at] += len(block.text)
            at = at.parent
    return {frame: linked[frame] / max(1, size) for frame, size in length.items()}


def _weights(region: Region) -> dict[Frame, float]:
    weights: dict[Frame, float] = defaultdict(float)
    for block in region.blocks:
        weight = prose(block)
        if weight:
            for frame in path(block.frame, region.main):
                weights[frame] += weight
    return weights


def _opens(region: Region) -> dict[Frame, Block]:
    opens: dict[Frame, Block] = {}
    for block in region.blocks:
        at: Frame | None = block.frame
        while at is not None and at is not region.main and at not in opens:
            opens[at] = block
            at = at.parent
    return opens
