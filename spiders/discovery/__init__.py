"""How stories are found: what a feed, sitemap or front page leads to; pure, no I/O."""

from __future__ import annotations

from archive.config.model import Source
from archive.model import Kind, Page
from spiders.discovery import feeds, fronts, sitemaps
from spiders.discovery.choosing import chosen
from spiders.discovery.model import Finding, Link

__all__ = ["Finding", "Link", "find"]

_READERS = {
    Kind.FEED: feeds.find,
    Kind.SITEMAP: sitemaps.find,
    Kind.FRONT: fronts.find,
}


def find(page: Page, kind: Kind, source: Source) -> Finding:
    """What a listing leads to, as far as `source` wants it.

    `kind` is FEED, SITEMAP or FRONT; any other finds nothing. Raises nothing for broken or
    hostile input: `Finding.why` says what was wrong with it.
    """
    reader = _READERS.get(kind)
    if reader is None:
        return Finding(why=f"a {kind} is no listing")
    found = reader(page)
    return Finding(chosen(found.links, source, kind), found.title, found.form, found.why)
