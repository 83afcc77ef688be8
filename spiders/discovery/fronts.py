"""Which links of a front or section page look like stories, and which like sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html as lxml_html

from archive.model import Kind, Page
from archive.urls import address, host, url_key
from spiders.discovery import html
from spiders.discovery.announced import announced, name_of, system_of
from spiders.discovery.model import Finding, Link
from spiders.discovery.shapes import Shape, depth, is_list, shape

_MOST_ANCHORS = 5000
_MOST_STORIES = 1000
_MOST_SECTIONS = 40
_MOST_FEEDS = 10
_DEEPEST = 60  # ancestors of a link that are looked at
_NAVIGATION = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|mainmenu|topnav|rubri\w+)(?:$|[\s_-])", re.I
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A link as it stands on the page."""

    url: str
    text: str
    navigation: bool  # in a menu or header
    footer: bool
    heading: bool  # in or around a heading


def find(page: Page) -> Finding:
    """Stories in reading order, then sections and feeds, all on the page's own host.

    A link counts as a story by its address (date, long slug, id); where that says too little, by
    standing in a heading or having a text as long as a headline.
    """
    root = html.tree(page)
    if root is None:
        return Finding(why="this is not a page with links")
    stories: dict[str, Link] = {}
    sections: dict[str, Link] = {}
    for anchor in _anchors(root, page.url):
        judged = _judge(anchor)
        if judged is Kind.STORY:
            known = stories.get(anchor.url)
            if known is None or len(known.title or "") < len(anchor.text):
                stories[anchor.url] = Link(anchor.url, Kind.STORY, None, anchor.text or None)
        elif judged is Kind.FRONT and len(anchor.text) <= 40:
            sections.setdefault(
                url_key(anchor.url), Link(anchor.url, Kind.FRONT, None, anchor.text)
            )
    sections = {key: link for key, link in sections.items() if link.url not in stories}
    links = (
        *list(stories.values())[:_MOST_STORIES],
        *list(sections.values())[:_MOST_SECTIONS],
        *announced(root, page.url)[:_MOST_FEEDS],
    )
    return Finding(links, title=name_of(root), form=system_of(root))


def _anchors(root: lxml_html.HtmlElement, page_url: str) -> Iterator[_Anchor]:
    """Links to pages of the same host, menus first: their order is the site's own."""
    base, here, own = html.base(root, page_url), url_key(page_url), host(page_url)
    found = []
    for count, element in enumerate(root.iter("a")):
        href = element.get("href")
        if count >= _MOST_ANCHORS:
            break
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            continue
        if "nofollow" in (element.get("rel") or "") and "/comment" in href:
            continue
        url = address(href, base)
        if url is None or host(url) != own or url_key(url) == here:
            continue
        found.append(_Anchor(url, html.words(element), *_place(element)))
    return iter(sorted(found, key=lambda anchor: not anchor.navigation))


def _place(element: lxml_html.HtmlElement) -> tuple[bool, bool, bool]:
    navigation = footer = False
    heading = any(True for _ in element.iter(*_HEADINGS))
    for count, parent in enumerate(element.iterancestors()):
        tag = parent.tag if isinstance(parent.tag, str) else ""
        role = parent.get("role") or ""
        heading = heading or tag in _HEADINGS
        footer = footer or tag == "footer" or role == "contentinfo"
        navigation = navigation or tag == "nav" or role == "navigation"
        if tag in ("div", "ul", "section", "header") and not navigation:
            named = f"{parent.get('class') or ''} {parent.get('id') or ''}"[:300]
            navigation = _NAVIGATION.search(named) is not None
        if count > _DEEPEST:
            break
    return navigation, footer, heading


def _judge(anchor: _Anchor) -> Kind | None:
    judged = shape(anchor.url)
    if judged is Shape.LIKELY:
        return Kind.STORY
    if judged is Shape.NEITHER or anchor.footer:
        return None
    headline = len(anchor.text) >= 25 and anchor.text.count(" ") >= 3
    told = headline or (anchor.heading and anchor.text)
    # A one-word slug under a heading is a story: `/istscar/` at a WordPress with plain post names.
    if told and not anchor.navigation and depth(anchor.url) and not is_list(anchor.url):
        return Kind.STORY
    return Kind.FRONT if judged is Shape.SECTION and depth(anchor.url) in (1, 2) else None
