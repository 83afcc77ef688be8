"""Cuts what recurs on a site's pages: text that stands in many of its stories is furniture.

A daemon that archives a site has what no extractor of single pages has: the site's other pages.
Each page gives numbers for its blocks' texts and places (`traits_of`), the store counts in how many
stories they stand, and what is found to recur comes back as the page's Template.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from archive.extract.blocks import Block
from archive.extract.region import Region
from archive.extract.roles import BODY, Judged, Role
from archive.extract.text import key
from archive.model import Template

SHORTEST = 12  # letters of a text that may be told apart from a stock phrase
LONGEST = 700  # characters: longer ones are passages that stories share, which dedupe looks at
Trait = tuple[int, int]  # text, place
_MOST = 300  # traits of one page
_MOST_CUT = 0.5  # of the story's text; beyond it the page is a copy, not a frame


def traits_of(judged: Iterable[Judged], region: Region) -> tuple[Trait, ...]:
    """Each block that is text of the story, or was until it was found to recur."""
    found: dict[Trait, None] = {}
    places: dict[tuple[str, ...], int] = {}  # most blocks stand in one of a few
    for entry in judged:
        if not _counts(entry):
            continue
        chain = region.chain(entry.block)
        place = places.get(chain)
        if place is None:
            place = places[chain] = place_of(entry.block, region)
        found[_number(key(entry.block.text)), place] = None
    return tuple(found)[:_MOST]


def cut_recurring(judged: list[Judged], region: Region, template: Template) -> None:
    """Give blocks that the site's other stories have too the role of furniture.

    Headings stay as long as text stays under them. Nothing is cut when it would be half the text.
    """
    if not template.texts and not template.places:
        return
    body = [entry for entry in judged if _counts(entry)]
    cut = [entry for entry in body if _recurs(entry.block, region, template)]
    size = sum(entry.block.size for entry in body)
    if sum(entry.block.size for entry in cut) > _MOST_CUT * size:
        return
    for entry in cut:
        entry.role, entry.why = Role.RECURRING, "in other stories of the site too"


def place_of(block: Block, region: Region) -> int:
    """The number of a block's place: tags and classes from the story's element down to it."""
    return _number(" > ".join([region.main.signature(), *region.chain(block)]))


def _counts(entry: Judged) -> bool:
    kept = (entry.role in BODY and entry.role is not Role.HEADING) or entry.role is Role.RECURRING
    return kept and len(entry.block.text) <= LONGEST and len(key(entry.block.text)) >= SHORTEST


def _recurs(block: Block, region: Region, template: Template) -> bool:
    if _number(key(block.text)) in template.texts:
        return True
    return bool(template.places) and place_of(block, region) in template.places


def _number(text: str) -> int:
    """A number that SQLite can hold: 64 bits with a sign, the same in every process."""
    packed = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(packed, "little", signed=True)
