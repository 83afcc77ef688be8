"""The addresses in a page's markup."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from archive.extract.decode import text_of
from archive.extract.tree import parse
from archive.model import Page
from archive.requisites.model import Requisite, absolute, once
from archive.requisites.srcset import sensible
from archive.requisites.style import in_text

MOST = 200  # addresses of one page
_STYLE_ATTRIBUTES = 500  # of a page that are looked at
_LAZY = ("data-src", "data-lazy-src", "data-original")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset")
_PRELOADED = frozenset({"style", "image", "font"})
_HREF = ("href", "{http://www.w3.org/1999/xlink}href", "xlink:href")


def in_page(page: Page, *, most: int = MOST) -> tuple[Requisite, ...]:
    """What the page needs, in reading order; at most `most` addresses.

    Of an image in several sizes and forms: `src`, and one of the others. Raises PageError for a
    page that is too large to be read.
    """
    root = parse(text_of(page))
    if root is None:
        return ()
    base = _base(root, page.url)
    found = (
        Requisite(url, one.is_style)
        for one in _written(root, base)
        if (url := absolute(one.url, base)) is not None and url != page.url
    )
    return once(found, most)


def _base(root: HtmlElement, page_url: str) -> str:
    """`<base href>` as browsers take it: the first one, wherever it points."""
    href = next((element.get("href") for element in root.iter("base") if element.get("href")), "")
    return absolute(href or "", page_url) or page_url


def _written(root: HtmlElement, base: str) -> Iterator[Requisite]:
    """The addresses of all elements as they are written."""
    looked_at = 0
    for element in root.iter():
        match element.tag:
            case "link":
                yield from _link(element)
            case "style":
                yield from in_text(element.text or "", base)
            case "img" | "amp-img" | "source":
                yield from map(Requisite, _image(element))
            case "image" | "use":  # of an SVG picture in the page
                yield from (Requisite(element.get(name) or "") for name in _HREF)
            case "video":
                yield Requisite(element.get("poster") or "")
            case "input" if (element.get("type") or "").lower() == "image":
                yield Requisite(element.get("src") or "")
            case "body" | "table" | "td" | "th" | "tr":
                yield Requisite(element.get("background") or "")
        style = element.get("style")
        if style and "(" in style and looked_at < _STYLE_ATTRIBUTES:
            looked_at += 1
            yield from in_text(style, base)


def _link(element: HtmlElement) -> Iterator[Requisite]:
    rels = (element.get("rel") or "").lower().split()
    href = element.get("href") or ""
    if "stylesheet" in rels and "alternate" not in rels:
        yield Requisite(href, is_style=True)
    elif "icon" in rels:
        yield Requisite(href)
    elif "preload" in rels and (use := (element.get("as") or "").lower()) in _PRELOADED:
        yield Requisite(href, is_style=use == "style")
        yield Requisite(sensible(element.get("imagesrcset") or "") or "")


def _image(element: HtmlElement) -> Iterator[str]:
    """`src`, and one candidate of a set; nothing for a pixel that only counts readers."""
    if element.tag == "source":
        holder = element.getparent()
        first = holder is not None and holder.tag == "picture" and holder.find("source") is element
        if first:
            yield from _of_set(element)
        return
    if all((element.get(name) or "").strip() in ("0", "1") for name in ("width", "height")):
        return
    yield element.get("src") or ""
    yield from (element.get(name) or "" for name in _LAZY)
    # libxml2 does not know that `source` is empty: what follows may stand inside it.
    within = next(element.iterancestors("source", "picture"), None)
    if within is None or (within.find("source") is None and within.tag != "source"):
        yield from _of_set(element)


def _of_set(element: HtmlElement) -> Iterator[str]:
    for name in ("srcset", *_LAZY_SETS):
        chosen = sensible(element.get(name) or "")
        if chosen:
            yield chosen
            return
