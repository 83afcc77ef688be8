"""Finds who wrote a story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from archive.extract.agencies import is_agency
from archive.extract.blocks import Block
from archive.extract.dates import find_day
from archive.extract.marks import Mark
from archive.extract.meta import Head
from archive.extract.names import is_outlet, is_role, split_names
from archive.extract.structured import Stated
from archive.extract.text import clean, key
from archive.extract.tree import inline_text
from archive.extract.zones import Zones

_META = (
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "citation_author",
    "cxenseparse:author",
    "dc.creator.name",
    "article:authors",
    "authors",
    "creator",
    "twitter:data1",
    "cre",
    "vr:author",
)
_BY_LINE = re.compile(
    r"^(?:by|von|par|por|di|door|av|af|text|texto|texte|testo|autor(?:in)?|author)\b\s*:?\s+\S",
    re.I,
)
_BETWEEN = " ,;|·•–—-"
_LINE = 150  # characters; a longer block is a paragraph
_CLASSES = ("author", "byline", "Author", "Byline", "autor", "auteur")
_NAMED = etree.XPath(
    ".//*[@rel='author' or contains(@itemprop,'author') or contains(@data-testid,'uthor')"
    " or contains(@data-testid,'yline')"
    + "".join(f" or contains(@class,'{name}')" for name in _CLASSES)
    + "]"
)


def read_authors(
    stated: Stated,
    head: Head,
    zones: Zones,
    outlets: tuple[str, ...],
    opening: Sequence[Block] = (),
) -> tuple[str, ...]:
    """People first; an outlet or agency only where the page names nobody else.

    `opening` are the first blocks of the story's own.

    Structured data, then meta, then what is printed beside the story. An agency that structured
    data names as the only author is the author: a name from the meta elements is then the site's.
    """
    organizations: list[str] = []
    for at, names in enumerate(_sources(stated, head, zones, opening)):
        people = [n for n in names if not is_outlet(n, outlets)]
        others = [n for n in names if is_outlet(n, outlets)]
        organizations += others
        people = [n for n in people if not is_role(n) or len(people) == 1]
        if people:
            return tuple(_once(people))
        if at == 0 and others and all(map(is_agency, others)):
            break
    return tuple(_once(organizations)[:1])


def _sources(
    stated: Stated, head: Head, zones: Zones, opening: Sequence[Block]
) -> Iterator[list[str]]:
    yield [name for person in stated.authors for name in split_names(person.name)]
    for field in _META:
        if (
            field == "twitter:data1"
            and "author" not in (head.first("twitter:label1") or "").lower()
        ):
            continue
        yield [name for value in head.every(field)[:10] for name in split_names(value)]
    yield [name for _, value in head.props.get("author", [])[:10] for name in split_names(value)]
    above = [*zones.before, *zones.above, *zones.top]
    yield list(_marked(above))
    yield list(_worded(above))
    yield list(_marked(zones.after[:12]))
    yield list(_named_in([*above, *zones.after[:12]]))
    yield list(_bold_names([*zones.top[-3:], *_before_text(opening)]))


def _marked(near: list[Block]) -> Iterator[str]:
    """Names in bylines that the markup names so."""
    seen: set[HtmlElement] = set()
    last: int | None = None
    for block in near:
        holder = block.frame.element
        if block.marks & Mark.BYLINE and len(block.text) <= 200 and holder not in seen:
            seen.add(holder)
            if last is not None and block.order > last + 4:
                return  # the byline of another story
            for name in _innermost(holder):
                last = block.order
                yield name
    for block in near:
        if last is not None and block.order > last + 4:
            return
        if block.marks & Mark.BYLINE and _is_author(block) and len(block.text) <= 100:
            yield from split_names(_without_day(block.text))


def _before_text(opening: Sequence[Block]) -> Iterator[Block]:
    """The lines that stand before the first long paragraph."""
    for block in opening:
        if block.size > _LINE:
            return
        yield block


def _bold_names(top: Iterable[Block]) -> Iterator[str]:
    """Names that stand alone in bold above the first paragraph."""
    for block in top:
        text = block.text.replace("/", ", ")
        if block.all_bold and not block.level and len(text) <= 60 and _ONLY_NAMES.match(text):
            yield from split_names(text)


_NAME = r"[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){1,3}"
_ONLY_NAMES = re.compile(rf"^(?:By )?{_NAME}(?:(?:, | and ){_NAME})*$")
_SIGNED = etree.XPath(".//a[@rel='author'] | .//*[@itemprop='author']")


def _named_in(near: list[Block]) -> Iterator[str]:
    """Names that only an inline element in a line says to be the author's."""
    for block in near:
        if not block.marks & Mark.BYLINE and len(block.text) <= 200 and not block.level:
            links = cast("list[HtmlElement]", _SIGNED(block.frame.element))
            yield from (name for link in links[:4] for name in split_names(inline_text(link)))


def _innermost(holder: HtmlElement) -> Iterator[str]:
    found = cast("list[HtmlElement]", _NAMED(holder))
    marked = [e for e in found if 2 < len(inline_text(e)) < 80]
    if marked:
        yield from split_names(inline_text(marked[-1]))


def _worded(near: list[Block]) -> Iterator[str]:
    """Names in lines that begin with "By"."""
    for block in near:
        if len(block.text) <= 100 and not block.level and _BY_LINE.match(block.text):
            yield from split_names(_without_day(block.text))


def _without_day(text: str) -> str:
    """A byline without the day that is printed behind the names, and what follows it."""
    day = find_day(text)
    return text if day is None or day[1] < 4 else text[: day[1]].rstrip(_BETWEEN)


def _is_author(block: Block) -> bool:
    frame = block.frame
    for _ in range(3):
        get = frame.element.get
        said = f"{get('class') or ''} {get('itemprop') or ''} {get('rel') or ''}".lower()
        if any(word in said for word in ("author", "byline", "autor", "auteur")):
            return True
        if frame.parent is None:
            return False
        frame = frame.parent
    return False


def _once(names: list[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(key(name), clean(name))
    return [name for folded, name in found.items() if folded][:20]
