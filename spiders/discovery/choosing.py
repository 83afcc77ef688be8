"""Which of the found links a source wants: its own site, its include and exclude expressions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import regex  # type: ignore[import-untyped, unused-ignore]  # stubs are not required

from archive.config.model import Source
from archive.model import Kind
from archive.urls import same_site
from spiders.discovery.model import Link
from spiders.discovery.shapes import Shape, depth, shape

_PATIENCE = 0.05  # seconds for one expression on one address


def chosen(links: Iterable[Link], source: Source, listing: Kind) -> tuple[Link, ...]:
    """The links that `source` is to follow from a listing of one kind.

    Sitemaps are followed wherever robots.txt or an index points; stories and sections only on the
    source's registered domain. The expressions judge stories alone.
    """
    return tuple(link for link in links if _wanted(link, source, listing))


def _wanted(link: Link, source: Source, listing: Kind) -> bool:
    if link.kind in (Kind.SITEMAP, Kind.FEED):
        return True
    if not same_site(link.url, source.url):
        return False
    if link.kind is not Kind.STORY:
        return True
    if source.include and not matches(source.include, link.url):
        return False
    if source.exclude and matches(source.exclude, link.url):
        return False
    if source.include:
        return True
    # A feed names stories only; a sitemap also the front page, lists and files.
    return depth(link.url) > 0 or "?" in link.url if listing is Kind.FEED else _may_be(link.url)


def _may_be(url: str) -> bool:
    judged = shape(url)
    return judged is not Shape.NEITHER and (depth(url) > 0 or judged is Shape.LIKELY)


def matches(expressions: Sequence[str], url: str) -> bool:
    """Whether any expression is found in `url`. One that takes too long matches nothing.

    The addresses are the site's choice: a slow expression must not let a site stop the crawl.
    """
    for expression in expressions:
        try:
            if _compiled(expression).search(url, timeout=_PATIENCE):
                return True
        except TimeoutError:
            continue
    return False


@lru_cache(maxsize=256)
def _compiled(expression: str) -> regex.Pattern[str]:
    return regex.compile(expression)
