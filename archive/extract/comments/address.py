"""Compares addresses: is a link one of this story, and which comment page does it lead to?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from archive.extract.tree import Inventory
from archive.model import Page

_OWN_LINKS = ("canonical", "amphtml")
_COMMENT_PAGE = re.compile(r"/comment-page-(\d{1,5})/?$")
_CPAGE = re.compile(r"(?:^|&)cpage=(\d{1,5})(?:&|$)")
_POST_NUMBER = re.compile(r"(?:^|&)p(?:age_id)?=(\d{1,12})(?:&|$)")
_COMMENT_FRAGMENT = re.compile(
    r"^(?:li-|div-)?(?:comment|c|r|cmt)-?\d|^(?:comment|kommentar|forum|message|post)[-_]?\d",
    re.IGNORECASE,
)
_LONGEST = 2000  # characters of an address


@dataclass(frozen=True, slots=True)
class Story:
    """Where a story lives: the address it was fetched from and the paths that are its own."""

    url: str
    paths: frozenset[str]
    here: SplitResult = field(default_factory=lambda: SplitResult("", "", "", "", ""))

    def is_foreign(self, href: str) -> bool:
        """Whether a link leads to a comment on another story; False when that cannot be told."""
        parts = split(self.url, href)
        if parts is None or not _COMMENT_FRAGMENT.match(parts.fragment):
            return False
        path = plain(parts)
        if len(path) < 2 or not self.paths or path in self.paths:
            return False
        number = re.search(r"\d+$", parts.fragment)
        # Drupal's permalinks are /comment/123#comment-123, whichever the story.
        return number is None or number[0] not in path

    def is_own(self, parts: SplitResult) -> bool:
        """Whether an address is the story itself or one of its comment pages."""
        return parts.netloc == self.here.netloc and plain(parts) in self.paths


def story(elements: Inventory, page: Page) -> Story:
    """The story's own addresses, as fetched and as the page states them."""
    stated = [page.url, *_stated(elements)[:6]]
    paths = set()
    for href in stated:
        parts = split(page.url, href)
        if parts is not None and len(path := plain(parts)) > 1:
            paths.add(path)
    here = split(page.url, page.url)
    if here is None:
        return Story(page.url, frozenset(paths))
    return Story(page.url, frozenset(paths), here)


def _stated(elements: Inventory) -> list[str]:
    named = [
        *(e.get("href") for e in elements.tagged("link") if e.get("rel") in _OWN_LINKS),
        *(e.get("content") for e in elements.tagged("meta") if e.get("property") == "og:url"),
    ]
    return [address for address in named if address]


def split(base: str, href: str) -> SplitResult | None:
    """The absolute form of a link; None for what is no web address."""
    if len(href) > _LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base, href.strip()))
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https", "") else None


def plain(parts: SplitResult) -> str:
    """What tells a story apart: its path without the number of a comment page and the last slash.

    With WordPress's plain permalinks, the number of the post.
    """
    path = _COMMENT_PAGE.sub("", parts.path).rstrip("/")
    numbered = _POST_NUMBER.search(parts.query) if path in ("", "/index.php") else None
    return f"?p={numbered[1]}" if numbered else path


def comment_page(parts: SplitResult) -> int | None:
    """The number of the WordPress comment page that an address names."""
    found = _COMMENT_PAGE.search(parts.path)
    if found:
        return int(found[1])
    paged = _CPAGE.search(parts.query)
    return int(paged[1]) if paged else None


def with_comment_page(parts: SplitResult, number: int) -> str:
    """The same kind of address for another comment page, without a fragment."""
    if _COMMENT_PAGE.search(parts.path):
        slash = "/" if parts.path.endswith("/") else ""
        path = f"{_COMMENT_PAGE.sub('', parts.path)}/comment-page-{number}{slash}"
        return urlunsplit(parts._replace(path=path, query="", fragment=""))
    query = re.sub(r"(^|&)cpage=\d+", rf"\g<1>cpage={number}", parts.query)
    return urlunsplit(parts._replace(query=query, fragment=""))
