"""Lists of feeds as other programs exchange them (OPML 2.0): sources out, sources in.

Written by hand over lxml: the one well-kept OPML reader, listparser, drops `htmlUrl`, which names
the site that a feed belongs to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from lxml import etree

from archive.config.checks import url_fault
from archive.config.edit import free_name, host_name
from archive.config.model import Source
from archive.errors import UsageError
from archive.urls import host

MAX_BYTES = 16 * 1024 * 1024
MAX_OUTLINES = 20_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed of somebody's list."""

    feed: str
    title: str | None = None
    site: str | None = None


def write(sources: Iterable[Source], title: str = "Back Issue") -> bytes:
    """An OPML 2.0 document: an outline for each source, its feeds in it.

    A source without feeds is a `link` to its site, which readers of feeds skip.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for source in sources:
        if not source.feeds:
            etree.SubElement(body, "outline", text=source.name, type="link", url=source.url)
        for feed in source.feeds:
            etree.SubElement(
                body, "outline", text=source.name, type="rss", xmlUrl=feed, htmlUrl=source.url
            )
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def read(raw: bytes) -> list[Subscription]:
    """The feeds in an OPML document of whatever make, each address once; links become sites.

    Raises UsageError when it is no OPML or too large. No entity is expanded, nothing is fetched.
    """
    if len(raw) > MAX_BYTES:
        raise UsageError(f"larger than {MAX_BYTES >> 20} MB")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(raw.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UsageError(f"is no OPML: {error}") from None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise UsageError("is no OPML: the outermost element is not <opml>")
    found: dict[str, Subscription] = {}
    for subscription in _subscriptions(root):
        found.setdefault(subscription.feed or subscription.site or "", subscription)
        if len(found) > MAX_OUTLINES:
            raise UsageError(f"has more than {MAX_OUTLINES} feeds")
    return list(found.values())


def to_sources(
    subscriptions: Iterable[Subscription],
    existing: Collection[Source],
    *,
    schedule: str = "adaptive",
    timezone: str = "UTC",
) -> list[Source]:
    """Sources for the feeds that no existing source has; feeds of one site make one source."""
    known = {feed for source in existing for feed in source.feeds}
    known |= {source.url for source in existing if not source.feeds}
    sites: dict[str, list[Subscription]] = {}
    for subscription in subscriptions:
        if (subscription.feed or subscription.site) in known:
            continue
        site = subscription.site or _front_of(subscription.feed)
        # feeds that do not name their site are not lumped together: their host may be a service
        key = host(site) if subscription.site else subscription.feed
        sites.setdefault(key, []).append(subscription)
    names = [source.name for source in existing]
    sources: list[Source] = []
    for group in sites.values():
        first = group[0]
        site = first.site or _front_of(first.feed)
        name = free_name(_title(group) or host_name(site), names)
        names.append(name)
        feeds = tuple(s.feed for s in group if s.feed)
        sources.append(Source(name, site, feeds=feeds, schedule=schedule, timezone=timezone))
    return sources


def _subscriptions(root: etree._Element) -> Iterator[Subscription]:
    for outline in root.iter("{*}outline"):
        # spellings differ: xmlUrl, xmlURL, XMLUrl
        named = {str(key).lower(): str(value).strip() for key, value in outline.attrib.items()}
        title = named.get("title") or named.get("text") or None
        site = named.get("htmlurl") or None
        if site is not None and url_fault(site) is not None:
            site = None
        feed = named.get("xmlurl", "")
        if feed and url_fault(feed) is None:
            yield Subscription(feed, title, site)
        elif not feed and named.get("type", "").lower() == "link":
            link = named.get("url", "")
            if url_fault(link) is None:
                yield Subscription("", title, link)


def _title(group: list[Subscription]) -> str | None:
    """A title that stands for the site: one that all its feeds have, else none."""
    titles = {subscription.title for subscription in group}
    return group[0].title if len(titles) == 1 else None


def _front_of(feed: str) -> str:
    parts = urlsplit(feed)
    return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
