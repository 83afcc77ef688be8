"""What an RSS, Atom or JSON feed leads to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import feedparser

from archive.model import Kind, Page
from archive.urls import address
from spiders.discovery import times
from spiders.discovery.model import Finding, Link

_LARGEST = 8 * 1024 * 1024  # bytes of a feed that are read
_MOST = 1000  # entries of one feed
_VERSIONS = {"atom10": "Atom", "atom03": "Atom 0.3", "rss20": "RSS 2.0", "rss10": "RSS 1.0"}


def find(page: Page) -> Finding:
    """The entries of a feed, in its order; `why` says when it is no feed.

    A feed that is not well-formed is read as far as feedparser can. Neither entities nor external
    documents are followed.
    """
    body = page.body[:_LARGEST]
    return _json_feed(page, body) if body.lstrip()[:1] == b"{" else _xml_feed(page, body)


def _xml_feed(page: Page, body: bytes) -> Finding:
    try:
        # The stream matters: feedparser opens a string that looks like an address or a file name.
        parsed = feedparser.parse(
            BytesIO(body),
            response_headers={
                "content-location": page.url,
                "content-type": page.content_type or "application/xml",
            },
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception:  # on odd bytes it raises whatever its parsers and codecs meet
        return Finding(why="this feed cannot be read")
    if not parsed.get("version") and not parsed.entries:
        return Finding(why="this is not a feed")
    version = str(parsed.get("version") or "feed")
    return Finding(
        links=_unique(_entry(entry, page.url) for entry in parsed.entries[:_MOST]),
        title=_text(parsed.feed.get("title")),
        form=_VERSIONS.get(version, "RSS" if version.startswith("rss") else "feed"),
    )


def _entry(entry: Mapping[str, Any], base: str) -> Link | None:
    # FeedBurner and its like wrap the address; they give the real one beside it.
    for name in ("feedburner_origlink", "pheedo_origlink", "link"):
        url = address(str(entry.get(name) or ""), base) if entry.get(name) else None
        if url:
            break
    else:
        guid = str(entry.get("id") or "")
        url = address(guid) if guid.startswith(("http://", "https://")) else None
    if url is None:
        return None
    # A plain dict: feedparser's own falls back from one time to the other with a warning.
    times_of = dict(entry.items())
    moment = times_of.get("published_parsed") or times_of.get("updated_parsed")
    return Link(url, Kind.STORY, times.from_struct(moment), _text(entry.get("title")))


def _json_feed(page: Page, body: bytes) -> Finding:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    try:
        parsed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return Finding(why="this is not a feed")
    items = parsed.get("items")
    if not isinstance(items, list) or "jsonfeed.org" not in str(parsed.get("version", "")):
        return Finding(why="this is JSON, but not a JSON Feed")
    return Finding(
        links=_unique(_item(item, page.url) for item in items[:_MOST] if isinstance(item, dict)),
        title=_text(parsed.get("title")),
        form="JSON Feed",
    )


def _item(item: Mapping[str, Any], base: str) -> Link | None:
    named = item.get("url") or item.get("id")
    url = address(named, base) if isinstance(named, str) else None
    if url is None:
        return None
    moment = item.get("date_published") or item.get("date_modified")
    published = times.written(moment) if isinstance(moment, str) else None
    return Link(url, Kind.STORY, published, _text(item.get("title")))


def _unique(links: Iterator[Link | None]) -> tuple[Link, ...]:
    return tuple({link.url: link for link in links if link is not None}.values())


def _text(value: object) -> str | None:
    return " ".join(value.split())[:500] or None if isinstance(value, str) else None
