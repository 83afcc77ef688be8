"""What a site says of itself: its feeds, its sitemaps, its name, its system."""

from __future__ import annotations

import re

from lxml import html as lxml_html

from archive.model import Kind
from archive.urls import address, same_site, url_key
from spiders.discovery import html
from spiders.discovery.model import Link

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "text/rss")
_FEED_PATH = re.compile(
    r"/(?:feed|rss|atom)/?$|\.(?:rss|atom)$|/(?:feed|rss|atom)\.(?:xml|json|php)$"
)
_COMMENTS = re.compile(r"/comments?/|comment", re.IGNORECASE)
_SYSTEMS = re.compile(
    r"(?:WordPress|Drupal|Joomla|TYPO3|Ghost|Blogger|Wix|Squarespace|Contao|Plone|Hugo|Jekyll)\b",
    re.IGNORECASE,
)

# Where feeds and sitemaps are, when a site announces none; the commonest first.
SITEMAP_PLACES = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/news-sitemap.xml")
# A WordPress without permalinks has it there, and no robots.txt that would say so.
WORDPRESS_SITEMAP = "/?sitemap=index"
FEED_PLACES = ("/feed/", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml")


def announced(root: lxml_html.HtmlElement, page_url: str) -> list[Link]:
    """The feeds a page announces in its head, else those it links; none of comments."""
    base = html.base(root, page_url)
    found: dict[str, Link] = {}
    for element in root.iter("link"):
        if (element.get("type") or "").lower().split(";")[0].strip() not in _FEED_TYPES:
            continue
        if "alternate" in (element.get("rel") or "alternate").lower():
            _keep(found, element.get("href"), element.get("title"), base)
    if not found:
        for element in root.iter("a"):
            href = element.get("href") or ""
            if _FEED_PATH.search(href[:500].partition("?")[0]) and same_site(
                address(href, base) or "", page_url
            ):
                _keep(found, href, html.words(element), base)
    return list(found.values())


def _keep(found: dict[str, Link], href: str | None, title: str | None, base: str) -> None:
    url = address(href, base) if href else None
    if url is None or _COMMENTS.search(f"{url} {title or ''}"):
        return
    found.setdefault(
        url_key(url), Link(url, Kind.FEED, None, " ".join((title or "").split())[:200] or None)
    )


def name_of(root: lxml_html.HtmlElement) -> str | None:
    """The site's name: og:site_name, application-name, else its title up to a separator."""
    stated: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("property") or element.get("name") or "").lower()
        if element.get("content"):
            stated.setdefault(key, element.get("content") or "")
    for key in ("og:site_name", "application-name", "apple-mobile-web-app-title"):
        if name := " ".join(stated.get(key, "").split())[:120]:
            return name
    for element in root.iter("title"):
        parts = re.split(r"\s+[|–—·:»-]\s+", html.words(element))
        return parts[0][:120] or None
    return None


def system_of(root: lxml_html.HtmlElement) -> str | None:
    """What the site runs on, as its generator lines say: `WordPress 6.1`."""
    said = []
    for element in root.iter("meta"):
        if (element.get("name") or "").lower() == "generator":
            said.append(" ".join((element.get("content") or "").split())[:60].split(" (")[0])
    for words in said:
        if _SYSTEMS.match(words):
            return words
    for element in root.iter("link", "script"):
        pointer = f"{element.get('href') or ''} {element.get('src') or ''}"
        if "/wp-content/" in pointer or "/wp-includes/" in pointer:
            return "WordPress"
    return next((words for words in said if words), None)
