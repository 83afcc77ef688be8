"""What a sitemap, news sitemap or sitemap index leads to (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from archive.model import Kind, Page
from archive.urls import address
from spiders.discovery import feeds, times
from spiders.discovery.model import Finding, Link
from spiders.discovery.sitemap_order import newest_first, worth_reading

_LARGEST = 50 * 1024 * 1024  # bytes, unpacked: the protocol's own limit
_MOST = 50_000  # entries: the protocol's own limit
_NEWS = "schemas/sitemap-news"
_FEEDS = ("rss", "feed", "RDF")


def find(page: Page) -> Finding:
    """The pages of a sitemap, newest first, or the sitemaps of an index that are worth reading.

    A torn or cut file is read as far as it goes. Plain text sitemaps and feeds handed out as
    sitemaps are read too; `why` says when it is neither.
    """
    body = _unpacked(page.body)
    head = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<"):
        return _plain(head, page.url)
    return _xml(body, page)


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body[:_LARGEST]
    unpacker = zlib.decompressobj(wbits=31)
    try:
        return unpacker.decompress(body, _LARGEST)
    except zlib.error:
        return b""


def _plain(body: bytes, base: str) -> Finding:
    lines = body.decode("utf-8", "replace").splitlines()[:_MOST]
    urls = [address(line) for line in lines if line.startswith(("http://", "https://"))]
    links = tuple(Link(url) for url in dict.fromkeys(urls) if url and url != base)
    return Finding(links, form="sitemap" if links else None, why=None if links else _NO)


_NO = "this is not a sitemap"


def _xml(body: bytes, page: Page) -> Finding:
    # No entities, no DTD, no network; libxml2's own limits on depth and text stay on.
    walk = etree.iterparse(
        BytesIO(body), events=("start", "end"), recover=True, resolve_entities=False
    )
    try:
        _, root = next(walk)
        name = _name(root)
        if name in _FEEDS:
            return feeds.find(Page(page.url, body, page.content_type, page.fetched))
        if name not in ("urlset", "sitemapindex"):
            return Finding(why=_NO)
        index = name == "sitemapindex"
        news = any(_NEWS in (uri or "") for uri in root.nsmap.values())
        found = list(_entries(walk, page.url, Kind.SITEMAP if index else Kind.STORY))
    except (etree.XMLSyntaxError, StopIteration):
        return Finding(why=_NO)
    if index:
        return Finding(worth_reading(found), form="sitemap index")
    return Finding(newest_first(found), form="news sitemap" if news else "sitemap")


def _entries(walk: etree.iterparse[object], base: str, kind: Kind) -> Iterator[Link]:
    seen: set[str] = set()
    try:
        for event, element in walk:
            if event == "start":
                continue
            if _name(element) not in ("url", "sitemap"):
                parent = element.getparent()
                if parent is not None and parent.getparent() is None:
                    _forget(element)  # millions of elements that mean nothing
                continue
            link = _link(element, base, kind)
            _forget(element)
            if link is not None and link.url not in seen and link.url != base:
                seen.add(link.url)
                yield link
            if len(seen) >= _MOST:
                return
    except etree.XMLSyntaxError:
        return  # what came before the fault counts


def _link(element: etree._Element, base: str, kind: Kind) -> Link | None:
    parts: dict[str, str] = {}
    for child in element.iter():
        # `loc` and `title` also stand below `image:image`; the first ones are the page's own.
        if isinstance(child.tag, str) and child.text and "sitemap-image" not in child.tag:
            parts.setdefault(_name(child), child.text.strip())
    url = address(parts.get("loc", ""), base) if parts.get("loc") else None
    if url is None:
        return None
    published = times.written(parts.get("publication_date")) or times.written(parts.get("lastmod"))
    title = " ".join(parts.get("title", "").split())[:500] or None
    return Link(url, kind, published, title)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
