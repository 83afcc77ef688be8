"""Finds the further pages of a story that is printed on several."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from archive.extract.tree import Inventory, inline_text

MOST = 30  # pages of one story
_SHORT = 16  # characters of a link relative to the story, "page/2.html"
_LABEL = 16  # characters of a link such as "Page 2 of 4"
_NUMBERED = re.compile(r"(?<!\d)[1-9]\d?(?:/|\.[a-z]{2,5})?(?:&[^#]*)?(?:#.*)?$", re.IGNORECASE)
_WORDS = r"(?:p|page|seite|s|pagina|página|pag|strona|sida|side|stranka|teil|part|pg)"
# What stands between a story's address and the number of a further page.
_PATH = re.compile(rf"/(?:{_WORDS}[-_/]?)?(\d{{1,2}})/?", re.IGNORECASE)
_NAME = re.compile(rf"[-_,.](?:{_WORDS}[-_]?)?(\d{{1,2}})", re.IGNORECASE)
_QUERY = re.compile(
    r"(?:p|pg|page|paged|pagina|seite|strona|pn|pageno|page_no|pagenum|part)=(\d{1,2})",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|jsp|shtml|cms)$", re.IGNORECASE)


def further_pages(
    url: str, canonical: str, page: Inventory, area: Collection[HtmlElement]
) -> tuple[str, ...]:
    """The addresses of pages 2, 3, … of the story at `canonical`, as far as its page links to them.

    A link is believed when its address is the story's with a number added and its text is that
    number ("2", "Page 2"); pages of comments (links in `area`) are none. On a page that is itself a
    further one, and links to the first as "1", they are those after it.
    """
    story = canonical.partition("#")[0]
    first, own = _first_page(story)
    name = _cut(urlsplit(first).path.rstrip("/").rpartition("/")[2])[0]
    links = [
        link
        for link in page.tagged("a")
        if (href := link.get("href"))
        # the pattern is dear, and a page has many links
        and (name in href or len(href) < _SHORT or href[0] == "?")
        and _NUMBERED.search(href)
    ]
    if not links:
        return ()
    comments = {inner for element in area for inner in element.iter("a")}
    targets = [
        (link, target)
        for link in links
        if link not in comments and (target := _target(url, link)) is not None
    ]
    pages = _pages(story, 2, targets)
    if pages:
        return pages
    if own and any(_says(a, 1) and _is(_target(url, a), first) for a in page.tagged("a")):
        return _pages(first, own + 1, targets)
    return ()


def _is(target: str | None, url: str) -> bool:
    return target is not None and target.rstrip("/") == url.rstrip("/")


def _target(url: str, link: HtmlElement) -> str | None:
    try:
        return str(urldefrag(urljoin(url, (link.get("href") or "").strip()))[0])
    except ValueError:
        return None


def _pages(story: str, start: int, targets: list[tuple[HtmlElement, str]]) -> tuple[str, ...]:
    """The pages from `start` on, in order; one that is missing ends them."""
    found: dict[int, str] = {}
    for link, target in targets:
        number = _number(target, story)
        if number is not None and start <= number <= MOST and _says(link, number):
            found.setdefault(number, target)
    pages: list[str] = []
    while start + len(pages) in found:
        pages.append(found[start + len(pages)])
    return tuple(pages)


def _first_page(url: str) -> tuple[str, int]:
    """(the address without the number at its end, that number); 0 when it has none."""
    parts = urlsplit(url)
    for part in parts.query.split("&"):
        if match := _QUERY.fullmatch(part):
            query = "&".join(one for one in parts.query.split("&") if one != part)
            return urlunsplit(parts._replace(query=query)), int(match[1])
    stem, ending = _cut(parts.path)
    for match in (_NAME if ending else _PATH).finditer(stem):
        if match.end() == len(stem):
            path = stem[: match.start()] + ending
            return urlunsplit(parts._replace(path=path)), int(match[1])
    return url, 0


def _cut(path: str) -> tuple[str, str]:
    """(path without its file's ending, the ending with its dot); an empty one where it has none."""
    extension = _EXTENSION.search(path)
    return (path[: extension.start()], extension[0]) if extension else (path, "")


def _number(target: str, story: str) -> int | None:
    """Which page of `story` the address `target` is; None when it is none."""
    at, own = urlsplit(target), urlsplit(story)
    if at.hostname != own.hostname:
        return None
    own_path = own.path.rstrip("/")
    if at.query != own.query:
        added = _added(at.query, own.query)
        match = _QUERY.fullmatch(added) if added and at.path.rstrip("/") == own_path else None
        return int(match[1]) if match else None
    if not own_path:
        return None
    if at.path.startswith(own_path + "/"):
        match = _PATH.fullmatch(at.path[len(own_path) :])
        return int(match[1]) if match else None
    stem, ending = _cut(own_path)
    if at.path.startswith(stem) and at.path.endswith(ending):
        middle = at.path[len(stem) : len(at.path) - len(ending)]
        match = (_NAME if ending else _PATH).fullmatch(middle)
        return int(match[1]) if match else None
    return None


def _added(query: str, own: str) -> str | None:
    """The one parameter that `query` has beside those of `own`."""
    known = frozenset(own.split("&"))
    more = [part for part in query.split("&") if part not in known]
    return more[0] if len(more) == 1 else None


def _says(link: HtmlElement, number: int) -> bool:
    text = inline_text(link)
    return len(text) <= _LABEL and re.findall(r"\d+", text)[:1] == [str(number)]
