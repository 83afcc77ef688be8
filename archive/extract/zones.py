"""Tells what stands around a story's text: its headings, the lines above and below it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.extract.blocks import Block
from archive.extract.marks import Mark
from archive.extract.region import Region, prose
from archive.extract.text import clean

_REACH = 40  # blocks above the text, 30 below it


@dataclass(frozen=True, slots=True)
class Zones:
    """Blocks outside the region, in order, and the texts of headings above the story."""

    headings: list[str]  # h1 first, the nearest to the text first
    before: list[Block]  # between the headline and the text, outside the region
    above: list[Block]  # a few blocks above the headline
    after: list[Block]  # below the region
    top: list[Block]  # the region's own blocks above its text


def zones_of(blocks: list[Block], region: Region) -> Zones:
    """Looks at most `_REACH` blocks away from the region."""
    inside = {b.order for b in region.blocks}
    own = [b for b in region.blocks if b.order not in region.annexed]
    start = next((b.order for b in own if prose(b) > 0), min(inside, default=0))
    end = max((b.order for b in region.blocks), default=0)
    window = [b for b in blocks[max(0, start - _REACH) : start] if b.order not in region.annexed]
    heads = [
        b
        for b in blocks[:start]
        if b.level == 1 and not b.marks & Mark.HIDDEN and not _leads_home(b)
    ]
    top = heads[-1].order if heads and start - heads[-1].order <= 2 * _REACH else None
    before = [b for b in window if (top is None or b.order > top)]
    if top is None:
        before = before[-12:]
    above = list(blocks[max(0, (top or 0) - 6) : top]) if top is not None else []
    after = blocks[end + 1 : end + 31]
    late = [b for b in blocks[start:] if b.level == 1 and not _leads_home(b)]
    texts = [clean(b.text) for b in reversed(heads)] + [clean(b.text) for b in late[:1]]
    if not texts:
        texts = [clean(b.text) for b in reversed(blocks[:start]) if b.level == 2][:2]
    lines = [b for b in own if b.order <= start and prose(b) == 0]
    return Zones(texts, before, above, after, lines)


def _leads_home(block: Block) -> bool:
    """Whether a heading is the site's name: one link to the front page."""
    if block.links != 1 or block.link_share < 0.9:
        return False
    link = next(block.frame.element.iter("a"), None)
    if link is None:
        link = next(block.frame.element.iterancestors("a"), None)
    if link is None:
        return False
    if "home" in (link.get("rel") or ""):
        return True
    path = re.sub(r"^https?://[^/]+", "", link.get("href") or "x")
    return path in {"", "/", "/index.html", "/index.php"}
