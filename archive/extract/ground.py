"""Learns from a story's region what its usual paragraphs look like and where they run."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from archive.extract.blocks import Block, Frame
from archive.extract.forms import boxes_of
from archive.extract.marks import Mark
from archive.extract.region import Region, prose
from archive.extract.ways import BAD, Chain, Ways, opens_of, path, ways_of, wraps


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
                return step if wraps(step) else None
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


def survey(region: Region, site: str = "") -> Ground:
    """What the region's paragraphs look like, and from where to where they run.

    `site` is the name in the host of the page, "example" for "www.example.co.uk".
    """
    ways = ways_of(region)
    run = [b.order for b in region.blocks if _runs(b, region, ways)]
    first = min(run, default=0)
    early = [b.order for b in region.blocks if b.order < first and _plain(b, ways.marks[b])]
    return Ground(
        region=region,
        site=site,
        chains=ways.chains,
        marks=ways.marks,
        dominant=ways.usual,
        homes=ways.homes,
        prefixes=ways.prefixes,
        first=min([first, *early]),
        last=max(run, default=0),
        pictured=_pictured(region, ways.marks),
        repeated=_repeated(region),
        headings=Counter(ways.chains[b] for b in region.blocks if b.level),
        lists=_lists(region),
        weights=_weights(region),
        opens=opens_of(region),
        forms=boxes_of(region),
        titled=Counter(f for b in region.blocks if b.level for f in path(b.frame, region.main)),
    )


def _runs(block: Block, region: Region, ways: Ways) -> bool:
    """Whether a block is one of the run of paragraphs."""
    chain = ways.chains[block]
    if _is_recipe(chain):
        return True
    if prose(block) <= 0:
        return False
    if chain in ways.usual or block.order in region.annexed:
        return True
    return _beside(block, chain, ways.homes, ways.marks[block])


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
