"""What a listing (feed, sitemap, front page) leads to; no I/O."""

from __future__ import annotations

from dataclasses import dataclass

from archive.model import Kind


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a listing names.

    `published` is the listing's own word on when the page came out or last changed: an instant
    `2025-09-02T06:00:00Z` or a day `2025-09-02`, so that strings sort as times.
    """

    url: str
    kind: Kind = Kind.STORY
    published: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """All that one listing leads to, newest first where it states times."""

    links: tuple[Link, ...] = ()
    title: str | None = None  # the site's or the feed's own name
    form: str | None = None  # what it turned out to be: "RSS 2.0", "news sitemap", "WordPress 6.1"
    why: str | None = None  # why nothing was found, in words

    def of(self, kind: Kind) -> tuple[Link, ...]:
        """The links of one kind, in order."""
        return tuple(link for link in self.links if link.kind is kind)
