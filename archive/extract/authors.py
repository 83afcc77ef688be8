"""Finds who wrote a story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.html import HtmlElement

from archive.extract.blocks import Block
from archive.extract.marks import Mark
from archive.extract.meta import Head
from archive.extract.names import is_outlet, is_role, split_names
from archive.extract.structured import Stated
from archive.extract.text import clean, key
from archive.extract.tree import inline_text

_META = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "citation_author", "cxenseparse:author", "dc.creator.name", "article:authors",
    "authors", "creator", "twitter:data1", "cre", "vr:author",
)  # fmt: skip
_NAMED = etree.XPath(
    ".//*[@rel='author' or contains(@itemprop,'author') or contains(@class,'author') or contains(@class,'byline')"
    " or contains(@class,'Author') or contains(@class,'Byline') or contains(@class, 'autor') or contains(@class, 'auteur')"
    " or contains(@data-testid,'uthor') or contains(@data-testid,'yline')]"
)


def read_authors(
    stated: Stated, head: Head, near: Iterable[Block], outlets: tuple[str, ...]
) -> tuple[str, ...]:
    """People first; an outlet or agency only where the page names nobody else.

    Structured data, then meta, then what is printed beside the story (`near`); a name from the
    first two that is an outlet's yields to a person printed by the story.
    """
    near = list(near)
    organizations: list[str] = []
    for names in _sources(stated, head, near):
        people = []
        for name in names:
            if is_outlet(name, outlets):
                organizations.append(name)
            elif not is_role(name) or len(names) == 1:
                people.append(name)
        if people:
            return tuple(_once(people))
    return tuple(_once(organizations)[:1])


def _sources(stated: Stated, head: Head, near: list[Block]) -> Iterator[list[str]]:
    yield [name for person in stated.authors for name in split_names(person.name)]
    for field in _META:
        values = head.every(field)
        if (
            field == "twitter:data1"
            and "author" not in (head.first("twitter:label1") or "").lower()
        ):
            continue
        yield [name for value in values[:10] for name in split_names(value)]
    yield [name for _, value in head.props.get("author", [])[:10] for name in split_names(value)]
    yield list(_printed(near))


def _printed(near: list[Block]) -> Iterator[str]:
    """Names in the marked bylines near the story, then in lines that begin with "By"."""
    seen: set[HtmlElement] = set()
    for block in near:
        if block.marks & Mark.BYLINE and len(block.text) <= 200:
            holder = block.frame.element
            if holder in seen:
                continue
            seen.add(holder)
            marked = [e for e in _NAMED(holder) if 2 < len(inline_text(e)) < 80]
            if marked:
                yield from split_names(inline_text(marked[-1]))
    for block in near:
        if block.marks & Mark.BYLINE and _is_author(block) and len(block.text) <= 100:
            yield from split_names(block.text)


def _is_author(block: Block) -> bool:
    frame = block.frame
    for _ in range(3):
        said = f"{frame.element.get('class') or ''} {frame.element.get('itemprop') or ''} {frame.element.get('rel') or ''}".lower()
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
