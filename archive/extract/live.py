"""Finds where the posts of a live blog begin, and when each was posted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from lxml.html import HtmlElement

from archive.extract.dates import read_iso
from archive.extract.region import Region
from archive.extract.roles import BODY, Judged, Role
from archive.extract.structured import Stated
from archive.extract.text import key
from archive.extract.tree import Inventory

_FEWEST = 3  # posts that make a live blog
_OPENING = 60  # letters of a post's text by which it is found again
_TIMES = ("datetime", "data-time", "data-date", "data-datetime", "data-timestamp")
_MOST = 600  # time elements that are looked at


def posts_of(
    judged: Iterable[Judged], region: Region, page: Inventory, stated: Stated
) -> dict[int, str | None]:
    """`order` of the block with which each post begins → its instant, None where none is stated.

    Posts are told by the page's LiveBlogPosting, else by elements of one kind that follow each
    other and hold a time each, where they are most of the text. Empty for any other page.
    """
    text = [entry for entry in judged if entry.role in BODY]
    found = _stated_posts(text, stated)
    if found and len(found) >= min(_FEWEST, len(stated.posts)):
        return found  # the first posts of a day: the page says what they are
    found = _shown_posts(text, region, page)
    return found if len(found) >= _FEWEST else {}


def _stated_posts(text: list[Judged], stated: Stated) -> dict[int, str | None]:
    by_opening: dict[str, str | None] = {}
    for headline, body, published in stated.posts:
        for said in (headline, body):
            if len(opening := key(said)[:_OPENING]) >= 12:
                by_opening.setdefault(opening, _instant(published))
                break
    if not by_opening:
        return {}
    found: dict[int, str | None] = {}
    for entry in text:
        opening = key(entry.block.text)[:_OPENING]
        if opening in by_opening:
            found[entry.block.order] = by_opening.pop(opening)
    return found


def _shown_posts(text: list[Judged], region: Region, page: Inventory) -> dict[int, str | None]:
    posts = _containers(region.main.element, page)
    if len(posts) < _FEWEST:
        return {}
    found: dict[int, str | None] = {}
    begun: set[HtmlElement] = set()
    inside = 0
    for entry in text:
        at: HtmlElement | None = entry.block.frame.element
        while at is not None and at not in posts:
            at = at.getparent()
        if at is None:
            continue
        inside += entry.block.size
        if at not in begun:
            begun.add(at)
            found[entry.block.order] = posts[at]
    size = sum(entry.block.size for entry in text if entry.role is not Role.HEADING)
    return found if inside >= 0.6 * size else {}


def _containers(main: HtmlElement, page: Inventory) -> dict[HtmlElement, str]:
    """Elements of one tag and class below one parent that hold a time each: the most there are."""
    times = [
        (element, instant)
        for element in page.tagged("time")[:_MOST]
        if (instant := next(filter(None, (_instant(element.get(name)) for name in _TIMES)), None))
    ]
    if len(times) < _FEWEST:
        return {}
    groups: defaultdict[tuple[HtmlElement, str, str], dict[HtmlElement, str]] = defaultdict(dict)
    for element, instant in times:
        at = element
        while at is not main and (up := at.getparent()) is not None:
            kind = (up, str(at.tag), at.get("class") or "")
            groups[kind].setdefault(at, instant)
            at = up
        if at is not main:
            for group in groups.values():
                group.pop(element, None)
    sizes = Counter({kind: len(group) for kind, group in groups.items()})
    return groups[sizes.most_common(1)[0][0]] if sizes else {}


def _instant(text: str | None) -> str | None:
    moment = read_iso(text)
    return moment.written() if moment is not None and moment.instant is not None else None
