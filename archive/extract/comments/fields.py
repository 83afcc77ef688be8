"""Reads author, time and text of one comment, and weighs whether it is one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from archive.extract.comments import body, names, times
from archive.extract.comments import vocabulary as words
from archive.extract.comments.own import Own
from archive.extract.comments.when import is_moment

_LONGEST_ID = 200
_NUMBERED_ID = re.compile(r"(?i)(?:comment|kommentar|message|post|^c|^r)[a-z]*[-_]?\d")
_NOTICE_TAGS = frozenset({"em", "p", "i", "small", "span", "strong"})
_ASKING = ("input", "textarea", "select")
_ANSWERING_TAGS = frozenset({"a", "button", "span", "li", "div"})


@dataclass(frozen=True, slots=True)
class Fields:
    """What one comment says of itself."""

    author: str | None
    published: str | None
    text: str
    evidence: int  # how much speaks for a comment: labelled author, time, body, reply link…
    numbered: bool = False  # its element carries a number of its own
    pending: bool = False  # waits for approval: only its writer is shown it


_NOTICE = Fields(None, None, "", 0)


def read(
    parts: Sequence[HtmlElement],
    nested: Collection[HtmlElement],
    *,
    fetched: datetime | None,
    hasty: bool = False,
) -> Fields:
    """The fields of the comment made of `parts`; subtrees in `nested` belong to other comments.

    An author who is called so, and a time, are worth 3 points of evidence each. Without either it
    is a notice, and no more than 3 points are given; `hasty` leaves a notice unread.
    """
    own = Own(parts, nested)
    when = times.find(own, fetched)
    who = names.labelled(own, when.place)
    byline = names.bylined(own, when.place) if who.name is None else who
    if hasty and byline.name is None and not (when.aged or times.loose(own, None, fetched).aged):
        return _NOTICE
    place = body.find(own, who.place, when.place)
    if who.name is None:
        who = byline
    evidence = 3 * (who.name is not None)
    if who.name is None:
        who = names.guessed(own, place, when.place)
        evidence += who.name is not None
    if when.place is None:
        when = times.loose(own, place, fetched)
    evidence += 3 * when.aged + (place is not None)
    places = tuple(p for p in (who.place, when.place) if p is not None)
    text = body.text(own, place, places)
    is_notice = evidence < 3
    numbered = _NUMBERED_ID.search((own.parts[0].get("id") or "")[:_LONGEST_ID]) is not None
    evidence += numbered + _marks(own)
    if body.is_linked(own, place, text):
        evidence -= 4
    if when.place is None and any(next(p.iter(*_ASKING), None) is not None for p in parts):
        evidence -= 3  # a form that greets its reader
    if words.UNFILLED.search(text[:2000]) or (evidence > 3 and _is_list(text)):
        return _NOTICE
    if is_notice:
        evidence = min(evidence, 3)
    pending = any(_is_pending(own, element) for element in own.elements)
    return Fields(who.name, when.published, text, evidence, numbered, pending)


def _is_list(text: str) -> bool:
    """Whether a text is a list of dated things, or tells what a board of a forum holds."""
    lines = text.split("\n", 60)
    if len(lines) < 2:
        return False
    dated = sum(len(line) < 120 and is_moment(line) for line in lines)
    return (dated >= 3 and dated * 2 > len(lines)) or words.COUNTS.search(text[:1000]) is not None


def _is_pending(own: Own, element: HtmlElement) -> bool:
    if own.traits(element).pending:
        return True
    said = element.text if element.tag in _NOTICE_TAGS else None
    return bool(said and len(said) < 200 and words.PENDING.search(said.lower()))


def _marks(own: Own) -> int:
    """Other signs of a comment: a type, a way to answer or judge it."""
    typed = "omment" in (own.parts[0].get("itemtype") or "")
    answerable = any(e.tag in _ANSWERING_TAGS and own.traits(e).answerable for e in own.elements)
    return 2 * typed + 2 * answerable
