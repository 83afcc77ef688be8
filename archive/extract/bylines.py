"""Reads the names that are printed in bylines beside a story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from archive.extract.blocks import Block
from archive.extract.dates import find_day
from archive.extract.marks import Mark
from archive.extract.name_words import SHORT_DAY
from archive.extract.names import split_all, split_names, until_outlet
from archive.extract.text import clean
from archive.extract.tree import inline_text
from archive.extract.zones import Zones

_BY_LINE = re.compile(
    r"^(?:(?:written |reported |article |story )?by|von|par|por|di|door|av|af|text|texto|texte"
    r"|testo|autor(?:in|en|es|a)?|authors?|auteurs?)\b\s*:?\s+\S",
    re.I,
)
_BETWEEN = " ,;|·•–—-"
_LINE_OF_NAMES = 100
_FEW = 3
_FIRST = 6  # blocks of the story's own among which a byline may stand
_SENTENCE = re.compile(r".{60}[.!?…][\"”»’]?$", re.S)
_POSTED = re.compile(
    r"\b(?:posted|published|written) (?:in .{1,60} )?by (.{2,50}?)(?: on | under |$)", re.I
)
CAPITAL = r"[A-ZÀ-Þ][\w'’.-]+(?: (?:[a-z]{1,3} )?[A-ZÀ-Þ][\w'’.-]+){1,3}"
_BY_NAMES = re.compile(
    rf"(?:BY|By|by|[Ww]ritten by|Par|Von|Por|Di|Authors?:|Autor(?:in|en|es|a)?:|Auteurs?:):?\s+"
    rf"{CAPITAL}(?:(?:, | and | und | et | y ){CAPITAL})*"
)
_BY_INSIDE = re.compile(rf"\b(?:[Bb]y|[Pp]ar|[Vv]on|[Pp]or)\s+({CAPITAL})(?=\s*(?:[|•·/–—-]|$))")
_NAME_FIRST = re.compile(r"([A-ZÀ-Þ][\w'’.-]+(?: [A-ZÀ-Þ][\w'’.-]+){1,3})\s*[/|•·–—-]\s*")
_OFFICE = re.compile(r"(?:^|[-_ ])(?:title|role|job|position|location|bio)(?:$|[ _-])", re.I)
_DATES = re.compile(r"date|time|publish", re.I)
_LINE = 150  # characters; a longer block is a paragraph
_CLASSES = ("author", "byline", "Author", "Byline", "autor", "auteur")
_NAMED = etree.XPath(
    ".//*[@rel='author' or contains(@itemprop,'author') or contains(@data-testid,'uthor')"
    " or contains(@data-testid,'yline')"
    + "".join(f" or contains(@class,'{name}')" for name in _CLASSES)
    + "]"
)
_FULL_NAME = etree.XPath(
    ".//*[contains(concat(' ', @class, ' '), ' fn ') or @rel='author' or @itemprop='name']"
)


def printed_names(
    zones: Zones, opening: Sequence[Block], outlets: tuple[str, ...]
) -> Iterator[list[str]]:
    """The names of one kind of byline after the other, the surest kind first.

    `opening` are the first blocks of the story's own, `outlets` the site's names.
    """
    above = [*zones.before, *zones.above, *zones.top, *_lines_of(opening)]
    yield list(_marked(above, outlets))
    yield list(_worded(above, outlets))
    yield list(_dated(above, outlets))
    yield list(_marked(zones.after[:12], outlets))
    yield list(_named_in([*above, *zones.after[:12]], outlets))
    yield list(_dated_inside(above, outlets))
    yield list(_bold_names([*zones.top[-3:], *_before_text(opening)]))


def _marked(near: list[Block], outlets: tuple[str, ...]) -> Iterator[str]:
    """Names in bylines that the markup names so."""
    seen: set[HtmlElement] = set()
    whole: set[HtmlElement] = set()  # whose other words are said to be no names
    last: int | None = None
    for block in near:
        holder = block.frame.element
        if _is_byline(block) and len(block.text) <= 200 and holder not in seen:
            seen.add(holder)
            if last is not None and block.order > last + 4:
                return  # the byline of another story
            names = list(_innermost(holder, outlets))
            if names:
                last = block.order
                yield from names
                if any(map(_is_office, holder)):
                    whole.add(holder)
    for block in near:
        if last is not None and block.order > last + 4:
            return
        if block.frame.element in whole or len(block.text) > _LINE_OF_NAMES:
            continue
        if _is_byline(block) and _is_author(block):
            yield from _first_of(_without_day(block.text), outlets)


def _is_byline(block: Block) -> bool:
    return bool(block.marks & Mark.BYLINE) or "firma" in (block.frame.element.get("class") or "")


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
_SIGNED = etree.XPath(
    ".//a[@rel='author' or contains(@href,'/author/') or contains(@href,'/authors/')"
    " or contains(@href,'/autor/')] | .//*[@itemprop='author']"
)


def _named_in(near: list[Block], outlets: tuple[str, ...]) -> Iterator[str]:
    """Names that only an inline element in a line says to be the author's."""
    searched: set[HtmlElement] = set()  # an element may hold thousands of lines
    for block in near:
        element = block.frame.element
        if element in searched:
            continue
        if not block.marks & Mark.BYLINE and len(block.text) <= 200 and not block.level:
            searched.add(element)
            links = cast("list[HtmlElement]", _SIGNED(element))
            yield from split_all((inline_text(link) for link in links[:4]), outlets)


def _innermost(holder: HtmlElement, outlets: tuple[str, ...]) -> Iterator[str]:
    """The names in the inner elements of a byline that the markup says to be names."""
    for wanted in (_FULL_NAME, _NAMED):
        found = cast("list[HtmlElement]", wanted(holder))
        marked = [e for e in found if 2 < len(inline_text(e)) < 80 and not _is_office(e)]
        if marked:
            chosen = marked[:4] if wanted is _FULL_NAME else marked[-1:]
            for element in chosen:
                yield from _first_of(_without_day(_printed(element)), outlets)
            return


def _is_office(element: HtmlElement) -> bool:
    """Whether the markup says that this is what somebody does, or where: `byline-title`."""
    return _OFFICE.search(element.get("class") or "") is not None


def _printed(element: HtmlElement) -> str:
    """An element's text up to its date, with the line breaks that end names."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == "time" or _DATES.search(child.get("class") or ""):
            break
        if child.tag == "br":
            pieces.append(" | ")
        elif isinstance(child.tag, str):
            pieces.append(inline_text(child) if len(child) < 3 else "")
        pieces.append(child.tail or "")
    text = clean("".join(pieces))
    return text if len(text) > 2 else inline_text(element)


def _lines_of(opening: Sequence[Block]) -> list[Block]:
    """The short lines that the story's own blocks begin with."""
    before = list(takewhile(lambda block: block.size <= _LINE, opening))
    told = [at for at, block in enumerate(before) if _SENTENCE.search(block.text)]
    if len(told) > 1:  # short paragraphs: a byline among them is of a box
        before = before[: told[1]]
    lines = before if len(before) > _FIRST else opening[:_FIRST]
    return [block for block in lines if len(block.text) <= _LINE_OF_NAMES and not block.level]


def plain_bylines(zones: Zones, opening: Sequence[Block], outlets: tuple[str, ...]) -> list[str]:
    """Names in lines above the text that say nothing but "By Mia Sand and Tom Lee"."""
    above = [*zones.before, *zones.top, *_lines_of(opening)]
    texts = (line for block in above if block.level != 1 for line in block.text.split("\n"))
    found = next((t for t in texts if len(t) <= _LINE_OF_NAMES and _BY_NAMES.fullmatch(t)), "")
    names = until_outlet(split_names(found, outlets), outlets)
    return names if len(names) <= _FEW else []  # more are of a film's credits


def _worded(near: list[Block], outlets: tuple[str, ...]) -> Iterator[str]:
    """Names in lines that begin with "By", or say who posted them and when."""
    for block in near:
        if len(block.text) > _LINE or block.level == 1:
            continue
        for line in block.text.split("\n"):
            if _BY_LINE.match(line) and len(line) <= _LINE_OF_NAMES:
                if not block.level or _BY_NAMES.fullmatch(line):
                    yield from _first_of(_without_day(line), outlets)
            elif not block.level and (posted := _POSTED.search(line)):
                yield from split_names(posted[1], outlets)


def _dated_inside(near: list[Block], outlets: tuple[str, ...]) -> Iterator[str]:
    """A name behind "by" in a line with a date: "Home | By Mia Sand | 30 September 2018"."""
    for block in near:
        if len(block.text) <= _LINE_OF_NAMES and not block.level:
            said = _BY_INSIDE.search(block.text)
            if said and find_day(block.text):
                yield from split_names(said[1], outlets)


def _first_of(text: str, outlets: tuple[str, ...]) -> list[str]:
    """The names before a bar: behind it stand a place, the outlet, the time."""
    parts = (split_names(part, outlets) for part in text.split("|"))
    return until_outlet(next(filter(None, parts), []), outlets)


def _dated(near: list[Block], outlets: tuple[str, ...]) -> Iterator[str]:
    """A name that stands before a date: "Mia Sand / 22.04.2020 / 06:15"."""
    for block in near:
        if len(block.text) > _LINE_OF_NAMES or block.level:
            continue
        found = _NAME_FIRST.match(block.text)
        day = find_day(block.text) if found else None
        if found and day and day[1] <= found.end() + 3:
            yield from split_names(found[1], outlets)


def _without_day(text: str) -> str:
    """A byline without the day that is printed behind the names, and what follows it."""
    day = find_day(text)
    if day is None or day[1] < 4:
        return text
    return SHORT_DAY.sub("", text[: day[1]].rstrip(_BETWEEN))


def _is_author(block: Block) -> bool:
    frame = block.frame
    for _ in range(3):
        get = frame.element.get
        said = f"{get('class') or ''} {get('itemprop') or ''} {get('rel') or ''}".lower()
        if any(word in said for word in ("author", "byline", "autor", "auteur", "firma")):
            return True
        if frame.parent is None:
            return False
        frame = frame.parent
    return False
