"""Takes an archived page apart: what its head means for a reader, and its body with links told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement

from archive.browse.web import srcset
from archive.browse.web.address import resolved
from archive.extract.tree import parse
from archive.requisites import absolute

_LAZY = ("data-src", "data-lazy-src", "data-original", "data-url")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset")
_PLACEHOLDER = re.compile(r"data:|about:|.*(?:blank|placeholder|spacer|lazy|pixel)", re.IGNORECASE)
_IMAGES = ("img", "source")
_MOST = 1000
_HEAD = ("script", "base", "link", "style", "meta", "title")
_SHOWN_ATTRIBUTES = ("class", "id", "lang", "dir", "style", "bgcolor", "text", "background")


@dataclass(frozen=True, slots=True)
class Linked:
    """A style sheet elsewhere."""

    reference: str
    media: str


@dataclass(frozen=True, slots=True)
class Inline:
    """A style sheet in the page."""

    css: str
    media: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A page before anything in it is trusted. `base` is what its references start from."""

    base: str
    title: str
    viewport: str
    standards: bool  # a doctype said that browsers lay it out by the standards
    html: dict[str, str]
    body: dict[str, str]
    sheets: tuple[Linked | Inline, ...]
    markup: str  # of the body; for a sanitiser to read
    own_tags: frozenset[str]  # names of the page's custom elements


Known = Callable[[str], bool]  # whether an address is archived


def references(text: str, url: str) -> frozenset[str]:
    """The addresses of images and links on the page at `url`, as a crawl would ask them.

    Of a page with more than a thousand of either, the first thousand.
    """
    root = parse(text)
    if root is None:
        return frozenset()
    base = _base(root, url)
    images = (one for element in root.iter(*_IMAGES) for one in _images(element, base))
    links = (resolved(element.get("href", ""), base) for element in root.iter("a", "area"))
    found = chain(islice(images, _MOST), islice(links, _MOST))
    return frozenset(address for address in found if address)


def _images(element: HtmlElement, base: str) -> Iterator[str | None]:
    for name in ("src", *_LAZY):
        yield absolute(element.get(name, ""), base)
    for name in ("srcset", *_LAZY_SETS):
        for each in srcset.addresses(element.get(name, "")):
            yield absolute(each, base)


def apart(text: str, url: str, known: Known) -> Parts:
    """The page's parts, with images that scripts would have loaded put in their places.

    `known` decides which image of several is shown, and which links are marked as leading to
    nothing archived.
    """
    root = parse(text)
    if root is None:
        root = etree.fromstring("<html><body/></html>", etree.HTMLParser())
    base = _base(root, url)
    _unlazy(root)
    for element in list(root.iter("noscript")):
        element.drop_tag()  # no script runs, so what stands in for them is shown
    sheets = tuple(sheet for element in root.iter("style", "link") if (sheet := _sheet(element)))
    title = root.findtext(".//title") or ""
    viewport = next(
        (m.get("content", "") for m in root.iter("meta") if _named(m) == "viewport"), ""
    )
    for element in list(root.iter(*_HEAD)):
        if element.tag != "title" or element.getparent().tag == "head":
            element.drop_tree()
    _mark(root, base, known)
    body = root.find("body")
    return Parts(
        base=base,
        title=" ".join(title.split())[:300],
        viewport=viewport,
        standards=_has_doctype(text),
        html=_attributes(root),
        body=_attributes(body) if body is not None else {},
        sheets=sheets,
        markup=_markup(body),
        own_tags=frozenset(str(e.tag) for e in root.iter() if "-" in str(e.tag)),
    )


def _base(root: HtmlElement, url: str) -> str:
    for element in root.iter("base"):
        if href := element.get("href"):
            try:
                joined = urljoin(url, href.strip())
            except ValueError:
                return url
            return joined if joined.startswith(("http://", "https://")) else url
    return url


def _unlazy(root: HtmlElement) -> None:
    """Gives images that wait for a script their addresses; the copy in `<noscript>` goes."""
    for element in list(root.iter("amp-img")):
        element.tag = "img"  # a script would have put one into it
    for element in list(root.iter(*_IMAGES)):
        waiting = False
        for names, name in ((_LAZY, "src"), (_LAZY_SETS, "srcset")):
            address = next((element.get(lazy) for lazy in names if element.get(lazy)), None)
            now = element.get(name, "")
            if address and (not now or _PLACEHOLDER.match(now) or name == "srcset"):
                element.set(name, address)
                waiting = True
        follower = element.getnext()
        if waiting and follower is not None and _stands_in(follower):
            follower.clear(keep_tail=True)


def _stands_in(follower: HtmlElement) -> bool:
    return follower.tag == "noscript" and [child.tag for child in follower] == ["img"]


def _sheet(element: HtmlElement) -> Linked | Inline | None:
    media = element.get("media", "")
    if element.tag == "style":
        return Inline("".join(element.itertext()), media)
    rel, loading = element.get("rel", "").lower().split(), element.get("onload", "").lower()
    late = "preload" in rel and "stylesheet" in loading  # made one when it has come
    if not element.get("href") or not ("stylesheet" in rel or late) or "alternate" in rel:
        return None
    if "media" in loading:
        media = ""  # `print` until it has come, so that it does not hold up the page
    return Linked(element.get("href", ""), media)


def _mark(root: HtmlElement, base: str, known: Known) -> None:
    """Links say when they lead to nothing archived; images that are not archived are not asked."""
    for element in root.iter("a", "area", *_IMAGES):
        if element.tag in ("a", "area"):
            _mark_link(element, base, known)
            continue

        def kept(address: str) -> str | None:
            there = address.startswith("data:") or known(absolute(address, base) or "")
            return address if there else None

        _put(element, "srcset", srcset.rewritten(element.get("srcset", ""), kept))
        _put(element, "src", kept(element.get("src", "").strip()) or "")


def _mark_link(element: HtmlElement, base: str, known: Known) -> None:
    href = element.get("href")
    element.attrib.pop("target", None)
    if href is None:
        return
    address = resolved(href, base)
    own = resolved("", base) == address and "#" in href
    if href.strip().startswith("#") or own:
        element.set("href", "#" + href.partition("#")[2])
        element.set("target", "_self")
    elif address and not known(address):
        element.set("data-unarchived", "")
        element.set("title", "Not in this archive")


def _put(element: HtmlElement, name: str, value: str) -> None:
    if value:
        element.set(name, value)
    else:
        element.attrib.pop(name, None)


def _attributes(element: HtmlElement) -> dict[str, str]:
    return {
        name: value
        for name, value in element.items()
        if name in _SHOWN_ATTRIBUTES or (name.startswith("data-") and "/" not in value)
    }


def _has_doctype(text: str) -> bool:
    return "<!doctype" in text[:4000].lower()  # comments may stand before it


def _named(meta: HtmlElement) -> str:
    name: str = meta.get("name", "")
    return name.strip().lower()


def _markup(body: HtmlElement | None) -> str:
    if body is None:
        return ""
    markup: str = etree.tostring(body, encoding="unicode", method="html", with_tail=False)
    return markup
