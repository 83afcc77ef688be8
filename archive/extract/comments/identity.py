"""Gives each comment an id: the site's own number, else a hash of what it says."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from archive.extract.comments.own import Own
from archive.extract.comments.units import Unit

_NUMBER = re.compile(r"(?:^|[a-z_-])(\d{1,24})(?:[_-]\d{1,2})?$", re.IGNORECASE)
_ATTRIBUTES = (
    "data-comment-id",
    "data-commentid",
    "data-cid",
    "data-id",
    "data-comment",
    "data-key",
    "data-message-id",
)


def ids(units: Sequence[Unit]) -> list[str]:
    """One id a unit; the site's own only where they tell the units apart."""
    heads = {unit.element for unit in units}
    for of in (_own_number, _inner_number, _anchor_number):
        numbers = [of(unit, heads) for unit in units]
        known = [n for n in numbers if n]
        apart = len(set(known))
        if (
            len(known) * 2 > len(units)
            and 2 * apart >= len(known)
            and (apart > 1 or len(units) == 1)
        ):
            break
    else:
        numbers = [None] * len(units)
    seen: dict[str, list[str]] = {}
    return [_told_apart(n, unit, seen) for n, unit in zip(numbers, units, strict=True)]


def _told_apart(own: str | None, unit: Unit, seen: dict[str, list[str]]) -> str:
    """The id; with a count when others had it before, as twice "+1" by the same person.

    The same number with the same text is the same comment, printed again for small screens.
    """
    said = unit.fields
    identity = own or hashed(said.author, said.text)
    texts = seen.setdefault(identity, [])
    if own and said.text in texts:
        place = texts.index(said.text)
    else:
        place = len(texts)
        texts.append(said.text)
    return f"{identity}.{place + 1}" if place else identity


def hashed(author: str | None, text: str) -> str:
    """A short stable id for a comment that the site gives none.

    The time has no part in it: sites print it rounded, and otherwise tomorrow ("2 days ago").
    """
    said = f"{author or ''}\x1f{' '.join(text.split())}"
    return "h" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def number(name: str | None) -> str | None:
    """The digits that `comment-123`, `c123` or `wc-comm-58561_0` end in."""
    found = _NUMBER.search(name or "")
    return found[1] if found else None


def _own_number(unit: Unit, heads: set[HtmlElement]) -> str | None:
    element = unit.element
    return number(element.get("id")) or next(
        (n for a in _ATTRIBUTES if (n := number(element.get(a)))), None
    )


def _inner_number(unit: Unit, heads: set[HtmlElement]) -> str | None:
    for element in Own(unit.parts, heads.difference(unit.parts)).elements:
        for name in ("id", *_ATTRIBUTES, "name"):
            value = element.get(name)
            if (
                value
                and (found := number(value))
                and (
                    name != "id"
                    or re.match(r"(?i)[a-z_-]*?(?:comment|c|post|message|forum|r)[-_]?\d", value)
                )
            ):
                return found
    return None


def _anchor_number(unit: Unit, heads: set[HtmlElement]) -> str | None:
    before = unit.element.getprevious()
    for _ in range(4):
        if before is None or before in heads:
            return None
        if before.tag == "a" and (found := number(before.get("id") or before.get("name"))):
            return found
        before = before.getprevious()
    return None
