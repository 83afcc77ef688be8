"""Finds a story's canonical address, and refuses one that cannot be right."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

from archive.extract.meta import Head
from archive.extract.structured import Stated
from archive.urls import story_key

# WordPress's block themes state a page of the comments as a story's canonical address
# (wp_get_canonical_url heeds the query variable `cpage`, which the comments block has set).
_COMMENT_PAGE = re.compile(
    r"/comment-page-\d{1,5}(?=/?(?:\?|$))"
    r"|(?<=\?)cpage=\d{1,5}&|\?cpage=\d{1,5}$|&cpage=\d{1,5}(?=&|$)"
)

_FRONT = 60  # characters of a front page's path at most: "/", "/index.html", "/amp/"

# A slug of three words and more, or a story's number; not `amp`, `page-2` or `photo-gallery`.
_TELLING = re.compile(r"\w[-_]\w+[-_]\w|\d{4}")


def canonical_url(url: str, head: Head, stated: Stated) -> str:
    """rel=canonical, og:url or the story's own address, whichever is of this site first.

    Another site's address, the front page, a section's, and anything that is not http are not
    believed: a page that could name any canonical address could take another story's place. Of a
    page whose own address is unknown (a saved file), what it says is all there is to go by.
    """
    for candidate in (*head.links.get("canonical", ())[:2], head.first("og:url"), stated.url):
        if candidate and (address := _believed(candidate, url)):
            return address
    return _plain(url)


def _believed(candidate: str, url: str) -> str | None:
    try:
        address = _plain(urljoin(url, candidate.strip()))
        parts, own = urlsplit(address), urlsplit(url)
        port, own_port = parts.port, own.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        return None
    if len(address) > 2000 or any(c.isspace() or ord(c) < 32 for c in address):
        return None
    if not url:
        return address
    if _site(parts.hostname) != _site(own.hostname or ""):
        return None
    if port != own_port and own_port is not None:
        return None
    front = len(parts.path) <= _FRONT and story_key(address) is None
    if front and story_key(url) is not None:
        return None
    return None if _is_section(parts.path, own.path) and not parts.query else address


def _is_section(path: str, own: str) -> bool:
    """Whether an address is a folder above a story's own, the story's slug or number left out.

    `/ferry-sinks/amp` may be `/ferry-sinks`; `/news/ferry-sinks` is not `/news`.
    """
    folders, segments = ([part for part in p.split("/") if part] for p in (path, own))
    if not folders or segments[: len(folders)] != folders:
        return False
    return any(_TELLING.search(segment) for segment in segments[len(folders) :])


def _plain(url: str) -> str:
    """Without a fragment and the number of a comment page: a story has one address."""
    return _COMMENT_PAGE.sub("", urldefrag(url)[0])


def _site(host: str) -> str:
    """The host without the prefixes under which sites show the same story again."""
    host = host.lower().rstrip(".")
    for prefix in ("www.", "m.", "mobile.", "amp."):
        if host.startswith(prefix):
            return host[len(prefix) :]
    return host
