"""Finds the dates that a page prints by its story, and tells them from those of other things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from lxml.html import HtmlElement

from archive.extract.blocks import Block
from archive.extract.dates import Moment, find_day, read_iso, read_printed
from archive.extract.marks import Mark
from archive.extract.months import MONTHS
from archive.extract.zones import Zones

_LINE = 160  # characters; a longer block is a paragraph
_MASTHEAD = 4  # blocks at the beginning of a page
_BELOW = 12  # blocks below the text in which its own date may stand
_SHORT = 100
_LINKED = 0.7  # share of a line's characters: a list of other stories
_DATELINE = 50  # characters in which "BERLIN, 29.11.2022 – " ends
_ENDS_DATELINE = re.compile(r"[.)]{0,2}\s*[–—-]\s|\)\s*:?\s")
_LABEL = re.compile(
    r"\W*(?:publi|posted|erschienen|veröffentlicht|erstellt|stand|datum|date|aktualisiert|updated"
    r"|gepubliceerd|publisert|objav|utworzono|megjelen|yayın|опубликован)",
    re.I,
)
_PUBLISHED = re.compile(r"\W*(?:publi|posted|veröffentlicht|erstellt|erschienen)", re.I)
_IN_ADDRESS = re.compile(
    r"[/-]((?:19|20)\d\d)[/-](?:[A-Za-z]{4,}/)?(\d{1,2}|[a-z]{3})[/-](\d{1,2})(?=[/.-])"
    r"|/(20\d\d)(\d\d)(\d\d)(?=/)"
)
_MONTH_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(\d\d)/")


def date_in(text: str | None) -> Moment | None:
    """The moment that an attribute or a short text holds."""
    if not text:
        return None
    return read_iso(text) or (read_printed(text) if len(text) < 60 else None)


def dates_above(
    times: Sequence[HtmlElement], zones: Zones, opening: Sequence[Block]
) -> Iterator[Moment]:
    """Dates between the headline and the text, and right above: `time` elements first.

    The one `time` that is said to be of the publication counts wherever it stands, before lines;
    last come short lines among the story's first blocks (`opening`).
    """
    # the first lines of a page are its masthead, with the day on which it was fetched
    early = zones.above if zones.headings else zones.before
    near = [b for b in zones.before if b not in early]
    near += [b for b in early if b.order > _MASTHEAD or b.marks & Mark.BYLINE]
    near += zones.top
    lines = [
        b for b in opening if b not in near and len(b.text) < (_LINE if "\n" in b.text else _SHORT)
    ]
    yield from _in_times(times, near)
    yield from _alone(filter(_is_of_publication, times))
    yield from _in_lines(near)
    yield from _in_times(times, lines)
    yield from _in_lines(lines)


def dates_elsewhere(
    times: Sequence[HtmlElement], zones: Zones, opening: Sequence[Block]
) -> Iterator[Moment]:
    """Less sure: below the text, the page's only `time`, a dateline."""
    below = [b for b in zones.after[:_BELOW] if b.marks & Mark.BYLINE]
    below = [*below, *filter(_is_labelled, zones.after)]
    yield from _in_times(times, below)
    yield from _in_lines(below)
    yield from _alone(times)
    for block in opening[:2]:
        found = find_day(block.text[:_DATELINE])
        if found and _ENDS_DATELINE.match(block.text[found[2] :]):
            yield Moment(found[0])


def _is_labelled(block: Block) -> bool:
    return block.link_share < _LINKED and _LABEL.match(block.text) is not None


def _in_times(times: Sequence[HtmlElement], near: list[Block]) -> Iterator[Moment]:
    """`time` elements in these blocks: those said to be of the publication first."""
    frames = {block.frame.element for block in near}
    inside = [
        element
        for element in times
        if element in frames or any(up in frames for up in element.iterancestors())
    ]
    inside.sort(key=lambda element: not _is_of_publication(element))
    yield from (m for m in map(_of_time, inside) if m)


def _alone(times: Iterable[HtmlElement]) -> set[Moment]:
    """The moment that these elements agree on, if they do."""
    said = {m for m in map(_of_time, times) if m}
    return said if len(said) == 1 else set()


def _is_of_publication(element: HtmlElement) -> bool:
    said = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
    return element.get("pubdate") is not None or "publish" in said


def _of_time(element: HtmlElement) -> Moment | None:
    return read_iso(element.get("datetime")) or date_in("".join(element.itertext())[:100].strip())


def _in_lines(near: list[Block]) -> Iterator[Moment]:
    """Dates in short lines: those first that say they are of the publication."""
    for block in sorted(near, key=lambda block: _PUBLISHED.match(block.text) is None):
        if len(block.text) <= _LINE and any(map(str.isdigit, block.text)):
            moment = read_printed(block.text)
            if moment:
                yield moment


def day_in_address(url: str) -> date | None:
    """The whole day that a story's address holds: `/2012/06/08/`, `/2023/apr/28/`, `/20190730/`."""
    for match in _IN_ADDRESS.finditer(url):
        year, month, day = (part for part in match.groups() if part)
        number = int(month) if month.isdecimal() else MONTHS.get(month, 0)
        try:
            return date(int(year), number, int(day))
        except ValueError:
            continue
    return None


def by_address(printed: list[Moment], url: str) -> list[Moment]:
    """Printed dates in the light of the address, which is the story's own as they may not be.

    A day of the same month is read in the order of day and month that the address shows.
    """
    day = day_in_address(url)
    if day is None:
        month = _MONTH_IN_ADDRESS.search(url)
        return [_ordered(m, int(month[1]), int(month[2])) for m in printed] if month else printed
    near = [m for m in printed if abs((m.day - day).days) <= 1]
    return near or [Moment(day)]


def _ordered(moment: Moment, year: int, month: int) -> Moment:
    on = moment.day
    if on.year != year or on.month == month or on.day != month or moment.clock is not None:
        return moment
    return Moment(date(year, month, on.month))
