"""Gives every block of the story's region its role."""

from __future__ import annotations

import re
from collections import Counter

from archive.extract import phrases
from archive.extract.blocks import Block, Frame
from archive.extract.dates import is_only_a_date
from archive.extract.ground import BAD, Ground, path, survey
from archive.extract.marks import Mark, names_of
from archive.extract.recurring import cut_recurring
from archive.extract.region import Region
from archive.extract.roles import BODY, Judged, Role
from archive.extract.text import key
from archive.model import UNLEARNED, Template

_ENDS_OPEN = re.compile(r"[.,;:]$")
_SENTENCE = re.compile(r"[.!?…。！？:][\"'”’»)]*$")
_MOST_PAIRS = 1_000_000  # of boxes and paragraphs that are compared
_POINTER = re.compile(r"^\s*(?:[>»→▶▸►•‣➤⇒]|--?>|>>)+\s*")


def judge(region: Region, headline: str | None, template: Template = UNLEARNED) -> list[Judged]:
    """The blocks of the region in order, each with its role and the reason."""
    ground = survey(region)
    judged = [_judged(block, ground, headline) for block in region.blocks]
    cut_recurring(judged, region, template)
    _drop_teasers(judged, ground)
    _drop_empty_headings(judged, ground)
    _drop_pull_quotes(judged, ground)
    return judged


def _judged(block: Block, ground: Ground, headline: str | None) -> Judged:
    cut = _by_markup(block, ground, headline) or _by_wording(block, ground)
    if cut is not None:
        return cut
    if block.level:
        return _heading(block, ground)
    cut = _by_place(block, ground)
    if cut is not None:
        return cut
    if _bold_heading(block, ground):
        return Judged(block, Role.HEADING, "bold line")
    if block.frame.item:
        return Judged(block, Role.ITEM)
    if block.frame.quote:
        return Judged(block, Role.QUOTE)
    if block.frame.cell:
        return Judged(block, Role.CELL)
    return Judged(block, Role.PARAGRAPH)


def _supported(block: Block, ground: Ground) -> bool:
    return block.order in ground.region.supported and block.size >= 60


def _by_markup(block: Block, ground: Ground, headline: str | None) -> Judged | None:
    marks, text = ground.marks[block], block.text
    usual, supported = ground.usual(block), _supported(block, ground)
    if headline and (block.level == 1 or (block.level and key(text) == key(headline))):
        return Judged(block, Role.HEADLINE, "heading that is the headline")
    if marks & (Mark.CAPTION | Mark.FIGURE) and not (supported and usual) and not ground.pictured:
        return Judged(block, Role.CAPTION, "caption or figure markup")
    beside = block.level and ground.chains[block][:-1] in ground.homes
    if marks & BAD and not usual and not supported and not beside:
        return Judged(block, Role.FURNITURE, f"markup: {names_of(marks & BAD)}")
    if _other_story(block, ground):
        return Judged(block, Role.READ_ALSO, "an article of its own in the article")
    if text in ground.repeated and not (usual and _SENTENCE.search(text)):
        return Judged(block, Role.FURNITURE, "the same text several times")
    return None


def _other_story(block: Block, ground: Ground) -> bool:
    """Whether a block is in an `article` element that the usual blocks are not in."""
    if ground.usual(block):
        return False
    chain = ground.chains[block]
    for n, step in enumerate(path(block.frame, ground.region.main), 1):
        if step.tag == "article" and chain[:n] not in ground.prefixes:
            return True
    return False


def _by_wording(block: Block, ground: Ground) -> Judged | None:
    text, supported = block.text, _supported(block, ground)
    size = len(text)
    if size < 400 and phrases.FURNITURE.match(text):
        return Judged(block, Role.FURNITURE, "wording")
    if size < (160 if supported else 300) and phrases.is_wall(text):
        return Judged(block, Role.FURNITURE, "wording of a wall")
    if size < 400 and not block.level and phrases.is_newsletter(text):
        return Judged(block, Role.FURNITURE, "wording of a newsletter call")
    if size < 120 and phrases.has_mail(text):
        return Judged(block, Role.BYLINE, "mail address")
    if size < 60 and text.endswith(("—", "–", " -")):
        return Judged(block, Role.DATELINE, "stands alone")
    if size < 160 and is_only_a_date(text):
        return Judged(block, Role.DATELINE, "a date alone")
    if size < 160 and phrases.PARTICULARS.match(text):
        return Judged(block, Role.BYLINE, "wording")
    if block.level:
        return None
    long_text = supported and block.size > 250
    if phrases.READ_ALSO.match(text) and (block.linked or block.size < 160) and not long_text:
        return Judged(block, Role.READ_ALSO, "wording")
    if size < 160 and phrases.PICTURE.match(text):
        return Judged(block, Role.CAPTION, "wording")
    return _by_links(block, ground)


def _by_links(block: Block, ground: Ground) -> Judged | None:
    if not block.links:
        return None
    text = block.text
    sentence = len(text) >= 50 and text.endswith(".") and not block.frame.item
    own_text = ground.usual(block) and sentence
    if block.link_share > 0.8 and (block.frame.item or len(text) < 200) and not own_text:
        return Judged(block, Role.READ_ALSO, "nothing but links")
    if block.link_share > 0.3 and len(text) < 250 and _POINTER.match(text):
        return Judged(block, Role.READ_ALSO, "pointer to another page")
    if block.frame.item and _linked_list(block, ground):
        return Judged(block, Role.READ_ALSO, "list of links")
    label, colon, rest = text.partition(":")
    if colon and len(label) <= 30 and block.link_share > 0.55 and len(text) < 250 and rest.strip():
        return Judged(block, Role.READ_ALSO, "label and link")
    return None


def _linked_list(block: Block, ground: Ground) -> bool:
    at: Frame | None = block.frame
    while at is not None and at is not ground.region.main:
        if ground.lists.get(at, 0.0) > 0.6:
            return True
        at = at.parent
    return False


def _by_place(block: Block, ground: Ground) -> Judged | None:
    region, marks = ground.region, ground.marks[block]
    usual, supported = ground.usual(block), _supported(block, ground)
    box = ground.box(block)
    if box is not None and not supported and not _in_table(block, ground):
        if marks & (Mark.BOX | Mark.ASIDE):
            return Judged(block, Role.BOX, "box markup")
        if not ground.first <= block.order <= ground.last:
            if block.size < 200 or block.link_share > 0.3:
                return Judged(block, Role.FURNITURE, "outside the run of paragraphs")
        elif ground.prose_in(box) < (150 if block.frame.tag == "p" else 300):
            return Judged(block, Role.BOX, "small box among the paragraphs")
        elif len(block.text) < 120 and block.frame.tag == "p" and not _SENTENCE.search(block.text):
            return Judged(block, Role.BOX, "label in a box")
    if marks & Mark.BYLINE and len(block.text) < 200 and not usual:
        return Judged(block, Role.BYLINE, "byline markup")
    known = supported or usual or block.order in region.supported
    if region.aligned and not known and block.size < 300:
        return Judged(block, Role.FURNITURE, "structured data lacks it")
    return None


def _in_table(block: Block, ground: Ground) -> bool:
    """A cell of a table among the paragraphs."""
    at: Frame | None = block.frame
    while at is not None and at is not ground.region.main:
        if at.tag == "table":
            return ground.first < block.order < ground.last and not ground.marks[block] & Mark.BOX
        at = at.parent
    return False


def _heading(block: Block, ground: Ground) -> Judged:
    text, chain = block.text, ground.chains[block]
    if phrases.READ_ALSO.match(text):
        return Judged(block, Role.READ_ALSO, "wording")
    if block.link_share > 0.8 and block.links:
        return Judged(block, Role.READ_ALSO, "linked heading")
    if block.order < ground.first and not (
        ground.headings[chain] > 1 and chain[:-1] in ground.homes
    ):
        return Judged(block, Role.OUTSIDE, "heading before the text")
    if block.order > ground.last:
        return Judged(block, Role.OUTSIDE, "heading after the text")
    if ground.box(block) is not None and ground.marks[block] & (Mark.BOX | Mark.ASIDE):
        return Judged(block, Role.BOX, "heading of a box")
    return Judged(block, Role.HEADING)


def _bold_heading(block: Block, ground: Ground) -> bool:
    return (
        block.all_bold
        and "\n" not in block.text
        and len(block.text) <= 120
        and not (block.frame.item or block.frame.quote)
        and (not block.frame.cell or ground.usual(block))
        and ground.first < block.order < ground.last
        and not _ENDS_OPEN.search(block.text)
        and block.link_share < 0.5
    )


def _drop_teasers(judged: list[Judged], ground: Ground) -> None:
    """Headings in a wrapper whose other blocks were all cut: titles of teasers and boxes."""
    holds: Counter[Frame] = Counter()
    keeps: Counter[Frame] = Counter()
    for entry in judged:
        text = entry.role in BODY and entry.role is not Role.HEADING
        for frame in path(entry.block.frame, ground.region.main):
            holds[frame] += 1
            keeps[frame] += text
    for entry in judged:
        if entry.role is not Role.HEADING or not entry.block.level:
            continue
        box = ground.box(entry.block)
        if box is None:
            continue
        if holds[box] > 1 and not keeps[box]:
            entry.role, entry.why = Role.OUTSIDE, "title of a box that was cut"


def _drop_pull_quotes(judged: list[Judged], ground: Ground) -> None:
    """A quotation or box that repeats a piece of the text is no text of its own."""
    body = [j for j in judged if j.role in BODY and j.role is not Role.HEADING]
    aside = [
        j
        for j in body
        if 20 <= len(j.block.text) < 400 and not ground.usual(j.block) and ground.box(j.block)
    ]
    if not aside or len(aside) == len(body) or len(aside) * len(body) > _MOST_PAIRS:
        return
    usual = " ".join(key(j.block.text) for j in body if ground.usual(j.block))
    for entry in aside:
        folded = key(entry.block.text)
        if len(folded) > 20 and folded in usual:
            entry.role, entry.why = Role.BOX, "repeats a piece of the text"


def _drop_empty_headings(judged: list[Judged], ground: Ground) -> None:
    """A heading with no text after it, before the next one of its rank or the end, is none.

    Three and more of a kind among the paragraphs are a list of things, each with its picture.
    """
    follows: int | None = None  # the rank of what comes next: 99 for text
    links = False  # whether links to other pages stand under the heading
    for entry in reversed(judged):
        if entry.role is Role.HEADING:
            rank = entry.block.level or 7
            chain = ground.chains[entry.block]
            listed = (
                entry.block.level and ground.headings[chain] >= 3 and chain[:-1] in ground.homes
            )
            if follows is None or (follows <= rank and (links or not listed)):
                entry.role, entry.why = Role.OUTSIDE, "heading without text"
            else:
                follows = rank
            links = False
        elif entry.role in BODY:
            follows, links = 99, False
        elif entry.role is Role.READ_ALSO:
            links = True
