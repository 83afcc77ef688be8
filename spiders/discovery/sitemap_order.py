"""Which sitemaps of an index are worth reading, and in which order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from spiders.discovery.model import Link
from spiders.discovery.vocabulary import OTHER_SITEMAPS, STORY_SITEMAPS

_MOST = 2000  # sitemaps of one index
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/]?(0[1-9]|1[0-2])?(?:[-_/]?([0-3]\d))?(?!\d)")

_PAGES = frozenset({"page", "pages"})


def newest_first(links: Sequence[Link]) -> tuple[Link, ...]:
    """By stated time, newest first; those without one last and in their order."""
    return tuple(sorted(links, key=lambda link: link.published or "", reverse=True))


def worth_reading(links: Sequence[Link]) -> tuple[Link, ...]:
    """The sitemaps that hold stories, news sitemaps and newest first.

    Sitemaps of images, tags, authors and the like are left out when others are named as those of
    stories; otherwise they come last, for a name may mean anything.
    """
    kinds = {link.url: _rank(link.url) for link in links}
    told_apart = any(rank in (0, 1) for rank in kinds.values())
    kept = [link for link in links if not (told_apart and kinds[link.url] == 3)]
    # Two sorts, for the second keeps the order of the first among equals.
    kept.sort(key=_when, reverse=True)
    kept.sort(key=lambda link: kinds[link.url])
    return tuple(kept[:_MOST])


def _rank(url: str) -> int:
    """0 news, 1 stories, 2 nobody knows, 3 something else."""
    words = _words(url)
    known = set(words)
    if known & OTHER_SITEMAPS:
        return 3
    # `posts-page-1` of WordPress (`sitemap-subtype=page` without permalinks) are its pages;
    # `articles-page-3` is the third page of articles.
    if not {("posts", "page"), ("subtype", "page")}.isdisjoint(pairwise(words)):
        return 3
    if "news" in known or "latest" in known or "recent" in known:
        return 0
    if known & STORY_SITEMAPS:
        return 1
    return 3 if known & _PAGES else 2


def _words(url: str) -> list[str]:
    parts = urlsplit(url)
    return [word.lower() for word in _WORD.findall(unquote(f"{parts.path} {parts.query}"))]


def _when(link: Link) -> tuple[str, tuple[int, ...]]:
    """The month in its name (lastmod is often the same for all), else lastmod; then its number."""
    parts = urlsplit(link.url)
    name = f"{parts.path.rpartition('/')[2]} {parts.query}"
    month = _MONTH.search(f"{parts.path} {parts.query}")
    stated = "-".join(part for part in month.groups() if part) if month else ""
    numbers = tuple(int(number[:12]) for number in _NUMBER.findall(name))
    return (stated or link.published or "", numbers)
