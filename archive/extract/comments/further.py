"""Finds the further comment pages of a story, and the feed of its comments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from urllib.parse import SplitResult, parse_qsl, urlunsplit

from lxml.html import HtmlElement

from archive.extract.comments.address import Story, comment_page, split, with_comment_page
from archive.extract.comments.query import Strings

MOST_PAGES = 50
_WORDPRESS_LINKS = Strings(
    "//a[contains(@href,'comment-page-') or contains(@href,'cpage=')]/@href"
    " | //link[contains(@href,'comment-page-')][@rel='next' or @rel='prev']/@href"
)
_INSIDE = Strings(".//a/@href")
_AROUND = Strings(".//a/@href | .//link[@rel='next' or @rel='prev']/@href")
_FEEDS = Strings(
    "//link[@rel='alternate'][@type='application/rss+xml' or @type='application/atom+xml']/@href"
)
_PERMALINK = re.compile(r"(?:li-|div-)?comment-\d")
_NUMBER = re.compile(r"[0-9]{1,5}")
_PAGE_PARAMETER = re.compile(
    r"^(?:(?:comments?|kommentare?|c|thread|forum)[-_]?)?"
    r"(?:page|pg|seite|pagina|start|offset|from|skip|p)$",
    re.IGNORECASE,
)


def pages(
    root: HtmlElement, story: Story, areas: Collection[HtmlElement], units: Iterable[HtmlElement]
) -> tuple[str, ...]:
    """Absolute addresses of the story's other comment pages; numbered ones oldest first."""
    inside = [href for unit in units for href in _INSIDE(unit)]
    within = set(inside)
    numbered = _numbered(_WORDPRESS_LINKS(root), inside, story)
    if numbered:
        return numbered
    found: dict[str, None] = {}
    for area in areas:
        for href in _AROUND(area):
            address = None if href in within else _paged(href, story)
            if address:
                found[address] = None
    return tuple(found)[:MOST_PAGES]


def feed(root: HtmlElement, story: Story) -> str | None:
    """The feed of this story's comments: a feed below the story's own path."""
    for href in _FEEDS(root)[:20]:
        parts = split(story.url, href)
        if parts is None or parts.scheme not in ("http", "https"):
            continue
        path = parts.path.rstrip("/")
        if any(path.startswith(own + "/") for own in story.paths if len(own) > 1):
            return urlunsplit(parts._replace(fragment=""))
    return None


def _numbered(links: Iterable[str], inside: list[str], story: Story) -> tuple[str, ...]:
    """WordPress: all pages between the first and the highest that is linked, but this one."""
    within = set(inside)
    shape: SplitResult | None = None
    linked: set[int] = set()
    here = _current(inside, story)
    for href in links:
        parts = split(story.url, href)
        if (
            parts is None
            or not parts.netloc
            or not story.is_own(parts)
            or "replytocom=" in parts.query
        ):
            continue
        number = comment_page(parts)
        if number is None or number < 1:
            continue
        if href in within or _PERMALINK.match(parts.fragment):
            shape = shape or (parts if number == here else None)
            continue
        shape = parts if shape is None or not linked else shape
        linked.add(number)
    highest = max([*linked, here or 0])
    if shape is None or highest < 1:
        return ()
    numbers = [n for n in range(1, min(highest, MOST_PAGES) + 1) if n != here]
    return tuple(with_comment_page(shape, n) for n in numbers)


def _current(inside: list[str], story: Story) -> int | None:
    """The number of this page: from its own address, else from the permalinks of its comments."""
    here = comment_page(story.here)
    if here is not None:
        return here
    plain = False
    for href in inside:
        parts = split(story.url, href)
        if parts is None or not story.is_own(parts) or not _PERMALINK.match(parts.fragment):
            continue
        number = comment_page(parts)
        if number is not None:
            return number
        plain = True
    return 1 if plain else None


def _paged(href: str, story: Story) -> str | None:
    """A link to the same story that differs in a page number only."""
    parts = split(story.url, href)
    if parts is None or not parts.query or not parts.netloc or not story.is_own(parts):
        return None
    here = dict(parse_qsl(story.here.query))
    for key, value in parse_qsl(parts.query):
        if not _PAGE_PARAMETER.match(key) or not _NUMBER.fullmatch(value):
            continue
        # Where pages count from 0, that one is the story's own address.
        if value == here.get(key, "0"):
            return None
        return urlunsplit(parts._replace(fragment=""))
    return None
