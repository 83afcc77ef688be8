"""Tells which comment answers which: by nesting, by markers of depth, by margins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from archive.extract.comments import vocabulary as words

_LEVEL = re.compile(
    r"(?:^|[-_\s])(?:depth|level|lvl|ebene|niveau|nivel|indent|tier|nest)[-_]?(\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_MARGIN = re.compile(
    r"(?:margin|padding)-left\s*:\s*(\d{1,4})(?:\.\d+)?\s*(?:px|%|em|rem)?", re.IGNORECASE
)
_PARENT_ATTRIBUTES = (
    "data-parent",
    "data-parent-id",
    "data-parentid",
    "data-parent-comment-id",
    "data-reply-to",
)
_DEPTH_ATTRIBUTES = (
    "data-depth",
    "data-level",
    "aria-level",
    "data-comment-depth",
    "data-nesting-level",
)


_NEAREST = 5  # elements before a box of replies that are looked at


def answered(units: Sequence[HtmlElement], ids: Sequence[str]) -> list[str | None]:
    """For each unit, in reading order, the id of the unit it answers; never in a ring."""
    place = {unit: index for index, unit in enumerate(units)}
    numbered = {identity: index for index, identity in enumerate(ids)}
    depths = [_depth(unit) for unit in units]
    by_depth = _by_depth(depths) if len(set(depths)) > 1 else [None] * len(units)
    found: list[int | None] = []
    for index, unit in enumerate(units):
        parent = _stated(unit, numbered)
        if parent is None or parent == index:
            parent = _nested(unit, place)
            if parent is None:
                parent = by_depth[index]
            if parent is not None and parent >= index:
                parent = None
        found.append(parent)
    _cut_rings(found)
    return [None if parent is None else ids[parent] for parent in found]


def _stated(unit: HtmlElement, numbered: dict[str, int]) -> int | None:
    for name in _PARENT_ATTRIBUTES:
        digits = re.sub(r"\D", "", (unit.get(name) or "")[:40])
        if digits in numbered:
            return numbered[digits]
    return None


def _cut_rings(parents: list[int | None]) -> None:
    """Units that answer each other in a ring: the first of them answers nobody."""
    sound: set[int] = set()
    for start in range(len(parents)):
        way: set[int] = set()
        current: int | None = start
        while current is not None and current not in sound and current not in way:
            way.add(current)
            current = parents[current]
        if current is not None and current not in sound:
            parents[current] = None
        sound.update(way)


def _nested(unit: HtmlElement, place: dict[HtmlElement, int]) -> int | None:
    """The unit round this one, or the one just before a box of replies that this one is in."""
    branch = unit
    for ancestor in unit.iterancestors():
        if ancestor in place:
            return place[ancestor]
        if branch is not unit and (before := _headed(branch, place)) is not None:
            return before
        branch = ancestor
    return None


def _headed(branch: HtmlElement, place: dict[HtmlElement, int]) -> int | None:
    """The unit that a box of replies belongs to: the last one right before the box."""
    is_box = bool(words.REPLIES.search(words.label(branch)))
    if not is_box and branch.tag not in ("ul", "ol"):
        return None
    for sibling in islice(branch.itersiblings(preceding=True), _NEAREST):
        if not isinstance(sibling.tag, str):
            continue
        if sibling in place:
            return place[sibling]
        inside = [place[e] for e in islice(sibling.iter(), 500) if e in place]
        if not inside or (
            sibling.tag == branch.tag and _first_word(sibling) == _first_word(branch)
        ):
            continue
        # A list that does not say it holds replies may follow a list of chosen comments.
        return inside[0] if is_box or len(inside) == 1 else None
    return None


def _first_word(element: HtmlElement) -> str:
    return next(iter((element.get("class") or "").split()), "")


def _depth(unit: HtmlElement) -> int | None:
    """The depth that a class, attribute or margin of the unit or its own wrapper states."""
    current: HtmlElement | None = unit
    for _ in range(3):
        if current is None:
            return None
        for name in _DEPTH_ATTRIBUTES:
            value = current.get(name)
            if value and value.isascii() and value.isdigit() and len(value) < 5:
                return int(value)
        if found := _LEVEL.search(f"{current.get('class') or ''} {current.get('id') or ''}"):
            return int(found[1])
        if found := _MARGIN.search((current.get("style") or "")[:400]):
            return int(found[1])
        parent = current.getparent()
        if parent is None or sum(isinstance(e.tag, str) for e in islice(parent, 6)) > 2:
            return None
        current = parent
    return None


def _by_depth(depths: Sequence[int | None]) -> list[int | None]:
    """The nearest earlier unit of smaller depth."""
    open_units: list[tuple[int, int]] = []
    result: list[int | None] = []
    for index, stated in enumerate(depths):
        depth = stated or 0
        while open_units and open_units[-1][0] >= depth:
            open_units.pop()
        result.append(open_units[-1][1] if open_units else None)
        open_units.append((depth, index))
    return result
