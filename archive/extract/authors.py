"""Finds who wrote a story."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from lxml.html import HtmlElement

from archive.extract.agencies import is_agency
from archive.extract.blocks import Block
from archive.extract.bylines import plain_bylines, printed_names
from archive.extract.meta import Head
from archive.extract.names import is_outlet, is_role, split_all
from archive.extract.signatures import signed_by
from archive.extract.structured import Stated
from archive.extract.text import clean, key
from archive.extract.zones import Zones

_META = (
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "citation_authors",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "cxenseparse:author",
    "dc.creator.name",
    "article:authors",
    "authors",
    "creator",
    "cre",
    "vr:author",
    "byline",
    "search.byline",
    "dcsext.author",
)
# WordPress' plugins write pairs of a label and a value, in the site's language.
_READING = re.compile(r"read|min|lese|lectur|leitura|tempo|tid|čas|price|preis|time|zeit", re.I)
_LATIN = "\u02ff"  # its last letter; a lone name in a script beyond is a whole one
_LOGIN = re.compile(r"^[a-z]+(?:[._][a-z]+)+$")  # "mia.sand": how the editor's system calls her


def read_authors(
    stated: Stated,
    head: Head,
    zones: Zones,
    outlets: tuple[str, ...],
    opening: Sequence[Block] = (),
    area: Collection[HtmlElement] = (),
    told: Sequence[Block] = (),
) -> tuple[str, ...]:
    """People first; an outlet or agency only where the page names nobody else.

    `opening` are the first blocks of the story's own, `told` all of them, `area` what holds the
    reader comments: who is named there is no author.

    An agency that structured data names as the only author is the author: a name from the meta
    elements is then the site's. Beside people it stays: the story is of both.
    """
    organizations: list[str] = [p.name for p in stated.authors if p.organization][:1]
    flagged = {key(p.name) for p in stated.authors if p.organization}
    logins: list[str] = []
    for at, said in enumerate(_sources(stated, head, zones, outlets, opening, area, told)):
        names = [name for name in said if not _is_of_title(name, head.title)]
        people = [n for n in names if key(n) not in flagged and not is_outlet(n, outlets)]
        others = [n for n in names if n not in people]
        organizations += others
        if at == 0 and people:
            agencies = {n for n in others if is_agency(n)}
            people = [n for n in names if n in people or n in agencies]
        people = _without_roles(people, printed=at > 0)
        if people and all(map(_LOGIN.match, people)):
            logins, people = logins or people, []
        if logins and people and {key(n) for n in people}.isdisjoint(map(key, logins)):
            people = logins
        if people:
            return tuple(
                _once([_as_printed(n, [*zones.before, *zones.top, *opening]) for n in people])
            )
        if at == 0 and others and all(map(is_agency, others)):
            break
    return tuple(_once(logins or organizations[:1]))


def _without_roles(people: list[str], *, printed: bool) -> list[str]:
    """People without what stands between them: roles, and in print lone words beside full names."""
    people = [n for n in people if not is_role(n) or len(people) == 1]
    if printed and any(" " in n for n in people):
        people = [n for n in people if " " in n or n[0] > _LATIN]
    return people


def _as_printed(name: str, near: Sequence[Block]) -> str:
    """ "Sand, Mia" as "Mia Sand" where that is printed by the story."""
    family, comma, given = name.partition(", ")
    turned = f"{given} {family}"
    return turned if comma and any(turned in block.text for block in near) else name


def _is_of_title(name: str, title: str | None) -> bool:
    """Whether what stands where names do is the headline, or a part of it."""
    return name.count(" ") > 2 and key(name) in key(title)


def _sources(
    stated: Stated,
    head: Head,
    zones: Zones,
    outlets: tuple[str, ...],
    opening: Sequence[Block],
    area: Collection[HtmlElement],
    told: Sequence[Block],
) -> Iterator[list[str]]:
    yield split_all([person.name for person in stated.authors], outlets)
    yield plain_bylines(zones, opening, outlets)
    for field in _META:
        yield split_all(head.every(field)[:10], outlets)
    if _READING.search(head.first("twitter:label1") or "reading time") is None:
        yield split_all(head.every("twitter:data1")[:1], outlets)
    yield split_all([value for element, value in _own(head, area)], outlets)
    yield from printed_names(zones, opening, outlets)
    yield signed_by(told, outlets)


def _own(head: Head, area: Collection[HtmlElement]) -> list[tuple[HtmlElement, str]]:
    """Microdata's authors of the story: not those of comments, and of teasers of other stories."""
    found = [
        (element, value)
        for element, value in head.props.get("author", [])[:10]
        if not (area and any(up in area for up in element.iterancestors()))
    ]
    if len(found) < 2:
        return found
    titles = [element for element, _ in head.props.get("headline", [])[:1]] or [found[0][0]]
    scope = _scope(titles[0])
    return [(element, value) for element, value in found if _scope(element) is scope]


def _scope(element: HtmlElement) -> HtmlElement | None:
    """The element whose microdata this is; an author who is a person is of the story around."""
    for up in element.iterancestors():
        if up.get("itemscope") is not None and up.get("itemprop") is None:
            return up
    return None


def _once(names: list[str]) -> list[str]:
    """Each name once: "Mia Sand" and "Mia Sand Quay" are one, the shorter."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(key(name), clean(name))
    kept = [name for folded, name in found.items() if folded]
    return [n for n in kept if not any(n.startswith(f"{other} ") for other in kept)][:20]
