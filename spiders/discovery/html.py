"""A hostile page as a tree: decoded, bounded, its base address believed only on its own site."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree, html

from archive.errors import PageError
from archive.extract.decode import utf8_of
from archive.model import Page
from archive.urls import address, same_site

_LARGEST = 4 * 1024 * 1024  # bytes of a page that are read for links


def tree(page: Page) -> html.HtmlElement | None:
    """The document's root, or None when there is nothing to parse."""
    body = page.body[:_LARGEST]
    if not body.strip() or b"\x00" in body[:64]:
        return None
    try:
        source = utf8_of(replace(page, body=body))
    except PageError:
        return None
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def base(root: html.HtmlElement, page_url: str) -> str:
    """What relative links are relative to: `<base href>` where it stays on the page's site.

    Saved and mirrored pages, and hostile ones, carry a base of somewhere else.
    """
    for element in root.iter("base"):
        stated = address(element.get("href") or "", page_url)
        return stated if stated and same_site(stated, page_url) else page_url
    return page_url


def words(element: html.HtmlElement) -> str:
    """The text of an element, white space folded, 300 characters at most."""
    found: list[str] = []
    length = 0
    for piece in element.itertext("*"):
        if not isinstance(piece, str):
            continue
        found.append(piece)
        length += len(piece)
        if length > 2000:
            break
    return " ".join("".join(found).split())[:300]
