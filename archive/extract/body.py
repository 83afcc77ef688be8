"""Gives every block of the story's region its role."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re

from archive.extract import phrases
from archive.extract.blocks import Block, Frame
from archive.extract.boxes import clear_boxes
from archive.extract.dates import is_only_a_date
from archive.extract.edges import trim
from archive.extract.ground import Ground, survey
from archive.extract.links import by_links, keep_series, linked_heading, site_of
from archive.extract.marks import Mark, names_of
from archive.extract.recurring import cut_recurring
from archive.extract.region import Region
from archive.extract.roles import Judged, Role
from archive.extract.second_look import BOLD_LINE, OTHER_STORY, look_again
from archive.extract.text import key
from archive.extract.ways import BAD, path
from archive.model import UNLEARNED, Template

_ENDS_OPEN = re.compile(r"[.,;:]$")
_EMBEDDED = re.compile("embed|tweet", re.I)  # another site's words, shown in a figure
_HEADS = re.compile(
    r"(?:^|[._ -])(?:sub-?head(?:line|ing|er)?|heading|headline|cross-?head(?:ing)?|inter-?tit(?:le|el|re|ulo)"
    r"|zwischen-?(?:titel|ueberschrift)|ladillo|mellomtittel|mellanrubrik|tussenkop|section-?title)(?:[._ -]|$)",
    re.I,
)
_LABEL = 120  # characters of a line that may be a sub-heading
_SENTENCE = re.compile(r"[.!?…。！？:][\"'“”’»)]*$")


def judge(
    region: Region, headline: str | None, template: Template = UNLEARNED, url: str = ""
) -> list[Judged]:
    """The blocks of the region in order, each with its role and the reason; `url` is the page's."""
    ground = survey(region, site_of(url))
    judged = [_judged(block, ground, headline) for block in region.blocks]
    cut_recurring(judged, region, template)
    keep_series(judged, ground)
    clear_boxes(judged, ground)
    look_again(judged, ground)
    trim(judged, ground.site)
    return judged


def _judged(block: Block, ground: Ground, headline: str | None) -> Judged:
    if not any(map(str.isalnum, block.text)):
        return Judged(block, Role.FURNITURE, "no letter and no digit")
    cut = _by_markup(block, ground, headline) or _by_wording(block, ground)
    if cut is not None:
        return cut
    if block.level:
        return _heading(block, ground)
    if _named_heading(block, ground):
        return Judged(block, Role.HEADING, "line with the class of a heading")
    cut = _by_place(block, ground)
    if cut is not None:
        return cut
    if _bold_heading(block, ground):
        return Judged(block, Role.HEADING, BOLD_LINE)
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
    quoted = block.frame.quote and not any(_EMBEDDED.search(s) for s in ground.chains[block])
    pictured = Mark.CAPTION if quoted else Mark.CAPTION | Mark.FIGURE
    if marks & pictured and not (supported and usual) and not ground.pictured:
        return Judged(block, Role.CAPTION, "caption or figure markup")
    beside = block.level and ground.chains[block][:-1] in ground.homes
    if marks & BAD and not usual and not supported and not beside:
        return Judged(block, Role.FURNITURE, f"markup: {names_of(marks & BAD)}")
    if not usual and not supported and ground.asked(block):
        return Judged(block, Role.FURNITURE, "in a box that a reader fills in")
    if _other_story(block, ground):
        return Judged(block, Role.READ_ALSO, OTHER_STORY)
    if (
        text in ground.repeated
        and not (usual and _SENTENCE.search(text))
        and not _listed(block, ground)
    ):
        return Judged(block, Role.FURNITURE, "the same text several times")
    return None


def _listed(block: Block, ground: Ground) -> bool:
    """An item of a list among the paragraphs: the same may be said of several things."""
    chain = ground.chains[block]
    return block.frame.tag == "li" and not block.links and chain[:-2] in ground.homes


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
    if text[0] == "{" and '":' in text and block.frame.tag != "pre":
        return Judged(block, Role.FURNITURE, "data of a script")
    if size < 400 and (phrases.FURNITURE.match(text) or phrases.is_call(text)):
        return Judged(block, Role.FURNITURE, "wording")
    if phrases.is_cookies(text):
        return Judged(block, Role.FURNITURE, "wording")
    if size < (160 if supported else 300) and phrases.is_wall(text):
        return Judged(block, Role.FURNITURE, "wording of a wall")
    if size < 400 and not block.level:
        if phrases.is_newsletter(text, linked=block.links > 0):
            return Judged(block, Role.FURNITURE, "wording of a newsletter call")
        if phrases.is_interest(text):
            return Judged(block, Role.FURNITURE, "wording of a notice that the site earns by links")
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
    if size < 300 and text[0] == "©" and block.order < ground.last:
        return Judged(block, Role.CAPTION, "picture's notice in the text")
    if (size < 160 and phrases.PICTURE.match(text)) or phrases.is_pictured(text):
        return Judged(block, Role.CAPTION, "wording")
    return by_links(block, ground)


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
        elif ground.headed(box):
            return Judged(block, Role.BOX, "box with a heading of its own")
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
    if linked_heading(block):
        return Judged(block, Role.READ_ALSO, "linked heading")
    if block.order < ground.first and not (
        ground.headings[chain] > 1 and chain[:-1] in ground.homes
    ):
        return Judged(block, Role.OUTSIDE, "heading before the text")
    if block.order > ground.last:
        return Judged(block, Role.OUTSIDE, "heading after the text")
    box = ground.box(block)
    if box is not None and (ground.marks[block] & (Mark.BOX | Mark.ASIDE) or ground.headed(box)):
        return Judged(block, Role.BOX, "heading of a box")
    return Judged(block, Role.HEADING)


def _named_heading(block: Block, ground: Ground) -> bool:
    """A short line among the paragraphs whose class says that it is a heading."""
    frame = block.frame
    if not 3 <= len(block.text) <= _LABEL or frame.tag not in {"div", "p"} or block.links:
        return False
    chain = ground.chains[block]
    return (
        ground.first < block.order < ground.last
        and bool(chain)
        and chain[:-1] in ground.homes
        and not ground.usual(block)
        and not ground.marks[block] & (BAD | Mark.CAPTION | Mark.BYLINE | Mark.BOX)
        and not block.text.endswith((".", ",", ":", ";"))
        and _HEADS.search(chain[-1]) is not None
    )


def _bold_heading(block: Block, ground: Ground) -> bool:
    return (
        block.all_bold
        and "\n" not in block.text
        and len(block.text) <= _LABEL
        and not (block.frame.item or block.frame.quote)
        and (not block.frame.cell or ground.usual(block))
        and ground.first < block.order < ground.last
        and not _ENDS_OPEN.search(block.text)
        and block.link_share < 0.5
    )
