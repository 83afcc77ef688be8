"""Finds where a comment says when it was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from lxml.html import HtmlElement

from archive.extract.comments.own import Own
from archive.extract.comments.printing import short
from archive.extract.comments.when import is_moment, moment, stamped, without_moment

_STAMP_ATTRIBUTES = ("datetime", "content", "title", "data-datetime", "data-date", "data-time")
_UNIX_ATTRIBUTES = ("data-timestamp", "data-utime", "data-created")
_LONGEST_NAME_BESIDE = 60  # characters that may stand beside a time on its line


class When(NamedTuple):
    """The element that carries the time, and the time if it could be told."""

    place: HtmlElement | None
    published: str | None
    aged: bool  # a time is printed, even if it could not be told which ("6y")


def find(own: Own, fetched: datetime | None) -> When:
    """First what is stated for machines, then what is labelled as a time, then a bare line."""
    candidates = own.unquoted()
    for element in candidates:
        if said := _stated(own, element):
            return When(element, said, True)
    return _labelled(own, candidates, fetched) or _line(own, candidates, fetched)


def loose(own: Own, body: HtmlElement | None, fetched: datetime | None) -> When:
    """A time that stands in no element of its own, outside the text."""
    for element in own.elements:
        if body is not None and (element is body or own.within(element, body)):
            continue
        for piece in (element.text, element.tail if element not in own.parts else None):
            if piece and 5 < len(piece) < 160 and is_moment(piece):
                return When(None, moment(piece, fetched=fetched), True)
    return When(None, None, False)


def _stated(own: Own, element: HtmlElement) -> str | None:
    get = element.get
    if element.tag == "time":
        return stamped(get("datetime") or get("content"))
    if element.tag == "abbr" or own.traits(element).time:
        for name in _STAMP_ATTRIBUTES:
            if found := stamped(get(name)):
                return found
    for name in _UNIX_ATTRIBUTES:
        if found := stamped(get(name)):
            return found
    return stamped(get("content")) if element.tag == "span" else None


def _labelled(own: Own, candidates: Sequence[HtmlElement], fetched: datetime | None) -> When | None:
    vague: HtmlElement | None = None
    for element in candidates:
        if (element.tag != "time" and not own.traits(element).time) or len(element) > 12:
            continue
        line = short(element, 160)
        if not line:
            continue
        read = moment(line, fetched=fetched)
        if read:
            return When(_innermost(own, element), read, True)
        if vague is None and (element.tag == "time" or is_moment(line)):
            vague = element
    return None if vague is None else When(vague, None, True)


def _line(own: Own, candidates: Sequence[HtmlElement], fetched: datetime | None) -> When:
    """A short line that is little more than a time and perhaps a name."""
    if not own.has_digits():
        return When(None, None, False)
    for element in candidates:
        if element in own.parts or (element.tag in ("p", "li", "blockquote") and len(element) == 0):
            continue
        line = short(element, 100)
        if line and any(c.isdigit() for c in line) and is_moment(line):
            if len(without_moment(line)) > _LONGEST_NAME_BESIDE:
                continue
            return When(_innermost(own, element), moment(line, fetched=fetched), True)
    return When(None, None, False)


def _innermost(own: Own, element: HtmlElement) -> HtmlElement:
    """The smallest element below that still shows the whole time."""
    while True:
        for child in element:
            if child in own and (line := short(child, 160)) and is_moment(line):
                element = child
                break
        else:
            return element
