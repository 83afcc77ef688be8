"""Finds who wrote a comment."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from lxml.html import HtmlElement

from archive.extract.comments import vocabulary as words
from archive.extract.comments.own import Own
from archive.extract.comments.printing import printed, short, shown
from archive.extract.comments.when import is_age, without_moment
from archive.extract.dates import find_day
from archive.extract.text import clean

_LONGEST = 80  # characters of a name
_LONGEST_LINE = 160  # characters of a line with a name in it
_NAMING = frozenset({"cite", "b", "strong", "h2", "h3", "h4", "h5", "h6"})
_LINKS = frozenset({"a"})
_SMALL = _NAMING | {"a", "span", "small", "p", "em", "i", "u", "font", "td", "th", "div", "dd"}
_AFTER_TIME = frozenset({"div", "td", "dt"})
_NEAR = 4  # elements between a name and a time
_LEADING = re.compile(r"^(?:on|at|am|um|le|el|à)?\s*,\s*(?:(?:on|at|am|um|le|el|à)\s*,\s*)*", re.I)
_JOINED_END = re.compile(r"\s*[-–—|,]\s*(?:le|am|on|um|el|il|den|vom)?\s*$", re.I)
_LABELLED_LINE = re.compile(r"\w{3,20}: \S")  # "Party: Conservative"
_EDGES = re.compile(r"^[\s:|·•–—,;]+|[\s:|·•–—,;]+$")
_TRAILING = re.compile(r"\s+(?:am|um|on|at|le|el|,)$")

Test = Callable[[Own, HtmlElement], bool]


class Who(NamedTuple):
    """The element a name was read from, and the name."""

    place: HtmlElement | None = None
    name: str | None = None


def labelled(own: Own, stamp: HtmlElement | None) -> Who:
    """The name in the element that is labelled as the author's."""
    ranked: list[tuple[int, int, HtmlElement]] = []
    for element in own.unquoted():
        if element in own.parts and element.tag != "dt":
            continue
        rank = _rank(own, element)
        if rank is not None:
            ranked.append((rank, own.order(element), element))
    ranked.sort(key=lambda entry: entry[:2])
    for _, _, element in ranked[:12]:
        if name := _name_in(own, element, stamp):
            return Who(element, name)
    return Who()


def bylined(own: Own, stamp: HtmlElement | None) -> Who:
    """The name in "geschrieben von NAME am 21. Jan. 2015", where one element holds both."""
    lines = [e for e in own.elements if e.tag in ("cite", "small")][:3]
    if stamp is not None:
        lines = [stamp, *list(own.ancestors(stamp))[:1], *lines]
    for element in lines:
        if element in own.parts:
            continue
        line = short(element, 200)
        found = words.BYLINE.match(without_moment(line)) if line else None
        if found and (name := clean_name(words.NAME_END.split(found[1])[0])):
            return Who(element, name)
    return Who()


def guessed(own: Own, body: HtmlElement | None, stamp: HtmlElement | None) -> Who:
    """The first short text near the time, outside the body, that reads as a name."""
    loose = [element for element in own.elements if _is_loose(own, element, body)]
    for element in [e for e in loose if e.tag == "cite"][:1]:
        if name := clean_name(without_moment(_show(own, element, stamp))):
            return Who(element, name)
    if stamp is not None and (near := _near(own, loose, stamp)).name:
        return near
    for wanted in (_NAMING, _LINKS, _SMALL):
        for element in loose:
            if element.tag not in wanted or element is stamp:
                continue
            if wanted is _SMALL and stamp is None and any(c.tag in _SMALL for c in element):
                continue
            line = without_moment(_show(own, element, stamp, asides=False))
            if name := _unlabelled(line):
                return Who(element, name)
    if stamp is not None and stamp.tag in _NAMING:  # "Muriel - le 22/01/2020 à 12:01"
        line = short(stamp, _LONGEST_LINE)
        day = find_day(line)
        if day and (name := clean_name(_JOINED_END.sub("", line[: day[1]]))):
            return Who(stamp, name)
    return Who()


def clean_name(line: str, *, is_labelled: bool = False) -> str | None:
    """A person's name without "says", "von" and the punctuation round it; None when it is none.

    "Mo" and "Sam" are days of the week, unless the page says that a name is what it is.
    """
    name = words.BY.sub("", clean(line[:_LONGEST_LINE].replace("\n", " ")))
    for _ in range(3):
        name = words.SAYS.sub("", name).strip()
    name = words.WEEKDAY_END.sub("", words.DAY_END.sub("", _LEADING.sub("", name)))
    name = _TRAILING.sub("", _EDGES.sub("", name))
    if not 1 <= len(name) <= _LONGEST or name.casefold() in words.ACTIONS or is_age(name):
        return None
    if name.casefold() in words.NOBODY or words.UNFILLED.search(name):
        return None
    if not any(c.isalnum() for c in name):
        return None
    if words.JOINERS.match(name):
        return name if is_labelled or (name.isdigit() and len(name) > 2) else None
    return name


def _rank(own: Own, element: HtmlElement) -> int | None:
    """0 is surest; None when the label does not speak of the author."""
    traits = own.traits(element)
    names = (element.get("class") or "").lower().replace("_", "-").split()
    if "fn" in names:
        return 0
    if (element.get("itemprop") or "") in ("author", "creator"):
        return 1
    if element.tag in ("img", "button", "time"):
        return None
    if words.AUTHOR_NAMES.intersection(names):
        return 1
    if not traits.author:
        return None
    label = own.labels[element]
    if traits.not_author:
        return 5 if "author" in label and "vcard" in label and element.tag != "a" else None
    return 2 if "author" in label or "user" in label else 3


def _name_in(own: Own, element: HtmlElement, stamp: HtmlElement | None) -> str | None:
    inner = own.below(element)
    tests: tuple[Test, ...] = (_is_fn, _is_author_link, _is_naming)
    for is_wanted in tests:
        for candidate in inner:
            if candidate is stamp or not is_wanted(own, candidate):
                continue
            line = without_moment(_show(own, candidate, stamp, bare=True))
            if name := clean_name(line, is_labelled=True):
                return _titled(element, candidate, name)
    links = [e for e in inner if e.tag == "a" and shown(e)]
    if len(links) > 1 and (name := clean_name(_show(own, links[0], stamp))):
        return name  # the others lead to the author's pictures, posts and so on
    line = without_moment(_show(own, element, stamp, bare=True))
    return clean_name(line, is_labelled=True)


def _titled(element: HtmlElement, inner: HtmlElement, name: str) -> str:
    """`name` with the "Dr" or "Herr" that stands before it in the author's element."""
    if element.get("itemprop") not in ("author", "creator") or inner.get("itemprop") != "name":
        return name
    whole = short(element, _LONGEST)
    return whole if whole.endswith(name) and len(whole) - len(name) < 8 else name


def _is_loose(own: Own, element: HtmlElement, body: HtmlElement | None) -> bool:
    if element in own.parts or element.tag not in _SMALL or element is body:
        return False
    if body is not None and (own.within(element, body) or own.within(body, element)):
        return False
    label = own.labels[element]
    return (
        not own.traits(element).aside
        or element.tag in _NAMING
        or "head" in label
        or "meta" in label
    )


def _near(own: Own, loose: list[HtmlElement], stamp: HtmlElement) -> Who:
    """The name right before the time, or right after it."""
    here = own.order(stamp)
    for element in sorted(loose, key=lambda e: abs(own.order(e) - here - 0.5))[:6]:
        distance = own.order(element) - here
        if not -_NEAR < distance < _NEAR or element is stamp or own.within(stamp, element):
            continue
        if any(child in own for child in element):
            continue
        if element.tag == "p" or (distance > 0 and element.tag in _AFTER_TIME):
            continue
        if name := _unlabelled(without_moment(_show(own, element, stamp))):
            return Who(element, name)
    return Who()


def _unlabelled(line: str) -> str | None:
    """The name that a line is; none when it tells what else is known of the writer."""
    return None if _LABELLED_LINE.match(line) else clean_name(line)


def _show(
    own: Own,
    element: HtmlElement,
    stamp: HtmlElement | None,
    *,
    asides: bool = True,
    bare: bool = False,
) -> str:
    """The text of an element but time, "says" and links to act on the comment."""

    def leave(inner: HtmlElement) -> bool:
        if inner is stamp or inner in own.nested:
            return True
        traits = own.traits(inner)
        if traits.says or (inner.tag == "a" and shown(inner).casefold() in words.ACTIONS):
            return True
        return (bare and traits.not_author) or (not asides and traits.aside)

    return printed(element, leave, limit=400)


def _is_fn(own: Own, element: HtmlElement) -> bool:
    return "fn" in (element.get("class") or "").split()


def _is_author_link(own: Own, element: HtmlElement) -> bool:
    traits = own.traits(element)
    return traits.author and not traits.not_author


def _is_naming(own: Own, element: HtmlElement) -> bool:
    return element.tag in _NAMING
