"""Tells by what a page prints whether it asks for something, leads to stories, or tells one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from archive.extract.blocks import Block
from archive.extract.dates import find_day
from archive.extract.region import Region, prose
from archive.extract.tree import Inventory

_SHORT = 600  # characters of running text on a page that asks for something
_ASKED = frozenset({"password", "email", "tel"})  # types of fields that no search has
_WRITTEN = frozenset({"", "text", *_ASKED})
_NEAR = 2  # levels above the text's element in which a form is near
_SEARCHES = ("search", "such", "query", "recherche", "busca", "zoek")
_MOST = 60  # fields of a page that are looked at
_AROUND = 12  # blocks above the text among which a day may stand
_LINE = 160  # characters of a line with a day
_TITLE = 20  # characters of a linked title
_LEAST = 5  # teasers
_MANY = 8
_WORDS = 5  # words of a headline; a page that only asks has fewer in its heading


def asks(page: Inventory, blocks: Sequence[Block], region: Region | None, text: float) -> bool:
    """Whether little text and no day stand beside a form: a registration, an order, a question."""
    if text >= _SHORT or region is None or not region.blocks:
        return False
    if not _has_form(page, region.main.element):
        return False
    start = region.blocks[0].order
    near = [*blocks[max(0, start - _AROUND) : start], *region.blocks[:_AROUND]]
    return not any(len(b.text) <= _LINE and find_day(b.text) is not None for b in near)


def _has_form(page: Inventory, main: HtmlElement) -> bool:
    """Whether a form near the text asks for a password or an address, or for two things and more.

    Menus and footers ask for addresses too, on the pages of stories.
    """
    around = main
    for up in islice(main.iterancestors(), _NEAR):
        around = up if up.tag not in {"body", "html"} else around
    stands = {around, *around.iterancestors("form")}
    asked: dict[HtmlElement, int] = {}
    for field in page.tagged("input")[:_MOST]:
        kind = (field.get("type") or "").lower()
        if kind not in _WRITTEN:
            continue
        form = next(field.iterancestors("form"), None)
        if form is None or _searches(form, field) or stands.isdisjoint(_and_above(form)):
            continue
        asked[form] = asked.get(form, 0) + (2 if kind in _ASKED else 1)
    return any(count >= 2 for count in asked.values())


def _and_above(form: HtmlElement) -> list[HtmlElement]:
    return [form, *form.iterancestors()]


def _searches(form: HtmlElement, field: HtmlElement) -> bool:
    names = " ".join(form.get(name) or "" for name in ("action", "class", "id"))
    low = f"{names} {field.get('name') or ''}".lower()
    return (field.get("name") or "") in {"q", "s"} or any(word in low for word in _SEARCHES)


def leads_on(region: Region, *, dated: bool) -> bool:
    """Whether most of the region's text stands in lines below linked titles: a front page.

    One may state a day of its own, as a story does: more teasers are asked of it then.
    """
    teasers = 0
    shown = told = 0.0
    titled = False
    for block in region.blocks:
        if len(block.text) >= _TITLE and block.link_share > 0.8:
            titled = True
            continue
        weight = prose(block)
        if weight > 0:
            told += weight
            if titled:
                teasers, shown, titled = teasers + 1, shown + weight, False
    return teasers >= (_MANY if dated else _LEAST) and shown > 0.8 * told


def tells(blocks: Sequence[Block], region: Region | None) -> bool:
    """Whether a headline that is no link stands above the text, with a day between the two."""
    if region is None or not region.blocks:
        return False
    start = region.blocks[0].order
    heads = [b for b in blocks[: start + 1] if b.level == 1 and not b.links]
    if not heads or len(heads[-1].text.split()) < _WORDS:
        return False
    between = blocks[heads[-1].order + 1 : start + 2]
    return any(len(b.text) <= _LINE and find_day(b.text) is not None for b in between[:_AROUND])
