"""Tells which comment answers which: by nesting, by markers of depth, by margins."""

from __future__ import annotations

import re
from collections.abc import Sequence

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


def answered(units: Sequence[HtmlElement], ids: Sequence[str]) -> list[str | None]:
    """For each unit, in reading order, the id of the unit it answers."""
    place = {unit: index for index, unit in enumerate(units)}
    known = set(ids)
    depths = [_depth(unit, place) for unit in units]
    by_depth = _by_depth(depths) if len(set(depths)) > 1 else [None] * len(units)
    result: list[str | None] = []
    for index, unit in enumerate(units):
        stated = _stated(unit, known)
        found = _nested(unit, place)
        if found is None:
            found = by_depth[index]
        if stated is not None and stated != ids[index]:
            result.append(stated)
        else:
            result.append(ids[found] if found is not None and found < index else None)
    return result


def _stated(unit: HtmlElement, known: set[str]) -> str | None:
    for name in _PARENT_ATTRIBUTES:
        digits = re.sub(r"\D", "", (unit.get(name) or "")[:40])
        if digits and digits in known:
            return digits
    return None


def _nested(unit: HtmlElement, place: dict[HtmlElement, int]) -> int | None:
    """The unit round this one, or the one just before a box of replies that this one is in."""
    branch = unit
    for ancestor in unit.iterancestors():
        if ancestor in place:
            return place[ancestor]
        if branch is not unit or not _is_listed(branch, ancestor):
            before = _headed(branch, unit, place)
            if before is not None:
                return before
        branch = ancestor
    return None


def _is_listed(branch: HtmlElement, parent: HtmlElement) -> bool:
    return True


def _headed(branch: HtmlElement, unit: HtmlElement, place: dict[HtmlElement, int]) -> int | None:
    """The unit that a box of replies belongs to: the last one right before the box."""
    if branch is unit or not (
        words.REPLIES.search(words.label(branch)) or branch.tag in ("ul", "ol")
    ):
        return None
    for sibling in branch.itersiblings(preceding=True):
        if not isinstance(sibling.tag, str):
            continue
        if sibling in place:
            return place[sibling]
        inside = [place[e] for e in sibling.iter() if e in place]
        if inside:
            same = sibling.tag == branch.tag and _first_word(sibling) == _first_word(branch)
            if same:
                continue
            return inside[0]
    return None


def _first_word(element: HtmlElement) -> str:
    return next(iter((element.get("class") or "").split()), "")


def _depth(unit: HtmlElement, place: dict[HtmlElement, int]) -> int | None:
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
        if parent is None or sum(1 for e in parent if isinstance(e.tag, str)) > 2:
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
